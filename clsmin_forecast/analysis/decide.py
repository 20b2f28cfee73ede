"""Decide: how many posts to keep while nobody knows whether the year is funded."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import chain, product
from math import ceil, inf
from typing import Annotated, Any, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import CHANCE, CHANCE_ERROR, MODELLED, POSTS, POUNDS_ERROR, YES, Column
from ..inputs.scenarios import AnyScenario
from ..inputs.waiting import OF_POSTS
from ..model.beliefs import (
    believed_chances,
    chances_not_funded,
    ends_of,
    known_in_part,
    span_of_comparisons,
)
from ..model.decisions import CEASE, CONTINUE, weigh_paths
from ..model.draws import BLOCKS
from ..model.forecast import Forecast, forecast
from ..model.keeping import (
    Costs,
    Stake,
    best_posts,
    cost_of_keeping,
    cost_of_letting_go,
    expected_loss,
    paid_for,
    turning_chance,
    turning_worth,
    value_of_cases,
    value_of_chance,
    value_of_earlier,
    value_of_knowing,
    value_of_part,
)
from ..model.mixture import Mixture, error_of
from ..quantiles import Values
from ..quantities import Chance
from ..units import whole_number, whole_words
from .basis import OfForecasts, describe, year_in_question
from .option_costs import HowAsked

_MOST_CASES = 10_000
_MOST_SHOWN = 16  # rows of a table for reading
_READ_APART = 0.1  # of a post
Cases = Annotated[int, whole_words(1, _MOST_CASES)]
Span = tuple[float, float]

COLUMNS = {
    "posts_kept": Column("Posts kept", POSTS, "posts kept"),
    "expected_loss": Column("Loss, mean", MODELLED, "loss, mean"),
    "loss_if_ceased": Column("Loss if the funding ceases, mean", MODELLED, "if it ceases"),
    "loss_if_funded": Column("Loss if the year is funded, mean", MODELLED, "if it is funded"),
    "at_risk": Column("Money at risk", MODELLED, "at risk"),
    "chance_fewer": Column("Chance that fewer posts are paid for", CHANCE, "chance of fewer paid"),
    "best": Column("Whether it loses least on average", YES, "loses least"),
    "expected_loss_standard_error": Column("Standard error of the loss", POUNDS_ERROR),
    "chance_fewer_standard_error": Column("Standard error of that chance", CHANCE_ERROR),
}


class HowDecided(HowAsked, total=False):
    """How a forecast is made, what the wait takes, and what the work is worth."""

    work_worth: float


_FIGURES = (
    "year", "waiting", "posts", "best", "loss", "loss_of_all", "loss_of_none",
    "all_if_ceased", "none_if_funded", "at_risk",
    "at_risk_expected", "funded", "by_evidence", "by_comparison", "turns_at", "turns_at_worth",
    "turns_within", "hangs_on_evidence", "knowing_decision", "earlier", "cases", "more_cases",
    "knowing_chance", "paid_if_ceased",
)  # fmt: skip


@dataclass(frozen=True)
class End:
    """The decision with one input of the wait at an end of its range, all others as they are."""

    input: str
    value: float
    best: float
    turning_chance: float
    turned: bool  # from keeping to letting all go, or back


@dataclass(frozen=True, kw_only=True)
class OfDecision(OfForecasts):
    """What an answer on the posts to keep says of itself.

    Of which ``year``; the inputs of the wait, ``waiting``, of which some are as ``registered``; the
    ``posts`` of the team, on average where they are not known. The number of posts that is ``best``
    to keep, its ``loss`` on average and what is ``at_risk``, the pay of those that no other money
    pays for, beside ``loss_of_all`` kept, however many the team has, and ``loss_of_none``, pounds;
    and what these lose if they are wrong, ``all_if_ceased`` and ``none_if_funded``.
    The chance that
    the year is ``funded``, with its 90% interval ``by_evidence`` and its span ``by_comparison``
    (None where there is none); the chance at which the decision turns, ``turns_at``, and whether it
    ``hangs_on_evidence``: whether that lies within the interval; and the worth of a pound of the
    work at which it turns, ``turns_at_worth``. What it is worth, pounds, to know which posts are
    paid for, which is the ``loss`` itself; to know the funder's decision alone,
    ``knowing_decision``; to know before 1 April, ``earlier``; and, to whoever keeps or lets go, so
    many more ``cases``, ``more_cases``, and the chance of ceasing itself, ``knowing_chance`` (None
    where that rests on no set of cases, or is more than what they say). The decision at the
    ``ends`` of each input's range, and the least and the largest chance at which it turns with all
    of them at an end, ``turns_within``. How many posts other money pays for if the funding ceases,
    ``paid_if_ceased``, on average.
    """

    year: str
    waiting: Mapping[str, float]
    registered: tuple[str, ...]
    posts: float
    best: float
    loss: float
    at_risk: float
    loss_of_all: float
    loss_of_none: float
    all_if_ceased: float
    none_if_funded: float
    funded: float
    by_evidence: Span | None
    by_comparison: Span | None
    turns_at: float
    turns_at_worth: float
    hangs_on_evidence: bool | None
    knowing_decision: float
    earlier: float
    cases: int
    more_cases: float | None
    knowing_chance: float | None
    ends: Sequence[End]
    turns_within: Span
    paid_if_ceased: float

    @property
    def at_risk_expected(self) -> float:
        """What is at risk times the chance that the year is not funded, pounds."""
        return (1 - self.funded) * self.at_risk

    @property
    def figures(self) -> dict[str, Any]:
        """What stands beside the table, for programs."""
        ends = [asdict(each) for each in self.ends]
        told = {name: getattr(self, name) for name in _FIGURES}
        return {name: None if each == inf else each for name, each in told.items()} | {"ends": ends}


@public
def decide(
    scenario: AnyScenario,
    year: str | None = None,
    *,
    cases: Cases = 10,
    **asked: Unpack[HowDecided],
) -> Answer[OfDecision]:
    """Return what keeping each number of posts loses, while nobody knows if the year is funded.

    A post that is kept though no money comes costs its pay until it is known and the post is
    redeployed; one that is let go though it comes costs the work missed until it is filled again.

    Parameters
    ----------
    scenario
        As in `forecast`.
    year : str, optional
        One that is undecided and has a cost; by default the first not over that may not be funded.
    cases : int
        Of how many more comparable cases the worth is told.
    **asked
        As in `forecast`; and, each in place of the register's, ``signed_month``, the months from 1
        April to the agreement, ``redeploy_months``, ``refill_months``, ``restart_cost`` (pounds a
        post) and ``work_worth`` (what a pound of the work is worth).

    Returns
    -------
    DataFrame
        Indexed by the posts kept: from none to the most that the team may have by one, and the best
        number. The ``expected_loss`` over all outcomes, ``loss_if_ceased`` and ``loss_if_funded``,
        and the money ``at_risk``, lost if funding ceases on those kept that nothing pays for then,
        pounds in the price base;
        the chance that fewer are paid for, ``chance_fewer``; and which is the ``best``.

        `OfDecision` has what ``about`` says of it.

    Raises
    ------
    InputError
        If the team has no cost, no year is undecided, the one named is not, or an input of the wait
        lies beyond what it can mean.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.decide("central", refill_months=6, redeploy_months=1, signed_month=2)
    >>> table.about.best > 6, table.about.hangs_on_evidence
    (True, False)
    >>> cf.decide("ceases").about.best
    0.0
    """
    cases = whole_number(cases, "decide: cases", 1, _MOST_CASES)
    given: dict[str, Any] = dict(asked)
    waits = {name: given.pop(name, None) for name in OF_POSTS}
    made = forecast(scenario, **given)
    when, register = year_in_question(made, year, "decide"), made.scenario.register
    waiting = {name: register.value_of(name, each, "decide") for name, each in waits.items()}
    registered = tuple(name for name, each in waits.items() if each is None)
    wait = _Wait(made, when, waiting)
    about = OfDecision(
        **_described(wait, registered, cases),
        stem="decide",
        caption="What keeping each number of posts loses while nobody knows",
        columns=COLUMNS,
    )
    return Answer.of(_table(wait), about)


@dataclass(frozen=True)
class _Wait:
    """The laws of keeping, on a year of a forecast and the inputs of its wait."""

    made: Forecast
    year: str
    waiting: Mapping[str, float]

    @cached_property
    def team(self) -> Values:
        """The posts of the team, draw by draw."""
        return self.made.amounts.team[self.year]

    def costs(self, gone: float = 0, **other: float) -> Costs:
        """Return what a post costs that is kept or let go in vain, with other inputs if given.

        With so many months of the year gone, from then on.
        """
        m, n, a, h, v = ({**self.waiting, **other}[name] for name in OF_POSTS)
        scale = self.made.scale[self.year]
        unit_cost = scale * float(self.made.amounts.unit_cost[self.year].mean())
        return Costs(
            cost_of_keeping(unit_cost, m, n, gone),
            cost_of_letting_go(unit_cost, m, a, scale * h, v, gone),
        )

    def if_wrong(self, costs: Costs) -> dict[str, float]:
        """Return what keeping all loses if the funding ceases, and letting all go if it goes on."""
        kept = max(0.0, float(self.team.mean()) - self.if_ceased.mean)
        return {
            "all_if_ceased": costs.keeping * kept,
            "none_if_funded": costs.letting_go * self.if_funded.mean,
        }

    def paid(self, weights: Mapping[str, float]) -> Mixture:
        """Return the posts that are paid for at other chances of the year's decisions."""
        team, posts = self.team, self.made.amounts.posts
        branches = (paid_for(team, posts[self.year, decision]) for decision in weights)
        return Mixture(tuple(branches), tuple(weights.values()))

    @cached_property
    def whole(self) -> Mixture:
        """The posts that are paid for."""
        return self.paid(self.made.weights(self.year))

    @cached_property
    def if_ceased(self) -> Mixture:
        """The posts that are paid for if the funding ceases, which other money pays for."""
        return self.paid({CEASE: 1.0})

    @cached_property
    def if_funded(self) -> Mixture:
        """The posts that are paid for if it does not; if it must, as if it had gone on."""
        weights = self.made.weights(self.year)
        chance = sum(each for decision, each in weights.items() if decision != CEASE)
        if not chance:
            return self.paid({CONTINUE: 1.0})
        return self.paid({d: each / chance for d, each in weights.items() if d != CEASE})

    @cached_property
    def by_decision(self) -> list[tuple[float, Mixture]]:
        """The probability of each decision, with the posts that are paid for given it."""
        weights = self.made.weights(self.year)
        return [(chance, self.paid({decision: 1.0})) for decision, chance in weights.items()]

    def given_ceasing(self, chance: float) -> Mixture:
        """Return the posts that are paid for if funding that went on ceases with a chance."""
        weights: dict[str, float] = {}
        for path in weigh_paths(self.made.scenario, {"cessation": {self.year: chance}}):
            decision = path.decisions[self.year]
            weights[decision] = weights.get(decision, 0.0) + float(path.weights.item())
        return self.paid({d: each for d, each in weights.items() if each > 0})


