"""The commands that run a plan, or one job of it."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import ForecastError, ResultError
from ..units import number_of
from . import settings
from .forecasting import whole
from .output import say, say_done
from .settings import STANDARD, Panel, Settings, app
from .streams import write_data

if TYPE_CHECKING:
    from ..runs.crew import Crew
    from ..runs.request import Request
    from ..runs.workers import Step


class Log(StrEnum):
    """How the steps of a run are told."""

    TEXT = "text"
    JSON = "json"

    def write(self, event: str, level: str = "info", **known: Any) -> None:
        """Write a step as a line of JSON for machines, on the standard error."""
        if self is Log.JSON:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            line = {"time": now, "level": level, "event": event, **known}
            write_data(json.dumps(line, ensure_ascii=False) + "\n", sys.stderr)


Outputs = Annotated[Path, typer.Option(help="Where runs go.")]
Kernels = Annotated[
    str,
    typer.Option(
        help="forked (each a copy of one process that has everything loaded; Linux, elsewhere "
        "plain) or plain (each starts by itself); the outputs are the same."
    ),
]
Scheduler = Annotated[
    str, typer.Option(help="Address of a Dask cluster to run on, such as tcp://host:8786.")
]
Expired = Annotated[
    bool, typer.Option("--allow-expired", help="Go on with an expired register; outputs say so.")
]
Lines = Annotated[
    Log, typer.Option("--log", help="text, or json: a line a step, on the standard error.")
]


@app.command("run", rich_help_panel=Panel.RUN)
def run_plan(
    plan: Annotated[str, typer.Argument(help="Name of a plan, or a path to one.")] = STANDARD,
    outputs: Outputs = Path("outputs"),
    force: Annotated[
        bool, typer.Option("--force", help="Run again what is there already.")
    ] = False,
    workers: Annotated[
        str, typer.Option(help="Notebooks at a time; one a core by default, if memory allows.")
    ] = "",
    kernels: Kernels = "forked",
    scheduler: Scheduler = "",
    log: Lines = Log.TEXT,
    allow_expired: Expired = False,
) -> None:
    """Run a plan's notebooks and publish the run, whole or not at all."""
    from ..runs.run import run

    with _request(plan, log, allow_expired, outputs) as request:
        crew = _crew(workers, kernels, scheduler)
        notebooks = number_of(len(request.plan.jobs), "notebook")
        say(f"Run {request.run_id}: {notebooks}.", Settings.verbose)
        with (
            _progress(len(request.plan.jobs), log) as progress,
            _going_on(request, outputs, log, force),
        ):
            outcome = run(request, outputs, force=force, progress=progress, crew=crew)
        log.write("already done" if outcome.already else "published", folder=str(outcome.folder))
    say(f"Taken over from a run before: {outcome.taken} of {notebooks}.", outcome.taken > 0)
    done = "Already done" if outcome.already else "Published"
    say_done(f"{done}: {outcome.folder} (also {outputs / 'latest'})")


@app.command("run-one", rich_help_panel=Panel.RUN)
def run_one_job(
    plan: Annotated[str, typer.Option(help="Name of a plan, or a path to one.")],
    index: Annotated[str, typer.Option(help="Which of its jobs, from 0.")],
    outputs: Outputs = Path("outputs"),
    kernels: Kernels = "plain",
    log: Lines = Log.TEXT,
    allow_expired: Expired = False,
) -> None:
    """Run one job of a plan and keep it; a later run of the plan takes it and publishes the whole.

    For schedulers that hand out jobs by number. Nothing is published yet.
    """
    from ..runs.run import run_one

    with _request(plan, log, allow_expired, outputs) as request:
        step = run_one(request, whole(index), outputs, _crew("1", kernels, ""))
        if log is Log.JSON:
            _log_step(step)
    say_done(f"Kept for a run of plan {request.plan.name}: {step.job}")


def _crew(workers: str, kernels: str, scheduler: str) -> "Crew":
    from ..runs.crew import Crew

    return Crew(whole(workers) if workers else None, kernels, scheduler)


