"""The run of a plan, from the request to the published folder: `run` is the whole story."""

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from ..errors import ForecastError, InputError, ResultError
from ..units import number_of, whole_number
from . import publish
from .crew import Crew
from .foretold import enter
from .plan import Job
from .request import Request
from .seal import Seal, seal
from .snapshot import Snapshot
from .store import Done, Store
from .whole import Report
from .workers import Progress, Step, since, work

_LOG = logging.getLogger(__name__)

SCHEMA = "clsmin-forecast/manifest/1"


@dataclass(frozen=True)
class Outcome:
    """Where a run was published, and what of it was there already."""

    folder: Path
    already: bool  # all of it
    taken: int = 0  # jobs that a run before had finished


def run(
    request: Request,
    outputs: Path,
    *,
    force: bool = False,
    progress: Progress | None = None,
    crew: Crew | None = None,
) -> Outcome:
    """Run every job of a request and publish the run, whole or not at all.

    Jobs that an interrupted run of the same request finished are not executed again.

    Parameters
    ----------
    request : Request
        What to run.
    outputs : Path
        Where runs go.
    force : bool
        Whether to run again what is published or finished already.
    progress : callable, optional
        Told of each job that is over.
    crew : Crew, optional
        Who executes the jobs; as many as cores and memory allow by default.

    Raises
    ------
    ForecastError
        If a job failed: the others are finished first, and the evidence is kept under ``failed``.
        If the run was published, but its forecasts could not be added to the ledger.
    """
    _prepare(request, outputs)
    home = outputs / "runs" / request.run_id
    whole = not force and publish.is_whole(home, request.run_id)
    if whole and publish.point_latest(outputs, request.run_id):
        enter(home, outputs)  # where the run that published it could not
        return Outcome(home, already=True)
    if home.exists() and not force and not whole:
        _LOG.warning("%s is not as it was published, so it is made again.", home)
    with publish.unstopped() as from_now_on:
        with _stage(request, outputs) as (staged, held):
            report, store = Report(held.request, staged, progress), Store(outputs, force)
            jobs = held.request.plan.jobs
            working = partial(work, progress=report.tell, meanwhile=report.begin)
            done = _execute(held, jobs, staged, store, crew, working)
            report.finish()
            files = seal(staged)
            _refuse_unsealed(files, {name: sealed for name, (_, sealed) in done.items()})
            held.refuse_touched()
            publish.write_manifest(staged, _manifest(request, done), files)
            from_now_on()
            publish.publish(staged, outputs, request.run_id, force)
        enter(home, outputs)
    return Outcome(home, already=False, taken=report.taken)


def _manifest(request: Request, done: Mapping[str, Done]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "run_id": request.run_id,
        **request.content,
        "today": request.today.isoformat(),
        "seconds": {name: seconds for name, (seconds, _) in done.items()},
    }


def _prepare(request: Request, outputs: Path) -> None:
    data = request.facts.folder
    if outputs.resolve().is_relative_to(data.resolve()):
        raise InputError(
            f"--outputs: {outputs} lies in the data folder {data}; what is made there would count "
            "as data. Name another."
        )
    publish.prepare(outputs)


@contextmanager
def _stage(request: Request, outputs: Path) -> Iterator[tuple[Path, Snapshot]]:
    """Give a folder for what a run makes, and the request held as it is now."""
    with (
        publish.staging(outputs, request.run_id) as staged,
        publish.staging(outputs, f"{request.run_id}.held") as place,
    ):
        yield staged, Snapshot(request, place)


def run_one(request: Request, index: int, outputs: Path, crew: Crew | None = None) -> Step:
    """Run one job of a request, by its place from 0, and keep it for a run of the whole."""
    over: list[Step] = []
    place = whole_number(index, "--index:", 0, len(request.plan.jobs) - 1)
    _prepare(request, outputs)
    with _stage(request, outputs) as (staged, held):
        job = held.request.plan.jobs[place]
        _execute(held, [job], staged, Store(outputs), crew, partial(work, progress=over.append))
    return over[0]


def _refuse_unsealed(files: Seal, jobs: Mapping[str, Seal]) -> None:
    """Refuse files of a job that are not as they were when its record was accepted."""
    for job, sealed in jobs.items():
        for name, each in sealed.items():
            if files.get(f"{job}/{name}") != each:
                raise ResultError(
                    f"{job}: {name} was changed after its record was accepted. "
                    "Nothing was published."
                )


def _execute(
    held: Snapshot,
    jobs: Sequence[Job],
    staged: Path,
    store: Store,
    crew: Crew | None,
    working: Callable[..., dict[str, ForecastError]] = work,
) -> dict[str, Done]:
    """Fill a staged folder with jobs, finished before or executed now, and with their pages."""
    crew, request = crew or Crew(), held.request
    done: dict[str, Done] = {}
    with crew.executor() as (execute, end):

        def one(job: Job) -> float | None:
            key, folder = request.key_of(job), staged / job.name
            found = store.take(key, folder)
            if found and not _is_right(folder, job):
                shutil.rmtree(folder)
                found = None
            if found:
                done[job.name] = found
                return None
            start = monotonic()
            execute(job, folder, request.facts.folder, request.today)
            done[job.name] = since(start), seal(folder)
            held.refuse_touched(job.name)
            store.keep(key, folder, *done[job.name])
            return done[job.name][0]

        errors = working(jobs, one, crew.size(len(jobs)), end)
    if errors:
        texts = {name: str(error) for name, error in errors.items()}
        kept = publish.keep_failed(staged, store.outputs, request.run_id, texts)
        raise _joint(errors, kept)
    return {job.name: done[job.name] for job in jobs}


def _is_right(folder: Path, job: Job) -> bool:
    """Return whether a kept job has the record that it would have been accepted for."""
    from .execute import read_result  # it loads papermill

    try:
        read_result(folder, job)
    except ResultError:
        return False
    return True


def _joint(errors: dict[str, ForecastError], kept: Path) -> ForecastError:
    first = next(iter(errors.values()))
    others = f" {number_of(len(errors) - 1, 'more job')} failed." if len(errors) > 1 else ""
    text = f"{str(first).rstrip('.')}.{others} Nothing was published; the evidence is in {kept}."
    return type(first)(text)