@dataclass(frozen=True)
class RestOfYear:
    """The decision for what is left of a year: see `rest_of_year`."""

    turns_at: float
    all_if_ceased: float
    none_if_funded: float


def rest_of_year(made: Forecast, year: str, gone: float) -> RestOfYear:
    """Return the decision for the rest of a year, so many months after its 1 April.

    Notice given then runs either way, so that what keeping costs and letting go loses begins once
    it has run. The chance of funding at which it turns, and what keeping all and letting all go
    lose where they are wrong, pounds; the wait is the register's, from then on.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> rest_of_year(cf.forecast("central", draws=8), "2026/27", 8).turns_at
    0.5
    """
    register = made.scenario.register
    waiting = {name: register.value_of(name, None, "decide") for name in OF_POSTS}
    wait, notice = _Wait(made, year, waiting), waiting["redeploy_months"]
    refill = waiting["refill_months"] - notice
    costs = wait.costs(gone + notice, redeploy_months=0, refill_months=refill)
    return RestOfYear(turns_at=turning_chance(costs), **wait.if_wrong(costs))


def _table(wait: _Wait) -> pd.DataFrame:
    costs, paid, kept = wait.costs(), wait.whole, _kept(wait)
    blocks = [paid.block(index) for index in range(BLOCKS)]
    losses = np.stack([expected_loss(each, kept, costs) for each in blocks], axis=-1)
    chances = np.stack([_fewer(each, kept) for each in blocks], axis=-1)
    return pd.DataFrame(
        {
            "expected_loss": expected_loss(paid, kept, costs),
            "loss_if_ceased": expected_loss(wait.if_ceased, kept, costs),
            "loss_if_funded": expected_loss(wait.if_funded, kept, costs),
            "at_risk": costs.keeping * wait.if_ceased.shortfall(kept),
            "chance_fewer": _fewer(paid, kept),
            "best": kept == best_posts(paid, costs),
            "expected_loss_standard_error": error_of(losses),
            "chance_fewer_standard_error": error_of(chances),
        },
        index=pd.Index(kept, name="posts_kept"),
    )


