"""What is at risk until the agreement is signed: closed forms, and the loops of the rebuild."""

from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.reserve import TOGETHER
from clsmin_forecast.inputs.scenarios import Scenario, scenario_names
from tests import rebuild
from tests.analysis.conftest import AWARD, DRAWS, sure_but_for_an_end
from tests.conftest import DATA, Edit, Refused

PENNY = 0.005
YEARS = ("2024/25", "2025/26", "2026/27")
QUARTER = 142_641.75  # of £570,567


def at_risk(scenario: Any, confidence: float = 0.8, **settings: Any) -> dict[str, dict[str, float]]:
    """Return the rows of the sum at risk, by year and together."""
    asked: dict[str, Any] = {"draws": 8, "span": "decision_years", **settings}
    rows: Any = cf.reserve(scenario, confidence, of="at_risk", **asked).to_dict("index")
    return {str(year): row for year, row in rows.items()}


def test_a_quarter_of_the_cost_is_lost_where_the_funding_ends(central: Scenario) -> None:
    scenario = sure_but_for_an_end(central)
    for confidence, held in ((0.7, 0.0), (0.75, 0.0), (0.76, QUARTER), (0.8, QUARTER)):
        rows = at_risk(scenario, confidence, signed_month=3, redeploy_months=0)
        for year, sum_ in (("2024/25", 0.0), ("2025/26", held), ("2026/27", 0.0), (TOGETHER, held)):
            assert rows[year]["reserve"] == pytest.approx(sum_, abs=PENNY)
    assert rows[TOGETHER]["at_risk"] == pytest.approx(QUARTER / 4, abs=PENNY)
    assert (rows["2025/26"]["lost"], rows["2026/27"]["lost"]) == (0.25, 0)
    assert rows[TOGETHER]["beyond"] == pytest.approx(QUARTER, abs=PENNY)


def test_it_is_lost_once_for_each_end(central: Scenario) -> None:
    wait: dict[str, Any] = {"signed_month": 3, "redeploy_months": 0}
    never: dict[str, Any] = {"cessation": {"2024/25": 1}, "pay_growth": 0, "expansion": 0}
    rows = at_risk(central.but(**never, reinstatement=0), 0.99, **wait)
    assert [rows[year]["at_risk"] for year in YEARS] == pytest.approx([QUARTER, 0, 0], abs=PENNY)
    back: dict[str, Any] = {
        "reinstatement": {"2025/26": 1},
        "cessation": {"2024/25": 1, "2026/27": 1},
    }
    rows = at_risk(central.but(**(never | back)), 0.99, **wait)
    assert [rows[year]["at_risk"] for year in YEARS] == pytest.approx([QUARTER, 0, QUARTER], abs=1)
    assert rows[TOGETHER]["reserve"] == pytest.approx(2 * QUARTER, abs=1)


@pytest.mark.parametrize("name", scenario_names(DATA))
def test_it_is_what_plain_loops_over_the_paths_find(name: str) -> None:
    months = {each: rebuild.waiting(each) for each in ("signed_month", "redeploy_months")}
    assert months == {"signed_month": 3, "redeploy_months": 1}
    found = rebuild.lost(name, months["signed_month"], months["redeploy_months"], 0.03)
    scenario = cf.load_scenario(name).but(pay_growth=0.03)
    for confidence in (0.05, 0.5, 0.62, 0.8, 0.95):
        rows = at_risk(scenario, confidence)
        for year in (*YEARS, TOGETHER):
            cases = sorted(
                (sum(sums.values()) if year == TOGETHER else sums[year], chance)
                for chance, sums in found
            )
            passed = accumulate(chance for _, chance in cases)
            pairs = zip(cases, passed, strict=True)
            held = next(sum_ for (sum_, _), so_far in pairs if so_far >= confidence - 1e-9)
            assert rows[year]["reserve"] == pytest.approx(held, abs=PENNY)
            mean = sum(chance * sum_ for sum_, chance in cases)
            assert rows[year]["at_risk"] == pytest.approx(mean, abs=PENNY)
            lost = sum(chance for sum_, chance in cases if sum_ > 0)
            assert rows[year]["lost"] == pytest.approx(lost)
    table = cf.medium_term(scenario, draws=8)
    for year in (*YEARS, TOGETHER):
        assert table.loc[year, "at_risk"] == pytest.approx(rows[year]["at_risk"], abs=PENNY)


