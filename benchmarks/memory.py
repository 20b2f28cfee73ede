"""The most memory that one forecast and its document take, beyond what a small one has taken.

It stands beside the size of what the forecast keeps: the laws evaluated on every draw. Each is
measured in a fresh process by Linux's high-water mark. (``ru_maxrss`` is the same mark, but it is
inherited from the process that started this one, which has already had a million draws.)
"""

from collections.abc import Iterator

import clsmin_forecast as cf
from clsmin_forecast.model.draws import MOST

from . import DRAWS, Row
from .imports import in_a_fresh_process

_MILLION = 1_000_000
_PROGRAM = """
from pathlib import Path
import clsmin_forecast as cf

def peak(draws):
    assert cf.forecast(central, draws=draws).document
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0])

central = cf.load_scenario("central")
print((-peak(8) + peak({draws})) / 1024)
"""


def measure() -> Iterator[Row]:
    for draws in (_MILLION, MOST):
        extra = in_a_fresh_process(_PROGRAM.format(draws=draws))
        what = f"extra memory, {draws:,} draws"
        yield Row(what, extra, "MB", "what the forecast keeps", kept(draws))


def kept(draws: int) -> float:
    """Return the size of a forecast's distinct arrays at so many draws, in megabytes."""
    forecast = cf.forecast(cf.load_scenario("central"), draws=DRAWS)
    assert forecast.document
    amounts = forecast.amounts
    laws = (amounts.award, amounts.recovered, amounts.gap, amounts.posts)
    series = [each for law in laws for each in law.values()] + [*amounts.cost.values()]
    series += [each for years in amounts.drawn.values() for each in years.values()]
    arrays = {values.tobytes() for values in series}
    return sum(map(len, arrays)) / DRAWS * draws / 2**20
