"""A release of the GDP deflator: the workbook that HM Treasury publishes, as rows of our file.

"GDP deflators at market prices, and money GDP" is published after each quarterly national accounts
and each forecast of the Office for Budget Responsibility. One sheet has a row of headings, such as
``Financial year``, ``2025-26 = 100`` and ``per cent change on previous year``, beside others that
are not read, and below it a row a year. A year that is forecast has a change and no index, and
marks of footnotes behind its name. Two sentences above say of which days the figures are.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from ..errors import InputError, shown, system_error
from ..units import next_year
from .files import Row
from .prices import DEFLATOR_COLUMNS, refuse_odd_index

OUTTURN, FORECAST = "outturn", "forecast"
PUBLISHER = "HM Treasury GDP deflators"

_HEADINGS = ("financial year", r"(\d{4})-\d{2} = 100", "per cent change on previous year")
_YEAR = re.compile(r"(\d{4})-(\d{2})\b")
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")
_MONTH = re.compile(r"deflators, ([A-Z][a-z]+ \d{4})")
_PAGE = re.compile(r"https?://\S+")
_ALL = 100  # per cent
_LEAST, _MOST = -20, 50  # per cent, beyond which no prices of a year have moved
_NONE = ("", "-", "–", None)
_CHAINED = "index chained from the published per cent change"

_Cells = Sequence[tuple[Any, ...]]


@dataclass(frozen=True)
class DeflatorYear:
    """A financial year of a release: the index, the change in per cent, and how sure they are."""

    year: str
    index: float
    change: float | None  # of the first year none is published
    status: str


@dataclass(frozen=True)
class Release:
    """A release of the deflator.

    Parameters
    ----------
    outturn_on, forecast_on : date
        The days of the national accounts and of the forecast that it is made from.
    years : tuple of DeflatorYear
        In time order without a gap.
    """

    outturn_on: date
    forecast_on: date
    years: tuple[DeflatorYear, ...]

    @property
    def month(self) -> date:
        """The month by which it is called, that of the newer of its two days, as its first day."""
        return max(self.outturn_on, self.forecast_on).replace(day=1)

    @property
    def name(self) -> str:
        """What our file calls it."""
        return (
            f"{PUBLISHER}, {self.month:%B %Y} (outturn ONS L8GG; forecast OBR "
            f"{self.forecast_on:%B %Y})"
        )

    @property
    def source(self) -> dict[str, str]:
        """What ``sources.csv`` says of it."""
        return {
            "title": f"GDP deflators at market prices and money GDP: {self.month:%B %Y}",
            "publisher": "HM Treasury",
            "date": f"{self.month:%Y-%m}",
            "note": "outturn from ONS series L8GG; forecast from the OBR in "
            f"{self.forecast_on:%B %Y}",
        }


def read_release(path: Path) -> Release:
    """Return the release in a workbook as it was downloaded.

    Raises
    ------
    InputError
        If it is no such workbook: a column is out of place, a year missing, a figure no number.
    """
    cells = _cells(path)
    in_file = path.name
    row, column = _headings(cells, in_file)
    years = tuple(_years(cells[row + 1 :], row + 2, column, in_file))
    if not years:
        raise InputError(f"{in_file}: no year stands below its headings in row {row + 1}.")
    days = {kind: _day(cells[:row], kind, in_file) for kind in (OUTTURN, FORECAST)}
    return Release(days[OUTTURN], days[FORECAST], years)


def _cells(path: Path) -> _Cells:
    from openpyxl import load_workbook  # slow to load, and nothing else needs it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except OSError as error:
        raise system_error(error) from None
    except (InvalidFileException, BadZipFile, KeyError, ValueError):
        raise InputError(
            f"{path.name}: must be the workbook (.xlsx) that HM Treasury publishes; it is none."
        ) from None
    try:
        return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    finally:
        book.close()


def _headings(cells: _Cells, where: str) -> tuple[int, int]:
    """Return the row and the first column of the headings."""
    for place, row in enumerate(cells):
        for column in range(len(row) - 2):
            beside = (" ".join(str(cell).split()).lower() for cell in row[column : column + 3])
            if all(re.fullmatch(*pair) for pair in zip(_HEADINGS, beside, strict=True)):
                return place, column
    raise InputError(
        f"{where}: no row has the headings Financial year, 2025-26 = 100 (any base) and per cent "
        "change on previous year side by side; take the workbook as it was published."
    )


def _years(cells: _Cells, first: int, column: int, file: str) -> Iterator[DeflatorYear]:
    index, before = 0.0, ""
    for place, row in enumerate(cells, first):
        found = _YEAR.match(str(row[column]))
        if not found:
            return
        where, year = f"{file}, row {place}", f"{found[1]}/{found[2]}"
        if before and year != next_year(before):
            raise InputError(f"{where}: {year} follows {before}; years run without a gap.")
        level = _number(row[column + 1], f"{where}: index")
        change = _number(row[column + 2], f"{where}: change")
        index, status = _chained(index, level, change, where)
        before = year
        yield DeflatorYear(year, index, change, status)


def _chained(
    before: float, level: float | None, change: float | None, where: str
) -> tuple[float, str]:
    if before and change is None:
        raise InputError(f"{where}: change on the year before is missing.")
    if change is not None and not _LEAST <= change <= _MOST:
        raise InputError(
            f"{where}: change must lie from {_LEAST} to {_MOST} per cent, got {change:g}."
        )
    index = before * (1 + (change or 0) / _ALL) if level is None else level
    if not index > 0:
        raise InputError(f"{where}: index must be above 0, got {index:g}.")
    return index, FORECAST if level is None else OUTTURN


def _number(value: Any, where: str) -> float | None:
    if value in _NONE:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{where} must be a number, got {shown(value)}.")
    return float(value)


def _day(cells: _Cells, kind: str, where: str) -> date:
    """Return the newest day in the sentence that begins with a kind of figures."""
    texts = (str(cell) for row in cells for cell in row if cell is not None)
    days = [
        day
        for text in texts
        if text.strip().lower().startswith(kind)
        for written in _DAY.findall(text)
        if (day := _date(written, "%d %B %Y"))
    ]
    if not days:
        raise InputError(
            f"{where}: no sentence above the headings says of which day its {kind} is; take the "
            "workbook as it was published."
        )
    return max(days)


def _date(written: str, form: str) -> date | None:
    try:
        return datetime.strptime(written, form).date()
    except ValueError:
        return None


def month_on_file(rows: Sequence[Row]) -> date | None:
    """Return the month of the release that our file is from; None where it is called otherwise."""
    found = _MONTH.search(rows[0]["release"])
    return _date(found[1], "%B %Y") if found else None


def deflator_text(release: Release, rows: Sequence[Row], url: str) -> str:
    """Return the text of ``gdp_deflator.csv`` by a release.

    Parameters
    ----------
    rows : sequence of mapping
        Those on file: the text begins with the same year.
    url : str
        The page on which the release was published.

    Raises
    ------
    InputError
        If the page is no address, or the release is older than the one on file or lacks a year of
        it.
    """
    if not _PAGE.fullmatch(url):
        raise InputError(f"url: names the page of the release, as https://…, got {shown(url)}.")
    _refuse_older(release, rows)
    on_file = sorted(row["financial_year"] for row in rows)
    kept = [year for year in release.years if year.year >= on_file[0]]
    names = [each.year for each in kept]
    if missing := [year for year in on_file if year not in names]:
        raise InputError(f"The workbook has no {missing[0]}, which gdp_deflator.csv has.")
    lines = [_line(each, release.name, url) for each in kept]
    for before, row in pairwise(lines):
        index, earlier = (float(each["deflator_index"]) for each in (row, before))
        refuse_odd_index(row | {"where": f"The workbook: {row['financial_year']}"}, index, earlier)
    out = io.StringIO()
    written = csv.DictWriter(out, DEFLATOR_COLUMNS, lineterminator="\n")
    written.writeheader()
    written.writerows(lines)
    return out.getvalue()


def _refuse_older(release: Release, rows: Sequence[Row]) -> None:
    on_file = month_on_file(rows)
    if on_file and release.month < on_file:
        raise InputError(
            f"The workbook is of {release.month:%B %Y}, and gdp_deflator.csv has the newer release "
            f"of {on_file:%B %Y}."
        )


def _line(each: DeflatorYear, release: str, url: str) -> Row:
    if each.change is None:
        raise InputError(f"The workbook has no change of {each.year}, the first year on file.")
    return {
        "financial_year": each.year,
        "deflator_index": str(round(each.index, 4)),
        "change_pct": str(round(each.change, 6)),
        "status": each.status,
        "release": release,
        "source_url": url,
        "note": _CHAINED if each.status == FORECAST else "",
    }
