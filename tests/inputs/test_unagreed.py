"""A year beyond the papers: what its row may say, where its inputs act, and what it needs."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clsmin_forecast.inputs.awards import CEILINGS, IN_PRINCIPLE, STATUSES, UNAGREED
from clsmin_forecast.inputs.catalogue import INPUTS
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.scenarios import load_scenario, load_scenarios
from tests.beyond import CEILING, WHY, YEAR, add_row, add_year

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

ROW = f"{YEAR},{CEILING},cash,unagreed,up_to,,,,{WHY},"
# what is done: (what the row becomes, what the refusal says)
BROKEN = {
    "a paper": (
        ROW.replace("up_to,,,,", "up_to,,PCD 1532,,"),
        "decision is empty for a year that is unagreed, since what a paper says is at least "
        "in_principle; got 'PCD 1532'.",
    ),
    "a place": (
        ROW.replace("up_to,,,,", "up_to,,,rec 2,"),
        "locator is empty for a year that is unagreed, since what a paper says is at least "
        "in_principle; got 'rec 2'.",
    ),
    "posts": (
        ROW.replace("up_to,,,,", "up_to,7,,,"),
        "posts is empty for a year that is unagreed, since what a paper says is at least "
        "in_principle; got '7'.",
    ),
    "a fixed sum": (
        ROW.replace("up_to", "fixed"),
        "basis of a year that is unagreed must be up_to, got 'fixed'.",
    ),
    "no reason": (
        ROW.replace(WHY, ""),
        "note is empty; of a year that is unagreed it says why such a ceiling is supposed.",
    ),
    "an outturn": (
        f"{ROW}5000",
        "outturn_gbp is for an outturn year and never above amount_gbp, got 5000 for a year "
        "that is unagreed.",
    ),
}


@pytest.mark.parametrize(("row", "message"), BROKEN.values(), ids=BROKEN)
def test_what_only_a_paper_can_say_is_refused(
    data: Path, refused_edit: "Edit[str]", row: str, message: str
) -> None:
    add_row(data)
    assert refused_edit("awards.csv", ROW, row) == f"awards.csv, line 8: {message}"


def test_a_year_in_principle_follows_none_that_is_unagreed(
    data: Path, edit: "Edit[None]", refused_edit: "Edit[str]"
) -> None:
    add_row(data)
    edit(
        "awards.csv",
        "2025/26,1000000,cash,in_principle,up_to,,PCD 1532,",
        "2025/26,1000000,cash,unagreed,up_to,,,",
    )
    said = refused_edit(
        "awards.csv",
        '"PCD 1532, recommendation 2","a ceiling, including potential expansion; funding may',
        ',"a ceiling; it may',
    )
    assert said == (
        "awards.csv: 2026/27 is in_principle but 2025/26 is still unagreed; years are decided in "
        "time order."
    )  # fmt: skip


def test_one_year_has_a_paper(data: Path, refused: "Refused") -> None:
    header = (data / "awards.csv").read_text(encoding="utf-8").splitlines()[0]
    (data / "awards.csv").write_text(f"{header}\n{ROW}\n", encoding="utf-8")
    assert refused(lambda: load_facts(data)) == (
        "awards.csv: every year is unagreed; one needs a paper, from which the award goes on."
    )


def test_a_missing_value_says_how_it_is_written(data: Path, refused: "Refused") -> None:
    add_row(data)
    assert refused(lambda: load_scenario("central", data)) == (
        "assumptions.yaml: cessation: has no value for 2027/28, which awards.csv holds; write it "
        "beneath values, as 2027/28: 0.25, or in the form of another year."
    )


def test_it_is_the_least_sure_of_all_and_beneath_a_ceiling_as_one_in_principle(data: Path) -> None:
    awards = load_facts(add_year(data)).awards
    assert max(STATUSES, key=lambda name: STATUSES[name].doubt) == UNAGREED
    assert CEILINGS == (IN_PRINCIPLE, UNAGREED)
    assert awards.decision_years == ("2024/25", "2025/26", "2026/27", YEAR)
    assert awards.years_with(IN_PRINCIPLE) == ("2025/26", "2026/27")
    assert awards.ceiling_years == ("2025/26", "2026/27", YEAR)
    assert awards[YEAR].limited
    assert YEAR not in awards.priced_years
    acting = {name for name, each in INPUTS.items() if YEAR in each.acts(awards)}
    assert acting == {name for name, each in INPUTS.items() if "2026/27" in each.acts(awards)}


def test_it_names_no_paper_and_every_scenario_loads(data: Path) -> None:
    facts = load_facts(add_year(data))
    assert facts.awards.papers == ("PCD 956", "PCD 1218", "PCD 1532")
    assert [paper for ids in facts.papers.values() for paper in ids] == [*facts.awards.papers]
    assert facts.awards[YEAR].place == WHY
    assert all(YEAR in each.quantities["cessation"] for each in load_scenarios(data=data))
