"""Headline figures against the document they are taken from, and their traces."""

from dataclasses import replace
from datetime import date
from math import isnan

import pandas as pd
import pytest

from clsmin_forecast.analysis.explain import explain
from clsmin_forecast.analysis.headlines import headline, headlines, year_name
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.awards import STATUSES, Awards
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.present.explanation import explanation, explanation_rows
from clsmin_forecast.present.words import capital
from clsmin_forecast.renames import new_name
from tests.conftest import Refused

ENDS = {"": "mean", "_low": "p5", "_high": "p95"}
OF_YEAR = {
    "recovered": "recovered_gbp",
    "gap": "gap_gbp",
    "gap_in_funded_years": "gap_in_funded_years_gbp",
    "gap_after_ceasing": "gap_after_ceasing_gbp",
    "cost": "cost_gbp",
    "posts": "posts_supported",
}


@pytest.fixture(scope="module")
def answer(central: Scenario) -> Forecast:
    return forecast(central, draws=64)


def _rests_on(scenario: Scenario, figure: str, **settings: object) -> set[str]:
    table = explain(scenario, figure, draws=64, **settings)  # type: ignore[arg-type]
    return {f"{row['name']}.{row['year']}".rstrip(".") for _, row in table.iterrows()}


def test_a_status_is_worded_by_its_one_record(central: Scenario) -> None:
    assert STATUSES["received"].label == "accepted"
    for year, said in (("2022/23", "accepted"), ("2025/26", "in principle, up to")):
        table = explain(central, f"award_{year_name(year)}", draws=64)
        assert table["title"].tolist() == [f"the award, {said}"]
    titles = headlines(forecast(central, draws=64))["title"]
    assert "the chance that 2025/26 (in principle) is funded" in titles.to_list()


def test_every_figure_is_the_one_of_the_document(answer: Forecast) -> None:
    values = headlines(answer)["value"]
    for year in answer.document["years"]:
        at = year_name(year["financial_year"])
        for measure, field in OF_YEAR.items():
            for end, key in ENDS.items():
                name = f"{measure}_{at}{end}"
                if name in values:
                    assert values[name] == pytest.approx(year[field][key], abs=0.005)
        assert values.get(f"chance_funded_{at}", 1) == pytest.approx(year["probability_funded"])
    for span, totals in answer.document["totals"].items():
        for field in ("recovered", "gap", "gap_in_funded_years", "gap_after_ceasing"):
            for end, key in ENDS.items():
                wanted = totals[f"{field}_gbp"][key]
                assert values[f"{field}_{span}{end}"] == pytest.approx(wanted, abs=0.005)
        believed = totals["average_recovered_by_evidence_gbp"]
        for end, key in (("low", "p5"), ("high", "p95")):
            name = f"average_recovered_{span}_by_evidence_{end}"
            assert values[name] == pytest.approx(believed[key], abs=0.005)


def test_a_year_that_is_decided_has_no_chance_and_no_range(answer: Forecast) -> None:
    names = set(headlines(answer).index)
    assert "recovered_2022_23" in names
    assert not {"recovered_2022_23_low", "chance_not_funded_2022_23", "cost_2021_22"} & names


def test_units_say_what_is_decided_and_what_is_a_limit(answer: Forecast) -> None:
    units = headlines(answer)["unit"]
    assert units["award_2023_24"] == "decided pounds, cash"
    assert units["award_2025_26"] == "pounds at most, cash"
    assert units["recovered_2025_26"] == "pounds, cash"
    real = headlines(forecast(answer.scenario, draws=64, price_base="2023/24"))["unit"]
    assert real["recovered_2025_26"] == "pounds, 2023/24"


def test_a_chance_rests_on_the_chances_up_to_its_year(central: Scenario) -> None:
    assert _rests_on(central, "chance_not_funded_2025_26") == {
        "cessation.2024/25", "cessation.2025/26", "reinstatement.2025/26",
    }  # fmt: skip


