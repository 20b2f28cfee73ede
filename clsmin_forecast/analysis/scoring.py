"""Scores of forecasts against what came, the lower the better, and the error of their means."""

from collections.abc import Callable, Mapping, Sequence
from math import inf, nan, sqrt

import numpy as np

from ..quantiles import Values, beta_quantile
from ..units import HALF_A_PENNY

LEVEL = 0.9
"""The level of every interval of an estimate, unless another is named."""

_NODES = 8192


def brier(chance: Values, came: Values) -> Values:
    """Return the Brier score of each forecast: (chance - what came)².

    Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather
    Review 78, for one of two outcomes.

    Parameters
    ----------
    chance : array
        Forecast probability of the event.
    came : array
        1 where the event came, else 0.

    Examples
    --------
    >>> brier(np.array([0.25, 0.25]), np.array([0.0, 1.0])).tolist()
    [0.0625, 0.5625]
    """
    return (chance - came) ** 2


def log_score(chance: Values, came: Values) -> Values:
    """Return the log score of each forecast: minus the log of the chance given to what came.

    Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation, JASA
    102, section 3. It is infinite where what came was given no chance.

    Parameters
    ----------
    chance, came
        As in `brier`.

    Examples
    --------
    >>> log_score(np.array([0.5, 0.0]), np.array([1.0, 1.0])).round(3).tolist()
    [0.693, inf]
    """
    with np.errstate(divide="ignore"):
        return np.abs(np.log(np.where(came > 0, chance, 1 - chance)))  # never minus nothing


def crps(quantile: Callable[[Values], Values], value: float, bends: Sequence[float] = ()) -> float:
    """Return the continuous ranked probability score of a forecast, in the unit of the value.

    The integral of the squared difference between the forecast's distribution and a step at the
    value (Gneiting and Raftery 2007, section 4.2), which is twice the integral over u of
    (1{value <= q(u)} - u) × (q(u) - value), the pinball loss of the quantile function (Laio and
    Tamea 2007, Hydrology and Earth System Sciences 11). Of a single value it is the distance.

    Parameters
    ----------
    quantile : callable
        The forecast's quantile function, from shares to values.
    value : float
        What came.
    bends : sequence of float
        The shares at which the quantile function jumps, if it does: between them the score of a
        list of values is exact.

    Examples
    --------
    >>> round(crps(lambda share: share, 0.5), 4)  # of a uniform: 1/12 at its middle
    0.0833
    """
    edges = np.union1d(np.linspace(0, 1, _NODES + 1), bends)
    share, width = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    found = quantile(share)
    return float(2 * np.sum(((value <= found) - share) * (found - value) * width))


def steps(quantiles: Mapping[int, float]) -> tuple[Values, Values]:
    """Return the values of a list of quantiles, and the shares from one to the next.

    Each stands for the shares that are nearer to its own than to another's, so that the list is a
    distribution of as many values.

    Parameters
    ----------
    quantiles : mapping of int to float
        The value at each per cent.

    Examples
    --------
    >>> values, edges = steps({25: 1.0, 75: 3.0})
    >>> values.tolist(), edges.tolist()
    ([1.0, 3.0], [0.5])
    """
    levels = np.array(sorted(quantiles)) / 100
    values = np.array([quantiles[level] for level in sorted(quantiles)])
    return values, (levels[1:] + levels[:-1]) / 2


def crps_of_steps(quantiles: Mapping[int, float], value: float) -> float:
    """Return the continuous ranked probability score of a list of quantiles, as `crps` has it.

    Examples
    --------
    >>> crps_of_steps({25: 1.0, 75: 3.0}, 2.0)  # (1 + 1) / 2 - 2 / 4
    0.5
    """
    values, edges = steps(quantiles)
    return crps(lambda share: values[np.searchsorted(edges, share)], value, edges.tolist())


def place(quantiles: Mapping[int, float], value: float) -> float:
    """Return the share of a list of quantiles below a value, and half of what ties with it.

    Dawid (1984), Present position and potential developments, JRSS A 147: over many forecasts that
    hold, every place is as frequent.

    Examples
    --------
    >>> place({25: 1.0, 75: 3.0}, 2.0), place({25: 1.0, 75: 3.0}, 3.0)
    (0.5, 0.75)
    """
    values, edges = steps(quantiles)
    weights = np.diff([0, *edges, 1])
    ties = np.abs(values - value) < HALF_A_PENNY
    return float(weights[(values < value) & ~ties].sum() + weights[ties].sum() / 2)


def jackknife_error(values: Values, groups: Sequence[str]) -> float:
    """Return the standard error of a mean of values that hang together within groups.

    Each group is left out in turn; the error is the root of (g - 1) / g times the sum of squared
    deviations of the g means (Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter
    11, with groups as the units).

    Parameters
    ----------
    values : array
        One for each case.
    groups : sequence of str
        The group of each case.

    Returns
    -------
    float
        In the unit of the values; not a number where there is one group.

    Examples
    --------
    >>> round(jackknife_error(np.array([1.0, 2.0, 6.0]), ["a", "b", "c"]), 4)  # sd / sqrt(3)
    1.5275
    """
    names, place = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < 2:  # noqa: PLR2004 - an error needs a second group
        return nan
    sums, counts = np.bincount(place, values), np.bincount(place)
    means = (values.sum() - sums) / (len(values) - counts)
    return float(np.sqrt((len(names) - 1) * np.mean((means - means.mean()) ** 2)))


def spread(groups: int, level: float = LEVEL) -> float:
    """Return how many jackknife errors either side of a mean hold it with this probability.

    A quantile of Student's t with one degree of freedom less than there are groups, since the error
    is an estimate too: t² / (n + t²) of n degrees is Beta(1/2, n/2).

    Parameters
    ----------
    groups : int
        On which the error rests; of one it is not a number.
    level : float
        Of the interval.

    Examples
    --------
    >>> round(spread(15), 2), round(spread(10_000), 2)
    (1.76, 1.65)
    """
    if groups < 2:  # noqa: PLR2004 - an error needs a second group
        return nan
    degrees = groups - 1
    share = float(beta_quantile(np.array(level), 0.5, degrees / 2))
    return sqrt(degrees * share / (1 - share))


def cases_needed(
    difference: float, error: float, cases: int, groups: int, level: float = LEVEL
) -> float:
    """Return how many cases like these would put nothing outside the interval of a difference.

    The error of a mean falls with the root of the number of cases, so a difference that stays as
    it is stands `spread` errors from nothing after cases × (spread × error / difference)².

    Parameters
    ----------
    difference, error : float
        A mean difference and its standard error.
    cases, groups : int
        How many it rests on.
    level
        As in `spread`.

    Examples
    --------
    >>> round(cases_needed(1, 2, 50, 15))  # 50 × (1.761 × 2)²
    620
    """
    if difference == 0:
        return inf
    return cases * (spread(groups, level) * error / difference) ** 2
