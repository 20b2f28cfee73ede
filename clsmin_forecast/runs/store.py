"""The store of finished jobs, from which an interrupted plan goes on.

A job is known by everything that decides what it makes. Its files are kept beside those of the runs
and shared with them as links, so that keeping them costs no room; they are swept after a day.
"""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from .publish import MANIFEST, STAGING, is_whole, write_manifest

JOBS = "jobs"


@dataclass(frozen=True)
class Store:
    """Where finished jobs are kept.

    Parameters
    ----------
    outputs : Path
        Where runs go.
    again : bool
        Whether what is there is made again.
    """

    outputs: Path
    again: bool = False

    def _home(self, decides: Mapping[str, Any]) -> Path:
        text = json.dumps(dict(decides), sort_keys=True, ensure_ascii=False)
        key = sha256(text.encode()).hexdigest()[:16]
        return self.outputs / STAGING / JOBS / key

    def take(self, decides: Mapping[str, Any], folder: Path) -> float | None:
        """Put a finished job into a folder, if it is there and every file is as it was.

        Parameters
        ----------
        decides : mapping of str to value
            Everything that decides what the job makes.
        folder : Path
            Where; it is made.

        Returns
        -------
        float or None
            The seconds that it took; None if it must be executed.
        """
        home = self._home(decides)
        if self.again or not is_whole(home):
            return None
        with suppress(OSError):  # swept, or made again by another run
            _link(home, folder)
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            (folder / MANIFEST).unlink()
            return float(found["seconds"])
        shutil.rmtree(folder, ignore_errors=True)
        return None

    def keep(self, decides: Mapping[str, Any], folder: Path, seconds: float) -> None:
        """Keep the files of a finished job; whoever comes second drops its copy."""
        home = self._home(decides)
        draft = home.with_name(f"{home.name}.{uuid4().hex[:8]}")
        home.parent.mkdir(parents=True, exist_ok=True)
        try:
            _link(folder, draft)
            write_manifest(draft, {"seconds": seconds})
            if self.again or not is_whole(home):
                shutil.rmtree(home, ignore_errors=True)
            with suppress(OSError):
                os.rename(draft, home)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    shutil.copytree(source, target, copy_function=_linked)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links
        shutil.copy2(source, target)
