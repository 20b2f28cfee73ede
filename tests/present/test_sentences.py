"""Sentences: the risk first, the papers' words, every estimate with its range."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

from clsmin_forecast.analysis.compare import compare
from clsmin_forecast.analysis.conditional import total_given
from clsmin_forecast.analysis.vary import vary
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.present import charts, sentences
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.present.likelihood import likelihood
from clsmin_forecast.present.words import estimate, name_words, odds, percent, sum_words

if TYPE_CHECKING:
    from tests.conftest import Edit

DRAWS = 512
MONEY = re.compile(r"£[\d.,]*\d")


def texts(each: Forecast) -> Iterator[str]:
    yield sentences.profile(each.scenario.facts)
    yield sentences.outlook(each)
    yield sentences.gap(each)
    for year in each.years_of("decision_years"):
        yield sentences.cessation_risk(each, year)
    first = sentences.page_one(each)
    yield from (first[name] for name in ("how_sure", "risk"))


@pytest.fixture(scope="session")
def every_text(
    forecasts: dict[str, Forecast], later: Forecast, scenarios: dict[str, Scenario]
) -> list[tuple[Forecast, str]]:
    real = forecast(scenarios["central"], draws=DRAWS, price_base="2023/24")
    return [(each, text) for each in [*forecasts.values(), later, real] for text in texts(each)]


def split(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-Z])", text)


def test_undecided_years_never_look_firmer_than_they_are(
    every_text: list[tuple[Forecast, str]],
) -> None:
    seen = set()
    for each, text in every_text:
        awards = each.scenario.facts.awards
        for sentence in split(text):
            for year in awards.years_with("indicative"):
                assert year not in sentence or "indicative" in sentence.lower(), sentence
            for year in awards.years_with("in_principle"):
                # What the team costs without the grant is no sum of the grant's.
                stopped = re.match("(If it ceases|Then), staff|Then staff", sentence)
                if year in sentence and MONEY.search(sentence) and not stopped:
                    seen.add(year)
                    assert "in principle" in sentence.lower(), sentence
                    assert "up to" in sentence, sentence
    assert seen == {"2025/26", "2026/27"}


def test_charts_never_look_firmer_than_the_papers(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        if set(chart.data.get("status", pd.Series(["in principle"]))) == {"outturn"}:
            continue
        _check_headline(chart)
        for text in (f"{chart.headline} {chart.subtitle}", chart.alt):
            if MONEY.search(text) and re.search("2025/26|2026/27", text):
                assert re.search("in principle|no funding|indicative|are decided", text.lower()), (
                    text
                )


def _check_headline(chart: Chart) -> None:
    """See that a headline by itself, as it stands in a list or a title, is no firmer."""
    said, around = chart.headline, f"{chart.subtitle} {chart.alt}"
    if "status" in chart.data:
        firm = dict(zip(chart.data["financial_year"], chart.data["status"], strict=False))
        named = [firm.get(year, "") for year in re.findall(r"20\d\d/\d\d", said)]
    else:
        named = ["in principle"] if "in principle" in around else []
    no_award = r"at least (minus )?£\S+|£\S+ is (spent without an agreement|at risk if signed)"
    if MONEY.search(re.sub(no_award, "", said)) and "in principle" in named:
        assert "in principle" in said, said
    if "2024/25" in said and "indicative" in (named if "status" in chart.data else around):
        chances = ("tornado", "worst_runs", "switching", "variance")
        assert "indicative" in said or chart.name.startswith(chances), said


def test_nothing_is_called_outturn_or_actual_before_it_is(
    every_text: list[tuple[Forecast, str]], every_chart: list[Chart]
) -> None:
    for each, text in every_text:
        if not each.scenario.facts.awards.years_with("outturn"):
            assert not re.search("outturn|actual", text.lower()), text
    assert any("Outturn: £250,000" in text for _, text in every_text)
    for chart in every_chart:
        if "outturn" not in chart.data.get("status", pd.Series(dtype=str)).to_list():
            assert not re.search("outturn|actual", str(chart.document).lower()), chart.name


def test_every_average_has_its_range_and_level(every_text: list[tuple[Forecast, str]]) -> None:
    for _, text in every_text:
        for after in text.split("on average")[1:]:
            assert re.match(r", (90% of outcomes between £|£.* in at least 90%)", after), text


def test_the_risk_leads(
    every_text: list[tuple[Forecast, str]], scenarios: dict[str, Scenario]
) -> None:
    for each in (text for _, text in every_text):
        if not each.startswith(("Accepted:", "Outturn:")):
            assert re.search("no funding|goes on", split(each)[0]), each
    frame = compare(list(scenarios.values()), draws=DRAWS)
    assert "the chance that nothing is recovered" in split(sentences.compare(frame))[0]
    table = vary(scenarios["central"], "expansion_share", [0, 1], draws=DRAWS)
    assert "chance that nothing is recovered" in split(sentences.expansion(table))[0]


def test_decided_sums_are_to_the_pound_and_modelled_ones_are_not(
    every_text: list[tuple[Forecast, str]],
) -> None:
    for each, text in every_text:
        awards = each.scenario.facts.awards
        decided = {f"{award.amount:,.0f}" for award in awards.rows}
        accepted = sum(awards[year].amount for year in awards.years_with("received"))
        decided.add(f"{accepted:,.0f}")
        for number in MONEY.findall(text):
            digits = number.lstrip("£")
            figures = digits.replace(",", "").replace(".", "").strip("0")
            assert digits in decided or len(figures) <= 3, number


def test_profile_says_every_year_once(forecasts: dict[str, Forecast]) -> None:
    assert sentences.profile(forecasts["central"].scenario.facts) == (
        "Accepted: £272,708 for 2021/22 and £495,000 for 2022/23. £767,708 was accepted for "
        "2021/22 and 2022/23; what was spent of it is not published. Approved: £570,567 for "
        "2023/24. Indicative: up to £570,567 for 2024/25. In principle: up to £1,000,000 for "
        "2025/26 and up to £1,000,000 for 2026/27."
    )


@pytest.mark.parametrize(
    ("first", "second", "third", "said"),
    [
        ("received", "received", "received", "£1,338,275 was accepted for 2021/22, 2022/23 and "
         "2023/24; what was spent of it is not published."),
        ("outturn", "received", "received", "£1,065,567 was accepted for 2022/23 and 2023/24."),
        ("received", "approved", "approved", "£272,708 was accepted for 2021/22; what was spent "
         "of it is not published."),
        ("outturn", "received", "approved", ""),
        ("approved", "approved", "approved", ""),
    ],
)  # fmt: skip
def test_what_was_spent_is_unpublished_only_while_no_outturn_is_on_file(
    edit: "Edit[None]", data: Path, first: str, second: str, third: str, said: str
) -> None:
    edit("awards.csv", "272708,cash,received", f"272708,cash,{first}")
    edit("awards.csv", "495000,cash,received", f"495000,cash,{second}")
    edit("awards.csv", "570567,cash,approved", f"570567,cash,{third}")
    text = sentences.profile(load_facts(data))
    assert re.findall(r"£[\d,]+ was accepted .*?\.", text) == [said] * bool(said)
    assert ("not published" in text) == ("not published" in said)


def test_outlook_and_gap_state_the_forecast(forecasts: dict[str, Forecast]) -> None:
    for name, each in forecasts.items():
        for measure, text in (("recovered", sentences.outlook), ("gap", sentences.gap)):
            total = each.total(measure, "in_principle_years").statistic()
            assert estimate(total) in text(each), name
    central = forecasts["central"]
    assert odds(1 - central.probability_funded("2025/26")) in sentences.outlook(central)
    assert "In this scenario there is no funding in 2025/26." in sentences.gap(forecasts["ceases"])


def test_cessation_risk_gives_chance_evidence_and_exit(forecasts: dict[str, Forecast]) -> None:
    said = sentences.cessation_risk(forecasts["central"], "2025/26")
    assert said.startswith("The chance that there is no funding in 2025/26 is about 23% on the")
    # Beta(3.5, 12.5) of 3 endings in 15, and 1 - (1 - 0.5 / 27) × (1 - 3.5 / 16).
    assert (
        "After a funded year the chance of ceasing is about 22%, 90% interval 8% to 40%, from "
        "3 endings in 15 comparable cases; counting a stop before, the chance of no funding in "
        "2025/26 is 23%."
    ) in said
    assert "hide endings" in said
    cost = forecasts["central"].amounts.cost
    low, high = np.quantile(
        cost["2025/26"] + cost["2026/27"], [0.05, 0.95], method="inverted_cdf"
    ).tolist()
    assert (
        "staff are redeployed; keeping the team of 7 posts would cost "
        f"{_ends(forecasts['central'], '2025/26')} in 2025/26, "
        f"{_ends(forecasts['central'], '2026/27')} in 2026/27 and "
        f"{sum_words(low)} to {sum_words(high)} together (90% of outcomes), and that cost"
    ) in said
    assert "fall on the Metropolitan Police unless other money is found" in said
    first = sentences.cessation_risk(forecasts["central"], "2024/25")
    assert "a stop before" not in first
    # 2024/25 prices its own posts: its cost has no range, and none is said.
    assert "would cost £571,000 in 2024/25 (indicative), and that cost would fall on" in first


def _ends(each: Forecast, year: str) -> str:
    cost = each.in_year("cost", year)
    assert cost
    low, high = cost.quantiles([0.05, 0.95]).tolist()
    return f"{sum_words(low)} to {sum_words(high)}"


def test_the_two_cases_of_a_year_add_up_to_the_average(forecasts: dict[str, Forecast]) -> None:
    for name, each in forecasts.items():
        span, chance = "in_principle_years", each.probability_funded("2025/26")
        cases = [total_given(each, span, "2025/26", funded=funded) for funded in (True, False)]
        assert [case is None for case in cases] == [chance == 0, chance == 1], name
        parts = [p * case.mean for p, case in zip((chance, 1 - chance), cases, strict=True) if case]
        assert sum(parts) == pytest.approx(each.total("recovered", span).mean), name
        said = sentences.page_one(each)["how_much"]
        assert ("funded or not" in said) == (0 < each.probability_funded("2026/27") < 1), name
        if None not in cases:
            with_it, without = (sum_words(case.mean) for case in cases if case)
            joined = (
                f"Those years together average {with_it} if 2025/26 is funded and {without} if it "
                "is not."
            )
            assert joined in said, name


def test_a_gap_that_may_be_covered_says_why_averages_do_not_add_up(
    forecasts: dict[str, Forecast],
) -> None:
    for name, each in forecasts.items():
        years = each.years_of("in_principle_years")
        other = sum(float(each.amounts.other_money[year].mean()) for year in years)
        lost = sum(
            float(each.in_year("cost", year).mean - each.in_year("award", year).mean)  # type: ignore
            for year in years
        )
        gap, said = each.total("gap", "in_principle_years").mean, sentences.gap(each)
        apart = gap > 0.5 and gap - (lost - other) > 1
        assert ("never below zero" in said) == apart, name
        assert ("less the award and other money." in said) == (apart and other > 0), name


def test_every_chance_from_evidence_says_that_endings_are_hidden(
    forecasts: dict[str, Forecast],
) -> None:
    for year in ("2024/25", "2025/26", "2026/27"):
        said = sentences.cessation_risk(forecasts["central"], year)
        assert "hide endings" in said, year
    said = sentences.cessation_risk(forecasts["ceases"], "2025/26")
    assert "set to 100% by the scenario, not by evidence" in said


def test_there_is_an_exit_statement_whenever_funding_may_cease(
    forecasts: dict[str, Forecast],
) -> None:
    for each in forecasts.values():
        for year in each.years_of("decision_years"):
            at_risk = each.probability_funded(year) < 1 - 1e-9
            assert ("redeployed" in sentences.cessation_risk(each, year)) == at_risk


def test_a_decided_year_has_no_risk_left(
    forecasts: dict[str, Forecast], refused: Callable[[Callable[[], object]], str]
) -> None:
    said = refused(lambda: sentences.cessation_risk(forecasts["central"], "2023/24"))
    assert "2024/25, 2025/26, 2026/27" in said


def test_comparison_names_the_lowest_and_the_highest(scenarios: dict[str, Scenario]) -> None:
    frame = compare(list(scenarios.values())[:8], draws=DRAWS)
    said = sentences.compare(frame)
    assert "Of 7 other scenarios" in said
    assert "“Funding ceases at the end of 2024/25”: £0 in every outcome, £727,000 less" in said
    assert (
        "“Expanded to the ceiling and fully spent”: £2 million in every outcome, £1.27 million more"
        in said
    )
    alone = sentences.compare(frame.iloc[:1])
    assert "other" not in alone
    same = compare([scenarios["ceases"], scenarios["nothing"]], draws=DRAWS)
    assert sentences.compare(same).endswith("the same on average.")


def test_comparison_names_the_gap_where_what_is_recovered_does_not_differ(
    scenarios: dict[str, Scenario],
) -> None:
    both = compare([scenarios["ceases"], scenarios["ceases_with_alternative"]], draws=DRAWS)
    assert sentences.compare(both).endswith(
        "£0 in every outcome, the same on average; the gap that is left averages £82,000, against "
        "£1.21 million in the first."
    )


def test_the_standard_error_is_said_and_too_few_draws_are(scenarios: dict[str, Scenario]) -> None:
    said = sentences.precision(forecast(scenarios["central"]))
    assert re.search(r"recovered over 2025/26 and 2026/27 is £\d\d\.$", said)
    few = sentences.precision(forecast(scenarios["central"], draws=8))
    error = forecast(scenarios["central"], draws=8).total("recovered", "open_years").standard_error
    assert f"£{float(f'{error:.2g}'):,.0f}, more than the rounding" in few
    assert few.endswith("8 draws are too few for it, so take more.")
    assert sentences.precision(forecast(scenarios["ceases"], draws=8)).endswith("less than £1.")


def test_expansion_gives_both_ends(scenarios: dict[str, Scenario]) -> None:
    table = vary(scenarios["half_expansion"], "expansion_share", [1, 0, 0.5], draws=DRAWS)
    said = sentences.expansion(table)
    # £570,567 pays for 7 posts in 2024/25, and their cost grows by about 4% a year.
    assert "takes 0% of the room supports 6.6 posts on average" in said
    assert "takes 100% of the room supports 11.6 posts on average" in said
    assert said.count("takes") == 2
    assert said.startswith("This scenario assumes that funding goes on.")
    central = vary(scenarios["central"], "expansion_share", [0, 1], draws=DRAWS)
    assert sentences.expansion(central).startswith(
        "The chance that nothing is recovered is about 23%"
    )


def test_assurance_is_never_assumed(central: Scenario) -> None:
    register = replace(central.register, governance=central.register.governance.model_copy())
    awards, day = central.facts.awards, register.valid_until
    said = sentences.assurance(register, awards, day)
    assert said.startswith("This output has not been independently assured.")
    assert "as at 28 November 2026" in said
    assert "expired" not in said
    late = sentences.assurance(register, awards, day + timedelta(days=1))
    assert "The register of assumptions expired on 31 March 2027." in late
    named = register.governance.model_copy(update={"assurer": " A. Reader "})
    said = sentences.assurance(replace(register, governance=named), awards, day)
    assert said.startswith("This output was independently assured by A. Reader.")


def test_years_that_have_begun_without_a_decision_are_said(central: Scenario) -> None:
    said = {
        day: sentences.assurance(central.register, central.facts.awards, day)
        for day in (date(2024, 3, 31), date(2024, 4, 1), date(2026, 11, 25))
    }
    assert [" begun" in text for text in said.values()] == [False, True, True]
    assert (
        "2024/25 (indicative) has begun, but what was decided for it is not on"
        in said[date(2024, 4, 1)]
    )
    assert (
        "2024/25 (indicative) and 2025/26 (in principle) have ended and 2026/27 (in principle) has "
        "begun, but what was decided for them is not on record here." in said[date(2026, 11, 25)]
    )


def test_overdue_reviews_are_named_with_the_first_day_they_were_due(central: Scenario) -> None:
    cessation = central.register.assumptions["cessation"]
    earlier = cessation.model_copy(update={"review_by": date(2026, 12, 1)})
    register = replace(
        central.register, assumptions={**central.register.assumptions, "cessation": earlier}
    )
    assert sentences.staleness(register, date(2026, 12, 1)) == []
    assert sentences.staleness(register, date(2026, 12, 2)) == [
        "The review of these assumptions is overdue, since 1 December 2026: cessation."
    ]
    (every,) = sentences.staleness(register, register.valid_until)
    assert all(name_words(name) in every for name in register.entries)


def test_what_an_output_is_for_and_not_for_is_said(central: Scenario) -> None:
    said = sentences.use(central.register)
    governance = central.register.governance
    for text in (*governance.use_for, *governance.do_not_use_for, *governance.limits):
        assert text in said


@given(st.floats(0, 1e9))
def test_modelled_sums_keep_three_figures_and_no_small_change(amount: float) -> None:
    said = sum_words(amount)
    digits = re.sub(r"[^\d.]", "", said)
    value = round(float(digits) * (1e6 if "million" in said else 1), 2)
    assert len(digits.replace(".", "").strip("0")) <= 3
    assert value % 1000 == pytest.approx(0, abs=1e-3)
    if not said.startswith("less"):
        assert abs(value - amount) <= max(500, amount * 0.005) + 1e-6


@given(st.floats(0, 1))
def test_a_chance_is_certain_only_when_it_is(chance: float) -> None:
    said = percent(chance)
    assert (said == "0%") == (round(chance, 9) == 0)
    assert (said == "100%") == (round(chance, 9) == 1)


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (0.07, "about 7%"),
        (0.2434, "about 24% (close to 1 in 4)"),
        (0.5, "about 50% (close to 1 in 2)"),
        (0.52, "about 52%"),
        (0.78, "about 78%"),
        (1 - 1e-13, "100%"),
        (0.9999, "over 99%"),
        (0.001, "under 1%"),
        (0, "0%"),
    ],
)
def test_odds_only_where_they_are_close(chance: float, said: str) -> None:
    assert odds(chance) == said


def test_an_estimate_without_spread_says_so() -> None:
    assert estimate({"mean": 5e5, "p5": 5e5, "p95": 5e5}) == "£500,000 in every outcome"
    assert estimate({"mean": 4e5, "p5": 5e5, "p95": 5e5}) == (
        "£400,000 on average, £500,000 in at least 90% of outcomes"
    )
    assert estimate({"mean": 500_100, "p5": 5e5, "p95": 500_200}) == (
        "£500,000 in at least 90% of outcomes"
    )


def test_likelihood_words_stand_inside_their_bands_and_between_them_is_the_number_alone() -> None:
    words = {
        0.03: "a remote chance", 0.15: "highly unlikely", 0.25: "unlikely", 0.35: "unlikely",
        0.45: "a realistic possibility", 0.6: "likely", 0.85: "highly likely",
        0.97: "almost certain",
    }  # fmt: skip
    assert {chance: likelihood(chance) for chance in words} == words
    for chance in (0, 0.07, 0.22, 0.24, 0.38, 0.5, 0.52, 0.78, 0.92, 1):
        assert likelihood(chance) == "", chance


def test_the_risk_has_its_word_behind_its_number(forecasts: dict[str, Forecast]) -> None:
    said = sentences.cessation_risk(forecasts["central"], "2026/27")
    assert said.startswith("The chance that there is no funding in 2026/27 is about 40% on the")
    assert 'that is "a realistic possibility".' in said
    assert "yardstick" not in sentences.cessation_risk(forecasts["central"], "2025/26")


def test_one_year_is_not_said_to_be_together(
    later: Forecast, forecasts: dict[str, Forecast]
) -> None:
    assert "Over 2025/26 and 2026/27 together" in sentences.outlook(forecasts["central"])
    said = sentences.outlook(later)
    assert len(later.years_of("in_principle_years")) == 1
    assert "together" not in said
    assert "In 2026/27, funded or not, what is recovered" in said


def test_a_closed_year_states_its_outturn_and_never_up_to(later: Forecast) -> None:
    assert "Outturn: £250,000 for 2021/22" in sentences.profile(later.scenario.facts)


def test_other_money_pays_before_the_police_do(forecasts: dict[str, Forecast]) -> None:
    said = sentences.page_one(forecasts["ceases_with_alternative"])["if_it_stops"]
    assert "what other money, assumed at £571,000 a year, does not pay of it would fall on" in said
    assert "unless other money" not in said
    plain = sentences.page_one(forecasts["central"])["if_it_stops"]
    assert "that cost would fall on the Metropolitan Police unless other money is found" in plain


def test_an_event_that_cannot_come_has_no_interval(forecasts: dict[str, Forecast]) -> None:
    for name in ("ceases", "ceases_with_alternative"):
        page = sentences.page_one(forecasts[name])
        said = page["how_sure"] + sentences.cessation_risk(forecasts[name], "2026/27")
        assert "In this scenario there is no funding in 2026/27." in said
        assert "3 endings" not in said
        assert "by the cases compared" not in said
        assert page["if_it_stops"].startswith("Then staff are redeployed; ")
    assert "3 endings in 15 cases" in sentences.page_one(forecasts["central"])["how_sure"]


THREE = "2024/25 (indicative), 2025/26 and 2026/27"
ASK = (
    "First, and now, the Metropolitan Police looks in its own grant file and, where that does not "
    "tell, asks the funder (Home Office) what it has decided for "
)


def notice(year: str, to_decide: str, month: str, sooner: str, work: str, unknown: str = "") -> str:
    """Return what is said of notice: by when who gives it, and what if that is wrong."""
    return (
        f"The Metropolitan Police {to_decide} ({sooner} if a post takes 4 months to redeploy: "
        "find out first) whether to give notice, so that nothing is spent without money "
        f"in {year}{unknown}; each month later costs {month} if no money comes. If money comes "
        "after all, a post that was let go is filled again only 6 months after the answer: of the "
        f"whole team, that loses {work}. So waiting pays while the chance of funding in {year} is "
        "above 31% (19% to 67% over the ranges of what that takes)"
        + "; that chance is not worked out here, and was about 60% in 2026/27" * bool(unknown)
        + "."
    )


ACCEPT = "MOPAC decides whether to accept the funding, and how to plan for its end."


@pytest.mark.parametrize(
    ("as_at", "said"),
    [
        ("2024-03-31", f"{ACCEPT} Still ahead is the funder’s decision to continue, "
         f"expand or cease for {THREE}, which is needed before 1 April 2024, 1 April 2025 and "
         "1 April 2026. " + notice("2024/25", "was to decide by 29 February 2024", "£48,000",
                                   "30 November 2023", "£428,000 of work")),
        ("2025-03-31", f"{ASK}2024/25 (indicative): "
         f"2024/25 has begun, and no decision is on record here. Then {ACCEPT} Still ahead is the "
         "funder’s decision to continue, expand or cease for 2025/26 and 2026/27, which is needed "
         "before 1 April 2025 and 1 April 2026. "
         + notice("2025/26", "was to decide by 28 February 2025", "£50,000",
                  "30 November 2024", "£412,000 of work")),
        ("2026-04-01", f"{ASK}{THREE}: 2024/25 and 2025/26 have ended and 2026/27 has begun, and "
         f"no decision is on record here. Then {ACCEPT} "
         + notice("2027/28", "is to decide by 28 February 2027",
                  "£52,000, as in 2026/27,", "30 November 2026", "£405,000 of work, as in 2026/27",
                  ", of which no paper speaks yet")),
    ],
)  # fmt: skip
def test_no_april_that_has_passed_is_said_to_lie_ahead(
    central: Scenario, as_at: str, said: str
) -> None:
    register = replace(central.register, as_at=date.fromisoformat(as_at))
    each = forecast(replace(central, register=register), draws=DRAWS)
    assert sentences.page_one(each)["decision"] == said


def test_page_one_says_how_sure_of_every_open_year(forecasts: dict[str, Forecast]) -> None:
    said = sentences.page_one(forecasts["central"])["how_sure"]
    for words in (
        "2025/26 is about 23% on the cases chosen, between 8% and 47% by the cases compared (after "
        "a funded year 22%, 90% interval 8% to 40%: 3 endings in 15 cases).",
        "2026/27 is about 40% on the cases chosen, between 14% and 71% by the cases compared.",
        "2024/25 (indicative) is about 2% (after a funded year 2%, 90% interval under 1% to 7%: "
        "0 endings in 26",
    ):
        assert words in said


def test_the_tree_and_the_table_of_paths_say_of_which_years_their_sums_are(
    forecasts: dict[str, Forecast], later: Forecast
) -> None:
    for made, years in (
        (forecasts["central"], "2024/25 to 2026/27"),
        (later, "2025/26 to 2026/27"),
    ):
        figure = charts.decision_tree(made).figure
        words = [text.get_text() for text in figure.axes[0].texts]
        assert f"of all outcomes:\naverage recovered\n{years}" in words
        assert list(made.paths().about.years) == list(made.years_of("decision_years"))
