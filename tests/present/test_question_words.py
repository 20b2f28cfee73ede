"""Every figure that is said of a question is that of its table, rounded as words round."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

import clsmin_forecast as cf
from clsmin_forecast.analysis.conditional import total_given
from clsmin_forecast.analysis.tornado import largest_bars
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.present.input_words import distinct_words, value_words
from clsmin_forecast.present.question_words import below_and_above, sides
from clsmin_forecast.present.words import (
    bound,
    exact,
    full_sum_words,
    in_points,
    odds,
    percent,
    sum_words,
)
from clsmin_forecast.units import pounds

DRAWS = 512
FIGURES = re.compile(r"(?:minus )?£[\d.,]*\d(?: million)?|(?:under |over )?\d[\d.]*%")
QUESTIONS = (
    cf.Question(),
    cf.Question("gap"),
    cf.Question("balance"),
    cf.Question(at_least=1_000_000),
)


def figures(text: str) -> list[str]:
    return FIGURES.findall(text)


def amount_in(text: str) -> float:
    """Return the pounds of a sum in words."""
    number = float(re.sub(r"[^\d.]", "", text))
    sign = -1 if text.startswith("minus") else 1
    return sign * number * (1e6 if text.endswith("million") else 1)


@given(st.floats(-5e6, 5e6))
def test_a_sum_with_a_chance_is_rounded_to_the_side_on_which_it_holds(amount: float) -> None:
    for write in (sum_words, full_sum_words):
        least, most = amount_in(bound(amount, write)), amount_in(bound(amount, write, most=True))
        assert least - 0.006 <= amount <= most + 0.006
        assert most - least <= max(1_000, 0.0101 * abs(amount))


@given(st.integers(-5_000_000, 5_000_000))
def test_a_sum_that_somebody_named_is_said_as_it_was_named(amount: int) -> None:
    assert amount_in(exact(amount)) == amount


def test_what_is_asked_about_is_not_rounded(scenarios: dict[str, Scenario]) -> None:
    question = cf.Question(at_least=281_576)
    frame = cf.tornado(scenarios["central"], question, draws=DRAWS)
    assert "comes to at least £281,576 is" in cf.sentences.tornado(frame)
    drawn: Any = cf.charts.tornado(frame).data.to_dict("records")
    data = cf.tables.chart_rows(drawn)
    assert {row["at least"] for row in data} == {"£281,576"}
    said = cf.Statement(question, 0.45678)
    turning = cf.switching_values(scenarios["central"], said, draws=DRAWS)
    assert "the answer is 45.678% or more" in cf.sentences.switching_values(turning)
    reached = cf.switching_values(scenarios["central"], cf.gap_reaches(499_501), draws=DRAWS)
    assert "the answer is £499,501 or more" in cf.sentences.switching_values(reached)


def written(value: float, question: cf.Question) -> str:
    return sum_words(value) if question.at_least is None else percent(value)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_tornado_says_both_ends_of_its_first_bar_and_of_its_first_amount(
    scenarios: dict[str, Scenario], question: cf.Question
) -> None:
    for scenario in scenarios.values():
        frame = cf.tornado(scenario, question, draws=DRAWS)
        said = cf.sentences.tornado(frame)
        answer = written(frame.about.answer, question)
        moving = frame[frame["swing"] != 0].to_dict("records")
        if not moving:
            assert said.startswith("No input moves the answer by itself: ")
            assert said.endswith(f"is {answer}.")
            continue
        first, asked, *amount = re.split(r"(?<=\.) (?=[A-Z])", said)
        assert asked.endswith(f" is {answer}.")
        ends = [written(moving[0][end], question) for end in ("at_low", "at_high")]
        assert first.count(ends[0])
        assert first.count(ends[1])
        if moving[0]["bar"] == "event":
            assert f"{ends[0]} if ruled out, {ends[1]} if certain" in first
        tied = largest_bars(frame)
        named = tied.head(len(tied) if len(tied) < 4 else 1)["quality"].tolist()
        rated = [_rated(row) for row in moving]
        assert first.count(rated[0]) == named.count(moving[0]["quality"])
        amounts = [row for row in moving if row["bar"] == "amount"]
        told = amounts and amounts[0]["input"] not in tied[tied["year"] == ""]["input"].tolist()
        assert len(amount) == bool(told)
        for text in amount:
            row = amounts[0]
            low, high = (value_words(row["input"], row[end]) for end in ("low", "high"))
            at_low, at_high = (written(row[end], question) for end in ("at_low", "at_high"))
            assert text.endswith(f"({_rated(row)}): {at_low} at {low}, {at_high} at {high}.")


def _rated(row: dict[Any, Any]) -> str:
    set_by = row["quality"] == "set by the scenario"
    return str(row["quality"]) if set_by else f"evidence rated {row['quality']}"


def test_variance_shares_says_the_sums_of_its_rows(scenarios: dict[str, Scenario]) -> None:
    for scenario in scenarios.values():
        frame = cf.variance_shares(scenario, draws=DRAWS)
        said = cf.sentences.variance_shares(frame)
        adds = frame[frame["adds"]].to_dict("records")
        decisions = [row["share"] for row in adds if row["source"] == "decision"]
        both = max(0, adds[-1]["share"])
        rest = 1 - sum(decisions) - both
        if frame.about.variance == 0:
            assert said.startswith("Nothing is uncertain")
            continue
        alone = [percent(max(decisions))] if max(decisions) > 0 else []
        found = figures(said)
        assert found == [percent(sum(decisions)), *alone, percent(rest), percent(both)]


def test_switching_values_says_every_value_and_none_where_there_is_none(
    scenarios: dict[str, Scenario],
) -> None:
    for scenario in scenarios.values():
        for statement in (cf.pays_for_the_team(), cf.even_chance(1e6), cf.gap_reaches(5e5)):
            frame = cf.switching_values(scenario, statement, draws=DRAWS)
            first, *others = re.split(r"(?<=\.) (?=[A-Z])", cf.sentences.switching_values(frame))
            answer, chance = frame.about.answer, statement.question.at_least is not None
            side = sides(statement)[0 if answer >= statement.target_met else 1]
            assert first.startswith(f"As assumed, {side}: ")
            assert first.endswith(f" is {f'{answer:.1%}' if chance else sum_words(answer)}.")
            if 0.05 < frame.about.chance_holds < 0.95:  # by the evidence and the draws
                assert others.pop(0).startswith("That is too close to call")
            within = frame["within"][frame["value"].notna()]
            if within.any() and not within.all():
                assert others.pop(0).startswith("These values turn it, those inside")
            turning = frame[frame["value"].notna()].to_dict("records")
            for row, text in zip(turning, others, strict=False):
                words = distinct_words(row["input"], row["value"], row["base"])
                ranged = row["low"] < row["high"] and not row["year"]
                assert f" is {'fixed at ' * ranged}{words[0]}, " in text
                below, above = below_and_above(statement, row["holds_below"])
                assert f": below {words[0]} {below}, above {words[0]} {above}; " in text
                assert f"now {words[1]}: " in text
                assert ("its middle" in text) == ranged
                assert ("inside its range" in text) == (row["within"] and row["low"] < row["high"])
                assert row["quality"] in text
            assert len(others) == len(turning) + (len(turning) < len(frame))


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_bridge_says_both_ends_and_the_largest_steps(
    scenarios: dict[str, Scenario], question: cf.Question
) -> None:
    for after in list(scenarios.values())[:8]:
        frame = cf.bridge(scenarios["central"], after, question, draws=DRAWS)
        said = cf.sentences.bridge(frame)
        start, end = (written(each, question) for each in frame.about.answers)
        assert f" goes from {start} to {end}." in said
        named = 4 if len(frame) == 4 else 3
        for row in frame.iloc[:named].to_dict("records"):
            size = in_points(written(abs(row["change"]), question))
            moved = f"{size} {'more' if row['change'] >= 0 else 'less'}"
            assert (moved if size not in ("0 points", "£0") else "no change") in said
        rest = frame["change"].iloc[named:].tolist()
        if rest:
            size = in_points(written(abs(sum(rest)), question))
            assert f"The {len(rest)} others together: " in said
            assert size in said or "no change" in said


def test_reserve_says_each_figure_of_its_years_and_of_them_together(
    scenarios: dict[str, Scenario],
) -> None:
    for scenario in scenarios.values():
        frame = cf.reserve(scenario, draws=DRAWS)
        said, rows = cf.sentences.reserve(frame), frame.to_dict("index")
        whole = rows.pop("together")
        if whole["covered"] == 1:
            assert said.startswith(
                "Nothing is missing: the whole team is paid for in every outcome"
            )
            assert whole["gap"] == 0
            continue
        for year, row in rows.items():
            assert f"{odds(row['covered'])} in {year}" in said
            made = cf.forecast(scenario, draws=DRAWS).in_year("posts_at_risk", str(year))
            assert made
            share = made.chance_at_least(row["posts_at_risk_p95"])
            assert share >= 0.05
            if row["posts_at_risk_p95"] < 0.1:
                assert f"{row['posts_at_risk']:.1f} in {year}, and" not in said
                continue
            least = re.search(rf"{row['posts_at_risk']:.1f} in {year}, and ([\d.]+) or more", said)
            assert least
            printed = made.chance_at_least(float(least[1]))
            assert f"{least[1]} or more in {percent(printed)} of outcomes" in said
        held = bound(whole["reserve"], most=True)
        assert f", hold {held}" in said or (held, "no reserve is needed" in said) == ("£0", True)
        for name, words in (
            ("gap", "averaged over all outcomes"),
            ("beyond", "over the worst 20%"),
            ("worst_10", "over the worst 10%"),
            ("worst_5", "over the worst 5%"),
        ):
            assert f"{sum_words(whole[name])} {words}" in said


@pytest.mark.parametrize("price_base", ["cash", "2023/24"])
def test_the_plan_says_each_figure_of_its_table(
    scenarios: dict[str, Scenario], price_base: str
) -> None:
    for scenario in scenarios.values():
        frame = cf.medium_term(scenario, 0.9, draws=DRAWS, price_base=price_base)
        said, rows = cf.sentences.medium_term(frame), frame.to_dict("index")
        whole = rows.pop("together")
        for status, words in (
            ("received", " accepted"), ("approved", " approved"), ("indicative", " indicative"),
            ("in_principle", " in principle"),
        ):  # fmt: skip
            assert f"{pounds(whole[status])}{words}" in said
        assert f" are up to {pounds(whole['awards'])} over 2021/22" in said
        assert f"{sum_words(whole['recovered'])} is recovered or expected to be" in said
        for line in ("decided", "undecided"):
            if round(whole["undecided"]) == 0:
                assert "averaged over all outcomes: all of it on decisions on record." in said
                continue
            assert f"{sum_words(whole[line])} on decisions {'not ' * (line != 'decided')}on" in said
        assert f"Keeping the team costs {sum_words(whole['cost'])} on average" in said
        assert ("nothing of it is missing" in said) == (whole["gap"] < 0.005)
        if whole["gap"] < 0.005:
            continue
        paid, gap = sum_words(whole["paid_for"]), sum_words(whole["gap"])
        assert f"{paid} of it is paid for and {gap} is missing." in said
        held = {
            year: bound(row["reserve"], most=True) for year, row in rows.items() if row["gap"] > 0
        }
        label = {"2024/25": "2024/25 (indicative)"}
        for year, sum_ in held.items():
            assert (f"{sum_} in {label.get(str(year), year)}" in said) == (sum_ != "£0")
        hold, none = (
            f"hold {bound(whole['reserve'], most=True)}",
            "Nor is one for all years together.",
        )
        assert none in said if hold == "hold £0" else f"For all years together {hold}" in said
        assert ("in 2023/24 prices" in said) == (price_base != "cash")


PARTS = {"0% to 10%": "in its lowest 10%", "90% to 100%": "in its highest 10%"}


def test_stress_and_the_worst_say_the_figures_of_their_rows(
    scenarios: dict[str, Scenario],
) -> None:
    for scenario in scenarios.values():
        rate = scenario.quantities["recovery_rate"]["2025/26"]
        stressed = [cf.stress(scenario, "recovery_rate", draws=DRAWS)] if rate.low < 1 else []
        for table in stressed:
            said = cf.sentences.stress(table)
            for part, row in table.iterrows():
                assert f"{sum_words(row['mean'])} ({PARTS.get(str(part), part)})" in said
        worst = cf.worst_runs(scenario, draws=DRAWS)
        total = cf.forecast(scenario, draws=DRAWS).total("recovered", "in_principle_years")
        told = cf.sentences.worst_runs(worst)
        tied = 1 - total.chance_at_least(worst.about.worst_mean + 0.01)
        if tied == 1 and worst.about.worst_mean == 0:
            assert told.startswith("Nothing is recovered in any outcome over")
            continue
        ties = f"As many as {percent(tied)} of outcomes are" if tied < 1 else "Every outcome is"
        ties = f"{ties} as bad, so each counts in part."
        assert (ties in told) == (round(tied, 2) > 0.1)
        assert f"averages {sum_words(worst.about.worst_mean)}." in told
        shared = [
            each
            for each in worst.to_dict("records")
            if each["input"] == "decision" and each["apart"] > 0.01
        ]
        common, _, frequent = told.partition(" More frequent in them: ")
        for each in shared[:3]:
            words = f"{each['value']} in {each['year']}, {percent(each['in_worst'])} of them"
            assert words in (common if each["in_worst"] > 0.5 else frequent)
            assert (
                f"{each['value']} in {each['year']}, {percent(each['in_worst'])} of them against "
                f"{percent(each['overall'])} of all" in told
            )


SLOW: dict[str, Any] = {"redeploy_months": 6, "refill_months": 0}


@pytest.mark.parametrize("wait", [{}, SLOW], ids=["register", "slow"])
def test_what_to_do_with_the_posts_says_the_figures_of_its_table(
    scenarios: dict[str, Scenario], wait: dict[str, Any]
) -> None:
    for scenario in scenarios.values():
        table = cf.decide(scenario, "2025/26", draws=DRAWS, **wait)
        said, about = cf.sentences.decide(table), table.about
        rows = table.to_dict("index")
        least = min(rows, key=lambda kept: rows[kept]["expected_loss"])
        assert about.loss == pytest.approx(rows[about.best]["expected_loss"])
        assert about.loss == pytest.approx(rows[least]["expected_loss"])
        first = ". ".join(said.split(". ")[:2])
        assert f"hile nobody knows whether {about.year} is funded, " in first
        assert f"that loses {nothing_or(about.loss)} in pay spent in vain" in first
        if about.best > 0:
            assert f"letting all go {nothing_or(rows[0.0]['expected_loss'])}" in first
        if about.best < about.posts:
            assert f"keeping all {nothing_or(rows[about.posts]['expected_loss'])}" in first
        if 0 < about.funded < 1:
            of_pay = nothing_or(rows[about.posts]["loss_if_ceased"])
            assert f"after 1 April, keeping all loses {of_pay} of pay, and letting all go " in said
            assert f"all go {nothing_or(rows[0.0]['loss_if_funded'])} of work" in said
        if about.best > 0 and not about.paid_if_ceased:
            assert f"{nothing_or(rows[about.best]['at_risk'])} is lost on them" in said
        if about.paid_if_ceased:
            assert "other money pays for" in said
            continue
        assert f"while the chance of funding is above {percent(about.turns_at)}" in said
        hangs = "the decision hangs on the evidence, which allows either side of that"
        assert (hangs in said) == (about.hangs_on_evidence is True)
        apart = "the evidence does not matter to the decision"
        assert (apart in said) == (about.hangs_on_evidence is False)
        for span, by in (
            (about.by_evidence, "by the evidence"), (about.by_comparison, "by the cases compared"),
        ):  # fmt: skip
            told = span and f"{percent(span[0])} to {percent(span[1])} {by}"
            assert (by in said) == (told is not None)
            assert not told or told in said


def nothing_or(amount: float) -> str:
    return sum_words(amount) if round(amount) else "nothing"


def test_what_better_evidence_is_worth_and_what_turns_the_posts_is_said(
    scenarios: dict[str, Scenario],
) -> None:
    table = cf.decide(scenarios["central"], "2025/26", draws=DRAWS, cases=7, **SLOW)
    said, about = cf.sentences.decide(table), table.about
    assert about.more_cases is not None
    assert about.knowing_chance is not None
    for amount, words in (
        (about.more_cases, "7 more comparable cases are worth "),
        (about.knowing_chance, "knowing the chance itself "),
        (about.loss, "which posts will be paid for is worth "),
        (about.knowing_decision, "the funder's decision alone "),
        (about.earlier, "an agreement before 1 April "),
    ):
        assert f"{words}{nothing_or(amount)}" in said
    assert [each.turned for each in about.ends] == [True, False]
    assert "It turns if the agreement is signed 2 months after 1 April." in said
    low, high = map(percent, about.turns_within)
    assert f"the chance at which it turns lies from {low} to {high}: what the wait" in said
    plain = cf.sentences.decide(cf.decide(scenarios["central"], "2025/26", draws=DRAWS))
    assert "Nothing assumed of the wait turns it alone." in plain
    assert "to 67%, into what the evidence allows: what the wait takes" in plain


def test_what_to_do_with_the_posts_is_said_at_the_edges(scenarios: dict[str, Scenario]) -> None:
    central = scenarios["central"]
    for scenario, wait, words, headline in (
        (central.but(team_posts=0), {}, "The team has no post in 2025/26, so", "no post"),
        (central, {"work_worth": 0}, "so none is worth keeping at any chance.", "go at any chance"),
        (
            central, {"signed_month": 0, "redeploy_months": 0},
            "Nothing is then at risk if the funding ceases. Keeping a post in vain costs nothing",
            "Keep all 7 posts at any chance",
        ),
        (central, {"restart_cost": 1e6}, "is above 3%. That chance is", "pays above 3%"),
        (central, {"work_worth": 100}, "is above 0.44%. That", "pays above 0.44%"),
        (central, {"signed_month": 0}, "their pay until they are redeployed, 1 month from", ""),
        (central, {"redeploy_months": 0}, "until it is known, 3 months from 1 April.", ""),
        (scenarios["full_expansion"], {}, "Should the funding cease all the same, £199,000 is", ""),
        (scenarios["full_expansion"], {}, "In this scenario the year is funded.", ""),
        (scenarios["ceases"], {}, "In this scenario the year is not funded.", "let all 7"),
        (central.but(cessation=0.3), {}, "so as it is set no evidence bears on the decision", ""),
    ):  # fmt: skip
        told: dict[str, Any] = wait
        table = cf.decide(scenario, **{"year": "2025/26", "draws": DRAWS, **told})
        assert words in cf.sentences.decide(table)
        assert headline in cf.charts.decide(table).headline


def test_undecided_sums_never_look_firmer_than_they_are(scenarios: dict[str, Scenario]) -> None:
    central = scenarios["central"]
    for text in (
        cf.sentences.tornado(cf.tornado(central, draws=DRAWS)),
        cf.sentences.switching_values(cf.switching_values(central, draws=DRAWS)),
        cf.sentences.bridge(cf.bridge(central, scenarios["ceases"], draws=DRAWS)),
        cf.sentences.reserve(cf.reserve(central, draws=DRAWS)),
        cf.sentences.medium_term(cf.medium_term(central, draws=DRAWS)),
        cf.sentences.stress(cf.stress(central, "recovery_rate", draws=DRAWS)),
        cf.sentences.worst_runs(cf.worst_runs(central, draws=DRAWS)),
        cf.sentences.decide(cf.decide(central, "2025/26", draws=DRAWS)),
    ):
        assert "in principle, up to a ceiling" in text


@pytest.mark.parametrize("of", ["gap", "recovered"])
def test_the_reserve_says_the_figures_of_its_table(scenarios: dict[str, Scenario], of: str) -> None:
    nothing = {
        "gap": "Nothing is missing: the whole team is paid for",
        "recovered": "Nothing is recovered",
    }
    for scenario in scenarios.values():
        table = cf.reserve(scenario, of=of, draws=DRAWS)
        said, whole = cf.sentences.reserve(table), table.to_dict("index")["together"]
        total = cf.forecast(scenario, draws=DRAWS).total(of, "in_principle_years")
        if table.about.curve.index.max() == 0:
            assert said.startswith(f"{nothing[of]} in ")
            assert " any outcome over 2025/26" in said or " every outcome over 2025/26" in said
            continue
        even = total.statistic()["p50"]
        assert f" at least {bound(even)}. " in cf.charts.reserve(table).alt
        none = {"gap": "there is no gap", "recovered": "nothing is recovered"}[of]
        half = f"it comes to {bound(even)} or more" if round(even) else none
        assert f"The chance that {half} is 50% or more." in said
        assert total.chance_at_least(amount_in(bound(even))) >= 0.5
        for name, words in (("beyond", "20%"), ("worst_10", "10%"), ("worst_5", "5%")):
            assert f"{sum_words(whole[name])} over the worst {words}" in said


def test_a_sum_is_rounded_to_the_side_on_which_it_is_as_sure(
    scenarios: dict[str, Scenario],
) -> None:
    for scenario in scenarios.values():
        total = cf.forecast(scenario, draws=DRAWS).total
        gap, recovered = (cf.reserve(scenario, of=of, draws=DRAWS) for of in ("gap", "recovered"))
        said = cf.sentences.reserve(gap)
        if found := re.search(r", hold (£[\d.,]+(?: million)?)", said):
            assert total("gap", "open_years").chance_at_most(amount_in(found[1])) >= 0.8
        said = cf.sentences.reserve(recovered)
        if found := re.search(r"recovered comes to (£[\d.,]+(?: million)?) or more is 80%", said):
            assert total("recovered", "open_years").chance_at_least(amount_in(found[1])) >= 0.8
        curves = gap.about.curve, recovered.about.curve
        rows = [cf.tables.reading_rows(curve) for curve in curves]
        for row, at in zip(rows[0], curves[0].index, strict=True):
            assert amount_in(row["reserve"]) >= at - 0.005
        for row, at in zip(rows[1], curves[1].index, strict=True):
            assert amount_in(row["at least"]) <= at + 0.005


def test_the_line_says_figures_of_its_table(scenarios: dict[str, Scenario]) -> None:
    pair = ("cessation", "2025/26"), ("expansion", "2025/26")
    for scenario in scenarios.values():
        line = cf.switching_plane(scenario, *pair, cf.even_chance(1e6), draws=DRAWS)
        told, points = cf.sentences.switching_plane(line), line["turns_at"].dropna()
        if points.empty:
            assert "No pair of the two chances turns it" in told
        for place in (0, -1) if len(points) else ():
            x, y = float(str(points.index[place])), float(points.iloc[place])
            assert f"{percent(x)} with {percent(y)}" in told


def test_the_bar_of_an_event_says_that_it_rules_out_that_year_alone(
    scenarios: dict[str, Scenario],
) -> None:
    risky = scenarios["central"].but(cessation={"2024/25": 0.5})
    frame = cf.tornado(risky, draws=DRAWS)
    bar = frame[(frame["bar"] == "event") & (frame["year"] == "2025/26")].iloc[0]
    if_funded = total_given(cf.forecast(risky, draws=DRAWS), "open_years", "2025/26", funded=True)
    assert if_funded
    assert bar["at_low"] < 0.6 * if_funded.mean  # so it is no answer to what comes if it is funded
    rows = {row["input"]: row for row in cf.tables.reading_rows(frame)}
    row = rows["Whether funding ceases in 2025/26"]
    assert (row["from"], row["to"]) == ("ruled out", "certain")
    chart = cf.charts.tornado(frame)
    words = " ".join(text.get_text() for text in chart.figure.axes[0].texts)
    assert "ruled out: £" in words
    for said in (cf.sentences.tornado(frame), chart.alt, words, chart.subtitle, str(rows)):
        assert not re.search(r"if not|if so|no or yes|: yes|: no", said)


def test_all_that_tie_for_the_largest_swing_are_named(scenarios: dict[str, Scenario]) -> None:
    frame = cf.tornado(scenarios["full_expansion"], draws=DRAWS)
    chart, said = cf.charts.tornado(frame), cf.sentences.tornado(frame)
    first = said.split(". As assumed")[0]
    for year in ("2024/25", "2025/26"):
        assert f"whether funding ceases in {year} (set by the scenario): £2 million if" in first
    assert chart.headline == (
        "Whether funding ceases in 2024/25 (indicative) or 2025/26 (in principle) matters most"
    )
    assert "as long as 1 more" in chart.alt
    likely = cf.Question(at_least=1_000_000)
    three = cf.tornado(scenarios["continues_with_pay"], likely, draws=DRAWS)
    told = cf.charts.tornado(three).headline
    assert told == "Whether funding ceases in 2024/25, 2025/26 or 2026/27 matters most"
    spent = {"range": {"low": 0.85, "mid": 0.97, "high": 1, "coverage": 1}}
    flat = scenarios["continues_flat"].but(recovery_rate=spent)
    four = cf.tornado(flat, likely, draws=DRAWS)
    assert cf.charts.tornado(four).headline.endswith("(indicative) and 3 more matter most")
    many = cf.sentences.tornado(four)
    assert "; 3 others move the answer as far. As assumed" in many
    assert "Of the amounts" not in many  # one of the others is an amount
    assert len(largest_bars(cf.tornado(scenarios["central"], draws=DRAWS))) == 1


def test_inputs_of_different_kinds_that_tie_are_named_together(
    scenarios: dict[str, Scenario],
) -> None:
    frame = cf.tornado(scenarios["full_expansion"], draws=DRAWS)
    other = (frame["input"] == "expansion") & (frame["bar"] == "event")
    frame.loc[frame["year"] == "2024/25", "swing"] = 0.0
    frame.loc[other & (frame["year"] == "2025/26"), "swing"] = frame["swing"].min()
    assert len(largest_bars(frame)) == 2
    assert cf.charts.tornado(frame).headline == (
        "Whether funding ceases in 2025/26 (in principle) and 1 more matter most"
    )


def test_the_year_by_month_says_the_figures_of_its_table() -> None:
    table = cf.year("central", "2025/26", signed_month=3, claim_every=3, paid_after=1, draws=DRAWS)
    said, about = cf.sentences.year(table), table.about
    june = table.to_dict("index")["June 2025"]
    spent = sum_words(june["at_risk"])
    assert said.startswith(f"If its agreement was signed by the end of June 2025, {spent} had been")
    unsigned = cf.year("central", "2025/26", signed_month=12, draws=DRAWS).about.at_signature
    assert f"unless one was signed it is {sum_words(unsigned)} by the end of March 2026; " in said
    ahead = replace(
        scenario := cf.load_scenario("central"),
        register=replace(scenario.register, as_at=date(2025, 3, 31)),
    )
    early = cf.sentences.year(cf.year(ahead, "2025/26", signed_month=3, draws=DRAWS))
    assert early.startswith(f"By the end of June 2025 {spent} will have been spent without an ")
    assert f"falls on the Metropolitan Police is {odds(about.not_funded)}" in said
    assert "2025/26 is agreed in principle" in said
    assert f"given at the end of June 2025 it leaves {sum_words(june['notice'])}" in said
    assert (
        "claimed every 3 months and paid 1 month later, most is owed at the end of "
        f"{about.most_owed_in}, {sum_words(table['owed'].max())}"
    ) in said
    assert f"{sum_words(about.not_claimed)} of the award on average if it is funded" in said
    decided = cf.sentences.year(cf.year("central", "2023/24", signed_month=3, draws=DRAWS))
    assert decided.startswith("If its agreement was signed by the end of June 2023, £142,642 had")
    assert "so none of it is at risk" in decided
    assert "nothing is at risk" in cf.sentences.year(cf.year("central", signed_month=0, draws=8))
    kept = cf.sentences.year(cf.year("central", "2024/25", signed_month=2.8, carry_over=1, draws=8))
    assert kept.startswith("If its agreement was signed by 25 June 2024, £133,132 had")
    assert "may be claimed the year after" in kept
    assert (
        "On file, 5 grants were told of 5 to 8 weeks before 1 April, 1 grant was told of 30 "
        in kept
    )


def test_what_was_spent_in_a_year_that_was_decided_without_funding_falls_on_the_holder(
    data: Path,
) -> None:
    file = data / "awards.csv"
    text = file.read_text(encoding="utf-8").replace("570567,cash,indicative", "0,cash,approved")
    file.write_text(text, encoding="utf-8")
    table = cf.year(cf.load_scenario("central", data), "2024/25", signed_month=3, draws=8)
    assert table.about.not_funded == 1
    said = cf.sentences.year(table)
    assert "2024/25 is decided, without funding, so it falls on the Metropolitan Police." in said
