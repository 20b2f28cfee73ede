"""The four kinds of quantity against scipy, and what they refuse."""

from collections.abc import Callable
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import stats

from clsmin_forecast.errors import InputError
from clsmin_forecast.quantiles import beta_quantile, normal_quantile, normal_share
from clsmin_forecast.quantities import Chance, Choice, Fixed, Range

SHARES = np.linspace(0.001, 0.999, 999)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    points = st.floats(-1e6, 1e6, allow_subnormal=False)
    low, mid, high = sorted(draw(st.tuples(points, points, points)))
    return Range(low, mid, high, draw(st.sampled_from([0.5, 0.8, 0.9, 0.99, 1.0])))


def test_the_normal_quantile_is_that_of_scipy() -> None:
    assert normal_quantile(SHARES) == pytest.approx(stats.norm.ppf(SHARES), abs=1e-5)
    assert normal_share(stats.norm.ppf(SHARES)) == pytest.approx(SHARES, abs=1e-5)


@pytest.mark.parametrize(
    ("alpha", "beta"), [(0.5, 23.5), (3.5, 48.5), (2.5, 8.5), (5.5, 15.5), (1, 5), (3, 3), (5, 1)]
)
def test_the_beta_quantile_is_that_of_scipy(alpha: float, beta: float) -> None:
    assert beta_quantile(SHARES, alpha, beta) == pytest.approx(
        stats.beta.ppf(SHARES, alpha, beta), abs=1e-5
    )


@pytest.mark.parametrize("coverage", [0.5, 0.8, 0.98])
def test_a_range_is_a_split_normal_through_its_three_points(coverage: float) -> None:
    outside = (1 - coverage) / 2
    quantity = Range(80, 100, 105, coverage)
    points = quantity.quantile(np.array([outside, 0.5, 1 - outside]))
    assert points == pytest.approx([80, 100, 105], abs=1e-3)
    z = stats.norm.ppf(SHARES) / stats.norm.ppf(1 - outside)
    expected = 100 + np.where(z < 0, 20 * z, 5 * z)
    assert quantity.quantile(SHARES) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("mid", [0.85, 0.9, 0.97, 1.0])
def test_a_range_with_coverage_1_is_a_pert(mid: float) -> None:
    alpha = 1 + 4 * (mid - 0.85) / (1.0 - 0.85)
    expected = stats.beta.ppf(SHARES, alpha, 6 - alpha, loc=0.85, scale=0.15)
    assert Range(0.85, mid, 1.0, 1).quantile(SHARES) == pytest.approx(expected, abs=1e-6)
    ends = Range(0.85, mid, 1.0, 1).quantile(np.array([0.0, 1.0]))
    assert ends == pytest.approx([0.85, 1.0])


@given(ranges())
def test_a_higher_share_never_gives_a_lower_value(quantity: Range) -> None:
    steps = np.diff(quantity.quantile(SHARES))
    assert (steps >= -1e-9 * max(1, abs(quantity.low), abs(quantity.high))).all()


@given(ranges(), st.floats(0, 1e5))
def test_no_value_lies_beyond_a_physical_bound(quantity: Range, ceiling: float) -> None:
    bounded = Range(quantity.low, quantity.mid, quantity.high, quantity.coverage, -1.0, ceiling)
    free = quantity.quantile(SHARES)
    assert np.array_equal(bounded.quantile(SHARES), np.minimum(np.maximum(free, -1.0), ceiling))


def test_a_range_without_width_is_one_value() -> None:
    for coverage in (0.8, 1.0):
        assert set(Range(7, 7, 7, coverage).quantile(SHARES)) == {7.0}


def test_experts_are_kept_apart_and_never_averaged() -> None:
    experts = Choice((Range(0, 1, 2, 0.8), Fixed(10), Range(20, 21, 22, 1)), (0.5, 0.3, 0.2))
    within = np.array([0.1, 0.5, 0.9])
    first, third = (experts.items[item].quantile(within) for item in (0, 2))
    assert experts.quantile(0.5 * within) == pytest.approx(first)
    assert experts.quantile(0.8 + 0.2 * within) == pytest.approx(third)
    assert set(experts.quantile(np.array([0.51, 0.65, 0.8]))) == {10.0}
    assert (experts.low, experts.high) == (0, 22)


