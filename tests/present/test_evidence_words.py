"""What is said and shown of the evidence: each figure is the one of its table."""

import re
from dataclasses import replace
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.backtest import backtest, own_year_ends
from clsmin_forecast.analysis.backtest_scores import OfBacktest, backtest_scores
from clsmin_forecast.analysis.basis import OfGrant
from clsmin_forecast.analysis.evidence import OfEvidence, evidence
from clsmin_forecast.answer import Answer
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.present import charts, sentences, tables
from clsmin_forecast.present.words import percent
from tests.present.conftest import OWN

SHARES = re.compile(r"(?:under |over )?\d+%")
DECIMALS = re.compile(r"\d+\.\d+")


@pytest.fixture(scope="module")
def counted(central: Scenario) -> Answer[OfEvidence]:
    return evidence(central, OWN, 0.4)


@pytest.fixture(scope="module")
def tested(central: Scenario) -> Answer[OfBacktest]:
    return backtest(central)


@pytest.fixture(scope="module")
def own(central: Scenario) -> Answer[OfGrant]:
    return own_year_ends(central)


def values(*answers: Answer[Any]) -> list[float]:
    found = [
        *(v for a in answers for v in a.select_dtypes("number").to_numpy(float).ravel()),
        *(
            v
            for a in answers
            for n in ("endings", "inside")
            for v in vars(a.about).get(n, {}).values()
        ),
        *(v for a in answers for v in vars(a.about).values() if isinstance(v, float)),
    ]
    return [float(abs(v)) for v in found if not isinstance(v, str) and isfinite(v)]


def test_every_share_in_the_evidence_is_one_of_the_table(counted: Answer[OfEvidence]) -> None:
    said = sentences.evidence(counted)
    known = {percent(value) for value in values(counted) if value <= 1} | {"90%"}
    assert len(SHARES.findall(said)) > 12
    assert set(SHARES.findall(said)) <= known


def test_the_highest_chance_in_use_leads_and_hiding_follows(counted: Answer[OfEvidence]) -> None:
    said = sentences.evidence(counted)
    assert said.startswith(
        "The highest chance of ceasing that the scenario takes from evidence is about 22%, 90% "
        "interval 8% to 40%, standard error 10%: 3 endings in 15 known cases, and with 7 unknown a "
        "share of 14% to 45%. Published acceptances hide endings"
    )
    row = counted.to_dict("index")["year_ends_since_2024_25"]
    assert (
        f"40% as likely to be found as a renewal, the chance is about {row['corrected']:.0%}"
        in (said)
    )
    assert said.endswith(
        "Own set: funder Home Office: about 7%, 90% interval 3% to 12%, standard error 3%, from "
        "6 endings in 92 known cases, and with 17 unknown a share of 6% to 21%."
    )


def test_the_panel_is_a_list_of_payments_from_which_more_may_be_missing(
    counted: Answer[OfEvidence],
) -> None:
    said = sentences.evidence(counted)
    panel = counted.to_dict("index")["panel_2006_13"]
    assert (
        f"A list of payments to one payee, of 2006 to 2013, gives about {panel['chance']:.0%}"
        in (said)
    )
    assert "what is missing from it may have ended or moved to another payee" in said
    assert "full list" not in said


def test_the_lead_follows_what_the_scenario_rests_on(central: Scenario) -> None:
    last = central.but(cessation={"2025/26": 0, "2026/27": {"evidence": "at_expiry"}})
    assert "3 endings in 55 known cases" in sentences.evidence(evidence(last))
    none = sentences.evidence(evidence(central.but(cessation=0.1)))
    assert none.startswith("The highest chance of ceasing in the evidence is about 50%")
    assert "hide endings" in none  # of every set of endings, whether it is used or not
    assert "1 ending in 2 known cases" in none
    assert "1 endings" not in none
    used = central.but(cessation={"2025/26": {"evidence": OWN}, "2026/27": 0})
    assert "6 endings in 92" in sentences.evidence(evidence(used))


def test_the_headline_says_growth_apart_from_ceasing(central: Scenario) -> None:
    headline = charts.evidence(evidence(central)).headline
    assert headline == "Chance of ceasing: 2% to 22% on grants used, 2% to 50% on all"


def test_without_a_set_of_endings_it_says_so(central: Scenario) -> None:
    grown = {"renewed_larger": central.facts.evidence["renewed_larger"]}
    changed = central.but(cessation=0.1, continuation_ratio=1)
    bare = replace(changed, facts=replace(changed.facts, evidence=grown))
    frame = evidence(bare)
    assert sentences.evidence(frame) == "No set of comparable grants gives a chance of ceasing."
    chart = charts.evidence(frame)
    assert chart.headline == "Chance of growth is 6% by comparable grants"  # 1.5 of 26
    assert "corrected" not in chart.alt


