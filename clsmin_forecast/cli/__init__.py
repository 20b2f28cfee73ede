"""The commands: parsing and printing only.

`settings` holds the options, `usage` refuses what is none, `output` prints sentences and `tables`
rows, `streams` is what they print to; `running`, `keeping`, `briefing`, `forecasting`, `asking`,
`deciding`, `drawing`, `charting`, `listing` and `starting` are the commands.
"""

import gc
import sys

from ..errors import INTERRUPTED, ForecastError, InfrastructureError, system_error
from . import (
    asking,
    briefing,
    charting,
    deciding,
    forecasting,
    keeping,
    listing,
    recording,
    running,
    starting,
)
from .settings import Settings, app
from .streams import make_lasting, refuse_lost
from .usage import UsageError, refused_usage

__all__ = [
    "asking",
    "briefing",
    "charting",
    "deciding",
    "forecasting",
    "keeping",
    "listing",
    "main",
    "recording",
    "running",
    "starting",
]

_RUBBISH = 50_000, 20, 100  # when rubbish is looked for: seldom, as what a command loads stays
_SHOWN = 500  # characters of a fault


def main() -> None:
    """Run the command line: print an error as its sentences, and exit with its code."""
    make_lasting()
    gc.set_threshold(*_RUBBISH)
    try:
        _command()
    except Exception as error:
        if Settings.debug:
            raise
        known = _classify(error)
        sys.stderr.write(f"{known}\n")
        sys.exit(known.exit_code)


def _command() -> None:
    try:
        code = app(standalone_mode=False) or 0
    except UsageError as error:
        raise refused_usage(error) from None
    if code == INTERRUPTED:
        exec("")  # else Python, if it was running a text as imports do, would die of the signal
        sys.stderr.write("Interrupted. Nothing was published.\n")
    if not code:
        refuse_lost()
    gc.freeze()  # else all that was loaded is looked through once more
    sys.exit(code)


def _classify(error: Exception) -> ForecastError:
    if isinstance(error, ForecastError):
        return error
    if isinstance(error, OSError):
        return system_error(error)
    if isinstance(error, MemoryError) or "failed to map segment" in str(error):
        return InfrastructureError("There was too little memory.")
    return ForecastError(f"A fault of this program ({repr(error)[:_SHOWN]}); see --debug.")
