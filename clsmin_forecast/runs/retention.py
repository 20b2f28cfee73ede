"""Retention: which runs are there, and which may go."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError, unknown
from .publish import is_whole, latest_held, set_aside
from .seal import read_manifest

PINNED = "pinned"
WHOLE, DAMAGED, FAILED = "whole", "damaged", "failed"


@dataclass(frozen=True)
class Kept:
    """A run that is there, or the evidence of one that failed."""

    name: str  # the id of a run; of evidence, with a number
    folder: Path
    plan: str  # empty where it is not known
    state: str  # whole, damaged or failed
    latest: bool  # whether `latest` points to it
    pinned: bool  # whether it must stay
    written: float  # seconds since 1970
    size: int  # bytes


def kept_runs(outputs: Path) -> list[Kept]:
    """Return every run and all evidence in a folder of outputs, the newest first."""
    if not outputs.is_dir():
        raise InputError(f"--outputs: {outputs} is not a folder.")
    found = [*_find(outputs, "runs"), *_find(outputs, "failed")]
    return sorted(found, key=lambda each: (-each.written, each.name))


def _find(outputs: Path, part: str) -> Iterator[Kept]:
    latest = (outputs / "latest").resolve()
    for folder in (outputs / part).glob("*"):
        with suppress(FileNotFoundError):  # another command has just taken it away
            files = [path for path in folder.rglob("*") if path.is_file()]
            whole, manifest = WHOLE if is_whole(folder) else DAMAGED, read_manifest(folder)
            yield Kept(
                name=folder.name,
                folder=folder,
                plan=manifest["plan"] if manifest else "",
                state=FAILED if part == "failed" else whole,
                latest=folder.resolve() == latest,
                pinned=(outputs / PINNED / folder.name).exists(),
                written=folder.stat().st_mtime,
                size=sum(path.stat().st_size for path in files),
            )


def pin(outputs: Path, run: str, *, pinned: bool = True) -> None:
    """Mark a run, so that pruning never takes it, or take the mark off."""
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
    """Remove all but so many of the newest runs and evidence, and return what was removed.

    The latest and those that are pinned stay. Each is first taken out of sight by one rename, so
    that nobody reads half of it.
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
    with latest_held(outputs):
        if each.folder.resolve() == (outputs / "latest").resolve():
            return False
        if (outputs / PINNED / each.name).exists():
            return False
        try:
            aside = set_aside(each.folder, outputs)
        except FileNotFoundError:  # another command was faster
            return False
    shutil.rmtree(aside, ignore_errors=True)
    return True
