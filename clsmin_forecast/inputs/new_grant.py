"""A grant that has no folder yet, as it is told: who it is for, its awards and their papers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ..errors import InputError, shown
from ..units import year_after
from .awards import (
    AWARD_COLUMNS,
    AWARD_OPTIONS,
    DECIDED,
    SOURCE_COLUMNS,
    UNAGREED,
    Awards,
    Source,
    awards_of,
    sources_of,
)
from .catalogue import INPUTS
from .files import Row, Strict, Title, validated
from .grant import Names

BAR = "|"
"""What stands between the fields of an award or a source on one line: commas are in their texts."""

_AFTER_THE = ("team", "funder", "approver")  # names that stand behind an article, or before a noun
_SUPPOSED = "a ceiling supposed when the folder was made"
_ARTICLE = re.compile("(?i)^the +")
_UNDATED = "the day of publication was not given"


@dataclass(frozen=True)
class Line:
    """What is told on one line, field by field."""

    fields: tuple[str, ...]  # columns of the file that they go to
    least: int  # how many must be there
    example: str

    @property
    def form(self) -> str:
        """How the line is written."""
        return f'"{self.example}"'

    def read(self, text: str, where: str) -> Row:
        """Return the fields of a line, with its place.

        Examples
        --------
        >>> AWARD.read("2023/24 | received | £570,567 | P 12 | page 3", "--award")[
        ...     "decision"
        ... ]
        'P 12'
        """
        parts = [part.strip() for part in text.split(BAR)]
        if not self.least <= len(parts) <= len(self.fields):
            raise InputError(f"{where}: is written {self.form}, got {shown(text)}.")
        given = dict(zip(self.fields, parts, strict=False))
        return dict.fromkeys(self.fields, "") | given | {"where": where}


AWARD = Line(
    ("financial_year", "status", "amount_gbp", "decision", "locator", "posts"),
    5,
    "2023/24 | received | 570567 | P 12 | page 3 | 7",
)
SOURCE = Line(
    ("id", "title", "publisher", "url", "read_on"),
    4,
    "P 12 | Grant for the desk | Office of the Commissioner | https://… | 2026-11-23",
)


class NewNames(Names):
    """What the grant is called, and what its papers say happens if it ceases, where they do."""

    if_it_ceases: Title | None = None


@dataclass(frozen=True)
class NewGrant:
    """A grant as it is told, checked as far as its own rows go."""

    names: NewNames
    awards: Awards
    sources: Mapping[str, Source]  # of its papers, by id
    schemes: tuple[str, ...] = ()  # of the comparable grants that are this grant's own


def new_grant(
    names: Mapping[str, str],
    awards: Iterable[Row],
    sources: Iterable[Row],
    today: date,
    schemes: Iterable[str] = (),
) -> NewGrant:
    """Return a grant that is told by names and rows, each row with its place.

    Raises
    ------
    InputError
        If a name is empty, a row breaks a rule of its file, or an award's paper has no source.

    Examples
    --------
    >>> named = dict.fromkeys(("team", "short_name", "holder", "funder", "accepted_by"), "Us")
    >>> paper = SOURCE.read("P 1 | A paper | The office | https://example.org", "--source")
    >>> award = AWARD.read("2024/25 | approved | £90,000 | P 1 | decision", "--award")
    >>> told = new_grant({**named, "paper_series": "P"}, [award], [paper], date(2026, 11, 28))
    >>> told.awards["2024/25"].amount, told.sources["P 1"].read_on
    (90000.0, '2026-11-28')
    """
    given = {name: text.strip() for name, text in names.items() if text.strip()}
    given = {"approver": given.get("accepted_by", ""), **given}
    bare = {name: _bare(given[name]) for name in _AFTER_THE if name in given}
    told = validated(NewNames, given | bare, "init")
    known = sources_of(_source(row, today) for row in sources)
    rows = [_award(row) for row in awards]
    found = awards_of(rows, known)
    _refuse_no_base(found)
    return NewGrant(told, found, known, tuple(schemes))


def _refuse_no_base(awards: Awards) -> None:
    """Refuse years that would grow from no award: every forecast of them would be near nothing."""
    grown = INPUTS["continuation_ratio"].acts(awards)
    firm = [award for award in awards.rows if award.financial_year not in grown]
    if grown and not (firm and firm[-1].amount > 0):
        raise InputError(
            f"init: {grown[0]} is {awards[grown[0]].status} and grows from the award of the year "
            f"before; give that of {year_after(grown[0], -1)} too, above 0."
        )


class _Name(Strict):
    answer: Title


def check_name(text: str) -> None:
    """Refuse an answer that can be no name; an empty one may stand where none is needed."""
    if text:
        validated(_Name, {"answer": text}, "init")


def check_awards(rows: Iterable[Row]) -> None:
    """Refuse awards that break a rule by themselves, whatever their papers are."""
    told = [_award(row) for row in rows]
    awards_of(told, papers_of(told))


def papers_of(rows: Iterable[Row]) -> list[str]:
    """Return the papers of awards, each once, in their order."""
    return list(dict.fromkeys(row["decision"] for row in rows if row["decision"]))


def _award(row: Row) -> Row:
    basis = "fixed" if row["status"].casefold() in DECIDED else "up_to"
    usual = dict.fromkeys((*AWARD_COLUMNS, *AWARD_OPTIONS), "") | {"basis": basis}
    if row["status"].casefold() == UNAGREED:
        usual["note"] = _SUPPOSED
    return usual | {name: text for name, text in row.items() if text}


def _source(row: Row, today: date) -> Row:
    usual = dict.fromkeys(SOURCE_COLUMNS, "") | {"read_on": f"{today}"}
    if not row.get("date"):
        usual["note"] = _UNDATED  # `check` says it of a source without a date
    given = {name: text for name, text in row.items() if text}
    return usual | given | {"publisher": _bare(row["publisher"])}


def _bare(name: str) -> str:
    """Return a name without its article, where texts put one before it."""
    return _ARTICLE.sub("", name)
