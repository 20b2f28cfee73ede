"""The medium-term plan for reading: a line a row, a year a column, in thousands of pounds."""

from math import isnan
from typing import Any

from ...answer import Answer
from ...columns import AT_MOST, Column
from ...inputs.awards import STATUSES
from ..words import as_sure

_THOUSAND = 1_000
_LINE = "£000"
_NEARLY_NOTHING = "less than 1"


def medium_term_rows(answer: Answer[Any]) -> list[dict[str, Any]]:
    """Return the lines of a medium-term plan, without those of a status that no year has.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> [*medium_term_rows(cf.medium_term("ceases", draws=8))[3].values()]
    ['in principle, up to', '0', '0', '0', '0', '1,000', '1,000', '2,000']
    """
    rows, lines = answer.to_dict("index"), answer.about.columns
    absent = [name for name in STATUSES if name not in answer.about.statuses]
    return [
        {_LINE: line.label} | {str(year): _thousands(row[name], line) for year, row in rows.items()}
        for name, line in lines.items()
        if line.label and name in answer and name not in absent
    ]


def _thousands(amount: float, line: Column) -> str:
    if isnan(amount):
        return line.missing
    sure = line.kind == AT_MOST
    thousands = f"{round((as_sure(amount, most=True) if sure else amount) / _THOUSAND):,}"
    return _NEARLY_NOTHING if thousands == "0" and round(amount) else thousands
