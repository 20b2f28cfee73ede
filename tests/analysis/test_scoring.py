"""Scores and their errors, each against an answer found another way."""

from math import inf, isnan, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import integrate, stats

from clsmin_forecast.analysis.scoring import (
    brier,
    cases_needed,
    crps,
    jackknife_error,
    log_score,
    spread,
)
from clsmin_forecast.quantiles import Values
from clsmin_forecast.quantities import Fixed, Range

CHANCES, CAME = [0.1, 0.25, 0.7, 0.5], [0, 1, 1, 0]
SCHEMES = ["a", "a", "b", "c", "b", "a", "d"]
VALUES = [0.3, -0.1, 0.8, 0.05, -0.4, 0.2, 0.6]


def test_brier_and_log_scores_are_those_by_hand() -> None:
    by_hand = [0.1**2, 0.75**2, 0.3**2, 0.5**2]
    assert brier(np.array(CHANCES), np.array(CAME)).tolist() == pytest.approx(by_hand)
    logs = [-log(0.9), -log(0.25), -log(0.7), -log(0.5)]
    assert log_score(np.array(CHANCES), np.array(CAME)).tolist() == pytest.approx(logs)


def test_what_was_given_no_chance_and_came_scores_infinity() -> None:
    assert log_score(np.array([0.0, 0.0, 1.0]), np.array([1, 0, 0])).tolist() == [inf, 0, inf]


@pytest.mark.parametrize("value", [-3.0, 0.0, 0.4, 1.0, 9.0])
def test_crps_of_a_normal_is_the_closed_form(value: float) -> None:
    mean, width = 0.4, 1.7
    z = (value - mean) / width
    law = stats.norm(mean, width)
    closed = width * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / sqrt(pi))
    assert crps(law.ppf, value) == pytest.approx(closed, abs=5e-4)


@pytest.mark.parametrize("value", [0.3, 0.85, 1.0, 1.05, 2.0])
def test_crps_of_a_range_is_the_area_between_its_distribution_and_the_step(value: float) -> None:
    forecast = Range(0.85, 1.0, 1.3, coverage=0.8)
    z = stats.norm.ppf(0.9)

    def squared(x: float) -> float:
        side = 0.15 if x < 1 else 0.3
        return float((stats.norm.cdf((x - 1) * z / side) - (x >= value)) ** 2)

    bends = sorted({1.0, value})
    area, _ = integrate.quad(squared, -2, 5, points=bends, limit=200)
    assert crps(forecast.quantile, value) == pytest.approx(area, abs=1e-4)


@given(st.floats(0.5, 2), st.floats(0, 3))
def test_crps_of_one_value_is_its_distance(point: float, value: float) -> None:
    assert crps(Fixed(point).quantile, value) == pytest.approx(abs(point - value))


def by_leaving_out(values: list[float], groups: list[str]) -> float:
    means = []
    for left_out in sorted(set(groups)):
        kept = [value for value, group in zip(values, groups, strict=True) if group != left_out]
        means.append(sum(kept) / len(kept))
    middle = sum(means) / len(means)
    return sqrt((len(means) - 1) / len(means) * sum((mean - middle) ** 2 for mean in means))


def test_the_jackknife_leaves_each_group_out_in_turn() -> None:
    found = jackknife_error(np.array(VALUES), SCHEMES)
    assert found == pytest.approx(by_leaving_out(VALUES, SCHEMES))
    alone = [str(place) for place in range(len(VALUES))]
    plain = np.std(VALUES, ddof=1) / sqrt(len(VALUES))
    assert jackknife_error(np.array(VALUES), alone) == pytest.approx(plain)


def test_one_group_has_no_error() -> None:
    assert isnan(jackknife_error(np.array(VALUES), ["a"] * len(VALUES)))


def test_so_many_cases_bring_the_interval_to_nothing() -> None:
    difference, error, cases, groups = -0.02, 0.05, 51, 15
    needed = cases_needed(difference, error, cases, groups)
    by_then = error * sqrt(cases / needed)
    assert difference + stats.t(groups - 1).ppf(0.95) * by_then == pytest.approx(0, abs=1e-6)
    assert cases_needed(0, error, cases, groups) == inf


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.99])
@pytest.mark.parametrize("groups", [2, 3, 15, 17, 200])
def test_a_spread_is_that_of_students_t(level: float, groups: int) -> None:
    assert spread(groups, level) == pytest.approx(
        stats.t(groups - 1).ppf((1 + level) / 2), rel=1e-4
    )


def test_a_better_forecast_has_a_lower_score() -> None:
    def near(share: Values) -> Values:
        return Range(0.9, 1.0, 1.1, coverage=0.8).quantile(share)

    def far(share: Values) -> Values:
        return Range(0.4, 0.5, 0.6, coverage=0.8).quantile(share)

    assert crps(near, 1.02) < crps(far, 1.02)