def _kept(wait: _Wait) -> Values:
    """Return the numbers of posts that are told of: from none to the most by one, and the best."""
    best = best_posts(wait.whole, wait.costs())
    most = float(wait.team.max())
    return np.union1d(np.arange(ceil(most)), [best, most])


def _fewer(paid: Mixture, kept: Values) -> Values:
    return np.array([1 - paid.chance_at_least(each) for each in kept.tolist()])


def _described(wait: _Wait, registered: tuple[str, ...], cases: int) -> dict[str, Any]:
    """Return what the answer says of itself, but its columns and question."""
    said = describe([wait.made], (wait.year,), "posts")
    cited = (wait.made.scenario.register.waiting_entries[name].sources for name in registered)
    kept, costs = _kept(wait), wait.costs()
    best = best_posts(wait.whole, costs)
    posts, paid = float(wait.team.mean()), wait.whole.mean
    return {
        **said,
        **_turn(wait, costs),
        **_worth(wait, costs, best, cases),
        **wait.if_wrong(costs),
        "sources": list(dict.fromkeys(chain(said["sources"], *cited))),
        "shown": _shown(kept, best),
        "year": wait.year,
        "waiting": wait.waiting,
        "registered": registered,
        "posts": posts,
        "best": best,
        "at_risk": costs.keeping * float(wait.if_ceased.shortfall(np.array([best]))[0]),
        "loss_of_all": costs.keeping * max(0.0, posts - paid),
        "loss_of_none": costs.letting_go * paid,
        "ends": _ends(wait, best, registered),
        "turns_within": _turns_within(wait, registered),
        "paid_if_ceased": wait.if_ceased.mean,
    }


