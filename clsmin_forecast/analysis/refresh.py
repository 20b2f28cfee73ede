"""A newer release of a published series, beside the one on file, and what it does to the answer."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

import pandas as pd

from ..answer import Answer
from ..inputs.awards import DECIDED
from ..inputs.deflator_release import Release, deflator_text, read_release
from ..inputs.files import Row, read_table
from ..inputs.prices import DEFLATOR_COLUMNS, Prices
from ..inputs.scenarios import AnyScenario, Scenario, scenario_of
from ..model.forecast import Forecast, forecast
from ..model.projection import OPEN_YEARS
from ..units import CASH
from .basis import OfForecasts, Settings, describe

FILE = "gdp_deflator.csv"


@dataclass(frozen=True, kw_only=True)
class OfRefresh(OfForecasts):
    """What a refresh says of itself: both releases, the average either way, the file to be.

    ``source`` is what ``sources.csv`` then says of the release.
    """

    on_file: str
    release: str
    in_prices_of: str
    average_on_file: float
    average: float
    text: str
    source: Mapping[str, str]


def refresh_deflator(
    scenario: AnyScenario, workbook: str | Path, url: str, **settings: Unpack[Settings]
) -> Answer[OfRefresh]:
    """Return a release of the GDP deflator beside the one on file, and what it does to the average.

    Nothing is written. No sum in cash rests on the deflator, so the average recovered over the open
    years is told in the prices of a year: the one that is asked for, or the last that is decided.

    Parameters
    ----------
    scenario : Scenario, str or Path
        Of which the average is told.
    workbook : str or Path
        The workbook that HM Treasury publishes, as it was downloaded.
    url : str
        The page on which it was published, which every row of the file cites.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by financial year: ``change_on_file`` and ``change``, per cent on the year before,
        their ``difference`` in points, and the status of each. ``about`` has the ``text`` of the
        file by the release, both releases by name, and the average in pounds by either.

    Raises
    ------
    InputError
        If it is no such workbook, is older than the release on file, or lacks a year on file.
    """
    start = scenario_of(scenario)
    rows = read_table(start.facts.folder / FILE, DEFLATOR_COLUMNS)
    release = read_release(Path(workbook))
    text = deflator_text(release, rows, url)
    asked = settings.get("price_base", CASH)
    base = asked if asked != CASH else start.facts.awards.years_with(*DECIDED)[-1]
    priced: Settings = {**settings, "price_base": base}
    made, after = (forecast(each, **priced) for each in (start, _repriced(start, text)))
    about = OfRefresh(
        **describe([made], OPEN_YEARS),
        columns={},
        on_file=rows[0]["release"],
        release=release.name,
        in_prices_of=base,
        average_on_file=_average(made),
        average=_average(after),
        text=text,
        source=release.source,
    )
    return Answer.of(_side_by_side(rows, release), about)


def _average(made: Forecast) -> float:
    return made.total("recovered", OPEN_YEARS).mean


def _repriced(scenario: Scenario, text: str) -> Scenario:
    rows = csv.DictReader(io.StringIO(text))
    prices = Prices({row["financial_year"]: float(row["deflator_index"]) for row in rows})
    return replace(scenario, facts=replace(scenario.facts, prices=prices))


def _side_by_side(rows: Sequence[Row], release: Release) -> pd.DataFrame:
    """Return each year of either, from the first on file."""
    on_file = {row["financial_year"]: row for row in rows}
    new = {each.year: each for each in release.years if each.year >= min(on_file)}
    frame = pd.DataFrame(
        {
            "change_on_file": {y: float(row["change_pct"]) for y, row in on_file.items()},
            "change": {year: each.change for year, each in new.items()},
            "status_on_file": {year: row["status"] for year, row in on_file.items()},
            "status": {year: each.status for year, each in new.items()},
        }
    ).sort_index()
    frame.insert(2, "difference", frame["change"] - frame["change_on_file"])
    return frame.rename_axis("financial_year")
