"""Keeping: how many posts to keep while nobody knows whether the funder goes on, a law a function.

Posts that are kept though no money comes cost their pay until it is known and they are redeployed;
posts that are let go though it comes cost the work that is missed until they are filled again. With
S the posts that the money will pay for, the best number to keep is a quantile of S: what is known
as the newsvendor (Arrow, Harris and Marschak 1951, Optimal Inventory Policy). What knowing is worth
is the loss that it takes away (Raiffa and Schlaifer 1961, Applied Statistical Decision Theory).
"""

from collections.abc import Sequence
from math import exp, inf, lgamma, log
from typing import NamedTuple

import numpy as np

from ..quantiles import Values, beta_share
from .mixture import Mixture
from .year import spent_by

_POST_DECIMALS = 9  # what rounding alone makes is no part of a post


class Costs(NamedTuple):
    """What a post costs that is kept in vain, and one that is let go in vain, pounds."""

    keeping: float
    letting_go: float


class Stake(NamedTuple):
    """What keeping rather than letting go saves if the year is funded, and loses if not, pounds."""

    saved: float
    lost: float


def cost_of_keeping(unit_cost: float, signed: float, redeploy: float, gone: float = 0) -> float:
    """Return what a post costs that is kept though no money comes: its pay until it is redeployed.

    ``Co = u (m + n) / 12``, of months of the year alone: see `spent_by`.

    Parameters
    ----------
    unit_cost : float
        Of a post, pounds a year: u.
    signed : float
        Months from 1 April until it is known: m.
    redeploy : float
        Months to redeploy staff: n.
    gone : float
        Months of the year that are over when it is decided, from which m is counted in place of 1
        April: what they cost is spent either way.

    Examples
    --------
    >>> cost_of_keeping(84_000, 2, 1), cost_of_keeping(84_000, 2, 1, gone=10)
    (21000.0, 14000.0)
    """
    return _spent_between(unit_cost, gone, gone + signed + redeploy)


def cost_of_letting_go(
    unit_cost: float, signed: float, refill: float, restart: float, worth: float, gone: float = 0
) -> float:
    """Return what a post costs that is let go though money comes: the work missed, and a restart.

    ``Cu = v u (m + a) / 12 + h``, of months of the year alone: see `within_year`.

    Parameters
    ----------
    unit_cost, signed
        As in `cost_of_keeping`.
    refill : float
        Months to fill a post again: a.
    restart : float
        Cost of filling it, pounds: h.
    worth : float
        What the work of a pound is worth, pounds: v.
    gone
        As in `cost_of_keeping`.

    Examples
    --------
    >>> float(cost_of_letting_go(84_000, 2, 6, 1_000, 0.5))
    29000.0
    """
    return _spent_between(worth * unit_cost, gone, gone + signed + refill) + restart


def _spent_between(unit_cost: float, gone: float, then: float) -> float:
    return max(0.0, float(spent_by(unit_cost, then) - spent_by(unit_cost, gone)))


def paid_for(team: Values, supported: Values) -> Values:
    """Return the posts of the team that the money pays for: S.

    Parameters
    ----------
    team : array
        Posts of the team.
    supported : array
        Posts that the money pays for, if there were so many.

    Examples
    --------
    >>> paid_for(np.array([7.0]), np.array([0.0, 6.5, 10.0])).tolist()
    [0.0, 6.5, 7.0]
    """
    return np.minimum(team, supported).round(_POST_DECIMALS)


def loss(kept: float, paid: Values, costs: Costs) -> Values:
    """Return the loss of keeping so many posts: ``Co max(0, k - S) + Cu max(0, S - k)``.

    Parameters
    ----------
    kept : float
        Posts kept: k.
    paid : array
        Posts that the money pays for, as `paid_for` has them: S.
    costs : Costs
        Of a post: Co and Cu.

    Examples
    --------
    >>> loss(6, np.array([0.0, 6.0, 7.0]), Costs(21_000, 29_000)).tolist()
    [126000.0, 0.0, 29000.0]
    """
    return costs.keeping * np.maximum(0, kept - paid) + costs.letting_go * np.maximum(
        0, paid - kept
    )


