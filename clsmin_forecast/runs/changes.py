"""Changes between two published runs: what they rest on, and the headline figures by cause."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..analysis.basis import OfRuns
from ..analysis.bridge import OfBridge, bridge
from ..analysis.question import Question
from ..answer import Answer
from ..columns import MODELLED, Column
from ..errors import InputError
from ..inputs.scenarios import load_scenario
from ..model.forecast import Forecast, forecast
from ..model.projection import OPEN_YEARS
from ..present.words import capital, list_words, over_years
from ..report.record import Finished, Whole, without_forecast
from ..units import HALF_A_PENNY, number_of
from .plan import FORECAST
from .published import DATA, read_run
from .verify import changed_parts, manifest_of

REST, YEARS = "rest", "years"
_ALL = "all_years"
_OF = ("recovered", "gap")
_ALIKE = ("before_alike", "after_alike")
COLUMNS = {
    "figure": Column("Figure", label="figure"),
    "because": Column("Because of", label="because of"),
    "change": Column("Change", MODELLED, "change"),
    "title": Column("Title"),
    "of": Column("Of"),
    "cause": Column("Cause"),
    "before": Column("Before", MODELLED),
    "after": Column("After", MODELLED),
    "before_alike": Column("Before, over the years of both", MODELLED),
    "after_alike": Column("After, over the years of both", MODELLED),
}


def named_changes(words: Sequence[str]) -> Answer[OfRuns]:
    """Return the changes between two runs, named by their folders; a scenario may follow.

    Raises
    ------
    InputError
        If that is not what the words name.
    """
    if not 2 <= len(words) <= 3:  # noqa: PLR2004
        raise InputError(
            f"compare: takes two runs and at most a scenario, got {number_of(len(words), 'name')}."
        )
    before, after, *scenario = words
    return run_changes(Path(before), Path(after), *scenario)


def run_changes(before: Path, after: Path, scenario: str = "central") -> Answer[OfRuns]:
    """Return how far each cause moved the headline figures of a scenario from one run to another.

    Each change of the data is averaged over every order in which they could be made, as in
    `analysis.bridge.bridge`, over the years that both runs sum; where they sum others, that is a
    cause of its own. What is left is due to what else differs: code, libraries, draws or seed.
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
        A row a figure and cause: ``figure`` by name with its ``title`` and what it is ``of``,
        ``cause`` (an input, ``awards``, ``prices``, ``years`` or ``rest``) and its words,
        ``because``, the ``change``, the published values ``before`` and ``after``, and
        ``before_alike`` and ``after_alike``, which are over the years that both runs sum, pounds.
        ``about`` has the ``years`` that both sum, those ``summed`` by each, and ``rests_on``: what
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
    made = [forecast(each, **settings) for each in (old, new)]
    span, rests_on = _span(*made), tuple(changed_parts(*map(manifest_of, folders)))
    years = [each.years_of(span) for each in made]
    both = tuple(year for year in years[0] if year in years[1])
    same = span if years[0] == years[1] else both
    rows = [
        row
        for of in _OF
        if all(each.tells(of) for each in made)
        for row in _rows(
            f"{of}_{span}",
            jobs,
            bridge(old, new, Question(of, same), **settings),
            _of_years(of, made, years, both),
            _rest_words(jobs, rests_on),
        )
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    about = OfRuns(
        stem="run_changes",
        caption="What moved the figures",
        columns=COLUMNS,
        scenario=new.title,
        price_base=settings["price_base"],
        runs=tuple(run.about.run_id for run in runs),
        rests_on=rests_on,
        years=both,
        summed=tuple(years),
        statuses={s for each, of in zip(made, years, strict=True) for s in _statuses(each, of)},
    )
    return Answer.of(frame, about)


def _statuses(made: Forecast, years: Sequence[str]) -> Collection[str]:
    return made.scenario.facts.awards.statuses(years)


def _span(old: Forecast, new: Forecast) -> str:
    """Return the open years, where both runs have a figure of the kind and share a year of it."""
    span = old.span_of(OPEN_YEARS)
    if not isinstance(span, str) or span != new.span_of(OPEN_YEARS):
        return _ALL
    return span if set(old.years_of(span)) & set(new.years_of(span)) else _ALL


def _job(run: Whole, scenario: str) -> Finished:
    found = {str(job.scenario): job for job in run.jobs if job.notebook == FORECAST}
    if scenario not in found:
        raise without_forecast("compare", run, scenario, found)
    return found[scenario]


def _of_years(
    of: str, made: Sequence[Forecast], years: Sequence[tuple[str, ...]], both: tuple[str, ...]
) -> dict[str, Any] | None:
    """Return what comes of summing other years, where the two runs do."""
    if years[0] == years[1]:
        return None
    before, after = (
        each.total(of, of_each).mean - each.total(of, both).mean
        for each, of_each in zip(made, years, strict=True)
    )
    said = [list_words(of_each) for of_each in years]
    because = f"The years summed: {said[0]} before, {said[1]} now"
    return {"cause": YEARS, "because": because, "change": after - before}


def _rest_words(jobs: Sequence[Finished], rests_on: Sequence[str]) -> str:
    """Return what is left to move a figure that the data and the years do not explain."""
    drawn = [
        name
        for name in ("draws", "seed")
        if jobs[0].result.parameters[name] != jobs[1].result.parameters[name]
    ]
    moving = [each for each in rests_on if each != "versions: fonts"]  # they shape pictures alone
    program = [
        name for name in ("code", "versions") if any(each.startswith(name) for each in moving)
    ]
    words = {"code": "code", "versions": "libraries"}
    return capital(list_words([*(words[each] for each in program), *drawn])) or "Not explained"


def _rows(
    name: str,
    jobs: list[Finished],
    steps: Answer[OfBridge],
    of_years: dict[str, Any] | None,
    rest_words: str,
) -> Iterator[dict[str, Any]]:
    figures = [next(f for f in job.result.figures if f.name == name) for job in jobs]
    before, after = (figure.value for figure in figures)
    alike = dict(zip(_ALIKE, steps.about.answers if of_years else (before, after), strict=True))
    known: dict[str, Any] = {
        "figure": name,
        "title": figures[1].title,
        "of": steps.about.question.of,
    }
    known |= {"before": before, "after": after, **alike}
    over = f", {over_years(steps.about.years)}" if of_years else ""
    for cause, row in steps.iterrows():
        yield {**known, "cause": cause, "because": f"{row['title']}{over}", "change": row["change"]}
    explained = float(steps["change"].sum())
    if of_years:
        explained += of_years["change"]
        yield {**known, **of_years}
    rest = after - before - explained
    if abs(rest) > HALF_A_PENNY or (steps.empty and not of_years):
        because = rest_words if abs(rest) > HALF_A_PENNY else "Nothing moved it"
        yield {**known, "cause": REST, "because": because, "change": rest}
