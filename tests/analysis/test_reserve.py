"""The reserve: closed forms, the cases of a discrete scenario, the curve, the tail of a mixture."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st
from scipy import stats

import clsmin_forecast as cf
from clsmin_forecast.analysis.at_risk import Wait, lost_over
from clsmin_forecast.analysis.reserve import TOGETHER
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.mixture import Mixture
from clsmin_forecast.model.projection import GAP_PARTS
from tests.analysis.conftest import (
    AWARD,
    DRAWS,
    POSTS,
    RATE,
    SPAN,
    cases,
    held,
    missing,
    sure_but_for_an_end,
    unit_cost,
)
from tests.conftest import Refused

YEARS = ("2025/26", "2026/27")


def worst(outcomes: list[tuple[float, float]], share: float) -> float:
    """Return the mean of the highest outcomes of a plain list of chances and sums."""
    total, left = 0.0, share
    for chance, value in sorted(outcomes, key=lambda each: -each[1]):
        taken = min(chance, left)
        total, left = total + taken * value, left - taken
    return total / share


def lost_posts(year: str, path: dict[str, str], got: dict[str, float]) -> float:
    """Return the posts of the team, or of the year before if more, that are not paid for."""
    awards = {"2024/25": 0.0 if path["2024/25"] == "cease" else AWARD}
    awards |= {y: sum_ / RATE for y, sum_ in got.items()}
    paid = {y: award / unit_cost(y) for y, award in awards.items()}
    before = list(paid)[list(paid).index(year) - 1]
    return max(0.0, max(POSTS, paid[before]) - paid[year])


def test_each_figure_of_a_discrete_scenario_is_that_of_its_cases(plain: Scenario) -> None:
    rows = cf.reserve(plain, draws=8).to_dict("index")
    for year in YEARS:
        gaps = [(p, missing(year, got)) for p, _, got in cases(held(plain))]
        row = rows[year]
        assert row["gap"] == pytest.approx(sum(p * gap for p, gap in gaps))
        assert row["worst_5"] == pytest.approx(worst(gaps, 0.05))
        assert row["worst_10"] == pytest.approx(worst(gaps, 0.1))
        assert row["covered"] == pytest.approx(sum(p for p, gap in gaps if gap == 0))
        at_risk = sum(p * lost_posts(year, path, got) for p, path, got in cases(held(plain)))
        assert row["posts_at_risk"] == pytest.approx(at_risk)
        funded = sum(
            p * missing(year, got) for p, path, got in cases(held(plain)) if path[year] != "cease"
        )
        assert row["gap_in_funded_years"] == pytest.approx(funded)
        assert row["gap_after_ceasing"] == pytest.approx(row["gap"] - funded)
        assert row["gap_standard_error"] == pytest.approx(0, abs=1e-9)
    both = [(p, sum(missing(y, got) for y in YEARS)) for p, _, got in cases(held(plain))]
    assert rows[TOGETHER]["gap"] == pytest.approx(sum(p * gap for p, gap in both))
    assert rows[TOGETHER]["worst_5"] == pytest.approx(worst(both, 0.05))
    assert rows[TOGETHER]["covered"] == pytest.approx(sum(p for p, gap in both if gap == 0))


def test_if_it_ceases_the_whole_cost_and_every_post_are_missing() -> None:
    rows = cf.reserve(cf.load_scenario("ceases")).to_dict("index")
    for year in YEARS:
        assert rows[year]["posts_at_risk"] == pytest.approx(7)
        assert rows[year]["covered"] == 0
        assert rows[year]["gap_in_funded_years"] == 0
        assert rows[year]["gap_after_ceasing"] == rows[year]["gap"]
    # £570,567 for seven posts in 2024/25, and one year of pay, which is a normal by its own range:
    # the mean of its highest 5% lies pdf(1.645) / 5% standard deviations above its middle.
    growth = cf.load_scenario("ceases").quantities["pay_growth"]["2025/26"]
    deviation = (growth.high - growth.mid) / stats.norm.ppf(0.9)
    worst_5 = growth.mid + deviation * stats.norm.pdf(stats.norm.ppf(0.95)) / 0.05
    row = rows["2025/26"]
    assert row["gap"] == pytest.approx(AWARD * (1 + growth.mid), rel=1e-4)
    assert row["worst_5"] == pytest.approx(AWARD * (1 + worst_5), rel=1e-3)


@pytest.mark.parametrize("name", ["central", "half_expansion", "taper", "ceases_with_alternative"])
def test_the_parts_of_the_gap_are_the_forecast_s_and_add_up(name: str) -> None:
    scenario = cf.load_scenario(name)
    made, rows = cf.forecast(scenario, draws=DRAWS), cf.reserve(scenario, draws=DRAWS)
    compared = cf.compare([scenario], draws=DRAWS).iloc[0]
    for part in GAP_PARTS:
        for year in YEARS:
            mixture = made.in_year(part, year)
            assert mixture
            assert rows.loc[year, part] == mixture.mean
            assert rows.loc[year, f"{part}_standard_error"] == mixture.standard_error
        assert rows.loc[TOGETHER, part] == made.total(part, SPAN).mean
        assert compared[f"{part}_mean"] == made.total(part, SPAN).mean
    both = rows[[*GAP_PARTS]].sum(axis=1)
    assert both.tolist() == pytest.approx(rows["gap"].tolist())
    assert sum(compared[f"{part}_mean"] for part in GAP_PARTS) == pytest.approx(
        compared["gap_mean"]
    )


def test_other_money_that_covers_the_team_leaves_nothing_to_find(central: Scenario) -> None:
    rows = cf.reserve(central.but(alternative_funding=1_000_000), draws=DRAWS).to_dict("index")
    for row in rows.values():
        assert row["covered"] == 1
        assert row["gap"] == row["worst_5"] == 0


def even(curve: pd.DataFrame) -> list[float]:
    """Return every twentieth sum of a curve."""
    return [float(str(amount)) for amount in curve.index[::20]]


def test_the_curve_is_the_chance_of_the_forecast(central: Scenario) -> None:
    curve = cf.reserve(central, draws=DRAWS).about.curve
    gap = cf.forecast(central, draws=DRAWS).total("gap", SPAN)
    assert curve["chance"].iloc[0] == 1
    assert curve["chance"].is_monotonic_decreasing
    assert curve["covered"].is_monotonic_increasing
    assert curve["covered"].iloc[-1] == pytest.approx(1)
    for amount in even(curve):
        row = curve.loc[amount]
        assert row["chance"] == pytest.approx(gap.chance_at_least(amount))
        assert row["covered"] == pytest.approx(gap.chance_at_most(amount))


def test_the_curve_of_what_is_recovered_is_reached_too(central: Scenario) -> None:
    curve = cf.reserve(central, of="recovered", draws=DRAWS).about.curve
    recovered = cf.forecast(central, draws=DRAWS).total("recovered", SPAN)
    assert list(curve.columns) == ["chance", "standard_error"]
    chances = curve["chance"].to_dict()
    for amount in even(curve):
        assert chances[amount] == pytest.approx(recovered.chance_at_least(amount))


def test_the_worst_of_what_is_recovered_is_the_lowest(central: Scenario) -> None:
    row = cf.reserve(central, of="recovered", draws=DRAWS).loc[TOGETHER]
    assert row["worst_5"] == row["worst_10"] == 0
    gap = cf.forecast(central, draws=DRAWS).total("gap", SPAN)
    worst_5 = cf.reserve(central, draws=DRAWS).loc[TOGETHER, "worst_5"]
    assert worst_5 == gap.tail_mean(0.05, highest=True)


LEVELS = np.random.default_rng(3).uniform(0, 1, 1000).tolist()
JUST = 1e-9  # more than a sum of probabilities loses
PENNY = 0.01


@pytest.mark.parametrize("changes", [{}, {"cessation": 0.25}, {"recovery_rate": 1}])
def test_the_reserve_is_the_smallest_sum_that_covers_the_gap(
    central: Scenario, changes: dict[str, Any]
) -> None:
    gap = cf.forecast(central.but(**changes), draws=DRAWS).total("gap", SPAN)
    sums = gap.quantiles(LEVELS)
    assert (np.diff(sums[np.argsort(LEVELS)]) >= 0).all()
    for level, amount in zip(LEVELS, sums, strict=True):
        assert gap.chance_at_most(amount) >= level - JUST
        assert amount == 0 or gap.chance_at_most(amount - PENNY) < level
    for level in (0.05, 0.5, 0.8, 0.99):
        table = cf.reserve(central.but(**changes), level, draws=DRAWS)
        sum_ = table["reserve"].to_dict()[TOGETHER]
        assert sum_ == gap.quantiles([level])[0]
        assert table.about.curve["covered"].to_dict()[sum_] >= level - JUST


def test_what_may_be_counted_on_is_the_largest_sum_so_recovered(central: Scenario) -> None:
    recovered = cf.forecast(central, draws=DRAWS).total("recovered", SPAN)
    most = max(values.max() for values in recovered.branches)
    for level, amount in zip(LEVELS, recovered.reached(LEVELS), strict=True):
        assert recovered.chance_at_least(amount) >= level - JUST
        assert amount == most or recovered.chance_at_least(amount + PENNY) < level
    table = cf.reserve(central, 0.6, of="recovered", draws=DRAWS)
    assert table.loc[TOGETHER, "at_least"] == recovered.reached([0.6])[0]


def test_a_sure_scenario_jumps_from_the_gap_that_goes_on_to_the_whole_cost(
    central: Scenario,
) -> None:
    scenario = sure_but_for_an_end(central)
    goes_on = sum(AWARD - AWARD * 0.9**n for n in (1, 2))
    for level, wanted in ((0.7, goes_on), (0.75, goes_on), (0.76, 2 * AWARD), (0.8, 2 * AWARD)):
        table = cf.reserve(scenario, level, draws=8)
        assert table.loc[TOGETHER, "reserve"] == pytest.approx(wanted, abs=0.005)
        jump = table.about.jump
        assert jump is not None
        assert [each for each, _ in jump] == [0.75, 0.76]
        assert [amount for _, amount in jump] == pytest.approx([goes_on, 2 * AWARD])
        said = cf.sentences.reserve(table)
        assert (
            "to be 75% sure hold £166,000; "
            "to be 76% sure hold £1.15 million, the whole team's cost." in said
        )
        whole = f"hold £1.15 million, the whole team's cost. {JUMPS}"
        assert (whole in said) == (level == 0.76)
        assert (f"hold £166,000. {JUMPS}" in said) == (level == 0.75)
    smooth = cf.reserve(central, 0.3, draws=DRAWS)
    assert smooth.about.jump is None
    assert JUMPS not in cf.sentences.reserve(smooth)


JUMPS = "The answer jumps there: "


def test_a_jump_is_there_only_where_it_is_at_the_confidence_asked_for(central: Scenario) -> None:
    scenario = sure_but_for_an_end(central)
    said = cf.sentences.reserve(cf.reserve(scenario, 0.8, draws=8))
    assert "The answer jumps nearby: to be 75% sure" in said
    tiny = cf.reserve(central.but(team_posts=0.001), draws=DRAWS)
    assert tiny.about.jump is not None
    assert "jumps" not in cf.sentences.reserve(tiny)  # both sums are £1,000 in words


def test_the_sum_with_an_even_chance_is_said_once(central: Scenario) -> None:
    asked = cf.reserve(central, 0.5, of="recovered", draws=DRAWS)
    assert cf.sentences.reserve(asked).count("is 50% or more") == 1
    ends = central.but(cessation={"2025/26": 0.6})
    nothing = cf.sentences.reserve(cf.reserve(ends, 0.5, of="recovered", draws=DRAWS))
    assert nothing.startswith("No sum is 50% sure")
    assert nothing.endswith("The chance that nothing is recovered is 50% or more.")


def test_the_reserve_never_falls_with_the_confidence_or_the_risk(central: Scenario) -> None:
    def together(level: float, chance: float) -> float:
        scenario = central.but(cessation={"2025/26": chance})
        return float(cf.reserve(scenario, level, draws=64)["reserve"].to_dict()[TOGETHER])

    levels = np.linspace(0.01, 0.99, 25).tolist()
    for sums in (
        [together(level, 0.25) for level in levels],
        [together(0.8, chance) for chance in np.linspace(0, 1, 25).tolist()],
        [together(0.5, chance) for chance in np.linspace(0, 1, 25).tolist()],
    ):
        assert sums == sorted(sums)
        assert sums[0] < sums[-1]


@pytest.mark.parametrize("of", ["gap", "at_risk"])
def test_the_reserve_inverts_its_curve_at_1000_points(central: Scenario, of: str) -> None:
    for scenario in (central, sure_but_for_an_end(central)):
        made, months = cf.forecast(scenario, draws=DRAWS), Wait(signed_month=3, redeploy_months=1)
        total = made.total(of, SPAN) if of == "gap" else lost_over(made, YEARS, months)
        curve = cf.reserve(scenario, of=of, points=1_000, draws=DRAWS).about.curve
        amounts, covered = curve.index.to_numpy(float), curve["covered"].to_numpy()
        assert len(curve) >= 1_000
        assert (np.diff(covered) >= -JUST).all()
        sure = covered > JUST
        sums = total.quantiles(covered[sure].tolist())
        assert (
            sums <= amounts[sure] + PENNY
        ).all()  # the point itself is as sure, or a smaller sum
        firsts = covered.searchsorted(covered[sure] - JUST)
        assert (sums > np.where(firsts, amounts[firsts - 1], -1.0)).all()  # less sure: too little
        for place in range(0, len(sums), 199):
            level = float(min(covered[sure][place], 1 - 1e-6))
            asked = cf.reserve(scenario, level, of=of, points=2, draws=DRAWS)
            assert asked["reserve"].to_dict()[TOGETHER] == total.quantiles([level])[0]


def test_the_mean_beyond_the_reserve_is_that_of_the_worst_outcomes(central: Scenario) -> None:
    gap = cf.forecast(central, draws=DRAWS).total("gap", SPAN)
    row = cf.reserve(central, 0.9, draws=DRAWS).loc[TOGETHER]
    assert row["beyond"] == pytest.approx(gap.tail_mean(0.1, highest=True))
    assert row["beyond"] >= row["reserve"]
    counted = cf.reserve(central, 0.3, of="recovered", draws=DRAWS).loc[TOGETHER]
    assert 0 < counted["beyond"] <= counted["at_least"]


def test_the_tail_of_a_uniform_is_in_closed_form() -> None:
    even = Mixture(((np.arange(8 * 1000) + 0.5) / 8000,), (1.0,))
    assert even.tail_mean(0.1) == pytest.approx(0.05)
    assert even.tail_mean(0.1, highest=True) == pytest.approx(0.95)
    assert even.tail_mean(1.0) == pytest.approx(0.5)


@given(
    st.lists(st.integers(0, 5), min_size=16, max_size=16),
    st.floats(0.05, 0.95),
    st.floats(0.01, 0.99),
    st.booleans(),
)
def test_the_tail_of_any_mixture_is_that_of_its_outcomes(
    values: list[int], weight: float, share: float, highest: bool
) -> None:
    branches = np.array(values[:8], float), np.array(values[8:], float)
    mixture = Mixture(branches, (weight, 1 - weight))
    outcomes = [(weight / 8, v) for v in branches[0]] + [((1 - weight) / 8, v) for v in branches[1]]
    sign = 1 if highest else -1
    wanted = sign * worst([(p, sign * v) for p, v in outcomes], share)
    assert mixture.tail_mean(share, highest=highest) == pytest.approx(wanted, abs=1e-6)
    tail = mixture.tail_weights(share, highest=highest)
    assert sum(float(each.sum()) for each in tail) == pytest.approx(share)


@pytest.mark.parametrize("changes", [{"team_posts": 0}, {"alternative_funding": 1_000_000}])
def test_where_nothing_is_missing_it_is_said_once(
    central: Scenario, changes: dict[str, Any]
) -> None:
    scenario = central.but(**changes)
    table = cf.reserve(scenario, draws=DRAWS)
    assert table.about.curve["chance"].to_dict() == {0.0: 1.0}
    assert len(cf.tables.reading_rows(table.about.curve)) == 1
    assert cf.charts.reserve(table).headline == "There is no gap in any outcome"
    said = cf.sentences.reserve(table)
    assert said.startswith("Nothing is missing: the whole team is paid for in every outcome over")
    assert ", so no reserve is needed." in said
    assert "0.0 or more" not in said
    worst = cf.sentences.worst_runs(cf.worst_runs(scenario, "gap", draws=DRAWS))
    assert worst.startswith("There is no gap in any outcome over 2025/26")


def test_bad_questions_are_refused(central: Scenario, refused: Refused) -> None:
    assert "the nearest is gap" in refused(lambda: cf.reserve(central, of="gpa"))
    assert "points must be a whole number" in refused(lambda: cf.reserve(central, points=1))
    for level in (0.0, 1e-7, 1 - 1e-7, 1.0, 80.0, float("nan")):  # "To be 100% sure" is no answer
        said = (
            "reserve: confidence must lie between 0 and 1, by a millionth at least, such as 0.8, "
            f"got {level!r}."
        )
        assert refused(lambda level=level: cf.reserve(central, level)) == said  # type: ignore[misc]


def test_the_award_in_real_terms_leaves_the_posts_as_they_are(central: Scenario) -> None:
    cash, real = (cf.reserve(central, draws=DRAWS, price_base=base) for base in ("cash", "2023/24"))
    assert (real["gap"] < cash["gap"]).all()
    assert real["posts_at_risk"].equals(cash["posts_at_risk"])
    assert unit_cost("2023/24") == AWARD / 7


@pytest.mark.parametrize(("of", "inputs"), [("keep_half", 4), ("at_risk", 2), ("gap", 0)])
def test_the_inputs_of_the_wait_are_told(of: str, inputs: int) -> None:
    assert len(cf.reserve("central", of=of, draws=8).about.waiting) == inputs


def test_a_chart_names_the_source_of_a_wait_that_is_the_registers() -> None:
    from clsmin_forecast.present.charts import reserve as chart

    usual = chart(cf.reserve("central", of="keep_half", draws=8))
    typed = chart(cf.reserve("central", of="keep_half", draws=8, signed_month=2))
    assert ["confirmations" in each.source for each in (usual, typed)] == [True, False]
