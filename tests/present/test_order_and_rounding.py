"""Years are told in time order, and chances say of what they are a share and that they round."""

import re

import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.present import charts, sentences
from clsmin_forecast.present.question_words import table_note

from ..conftest import DRAWS

NO_FUNDING = re.compile(r"(?:no funding in|Nor is there any in) (\d{4}/\d\d)")
IF_FUNDED = re.compile(r"(?:If|In) (\d{4}/\d\d)(?: is funded)?, what is recovered")
ROUNDED = "Percentages are rounded, so they may not add up to 100%."


@pytest.fixture
def later_is_riskier(central: Scenario) -> cf.Forecast:
    risky = central.but(cessation={"2025/26": 0.1, "2026/27": 0.6})
    return cf.forecast(risky, draws=DRAWS)


def test_years_ascend_where_the_last_is_the_riskiest(later_is_riskier: cf.Forecast) -> None:
    sure = sentences.page_one(later_is_riskier)["how_sure"]
    assert NO_FUNDING.findall(sure) == ["2024/25", "2025/26", "2026/27"]
    for said in (sentences.outlook(later_is_riskier), sentences.gap(later_is_riskier)):
        assert NO_FUNDING.findall(said) == ["2025/26", "2026/27"]
    for said in (sure, sentences.outlook(later_is_riskier)):
        assert IF_FUNDED.findall(said) == ["2025/26", "2026/27"]
        assert said.index("no funding in 2026/27") < said.index("what is recovered")


def test_the_worst_outcomes_have_their_years_in_order(central: Scenario) -> None:
    risky = central.but(cessation={"2025/26": 0.1, "2026/27": 0.1})
    said = sentences.worst_runs(cf.worst_runs(risky, "gap", draws=DRAWS, worst=0.5))
    for part in re.findall(r"(?:in common|frequent in them): [^.]*", said):
        years = re.findall(r" in (\d{4}/\d\d)", part)
        assert years == sorted(years), said


def test_a_year_after_one_without_funding_follows_it(central: Scenario) -> None:
    never = cf.forecast(central.but(cessation={"2025/26": 1}), draws=DRAWS)
    assert sentences.outlook(never).startswith(
        "In this scenario there is no funding in 2025/26. Nor is there any in 2026/27."
    )


def test_percentages_that_miss_the_whole_say_that_they_are_rounded(central: Scenario) -> None:
    apart = central.but(
        cessation={"2024/25": 0, "2025/26": 0.334, "2026/27": 0}, expansion={"2026/27": 0}
    )
    for expansion, rounded in ((0.5, True), (0, False)):  # 33% + 33% + 33%; 33% + 67%
        made = cf.forecast(apart.but(expansion={"2025/26": expansion}), draws=DRAWS)
        assert (ROUNDED in charts.funding_outlook(made).subtitle) == rounded
        assert (ROUNDED in charts.decision_tree(made).subtitle) == rounded
        assert (ROUNDED in table_note(made.paths())) == rounded


def test_the_tree_says_of_what_its_percentages_are_shares(central: Scenario) -> None:
    made = cf.forecast(central, draws=DRAWS)
    tree = charts.decision_tree(made)
    axes = tree.figure.axes[0]
    assert any(text.get_text().startswith("of all outcomes:") for text in axes.texts)
    legend = axes.get_legend()
    assert legend
    assert legend.get_title().get_text() == "on a branch: of outcomes that reach it"
    assert "on each branch the chance of a decision after those before it" in tree.subtitle


def test_the_line_says_what_lies_on_either_side(central: Scenario) -> None:
    pair = ("cessation", "2025/26"), ("cessation", "2026/27")
    line = cf.switching_plane(central, *pair, cf.even_chance(1_000_000), draws=DRAWS)
    assert line["holds_at_0"][line["turns_at"].notna()].all()  # the less it ceases, the likelier
    assert sentences.switching_plane(line).endswith(
        "below the line the answer is 50% or more, above it the answer is less than 50%."
    )
