"""Stress and backwards: an input in part of its range; what the worst outcomes share."""

import numpy as np
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.quantities import Chance, Choice, Fixed, Part, Range
from tests.analysis.conftest import AWARD, DRAWS, SPAN, cases, discrete, held
from tests.conftest import Refused

EVEN = {"range": {"low": 0.0, "mid": 0.5, "high": 1.0, "coverage": 1}}


def test_a_part_has_the_quantiles_of_the_whole_between_its_ends() -> None:
    whole = Range(0.7, 0.9, 1.0, coverage=0.8, ceiling=1.0)
    part = Part(whole, 0.25, 0.75)
    shares = np.linspace(0, 1, 11)
    assert part.quantile(shares).tolist() == whole.quantile(0.25 + 0.5 * shares).tolist()
    assert (part.low, part.mid, part.high) == tuple(whole.quantile(np.array([0.25, 0.5, 0.75])))
    assert Part(Fixed(3), 0, 0.5).bends == ()
    either = Choice((Fixed(1), Fixed(2)), (0.5, 0.5))
    assert Part(either, 0.25, 1).bends == pytest.approx((1 / 3,))


def test_an_amount_is_stressed_to_the_mean_of_its_part(central: Scenario) -> None:
    scenario = discrete(central, cessation=0, expansion=0, recovery_rate=EVEN)
    table = cf.stress(scenario, "recovery_rate", parts=[(0, 0.5), (0.5, 1)], draws=DRAWS)
    low, high = table["mean"].tolist()[1:]
    quantity = scenario.quantities["recovery_rate"]["2025/26"]
    assert isinstance(quantity, Range)
    half = quantity.quantile((np.arange(100_000) + 0.5) / 200_000).mean()
    assert low == pytest.approx(2 * AWARD * half, rel=1e-4)
    assert low + high == pytest.approx(2 * 2 * AWARD * 0.5, rel=1e-4)


def test_the_parts_average_to_the_whole(central: Scenario) -> None:
    parts = [(share / 10, share / 10 + 0.1) for share in range(10)]
    table = cf.stress(central, "expansion_share", parts=parts, draws=DRAWS)
    assert table["mean"].iloc[1:].mean() == pytest.approx(table["mean"].iloc[0], rel=1e-3)


def test_a_chance_is_held_on_straight_lines_through_its_interval(central: Scenario) -> None:
    parts = [(0.0, 0.5), (0.25, 0.75), (0.9, 1)]
    table = cf.stress(central, "cessation", "2025/26", parts=parts, draws=DRAWS)
    chance = central.quantities["cessation"]["2025/26"]
    wanted = [(chance.low + chance.mid) / 2, chance.mid, 0.1 * chance.mid + 0.9 * chance.high]
    for place, value in enumerate(wanted, 1):
        changed = cf.forecast(central.but(cessation={"2025/26": value}), draws=DRAWS)
        assert table["mean"].iloc[place] == pytest.approx(changed.total("recovered", SPAN).mean)


def test_the_checks_hold_of_every_part(central: Scenario) -> None:
    for name in ("recovery_rate", "continuation_ratio", "expansion_share", "pay_growth"):
        table = cf.stress(central, name, draws=DRAWS)
        assert all(check["passed"] for check in table.about.checks), name


def test_the_difference_is_paired(central: Scenario) -> None:
    table = cf.stress(central, "recovery_rate", draws=DRAWS)
    for _, row in table.iterrows():
        assert row["difference"] == pytest.approx(row["mean"] - table["mean"].iloc[0])
    assert table["difference_standard_error"].iloc[1] < table["standard_error"].iloc[1]


@pytest.mark.parametrize("worst", [0.05, 0.1, 0.3, 0.7])
def test_what_the_worst_share_is_what_the_cases_say(plain: Scenario, worst: float) -> None:
    table = cf.worst_runs(plain, worst=worst, draws=8)
    listed = sorted(
        ((p, path, sum(got.values())) for p, path, got in cases(held(plain))),
        key=lambda each: each[2],
    )
    end, before = 0.0, 0.0
    for p, _, got in listed:
        end, before = got, before + p
        if before >= worst - 1e-12:
            break
    sure = sum(p for p, _, got in listed if got < end - 1e-6)
    tied = sum(p for p, _, got in listed if abs(got - end) < 1e-6)
    part = (worst - sure) / tied
    for row in table.to_dict("records"):
        year, decision = row["year"], row["value"]
        taken = sum(
            p * (1 if got < end - 1e-6 else part)
            for p, path, got in listed
            if path[year] == decision and got < end + 1e-6
        )
        assert row["in_worst"] == pytest.approx(taken / worst, abs=1e-9)
        overall = sum(p for p, path, _ in listed if path[year] == decision)
        assert row["overall"] == pytest.approx(overall)


