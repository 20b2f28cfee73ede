"""Comparable grants, year by year: what each was worth, and what became of it."""

from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from ..errors import InputError, unknown
from ..units import financial_year
from .files import Row, drawable, filled, one_of, optional_number, read_table

CEASED, RENEWED, UNKNOWN = "ceased", "renewed", "unknown"
TRANSFERRED = "transferred"
"""The purpose is paid for through another grant, which counts as renewed."""

ENDED_BY_DESIGN = "ended_by_design"
"""A one-off that could not be renewed, which no set counts."""

EXPIRY, WITHIN_AWARD = "expiry", "within_award"
COLUMNS = (
    "id", "grant", "scheme", "funder", "recipient_group", "financial_year", "amount_gbp",
    "decision", "year_end", "next_year", "next_year_amount_gbp", "like_for_like", "part_of",
    "source_url", "outcome_source_url", "note",
)  # fmt: skip
_LISTED = {
    "next_year": (RENEWED, CEASED, TRANSFERRED, ENDED_BY_DESIGN, UNKNOWN),
    "year_end": (EXPIRY, WITHIN_AWARD, "unclear", "cancelled_before_start"),
    "like_for_like": ("True", "False"),
}


@dataclass(frozen=True)
class Comparator:
    """One year of a comparable grant, and what became of it at the year end."""

    fields: dict[str, str]  # the columns of comparator_grants.csv, on which a set may filter
    amounts: tuple[float, float] | None  # this year's and next year's, pounds, where both are known

    def __repr__(self) -> str:
        """Say which grant it is, and of which year."""
        return (
            f"<Grant {self.fields['id']}: {self.fields['grant']}, {self.fields['financial_year']}>"
        )

    @property
    def ratio(self) -> float | None:
        """Next year's amount over this year's, where both are known."""
        return self.amounts[1] / self.amounts[0] if self.amounts else None


def load_grants(folder: Path) -> tuple[Comparator, ...]:
    """Return the grant-years in ``comparator_grants.csv``."""
    rows = read_table(folder / "comparator_grants.csv", COLUMNS)
    for name, count in Counter(row["id"] for row in rows).items():
        if count > 1:
            raise InputError(f"comparator_grants.csv: id {name!r} is given {count} times.")
    grants = tuple(map(_grant, rows))
    _refuse_wrong_parts(rows)
    return grants


def _grant(row: Row) -> Comparator:
    financial_year(row["financial_year"], f"{row['where']}: financial_year")
    filled(row, "source_url", "a comparator needs its source")
    for field in ("grant", "scheme"):
        drawable(row, field)
    for field, allowed in _LISTED.items():
        one_of(row, field, allowed)
    if row["next_year"] != UNKNOWN:
        filled(row, "outcome_source_url", "a known outcome needs its source")
    amount, following = (
        optional_number(row, field) for field in ("amount_gbp", "next_year_amount_gbp")
    )
    return Comparator(row, (amount, following) if amount and following is not None else None)


def _refuse_wrong_parts(rows: list[Row]) -> None:
    """Refuse a part whose whole is not there or does not hold it: no money may count twice."""
    by_id = {row["id"]: row for row in rows}
    for row in filter(itemgetter("part_of"), rows):
        if row["part_of"] not in by_id:
            raise unknown(f"{row['where']}: part_of", "id", row["part_of"], by_id)
        whole = by_id[row["part_of"]]
        same = [row[field] == whole[field] for field in ("scheme", "financial_year")]
        rules = {
            "another grant": row is not whole,
            "a grant that is no part itself": not whole["part_of"],
            "a grant of the same scheme and financial year": all(same),
        }
        for rule, kept in rules.items():
            if not kept:
                raise InputError(
                    f"{row['where']}: part_of must name {rule}, got {row['part_of']!r}."
                )
