"""A year written as next: it is named once, follows the decisions, and drops out or is refused."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st

from clsmin_forecast.inputs.awards import APPROVED, IN_PRINCIPLE, Awards
from clsmin_forecast.inputs.by_year import name_next
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.present.sentences import lost_changes, scenario_words
from clsmin_forecast.runs.audit import STALE, audit
from tests.beyond import CLOSED, YEAR, add_year
from tests.conftest import DRAWS

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

FILE = "scenarios/one_more_year.yaml"
CHANGES = "cessation: {next: 0, open: 0, open+1: 1}"


def _decide(awards: Awards, many: int) -> Awards:
    decided = awards.decision_years[:many]
    return Awards(
        tuple(
            replace(row, status=APPROVED) if row.financial_year in decided else row
            for row in awards.rows
        )
    )


@given(decided=st.integers(0, 3), after=st.lists(st.integers(0, 4), unique=True, min_size=1))
def test_it_counts_on_from_the_first_undecided_year(
    central: Scenario, decided: int, after: list[int]
) -> None:
    awards = _decide(central.facts.awards, decided)
    keys = {n: f"next+{n}" if n else "next" for n in after}
    named = name_next({keys[n]: n for n in after}, awards, "it", lapses=True)
    years = awards.decision_years
    if years:
        assert named == {years[n]: n for n in after if n < len(years)}
    else:
        assert named == {keys[n]: n for n in after}


@given(decided=st.integers(0, 2))
def test_open_is_the_first_in_principle_as_long_as_there_is_one(
    central: Scenario, decided: int
) -> None:
    awards = _decide(central.facts.awards, decided)
    first, *_ = awards.years_with(IN_PRINCIPLE)
    assert name_next({"open": 1}, awards, "it") == {first: 1}


def test_open_is_next_once_nothing_is_in_principle(data: Path) -> None:
    awards = load_facts(add_year(data, CLOSED)).awards
    assert name_next({"open": 1}, awards, "it") == name_next({"next": 1}, awards, "it") == {YEAR: 1}


def test_a_change_shows_the_year_by_its_name(central: Scenario) -> None:
    changed = central.but(cessation={"next": 0.4, "next+2": 0.1})
    same = central.but(cessation={"2024/25": 0.4, "2026/27": 0.1})
    assert (changed, changed.changes) == (same, same.changes)
    assert changed.name == "central, cessation.2024/25=0.4, cessation.2026/27=0.1"


# what is written: (input, its values, what the refusal says)
REFUSED = {
    "a year twice": (
        "cessation",
        {"2024/25": 0, "next": 0.1},
        "cessation: two values are given for 2024/25, as next too; write one.",
    ),
    "a year beyond the last": (
        "cessation",
        {"next+3": 0},
        "cessation: next+3: no such year is undecided; next is 2024/25 and next+2, 2026/27, the "
        "last.",
    ),
    "a year in which it does not act": (
        "expansion",
        {"next": 0},
        "expansion: 2024/25: has no effect in a year that is indicative; it acts in 2025/26, "
        "2026/27.",
    ),
    "no form of it": (
        "cessation",
        {"next+0": 0},
        "cessation: unknown year 'next+0'. Known: 2024/25, 2025/26, 2026/27.",
    ),
    "a value that is none": (
        "cessation",
        {"next": "soon"},
        "cessation.2024/25: a chance must be a number such as 0.25, 25% or 1 in 4, got 'soon'.",
    ),
}


@pytest.mark.parametrize(("name", "values", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_year_is_refused(
    central: Scenario, refused: "Refused", name: str, values: Any, message: str
) -> None:
    assert refused(lambda: central.but(**{name: values})) == f"scenario central: {message}"


def test_there_is_none_once_every_year_is_decided(central: Scenario, refused: "Refused") -> None:
    awards = _decide(central.facts.awards, 3)
    assert refused(lambda: name_next({"next": 0}, awards, "cessation")) == (
        "cessation: next: no year of awards.csv is undecided."
    )


def test_the_last_one_left_is_the_last(central: Scenario, refused: "Refused") -> None:
    awards = _decide(central.facts.awards, 2)
    assert refused(lambda: name_next({"next+1": 0}, awards, "it")) == (
        "it: next+1: no such year is undecided; next is 2026/27, the last."
    )


def test_the_register_names_its_years(refused_edit: "Edit[str]") -> None:
    said = refused_edit("assumptions.yaml", "2025/26: {evidence", "next+1: {evidence")
    assert said == (
        "assumptions.yaml: cessation: next+1: only a scenario writes a year so; name the year."
    )


def test_a_file_means_the_years_that_it_then_names(
    data: Path, edit: "Edit[None]", central: Scenario
) -> None:
    written = forecast(load_scenario("one_more_year", data), draws=DRAWS).to_dict()
    edit(FILE, CHANGES, "cessation: {2024/25: 0, 2025/26: 0, 2026/27: 1}")
    assert forecast(load_scenario("one_more_year", data), draws=DRAWS).to_dict() == written


def test_a_file_moves_on_as_years_are_decided(data: Path) -> None:
    add_year(data, closed=["2024/25", "2025/26"])
    moved = load_scenario("one_more_year", data)
    assert moved.changes["cessation"] == {"2026/27": 0, YEAR: 1}
    assert not moved.without_effect
    assert not lost_changes(moved)


def test_what_lies_beyond_the_last_year_drops_out_of_a_file(data: Path, edit: "Edit[None]") -> None:
    edit(FILE, CHANGES, "cessation: {next: 0, next+3: 1}")
    lapsed = load_scenario("one_more_year", data)
    assert lapsed.changes["cessation"] == {"2024/25": 0}
    assert not lapsed.without_effect


def test_what_lies_before_it_is_told_to_have_no_effect(data: Path, edit: "Edit[None]") -> None:
    edit(FILE, CHANGES, "cessation: {next: 0, next-1: 1}")
    lapsed = load_scenario("one_more_year", data)
    assert lapsed.without_effect == [("cessation", "next-1")]
    assert lapsed.title.endswith(" (overtaken in part)")
    assert (
        "**Without effect**, because no such year is undecided: cessation in next-1."
        in scenario_words(lapsed)
    )
    told = [each.what for each in audit(data, lapsed.register.as_at) if each.level == STALE]
    assert told == ["cessation.next-1 has no effect: no such year is undecided"]
