"""The four kinds of quantity: a fixed value, a range, a choice and a chance.

Each amount is a quantile function: it turns a share of probability between 0 and 1 into a value.
Everything random about an amount is in the shares, so the same shares give the same luck in every
scenario.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf, isfinite, isnan, nan
from statistics import NormalDist

import numpy as np

from .errors import InputError
from .quantiles import Values, beta_quantile, normal_table
from .signs import Sign, bayes, times_in_all

_ROUNDING = 1e-9  # weights this close to 1 sum to 1
_LEAST_COVERAGE = 0.5
_SURELY_PER_CENT = 2


@dataclass(frozen=True)
class Fixed:
    """A value that is known, or taken as known.

    Parameters
    ----------
    value : float
        In the unit of the input.
    """

    value: float

    def __post_init__(self) -> None:
        """Refuse a value that is not a finite number."""
        if not isfinite(self.value):
            raise InputError(f"a value must be a finite number, got {self.value}.")

    @property
    def mid(self) -> float:
        """The value itself, as are `low` and `high`."""
        return self.value

    low = high = mid

    def quantile(self, share: Values) -> Values:
        """Return the value at every share."""
        return np.full(np.shape(share), self.value)


@dataclass(frozen=True)
class Range:
    """A range that holds the value with a stated probability.

    With a coverage below 1 it is a split normal through the three points, as in the Bank of
    England's fan charts, with its median at `mid`. With coverage 1, `low` and `high` are the ends
    of a PERT with its mode at `mid`.

    Parameters
    ----------
    low, mid, high : float
        In the unit of the input, in that order.
    coverage : float
        Probability that the value lies between `low` and `high`, 0.5 to 1.
    floor, ceiling : float
        Physical bounds, which clip.

    Raises
    ------
    InputError
        If the points are out of order or the coverage is out of its range.

    Examples
    --------
    >>> Range(0.8, 1.0, 1.1, coverage=0.8).quantile(np.array([0.1, 0.5, 0.9])).round(4).tolist()
    [0.8, 1.0, 1.1]
    """

    low: float
    mid: float
    high: float
    coverage: float
    floor: float = -inf
    ceiling: float = inf

    def __post_init__(self) -> None:
        """Refuse points out of order and a coverage out of its range."""
        points = (self.low, self.mid, self.high)
        if not all(map(isfinite, points)) or not self.low <= self.mid <= self.high:
            raise InputError(f"a range runs low <= mid <= high in finite numbers, got {points}.")
        _refuse_coverage(self.coverage)

    @property
    def bends(self) -> tuple[float, ...]:
        """The shares at which the quantile function bends: its middle, and where a bound clips."""
        if self.coverage == 1:
            return (0.5,)
        spread = NormalDist().inv_cdf((1 + self.coverage) / 2)
        sides = ((self.floor, self.mid - self.low), (self.ceiling, self.high - self.mid))
        clips = [
            NormalDist().cdf(spread * (bound - self.mid) / width)
            for bound, width in sides
            if isfinite(bound) and width > 0
        ]
        return tuple(sorted([0.5, *clips]))

    def quantile(self, share: Values) -> Values:
        """Return the value at each share of probability."""
        values = self._split_normal(share) if self.coverage < 1 else self._pert(share)
        return values.clip(self.floor, self.ceiling)

    def _split_normal(self, share: Values) -> Values:
        shares, values = _split_normal_table(self.low, self.mid, self.high, self.coverage)
        return np.interp(share, shares, values)

    def _pert(self, share: Values) -> Values:
        width = self.high - self.low
        if width == 0:
            return np.full(np.shape(share), self.mid)
        alpha = 1 + 4 * (self.mid - self.low) / width
        return self.low + width * beta_quantile(share, alpha, 6 - alpha)


@lru_cache(maxsize=32)  # of 64 kB each
def _split_normal_table(
    low: float, mid: float, high: float, coverage: float
) -> tuple[Values, Values]:
    shares, z = normal_table()
    z = z / NormalDist().inv_cdf((1 + coverage) / 2)
    return shares, mid + z * np.where(z < 0, mid - low, high - mid)


def _refuse_coverage(coverage: float) -> None:
    if not _LEAST_COVERAGE <= coverage <= 1:
        raise InputError(
            f"coverage must lie from {_LEAST_COVERAGE} to 1, got {coverage:g}; "
            "ninety per cent is written 0.9."
        )


@dataclass(frozen=True)
class Choice:
    """A weighted list: several possible values, or several experts kept apart and never averaged.

    Parameters
    ----------
    items : tuple of Fixed or Range
        What may hold; kept in the order of their middles, so the order given does not matter.
    weights : tuple of float
        Probability of each item; they sum to 1.
    coverage : float
        Probability of lying from `low` to `high`; where it is not stated, these are the ends.

    Raises
    ------
    InputError
        If the weights are not probabilities that sum to 1, or the coverage is out of its range.

    Examples
    --------
    >>> Choice((Fixed(1), Fixed(3)), (0.25, 0.75)).quantile(np.array([0.2, 0.3])).tolist()
    [1.0, 3.0]
    """

    items: tuple[Fixed | Range, ...]
    weights: tuple[float, ...]
    coverage: float = nan

    def __repr__(self) -> str:
        """Say how many values may hold, and from where to where they lie."""
        return f"<Choice of {len(self.items)}: {self.low:g} to {self.high:g}>"

    def __post_init__(self) -> None:
        """Refuse weights that are not probabilities, and a coverage out of its range."""
        if not isnan(self.coverage):
            _refuse_coverage(self.coverage)
        total = sum(self.weights)
        if not self.items or not min(self.weights) >= 0 or abs(total - 1) > _ROUNDING:
            raise InputError(f"the weights of a choice are 0 or more and sum to 1, got {total:g}.")
        pairs = sorted(zip(self.items, self.weights, strict=True), key=lambda pair: pair[0].mid)
        object.__setattr__(self, "items", tuple(item for item, _ in pairs))
        object.__setattr__(self, "weights", tuple(weight for _, weight in pairs))

    @property
    def bends(self) -> tuple[float, ...]:
        """The shares at which the quantile function bends or jumps."""
        ends = np.cumsum((0.0, *self.weights))
        within = [
            start + weight * share
            for start, weight, item in zip(ends, self.weights, self.items, strict=False)
            for share in (item.bends if isinstance(item, Range) else ())
        ]
        return tuple(np.sort([*ends, *within]).clip(0, 1).tolist())

    @property
    def low(self) -> float:
        """The lowest low of the items, or what the stated coverage leaves below it."""
        if isnan(self.coverage):
            return min(item.low for item in self.items)
        return _at(self, (1 - self.coverage) / 2)

    @property
    def mid(self) -> float:
        """The median of the list."""
        return _at(self, 0.5)

    @property
    def high(self) -> float:
        """The highest high of the items, or what the stated coverage leaves above it."""
        if isnan(self.coverage):
            return max(item.high for item in self.items)
        return _at(self, (1 + self.coverage) / 2)

    def quantile(self, share: Values) -> Values:
        """Return the value at each share, which picks the item and then the value within it."""
        share = np.asarray(share, dtype=float)
        ends = np.cumsum(self.weights)
        picked = ends[:-1].searchsorted(share - _ROUNDING)
        values = np.array([item.mid for item in self.items], dtype=float)[picked]
        for index, (item, weight) in enumerate(zip(self.items, self.weights, strict=True)):
            if isinstance(item, Range) and (here := picked == index).any():
                within = (share[here] - ends[index] + weight) / weight
                values[here] = item.quantile(within.clip(0, 1))
        return values


@dataclass(frozen=True)
class Part:
    """An amount held in a part of its range.

    Parameters
    ----------
    whole : Fixed, Range, Choice or Part
        The amount.
    start, end : float
        The shares of probability between which it is held, 0 to 1.

    Raises
    ------
    InputError
        If the shares are not in order within 0 to 1.

    Examples
    --------
    >>> pay = Range(0.0, 0.5, 1.0, coverage=0.8)
    >>> Part(pay, 0.5, 0.9).quantile(np.array([0.0, 1.0])).round(4).tolist()
    [0.5, 1.0]
    """

    whole: "Amount"
    start: float
    end: float

    def __post_init__(self) -> None:
        """Refuse shares out of order."""
        if not 0 <= self.start < self.end <= 1:
            raise InputError(
                f"a part runs from a lower to a higher share of probability within 0 to 1, "
                f"got {self.start:g} to {self.end:g}."
            )

    @property
    def bends(self) -> tuple[float, ...]:
        """The shares at which the quantile function bends or jumps."""
        width = self.end - self.start
        bends = () if isinstance(self.whole, Fixed) else self.whole.bends
        return tuple((bend - self.start) / width for bend in bends if self.start < bend < self.end)

    @property
    def low(self) -> float:
        """The value at the start of the part."""
        return _at(self, 0.0)

    @property
    def mid(self) -> float:
        """The median of the part."""
        return _at(self, 0.5)

    @property
    def high(self) -> float:
        """The value at the end of the part."""
        return _at(self, 1.0)

    def quantile(self, share: Values) -> Values:
        """Return the value at each share of the part's own probability."""
        return self.whole.quantile(self.start + (self.end - self.start) * share)