def expected_loss(paid: Mixture, kept: Values, costs: Costs) -> Values:
    """Return the average of `loss` over all outcomes, exactly, for each number of posts kept.

    Since ``(S - k)+`` is ``S - k + (k - S)+``, the mean of S and what is missing of k give it.

    Parameters
    ----------
    paid : Mixture
        S.
    kept : array
        Numbers of posts kept.
    costs
        As in `loss`.

    Examples
    --------
    >>> seven_or_none = Mixture((np.zeros(1), np.array([7.0])), (0.25, 0.75))
    >>> expected_loss(seven_or_none, np.array([0.0, 7.0]), Costs(21_000, 29_000)).tolist()
    [152250.0, 36750.0]
    """
    in_vain = paid.shortfall(kept)
    losses = costs.keeping * in_vain + costs.letting_go * (paid.mean - kept + in_vain)
    return np.maximum(0, losses)  # below which rounding alone may bring it


def turning_chance(costs: Costs) -> float:
    """Return the chance of funding above which posts are kept rather than let go.

    ``Co / (Co + Cu)``: keeping a post loses Co as often as there is no money, letting it go loses
    Cu as often as there is. Where neither costs anything, posts are kept.

    Examples
    --------
    >>> turning_chance(Costs(21_000, 63_000))
    0.25
    """
    return costs.keeping / sum(costs) if any(costs) else 0.0


def turning_worth(funded: float, costs: Costs, work: float, restart: float) -> float:
    """Return the worth of a pound of the work from which posts are kept rather than let go.

    The v at which the chance of funding p is the one that turns: ``v w + h = Co (1 - p) / p``, with
    w the pay of the work that is missed, ``u (m + a) / 12``. So nobody need say what work is worth.

    Parameters
    ----------
    funded : float
        The chance of funding: p.
    costs
        As in `loss`.
    work, restart : float
        w and h of a post, pounds.

    Returns
    -------
    float
        Pounds a pound, 0 where posts are kept whatever it is worth; infinite where they never are.

    Examples
    --------
    >>> turning_worth(0.75, Costs(21_000, 56_000), 56_000, 0)
    0.125
    """
    if not costs.keeping:
        return 0.0
    missing = costs.keeping * (1 - funded) - restart * funded
    return max(0.0, missing / (work * funded)) if work * funded else inf


def best_posts(paid: Mixture, costs: Costs) -> float:
    """Return how many posts to keep: the smallest k with ``P(S <= k) >= Cu / (Co + Cu)``.

    Parameters
    ----------
    paid, costs
        As in `expected_loss`.

    Examples
    --------
    >>> seven_or_none = Mixture((np.zeros(1), np.array([7.0])), (0.25, 0.75))
    >>> [best_posts(seven_or_none, Costs(21_000, other)) for other in (29_000, 6_000)]
    [7.0, 0.0]
    """
    share = 1 - turning_chance(costs)
    return float(paid.quantiles([share])[0]) if share > 0 else 0.0


def value_of_knowing(paid: Mixture, costs: Costs) -> float:
    """Return what knowing now which posts are paid for is worth: the loss of the best number kept.

    Whoever knows S keeps S and loses nothing, so it is ``E L(k*)``, never below 0.

    Parameters
    ----------
    paid, costs
        As in `expected_loss`.

    Examples
    --------
    >>> seven_or_none = Mixture((np.zeros(1), np.array([7.0])), (0.25, 0.75))
    >>> value_of_knowing(seven_or_none, Costs(21_000, 29_000))
    36750.0
    """
    best = np.array([best_posts(paid, costs)])
    return float(expected_loss(paid, best, costs)[0])


def value_of_part(parts: Sequence[tuple[float, Mixture]], costs: Costs) -> float:
    """Return what knowing a part of it is worth, such as the decision without the sum.

    ``E L(k*) - sum of p min L given the part``.

    Parameters
    ----------
    parts : sequence of (float, Mixture)
        What may be learnt: its probability, and S given it.
    costs
        As in `loss`.

    Examples
    --------
    >>> known = [(0.25, Mixture((np.zeros(1),), (1.0,))), (0.75, Mixture((np.ones(1),), (1.0,)))]
    >>> value_of_part(known, Costs(21_000, 29_000))
    5250.0
    """
    whole = Mixture(
        tuple(values for _, part in parts for values in part.branches),
        tuple(chance * weight for chance, part in parts for weight in part.weights),
    )
    left = sum(chance * value_of_knowing(part, costs) for chance, part in parts)
    return max(0.0, value_of_knowing(whole, costs) - left)