def test_with_decisions_certain_the_worst_have_low_amounts(central: Scenario) -> None:
    scenario = discrete(
        central, cessation=0, expansion=0, recovery_rate={"2025/26": EVEN, "2026/27": 0.9}
    )
    table = cf.worst_runs(scenario, worst=0.2, span=("2025/26",))
    row = table.to_dict("records")[0]
    quantity = scenario.quantities["recovery_rate"]["2025/26"]
    assert isinstance(quantity, Range)
    lowest = float(quantity.quantile((np.arange(100_000) + 0.5) / 500_000).mean())
    assert row["in_worst"] == pytest.approx(lowest, rel=1e-4)
    assert row["overall"] == pytest.approx(0.5, abs=1e-4)
    assert (row["input"], row["year"]) == ("recovery_rate", "2025/26")
    assert table.about.worst_mean == pytest.approx(AWARD * lowest, rel=1e-4)


def test_the_worst_gaps_are_the_highest(central: Scenario) -> None:
    table = cf.worst_runs(central, "gap", worst=0.2, draws=DRAWS)
    assert list(table.loc[0, ["year", "value"]]) == ["2025/26", "cease"]
    total = cf.forecast(central, draws=DRAWS).total("gap", SPAN)
    assert table.about.worst_mean == total.tail_mean(0.2, highest=True)


def test_bad_questions_are_refused(central: Scenario, refused: Refused) -> None:
    stress, worst = cf.stress, cf.worst_runs
    for call, words in (
        (lambda: stress(central, "recovery_rate", parts=[(0.5, 0.5)]), "got 0.5 to 0.5"),
        (lambda: stress(central, "cessation", "2025/26", parts=[(-1, 0.5)]), "got -1 to 0.5"),
        (lambda: stress(central, "cessation"), "needs a year"),
        (lambda: worst(central, worst=0), "must lie between 0 and 1, got 0"),
        (lambda: worst(central, "balance"), "unknown measure 'balance'"),
    ):
        assert words in refused(call)


def test_an_input_without_a_range_is_refused(central: Scenario, refused: Refused) -> None:
    for scenario, name, year, value in (
        (cf.load_scenario("ceases"), "cessation", "2025/26", "1"),
        (central, "reinstatement", "2026/27", "0"),
        (central, "team_posts", None, "7"),
        (central, "alternative_funding", None, "0"),
        (central.but(recovery_rate=0.9), "recovery_rate", "2025/26", "0.9"),
    ):
        message = refused(lambda: cf.stress(scenario, name, year))  # noqa: B023
        assert f"stress: an input is held in parts of its range, and {name}" in message
        assert f"has none, it is taken as {value}; give it " in message
    one = central.but(recovery_rate={"2025/26": 0.9})
    assert len(cf.stress(one, "recovery_rate", draws=DRAWS)) == 3  # the other years have a range


def test_experts_are_stressed_between_the_lowest_and_the_highest(central: Scenario) -> None:
    views = {"choice": [{"value": 0.1, "weight": 0.5}, {"value": 0.5, "weight": 0.5}]}
    scenario = central.but(cessation={"2025/26": views})
    chance = scenario.quantities["cessation"]["2025/26"]
    assert isinstance(chance, Chance)
    assert (chance.low, chance.mid, chance.high) == (0.1, 0.3, 0.5)
    table = cf.stress(scenario, "cessation", "2025/26", draws=DRAWS)
    assert table["mean"].iloc[1] > table["mean"].iloc[0] > table["mean"].iloc[2]


def test_narrow_parts_keep_rows_of_their_own(central: Scenario) -> None:
    parts = [(0.001, 0.004), (0.002, 0.0045)]
    table = cf.stress(central, "recovery_rate", parts=parts, draws=DRAWS)
    assert table.index.tolist() == ["as assumed", "0.1% to 0.4%", "0.2% to 0.45%"]


def test_what_is_apart_by_rounding_alone_keeps_its_order(central: Scenario) -> None:
    table = cf.worst_runs(central.but(team_posts=0), "gap", draws=64, seed=5)
    assert table["apart"].abs().max() < 1e-9
    decisions = table["input"] == "decision"
    assert decisions.tolist() == sorted(decisions, reverse=True)
    assert table["year"][decisions].is_monotonic_increasing
