"""The run of a plan, from the request to the published folder: `run` is the whole story."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from ..errors import ForecastError, InfrastructureError
from ..units import whole_number
from . import publish
from .crew import Crew
from .plan import Job
from .request import Request
from .store import Store
from .workers import Progress, Step, since, work

SCHEMA = "clsmin-forecast/manifest/1"


@dataclass(frozen=True)
class Outcome:
    """Where a run was published, and whether it was there already.

    Parameters
    ----------
    folder : Path
        The published folder.
    already : bool
        Whether nothing had to be done.
    """

    folder: Path
    already: bool


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
    """
    publish.prepare(outputs)
    home = outputs / "runs" / request.run_id
    if not force and publish.is_whole(home):
        publish.point_latest(outputs, request.run_id)
        return Outcome(home, already=True)
    with publish.staging(outputs, request.run_id) as staged:
        seconds = _execute(
            request, request.plan.jobs, staged, Store(outputs, force), crew, progress
        )
        _write_whole(request, staged)
        manifest = {
            "schema": SCHEMA,
            "run_id": request.run_id,
            **request.content,
            "seconds": seconds,
        }
        publish.write_manifest(staged, manifest)
        return Outcome(publish.publish(staged, outputs, request.run_id, force), already=False)


def run_one(request: Request, index: int, outputs: Path, crew: Crew | None = None) -> Step:
    """Run one job of a request, and keep it for a run of the whole.

    Parameters
    ----------
    request : Request
        What holds it.
    index : int
        Which of its jobs, from 0.
    outputs : Path
        Where runs go.
    crew : Crew, optional
        Who executes it.

    Raises
    ------
    ForecastError
        If there is no such job, or it failed.
    """
    jobs = request.plan.jobs
    job = jobs[whole_number(index, "--index:", 0, len(jobs) - 1)]
    publish.prepare(outputs)
    with publish.staging(outputs, request.run_id) as staged:
        seconds = _execute(request, [job], staged, Store(outputs), crew)
    return Step(1, 1, job.name, seconds[job.name], "")


def _execute(
    request: Request,
    jobs: Sequence[Job],
    staged: Path,
    store: Store,
    crew: Crew | None,
    progress: Progress | None = None,
) -> dict[str, float]:
    """Fill a staged folder with jobs, finished before or executed now; return their seconds."""
    crew = crew or Crew()
    with crew.executor() as (execute, end):

        def one(job: Job) -> float:
            decides, folder = request.decides(job), staged / job.name
            found = store.take(decides, folder)
            if found is not None:
                return found
            start = monotonic()
            execute(job, folder, request.facts.folder)
            store.keep(decides, folder, seconds := since(start))
            return seconds

        seconds, errors = work(jobs, one, crew.size(len(jobs)), end, progress)
    if errors:
        texts = {name: str(error) for name, error in errors.items()}
        kept = publish.keep_failed(staged, store.outputs, request.run_id, texts)
        raise _joint(errors, kept)
    if request.changed:
        raise InfrastructureError(
            "data, a notebook or the program changed while the run was at work. "
            "Nothing was published; run it again."
        )
    return seconds


def _write_whole(request: Request, staged: Path) -> None:
    from ..present.about import about
    from ..present.pages import write_pages
    from ..present.result import Whole
    from ..present.workbook import write_workbook
    from .published import ABOUT, DATA, finished

    known = about(
        request.facts,
        request.register,
        request.today,
        run_id=request.run_id,
        title=request.plan.title,
    )
    for name in request.content["data"]:
        (staged / DATA / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(request.facts.folder / name, staged / DATA / name)
    (staged / ABOUT).write_text(known.model_dump_json(indent=1) + "\n", encoding="utf-8")
    jobs = tuple(finished(staged / job.name, job.notebook.name) for job in request.plan.jobs)
    whole = Whole(known, jobs)
    write_workbook(whole, staged)
    write_pages(whole, staged)


def _joint(errors: dict[str, ForecastError], kept: Path) -> ForecastError:
    first = next(iter(errors.values()))
    more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
    told = f"{str(first).rstrip('.')}{more}. Nothing was published; the evidence is in {kept}."
    return type(first)(told)
