"""Amounts: every law evaluated on the draws of a scenario, by year and decision, in cash."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..inputs.awards import APPROVED, IN_PRINCIPLE, OUTTURN, UNDECIDED, Award
from ..inputs.scenarios import Scenario
from ..inputs.specs import INPUTS
from ..quantities import Chance, Values
from . import funding
from .decisions import CEASE, CONTINUE, EXPAND
from .draws import draw

Outcome = tuple[str, str]
"""A financial year and a decision; a decided year has the one decision ``continue``."""


@dataclass(frozen=True)
class Amounts:
    """What each decision would bring in each year, draw by draw.

    Parameters
    ----------
    award, recovered, gap, posts : mapping of (year, decision) to array
        Pounds, pounds, pounds and posts. The gap and the posts exist from the costing year on.
    cost : mapping of str to array
        Cost of the team by year, pounds, from the costing year on.
    """

    award: Mapping[Outcome, Values]
    recovered: Mapping[Outcome, Values]
    gap: Mapping[Outcome, Values]
    posts: Mapping[Outcome, Values]
    cost: Mapping[str, Values]


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
    """Return every law evaluated on the draws.

    Parameters
    ----------
    scenario : Scenario
        What is assumed.
    draws : int
        How many.
    seed : int
        The seed of all streams.
    """
    drawn = draw_inputs(scenario, draws, seed)
    awards = _awards(scenario, drawn)
    recovered = {
        (year, decision): _recovered(
            scenario.facts.awards[year], award, drawn["recovery_rate"].get(year)
        )
        for (year, decision), award in awards.items()
    }
    unit_cost = _unit_costs(scenario, drawn["pay_growth"])
    costed = {outcome: got for outcome, got in recovered.items() if outcome[0] in unit_cost}
    posts, other = drawn["team_posts"], drawn["alternative_funding"]
    cost = {year: funding.team_cost(posts[year], each) for year, each in unit_cost.items()}
    return Amounts(
        award=awards,
        recovered=recovered,
        gap={(y, d): funding.gap(cost[y], got, other[y]) for (y, d), got in costed.items()},
        posts={
            (y, d): funding.posts_supported(got, other[y], unit_cost[y])
            for (y, d), got in costed.items()
        },
        cost=cost,
    )


def _awards(scenario: Scenario, drawn: dict[str, dict[str, Values]]) -> dict[Outcome, Values]:
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


def _unit_costs(scenario: Scenario, growth: dict[str, Values]) -> dict[str, Values]:
    awards = scenario.facts.awards
    first = awards[awards.costing_year]
    cost = np.array([first.amount / (first.posts or np.nan)])
    costs = {first.financial_year: cost}
    for year in awards.costed_years[1:]:
        cost = costs[year] = funding.unit_cost(cost, growth[year])
    return costs
