"""The model in EMA Workbench: `perform_experiments` with Latin hypercube sampling, its default.

Its Monte Carlo sampling needs more draws. Its Sobol sampling needs as many, since it is meant for
sensitivity analysis and uses each value of an input many times over. It has no correlated inputs: a
factor that the years share is an input of its own.
"""

import numpy as np
from ema_workbench import (
    IntegerParameter,
    Model,
    RealParameter,
    Samplers,
    ScalarOutcome,
    perform_experiments,
)
from scipy import stats

from clsmin_forecast.quantiles import Values

from .grant import Grant, beta, one_total
from .measure import Peer


def peers() -> list[Peer]:
    name = "EMA Workbench, Latin hypercube"
    return [Peer(name, _totals, (4_096, 16_384), repeats=24, most=16_384)]


def _totals(grant: Grant, draws: int, seed: int) -> Values:
    np.random.seed(seed)  # noqa: NPY002 (the stream that its samplers draw from)
    _, outcomes = perform_experiments(
        _model(grant), draws, uncertainty_sampling=Samplers.LHS, log_progress=True
    )
    return np.asarray(outcomes["total"])


def _model(grant: Grant) -> Model:
    model = Model("grant", function=lambda **drawn: {"total": one_total(grant, drawn)})
    normals = (*grant.ratio_normals, *grant.rate_normals)
    model.uncertainties = [
        *(IntegerParameter.from_dist(n, stats.bernoulli(p)) for n, p in grant.chances.items()),
        *(RealParameter.from_dist(name, stats.norm()) for name in normals),
        RealParameter.from_dist("share", stats.beta(*beta(grant.share))),
    ]
    model.outcomes = [ScalarOutcome("total")]
    return model
