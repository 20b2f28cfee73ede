"""Amounts: the laws on the draws, and what a closed year does to the years after it."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.amounts import draw_inputs, evaluate
from clsmin_forecast.quantiles import Values
from tests.conftest import DRAWS

if TYPE_CHECKING:
    from tests.conftest import Edit

SEED = 1532
CEILING = 1_000_000
ROUNDING = 1e-6  # pounds


def _ratio(scenario: Scenario, year: str) -> Values:
    return draw_inputs(scenario, DRAWS, SEED)["continuation_ratio"][year]


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 3),
    st.sampled_from([0.5, 0.9, 1]),
)
def test_what_is_recovered_lies_between_nothing_and_the_award_and_the_award_below_its_ceiling(
    central: Scenario, rate: float, share: float, ratio: float, coverage: float
) -> None:
    amounts = evaluate(
        central.but(
            recovery_rate={"range": {"low": 0, "mid": rate, "high": 1, "coverage": coverage}},
            expansion_share={"range": {"low": 0, "mid": share, "high": 1, "coverage": coverage}},
            continuation_ratio={"range": {"low": 0, "mid": ratio, "high": 3, "coverage": coverage}},
        ),
        DRAWS,
        SEED,
    )
    for (year, decision), recovered in amounts.recovered.items():
        award = amounts.award[year, decision]
        assert (recovered >= 0).all()
        assert (recovered <= award).all()
        assert (award <= central.facts.awards[year].amount + ROUNDING).all()


def test_every_year_has_the_outcomes_of_its_status(central: Scenario) -> None:
    outcomes = evaluate(central, DRAWS, SEED).recovered
    found = {year: {d for y, d in outcomes if y == year} for year in central.facts.awards.years}
    assert found == {
        "2021/22": {"continue"},
        "2022/23": {"continue"},
        "2023/24": {"continue"},
        "2024/25": {"continue", "cease"},
        "2025/26": {"continue", "expand", "cease"},
        "2026/27": {"continue", "expand", "cease"},
    }


def test_a_continued_award_grows_from_the_year_before_up_to_its_ceiling(central: Scenario) -> None:
    steep = central.but(
        continuation_ratio={"range": {"low": 0.5, "mid": 1.4, "high": 3, "coverage": 1}}
    )
    award = evaluate(steep, DRAWS, SEED).award
    before = np.array([570_567.0])
    for year in ("2025/26", "2026/27"):
        expected = np.minimum(CEILING, before * _ratio(steep, year))
        before = award[year, "continue"]
        assert before == pytest.approx(expected)
        assert (before == CEILING).any()
        assert (before < CEILING).any()


def test_the_team_costs_the_last_known_cost_of_a_post_grown_by_pay(central: Scenario) -> None:
    plain = central.but(pay_growth={"2024/25": 0.1, "2025/26": -0.5, "2026/27": 0}, team_posts=14)
    cost = evaluate(plain, DRAWS, SEED).cost
    first = 2 * 570_567
    expected = [first, first * 1.1, first * 1.1 * 0.5, first * 1.1 * 0.5]
    assert list(cost) == ["2023/24", "2024/25", "2025/26", "2026/27"]
    assert [float(values[0]) for values in cost.values()] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("money", "gap", "posts"), [(0, 570_567, 0), (200_000, 370_567, 2.4537), (600_000, 0, 7.3611)]
)
def test_the_gap_is_what_neither_the_grant_nor_other_money_covers_and_never_below_nothing(
    central: Scenario, money: float, gap: float, posts: float
) -> None:
    plain = central.but(pay_growth=0, alternative_funding=money)
    amounts = evaluate(plain, DRAWS, SEED)
    assert amounts.gap["2026/27", "cease"] == pytest.approx(gap)
    assert amounts.posts["2026/27", "cease"] == pytest.approx(posts, abs=1e-3)


def test_an_outturn_is_its_own_amount_and_later_awards_grow_from_it(
    data: Path, edit: "Edit[None]"
) -> None:
    edit("awards.csv", "2024/25,570567,cash,indicative", "2024/25,500000,cash,outturn")
    scenario = load_scenario("central", data)
    amounts = evaluate(scenario, DRAWS, SEED)
    assert amounts.recovered["2024/25", "continue"].tolist() == [500_000]
    assert ("2024/25", "cease") not in amounts.recovered
    grown = np.minimum(CEILING, 500_000 * _ratio(scenario, "2025/26"))
    assert amounts.award["2025/26", "continue"] == pytest.approx(grown)


def test_the_award_goes_on_growing_through_a_year_without_money(
    data: Path, edit: "Edit[None]"
) -> None:
    edit("awards.csv", "2024/25,570567,cash,indicative", "2024/25,0,cash,outturn")
    scenario = load_scenario("central", data).but(reinstatement=1)
    amounts = evaluate(scenario, DRAWS, SEED)
    assert amounts.recovered["2024/25", "cease"].tolist() == [0]
    grown = np.minimum(CEILING, 570_567 * _ratio(scenario, "2025/26"))
    assert amounts.award["2025/26", "continue"] == pytest.approx(grown)


def test_an_approved_award_is_recovered_as_it_is_spent(central: Scenario) -> None:
    amounts = evaluate(central.but(recovery_rate={"2023/24": 0.5}), DRAWS, SEED)
    assert amounts.recovered["2023/24", "continue"].tolist() == [285_283.5]
    assert amounts.recovered["2022/23", "continue"].tolist() == [495_000]
