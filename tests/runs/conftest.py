"""Small notebooks and plans for the runs to run."""

import shutil
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import nbformat
import pytest

from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.runs.forked import Kernels, kernels_of
from clsmin_forecast.runs.plan import Plan, load_plan
from clsmin_forecast.runs.processes import FORKED, PLAIN
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.run import run

PARAMETERS = 'scenario: str = "ceases"  # name of a scenario\ndraws: int = 64  # how many'
BEGIN = "import clsmin_forecast as cf\nrun = cf.begin(scenario=scenario, draws=draws)"
FINISH = "run.checked(cf.forecast(cf.load_scenario(scenario), draws=draws))\nrun.finish()"

Writer = Callable[..., Path]


def write_notebook(path: Path, *cells: str, tags: dict[int, list[str]] | None = None) -> Path:
    """Write a notebook whose first cell holds the parameters."""
    notebook = nbformat.v4.new_notebook()
    for index, source in enumerate(cells):
        cell = nbformat.v4.new_code_cell(source)
        cell.metadata["tags"] = (tags or {}).get(index, ["parameters"] if index == 0 else [])
        notebook.cells.append(cell)
    nbformat.write(notebook, path)
    return path


def write_plan(folder: Path, *cells: str, whole: bool = False) -> Plan:
    """Write a plan of one notebook, made of the given cells between a beginning and an end."""
    sources = cells if whole else (PARAMETERS, BEGIN, *cells, FINISH)
    write_notebook(folder / "small.ipynb", *sources)
    path = folder / "plan.yaml"
    path.write_text("name: small\ntitle: Small\njobs:\n  - notebook: small.ipynb\n")
    return load_plan(str(path), load_facts())


@pytest.fixture
def plan_of(tmp_path: Path) -> Callable[..., Plan]:
    return partial(write_plan, tmp_path)


@pytest.fixture(params=[PLAIN, FORKED])
def kernels(request: pytest.FixtureRequest) -> Kernels:
    """Return each way in which a kernel comes about."""
    return kernels_of(request.param)


@pytest.fixture(scope="session")
def run_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small run, published by the runner itself."""
    folder = tmp_path_factory.mktemp("published")
    write_plan(
        folder,
        "run.sentence('answer', 'R&D.')",
        "run.figure('gap', 69_268.5, 'pounds, cash', 'The gap')",
        "run.table('sums', 'Some sums', [{'year': '2025/26', 'sum': '£69,000'}])",
    )
    request = ask(str(folder / "plan.yaml"), None, date(2026, 11, 24))
    return run(request, folder / "outputs").folder


@pytest.fixture
def published(run_once: Path, tmp_path: Path) -> Path:
    """Return a copy of that run, which a test may spoil."""
    return Path(shutil.copytree(run_once, tmp_path / "outputs" / run_once.name))
