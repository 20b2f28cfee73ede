"""The command that runs a plan."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from . import settings
from .forecasting import whole
from .output import say
from .settings import Settings, app


@app.command("run")
def run_plan(
    plan: Annotated[str, typer.Argument(help="Name of a plan, or a path to one.")] = "standard",
    outputs: Annotated[Path, typer.Option(help="Where runs go.")] = Path("outputs"),
    force: Annotated[
        bool, typer.Option("--force", help="Run again what is there already.")
    ] = False,
    workers: Annotated[
        str, typer.Option(help="Notebooks at a time; what cores and memory allow by default.")
    ] = "",
    kernels: Annotated[
        str, typer.Option(help="forked (copies of a warm one) or plain; the outputs are the same.")
    ] = "forked",
    allow_expired: Annotated[
        bool,
        typer.Option("--allow-expired", help="Go on with an expired register; outputs say so."),
    ] = False,
) -> None:
    """Run a plan's notebooks and publish the run, whole or not at all."""
    from ..runs.run import ask, run

    # A scheduler's polite stop ends a run like a person's does: nothing is published, no kernel
    # stays.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    request = ask(plan, Settings.data, settings.today(), allow_expired)
    say(f"Run {request.run_id}: {len(request.plan.jobs)} notebooks.", Settings.verbose)
    with _progress(len(request.plan.jobs)) as progress:
        outcome = run(
            request,
            outputs,
            force=force,
            progress=progress,
            workers=whole(workers) if workers else None,
            kernels=kernels,
        )
    done = "Already done" if outcome.already else "Published"
    say(f"{done}: {outcome.folder} (also {outputs / 'latest'})")


@contextmanager
def _progress(jobs: int) -> Iterator[Callable[[int, int, str], None] | None]:
    if Settings.quiet or not sys.stderr.isatty():
        yield (
            (lambda done, total, name: say(f"{done} of {total}: {name}"))
            if Settings.verbose
            else None
        )
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=jobs)
        yield lambda done, total, name: bar.update(task, completed=done, description=name)
