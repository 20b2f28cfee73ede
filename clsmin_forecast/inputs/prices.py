"""Prices and pay: the GDP deflator and the yearly pay awards."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..errors import InputError, unknown
from ..quantities import Fixed, Range
from ..units import CASH, financial_year, start_of
from .awards import refuse_gaps
from .files import Row, filled, number, one_of, read_table

_ALL = 100  # per cent
_ROUNDED = 1e-4  # what rounding of the published figures can make of a ratio
DEFLATOR_COLUMNS = (
    "financial_year", "deflator_index", "change_pct", "status", "release", "source_url", "note",
)  # fmt: skip
_PAY_COLUMNS = (
    "effective_date", "group", "uplift_pct", "flat_gbp", "source_url", "note", "confidence",
)  # fmt: skip


@dataclass(frozen=True)
class Prices:
    """The GDP deflator by financial year."""

    index: dict[str, float]  # only ratios of it mean anything

    def scale(self, year: str, price_base: str) -> float:
        """Return what cash of a year is multiplied by to be in a price base."""
        if price_base == CASH:
            return 1.0
        for wanted in (price_base, year):
            if wanted not in self.index:
                raise unknown("price base", "year of gdp_deflator.csv", wanted, [CASH, *self.index])
        return self.index[price_base] / self.index[year]


def load_prices(folder: Path) -> Prices:
    """Return the deflator in ``gdp_deflator.csv``."""
    index: dict[str, float] = {}
    before: float | None = None
    rows = read_table(folder / "gdp_deflator.csv", DEFLATOR_COLUMNS)
    for row in sorted(rows, key=lambda row: row["financial_year"]):
        year = financial_year(row["financial_year"], f"{row['where']}: financial_year")
        filled(row, "source_url", "a deflator needs its source")
        if year in index:
            raise InputError(f"{row['where']}: financial_year {year} is given twice.")
        one_of(row, "status", ("outturn", "forecast"))
        index[year] = number(row, "deflator_index")
        refuse_odd_index(row, index[year], before)
        before = index[year]
    refuse_gaps("gdp_deflator.csv", tuple(sorted(index)))
    return Prices(index)


def refuse_odd_index(row: Row, index: float, before: float | None) -> None:
    """Refuse an index that is not the year before's grown by the change of the row."""
    change = number(row, "change_pct", low=-_ALL) / _ALL
    made = index if before is None else before * (1 + change)
    if 0 in (index, made) or abs(index / made - 1) > _ROUNDED:
        raise InputError(
            f"{row['where']}: deflator_index {index:g} is not the year before grown by "
            f"change_pct, {made:.4f}."
        )


@dataclass(frozen=True)
class PayAward:
    """A pay award that starts on 1 September."""

    uplift: float | None  # of the pay level, as a share; None where the award was a flat sum
    confidence: str  # high or low


@dataclass(frozen=True)
class Pay:
    """The awards of one group, such as the police officers of a country."""

    group: str
    awards: dict[int, PayAward]  # by the calendar year in which each starts

    @property
    def last(self) -> int:
        """The calendar year in which the last award on file starts; 0 where there is none."""
        return max(self.awards, default=0)

    def growth(self, year: str) -> float:
        """Return how much the average pay of a financial year grows on the year before.

        A financial year holds five months, April to August, at the old level and seven at the new.
        In place of an award that is later than all on file stands the last of them.
        """
        start = start_of(year)
        before, now = 1 + self._uplift(start - 1, year), 1 + self._uplift(start, year)
        old_months, new_months = 5, 7
        return before * (old_months + new_months * now) / (old_months + new_months * before) - 1

    def spec(self, kind: str, year: str, give_or_take: float, coverage: float) -> Fixed | Range:
        """Return the growth of a year, or its ratio to the year before, give or take so much."""
        mid = {"growth": 0.0, "ratio": 1.0}[kind] + self.growth(year)
        if not give_or_take:
            return Fixed(mid)
        return Range(mid - give_or_take, mid, mid + give_or_take, coverage)

    def _uplift(self, start: int, year: str) -> float:
        award = self.awards.get(min(start, self.last))
        if award is None or award.uplift is None:
            raise InputError(
                f"pay_awards.csv: the growth of {year} needs the uplift_pct of "
                f"{self.group or 'a pay_group in grant.yaml'} on {start}-09-01."
            )
        return award.uplift


def load_pay(folder: Path, group: str | None) -> Pay:
    """Return the awards of a group in ``pay_awards.csv``; of no group, none."""
    awards: dict[int, PayAward] = {}
    rows = read_table(folder / "pay_awards.csv", _PAY_COLUMNS)
    if group and group not in (groups := sorted({row["group"] for row in rows})):
        raise unknown("grant.yaml: pay_group", "group of pay_awards.csv", group, groups)
    for row in rows:
        start, award = _pay_award(row)
        if row["group"] != group:
            continue
        if start in awards:
            raise InputError(f"{row['where']}: the award of September {start} is given twice.")
        awards[start] = award
    return Pay(group or "", awards)


def _pay_award(row: Row) -> tuple[int, PayAward]:
    if one_of(row, "confidence", ["high", "low"]) == "high":
        filled(row, "source_url", "an award of high confidence needs its source")
    try:
        day = date.fromisoformat(row["effective_date"])
    except ValueError:
        raise InputError(
            f"{row['where']}: effective_date is written 2025-09-01, got {row['effective_date']!r}."
        ) from None
    if (day.month, day.day) != (9, 1):
        raise InputError(f"{row['where']}: effective_date must be a 1 September, got {day}.")
    flat = bool(row["flat_gbp"])
    uplift = None if flat else number(row, "uplift_pct") / 100
    return day.year, PayAward(uplift, row["confidence"])


def load_programme(folder: Path) -> list[Row]:
    """Return the totals in ``county_lines_programme.csv``, for readers, where it is there."""
    columns = ("financial_year", "scope", "amount_gbp", "kind", "source_url")
    file = folder / "county_lines_programme.csv"
    rows = read_table(file, columns) if file.is_file() else []
    for row in rows:
        number(row, "amount_gbp")
        for field in columns:
            filled(row, field, "a total needs its year or span, scope, kind and source")
    return rows
