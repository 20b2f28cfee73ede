"""The medium-term plan: closed forms, lines that add up, and what stands of them for reading."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.medium_term import PARTS
from clsmin_forecast.analysis.reserve import TOGETHER
from clsmin_forecast.inputs.awards import STATUSES
from clsmin_forecast.inputs.scenarios import Scenario, scenario_names
from tests.analysis.conftest import AWARD, CEILING, DRAWS, sure_but_for_an_end
from tests.conftest import DATA, Refused

PENNY = 0.005
EARLY, LATE = ("2021/22", "2022/23", "2023/24"), ("2024/25", "2025/26", "2026/27")
ACCEPTED = 272_708.0, 495_000.0


def column(table: pd.DataFrame, line: str) -> dict[str, float]:
    return {str(year): float(sum_) for year, sum_ in table[line].items()}


def test_every_line_of_a_sure_scenario_is_worked_out_by_hand(central: Scenario) -> None:
    spent = dict.fromkeys(central.quantities["recovery_rate"], 1)
    table = cf.medium_term(sure_but_for_an_end(central).but(recovery_rate=spent), draws=8)
    goes_on = [AWARD, AWARD * 0.9, AWARD * 0.81]
    expected = [AWARD, *(0.75 * each for each in goes_on[1:])]
    gaps = [0.75 * (AWARD - each) + 0.25 * AWARD for each in goes_on[1:]]
    wanted: dict[str, list[float]] = {
        "received": [*ACCEPTED, 0, 0, 0, 0],
        "approved": [0, 0, AWARD, 0, 0, 0],
        "outturn": [0] * 6,
        "indicative": [0, 0, 0, AWARD, 0, 0],
        "in_principle": [0, 0, 0, 0, CEILING, CEILING],
        "unagreed": [0] * 6,
        "awards": [*ACCEPTED, AWARD, AWARD, CEILING, CEILING],
        "recovered": [*ACCEPTED, AWARD, *expected],
        "decided": [*ACCEPTED, AWARD, 0, 0, 0],
        "undecided": [0, 0, 0, *expected],
        "cost": [0, ACCEPTED[1], *[AWARD] * 4],
        "paid_for": [0, ACCEPTED[1], AWARD, *expected],
        "gap": [0, 0, 0, 0, *gaps],
        "gap_in_funded_years": [0] * 4 + [0.75 * (AWARD - each) for each in goes_on[1:]],
        "gap_after_ceasing": [0] * 4 + [0.25 * AWARD] * 2,
    }
    for line, sums in wanted.items():
        found = column(table.fillna(0.0), line)
        assert [found[year] for year in (*EARLY, *LATE)] == pytest.approx(sums, abs=PENNY), line
        assert found[TOGETHER] == pytest.approx(sum(sums), abs=PENNY), line
    assert pd.isna(table.loc["2021/22", ["cost", "paid_for", "gap", "reserve"]]).all()


@pytest.mark.parametrize(("confidence", "gaps"), [(0.7, (0.1, 0.19)), (0.8, (1.0, 1.0))])
def test_its_reserve_is_the_gap_that_goes_on_or_the_whole_cost(
    central: Scenario, confidence: float, gaps: tuple[float, float]
) -> None:
    table = cf.medium_term(sure_but_for_an_end(central), confidence, draws=8)
    held = column(table, "reserve")
    assert [held[year] for year in LATE] == pytest.approx(
        [0, *(g * AWARD for g in gaps)], abs=PENNY
    )
    assert held[TOGETHER] == pytest.approx(sum(gaps) * AWARD, abs=PENNY)
    assert "to which those add up" not in cf.sentences.medium_term(table)


@pytest.mark.parametrize("price_base", ["cash", "2023/24"])
@pytest.mark.parametrize("name", scenario_names(DATA))
def test_lines_that_should_add_up_do_before_they_are_rounded(name: str, price_base: str) -> None:
    table = cf.medium_term(name, draws=DRAWS, price_base=price_base)
    lines = table.fillna(0.0).to_dict("index")
    for row in lines.values():
        for whole, parts in PARTS.items():
            assert sum(row[part] for part in parts) == pytest.approx(row[whole], abs=PENNY)
    together = lines.pop(TOGETHER)
    for line in {*PARTS, *(part for parts in PARTS.values() for part in parts)}:
        assert sum(row[line] for row in lines.values()) == pytest.approx(together[line], abs=PENNY)
    assert table.about.checks[-1]["passed"]


def test_a_plan_that_does_not_add_up_fails_its_check(
    central: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = {"awards": ("received", "approved")}
    monkeypatch.setattr("clsmin_forecast.analysis.medium_term.PARTS", short)
    check = cf.medium_term(central, draws=8).about.checks[-1]
    assert (check["passed"], check["detail"]) == (False, "none is further apart than £2,570,567.00")


@pytest.mark.parametrize("name", ["central", "ceases", "taper", "ceases_with_alternative"])
@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.95])
def test_it_says_what_the_forecast_and_the_reserve_say(name: str, confidence: float) -> None:
    made = cf.forecast(name, draws=DRAWS)
    table = cf.medium_term(name, confidence, draws=DRAWS)
    held = cf.reserve(name, confidence, span="all_years", draws=DRAWS)
    for line in ("reserve", "gap", "gap_in_funded_years", "gap_after_ceasing"):
        for part in (line, f"{line}_standard_error"):
            found, known = table[part].dropna(), held[part]
            assert found.index.tolist() == known.index.tolist()
            assert found.tolist() == pytest.approx(known.tolist(), abs=PENNY)
    for year in table.about.years:
        for line, measure in (("recovered", "recovered"), ("cost", "cost")):
            mixture = made.in_year(measure, year)
            wanted = mixture.mean if mixture else float("nan")
            assert table.loc[year, line] == pytest.approx(wanted, abs=PENNY, nan_ok=True)


def test_the_reserve_of_all_years_is_not_the_sum_of_theirs(central: Scenario) -> None:
    table = cf.medium_term(central, draws=DRAWS)
    held = column(table, "reserve")
    assert held[TOGETHER] < sum(held[year] for year in LATE) - 1_000
    assert (
        "For all years together hold £1.14 million, and not the £1.18 million to which those "
        in (cf.sentences.medium_term(table))
    )


def test_a_year_that_is_closed_or_not_agreed_stands_in_its_own_line(data: Path) -> None:
    awards = data / "awards.csv"
    frame = pd.read_csv(awards, dtype=str, keep_default_na=False)
    frame.loc[0, ["status", "outturn_gbp"]] = ["outturn", "250000"]
    last = frame.index[-1]
    frame.loc[last, ["status", "decision", "locator", "note"]] = ["unagreed", "", "", "supposed"]
    frame.to_csv(awards, index=False)
    table = cf.medium_term(cf.load_scenario("central", data), draws=8)
    first, *_, late, _ = table.to_dict("index").values()
    assert (first["outturn"], first["received"]) == (250_000, 0)
    assert first["decided"] == pytest.approx(250_000)
    assert (late["unagreed"], late["in_principle"]) == (CEILING, 0)
    shown = {row["£000"]: row for row in cf.tables.reading_rows(table)}
    assert shown["outturn"]["2021/22"] == "250"
    assert shown["not agreed, up to"][TOGETHER] == "1,000"
    assert "up to £1,000,000 (not agreed)" in cf.sentences.medium_term(table)


def test_without_a_price_of_a_post_the_lines_of_the_team_are_left_out(project_alpha: Path) -> None:
    scenario = cf.load_scenario("central", project_alpha)
    table = cf.medium_term(scenario, draws=8)
    assert "undecided" in table
    assert not {"cost", "gap", "reserve", "reserve_standard_error"} & {*table}
    assert cf.sentences.medium_term(table).endswith(scenario.facts.awards.unpriced)
    assert len(cf.tables.reading_rows(table)) < len(
        cf.tables.reading_rows(cf.medium_term("central"))
    )


@pytest.mark.parametrize("name", scenario_names(DATA))
def test_for_reading_each_sum_stands_in_thousands(name: str) -> None:
    table = cf.medium_term(name, draws=DRAWS)
    shown = {row["£000"]: row for row in cf.tables.reading_rows(table)}
    columns = table.about.columns
    for line, label in ((name, each.label) for name, each in columns.items() if each.label):
        if line in STATUSES and not (table["status"] == line).any():
            assert label not in shown
            continue
        for year, sum_ in column(table, line).items():
            text = shown[label][year]
            if pd.isna(sum_) or text == "less than 1":
                assert pd.isna(sum_) or 0.5 <= sum_ < 500
                continue
            over = float(text.replace(",", "")) * 1_000 - sum_
            low, high = (-PENNY, max(1_000, 0.01 * sum_)) if line == "reserve" else (-500, 500)
            assert low <= over <= high


def test_bad_questions_are_refused(refused: Refused) -> None:
    said = refused(lambda: cf.medium_term("central", 80))
    assert said.startswith("medium_term: confidence must lie between 0 and 1")
    lost: Any = {"span": "2025/26"}
    assert "medium_term: unknown argument 'span'" in refused(
        lambda: cf.medium_term("central", **lost)
    )
