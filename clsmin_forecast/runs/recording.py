"""Writing down what happened: what it changes in the data and the headline, and taking it back."""

import io
import subprocess
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from pathlib import Path
from typing import Any

from ..analysis.bridge import OfBridge, bridge
from ..analysis.refresh import FILE, OfRefresh
from ..answer import Answer
from ..errors import ForecastError, InputError
from ..inputs.edit import edit_text, set_row
from ..inputs.event import Event, event_words
from ..inputs.facts import Facts, data_folder, load_facts
from ..inputs.files import read_yaml, validated, visible
from ..inputs.ledger import LEDGER, Recorded, Undone, digest, load_ledger, standing
from ..inputs.scenarios import Scenario, load_scenario
from ..inputs.transaction import (
    Change,
    Journal,
    journals,
    refuse_edited,
    text_of,
    undo,
    write,
    writing,
)
from ..model.forecast import forecast
from ..present.tables import Rows, reading_rows
from ..present.words import list_words, percent
from .audit import NOTE, STALE, WRONG, Finding, audit
from .event_edits import AWARDS, SOURCES, copy_with_event
from .ledger import append
from .publish import prepare

_RECORD = "record"
_HEADLINE = "central"
_LOGS = ("decisions.yaml", "evidence_sets.yaml")  # which speak of years for good


@dataclass(frozen=True)
class Effect:
    """What a record changes.

    Parameters
    ----------
    words : str
        What the year is now.
    not_committed : str
        A sentence on the files that hold changes which git has not committed; empty where none do.
    changes : mapping of str to Change
        The files, by name.
    steps : Answer of OfBridge
        From the headline before to that after, by cause.
    chances : mapping of str to tuple of str
        The chance of no funding in each year that was or is open, before and after.
    stale : list of Finding
        What was right once and is not any more, and the texts that name the year.
    """

    words: str
    not_committed: str
    changes: Mapping[str, Change]
    steps: Answer[OfBridge]
    chances: Mapping[str, tuple[str, str]]
    stale: list[Finding]

    @property
    def difference(self) -> str:
        """The lines of the files that change, as a unified difference."""
        return "".join(
            line if line.endswith("\n") else f"{line}\n"
            for name, change in self.changes.items()
            for line in unified_diff(_lines(change.before), _lines(change.after), name, name, n=0)
        )

    def rows(self) -> dict[str, Rows]:
        """Return the headline by cause, the chances and what is stale, as rows for reading."""
        return {
            "headline": reading_rows(self.steps),
            "chances": [
                {"year": year, "before": before, "after": after}
                for year, (before, after) in self.chances.items()
            ],
            "stale": [
                {"level": each.level, "where": each.where, "what": each.what} for each in self.stale
            ],
        }


def effect(data: str | Path | None, event: Event, today: date) -> Effect:
    """Return what a record would change; nothing is written.

    Raises
    ------
    InputError
        If the event breaks a rule.
    """
    folder = data_folder(data)
    with copy_with_event(load_facts(folder), event, today) as (copy, changes):
        return _effect(folder, copy, changes, event.year, today)


def record(data: str | Path | None, event: Event, today: date, outputs: Path) -> Effect:
    """Write down what happened, all of it or nothing, and return what it changed.

    Raises
    ------
    InputError
        If the event breaks a rule, the folder cannot be written, or the ledger was edited.
    """
    folder = data_folder(data)
    with ExitStack() as stack:
        stack.enter_context(writing(folder))
        facts = load_facts(folder)
        copy, changes = stack.enter_context(copy_with_event(facts, event, today))
        found = _effect(folder, copy, changes, event.year, today)
        prepare(outputs)
        load_ledger(outputs / LEDGER)
        line = _line(load_facts(copy), event, today, changes)
        write(folder, changes, {"what": found.words, _RECORD: line.model_dump(mode="json")})
        _tell_after(outputs, folder)
    return found


def _line(after: Facts, event: Event, today: date, changes: Mapping[str, Change]) -> Recorded:
    award = after.awards[event.year]
    return Recorded(
        grant=after.grant.team,
        year=event.year,
        day=today,
        status=award.status,
        amount=award.amount,
        outturn=award.outturn,
        posts=award.posts,
        decision=award.decision,
        locator=award.locator,
        by=event.by,
        data_hash=digest(changes[AWARDS].after.encode()),
    )


def _tell_after(outputs: Path, folder: Path) -> None:
    try:
        _tell_ledger(outputs, folder)
    except ForecastError as error:
        raise type(error)(
            f"{error} What happened is written; the ledger gets its line with the next record."
        ) from None


