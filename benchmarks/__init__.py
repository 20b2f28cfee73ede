"""What the speed claims rest on. ``python -m benchmarks`` measures and prints a table.

Each module measures one thing against something that anybody can run, in the same run and by turns,
because times on a shared machine wobble and only their ratios hold.
"""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
DRAWS = 16_384


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, against what, and the most the ratio may be."""

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
