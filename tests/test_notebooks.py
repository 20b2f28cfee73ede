"""Every notebook: thin, without outputs, and good for stock papermill, nbconvert and JupyterLab."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from papermill.cli import papermill

import clsmin_forecast as cf
from clsmin_forecast.inputs.facts import packaged
from clsmin_forecast.inputs.ledger import LEDGER, LEDGER_VARIABLE
from clsmin_forecast.inputs.scenarios import scenario_names
from clsmin_forecast.model.forecast import Forecast
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.runs.contract import read_notebook
from clsmin_forecast.runs.plan import PAGE
from docs import gallery
from docs.gallery import CHARTS

NOTEBOOKS = sorted(packaged("notebooks").glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
PLANNED = [path for path in NOTEBOOKS if path.stem != PAGE]
BIN = Path(sys.executable).parent


def cells_of(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


@every_notebook
def test_no_output_is_committed(path: Path) -> None:
    for cell in cells_of(path):
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert "papermill" not in nbformat.read(path, as_version=4).metadata


@every_notebook
def test_no_calculation_is_defined_in_a_cell(path: Path) -> None:
    for cell in cells_of(path):
        if cell.cell_type == "code":
            defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
            assert not any(isinstance(node, defined) for node in ast.walk(ast.parse(cell.source)))
            assert len(cell.source.splitlines()) <= 18


@pytest.mark.parametrize("path", PLANNED, ids=lambda path: path.stem)
def test_it_opens_with_its_question_and_the_sentence_that_answers_it(path: Path) -> None:
    cells = cells_of(path)
    assert cells[0].source.startswith("# ")
    assert re.search(r'run\.(sentence\("\w+", cf\.sentences\.|answer\()', cells[2].source)


@every_notebook
def test_help_shows_every_parameter_with_its_type_and_words(path: Path) -> None:
    told = CliRunner().invoke(papermill, ["--help-notebook", str(path)]).stdout
    source = next(cell.source for cell in cells_of(path) if cell.metadata.get("tags"))
    for line in source.splitlines():
        name, _, rest = line.partition(": ")
        kind, _, words = rest.partition(" = ")[0], "", rest.partition("  # ")[2]
        assert f"{name}: {kind}" in told
        assert " ".join(words.split()) in " ".join(told.split())
    assert set(read_notebook(path).model.model_fields) == {
        line.partition(":")[0] for line in source.splitlines()
    }


def by_papermill(folder: Path) -> list[str]:
    """Return what runs every notebook by papermill, from one process, as its command does."""
    script = "import json, sys\nfrom papermill.cli import papermill\n"
    script += "for words in json.loads(sys.argv[1]): papermill(words, standalone_mode=False)"
    words = []
    for path in NOTEBOOKS:
        draws = ["-p", "draws", "512"] if "draws" in read_notebook(path).model.model_fields else []
        words.append([str(path), str(folder / path.name), "--no-progress-bar", *draws])
    return [sys.executable, "-c", script, json.dumps(words)]


def by_nbconvert(folder: Path) -> list[str]:
    """Return what runs every notebook by nbconvert, from one process."""
    words = [str(BIN / "jupyter"), "nbconvert", "--to", "notebook", "--execute", "--output-dir"]
    return [*words, str(folder), *map(str, NOTEBOOKS)]


@pytest.fixture(scope="module", params=[by_papermill, by_nbconvert])
def executed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of the notebooks as a stock tool ran them, and in which it did."""
    folder = tmp_path_factory.mktemp("stock")
    command = request.param(folder)
    subprocess.run(command, cwd=folder, env=private(folder), capture_output=True, check=True)
    return folder


@every_notebook
def test_stock_tools_run_it_from_any_folder(path: Path, executed: Path) -> None:
    outputs = [o for cell in cells_of(executed / path.name) for o in cell.get("outputs", [])]
    assert not [o for o in outputs if o.output_type == "error"]
    shown = "application/vnd.jupyter.widget-view+json" if path.stem == PAGE else "image/svg+xml"
    assert any(shown in o.get("data", {}) for o in outputs)
    marks = [o.get("metadata", {}).get("clsmin_forecast", {}) for o in outputs]
    charts = [mark["chart"] for mark in marks if "chart" in mark]
    drawn = {max((n for n in CHARTS if each.startswith(n)), key=len) for each in charts}
    assert drawn == {name for name, (_, notebooks, _) in CHARTS.items() if path.stem in notebooks}


def test_stock_tools_leave_nothing_but_what_was_asked_for(executed: Path) -> None:
    made = {path.name for path in executed.iterdir()}
    assert made == {".ipython", *(path.name for path in NOTEBOOKS)}


def private(folder: Path) -> dict[str, str]:
    kept = Path(gallery.__file__).with_name(LEDGER)
    return {**os.environ, "IPYTHONDIR": str(folder / ".ipython"), LEDGER_VARIABLE: str(kept)}


def test_the_notebooks_are_those_of_the_standard_plan() -> None:
    plan = (packaged("data") / "plans" / "standard.yaml").read_text()
    for path in PLANNED:
        assert f"notebook: {path.stem}\n" in plan


@every_notebook
def test_the_file_is_written_in_one_stable_form(path: Path) -> None:
    content = json.loads(path.read_text())
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("given", "drawn"),
    [
        ({"scenarios": ["taper", "central"]}, ["taper", "central"]),
        ({"scenarios": ["taper", "central"], "lines_for": ["ceases"]}, ["ceases"]),
        ({}, scenario_names()[:4]),
    ],
)
def test_the_comparison_draws_the_scenarios_that_it_was_given(
    given: dict[str, list[str]], drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    draw = cf.charts.scenario_lines

    def noted(forecasts: list[Forecast]) -> Chart:
        asked.extend(each.scenario.name for each in forecasts)
        return draw(forecasts)

    monkeypatch.setattr(cf.charts, "scenario_lines", noted)
    known: dict[str, object] = {}
    for cell in cells_of(packaged("notebooks") / "scenario_comparison.ipynb"):
        if cell.cell_type == "code":
            exec(cell.source, known)
        if cell.metadata.get("tags"):
            known |= {"draws": 512, **given}
    assert asked == drawn
