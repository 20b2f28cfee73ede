"""Scenarios side by side: the differences hold only what the changes do."""

import numpy as np
import pytest

import clsmin_forecast as cf

DRAWS = 512


def test_a_scenario_differs_from_itself_by_nothing_and_without_error() -> None:
    central = cf.load_scenario("central")
    same = cf.compare([central, central.but(name="again")], draws=DRAWS)
    assert same["standard_error"].min() > 0
    assert same["difference"].tolist() == [0, 0]
    assert same["difference_standard_error"].tolist() == [0, 0]


def test_a_difference_is_that_of_the_draws_pair_by_pair() -> None:
    pair = [cf.load_scenario("continues_flat"), cf.load_scenario("continues_with_pay")]
    flat, paid = (
        cf.forecast(s, draws=DRAWS).total("recovered", "in_principle_years") for s in pair
    )
    blocks = (paid.branches[0] - flat.branches[0]).reshape(8, -1).mean(axis=1)
    row = cf.compare(pair, draws=DRAWS).loc["continues_with_pay"]
    assert row["difference"] == pytest.approx(blocks.mean())
    assert row["difference_standard_error"] == pytest.approx(blocks.std(ddof=1) / np.sqrt(8))


def test_the_ends_of_a_year_have_the_errors_of_their_own_quantiles() -> None:
    forecast = cf.forecast(cf.load_scenario("continues_flat"), draws=DRAWS)
    recovered = forecast.in_year("recovered", "2026/27")
    assert recovered is not None
    row = forecast.by_year().loc["2026/27"]
    for name, level in (("p5", 0.05), ("p95", 0.95)):
        blocks = np.quantile(
            recovered.branches[0].reshape(8, -1), level, axis=1, method="inverted_cdf"
        )
        error = blocks.std(ddof=1) / np.sqrt(8)
        assert row[f"{name}_standard_error"] == pytest.approx(error)
