"""When comparable grants were told of and signed, in days from the 1 April on which they begin."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..errors import InputError
from ..units import financial_year, first_day
from .files import Row, drawable, filled, read_table

COLUMNS = ("grant", "funder", "financial_year", "told_on", "signed_on", "source_url", "note")
FILE = "confirmations.csv"
_MONTH = re.compile(r"\d{4}-\d{2}")
_EARLIEST, _LATEST = -366, 731  # days from 1 April: one year before, two after
_MIDDLE = "15"  # of a month of which no day is known


@dataclass(frozen=True)
class Confirmation:
    """A grant of one year: when the money was told of, and when its agreement was signed.

    Parameters
    ----------
    grant, funder, financial_year, source_url, note : str
        As in ``confirmations.csv``.
    told, signed : int or None
        Days from the year's 1 April, below 0 before it; None where it is not on file.
    """

    grant: str
    funder: str
    financial_year: str
    told: int | None
    signed: int | None
    source_url: str
    note: str


def load_confirmations(folder: Path) -> tuple[Confirmation, ...]:
    """Return the dated cases in ``confirmations.csv``; none where a folder goes without it."""
    file = folder / FILE
    return tuple(map(_confirmation, read_table(file, COLUMNS))) if file.is_file() else ()


def _confirmation(row: Row) -> Confirmation:
    year = financial_year(row["financial_year"], f"{row['where']}: financial_year")
    for field in ("grant", "funder"):
        drawable(row, field)
    filled(row, "source_url", "a date needs its source")
    if not row["told_on"] and not row["signed_on"]:
        raise InputError(f"{row['where']}: told_on and signed_on are empty; a case has one.")
    told, signed = (_days(row, field, year) for field in ("told_on", "signed_on"))
    if told is not None and signed is not None and signed < told:
        raise InputError(
            f"{row['where']}: signed_on {row['signed_on']} is before told_on {row['told_on']}; "
            "it must not be."
        )
    text = {name: row[name] for name in ("grant", "funder", "source_url", "note")}
    return Confirmation(financial_year=year, told=told, signed=signed, **text)


def _days(row: Row, field: str, year: str) -> int | None:
    if not (written := row[field]):
        return None
    day = f"{written}-{_MIDDLE}" if _MONTH.fullmatch(written) else written
    try:
        days = (date.fromisoformat(day) - first_day(year)).days
    except ValueError:
        raise InputError(
            f"{row['where']}: {field} must be a day or a month, such as 2025-02-10 or 2025-06, "
            f"got {written!r}."
        ) from None
    if not _EARLIEST <= days <= _LATEST:
        raise InputError(
            f"{row['where']}: {field} must lie from a year before to two years after 1 April of "
            f"{year}, got {written}."
        )
    return days
