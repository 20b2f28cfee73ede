"""Small notebooks and plans for the runs to run."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.runs.plan import Plan, load_plan

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


@pytest.fixture
def plan_of(tmp_path: Path) -> Callable[..., Plan]:
    """A plan of one notebook, made of the given cells between a beginning and an end."""

    def make(*cells: str, whole: bool = False) -> Plan:
        sources = cells if whole else (PARAMETERS, BEGIN, *cells, FINISH)
        write_notebook(tmp_path / "small.ipynb", *sources)
        path = tmp_path / "plan.yaml"
        path.write_text("name: small\ntitle: Small\njobs:\n  - notebook: small.ipynb\n")
        return load_plan(str(path), load_facts())

    return make
