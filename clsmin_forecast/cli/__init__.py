"""The commands: parsing and printing only.

`settings` holds the options, `output` prints; `running`, `keeping`, `briefing`, `forecasting`,
`asking`, `explaining`, `exploring` and `listing` are the commands.
"""

import os
import sys

from ..errors import ForecastError, InputError
from . import asking, briefing, explaining, exploring, forecasting, keeping, listing, running
from .settings import Settings, app

__all__ = [
    "asking", "briefing", "explaining", "exploring", "forecasting", "keeping", "listing", "main",
    "running",
]  # fmt: skip

INTERRUPTED = 130
_USAGE = 2  # of click, for a wrong option or argument


def main() -> None:
    """Run the command line: print an error as its sentences, and exit with its code."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where a closed pipe is no error
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            sys.stderr.write("Interrupted. Nothing was published.\n")
        if stop.code == _USAGE:
            sys.exit(InputError.exit_code)
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if Settings.debug:
            raise
        expected = isinstance(error, ForecastError)
        told = str(error) if expected else f"A fault of this program ({error!r}); see --debug."
        sys.stderr.write(f"{told}\n")
        sys.exit(error.exit_code if isinstance(error, ForecastError) else ForecastError.exit_code)
