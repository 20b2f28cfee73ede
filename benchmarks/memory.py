"""The most memory that one forecast and its document take, beyond a process that has already made a small one.

It stands beside the size of what the forecast keeps: the laws evaluated on every draw.
"""

from collections.abc import Iterator
from dataclasses import astuple

import clsmin_forecast as cf
from clsmin_forecast.model.draws import MOST

from . import DRAWS, Row
from .imports import in_a_fresh_process

_MILLION = 1_000_000
_PROGRAM = """
import resource
import clsmin_forecast as cf

def peak(draws):
    assert cf.forecast(central, draws=draws).document
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

central = cf.load_scenario("central")
print((-peak(8) + peak({draws})) / 1024)
"""


def measure() -> Iterator[Row]:
    for draws in (_MILLION, MOST):
        extra = in_a_fresh_process(_PROGRAM.format(draws=draws))
        what = f"peak memory, {draws:,} draws"
        yield Row(what, extra, "MB", "what the forecast keeps", kept(draws))


def kept(draws: int) -> float:
    """Return the size of a forecast's distinct arrays at so many draws, in megabytes."""
    series = astuple(cf.forecast(cf.load_scenario("central"), draws=DRAWS).amounts)
    arrays = {id(values): values.nbytes for years in series for values in years.values()}
    return sum(arrays.values()) / DRAWS * draws / 2**20
