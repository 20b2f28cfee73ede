"""Retention: which runs are there, and which may go."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from ..errors import InputError, unknown
from .publish import STAGING, is_whole, latest_held
from .seal import read_manifest

PINNED = "pinned"
WHOLE, DAMAGED, FAILED = "whole", "damaged", "failed"


@dataclass(frozen=True)
class Kept:
    """A run that is there, or the evidence of one that failed.

    Parameters
    ----------
    name : str
        The id of a run; of evidence, with a number.
    folder : Path
        Where.
    plan : str
        What was run; empty where that is not known.
    state : str
        ``whole``, ``damaged`` or ``failed``.
    latest, pinned : bool
        Whether ``latest`` points to it, and whether it must stay.
    written : float
        When, seconds since 1970.
    size : int
        Bytes.
    """

    name: str
    folder: Path
    plan: str
    state: str
    latest: bool
    pinned: bool
    written: float
    size: int


def kept_runs(outputs: Path) -> list[Kept]:
    """Return every run and all evidence in a folder of outputs, the newest first.

    Parameters
    ----------
    outputs : Path
        Where runs go.

    Raises
    ------
    InputError
        If there is no such folder.
    """
    if not outputs.is_dir():
        raise InputError(f"--outputs: {outputs} is not a folder.")
    found = [*_found(outputs, "runs"), *_found(outputs, "failed")]
    return sorted(found, key=lambda each: (-each.written, each.name))


def _found(outputs: Path, part: str) -> Iterator[Kept]:
    latest = (outputs / "latest").resolve()
    for folder in (outputs / part).glob("*"):
        with suppress(FileNotFoundError):  # another command has just taken it away
            files = [path for path in folder.rglob("*") if path.is_file()]
            whole = WHOLE if is_whole(folder) else DAMAGED
            yield Kept(
                name=folder.name,
                folder=folder,
                plan=_plan(folder),
                state=FAILED if part == "failed" else whole,
                latest=folder.resolve() == latest,
                pinned=(outputs / PINNED / folder.name).exists(),
                written=folder.stat().st_mtime,
                size=sum(path.stat().st_size for path in files),
            )


def _plan(folder: Path) -> str:
    found = read_manifest(folder)
    return str(found["plan"]) if found else ""


def pin(outputs: Path, run: str, *, pinned: bool = True) -> None:
    """Mark a run, so that pruning never takes it, or take the mark off.

    Raises
    ------
    InputError
        If there is no such run.
    """
    names = [each.name for each in kept_runs(outputs) if each.state != FAILED]
    if run not in names:
        raise unknown("runs", "run", run, names)
    mark = outputs / PINNED / run
    if pinned:
        mark.parent.mkdir(exist_ok=True)
        mark.touch()
    else:
        mark.unlink(missing_ok=True)


def prune(outputs: Path, keep: int) -> list[Kept]:
    """Remove all but the newest runs and evidence; never the latest, nor one that is pinned.

    Each is first taken out of sight by one rename, so that nobody reads half of it.

    Parameters
    ----------
    outputs : Path
        Where runs go.
    keep : int
        How many of each stay.

    Returns
    -------
    list of Kept
        What was removed.
    """
    there = kept_runs(outputs)
    going = [
        each
        for failed in (True, False)
        for each in [one for one in there if (one.state == FAILED) == failed][keep:]
        if not (each.latest or each.pinned)
    ]
    return [each for each in going if _take(each, outputs)]


def _take(each: Kept, outputs: Path) -> bool:
    """Remove a run or evidence, unless it has become the latest or gone meanwhile."""
    aside = outputs / STAGING / f"{each.name}.{uuid4().hex[:8]}"
    aside.parent.mkdir(exist_ok=True)
    with latest_held(outputs):
        if each.folder.resolve() == (outputs / "latest").resolve():
            return False
        if (outputs / PINNED / each.name).exists():
            return False
        try:
            os.rename(each.folder, aside)
        except FileNotFoundError:  # another command was faster
            return False
    shutil.rmtree(aside, ignore_errors=True)
    return True
