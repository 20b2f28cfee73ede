"""The tornado: each bar is what the answer would be with that input alone at its ends."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from tests.analysis.conftest import AWARD, CEILING, DRAWS, SPAN, cases, discrete, held
from tests.conftest import DATA, Edit, Refused

BY_INPUT = ["input", "year", "bar"]


@pytest.fixture(scope="module")
def table(central: Scenario) -> pd.DataFrame:
    return cf.tornado(central, draws=DRAWS)


def test_a_chance_bar_is_the_forecast_with_that_chance(
    central: Scenario, table: pd.DataFrame
) -> None:
    for row in table[table["bar"] == "chance"].to_dict("records"):
        for end in ("low", "high"):
            change: Any = {row["input"]: {row["year"]: row[end]}}
            changed = central.but(**change)
            again = cf.forecast(changed, draws=DRAWS).total("recovered", SPAN).mean
            assert row[f"at_{end}"] == pytest.approx(again)


def test_an_amount_bar_is_the_forecast_with_all_its_years_at_that_end(
    central: Scenario, table: pd.DataFrame
) -> None:
    row = table.set_index("input").loc["recovery_rate"]
    for end, rate in (("low", 0.85), ("high", 1.0)):
        again = cf.forecast(central.but(recovery_rate=rate), draws=DRAWS)
        assert row[end] == rate
        assert row[f"at_{end}"] == pytest.approx(again.total("recovered", SPAN).mean)


def test_the_bars_of_a_discrete_scenario_are_those_of_its_cases(plain: Scenario) -> None:
    rows = cf.tornado(plain, draws=8).set_index(BY_INPUT).to_dict("index")
    for (name, year), chance in (
        (("cessation", "2025/26"), 1.0), (("expansion", "2026/27"), 1.0),
        (("reinstatement", "2026/27"), 0.0), (("cessation", "2024/25"), 1.0),
    ):  # fmt: skip
        chances = held(plain)
        chances[name][year] = chance
        mean = sum(p * sum(got.values()) for p, _, got in cases(chances))
        end = "at_high" if chance else "at_low"
        assert rows[name, year, "event"][end] == pytest.approx(mean, abs=1e-6)


def test_the_furthest_comes_first_and_no_range_has_no_swing(table: pd.DataFrame) -> None:
    assert table["swing"].abs().is_monotonic_decreasing
    same = table[table["low"] == table["high"]]
    assert {"team_posts", "alternative_funding", "reinstatement"} == set(same["input"])
    assert (same["swing"] == 0).all()
    assert (same["swing_standard_error"] == 0).all()


def test_every_input_has_its_bars_and_every_decision_both(table: pd.DataFrame) -> None:
    counts = table.groupby(["input", "bar"]).size()
    assert counts["cessation", "chance"] == counts["cessation", "event"] == 3
    assert counts["expansion", "chance"] == counts["expansion", "event"] == 2
    assert counts["recovery_rate", "amount"] == 1
    assert table["input"].nunique() == 9


def test_reordering_the_register_changes_nothing(
    data: Path, edit: Edit[None], table: pd.DataFrame
) -> None:
    text = (DATA / "assumptions.yaml").read_text().partition("\n# What a question")[0] + "\n"
    start, expansion, rest = text.partition("  expansion:\n")
    entry, reinstatement, after = rest.partition("  reinstatement:\n")
    edit("assumptions.yaml", text, start + reinstatement + after + expansion + entry)
    again = cf.tornado(load_scenario("central", data), draws=DRAWS)
    pd.testing.assert_frame_equal(again, table)


def test_quality_is_the_register_s_unless_the_scenario_sets_the_input(table: pd.DataFrame) -> None:
    by_input = table.groupby("input")["quality"].first()
    assert by_input[["cessation", "continuation_ratio", "team_posts"]].tolist() == [
        "red", "amber", "green",
    ]  # fmt: skip
    ceases = cf.tornado(load_scenario("ceases", DATA), draws=8).groupby("input")["quality"].first()
    assert ceases["cessation"] == "set by the scenario"
    assert ceases["expansion"] == "red"


def test_a_chance_is_asked_as_well_as_an_average(central: Scenario) -> None:
    table = cf.tornado(central, cf.Question(at_least=1), draws=DRAWS)
    top = table.iloc[0]
    assert (top["at_low"], top["at_high"]) == (pytest.approx(1 - 1 / 54), 0)
    chance = 1 - cf.compare([central], draws=DRAWS)["chance_nothing"].iloc[0]
    assert table.about.answer == pytest.approx(chance)


def test_the_swing_of_a_share_is_in_closed_form(central: Scenario) -> None:
    scenario = discrete(
        central, cessation=0, expansion={"2025/26": 1, "2026/27": 0},
        expansion_share={"range": {"low": 0.2, "mid": 0.5, "high": 1, "coverage": 1}},
    )  # fmt: skip
    row = cf.tornado(scenario, draws=8).set_index("input").loc["expansion_share"]
    assert row["swing"] == pytest.approx(2 * 0.9 * 0.8 * (CEILING - AWARD), abs=1e-6)


def test_the_error_of_a_swing_is_that_of_the_difference_block_by_block(central: Scenario) -> None:
    rows = cf.tornado(central, draws=DRAWS).set_index(BY_INPUT).to_dict("index")
    row = rows["cessation", "2025/26", "event"]
    whole = cf.forecast(central.but(cessation={"2025/26": 0}), draws=DRAWS)
    assert row["swing_standard_error"] == pytest.approx(
        whole.total("recovered", SPAN).standard_error
    )


def test_a_rating_is_that_of_the_year_and_a_list_has_no_stated_coverage(central: Scenario) -> None:
    view = {"range": {"low": 0.8, "mid": 0.9, "high": 0.95, "coverage": 0.8}}
    changed = central.but(
        cessation={"2025/26": 0.5}, recovery_rate={"choice": [{"value": view, "weight": 1}]}
    )
    rows = cf.tornado(changed, draws=DRAWS).set_index(BY_INPUT).to_dict("index")
    assert rows["cessation", "2025/26", "chance"]["quality"] == "set by the scenario"
    assert rows["cessation", "2026/27", "chance"]["quality"] == "red"
    assert pd.isna(rows["recovery_rate", "", "amount"]["coverage"])


def test_what_is_set_in_open_years_is_not_hidden_by_the_range_of_a_decided_one() -> None:
    # All is spent in the open years; 2023/24 is approved, so there the register's range holds.
    spent = load_scenario("full_expansion")
    row = cf.tornado(spent, draws=DRAWS).set_index("input").loc["recovery_rate"]
    assert (row["low"], row["base"], row["high"], row["swing"]) == (1, 1, 1, 0)
    every = cf.tornado(spent, cf.Question(span="all_years"), draws=DRAWS).set_index("input")
    row = every.loc["recovery_rate"]
    assert (row["low"], row["high"]) == (0.85, 1)
    assert row["swing"] == pytest.approx(0.15 * AWARD)
    turned = cf.switching_values(spent, draws=DRAWS).set_index("input").loc["recovery_rate"]
    assert (turned["low"], turned["base"], turned["high"]) == (1, 1, 1)


def test_what_rounding_makes_is_no_swing(central: Scenario) -> None:
    for question in (cf.Question(span=("2021/22",)), cf.Question(span="all_years", at_least=1e6)):
        table = cf.tornado(central, question, draws=DRAWS)
        assert table["swing"].abs().max() == 0
        assert cf.sentences.tornado(table).startswith("No input moves the answer by itself")


def test_an_amount_that_differs_by_year_shows_its_largest(central: Scenario) -> None:
    changed = central.but(alternative_funding={"2025/26": 200_000})
    row = cf.tornado(changed, draws=DRAWS).set_index("input").loc["alternative_funding"]
    assert (row["low"], row["base"], row["high"]) == (200_000, 200_000, 200_000)


def test_years_without_a_price_of_a_post_or_named_twice_are_refused(
    central: Scenario, refused: Refused
) -> None:
    early, twice = ("2021/22",), ("2025/26", "2025/26")
    for call in (
        lambda: cf.reserve(central, span=early),
        lambda: cf.tornado(central, cf.Question("gap", early)),
        lambda: cf.variance_shares(central, "balance", span=early),
        lambda: cf.worst_runs(central, "gap", span=early),
    ):
        message = refused(call)
        assert "2021/22 has no year in which a post has a price" in message
        assert message.endswith("it has one from 2022/23 on.")
    assert "each year is named once" in refused(lambda: cf.compare([central], span=twice))
    assert "unknown measure 'posts'" in refused(lambda: cf.variance_shares(central, "posts"))
