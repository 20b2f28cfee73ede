"""The views of the page: each a sentence, a chart and a table of one forecast."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...analysis.basis import Settings, year_in_question
from ...analysis.compare import compare
from ...analysis.decide import decide as decide_posts
from ...analysis.options import options as cross_options
from ...analysis.tornado import tornado
from ...analysis.year import year as by_month
from ...errors import InputError
from ...inputs.awards import Awards
from ...inputs.catalogue import reached_by
from ...inputs.scenarios import Scenario
from ...model.forecast import Forecast
from .. import charts, sentences, tables
from ..answers import View, view
from ..tables import Rows


@dataclass(frozen=True)
class Asked:
    """What a view is asked beside the forecast: as a state has it.

    Parameters
    ----------
    beside : Scenario or None
        To compare with.
    year : str
        The year in question; empty for the next that may not be funded.
    signed_month : float or None
        Months from 1 April to the signed agreement; None for the register's.
    option : str
        The option that is shown alone; empty for all.
    """

    beside: Scenario | None = None
    year: str = ""
    signed_month: float | None = None
    option: str = ""

    def year_of(self, forecast: Forecast, where: str) -> str:
        """Return the year in question by its name."""
        return year_in_question(forecast, self.year or None, where)


def outlook(forecast: Forecast, asked: Asked) -> View:
    """Return what may come."""
    return View(sentences.outlook(forecast), charts.funding_outlook(forecast), *_by_year(forecast))


def gap(forecast: Forecast, asked: Asked) -> View:
    """Return what is left to be found."""
    return View(sentences.gap(forecast), charts.gap(forecast), *_by_year(forecast))


def posts(forecast: Forecast, asked: Asked) -> View:
    """Return the posts that the money pays for."""
    chart = charts.posts(forecast)
    return View(f"{chart.headline}. {chart.alt}", chart, *_by_year(forecast))


def paths(forecast: Forecast, asked: Asked) -> View:
    """Return the paths that the funder's decisions can take."""
    chart = charts.decision_tree(forecast)
    said = f"{chart.headline}. {chart.alt}"
    caption = "The paths of the funder's decisions, the likeliest first"
    return View(said, chart, caption, tables.path_rows(forecast))


def drivers(forecast: Forecast, asked: Asked) -> View:
    """Return how far the answer moves with each input alone."""
    return view(tornado(forecast.scenario, **_settings(forecast)))


def comparison(forecast: Forecast, asked: Asked) -> View:
    """Return the forecast beside that of another scenario.

    Raises
    ------
    InputError
        If there is no other.
    """
    if asked.beside is None:
        raise InputError("Choose a scenario to compare with, other than the one looked at.")
    return view(compare([forecast.scenario, asked.beside], **_settings(forecast)))


def year(forecast: Forecast, asked: Asked) -> View:
    """Return the year in question by month."""
    when = asked.year_of(forecast, "year")
    return view(by_month(forecast.scenario, when, **_told(forecast, asked)))


def options(forecast: Forecast, asked: Asked) -> View:
    """Return what we can do while the funder has not decided.

    Raises
    ------
    InputError
        If the data folder has no option.
    """
    only, when = [asked.option] if asked.option else None, asked.year or None
    crossed = cross_options(forecast.scenario, only, when, **_told(forecast, asked))
    if crossed.empty:
        raise InputError("options: the data folder has none; write a file of options/ first.")
    return view(crossed)


def decide(forecast: Forecast, asked: Asked) -> View:
    """Return how many posts to keep while nobody knows."""
    when = asked.year or None
    return view(decide_posts(forecast.scenario, when, **_told(forecast, asked)))


VIEWS: Mapping[str, tuple[str, Callable[[Forecast, Asked], View]]] = {
    "outlook": ("Outlook", outlook),
    "gap": ("Gap", gap),
    "posts": ("Posts", posts),
    "paths": ("Paths", paths),
    "drivers": ("What drives it", drivers),
    "comparison": ("Comparison", comparison),
    "year": ("By month", year),
    "options": ("What we can do", options),
    "decide": ("Posts to keep", decide),
}
"""Name to title and what makes it."""

_DRAWN = {
    "gap": ("gap",), "posts": ("posts", "posts_at_risk"), "year": ("gap", "award"),
    "options": ("cost", "award"), "decide": ("posts", "cost"),
}  # fmt: skip
"""What a view is of; others are of what is recovered."""

_COSTED = {"year", "options", "decide"}  # of an undecided year in which the team has a cost


def view_names(awards: Awards) -> list[str]:
    """Return the views that there are: most, where a paper prices a post and a year is open.

    Examples
    --------
    >>> from clsmin_forecast.inputs.facts import load_facts
    >>> view_names(load_facts().awards) == list(VIEWS)
    True
    """
    there = {name: awards.priced_years for name in _DRAWN}
    there |= {name: awards.open_costed_years for name in _COSTED}
    return [view for view in VIEWS if there.get(view, True)]


def views_of_input(name: str) -> list[str]:
    """Return the views whose picture an input moves.

    Examples
    --------
    >>> views_of_input("alternative_funding"), views_of_input("recovery_rate")
    (['gap', 'posts', 'year', 'decide'], ['outlook', 'paths', 'drivers', 'comparison'])
    """
    return [
        view
        for view in VIEWS
        if any(name in reached_by(each) for each in _DRAWN.get(view, ("recovered",)))
    ]


def _by_year(forecast: Forecast) -> tuple[str, Rows]:
    return "The forecast by financial year", tables.by_year_rows(forecast)


def _told(forecast: Forecast, asked: Asked) -> dict[str, Any]:
    """Return how the forecast of a view is made, and the month if it is not the register's."""
    month = asked.signed_month
    return {**_settings(forecast)} | ({} if month is None else {"signed_month": month})


def _settings(forecast: Forecast) -> Settings:
    return {
        "draws": forecast.draws, "seed": forecast.seed, "price_base": forecast.price_base,
    }  # fmt: skip
