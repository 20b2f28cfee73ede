"""The awards of the decision papers, year by year, and the sources behind every figure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from ..errors import InputError, unknown
from ..units import CASH, financial_year, first_day, next_year
from .files import Row, filled, number, one_of, optional_number, read_table

RECEIVED, APPROVED, OUTTURN = "received", "approved", "outturn"
INDICATIVE, IN_PRINCIPLE, UNAGREED = "indicative", "in_principle", "unagreed"
NO_PAPER = "no paper"
"""What is said of an unagreed year where another names its paper."""


@dataclass(frozen=True)
class Status:
    """How sure the award of a year is; the data and the JSON keep its name."""

    label: str  # what it is called wherever it is shown
    doubt: int  # 0 once it is decided; the higher, the less sure
    pattern: str  # of the edge of its bars: solid, dashed, dotted or dash-dotted
    standing: str = "decided"  # what is said of awards of which not all are decided
    ceiling: bool = False  # whether the sum is a ceiling, beneath which the award goes on
    with_year: bool = False  # whether it is said wherever the year is named, not of sums alone
    aside: bool = False  # whether it stands in brackets behind a sum


STATUSES = {
    RECEIVED: Status("accepted", 0, "solid"),  # what was spent stands in no paper
    APPROVED: Status("approved", 0, "solid"),
    OUTTURN: Status("outturn", 0, "solid"),
    INDICATIVE: Status("indicative", 1, "dashed", "indicative", with_year=True),
    IN_PRINCIPLE: Status("in principle", 2, "dotted", "agreed in principle", ceiling=True),
    UNAGREED: Status(
        "not agreed", 3, "dash-dotted", "not agreed", ceiling=True, with_year=True, aside=True
    ),
}
DECIDED = tuple(name for name, status in STATUSES.items() if not status.doubt)
UNDECIDED = tuple(name for name, status in STATUSES.items() if status.doubt)
CEILINGS = tuple(name for name, status in STATUSES.items() if status.ceiling)
WITH_YEAR = tuple(name for name, status in STATUSES.items() if status.with_year)

_MOST_OPEN = 8  # each may multiply the paths by up to 2.6

AWARD_COLUMNS = (
    "financial_year", "amount_gbp", "status", "basis", "posts", "decision", "locator", "note",
)  # fmt: skip
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
AWARD_OPTIONS = ("price_base", "outturn_gbp")
SOURCE_COLUMNS = ("id", "title", "publisher", "date", "read_on", "url", "note")


@dataclass(frozen=True)
class Source:
    """Where figures come from, as in ``sources.csv``."""

    id: str
    title: str
    publisher: str
    date: str  # empty where the page states none
    read_on: str
    url: str
    note: str


def load_sources(folder: Path) -> dict[str, Source]:
    """Return the sources in ``sources.csv`` by id."""
    return sources_of(source_rows(folder / "sources.csv"))


def source_rows(path: Path) -> list[Row]:
    """Return the rows of a file in the form of ``sources.csv``, as they are written."""
    return read_table(path, SOURCE_COLUMNS)


def sources_of(rows: Iterable[Row]) -> dict[str, Source]:
    """Return the sources in rows by id, checked."""
    sources: dict[str, Source] = {}
    for row in rows:
        for field in ("id", "title", "publisher", "read_on"):
            filled(row, field, "a source has an id, a title, a publisher and the day it was read")
        for field in ("date", "read_on"):
            if row[field] and not _DATE.fullmatch(row[field]):
                raise InputError(
                    f"{row['where']}: {field} is written 2026, 2026-06 or 2026-06-30, "
                    f"got {row[field]!r}."
                )
        if row["id"] in sources:
            raise InputError(f"{row['where']}: source {row['id']!r} is given twice.")
        sources[row["id"]] = Source(**{column: row[column] for column in SOURCE_COLUMNS})
    return sources


@dataclass(frozen=True)
class Award:
    """The most that can be recovered in one year; of an undecided one it may be a ceiling."""

    financial_year: str
    amount: float  # pounds, cash
    status: str  # one of `STATUSES`
    basis: str  # fixed or up_to
    posts: float | None  # that it pays for, where the paper states them
    decision: str  # the paper; empty where the year is unagreed, as the next
    locator: str  # the place in it
    note: str  # of an unagreed year, why its ceiling is supposed
    outturn: float | None = None  # recovered in a closed year; None where it is the amount itself

    @property
    def settled(self) -> float:
        """What a decided year brought, pounds: its outturn where it is closed, else the award."""
        return self.amount if self.outturn is None else self.outturn

    @property
    def limited(self) -> bool:
        """Whether it is a limit, so that "up to" stands before it; that of a closed year is not."""
        return self.status in CEILINGS or (self.basis == "up_to" and self.status != OUTTURN)

    @property
    def place(self) -> str:
        """Where the award stands in its paper, or why it is supposed without one."""
        return self.locator or self.note


@dataclass(frozen=True)
class Awards:
    """The awards in time order, one for every year without a gap."""

    rows: tuple[Award, ...]

    def __repr__(self) -> str:
        """Say of which years they are."""
        return f"<Awards {self.rows[0].financial_year} to {self.rows[-1].financial_year}>"

    def __getitem__(self, year: str) -> Award:
        """Return the award of a financial year."""
        for award in self.rows:
            if award.financial_year == year:
                return award
        raise unknown("awards", "financial year", year, self.years)

    @cached_property
    def years(self) -> tuple[str, ...]:
        """Every financial year, in time order."""
        return tuple(award.financial_year for award in self.rows)

    def statuses(self, years: Sequence[str]) -> tuple[str, ...]:
        """Return the status of each of some years."""
        return tuple(self[year].status for year in years)

    def years_with(self, *statuses: str) -> tuple[str, ...]:
        """Return the years that have one of these statuses, in time order."""
        return tuple(award.financial_year for award in self.rows if award.status in statuses)

    @cached_property
    def papers(self) -> tuple[str, ...]:
        """The papers of the awards, in the order of their years; an unagreed year has none."""
        return tuple(dict.fromkeys(award.decision for award in self.rows if award.decision))

    @cached_property
    def ceiling_years(self) -> tuple[str, ...]:
        """The years of which a ceiling is known or supposed: in principle, or unagreed."""
        return self.years_with(*CEILINGS)

    @cached_property
    def years_ahead(self) -> tuple[str, ...]:
        """The decision years from the first in principle on; all of them where none is."""
        first = (*self.years_with(IN_PRINCIPLE), *self.decision_years)[:1]
        return tuple(year for year in self.decision_years if (year,) >= first)

    @cached_property
    def decision_years(self) -> tuple[str, ...]:
        """The years whose decision is not yet made."""
        return self.years_with(*UNDECIDED)

    def begun(self, day: date) -> tuple[str, ...]:
        """Return the decision years whose 1 April has come by a day, in time order."""
        return tuple(year for year in self.decision_years if first_day(year) <= day)

    def ended(self, day: date) -> tuple[str, ...]:
        """Return the decision years whose 31 March has gone by, in time order."""
        return tuple(year for year in self.begun(day) if first_day(next_year(year)) <= day)

    @cached_property
    def priced_years(self) -> tuple[str, ...]:
        """The years that price a post: those whose paper states its posts, unless in principle."""
        return tuple(
            a.financial_year
            for a in self.rows
            if a.status not in CEILINGS and a.posts and a.amount > 0
        )

    @property
    def unpriced(self) -> str:
        """Why the team has no cost in any year, as a sentence; empty where a year prices a post."""
        if self.priced_years:
            return ""
        some = any(award.posts for award in self.rows)
        firm = STATUSES[IN_PRINCIPLE].standing
        stated = f"posts for sums {firm} alone" if some else "no posts"
        return f"The papers state {stated}, so a post cannot be priced."

    @cached_property
    def costed_years(self) -> tuple[str, ...]:
        """The years from the first that prices a post on, in which the team has a cost."""
        first = self.priced_years[:1]
        return tuple(year for year in self.years if first and year >= first[0])

    @property
    def largest(self) -> float:
        """The largest award on file, pounds: the sum that is asked about unless another is."""
        return max(award.amount for award in self.rows)

    @property
    def open_costed_years(self) -> tuple[str, ...]:
        """The costed years whose decision is not yet made."""
        return tuple(year for year in self.costed_years if year in self.decision_years)

    def stated_posts(self, year: str) -> float:
        """Return the posts that the paper of a costed year states, or else the latest before it."""
        stated = [a.posts for a in self.rows if a.posts and a.financial_year <= year]
        return float(stated[-1])


def load_awards(folder: Path, sources: Collection[str]) -> Awards:
    """Return the awards in ``awards.csv``, whose years are decided in time order."""
    return awards_of(award_rows(folder / "awards.csv"), sources)


def award_rows(path: Path) -> list[Row]:
    """Return the rows of a file in the form of ``awards.csv``, as they are written."""
    return read_table(path, AWARD_COLUMNS, AWARD_OPTIONS)


def awards_of(rows: Iterable[Row], sources: Collection[str]) -> Awards:
    """Return the awards in rows, checked, whose years are decided in time order."""
    found = [_award(row, sources) for row in rows]
    awards = Awards(tuple(sorted(found, key=lambda award: award.financial_year)))
    refuse_gaps("awards.csv", awards.years)
    if not awards.papers:
        raise InputError(
            "awards.csv: every year is unagreed; one needs a paper, from which the award goes on."
        )
    if len(awards.decision_years) > _MOST_OPEN:
        raise InputError(
            f"awards.csv: {len(awards.decision_years)} years are undecided; at most {_MOST_OPEN} "
            "can be, since every path of decisions through them is weighed."
        )
    for before, after in pairwise(awards.rows):
        if STATUSES[after.status].doubt < STATUSES[before.status].doubt:
            raise InputError(
                f"awards.csv: {after.financial_year} is {after.status} but {before.financial_year} "
                f"is still {before.status}; years are decided in time order."
            )
    return awards


def _award(row: dict[str, str], sources: Collection[str]) -> Award:
    one_of(row, "price_base", [CASH, ""])
    if one_of(row, "status", tuple(STATUSES)) == UNAGREED:
        _refuse_paper(row)
    else:
        filled(row, "decision", "an award needs the paper it comes from")
        filled(row, "locator", "an award needs its place in the paper")
        one_of(row, "decision", list(sources))
    amount, outturn = number(row, "amount_gbp"), optional_number(row, "outturn_gbp")
    if outturn is not None and (row["status"] != OUTTURN or outturn > amount):
        raise InputError(
            f"{row['where']}: outturn_gbp is for an outturn year and never above amount_gbp, "
            f"got {outturn:g} for a year that is {row['status']}."
        )
    return Award(
        financial_year=financial_year(row["financial_year"], f"{row['where']}: financial_year"),
        amount=amount,
        status=row["status"],
        basis=one_of(row, "basis", ["fixed", "up_to"]),
        posts=_posts(row),
        decision=row["decision"],
        locator=row["locator"],
        note=row["note"],
        outturn=outturn,
    )


def _refuse_paper(row: dict[str, str]) -> None:
    """Refuse what only a paper can say of a year that nobody has agreed."""
    for field in ("decision", "locator", "posts"):
        if row[field]:
            raise InputError(
                f"{row['where']}: {field} is empty for a year that is {UNAGREED}, since what a "
                f"paper says is at least {IN_PRINCIPLE}; got {row[field]!r}."
            )
    if row["basis"] != "up_to":
        raise InputError(
            f"{row['where']}: basis of a year that is {UNAGREED} must be up_to, "
            f"got {row['basis']!r}."
        )
    filled(row, "note", f"of a year that is {UNAGREED} it says why such a ceiling is supposed")


def _posts(row: dict[str, str]) -> float | None:
    posts = optional_number(row, "posts")
    if posts == 0:
        raise InputError(f"{row['where']}: posts is empty where the paper states none, got 0.")
    return posts


def refuse_gaps(file: str, years: tuple[str, ...]) -> None:
    """Refuse years in time order that are double or have a gap."""
    if not years:
        raise InputError(f"{file}: holds no row; it needs one for each financial year.")
    for before, after in pairwise(years):
        if before == after:
            raise InputError(
                f"{file}: financial_year {after} is given twice; each year has one row."
            )
        if after != next_year(before):
            raise InputError(
                f"{file}: financial_year {next_year(before)} is missing; years run without a gap."
            )
