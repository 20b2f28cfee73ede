"""Signs: what was seen of a decision that is to come, and how far it moves the chance of it.

A sign is worth how many times as likely it is seen where the event will come as where it will not:
its likelihood ratio. The odds after it are the odds before it times that ratio, which is Bayes'
rule (Good 1950, Probability and the Weighing of Evidence, chapter 6), and so exact. Signs that
would not be seen apart are one sign: only what tells something of its own may multiply.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import TypeVar

from .errors import InputError
from .quantiles import Values

MOST = 1000.0
"""The largest ratio of a sign, as is one over it the smallest: beyond it nothing is left open."""

Share = TypeVar("Share", float, Values)


@dataclass(frozen=True)
class Sign:
    """What was seen, with how many times as likely it is if the event will come than if not.

    Parameters
    ----------
    what, source : str
        What was seen, and the id in ``sources.csv`` of where.
    date : date
        When it was to be seen.
    low, mid, high : float
        How many times as likely, in that order. A point is no judgement, so low is below high but
        for a sign that tells nothing, at 1.
    measured : bool
        Whether the ratio was counted, and not judged.

    Raises
    ------
    InputError
        If a ratio lies out of bounds or out of order, or has no range.

    Examples
    --------
    >>> Sign("The budget falls.", "PQ 1", date(2026, 2, 11), 1.2, 2, 4).mid
    2
    """

    what: str
    source: str
    date: date
    low: float
    mid: float
    high: float
    measured: bool = False

    def __post_init__(self) -> None:
        """Refuse a ratio out of bounds or out of order, and a point."""
        points = (self.low, self.mid, self.high)
        said = ", ".join(f"{point:g}" for point in points)
        if not all(1 / MOST <= point <= MOST for point in points):
            raise InputError(
                f"times_as_likely must lie from {1 / MOST:g} to {MOST:,g}, got {said}."
            )
        if not self.low <= self.mid <= self.high:
            raise InputError(f"times_as_likely runs low <= mid <= high, got {said}.")
        if self.low == self.high != 1:
            raise InputError(
                f"times_as_likely needs a range, since nobody knows it to a point, got {said}."
            )


def bayes(share: Share, if_so: float | Share, if_not: float | Share) -> Share:
    """Return the chance of an event after what was seen (Bayes' rule).

    Parameters
    ----------
    share : float or array
        The chance before, 0 to 1.
    if_so, if_not : float or array
        How likely what was seen is where the event comes and where it does not; only their ratio
        counts.

    Examples
    --------
    >>> bayes(0.25, 3, 1)  # odds of 1 to 3 become odds of 3 to 3
    0.5
    """
    return share * if_so / (share * if_so + if_not * (1 - share))


def times_in_all(signs: Sequence[Sign]) -> tuple[float, float, float]:
    """Return the low, middle and high ratio of some signs together, in whichever order.

    Examples
    --------
    >>> seen = date(2026, 2, 11)
    >>> times_in_all([Sign("A", "P", seen, 1, 2, 4), Sign("B", "P", seen, 1, 1.5, 2)])
    (1, 3.0, 8)
    """
    low, mid, high = (
        prod(sorted(points))  # so that rounding is the same in every order
        for points in zip(*((each.low, each.mid, each.high) for each in signs), strict=True)
    )
    return low, mid, high
