"""An interrupted plan goes on where it stopped, and what it then publishes is the same."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clsmin_forecast.cli import running
from clsmin_forecast.cli.settings import app
from clsmin_forecast.errors import InputError, NotebookError
from clsmin_forecast.runs.crew import Crew
from clsmin_forecast.runs.publish import write_manifest
from clsmin_forecast.runs.request import Request, ask
from clsmin_forecast.runs.run import run, run_one
from clsmin_forecast.runs.seal import seal

from .conftest import BEGIN, FINISH, PARAMETERS, write_notebook
from .test_run import TODAY

assert running


@pytest.fixture
def counted(tmp_path: Path) -> Callable[[], list[str]]:
    """Write a plan of three jobs that leave a mark each time one runs; return who did."""
    told = tmp_path / "told"
    names = ("a", "b", "c")
    for name in names:
        mark = f"open({str(told)!r}, 'a').write('{name}')"
        stop = f"import os\nif os.path.exists({str(tmp_path / f'stop-{name}')!r}): 1 / 0"
        write_notebook(tmp_path / f"{name}.ipynb", PARAMETERS, BEGIN, mark, stop, FINISH)
    jobs = ", ".join(f"{{notebook: {name}.ipynb}}" for name in names)
    (tmp_path / "plan.yaml").write_text(f"name: p\ntitle: P\njobs: [{jobs}]\n")

    def executed() -> list[str]:
        found = sorted(told.read_text()) if told.exists() else []
        told.unlink(missing_ok=True)
        return found

    return executed


def request(folder: Path) -> Request:
    return ask(str(folder / "plan.yaml"), None, TODAY)


def test_jobs_that_were_finished_are_not_executed_again(
    counted: Callable[[], list[str]], tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    (tmp_path / "stop-b").touch()
    with pytest.raises(NotebookError, match=r"^b: code cell 4: ZeroDivisionError"):
        run(request(tmp_path), outputs)
    assert counted() == ["a", "b", "c"]
    assert not (outputs / "runs").exists()
    (tmp_path / "stop-b").unlink()
    resumed = run(request(tmp_path), outputs).folder
    assert counted() == ["b"]
    undisturbed = run(request(tmp_path), tmp_path / "elsewhere").folder
    assert counted() == ["a", "b", "c"]
    assert seal(resumed) == seal(undisturbed)


def test_a_kept_job_that_is_no_longer_as_it_was_is_made_again(
    counted: Callable[[], list[str]], tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    for index in range(3):
        run_one(request(tmp_path), index, outputs)
    assert counted() == ["a", "b", "c"]
    stored = sorted((outputs / ".staging" / "jobs").glob("*/result.json"))
    assert len(stored) == 3
    stored[0].write_text(stored[0].read_text() + " ")
    run(request(tmp_path), outputs)
    assert len(counted()) == 1


def test_a_kept_job_whose_record_would_not_be_accepted_is_made_again(
    counted: Callable[[], list[str]], tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    run_one(request(tmp_path), 0, outputs)
    assert counted() == ["a"]
    (record,) = (outputs / ".staging" / "jobs").glob("*/result.json")
    record.write_text(json.dumps(json.loads(record.read_text()) | {"checks": []}))
    write_manifest(record.parent, {"seconds": 1.0}, seal(record.parent))  # as if nothing was done
    run(request(tmp_path), outputs)
    assert counted() == ["a", "b", "c"]


def test_another_parameter_or_cell_is_another_job(
    counted: Callable[[], list[str]], tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    run_one(request(tmp_path), 0, outputs)
    assert counted() == ["a"]
    plan = (tmp_path / "plan.yaml").read_text()
    changed = plan.replace("a.ipynb}", "a.ipynb, parameters: {draws: 128}}")
    (tmp_path / "plan.yaml").write_text(changed)
    run(request(tmp_path), outputs)
    assert counted() == ["a", "b", "c"]
    run(request(tmp_path), outputs, force=True)
    assert counted() == ["a", "b", "c"]


def test_jobs_that_are_run_one_by_one_are_put_together_by_a_run(
    counted: Callable[[], list[str]], tmp_path: Path
) -> None:
    outputs, plan = tmp_path / "outputs", str(tmp_path / "plan.yaml")
    told = CliRunner().invoke
    for index in range(3):
        done = told(app, ["run-one", "--plan", plan, "--index", str(index), "--outputs",
                          str(outputs), "--allow-expired", "--log", "json"])  # fmt: skip
        assert done.exit_code == 0
        line = json.loads(done.stderr.splitlines()[-1])
        assert (line["event"], line["job"]) == ("job done", "abc"[index])
        assert line["time"].endswith("+00:00")
    assert counted() == ["a", "b", "c"]
    done = told(app, ["run", plan, "--outputs", str(outputs), "--allow-expired", "--log", "json"])
    events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
    assert events == ["run asked for", *["job taken over"] * 3, "published"]
    assert counted() == []


def test_what_is_taken_over_is_said_and_has_no_seconds(
    counted: Callable[[], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clsmin_forecast.cli.running._on_terminal", lambda: True)
    outputs, plan = tmp_path / "outputs", str(tmp_path / "plan.yaml")
    one = ["run-one", "--plan", plan, "--index", "0", "--outputs", str(outputs), "--allow-expired"]
    CliRunner().invoke(app, one)
    again = CliRunner().invoke(app, [*one, "--log", "json"]).stderr.splitlines()[-1]
    assert (json.loads(again)["event"], json.loads(again)["seconds"]) == ("job taken over", None)
    assert counted() == ["a"]
    done = CliRunner().invoke(
        app, ["--verbose", "run", plan, "--outputs", str(outputs), "--allow-expired"]
    )
    said = done.stdout.splitlines()
    assert [line[8:] for line in said if "taken over" in line] == [
        "a, taken over from a run before"
    ]
    assert "Taken over from a run before: 1 of 3 notebooks." in said
    manifest = json.loads((outputs / "latest" / "manifest.json").read_text())
    assert set(manifest["seconds"]) == {"a", "b", "c"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("options", "before", "goes_on"),
    [([], True, True), ([], False, False), (["--force"], True, False)],
)
def test_who_stops_a_run_is_told_how_it_goes_on_if_anything_is_kept(
    counted: Callable[[], list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    before: bool,
    goes_on: bool,
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    outputs = tmp_path / "outputs"
    if before:
        run_one(request(tmp_path), 1, outputs)
    monkeypatch.setattr("clsmin_forecast.runs.run.run", stopped)
    arguments = ["run", str(tmp_path / "plan.yaml"), "--outputs", str(outputs), *options]
    done = CliRunner().invoke(app, [*arguments, "--allow-expired"])
    assert done.exit_code == 130
    assert ("the same command goes on from there." in done.stderr) == goes_on
    lines = CliRunner().invoke(app, [*arguments, "--allow-expired", "--log", "json"]).stderr
    events = [json.loads(line)["event"] for line in lines.splitlines()]
    assert events == ["run asked for", "stopped"]


@pytest.mark.parametrize("index", ["3", "-1", "one", ""])
def test_an_index_is_one_of_the_jobs(
    counted: Callable[[], list[str]], tmp_path: Path, index: str
) -> None:
    arguments = ["run-one", "--plan", str(tmp_path / "plan.yaml"), f"--index={index}",
                 "--outputs", str(tmp_path / "outputs"), "--allow-expired"]  # fmt: skip
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, InputError)
    assert "--index: must be a whole number from 0 to 2" in str(done.exception)
    assert not (tmp_path / "outputs").exists()


def test_a_failure_is_logged_with_its_exit_code(
    counted: Callable[[], list[str]], tmp_path: Path
) -> None:
    (tmp_path / "stop-b").touch()
    command = [
        sys.executable, "-m", "clsmin_forecast", "run", str(tmp_path / "plan.yaml"),
        "--outputs", str(tmp_path / "outputs"), "--allow-expired", "--log", "json",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == NotebookError.exit_code
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    last = lines[-1]
    assert (last["event"], last["level"]) == ("failed", "error")
    assert last["exit_code"] == done.returncode
    assert [line["job"] for line in lines if line["event"] == "job failed"] == ["b"]


def test_two_processes_on_one_plan_do_not_collide(
    counted: Callable[[], list[str]], tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    command = [
        sys.executable, "-m", "clsmin_forecast", "run", str(tmp_path / "plan.yaml"),
        "--outputs", str(outputs), "--allow-expired",
    ]  # fmt: skip
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    (home,) = (outputs / "runs").iterdir()
    assert seal(home) == seal(run(request(tmp_path), tmp_path / "elsewhere").folder)
    assert [path.name for path in (outputs / ".staging").iterdir()] == ["jobs"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_run_that_is_killed_between_jobs_goes_on(
    counted: Callable[[], list[str]], tmp_path: Path
) -> None:
    outputs = tmp_path / "outputs"
    command = [
        sys.executable, "-c",
        "import os, sys; from datetime import date; from pathlib import Path\n"
        "from clsmin_forecast.runs.crew import Crew\n"
        "from clsmin_forecast.runs.request import ask\n"
        "from clsmin_forecast.runs.run import run\n"
        "run(ask(sys.argv[1], None, date(2026, 11, 23)), Path(sys.argv[2]), crew=Crew(1),\n"
        "    progress=lambda step: step.done == 2 and os.kill(os.getpid(), 9))",
        str(tmp_path / "plan.yaml"), str(outputs),
    ]  # fmt: skip
    killed = subprocess.run(command, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not os.path.lexists(outputs / "latest")
    assert len(counted()) >= 2
    resumed = run(request(tmp_path), outputs, crew=Crew(1)).folder
    assert len(counted()) == 1
    assert seal(resumed) == seal(run(request(tmp_path), tmp_path / "elsewhere").folder)
