"""The tables of a forecast as data frames, from the figures of its document."""

from typing import TYPE_CHECKING

import numpy as np

from .document import GAP_PARTS
from .mixture import LEVELS, Statistic

if TYPE_CHECKING:
    import pandas as pd

    from .forecast import Forecast


def by_year_frame(forecast: "Forecast") -> "pd.DataFrame":
    """Return a table by year, as `Forecast.by_year` describes it.

    Parameters
    ----------
    forecast : Forecast
        What is tabulated.
    """
    rows = {
        year["financial_year"]: {
            "status": year["status"],
            "award": year["award_gbp"],
            "probability_funded": year["probability_funded"],
            **_by_comparison(year["probability_funded_by_comparison"]),
            **year["recovered_gbp"],
            **_errors_of_ends(forecast, year["financial_year"]),
            **_named("cost", year["cost_gbp"], "mean", "p5", "p95"),
            **_named("gap", year["gap_gbp"], "mean", "p95", "standard_error"),
            **_named(GAP_PARTS[0], year[f"{GAP_PARTS[0]}_gbp"], "mean"),
            **_named(GAP_PARTS[1], year[f"{GAP_PARTS[1]}_gbp"], "mean"),
            **_named("posts", year["posts_supported"], "mean", "p5", "p95", "standard_error"),
            **_named("posts_at_risk", year["posts_at_risk"], "mean", "p95"),
            "probability_team_covered": year["probability_team_covered"],
        }
        for year in forecast.part("years")
    }
    import pandas as pd  # slow to load, and a forecast itself needs none of it

    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("financial_year")


def _errors_of_ends(forecast: "Forecast", year: str) -> dict[str, float]:
    recovered = forecast.in_year("recovered", year)
    ends = {"p5": LEVELS[0], "p95": LEVELS[-1]}
    return {
        f"{name}_standard_error": recovered.standard_error_of(
            lambda block, level=level: float(block.quantiles([level])[0])  # type: ignore[misc]
        )
        for name, level in ends.items()
        if recovered is not None
    }


def _by_comparison(span: dict[str, float] | None) -> dict[str, float]:
    ends = span or {"least": np.nan, "most": np.nan}
    return {f"probability_funded_{end}": chance for end, chance in ends.items()}


def _named(measure: str, statistic: Statistic | None, *names: str) -> dict[str, float]:
    return {f"{measure}_{name}": statistic[name] if statistic else np.nan for name in names}


def path_frame(forecast: "Forecast") -> "pd.DataFrame":
    """Return a table of the decision paths, as `Forecast.paths` describes it.

    Parameters
    ----------
    forecast : Forecast
        What is tabulated.
    """
    rows = [
        {**path["decisions"], "probability": path["probability"]}
        | {name: path["recovered_gbp"][name] for name in ("mean", "p5", "p95")}
        for path in forecast.part("paths")
    ]
    import pandas as pd

    frame = pd.DataFrame(rows).sort_values("probability", ascending=False, ignore_index=True)
    if years := forecast.years_of("decision_years"):
        frame.attrs.update(years=years, statuses=forecast.scenario.facts.awards.statuses(years))
    return frame
