"""What a run is made from, held before its first kernel starts, so that no edit meanwhile counts.

Data and notebooks are copied, and the jobs read the copies. The package is held by marks of its
files that no edit leaves as they were, not even one that is taken back.
"""

import shutil
from codecs import BOM_UTF8
from dataclasses import replace
from pathlib import Path

from ..errors import InfrastructureError, ResultError
from ..inputs.facts import load_facts
from ..inputs.files import file_hash
from ..inputs.ledger import LEDGER
from ..inputs.register import load_register
from .plan import Job
from .request import Marks, Request, marks

_EDITED = "{} was edited since it was asked for. Nothing was published; run it again."


class Snapshot:
    """A request that reads copies, with the marks of all that it rests on."""

    def __init__(self, request: Request, folder: Path) -> None:
        self.request, self._folder = _copy_request(request, folder), folder
        self._marks = self._now()

    def _now(self) -> Marks:
        return marks(path for path in self._folder.rglob("*") if path.is_file())

    def refuse_touched(self, job: str = "") -> None:
        """Refuse to believe what was made while the program or a copy was touched."""
        where, end = (f"{job}: ", "") if job else ("", " Nothing was published.")
        if self._now() != self._marks:
            raise ResultError(f"{where}a notebook changed the copy of the data.{end}")
        if self.request.code_touched:
            raise InfrastructureError(
                f"{where}the program was edited while the run was at work; run it again.{end}"
            )


def _copy_request(request: Request, folder: Path) -> Request:
    """Copy a request's data and notebooks, and return the request that reads the copies."""
    data = folder / "data"
    for name, digest in request.content["data"].items():
        _copy_file(request.facts.folder / name, data / name, digest)
    if request.ledger:
        (data / LEDGER).write_bytes(request.ledger)
    digests = [each["sha256"] for each in request.content["jobs"]]
    jobs = zip(request.plan.jobs, digests, strict=True)
    held = tuple(_copy_job(job, folder / "notebooks" / job.name, digest) for job, digest in jobs)
    facts = load_facts(data)
    plan = replace(request.plan, jobs=held)
    return replace(request, plan=plan, facts=facts, register=load_register(facts))


def _copy_job(job: Job, folder: Path, digest: str) -> Job:
    copy = folder / job.notebook.path.name
    _copy_file(job.notebook.path, copy, digest)
    # Some editors put a byte order mark before a text; what executes notebooks cannot read it.
    copy.write_bytes(copy.read_bytes().removeprefix(BOM_UTF8))
    return replace(job, notebook=replace(job.notebook, path=copy))


def _copy_file(source: Path, target: Path, digest: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        raise InfrastructureError(_EDITED.format(source.name)) from None
    if file_hash(target) != digest:
        raise InfrastructureError(_EDITED.format(source.name))