def _shown(kept: Values, best: float) -> list[int]:
    """Return the rows of a table for reading: of many some, and none that is read as the best."""
    step = -(-kept.size // _MOST_SHOWN)
    return [
        place
        for place, each in enumerate(kept.tolist())
        if each == best
        or ((place % step == 0 or place == kept.size - 1) and abs(each - best) > _READ_APART)
    ]


def _turn(wait: _Wait, costs: Costs) -> dict[str, Any]:
    """Return the chance at which the decision turns, beside the chance of funding."""
    scenario, funded = wait.made.scenario, wait.made.probability_funded(wait.year)
    turn, by_evidence = turning_chance(costs), _by_evidence(wait)
    work = wait.costs(work_worth=1, restart_cost=0).letting_go
    restart = wait.costs(work_worth=0).letting_go
    return {
        "funded": funded,
        "by_evidence": by_evidence,
        "by_comparison": _funded(span_of_comparisons(scenario, wait.year)),
        "turns_at": turn,
        "turns_at_worth": turning_worth(funded, costs, work, restart),
        "hangs_on_evidence": by_evidence and by_evidence[0] <= turn <= by_evidence[1],
    }


def _by_evidence(wait: _Wait) -> Span | None:
    """Return the 90% interval of the chance of funding, as far as the evidence leaves it open."""
    scenario = wait.made.scenario
    if known_in_part(scenario):
        return None
    believed = believed_chances(scenario, wait.made.seed)
    ends = ends_of(chances_not_funded(scenario, believed)[wait.year])
    return _funded((ends["p5"], ends["p95"])) if ends["p5"] < ends["p95"] else None


def _funded(not_funded: Span | None) -> Span | None:
    return not_funded and (1 - not_funded[1], 1 - not_funded[0])


def _worth(wait: _Wait, costs: Costs, best: float, cases: int) -> dict[str, Any]:
    """Return what it is worth to know more, or sooner."""
    paid, posterior = wait.whole, _posterior(wait)
    stake = _stake(wait, best or best_posts(wait.if_funded, costs), costs)
    return {
        "loss": value_of_knowing(paid, costs),
        "knowing_decision": value_of_part(wait.by_decision, costs),
        "earlier": value_of_earlier(paid, costs, wait.costs(signed_month=0)),
        "cases": cases,
        "more_cases": posterior and value_of_cases(stake, *posterior, cases),
        "knowing_chance": posterior and value_of_chance(stake, *posterior),
    }


def _posterior(wait: _Wait) -> tuple[float, float] | None:
    """Return the beta that the chance of ceasing in the year is known as; None where it is none.

    None where no set of cases is behind it, and where signs or endings not found bend it.
    """
    scenario = wait.made.scenario
    chance = scenario.quantities["cessation"][wait.year]
    if not isinstance(chance, Chance) or not chance.evidence or chance.signs:
        return None
    found = scenario.evidence[chance.evidence]
    return found.posterior if found.seen == 1 else None


def _stake(wait: _Wait, kept: float, costs: Costs) -> Stake:
    """Return what keeping posts saves if funding that went on does not cease, and loses if so."""
    goes_on, ceases = (
        expected_loss(wait.given_ceasing(chance), np.array([kept, 0.0]), costs).tolist()
        for chance in (0.0, 1.0)
    )
    return Stake(saved=goes_on[1] - goes_on[0], lost=ceases[0] - ceases[1])


def _ends(wait: _Wait, best: float, registered: tuple[str, ...]) -> list[End]:
    """Return the decision at the ends of each input's range, those of the register alone."""
    found = []
    for name, values in _ranges(wait, registered).items():
        for value in values:
            costs = wait.costs(**{name: value})
            there = best_posts(wait.whole, costs)
            turned = (there > 0) != (best > 0)
            found.append(End(name, value, there, turning_chance(costs), turned))
    return found


def _ranges(wait: _Wait, registered: tuple[str, ...]) -> dict[str, Span]:
    """Return the ends of the range of each input that has one."""
    known = wait.made.scenario.register.waiting
    return {
        name: (known[name].low, known[name].high)
        for name in registered
        if known[name].low < known[name].high
    }


def _turns_within(wait: _Wait, registered: tuple[str, ...]) -> Span:
    """Return the least and the largest chance at which it turns, each input at either end."""
    ranges = _ranges(wait, registered)
    corners = (dict(zip(ranges, values, strict=True)) for values in product(*ranges.values()))
    turns = [turning_chance(wait.costs(**corner)) for corner in corners]
    return min(turns), max(turns)