LISTED = Choice(tuple(map(Fixed, range(1, 11))), (0.1,) * 10, coverage=0.8)


def test_the_ends_of_a_choice_hold_its_coverage() -> None:
    # Ten values as likely: 10% is reached at the first, half at the fifth, 90% at the ninth.
    assert (LISTED.low, LISTED.mid, LISTED.high) == (1, 5, 9)
    half = Choice(LISTED.items, LISTED.weights, coverage=0.5)
    assert (half.low, half.mid, half.high) == (3, 5, 8)
    for whole in (Choice(LISTED.items, LISTED.weights, coverage=1), Choice(*_parts(LISTED))):
        assert (whole.low, whole.mid, whole.high) == (1, 5, 10)
        assert np.array_equal(whole.quantile(SHARES), LISTED.quantile(SHARES))


def _parts(choice: Choice) -> tuple[tuple[Fixed | Range, ...], tuple[float, ...]]:
    return choice.items, choice.weights


def test_a_list_has_its_own_values_from_end_to_end() -> None:
    assert LISTED.quantile(np.array([0.0, 0.05, 0.1, 0.1001, 0.9999, 1.0])).tolist() == [
        1, 1, 1, 2, 10, 10,
    ]  # fmt: skip
    found, counts = np.unique(LISTED.quantile((np.arange(1000) + 0.5) / 1000), return_counts=True)
    assert found.tolist() == list(range(1, 11))
    assert counts.tolist() == [100] * 10


def test_the_ends_of_a_weighted_list_are_the_smallest_values_that_reach_their_share() -> None:
    steps = Choice((Fixed(1), Fixed(2), Fixed(3)), (0.05, 0.9, 0.05), coverage=0.8)
    assert (steps.low, steps.mid, steps.high) == (2, 2, 2)
    ranged = Choice((Range(0, 1, 2, 1), Fixed(5)), (0.5, 0.5), coverage=0.8)
    assert ranged.low == pytest.approx(float(Range(0, 1, 2, 1).quantile(np.array([0.2]))[0]))
    assert ranged.high == 5


def test_the_middle_of_a_choice_is_its_median_in_whatever_order_it_is_listed() -> None:
    assert Choice((Fixed(3), Fixed(1), Fixed(2)), (0.3, 0.3, 0.4)).mid == 2


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Fixed(inf), "a value must be a finite number, got inf."),
        (
            lambda: Range(0.9, 0.8, 1, 0.9),
            "a range runs low <= mid <= high in finite numbers, got (0.9, 0.8, 1).",
        ),
        (
            lambda: Range(0, 1, inf, 0.9),
            "a range runs low <= mid <= high in finite numbers, got (0, 1, inf).",
        ),
        (
            lambda: Range(0, 1, 2, 90),
            "coverage must lie from 0.5 to 1, got 90; ninety per cent is written 0.9.",
        ),
        (
            lambda: Range(0, 1, 2, nan),
            "coverage must lie from 0.5 to 1, got nan; ninety per cent is written 0.9.",
        ),
        (
            lambda: Choice((Fixed(1), Fixed(2)), (0.5, 0.4)),
            "the weights of a choice are 0 or more and sum to 1, got 0.9.",
        ),
        (
            lambda: Choice((Fixed(1),), (1.0,), coverage=0.4),
            "coverage must lie from 0.5 to 1, got 0.4; ninety per cent is written 0.9.",
        ),
        (
            lambda: Choice((Fixed(1),), (1.0,), coverage=80),
            "coverage must lie from 0.5 to 1, got 80; ninety per cent is written 0.9.",
        ),
        (lambda: Chance(1.2, 0, 1), "a chance must lie from 0 to 1, got 1.2."),
        (lambda: Chance(0.5, -0.1, 1), "a chance must lie from 0 to 1, got -0.1."),
        (lambda: Chance(nan, nan, nan), "a chance must lie from 0 to 1, got nan."),
    ],
)
def test_a_quantity_that_cannot_be_is_refused(build: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError) as refusal:
        build()
    assert str(refusal.value) == message
