"""Statistics of a mixture: the draws of each branch, weighted by the branch's probability."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isqrt, sqrt
from typing import Any, Literal, TypeVar
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from ..quantiles import Values
from ..sums import plain_sum, weighted_sum
from ..units import HALF_A_PENNY
from .draws import BLOCKS, KEPT, by_block

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)  # the quantiles that every statistic states
_NAMES = tuple(f"p{level * 100:.0f}" for level in LEVELS)
_MERGE: Literal["stable"] = "stable"  # the quickest where several rising runs become one
_ROUNDING = 1e-12  # a cumulative probability this close to its level has reached it

Made = TypeVar("Made")
Statistic = dict[str, float]
"""``mean, p5, p10, p25, p50, p75, p90, p95, standard_error``."""


@dataclass(frozen=True)
class Mixture:
    """A quantity over branches whose probabilities are known.

    Parameters
    ----------
    branches : tuple of array
        The draws of each branch, or one value; they can no longer be written to, since what is
        found of them is kept.
    weights : tuple of float
        The probability of each branch; they sum to 1.

    Examples
    --------
    A plain two-outcome result stays two-outcome:

    >>> nothing_or_all = Mixture((np.zeros(1), np.array([570_567.0])), (0.25, 0.75))
    >>> nothing_or_all.mean, nothing_or_all.quantiles([0.25, 0.26]).tolist()
    (427925.25, [0.0, 570567.0])
    """

    branches: tuple[Values, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        """Let nobody write to the draws."""
        for values in self.branches:
            values.setflags(write=False)

    def __repr__(self) -> str:
        """Say how many branches it has, and its mean."""
        return f"<Mixture of {len(self.branches)} branches: mean {self.mean:,.2f}>"

    @cached_property
    def block_means(self) -> Values:
        """The mean in each block of draws."""
        means = [
            weight * _of(values, by_block)
            for values, weight in zip(self.branches, self.weights, strict=True)
        ]
        found = np.asarray(sum(means, np.zeros(BLOCKS)))
        found.setflags(write=False)  # it is kept
        return found

    @property
    def branch_means(self) -> list[float]:
        """The mean of each branch."""
        return [_of(each, _mean) for each in self.branches]

    @property
    def mean(self) -> float:
        """The probability-weighted mean."""
        return float(weighted_sum(self.branch_means, self.weights))

    @property
    def standard_error(self) -> float:
        """The standard error of the mean, from the spread of the blocks."""
        return float(error_of(self.block_means))

    @cached_property
    def _sorted(self) -> list[Values]:
        return [_of(values, _in_order) for values in self.branches]

    def quantiles(self, levels: Sequence[float]) -> Values:
        """Return the smallest value whose cumulative probability is at least each level.

        Parameters
        ----------
        levels : sequence of float
            Probabilities, 0 to 1.
        """
        if len(self.branches) == 1:
            return _quantiles(self._sorted[0], tuple(levels))
        wanted = _just_below(tuple(levels))
        values, masses = self._near(_rising(tuple(levels)))
        order = values.argsort(kind=_MERGE)
        places = masses[order].cumsum().searchsorted(wanted)
        return values[order.take(places, mode="clip")]

    def _near(self, wanted: Values) -> tuple[Values, Values]:
        if all(values.size == 1 for values in self.branches):
            return np.concatenate(self.branches), np.array(self.weights)
        each: dict[int, float] = defaultdict(float)  # some decisions have the same draws
        for values, weight in zip(self.branches, self.weights, strict=True):
            each[id(values)] += weight / values.size
        branches = [*{id(values): values for values in self.branches}.values()]
        shares = np.array([*each.values()])
        return _candidates(branches, shares, *_brackets(branches, shares, wanted))

    def reached(self, chances: Sequence[float]) -> Values:
        """Return the largest value whose probability of at least so much is each chance or more.

        Parameters
        ----------
        chances : sequence of float
            Probabilities, 0 to 1.

        Examples
        --------
        >>> Mixture((np.zeros(1), np.array([570_567.0])), (0.25, 0.75)).reached([0.75, 0.76])
        array([570567.,      0.])
        """
        mirrored = Mixture(tuple(-values for values in self.branches), self.weights)
        return np.asarray(0 - mirrored.quantiles(chances))  # never minus nothing

    def chance_at_least(self, amount: float) -> float:
        """Return the probability of at least an amount, to half a penny."""
        return self._share(lambda values: values >= amount - HALF_A_PENNY)

    def chance_at_most(self, amount: float) -> float:
        """Return the probability of at most an amount, to half a penny."""
        return self._share(lambda values: values <= amount + HALF_A_PENNY)

    def _share(self, within: Callable[[Values], Any]) -> float:
        shares = [np.count_nonzero(within(values)) / values.size for values in self.branches]
        return float(weighted_sum(shares, self.weights))

    def tail_weights(self, share: float, *, highest: bool = False) -> tuple[Values, ...]:
        """Return the probability of each draw that falls in the lowest or highest outcomes.

        Where many outcomes tie at the end of the tail, each gives the same part of itself, so that
        the order of the draws tells nothing.

        Parameters
        ----------
        share : float
            The probability of the tail, above 0 and at most 1.
        highest : bool
            Whether the tail is the highest outcomes, not the lowest.

        Returns
        -------
        tuple of array
            For each branch, the probability of each of its draws within the tail; all of them sum
            to `share`.
        """
        end = (self.reached if highest else self.quantiles)([share])[0]
        within = [values > end if highest else values < end for values in self.branches]
        ties = [values == end for values in self.branches]
        each = [w / values.size for values, w in zip(self.branches, self.weights, strict=True)]
        sure, tied = (
            sum(w * float(chosen.sum()) for w, chosen in zip(each, some, strict=True))
            for some in (within, ties)
        )
        part = (share - sure) / tied
        return tuple(
            w * (inside + part * tie) for w, inside, tie in zip(each, within, ties, strict=True)
        )

    def tail_mean(self, share: float, *, highest: bool = False) -> float:
        """Return the mean of the lowest or highest outcomes: the expected shortfall.

        Parameters
        ----------
        share, highest
            As in `tail_weights`.

        Examples
        --------
        A loss of 570,567 has the chance 0.02, so it is two fifths of the worst 5%:

        >>> gap = Mixture((np.zeros(1), np.array([570_567.0])), (0.98, 0.02))
        >>> round(gap.tail_mean(0.05, highest=True), 2)
        228226.8
        """
        tail = self.tail_weights(share, highest=highest)
        sums = [weighted_sum(values, w) for values, w in zip(self.branches, tail, strict=True)]
        return float(sum(sums)) / share

    def shortfall(self, amounts: Values) -> Values:
        """Return the mean of what is missing of each amount: of the amount less the value.

        Where the value is the larger, nothing is.

        Parameters
        ----------
        amounts : array
            In the unit of the mixture.

        Examples
        --------
        >>> nothing_or_all = Mixture((np.zeros(1), np.array([7.0])), (0.25, 0.75))
        >>> nothing_or_all.shortfall(np.array([7.0, 8.0])).tolist()
        [1.75, 2.75]
        """
        missing = np.zeros(np.shape(amounts))
        for values, weight in zip(self._sorted, self.weights, strict=True):
            below = values.searchsorted(amounts)
            sums = np.concatenate([[0.0], values.cumsum()])[below]
            missing += weight * (below * amounts - sums) / values.size
        return missing

    def statistic(self) -> Statistic:
        """Return the mean, the quantiles and the standard error of the mean."""
        return dict(self._statistic)

    @cached_property
    def _statistic(self) -> Statistic:
        if len(self.branches) == 1:
            return self.branch_statistics()[0]
        return _statistic(self.block_means, self.quantiles(LEVELS))

    def branch_statistics(self) -> list[Statistic]:
        """Return the statistic of each branch alone, from the same sorted draws."""
        return [dict(_of(values, _statistic_alone)) for values in self.branches]

    def standard_error_of(self, statistic: Callable[["Mixture"], float]) -> float:
        """Return the standard error of any statistic, from its values in the blocks of draws.

        Parameters
        ----------
        statistic : callable
            Such as ``lambda block: block.quantiles([0.95])[0]``.
        """
        return float(error_of(np.array([statistic(self.block(index)) for index in range(BLOCKS)])))

    def block(self, index: int) -> "Mixture":
        """Return the mixture of one block of draws alone."""
        blocks = (v if v.size == 1 else v.reshape(BLOCKS, -1)[index] for v in self.branches)
        return Mixture(tuple(blocks), self.weights)


_at_hand: dict[int, tuple[ref[Values], dict[Callable[[Values], Any], Any]]] = {}


def _of(values: Values, made: Callable[[Values], Made]) -> Made:
    # Each mixture with a branch of these draws needs the same of them, whatever its weights: it is
    # at hand as long as the draws themselves are.
    place = id(values)
    found = _at_hand.get(place)
    if found is None or found[0]() is not values:
        if values.base is not None or values.size > KEPT:
            return made(values)
        found = _at_hand[place] = ref(values, lambda _: _at_hand.pop(place, None)), {}
    if made not in found[1]:
        found[1][made] = made(values)
    at_hand: Made = found[1][made]
    return at_hand


def _mean(values: Values) -> float:
    return float(plain_sum(values)) / values.size


def _in_order(values: Values) -> Values:
    return np.sort(values)


def _quantiles(in_order: Values, levels: tuple[float, ...]) -> Values:
    return np.asarray(in_order[_places(levels, in_order.size)])


@lru_cache
def _places(levels: tuple[float, ...], size: int) -> NDArray[np.intp]:
    return np.ceil(_just_below(levels) * size).astype(int) - 1


@lru_cache
def _just_below(levels: tuple[float, ...]) -> Values:
    return np.maximum(np.asarray(levels) - _ROUNDING, _ROUNDING)


@lru_cache
def _rising(levels: tuple[float, ...]) -> Values:
    return np.sort(_just_below(levels))


def _candidates(
    branches: list[Values], shares: Values, low: Values, high: Values
) -> tuple[Values, Values]:
    # The few values that may be the quantiles, each with its mass; and before each bracket of them
    # its lower end, with the mass that was passed over, so the masses add up as if all were there.
    np.maximum(low[1:], high[:-1], out=low[1:])  # no value is in two brackets
    ends = np.array([low, high])
    sorts = [_of(branch, _in_order) for branch in branches]
    places = np.array([each.searchsorted(ends, "right") for each in sorts])
    first, last = places.swapaxes(0, 1)
    inside = [
        each[i:j]
        for each, (starts, stops) in zip(sorts, places.tolist(), strict=True)
        for i, j in zip(starts, stops, strict=True)
        if i < j
    ]
    masses = shares.repeat((last - first).sum(axis=1))
    first[:, 1:] -= last[:, :-1]  # how many were passed over
    passed = weighted_sum(first.T, shares)
    return np.concatenate([low, *inside]), np.concatenate([passed, masses])


def _step(values: Values) -> int:
    return max(1, isqrt(values.size) // 2)  # the fastest


def _knots(values: Values) -> Values:
    step = _step(values)
    return _of(values, _in_order)[step - 1 :: step].copy()  # side by side: reached at once


def _brackets(branches: Sequence[Values], shares: Values, wanted: Values) -> tuple[Values, Values]:
    # Each quantile lies above the first of two knots, and at most at the second.
    steps = np.array([*map(_step, branches)])
    knots = [_of(branch, _knots) for branch in branches]
    values = np.concatenate(knots)
    order = values.argsort(kind=_MERGE)
    reached = (shares * steps).repeat([each.size for each in knots])[order].cumsum()
    # The most that lies below a knot and is not yet counted:
    between = weighted_sum(steps - 1, shares)
    ends = np.concatenate([[-np.inf], values[order], [np.inf]])
    low = reached.searchsorted(wanted - between)
    high = reached.searchsorted(wanted + _ROUNDING) + 1
    return ends[low], ends[high]


def _statistic(block_means: Values, quantiles: Values) -> Statistic:
    mean = _mean(block_means)
    return {
        "mean": mean,
        **dict(zip(_NAMES, quantiles.tolist(), strict=True)),
        "standard_error": float(_error(block_means - mean)),
    }


def _statistic_alone(values: Values) -> Statistic:
    if values.size == 1:
        return dict.fromkeys(("mean", *_NAMES), values.item()) | {"standard_error": 0.0}
    return _statistic(by_block(values), _quantiles(_of(values, _in_order), LEVELS))


def error_of(blocks: Values) -> Values:
    """Return the standard error of what was found in each block of draws.

    Parameters
    ----------
    blocks : array
        The blocks are its last axis.

    Examples
    --------
    >>> round(float(error_of(np.arange(8.0))), 4)
    0.866
    """
    return np.asarray(_error(blocks - plain_sum(blocks, axis=-1, keepdims=True) / BLOCKS))


def _error(off: Values) -> Any:
    return np.sqrt(plain_sum(off * off, axis=-1) / (BLOCKS - 1)) / sqrt(BLOCKS)
