"""Several notebooks at a time, and kernels that are copies of one: faster, and nothing else."""

import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest

import clsmin_forecast as cf
from clsmin_forecast.errors import InfrastructureError, InputError, NotebookError
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.runs import crew
from clsmin_forecast.runs.crew import Crew, workers_for
from clsmin_forecast.runs.forked import kernels_of
from clsmin_forecast.runs.plan import Plan
from clsmin_forecast.runs.processes import FORKED, PLAIN
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.run import run
from clsmin_forecast.runs.server import can_fork

from .conftest import BEGIN, FINISH, PARAMETERS, write_notebook
from .test_run import TODAY, wait_for

PACKAGE = Path(cf.__file__).parent
Maker = Callable[..., Plan]
SHOWN = """
import numpy as np
forecast = cf.forecast(cf.load_scenario(scenario), draws=draws)
run.chart(cf.charts.funding_outlook(forecast))
run.figure('total', forecast.total('recovered', 'all_years').mean, 'pounds, cash')
print(sorted({'b', 'a', 'c'}, key=hash), np.geterr())
"""


def plan_of_many(folder: Path, *cells: str, names: tuple[str, ...] = ("a", "b", "c")) -> str:
    """Write a plan of the same cells under several names; return its path."""
    write_notebook(folder / "small.ipynb", PARAMETERS, BEGIN, *cells, FINISH)
    jobs = ", ".join(f"{{notebook: small.ipynb, name: {name}}}" for name in names)
    path = folder / "plan.yaml"
    path.write_text(f"name: many\ntitle: Many\njobs: [{jobs}]\n")
    return str(path)


def once(mark: Path, code: str) -> str:
    """Return a cell that runs some code the first time only, and leaves a mark of it."""
    first = f"import os\nif not os.path.exists({str(mark)!r}):\n"
    return f"{first}    open({str(mark)!r}, 'w').close()\n    {code}"


def test_the_outputs_are_the_same_bytes_however_they_are_made(tmp_path: Path) -> None:
    request = ask(plan_of_many(tmp_path, SHOWN, names=("a", "b")), None, TODAY)
    files = []
    for kernels, at_a_time in ((PLAIN, 1), (FORKED, 1), (FORKED, 2), (PLAIN, 2)):
        outputs = tmp_path / f"{kernels}-{at_a_time}"
        folder = run(request, outputs, crew=Crew(at_a_time, kernels)).folder
        manifest = json.loads((folder / "manifest.json").read_text())
        assert list(manifest["seconds"]) == ["a", "b"]
        files.append(manifest["files"])
    assert len(files[0]) > 20
    assert files[1:] == files[:1] * 3


def test_copies_share_neither_luck_nor_what_another_did(tmp_path: Path) -> None:
    told = tmp_path / "told"
    told.mkdir()
    cell = (
        "import os, random, sys\nimport numpy as np\nimport matplotlib\n"
        "found = (random.random(), np.random.random(), 'seen' in os.environ, "
        "matplotlib.rcParams['font.size'])\n"
        "os.environ['seen'] = 'yes'\nmatplotlib.rcParams['font.size'] = 99\n"
        f"open(os.path.join({str(told)!r}, str(os.getpid())), 'w').write(repr(found))"
    )
    request = ask(plan_of_many(tmp_path, cell), None, TODAY)
    run(request, tmp_path / "outputs", crew=Crew(2))
    found = [eval(path.read_text()) for path in told.iterdir()]
    assert len({luck for luck, *_ in found}) == len({luck for _, luck, *_ in found}) == 3
    assert {(seen, size) for *_, seen, size in found} == {(False, 10.0)}


