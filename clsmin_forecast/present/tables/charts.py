"""The data of a chart as a table for reading."""

import re
from collections.abc import Sequence
from typing import Any

from ...arguments import public
from ...inputs.awards import OUTTURN, RECEIVED
from ...units import pounds
from ..words import bound, full_sum_words, name_words, percent, status_words
from .reading import Rows

_UNIT = re.compile(r"_(gbp|probability|in_unit|count)$")
_LEAST = "at_least_gbp"
_QUANTILE = re.compile(r"\bp(\d+)\b")
_DECIDED = {status_words(status) for status in (RECEIVED, OUTTURN)}
_CHANCE = re.compile(r"probability|chance|_variance|^evidence_(low|high)$")


@public
def chart_rows(rows: Sequence[dict[str, Any]]) -> Rows:
    """Return the data of a chart for reading: headings in words, modelled sums rounded.

    Parameters
    ----------
    rows : sequence of dict
        As the chart's JSON file has them.

    Examples
    --------
    >>> chart_rows([{"financial_year": "2025/26", "gap_p5_gbp": 817_804.78, "chance": 0.2434}])
    [{'financial year': '2025/26', 'gap 5%': '£818,000', 'chance': '24%'}]
    """
    return [{_heading(name): _cell(name, row) for name in row} for row in rows]


def _heading(name: str) -> str:
    return _QUANTILE.sub(r"\1%", name_words(_UNIT.sub("", name)))


def _cell(name: str, row: dict[str, Any]) -> Any:
    value = row[name]
    if value is None:
        return "not applicable"
    if isinstance(value, str):
        return name_words(value)
    if isinstance(value, bool):
        return value
    if name.endswith("_gbp"):
        return _sum(name, row)
    return percent(value) if _CHANCE.search(name) else f"{value:.4g}"


def _sum(name: str, row: dict[str, Any]) -> str:
    amount = row[name]
    up_to = row.get("basis") == "up to" and amount >= 0  # what is lost of a limit is no limit
    decided = row.get("status") in _DECIDED or "basis" in row
    small = "standard_error" in name
    if name == _LEAST:  # of a curve, or what somebody asked about
        return bound(amount, full_sum_words) if "chance" in row else pounds(amount)
    return ("up to " if up_to else "") + (pounds if decided or small else full_sum_words)(amount)
