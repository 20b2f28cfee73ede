"""Expected values without draws, against which the drawn ones are checked."""

from functools import lru_cache
from math import sqrt

import numpy as np

from ..inputs.awards import CEILINGS, UNDECIDED
from ..inputs.scenarios import Scenario
from ..quantiles import Values, normal_quantile, normal_share
from ..quantities import Amount, Chance, Choice, Fixed
from ..sums import weighted_sum
from ..units import year_after
from . import funding
from .decisions import AGAIN, ANEW, CEASE, CONTINUE, EXPAND, FILLING
from .year import MONTHS, year_filled

_POINTS = 48  # Gauss-Legendre points between two bends: the error is far below a penny
_REACH = 8.0  # standard deviations that the points span
_GRID = 401  # base awards between which the expected value is interpolated; it is all but straight


@lru_cache(maxsize=1)
def _gauss_legendre() -> tuple[Values, Values]:
    points, weights = np.polynomial.legendre.leggauss(_POINTS)
    return (points + 1) / 2, weights  # from -1..1 to 0..1


@lru_cache(maxsize=256)  # more than one scenario needs, and the next one needs the same
def _normal_nodes(*bends: float) -> tuple[Values, Values]:
    # Each side of a bend on its own, because there the rule loses its accuracy.
    points, weights = _gauss_legendre()
    edges = np.clip([-_REACH, *bends, _REACH], -_REACH, _REACH)
    width = np.diff(edges)[:, None]
    z = (edges[:-1, None] + width * points).ravel()
    mass = np.exp(-(z**2) / 2) * (width * weights).ravel()  # the normal density, scaled below
    return z, mass / mass.sum()


def _nodes(
    quantity: Amount, shared: float = 0.0, correlation: float = 0.0
) -> tuple[Values, Values]:
    if isinstance(quantity, Fixed):
        return np.array([quantity.value]), np.ones(1)
    common, own = sqrt(correlation) * shared, sqrt(1 - correlation)
    if own == 0:
        return quantity.quantile(normal_share(np.array([common]))), np.ones(1)
    bends = (normal_quantile(np.array(quantity.bends)) - common) / own
    if isinstance(quantity, Choice) and all(isinstance(each, Fixed) for each in quantity.items):
        return np.array([each.low for each in quantity.items]), np.diff(normal_share(bends))
    z, mass = _normal_nodes(*bends.tolist())
    return quantity.quantile(normal_share(common + own * z)), mass


def _mean(quantity: Amount | Chance) -> float:
    if isinstance(quantity, Chance):
        return quantity.mid
    values, mass = _nodes(quantity)
    return float(weighted_sum(values, mass))


def expected_base(scenario: Scenario) -> dict[str, float]:
    """Return the expected base award of each year beneath a ceiling, pounds.

    Works backwards: the expected base award of a year, as a function of the base award of each year
    before.

    Parameters
    ----------
    scenario : Scenario
        Its continuation ratios and ceilings are read.
    """
    awards = scenario.facts.awards
    years = awards.ceiling_years
    paid = [
        a.amount
        for a in awards.rows
        if a.status not in CEILINGS and (a.amount > 0 or a.status in UNDECIDED)
    ]
    start = paid[-1] if paid else 0.0
    correlation = scenario.register.between_years("continuation_ratio")
    shared, mass = _normal_nodes(0.0) if correlation else (np.zeros(1), np.ones(1))
    return {
        year: float(
            weighted_sum(
                [
                    _chain(scenario, years[: index + 1], start, factor, correlation)
                    for factor in shared
                ],
                mass,
            )
        )
        for index, year in enumerate(years)
    }


def _chain(
    scenario: Scenario, years: tuple[str, ...], start: float, shared: float, correlation: float
) -> float:
    grid = np.linspace(0, max(scenario.facts.awards[year].amount for year in years), _GRID)
    expected = grid
    for index, year in reversed(list(enumerate(years))):
        previous = grid if index else np.array([start])
        base, mass = _base(scenario, year, previous, shared, correlation)
        later = base if year == years[-1] else np.interp(base, grid, expected)
        expected = weighted_sum(later, mass)
    return float(expected[0])


def _base(
    scenario: Scenario, year: str, previous: Values, shared: float, correlation: float
) -> tuple[Values, Values]:
    """Return the base awards that may follow each of the year before, and their mass."""
    ceiling, stated = scenario.facts.awards[year].amount, scenario.quantities["award"].get(year)
    if stated is not None:
        assert not isinstance(stated, Chance)
        amounts, mass = _nodes(stated)
        return np.tile(np.minimum(ceiling, amounts), (len(previous), 1)), mass
    ratio = scenario.quantities["continuation_ratio"][year]
    assert not isinstance(ratio, Chance)
    ratios, mass = _nodes(ratio, shared, correlation)
    return funding.base_award(previous[:, None], ratios, ceiling), mass


def _expected_filled(scenario: Scenario, year: str, since: float = 0) -> float | None:
    """Return the expected share of a year that posts are in post which began in it, if known.

    Or that those of it are in post in the year that begins so many months after it.
    """
    given = [scenario.quantities[name].get(year) for name in ("start_month", "fill_months")]
    if not any(given):
        return None
    (starts, mass), (fills, weight) = (
        _nodes(each) if isinstance(each, Amount) else (np.zeros(1), np.ones(1)) for each in given
    )
    filled = year_filled(starts[:, None] - since, fills)
    return float(weighted_sum(weighted_sum(filled, weight), mass))


def expected_recovered(scenario: Scenario) -> dict[tuple[str, str], float]:
    """Return the expected recovered sum of each undecided year and decision, pounds, cash.

    Award, share and recovery rate are independent, so each enters by its own mean.
    """
    awards, base = scenario.facts.awards, expected_base(scenario)
    expected: dict[tuple[str, str], float] = {}
    for year in awards.decision_years:
        rate = _mean(scenario.quantities["recovery_rate"][year])
        going_on = base.get(year, awards[year].amount)
        expected[year, CEASE] = 0.0
        expected[year, CONTINUE] = going_on * rate
        if year in base:
            share = _mean(scenario.quantities["expansion_share"][year])
            more = share * (awards[year].amount - going_on)
            expected[year, EXPAND] = (going_on + more) * rate
            filled = _expected_filled(scenario, year)
            before = _expected_filled(scenario, year_after(year, -1), MONTHS)
            if filled is not None or before is not None:
                anew, old = (rate, rate) if filled is None else (filled, 1.0)
                goes_on = 1.0 if before is None else before
                expected[year, ANEW[CONTINUE]] = going_on * anew
                expected[year, ANEW[EXPAND]] = going_on * old + more * anew
                expected[year, AGAIN] = going_on * goes_on * old + more * anew
                expected[year, FILLING[CONTINUE]] = going_on * goes_on * rate
                expected[year, FILLING[EXPAND]] = (going_on + more * goes_on) * rate
    return expected
