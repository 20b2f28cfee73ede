"""The model in monaco: three functions for each case, and scrambled Sobol points, its default.

Of its sampling methods, Halton points do as well here; Latin hypercube and random ones need several
times the draws. It has no correlated inputs: a factor that the years share is an input of its own.
"""

import monaco as mc
import numpy as np
from scipy import stats

from clsmin_forecast.quantiles import Values

from .grant import Grant, beta, one_total
from .measure import Peer


def peers() -> list[Peer]:
    # powers of two, for which Sobol points are meant
    return [Peer("monaco, Sobol", _totals, (16_384, 65_536), repeats=20, most=65_536, plain=False)]


def _totals(grant: Grant, draws: int, seed: int) -> Values:
    sim = mc.Sim("grant", draws, _functions(grant), seed=seed, verbose=False)
    for name, chance in grant.chances.items():
        sim.addInVar(name, stats.bernoulli, {"p": chance})
    for name in (*grant.ratio_normals, *grant.rate_normals):
        sim.addInVar(name, stats.norm, {"loc": 0, "scale": 1})
    share = dict(zip(("a", "b", "loc", "scale"), beta(grant.share), strict=True))
    sim.addInVar("share", stats.beta, share)
    sim.runSim()
    return np.asarray(sim.outvars["total"].nums)


def _functions(grant: Grant) -> mc.SimulationFunctions:
    return mc.SimulationFunctions(
        preprocess=lambda case: ({name: value.val for name, value in case.invals.items()},),
        run=lambda drawn: (one_total(grant, drawn),),
        postprocess=lambda case, total: case.addOutVal("total", total),
    )
