"""A published run is made again and compared, file by file."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clsmin_forecast.cli.settings import app
from clsmin_forecast.errors import InputError, NotebookError, ResultError
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.run import run
from clsmin_forecast.runs.seal import seal
from clsmin_forecast.runs.verify import verify

from .conftest import BEGIN, FINISH, PARAMETERS, write_notebook
from .test_run import TODAY

FIGURE = "run.figure('total', 1.5, 'score')"


@pytest.fixture
def plan(tmp_path: Path) -> str:
    """Return the path of a plan of one notebook."""
    write_notebook(tmp_path / "small.ipynb", PARAMETERS, BEGIN, FIGURE, FINISH)
    path = tmp_path / "plan.yaml"
    path.write_text("name: p\ntitle: P\njobs: [{notebook: small.ipynb}]\n")
    return str(path)


@pytest.fixture
def published(plan: str, tmp_path: Path) -> Path:
    return run(ask(plan, None, TODAY), tmp_path / "outputs").folder


def test_a_run_that_can_be_made_again_is_equal(plan: str, published: Path) -> None:
    before = seal(published)
    found = verify(published, ask(plan, None, TODAY))
    assert (found.differing, found.rests_on) == ({}, ())
    assert found.files == len(before) == len(seal(published))
    assert seal(published) == before


def test_damaged_files_and_those_that_are_gone_are_named(plan: str, published: Path) -> None:
    (published / "small" / "small.html").write_text("other")
    (published / "small" / "tables" / "checks.csv").unlink()
    found = verify(published, ask(plan, None, TODAY))
    assert found.differing == {
        "small/small.html": "is no longer as it was published",
        "small/tables/checks.csv": "is gone",
    }


def test_other_data_and_another_notebook_are_named_with_the_first_line_that_differs(
    plan: str, published: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(load_facts().folder, tmp_path / "data"))
    central = data / "scenarios" / "central.yaml"
    central.write_text(central.read_text() + "# changed\n")
    write_notebook(tmp_path / "small.ipynb", PARAMETERS, BEGIN, FIGURE.replace("1.5", "2"), FINISH)
    found = verify(published, ask(plan, data, TODAY))
    assert found.rests_on == ("jobs", "data: scenarios/central.yaml")
    assert "1.5" in found.differing["small/result.json"]
    assert found.differing["about.html"] == "differs by the id of the run alone"


def test_the_evidence_of_a_notebook_that_fails_is_where_it_is_said_to_be(
    plan: str, published: Path, tmp_path: Path
) -> None:
    write_notebook(tmp_path / "small.ipynb", PARAMETERS, BEGIN, "1 / 0", FINISH)
    with pytest.raises(NotebookError) as told:
        verify(published, ask(plan, None, TODAY))
    evidence = Path(str(told.value).partition("the evidence is in ")[2].rstrip("."))
    assert (evidence / "small" / "small.ipynb").is_file()
    assert [path.name for path in evidence.parents[1].iterdir()] == ["failed"]
    shutil.rmtree(evidence.parents[1])


def test_the_command_says_what_it_found(plan: str, published: Path, tmp_path: Path) -> None:
    words = ["verify", str(published), "--plan", plan, "--allow-expired"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0
    assert done.stdout == f"Equal: {len(seal(published))} files.\n"
    (published / "index.html").write_text("other")
    done = CliRunner().invoke(app, words)
    assert done.stdout == "index.html: is no longer as it was published\n"
    assert isinstance(done.exception, ResultError)
    nothing = CliRunner().invoke(app, ["verify", str(tmp_path)])
    assert isinstance(nothing.exception, InputError)
    assert "holds no published run, or a damaged one. Name the folder" in str(nothing.exception)
