"""The model that every tool is given: what is recovered in the in-principle years of a scenario.

The numbers are read from the scenario. The laws are those of docs/method.md, on plain numbers for a
tool that runs a case at a time and on arrays for one that does not; `low` and `high` are the
minimum and the maximum of either. Decisions are drawn year by year, as nobody but us lists paths.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt
from statistics import NormalDist
from types import MappingProxyType
from typing import Any

from scipy import special

import clsmin_forecast as cf
from clsmin_forecast.inputs.awards import IN_PRINCIPLE, Award
from clsmin_forecast.quantities import Chance, Range

Drawn = Mapping[str, Any]
"""Input name to a number, or to an array of as many numbers as draws."""

_CHANCES = ("cessation", "expansion")


@dataclass(frozen=True)
class Grant:
    """The numbers of the model; years go by the calendar year in which they start.

    Parameters
    ----------
    years : dict of str to Award
        The years not yet decided, in time order.
    chances : dict of str to float
        The probability of each yes-or-no input, such as ``cessation_2025``.
    ratios, rates : dict of str to Range
        Continuation ratio and recovery rate of each in-principle year.
    share : Range
        Expansion share, the same in all years.
    correlation : float
        Of the latent normals of any two recovery rates.
    """

    years: dict[str, Award]
    chances: dict[str, float]
    ratios: dict[str, Range]
    rates: dict[str, Range]
    share: Range
    correlation: float

    @property
    def ratio_normals(self) -> list[str]:
        return [f"ratio_{year}" for year in self.ratios]

    @property
    def rate_normals(self) -> list[str]:
        return ["common", *(f"rate_{year}" for year in self.rates)]

    @cached_property
    def slopes(self) -> dict[str, tuple[float, float, float]]:
        """The middle of each ratio, and the pounds per pound that a normal adds on either side."""
        return {year: _slopes(ratio) for year, ratio in self.ratios.items()}

    @cached_property
    def betas(self) -> dict[str, tuple[float, float, float, float]]:
        return {year: beta(rate) for year, rate in self.rates.items()}


def read(scenario: cf.Scenario) -> Grant:
    awards, inputs = scenario.facts.awards, scenario.quantities
    later = awards.years_with(IN_PRINCIPLE)
    ranges = {
        name: {year[:4]: _range(inputs[name][year]) for year in later}
        for name in ("continuation_ratio", "recovery_rate", "expansion_share")
    }
    return Grant(
        years={year[:4]: awards[year] for year in awards.decision_years},
        chances={
            f"{name}_{year[:4]}": chance.mid
            for name in _CHANCES
            for year, chance in inputs[name].items()
            if isinstance(chance, Chance)
        },
        ratios=ranges["continuation_ratio"],
        rates=ranges["recovery_rate"],
        share=next(iter(ranges["expansion_share"].values())),
        correlation=scenario.register.assumptions["recovery_rate"].between_years,
    )


def in_ranges(scenario: cf.Scenario) -> cf.Scenario:
    """Return the scenario with ratios and rates as ranges, the form that every tool can take."""
    later = scenario.facts.awards.years_with(IN_PRINCIPLE)
    found = {year: scenario.quantities["continuation_ratio"][year] for year in later}
    rate = {"range": {"low": 0.85, "mid": 0.97, "high": 1.0, "coverage": 1}}
    ratios = {
        year: {"range": {"low": q.low, "mid": q.mid, "high": q.high, "coverage": 0.8}}
        for year, q in found.items()
    }
    return scenario.but(continuation_ratio=ratios, recovery_rate=rate)


def uncorrelated(scenario: cf.Scenario) -> cf.Scenario:
    """Return the scenario with its recovery rates independent between years."""
    register = scenario.register
    rate = register.assumptions["recovery_rate"].model_copy(update={"between_years": 0.0})
    assumptions = MappingProxyType({**register.assumptions, "recovery_rate": rate})
    return replace(scenario, register=replace(register, assumptions=assumptions))


def total(
    grant: Grant,
    drawn: Drawn,
    rates: Drawn,
    low: Callable[..., Any] = min,
    high: Callable[..., Any] = max,
) -> Any:
    """Return what is recovered in the in-principle years, pounds."""
    funded, expanded, base, recovered = 1, 0, 0.0, 0.0
    for year, award in grant.years.items():
        funded = funded * (1 - drawn[f"cessation_{year}"])
        if award.status != IN_PRINCIPLE:
            base = award.amount
            continue
        expanded = funded * high(expanded, drawn[f"expansion_{year}"])
        below, middle, above = grant.slopes[year]
        normal = drawn[f"ratio_{year}"]
        ratio = middle + below * low(normal, 0) + above * high(normal, 0)
        base = low(award.amount, base * high(ratio, 0))
        full = base + expanded * drawn["share"] * (award.amount - base)
        recovered = recovered + funded * full * rates[year]
    return recovered


def latents(grant: Grant, drawn: Drawn) -> dict[str, Any]:
    """Return the latent normal of each recovery rate: a factor that all share, and its own."""
    common = sqrt(grant.correlation) * drawn["common"]
    own = sqrt(1 - grant.correlation)
    return {year: common + own * drawn[f"rate_{year}"] for year in grant.rates}


def one_total(grant: Grant, drawn: Mapping[str, float]) -> float:
    """Return the total of one case, from plain numbers and standard normals."""
    rates = {}
    for year, latent in latents(grant, drawn).items():
        alpha, other, start, width = grant.betas[year]
        rates[year] = start + width * float(special.betaincinv(alpha, other, special.ndtr(latent)))
    return float(total(grant, drawn, rates))


def beta(pert: Range) -> tuple[float, float, float, float]:
    """Return a PERT as the parameters, start and width of scipy's beta distribution."""
    width = pert.high - pert.low
    alpha = 1 + 4 * (pert.mid - pert.low) / width
    return alpha, 6 - alpha, pert.low, width


def _slopes(ratio: Range) -> tuple[float, float, float]:
    spread = NormalDist().inv_cdf((1 + ratio.coverage) / 2)
    return (ratio.mid - ratio.low) / spread, ratio.mid, (ratio.high - ratio.mid) / spread


def _range(quantity: object) -> Range:
    if not isinstance(quantity, Range):
        raise TypeError(f"this model is built for ranges, got {quantity}.")
    return quantity
