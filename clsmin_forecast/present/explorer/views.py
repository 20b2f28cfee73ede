"""The views of the page: each a sentence, a chart and a table of one forecast."""

from collections.abc import Callable, Mapping

from ...analysis.basis import Settings
from ...analysis.compare import compare
from ...analysis.tornado import tornado
from ...errors import InputError
from ...inputs.awards import Awards
from ...inputs.catalogue import reached_by
from ...inputs.scenarios import Scenario
from ...model.forecast import Forecast
from .. import charts, sentences, tables
from ..answers import View, view
from ..tables import Rows


def outlook(forecast: Forecast, beside: Scenario | None) -> View:
    """Return what may come."""
    return View(sentences.outlook(forecast), charts.funding_outlook(forecast), *_by_year(forecast))


def gap(forecast: Forecast, beside: Scenario | None) -> View:
    """Return what is left to be found."""
    return View(sentences.gap(forecast), charts.gap(forecast), *_by_year(forecast))


def posts(forecast: Forecast, beside: Scenario | None) -> View:
    """Return the posts that the money pays for."""
    chart = charts.posts(forecast)
    return View(f"{chart.headline}. {chart.alt}", chart, *_by_year(forecast))


def paths(forecast: Forecast, beside: Scenario | None) -> View:
    """Return the paths that the funder's decisions can take."""
    chart = charts.decision_tree(forecast)
    said = f"{chart.headline}. {chart.alt}"
    caption = "The paths of the funder's decisions, the likeliest first"
    return View(said, chart, caption, tables.path_rows(forecast))


def drivers(forecast: Forecast, beside: Scenario | None) -> View:
    """Return how far the answer moves with each input alone."""
    return view(tornado(forecast.scenario, **_settings(forecast)))


def comparison(forecast: Forecast, beside: Scenario | None) -> View:
    """Return the forecast beside that of another scenario.

    Raises
    ------
    InputError
        If there is no other.
    """
    if beside is None:
        raise InputError("Choose a scenario to compare with, other than the one looked at.")
    return view(compare([forecast.scenario, beside], **_settings(forecast)))


VIEWS: Mapping[str, tuple[str, Callable[[Forecast, Scenario | None], View]]] = {
    "outlook": ("Outlook", outlook),
    "gap": ("Gap", gap),
    "posts": ("Posts", posts),
    "paths": ("Paths", paths),
    "drivers": ("What drives it", drivers),
    "comparison": ("Comparison", comparison),
}
"""Name to title and what makes it."""

_DRAWN = {"gap": ("gap",), "posts": ("posts", "posts_at_risk")}  # else what is recovered


def view_names(awards: Awards) -> list[str]:
    """Return the views that there are: of a gap and of posts where a paper prices a post.

    Examples
    --------
    >>> from clsmin_forecast.inputs.facts import load_facts
    >>> view_names(load_facts().awards) == list(VIEWS)
    True
    """
    return [view for view in VIEWS if view not in _DRAWN or awards.priced_years]


def views_of_input(name: str) -> list[str]:
    """Return the views whose picture an input moves.

    Examples
    --------
    >>> views_of_input("alternative_funding"), views_of_input("recovery_rate")
    (['gap', 'posts'], ['outlook', 'paths', 'drivers', 'comparison'])
    """
    return [
        view
        for view in VIEWS
        if any(name in reached_by(each) for each in _DRAWN.get(view, ("recovered",)))
    ]


def _by_year(forecast: Forecast) -> tuple[str, Rows]:
    return "The forecast by financial year", tables.by_year_rows(forecast)


def _settings(forecast: Forecast) -> Settings:
    return {
        "draws": forecast.draws, "seed": forecast.seed, "price_base": forecast.price_base,
    }  # fmt: skip
