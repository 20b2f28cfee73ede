"""Signs as they are told: beside a chance, on page one, in tables, and on the page of sliders."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from clsmin_forecast.analysis.evidence_choices import evidence_choices
from clsmin_forecast.analysis.explain import explain
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.present import charts, sentences, tables
from clsmin_forecast.present.explanation import explanation, explanation_rows
from clsmin_forecast.present.explorer.session import Session
from clsmin_forecast.present.explorer.state import State
from tests.conftest import in_force

DRAWS = 64
TODAY = date(2026, 11, 28)
YEAR, FIELD = "2026/27", "cessation.2026/27"
TOLD = (
    "The chance that funding ceases in 2026/27 has 2 signs weighed in: “The County Lines Programme "
    "falls from more than £43m in 2025/26 (PQ 89781) to £28m in 2026/27” (Police Grant Report "
    "2026-27, 11 February 2026), judged 1.5 times (1 to 3) and “The minister’s remit for police "
    "pay tells of rigorous in-year savings and less discretionary spending” (Remit letter 2026-27, "
    "19 February 2026), judged 1.2 times (0.9 to 2) as likely if funding ceases as if not, 1.8 "
    "times (0.9 to 6) together. Before them the chance was 22%; a ratio of 3.57 would make it even."
)


@pytest.fixture
def signed(data: Path) -> Path:
    """Return a copy of the data with the register's example of signs in force."""
    register = data / "assumptions.yaml"
    register.write_text(in_force(register.read_text(encoding="utf-8")), encoding="utf-8")
    return data


@pytest.fixture
def with_signs(signed: Path) -> Scenario:
    return load_scenario("central", signed)


def test_the_risk_of_a_year_tells_its_signs(with_signs: Scenario, central: Scenario) -> None:
    made = forecast(with_signs, draws=DRAWS)
    said = sentences.cessation_risk(made, YEAR)
    assert "is about 34% (close to 1 in 3), 90% interval 7% to 80%, from 3 endings in 15" in said
    assert "from 3 endings in 15 comparable cases and 2 signs; counting a stop before" in said
    assert TOLD in said
    of_another = sentences.cessation_risk(made, "2025/26")
    assert "15 comparable cases; counting a stop before" in of_another
    assert TOLD in of_another  # the page of one year tells the signs of every year
    assert "sign" not in sentences.cessation_risk(forecast(central, draws=DRAWS), YEAR)


def test_page_one_tells_them_where_it_explains_the_chance(with_signs: Scenario) -> None:
    said = sentences.page_one(forecast(with_signs, draws=DRAWS))
    assert (
        "(after a funded year 34%, 90% interval 7% to 80%: 3 endings in 15 cases and 2 signs, "
        "before which it was 22%)"
    ) in said["how_sure"]
    assert "with the signs of 2026/27 weighed in whatever the cases: between" in said["comparison"]
    assert "; so few cases, and signs whose worth is judged, leave those" in said["comparison"]
    judged = "rest on so few cases and on signs whose worth is judged that the average"
    assert judged in said["how_much"]


def test_a_chance_that_is_set_tells_them_too(with_signs: Scenario) -> None:
    sign = {"what": "It falls", "source": "PQ 89781", "date": "2025-11-19", "measured": True}
    spec: dict[str, Any] = {
        "chance": 0.25,
        "signals": [sign | {"times_as_likely": {"low": 1, "mid": 3, "high": 9}}],
    }
    changed = with_signs.but(cessation={"2025/26": spec})
    said = sentences.cessation_risk(forecast(changed, draws=DRAWS), "2025/26")
    assert "is set to 50% by the scenario, not by evidence. The chance" in said
    assert "measured 3 times (1 to 9) as likely if funding ceases as if not. Before it" in said
    assert "the chance was 25%; a ratio of 3 would make it even." in said


def test_the_comparisons_say_that_they_come_before_the_signs(
    with_signs: Scenario, central: Scenario
) -> None:
    table, plain = (evidence_choices(each, draws=DRAWS) for each in (with_signs, central))
    said = sentences.evidence_choices(table)
    assert said.startswith("Before any sign, the chance that funding ceases after a funded year")
    headings = [list(tables.reading_rows(each)[0]) for each in (table, plain)]
    assert "chance before any sign, 90% interval" in headings[0]
    assert "chance, 90% interval" in headings[1]
    chart = charts.evidence_choices(table)
    assert chart.headline.startswith("Before signs, chance of ceasing is 6% to 46%")
    assert "after a funded year, before any sign, for" in chart.subtitle
    assert "with the signs of 2026/27 weighed in" in chart.subtitle
    assert "Police Grant Report 2026-27" in chart.source
    assert "sign" not in charts.evidence_choices(plain).subtitle + sentences.evidence_choices(plain)


def test_the_trace_of_a_figure_tells_and_cites_them(with_signs: Scenario) -> None:
    traced = explain(with_signs, "chance_not_funded_2026_27", draws=8)
    said = explanation(traced)
    assert TOLD in said
    assert "Remit letter 2026-27 (dated 2026-02-19, read 2026-11-28)" in said
    rows = [row for row in explanation_rows(traced, TODAY) if row["rests on"] == "cessation"]
    froms = {str(row["year"]): str(row["from"]) for row in rows}
    assert froms[YEAR].endswith(
        "comparator grants, Police Grant Report 2026-27, Remit letter 2026-27"
    )
    assert "Remit" not in froms["2025/26"]
    assert TOLD not in explanation(explain(with_signs, "chance_not_funded_2025_26", draws=8))


def test_the_table_of_assumptions_has_the_ratio_to_even_and_the_sources(signed: Path) -> None:
    row = next(row for row in tables.assumption_rows(signed) if row["input"] == "cessation")
    assert row["value"].endswith(
        "2026/27: 34% (90% interval 7% to 80%), from 22% by 2 signs, 1.8 times (0.9 to 6); "
        "even at 3.57 times"
    )
    assert row["sources"] == (
        "PCD 1532, comparator_grants, Police Grant Report 2026-27, Remit letter 2026-27"
    )


def test_the_page_keeps_a_sign_until_a_chance_is_typed_over_it(signed: Path) -> None:
    page = Session(State(start="central"), draws=DRAWS, data=signed, today=TODAY)
    about = {field["id"]: field["evidence"] for field in page.opening["fields"]}
    assert about[FIELD].endswith(TOLD)
    assert "sign" not in about["cessation.2025/26"]

    def said(**message: str) -> str:
        answer = page.hear(message)
        return str(answer["fields"][FIELD]["said"])

    moved = said(do="set", field="cessation.2025/26", text="40%")
    assert moved.startswith("34% (90% interval 7% to 80%), from 22% by 2 signs")
    assert said(do="set", field=FIELD, text="20%") == "20%"
    assert said(do="unset", field=FIELD) == moved
