"""A real cluster of separate processes makes the same bytes, and may lose a worker."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import distributed
import psutil
import pytest
from typer.testing import CliRunner

from clsmin_forecast.cli import running
from clsmin_forecast.cli.settings import app
from clsmin_forecast.errors import InfrastructureError, InputError, NotebookError
from clsmin_forecast.runs import cluster
from clsmin_forecast.runs.crew import Crew
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.run import run
from clsmin_forecast.runs.seal import seal

from .conftest import BEGIN, FINISH, PARAMETERS, write_notebook

assert running

TODAY = date(2026, 11, 23)
Workers = list[subprocess.Popen[bytes]]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def plan(folder: Path, *cells: str, jobs: int = 3) -> str:
    """Write a plan of the same cells several times; return its path."""
    write_notebook(folder / "small.ipynb", PARAMETERS, BEGIN, *cells, FINISH)
    named = ", ".join(f"{{notebook: small.ipynb, name: j{n}}}" for n in range(jobs))
    path = folder / "plan.yaml"
    path.write_text(f"name: many\ntitle: Many\njobs: [{named}]\n")
    return str(path)


def start(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *words]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)


@contextmanager
def cluster_of(folder: Path, *names: str) -> Iterator[tuple[str, Workers]]:
    """Start a scheduler and workers without a nanny, each a process with folders of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    crew = [
        start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
              "--local-directory", str(folder), "--name", name)
        for name in names
    ]  # fmt: skip
    try:
        make: Any = distributed.Client
        with make(address, timeout=60) as client:
            client.wait_for_workers(len(names), timeout=60)
        yield address, crew
    finally:
        for process in (*crew, scheduler):
            family = psutil.Process(process.pid)
            for each in (*family.children(recursive=True), family):
                each.kill()
            process.wait()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a cluster of two workers that no test harms."""
    with cluster_of(tmp_path_factory.mktemp("w"), "one", "two") as (address, _):
        yield address


def test_a_cluster_makes_the_same_bytes(address: str, tmp_path: Path) -> None:
    request = ask(plan(tmp_path, "run.figure('total', 1.5, 'score')"), None, TODAY)
    there = run(request, tmp_path / "there", crew=Crew(scheduler=address)).folder
    here = run(request, tmp_path / "here").folder
    assert seal(there) == seal(here)


def test_a_lost_worker_costs_time_only(tmp_path: Path) -> None:
    started = tmp_path / "started"
    cell = (
        "import psutil, time\n"
        "family = [str(each.pid) for each in psutil.Process().parents()]\n"
        f"open({str(started)!r}, 'a').write(' '.join(family) + '\\n')\n"
        "time.sleep(2)"
    )
    request = ask(plan(tmp_path, cell, jobs=4), None, TODAY)
    script = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from clsmin_forecast.runs.crew import Crew\n"
        "from clsmin_forecast.runs.request import ask\n"
        "from clsmin_forecast.runs.run import run\n"
        "run(ask(sys.argv[1], None, date(2026, 11, 23)), Path(sys.argv[2]),\n"
        "    crew=Crew(scheduler=sys.argv[3]))"
    )
    with cluster_of(tmp_path / "w", "one", "two") as (address, workers):
        arguments = [str(tmp_path / "plan.yaml"), str(tmp_path / "there"), address]
        running = subprocess.Popen([sys.executable, "-c", script, *arguments])
        while not (begun := started.read_text() if started.exists() else "").endswith("\n"):
            assert running.poll() is None
            time.sleep(0.05)
        (busy, *_) = [each.pid for each in workers if str(each.pid) in begun.split()]
        os.kill(busy, signal.SIGKILL)
        assert running.wait(timeout=300) == 0
    assert len(started.read_text().splitlines()) > 4  # what was lost in mid-job was begun again
    (there,) = (tmp_path / "there" / "runs").iterdir()
    assert seal(there) == seal(run(request, tmp_path / "here").folder)


def test_a_failing_notebook_is_told_with_its_evidence(address: str, tmp_path: Path) -> None:
    request = ask(plan(tmp_path, "1 / 0", jobs=1), None, TODAY)
    with pytest.raises(NotebookError, match=r"^j0: code cell 3: ZeroDivisionError"):
        run(request, tmp_path / "there", crew=Crew(scheduler=address))
    (kept,) = (tmp_path / "there" / "failed").iterdir()
    assert (kept / "j0" / "small.ipynb").is_file()


def test_jobs_wait_for_a_worker_but_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, cluster.__name__)  # whatever a page that was served has set
    monkeypatch.setattr(cluster, "_REMARK_SECONDS", 1)
    monkeypatch.setattr(cluster, "_ALONE_SECONDS", 3)
    monkeypatch.setattr(cluster, "_LOOK_SECONDS", 1)
    started = tmp_path / "started"
    cell = f"open({str(started)!r}, 'w').close()\nimport time\ntime.sleep(60)"
    request = ask(plan(tmp_path, cell, jobs=1), None, TODAY)

    def lose(worker: subprocess.Popen[bytes]) -> None:
        while not started.exists():
            time.sleep(0.05)
        os.kill(worker.pid, signal.SIGKILL)

    with cluster_of(tmp_path / "w", "one") as (address, workers):
        Thread(target=lose, args=workers).start()
        for lines in (0, 1):  # the second time there is none from the start
            with pytest.raises(InfrastructureError, match=r"there has been no worker for 3 s"):
                run(request, tmp_path / "there", crew=Crew(scheduler=address))
            said = [each.getMessage() for each in caplog.records if each.name == cluster.__name__]
            assert len(said) == lines
        assert f"no worker has joined {address} yet; waiting up to 3 s" in said[0]


def test_a_worker_with_another_release_is_refused(tmp_path: Path) -> None:
    parcel = cluster.Parcel("a", "a.ipynb", "", {}, {}, TODAY, ("other code", {}))
    made, kind, text = cluster.on_worker(parcel)
    assert (made, kind) == ({}, "InfrastructureError")
    assert "has another release of clsmin_forecast or a library" in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [("nonsense://x", "unknown address scheme"), ("tcp://127.0.0.1", "missing port number")],
)
def test_an_address_that_is_none_is_refused_before_anybody_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, words: str
) -> None:
    request = ask(plan(tmp_path), None, TODAY)
    monkeypatch.setattr(distributed, "Client", lambda *_, **__: pytest.fail("was asked"))
    with pytest.raises(InputError, match=f"--scheduler: {words}.*; write it as tcp://HOST:PORT"):
        run(request, tmp_path / "outputs", crew=Crew(scheduler=wrong))
    assert not (tmp_path / "outputs" / "runs").exists()


def test_an_address_that_is_none_is_refused_though_the_run_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clsmin_forecast.runs.run.run", lambda *_, **__: pytest.fail("was run"))
    arguments = [
        "run",
        plan(tmp_path),
        "--outputs",
        str(tmp_path / "outputs"),
        "--scheduler",
        "foo",
    ]
    done = CliRunner().invoke(app, [*arguments, "--allow-expired"])
    assert isinstance(done.exception, InputError)
    assert "--scheduler: missing port number in address 'foo'; write it as" in str(done.exception)


def test_an_address_where_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = ask(plan(tmp_path), None, TODAY)
    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 1)
    with pytest.raises(InfrastructureError, match="no cluster answers at tcp"):
        run(request, tmp_path / "outputs", crew=Crew(scheduler="tcp://127.0.0.1:1"))
    assert not (tmp_path / "outputs" / "runs").exists()
