"""Amounts: every law evaluated on the draws of a scenario, by year and decision, in cash."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from ..inputs.awards import APPROVED, IN_PRINCIPLE, OUTTURN, UNDECIDED, Award
from ..inputs.scenarios import Scenario
from ..inputs.specs import INPUTS
from ..quantiles import Values
from ..quantities import Chance
from . import funding
from .decisions import CEASE, CONTINUE, EXPAND
from .draws import draw

Outcome = tuple[str, str]
"""A financial year and a decision; a decided year has the one decision ``continue``."""

Made = TypeVar("Made")

Drawn = Mapping[str, Mapping[str, Values]]
"""Values of the amounts by input and year, each in the unit of its input."""


@dataclass(frozen=True)
class Amounts:
    """What each decision would bring in each year, draw by draw; each law is evaluated when asked.

    Parameters
    ----------
    scenario : Scenario
        What is assumed.
    drawn : mapping of str to mapping of str to array
        Values of its amounts, as from `draw_inputs`.
    """

    scenario: Scenario
    drawn: Drawn

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def once(self, key: Hashable, made: Callable[[], Made]) -> Made:
        """Return what is made of the amounts alone, made once however the chances change.

        Parameters
        ----------
        key : hashable
            What it is.
        made : callable
            Makes it.
        """
        if key not in self._kept:
            self._kept[key] = made()
        found: Made = self._kept[key]
        return found

    @cached_property
    def award(self) -> dict[Outcome, Values]:
        """The award, pounds."""
        return _awards(self.scenario, self.drawn)

    @cached_property
    def recovered(self) -> dict[Outcome, Values]:
        """What is recovered, pounds."""
        rates, awards = self.drawn["recovery_rate"], self.scenario.facts.awards
        return {
            (year, decision): _recovered(awards[year], award, rates.get(year))
            for (year, decision), award in self.award.items()
        }

    @cached_property
    def unit_cost(self) -> dict[str, Values]:
        """The cost of a post by year, pounds a post, from the costing year on."""
        return _unit_costs(self.scenario, self.drawn["pay_growth"])

    @cached_property
    def cost(self) -> dict[str, Values]:
        """The cost of the team by year, pounds, from the costing year on."""
        posts = self.drawn["team_posts"]
        return {y: funding.team_cost(posts[y], each) for y, each in self.unit_cost.items()}

    @cached_property
    def gap(self) -> dict[Outcome, Values]:
        """The gap, pounds, from the costing year on."""
        other = self.drawn["alternative_funding"]
        return {
            (y, d): funding.gap(self.cost[y], got, other[y]) for (y, d), got in self._costed.items()
        }

    @cached_property
    def balance(self) -> dict[Outcome, Values]:
        """What is recovered less the cost of the team, pounds, from the costing year on."""
        return {(y, d): funding.balance(got, self.cost[y]) for (y, d), got in self._costed.items()}

    @cached_property
    def posts(self) -> dict[Outcome, Values]:
        """The posts supported, from the costing year on."""
        other = self.drawn["alternative_funding"]
        return {
            (y, d): funding.posts_supported(got, other[y], self.unit_cost[y])
            for (y, d), got in self._costed.items()
        }

    @cached_property
    def posts_at_risk(self) -> dict[Outcome, Values]:
        """The posts of the team that the money does not pay for, from the costing year on."""
        return {
            (y, d): funding.posts_at_risk(gap, self.unit_cost[y])
            for (y, d), gap in self.gap.items()
        }

    @property
    def _costed(self) -> dict[Outcome, Values]:
        return {o: got for o, got in self.recovered.items() if o[0] in self.unit_cost}


def draw_inputs(scenario: Scenario, draws: int, seed: int) -> dict[str, dict[str, Values]]:
    """Return the draws of every amount, by input and year.

    Parameters
    ----------
    scenario : Scenario
        Its amounts are drawn; its chances are not.
    draws : int
        How many.
    seed : int
        The seed of all streams.
    """
    return {
        name: _draw_years(scenario, name, draws, seed)
        for name, described in INPUTS.items()
        if not described.chance
    }


def _draw_years(scenario: Scenario, name: str, draws: int, seed: int) -> dict[str, Values]:
    quantities = {y: q for y, q in scenario.quantities[name].items() if not isinstance(q, Chance)}
    if INPUTS[name].once:
        first = next(iter(quantities.values()), None)
        values = np.zeros(1) if first is None else draw(first, name, draws, seed)
        return dict.fromkeys(quantities, values)
    shared = (name, scenario.register.assumptions[name].between_years)
    return {year: draw(q, f"{name}.{year}", draws, seed, shared) for year, q in quantities.items()}


def evaluate(scenario: Scenario, draws: int, seed: int) -> Amounts:
    """Return the laws on the draws of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What is assumed.
    draws : int
        How many.
    seed : int
        The seed of all streams.
    """
    return Amounts(scenario, draw_inputs(scenario, draws, seed))


def _awards(scenario: Scenario, drawn: Drawn) -> dict[Outcome, Values]:
    awards: dict[Outcome, Values] = {}
    base = np.zeros(1)
    for row in scenario.facts.awards.rows:
        year = row.financial_year
        if row.status == IN_PRINCIPLE:
            base = funding.base_award(base, drawn["continuation_ratio"][year], row.amount)
        elif row.amount > 0 or row.status in UNDECIDED:
            base = np.array([row.amount])
        share = drawn["expansion_share"].get(year, np.zeros(1))
        for decision in _decisions(row):
            awards[year, decision] = funding.award(decision, base, share, row.amount)
    return awards


def _decisions(row: Award) -> tuple[str, ...]:
    if row.status == IN_PRINCIPLE:
        return CONTINUE, EXPAND, CEASE
    if row.status in UNDECIDED:
        return CONTINUE, CEASE
    return (CONTINUE,) if row.settled > 0 else (CEASE,)


def _recovered(row: Award, award: Values, rate: Values | None) -> Values:
    if row.status == OUTTURN:
        return np.array([row.settled])
    paid_on_spending = row.status in (APPROVED, *UNDECIDED)
    if not paid_on_spending or rate is None or not award.any():
        return award  # one value where nothing is awarded, rather than as many zeros as draws
    return funding.recovered(award, rate)


def _unit_costs(scenario: Scenario, growth: Mapping[str, Values]) -> dict[str, Values]:
    awards = scenario.facts.awards
    first = awards[awards.costing_year]
    cost = np.array([first.amount / (first.posts or np.nan)])
    costs = {first.financial_year: cost}
    for year in awards.costed_years[1:]:
        cost = costs[year] = funding.unit_cost(cost, growth[year])
    return costs
