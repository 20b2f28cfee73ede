"""A small run, written as the runner writes it but without kernels: for pages to be made of."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import IPython.display
import nbformat
import pytest

from clsmin_forecast.analysis.evidence import evidence
from clsmin_forecast.inputs.register import load_register
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.forecast import Forecast
from clsmin_forecast.present import charts, sentences, tables
from clsmin_forecast.report.about import about
from clsmin_forecast.report.pages import write_front, write_page
from clsmin_forecast.report.record import Finished, Whole
from clsmin_forecast.runs.published import read_job
from clsmin_forecast.runs.record import Run

TODAY = date(2026, 11, 23)
TITLE = "A small run"
Story = Callable[[Run, Forecast], Iterator[str]]
"""Gives the Markdown of each cell; what it shows after each is that cell's output."""

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # noqa: E501


def _cells(story: Iterator[str]) -> list[Any]:
    """Return the cells of a notebook, their outputs in the form in which a kernel sends them."""
    cells: list[Any] = []

    def display(thing: Any, *, raw: bool = False, metadata: dict[str, Any] | None = None) -> None:
        if hasattr(thing, "_ipython_display_"):
            thing._ipython_display_()
            return
        data = thing
        if hasattr(thing, "_repr_mimebundle_"):
            data, metadata = thing._repr_mimebundle_()
        elif not raw:
            data = {"text/markdown": thing._repr_markdown_()}
        output = nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})
        cells[-1].outputs.append(output)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IPython.display, "display", display)
        for text in story:
            code = nbformat.v4.new_code_cell("secret_code()", execution_count=len(cells) + 1)
            cells += [nbformat.v4.new_markdown_cell(text), code]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return cells


def _write_job(folder: Path, notebook: str, story: Story, forecast: Forecast) -> Finished:
    folder.mkdir(parents=True)
    run = Run({"scenario": forecast.scenario.name}, folder)
    cells = _cells(story(run, forecast))
    run.finish()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{notebook}.ipynb")
    return read_job(folder, notebook)


def _begin(run: Run, scenario: Scenario) -> None:
    run.sentence("assurance", sentences.assurance(scenario.register, scenario.facts.awards, TODAY))
    run.sentence("use", sentences.use(scenario.register))
    run.scenario(scenario)


def _forecast(run: Run, forecast: Forecast) -> Iterator[str]:
    yield "# The forecast for one scenario\n\nHow much."
    _begin(run, forecast.scenario)
    run.sentence("outlook", sentences.outlook(forecast))
    yield "## The outlook"
    run.chart(charts.funding_outlook(forecast))
    rows, data = tables.by_year_rows(forecast), forecast.by_year()
    run.table("by_year", "The forecast by year", rows, data)
    yield "## The gap"
    run.sentence("gap", sentences.gap(forecast))
    run.chart(charts.gap(forecast))
    run.table("team_by_year", "The team by year", tables.team_rows(forecast), data)
    run.table("in_short", "What is asked first", tables.in_short_rows(forecast))
    for name, text in sentences.page_one(forecast).items():
        run.sentence(name, text)
    yield "## Checks"
    run.checked(forecast)


def _risk(run: Run, forecast: Forecast) -> Iterator[str]:
    yield "# The risk that funding ceases"
    _begin(run, forecast.scenario)
    run.sentence("risk", sentences.cessation_risk(forecast, "2025/26"))
    yield "## The evidence"
    counted = evidence(forecast.scenario)
    run.table("evidence", "The sets of grants", tables.reading_rows(counted), counted)
    run.checked(forecast)


def _odd(run: Run, forecast: Forecast) -> Iterator[str]:
    """Give an analyst's own: raw HTML, skipped headings, pictures, plain text, a wide table."""
    yield (
        "# Odd\n\nR&D <script>alert(1)</script>\n\n#### Deep\n\n![far](http://elsewhere.test/y) "
        "[near](javascript:alert(1))"
    )
    _begin(run, forecast.scenario)
    run.sentence("odd", 'R&D <script>alert(1)</script> <img src="http://elsewhere.test/x">')
    wide = [{f"column {n} with a long heading": f"cell {m} {n}" for n in range(14)} for m in (1, 2)]
    run.table("wide", 'Wide "quoted" <table>', wide)
    for each in (
        {"image/png": PIXEL, "text/plain": "A pixel"},
        {"text/plain": "<b>plain</b>"},
        {"text/html": "<p>Its own <em>HTML</em></p>", "text/plain": "own"},
    ):
        IPython.display.display(each, raw=True)
    run.checked(forecast, forecast)
    yield "## Again\n\n# A second top\n\n### Below"


def write_pages(whole: Whole, folder: Path) -> list[Path]:
    """Write all pages of a run."""
    return [*(write_page(whole.about, job) for job in whole.jobs), *write_front(whole, folder)]


def write_run(folder: Path, central: Forecast, odd: Forecast) -> Whole:
    """Write a run of four notebooks and its pages."""
    facts = central.scenario.facts
    jobs: tuple[tuple[str, str, Story, Forecast], ...] = (
        ("scenario_forecast-central", "scenario_forecast", _forecast, central),
        ("scenario_forecast-odd", "scenario_forecast", _forecast, odd),
        ("cessation_risk", "cessation_risk", _risk, central),
        ("odd", "odd", _odd, odd),
    )
    written = tuple(
        _write_job(folder / name, notebook, story, forecast)
        for name, notebook, story, forecast in jobs
    )
    known = about(facts, load_register(facts), TODAY, run_id="0123456789abcdef", title=TITLE)
    whole = Whole(known, written)
    write_pages(whole, folder)
    return whole
