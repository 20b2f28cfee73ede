"""The span over the cases compared, the two parts of the gap, and what stands beside averages."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

import clsmin_forecast as cf
from clsmin_forecast.analysis.conditional import chance_ceased
from clsmin_forecast.analysis.evidence_choices import OfChoices, not_funded
from clsmin_forecast.answer import Answer
from clsmin_forecast.columns import MODELLED, Column
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.beliefs import (
    compared_years,
    span_of_comparisons,
)
from clsmin_forecast.model.decisions import EXPAND
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.model.projection import GAP_PARTS
from clsmin_forecast.present import charts, sentences, tables
from clsmin_forecast.present.sentences.clauses import (
    average_by_evidence,
    decided_sentence,
    gap_briefly,
    gap_in_parts,
    parts_of_gap,
)
from clsmin_forecast.present.words import (
    average_posts,
    estimate,
    full_sum_words,
    nearest,
    percent,
    sum_words,
)
from clsmin_forecast.quantities import Chance
from clsmin_forecast.report.workbook.sheet import cell

DRAWS = 512
MONEY = re.compile(r"£[\d.,]*\d(?: million)?|less than £1,000")
SHARES = re.compile(r"(?:under |over )?\d+%")
OPEN = "open_years"


def split(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-Z])", text)


@pytest.fixture(scope="module")
def every(forecasts: dict[str, Forecast], later: Forecast, eight_years: Forecast) -> list[Forecast]:
    back = forecasts["ceases"].but(reinstatement={"2026/27": 0.4}, name="back")
    return [*forecasts.values(), later, eight_years, back]


def _choices(every: list[Forecast]) -> Iterator[Answer[OfChoices]]:
    for each in every:
        if compared_years(each.scenario):
            yield cf.evidence_choices(each.scenario, draws=DRAWS)
            yield cf.evidence_choices(each.scenario, cf.Question("gap"), draws=DRAWS)


def test_every_number_of_the_comparison_is_one_of_its_table(every: list[Forecast]) -> None:
    compared = list(_choices(every))
    assert {table.about.question.of for table in compared} == {"recovered", "gap"}
    for table in compared:
        said, about = sentences.evidence_choices(table), table.about
        years = [name for name in table if str(name).startswith("chance_not_funded")]
        chances = table[["low", "chance", "high", *years]].to_numpy(float).ravel()
        sums = [*table["answer"], about.answer, about.answer_low, about.answer_high]
        assert set(SHARES.findall(said)) <= {percent(chance) for chance in chances} | {"90%"}
        assert set(MONEY.findall(said)) <= {sum_words(amount) for amount in sums}
        for low, high in re.findall(r"between (\S+(?: million)?) and (\S+(?: million)?)", said):
            assert low != high, said
        chosen = table[table["chosen"]].iloc[0]
        counted = re.search(r"(\d+) endings? in (\d+) known", said)
        assert counted
        assert [int(number) for number in counted.groups()] == [chosen["events"], chosen["known"]]


def test_a_comparison_that_moves_nothing_is_said_to(forecasts: dict[str, Forecast]) -> None:
    ceases = forecasts["ceases"].scenario
    said = sentences.evidence_choices(cf.evidence_choices(ceases, draws=8))
    assert said.endswith("it moves nothing, because the funding ceases before.")
    assert "£" not in said
    back = ceases.but(reinstatement={"2026/27": 0.4})
    moved = sentences.evidence_choices(cf.evidence_choices(back, draws=8))
    assert "moves nothing" in moved  # what came back has not been funded the year before
    poor = forecasts["central"].scenario.but(continuation_ratio=0, expansion=0)
    nothing = sentences.evidence_choices(cf.evidence_choices(poor, draws=8))
    assert "is £0 by every one of them." in nothing


def test_a_set_chance_leaves_nothing_to_compare_and_no_chart(
    every: list[Forecast], refused: Callable[[Callable[[], object]], str]
) -> None:
    seen = set()
    for each in every:
        table = cf.evidence_choices(each.scenario, draws=8)
        seen.add(table.empty)
        if table.empty:
            said = sentences.evidence_choices(table)
            assert said.startswith("No chance of ceasing is taken from the cases compared alone")
            assert "no comparison enters" in refused(lambda: charts.evidence_choices(table))  # noqa: B023
        else:
            assert charts.evidence_choices(table).data["set"].tolist() == table.index.tolist()
    assert seen == {True, False}


def test_a_chart_of_a_comparison_says_what_is_asked(central: Scenario) -> None:
    asked = {
        "average recovered": cf.Question(),
        "average gap": cf.Question("gap"),
        "chance to recover at least £1,000,000": cf.Question(at_least=1_000_000),
    }
    names = set()
    for words, question in asked.items():
        chart = charts.evidence_choices(cf.evidence_choices(central, question, draws=8))
        assert f"Beside it the {words} over 2025/26 and 2026/27" in chart.subtitle
        assert f"with the {words} beside it." in chart.alt
        names.add(chart.name)
    assert "evidence_choices_central" in names
    assert len(names) == len(asked)


def test_the_span_stands_in_the_sentence_of_the_chance(every: list[Forecast]) -> None:
    seen = set()
    for each in every:
        first = sentences.page_one(each)
        texts = [sentences.outlook(each), sentences.gap(each), first["how_sure"], first["risk"]]
        for year in each.years_of("decision_years"):
            texts.append(sentences.cessation_risk(each, year))
            span, chance = span_of_comparisons(each.scenario, year), chance_ceased(each, year)
            seen.add(bool(span))
            heads = {
                sentence
                for text in texts
                for sentence in split(text)
                if re.match(rf"The chance that there is no funding in {year}\b", sentence)
            }
            assert heads or chance in (0, 1)
            for head in heads:
                assert percent(chance) in head
                words = " on the cases chosen, between {} and {} by the cases compared"
                wanted = words.format(*map(percent, span)) if span else ""
                assert wanted in head
                assert bool(wanted) == ("compared" in head), head
    assert seen == {True, False}


def test_the_outlook_shows_the_span_in_its_headline_and_text_alternative(
    forecasts: dict[str, Forecast], later: Forecast
) -> None:
    chart = charts.funding_outlook(forecasts["central"])
    assert chart.headline.endswith("no funding in 2025/26, 8% to 47% by cases compared")
    assert "23% (8% to 47%) in 2025/26 (in principle), 40% (14% to 71%) in 2026/27" in chart.alt
    assert " 2% in 2024/25 (indicative)" in chart.alt  # no comparison enters its chance
    later_head = charts.funding_outlook(later).headline
    assert re.search(r"in 2025/26 \(indicative\), \d+% to \d+% by comparison$", later_head)
    for name in ("ceases", "continues_flat", "taper", "one_more_year"):
        chart = charts.funding_outlook(forecasts[name])
        assert "compar" not in chart.headline + chart.alt
        assert "compared" not in sentences.outlook(forecasts[name])


def test_the_parts_of_a_gap_are_named_and_add_up(every: list[Forecast]) -> None:
    parts_seen = set()
    for each in every:
        parts = [each.total(part, OPEN).mean for part in GAP_PARTS]
        assert sum(parts) == pytest.approx(each.total("gap", OPEN).mean, abs=1e-6)
        funded, ceased = (sum_words(part) if sum_words(part) != "£0" else "" for part in parts)
        parts_seen.add((bool(funded), bool(ceased)))
        for said in (gap_in_parts(each), gap_briefly(each)):
            assert ("is missing in funded years" in said) == bool(funded)
            assert ("keeping the team after the funding ceased would cost" in said) == bool(ceased)
            told = [] if said.startswith("All of the average ") else [funded, ceased]
            assert MONEY.findall(said) == list(filter(None, told))
            assert "£0" not in said
        one = bool(funded) != bool(ceased)
        assert gap_in_parts(each).startswith("All of the average is ") == one
        assert gap_in_parts(each) in sentences.gap(each)
        assert gap_briefly(each) in sentences.page_one(each)["if_it_stops"]
        assert ("nobody is committed to" in gap_in_parts(each)) == bool(ceased)
        if gap_briefly(each):
            assert "in principle, up to a ceiling," in gap_briefly(each)
    assert parts_seen == {(True, True), (True, False), (False, True), (False, False)}


def test_the_parts_of_a_gap_hold_of_a_reserve_too(scenarios: dict[str, Scenario]) -> None:
    for each in scenarios.values():
        table = cf.reserve(each, draws=DRAWS)
        whole = table.to_dict("index")["together"]
        parts = [float(whole[part]) for part in GAP_PARTS]
        assert sum(parts) == pytest.approx(whole["gap"])
        if whole["covered"] < 1:
            assert parts_of_gap(*parts) in sentences.reserve(table)


def test_an_average_by_the_evidence_is_said_where_a_chance_rests_on_it(
    every: list[Forecast],
) -> None:
    told = set()
    for each in every:
        for measure in ("recovered", "gap"):
            believed = each.believed_averages(measure, OPEN)
            low, high = (sum_words(end) for end in np.quantile(believed, [0.05, 0.95]))
            said = average_by_evidence(each, measure)
            told.add(bool(said))
            average = each.total(measure, OPEN).mean
            chances = each.scenario.quantities["cessation"].values()
            known = all(isinstance(chance, Chance) and chance.evidence for chance in chances)
            others = "With the chances that are set taken as certain, the others"
            assert said == (
                f"{'The chances' if known else others} rest on so few cases that the average of "
                f"{sum_words(average)} is itself open between {low} and {high}, 90% interval."
            ) * (low != high)
            assert believed.min() <= average + 0.01
            assert average <= believed.max() + 0.01
        assert average_by_evidence(each, "recovered") in sentences.outlook(each)
        assert average_by_evidence(each, "recovered") in sentences.page_one(each)["how_much"]
        assert average_by_evidence(each, "gap") in sentences.gap(each)
    assert told == {True, False}
    flat = next(each for each in every if each.scenario.name == "continues_flat")
    assert average_by_evidence(flat, "gap") == ""


def test_once_all_is_decided_what_approved_years_still_bring_is_said(
    data: Path, decided: Forecast
) -> None:
    assert decided_sentence(decided) == "Every award is decided: no decision of the funder is open."
    awards = data / "awards.csv"
    text = re.sub("cash,(indicative|in_principle),up_to", "cash,approved,fixed", awards.read_text())
    awards.write_text(text)
    made = forecast(cf.load_scenario("central", data), draws=DRAWS)
    years = ("2023/24", "2024/25", "2025/26", "2026/27")
    whole = made.total("recovered", years).statistic()
    assert whole["p95"] - whole["p5"] > 100_000  # what will be spent of it is open
    said = decided_sentence(made)
    assert said == (
        "Every award is decided: no decision of the funder is open. What is recovered of awards "
        f"approved for 2023/24, 2024/25, 2025/26 and 2026/27 is {estimate(whole)}. "
        "Sums are in cash."
    )
    assert sentences.outlook(made) == sentences.gap(made) == said
    assert sentences.cessation_risk(made, "2025/26") == said


def test_posts_of_an_expansion_are_told_where_the_year_may_be_expanded(
    every: list[Forecast],
) -> None:
    told = set()
    for each in every:
        for year in each.years_of("decision_years"):
            said = sentences.cessation_risk(each, year)
            years = each.scenario.facts.awards.years
            before = years[years.index(year) - 1]
            may = {y: each.weights(y).get(EXPAND, 0) for y in (before, year)}
            ahead = year < years[-1]
            expanded = next((y for y in (before, year) if may[y] and (ahead or y != year)), "")
            made = each.amounts
            posts = (
                float((made.award[expanded, EXPAND] / made.unit_cost[expanded]).mean())
                if expanded
                else 0
            )
            more = chance_ceased(each, year) > 0 and posts > each.scenario.team_posts(year)
            told.add((more, expanded == year))
            assert ("An expanded award" in said) == more, (each, year)
            if more:
                assert f"pay for about {average_posts(posts)} in {expanded}, all of them at" in said
                chance = may[expanded]
                assert (f"(in {percent(chance)} of all outcomes) would" in said) == (chance < 1)
    assert {more for more, _ in told} == {True, False}


def test_other_money_pays_for_no_post_of_an_expansion(forecasts: dict[str, Forecast]) -> None:
    plain = sentences.cessation_risk(forecasts["central"], "2025/26")
    helped = forecasts["central"].but(alternative_funding=300_000)
    posts = re.compile(r"about [\d.]+ posts in 2025/26")
    told = [posts.findall(text) for text in (plain, sentences.cessation_risk(helped, "2025/26"))]
    assert told[0] == told[1] != []


def test_a_cost_without_a_range_is_not_said_to_have_one(forecasts: dict[str, Forecast]) -> None:
    sure = forecasts["central"].but(pay_growth=0.04)
    for each, year, ranged in (
        (forecasts["central"], "2024/25", False),
        (forecasts["central"], "2026/27", True),
        (sure, "2026/27", False),
    ):
        assert ("(90% of outcomes)" in sentences.cessation_risk(each, year)) == ranged


def _pounds(said: str) -> float:
    if said == "less than £1,000":
        return 0.0
    number = float(re.sub(r"[^\d.]", "", said)) * (1e6 if said.endswith("million") else 1)
    return -number if said.startswith("minus") else number


@example(-1.0)  # rounds to nothing
@given(st.floats(-5e6, 5e6) | st.integers(-10_000, 10_000).map(lambda half: half * 500.0))
def test_a_sum_is_rounded_once_and_the_same_wherever_it_stands(amount: float) -> None:
    once = nearest(amount)
    assert nearest(once) == once
    assert once == pytest.approx(-nearest(-amount))
    assert _pounds(sum_words(amount)) == pytest.approx(once, abs=0.5)
    assert _pounds(full_sum_words(amount)) == pytest.approx(once, abs=0.5)
    written = cell(amount, Column("Sum", MODELLED))
    if isinstance(written, str):
        assert once == 0 != amount
    else:
        assert written == once


def _shown(text: str) -> float:
    return float(text.rstrip("%")) if text else 0.0


def test_the_table_of_the_team_has_the_parts_of_the_gap_by_year(every: list[Forecast]) -> None:
    for each in every:
        rows = tables.team_rows(each)
        assert [row["year"] for row in rows] == list(each.scenario.facts.awards.costed_years)
        for row in rows:
            for column, measure in (
                ("gap, mean", "gap"),
                ("gap in funded years", "gap_in_funded_years"),
                ("gap after ceasing", "gap_after_ceasing"),
            ):
                found = each.in_year(measure, row["year"])
                assert found
                assert row[column] == full_sum_words(found.mean)
            risk = each.in_year("posts_at_risk", row["year"])
            assert risk
            assert row["posts at risk"] == f"{risk.mean:.1f}"


def test_tables_of_scenarios_and_of_one_input_have_both_parts_of_the_gap(
    scenarios: dict[str, Scenario],
) -> None:
    compared = cf.compare(list(scenarios.values()), draws=DRAWS)
    shares = cf.vary(scenarios["central"], "expansion_share", [0, 1], draws=DRAWS)
    for table, rows in (
        (compared, tables.reading_rows(compared)),
        (shares, tables.reading_rows(shares)),
    ):
        parts = [table[f"{part}_mean"] for part in GAP_PARTS]
        assert (parts[0] + parts[1]).to_list() == pytest.approx(table["gap_mean"].to_list())
        for name, column in (
            ("gap_mean", "gap, mean"),
            ("gap_in_funded_years_mean", "gap in funded years"),
            ("gap_after_ceasing_mean", "gap after ceasing"),
        ):
            assert [row[column] for row in rows] == [
                full_sum_words(amount) for amount in table[name]
            ]


def test_the_table_of_a_reserve_has_both_parts_of_the_gap(scenarios: dict[str, Scenario]) -> None:
    for each in scenarios.values():
        table = cf.reserve(each, draws=DRAWS)
        rows = tables.reading_rows(table)
        for name, column in (
            ("gap", "to be found, mean"),
            ("gap_in_funded_years", "in funded years"),
            ("gap_after_ceasing", "after ceasing"),
        ):
            assert [row[column] for row in rows] == [
                full_sum_words(amount) for amount in table[name]
            ]
        assert table["gap"].to_list() == pytest.approx(
            (table["gap_in_funded_years"] + table["gap_after_ceasing"]).to_list()
        )


def test_a_comparison_that_is_not_drawn_is_in_the_table(central: Scenario) -> None:
    table = cf.evidence_choices(central, draws=8)
    rows = tables.reading_rows(table)
    assert [row["chosen"] for row in rows].count("yes") == 1
    for row, (_, found) in zip(rows, table.iterrows(), strict=True):
        assert row["no funding in 2026/27"] == percent(found[not_funded("2026/27")])
        assert row["average recovered"] == full_sum_words(found["answer"])


def test_what_is_undecided_is_told_in_a_text_alternative(
    forecasts: dict[str, Forecast], eight_years: Forecast
) -> None:
    for each in forecasts.values():
        for chart in (charts.gap(each), charts.posts(each)):
            for year in each.years_of("decision_years"):
                assert year in chart.alt, chart.name
            assert len(chart.alt) <= 300
    for chart in (charts.gap(eight_years), charts.posts(eight_years)):
        named = re.search(r"20\d\d/\d\d", chart.headline)
        assert named
        assert named[0] in chart.alt  # and of many years, the last two
        assert "2027/28" in chart.alt
