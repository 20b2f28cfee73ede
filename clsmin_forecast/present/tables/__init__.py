"""Tables for reading: rows of short texts, rounded once.

`reading` writes the rows of any answer as its columns say, `registers` those of the assumptions and
the scenarios, `charts` what a chart draws; `html` makes a table of rows.
"""

from typing import Any

from ...renames import answer_old_names
from .charts import chart_rows
from .html import ReadingTable
from .reading import (
    Rows,
    by_year_rows,
    in_short_rows,
    own_year_end_rows,
    path_rows,
    reading_rows,
    team_rows,
)
from .registers import assumption_rows, quantity_words, scenario_rows

__all__ = [
    "ReadingTable",
    "Rows",
    "assumption_rows",
    "by_year_rows",
    "chart_rows",
    "in_short_rows",
    "own_year_end_rows",
    "path_rows",
    "quantity_words",
    "reading_rows",
    "scenario_rows",
    "team_rows",
]


def __getattr__(name: str) -> Any:
    now = "; reading_rows takes every answer" if name.endswith("_rows") else ""
    raise AttributeError(f"tables has no {name}{now}")


answer_old_names(__name__)