def test_what_is_recovered_rests_on_nothing_of_later_years_and_nothing_of_the_team(
    central: Scenario,
) -> None:
    assert _rests_on(central, "recovered_2025_26") == {
        "cessation.2024/25", "cessation.2025/26", "reinstatement.2025/26", "expansion.2025/26",
        "continuation_ratio.2025/26", "expansion_share", "recovery_rate.2025/26",
        "award.2024/25", "award.2025/26",
    }  # fmt: skip


def test_the_cost_rests_on_the_latest_award_that_prices_a_post_and_on_pay(
    central: Scenario,
) -> None:
    # 2024/25 states its posts, so it prices one; pay grows after it.
    assert _rests_on(central, "cost_2026_27") == {
        "pay_growth.2025/26", "pay_growth.2026/27", "team_posts.2026/27", "award.2024/25",
    }  # fmt: skip
    assert _rests_on(central, "cost_2024_25") == {"team_posts.2024/25", "award.2024/25"}
    assert _rests_on(central, "cost_2022_23") == {"award.2022/23"}


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("chance_ceased_2025_26", "chance_not_funded_2025_26"),
        ("chance_ceased_2026_27_least", "chance_not_funded_2026_27_least"),
        ("chance_ceases", "chance_ceases_after_funded_year"),
        ("chance_ceases_low", "chance_ceases_after_funded_year_low"),
        ("chance_ceases_high", "chance_ceases_after_funded_year_high"),
    ],
)
def test_a_figure_that_was_renamed_is_refused_with_its_new_name(
    answer: Forecast, refused: Refused, old: str, now: str
) -> None:
    said = f"figure: {old} is now called {now}."
    assert refused(lambda: headline(answer, old)) == said
    assert refused(lambda: explain(answer.scenario, old, draws=64)) == said
    assert new_name(now) == ""


def test_what_is_not_spent_is_no_gap(central: Scenario) -> None:
    for figure in ("gap_2025_26", "posts_2025_26", "posts_at_risk_2025_26"):
        assert not [each for each in _rests_on(central, figure) if each.startswith("recovery_rate")]


def test_the_parts_of_the_gap_rest_on_what_moves_them(central: Scenario) -> None:
    after = _rests_on(central, "gap_after_ceasing_2025_26")
    assert {"cessation.2025/26", "pay_growth.2025/26", "award.2024/25"} <= after
    assert not {"continuation_ratio.2025/26", "expansion.2025/26", "expansion_share"} & after
    funded = _rests_on(central, "gap_in_funded_years_2025_26")
    assert {"cessation.2025/26", "continuation_ratio.2025/26", "expansion.2025/26"} <= funded


def test_every_figure_that_is_listed_can_be_explained(answer: Forecast, central: Scenario) -> None:
    for name in headlines(answer).index:
        table = explain(central, str(name), draws=64)
        assert explanation(table).startswith(capital(table.about.figure["title"])), name


def test_a_sum_if_funded_rests_on_no_chance_that_it_ceases(central: Scenario) -> None:
    found = _rests_on(central, "recovered_if_funded_2025_26")
    assert not {each for each in found if each.startswith(("cessation", "reinstatement.2024"))}
    assert {"recovery_rate.2025/26", "expansion.2025/26", "award.2024/25"} <= found


def test_the_chance_of_being_covered_rests_on_other_money(central: Scenario) -> None:
    assert "alternative_funding.2025/26" in _rests_on(central, "chance_covered_2025_26")


def test_a_closed_year_rests_on_its_outturn(central: Scenario) -> None:
    rows = [replace(row, status="outturn", outturn=250_000.0) if row.financial_year == "2021/22"
            else row for row in central.facts.awards.rows]  # fmt: skip
    closed = replace(central, facts=replace(central.facts, awards=Awards(tuple(rows))))
    assert _rests_on(closed, "recovered_2021_22") == {"outturn.2021/22"}
    assert _rests_on(closed, "award_2021_22") == {"award.2021/22"}


def test_what_a_scenario_rules_out_is_no_part_of_a_figure(central: Scenario) -> None:
    never = central.but(expansion=0, name="never", title="Never expanded")
    assert "expansion_share" not in _rests_on(never, "recovered_2025_26")
    ceased = central.but(cessation={"2025/26": 1}, name="ends", title="Ends")
    assert "recovery_rate.2025/26" not in _rests_on(ceased, "recovered_2025_26")


