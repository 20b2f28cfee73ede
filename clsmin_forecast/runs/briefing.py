"""Papers: a Word document filled from a published run, written whole or not at all."""

import errno
import os
import re
from contextlib import suppress
from pathlib import Path
from stat import S_IWUSR
from uuid import uuid4

from ..errors import InfrastructureError, InputError
from ..present.briefing import PAPER, Filling, fill
from .published import read_run

_MOST = 100_000_000  # bytes of a document that is read


def brief(
    template: Path | None, folder: Path, scenario: str, to: Path | None
) -> tuple[Path, Filling]:
    """Fill a template, or refresh a document, from a run; return where it is and what was filled.

    Parameters
    ----------
    template : Path or None
        A .docx; the paper that is shipped by default.
    folder : Path
        Of the run.
    scenario : str
        Whose forecast has short names.
    to : Path or None
        Where the paper goes: a new file beside the template, named after it, the scenario and the
        run, by default. Only a file named here is ever replaced.

    Raises
    ------
    InputError
        If the template, the run or the place cannot be used; nothing is written then.
    InfrastructureError
        If the disk is full or fails; what was there stays as it was.
    """
    source = template or PAPER
    document, whole = _read(source), read_run(folder)
    filling = fill(document, whole, scenario, source.name, _picture)
    target = to or _new(template, f"{scenario}-{whole.about.run_id}")
    try:
        if filling.template and target.exists() and target.samefile(source):
            raise InputError(
                f"--to: {target} is the template; filling it would turn its {{{{ fields }}}} into "
                "plain text for good. Name a new file."
            )
        _refuse(target, filling.document, named=to is not None)
        _write(target, filling.document)
    except OSError as error:
        raise _failed(target, error) from None
    return target, filling


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name a .docx in it.")
        size = path.stat().st_size
        if not 0 < size <= _MOST:
            said = f"is larger than {_MOST // 1_000_000} MB" if size else "is empty"
            raise InputError(f"{path}: {said}; a paper is a Word document (.docx).")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None


def _picture(path: Path) -> bytes:
    return path.read_bytes()


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
    name = target.name
    for lock in (f"~${name}", f"~${name[1:]}", f"~${name[2:]}", f".~lock.{name}#"):
        if target.with_name(lock).exists():
            raise InputError(f"{target} is open in another program ({lock}); close it first.")


def _write(target: Path, paper: bytes) -> None:
    draft = target.with_name(f".paper-{uuid4().hex}.docx")  # beside it, so that moving is a rename
    try:
        draft.write_bytes(paper)
        if draft.read_bytes() != paper:
            raise OSError(errno.EIO, "what was written reads back otherwise")
        os.replace(draft, target)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _failed(target: Path, error: OSError) -> InputError | InfrastructureError:
    told = f"{target}: cannot be written ({error.strerror}); what was there is as it was."
    ours = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR)
    return InputError(told) if ours else InfrastructureError(told)
