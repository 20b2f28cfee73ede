"""A notebook that is not right is never taken for one that is."""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest

from clsmin_forecast.errors import ForecastError, InfrastructureError, NotebookError, ResultError
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.report.record import Result
from clsmin_forecast.runs import execute as execution
from clsmin_forecast.runs.execute import execute, read_result
from clsmin_forecast.runs.forked import Kernels
from clsmin_forecast.runs.kernels import private_kernel
from clsmin_forecast.runs.plan import Plan

from .conftest import BEGIN, FINISH, PARAMETERS

TODAY = date(2026, 11, 23)

Maker = Callable[..., Plan]
DATA = load_facts().folder


def test_a_good_notebook_leaves_its_record_and_notebook(
    plan_of: Maker, tmp_path: Path, kernels: Kernels
) -> None:
    job = plan_of('run.figure("chance", 0.5, "probability")').jobs[0]
    result = execute(job, tmp_path / "job", DATA, TODAY, kernels)
    assert result.parameters == {"scenario": "ceases", "draws": 64}
    assert [figure.value for figure in result.figures] == [0.5]
    executed = nbformat.read(tmp_path / "job" / "small.ipynb", as_version=4)
    assert executed.metadata["papermill"] == {"parameters": job.parameters}


def test_a_loop_that_the_caller_runs_is_left_open(plan_of: Maker, tmp_path: Path) -> None:
    job = plan_of('run.figure("chance", 0.5, "probability")').jobs[0]

    async def within() -> Result:
        return execute(job, tmp_path / "job", DATA, TODAY, private_kernel)

    # In a thread of its own: a browser that other tests left open holds this thread's loop.
    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, within()).result().complete


@pytest.mark.parametrize(
    ("cell", "error", "words"),
    [
        ("import os\nos._exit(9)", InfrastructureError, "the kernel died"),
        ("import time\ntime.sleep(60)", NotebookError, "took over 1 seconds"),
        ("while True: print('on and on')  # no sleep", NotebookError, "took over 1 seconds"),
        ("import sys\nsys.exit(0)", NotebookError, "code cell 3 ended in an error"),
        ("import warnings\nwarnings.warn('old')", NotebookError, "gave a warning"),
        ("run.finish()\nrun.figure('x', 1, 'pounds')", NotebookError, "comes after finish()"),
        (
            "end = run.finish\nfolder = run._folder\n"
            "run.finish = lambda: (end(), (folder / 'tables' / 'more.csv').touch())",
            ResultError,
            "the record does not name",
        ),
        ("raise ValueError('no luck')", NotebookError, "code cell 3: ValueError: no luck"),
        ("raise FileNotFoundError(2, 'No such file', 'a.csv')", NotebookError, "No such file"),
        ("raise OSError(28, 'No space left on device', 'a.svg')", InfrastructureError, "No space"),
        ("raise OSError(122, 'Disk quota exceeded')", InfrastructureError, "quota exceeded"),
        ("raise MemoryError", InfrastructureError, "MemoryError"),
        ("run.finish = lambda: None", ResultError, "left no result.json"),
        ("run._parameters['draws'] = 8", ResultError, "asked for"),
        ("run.figure('x', float('nan'), 'pounds')", NotebookError, "must be a finite number"),
        ("run.figure('X-1', 1, 'pounds')", NotebookError, "small letters, digits and underscores"),
        ("draws = 8; run._checks.append({'name': 'a', 'passed': False, 'detail': 'b'})",
         ResultError, "a check failed. a: b"),
    ],
)  # fmt: skip
def test_a_notebook_that_is_not_right_raises(  # noqa: PLR0913, PLR0917
    plan_of: Maker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kernels: Kernels,
    cell: str,
    error: type[ForecastError],
    words: str,
) -> None:
    if "sleep" in cell:
        monkeypatch.setattr(execution, "CELL_SECONDS", 1)
    begin = BEGIN if "run." in cell or "warn" in cell else "pass"  # no package, where none is met
    cells = PARAMETERS, begin, cell.replace("draws = 8; ", ""), FINISH
    job = plan_of(*cells, whole=True).jobs[0]
    with pytest.raises(error, match=r"^small: ") as caught:
        execute(job, tmp_path / "job", DATA, TODAY, kernels)
    assert words in str(caught.value)