def test_a_kernel_that_dies_costs_its_own_job_only(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    cell = once(mark, "os.kill(os.getpid(), 11)")
    request = ask(plan_of_many(tmp_path, cell), None, TODAY)
    with pytest.raises(Exception, match="the kernel died"):
        run(request, tmp_path / "outputs", crew=Crew(1))
    kept = next((tmp_path / "outputs" / "failed").iterdir())
    assert list(json.loads((kept / "errors.json").read_text())) == ["a"]
    assert run(request, tmp_path / "outputs", crew=Crew(1)).folder.is_dir()


def test_every_error_of_several_jobs_is_told_in_the_order_of_the_plan(tmp_path: Path) -> None:
    request = ask(plan_of_many(tmp_path, "1 / 0"), None, TODAY)
    with pytest.raises(NotebookError, match=r"^a: code cell 3: Zero.*\. 2 more jobs failed\."):
        run(request, tmp_path / "outputs", crew=Crew(3))
    kept = next((tmp_path / "outputs" / "failed").iterdir())
    assert list(json.loads((kept / "errors.json").read_text())) == ["a", "b", "c"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("kernels", [FORKED, PLAIN])
def test_a_killed_run_leaves_no_kernel_and_the_next_one_completes(
    plan_of: Maker, tmp_path: Path, kernels: str
) -> None:
    started = tmp_path / "started"
    plan_of(once(started, "__import__('time').sleep(60)"))
    command = [
        sys.executable, "-m", "clsmin_forecast", "run", str(tmp_path / "plan.yaml"),
        "--allow-expired", "--kernels", kernels, "--outputs", str(tmp_path / "outputs"),
    ]  # fmt: skip
    process = subprocess.Popen(command, text=True)
    family = wait_for(started, process)
    assert len(family) > (1 if kernels == FORKED else 0)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not psutil.wait_procs(family, timeout=5)[1]
    assert not (tmp_path / "outputs" / "runs").exists()
    assert not (tmp_path / "outputs" / "latest").exists()
    request = ask(str(tmp_path / "plan.yaml"), None, TODAY)
    assert run(request, tmp_path / "outputs", crew=Crew(kernels=kernels)).folder.is_dir()


def open_files() -> int:
    """Return how many files this process has open, whenever its garbage was collected last."""
    gc.collect()
    return int(psutil.Process().num_fds())


@pytest.mark.parametrize("kernels", [FORKED, PLAIN])
def test_nothing_is_left_in_temporary_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kernels: str
) -> None:
    request = ask(plan_of_many(tmp_path, names=("a", "b")), None, TODAY)
    run(request, tmp_path / "first", crew=Crew(2, kernels))
    with TemporaryDirectory() as private:  # of a short name: below a long one nothing is forked
        monkeypatch.setattr(tempfile, "tempdir", private)
        before = open_files()
        run(request, tmp_path / "second", crew=Crew(2, kernels))
        assert open_files() <= before
        assert os.listdir(private) == []


@pytest.mark.parametrize("wanted", [0, -1, 65, 10**9])
def test_workers_are_a_small_number(wanted: int) -> None:
    with pytest.raises(InputError, match=f"--workers: .* from 1 to 64, got {wanted}"):
        Crew(wanted)


def test_workers_are_as_many_as_cores_memory_and_jobs_allow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Memory:
        available = 1_700_000_000

    monkeypatch.setattr(crew, "_cores", lambda: 8)
    assert workers_for(2) == workers_for(2, 50) == 2
    assert workers_for(100) <= 8
    monkeypatch.setattr(psutil, "virtual_memory", Memory)
    assert workers_for(100) == 3
    Memory.available = 0
    assert workers_for(100) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_limits_that_would_stop_a_run_half_way_are_told_before_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import resource

    limits = {resource.RLIMIT_NOFILE: 1024, resource.RLIMIT_AS: resource.RLIM_INFINITY}
    monkeypatch.setattr(resource, "getrlimit", lambda which: (limits[which],) * 2)
    assert Crew(2).size(3) == 2
    limits[resource.RLIMIT_NOFILE] = 100
    assert Crew(2).size(3) == 2
    with pytest.raises(InfrastructureError, match=r"^4 notebooks at a time need 160 open files"):
        Crew(4).size(4)
    limits[resource.RLIMIT_NOFILE] = 64
    with pytest.raises(InfrastructureError, match=r"^1 notebook at a time needs? 96 open files"):
        Crew(1).size(1)
    limits |= {resource.RLIMIT_NOFILE: 1024, resource.RLIMIT_AS: 200_000_000}
    with pytest.raises(InfrastructureError, match="this session may have 200; raise"):
        Crew(1).size(1)
    assert Crew(scheduler="tcp://127.0.0.1:1").size(3) == 3


def test_a_kind_of_kernel_is_one_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        InputError, match=r"--kernels: unknown kind of kernel .forkd.; the nearest is forked"
    ):
        Crew(kernels="forkd")
    monkeypatch.setattr(sys, "platform", "win32")
    assert kernels_of(FORKED) is kernels_of(PLAIN)


@pytest.mark.skipif(not can_fork(), reason="kernels cannot be forked here")
def test_a_copy_runs_the_code_that_is_there_even_if_an_older_one_was_loaded(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name)
    shutil.copytree(load_facts().folder, tmp_path / "data")
    write_notebook(tmp_path / "small.ipynb", PARAMETERS, BEGIN, "print(run.marker)", FINISH)
    (tmp_path / "plan.yaml").write_text("name: p\ntitle: P\njobs: [{notebook: small.ipynb}]\n")
    (tmp_path / "script.py").write_text(
        "from datetime import date\nfrom pathlib import Path\n"
        "from clsmin_forecast.runs.request import ask\nfrom clsmin_forecast.runs.run import run\n"
        "from clsmin_forecast.runs.crew import Crew\n"
        "record = Path('clsmin_forecast/runs/record.py')\ntext = record.read_text()\n"
        "for word in ('first', 'second', 'third'):\n"
        "    changed = f'class Run:\\n    marker = {word!r}\\n'\n"
        "    record.write_text(text.replace('class Run:', changed))\n"
        "    request = ask('plan.yaml', None, date(2026, 11, 23))\n"
        "    done = run(request, Path('outputs'), crew=Crew(1)).folder\n"
        "    assert word in (done / 'small' / 'small.ipynb').read_text(), word\n"
    )
    told = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
