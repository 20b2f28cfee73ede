"""The model in squigglepy: in its array notation, and as a model function.

It has PERT and yes-or-no inputs of its own; a split normal is made of its normal. `sq.correlate`
reorders draws by their normal scores, so it gives the latent normals the wanted correlation. Its
check of the correlation reached is optional and takes a fifth of the time, so it is left out.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import squigglepy as sq

from clsmin_forecast.quantiles import Values, normal_share
from clsmin_forecast.quantities import Range

from .grant import Drawn, Grant, latents, one_total, total
from .measure import Peer

_NORMAL = sq.norm(mean=0, sd=1)


def peers() -> list[Peer]:
    arrays = partial(Peer, sizes=(65_536, 262_144), repeats=60, most=2**20)
    return [
        arrays("squigglepy arrays, sq.correlate", partial(_arrays, _correlated)),
        Peer("squigglepy model function", _function, (2_048, 4_096), repeats=20, most=4_096),
        arrays(
            "squigglepy arrays, correlated by hand",
            partial(_arrays, _by_hand),
            aside="numpy and the tables of this package correlate the years, not squigglepy",
        ),
        arrays(
            "squigglepy arrays, uncorrelated",
            partial(_arrays, _independent),
            aside="it leaves out the correlation of the years",
            correlated=False,
        ),
    ]


def _arrays(rates: Callable[[Grant, int], Drawn], grant: Grant, draws: int, seed: int) -> Values:
    sq.set_seed(seed)
    drawn = {name: sq.bernoulli(chance) @ draws for name, chance in grant.chances.items()}
    drawn |= {name: _NORMAL @ draws for name in grant.ratio_normals}
    drawn["share"] = _pert(grant.share) @ draws
    return np.asarray(total(grant, drawn, rates(grant, draws), np.minimum, np.maximum))


def _correlated(grant: Grant, draws: int) -> Drawn:
    perts = tuple(_pert(rate) for rate in grant.rates.values())
    together = sq.correlate(perts, grant.correlation, tolerance=None)
    return {year: pert @ draws for year, pert in zip(grant.rates, together, strict=True)}


def _by_hand(grant: Grant, draws: int) -> Drawn:
    drawn = {name: _NORMAL @ draws for name in grant.rate_normals}
    return {
        year: grant.rates[year].quantile(normal_share(latent))
        for year, latent in latents(grant, drawn).items()
    }


def _independent(grant: Grant, draws: int) -> Drawn:
    return {year: _pert(rate) @ draws for year, rate in grant.rates.items()}


def _function(grant: Grant, draws: int, seed: int) -> Values:
    sq.set_seed(seed)
    inputs = {name: sq.bernoulli(chance) for name, chance in grant.chances.items()}
    inputs |= dict.fromkeys([*grant.ratio_normals, *grant.rate_normals], _NORMAL)
    inputs["share"] = _pert(grant.share)

    # one draw at a time leaves sq.correlate nothing to reorder, so a common factor is drawn
    def case() -> float:
        return one_total(grant, {name: sq.sample(each) for name, each in inputs.items()})

    return np.asarray(sq.sample(case, n=draws))


def _pert(pert: Range) -> sq.distributions.PERTDistribution:
    return sq.pert(pert.low, pert.mid, pert.high)
