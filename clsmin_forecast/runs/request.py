"""The request for a run: a plan, the data and the code that decide what it holds, all checked."""

import json
import platform
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .._version import __version__
from ..errors import ResultError
from ..inputs.facts import PACKAGE, Facts, load_facts
from ..inputs.files import file_hash, visible
from ..inputs.ledger import LEDGER, closed, digest, load_ledger, text_of
from ..inputs.register import Register, load_register
from ..inputs.scenarios import scenarios_over
from .plan import Job, Plan, load_plan

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
    "xlsxwriter",
    "odfdo",
)
_SHAPING = (".py", ".j2", ".css", ".js", ".docx", ".json", ".yaml")
"""The files of the package that decide what an output holds, and how it looks."""
_ID_LENGTH = 16

Marks = dict[str, tuple[int, ...]]
"""What of a file no edit leaves as it was, by its path: even one that is taken back changes it."""


@dataclass(frozen=True)
class Request:
    """Everything that decides what a run holds, and so its id.

    Its content is the plan, jobs, data, code and versions as hashes and plain values, with what the
    day makes of them: reviews that are overdue, and undecided years that have begun or ended.
    """

    plan: Plan
    facts: Facts
    register: Register
    today: date  # against which dates are held
    content: dict[str, Any]
    code: Marks  # of the package's files
    ledger: bytes = b""  # its lines about years that are decided, which no run adds

    @property
    def run_id(self) -> str:
        """A hash of the content: the same request has the same id everywhere."""
        return _content_hash(self.content)

    def key_of(self, job: Job) -> str:
        """Return a hash of everything that decides what one of its jobs makes."""
        parts = ("data", "ledger", "code", "stale", "passed", "versions")
        return _content_hash({name: self.content[name] for name in parts} | {"job": _job(job)})

    @property
    def code_touched(self) -> bool:
        """Whether a file of the program was touched since the run was asked for."""
        return marks(_code_files()) != self.code


def ask(
    plan: str,
    data: str | Path | None,
    today: date,
    allow_expired: bool = False,
    outputs: Path | None = None,
) -> Request:
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
    outputs : Path, optional
        Where the ledger is, whose forecasts of years that are now decided the run scores.

    Raises
    ------
    InputError
        If the plan or the data break a rule, or the ledger was edited.
    ResultError
        If the register has expired.
    """
    code = marks(_code_files())
    facts = load_facts(data)
    register = load_register(facts)
    expired = ["register"] if today > register.valid_until else []
    if expired and not allow_expired:
        raise ResultError(
            f"assumptions.yaml: valid_until {register.valid_until} has passed. Review the "
            "register, or go on with --allow-expired; the outputs then say so."
        )
    loaded = load_plan(plan, facts)
    scenarios_over(facts, register)  # a scenario that breaks a rule stops the run here
    past = _closed(outputs, facts)
    content = {
        "plan": loaded.name,
        "jobs": [_job(job) for job in loaded.jobs],
        "data": folder_hashes(facts.folder),
        "ledger": digest(past) if past else "",
        "code": code_hash(),
        "stale": [*expired, *register.overdue(today)],  # on a day with more it is another run
        "passed": {
            "begun": list(facts.awards.begun(today)),
            "ended": list(facts.awards.ended(today)),
        },
        "versions": versions(),
    }
    return Request(loaded, facts, register, today, content, code, past)


def _closed(outputs: Path | None, facts: Facts) -> bytes:
    lines = load_ledger(outputs / LEDGER) if outputs else ()
    return text_of(closed(lines, facts.grant.team, facts.awards))


def marks(files: Iterable[Path]) -> Marks:
    """Return the marks of some files; none of a file that is gone."""
    found: Marks = {}
    for path in files:
        with suppress(FileNotFoundError):
            known = path.stat()
            times = known.st_mtime_ns, known.st_ctime_ns
            found[str(path)] = (known.st_ino, known.st_size, *times)
    return found


def _job(job: Job) -> dict[str, Any]:
    return {
        "name": job.name,
        "notebook": job.notebook.path.name,
        "sha256": file_hash(job.notebook.path),
        "parameters": job.parameters,
    }


def folder_hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every data file in a folder, by its path within."""
    files = visible(folder, ".csv", ".yaml")
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in files}


def _content_hash(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:_ID_LENGTH]


def _joint_hash(files: Iterable[Path]) -> str:
    return sha256("".join(map(file_hash, files)).encode()).hexdigest()


def code_hash() -> str:
    """Return the SHA-256 of the package's own files, as they are now."""
    return _joint_hash(_code_files())


def _code_files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*") if path.suffix in _SHAPING)


def versions() -> dict[str, str]:
    """Return the versions of what shapes the outputs; of the fonts, a hash of their files."""
    from ..present.fonts import font_files

    libraries = {name: version(name) for name in _LIBRARIES}
    return {
        "clsmin_forecast": __version__,
        "python": platform.python_version(),
        **libraries,
        "fonts": _joint_hash(font_files())[:_ID_LENGTH],
    }