def value_of_earlier(paid: Mixture, costs: Costs, sooner: Costs) -> float:
    """Return what an earlier confirmation is worth: the best loss then, less the best loss sooner.

    Parameters
    ----------
    paid, costs
        As in `expected_loss`.
    sooner : Costs
        Of a post if it is known earlier.

    Examples
    --------
    >>> seven_or_none = Mixture((np.zeros(1), np.array([7.0])), (0.25, 0.75))
    >>> value_of_earlier(seven_or_none, Costs(21_000, 29_000), Costs(7_000, 15_000))
    24500.0
    """
    return value_of_knowing(paid, costs) - value_of_knowing(paid, sooner)


def value_of_chance(stake: Stake, alpha: float, beta: float) -> float:
    """Return what knowing the chance that funding ceases is worth to whoever keeps or lets go.

    What keeping gains, ``(1 - c) F - c C``, is above 0 up to the chance t = F / (F + C). With c as
    ``Beta(alpha, beta)``, of mean μ, its part above 0 is ``F (1 - μ) I(t; alpha, beta + 1) - C μ
    I(t; alpha + 1, beta)``, by incomplete betas. The value is that, less the gain at the mean.

    Parameters
    ----------
    stake : Stake
        F and C.
    alpha, beta : float
        Of what the evidence says of the chance; its mean is used if nothing more is learnt.

    Examples
    --------
    >>> stake = Stake(saved=180_000, lost=60_000)
    >>> [round(value_of_chance(stake, alpha, 4.5)) for alpha in (3.5, 12.5)]
    [386, 8248]
    """
    if min(stake) <= 0:
        return 0.0  # one of the two is never worse
    mean, turn = alpha / (alpha + beta), stake.saved / sum(stake)
    gained = stake.saved * (1 - mean) * beta_share(turn, alpha, beta + 1)
    gained -= stake.lost * mean * beta_share(turn, alpha + 1, beta)
    return max(0.0, gained - max(0.0, _gain(stake, mean)))


def value_of_cases(stake: Stake, alpha: float, beta: float, cases: int) -> float:
    """Return what so many more comparable cases are worth to whoever keeps or lets go.

    How many of them will have ceased is beta-binomial; each number leaves another mean, by which
    it is decided. The more cases, the nearer it comes to `value_of_chance`.

    Parameters
    ----------
    stake, alpha, beta
        As in `value_of_chance`.
    cases : int
        How many more.

    Examples
    --------
    >>> stake = Stake(saved=60_000, lost=60_000)
    >>> [round(value_of_cases(stake, 3.5, 4.5, cases)) for cases in (0, 10, 1_000)]
    [0, 3136, 4950]
    """
    gained = sum(
        chance * max(0.0, _gain(stake, after)) for chance, after in _after_cases(alpha, beta, cases)
    )
    return max(0.0, gained - max(0.0, _gain(stake, alpha / (alpha + beta))))


def _gain(stake: Stake, chance: float) -> float:
    return (1 - chance) * stake.saved - chance * stake.lost


def _after_cases(alpha: float, beta: float, cases: int) -> list[tuple[float, float]]:
    """Return the chance of each number of endings among more cases, with the mean it leaves."""
    ended = range(cases + 1)
    ways = (-_log_beta(n + 1, cases - n + 1) - log(cases + 1) for n in ended)
    left = (_log_beta(alpha + n, beta + cases - n) - _log_beta(alpha, beta) for n in ended)
    chances = (exp(way + each) for way, each in zip(ways, left, strict=True))
    means = ((alpha + n) / (alpha + beta + cases) for n in ended)
    return list(zip(chances, means, strict=True))


def _log_beta(alpha: float, beta: float) -> float:
    return lgamma(alpha) + lgamma(beta) - lgamma(alpha + beta)
