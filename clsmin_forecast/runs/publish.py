"""Outputs: a run is staged, then made visible by one rename, or kept apart with its evidence."""

import ctypes
import errno
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import current_thread, main_thread
from time import time
from typing import Any
from uuid import uuid4

from ..errors import InfrastructureError, InputError, reason
from .seal import MANIFEST, Seal, is_sealed, read_manifest, seal

try:
    import fcntl
except ImportError:  # of Windows
    fcntl = None  # type: ignore[assignment]

STAGING = ".staging"
_LOCK = ".lock"
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
_LONG_AGO = 24 * 3600  # seconds
_STOPS = [
    each for each in signal.Signals if each.name in ("SIGINT", "SIGTERM", "SIGHUP")
]  # the last is not of every system


def prepare(outputs: Path) -> None:
    """Make the outputs folder, and refuse one in which nothing could be published."""
    probe = outputs / f".probe-{uuid4().hex}"
    try:
        str(outputs.resolve()).encode()  # as what Jupyter writes of it must be
        outputs.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
        _refuse_others(outputs)
        _sweep(outputs / STAGING)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is not UTF-8"
        raise InputError(f"--outputs: {str(outputs)[:80]} cannot be written ({why}).") from None


def _refuse_others(outputs: Path) -> None:
    latest, runs = outputs / "latest", outputs / "runs"
    if latest.exists() and not latest.is_symlink() and not is_whole(latest):
        raise InputError(f"--outputs: {latest} is no run of this program; move it away first.")
    if runs.exists() and runs.stat().st_dev != outputs.stat().st_dev:  # no rename leads there
        raise InputError(
            f"--outputs: {runs} lies on another disk than {outputs}; name a folder that is whole."
        )


def _sweep(staging: Path) -> None:
    # What a killed run left behind, once no run can still be at work on it.
    for folder in (*staging.glob("*"), *staging.glob("jobs/*")):
        with suppress(FileNotFoundError):  # another run may be faster
            if time() - folder.stat().st_mtime > _LONG_AGO:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def staging(outputs: Path, run_id: str) -> Iterator[Path]:
    """Give a new folder on the same file system as the outputs, which is gone afterwards."""
    folder = outputs / STAGING / f"{run_id}.{uuid4().hex[:8]}"
    try:
        folder.mkdir(parents=True)
        yield folder
    except OSError as error:
        why = reason(error)
        full = " The disk is full." if why == os.strerror(errno.ENOSPC) else ""
        raise InfrastructureError(f"{outputs}: {why}.{full} Nothing was published.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_manifest(folder: Path, content: Mapping[str, Any], files: Seal | None = None) -> None:
    """Write what a run is and the seal of its files, which is taken now by default, last of all."""
    known = seal(folder) if files is None else files
    text = json.dumps({**content, "files": known}, indent=1, ensure_ascii=False) + "\n"
    with (folder / MANIFEST).open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def is_whole(folder: Path, run_id: str = "") -> bool:
    """Return whether a published run, of this id if one is named, is as it was published."""
    manifest = read_manifest(folder)
    return (
        manifest is not None
        and (not run_id or manifest["run_id"] == run_id)
        and is_sealed(folder, manifest["files"])
    )


def publish(staged: Path, outputs: Path, run_id: str, replace: bool = False) -> Path:
    """Make a staged run visible under its id, all at once, and point ``latest`` at it.

    Where another process has published the same run meanwhile, its copy stays and this one is
    dropped, unless it is to `replace` it. A copy that is no longer whole is replaced.
    """
    home = outputs / "runs" / run_id
    home.parent.mkdir(exist_ok=True)
    if home.exists() and (replace or not is_whole(home, run_id)):
        _exchange(staged, home, outputs)
    else:
        try:
            os.rename(staged, home)
        except OSError:
            if not is_whole(home, run_id):
                raise
    point_latest(outputs, run_id)
    return home


@contextmanager
def unstopped() -> Iterator[Callable[[], None]]:
    """Give what lets no stop come between any more, till the end: it would come too late."""
    before: dict[signal.Signals, Any] = {}

    def from_now_on() -> None:
        if current_thread() is main_thread():
            before.update({each: signal.signal(each, signal.SIG_IGN) for each in _STOPS})

    try:
        yield from_now_on
    finally:
        for each, handler in before.items():
            signal.signal(each, handler or signal.SIG_DFL)


def _exchange(staged: Path, home: Path, outputs: Path) -> None:
    # In one step where the system can, so that a reader finds one of them at every moment.
    if sys.platform == "linux" and _swap(os.fsencode(staged), os.fsencode(home)):
        return
    old = set_aside(home, outputs)
    try:
        os.rename(staged, home)
    except OSError:
        os.rename(old, home)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _swap(one: bytes, other: bytes) -> bool:
    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    return rename is not None and rename(_HERE, one, _HERE, other, _EXCHANGE) == 0


def set_aside(folder: Path, outputs: Path) -> Path:
    """Take a folder out of sight by one rename, and return where it waits to be removed."""
    aside = outputs / STAGING / f"{folder.name}.{uuid4().hex[:8]}"
    aside.parent.mkdir(exist_ok=True)
    os.rename(folder, aside)
    return aside


@contextmanager
def latest_held(outputs: Path) -> Iterator[None]:
    """Let nobody else point ``latest`` at a run, or take one away, meanwhile; where systems can."""
    with (outputs / _LOCK).open("ab") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def point_latest(outputs: Path, run_id: str) -> bool:
    """Point ``latest`` at a run; return whether it is there, or has just been taken away."""
    with latest_held(outputs):
        if not (outputs / "runs" / run_id / MANIFEST).is_file():
            return False
        _point(outputs, run_id)
        return True


def _point(outputs: Path, run_id: str) -> None:
    draft, latest = outputs / f".latest-{uuid4().hex}", outputs / "latest"
    try:
        draft.symlink_to(Path("runs") / run_id, target_is_directory=True)
    except OSError:
        # Windows without the right to make links: a copy.
        shutil.copytree(outputs / "runs" / run_id, draft)
    if latest.is_dir() and not latest.is_symlink():
        shutil.rmtree(set_aside(latest, outputs), ignore_errors=True)
    os.replace(draft, latest)


def keep_failed(staged: Path, outputs: Path, run_id: str, errors: Mapping[str, str]) -> Path:
    """Keep what there is of a run that is not right, with the error of each job; return where."""
    (staged / "errors.json").write_text(json.dumps(dict(errors), indent=1) + "\n", encoding="utf-8")
    failed = outputs / "failed"
    failed.mkdir(exist_ok=True)
    number = 1
    while True:
        kept = failed / f"{run_id}.{number}"
        try:
            os.rename(staged, kept)
            return kept
        except OSError:
            if not kept.exists():
                raise
        number += 1
