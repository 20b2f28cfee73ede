"""The run of a plan, from the request to the published folder: `run` is the whole story."""

import logging
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from ..errors import ForecastError, InfrastructureError, InputError, ResultError
from ..units import number_of, whole_number
from . import publish
from .crew import Crew
from .plan import Job
from .request import Request
from .seal import Seal, seal
from .snapshot import held_marks, hold
from .store import Done, Store
from .workers import Progress, Step, since, work

_LOG = logging.getLogger(__name__)

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
    _refuse_within(outputs, request.facts.folder)
    publish.prepare(outputs)
    home = outputs / "runs" / request.run_id
    whole = not force and publish.is_whole(home, request.run_id)
    if whole and publish.point_latest(outputs, request.run_id):
        return Outcome(home, already=True)
    if home.exists() and not force and not whole:
        _LOG.warning("%s is not as it was published, so it is made again.", home)
    with (
        publish.staging(outputs, request.run_id) as staged,
        publish.staging(outputs, f"{request.run_id}.held") as place,
    ):
        held = _Held(request, place)
        done = _execute(held, held.request.plan.jobs, staged, Store(outputs, force), crew, progress)
        _write_whole(held.request, staged)
        manifest = {
            "schema": SCHEMA,
            "run_id": request.run_id,
            **request.content,
            "seconds": {name: seconds for name, (seconds, _) in done.items()},
        }
        files = seal(staged)
        _refuse_unsealed(files, {name: sealed for name, (_, sealed) in done.items()})
        held.refuse_touched()
        publish.write_manifest(staged, manifest, files)
        return Outcome(publish.publish(staged, outputs, request.run_id, force), already=False)


def _refuse_within(outputs: Path, data: Path) -> None:
    if outputs.resolve().is_relative_to(data.resolve()):
        raise InputError(
            f"--outputs: {outputs} lies in the data folder {data}; what is made there would count "
            "as data. Name another."
        )


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
    _refuse_within(outputs, request.facts.folder)
    publish.prepare(outputs)
    with (
        publish.staging(outputs, request.run_id) as staged,
        publish.staging(outputs, f"{request.run_id}.held") as place,
    ):
        held = _Held(request, place)
        job = next(each for each in held.request.plan.jobs if each.name == job.name)
        done = _execute(held, [job], staged, Store(outputs), crew)
    return Step(1, 1, job.name, done[job.name][0], "")


class _Held:
    """A request with its data and notebooks copied, and the marks of all that it rests on."""

    def __init__(self, request: Request, place: Path) -> None:
        self.request, self._place = hold(request, place), place
        self._marks = held_marks(place)

    def refuse_touched(self, job: str = "") -> None:
        """Refuse to believe what was made while the program or a copy was touched."""
        where, end = (f"{job}: ", "") if job else ("", " Nothing was published.")
        if held_marks(self._place) != self._marks:
            raise ResultError(f"{where}a notebook changed the copy of the data.{end}")
        if self.request.code_touched:
            raise InfrastructureError(
                f"{where}the program was edited while the run was at work; run it again.{end}"
            )


def _refuse_unsealed(files: Seal, jobs: Mapping[str, Seal]) -> None:
    """Refuse files of a job that are not as they were when its record was accepted."""
    for job, sealed in jobs.items():
        now = {name: each for name, each in files.items() if name.startswith(f"{job}/")}
        for name, each in sealed.items():
            if now.get(f"{job}/{name}") != each:
                raise ResultError(
                    f"{job}: {name} was changed after its record was accepted. "
                    "Nothing was published."
                )


def _execute(
    held: _Held,
    jobs: Sequence[Job],
    staged: Path,
    store: Store,
    crew: Crew | None,
    progress: Progress | None = None,
) -> dict[str, Done]:
    """Fill a staged folder with jobs, finished before or executed now."""
    crew, request = crew or Crew(), held.request
    done: dict[str, Done] = {}
    with crew.executor() as (execute, end):

        def one(job: Job) -> float:
            decides, folder = request.decides(job), staged / job.name
            found = store.take(decides, folder)
            if found and not _is_right(folder, job):
                shutil.rmtree(folder)
                found = None
            if found is None:
                start = monotonic()
                execute(job, folder, request.facts.folder, request.today)
                found = since(start), seal(folder)
                held.refuse_touched(job.name)
                store.keep(decides, folder, *found)
            done[job.name] = found
            return found[0]

        _, errors = work(jobs, one, crew.size(len(jobs)), end, progress)
    if errors:
        texts = {name: str(error) for name, error in errors.items()}
        kept = publish.keep_failed(staged, store.outputs, request.run_id, texts)
        raise _joint(errors, kept)
    return {job.name: done[job.name] for job in jobs}


def _write_whole(request: Request, staged: Path) -> None:
    from ..report.about import about
    from ..report.pages import write_pages
    from ..report.record import Whole
    from ..report.workbook import write_workbook
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
    told = f"{str(first).rstrip('.')}.{others} Nothing was published; the evidence is in {kept}."
    return type(first)(told)
