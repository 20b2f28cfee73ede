"""Scenarios side by side, and their differences with the luck taken out."""

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

import numpy as np
import pandas as pd

from ..errors import InputError
from ..inputs.scenarios import Scenario
from ..model.checks import run_checks
from ..model.document import sources
from ..model.forecast import Forecast, forecast
from ..model.mixture import Mixture
from ..units import HALF_A_PENNY

IN_PRINCIPLE_YEARS = "in_principle_years"


class Settings(TypedDict, total=False):
    """How a forecast is made, as in `forecast`."""

    draws: int
    seed: int
    price_base: str


def compare(
    scenarios: Sequence[Scenario],
    *,
    span: str = IN_PRINCIPLE_YEARS,
    **settings: Unpack[Settings],
) -> pd.DataFrame:
    """Return several scenarios side by side, with paired differences from the first.

    All scenarios share the same draws, so a difference holds only what the changes do.

    Parameters
    ----------
    scenarios : sequence of Scenario
        At least one; the first is what the others are held against.
    span : str
        ``decision_years``, ``in_principle_years`` or ``all_years``.
    **settings
        ``draws``, ``seed`` and ``price_base``, as in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by scenario. Recovered over the span in pounds (mean, p5, p50, p95, standard
        error), the mean gap over the span, the award and the posts of an average year, the chance
        that nothing is recovered, and the difference of means from the first with its standard
        error. ``attrs`` holds the span, its years, the price base, sources and cross-checks.

    Raises
    ------
    InputError
        If there is no scenario, two have the same name, or an argument breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> both = cf.compare([cf.load_scenario("ceases"), cf.load_scenario("full_expansion")])
    >>> both["difference"].tolist()
    [0.0, 2000000.0]
    """
    names = [scenario.name for scenario in scenarios]
    if not names or len(set(names)) < len(names):
        raise InputError(f"compare: needs scenarios with different names, got {names}.")
    forecasts = [forecast(scenario, **settings) for scenario in scenarios]
    said, first = described(forecasts, span), forecasts[0].total("recovered", span)
    rows = [
        {
            "title": each.scenario.title,
            **summary(each, span),
            **_difference(each.total("recovered", span), first),
        }
        for each in forecasts
    ]
    frame = pd.DataFrame(rows, index=pd.Index(names, name="scenario"))
    frame.attrs = said
    return frame


def summary(forecast: Forecast, span: str) -> dict[str, float]:
    """Return the answer of a forecast over a span of years as one row.

    Parameters
    ----------
    forecast : Forecast
        What is summed up.
    span : str
        ``decision_years``, ``in_principle_years`` or ``all_years``.
    """
    statistic = forecast.total("recovered", span).statistic()
    return {
        **{name: statistic[name] for name in ("mean", "p5", "p50", "p95", "standard_error")},
        "gap_mean": forecast.total("gap", span).mean,
        "award_mean": _average(forecast, "award", span),
        "posts_mean": _average(forecast, "posts", span),
        "chance_nothing": chance_nothing(forecast, span),
    }


def chance_nothing(forecast: Forecast, span: str) -> float:
    """Return the probability that nothing is recovered over a span of years."""
    return 1 - forecast.total("recovered", span).chance_at_least(2 * HALF_A_PENNY)


def described(forecasts: Sequence[Forecast], span: str) -> dict[Any, Any]:
    """Return what a table must say of itself: years, price base, sources and cross-checks.

    Raises
    ------
    InputError
        If the span has no year.
    """
    first = forecasts[0]
    if not first.years_of(span):
        raise InputError(f"span: {span} has no year in awards.csv; name another span.")
    return {
        "span": span,
        "years": first.years_of(span),
        "price_base": first.price_base,
        "sources": sources(first),
        "checks": _joint_checks(forecasts),
    }


def _joint_checks(forecasts: Sequence[Forecast]) -> list[dict[str, Any]]:
    # A check has passed when it has in every forecast; else the first that failed is told.
    joint = []
    for same in zip(*map(run_checks, forecasts), strict=True):
        failed = [check["detail"] for check in same if not check["passed"]]
        detail = failed[0] if failed else f"in each of {len(same)} forecasts"
        joint.append({"name": same[0]["name"], "passed": not failed, "detail": detail})
    return joint


def _average(forecast: Forecast, measure: str, span: str) -> float:
    means = [
        mixture.mean
        for year in forecast.years_of(span)
        if (mixture := forecast.in_year(measure, year))
    ]
    return float(np.mean(means))


def _difference(total: Mixture, first: Mixture) -> dict[str, float]:
    blocks = total.block_means - first.block_means
    return {
        "difference": float(blocks.mean()),
        "difference_standard_error": float(blocks.std(ddof=1) / np.sqrt(blocks.size)),
    }
