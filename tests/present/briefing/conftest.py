"""Small published runs, made by the package itself, and documents to fill from them."""

import shutil
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import nbformat
import pytest
from docx.document import Document

import clsmin_forecast as cf
from clsmin_forecast.inputs.assumptions import load_register
from clsmin_forecast.present.about import about
from clsmin_forecast.present.briefing import fill
from clsmin_forecast.present.result import Whole
from clsmin_forecast.runs import record
from clsmin_forecast.runs.publish import write_manifest
from clsmin_forecast.runs.published import read_run
from clsmin_forecast.runs.record import Run

DRAWS = 256
Filled = Callable[..., Document]


def _job(folder: Path, name: str, **parameters: object) -> Run:
    notebook = name.partition("-")[0]
    (folder / name).mkdir(parents=True)
    cells = [nbformat.v4.new_markdown_cell(f"# {notebook}")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / name / f"{notebook}.ipynb")
    return Run(parameters, folder / name)


def _forecast(folder: Path, name: str, price_base: str) -> None:
    scenario = cf.load_scenario(name)
    forecast = cf.forecast(scenario, draws=DRAWS, price_base=price_base)
    run = _job(folder, f"scenario_forecast-{name}", scenario=name, price_base=price_base)
    run.scenario(scenario)
    run.sentence("gap", cf.sentences.gap(forecast))
    for each, text in cf.sentences.page_one(forecast).items():
        run.sentence(each, text)
    run.sentence("sensitivity", "A sentence that is called as a job is.")
    run.sentence("awkward", 'R&D < £1 > "so" it\'s {{ figures }} {% for %}')
    run.chart(cf.charts.funding_outlook(forecast))
    run.chart(cf.charts.gap(forecast))
    run.table("by_year", "By year", cf.tables.by_year_rows(forecast), forecast.by_year())
    run.figures(cf.headlines(forecast))
    run.checked(forecast)
    run.finish()


def _others(folder: Path, price_base: str) -> None:
    compared = cf.compare(
        cf.load_scenarios(["central", "ceases"]), draws=DRAWS, price_base=price_base
    )
    run = _job(folder, "scenario_comparison", price_base=price_base)
    run.sentence("comparison", cf.sentences.comparison(compared))
    run.table("comparison", "Side by side", cf.tables.comparison_rows(compared), compared)
    run.chart(cf.charts.scenario_totals(compared))
    run.finish()
    moving = cf.tornado(cf.load_scenario("central"), draws=DRAWS, price_base=price_base)
    run = _job(folder, "sensitivity", scenario="central", price_base=price_base)
    run.sentence("tornado", cf.sentences.tornado(moving))
    run.figure("recovered", moving.attrs["answer"], "pounds, cash")
    run.finish()


def _publish(folder: Path, run_id: str) -> Path:
    facts = cf.load_facts()
    register, today = load_register(facts), date(2026, 11, 24)
    known = about(facts, register, today, run_id=run_id, title="Small")
    (folder / "about.json").write_text(known.model_dump_json(), encoding="utf-8")
    jobs = [
        {"name": path.parent.name, "notebook": path.name}
        for path in sorted(folder.glob("*/*.ipynb"))
    ]
    write_manifest(folder, {"jobs": jobs})
    return folder


def _run(folder: Path, run_id: str, price_base: str) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record, "_display", lambda thing: None)
        for name in ("central", "ceases"):
            _forecast(folder, name, price_base)
        _others(folder, price_base)
    return _publish(folder, run_id)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders of two runs in cash and in the prices of a year."""
    home = tmp_path_factory.mktemp("runs")
    return _run(home / "1", "1" * 16, "cash"), _run(home / "2", "2" * 16, "2023/24")


@pytest.fixture(scope="session")
def whole(runs: tuple[Path, Path]) -> Whole:
    return read_run(runs[0])


@pytest.fixture(scope="session")
def later(runs: tuple[Path, Path]) -> Whole:
    return read_run(runs[1])


@pytest.fixture
def folder(runs: tuple[Path, Path], tmp_path: Path) -> Path:
    """Return a copy of the first run, which a test may spoil."""
    return Path(shutil.copytree(runs[0], tmp_path / "run"))


def saved(document: Document) -> bytes:
    memory = BytesIO()
    document.save(memory)
    return memory.getvalue()


@pytest.fixture
def filled(whole: Whole) -> Filled:
    """Return what fills paragraphs, or a document, from the first run and opens it again."""

    def make(*texts: str, document: Document | None = None, scenario: str = "central") -> Document:
        document = document or docx.Document()
        for text in texts:
            document.add_paragraph(text)
        data = fill(saved(document), whole, scenario, "paper.docx", Path.read_bytes)
        return docx.Document(BytesIO(data))

    return make
