"""The choice of comparison: each row is the forecast of the scenario with that set put in."""

import csv
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from scipy import integrate, stats

import clsmin_forecast as cf
from clsmin_forecast.analysis import evidence_choices as choices
from clsmin_forecast.analysis.question import Asked
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model import beliefs
from clsmin_forecast.model.decisions import Chances
from clsmin_forecast.present.question_words import verdict as said
from tests.analysis.conftest import DRAWS
from tests.conftest import DATA, Refused

GAP = cf.Question("gap")
MILLION = cf.Question(at_least=1_000_000)
CHOSEN = "year_ends_since_2024_25"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return cf.evidence_choices(cf.load_scenario("central", DATA), draws=DRAWS)


def with_set(scenario: Scenario, name: str, years: tuple[str, ...]) -> cf.Forecast:
    change: dict[str, Any] = {"cessation": {year: {"evidence": name} for year in years}}
    return cf.forecast(scenario.but(**change), draws=DRAWS)


@pytest.mark.parametrize("name", ["central", "programme_cut", "ceases"])
@pytest.mark.parametrize("question", [cf.Question(), GAP, MILLION], ids=["sum", "gap", "chance"])
def test_each_row_is_the_forecast_with_that_set_put_in(name: str, question: cf.Question) -> None:
    scenario = cf.load_scenario(name)
    table = cf.evidence_choices(scenario, question, draws=DRAWS)
    assert len(table) >= 8
    for each, row in table.to_dict("index").items():
        made = with_set(scenario, str(each), table.about.compared_years)
        assert row["answer"] == pytest.approx(question.answer(made), abs=1e-6)
        for year in ("2024/25", "2025/26", "2026/27"):
            wanted = 1 - made.probability_funded(year)
            assert row[choices.not_funded(year)] == pytest.approx(wanted, abs=1e-12)
    assert all(check["passed"] for check in table.about.checks)


def test_the_chosen_row_is_the_scenario_s_own(table: pd.DataFrame, central: Scenario) -> None:
    made = cf.forecast(central, draws=DRAWS)
    assert table.index[table["chosen"]].tolist() == [CHOSEN]
    row = table.loc[CHOSEN]
    assert row["answer"] == pytest.approx(cf.Question().answer(made))
    assert row["answer"] == pytest.approx(table.about.answer)
    for year in ("2025/26", "2026/27"):
        wanted = 1 - made.probability_funded(year)
        assert row[choices.not_funded(year)] == pytest.approx(wanted)
    assert table.about.compared_years == ("2025/26", "2026/27")


def test_another_choice_is_the_chosen_row_and_two_choices_are_both(central: Scenario) -> None:
    every = {"evidence": "at_expiry"}
    other = central.but(cessation={"2025/26": every, "2026/27": every})
    table = cf.evidence_choices(other, draws=DRAWS)
    assert table.index[table["chosen"]].tolist() == ["at_expiry"]
    both = cf.evidence_choices(central.but(cessation={"2025/26": every}), draws=DRAWS)
    assert set(both.index[both["chosen"]]) == {"at_expiry", CHOSEN}


def test_a_year_that_the_scenario_sets_is_left_as_it_is(central: Scenario) -> None:
    table = cf.evidence_choices(central.but(cessation={"2025/26": 0.5}), draws=DRAWS)
    assert table.about.compared_years == ("2026/27",)
    # Not funded in 2024/25 (0.5 of 27), or funded then and not in 2025/26.
    wanted = 1 - (1 - 0.5 / 27) / 2
    assert table[choices.not_funded("2025/26")].tolist() == pytest.approx([wanted] * len(table))
    assert table[choices.not_funded("2026/27")].nunique() > 5


def test_no_comparison_enters_where_every_chance_is_set() -> None:
    for name in ("continues_flat", "full_expansion", "one_more_year"):
        table = cf.evidence_choices(cf.load_scenario(name), draws=DRAWS)
        assert table.empty
        assert table.about.compared_years == ()
        assert all(check["passed"] for check in table.about.checks)
        assert "so others change nothing" in cf.sentences.evidence_choices(table)