def test_a_notebook_that_takes_too_long_in_all_is_ended_with_what_it_started(
    plan_of: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kernels: Kernels
) -> None:
    monkeypatch.setattr(execution, "JOB_SECONDS", 8)
    number = tmp_path / "number"
    sleep = (
        "import subprocess\nchild = subprocess.Popen(['sleep', '60'])\n"
        f"open({str(number)!r}, 'w').write(str(child.pid))\nchild.wait()"
    )
    with pytest.raises(NotebookError, match="small: took over 8 seconds"):
        execute(plan_of(sleep).jobs[0], tmp_path / "job", DATA, TODAY, kernels)
    assert has_ended(int(number.read_text()))


def has_ended(process: int) -> bool:
    """Return whether a process ends soon; a dead one whose parent has ended too may stay listed."""
    with suppress(psutil.NoSuchProcess):
        started = psutil.Process(process)
        for _ in range(200):
            if started.status() == psutil.STATUS_ZOMBIE:
                return True
            time.sleep(0.01)
        return False
    return True


@pytest.mark.parametrize(("times", "runs"), [(1, 2), (2, 2)])
def test_a_kernel_that_never_started_is_tried_once_more(
    plan_of: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, runs: int
) -> None:
    asked: list[int] = []
    real = papermill.execute_notebook

    def started(*arguments: object, **options: object) -> None:
        asked.append(1)
        if len(asked) <= times:
            raise RuntimeError("Kernel died before replying to kernel_info")
        real(*arguments, **options)

    monkeypatch.setattr(papermill, "execute_notebook", started)
    job = plan_of().jobs[0]
    if times == 1:
        assert execute(job, tmp_path / "job", DATA, TODAY).complete
    else:
        with pytest.raises(InfrastructureError, match="small: no kernel: RuntimeError"):
            execute(job, tmp_path / "job", DATA, TODAY)
    assert len(asked) == runs


def test_a_cell_that_ran_is_never_run_again(
    plan_of: Maker, tmp_path: Path, kernels: Kernels
) -> None:
    mark = tmp_path / "mark"
    job = plan_of(f"open({str(mark)!r}, 'a').write('x')\nimport os\nos._exit(9)").jobs[0]
    with pytest.raises(InfrastructureError, match="the kernel died"):
        execute(job, tmp_path / "job", DATA, TODAY, kernels)
    assert mark.read_text() == "x"


def test_a_kernel_that_cannot_start_is_worth_a_retry(
    plan_of: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "KERNEL", "no-such-kernel")
    with pytest.raises(InfrastructureError, match="no kernel"):
        execute(plan_of().jobs[0], tmp_path / "job", DATA, TODAY)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"complete": False}, "complete"),
        ({"files": {"charts/a.svg": "0"}}, "charts/a.svg is missing"),
        ({"parameters": {"scenario": "central", "draws": 64}}, "asked for"),
        ({"checks": []}, "made no cross-check"),
        ({"more": 1}, "unknown field more"),
    ],
)
def test_a_record_that_is_not_whole_is_refused(
    plan_of: Maker, tmp_path: Path, change: dict[str, object], words: str
) -> None:
    job = plan_of().jobs[0]
    record = {
        "schema": "clsmin-forecast/result/2",
        "subject": "",
        "parameters": job.parameters,
        "sentences": [],
        "figures": [],
        "tables": [],
        "charts": [],
        "checks": [{"name": "a", "passed": True, "detail": ""}],
        "sources": [],
        "files": {},
        "versions": {},
        "complete": True,
    }
    (tmp_path / "result.json").write_text(json.dumps(record))
    read_result(tmp_path, job)
    (tmp_path / "result.json").write_text(json.dumps(record | change))
    with pytest.raises(ResultError) as error:
        read_result(tmp_path, job)
    assert words in str(error.value)


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}'])
def test_a_torn_record_is_refused(plan_of: Maker, tmp_path: Path, text: str) -> None:
    (tmp_path / "result.json").write_text(text)
    with pytest.raises(ResultError, match=r"result\.json"):
        read_result(tmp_path, plan_of().jobs[0])
