"""Options: the laws of what posts cost us in a year whose funding is not decided when it begins.

Months are counted from 1 April, and are never more than the year has. A post that is kept works
and is paid; what it costs falls on us if the answer is no, and is recovered up to the award if not.
"""

from dataclasses import dataclass

import numpy as np

from ..inputs.options import Option
from ..quantiles import Values
from .decisions import CEASE
from .year import MONTHS, within_year


@dataclass(frozen=True)
class Times:
    """When the answer is known, and what letting go and filling again take.

    Parameters
    ----------
    known : float
        Months from 1 April until the answer is there.
    notice : float
        Months from notice to the end of a post.
    rebuild : float
        Months from the answer until a released post is filled again.
    restart : float
        What filling a released post again costs, pounds.
    """

    known: float
    notice: float
    rebuild: float
    restart: float


@dataclass(frozen=True)
class Outcome:
    """What an option comes to under what the funder does, draw by draw.

    Parameters
    ----------
    cost : array
        What falls on us, pounds.
    bridged : array
        How much of it the other money pays, which is ours too, pounds.
    work : array
        Post-months worked in the year.
    """

    cost: Values
    bridged: Values
    work: Values


def months_unanswered(until: float | None, times: Times) -> float:
    """Return for how long kept posts are paid where the answer is no, or does not come.

    Notice is given when the answer is there, or at the end of the months to which they are kept.

    Parameters
    ----------
    until : float or None
        Months to which they are kept without an answer; None until it is there.

    Examples
    --------
    >>> times = Times(known=3, notice=1, rebuild=6, restart=5_000)
    >>> [float(months_unanswered(until, times)) for until in (None, 2, 12)]
    [4.0, 3.0, 4.0]
    """
    kept = times.known if until is None else min(until, times.known)
    return within_year(float(kept + times.notice))


def months_bridged(months: float, other_money: float, monthly: Values) -> Values:
    """Return for how long kept posts are paid once other money goes on to pay for them.

    Parameters
    ----------
    months : float
        For how long they are paid without it.
    other_money : float
        Pounds.
    monthly : array
        What they cost a month, pounds.

    Examples
    --------
    >>> months_bridged(4, 250_000, np.array([50_000.0, 100_000.0, 10_000.0])).tolist()
    [5.0, 4.0, 12.0]
    """
    enough = np.minimum(other_money, MONTHS * monthly)  # for the year
    paid = np.divide(enough, monthly, out=np.zeros_like(monthly), where=monthly > 0)
    return np.clip(paid, months, MONTHS)


def months_away(leaves: Values, times: Times) -> Values:
    """Return for how long released posts are empty in a year that is funded.

    They are filled again from the answer on; notice that has not run out by then is taken back.

    Parameters
    ----------
    leaves : array
        The month in which they end: 0 of those that the year begins without.

    Examples
    --------
    >>> times = Times(known=3, notice=1, rebuild=6, restart=5_000)
    >>> months_away(np.array([0.0, 2.0, 3.0]), times).tolist()
    [9.0, 7.0, 0.0]
    """
    back = within_year(times.known + times.rebuild)
    return np.where(leaves < times.known, np.maximum(0, back - leaves), 0.0)


def if_ceased(option: Option, team: Values, unit_cost: Values, times: Times) -> Outcome:
    """Return what an option comes to where the funding ceases.

    The kept posts are paid until their notice runs out, or on until the other money is used up.
    So "continuation of the project would require alternative funding" (PCD 1532, recommendation 2).

    Parameters
    ----------
    team : array
        Its posts.
    unit_cost : array
        Pounds a post and year.

    Examples
    --------
    Seven posts at £600,000 together, kept for three months and one of notice:

    >>> from clsmin_forecast.inputs.options import ALL, Option
    >>> times = Times(known=3, notice=1, rebuild=6, restart=5_000)
    >>> keep = Option("keep", "Keep", "Keep all.", ALL)
    >>> if_ceased(keep, np.array([7.0]), np.array([600_000 / 7]), times).cost.round(2).tolist()
    [200000.0]
    """
    kept = option.posts(team)
    monthly = kept * unit_cost / MONTHS
    months = months_bridged(months_unanswered(option.until, times), option.other_money, monthly)
    cost = monthly * months
    return Outcome(cost, np.minimum(cost, option.other_money), kept * months)


def if_funded(
    option: Option, team: Values, unit_cost: Values, award: Values, times: Times
) -> Outcome:
    """Return what an option comes to where the year is funded.

    What is spent on posts is recovered up to the award; what lies above it, and filling the
    released posts again, is ours.

    Parameters
    ----------
    team, unit_cost
        As in `if_ceased`.
    award : array
        Pounds.

    Examples
    --------
    >>> from clsmin_forecast.inputs.options import ALL, Option
    >>> times = Times(known=3, notice=1, rebuild=6, restart=5_000)
    >>> team, unit_cost, award = np.array([7.0]), np.array([600_000 / 7]), np.array([570_567.0])
    >>> keep = Option("keep", "Keep", "Keep all.", ALL)
    >>> if_funded(keep, team, unit_cost, award, times).cost.round(2).tolist()
    [29433.0]
    >>> release = Option("release", "Release", "Release all.", 0.0)
    >>> if_funded(release, team, unit_cost, award, times).cost.round(2).tolist()
    [35000.0]
    """
    kept = option.posts(team)
    monthly = kept * unit_cost / MONTHS
    leave = months_bridged(months_unanswered(option.until, times), option.other_money, monthly)
    gone = np.where(leave < times.known, kept, 0.0)
    empty = (team - kept) * months_away(np.zeros(1), times) + gone * months_away(leave, times)
    work = team * MONTHS - empty
    above = np.maximum(0, work * unit_cost / MONTHS - award)
    return Outcome(above + times.restart * (team - kept + gone), np.zeros(1), work)


def outcome(
    option: Option,
    decision: str,
    team: Values,
    unit_cost: Values,
    award: Values,
    times: Times,
) -> Outcome:
    """Return what an option comes to under a decision of the funder.

    Parameters
    ----------
    decision : str
        ``continue``, ``expand`` or ``cease``.
    team, unit_cost, award
        As in `if_funded`.
    """
    if decision == CEASE:
        return if_ceased(option, team, unit_cost, times)
    return if_funded(option, team, unit_cost, award, times)
