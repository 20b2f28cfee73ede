"""A run of the package's own notebooks, over some scenarios and with few draws."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from clsmin_forecast.analysis.calculation import Calculation, calculation
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.register import load_register
from clsmin_forecast.inputs.scenarios import load_scenario
from clsmin_forecast.report.about import about
from clsmin_forecast.report.record import Finished, Table, Whole
from clsmin_forecast.report.workbook import write_workbook
from clsmin_forecast.report.workbook.book import Book, book
from clsmin_forecast.runs import record
from clsmin_forecast.runs.published import read_job

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"
DRAWS = 256
JOBS: dict[str, dict[str, Any]] = {
    "funding_profile": {},
    "scenario_forecast-central": {"scenario": "central"},
    "scenario_forecast-ceases": {"scenario": "ceases"},
    "scenario_forecast-half_expansion": {"scenario": "half_expansion"},
    "scenario_comparison": {},
    "cessation_risk": {"draws": 16_384},  # as the notebook of the evidence has them
    "year_by_month": {},
    "expansion": {},
    "options": {},
    "sensitivity": {},
    "evidence": {},
    "track_record": {},
}


def _execute(name: str, parameters: dict[str, Any], folder: Path) -> Finished:
    """Run the cells of a notebook here, its parameters replaced; charts are left out."""
    notebook = name.partition("-")[0]
    ran = nbformat.read(NOTEBOOKS / f"{notebook}.ipynb", as_version=4)
    first, *others = (cell.source for cell in ran.cells if cell.cell_type == "code")
    names: dict[str, Any] = {}
    exec(first, names)
    names |= {key: DRAWS for key in ("draws",) if key in names} | parameters
    for source in others:
        exec(source, names)
    nbformat.write(ran, folder / f"{notebook}.ipynb")
    return read_job(folder, notebook)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    jobs = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record.Run, "chart", lambda run, chart: None)
        patch.setattr(record, "_display", lambda thing: None)
        for name, parameters in JOBS.items():
            folder = tmp_path_factory.mktemp("run") / name
            folder.mkdir()
            patch.setenv(record.RESULT_VARIABLE, str(folder))
            jobs.append(_execute(name, parameters, folder))
    facts = load_facts()
    register = load_register(facts)
    known = about(facts, register, register.as_at, run_id="0123456789abcdef", title="A run")
    return Whole(known, tuple(jobs))


@pytest.fixture(scope="session")
def certain() -> Calculation:
    return calculation(load_scenario("central"))


@pytest.fixture(scope="session")
def said(whole: Whole, certain: Calculation) -> Book:
    return book(whole, certain)


@pytest.fixture(scope="session")
def files(
    whole: Whole, certain: Calculation, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    return write_workbook(whole, tmp_path_factory.mktemp("workbook"), certain)


@pytest.fixture
def one_table(whole: Whole, tmp_path: Path) -> Any:
    """Return what makes a run of one table with the given data, and titles of any form."""

    def make(text: str, name: str = "own", title: str = "Own table", subject: str = "") -> Whole:
        job = whole.jobs[1]
        (tmp_path / "tables").mkdir(exist_ok=True)
        (tmp_path / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
        table = Table(name=name, title=title, rows=[])
        result = job.result.model_copy(update={"tables": [table], "subject": subject})
        return Whole(whole.about, (replace(job, folder=tmp_path, result=result),))

    return make
