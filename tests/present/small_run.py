"""A small run, written as the runner writes it but without kernels: for pages to be made of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import IPython.display
import nbformat
import pytest

from clsmin_forecast.inputs.assumptions import load_register
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.forecast import Forecast
from clsmin_forecast.present import charts, sentences, tables
from clsmin_forecast.present.about import about
from clsmin_forecast.present.pages import write_pages
from clsmin_forecast.present.result import Finished, Whole
from clsmin_forecast.runs.published import finished
from clsmin_forecast.runs.record import Run

TODAY = date(2026, 11, 23)
TITLE = "A small run"
Cells = list[tuple[str, Callable[[Run], None]]]
"""The Markdown of each section, and what its code shows."""

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@contextmanager
def _shown(outputs: list[Any]) -> Iterator[None]:
    """Keep what is displayed, in the form in which a kernel would send it."""

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
        outputs.append(output)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(IPython.display, "display", display)
        yield


def write_job(folder: Path, notebook: str, cells: Cells, **parameters: Any) -> Finished:
    """Write what a notebook leaves in its folder."""
    folder.mkdir(parents=True)
    run, made = Run(parameters, folder), nbformat.v4.new_notebook()
    for number, (text, show) in enumerate(cells):
        outputs: list[Any] = []
        with _shown(outputs):
            show(run)
        code = nbformat.v4.new_code_cell("secret_code()", outputs=outputs, execution_count=number)
        made.cells += [nbformat.v4.new_markdown_cell(text), code]
    run.finish()
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    nbformat.write(made, folder / f"{notebook}.ipynb")
    return finished(folder, notebook)


def _begin(run: Run, scenario: Scenario) -> None:
    run.sentence("assurance", sentences.assurance(scenario.register, TODAY))
    run.sentence("use", sentences.use(scenario.register))
    run.scenario(scenario)


def _forecast_cells(forecast: Forecast) -> Cells:
    return [
        ("# The forecast for one scenario\n\nHow much.", lambda run: (
            _begin(run, forecast.scenario),
            run.sentence("outlook", sentences.outlook(forecast)),
        )),
        ("## The outlook", lambda run: (
            run.chart(charts.funding_outlook(forecast)),
            run.table(
                "by_year", "The forecast by year", tables.by_year_rows(forecast),
                forecast.by_year(),
            ),
        )),
        ("## The gap", lambda run: (
            run.sentence("gap", sentences.gap(forecast)),
            run.chart(charts.gap(forecast)),
        )),
        ("## Checks", lambda run: run.checked(forecast)),
    ]  # type: ignore[list-item]  # fmt: skip


def _risk_cells(forecast: Forecast) -> Cells:
    risk = sentences.cessation_risk(forecast, "2025/26")
    return [
        ("# The risk that funding ceases", lambda run: (
            _begin(run, forecast.scenario), run.sentence("risk", risk)
        )),
        ("## The evidence", lambda run: (
            run.table("evidence", "The sets of grants", tables.evidence_rows()),
            run.checked(forecast),
        )),
    ]  # type: ignore[list-item]  # fmt: skip


def _odd_cells(forecast: Forecast) -> Cells:
    """Cells of an analyst's own: raw HTML, skipped headings, pictures, plain text, a wide table."""
    wide = [{f"column {n} with a long heading": f"cell {m} {n}" for n in range(14)} for m in (1, 2)]
    outputs: list[dict[str, Any]] = [
        {"image/png": PIXEL, "text/plain": "A pixel"},
        {"text/plain": "<b>plain</b>"},
        {"text/html": "<p>Its own <em>HTML</em></p>", "text/plain": "own"},
    ]

    def show(run: Run) -> None:
        _begin(run, forecast.scenario)
        run.sentence("odd", 'R&D <script>alert(1)</script> <img src="http://elsewhere.test/x">')
        run.table("wide", 'Wide "quoted" <table>', wide)
        for each in outputs:
            IPython.display.display(each, raw=True)  # type: ignore[no-untyped-call]
        run.checked(forecast, forecast)

    text = "# Odd\n\nR&D <script>alert(1)</script>\n\n#### Deep\n\n![far](http://elsewhere.test/y)"
    return [(text, show), ("## Again\n\n# A second top\n\n### Below", lambda run: None)]


def write_run(folder: Path, forecast: Forecast, hostile: Forecast) -> Whole:
    """Write a run of four notebooks and its pages."""
    facts = forecast.scenario.facts
    jobs = (
        ("scenario_forecast-central", "scenario_forecast", _forecast_cells(forecast), "central"),
        ("scenario_forecast-odd", "scenario_forecast", _forecast_cells(hostile), "odd"),
        ("cessation_risk", "cessation_risk", _risk_cells(forecast), "central"),
        ("odd", "odd", _odd_cells(hostile), "odd"),
    )
    written = tuple(
        write_job(folder / name, notebook, cells, scenario=scenario)
        for name, notebook, cells, scenario in jobs
    )
    known = about(facts, load_register(facts), TODAY, run_id="0123456789abcdef", title=TITLE)
    whole = Whole(known, written)
    write_pages(whole, folder)
    return whole
