"""Comparable grants, year by year: what each was worth, and what became of it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from ..units import financial_year
from .files import Row, filled, one_of, optional_number, read_table

CEASED, RENEWED, UNKNOWN = "ceased", "renewed", "unknown"
EXPIRY, WITHIN_AWARD = "expiry", "within_award"
COLUMNS = (
    "id", "grant", "scheme", "funder", "recipient_group", "financial_year", "amount_gbp",
    "decision", "year_end", "next_year", "next_year_amount_gbp", "like_for_like", "source_url",
    "outcome_source_url", "note",
)  # fmt: skip
_YEAR_ENDS = (EXPIRY, WITHIN_AWARD, "unclear", "cancelled_before_start")


@dataclass(frozen=True)
class Grant:
    """One year of a comparable grant, and what became of it at the year end.

    Parameters
    ----------
    fields : dict of str to str
        The columns of ``comparator_grants.csv`` that a set may filter on.
    ratio : float or None
        Next year's amount over this year's, where both are known.
    """

    fields: dict[str, str]
    ratio: float | None


def load_grants(folder: Path) -> tuple[Grant, ...]:
    """Return the grant-years in ``comparator_grants.csv``.

    Raises
    ------
    InputError
        If an id is double, a value is not one of the known ones, or a source is missing.
    """
    rows = read_table(folder / "comparator_grants.csv", COLUMNS)
    for name, count in Counter(row["id"] for row in rows).items():
        if count > 1:
            raise InputError(f"comparator_grants.csv: id {name!r} is given {count} times.")
    return tuple(map(_grant, rows))


def _grant(row: Row) -> Grant:
    financial_year(row["financial_year"], f"{row['where']}: financial_year")
    filled(row, "source_url", "a comparator needs its source")
    if one_of(row, "next_year", (RENEWED, CEASED, UNKNOWN)) != UNKNOWN:
        filled(row, "outcome_source_url", "a known outcome needs its source")
    one_of(row, "year_end", _YEAR_ENDS)
    one_of(row, "like_for_like", ("True", "False"))
    amount, following = (
        optional_number(row, field) for field in ("amount_gbp", "next_year_amount_gbp")
    )
    return Grant(row, following / amount if amount and following is not None else None)