def _tell_ledger(outputs: Path, folder: Path) -> None:
    """Add the records that stand in a data folder and that the ledger has not got.

    It has not where the program was stopped between the one and the other.
    """
    made = [line for each in journals(folder) if (line := _recorded(each))]
    there = [each.data_hash for each in standing(load_ledger(outputs / LEDGER))]
    append(outputs, [each for each in made if each.data_hash not in there])


def _recorded(journal: Journal) -> Recorded | None:
    """Return the line of the ledger that a change made; one of prices makes none."""
    line = journal.about.get(_RECORD)
    return validated(Recorded, line, journal.path.name) if line else None


def refresh(data: str | Path | None, found: Answer[OfRefresh], url: str, today: date) -> None:
    """Write the deflator by a newer release, with its source; all or nothing, as `record` does."""
    folder = data_folder(data)
    with writing(folder):
        old = text_of(folder / SOURCES)
        source = {**found.about.source, "url": url, "read_on": today.isoformat()}
        new = edit_text(old, lambda text: set_row(text, "id", Path(FILE).stem, source))
        changes = {
            SOURCES: Change(old, new),
            FILE: Change(text_of(folder / FILE), found.about.text),
        }
        if changes[FILE].before == changes[FILE].after:
            raise InputError(f"refresh: {FILE} is as {found.about.release} has it already.")
        write(folder, changes, {"what": found.about.release})


def last_record(data: str | Path | None) -> Journal:
    """Return the last record of a data folder, which can be taken back.

    Raises
    ------
    InputError
        If there is none.
    """
    folder = data_folder(data)
    if not (known := journals(folder)):
        raise InputError(f"record: nothing was recorded in {folder} that --undo could take back.")
    return known[-1]


def take_back(data: str | Path | None, outputs: Path, today: date) -> Journal:
    """Put the files of the last change back, to the byte, and return what it was.

    The ledger keeps its line, and gets one that says so.

    Raises
    ------
    InputError
        If there is none, or a file has been edited since.
    """
    folder = data_folder(data)
    with writing(folder):
        _tell_ledger(outputs, folder)
        last = last_record(folder)
        refuse_edited(folder, last)
        if line := _recorded(last):
            append(outputs, [_undone(line, last, today)])
        undo(folder, last)
    return last


def _undone(line: Recorded, last: Journal, today: date) -> Undone:
    as_it_was = digest(last.changes[AWARDS].before.encode())
    return Undone(grant=line.grant, year=line.year, day=today, by=line.by, data_hash=as_it_was)


def _effect(
    folder: Path, copy: Path, changes: Mapping[str, Change], year: str, today: date
) -> Effect:
    before, after = (load_scenario(_HEADLINE, each) for each in (folder, copy))
    chances = [_no_funding(each) for each in (before, after)]
    years = sorted({year for each in (before, after) for year in each.facts.awards.decision_years})
    known, found = audit(folder, today), audit(copy, today)
    for each in found:
        if each.level == WRONG and each not in known:
            what = each.what.removesuffix(".")
            raise InputError(f"record {year}: would leave {each.where} wrong: {what}.")
    paper = after.facts.awards[year].decision or "no paper"
    return Effect(
        f"{event_words(after.facts.awards[year])} ({paper})",
        _not_committed(folder, changes),
        changes,
        bridge(before, after),
        {year: (chances[0].get(year, "-"), chances[1].get(year, "-")) for year in years},
        [
            *(each for each in found if each.level == STALE and each not in known),
            *_texts_naming(copy, year),
        ],
    )


def _no_funding(scenario: Scenario) -> dict[str, str]:
    return {
        year["financial_year"]: percent(1 - year["probability_funded"])
        for year in forecast(scenario).part("years")
    }


def _texts_naming(folder: Path, year: str) -> Iterator[Finding]:
    """Yield the texts of a data folder that name a year, for a person to read again."""
    for path in visible(folder, ".yaml"):
        name = path.relative_to(folder).as_posix()
        for place, text in _texts(read_yaml(path)) if name not in _LOGS else ():
            for sentence in text.split(". "):
                if year in sentence:
                    yield Finding(NOTE, f"{name}: {place}", f"names {year}: {sentence}")


def _texts(content: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a content with its place, but keys and single words."""
    if isinstance(content, str) and " " in content:
        yield place, content
    pairs = content.items() if isinstance(content, dict) else ()
    numbered = enumerate(content, 1) if isinstance(content, list) else ()
    for key, value in (*pairs, *numbered):
        yield from _texts(value, f"{place}.{key}" if place else str(key))


def _lines(text: str) -> list[str]:
    return io.StringIO(text).readlines()


def _not_committed(folder: Path, names: Collection[str]) -> str:
    command = ["git", "-C", str(folder), "status", "--porcelain", "--", *names]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return ""  # no git, or a folder that it does not keep
    edited = [Path(line[3:]).name for line in said.stdout.splitlines()]
    return f"Not committed to git before: {list_words(edited)}." if edited else ""
