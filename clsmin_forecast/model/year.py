"""The year by month: what is spent, at risk, owed and recovered, on vectors of twelve months.

A month is counted from 0, April, to 11, March; a time in months from 1 April, so that the end of
month m is m + 1. Every law takes months along the last axis, whatever stands before it.
"""

from datetime import date, timedelta
from math import floor
from typing import Any, TypeVar

import numpy as np

from ..quantiles import Values
from ..units import first_day, start_of

MONTHS = 12
Time = TypeVar("Time", float, Values)
Spent = TypeVar("Spent", float, Values)
_APRIL = 4  # the month in which a year begins
_ROUNDING = 6  # decimals of a day; parts of a month lose less


def day_at(year: str, time: float) -> date:
    """Return the day that lies so many months from the 1 April of a year, the earlier of two.

    Examples
    --------
    >>> day_at("2025/26", 3).isoformat(), day_at("2025/26", -1.5).isoformat()
    ('2025-07-01', '2025-02-15')
    """
    whole = floor(time)
    start, end = (_first_of(year, whole + each) for each in (0, 1))
    days = (end - start).days * (time - whole)
    return start + timedelta(days=floor(round(days, _ROUNDING)))


def last_day(year: str, notice: float) -> date:
    """Return the last day to give notice that has run out when a year begins.

    A day later its last day would be the year's, and its pay spent without money.

    Parameters
    ----------
    year : str
        Such as ``2025/26``.
    notice : float
        Months; a part of one in days of the month in which it begins.

    Examples
    --------
    >>> [last_day("2025/26", notice).isoformat() for notice in (1, 0, 0.5)]
    ['2025-02-28', '2025-03-31', '2025-03-15']
    """
    return day_at(year, -notice) - timedelta(days=1)


def _first_of(year: str, month: int) -> date:
    """Return the first day of the month that lies so many months after a year's April."""
    years, place = divmod(_APRIL - 1 + month, MONTHS)
    return date(start_of(year) + years, place + 1, 1)


def months_gone(year: str, day: date) -> int:
    """Return how many months of a year are over when the month of a day ends.

    Examples
    --------
    >>> [months_gone("2026/27", date(2026, month, 28)) for month in (3, 4, 11)]
    [0, 1, 8]
    >>> months_gone("2026/27", date(2027, 9, 1))
    12
    """
    begun = first_day(year)
    gone = MONTHS * (day.year - begun.year) + day.month - begun.month + 1
    return min(max(gone, 0), MONTHS)


def within_year(time: Time) -> Time:
    """Return how many months of a year have gone at a time: none before it, twelve after it.

    What a question of one year counts ends with its March: a month of notice, or of a post that is
    not filled, which lies beyond is the next year's, whose award and decision are others.

    Parameters
    ----------
    time : float or array
        Months from 1 April.

    Examples
    --------
    >>> within_year(np.array([-1.0, 4.0, 15.0])).tolist()
    [0.0, 4.0, 12.0]
    """
    within: Time = np.clip(time, 0.0, MONTHS)[()]
    return within


def spent_by(cost: Spent, time: float | Values) -> Spent:
    """Return what of a year's cost is spent by a time, as it falls evenly on its months.

    By the signature it is at risk; by the time that notice has run it is lost if no money comes,
    since staff are redeployed if funding ceases (PCD 1532, financial comments). Nothing is, of a
    notice that has run by 1 April.

    Parameters
    ----------
    cost : float or array
        Pounds a year.
    time
        As in `within_year`.

    Examples
    --------
    >>> float(spent_by(570_567, 3)), float(spent_by(570_567, 3 + 1)), float(spent_by(570_567, -1))
    (142641.75, 190189.0, 0.0)
    """
    gone: Any = time
    spent: Spent = cost * within_year(gone) / MONTHS
    return spent


def month_ends() -> Values:
    """Return the end of each month, months from 1 April.

    Examples
    --------
    >>> month_ends()[[0, -1]].tolist()
    [1.0, 12.0]
    """
    return np.arange(1.0, MONTHS + 1)


