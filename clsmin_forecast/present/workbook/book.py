"""The book: everything that a run's workbook says, whatever its format."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..result import About, Finished, Table, Whole
from ..words import capital, day_words, spaced
from .cells import Cell, cell, written
from .columns import TEXT, Column
from .notes import Numbered
from .sheet import Sheet, named_apart, of_texts
from .tables import columns, groups, sheet

ORGANISATION = "The authors of clsmin_forecast"
LANGUAGE = "en-GB"
COVER, CONTENTS, NOTES = "Cover", "Contents", "Notes"
COVER_WIDTH = 100  # characters

Sections = tuple[tuple[str, tuple[str, ...]], ...]
"""Headings of the cover with their lines."""


@dataclass(frozen=True)
class Book:
    """A workbook in words and figures.

    Parameters
    ----------
    about : About
        What a reader must know of the run.
    cover : tuple of (str, tuple of str)
        The sections of the cover.
    sheets : tuple of Sheet
        In order, contents first.
    """

    about: About
    cover: Sections
    sheets: tuple[Sheet, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Forecast of the {self.about.grant.funding} of {self.about.grant.short_name}"

    @property
    def keywords(self) -> str:
        """Under which it is found."""
        grant = self.about.grant
        return f"{grant.team}, {grant.funder} grant, forecast, risk"

    def cover_lines(self) -> list[str]:
        """Every line of the cover, from its title."""
        return [self.title, *(line for head, lines in self.cover for line in (head, *lines))]


def book(whole: Whole) -> Book:
    """Return the workbook of a run.

    Parameters
    ----------
    whole : Whole
        The run.
    """
    grouped = groups(whole)
    numbered = Numbered(
        note for group in grouped for each in columns(group) for note in each.kind.notes
    )
    sheets = [
        *(sheet(group, numbered) for group in grouped),
        *_checks(whole.jobs),
        *(_register(table) for table in whole.about.registers if table.rows),
    ]
    named = [*_notes(numbered), *named_apart(sheets, COVER, CONTENTS, NOTES)]
    return Book(whole.about, _cover(whole), (_contents(named), *named))


def _contents(sheets: Iterable[Sheet]) -> Sheet:
    listed = {COVER: "What this is, and how far it may be used"}
    listed |= {sheet.name: sheet.title for sheet in sheets}
    rows = [{"Sheet": name, "What it holds": title} for name, title in listed.items()]
    return replace(of_texts(CONTENTS, CONTENTS, rows, "Each name leads to its sheet."), leads=True)


def _notes(numbered: Numbered) -> list[Sheet]:
    rows = [{"Note": mark, "What it says": text} for mark, text in numbered.rows()]
    return [of_texts(NOTES, "Notes on the tables", rows)] if rows else []


def _checks(jobs: Iterable[Finished]) -> list[Sheet]:
    rows = [
        {
            "Notebook": written(job.title),
            "Check": written(check.name),
            "Result": "passed" if check.passed else "FAILED",
            "Detail": written(check.detail),
        }
        for job in jobs
        for check in job.result.checks
    ]
    title = "Cross-checks of every notebook"
    return [of_texts("Checks", title, rows, checks_words(jobs))] if rows else []


def checks_words(jobs: Iterable[Finished]) -> str:
    """Return how many cross-checks of a run passed, and which failed.

    Parameters
    ----------
    jobs : iterable of Finished
        The notebooks.
    """
    checks = [check for job in jobs for check in job.result.checks]
    failed = [written(check.name) for check in checks if not check.passed]
    if not failed:
        return f"All {len(checks)} cross-checks passed."
    names = "; ".join(dict.fromkeys(failed))
    return f"FAILED: {len(failed)} of {len(checks)} cross-checks failed ({names})."


def _register(table: Table) -> Sheet:
    rows = [{capital(name): _text(value) for name, value in row.items()} for row in table.rows]
    return of_texts(capital(spaced(table.name)), written(table.title), rows)


def _text(value: object) -> Cell:
    return cell(value, _REGISTER)


_REGISTER = Column("", TEXT, missing="not stated")


def _risk(jobs: Iterable[Finished]) -> list[str]:
    # The largest uncertainty comes first, as the notebook that is about it says it.
    said = [each.text for job in jobs for each in job.result.sentences if each.name == "risk"]
    return said[:1]


def _cover(whole: Whole) -> Sections:
    about, grant = whole.about, whole.about.grant
    roles = [row for table in about.registers if table.name == "roles" for row in table.rows]
    sections = {
        "Introductory information": [
            f"Purpose: to forecast what the {grant.funder} pays for the {grant.team} "
            f"({grant.short_name}), by financial year, and the risk that it ceases.",
            f"{about.title}.",
            *_risk(whole.jobs),
            about.assurance,
            *about.stale,
            checks_words(whole.jobs),
            f"Data and assumptions are as at {day_words(about.as_at)}, and valid until "
            f"{day_words(about.valid_until)}.",
            f"Made by clsmin_forecast {about.version}, run {about.run_id}.",
        ],
        "About these data": [
            "Every table is listed on the sheet Contents, and its figures are explained in Notes.",
            *(f"Use for: {text}" for text in about.use_for),
            *(f"Do not use for: {text}" for text in about.do_not_use_for),
            *(f"Limit: {text}" for text in about.limits),
        ],
        "Contact": [": ".join(map(str, row.values())) for row in roles],
    }
    return tuple(
        (head, tuple(written(line) for line in lines if line.strip()))
        for head, lines in sections.items()
    )
