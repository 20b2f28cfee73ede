"""Tables for reading: rows of short texts, rounded once.

`rows` shows the papers, forecasts and assumptions, `evidence` the comparable grants and how well
they foretell, `questions` what drives an answer and what would turn it, `charts` what a chart
draws.
"""

from .charts import chart_rows
from .evidence import (
    choice_rows,
    counted_rows,
    own_year_end_rows,
    ratio_rows,
    score_rows,
)
from .questions import (
    bridge_rows,
    change_rows,
    exceedance_rows,
    line_rows,
    shortfall_rows,
    stress_rows,
    switching_rows,
    tornado_rows,
    variance_rows,
    worst_rows,
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
    team_rows,
    varied_rows,
)

__all__ = [
    "ReadingTable",
    "Rows",
    "assumption_rows",
    "bridge_rows",
    "by_year_rows",
    "change_rows",
    "chart_rows",
    "choice_rows",
    "comparison_rows",
    "counted_rows",
    "described",
    "exceedance_rows",
    "line_rows",
    "own_year_end_rows",
    "path_rows",
    "profile_rows",
    "ratio_rows",
    "scenario_rows",
    "score_rows",
    "shortfall_rows",
    "stress_rows",
    "switching_rows",
    "team_rows",
    "tornado_rows",
    "variance_rows",
    "varied_rows",
    "worst_rows",
]
