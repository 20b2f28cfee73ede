"""What a run foretells of each year that is not decided: what it adds to the ledger.

A run keeps its forecasts in a file of its own, which is published with it. So the ledger can take
them when the run has become visible, and takes them from there the next time where it could not.
"""

import json
from collections.abc import Hashable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ForecastError, InputError, system_error
from ..inputs.awards import UNDECIDED, Awards, load_awards, load_sources
from ..inputs.files import read_json, validated
from ..inputs.ledger import Foretold
from ..inputs.scenarios import load_scenario
from ..units import CASH
from .ledger import append
from .plan import FORECAST, Job
from .request import Request
from .seal import MANIFEST, read_manifest

if TYPE_CHECKING:
    from ..model.mixture import Mixture
    from ..report.record import About, Finished

FORECASTS = "forecasts.json"
STANDING = "central"
"""The scenario whose forecasts are kept and scored."""

_LEVELS = range(1, 100)  # per cent
_POINTS = (5, 10, 25, 50, 75, 90, 95)  # per cent, of the tables of a run


def write_forecasts(request: Request, folder: Path) -> None:
    """Write what a run foretells into its folder, if its plan forecasts the central scenario."""
    job = standing_job(request)
    if job is None:
        return
    said = [_as_json(each) for each in _foretell(request, job)]
    text = json.dumps(said, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / FORECASTS).write_text(f"{text}\n", encoding="utf-8")


def standing_job(request: Request) -> Job | None:
    """Return the job that forecasts the central scenario, if the plan has one."""
    return next((each for each in request.plan.jobs if _is_standing(each)), None)


def _is_standing(job: Job) -> bool:
    return job.notebook.name == FORECAST and job.parameters.get("scenario") == STANDING


def _as_json(said: Foretold) -> dict[str, Any]:
    # Without the day, on which what a run holds does not depend; it stands in its manifest.
    return said.model_dump(mode="json", exclude={"day", "before"}, exclude_none=True)


def _foretell(request: Request, job: Job) -> Iterator[Foretold]:
    from ..model.decisions import CEASE  # they load numpy and pandas
    from ..model.forecast import forecast

    awards = request.facts.awards
    settings = {name: job.parameters[name] for name in ("draws", "seed") if name in job.parameters}
    made = forecast(load_scenario(STANDING, request.facts.folder), **settings)
    for year in awards.decision_years:
        recovered, award = made.in_year("recovered", year), made.in_year("award", year)
        assert recovered is not None
        assert award is not None
        funded = made.probability_funded(year)
        yield Foretold(
            grant=request.facts.grant.team,
            year=year,
            day=request.today,
            status=awards[year].status,
            scenario=STANDING,
            run_id=request.run_id,
            as_at=request.register.as_at,
            no_funding=made.weights(year).get(CEASE, 0.0),
            mean=recovered.mean,
            quantiles=_quantiles(recovered),
            award=award.mean / funded if award.mean > 0 else None,
            rate=min(1.0, recovered.mean / award.mean) if award.mean > 0 else None,
            same_again=_last_settled(awards),
        )


def _last_settled(awards: Awards) -> float | None:
    settled = [each.settled for each in awards.rows if each.status not in UNDECIDED]
    return settled[-1] if settled else None


def _quantiles(recovered: "Mixture") -> dict[int, float]:
    values = recovered.quantiles([level / 100 for level in _LEVELS])
    return dict(zip(_LEVELS, values.tolist(), strict=True))


def enter(run: Path, outputs: Path) -> None:
    """Add what a published run foretells to the ledger, unless it is there.

    Raises
    ------
    ForecastError
        If it could not be added; the run stays published, and is asked again by the next.
    """
    try:
        append(outputs, forecasts_of(run))
    except (ForecastError, OSError) as error:
        why = error if isinstance(error, ForecastError) else system_error(error)
        raise type(why)(
            f"{run} is published, but its forecasts are not in the ledger; the next run of the "
            f"plan adds them. {why}"
        ) from error


def forecasts_of(run: Path) -> list[Foretold]:
    """Return what a published run foretells, on its day; nothing of a run that kept none."""
    path = run / FORECASTS
    if not path.is_file():
        return []
    where, day = f"{run.name}: {FORECASTS}", day_of(run)
    return [validated(Foretold, each | {"day": day}, where) for each in read_json(path)]


def day_of(run: Path) -> date:
    """Return the day of a run; of one that does not say it, that on which it was published."""
    manifest = read_manifest(run) or {}
    day = manifest.get("today")
    return day or datetime.fromtimestamp((run / MANIFEST).stat().st_mtime).date()


def take_in(outputs: Path, today: date) -> tuple[int, list[str]]:
    """Add the forecasts of runs that were published before, marked as taken in on a day.

    Returns
    -------
    tuple of int and list of str
        How many lines were added, and why a run that is there was left out.
    """
    if not outputs.is_dir():
        raise InputError(f"--outputs: {outputs} is not a folder.")
    found: list[Foretold] = []
    left: list[str] = []
    for run in sorted((outputs / "runs").glob("*")):
        try:
            found += forecasts_of(run) or list(_from_tables(run))
        except InputError as error:
            left.append(str(error))
    found.sort(key=lambda each: each.day)  # those of a run stay in the order of their years
    marked = [each.model_copy(update={"taken_in": today}) for each in found]
    return append(outputs, marked), left


def _from_tables(run: Path) -> Iterator[Foretold]:
    """Yield what the tables of a run say of each year that was not decided, and no more."""
    from .published import DATA, read_run  # it loads pandas and nbformat

    whole, day = read_run(run), day_of(run)
    known = {"scenario": STANDING, "price_base": CASH}
    for job in whole.jobs:
        given = {name: job.result.parameters.get(name) for name in known}
        if job.notebook == FORECAST and given == known:
            rows, awards = _by_year(job), load_awards(run / DATA, load_sources(run / DATA))
            for year in awards.decision_years:
                yield _of_row(rows[year], year, day, whole.about, awards)


def _by_year(job: "Finished") -> dict[str, dict[Hashable, Any]]:
    table = next((frame for each, frame in job.tables() if each.name == "by_year"), None)
    needed = {"financial_year", "probability_funded", "mean", *map("p{}".format, _POINTS)}
    if table is None or not needed <= set(table.columns):
        raise InputError(f"{job.folder.parent.name}: its table by_year lacks what was forecast.")
    return {row["financial_year"]: row for row in table.to_dict("records")}


def _of_row(
    row: dict[Hashable, Any], year: str, day: date, about: "About", awards: Awards
) -> Foretold:
    return Foretold(
        grant=about.grant.team,
        year=year,
        day=day,
        status=awards[year].status,
        scenario=STANDING,
        run_id=about.run_id,
        as_at=about.as_at,
        no_funding=max(0.0, 1 - row["probability_funded"]),
        mean=row["mean"],
        quantiles={level: row[f"p{level}"] for level in _POINTS},
        same_again=_last_settled(awards),
    )
