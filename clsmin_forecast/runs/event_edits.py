"""An event written down: the edits of the data files, made and checked in a copy of the folder."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from ..inputs.awards import DECIDED, Award, Awards
from ..inputs.by_year import by_years
from ..inputs.catalogue import INPUTS
from ..inputs.edit import add_entry, drop_key, edit_text, replace_mapping, set_key, set_row
from ..inputs.event import (
    Event,
    Paper,
    award_of,
    check_event,
    event_words,
    publisher_of,
    row_of,
    with_known_paper,
)
from ..inputs.facts import Facts, load_facts
from ..inputs.register import load_choices, load_register
from ..inputs.scenarios import load_scenarios
from ..inputs.transaction import Change, text_of
from ..inputs.values import Spec, without_signs
from ..units import CASH

AWARDS, SOURCES = "awards.csv", "sources.csv"
_DECISIONS, _REGISTER = "decisions.yaml", "assumptions.yaml"


@contextmanager
def copy_with_event(
    facts: Facts, event: Event, today: date
) -> Iterator[tuple[Path, dict[str, Change]]]:
    """Give a copy of a data folder with an event written down in it, and the files that it changes.

    Raises
    ------
    InputError
        If the event breaks a rule, or the folder would.
    """
    event = with_known_paper(facts, event)
    check_event(facts, event, today)
    with TemporaryDirectory() as place:
        copy = Path(place) / "as recorded"
        shutil.copytree(facts.folder, copy, ignore=shutil.ignore_patterns(".*"))
        _edit(copy, AWARDS, lambda text: _with_award(text, facts.awards, event))
        if event.paper and event.paper.id not in facts.sources:
            paper = event.paper
            _edit(copy, SOURCES, lambda text: _with_source(text, facts, paper, today))
        _edit(copy, _DECISIONS, lambda text: _with_decision(text, copy, event, today))
        _edit(copy, _REGISTER, lambda text: _with_values(text, facts, load_facts(copy)))
        load_register(load_facts(copy))
        load_scenarios(data=copy)
        names = (SOURCES, AWARDS, _DECISIONS, _REGISTER)  # so that an award never lacks its paper
        texts = {name: Change(text_of(facts.folder / name), text_of(copy / name)) for name in names}
        yield copy, {name: each for name, each in texts.items() if each.before != each.after}


def _edit(folder: Path, name: str, edit: Callable[[str], str]) -> None:
    new = edit_text(text_of(folder / name), edit)
    (folder / name).write_bytes(new.encode())


def _with_award(text: str, awards: Awards, event: Event) -> str:
    known, paper = row_of(awards, event.year), event.paper
    amount = award_of(known, event)
    posts = event.posts or (known.posts if known and amount == known.amount else None)
    values = {
        "amount_gbp": _digits(amount),
        "status": event.status,
        "basis": "fixed" if event.status in DECIDED else "up_to",
        "posts": "" if posts is None else _digits(posts),
        "decision": paper.id if paper else "",
        "locator": paper.locator if paper else "",
        "note": event.note or _award_from(known, event),
    }
    if known is None and "price_base" in text.partition("\n")[0]:
        values["price_base"] = CASH
    if event.outturn is not None:
        values["outturn_gbp"] = _digits(event.outturn)
    return set_row(text, "financial_year", event.year, values)


def _award_from(known: Award | None, event: Event) -> str:
    """Return where an award stands that another paper than that of the outturn gives."""
    if known is None or event.amount is not None:
        return ""
    place = "" if known.decision in known.locator else f"{known.decision}, "
    return f"the award: {place}{known.locator}"


def _digits(number: float) -> str:
    return f"{number:.2f}".removesuffix(".00")


def _with_source(text: str, facts: Facts, paper: Paper, today: date) -> str:
    values = {
        "title": paper.title or paper.id,
        "publisher": publisher_of(facts, paper),
        "date": paper.day.isoformat() if paper.day else "",
        "read_on": today.isoformat(),
        "url": paper.url,
        "note": paper.note,
    }
    return set_row(text, "id", paper.id, values)


def _with_decision(text: str, copy: Path, event: Event, today: date) -> str:
    award = load_facts(copy).awards[event.year]
    ids = [each.id for each in load_choices(copy)]
    number = max((int(each[1:]) for each in ids if each[1:].isdecimal()), default=0) + 1
    paper = event.paper
    entry = {
        "id": f"D{number}",
        "decided_on": today,
        "decision": f"On record: {event_words(award)}.",
        "reason": f"{paper.id}, {paper.locator}." if paper else event.note,
        "decided_by": event.by,
        "signed_off_by": "not signed off",
    }
    return add_entry(text, "decisions", entry, _DECISIONS)


def _with_values(text: str, before: Facts, after: Facts) -> str:
    """Return the register without the values of decided years, and with those of new years."""
    for name, entry in load_register(before).assumptions.items():
        if by_years(entry.values):
            text = _with_years(text, ("inputs", name, "values"), entry.values, name, after)
    return text


def _with_years(
    text: str, place: tuple[str, ...], values: dict[str, Spec], name: str, after: Facts
) -> str:
    """Return it with the values of one input; where no year is left, the last holds for all."""
    acting, decided = INPUTS[name].acts(after.awards), after.awards.years_with(*DECIDED)
    last = without_signs(values[max(values)])
    dead = [year for year in values if year in decided and year not in acting]
    new = [year for year in acting if year not in values]
    if len(dead) == len(values) and not new:
        return replace_mapping(text, place, last)
    for year in new:
        text = set_key(text, place, year, last)
    for year in dead:
        text = drop_key(text, place, year)
    return text
