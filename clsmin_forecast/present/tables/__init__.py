"""Tables for reading: rows of short texts, rounded once.

`rows` shows the papers, forecasts and assumptions, `evidence` the comparable grants and how well
they foretell.
"""

from .evidence import (
    counted_rows,
    evidence_rows,
    own_year_end_rows,
    ratio_rows,
    score_rows,
)
from .rows import (
    ReadingTable,
    Rows,
    assumption_rows,
    by_year_rows,
    comparison_rows,
    described,
    path_rows,
    profile_rows,
    scenario_rows,
    varied_rows,
)

__all__ = [
    "ReadingTable",
    "Rows",
    "assumption_rows",
    "by_year_rows",
    "comparison_rows",
    "counted_rows",
    "described",
    "evidence_rows",
    "own_year_end_rows",
    "path_rows",
    "profile_rows",
    "ratio_rows",
    "scenario_rows",
    "score_rows",
    "varied_rows",
]
