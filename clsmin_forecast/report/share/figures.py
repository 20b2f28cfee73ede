"""The figures of a forecast by which a file is checked: ``laws.js`` answers the same questions."""

from collections.abc import Mapping
from typing import Any

from ...model.forecast import Forecast
from ...present.explorer.figures import FUNDED, figure


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
