"""Verification: a published run is made again and compared, file by file."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ..errors import InputError
from .crew import Crew
from .request import Request
from .run import run
from .seal import read_manifest, seal
from .workers import Progress

_CALLED = {"passed": "years gone by"}
_RESTS_ON = ("plan", "jobs", "data", "ledger", "code", "stale", "passed", "versions")
_TEXTS = (".json", ".csv", ".html", ".svg", ".ipynb")
_SHOWN = 80  # characters of a line that differs


@dataclass(frozen=True)
class Verified:
    """What came of it."""

    files: int  # how many were compared
    rests_on: tuple[str, ...]  # what the run rested on that is no longer the same, in words
    differing: dict[str, str]  # file to how it differs


def manifest_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a published run."""
    found = read_manifest(folder)
    if found is None:
        raise InputError(
            f"{folder} holds no published run, or a damaged one. Name the folder of one, or make "
            "one with `clsmin-forecast run`."
        )
    return found


def outputs_of(run: Path) -> Path:
    """Return the folder of outputs in which a run was published, where its ledger is."""
    return run.resolve().parent.parent


def verify(
    folder: Path, request: Request, crew: Crew | None = None, progress: Progress | None = None
) -> Verified:
    """Make a run again in a place of its own, and compare it with what was published.

    Parameters
    ----------
    folder : Path
        The published run; it is left as it is.
    request : Request
        For the same plan, with the data and code that are there now.
    crew, progress
        As in `run`.
    """
    manifest, published = manifest_of(folder), seal(folder)
    with _place() as place:
        made = run(request, place, crew=crew, progress=progress).folder
        now = manifest_of(made)
        differing = {
            name: _how(name, manifest["files"], published, now["files"], folder, made)
            for name in sorted({*manifest["files"], *published, *now["files"]})
            if not manifest["files"].get(name) == published.get(name) == now["files"].get(name)
        }
    changed = tuple(changed_parts(manifest, now))
    return Verified(len(manifest["files"]), changed, differing)


@contextmanager
def _place() -> Iterator[Path]:
    """Give a folder that is gone afterwards, but for the evidence of what failed in it."""
    place = Path(tempfile.mkdtemp(prefix="clsmin-"))
    try:
        yield place
    finally:
        failed = place / "failed"
        for each in [*place.iterdir()] if failed.exists() else [place]:
            if each != failed:
                shutil.rmtree(each, ignore_errors=True)


def _how(
    name: str,
    recorded: Mapping[str, Any],
    published: Mapping[str, Any],
    now: Mapping[str, Any],
    *folders: Path,
) -> str:
    if recorded.get(name) != published.get(name):
        return "is no longer as it was published" if name in published else "is gone"
    if name not in recorded:
        return "is made now, and was not published"
    if name not in now:
        return "was published, and is not made now"
    return _first_difference(name, *folders)


def _first_difference(name: str, published: Path, made: Path) -> str:
    if not name.endswith(_TEXTS):
        return "differs"
    before, after = ((folder / name).read_text("utf-8") for folder in (published, made))
    if before.replace(published.resolve().name, made.name) == after:
        return "differs by the id of the run alone"
    pairs = enumerate(zip_longest(before.splitlines(), after.splitlines(), fillvalue=""), 1)
    line, (old, new) = next((at, pair) for at, pair in pairs if pair[0] != pair[1])
    return f"differs first in line {line}: {old.strip()[:_SHOWN]!r} is now {new.strip()[:_SHOWN]!r}"


def changed_parts(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield what two manifests rest on that differs, in words."""
    for part in _RESTS_ON:
        old, new = before.get(part), now[part]
        if old == new:
            continue
        if isinstance(old, dict):
            names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
            yield f"{_CALLED.get(part, part)}: {', '.join(names)}"
        else:
            yield part
