"""The run of a plan: done once, published whole, its evidence kept when it fails."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib
import psutil
import pytest
from fontTools.ttLib import TTFont

from clsmin_forecast.errors import InfrastructureError, InputError, NotebookError, ResultError
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.runs import publish
from clsmin_forecast.runs.crew import Crew
from clsmin_forecast.runs.plan import Plan, load_plan
from clsmin_forecast.runs.request import Request, ask
from clsmin_forecast.runs.run import run
from clsmin_forecast.runs.seal import seal
from clsmin_forecast.runs.workers import Step

from .conftest import BEGIN, FINISH, PARAMETERS, write_notebook

Maker = Callable[..., Plan]
TODAY = date(2026, 11, 23)


def request_for(folder: Path) -> Request:
    return ask(str(folder / "plan.yaml"), None, TODAY)


def test_a_plan_is_published_once_and_the_second_run_is_already_done(
    plan_of: Maker, tmp_path: Path
) -> None:
    plan_of()
    outputs, seen = tmp_path / "outputs", list[str]()
    first = run(request_for(tmp_path), outputs, progress=lambda step: seen.append(step.job))
    again = run(request_for(tmp_path), outputs, progress=lambda step: seen.append(step.job))
    assert (first.already, again.already, seen) == (False, True, ["small"])
    manifest = json.loads((outputs / "latest" / "manifest.json").read_text())
    assert manifest["run_id"] == first.folder.name
    assert set(manifest["files"]) == {
        "about.json",
        "about.html",
        "forecast.ods",
        "forecast.xlsx",
        "index.html",
        *(
            f"small/{name}"
            for name in ("small.ipynb", "small.html", "result.json", "tables/checks.csv")
        ),
        *(f"_data/{name}" for name in manifest["data"]),
    }
    assert manifest["data"]["awards.csv"] == seal(load_facts().folder)["awards.csv"]["sha256"]
    run(request_for(tmp_path), outputs, force=True, progress=lambda step: seen.append(step.job))
    assert seen == ["small", "small"]
    assert (
        json.loads((outputs / "latest" / "manifest.json").read_text())["files"] == manifest["files"]
    )


def test_what_can_be_written_is_written_while_other_notebooks_run(tmp_path: Path) -> None:
    write_notebook(tmp_path / "small.ipynb", PARAMETERS, BEGIN, FINISH)
    (tmp_path / "plan.yaml").write_text(
        "name: two\ntitle: Two\njobs: [{notebook: small.ipynb, name: a}, "
        "{notebook: small.ipynb, name: b, parameters: {draws: 128}}]\n"
    )
    outputs, seen = tmp_path / "outputs", list[bool]()

    def look(step: Step) -> None:
        (staged,) = (each.parent for each in (outputs / ".staging").glob(f"*/{step.job}"))
        there = ((staged / "about.json"), (staged / step.job / "small.html"))
        seen.append(all(path.is_file() for path in there) and not (staged / "index.html").exists())

    run(request_for(tmp_path), outputs, progress=look, crew=Crew(1))
    assert seen == [True, True]


def test_a_failed_job_stops_publishing_but_not_the_others(tmp_path: Path) -> None:
    write_notebook(tmp_path / "good.ipynb", PARAMETERS, BEGIN, FINISH)
    write_notebook(tmp_path / "bad.ipynb", PARAMETERS, BEGIN, "1 / 0", FINISH)
    (tmp_path / "plan.yaml").write_text(
        "name: both\ntitle: Both\njobs: [{notebook: bad.ipynb}, {notebook: good.ipynb}]\n"
    )
    outputs = tmp_path / "outputs"
    with pytest.raises(NotebookError, match=r"bad: code cell 3: ZeroDivisionError.*Nothing was"):
        run(request_for(tmp_path), outputs)
    kept = next((outputs / "failed").iterdir())
    assert list(json.loads((kept / "errors.json").read_text())) == ["bad"]
    assert "ZeroDivisionError" in (kept / "bad" / "bad.ipynb").read_text()
    assert (kept / "good" / "result.json").is_file()
    assert not (outputs / "runs").exists()
    assert not (outputs / "latest").exists()


def test_data_that_changes_under_a_run_stops_publishing(
    plan_of: Maker, tmp_path: Path, data: Path
) -> None:
    plan_of()
    request = ask(str(tmp_path / "plan.yaml"), data, TODAY)
    (data / "governance.yaml").write_text((data / "governance.yaml").read_text() + "# edited\n")
    with pytest.raises(
        InfrastructureError, match=r"governance.yaml was edited since it was asked for"
    ):
        run(request, tmp_path / "outputs")
    assert not (tmp_path / "outputs" / "runs").exists()


def test_the_run_id_follows_what_the_run_holds(plan_of: Maker, tmp_path: Path, data: Path) -> None:
    plan_of()
    same = ask(str(tmp_path / "plan.yaml"), data, TODAY).run_id
    assert ask(str(tmp_path / "plan.yaml"), None, TODAY).run_id == same
    plan_of("print(1)")
    assert ask(str(tmp_path / "plan.yaml"), data, TODAY).run_id != same
    plan_of()
    awards = data / "awards.csv"
    awards.write_text(awards.read_text().replace("495000", "495001"))
    assert ask(str(tmp_path / "plan.yaml"), data, TODAY).run_id != same


@pytest.mark.skipif(sys.platform != "linux", reason="where Linux keeps the fonts of a person")
def test_the_fonts_of_the_charts_are_part_of_the_run_id(plan_of: Maker, tmp_path: Path) -> None:
    plan_of()
    script = (
        "import sys; from datetime import date; from clsmin_forecast.runs.request import ask; "
        "request = ask(sys.argv[1], None, date(2026, 11, 23)); "
        "print(request.run_id, request.key_of(request.plan.jobs[0]))"
    )

    def known(home: str) -> list[str]:
        away = {"HOME": str(tmp_path / home), "MPLCONFIGDIR": str(tmp_path / home)}
        command = [sys.executable, "-c", script, str(tmp_path / "plan.yaml")]
        env = {name: each for name, each in os.environ.items() if name != "XDG_DATA_HOME"} | away
        return subprocess.run(
            command, capture_output=True, check=True, env=env, text=True
        ).stdout.split()

    (tmp_path / "one").mkdir()
    mine = tmp_path / "two" / ".local" / "share" / "fonts"
    mine.mkdir(parents=True)
    before = known("one")
    assert known("one") == known("two") == before
    font = TTFont(matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf")
    for record in font["name"].names:
        record.string = str(record).replace("DejaVu Sans", "Arial")
    font.save(mine / "letters.ttf")
    for listed in (tmp_path / "two").glob("fontlist*"):  # so that fonts are looked for anew
        listed.unlink()
    assert not {*known("two")} & {*before}


def test_an_expired_register_stops_a_run_unless_it_is_told_to_go_on(
    plan_of: Maker, tmp_path: Path
) -> None:
    plan_of()
    path, late = str(tmp_path / "plan.yaml"), date(2027, 4, 1)
    with pytest.raises(ResultError, match="valid_until 2027-03-31 has passed"):
        ask(path, None, late)
    expired, *overdue = ask(path, None, late, allow_expired=True).content["stale"]
    assert expired == "register"
    assert "cessation" in overdue
    assert ask(path, None, date(2027, 3, 31)).content["stale"] == overdue
    assert ask(path, None, date(2027, 2, 28)).content["stale"] == []


@pytest.mark.parametrize(
    ("jobs", "words"),
    [
        ("[{notebook: none}]", "unknown notebook 'none'"),
        ("[{notebook: explore}]", "unknown notebook 'explore'"),
        ("[{notebook: none.ipynb}]", "notebook none.ipynb does not exist beside the plan"),
        ("[{notebook: expansion, parameters: {share: 1}}]", "the nearest is shares"),
        ("[{notebook: expansion, more: 1}]", "unknown field jobs, entry 1: more"),
        ("[{notebook: expansion}, {notebook: expansion}]", "two jobs are called 'expansion'"),
        ("[{notebook: expansion, name: aux}]", "name: must be no name that Windows keeps"),
        ("[]", "jobs: List should have at least 1 item"),
        ("[{notebook: scenario_forecast, for_each_scenario: []}]", "holds no job to run"),
        (
            "[{notebook: scenario_forecast, parameters: {scenario: x}, for_each_scenario: all}]",
            "for_each_scenario sets the scenario",
        ),
        ("[{notebook: scenario_forecast, for_each_scenario: [x]}]", "unknown scenario 'x'"),
    ],
)
def test_a_plan_that_breaks_a_rule_is_refused(tmp_path: Path, jobs: str, words: str) -> None:
    (tmp_path / "plan.yaml").write_text(f"name: odd\ntitle: Odd\njobs: {jobs}\n")
    with pytest.raises(InputError, match=r"^plan\.yaml") as error:
        load_plan(str(tmp_path / "plan.yaml"), load_facts())
    assert words in str(error.value)


def test_a_bad_scenario_stops_a_run_before_any_notebook(data: Path) -> None:
    path = data / "scenarios" / "ceases.yaml"
    path.write_text(path.read_text().replace("open: 1", "open: 1.2"))
    with pytest.raises(InputError, match=r"^ceases\.yaml.*a chance must lie from 0 to 1, got 1\.2"):
        ask("standard", data, TODAY)


def test_the_standard_plan_runs_every_notebook_and_every_scenario() -> None:
    names = {job.name for job in load_plan("standard", load_facts()).jobs}
    assert {"funding_profile", "scenario_comparison", "cessation_risk", "expansion"} < names
    assert sum(name.startswith("scenario_forecast-") for name in names) == 10


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stopped_run_publishes_nothing_and_leaves_no_kernel(
    plan_of: Maker, tmp_path: Path, stop: str
) -> None:
    started = tmp_path / "started"
    plan_of(f"open({str(started)!r}, 'w').close()\nimport time\ntime.sleep(60)")
    plan = [str(tmp_path / "plan.yaml"), "--allow-expired"]
    command = [sys.executable, "-m", "clsmin_forecast", "run", *plan]
    process = subprocess.Popen(
        [*command, "--outputs", str(tmp_path / "outputs")], stderr=subprocess.PIPE, text=True
    )
    kernels = wait_for(started, process)
    process.send_signal(getattr(signal, stop))
    _, said = process.communicate(timeout=20)
    # A busy machine may let asyncio remark on the dead kernel too.
    assert process.returncode == 130
    assert "Interrupted. Nothing was published.\n" in said
    assert "is kept" not in said
    assert not psutil.wait_procs(kernels, timeout=5)[1]
    outputs = tmp_path / "outputs"
    assert [path.name for path in outputs.iterdir()] == [".staging"]
    assert list((outputs / ".staging").iterdir()) == []


def test_a_stop_once_a_run_is_published_comes_too_late(
    plan_of: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = publish.publish

    def published(*given: Any) -> Path:
        home = made(*given)
        signal.raise_signal(signal.SIGINT)
        return home

    monkeypatch.setattr(publish, "publish", published)
    plan_of()
    before = signal.getsignal(signal.SIGINT)
    folder = run(request_for(tmp_path), tmp_path / "outputs").folder
    assert (folder / "manifest.json").is_file()
    assert list((tmp_path / "outputs" / ".staging").glob("*.held.*")) == []
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_in_a_terminal_says_nothing_of_the_kernels(plan_of: Maker, tmp_path: Path) -> None:
    started = tmp_path / "started"
    plan_of(f"open({str(started)!r}, 'w').close()\nimport time\ntime.sleep(60)")
    plan = [str(tmp_path / "plan.yaml"), "--allow-expired", "--kernels", "plain"]
    command = [sys.executable, "-m", "clsmin_forecast", "run", *plan]
    process = subprocess.Popen(
        [*command, "--outputs", str(tmp_path / "outputs")], stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    wait_for(started, process)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert "Interrupted. Nothing was published.\n" in said
    assert "ernel" not in said


def wait_for(started: Path, process: subprocess.Popen[str]) -> list[psutil.Process]:
    for _ in range(300):
        if started.exists():
            return psutil.Process(process.pid).children(recursive=True)
        time.sleep(0.1)
    process.kill()
    pytest.fail("the kernel did not get to its sleep")


def test_a_run_leaves_this_process_as_it_was(plan_of: Maker, tmp_path: Path) -> None:
    plan_of()
    before = (os.getcwd(), dict(os.environ))
    run(request_for(tmp_path), tmp_path / "outputs")
    assert (os.getcwd(), dict(os.environ)) == before


HOSTILE: dict[str, dict[str, object]] = {
    "code": {"scenario": "'; import os; os.remove('x'); '"},
    "a path": {"scenario": "../../etc/passwd"},
    "quotes": {"scenario": 'ceases"""'},
    "braces": {"scenario": "{draws}"},
    "lines": {"scenario": "ceases\nimport os"},
    "a zero byte": {"scenario": "a\0b"},
    "much": {"scenario": "x" * 10_000_000},
    "a name": {"draws; import os": 8},
    "a long name": {"y" * 10_000_000: 8},
    "a great number": {"draws": 10**30},
    "much of an own parameter": {"note": "x" * 10_000_000},
}


