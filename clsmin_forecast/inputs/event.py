"""What happened in a year of the grant, and what of it may be written down."""

from dataclasses import dataclass, replace
from datetime import date

from ..errors import InputError, shown
from ..units import financial_year, first_day, next_year, pounds
from .awards import (
    APPROVED,
    DECIDED,
    INDICATIVE,
    OUTTURN,
    RECEIVED,
    STATUSES,
    UNAGREED,
    Award,
    Awards,
    Source,
)
from .facts import Facts


@dataclass(frozen=True)
class Paper:
    """Where it is written what happened.

    Parameters
    ----------
    id, locator : str
        Of the paper, such as ``PCD 1801``, and the place in it.
    day : date or None
        On which it was published or signed.
    title, publisher, url, note : str
        As in ``sources.csv``; not needed where the paper stands there already.
    """

    id: str
    locator: str
    day: date | None = None
    title: str = ""
    publisher: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Event:
    """What happened in a year.

    Parameters
    ----------
    year : str
        The financial year.
    status : str
        That it has now, one of `STATUSES`.
    amount : float or None
        The award, or the ceiling, pounds; that on file where it is None.
    outturn : float or None
        What was recovered in a closed year, pounds.
    posts : float or None
        That the award pays for, where it is stated.
    paper : Paper or None
        Where it is written; None of a year that nobody has agreed.
    by : str
        Who writes it down.
    note : str
        A remark, which says of a year that nobody has agreed why such a ceiling is supposed.
    """

    year: str
    status: str
    amount: float | None
    by: str
    outturn: float | None = None
    posts: float | None = None
    paper: Paper | None = None
    note: str = ""


def event_words(award: Award) -> str:
    """Return what a row of the awards says, in a clause.

    Examples
    --------
    >>> from .facts import load_facts
    >>> event_words(load_facts().awards["2025/26"])
    '2025/26 is in principle, up to £1,000,000'
    """
    if not award.amount:
        return f"{award.financial_year} is without funding"
    said = f"{award.financial_year} is {STATUSES[award.status].label}"
    if award.status == OUTTURN:
        none = "" if award.settled else ", which counts as no funding"
        return f"{said}, {pounds(award.settled)} of an award of {pounds(award.amount)}{none}"
    return f"{said}, {'up to ' if award.limited else ''}{pounds(award.amount)}"


def check_event(facts: Facts, event: Event, today: date) -> None:
    """Refuse an event that cannot have happened, is on record already or has no source.

    Raises
    ------
    InputError
        With the rule, and the option of ``record`` that is meant.
    """
    _check_year(facts.awards, event, today)
    _check_sums(facts.awards, event)
    if event.paper:
        _check_paper(facts, event, event.paper, today)
    elif event.status != UNAGREED:
        raise InputError(
            f"record {event.year}: needs its paper; --no-paper goes with a --ceiling alone, which "
            "nobody has agreed."
        )
    elif not event.note:
        raise InputError(
            f"record {event.year}: --note is missing; write why such a ceiling is supposed."
        )
    if not event.by:
        raise InputError(f"record {event.year}: --by is missing; write who records it.")


def _check_year(awards: Awards, event: Event, today: date) -> None:
    where, last = f"record {event.year}", awards.years[-1]
    financial_year(event.year, "record")
    if event.year not in (*awards.years, next_year(last)):
        raise InputError(
            f"{where}: is out of order; awards.csv runs from {awards.years[0]} to {last}, and "
            f"{next_year(last)} is the next that can be added."
        )
    for before in awards.rows:
        if before.financial_year < event.year and _doubt(before.status) > _doubt(event.status):
            raise InputError(
                f"{where}: is out of order; {event_words(before)}. Years are decided in time "
                f"order, so record {before.financial_year} first."
            )
    if event.year in awards.years:
        _check_again(awards[event.year], event)
    if event.outturn is not None and today < first_day(next_year(event.year)):
        raise InputError(
            f"{where}: --outturn is for a year that has ended; this one does on "
            f"31 March {first_day(next_year(event.year)).year}."
        )


def _doubt(status: str) -> int:
    return STATUSES[status].doubt


