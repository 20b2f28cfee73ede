"""Switching values: put back, they give the target; none is an edge; a plane has a line."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from tests.analysis.conftest import (
    AWARD,
    CEILING,
    RATE,
    SPAN,
    cases,
    discrete,
    held,
    missing,
    unit_cost,
)
from tests.conftest import Refused

EVEN = cf.even_chance(1_000_000)
STATEMENTS = {
    "pays": cf.pays_for_the_team(),
    "even": EVEN,
    "gap": cf.gap_reaches(500_000),
}


LEAST = 0.01  # the size of a value near nothing, such as the growth at which a flat award pays


def moved(scenario: Scenario, row: dict[Hashable, Any], share: float = 0.0) -> cf.Forecast:
    value = row["value"] + share * max(abs(row["value"]), LEAST)
    change: Any = {row["input"]: {row["year"]: value} if row["year"] else value}
    return cf.forecast(scenario.but(**change))


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
@pytest.mark.parametrize("name", ["central", "continues_flat", "half_expansion", "ceases"])
def test_put_back_it_gives_the_target_and_there_the_statement_turns(
    name: str, statement: cf.Statement
) -> None:
    scenario, question = cf.load_scenario(name), statement.question
    table = cf.switching_values(scenario, statement)
    close = 1.0 if question.at_least is None else 1e-4
    for row in table[table["value"].notna()].to_dict("records"):
        again = question.answer(moved(scenario, row))
        assert again == pytest.approx(row["answer"], abs=1e-6)
        assert row["jumps"] == (abs(again - statement.target) > close)
        below, above = (question.answer(moved(scenario, row, share)) for share in (-0.001, 0.001))
        assert min(below, above) < statement.target < max(below, above), row
        assert row["holds_below"] == (below > above)


def test_only_a_chance_with_every_amount_fixed_jumps(central: Scenario) -> None:
    for statement in STATEMENTS.values():
        assert not cf.switching_values(central, statement)["jumps"].any()


def test_a_chance_is_in_closed_form(central: Scenario) -> None:
    # Continuing pays 0.9 × 570,567 a year; the target is reached where the mean is.
    flat = discrete(central, cessation={"2024/25": 0, "2026/27": 0}, expansion=0)
    two_years = 2 * 0.9 * AWARD
    statement = cf.Statement(cf.Question(), 0.3 * two_years)
    assert cf.switching_value(flat, "cessation", "2025/26", statement) == pytest.approx(0.7)


def test_an_amount_is_in_closed_form(central: Scenario) -> None:
    flat = discrete(central, cessation=0, expansion=0)
    cost = 7 * (unit_cost("2025/26") + unit_cost("2026/27"))
    ratio = cf.switching_value(flat, "continuation_ratio", None, cf.pays_for_the_team())
    assert ratio is not None
    assert AWARD * (ratio + ratio**2) == pytest.approx(cost, abs=1)
    posts = cf.switching_value(flat, "team_posts", None, cf.pays_for_the_team())
    assert posts == pytest.approx(7 * 2 * AWARD / cost)
    later = cf.switching_value(flat, "recovery_rate", "2026/27", cf.Statement(cf.Question(), 9e5))
    assert later == pytest.approx((9e5 - RATE * AWARD) / AWARD)
    # An award that stays pays for a team whose pay stays, and for no other.
    growth = cf.switching_value(flat, "pay_growth", None, cf.pays_for_the_team())
    assert growth == pytest.approx(0, abs=1e-7)
    # What is spent of it is another thing.
    assert cf.switching_value(flat, "recovery_rate", None, cf.pays_for_the_team()) is None


def test_the_gap_reaches_a_sum_where_the_cases_say_so(plain: Scenario) -> None:
    value = cf.switching_value(plain, "cessation", "2025/26", cf.gap_reaches(600_000))
    assert value is not None
    chances = held(plain)
    chances["cessation"]["2025/26"] = value
    gap = sum(p * sum(missing(year, got) for year in got) for p, _, got in cases(chances))
    assert gap == pytest.approx(600_000, abs=1)


def test_where_there_is_none_it_is_none_and_never_an_edge(central: Scenario) -> None:
    never = cf.Statement(cf.Question(), 5_000_000)
    table = cf.switching_values(central, never)
    assert table["value"].isna().all()
    assert not table["within"].any()
    at_zero = cf.forecast(central.but(cessation={"2025/26": 0})).total("recovered", SPAN).mean
    edge = cf.Statement(cf.Question(), at_zero)
    assert cf.switching_value(central, "cessation", "2025/26", edge) is None
    assert cf.switching_value(central, "pay_growth", None, EVEN) is None
    always = cf.Statement(cf.Question(), 0.0)
    assert cf.switching_value(central, "recovery_rate", None, always) is None


def test_an_answer_that_jumps_turns_at_the_jump(central: Scenario) -> None:
    flat = discrete(central, cessation=0, expansion=0)
    value = cf.switching_value(flat, "recovery_rate", None, EVEN)
    assert value == pytest.approx(1_000_000 / (2 * AWARD), abs=1e-6)


@pytest.mark.parametrize(
    ("name", "year", "statement"),
    [
        ("cessation", "2025/26", EVEN),
        ("expansion_share", None, cf.Statement(cf.Question(), 725_000)),
        ("pay_growth", None, cf.gap_reaches(500_000)),
    ],
)
def test_the_error_of_a_value_is_its_spread_over_seeds(
    central: Scenario, name: str, year: str | None, statement: cf.Statement
) -> None:
    values = [
        cf.switching_value(central, name, year, statement, draws=2048, seed=seed)
        for seed in range(20)
    ]
    table = cf.switching_values(central, statement, draws=2048).set_index(["input", "year"])
    stated = float(table["standard_error"].to_dict()[name, year or ""])
    spread = float(np.std([value or np.nan for value in values], ddof=1))
    assert 1 / 3 < stated / spread < 3


def test_the_line_of_two_chances_is_where_the_forecast_turns(central: Scenario) -> None:
    line = cf.switching_plane(central, ("cessation", "2025/26"), ("expansion", "2026/27"), EVEN)
    crossing = line["turns_at"].dropna()
    assert len(crossing) > 3
    for across, up in list(crossing.items())[::3]:
        changed = central.but(cessation={"2025/26": across}, expansion={"2026/27": up})
        assert EVEN.question.answer(cf.forecast(changed)) == pytest.approx(0.5, abs=1e-9)
    both = line["holds_at_0"] & line["holds_at_1"]
    neither = ~line["holds_at_0"] & ~line["holds_at_1"]
    assert (line["turns_at"].isna() == (both | neither)).all()
    assert line.about.across.widest.mid == pytest.approx(3.5 / 16)


def test_the_line_of_a_discrete_scenario_is_a_hyperbola(central: Scenario) -> None:
    # Funded in 2025/26 with 1 - x; then expanded in 2026/27 with y: 1 - x times a + b y is t.
    flat = discrete(central, cessation={"2024/25": 0, "2026/27": 0}, expansion={"2025/26": 0})
    statement = cf.Statement(cf.Question(), 700_000)
    line = cf.switching_plane(flat, ("cessation", "2025/26"), ("expansion", "2026/27"), statement)
    base, more = 2 * 0.9 * AWARD, 0.9 * (CEILING - AWARD) / 2
    x = line.index.to_numpy()[:-1]
    y = (700_000 / (1 - x) - base) / more
    wanted = np.where((y >= 0) & (y <= 1), y, np.nan)
    assert line["turns_at"].to_numpy()[:-1] == pytest.approx(wanted, nan_ok=True)


def test_bad_questions_are_refused(central: Scenario, refused: Refused) -> None:
    value, line = cf.switching_value, cf.switching_plane
    a, b = ("cessation", "2025/26"), ("recovery_rate", "2025/26")
    for call, words in (
        (lambda: value(central, "cesation", "2025/26", EVEN), "the nearest is cessation"),
        (lambda: value(central, "cessation", None, EVEN), "so it needs a year: cessation.2024/25"),
        (lambda: value(central, "cessation", "2021/22", EVEN), "2021/22"),
        (lambda: value(central, "expansion_share", "2025/26", EVEN), "every year at once"),
        (lambda: line(central, a, a, EVEN), "needs two different chances"),
        (
            lambda: line(central, a, b, EVEN),
            "unknown chance 'recovery_rate.2025/26'",
        ),
        (lambda: line(central, ("cesation", "2025/26"), a, EVEN), "nearest is cessation.2025/26"),
        (lambda: line(central, ("expansion", "2024/25"), a, EVEN), "Known: cessation.2024/25, "),
        (lambda: cf.Statement(cf.Question(at_least=1), 50), "a probability from 0 to 1, got 50"),
        (lambda: cf.Statement(cf.Question(), float("nan")), "a sum of pounds, got nan"),
        (lambda: cf.Question("recoverd"), "the nearest is recovered"),
        (lambda: cf.Question(at_least=float("inf")), "must be a sum of pounds, got inf"),
        (lambda: cf.statement("evens", 1), "unknown statement 'evens'"),
    ):
        assert words in refused(call)


def test_a_statement_speaks_of_no_sum_below_0() -> None:
    with pytest.raises(cf.ForecastError, match="amount is a sum of pounds from 0 up, got -5"):
        cf.statement("even_chance", -5)
