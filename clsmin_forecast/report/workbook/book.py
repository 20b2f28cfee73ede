"""The book: everything that a run's workbook says, whatever its format."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

import pandas as pd

from ...analysis.calculation import Calculation
from ...columns import SCORE, TEXT, Column
from ...inputs.awards import IN_PRINCIPLE, INDICATIVE, OUTTURN, RECEIVED, STATUSES, UNAGREED
from ...inputs.files import file_hash
from ...present.words import capital, day_words, money_words, name_words
from ...units import CASH
from ..record import Finished, Table, Whole
from .calculation import calculation_sheets
from .charts import ByYear, charts_of, charts_sheet
from .sheet import NOT_APPLICABLE, SHORTHAND, Cell, Sheet, cell, cover_sheet, one_line, table_sheet

ORGANISATION = "The authors of clsmin_forecast"
LANGUAGE = "en-GB"
_AGREED, _MAY_CHANGE = STATUSES[IN_PRINCIPLE], STATUSES[INDICATIVE]
_COVER, _CONTENTS, _NOTES = "Cover", "Contents", "Notes"
_TAKEN = {"cover", "contents", "notes", "charts", "history"}  # Excel keeps the last for itself
_LONGEST_NAME = 31  # characters, in Excel
_CHECKS_TABLE = "checks"  # every notebook's stand on one sheet of their own
_CHARTED = "by_year"  # the table of the forecast
_IN_CASH = {"awards_cash"}  # whatever prices the rest of its notebook is in
NOTES = {
    "rounding": (
        "Modelled sums are rounded to the nearest £1,000, from £1 million on to three figures",
        "What the model gives is rounded as on the page. Sums that papers state, "
        "and standard errors, stand to the pound. The CSV files that come with each notebook keep "
        "every figure unrounded.",
    ),
    "thousands": (
        "Lines of the plan are rounded to the nearest £1,000, and the reserve up",
        "So that the lines of a plan add up as nearly as they can, those of the model have all "
        "their figures too. Rounded parts may still differ from their sum by £1,000 or two.",
    ),
    "outcomes": (
        "90% of outcomes lie between the 5% point and the 95% point",
        "Means and points are over all outcomes, those in which funding ceases among them. At a "
        "point of 5%, 5% of outcomes are as low or lower. What is recovered is what is spent, and "
        "never more than the award.",
    ),
    "status": (
        f"Awards {_AGREED.label} are limits (up to), and {_MAY_CHANGE.label} awards may change",
        f"The status of a year says how firm its award is. An award {_AGREED.label} is a ceiling: "
        f"up to that sum, and {_AGREED.standing} only. An award that is {_MAY_CHANGE.label} is not "
        "yet approved.",
    ),
    "chance": (
        "Chances and shares are percentages",
        "A chance of 25% is 1 in 4, and the cell holds 0.25. Chances of decisions rest on the "
        "evidence and the judgement that the register of assumptions states.",
    ),
    "error": (
        "Standard errors say how exact a figure is, not how sure",
        "A standard error says how far a figure may lie from what endless draws, or endless "
        "comparable grants, would give. It does not say whether an assumption holds.",
    ),
    "posts": (
        "Posts are averages, with a decimal",
        "Tables and charts average the posts over outcomes, and an award may pay for a part of a "
        "post.",
    ),
    "own": (
        "Values of an input stand in its own unit",
        "Chances, shares, ratios and growth are numbers of which 1 is the whole; money is in "
        "pounds. The register of assumptions gives the unit of each input.",
    ),
}
"""What each note says beside a table, and in full."""


@dataclass(frozen=True)
class Book:
    """A workbook in words and figures."""

    title: str
    keywords: str  # under which it is found
    as_at: date  # the day of its data
    sheets: tuple[Sheet, ...]  # the cover first


def book(whole: Whole, certain: Calculation | None = None) -> Book:
    """Return the workbook of a run, with sheets that calculate the certain part of a scenario."""
    about, grant = whole.about, whole.about.grant
    title = f"Forecast of the {grant.funding} of {grant.short_name}"
    keywords = f"{grant.team}, {grant.funder} grant, forecast, risk"
    groups = [(group, _columns(group)) for group in _groups(whole)]
    marks = _marks(chain(*(columns for _, columns in groups)))
    names = _names_of(group for group, _ in groups)
    tables = [
        replace(_table(group, columns, marks), name=name)
        for name, (group, columns) in zip(names, groups, strict=True)
    ]
    registers = [_register(table) for table in about.registers if table.rows]
    live = calculation_sheets(certain, _ranged(certain, whole)) if certain else []
    others = _named_apart([*live, *tables, *_checks(whole.jobs), *registers])
    by_table = zip((group for group, _ in groups), others[len(live) :], strict=False)
    sheets = [*_notes(marks), *_charts(by_table), *others]
    cover = cover_sheet(_COVER, title, _sections(whole))
    return Book(title, keywords, about.as_at, (cover, _contents(sheets), *sheets))


def _marks(columns: Iterable[Column]) -> dict[str, str]:
    # The notes that some columns need, in the order in which they are needed.
    needed = dict.fromkeys(note for each in columns for note in each.kind.notes)
    return {note: f"[note {number}]" for number, note in enumerate(needed, 1)}


def _of_texts(
    name: str, title: str, rows: Sequence[Mapping[str, Cell]], *lines: str, leads: bool = False
) -> Sheet:
    headings = list(rows[0])
    cells = [[row[heading] for heading in headings] for row in rows]
    return table_sheet(name, title, lines, [*map(Column, headings)], cells, leads)


def _named_apart(sheets: Iterable[Sheet]) -> list[Sheet]:
    # Excel takes names that are short and plain, and no two the same.
    known, apart = set(_TAKEN), []
    for sheet in sheets:
        plain = " ".join(re.sub(r"[^\w(),.-]|_", " ", sheet.name).split()) or "Sheet"
        endings = ("", *(f" {number}" for number in range(2, len(known) + 3)))
        names = (plain[: _LONGEST_NAME - len(ending)].strip() + ending for ending in endings)
        name = next(each for each in names if each.casefold() not in known)
        known.add(name.casefold())
        apart.append(replace(sheet, name=name))
    return apart


def _contents(sheets: Iterable[Sheet]) -> Sheet:
    titles = {_COVER: "What this is, and how far it may be used"}
    titles |= {sheet.name: sheet.title for sheet in sheets}
    rows = [{"Sheet": name, "What it holds": title} for name, title in titles.items()]
    return _of_texts(_CONTENTS, _CONTENTS, rows, "Each name leads to its sheet.", leads=True)


def _notes(marks: Mapping[str, str]) -> list[Sheet]:
    rows = [{"Note": mark, "What it says": NOTES[note][1]} for note, mark in marks.items()]
    return [_of_texts(_NOTES, "Notes on the tables", rows)] if rows else []


def _checks(jobs: Iterable[Finished]) -> list[Sheet]:
    rows = [
        {
            "Notebook": one_line(job.title),
            "Check": one_line(check.name),
            "Result": "passed" if check.passed else "FAILED",
            "Detail": one_line(check.detail),
        }
        for job in jobs
        for check in job.result.checks
    ]
    title = "Cross-checks of every notebook"
    return [_of_texts("Checks", title, rows, _checks_words(jobs))] if rows else []


def _checks_words(jobs: Iterable[Finished]) -> str:
    checks = [check for job in jobs for check in job.result.checks]
    failed = [one_line(check.name) for check in checks if not check.passed]
    if not failed:
        return f"All {len(checks)} cross-checks passed."
    names = "; ".join(dict.fromkeys(failed))
    return f"FAILED: {len(failed)} of {len(checks)} cross-checks failed ({names})."


def _register(table: Table) -> Sheet:
    rows = [
        {
            capital(name): cell("not stated" if value is None else value, Column(""))
            for name, value in row.items()
        }
        for row in table.rows
    ]
    return _of_texts(capital(name_words(table.name)), one_line(table.title), rows)


def _sections(whole: Whole) -> dict[str, list[str]]:
    about, grant = whole.about, whole.about.grant
    # The largest uncertainty comes first, as the notebook that is about it says it.
    sentences = (each for job in whole.jobs for each in job.result.sentences)
    risks = [each.text for each in sentences if each.name == "risk"]
    roles = [row for table in about.registers if table.name == "roles" for row in table.rows]
    sections = {
        "Introductory information": [
            f"Purpose: to forecast what the {grant.funder} pays for the {grant.team} "
            f"({grant.short_name}), by financial year, and the risk that it ceases.",
            f"{about.title}.",
            *risks[:1],
            about.assurance,
            *about.stale,
            _checks_words(whole.jobs),
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
    return {
        heading: [one_line(line) for line in lines if line.strip()]
        for heading, lines in sections.items()
    }


@dataclass(frozen=True)
class _Part:
    # A table of one notebook, with its data and the title of its scenario.

    job: Finished
    table: Table
    data: pd.DataFrame
    scenario: str

    @property
    def told(self) -> tuple[str, str]:
        # What is said of it.
        return self.table.title, self.table.about

    @property
    def same(self) -> tuple[object, ...]:
        # What two have in common if they are one: their scenario, words and figures.
        return self.job.scenario, *self.told, file_hash(self.job.file_of(self.table))

    @property
    def settings(self) -> str:
        # How its figures were made, in a line; empty where nothing was drawn.
        asked = self.job.result.parameters
        settings = []
        if "price_base" in asked:
            cash = self.table.name in _IN_CASH
            settings.append(f"sums are {money_words('cash' if cash else asked['price_base'])}")
        if "draws" in asked:
            seed = f", seed {asked['seed']}" if "seed" in asked else ""
            settings.append(f"{asked['draws']:,} draws{seed}")
        return f"{capital('; '.join(settings))}." if settings else ""


def _groups(whole: Whole) -> list[list[_Part]]:
    # The same table of the same scenario stands once, in whichever notebook it is.
    found: dict[tuple[object, ...], list[_Part]] = {}
    seen = set()
    for part in _parts(whole):
        if part.same not in seen:
            seen.add(part.same)
            key = (part.table.name, *part.told, tuple(part.data.columns), part.settings)
            found.setdefault(key, []).append(part)
    return list(found.values())


def _parts(whole: Whole) -> Iterator[_Part]:
    # A notebook need not say the title of its scenario, where another of the run does.
    titles = {job.scenario: job.result.subject for job in whole.jobs if job.result.subject}
    for job in whole.jobs:
        name = job.scenario or ""
        title = job.result.subject or titles.get(name, capital(name_words(Path(name).stem)))
        for table, data in job.tables():
            if table.name != _CHECKS_TABLE:
                yield _Part(job, table, data, title)


def _names_of(groups: Iterable[list[_Part]]) -> list[str]:
    # A table of a name that is taken says of which scenarios, or from which notebook, it is.
    names: list[str] = []
    first: dict[str, str | None] = {}  # the scenario of the first of each name
    for group in groups:
        job, name = group[0].job, capital(name_words(group[0].table.name))
        of = f"of {name_words(job.notebook)}"
        if name in first and job.scenario != first[name]:
            of = ", ".join(name_words(Path(part.job.scenario or "").stem) for part in group)
            of = of if len(f"{name}, {of}") <= _LONGEST_NAME else "other scenarios"
        names.append(f"{name}, {of}" if name in first else name)
        first.setdefault(name, job.scenario)
    return names


def _columns(group: list[_Part]) -> list[Column]:
    return [_column(name, group) for name in group[0].data.columns]


def _column(name: str, group: list[_Part]) -> Column:
    # One that is not described keeps its name; texts may stand where numbers do elsewhere.
    column = group[0].table.columns.get(name) or Column(capital(name_words(name)), SCORE)
    has_text = any(isinstance(value, str) for part in group for value in part.data[name])
    return replace(column, kind=TEXT) if has_text and column.kind.places is not None else column


def _table(group: list[_Part], columns: list[Column], marks: dict[str, str]) -> Sheet:
    # Where there is more than one scenario, each row says its own.
    first, several = group[0], len(group) > 1
    rows = [
        ((one_line(part.scenario) or NOT_APPLICABLE,) if several else ()) + row
        for part in group
        for row in _rows(part.data, columns)
    ]
    shown = [Column("Scenario"), *columns] if several else columns
    rows = rows or [(NOT_APPLICABLE,) * len(shown)]
    scenario = "" if several or not first.scenario else f"Scenario: {one_line(first.scenario)}."
    lines = (
        " ".join(filter(None, (scenario, one_line(first.table.about), first.settings))),
        *(f"{NOTES[note][0]} {marks[note]}." for note in _marks(columns)),
        _beyond_papers(group),
        _shorthand(chain(*rows)),
    )
    name, title = first.table.name, one_line(first.table.title)
    return table_sheet(capital(name_words(name)), title or name, lines, shown, rows)


def _charts(by_table: Iterable[tuple[list[_Part], Sheet]]) -> Iterator[Sheet]:
    # Of the first scenario that is forecast by year.
    for group, sheet in by_table:
        if group[0].table.name == _CHARTED:
            part, row = group[0], (sheet.top or 0) + 1
            found = ByYear(sheet, part.data, row, shift=int(len(group) > 1))
            charts = charts_of(found)
            about = f"Scenario: {one_line(part.scenario)}. {part.settings}"
            if charts:
                yield charts_sheet(charts, about)
            return


def _ranged(certain: Calculation, whole: Whole) -> pd.DataFrame | None:
    # The forecast by year of the same scenario, in cash, if the run has it.
    for job in whole.jobs:
        in_cash = job.result.parameters.get("price_base", CASH) == CASH
        if job.scenario == certain.scenario.name and in_cash:
            for table, data in job.tables():
                if table.name == _CHARTED:
                    return data
    return None


def _rows(data: pd.DataFrame, columns: list[Column]) -> Iterator[tuple[Cell, ...]]:
    statuses = data["status"] if "status" in data else [""] * len(data)
    for status, row in zip(statuses, data.itertuples(index=False, name=None), strict=True):
        stated = status in (RECEIVED, OUTTURN)
        yield tuple(cell(value, each, stated) for value, each in zip(row, columns, strict=True))


def _beyond_papers(group: list[_Part]) -> str:
    if not any(UNAGREED in part.data.get("status", pd.Series()).to_numpy() for part in group):
        return ""
    return (
        f"A year that is {STATUSES[UNAGREED].label} has no paper: its sum is a ceiling that is "
        "supposed."
    )


def _shorthand(cells: Iterable[Cell]) -> str:
    seen = set(cells)
    meanings = [f"{code} {meaning}" for code, meaning in SHORTHAND.items() if code in seen]
    return f"Shorthand: {'; '.join(meanings)}." if meanings else ""
