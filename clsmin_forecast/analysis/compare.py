"""Scenarios side by side, and their differences with the luck taken out."""

from typing import Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import DIFFERENCE, NAME, SUMMARY, Column, labelled
from ..errors import InputError
from ..inputs.scenarios import AnyScenarios, scenarios_of
from ..model.decisions import joint_paths
from ..model.forecast import Forecast, forecast
from ..model.mixture import Mixture
from ..model.projection import GAP_PARTS, OPEN_YEARS, Span
from ..units import HALF_A_PENNY
from .basis import OfForecasts, Settings, describe

_A_PENNY = 2 * HALF_A_PENNY


COLUMNS = {
    "scenario": Column("Scenario", NAME),
    "title": Column("What it assumes", label="scenario"),
    **labelled(
        SUMMARY | DIFFERENCE,
        mean="recovered, mean",
        p5="5%",
        p95="95%",
        difference="against the first",
        chance_more="chance of more",
        gap_mean="gap, mean",
        gap_in_funded_years_mean="gap in funded years",
        gap_after_ceasing_mean="gap after ceasing",
        posts_mean="posts a year, mean",
        chance_nothing="chance of nothing",
    ),
}


@public
def compare(
    scenarios: AnyScenarios,
    *,
    span: Span = OPEN_YEARS,
    **settings: Unpack[Settings],
) -> Answer[OfForecasts]:
    """Return several scenarios side by side, with paired differences from the first.

    All scenarios share the same draws, and the same luck of the funder: one number a year, from the
    worst decision to the best. So a difference holds only what the changes do.

    Parameters
    ----------
    scenarios : sequence of Scenario, str or Path
        At least one; the first is what the others are held against.
    span : str or sequence of str
        ``decision_years``, ``in_principle_years``, ``all_years``, or years by name.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by scenario. Recovered over the span in pounds (mean, p5, p50, p95, standard
        error), the mean gap over the span with its parts in funded years and after ceasing, the
        award and the posts of an average year, and the chance that nothing is recovered; without
        gap and posts where no paper prices a post. Then the difference from the first: its mean,
        standard error, p5 and p95, pounds, and the chance that more is recovered, or less, with
        its standard error.

    Raises
    ------
    InputError
        If there is no scenario, two have the same name, they rest on different awards, or an
        argument breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> both = cf.compare(["ceases", "full_expansion"])
    >>> both["difference"].tolist()
    [0.0, 2000000.0]
    """
    assumed = scenarios_of(scenarios)
    names = [scenario.name for scenario in assumed]
    if not names:
        raise InputError(
            'compare: needs at least one scenario, as in ["central", "ceases"], got none.'
        )
    if len(set(names)) < len(names):
        raise InputError(f"compare: needs scenarios with different names, got {names}.")
    if any(scenario.facts.awards != assumed[0].facts.awards for scenario in assumed):
        raise InputError(
            f"compare: scenarios must rest on the same awards, and {names} do not; "
            "a bridge takes two versions."
        )
    forecasts = [forecast(scenario, **settings) for scenario in assumed]
    rows = [
        {
            "title": each.scenario.title,
            **summary(each, span),
            **paired_difference(forecasts[0], each, span),
        }
        for each in forecasts
    ]
    frame = pd.DataFrame(rows, index=pd.Index(names, name="scenario"))
    about = OfForecasts(
        **describe(forecasts, span),
        stem="compare",
        caption="The scenarios side by side",
        columns=COLUMNS,
    )
    return Answer.of(frame, about)


def summary(forecast: Forecast, span: Span) -> dict[str, float]:
    """Return the answer of a forecast over a span of years as one row.

    Parameters
    ----------
    forecast : Forecast
        What is summed up.
    span
        As in `compare`.
    """
    statistic = forecast.total("recovered", span).statistic()
    gaps = ("gap", *GAP_PARTS) if forecast.priced else ()
    return {
        **{name: statistic[name] for name in ("mean", "p5", "p50", "p95", "standard_error")},
        **{f"{gap}_mean": forecast.total(gap, span).mean for gap in gaps},
        "award_mean": _average(forecast, "award", span),
        **({"posts_mean": _average(forecast, "posts", span)} if forecast.priced else {}),
        "chance_nothing": chance_nothing(forecast, span),
    }


def chance_nothing(forecast: Forecast, span: Span) -> float:
    """Return the probability that nothing is recovered over a span of years."""
    return 1 - forecast.total("recovered", span).chance_at_least(_A_PENNY)


def _average(forecast: Forecast, measure: str, span: Span) -> float:
    means = [
        mixture.mean
        for year in forecast.years_of(span)
        if (mixture := forecast.in_year(measure, year))
    ]
    return float(np.mean(means)) if means else np.nan


def difference(first: Forecast, other: Forecast, span: Span, of: str = "recovered") -> Mixture:
    """Return what one forecast has more of than another, draw by draw and by pairs of paths.

    Parameters
    ----------
    first, other : Forecast
        With the same draws and seed, over the same awards.
    span
        As in `compare`.
    of : str
        ``recovered``, ``gap`` or ``balance``.

    Returns
    -------
    Mixture
        Of `other` less `first`, pounds in their price base.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceases, full = (cf.forecast(cf.load_scenario(n)) for n in ("ceases", "full_expansion"))
    >>> difference(ceases, full, "in_principle_years").quantiles([0.05, 0.95]).tolist()
    [2000000.0, 2000000.0]
    """
    pairs = joint_paths(first.scenario, other.scenario)
    branches = [
        other.along(after.decisions, of, span) - first.along(before.decisions, of, span)
        for before, after in pairs
    ]
    return Mixture(tuple(branches), tuple(after.probability for _, after in pairs))


def paired_difference(first: Forecast, other: Forecast, span: Span) -> dict[str, float]:
    """Return the difference of what two forecasts recover, as the columns of `compare`.

    Parameters
    ----------
    first, other, span
        As in `difference`.
    """
    more = difference(first, other, span)
    low, high = more.quantiles([0.05, 0.95]).tolist()
    less = Mixture(tuple(-values for values in more.branches), more.weights)
    return {
        "difference": more.mean,
        "difference_standard_error": more.standard_error,
        "difference_p5": low,
        "difference_p95": high,
        "chance_more": more.chance_at_least(_A_PENNY),
        "chance_less": less.chance_at_least(_A_PENNY),
        "chance_more_standard_error": more.standard_error_of(
            lambda block: block.chance_at_least(_A_PENNY)
        ),
    }
