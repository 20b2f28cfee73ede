"""What is said and drawn where an input is far from the shipped one."""

import re
from pathlib import Path

import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.basis import Settings
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.present import charts, sentences
from clsmin_forecast.present.chart import LONGEST_ALT
from clsmin_forecast.present.words import average_posts
from clsmin_forecast.report.pages.front import _answers
from tests.conftest import Edit

DRAWS = 512


def _central(data: Path) -> cf.Forecast:
    return cf.forecast(cf.load_scenario("central", data), draws=DRAWS)


def test_what_has_ended_is_not_assumed_to_go_on(data: Path, edit: Edit[None]) -> None:
    edit("awards.csv", "570567,cash,indicative,up_to,7", "570567,cash,outturn,fixed,7")
    path = data / "awards.csv"
    rows = path.read_text().splitlines()
    closed = [f"{row}{'0' if row.startswith('2024/25') else ''}" for row in rows]
    path.write_text("\n".join(closed) + "\n")
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
    assert ", and other money, assumed at £2 million a year, pays it." in said
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
    said = sentences.evidence_choices(table)
    assert "lowest" not in said
    assert "moves nothing" not in said


def test_an_answer_that_serves_several_questions_is_shown_once() -> None:
    said = {"how_much": "All is decided.", "which_years": "2021/22.", "how_sure": "All is decided."}
    assert _answers(said) == [("How much", "All is decided."), ("Which years", "2021/22.")]


def _said(scenario: Scenario) -> dict[str, str]:
    return sentences.page_one(cf.forecast(scenario, draws=DRAWS))


def test_other_money_is_told_of_every_year_with_its_range(central: Scenario) -> None:
    later = _said(central.but(alternative_funding={"2025/26": 0, "2026/27": 570_567}))
    assert "assumed at £0 in 2025/26 and £571,000 in 2026/27, does not pay" in later["if_it_stops"]
    ranged = {"range": {"low": 0, "mid": 0, "high": 1_000_000, "coverage": 1}}
    money = _said(central.but(alternative_funding=ranged))["if_it_stops"]
    assert "unless other money" not in money
    assert re.search(r"assumed at £\d+,000 on average, 90% of outcomes between £\d+,000", money)


def test_of_an_expansion_that_ceases_only_what_nothing_else_pays_is_at_risk(
    central: Scenario,
) -> None:
    made = cf.forecast(
        central.but(alternative_funding={"2025/26": 0, "2026/27": 570_567}), draws=DRAWS
    )
    gone = made.amounts.posts_at_risk(("2025/26", "expand"), ("2026/27", "cease")).mean()
    assert 0 < gone < 4
    assert f", {average_posts(gone)} of them at risk if" in sentences.page_one(made)["if_it_stops"]


def test_a_year_that_is_funded_after_a_stop_is_not_said_to_go_on(central: Scenario) -> None:
    back = central.but(cessation={"2025/26": 1}, reinstatement={"2026/27": 1})
    said = sentences.cessation_risk(cf.forecast(back, draws=DRAWS), "2026/27")
    assert said.startswith("In this scenario 2026/27 is funded, whatever came before.")


def test_a_chance_that_falls_by_a_return_says_so(central: Scenario) -> None:
    made = cf.forecast(central.but(reinstatement={"2026/27": 1}), draws=DRAWS)
    said = sentences.cessation_risk(made, "2026/27")
    assert "; counting a stop before and a return, the chance of no funding in 2026/27 is " in said


def test_a_range_of_the_average_is_withheld_everywhere_or_nowhere(central: Scenario) -> None:
    views = {"choice": [{"value": 0.1, "weight": 0.5}, {"value": 0.9, "weight": 0.5}]}
    said = _said(central.but(cessation={"2026/27": views}))
    words, plain = {"how_much": "itself open", "comparison": "so few cases"}, _said(central)
    assert all(each in plain[name] for name, each in words.items())
    assert not any(each in said[name] for name, each in words.items())


def test_a_team_of_a_range_is_told_with_it(central: Scenario) -> None:
    team = {"range": {"low": 5, "mid": 7, "high": 20, "coverage": 1}}
    said = sentences.gap(cf.forecast(central.but(team_posts=team), draws=DRAWS))
    assert "Keeping the team of 7 posts (5 to 20) costs " in said


def test_ceilings_that_differ_are_each_told(data: Path) -> None:
    path = data / "awards.csv"
    path.write_text(path.read_text().replace("2025/26,1000000", "2025/26,300000"))
    said = sentences.gap(_central(data))
    assert (
        "against an award of up to £300,000 in 2025/26 and up to £1,000,000 in 2026/27, agreed in "
        "principle." in said
    )


SUM = {"range": {"low": 550_000, "mid": 650_000, "high": 700_000, "coverage": 0.8}}


