"""The laws of the funding, one function each, on arrays over draws."""

from collections.abc import Sequence

import numpy as np

from ..quantiles import Values
from ..units import HALF_A_PENNY
from .decisions import CEASE, EXPAND

_POST_DECIMALS = 9  # what rounding alone makes is no post at risk


def base_award(previous: Values, ratio: Values, ceiling: float) -> Values:
    """Return the award beneath a ceiling that continues without expansion.

    The award of the year before grows by a ratio, up to the ceiling that PCD 1532 agrees in
    principle (recommendation 2), or that is supposed for a year beyond the papers.

    Parameters
    ----------
    previous : array
        Base award of the year before, pounds.
    ratio : array
        This year's award over last year's; below 0 counts as 0.
    ceiling : float
        Pounds.

    Examples
    --------
    >>> base_award(np.array([570_567.0]), np.array([1.1]), 1_000_000).round(2).tolist()
    [627623.7]
    """
    return np.minimum(ceiling, previous * np.maximum(ratio, 0))


def award(decision: str, base: Values, share: Values, ceiling: float) -> Values:
    """Return the award that a decision gives.

    Continuing gives the base award, ceasing nothing. Expanding adds a share of the room below the
    ceiling: "up to £1,000,000 ... including potential expansion" (PCD 1532, recommendation 2).

    Parameters
    ----------
    decision : str
        ``continue``, ``expand`` or ``cease``.
    base : array
        Base award, pounds.
    share : array
        Share of the room below the ceiling, 0 to 1.
    ceiling
        As in `base_award`.

    Examples
    --------
    >>> award("expand", np.array([600_000.0]), np.array([0.5]), 1_000_000).tolist()
    [800000.0]
    """
    if decision == CEASE:
        return np.zeros(1)
    if decision == EXPAND:
        # base + share × (ceiling - base), written so that a share of 1 gives the ceiling to the
        # last bit
        return (1 - share) * base + share * ceiling
    return base


def recovered(award: Values, rate: Values) -> Values:
    """Return what is claimed back: the share of the award that is spent, never above it.

    "Funding recovered will reflect actual expenditure" (PCD 1532, recommendation 1).

    Parameters
    ----------
    award : array
        Pounds.
    rate : array
        Recovery rate, 0 to 1.

    Examples
    --------
    >>> recovered(np.array([570_567.0]), np.array([0.5])).tolist()
    [285283.5]
    """
    return award * rate


def unit_cost(previous: Values, growth: Values) -> Values:
    """Return the cost of a post in a year that does not price one itself.

    A year whose paper states its posts prices a post at its award over its posts, unless it is
    agreed in principle: £570,567 for seven in 2023/24, and in 2024/25 (PCD 1532, financial
    comments). After the last such year the cost grows.

    Parameters
    ----------
    previous : array
        Pounds a post in the year before.
    growth : array
        Growth rate.

    Examples
    --------
    >>> unit_cost(np.array([80_000.0]), np.array([0.05])).tolist()
    [84000.0]
    """
    return previous * (1 + growth)


def team_cost(posts: Values, unit_cost: Values) -> Values:
    """Return the cost of keeping the team: its posts at the cost of a post.

    Parameters
    ----------
    posts : array
        Posts to be kept.
    unit_cost : array
        Pounds a post.

    Examples
    --------
    >>> team_cost(np.array([7.0]), np.array([81_509.0])).tolist()
    [570563.0]
    """
    return posts * unit_cost


def gap(cost: Values, award: Values, alternative: Values) -> Values:
    """Return the cost of the team less the award and other money, never below zero.

    It stands on the award, not on what is spent of it: money that the team did not need need not
    be found. If funding ceases, "continuation of the project would require alternative funding"
    (PCD 1532, recommendation 2).

    Parameters
    ----------
    cost, award, alternative : array
        Pounds.

    Examples
    --------
    >>> gap(np.array([600_000.0]), np.array([0.0, 700_000.0]), np.array([50_000.0])).tolist()
    [550000.0, 0.0]
    """
    missing = cost - award - alternative
    return np.where(missing < HALF_A_PENNY, 0.0, missing)


def balance(award: Values, cost: Values) -> Values:
    """Return the award less the cost of the team: below zero, the grant cannot pay for it.

    Parameters
    ----------
    award, cost : array
        Pounds.

    Examples
    --------
    >>> balance(np.array([500_000.0]), np.array([600_000.0])).tolist()
    [-100000.0]
    """
    return award - cost


def posts_supported(award: Values, alternative: Values, unit_cost: Values) -> Values:
    """Return the posts that the award and other money pay for.

    Parameters
    ----------
    award, alternative : array
        Pounds.
    unit_cost
        As in `team_cost`.

    Examples
    --------
    >>> posts_supported(np.array([570_567.0]), np.zeros(1), np.array([81_509.57])).round(2).tolist()
    [7.0]
    """
    return (award + alternative) / unit_cost


def posts_at_risk(team: Values, before: Values, supported: Values) -> Values:
    """Return the posts that are no longer paid for: of the team, or of the year before if more.

    So the posts of an expansion that ceases count. If funding ceases, staff are redeployed
    (PCD 1532, financial comments).

    Parameters
    ----------
    team : array
        Posts to be kept.
    before, supported : array
        Posts that the money paid for in the year before, and pays for.

    Examples
    --------
    >>> posts_at_risk(np.array([7.0]), np.array([10.0]), np.array([0.0, 8.5, 12.0])).tolist()
    [10.0, 1.5, 0.0]
    """
    return np.maximum(0, np.maximum(team, before) - supported).round(_POST_DECIMALS)


def total(series: Sequence[Values]) -> Values:
    """Return the sum of a series over its years, draw by draw.

    Parameters
    ----------
    series : sequence of array
        Pounds, year by year.

    Examples
    --------
    >>> total([np.array([272_708.0]), np.array([495_000.0])]).tolist()
    [767708.0]
    """
    first, *others = series or [np.zeros(1)]
    return sum(others, first)
