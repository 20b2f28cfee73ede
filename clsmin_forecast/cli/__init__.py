"""The commands: parsing and printing only.

`settings` holds the options, `output` prints, `streams` is what it prints to; `running`, `keeping`,
`briefing`, `forecasting`, `asking`, `explaining`, `exploring` and `listing` are the commands.
"""

import sys

from ..errors import ForecastError, InputError
from . import asking, briefing, explaining, exploring, forecasting, keeping, listing, running
from .settings import Settings, app
from .streams import make_lasting, refuse_lost

__all__ = [
    "asking", "briefing", "explaining", "exploring", "forecasting", "keeping", "listing", "main",
    "running",
]  # fmt: skip

INTERRUPTED = 130
_USAGE = 2  # of click, for a wrong option or argument


def main() -> None:
    """Run the command line: print an error as its sentences, and exit with its code."""
    make_lasting()
    try:
        _command()
    except Exception as error:
        if Settings.debug:
            raise
        expected = isinstance(error, ForecastError)
        told = str(error) if expected else f"A fault of this program ({error!r}); see --debug."
        sys.stderr.write(f"{told}\n")
        sys.exit(error.exit_code if isinstance(error, ForecastError) else ForecastError.exit_code)


def _command() -> None:
    try:
        app()
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            sys.stderr.write("Interrupted. Nothing was published.\n")
        if stop.code == _USAGE:
            sys.exit(InputError.exit_code)
        if not stop.code:
            refuse_lost()
        raise