def posts_filled(start_month: Values, fill_months: Values) -> Values:
    """Return the share of new posts that are in post in each month.

    They start so many months after 1 April, and fill evenly: none is in post before, and of whole
    months (m - start + 1/2) / fill are in month m while they fill, all afterwards. Of a part of a
    month it is the average over that month. "Partners had to wait before they could ... recruit any
    staff" (National Audit Office, 2004).

    Parameters
    ----------
    start_month : array
        Months from 1 April to the first new post; below 0 if it came in the year before.
    fill_months : array
        Months from the first to the last; at 0 all start together.

    Returns
    -------
    array
        Shares, 0 to 1, with the months as one more axis at the end.

    Examples
    --------
    >>> posts_filled(np.array(0.0), np.array(6.0))[[0, 5, 6]].round(4).tolist()
    [0.0833, 0.9167, 1.0]
    """
    start, fill = (np.asarray(each, dtype=float)[..., None] for each in (start_month, fill_months))
    return _months_filled(month_ends() - start, fill) - _months_filled(
        month_ends() - 1 - start, fill
    )


def year_filled(start_month: Values, fill_months: Values) -> Values:
    """Return the share of a year that new posts are in post: the mean of `posts_filled`.

    Parameters
    ----------
    start_month, fill_months
        As in `posts_filled`.

    Examples
    --------
    >>> float(year_filled(np.array(0.0), np.array(6.0)))
    0.75
    """
    start, fill = np.asarray(start_month), np.asarray(fill_months)
    return (_months_filled(MONTHS - start, fill) - _months_filled(-start, fill)) / MONTHS


def _months_filled(since: Values, fill: Values) -> Values:
    """Return how many months all new posts together make, so long after the first of them."""
    filling = np.clip(since, 0, fill)
    rising = filling**2 / (2 * np.where(fill > 0, fill, 1))  # the area of a triangle
    return np.asarray(rising + np.maximum(since - fill, 0))


def month_costs(posts: Values, unit_cost: Values) -> Values:
    """Return the cost of each month: its posts at a twelfth of the cost of a post.

    Parameters
    ----------
    posts : array
        Posts in post, by month.
    unit_cost : array
        Pounds a post a year, with one value along the last axis.

    Examples
    --------
    >>> month_costs(np.full(12, 7.0), np.array([81_509.57])).round(2)[0].item()
    47547.25
    """
    return posts * unit_cost / MONTHS


def spent(costs: Values) -> Values:
    """Return what is spent by the end of each month.

    Parameters
    ----------
    costs : array
        Pounds, by month.

    Examples
    --------
    >>> spent(np.full(12, 100.0))[[0, -1]].tolist()
    [100.0, 1200.0]
    """
    return np.asarray(np.cumsum(costs, axis=-1))


def at_risk(costs: Values, signed_month: float) -> Values:
    """Return what was spent without an agreement by each month's end: none once it is signed.

    It falls on the holder if the answer is no. On the day of the signature it is still at risk.

    Parameters
    ----------
    costs
        As in `spent`.
    signed_month : float
        Months from 1 April to the signed agreement.

    Examples
    --------
    >>> at_risk(np.full(12, 47_547.25), 3)[:4].tolist()
    [47547.25, 95094.5, 142641.75, 0.0]
    """
    return np.where(month_ends() <= signed_month, spent(costs), 0.0)


def recoverable(costs: Values, award: Values) -> Values:
    """Return what may be claimed of the cost by each month's end: never more than the award.

    "Funding recovered will reflect actual expenditure" (PCD 1532, recommendation 1).

    Parameters
    ----------
    costs
        As in `spent`.
    award : array
        Pounds, with one value along the last axis.

    Examples
    --------
    >>> recoverable(np.full(12, 100.0), np.array([1_000.0]))[[0, -1]].tolist()
    [100.0, 1000.0]
    """
    return np.minimum(spent(costs), award)