@dataclass(frozen=True)
class Chance:
    """The probability of a decision, with the interval of its evidence.

    Parameters
    ----------
    mid : float
        The probability used, 0 to 1.
    low, high : float
        The ends of its interval; equal to `mid` where none is known.
    evidence : str
        The evidence set it rests on, or empty.
    views, weights : tuple of float
        Several experts' chances and the weights of the experts, or empty; `mid` is then what they
        come to for one decision. The same expert is right in every year, so over several years
        the views stay a mixture.
    signs : tuple of Sign
        What was seen besides and is weighed in, or empty.
    prior : Chance, optional
        The chance before those signs.

    Raises
    ------
    InputError
        If a value is not a probability.
    """

    mid: float
    low: float
    high: float
    evidence: str = ""
    views: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    signs: tuple[Sign, ...] = ()
    prior: "Chance | None" = None

    def __post_init__(self) -> None:
        """Refuse values outside 0 to 1."""
        for value in (self.low, self.mid, self.high):
            if not 0 <= value <= 1:
                hint = "; forty per cent is written 0.4" if value > _SURELY_PER_CENT else ""
                raise InputError(f"a chance must lie from 0 to 1, got {value:g}{hint}.")

    def after(self, signs: Sequence[Sign]) -> "Chance":
        """Return the chance with signs weighed in: its odds times their ratios.

        The low takes the low of every ratio and the high the high, which is the widest: whoever
        judges the signs may be off to the same side as the cases.

        Examples
        --------
        >>> from datetime import date
        >>> seen = Sign("The budget falls.", "PQ 1", date(2026, 2, 11), 1, 3, 9)
        >>> even = Chance(0.25, 0.1, 0.5).after([seen])
        >>> even.low, even.mid, even.high, even.even_at
        (0.1, 0.5, 0.9, 3.0)
        """
        points = zip((self.low, self.mid, self.high), times_in_all(signs), strict=True)
        low, mid, high = (bayes(point, times, 1.0) for point, times in points)
        return replace(self, mid=mid, low=low, high=high, signs=tuple(signs), prior=self)

    @property
    def even_at(self) -> float:
        """The ratio that would bring the chance before any sign to even: one over its odds."""
        before = (self.prior or self).mid
        return (1 - before) / before if before else inf


Amount = Fixed | Range | Choice | Part
"""The quantities that an amount can be."""


def _at(amount: Amount, share: float) -> float:
    return float(amount.quantile(np.array([share]))[0])
