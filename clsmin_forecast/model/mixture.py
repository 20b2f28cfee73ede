"""Statistics of a mixture: the draws of each branch, weighted by the branch's probability."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..quantities import Values
from ..units import HALF_A_PENNY
from .draws import BLOCKS, by_block

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)  # the quantiles that every statistic states
_ROUNDING = 1e-12  # a cumulative probability this close to its level has reached it

Statistic = dict[str, float]
"""``mean, p5, p10, p25, p50, p75, p90, p95, standard_error``."""


@dataclass(frozen=True)
class Mixture:
    """A quantity over branches whose probabilities are known.

    Parameters
    ----------
    branches : tuple of array
        The draws of each branch, or one value.
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

    @cached_property
    def block_means(self) -> Values:
        """The mean in each block of draws."""
        means = [
            weight * by_block(values)
            for values, weight in zip(self.branches, self.weights, strict=True)
        ]
        return np.asarray(sum(means, np.zeros(BLOCKS)))

    @property
    def mean(self) -> float:
        """The probability-weighted mean."""
        return float(self.block_means.mean())

    @property
    def standard_error(self) -> float:
        """The standard error of the mean, from the spread of the blocks."""
        return _standard_error(self.block_means)

    @cached_property
    def _sorted(self) -> list[Values]:
        return [np.sort(values) for values in self.branches]

    def quantiles(self, levels: Sequence[float]) -> Values:
        """Return the smallest value whose cumulative probability is at least each level.

        Parameters
        ----------
        levels : sequence of float
            Probabilities, 0 to 1.
        """
        wanted = np.asarray(levels) - _ROUNDING
        ends = np.array([[values.size] for values in self.branches])
        low, high = (
            np.zeros((len(ends), len(wanted)), dtype=int),
            ends + np.zeros(len(wanted), dtype=int),
        )
        while (open_still := low < high).any():
            middle = (low + high) // 2  # halving
            enough = self._reached(self._at(middle)) >= wanted
            high = np.where(open_still & enough, middle, high)
            low = np.where(open_still & ~enough, middle + 1, low)
        return np.where(low < ends, self._at(low), np.inf).min(axis=0)

    def _at(self, places: Values) -> Values:
        return np.stack(
            [
                values.take(row, mode="clip")
                for values, row in zip(self._sorted, places, strict=True)
            ]
        )

    def _reached(self, values: Values) -> Values:
        shares = [
            np.searchsorted(branch, values, side="right") * (weight / branch.size)
            for branch, weight in zip(self._sorted, self.weights, strict=True)
        ]
        return np.asarray(sum(shares))

    def chance_at_least(self, amount: float) -> float:
        """Return the probability of at least an amount, to half a penny."""
        shares = [float((values >= amount - HALF_A_PENNY).mean()) for values in self.branches]
        return float(np.dot(shares, self.weights))

    def statistic(self) -> Statistic:
        """Return the mean, the quantiles and the standard error of the mean."""
        quantiles = self.quantiles(LEVELS).tolist()
        named = {
            f"p{level * 100:.0f}": value for level, value in zip(LEVELS, quantiles, strict=True)
        }
        return {"mean": self.mean, **named, "standard_error": self.standard_error}

    def standard_error_of(self, statistic: Callable[["Mixture"], float]) -> float:
        """Return the standard error of any statistic, from its values in the blocks of draws.

        Parameters
        ----------
        statistic : callable
            Such as ``lambda block: block.quantiles([0.95])[0]``.
        """
        return _standard_error(np.array([statistic(self._block(index)) for index in range(BLOCKS)]))

    def _block(self, index: int) -> "Mixture":
        blocks = (v if v.size == 1 else v.reshape(BLOCKS, -1)[index] for v in self.branches)
        return Mixture(tuple(blocks), self.weights)


def _standard_error(blocks: Values) -> float:
    return float(blocks.std(ddof=1) / np.sqrt(BLOCKS))
