"""The error of the two-year total, against plain Monte Carlo with as many draws.

Plain Monte Carlo draws everything: the path by its probability, and each amount by an independent
uniform number (from a latent normal where the years are correlated) through the same quantile
functions and the same laws. Both are compared with a million stratified draws of another seed.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from unittest.mock import patch

import numpy as np

import clsmin_forecast as cf
from clsmin_forecast.model import amounts
from clsmin_forecast.model.mixture import Mixture
from clsmin_forecast.quantiles import Values, normal_share
from clsmin_forecast.quantities import Amount, Fixed

from . import DRAWS, Row

SPAN = "in_principle_years"
MANY, OTHER_SEED = 1_000_000, 9001
_SEEDS = range(40)
_LIMITS = {"mean": 1 / 50, "P95": 1 / 5}


def measure() -> Iterator[Row]:
    central = cf.load_scenario("central")
    exact = stratified(central, OTHER_SEED, MANY)
    ours = _error(lambda seed: stratified(central, seed), exact)
    theirs = _error(lambda seed: plain(central, seed), exact)
    for index, (figure, limit) in enumerate(_LIMITS.items()):
        what = f"error of the {figure}, in-principle total"
        against = f"plain Monte Carlo, {DRAWS:,} draws"
        yield Row(what, ours[index], "£", against, theirs[index], limit)


def stratified(scenario: cf.Scenario, seed: int, draws: int = DRAWS) -> Values:
    return _figures(cf.forecast(scenario, draws=draws, seed=seed).total("recovered", SPAN))


def plain(scenario: cf.Scenario, seed: int) -> Values:
    rng = np.random.default_rng(seed)
    with patch.object(amounts, "draw", _plain_draw(rng)):
        drawn = amounts.evaluate(scenario, DRAWS, seed)
    forecast = replace(cf.forecast(scenario, draws=DRAWS), amounts=drawn)
    sums = forecast.total("recovered", SPAN)
    path = rng.choice(len(sums.weights), DRAWS, p=sums.weights)
    totals = np.choose(path, [np.broadcast_to(branch, DRAWS) for branch in sums.branches])
    return _figures(Mixture((totals,), (1.0,)))


def _plain_draw(rng: np.random.Generator) -> Callable[..., Values]:
    factors: dict[str, Values] = {}

    def draw(
        quantity: Amount, name: str, draws: int, seed: int, shared: tuple[str, float] = ("", 0.0)
    ) -> Values:
        factor, correlation = shared
        if isinstance(quantity, Fixed):
            return np.array([quantity.value])
        if not correlation:
            return quantity.quantile(rng.random(draws))
        common = factors.setdefault(factor, rng.standard_normal(draws))
        own = rng.standard_normal(draws)
        latent = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own
        return quantity.quantile(normal_share(latent))

    return draw


def _figures(total: Mixture) -> Values:
    return np.array([total.mean, *total.quantiles([0.95])])


def _error(figures: Callable[[int], Values], exact: Values) -> Values:
    errors = np.array([figures(seed) for seed in _SEEDS]) - exact
    return np.asarray(np.sqrt((errors**2).mean(axis=0)))
