"""Amounts: the laws on the draws, and what a closed year does to the years after it."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, strategies as st

from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.amounts import draw_inputs, evaluate
from clsmin_forecast.quantiles import Values
from clsmin_forecast.units import HALF_A_PENNY
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


POST = 570_567 / 7  # £81,509.57, in 2023/24 and in 2024/25


def test_a_year_that_states_its_posts_prices_one_and_pay_grows_only_after_the_last(
    central: Scenario,
) -> None:
    plain = central.but(pay_growth={"2025/26": 0.1, "2026/27": -0.5}, team_posts=14)
    amounts = evaluate(plain, DRAWS, SEED)
    each = [82_500, POST, POST, POST * 1.1, POST * 1.1 * 0.5]
    assert round(POST, 2) == 81_509.57
    assert list(amounts.cost) == ["2022/23", "2023/24", "2024/25", "2025/26", "2026/27"]
    assert [float(v[0]) for v in amounts.unit_cost.values()] == pytest.approx(each)
    # The decided years have the posts of their papers, whatever the scenario says of the others.
    costs = [posts * one for posts, one in zip((6, 7, 14, 14, 14), each, strict=True)]
    assert [float(v[0]) for v in amounts.cost.values()] == pytest.approx(costs)


def test_growth_of_pay_touches_no_year_that_prices_its_own_post(central: Scenario) -> None:
    grown = evaluate(central.but(pay_growth=0.5), DRAWS, SEED).unit_cost
    kept = evaluate(central, DRAWS, SEED).unit_cost
    same = [year for year in kept if np.array_equal(kept[year], grown[year])]
    assert same == ["2022/23", "2023/24", "2024/25"]


def test_a_year_that_brought_nothing_and_states_no_posts_grows_the_cost(
    data: Path, edit: "Edit[None]"
) -> None:
    edit("awards.csv", "2024/25,570567,cash,indicative,up_to,7", "2024/25,0,cash,outturn,up_to,")
    scenario = load_scenario("central", data)
    amounts = evaluate(scenario, DRAWS, SEED)
    growth = draw_inputs(scenario, DRAWS, SEED)["pay_growth"]["2024/25"]
    assert growth.mean() == pytest.approx(0.0565, abs=1e-3)
    assert amounts.cost["2024/25"] == pytest.approx(570_567 * (1 + growth))
    assert amounts.gap["2024/25", "cease"] == pytest.approx(amounts.cost["2024/25"])


def test_other_money_and_posts_of_a_scenario_act_in_open_years_alone(central: Scenario) -> None:
    amounts = evaluate(central.but(team_posts=9, alternative_funding=50_000), DRAWS, SEED)
    assert {year: float(v[0]) for year, v in amounts.team.items()} == {
        "2022/23": 6, "2023/24": 7, "2024/25": 9, "2025/26": 9, "2026/27": 9,
    }  # fmt: skip
    assert {year: float(v[0]) for year, v in amounts.other_money.items()} == {
        "2022/23": 0, "2023/24": 0, "2024/25": 50_000, "2025/26": 50_000, "2026/27": 50_000,
    }  # fmt: skip


def test_what_is_not_spent_is_no_gap(central: Scenario) -> None:
    # Little is spent of the awards, but each pays for its seven posts.
    amounts = evaluate(
        central.but(recovery_rate={year: 0.5 for year in ("2023/24", "2024/25")}), DRAWS, SEED
    )
    for year in ("2023/24", "2024/25"):
        assert amounts.recovered[year, "continue"] == pytest.approx(570_567 / 2)
        assert amounts.gap[year, "continue"].tolist() == [0]
        assert amounts.posts[year, "continue"] == pytest.approx(7)
        assert amounts.balance[year, "continue"] == pytest.approx(0)
    assert amounts.gap["2024/25", "cease"] == pytest.approx(570_567)


def test_a_cost_below_half_a_penny_is_no_gap_either(central: Scenario) -> None:
    amounts = evaluate(central.but(team_posts=3e-8), DRAWS, SEED)
    for year in ("2025/26", "2026/27"):
        assert 0 < amounts.cost[year].max() < HALF_A_PENNY
        assert not amounts.gap[year, "cease"].any()
        assert not amounts.unpaid[year].any()


RATES = {"range": {"low": 0.1, "mid": 0.4, "high": 0.9, "coverage": 0.8}}


@pytest.mark.parametrize("law", ["gap", "posts", "balance", "cost"])
def test_what_is_spent_moves_nothing_but_what_is_recovered(central: Scenario, law: str) -> None:
    one, other = (
        getattr(evaluate(each, DRAWS, SEED), law)
        for each in (central, central.but(recovery_rate=RATES))
    )
    assert one.keys() == other.keys()
    for key, values in one.items():
        assert np.array_equal(values, other[key]), key


def test_the_posts_of_an_expansion_that_ceases_are_at_risk(central: Scenario) -> None:
    grown = central.but(continuation_ratio=1, expansion_share=1, pay_growth=0)
    amounts = evaluate(grown, DRAWS, SEED)
    first, second = "2025/26", "2026/27"

    def at_risk(before: str, now: str) -> float:
        (value,) = amounts.posts_at_risk((first, before), (second, now))
        return float(value)

    expanded = 1_000_000 / POST
    assert expanded == pytest.approx(12.27, abs=0.005)
    assert at_risk("expand", "cease") == pytest.approx(expanded)
    assert at_risk("continue", "cease") == pytest.approx(7)
    assert at_risk("cease", "cease") == pytest.approx(7)
    assert [at_risk("expand", "expand"), at_risk("continue", "continue")] == [0, 0]
    assert at_risk("continue", "expand") == 0
    # Of a fall that leaves more than the team, what was above it is at risk.
    taper = evaluate(grown.but(continuation_ratio={second: 0.9}, expansion_share=0.5), DRAWS, SEED)
    (fall,) = taper.posts_at_risk((first, "expand"), (second, "expand"))
    assert fall == pytest.approx((570_567 * 0.1) / 2 / POST)


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