def test_real_terms_rest_on_the_deflator_and_cash_does_not(central: Scenario) -> None:
    assert "gdp_deflator" in _rests_on(central, "award_2023_24", price_base="2022/23")
    assert "gdp_deflator" not in _rests_on(central, "posts_2025_26", price_base="2022/23")
    assert "gdp_deflator" not in _rests_on(central, "award_2023_24")


def test_a_trace_has_the_words_of_the_register_and_its_sources(central: Scenario) -> None:
    table = explain(central, "chance_not_funded_2025_26", draws=64)
    row = table[(table["name"] == "cessation") & (table["year"] == "2025/26")].iloc[0]
    entry = central.register.assumptions["cessation"]
    assert row["sources"] == entry.sources
    assert (row["quality"], row["review_by"]) == ("red", entry.review_by.isoformat())
    assert set(table.about.cited) == {"PCD 1532", "comparator_grants"}
    made = forecast(central, draws=64)
    assert table.about.figure == headline(made, "chance_not_funded_2025_26")


def test_a_set_value_is_named_as_the_scenarios_own(central: Scenario) -> None:
    even = central.but(cessation={"2025/26": 0.5}, name="even", title="Even")
    table = explain(even, "chance_not_funded_2025_26", draws=64).set_index(["name", "year"])
    assert table.loc[("cessation", "2025/26"), "quality"] == "set by the scenario"
    assert table.loc[("cessation", "2025/26"), "review_by"] == ""
    assert table.loc[("cessation", "2025/26"), "sources"] == []
    assert table.loc[("cessation", "2024/25"), "quality"] == "red"


@pytest.mark.parametrize("name", ["recovered_2099_00", "recovered", "", "recovered_2025_26_mid"])
def test_an_unknown_figure_is_refused_with_the_nearest(central: Scenario, name: str) -> None:
    with pytest.raises(InputError, match="figure: unknown figure"):
        explain(central, name, draws=64)


def test_a_scenario_without_open_years_can_be_explained(central: Scenario) -> None:
    table = explain(central, "award_2021_22", draws=64)
    assert isinstance(table, pd.DataFrame)
    assert table["name"].tolist() == ["award"]


def test_what_moves_a_figure_one_way_only_is_found(central: Scenario) -> None:
    spent = central.but(recovery_rate=1, name="spent", title="All of it spent")
    assert "recovery_rate.2025/26" in _rests_on(spent, "recovered_2025_26")
    # The ceiling of the year before binds only where it is lower than it is.
    assert "award.2025/26" in _rests_on(central, "recovered_2026_27")


def test_a_range_has_its_level(central: Scenario) -> None:
    table = explain(central, "recovered_2025_26", draws=64).set_index(["name", "year"])
    levels = table["coverage"]
    assert levels["cessation", "2025/26"] == 0.9
    assert levels["continuation_ratio", "2025/26"] == 0.8
    assert levels["recovery_rate", "2025/26"] == 0.8
    assert isnan(levels["reinstatement", "2025/26"])  # set, by no evidence
    said = {
        row["rests on"]: row["value"]
        for row in explanation_rows(table.reset_index(), date(2026, 11, 24))
    }
    assert said["recovery rate"] == "0.97 (80% interval 0.85 to 1)"
    assert said["continuation ratio"] == "1 (80% interval 0.75 to 1.06)"
    assert said["cessation"] == "22% (90% interval 8% to 40%)"


def test_a_value_taken_from_data_keeps_its_source(central: Scenario) -> None:
    paid = explain(load_scenario("continues_with_pay"), "recovered_2026_27", draws=64)
    sources = paid[paid["name"] == "continuation_ratio"]["sources"].tolist()
    assert sources == [["pay_awards"], ["pay_awards"]]
    own = central.but(cessation={"2025/26": {"evidence": "at_expiry"}})
    counted = explain(own, "chance_not_funded_2025_26", draws=64).set_index(["name", "year"])
    assert counted.loc[("cessation", "2025/26"), "sources"] == ["comparator_grants"]
