"""Statistics of a mixture against the plain way: every draw of every branch, sorted and counted."""

from bisect import bisect_left
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate
from math import sqrt
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from clsmin_forecast.model.draws import BLOCKS
from clsmin_forecast.model.mixture import LEVELS, Mixture
from clsmin_forecast.quantiles import Values

Branches = list[tuple[list[int], Fraction]]
NOTHING_OR_ALL = Mixture((np.zeros(1), np.array([570_567.0])), (0.25, 0.75))
SIZES = [1, BLOCKS, 9 * BLOCKS, 32 * BLOCKS]


@st.composite
def branches(draw: st.DrawFn) -> Branches:
    """Draw branches of one value or of some draws a block, with few ties or many."""
    luck = np.random.default_rng(draw(st.integers(0, 2**32)))
    parts = draw(st.lists(st.integers(1, 6), min_size=1, max_size=5))
    sizes = [draw(st.sampled_from(SIZES)) for _ in parts]
    most = draw(st.sampled_from([2, 20, 10_000]))
    values = [luck.integers(-1, most, size).tolist() for size in sizes]
    return [(one, Fraction(part, sum(parts))) for one, part in zip(values, parts, strict=True)]


def _mixture(of: Branches) -> Mixture:
    arrays = tuple(np.array(values, dtype=float) for values, _ in of)
    return Mixture(arrays, tuple(float(weight) for _, weight in of))


def _weighted(of: Branches) -> list[tuple[int, Fraction]]:
    return sorted((value, weight / len(values)) for values, weight in of for value in values)


def _quantiles(of: Branches, levels: list[Fraction]) -> list[int]:
    values, weights = zip(*_weighted(of), strict=True)
    reached = list(accumulate(weights))
    return [values[bisect_left(reached, level)] for level in levels]


def _block(of: Branches, block: int) -> Branches:
    def cut(values: list[int]) -> list[int]:
        size = len(values) // BLOCKS
        return values[block * size : (block + 1) * size] or values

    return [(cut(values), weight) for values, weight in of]


@settings(max_examples=300)
@given(branches(), st.lists(st.fractions(0, 1, max_denominator=40), min_size=1, max_size=9))
def test_a_quantile_is_the_smallest_value_whose_cumulative_probability_reaches_it(
    of: Branches, levels: list[Fraction]
) -> None:
    edges = list(accumulate(weight for _, weight in _weighted(of)))  # reached exactly
    asked = [*levels, *edges[:: len(edges) // 8 + 1], Fraction(1)]
    found = _mixture(of).quantiles([float(level) for level in asked])
    assert found.tolist() == _quantiles(of, asked)


@given(branches())
def test_the_mean_is_that_of_every_draw_weighted(of: Branches) -> None:
    expected = sum(value * weight for value, weight in _weighted(of))
    assert _mixture(of).mean == pytest.approx(float(expected), rel=1e-12, abs=1e-12)


@given(branches())
def test_the_standard_error_is_that_of_the_means_of_the_blocks(of: Branches) -> None:
    means = [
        sum(fmean(values) * float(weight) for values, weight in _block(of, block))
        for block in range(BLOCKS)
    ]
    assert _mixture(of).standard_error == pytest.approx(stdev(means) / sqrt(BLOCKS), abs=1e-9)


@given(branches())
def test_the_standard_error_of_a_quantile_is_that_of_the_quantiles_of_the_blocks(
    of: Branches,
) -> None:
    found = _mixture(of).standard_error_of(lambda block: float(block.quantiles([0.9])[0]))
    nineties = [_quantiles(_block(of, block), [Fraction(9, 10)])[0] for block in range(BLOCKS)]
    assert found == pytest.approx(stdev(nineties) / sqrt(BLOCKS), abs=1e-9)


@given(branches(), st.integers(-2, 21))
def test_the_chance_of_at_least_a_sum_is_the_weight_of_the_draws_that_reach_it(
    of: Branches, amount: int
) -> None:
    expected = sum(weight for value, weight in _weighted(of) if value >= amount)
    assert _mixture(of).chance_at_least(amount) == pytest.approx(float(expected), abs=1e-12)


def test_half_a_penny_below_a_sum_is_that_sum() -> None:
    values = Mixture((np.array([99.996, 99.994]),), (1.0,))
    assert values.chance_at_least(100) == 0.5


@given(st.floats(0.001, 0.999))
def test_two_outcomes_stay_two_outcomes(chance: float) -> None:
    two = Mixture((np.zeros(1), np.array([1.0])), (chance, 1 - chance))
    expected = [0.0 if level - chance <= 1e-12 else 1.0 for level in LEVELS]
    assert two.quantiles(LEVELS).tolist() == expected


def test_a_statistic_is_the_mean_seven_quantiles_and_the_error_of_the_mean() -> None:
    assert NOTHING_OR_ALL.statistic() == {
        "mean": 427_925.25,
        "p5": 0,
        "p10": 0,
        "p25": 0,
        "p50": 570_567,
        "p75": 570_567,
        "p90": 570_567,
        "p95": 570_567,
        "standard_error": 0,
    }


@pytest.mark.parametrize("kept", [lambda made: made.block_means, lambda made: made.branches[0]])
def test_what_is_kept_cannot_be_edited(kept: Callable[[Mixture], Values]) -> None:
    with pytest.raises(ValueError, match="read-only"):
        kept(Mixture((np.arange(16.0),), (1.0,)))[0] = 1
