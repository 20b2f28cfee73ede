"""Seals: the size and hash of every file of a folder that holds plain files and nothing else."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from ..errors import InputError
from ..inputs.files import Day, Strict, file_hash, read_text

MANIFEST = "manifest.json"

Seal = dict[str, dict[str, Any]]
"""The ``bytes`` and ``sha256`` of each file, by its path within a folder."""


class SealedFile(Strict):
    """A file as it was when it was sealed."""

    bytes: int
    sha256: str


class _Job(Strict):
    name: str
    notebook: str
    sha256: str
    parameters: dict[str, Any]


class Manifest(Strict):
    """What a published run says of itself, last of all its files."""

    manifest_schema: str = Field(alias="schema", pattern=r"^clsmin-forecast/manifest/\d+$")
    run_id: str
    plan: str
    jobs: list[_Job] = Field(min_length=1)
    data: dict[str, str]
    code: str
    stale: list[str]
    passed: dict[str, list[str]] = Field(default_factory=dict)
    versions: dict[str, str]
    ledger: str = ""
    today: Day | None = None
    seconds: dict[str, float]
    files: dict[str, SealedFile] = Field(min_length=1)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a run, if there is one of its form."""
    return read_form(Manifest, folder / MANIFEST)


def read_form(form: type[Strict], path: Path) -> dict[str, Any] | None:
    """Return what a file says; nothing where there is none, or it is not of its form."""
    try:
        return form.model_validate_json(read_text(path)).model_dump(by_alias=True)
    except (InputError, ValidationError):
        return None


def seal(folder: Path) -> Seal:
    """Return the size and SHA-256 of every file in a folder but the manifest, by path."""
    return {
        path.relative_to(folder).as_posix(): {
            "bytes": path.stat().st_size,
            "sha256": file_hash(path),
        }
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / MANIFEST
    }


def stranger(folder: Path) -> str:
    """Return the path of the first thing in a folder that is no plain file, or a folder of none.

    A link would show what is elsewhere and may change there, and a pipe or a device is nothing that
    can be kept.
    """
    return next(_strangers(folder, folder), "")


def _strangers(folder: Path, top: Path) -> Iterator[str]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    if not entries:
        yield folder.relative_to(top).as_posix()
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _strangers(Path(entry.path), top)
        elif not entry.is_file(follow_symlinks=False):
            yield Path(entry.path).relative_to(top).as_posix()


def is_sealed(folder: Path, files: Mapping[str, Any]) -> bool:
    """Return whether a folder holds just these files, each as its seal says."""
    try:
        return not stranger(folder) and seal(folder) == files
    except OSError:
        return False
