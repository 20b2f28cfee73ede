"""Choices: the laws of a table of losses, with a row an option and a column what the funder does.

Each column has its chance, so all of it is exact. A loss is pounds that fall on whoever chooses;
nothing is asked of what the work is worth.
"""

from collections.abc import Hashable, Sequence

import numpy as np

from ..quantiles import Values
from ..sums import weighted_sum
from ..units import HALF_A_PENNY

_NOWHERE = np.nan


def averages(losses: Values, chances: Values) -> Values:
    """Return the loss of each option, averaged over what the funder may do.

    Parameters
    ----------
    losses : array
        Pounds, options by what the funder does.
    chances : array
        Of what the funder does; they sum to 1.

    Examples
    --------
    >>> kept_or_released = np.array([[200_000.0, 29_433.0], [0.0, 95_000.0]])
    >>> averages(kept_or_released, np.array([0.24, 0.76])).round(2).tolist()
    [70369.08, 72200.0]
    """
    return weighted_sum(losses, chances)


def worst(losses: Values) -> Values:
    """Return the greatest loss of each option, whatever the funder does.

    Parameters
    ----------
    losses
        As in `averages`.

    Examples
    --------
    >>> worst(np.array([[200_000.0, 29_433.0], [0.0, 95_000.0]])).tolist()
    [200000.0, 95000.0]
    """
    return np.asarray(losses.max(axis=1))


def regrets(losses: Values) -> Values:
    """Return how much more each option loses than the best one would have, by what the funder does.

    Parameters
    ----------
    losses
        As in `averages`.

    Examples
    --------
    >>> regrets(np.array([[200_000.0, 29_433.0], [0.0, 95_000.0]])).tolist()
    [[200000.0, 0.0], [0.0, 65567.0]]
    """
    return np.asarray(losses - losses.min(axis=0))


def greatest_regret(losses: Values) -> Values:
    """Return the greatest regret of each option: the least of these is the most careful choice.

    Parameters
    ----------
    losses
        As in `averages`.

    Examples
    --------
    >>> greatest_regret(np.array([[200_000.0, 29_433.0], [0.0, 95_000.0]])).tolist()
    [200000.0, 65567.0]
    """
    return np.asarray(regrets(losses).max(axis=1))


def swap_chance(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the chance of ceasing at which two options lose the same on average.

    Parameters
    ----------
    first, second : (float, float)
        The loss of an option if the funding ceases, and if it does not, pounds.

    Returns
    -------
    float
        Between 0 and 1; not a number where one of them never loses less than the other.

    Examples
    --------
    >>> round(swap_chance((200_000, 29_433), (0, 95_000)), 6)
    0.246894
    >>> swap_chance((200_000, 29_433), (200_000, 95_000)), swap_chance((1, 1), (2, 2))
    (nan, nan)
    """
    ceased, funded = first[0] - second[0], first[1] - second[1]
    if ceased * funded >= 0:
        return _NOWHERE
    return funded / (funded - ceased)


def turning_chance(first: tuple[float, float], other: tuple[float, float], now: float) -> float:
    """Return the chance of ceasing, the nearest to one, beyond which another option loses less.

    Parameters
    ----------
    first, other
        As in `swap_chance`.
    now : float
        The chance as it is taken, at which the first loses no more than the other on average.

    Returns
    -------
    float
        Between 0 and 1; not a number where the other loses less at no chance.

    Examples
    --------
    >>> round(turning_chance((200_000, 29_433), (0, 95_000), 0.2), 6)
    0.246894
    >>> turning_chance((200_000, 0), (0, 0), 0.0), turning_chance((0, 0), (200_000, 0), 0.5)
    (0.0, nan)
    """
    ceased, funded = other[0] - first[0], other[1] - first[1]
    if min(ceased, funded) >= -HALF_A_PENNY:
        return _NOWHERE
    at = funded / (funded - ceased) if ceased != funded else now
    return min(max(at, 0.0), 1.0)


def value_of_knowing(
    losses: Values, chances: Values, told: Sequence[Hashable] | None = None
) -> float:
    """Return by how much less the best option loses on average once the funder's answer is known.

    It is the lowest average less the average of the lowest: the most that an answer today is worth.

    Parameters
    ----------
    losses, chances
        As in `averages`.
    told : sequence, optional
        What would be known of each column, where not all: columns with the same word stay as
        unsure among themselves as they were.

    Examples
    --------
    >>> kept_or_released = np.array([[200_000.0, 29_433.0], [0.0, 95_000.0]])
    >>> round(value_of_knowing(kept_or_released, np.array([0.24, 0.76])), 2)
    48000.0
    >>> value_of_knowing(kept_or_released, np.array([0.24, 0.76]), told=["so", "so"])
    0.0
    """
    words = range(losses.shape[1]) if told is None else told
    groups: dict[Hashable, list[int]] = {}
    for column, word in enumerate(words):
        groups.setdefault(word, []).append(column)
    lowest = sum(float(averages(losses[:, at], chances[at]).min()) for at in groups.values())
    return max(0.0, float(averages(losses, chances).min()) - lowest)


def pays_from(more: float, months: float) -> float:
    """Return the worth of a post-month of work from which an option pays beside another.

    The worth itself is never asked for: whoever decides can say whether it is more or less.

    Parameters
    ----------
    more : float
        What it costs more than the other, pounds.
    months : float
        The post-months of work that it keeps more than the other.

    Returns
    -------
    float
        Pounds; 0 where it costs no more, and not a number where it keeps no more work.

    Examples
    --------
    >>> pays_from(50_000, 10), pays_from(-1, 10), pays_from(50_000, 0)
    (5000.0, 0.0, nan)
    """
    return max(0.0, more / months) if months > 0 else _NOWHERE
