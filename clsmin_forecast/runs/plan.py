"""Run plans: which notebooks to run with which parameters."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from ..errors import InputError, unknown
from ..inputs.facts import Facts, packaged
from ..inputs.files import NAMES_A_FILE, Strict, Text, read_yaml, validated, visible
from ..inputs.scenarios import scenario_names
from .contract import Notebook, read_notebook

FORECAST = "scenario_forecast"  # the notebook that forecasts one scenario
PAGE = "explore"  # the notebook that a person opens; a plan runs the others
_SLUG = r"[a-z][a-z0-9_-]{0,79}"
_Slug = Annotated[str, Field(pattern=f"^{_SLUG}$"), NAMES_A_FILE]


class _Entry(Strict):
    notebook: Text
    name: _Slug | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    for_each_scenario: Literal["all"] | list[str] | None = None


class _File(Strict):
    name: _Slug
    title: Text
    jobs: Annotated[list[_Entry], Field(min_length=1)]


@dataclass(frozen=True)
class Job:
    """One notebook with every one of its parameters."""

    name: str  # unique in its plan; the name of its folder in a run
    notebook: Notebook
    parameters: dict[str, Any]  # all of them, checked


@dataclass(frozen=True)
class Plan:
    """A list of jobs with a name."""

    name: str
    title: str
    jobs: tuple[Job, ...]


def load_plan(name: str, facts: Facts) -> Plan:
    """Return a plan by its name in the data folder, or from a ``.yaml`` file, checked."""
    path = _path(name, facts.folder / "plans")
    file = validated(_File, read_yaml(path), path.name)
    read = cache(read_notebook)  # each once, however many jobs it has
    entries = [(f"{path.name}: job {number}", entry) for number, entry in enumerate(file.jobs, 1)]
    jobs = tuple(
        job
        for where, entry in entries
        for job in _jobs(entry, read(_notebook(entry.notebook, path, where)), facts, where)
    )
    if not jobs:
        raise InputError(f"{path.name}: jobs: holds no job to run; name at least one scenario.")
    for each, count in Counter(job.name for job in jobs).items():
        if count > 1:
            raise InputError(
                f"{path.name}: two jobs are called {each!r}; give one a name of its own."
            )
    return Plan(file.name, file.title, jobs)


def _path(name: str, folder: Path) -> Path:
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    known = [path.stem for path in visible(folder, ".yaml")]
    if name not in known:
        raise unknown("plan", "plan", name, known)
    return folder / f"{name}.yaml"


def _jobs(entry: _Entry, notebook: Notebook, facts: Facts, where: str) -> list[Job]:
    stem = entry.name or notebook.name
    if not re.fullmatch(_SLUG, stem):
        raise InputError(
            f"{where}: a job takes the name of its notebook's file, in small letters, digits, _ "
            f"and -, got {stem[:40]!r}; give it a name of its own."
        )
    given, scenarios = entry.parameters, entry.for_each_scenario
    if scenarios is None:
        return [Job(stem, notebook, notebook.parameters(given, facts, where))]
    if "scenario" in given:
        raise InputError(f"{where}: for_each_scenario sets the scenario; parameters must not.")
    return [
        Job(
            f"{stem}-{each}",
            notebook,
            notebook.parameters({**given, "scenario": each}, facts, where),
        )
        for each in (scenario_names(facts.folder) if scenarios == "all" else scenarios)
    ]


def _notebook(name: str, plan: Path, where: str) -> Path:
    if name.endswith(".ipynb"):
        path = plan.parent / name
        if not path.is_file():
            raise InputError(f"{where}: notebook {name} does not exist beside the plan.")
        return path
    known = sorted(path.stem for path in packaged("notebooks").glob("*.ipynb"))
    known.remove(PAGE)
    if name not in known:
        raise unknown(where, "notebook", name, known)
    return packaged("notebooks") / f"{name}.ipynb"