def test_it_is_as_long_as_both_waits_together_and_in_the_prices_asked_for(
    central: Scenario,
) -> None:
    one = at_risk(central, draws=DRAWS, signed_month=1, redeploy_months=0)
    for signed, redeploy in ((4, 2), (0, 6), (6, 0)):
        rows = at_risk(central, draws=DRAWS, signed_month=signed, redeploy_months=redeploy)
        for year, row in rows.items():
            for name in ("reserve", "at_risk", "worst_5"):
                assert row[name] == pytest.approx(6 * one[year][name])
            assert row["lost"] == one[year]["lost"]
    real = at_risk(central, draws=DRAWS, price_base="2023/24", signed_month=1, redeploy_months=0)
    scale = cf.forecast(central, draws=8, price_base="2023/24").scale
    for year in YEARS:
        assert real[year]["at_risk"] == pytest.approx(one[year]["at_risk"] * scale[year])


def test_of_a_decided_year_nothing_is_at_risk(central: Scenario) -> None:
    table = cf.reserve(central, of="at_risk", span="2022/23, 2023/24", draws=8)
    assert (table[["reserve", "at_risk", "lost"]] == 0).all(axis=None)
    said = cf.sentences.reserve(table)
    assert said.startswith("Nothing is at risk in any outcome over 2022/23 and 2023/24")
    assert cf.charts.reserve(table).headline == "Nothing is at risk in any outcome"
    nothing = cf.reserve(central, of="at_risk", signed_month=0, redeploy_months=0, draws=8)
    assert cf.sentences.reserve(nothing).startswith("Nothing is at risk in any outcome")


def test_what_has_ended_on_record_is_at_no_risk_any_more(data: Path) -> None:
    awards = data / "awards.csv"
    frame = pd.read_csv(awards, dtype=str, keep_default_na=False)
    frame.loc[frame["financial_year"] == "2024/25", ["status", "outturn_gbp"]] = ["outturn", "0"]
    frame.to_csv(awards, index=False)
    rows = at_risk(cf.load_scenario("central", data), span="2024/25, 2025/26")
    assert [rows[year]["at_risk"] for year in ("2024/25", "2025/26")] == [0, 0]


def test_the_sentence_says_how_long_the_wait_is_and_how_often_it_is_lost(
    central: Scenario,
) -> None:
    table = cf.reserve(sure_but_for_an_end(central), of="at_risk", draws=8)
    said = cf.sentences.reserve(table)
    assert said.startswith(
        "To be 80% sure of covering what is at risk until the agreement is signed over 2025/26 and "
        "2026/27, under awards agreed in principle, up to a ceiling, hold £191,000. The answer "
        "jumps nearby: to be 75% sure no reserve is needed; to be 76% sure hold £191,000."
    )
    assert "in the 3 months until the agreement is signed and the 1 month until it is red" in said
    assert "The chance that it is lost: about 25% (close to 1 in 4) in 2025/26 and 0%" in said
    assert "What is lost is £48,000 averaged over all outcomes, £190,000 over the worst 20%" in said
    assert "The chance that nothing is lost is 50% or more." in said
    alone = cf.reserve(central, of="at_risk", redeploy_months=0, draws=8)
    assert "in the 3 months until the agreement is signed; it" in cf.sentences.reserve(alone)
    chart = cf.charts.reserve(table)
    assert (
        chart.headline
        == "£191,000 covers what is at risk with 80% confidence (awards in principle)"
    )


def test_bad_questions_are_refused(central: Scenario, refused: Refused) -> None:
    assert refused(lambda: cf.reserve(central, of="at_risk", signed_month=13)).startswith(
        "reserve: signed_month"
    )
    assert refused(lambda: cf.reserve(central, signed_month=3)) == (
        "reserve: signed_month goes with of=at_risk or an option, and not with of=gap."
    )
    early: dict[str, Any] = {"of": "at_risk", "span": "2021/22"}
    assert "has no year in which a post has a price" in refused(
        lambda: cf.reserve(central, **early)
    )


def test_a_register_that_does_not_say_how_long_the_wait_is(
    data: Path, edit: Edit[None], refused: Refused
) -> None:
    text = (data / "assumptions.yaml").read_text(encoding="utf-8")
    (data / "assumptions.yaml").write_text(text[: text.index("\nwaiting:")], encoding="utf-8")
    scenario = cf.load_scenario("central", data)
    assert "signed_month is neither given nor" in refused(
        lambda: cf.reserve(scenario, of="at_risk")
    )
    assert "at_risk" not in cf.medium_term(scenario, draws=8)
    told = cf.medium_term(scenario, draws=8, signed_month=3, redeploy_months=0)
    assert told["at_risk"].to_dict()[TOGETHER] > 0
    assert "Nothing" not in cf.sentences.reserve(
        cf.reserve(scenario, of="at_risk", signed_month=3, redeploy_months=0, draws=8)
    )


def test_three_months_of_a_year_cost_a_quarter_of_it() -> None:
    assert pytest.approx(AWARD / 4) == QUARTER