def _check_again(known: Award, event: Event) -> None:
    """Refuse what is on record already, and a decided year that is decided otherwise."""
    where, amount = f"record {event.year}", award_of(known, event)
    again = (known.status, known.amount, known.outturn) == (event.status, amount, event.outturn)
    if again:
        raise InputError(f"{where}: is on record already; {event_words(known)} ({known.decision}).")
    closes = event.status == OUTTURN and known.status in (RECEIVED, APPROVED)
    withdrawn = known.status == APPROVED and not amount
    if known.status in DECIDED and not (closes or withdrawn):
        raise InputError(
            f"{where}: is decided; {event_words(known)} ({known.decision}). Take that back with "
            "--undo, or correct awards.csv by hand."
        )
    if _doubt(event.status) > _doubt(known.status):
        raise InputError(
            f"{where}: is {STATUSES[known.status].label} already ({known.decision}), which is "
            f"surer than {STATUSES[event.status].label}."
        )


def award_of(known: Award | None, event: Event) -> float:
    """Return the award or the ceiling: as recorded, else that on file if it is an award."""
    if event.amount is not None:
        return event.amount
    if known is None or known.status not in (*DECIDED, INDICATIVE):
        raise InputError(
            f"record {event.year}: needs --award besides --outturn, since no award of that year is "
            "on file, only a ceiling at most."
        )
    return known.amount


def row_of(awards: Awards, year: str) -> Award | None:
    """Return the award of a year, or None of a year that is new."""
    return awards[year] if year in awards.years else None


def _check_sums(awards: Awards, event: Event) -> None:
    amount = award_of(row_of(awards, event.year), event)
    if event.outturn is not None and event.outturn > amount:
        raise InputError(
            f"record {event.year}: --outturn must not be above the award, {pounds(amount)}, got "
            f"{pounds(event.outturn)}; what is recovered is what was spent, never more."
        )
    if event.posts is not None and (event.posts <= 0 or not amount):
        raise InputError(
            f"record {event.year}: --posts must be a number above 0 that an award pays for, got "
            f"{event.posts:g} for {pounds(amount)}."
        )


def _check_paper(facts: Facts, event: Event, paper: Paper, today: date) -> None:
    where = f"record {event.year}"
    if not paper.id or not paper.locator:
        raise InputError(
            f"{where}: --decision and --locator are both needed: the paper, such as PCD 1801, and "
            "the place in it, such as para 3.1."
        )
    if paper.day and paper.day > today:
        raise InputError(f"{where}: --on must not be in the future, got {paper.day}.")
    if event.outturn is not None and paper.day and paper.day < first_day(event.year):
        raise InputError(
            f"{where}: --on must not lie before the year whose outturn it tells, got {paper.day}."
        )
    if paper.url and not paper.url.startswith(("https://", "http://")):
        raise InputError(f"{where}: --url is an address as https://…, got {shown(paper.url)}.")
    if known := facts.sources.get(paper.id):
        _refuse_other(known, paper, where)
    elif not (paper.url or paper.note):
        raise InputError(
            f"{where}: {paper.id} is not in sources.csv yet, so it needs --url, or --kept with the "
            "place where it is kept."
        )
    elif not publisher_of(facts, paper):
        raise InputError(
            f"{where}: --publisher is missing; {paper.id} is no paper of "
            f"{facts.grant.paper_series}."
        )


def _refuse_other(known: Source, paper: Paper, where: str) -> None:
    """Refuse to say otherwise of a paper what stands in ``sources.csv``."""
    day = paper.day.isoformat() if paper.day else ""
    given = {
        "--title": (paper.title, known.title),
        "--publisher": (paper.publisher, known.publisher),
        "--url": (paper.url, known.url),
        "--kept": (paper.note, known.note),
        "--on": (day, known.date),
    }
    for option, (new, old) in given.items():
        if new and new != old:
            raise InputError(
                f"{where}: {paper.id} is in sources.csv already, with {shown(old)} for {option}; "
                "leave it out, or correct the file by hand."
            )


def with_known_paper(facts: Facts, event: Event) -> Event:
    """Return an event whose paper, if it is on file, is called what it is called there."""
    if event.paper is None:
        return event
    name = " ".join(event.paper.id.split())
    same = (known for known in facts.sources if known.casefold() == name.casefold())
    return replace(event, paper=replace(event.paper, id=next(same, name)))


def publisher_of(facts: Facts, paper: Paper) -> str:
    """Return who publishes a paper: as it says, else who publishes the grant's own series."""
    series = facts.grant.paper_series
    same = (s.publisher for s in facts.sources.values() if s.id.startswith(series))
    return paper.publisher or (next(same, "") if paper.id.startswith(series) else "")
