"""The figures of a forecast by which a file is checked: ``laws.js`` answers the same questions."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...model.forecast import Forecast
from ...model.mixture import Mixture

FUNDED, POSTS = "funded", "posts"


def figure(forecast: Forecast, of: str, years: Sequence[str], what: str | float) -> float:
    """Return a figure of a forecast.

    Parameters
    ----------
    of : str
        ``funded``, the chance of it in one year; ``posts`` in one year; or a measure that is
        summed: ``recovered``, ``gap`` or one of its parts.
    years : sequence of str
        Over which it is.
    what : str or float
        ``mean``, ``least 500000`` for the chance of at least so much, or the level of a quantile.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceases = cf.forecast("ceases", draws=8)
    >>> figure(ceases, "recovered", ["2025/26"], "mean"), figure(ceases, FUNDED, ["2025/26"], "")
    (0.0, 0.0)
    """
    if of == FUNDED:
        return float(np.clip(forecast.probability_funded(years[0]), 0, 1))
    found = forecast.in_year(of, years[0]) if of == POSTS else forecast.total(of, years)
    assert found is not None
    return _statistic(found, what)


def _statistic(found: Mixture, what: str | float) -> float:
    if what == "mean":
        return found.mean
    if isinstance(what, str):
        return found.chance_at_least(float(what.removeprefix("least ")))
    return float(found.quantiles([what])[0])


def asked(forecast: Forecast) -> list[dict[str, Any]]:
    """Return the five figures that are asked of a forecast, without their values."""
    years, last = list(forecast.years_of("open_years")), forecast.years_of("open_years")[-1]
    sum_ = f"least {forecast.scenario.facts.awards.largest:g}"
    whats: tuple[tuple[str, list[str], str | float], ...] = (
        ("recovered", years, "mean"),
        ("recovered", years, 0.75),
        ("recovered", years, sum_),
        (FUNDED, [last], "mean"),
        ("gap", years, "mean") if forecast.priced else ("recovered", [last], 0.95),
    )
    return [{"of": of, "years": over, "what": what} for of, over, what in whats]


def check_figures(forecast: Forecast, settings: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return what is asked with its values, at the settings that the forecast was made with."""
    return [
        {**each, "settings": dict(settings), "value": figure(forecast, **each)}
        for each in asked(forecast)
    ]
