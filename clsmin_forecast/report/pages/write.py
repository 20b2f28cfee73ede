"""The pages of a run: one for each notebook, one about the run, and the index that leads to all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup

from ...inputs.files import read_json
from ...present.drawn import WORDS, drawn
from ...present.tables import ReadingTable, chart_rows
from ..record import Check, Finished, Table, Whole
from .front import front
from .glossary import glosses
from .notebooks import body, exporter, pictures

CHECKS = "checks"
_AT_THE_EDGE = ("assurance", "use")  # sentences that every page has at its top or end
_BY_YEAR = ("by_year", "team_by_year")
_GAP = "gap, mean"  # the column without which nothing is told of a gap
_BOOKS = ("forecast.xlsx", "forecast.ods")
_MOST_ROWS = 60  # of a chart's data on a page


def write_pages(whole: Whole, folder: Path) -> list[Path]:
    """Write the pages of a run beside what it made.

    Parameters
    ----------
    whole : Whole
        The run, each of its notebooks in a folder of its own.
    folder : Path
        Of the run.

    Returns
    -------
    list of Path
        The page of each notebook, ``about.html`` and ``index.html``.
    """
    pages = {job.folder / f"{job.notebook}.html": _page(whole, job) for job in whole.jobs}
    registers = [_table(table) for table in whole.about.registers]
    pages[folder / "about.html"] = _render("about", whole, registers=registers)
    pages[folder / "index.html"] = _index(whole, folder)
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
    return list(pages)


def _render(template: str, whole: Whole, **context: Any) -> str:
    found = exporter().environment.get_template(f"{template}.html.j2")
    return str(found.render(about=whole.about, **context))


def _page(whole: Whole, job: Finished) -> str:
    tables = {table.name: _table(table, job.result.checks) for table in job.result.tables}
    charts = {name: _chart(job, name, n) for n, name in enumerate(job.result.charts, 1)}
    elsewhere = [each.text for each in job.result.sentences if each.name in _AT_THE_EDGE]
    shown = body(_notebook(job), charts, tables, elsewhere)
    return _render(
        "notebook", whole, home="../", job=job, shown=shown, words=glosses(shown.html.striptags())
    )


def _index(whole: Whole, folder: Path) -> str:
    found = front(whole)
    charts = {job.name: [_words(job, name) for name in job.result.charts] for job in whole.jobs}
    shown = [
        {
            "heading": heading,
            "chart": _chart(job, name, number),
            "picture": pictures(_notebook(job))[name],
            "folder": f"{job.name}/charts",
        }
        for number, (heading, job, name) in enumerate(found.charts, 1)
    ]
    tables = [each for each in found.job.result.tables if each.name in _BY_YEAR]
    books = [name for name in _BOOKS if (folder / name).is_file()]
    return _render(
        "run",
        whole,
        jobs=whole.jobs,
        charts=charts,
        front=found,
        shown=shown,
        tables=[_table(each) for each in tables],
        gaps=any(_GAP in row for each in tables for row in each.rows),
        books=books,
        checks=_passed([check for job in whole.jobs for check in job.result.checks]),
    )


def _notebook(job: Finished) -> Any:
    return nbformat.read(job.folder / f"{job.notebook}.ipynb", as_version=4)


def _words(job: Finished, name: str) -> dict[str, str]:
    found = drawn(job.folder / "charts", name)
    return {field: getattr(found, field) for field in WORDS}


def _chart(job: Finished, name: str, number: int = 1) -> dict[str, Any]:
    words = _words(job, name)
    rows = read_json(job.folder / "charts" / f"{name}.json")["rows"]
    every = -(-len(rows) // _MOST_ROWS)
    some = f" (one row in {every}; the CSV file has all {len(rows)})" if every > 1 else ""
    table = ReadingTable(chart_rows(rows[::every]), f"Data of chart {number}{some}")
    return {**words, "number": number, "table": Markup(table.html)}


def _table(table: Table, checks: list[Check] | None = None) -> Mapping[str, Any]:
    shown = ReadingTable(table.rows, table.title, table.name, table.about)
    folded = _passed(checks) if checks and table.name == CHECKS else ""
    return {"name": table.name, "title": table.title, "html": Markup(shown.html), "folded": folded}


def _passed(checks: list[Check]) -> str:
    failed = sum(not check.passed for check in checks)
    if failed:
        return f"{failed} of {len(checks)} checks failed"
    return f"All {len(checks):,} checks passed"