def test_every_number_of_the_back_test_is_one_of_its_tables(
    tested: Answer[OfBacktest], own: Answer[OfGrant]
) -> None:
    scores = backtest_scores(tested)
    said = sentences.backtest(scores, own)
    known = values(scores)
    assert set(SHARES.findall(said)) <= {percent(v) for v in known if v <= 1} | {"90%"}
    decimals = DECIMALS.findall(said)
    assert len(decimals) == 8
    for number in decimals:
        places = len(number.partition(".")[2])
        assert any(f"{value:.{places}f}" == number for value in known), number
    assert "about 2,000 decisions like these, and there are 55." in said


def test_the_back_test_says_how_little_it_proves(
    tested: Answer[OfBacktest], own: Answer[OfGrant]
) -> None:
    said = sentences.backtest(backtest_scores(tested), own)
    assert said.startswith(
        "What is tested is the set “Ceased when an award ran out, at every year end”, on which no "
        "chance of the scenario rests. So few decisions prove little: of 55, 3 were endings where "
        "3.5 were"
    )
    assert said.count("not to be told from no difference") == 2
    assert "0.0009 lower (better) than always expecting renewal, standard error 0.0031" in said
    assert "0.0095 lower (better) than expecting the same sum again, standard error 0.0058" in said
    assert said.count("told from no difference at the 90% level") == 0
    assert "18 of 25 renewed amounts lie in the 80% range" in said
    assert said.endswith(
        "CLSMIN itself went on at 2 of 2 decided year ends; the year after 2023/24, inside an "
        "award, is indicative; 1 of its 3 changes of amount lies in the range."
    )


def test_a_set_that_is_tested_is_said_to_be_used_only_where_it_is(
    central: Scenario, own: Answer[OfGrant]
) -> None:
    using = backtest(central.but(cessation={"2026/27": {"evidence": "at_expiry"}}))
    said = sentences.backtest(backtest_scores(using), own)
    assert said.startswith(
        "What is tested is the set “Ceased when an award ran out, at every year end”. So few"
    )


def test_one_ending_is_one(tested: Answer[OfBacktest], own: Answer[OfGrant]) -> None:
    scores = backtest_scores(tested)
    about = replace(scores.about, endings={**scores.about.endings, "observed": 1})
    scores, one = Answer.of(scores, about), own.copy()
    inside = one["inside"].notna() & (one["measure"] == "ratio")
    one.loc[inside, "inside"] = [True] + [False] * (int(inside.sum()) - 1)
    said = sentences.backtest(scores, one)
    assert "of 55, 1 was an ending where" in said
    assert "1 of its 3 changes of amount lies in the range" in said


def test_what_can_be_told_is_said_to_be(tested: Answer[OfBacktest], own: Answer[OfGrant]) -> None:
    scores = backtest_scores(tested)
    told = scores.assign(told_apart=True)
    said = sentences.backtest(told, own)
    assert ". The forecasts hold: of 55" in said
    assert said.count("told from no difference at the 90% level") == 2
    assert "(better)" in said
    worse = told.assign(difference=-told["difference"])
    assert "(worse)" in sentences.backtest(worse, own)
    same = scores.assign(told_apart=False, decisions_needed=np.inf)
    assert sentences.backtest(same, own).count("no difference can be told.") == 2


def test_an_own_year_end_that_is_decided_is_counted(
    tested: Answer[OfBacktest], later: Forecast
) -> None:
    said = sentences.backtest(backtest_scores(tested), own_year_ends(later.scenario))
    assert (
        "went on at 3 of 3 decided year ends; the year after 2024/25, inside an award, is ind"
        in (said)
    )


def test_an_own_set_is_named_with_its_filter(central: Scenario) -> None:
    changed = central.but(cessation={"2025/26": {"evidence": OWN}})
    said = sentences.cessation_risk(forecast(changed, draws=64), "2025/26")
    assert "from 6 endings in 92 comparable cases" in said
    assert "The set is the analyst's own: funder Home Office; ceased, by scheme year." in said
    of_changed, of_central = (
        tables.quantity_words("cessation", scenario.quantities["cessation"]["2025/26"])
        for scenario in (changed, central)
    )
    assert of_changed == (
        "7% (90% interval 3% to 12%), own set (funder Home Office; ceased, by scheme year)"
    )
    assert of_central == "22% (90% interval 8% to 40%)"