@pytest.mark.parametrize("given", HOSTILE.values(), ids=HOSTILE)
def test_hostile_parameters_are_refused_before_a_kernel_starts(
    tmp_path: Path, given: dict[str, object]
) -> None:
    own = f'{PARAMETERS}\nnote: str = ""  # anything'
    write_notebook(tmp_path / "small.ipynb", own, BEGIN + "\nprint(note)", FINISH)
    jobs = [{"notebook": "small.ipynb", "parameters": given}]
    written = json.dumps({"name": "p", "title": "P", "jobs": jobs})
    (tmp_path / "plan.yaml").write_text(written)
    with pytest.raises(InputError) as refusal:
        request_for(tmp_path)
    assert str(refusal.value).startswith("plan.yaml")
    assert len(str(refusal.value)) < 500


def test_what_looks_like_code_in_an_own_parameter_is_only_text(tmp_path: Path) -> None:
    own = f'{PARAMETERS}\nnote: str = ""  # anything'
    note = "'\\\"; {draws} import os; os._exit(1) #"
    write_notebook(tmp_path / "small.ipynb", own, BEGIN[:-1] + ", note=note)", FINISH)
    jobs = [{"notebook": "small.ipynb", "parameters": {"note": note}}]
    written = json.dumps({"name": "p", "title": "P", "jobs": jobs})
    (tmp_path / "plan.yaml").write_text(written)
    folder = run(request_for(tmp_path), tmp_path / "outputs").folder
    result = json.loads((folder / "small" / "result.json").read_text())
    assert result["parameters"]["note"] == note
