"""Published runs, read back: what was found, for papers and comparisons."""

from pathlib import Path

import nbformat

from ..errors import InputError
from ..inputs.files import read_json, read_text, validated
from ..report.pages import heading
from ..report.record import About, Finished, Result, Whole
from .publish import is_whole
from .record import RECORD
from .seal import MANIFEST, read_manifest

ABOUT = "about.json"
DATA = "_data"
"""What the run was made from; no job can have that name."""


def read_run(folder: Path) -> Whole:
    """Return a published run from a folder such as ``outputs/latest``, checked file by file."""
    if not (folder / MANIFEST).is_file():
        raise InputError(
            f"{folder.absolute()} holds no run. Name the folder of one, or make one with "
            "`clsmin-forecast run`."
        )
    if not is_whole(folder):
        raise InputError(f"{folder} is not as it was published; run its plan again.")
    manifest = read_manifest(folder) or {}
    about = validated(About, read_json(folder / ABOUT), ABOUT)
    jobs = ((job["name"], Path(job["notebook"]).stem) for job in manifest["jobs"])
    return Whole(about, tuple(read_job(folder / name, notebook) for name, notebook in jobs))


def read_job(folder: Path, notebook: str) -> Finished:
    """Return what a notebook left in the folder of its job, whose record is known to be right."""
    result = validated(Result, read_json(folder / RECORD), f"{folder.name}: {RECORD}")
    ran = nbformat.reads(read_text(folder / f"{notebook}.ipynb"), as_version=4)
    return Finished(folder.name, notebook, heading(ran), folder, result)
