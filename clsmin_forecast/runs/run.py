"""The run of a plan, from the request to the published folder: `run` is the whole story."""

import json
import platform
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import ForecastError, InfrastructureError, ResultError
from ..inputs.assumptions import Register, load_register
from ..inputs.facts import Facts, load_facts
from ..inputs.files import file_hash
from ..inputs.scenarios import load_scenarios
from ..present.about import about
from ..present.pages import write_pages
from ..present.result import Whole
from ..present.sentences import staleness
from ..present.workbook import write_workbook
from . import publish
from .plan import Job, Plan, load_plan
from .published import ABOUT, finished
from .workers import FORKED, Progress, kernels_of, work, workers_for

SCHEMA = "clsmin-forecast/manifest/1"
_LIBRARIES = (
    "numpy",
    "pandas",
    "matplotlib",
    "afcharts",
    "papermill",
    "nbclient",
    "ipykernel",
    "nbconvert",
    "jinja2",
    "mistune",
    "gptables",
    "xlsxwriter",
    "odfdo",
)
_SHAPING = (".py", ".j2", ".css", ".docx")  # what of the package decides how an output looks
_ID_LENGTH = 16


@dataclass(frozen=True)
class Request:
    """Everything that decides what a run holds, and so its id.

    Parameters
    ----------
    plan : Plan
        The jobs.
    facts : Facts
        The data.
    register : Register
        The assumptions.
    today : date
        The day against which dates are held.
    content : dict
        Plan, jobs, data, code and versions as hashes and plain values.
    """

    plan: Plan
    facts: Facts
    register: Register
    today: date
    content: dict[str, Any]

    @property
    def run_id(self) -> str:
        """A hash of the content: the same request has the same id everywhere."""
        text = json.dumps(self.content, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()[:_ID_LENGTH]


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


def ask(plan: str, data: str | Path | None, today: date, allow_expired: bool = False) -> Request:
    """Return a request, with everything in it checked before any kernel starts.

    Parameters
    ----------
    plan : str
        Name or path of a plan.
    data : str or Path or None
        The data folder; the package's own by default.
    today : date
        The day on which the register must be valid.
    allow_expired : bool
        Whether to go on with a register that has expired; the outputs then say so.

    Raises
    ------
    InputError
        If the plan or the data break a rule.
    ResultError
        If the register has expired.
    """
    facts = load_facts(data)
    register = load_register(facts)
    if today > register.valid_until and not allow_expired:
        raise ResultError(
            f"assumptions.yaml: valid_until {register.valid_until} has passed. Review the "
            "register, or go on with --allow-expired; the outputs then say so."
        )
    loaded = load_plan(plan, facts)
    load_scenarios(data=facts.folder)  # a scenario that breaks a rule stops the run here
    return Request(
        loaded, facts, register, today, _content(loaded, facts, staleness(register, today))
    )


def _content(plan: Plan, facts: Facts, stale: list[str]) -> dict[str, Any]:
    return {
        "plan": plan.name,
        "jobs": [_job(job) for job in plan.jobs],
        "data": folder_hashes(facts.folder),
        "code": _code_hash(),
        "stale": stale,
        "versions": versions(),
    }


def _job(job: Job) -> dict[str, Any]:
    return {
        "name": job.name,
        "notebook": job.notebook.path.name,
        "sha256": file_hash(job.notebook.path),
        "parameters": job.parameters,
    }


def folder_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every data file in a folder, by its path within."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".yaml"))
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in files}


def _code_hash() -> str:
    package = Path(__file__).resolve().parent.parent
    names = sorted(path for path in package.rglob("*") if path.suffix in _SHAPING)
    return sha256("".join(map(file_hash, names)).encode()).hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of what shapes the outputs."""
    libraries = {name: version(name) for name in _LIBRARIES}
    return {"clsmin_forecast": __version__, "python": platform.python_version(), **libraries}


def run(
    request: Request,
    outputs: Path,
    *,
    force: bool = False,
    progress: Progress | None = None,
    workers: int | None = None,
    kernels: str = FORKED,
) -> Outcome:
    """Run every job of a request and publish the run, whole or not at all.

    Parameters
    ----------
    request : Request
        What to run.
    outputs : Path
        Where runs go.
    force : bool
        Whether to run again what is published already.
    progress : callable, optional
        Told of each job that is done.
    workers : int, optional
        How many notebooks run at a time; what cores and memory allow by default.
    kernels : str
        ``forked`` or ``plain``; the outputs are the same.

    Raises
    ------
    ForecastError
        If a job failed: the others are finished first, and the evidence is kept under ``failed``.
    """
    at_a_time, manager = workers_for(len(request.plan.jobs), workers), kernels_of(kernels)
    publish.prepare(outputs)
    home = outputs / "runs" / request.run_id
    if not force and publish.is_whole(home):
        publish.point_latest(outputs, request.run_id)
        return Outcome(home, already=True)
    with publish.staging(outputs, request.run_id) as staged:
        jobs, data = request.plan.jobs, request.facts.folder
        seconds, errors = work(jobs, staged, data, at_a_time, manager, progress)
        if errors:
            texts = {name: str(error) for name, error in errors.items()}
            kept = publish.keep_failed(staged, outputs, request.run_id, texts)
            raise _joint(errors, kept)
        if _content(request.plan, request.facts, request.content["stale"]) != request.content:
            raise InfrastructureError(
                "data, a notebook or the program changed while the run was at work. "
                "Nothing was published; run it again."
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


def _write_whole(request: Request, staged: Path) -> None:
    known = about(
        request.facts,
        request.register,
        request.today,
        run_id=request.run_id,
        title=request.plan.title,
    )
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