def texts(rows: list[dict[str, Any]]) -> str:
    return repr(tables.ReadingTable(rows))


def test_tables_show_each_set_with_its_correction(counted: Answer[OfEvidence]) -> None:
    rows = {row["set"]: row for row in tables.reading_rows(counted)}
    assert len(rows) == len(counted) == 16
    assert rows["Ceased when an award ran out, since the end of 2024/25"] == {
        "set": "Ceased when an award ran out, since the end of 2024/25",
        "count": "3 of 15",
        "unknown": "7",
        "share, none to all of the unknown": "14% to 45%",  # 3 and 10 of 22
        "chance, 90% interval": "22% (8% to 40%)",
        "standard error": "0.100",
        "if endings are seen 40% as often": "40% (17% to 63%)",
        "seen that would match the odds of 2006 to 2013": "3.267",  # 3.5 / 12.5 over 1.5 / 17.5
        "used by": "cessation 2025/26, 2026/27",
    }
    ratios = rows["Renewed at less than 1.15 times the amount, like for like"]
    assert ratios["count"] == "25"
    assert ratios["chance, 90% interval"] == ""
    assert "continuation ratio 2025/26, 2026/27" in ratios["used by"]


def test_tables_show_scores_and_own_year_ends(
    tested: Answer[OfBacktest], own: Answer[OfGrant]
) -> None:
    scores = tables.reading_rows(backtest_scores(tested))
    assert [row["told apart"] for row in scores] == ["no", "yes", "no", "yes", "no"]
    assert scores[0]["decisions needed"] == "1,988"
    assert scores[2]["score of the rule"] == "infinite"
    assert scores[2]["difference"] == "none: an ending was given no chance"
    ratios = tables.reading_rows(tested)
    assert [row["inside"] for row in ratios].count("yes") == 18
    assert ratios[0]["next year over this"] == "0.75"
    ends = tables.own_year_end_rows(own)
    assert [row["what came"] for row in ends] == [
        "went on (accepted)", "went on (approved)", "went on (indicative)",
    ]  # fmt: skip
    assert [row["kind"] for row in ends] == [
        "an award ran out", "an award ran out", "inside an award",
    ]  # fmt: skip
    assert [row["next year over this"] for row in ends] == ["1.82", "1.15", "1.00"]
    assert "0.75 to 1.07" in texts(ends)


def test_a_year_end_without_an_amount_has_no_ratio(own: Answer[OfGrant]) -> None:
    ended = own[own["measure"] == "ending"].assign(outcome=1.0)
    rows = tables.own_year_end_rows(ended)
    assert {row["next year over this"] for row in rows} == {""}
    assert rows[0]["what came"] == "ended (accepted)"
    chart_alt = charts.backtest(backtest(cf.load_scenario("central")), ended).alt
    assert "CLSMIN" not in chart_alt


def test_charts_refuse_more_than_they_have_room_for(
    central: Scenario, own: Answer[OfGrant]
) -> None:
    none = {"where": {"scheme": ["alpha"]}, "count_by": "grant_year"}
    many = evidence(central)
    crowd = Answer.of(pd.concat([many] * 3), many.about)  # five are no choice, or are used
    with pytest.raises(InputError, match="draws 1 to 10 sets with a chance, got 15"):
        charts.evidence(crowd)
    empty = many[many["chance"].isna()]
    with pytest.raises(InputError, match="got 0"):
        charts.evidence(empty)
    every = backtest(central, ratios=none | {"where": {"ratio_known": True}})
    with pytest.raises(InputError, match="at most 20 schemes, got"):
        charts.backtest(every, own)


def test_the_marks_are_where_the_table_says(
    counted: Answer[OfEvidence], tested: Answer[OfBacktest]
) -> None:
    chart = charts.evidence(counted)
    figure = chart.figure
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    hollow = [np.asarray(d.get_xdata())[0] for d in dots if d.get_markerfacecolor() == "#FFFFFF"]
    assert hollow[:-1] == chart.data["corrected_probability"].dropna().tolist()
    own = own_year_ends(cf.load_scenario("central"))
    lines = charts.backtest(tested, own).figure.axes[0].lines
    for marker, inside in (("o", True), ("D", False)):
        drawn = sorted(
            float(x) for line in lines if line.get_marker() == marker
            for x in np.asarray(line.get_xdata(), dtype=float)
        )  # fmt: skip
        rows = pd.concat([tested, own])
        assert drawn == sorted(rows.loc[rows["inside"].eq(inside).fillna(False), "outcome"])
