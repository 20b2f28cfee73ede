"""What the speed claims rest on. ``python -m benchmarks`` measures and prints a table.

Each module measures one thing against something that anybody can run, in the same run and by turns,
because times on a shared machine wobble and only their ratios hold. ``benchmarks.peers`` sets the
package beside other tools, which need an environment of their own: ``make bench-peers``.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
DRAWS = 16_384
_FORM = "{:<44} {:>12}  {:<46} {:>12} {:>7} {:>6}  {}"


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, against what, and the most the ratio may be.

    What it was to be measured against may have failed; it is then no number.
    """

    what: str
    ours: float
    unit: str
    against: str
    theirs: float
    limit: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def missed(self) -> bool:
        return self.limit is not None and self.ratio > self.limit


def show(rows: Iterable[Row]) -> bool:
    """Print the table as its rows come in, and return whether a limit is missed."""
    print(_FORM.format("what", "ours", "compared with", "", "ratio", "limit", "met"))
    missed = False
    for row in rows:
        print(_line(row), flush=True)
        missed = missed or row.missed
    return missed


def _line(row: Row) -> str:
    met = "for information" if row.limit is None else "NOT MET" if row.missed else "met"
    theirs, ratio = f"{row.theirs:,.1f} {row.unit}", f"{row.ratio:.3g}"
    if math.isnan(row.theirs):
        theirs, ratio, met = "failed", "", "NOT MEASURED"
    return _FORM.format(
        row.what,
        f"{row.ours:,.1f} {row.unit}",
        row.against,
        theirs,
        ratio,
        "" if row.limit is None else f"{row.limit:g}",
        met,
    )