def test_an_award_that_the_scenario_states_stands_beside_the_limit(central: Scenario) -> None:
    letter = central.but(award={"2025/26": 612_345, "2026/27": SUM})
    made = cf.forecast(letter, draws=DRAWS)
    first, other = "£612,345", "£650,000 (80% interval £550,000 to £700,000)"
    outlook = sentences.outlook(made)
    for each in (first, other):
        where = f"of up to £1,000,000, agreed in principle, where the scenario states {each}"
        assert f"{where} unless expanded, is £" in outlook
    both = f"{first} in 2025/26 and {other} in 2026/27"
    assert f"where the scenario states {both} unless expanded." in sentences.gap(made)
    assert sentences.scenario_words(letter).endswith(f"not expanded: {both}.")
    fixed = charts.funding_outlook(made.but(award={"2026/27": 650_000}))
    assert "up to £1,000,000 in principle, £650,000 stated." in fixed.alt
    cells = {row["year"]: row["award"] for row in cf.tables.by_year_rows(made)}
    assert cells["2024/25"] == "up to £570,567"
    assert cells["2025/26"] == f"up to £1,000,000; stated {first}"
    real = cf.forecast(letter, draws=DRAWS, price_base="2023/24")
    assert f"states {first} in cash unless expanded" in sentences.outlook(real)
    assert "states" not in sentences.outlook(made.but(continuation_ratio=1))


def test_a_chance_that_is_corrected_says_for_what(central: Scenario) -> None:
    half = central.but(cessation={"2025/26": {"evidence": "endings_half_seen"}})
    made = cf.forecast(half, draws=DRAWS)
    words = "endings taken to be seen 0.5 times as often"
    assert f"3 endings in 15 comparable cases, {words};" in sentences.page_one(made)["risk"]
    assert f"3 endings in 15 cases, {words})" in sentences.page_one(made)["how_sure"]
    assert "may be too low" not in sentences.page_one(made)["risk"]


def test_an_open_year_of_three_has_its_chance_even_where_another_leads(
    data: Path, edit: Edit[None]
) -> None:
    edit("awards.csv", "570567,cash,indicative,up_to,7", "570567,cash,outturn,fixed,7")
    path = data / "awards.csv"
    rows = path.read_text().splitlines()
    closed = [f"{row}{'0' if row.startswith('2024/25') else ''}" for row in rows]
    path.write_text("\n".join(closed) + "\n")
    back = cf.load_scenario("central", data).but(reinstatement={"2025/26": 0.5})
    made = cf.forecast(back, draws=DRAWS)
    for said in (sentences.outlook(made), sentences.gap(made)):
        assert "no funding in 2025/26 is about 50%" in said
        assert "no funding in 2026/27 is about 61%" in said  # 1 - 0.5 × 12.5 / 16
    assert "Without it, staff are" in sentences.cessation_risk(made, "2025/26")
    assert "3 endings in 15" in sentences.cessation_risk(made, "2026/27")


def test_sums_in_other_prices_say_so(central: Scenario) -> None:
    base: Settings = {"draws": DRAWS, "price_base": "2023/24"}
    both = cf.compare([central, cf.load_scenario("full_expansion")], **base)
    shares = cf.vary(cf.load_scenario("full_expansion"), "expansion_share", [0, 1], **base)
    for said in (sentences.compare(both), sentences.expansion(shares)):
        assert said.endswith(" Sums are in 2023/24 prices.")


def test_the_balance_is_that_of_the_award(central: Scenario) -> None:
    said = sentences.switching_values(cf.switching_values(central, draws=DRAWS))
    assert said.startswith(
        "As assumed, the award does not pay for the team: the average of the award less the cost"
    )


@pytest.mark.parametrize("name", ["A", " "])
def test_a_label_of_a_letter_is_drawn(data: Path, edit: Edit[None], name: str) -> None:
    edit("evidence_sets.yaml", "label: Unknown all ended", f'label: "{name}"')
    chart = charts.evidence_choices(cf.evidence_choices(cf.load_scenario("central", data), draws=8))
    assert chart.png


def test_a_caution_is_quoted_as_it_is(data: Path, edit: Edit[None]) -> None:
    edit("evidence_sets.yaml", "caution: Every unknown outcome since the end of 2024/25 is counted "
         "as an ending", "caution: MOPAC grants only")  # fmt: skip
    table = cf.evidence_choices(cf.load_scenario("central", data), draws=DRAWS)
    assert "The highest is of “Unknown all ended”. MOPAC" in sentences.evidence_choices(table)


def test_an_open_year_without_a_price_of_a_post_has_no_cost_to_tell(data: Path) -> None:
    path = data / "awards.csv"
    header, *rows = path.read_text().splitlines()
    stated = {"2022/23": ",6,", "2023/24": ",7,", "2024/25": ",7,"}
    rows = [row.replace(stated.get(row[:7], "?"), ",,") for row in rows]
    rows[-2] = rows[-2].replace("in_principle,up_to,,", "indicative,up_to,7,")
    rows[-1] = rows[-1].replace("in_principle", "indicative")
    path.write_text("\n".join([header, *rows]) + "\n")
    register = data / "assumptions.yaml"
    yearly = re.compile(r"values:\n(      20../..: \{pay_awards.*\n)+")
    register.write_text(yearly.sub("values: 0.05\n", register.read_text()))
    made = cf.forecast(cf.load_scenario("central", data).but(cessation=0.2), draws=DRAWS)
    assert made.years_of("open_years") == ("2024/25", "2025/26", "2026/27")
    said = sentences.gap(made)
    assert "Keeping the team of 7 posts costs £1 million in 2025/26 (indicative) and £1.05 " in said
    assert said.count("2024/25 (indicative)") == 2  # its chance, and the years of the gap
