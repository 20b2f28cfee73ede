"""Amounts: every law evaluated on the draws of a scenario, by year and decision, in cash."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..inputs.awards import APPROVED, CEILINGS, OUTTURN, UNDECIDED, Award
from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import Scenario
from ..kept import Keeps
from ..quantiles import Values
from ..quantities import Chance
from ..units import HALF_A_PENNY, year_after
from . import funding
from .decisions import AGAIN, ANEW, CEASE, CONTINUE, EXPAND, FILLING, made
from .draws import draw
from .year import MONTHS, year_filled

Outcome = tuple[str, str]
"""A financial year and a decision; a decided year has the one decision ``continue``.

What is recovered has those of `ANEW`, `FILLING` and `AGAIN` too, where months are given."""

Drawn = Mapping[str, Mapping[str, Values]]
"""Values of the amounts by input and year, each in the unit of its input."""


@dataclass(frozen=True)
class Amounts(Keeps):
    """What each decision would bring in each year, draw by draw; each law is evaluated when asked.

    What is made of the amounts alone is kept, however the chances change.

    Parameters
    ----------
    drawn : mapping of str to mapping of str to array
        Values of its amounts, as from `draw_inputs`.
    """

    scenario: Scenario
    drawn: Drawn

    def __repr__(self) -> str:
        """Say whose they are, without their draws."""
        return f"<Amounts of {self.scenario.name}>"

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
        } | self._recovered_anew

    @cached_property
    def filling(self) -> dict[str, tuple[Values, Values]]:
        """The months to the first new post and to fill all, by year that has one of the two."""
        starts, fills = self.drawn["start_month"], self.drawn["fill_months"]
        return {
            y: (starts.get(y, np.zeros(1)), fills.get(y, np.zeros(1))) for y in {**starts, **fills}
        }

    @cached_property
    def ramped(self) -> frozenset[str]:
        """The years in which posts may fill up: those of `filling`, and those after them."""
        after = {year_after(year, 1) for year in self.filling}
        return frozenset({*self.filling, *after} & {*self.scenario.facts.awards.ceiling_years})

    @property
    def _recovered_anew(self) -> dict[Outcome, Values]:
        """What is recovered where posts begin in a year, or began in the one before, pounds."""
        found: dict[Outcome, Values] = {}
        for year in self.ramped:
            going_on, expanded = (self.award[year, each] for each in ANEW)
            rate, new = self.drawn["recovery_rate"].get(year, np.ones(1)), expanded - going_on
            begin, goes_on = self._filled(year), self._filled_after(year)
            anew = rate if begin is None else begin  # its months stand in place of the rate
            old = rate if begin is None else np.ones(1)
            found |= {
                (year, ANEW[CONTINUE]): going_on * anew,
                (year, ANEW[EXPAND]): going_on * old + new * anew,
                (year, AGAIN): going_on * goes_on * old + new * anew,
                (year, FILLING[CONTINUE]): going_on * goes_on * rate,
                (year, FILLING[EXPAND]): (going_on + new * goes_on) * rate,
            }
        return found

    def _filled(self, year: str) -> Values | None:
        """Return the share of a year that posts which begin in it are in post, if it is given."""
        return year_filled(*self.filling[year]) if year in self.filling else None

    def _filled_after(self, year: str) -> Values:
        """Return the share of a year that posts are in post which began in the year before."""
        if (before := year_after(year, -1)) not in self.filling:
            return np.ones(1)
        start, fill = self.filling[before]
        return year_filled(start - MONTHS, fill)

    @cached_property
    def unit_cost(self) -> dict[str, Values]:
        """The cost of a post by year, pounds a post, from the first year that prices one on."""
        return _unit_costs(self.scenario, self.drawn["pay_growth"])

    @cached_property
    def team(self) -> dict[str, Values]:
        """The posts of the team by costed year: as assumed, or as the paper of a decided year."""
        awards, posts = self.scenario.facts.awards, self.drawn["team_posts"]
        return {y: posts.get(y, np.array([awards.stated_posts(y)])) for y in self.unit_cost}

    @cached_property
    def cost(self) -> dict[str, Values]:
        """The cost of the team by year, pounds, in the costed years."""
        return {y: funding.team_cost(self.team[y], each) for y, each in self.unit_cost.items()}

    @cached_property
    def other_money(self) -> dict[str, Values]:
        """Money from elsewhere by costed year, pounds; none is on file of decided years."""
        assumed = self.drawn["alternative_funding"]
        return {year: assumed.get(year, np.zeros(1)) for year in self.unit_cost}

    @cached_property
    def unpaid(self) -> dict[str, Values]:
        """The cost of the team that falls on us without an award, pounds, in the costed years.

        Other money pays for the rest, as in the gap.
        """
        return {y: _unpaid(cost, self.other_money[y]) for y, cost in self.cost.items()}

    @cached_property
    def gap(self) -> dict[Outcome, Values]:
        """The gap, pounds, in the costed years."""
        return {
            (y, d): funding.gap(self.cost[y], award, self.other_money[y])
            if award.any()
            else self.unpaid[y]
            for (y, d), award in self._costed.items()
        }

    @cached_property
    def gap_in_funded_years(self) -> dict[Outcome, Values]:
        """The part of the gap that stands in funded years, pounds."""
        return {key: np.zeros(1) if key[1] == CEASE else gap for key, gap in self.gap.items()}

    @cached_property
    def gap_after_ceasing(self) -> dict[Outcome, Values]:
        """The part of the gap that keeping the team after the funding ceased makes, pounds."""
        return {key: gap if key[1] == CEASE else np.zeros(1) for key, gap in self.gap.items()}

    @cached_property
    def balance(self) -> dict[Outcome, Values]:
        """The award less the cost of the team, pounds, in the costed years."""
        return {
            (y, d): funding.balance(award, self.cost[y]) for (y, d), award in self._costed.items()
        }

    @cached_property
    def posts(self) -> dict[Outcome, Values]:
        """The posts supported, in the costed years."""
        other = self.other_money
        return {
            (y, d): funding.posts_supported(award, other[y], self.unit_cost[y])
            if award.any() or other[y].any()
            else np.zeros(1)
            for (y, d), award in self._costed.items()
        }

    def posts_at_risk(self, before: Outcome, now: Outcome) -> Values:
        """Return the posts at risk in a costed year, by the decisions of the year before and now.

        Parameters
        ----------
        before, now : tuple of str
            Two years that follow each other, with their decisions.
        """
        previous = self.posts.get(before, np.zeros(1))
        return funding.posts_at_risk(self.team[now[0]], previous, self.posts[now])

    @property
    def _costed(self) -> dict[Outcome, Values]:
        return {outcome: each for outcome, each in self.award.items() if outcome[0] in self.cost}


def draw_inputs(scenario: Scenario, draws: int, seed: int) -> dict[str, dict[str, Values]]:
    """Return the draws of every amount, by input and year.

    Parameters
    ----------
    scenario : Scenario
        Its amounts are drawn; its chances are not.
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
    return {
        year: draw(q, f"{name}.{year}", draws, seed, (name, scenario.register.between_years(name)))
        for year, q in quantities.items()
    }


