"""Importing the package, against importing pandas.

Fresh processes by turns; the time is that of the statement alone, without the start of Python.
"""

import statistics
import subprocess
import sys
from collections.abc import Iterator

from . import ROOT, Row

_ROUNDS = 9
_LIMIT = 1.3
_PANDAS = "import pandas"
_OURS = "import clsmin_forecast"
_FIRST_USE = "import clsmin_forecast as cf; cf.forecast"
_TIMED = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"


def measure() -> Iterator[Row]:
    times: dict[str, list[float]] = {_PANDAS: [], _OURS: [], _FIRST_USE: []}
    for _ in range(_ROUNDS):
        for statement, taken in times.items():
            taken.append(1000 * in_a_fresh_process(_TIMED.format(statement)))
    medians = {statement: statistics.median(taken) for statement, taken in times.items()}
    for statement, limit in ((_OURS, _LIMIT), (_FIRST_USE, None)):
        yield Row(statement, medians[statement], "ms", _PANDAS, medians[_PANDAS], limit)


def in_a_fresh_process(code: str) -> float:
    """Return the number that a program prints."""
    program = [sys.executable, "-c", code]
    return float(subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
