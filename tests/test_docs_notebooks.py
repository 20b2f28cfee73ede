"""`docs/notebooks.md` says what is true: its tables are the notebooks', and its example runs."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from clsmin_forecast.inputs.facts import load_facts, packaged
from clsmin_forecast.runs import contract, execute
from clsmin_forecast.runs.contract import read_notebook
from clsmin_forecast.runs.plan import load_plan
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.run import run
from docs import parameters
from tests.runs.conftest import write_notebook

ROOT = Path(__file__).parent.parent
TEXT = parameters.PAGE.read_text(encoding="utf-8")
GIVEN, OWN = TEXT.split("\n## One of your own\n")


def blocks(language: str, text: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", text, flags=re.DOTALL)


def test_its_tables_are_those_of_the_notebooks() -> None:
    assert parameters.page() == TEXT, "write them again with `make docs`"


def test_writing_its_tables_keeps_what_stands_around_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, end = parameters.MARKS
    old = tmp_path / "old.md"
    old.write_text(f"before\n{start}| stale |\n{end}after\n", encoding="utf-8")
    monkeypatch.setattr(parameters, "PAGE", old)
    page = parameters.page()
    assert page.startswith(f"before\n{start}")
    assert page.endswith(f"{end}after\n")
    assert "stale" not in page


@pytest.mark.parametrize("path", sorted(packaged("notebooks").glob("*.ipynb")), ids=str)
def test_it_has_every_parameter_of_every_notebook(path: Path) -> None:
    section = TEXT.split(f"### `{path.stem}`: ")[1].partition("\n### ")[0]
    for name in read_notebook(path).model.model_fields:
        assert f"| `{name}` |" in section


def test_its_plan_of_given_notebooks_is_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "my_plan.yaml"
    (text,) = blocks("yaml", GIVEN)
    path.write_text(text)
    jobs = {job.name: job.parameters for job in load_plan(str(path), load_facts()).jobs}
    assert [*jobs] == ["scenario_forecast-central", "scenario_forecast-ceases", "cessation_risk"]
    assert jobs["cessation_risk"]["price_base"] == "2023/24"


def test_its_notebook_of_ones_own_runs_and_is_published(tmp_path: Path) -> None:
    write_notebook(tmp_path / "smaller_awards.ipynb", *blocks("python", OWN))
    (plan,) = blocks("yaml", OWN)
    (tmp_path / "plan.yaml").write_text(plan)
    request = ask(str(tmp_path / "plan.yaml"), None, date(2026, 11, 28))
    folder = run(request, tmp_path / "outputs").folder / "smaller_awards"
    record = json.loads((folder / "result.json").read_text())
    assert record["parameters"] == {"scenario": "central", "ratio": 0.8, "draws": 16384}
    assert record["figures"][0]["name"] == "gap"
    assert (folder / "charts" / f"{record['charts'][0]}.png").is_file()
    compared = (folder / "tables" / "compare.csv").read_text()
    assert '\n"central, continuation_ratio=0.8",' in compared


def test_its_limits_are_those_of_a_run() -> None:
    for kind in contract._TYPES:
        assert f"`{kind}`" in OWN
    for limit in (contract._LONGEST, execute.CELL_SECONDS, execute.JOB_SECONDS):
        assert f"{limit:,}" in OWN


def test_the_notebooks_are_led_to_from_where_they_are_spoken_of() -> None:
    for page in ("README.md", "docs/running.md"):
        assert "docs/notebooks.md" in (ROOT / page).read_text(encoding="utf-8")