def evaluate(scenario: Scenario, draws: int, seed: int) -> Amounts:
    """Return the laws on the draws of a scenario.

    Parameters
    ----------
    seed
        As in `draw_inputs`.
    """
    return Amounts(scenario, draw_inputs(scenario, draws, seed))


def _awards(scenario: Scenario, drawn: Drawn) -> dict[Outcome, Values]:
    awards: dict[Outcome, Values] = {}
    base = np.zeros(1)
    for row in scenario.facts.awards.rows:
        year = row.financial_year
        if row.status in CEILINGS:
            base = _continued(base, row, drawn)
        elif row.amount > 0 or row.status in UNDECIDED:
            base = np.array([row.amount])
        share = drawn["expansion_share"].get(year, np.zeros(1))
        for decision in _decisions(row):
            awards[year, decision] = funding.award(decision, base, share, row.amount)
    return awards


def _continued(before: Values, row: Award, drawn: Drawn) -> Values:
    stated = drawn["award"].get(row.financial_year)
    if stated is not None:
        return np.minimum(row.amount, stated)
    return funding.base_award(before, drawn["continuation_ratio"][row.financial_year], row.amount)


def _decisions(row: Award) -> tuple[str, ...]:
    if row.status in CEILINGS:
        return CONTINUE, EXPAND, CEASE
    if row.status in UNDECIDED:
        return CONTINUE, CEASE
    return (made(row),)


def _recovered(row: Award, award: Values, rate: Values | None) -> Values:
    if row.status == OUTTURN:
        return np.array([row.settled])
    paid_on_spending = row.status in (APPROVED, *UNDECIDED)
    if not paid_on_spending or rate is None or not award.any():
        return award  # one value where nothing is awarded, rather than as many zeros as draws
    return funding.recovered(award, rate)


def _unpaid(cost: Values, other: Values) -> Values:
    if other.any() or cost.min() < HALF_A_PENNY:
        return funding.gap(cost, np.zeros(1), other)
    return cost  # itself, of which much may be at hand


def _unit_costs(scenario: Scenario, growth: Mapping[str, Values]) -> dict[str, Values]:
    awards = scenario.facts.awards
    costs: dict[str, Values] = {}
    cost = np.zeros(1)
    for year in awards.costed_years:
        if year in awards.priced_years:
            row = awards[year]
            cost = np.array([row.amount / (row.posts or np.nan)])
        else:
            cost = funding.unit_cost(cost, growth[year])
        costs[year] = cost
    return costs
