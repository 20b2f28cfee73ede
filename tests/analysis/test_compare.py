"""Scenarios side by side: the differences hold only what the changes do."""

from pathlib import Path

import numpy as np
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from tests.analysis.conftest import AWARD, CEILING, discrete, held
from tests.conftest import Edit, Refused

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


def test_the_chance_that_one_beats_the_other_is_that_of_one_luck_of_the_funder(
    central: Scenario,
) -> None:
    # 0.2 of the luck ceases in both, 0.3 in one alone; what is left pays the same in both.
    one = discrete(central, cessation={"2024/25": 0, "2025/26": 0.2, "2026/27": 0}, expansion=0)
    other = one.but(cessation={"2025/26": 0.5}, name="other")
    row = cf.compare([one, other], draws=8).loc["other"]
    assert row["chance_less"] == pytest.approx(0.3)
    assert row["chance_more"] == 0
    assert row["difference_p5"] == pytest.approx(-2 * 0.9 * AWARD)
    assert row["difference_p95"] == 0
    back = cf.compare([other, one], draws=8).iloc[1]
    assert back["chance_more"] == pytest.approx(0.3)


def test_the_chance_of_more_is_that_of_a_simulated_luck(central: Scenario) -> None:
    one, other = discrete(central), discrete(central, cessation=0.3, expansion=0.4)
    rng = np.random.default_rng(11)
    luck = rng.random((3, 200_000))
    totals = []
    for scenario in (one, other):
        chances = held(scenario)
        last, total = np.full(luck.shape[1], "continue", dtype="U8"), np.zeros(luck.shape[1])
        for year, numbers in zip(("2024/25", "2025/26", "2026/27"), luck, strict=True):
            c, e = chances["cessation"][year], chances["expansion"].get(year, 0.0)
            ceased = (numbers < c) | (last == "cease")
            expanded = ~ceased & ((last == "expand") | (numbers >= c + (1 - c) * (1 - e)))
            last = np.where(ceased, "cease", np.where(expanded, "expand", "continue"))
            award = np.where(ceased, 0, np.where(expanded, (AWARD + CEILING) / 2, AWARD))
            total += 0.9 * award * (year != "2024/25")
        totals.append(total)
    row = cf.compare([one, other.but(name="other")], draws=8).loc["other"]
    more, less = (totals[1] > totals[0] + 1).mean(), (totals[1] < totals[0] - 1).mean()
    assert row["chance_more"] == pytest.approx(more, abs=0.005)
    assert row["chance_less"] == pytest.approx(less, abs=0.005)
    assert row["difference"] == pytest.approx((totals[1] - totals[0]).mean(), abs=2_000)


def test_the_difference_of_two_forecasts_is_that_of_their_means() -> None:
    frame = cf.compare(cf.load_scenarios(), draws=DRAWS)
    assert frame["difference"].to_list() == pytest.approx(
        (frame["mean"] - frame["mean"].iloc[0]).to_list(), abs=1e-6
    )


def test_scenarios_over_different_papers_are_refused(
    central: Scenario, data: Path, edit: Edit[None], refused: Refused
) -> None:
    edit("awards.csv", "2026/27,1000000", "2026/27,900000")
    newer = cf.load_scenario("central", data).but(name="newer")
    message = refused(lambda: cf.compare([central, newer]))
    assert message.endswith("do not; a bridge takes two versions.")


def test_nothing_to_compare_and_no_year_are_told_in_words(refused: Refused) -> None:
    assert refused(lambda: cf.compare([])) == (
        'compare: needs at least one scenario, as in ["central", "ceases"], got none.'
    )
    assert refused(lambda: cf.compare(["central"], span=[], draws=DRAWS)) == (
        "span: needs at least one year, such as 2025/26, got none."
    )
