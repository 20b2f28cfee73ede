"""Writing several data files at once: all of them or none, whatever stops the program meanwhile.

The new texts lie beside the files before anything changes. From the moment at which the journal of
a change has its name the change counts: whoever reads the folder next finishes it. The journal
stays, so that the change can be undone.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import InputError, system_error

try:
    import fcntl
except ImportError:  # of Windows
    fcntl = None  # type: ignore[assignment]

RECORDS = ".records"
_BEGUN, _DONE, _UNDOING, _DRAFT = ".begun", ".json", ".undoing", ".draft"


class Change(NamedTuple):
    """A file before and after, as text with its line ends."""

    before: str
    after: str


class Journal(NamedTuple):
    """A change that was made: its file, what it is, and the files that it changed."""

    path: Path
    about: dict[str, Any]
    changes: dict[str, Change]


def text_of(path: Path) -> str:
    """Return a file's text with its line ends, and its byte order mark if it has one."""
    return path.read_bytes().decode("utf-8")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold a data folder, so that what is read in it stays so until it is written.

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    records = folder / RECORDS
    try:
        with _held(folder):
            records.mkdir(exist_ok=True)
            _settle(folder)
            for draft in folder.glob(f".*{_DRAFT}"):  # of a change that never counted
                draft.unlink()
            try:
                yield
            finally:
                if not any(records.iterdir()):
                    records.rmdir()
    except OSError as error:
        raise system_error(error) from None


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Let nobody else hold the folder meanwhile; where systems can."""
    if fcntl is None:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def finish(folder: Path) -> None:
    """Finish a change of a data folder that was cut off, if there is one."""
    if any(map(_open, (folder / RECORDS).glob("*"))):
        with writing(folder):
            pass  # it settles what was open


def write(folder: Path, changes: Mapping[str, Change], about: Mapping[str, Any]) -> None:
    """Write changed files, all or none; within `writing`.

    Parameters
    ----------
    folder : Path
        The data folder.
    changes : mapping of str to Change
        By the name of the file in the folder.
    about : mapping of str to object
        What the change is, which is kept with it.

    Raises
    ------
    InputError
        If a file is no longer as it was before the change.
    """
    _refuse_other(folder, {name: change.before for name, change in changes.items()})
    known = journals(folder)
    number = int(known[-1].path.stem) + 1 if known else 1
    journal = folder / RECORDS / f"{number:04d}{_BEGUN}"
    content = {"about": dict(about), "files": {name: [*each] for name, each in changes.items()}}
    texts = {folder / name: change.after for name, change in changes.items()}
    texts[journal] = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    _write_drafts(texts)
    os.replace(_draft_of(journal), journal)  # from here on the change counts
    _settle(folder)


def undo(folder: Path, journal: Journal) -> None:
    """Put the files of a change back as they were, all or none; within `writing`.

    Raises
    ------
    InputError
        If a file has been edited since.
    """
    refuse_edited(folder, journal)
    _write_drafts({folder / name: change.before for name, change in journal.changes.items()})
    os.replace(journal.path, journal.path.with_suffix(_UNDOING))
    _settle(folder)


def journals(folder: Path) -> list[Journal]:
    """Return the changes of a data folder that can be undone, the oldest first."""
    return [_read(path) for path in sorted((folder / RECORDS).glob(f"*{_DONE}"))]


def _read(path: Path) -> Journal:
    try:
        content = json.loads(text_of(path))
        changes = {name: Change(*texts) for name, texts in content["files"].items()}
        return Journal(path, content["about"], changes)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"{RECORDS}/{path.name}: is damaged; delete the folder {RECORDS}, and with it what "
            "--undo could take back."
        ) from None


def _open(path: Path) -> bool:
    return path.suffix in (_BEGUN, _UNDOING)


def _settle(folder: Path) -> None:
    for path in sorted(filter(_open, (folder / RECORDS).glob("*"))):
        undoing = path.suffix == _UNDOING
        changes = [*_read(path).changes.items()]
        for name, change in reversed(changes) if undoing else changes:
            _turn(folder / name, *(reversed(change) if undoing else change))
        if undoing:
            path.unlink()
        else:
            os.replace(path, path.with_suffix(_DONE))


def _turn(path: Path, before: str, after: str) -> None:
    if _holds(path, after):
        return
    if not _holds(path, before):
        raise InputError(
            f"{path.name}: was edited while a record of it was cut off; put it back to how it was "
            f"before, or delete {RECORDS} beside it to keep the edit."
        )
    if not _holds(_draft_of(path), after):
        _write_drafts({path: after})
    os.replace(_draft_of(path), path.resolve())


def refuse_edited(folder: Path, journal: Journal) -> None:
    """Refuse to go on where a file is not as a change left it."""
    _refuse_other(folder, {name: change.after for name, change in journal.changes.items()})


def _refuse_other(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        if not _holds(folder / name, text):
            raise InputError(f"{name}: has been edited since. Nothing was written.")


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _write_drafts(texts: Mapping[Path, str]) -> None:
    """Write texts beside their files, all or none."""
    try:
        for path, text in texts.items():
            _write_draft(path, text)
    except OSError:
        for path in texts:
            _draft_of(path).unlink(missing_ok=True)
        raise


def _draft_of(path: Path) -> Path:
    real = path.resolve()
    return real.with_name(f".{real.name}{_DRAFT}")


def _write_draft(path: Path, text: str) -> None:
    draft = _draft_of(path)
    with draft.open("wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())
    if path.is_file():
        shutil.copymode(path, draft)
