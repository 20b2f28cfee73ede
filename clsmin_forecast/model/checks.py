"""The cross-checks that stand in every forecast and are shown with it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..inputs.awards import OUTTURN, RECEIVED
from ..units import HALF_A_PENNY
from .decisions import KINDS
from .expected import expected_recovered
from .projection import Projection

_STANDARD_ERRORS = 4  # how closely the two must agree
_LEAST_ERROR = 1e-5  # of the sum: now and then all blocks come far closer to each other by chance
_WIDENING = 2.117  # 8 blocks know their own error so well: Student's t with 7 degrees of freedom


def run_checks(forecast: Projection) -> list[dict[str, Any]]:
    """Return the cross-checks of a forecast: name, whether it passed, and what was found.

    Parameters
    ----------
    forecast : Projection
        What is checked.
    """
    return [
        _probabilities(forecast),
        _limits(forecast),
        _settled(forecast),
        _expected(forecast),
        _totals(forecast),
    ]


def _check(name: str, passed: bool, detail: str) -> dict[str, Any]:
    return {"name": name, "passed": bool(passed), "detail": detail}


def _probabilities(forecast: Projection) -> dict[str, Any]:
    total = sum(path.probability for path in forecast.path_list)
    rounding = 1e-9  # far below any probability that matters
    return _check(
        "Path probabilities sum to 1", abs(total - 1) < rounding, f"they sum to {total:.12f}"
    )


def _limits(forecast: Projection) -> dict[str, Any]:
    worst = forecast.amounts.once("limits", lambda: _passed_by(forecast))
    name = "0 ≤ recovered ≤ award ≤ ceiling in every draw"
    return _check(name, worst < HALF_A_PENNY, f"no limit is passed by more than £{worst:.2f}")


def _passed_by(forecast: Projection) -> float:
    """Return by how much a draw passes a limit, at worst, pounds."""
    amounts, awards = forecast.amounts, forecast.scenario.facts.awards
    passed_by = [0.0]
    for (year, decision), got in amounts.recovered.items():
        award = amounts.award[year, KINDS[decision]]
        passed_by += [-got.min(), (got - award).max(), award.max() - awards[year].amount]
    return float(np.max(passed_by)) + 0.0  # never minus nothing; what is not a number stays so


def _settled(forecast: Projection) -> dict[str, Any]:
    awards = forecast.scenario.facts.awards
    data = {year: awards[year].settled for year in awards.years_with(RECEIVED, OUTTURN)}
    drawn = {year: _mean(forecast, year) / forecast.scale[year] for year in data}
    passed = all(abs(drawn[year] - amount) < HALF_A_PENNY for year, amount in data.items())
    total = sum(drawn.values())
    return _check("Accepted and closed years equal the data", passed, f"they sum to £{total:,.0f}")


def _expected(forecast: Projection) -> dict[str, Any]:
    gaps = dict(_expected_gaps(forecast))
    worst = max(gaps, key=lambda year: gaps[year], default="no year")
    return _check(
        f"Exact and drawn expected values agree within {_STANDARD_ERRORS} standard errors",
        all(gap <= _STANDARD_ERRORS for gap in gaps.values()),
        f"largest difference {gaps.get(worst, 0):.1f} standard errors, in {worst}",
    )


def _expected_gaps(forecast: Projection) -> Iterator[tuple[str, float]]:
    expected = forecast.scenario.once(
        expected_recovered, lambda: expected_recovered(forecast.scenario)
    )
    for year in forecast.scenario.facts.awards.decision_years:
        weights = forecast.outcomes("recovered", year)
        exact = sum(expected[year, decision] * weight for decision, weight in weights.items())
        drawn = forecast.in_year("recovered", year)
        if drawn is not None:
            scale = forecast.scale[year]
            difference = abs(drawn.mean / scale - exact)
            yield year, difference / _error(exact, drawn.standard_error / scale)


def _error(exact: float, found: float) -> float:
    """Return the standard error to go by, of an expected value and the error found from blocks."""
    of_rounding = HALF_A_PENNY / _STANDARD_ERRORS
    return of_rounding if found < of_rounding else max(_WIDENING * found, _LEAST_ERROR * exact)


def _totals(forecast: Projection) -> dict[str, Any]:
    total = forecast.total("recovered", "all_years").mean
    years = sum(_mean(forecast, year) for year in forecast.scenario.facts.awards.years)
    passed = abs(total - years) < HALF_A_PENNY
    return _check("The years add up to the total", passed, f"£{years:,.0f} and £{total:,.0f}")


def _mean(forecast: Projection, year: str) -> float:
    mixture = forecast.in_year("recovered", year)
    return mixture.mean if mixture else np.nan
