"""The store of finished jobs, from which an interrupted plan goes on.

A job is known by a hash of everything that decides what it makes. Its files are kept as copies of
their own, so that an edit of a run cannot reach another; they are swept after a day.
"""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pydantic import Field

from ..inputs.files import Strict
from .publish import STAGING, write_manifest
from .seal import MANIFEST, Seal, SealedFile, is_sealed, read_form

JOBS = "jobs"

Done = tuple[float, Seal]
"""The seconds that a job took, and the seal of its files."""


class _Kept(Strict):
    seconds: float
    files: dict[str, SealedFile] = Field(min_length=1)


@dataclass(frozen=True)
class Store:
    """Where finished jobs are kept."""

    outputs: Path
    again: bool = False  # whether what is there is made again

    def _home(self, key: str) -> Path:
        return self.outputs / STAGING / JOBS / key

    def holds(self, key: str) -> bool:
        """Return whether a job is kept, whatever has become of its files."""
        return (self._home(key) / MANIFEST).is_file()

    def take(self, key: str, folder: Path) -> Done | None:
        """Put a finished job into a new folder, if it is there and every file is as it was."""
        home = self._home(key)
        kept = None if self.again else _kept(home)
        if kept is None:
            return None
        with suppress(OSError):  # swept, or made again by another run
            shutil.copytree(home, folder)
            (folder / MANIFEST).unlink()
            if is_sealed(folder, kept[1]):
                return kept
        shutil.rmtree(folder, ignore_errors=True)
        return None

    def keep(self, key: str, folder: Path, seconds: float, files: Seal) -> None:
        """Keep the files of a finished job; whoever comes second drops its copy."""
        home = self._home(key)
        draft = home.with_name(f"{home.name}.{uuid4().hex[:8]}")
        home.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copytree(folder, draft)
            write_manifest(draft, {"seconds": seconds}, files)
            if self.again or _kept(home) is None:
                shutil.rmtree(home, ignore_errors=True)
            with suppress(OSError):
                os.rename(draft, home)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _kept(home: Path) -> Done | None:
    """Return what is known of a kept job, if its files are as they were."""
    known = read_form(_Kept, home / MANIFEST)
    return (known["seconds"], known["files"]) if known and is_sealed(home, known["files"]) else None
