"""How a run grows: notebooks of one scenario, a hundred and a thousand, here and on a cluster.

Each is a whole run: everything that it checks, the page of each notebook and the workbook included.
A run that grows in proportion takes as long for each notebook, whatever their number; what does not
grow is printed beside it. Memory is that of this process and all that it started, at its most, less
what its kernels share; files are those that the run's own process has open at its most. The cluster
is a Dask scheduler and its workers, each a process of its own on this machine.
"""

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import psutil

from clsmin_forecast.runs.crew import Crew
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.run import run

from . import Row
from .runs import PROCESSES, as_written, jobs_of

FEW, MANY = 100, 1_000
_LIMIT = 1.15
_LOOK = 0.25  # seconds
_MEGA = 2**20


def measure() -> Iterator[Row]:
    for where, cluster in (("here", _here), (f"{PROCESSES} Dask workers", _cluster)):
        with cluster() as scheduler:
            few, many = (_grown(count, scheduler) for count in (FEW, MANY))
        each, rest = f"{MANY:,} notebooks, {where}: ", f"{FEW} notebooks"
        for what, unit, limit in (
            ("time of each", "ms", _LIMIT),
            ("files of each", "files", _LIMIT),
            ("written for each", "kB", _LIMIT),
            ("memory at its most", "MB", None),
            ("open files at their most", "files", None),
        ):
            yield Row(each + what, many[what], unit, rest, few[what], limit)


def _grown(count: int, scheduler: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        plan = _plan(count, Path(folder))
        crew = Crew(PROCESSES, scheduler=scheduler)
        with _watched() as most:
            start = perf_counter()
            made = run(ask(str(plan), None, date.today()), Path(folder) / "outputs", crew=crew)
            taken = perf_counter() - start
        files = [path for path in made.folder.rglob("*") if path.is_file()]
        written = sum(path.stat().st_size for path in files)
    return {
        "time of each": 1000 * taken / count,
        "files of each": len(files) / count,
        "written for each": written / 1000 / count,
        **most,
    }


def _plan(count: int, folder: Path) -> Path:
    """Write a plan of the central scenario with as many seeds."""
    job = next(job for job in jobs_of("standard") if job.name.endswith("-central"))
    jobs = [
        as_written(replace(job, name=f"n{seed}", parameters=job.parameters | {"seed": seed}))
        for seed in range(count)
    ]
    path = folder / "growth.yaml"
    path.write_text(json.dumps({"name": "growth", "title": "Growth", "jobs": jobs}))
    return path


@contextmanager
def _watched() -> Iterator[dict[str, float]]:
    """Give what this process and all it started take at most, once that is over."""
    most = {"memory at its most": 0.0, "open files at their most": 0.0}
    over, own = Event(), psutil.Process()

    def look() -> None:
        while not over.wait(_LOOK):
            memory = sum(map(_memory, (own, *own.children(recursive=True)))) / _MEGA
            seen = {"memory at its most": memory, "open files at their most": own.num_fds()}
            most.update({name: max(most[name], value) for name, value in seen.items()})

    watch = Thread(target=look)
    watch.start()
    try:
        yield most
    finally:
        over.set()
        watch.join()


def _memory(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_full_info().pss)
    return 0


def _here() -> nullcontext[str]:
    return nullcontext("")


@contextmanager
def _cluster() -> Iterator[str]:
    """Give the address of a scheduler with workers, which end afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        worker = ["worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                  "--local-directory", folder]  # fmt: skip
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]
        started = [_start(scheduler), *(_start(worker) for _ in range(PROCESSES))]
        try:
            yield address
        finally:
            for process in started:
                process.terminate()
                process.wait()


def _start(words: list[str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-m", "dask", *words], stdout=quiet, stderr=quiet)