def outcomes(keep: Callable[[dict[str, str]], bool]) -> tuple[int, int, int]:
    """Return the endings, the known and the unknown of scheme-years at which an award ran out."""
    found: dict[tuple[str, str], set[str]] = {}
    with (DATA / "comparator_grants.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["year_end"] == "expiry" and keep(row):
                found.setdefault((row["scheme"], row["financial_year"]), set()).add(
                    row["next_year"]
                )
    unknown = sum(said == {"unknown"} for said in found.values())
    return sum("ceased" in said for said in found.values()), len(found) - unknown, unknown


def since(row: dict[str, str]) -> bool:
    return row["financial_year"] >= "2024/25"


COUNTED: dict[str, Callable[[dict[str, str]], bool]] = {
    "at_expiry": lambda row: True,
    CHOSEN: since,
    "year_end_2024_25": lambda row: row["financial_year"] == "2024/25",
    "home_office_since_2024_25": lambda row: since(row) and row["funder"] == "Home Office",
    "merged_as_renewed": lambda row: since(row) and not row["part_of"],
    "own_programme": lambda row: row["scheme"] == "countylines",
}


@pytest.mark.parametrize("name", COUNTED)
def test_the_counts_bounds_and_means_are_those_of_the_file(table: pd.DataFrame, name: str) -> None:
    events, known, unknown = outcomes(COUNTED[name])
    row = table.loc[name]
    assert (row["events"], row["known"], row["unknown"]) == (events, known, unknown)
    assert row["bound_low"] == events / (known + unknown)
    assert row["bound_high"] == (events + unknown) / (known + unknown)
    law = stats.beta(events + 0.5, known - events + 0.5)
    assert row["chance"] == pytest.approx(law.mean())
    assert (row["low"], row["high"]) == pytest.approx(tuple(law.ppf([0.05, 0.95])), abs=1e-4)


def test_the_unknown_are_bounded_and_the_half_seen_corrected(table: pd.DataFrame) -> None:
    events, known, unknown = outcomes(since)
    for name, ended in (("unknown_as_renewed", events), ("unknown_as_ceased", events + unknown)):
        row = table.loc[name]
        assert (row["events"], row["known"], row["unknown"]) == (ended, known + unknown, 0)
        assert row["chance"] == pytest.approx((ended + 0.5) / (known + unknown + 1))
        assert row["bound_low"] == row["bound_high"] == ended / (known + unknown)
    chosen = table.loc[CHOSEN]
    assert table.loc["unknown_as_renewed", "share"] == chosen["bound_low"]
    assert table.loc["unknown_as_ceased", "share"] == chosen["bound_high"]
    law = stats.beta(events + 0.5, known - events + 0.5)
    mean, _ = integrate.quad(lambda x: law.pdf(x) * x / (x + 0.5 * (1 - x)), 0, 1)
    assert table.loc["endings_half_seen", "chance"] == pytest.approx(mean, abs=1e-5)


def test_the_chances_of_a_year_follow_from_the_chance_of_the_set(table: pd.DataFrame) -> None:
    funded = 1 - 0.5 / 27  # in 2024/25, which lies inside an award: none of 26 ceased
    for row in table.to_dict("records"):
        kept = 1 - row["chance"]
        assert row["chance_not_funded_2025_26"] == pytest.approx(1 - funded * kept)
        assert row["chance_not_funded_2026_27"] == pytest.approx(1 - funded * kept**2)


def test_the_less_likely_it_ends_the_more_is_recovered(table: pd.DataFrame) -> None:
    ordered = table.sort_values("chance", kind="stable")["answer"]
    assert (ordered.diff().dropna() <= 1e-6).all()


def test_the_check_sees_a_chosen_row_that_is_not_the_forecast_s(
    central: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = beliefs.chances_not_funded

    def off(scenario: Scenario, chances: Chances) -> Any:
        return {year: each + 0.01 for year, each in honest(scenario, chances).items()}

    monkeypatch.setattr(choices, "chances_not_funded", off)
    checks = cf.evidence_choices(central, draws=DRAWS).about.checks
    assert [check["name"] for check in checks if not check["passed"]] == [
        "The chosen comparison gives the forecast's own chances of no funding"
    ]


def test_a_measure_without_a_price_is_refused(central: Scenario, refused: Refused) -> None:
    early = cf.Question("gap", ("2021/22",))
    assert "no year in which a post has a price" in refused(
        lambda: cf.evidence_choices(central, early)
    )


def verdict(scenario: Scenario, statement: cf.Statement, **settings: Any) -> float:
    return float(cf.switching_values(scenario, statement, **settings).about.chance_holds)


@pytest.mark.parametrize("seed", [1532, 0, 7])
@pytest.mark.parametrize("draws", [8_192, 16_384, 65_536])
def test_a_verdict_does_not_turn_with_the_draws(central: Scenario, draws: int, seed: int) -> None:
    made = cf.forecast(central, draws=draws, seed=seed)
    even = cf.even_chance(1_000_000)
    sure = even.sureness(Asked(made, even.question))
    assert said(sure) == "is too close to call"
    few = cf.even_chance(300_000)
    assert said(few.sureness(Asked(made, few.question))) == "holds"
    many = cf.even_chance(1_500_000)
    assert said(many.sureness(Asked(made, many.question))) == "does not hold"


def test_how_sure_it_is_is_the_share_of_what_the_evidence_allows(central: Scenario) -> None:
    # With both chances set, only the evidence of 2025/26 is open: the chance of £1 is 1 - c, and it
    # is 0.7 or more where c is 0.3 or less, by Beta(3.5, 12.5).
    fixed = central.but(cessation={"2024/25": 0}, expansion=0)
    statement = cf.Statement(cf.Question(span=("2025/26",), at_least=1), 0.7)
    law = stats.beta(3.5, 12.5)
    assert verdict(fixed, statement, draws=DRAWS) == pytest.approx(law.cdf(0.3), abs=2e-3)
    known = fixed.but(cessation={"2025/26": 0.2})
    assert verdict(known, statement, draws=DRAWS) == 1
    assert verdict(known.but(cessation={"2025/26": 0.4}), statement, draws=DRAWS) == 0
