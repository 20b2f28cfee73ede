"""Papers: a Word document filled from a published run, written whole or not at all."""

import errno
import os
import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from stat import S_IWUSR
from uuid import uuid4

from ..errors import InputError, system_error
from ..present.files import like
from ..present.words import day_words
from ..report.record import About, Whole
from ..report.word import PAPER, WITHOUT_POSTS, Filling, fill
from .published import read_run

_MOST = 100_000_000  # bytes of a document that is read


def brief(
    template: Path | None, folder: Path, scenario: str, to: Path | None, today: date
) -> tuple[Path, Filling]:
    """Fill a template, or refresh a document, from a run; return where it is and what was filled.

    Parameters
    ----------
    template : Path or None
        A .docx; the paper that is shipped by default.
    folder, scenario
        Of the run, and whose forecast has short names.
    to : Path or None
        Where the paper goes: a new file beside the template, named after it, the scenario and the
        run, by default. Only a file named here is ever replaced, and a link leads to the file.
    today : date
        The day against which the run's validity is held.
    """
    source = template or PAPER
    document, whole = _read(source), read_run(folder)
    if not (template or _tells_of_the_team(whole)):
        document = WITHOUT_POSTS.read_bytes()
    target = to or _new(template, f"{scenario}-{whole.about.run_id}")
    try:
        before = _before(target, source, document)
        filling = fill(document, whole, scenario, source.name)
        if filling.template and target.exists() and target.samefile(source):
            raise InputError(
                f"--to: {target} is the template; filling it would turn its {{{{ fields }}}} into "
                "plain text for good. Name a new file."
            )
        _refuse(target, filling.document, named=to is not None)
        _write(target.resolve(), filling.document, before)
    except OSError as error:
        said = f"{target}: cannot be written ({error.strerror}); what was there is as it was."
        raise type(system_error(error))(said) from None
    return target, replace(filling, warnings=[*_expired(whole.about, today), *filling.warnings])


def _tells_of_the_team(whole: Whole) -> bool:
    """Return whether a run has what the shipped paper says of a gap and of posts."""
    return any(table.name == "team_by_year" for job in whole.jobs for table in job.result.tables)


def _expired(about: About, today: date) -> list[str]:
    """Return what has passed since the run was made."""
    if today <= about.valid_until:
        return []
    return [
        f"the assumptions of run {about.run_id} were valid until {day_words(about.valid_until)}, "
        "which has passed; review the register and run the forecast again before this is used."
    ]


def _before(target: Path, source: Path, document: bytes) -> bytes | None:
    """Return what is in the place of a paper, if anything is: what was read is what counts."""
    if not target.is_file():
        return None
    return document if target.samefile(source) else _read(target, empty=True)


def _read(path: Path, empty: bool = False) -> bytes:
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name a .docx in it.")
        size = path.stat().st_size
        if size > _MOST or not (size or empty):
            said = f"is larger than {_MOST // 1_000_000} MB" if size else "is empty"
            raise InputError(f"{path}: {said}; a paper is a Word document (.docx).")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None


def _new(template: Path | None, ending: str) -> Path:
    """Return a name beside the template; one made before loses the ending it got then."""
    if template is None:
        return Path(f"paper-{ending}.docx")
    stem = re.sub(r"-[a-z0-9_]+-[0-9a-f]{8,}$", "", template.stem)
    return template.with_name(f"{stem}-{ending}.docx")


def _refuse(target: Path, paper: bytes, *, named: bool) -> None:
    if target.suffix.lower() != ".docx" or target.is_dir():
        raise InputError(f"--to: a paper is a file that ends in .docx, got {str(target)!r}.")
    if not target.parent.is_dir():
        raise InputError(f"--to: there is no folder {target.parent} to put {target.name} into.")
    if target.exists() and not target.stat().st_mode & S_IWUSR:
        raise InputError(f"{target} is read-only; name another file with --to, or unlock it.")
    if target.exists() and not named and _read(target) != paper:
        raise InputError(
            f"{target} is there and differs; name it with --to to replace it, or move it away."
        )
    place = target.resolve()  # of a link, where programs lock the file that it leads to
    name = place.name
    for lock in (f"~${name}", f"~${name[1:]}", f"~${name[2:]}", f".~lock.{name}#"):
        if place.with_name(lock).exists():
            raise InputError(f"{target} is open in another program ({lock}); close it first.")


def _write(target: Path, paper: bytes, before: bytes | None) -> None:
    """Put a paper in its place at one stroke, unless what was there is no longer what it was."""
    draft = target.with_name(f".paper-{uuid4().hex}.docx")  # beside it, so that moving is a rename
    try:
        draft.write_bytes(paper)
        if draft.read_bytes() != paper:
            raise OSError(errno.EIO, "what was written reads back otherwise")
        if before is not None:
            like(draft, target)
        now = target.read_bytes() if target.exists() else None
        if now != before:
            raise InputError(f"{target} was saved anew meanwhile, and stays; run this again.")
        os.replace(draft, target)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
