"""Changes between two published runs: what they rest on, and the headline figures by cause."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..analysis.bridge import bridge
from ..analysis.questions import Question
from ..errors import InputError, unknown
from ..inputs.scenarios import load_scenario
from ..model.forecast import OPEN_YEARS, Forecast, forecast
from ..present.result import Finished, Whole
from ..units import HALF_A_PENNY
from .published import DATA, read_run
from .verify import changed_parts, manifest_of

REST = "rest"
_FORECAST = "scenario_forecast"
_ALL = "all_years"
_OF = ("recovered", "gap")
_COLUMNS = ["figure", "title", "cause", "because", "change", "before", "after"]


def named_changes(words: Sequence[str]) -> pd.DataFrame:
    """Return the changes between two runs, named by their folders; a scenario may follow.

    Raises
    ------
    InputError
        If that is not what the words name.
    """
    if not 2 <= len(words) <= 3:  # noqa: PLR2004
        raise InputError(f"compare: takes two runs and at most a scenario, got {len(words)} names.")
    before, after, *scenario = words
    return changes(Path(before), Path(after), *scenario)


def changes(before: Path, after: Path, scenario: str = "central") -> pd.DataFrame:
    """Return how far each cause moved the headline figures of a scenario from one run to another.

    Each change of the data is averaged over every order in which they could be made, as in
    `analysis.bridge.bridge`; what the data do not explain is due to code, libraries, draws or seed.
    Together the changes are the whole difference of the published figures.

    Parameters
    ----------
    before, after : Path
        The folders of two published runs.
    scenario : str
        Whose figures.

    Returns
    -------
    DataFrame
        A row a figure and cause: ``figure`` by name with its ``title``, ``cause`` (an input,
        ``awards``, ``prices`` or ``rest``) and its words, ``because``, the ``change``, and the
        published values ``before`` and ``after``, pounds. ``attrs`` holds ``rests_on``: what
        differs of plan, jobs, data, code, staleness and versions.

    Raises
    ------
    InputError
        If a run is none, has no such scenario, or the two are in other prices.
    """
    folders, runs = (before, after), (read_run(before), read_run(after))
    jobs = [_job(run, scenario) for run in runs]
    settings: Any = {
        name: jobs[0].result.parameters[name] for name in ("draws", "seed", "price_base")
    }
    if jobs[1].result.parameters["price_base"] != settings["price_base"]:
        raise InputError(f"compare: {before} and {after} are in other prices.")
    old, new = (load_scenario(scenario, folder / DATA) for folder in folders)
    span = _span(*(forecast(each, **settings) for each in (old, new)))
    rows = [
        row
        for of in _OF
        for row in _rows(f"{of}_{span}", jobs, bridge(old, new, Question(of, span), **settings))
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    frame.attrs = {
        "scenario": new.title,
        "price_base": settings["price_base"],
        "runs": tuple(run.about.run_id for run in runs),
        "rests_on": tuple(changed_parts(*map(manifest_of, folders))),
        "checks": [],
    }
    return frame


def _span(old: Forecast, new: Forecast) -> str:
    """Return the open years, where both runs have a figure of them and mean the same years."""
    span = old.span_of(OPEN_YEARS)
    same = span == new.span_of(OPEN_YEARS) and old.years_of(span) == new.years_of(span)
    return span if same and isinstance(span, str) else _ALL


def _job(run: Whole, scenario: str) -> Finished:
    found = {str(job.scenario): job for job in run.jobs if job.notebook == _FORECAST}
    if scenario not in found:
        raise unknown("compare", f"scenario of run {run.about.run_id}", scenario, found)
    return found[scenario]


def _rows(name: str, jobs: list[Finished], steps: pd.DataFrame) -> Iterator[dict[str, Any]]:
    figures = [next(f for f in job.result.figures if f.name == name) for job in jobs]
    before, after = (figure.value for figure in figures)
    known = {"figure": name, "title": figures[1].title, "before": before, "after": after}
    for cause, row in steps.iterrows():
        yield {**known, "cause": cause, "because": row["title"], "change": row["change"]}
    rest = after - before - float(steps["change"].sum())
    if abs(rest) > HALF_A_PENNY or steps.empty:
        yield {**known, "cause": REST, "because": "Code, libraries, draws or seed", "change": rest}
