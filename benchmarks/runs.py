"""Whole plans of notebooks: ours, against stock papermill, and against the notebooks' own code.

Every way executes the same notebooks with the same parameters and writes the same charts and
tables. Stock papermill starts a kernel for each, one after the other or in two processes. Ours are
the workers of a run, with plain and with forked kernels, everything that they check included. The
whole command also checks what it reads, writes pages, workbook and the file to send, and publishes.
Each way is a process of its own, timed from its start. Stock papermill, under load, now and then
loses a kernel: it is tried once more, then left out. The floor is the code of the cells, run by
IPython in one process per core that has run a notebook before, its start not counted.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import nbformat

from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.runs.plan import Job, load_plan
from clsmin_forecast.runs.record import RESULT_VARIABLE

from . import Row

PROCESSES = 2
PLANS = {"standard": 3, "forty": 1}
"""How many rounds each plan is measured in."""
_SEEDS = range(1532, 1537)
_GO = "import sys; from benchmarks.runs import go; go(*sys.argv[1:])"
_TO_STOCK, _TO_STOCK_IN_TWO, _TO_FLOOR = 1 / 4.5, 1 / 2.5, 1.5
_TO_NOTEBOOKS, _AGAIN = 1.4, 0.5  # seconds, the second


def measure() -> Iterator[Row]:
    for plan, rounds in PLANS.items():
        taken: dict[str, list[float]] = {way: [] for way in (*WAYS, *WHOLE)}
        for way in [*WAYS, *WHOLE] * rounds:
            taken[way] += _seconds(way, plan)
        typical = {way: statistics.median(times or [math.nan]) for way, times in taken.items()}
        what = f"{len(jobs_of(plan))} notebooks, {{}} kernels, {PROCESSES} workers"
        for way, limits in (
            ("forked", (_TO_STOCK, _TO_STOCK_IN_TWO, _TO_FLOOR)),
            ("plain", (None, None, None)),
        ):
            for other, limit in zip(("stock", "stock_in_two", "floor"), limits, strict=True):
                yield Row(what.format(way), typical[way], "s", _WORDS[other], typical[other], limit)
        whole, again = typical["command"], typical["again"]
        yield Row(
            "the whole command", whole, "s", "its notebooks", typical["forked"], _TO_NOTEBOOKS
        )
        yield Row("asked again: already done", again, "s", "what is not felt", _AGAIN, 1)


def jobs_of(plan: str) -> tuple[Job, ...]:
    """Return the jobs of the standard plan, or each scenario's notebook with each of five seeds."""
    jobs = load_plan("standard", load_facts()).jobs
    if plan == "standard":
        return jobs
    scenarios = [job for job in jobs if job.notebook.name == "scenario_forecast"]
    return tuple(
        replace(job, name=f"{job.name}-{seed}", parameters=job.parameters | {"seed": seed})
        for seed in _SEEDS
        for job in scenarios
    )


def _seconds(way: str, plan: str) -> list[float]:
    """Return how long a way took; nothing for a peer that failed twice."""
    for then in ("trying once more", "left out"):
        try:
            return [_timed(way, plan)]
        except RuntimeError as failure:
            if way not in PEERS:
                raise
            print(f"{_WORDS[way]}: {failure}; {then}.", file=sys.stderr)
    return []


def _timed(way: str, plan: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", _GO, way, plan, folder]
        if way in WHOLE:
            command = _command(plan, folder)
        if way == "again":
            subprocess.run(command, check=True, capture_output=True)
        start = perf_counter()
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        whole = perf_counter() - start
        left, wanted = len(list(Path(folder).rglob("result.json"))), len(jobs_of(plan))
    if done.returncode or left < wanted:
        *_, why = done.stderr.splitlines() or [f"exit code {done.returncode}"]
        raise RuntimeError(f"{left} of {wanted} notebooks left a record ({why})")
    return float(done.stdout) if way == "floor" else whole


def go(way: str, plan: str, folder: str) -> None:
    """Execute a plan in one way."""
    WAYS[way](jobs_of(plan), Path(folder))


def stock(jobs: Sequence[Job], folder: Path) -> None:
    for notebook, parameters, home in zip(*_plain(jobs, folder), strict=True):
        _papermill(notebook, parameters, home)


def stock_in_two(jobs: Sequence[Job], folder: Path) -> None:
    with _pool() as pool:
        list(pool.map(_papermill, *_plain(jobs, folder)))


def _papermill(notebook: Path, parameters: dict[str, Any], home: Path) -> None:
    import papermill

    _begin(home)
    papermill.execute_notebook(notebook, home / "executed.ipynb", parameters, progress_bar=False)


def ours(kernels: str) -> Callable[[Sequence[Job], Path], None]:
    def go(jobs: Sequence[Job], folder: Path) -> None:
        from clsmin_forecast.runs.crew import Crew
        from clsmin_forecast.runs.workers import work

        data = load_facts().folder
        with Crew(PROCESSES, kernels).executor() as (execute, end):

            def one(job: Job) -> float:
                execute(job, folder / job.name, data, date.today())
                return 0.0

            errors = work(jobs, one, PROCESSES, end)
        assert not errors, errors

    return go


def as_written(job: Job) -> dict[str, Any]:
    """Return a job as a plan has it."""
    return {"notebook": job.notebook.name, "name": job.name, "parameters": job.parameters}


def _command(plan: str, folder: str) -> list[str]:
    """Return what an analyst would type to run a plan, which is written for it."""
    path = Path(folder) / "plan.yaml"
    jobs = [*map(as_written, jobs_of(plan))]
    path.write_text(json.dumps({"name": plan, "title": plan, "jobs": jobs}))
    words = ["run", str(path), "--workers", str(PROCESSES), "--outputs", folder]
    return [sys.executable, "-m", "clsmin_forecast", *words]


def floor(jobs: Sequence[Job], folder: Path) -> None:
    with _pool() as pool, tempfile.TemporaryDirectory() as aside:
        warm = [replace(jobs[0], name=f"warm-{n}") for n in range(4 * PROCESSES)]
        list(pool.map(_cells, *_plain(warm, Path(aside))))
        start = perf_counter()
        list(pool.map(_cells, *_plain(jobs, folder)))
        print(perf_counter() - start)


def _cells(notebook: Path, parameters: dict[str, Any], home: Path) -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    _begin(home)
    shell = InteractiveShell.instance()
    shell.reset()
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code":
            with capture_output():
                shell.run_cell(cell.source).raise_error()
            if "parameters" in cell.metadata.get("tags", ()):
                shell.user_ns.update(parameters)


def _plain(jobs: Sequence[Job], folder: Path) -> tuple[list[Any], ...]:
    """Return notebooks, parameters and folders, which can be sent to another process."""
    told = [(job.notebook.path, job.parameters, folder / job.name) for job in jobs]
    return tuple(list(each) for each in zip(*told, strict=True))


def _begin(home: Path) -> None:
    home.mkdir()
    os.environ[RESULT_VARIABLE] = str(home)


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(PROCESSES, get_context("spawn"))


WAYS: dict[str, Callable[[Sequence[Job], Path], None]] = {
    "stock": stock,
    "stock_in_two": stock_in_two,
    "plain": ours("plain"),
    "forked": ours("forked"),
    "floor": floor,
}
WHOLE = ("command", "again")
PEERS = ("stock", "stock_in_two")
_WORDS = {
    "stock": "stock papermill, one after the other",
    "stock_in_two": f"stock papermill in {PROCESSES} processes",
    "floor": f"the cells alone in {PROCESSES} warm processes",
}
