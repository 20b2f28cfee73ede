"""What is said and drawn where an input is far from the shipped one."""

import re
from pathlib import Path

import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.present import charts, sentences
from clsmin_forecast.present.chart import LONGEST_ALT
from clsmin_forecast.present.pages.front import _answers
from clsmin_forecast.present.words import average_posts
from tests.conftest import Edit

DRAWS = 512


def _central(data: Path) -> cf.Forecast:
    return cf.forecast(cf.load_scenario("central", data), draws=DRAWS)


def test_what_has_ended_is_not_assumed_to_go_on(data: Path, edit: Edit[None]) -> None:
    edit("awards.csv", "570567,cash,indicative,up_to,7", "570567,cash,outturn,fixed,7")
    path = data / "awards.csv"
    header, *rows = path.read_text().splitlines()
    closed = [f"{row},{'0' if row.startswith('2024/25') else ''}" for row in rows]
    path.write_text("\n".join([f"{header},outturn_gbp", *closed]) + "\n")
    chart = charts.funding_outlook(_central(data))
    assert chart.headline == "Funding has ended: nothing was recovered for 2024/25"
    assert "No outcome has funding in 2026/27" in chart.alt


@pytest.mark.parametrize(
    "edits",
    [
        [("495000,cash,received,fixed,6,", "495000,cash,received,fixed,,")],
        [(",1000000,cash,", ",10000000,cash,"), ("570567", "5705670"), ("272708", "2727080")],
    ],
    ids=["a year without posts", "awards ten times as large"],
)
def test_a_text_alternative_stays_short(
    data: Path, edits: list[tuple[str, str]], price_base: str
) -> None:
    path = data / "awards.csv"
    for old, new in edits:
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
    made = cf.forecast(cf.load_scenario("central", data), draws=DRAWS, price_base=price_base)
    for draw in (charts.funding_outlook, charts.gap, charts.posts):
        chart = draw(made)
        assert "2026/27" in chart.alt
        assert 0 < len(chart.alt) <= LONGEST_ALT


@pytest.fixture(params=["cash", "2024/25"])
def price_base(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_long_label_of_two_lines_is_cut_in_a_text_alternative(
    data: Path, edit: Edit[None]
) -> None:
    edit("evidence_sets.yaml", "label: Unknown all ended", f'label: "Unknown\\n{"all ended " * 8}"')
    table = cf.evidence_choices(cf.load_scenario("central", data), draws=DRAWS)
    alt = charts.evidence_choices(table).alt
    assert len(alt) <= LONGEST_ALT
    assert "\n" not in alt
    assert "highest: Unknown all ended all ended" in alt


def test_posts_that_differ_by_year_are_told_by_year(central: Scenario) -> None:
    made = cf.forecast(central.but(team_posts={"2026/27": 20}), draws=DRAWS)
    said = "the team of 7 posts in 2025/26 and 20 posts in 2026/27"
    assert f"Keeping {said} costs " in sentences.gap(made)
    assert f"keeping {said} would cost " in sentences.page_one(made)["if_it_stops"]
    assert "against those of the team (dashed)" in charts.posts(made).subtitle


def test_other_money_that_pays_the_team_leaves_the_police_nothing(central: Scenario) -> None:
    made = cf.forecast(central.but(alternative_funding=2_000_000), draws=DRAWS)
    said = sentences.page_one(made)["if_it_stops"]
    assert ", and other money, assumed at £2 million, pays it." in said
    assert "fall on" not in said


def test_what_was_expanded_for_certain_is_at_risk_when_it_ceases(central: Scenario) -> None:
    changed = central.but(
        cessation={"2024/25": 0, "2025/26": 0, "2026/27": 1},
        expansion={"2025/26": 1},
        expansion_share=1,
    )
    made = cf.forecast(changed, draws=DRAWS)
    posts = made.amounts.award["2025/26", "expand"] / made.amounts.unit_cost["2025/26"]
    assert (
        f"An expanded award would pay for about {average_posts(posts.mean())} in 2025/26, all of "
        "them at risk if it then ceases." in sentences.page_one(made)["if_it_stops"]
    )


def test_an_expansion_that_pays_for_fewer_than_the_team_is_not_told(central: Scenario) -> None:
    made = cf.forecast(central.but(team_posts=20), draws=DRAWS)
    assert "expanded" not in sentences.page_one(made)["if_it_stops"]


def test_where_funding_is_assumed_to_go_on_its_end_is_no_forecast(central: Scenario) -> None:
    made = cf.forecast(central.but(cessation=0), draws=DRAWS)
    said = sentences.page_one(made)["if_it_stops"]
    assert said.startswith("Should it cease all the same, staff are redeployed; keeping the team")


def test_a_cost_without_a_range_beside_one_with_it_is_not_called_one(central: Scenario) -> None:
    fixed = cf.forecast(central.but(pay_growth={"2025/26": 0.05}), draws=DRAWS)
    said = sentences.page_one(fixed)["if_it_stops"]
    assert "(a range is 90% of outcomes)" in said
    assert re.search(r"would cost £\d+,000 in 2025/26, £\d+,000 to £\d+,000 in 2026/27 and", said)


def test_where_several_comparisons_are_chosen_it_is_said_that_each_replaces_all(
    data: Path, edit: Edit[None]
) -> None:
    counted = "count_by: grant_year\n    event: ceased\n"
    awards = "    caution: Awards"
    edit("evidence_sets.yaml", counted + awards, f"{counted}    choice: true\n{awards}")
    table = cf.evidence_choices(cf.load_scenario("central", data), draws=DRAWS)
    assert table["chosen"].sum() == 2
    said = sentences.evidence_choices(table)
    assert "; the scenario takes 2 of these, and each is here taken for every year." in said
    assert "those chosen" not in said


def test_one_comparison_alone_is_neither_lowest_nor_highest(data: Path) -> None:
    path = data / "evidence_sets.yaml"
    first, *others = path.read_text().split("    choice: true\n")
    path.write_text(first + "    choice: true\n" + "".join(others))
    table = cf.evidence_choices(cf.load_scenario("central", data), draws=DRAWS)
    assert len(table) == 1
    chart = charts.evidence_choices(table)
    assert ". Chance: Since 2024/25, 22% (3 of 15) with £" in chart.alt
    assert chart.headline == "Chance of ceasing is 22% by cases compared"
    assert "lowest" not in sentences.evidence_choices(table)


def test_an_answer_that_serves_several_questions_is_shown_once() -> None:
    said = {"how_much": "All is decided.", "which_years": "2021/22.", "how_sure": "All is decided."}
    assert _answers(said) == [("How much", "All is decided."), ("Which years", "2021/22.")]