def _stop_politely() -> None:
    """Let a scheduler's stop, or a terminal that goes, end a run like a person's Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    hangup = getattr(signal, "SIGHUP", None)  # not of every system
    if hangup and signal.getsignal(hangup) == signal.SIG_DFL:  # with nohup it is ignored
        signal.signal(hangup, signal.default_int_handler)


@contextmanager
def _request(plan: str, log: Log, allow_expired: bool, outputs: Path) -> Iterator["Request"]:
    """Give the request for a plan; log what becomes of it."""
    from ..runs.audit import notices
    from ..runs.request import ask

    _stop_politely()
    try:
        request = ask(plan, Settings.data, settings.today(), allow_expired, outputs)
        soon = notices(request.register, request.today)
        jobs = len(request.plan.jobs)
        log.write("run asked for", run_id=request.run_id, jobs=jobs, notices=soon)
        if log is Log.TEXT:
            sys.stderr.writelines(f"Notice: {each}\n" for each in soon)
        yield request
    except ForecastError as error:
        log.write("failed", level="error", error=str(error), exit_code=error.exit_code)
        raise
    except KeyboardInterrupt:
        log.write("stopped", level="error")
        raise


@contextmanager
def _going_on(request: "Request", outputs: Path, log: Log, force: bool) -> Iterator[None]:
    """Say to who stops a run of which something is kept how it goes on; a forced one does not."""
    from ..runs.store import Store

    try:
        yield
    except KeyboardInterrupt:
        keys = map(request.key_of, request.plan.jobs)
        if log is Log.TEXT and not force and any(map(Store(outputs).holds, keys)):
            sys.stderr.write("What was finished is kept: the same command goes on from there.\n")
        raise


@contextmanager
def _progress(jobs: int, log: Log) -> Iterator[Callable[["Step"], None] | None]:
    if log is Log.JSON:
        yield _log_step
        return
    if Settings.verbose or Settings.quiet or not _on_terminal():
        yield _say_step if Settings.verbose else None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Running", total=jobs)
        yield lambda step: bar.update(task, completed=step.done, description=step.job)


def _on_terminal() -> bool:
    return sys.stderr.isatty()


def _say_step(step: "Step") -> None:
    taken = ", taken over from a run before" if step.seconds is None else ""
    say(f"{step.done} of {step.total}: {step.job}{taken}")


def _log_step(step: "Step") -> None:
    known = {name: getattr(step, name) for name in ("job", "seconds", "done", "total")}
    if step.error:
        Log.JSON.write("job failed", level="error", **known, error=step.error)
    else:
        Log.JSON.write("job taken over" if step.seconds is None else "job done", **known)


@app.command("verify", rich_help_panel=Panel.RUN)
def verify_run(
    run: Annotated[Path, typer.Argument(help="The folder of a published run.")] = Path(
        "outputs/latest"
    ),
    plan: Annotated[
        str, typer.Option(help="Name or path of its plan; the name that the run has by default.")
    ] = "",
    workers: Annotated[str, typer.Option(help="Notebooks at a time.")] = "",
    kernels: Kernels = "forked",
    log: Lines = Log.TEXT,
    allow_expired: Expired = False,
) -> None:
    """Make a published run again and compare it, file by file; the run is left as it is."""
    from ..runs.verify import manifest_of, outputs_of, verify

    named = plan or str(manifest_of(run)["plan"])
    with _request(named, log, allow_expired, outputs_of(run)) as request:
        with _progress(len(request.plan.jobs), log) as progress:
            found = verify(run, request, _crew(workers, kernels, ""), progress)
        log.write("verified", files=found.files, differing=list(found.differing))
    for part in found.rests_on:
        say(f"Not what the run rested on: {part}")
    for name, how in found.differing.items():
        say(f"{name}: {how}")
    if found.differing:
        raise ResultError(f"{len(found.differing)} of {found.files} files differ.")
    say(f"Equal: {found.files} files.")
