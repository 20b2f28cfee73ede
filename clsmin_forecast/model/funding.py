"""The laws of the funding, one function each, on arrays over draws."""

from collections.abc import Mapping

import numpy as np

from ..quantiles import Values
from .decisions import CEASE, EXPAND


def base_award(previous: Values, ratio: Values, ceiling: float) -> Values:
    """Return the award of an in-principle year that continues without expansion.

    The award of the year before grows by a ratio, up to the ceiling that PCD 1532 agrees in
    principle (recommendation 2).

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
    ceiling : float
        Pounds.

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
    """Return the cost of a post in a year, from the cost in the year before and the growth of pay.

    The first is the award over its posts: £570,567 for seven in 2023/24 (PCD 1532, financial
    comments).

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


def gap(cost: Values, recovered: Values, alternative: Values) -> Values:
    """Return the cost of the team less what is recovered and other money, never below zero.

    If funding ceases, "continuation of the project would require alternative funding"
    (PCD 1532, recommendation 2).

    Parameters
    ----------
    cost, recovered, alternative : array
        Pounds.

    Examples
    --------
    >>> gap(np.array([600_000.0]), np.array([0.0, 700_000.0]), np.array([50_000.0])).tolist()
    [550000.0, 0.0]
    """
    return np.maximum(0, cost - recovered - alternative)


def balance(recovered: Values, cost: Values) -> Values:
    """Return what is recovered less the cost of the team: below zero, the grant does not pay it.

    Parameters
    ----------
    recovered, cost : array
        Pounds.

    Examples
    --------
    >>> balance(np.array([500_000.0]), np.array([600_000.0])).tolist()
    [-100000.0]
    """
    return recovered - cost


def posts_supported(recovered: Values, alternative: Values, unit_cost: Values) -> Values:
    """Return the posts that the money pays for.

    Parameters
    ----------
    recovered, alternative : array
        Pounds.
    unit_cost : array
        Pounds a post.

    Examples
    --------
    >>> posts_supported(np.array([570_567.0]), np.zeros(1), np.array([81_509.57])).round(2).tolist()
    [7.0]
    """
    return (recovered + alternative) / unit_cost


def posts_at_risk(gap: Values, unit_cost: Values) -> Values:
    """Return the posts of the team that the money does not pay for.

    If funding ceases, those in them are redeployed (PCD 1532, recommendation 2).

    Parameters
    ----------
    gap : array
        Pounds.
    unit_cost : array
        Pounds a post.

    Examples
    --------
    >>> posts_at_risk(np.array([120_000.0, 0.0]), np.array([80_000.0])).tolist()
    [1.5, 0.0]
    """
    return gap / unit_cost


def total(series: Mapping[str, Values]) -> Values:
    """Return the sum of a series over its years, draw by draw.

    Parameters
    ----------
    series : mapping of str to array
        Financial year to pounds.

    Examples
    --------
    >>> total({"2021/22": np.array([272_708.0]), "2022/23": np.array([495_000.0])}).tolist()
    [767708.0]
    """
    return sum(series.values(), np.zeros(1))
