"""The pages of a run: one for each notebook, one about the run, and the index that leads to all."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup

from ...inputs.files import read_json
from ...present.saved_chart import SavedChart, read_chart
from ...present.tables import ReadingTable, chart_rows
from ..record import About, Check, Finished, Table, Whole
from .front import front
from .notebooks import body, exporter, pictures

CHECKS = "checks"
_AT_THE_EDGE = ("assurance", "use")  # sentences that every page has at its top or end
_BY_YEAR = ("by_year", "team_by_year")
_GAP = "gap, mean"  # the column without which nothing is told of a gap
_BOOKS = ("forecast.xlsx", "forecast.ods")
SHARE = "share.html"
"""The file to send, where a run has one."""
_MOST_ROWS = 60  # of a chart's data on a page
_MEANINGS = {
    "recovered": "What is claimed back of an award: what was spent, never more than the award.",
    "in principle": "The funder has agreed that it may pay up to a sum, and has decided nothing.",
    "gap": "What the team costs beyond the award and other money; it is never below zero.",
    "90% of outcomes": "A range that leaves out the lowest and the highest twentieth of them.",
    "cases compared": "Sets of comparable grants, each counted by itself: how many ended of all "
    "whose end is known.",
    "Brier score": "How far stated chances lay from what came: the average squared difference "
    "between each chance and 1 (it came) or 0 (it did not). Lower is better.",
    "CRPS": "Continuous ranked probability score: how far a whole range of forecasts lay from the "
    "value that came, in the unit of that value. Lower is better.",
    "Sobol": "Sobol shares split the variance of an answer among the inputs that cause it.",
    "Jeffreys": "A chance from a count of cases that starts from half an ending and half a "
    "renewal, so that no count gives a chance of exactly 0 or 1.",
    "standard error": "How far a figure would move if it were worked out again from other draws "
    "or cases of the same kind.",
    "draws": "Sets of values of the uncertain amounts, each taken at random from its range; every "
    "figure is a summary of all of them.",
}
"""Words of the field and of statistics, said plainly on the pages that use them."""


def write_page(known: About, job: Finished) -> Path:
    """Write the page of a notebook beside what it made, and return it."""
    page = job.folder / f"{job.notebook}.html"
    page.write_text(_page(known, job), encoding="utf-8")
    return page


def write_front(whole: Whole, folder: Path) -> list[Path]:
    """Write ``about.html`` and ``index.html``, which leads to the pages of all notebooks."""
    registers = [_table(table) for table in whole.about.registers]
    pages = {
        folder / "about.html": _render("about", whole.about, registers=registers),
        folder / "index.html": _index(whole, folder),
    }
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
    return list(pages)


def _render(template: str, known: About, **context: Any) -> str:
    found = exporter().environment.get_template(f"{template}.html.j2")
    return str(found.render(about=known, **context))


def _page(known: About, job: Finished) -> str:
    tables = {table.name: _table(table, job.result.checks) for table in job.result.tables}
    charts = {name: _figure(job, name, n) for n, name in enumerate(job.result.charts, 1)}
    elsewhere = [each.text for each in job.result.sentences if each.name in _AT_THE_EDGE]
    shown = body(_notebook(job), charts=charts, tables=tables, elsewhere=elsewhere)
    words = glosses(shown.html.striptags())
    return _render("notebook", known, home="../", job=job, shown=shown, words=words)


def glosses(text: str) -> list[tuple[str, str]]:
    """Return each word in a text that has a meaning of its own here, with that meaning.

    Examples
    --------
    >>> [word for word, _ in glosses("Its Brier score is 0.05.")]
    ['Brier score']
    """
    stems = {word: word.removesuffix(" score").removesuffix("s") for word in _MEANINGS}
    used = (word for word, stem in stems.items() if re.search(rf"\b{stem}", text, re.IGNORECASE))
    return [(word, _MEANINGS[word]) for word in used]


def _index(whole: Whole, folder: Path) -> str:
    found = front(whole)
    charts = {job.name: [_chart(job, name) for name in job.result.charts] for job in whole.jobs}
    shown = [
        {
            "heading": heading,
            "chart": _figure(job, name, number),
            "picture": pictures(_notebook(job))[name],
            "folder": f"{job.name}/charts",
        }
        for number, (heading, job, name) in enumerate(found.charts, 1)
    ]
    tables = [each for each in found.job.result.tables if each.name in _BY_YEAR]
    return _render(
        "run",
        whole.about,
        jobs=whole.jobs,
        charts=charts,
        front=found,
        shown=shown,
        tables=[_table(each) for each in tables],
        words=glosses(" ".join([*found.said, *(str(each.rows) for each in tables)])),
        gaps=any(_GAP in row for each in tables for row in each.rows),
        share=SHARE if (folder / SHARE).is_file() else "",
        books=[name for name in _BOOKS if (folder / name).is_file()],
        checks=_verdict([check for job in whole.jobs for check in job.result.checks]),
    )


def _notebook(job: Finished) -> Any:
    return nbformat.read(job.folder / f"{job.notebook}.ipynb", as_version=4)


def _chart(job: Finished, name: str) -> SavedChart:
    return read_chart(job.folder / "charts", name)


def _figure(job: Finished, name: str, number: int) -> dict[str, Any]:
    rows = read_json(job.folder / "charts" / f"{name}.json")["rows"]
    every = -(-len(rows) // _MOST_ROWS)
    some = f" (one row in {every}; the CSV file has all {len(rows)})" if every > 1 else ""
    table = ReadingTable(chart_rows(rows[::every]), f"Data of chart {number}{some}")
    return {**vars(_chart(job, name)), "number": number, "table": Markup(table.html)}


def _table(table: Table, checks: Sequence[Check] = ()) -> dict[str, Any]:
    shown = ReadingTable(table.rows, table.title, table.name, table.about)
    folded = _verdict(checks) if checks and table.name == CHECKS else ""
    return {"name": table.name, "title": table.title, "html": Markup(shown.html), "folded": folded}


def _verdict(checks: Sequence[Check]) -> str:
    failed = sum(not check.passed for check in checks)
    if failed:
        return f"{failed} of {len(checks)} checks failed"
    return f"All {len(checks):,} checks passed"