def recovered(costs: Values, award: Values) -> Values:
    """Return what a year recovers whose posts fill up: its cost, never more than the award.

    Parameters
    ----------
    costs, award
        As in `recoverable`.

    Examples
    --------
    >>> costs = month_costs(7 + 3 * posts_filled(np.array(0.0), np.array(6.0)), np.array([100.0]))
    >>> recovered(costs, np.array([1_000.0])).round(2).item()
    925.0
    """
    return np.asarray(np.minimum(spent(costs)[..., -1:], award)[..., 0])


def claims_paid(claim_every: float, paid_after: float, signed_month: float) -> Values:
    """Return until when the spending was claimed that has been paid by each month's end.

    Spending is claimed at the end of every so many months, or once the agreement is signed if that
    is later, and is paid so many months after. What is paid at a month's end itself counts from the
    next.

    Parameters
    ----------
    claim_every, paid_after : float
        Months; the first is above 0.
    signed_month
        As in `at_risk`.

    Returns
    -------
    array
        Months from 1 April; 0 where nothing is paid yet.

    Examples
    --------
    >>> claims_paid(3, 1, 0)[2:6].tolist()
    [0.0, 0.0, 3.0, 3.0]
    """
    claimed = np.minimum(np.arange(1, np.ceil(MONTHS / claim_every) + 1) * claim_every, MONTHS)
    paid = np.maximum(claimed, signed_month) + paid_after
    return np.asarray(np.where(paid < month_ends()[:, None], claimed, 0.0).max(axis=-1))


def paid(recoverable: Values, claimed: Values) -> Values:
    """Return what has been paid by each month's end, before what is paid that day.

    Parameters
    ----------
    recoverable : array
        What may be claimed by each month's end, pounds.
    claimed : array
        From `claims_paid`.

    Examples
    --------
    >>> paid(np.full(12, 100.0).cumsum(), claims_paid(3, 1, 0))[2:6].tolist()
    [0.0, 0.0, 300.0, 300.0]
    """
    through = np.concatenate([np.zeros_like(recoverable[..., :1]), recoverable], axis=-1)
    whole, part = np.floor(claimed).astype(int), claimed % 1
    return np.asarray(
        (1 - part) * through[..., whole] + part * through[..., np.ceil(claimed).astype(int)]
    )


def owed(recoverable: Values, paid: Values) -> Values:
    """Return what is out of pocket though the answer is yes: what may be claimed less what is paid.

    Parameters
    ----------
    recoverable, paid
        Pounds by each month's end, as in `paid`.

    Examples
    --------
    >>> months = np.full(12, 570_567 / 12).cumsum()
    >>> owed(months, paid(months, claims_paid(3, 1, 0))).max().round(2).item()
    190189.0
    """
    return recoverable - paid


def outlook(costs: Values, rate: Values) -> Values:
    """Return the year's outturn as it is seen at each month's end: spent, and what remains.

    What remains is spent at the recovery rate, so that the last month has what was spent.

    Parameters
    ----------
    costs
        As in `spent`.
    rate : array
        Recovery rate, 0 to 1, with one value along the last axis.

    Examples
    --------
    >>> outlook(np.full(12, 100.0), np.array([0.9]))[[5, -1]].tolist()
    [1140.0, 1200.0]
    """
    so_far = spent(costs)
    return so_far + (so_far[..., -1:] - so_far) * rate


def not_claimable(award: Values, recovered: Values, carry_over: float) -> Values:
    """Return what of an award is lost: what is not spent, unless it may be claimed the year after.

    "Unable to carry funds over financial years therefore underspent funds cannot be claimed" (PCD
    1614).

    Parameters
    ----------
    award, recovered : array
        Pounds.
    carry_over : float
        1 if what is not spent may be claimed the year after, 0 if not.

    Examples
    --------
    >>> not_claimable(np.array([1_000_000.0]), np.array([892_641.75]), 0).tolist()
    [107358.25]
    """
    return np.asarray((award - recovered) * (1 - carry_over))
