"""What is asked first: each question with one figure, which is that of the forecast."""

import re

import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.conditional import chance_ceased, total_given
from clsmin_forecast.present.words import percent, sum_words

DRAWS = 1_024
QUESTIONS = [
    "How much", "How sure", "What if it stops", "What an expansion would buy", "What decides it",
    "What is at risk now", "What must be decided by when",
]  # fmt: skip


@pytest.fixture(scope="module")
def central() -> cf.Forecast:
    return cf.forecast("central", draws=DRAWS)


def test_seven_questions_in_their_order(central: cf.Forecast) -> None:
    rows = cf.tables.in_short_rows(central)
    assert [row["question"] for row in rows] == QUESTIONS
    for row in rows:
        assert len(re.findall(r"[.] [A-Z]", row["answer"])) <= 1
        assert row["answer"].endswith(".")


def test_each_figure_is_that_of_the_forecast(central: cf.Forecast) -> None:
    found = {name: each.figure for name, each in cf.sentences.in_short(central).items()}
    years = ("2025/26", "2026/27")
    assert found["how_much"] == sum_words(central.total("recovered", years).mean)
    assert found["how_sure"] == percent(chance_ceased(central, "2025/26"))
    cost = central.in_year("cost", "2025/26")
    assert cost is not None
    assert found["if_it_stops"] == sum_words(cost.mean)
    award = central.amounts.award
    posts = (award["2025/26", "expand"] / central.amounts.unit_cost["2025/26"]).mean()
    assert found["expansion"] == f"{posts:.1f} posts"
    gone_on = total_given(central.but(cessation={"2025/26": 0}), years, "2024/25", funded=True)
    assert gone_on is not None
    chance_before = central.probability_funded("2024/25")
    assert found["what_decides"] == sum_words(gone_on.mean * chance_before)


def test_the_sum_at_risk_and_the_day_are_those_of_the_year(central: cf.Forecast) -> None:
    found = {name: each.figure for name, each in cf.sentences.in_short(central).items()}
    table = cf.year("central", "2026/27", signed_month=8, draws=DRAWS)
    assert found["at_risk"] == sum_words(table.about.at_signature)
    assert found["at_risk"] == sum_words(float(table["at_risk"].loc["November 2026"]))
    assert found["decision"] in cf.sentences.page_one(central)["decision"]


@pytest.mark.parametrize("name", ["ceases", "full_expansion", "one_more_year"])
def test_a_sure_scenario_answers_too(name: str) -> None:
    made = cf.forecast(name, draws=DRAWS)
    said = cf.sentences.in_short(made)
    assert said["how_sure"].figure in ("0%", "100%")
    assert [each.asked for each in said.values()] == QUESTIONS
