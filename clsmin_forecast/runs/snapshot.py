"""What a run is made from, held before its first kernel starts, so that no edit meanwhile counts.

Data and notebooks are copied, and the jobs read the copies. The package is held by marks of its
files that no edit leaves as they were, not even one that is taken back.
"""

import shutil
from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path

from ..errors import InfrastructureError
from ..inputs.assumptions import load_register
from ..inputs.facts import load_facts
from ..inputs.files import file_hash
from .plan import Job
from .request import Marks, Request, marks

_EDITED = "{} was edited since it was asked for. Nothing was published; run it again."


def hold(request: Request, folder: Path) -> Request:
    """Copy the data and the notebooks of a request, and return the request that reads the copies.

    Parameters
    ----------
    request : Request
        What is asked for.
    folder : Path
        Where the copies go.

    Raises
    ------
    InfrastructureError
        If a file is no longer as it was when the run was asked for.
    """
    data = folder / "data"
    for name, digest in request.content["data"].items():
        _copy(request.facts.folder / name, data / name, digest)
    jobs = tuple(_held(job, folder / "notebooks" / job.name, request) for job in request.plan.jobs)
    facts = load_facts(data)
    return replace(
        request,
        plan=replace(request.plan, jobs=jobs),
        facts=facts,
        register=load_register(facts),
    )


def _held(job: Job, folder: Path, request: Request) -> Job:
    path = job.notebook.path
    digest = next(each["sha256"] for each in request.content["jobs"] if each["name"] == job.name)
    _copy(path, folder / path.name, digest)
    _without_mark(folder / path.name)
    return replace(job, notebook=replace(job.notebook, path=folder / path.name))


def _copy(source: Path, target: Path, digest: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        raise InfrastructureError(_EDITED.format(source.name)) from None
    if file_hash(target) != digest:
        raise InfrastructureError(_EDITED.format(source.name))


def _without_mark(path: Path) -> None:
    # Some editors put a byte order mark before a text; what executes notebooks cannot read it.
    content = path.read_bytes()
    if content.startswith(BOM_UTF8):
        path.write_bytes(content.removeprefix(BOM_UTF8))


def held_marks(folder: Path) -> Marks:
    """Return the marks of the copies in a folder, which nothing may touch."""
    return marks(path for path in folder.rglob("*") if path.is_file())
