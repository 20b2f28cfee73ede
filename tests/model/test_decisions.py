"""Decisions: every path, exactly, and what may follow what."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path as File
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, strategies as st

from clsmin_forecast.inputs.awards import IN_PRINCIPLE
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.decisions import (
    Path,
    list_paths,
    next_decisions,
    weigh_decisions,
    weigh_steps,
)
from tests.model.conftest import chances

if TYPE_CHECKING:
    from tests.conftest import Edit

UNSURE = ("2025/26", "2026/27")


def _steps(paths: tuple[Path, ...]) -> Iterator[tuple[str, str, str]]:
    for path in paths:
        for (_, before), (year, after) in pairwise(path.decisions.items()):
            yield year, before, after


def _decisions(scenario: Scenario) -> set[tuple[str, ...]]:
    return {tuple(path.decisions.values()) for path in list_paths(scenario)}


@given(st.data())
def test_the_probabilities_of_the_paths_sum_to_1(longer: Scenario, data: st.DataObject) -> None:
    paths = list_paths(longer.but(**data.draw(chances(longer))))
    assert sum(path.probability for path in paths) == pytest.approx(1, abs=1e-12)
    assert all(path.probability > 0 for path in paths)
    assert all(tuple(path.decisions) == longer.facts.awards.decision_years for path in paths)


@given(st.data())
def test_expansion_comes_only_in_principle_and_once_expanded_stays(
    longer: Scenario, data: st.DataObject
) -> None:
    paths = list_paths(longer.but(**data.draw(chances(longer))))
    for year, before, after in _steps(paths):
        if after == "expand":
            assert longer.facts.awards[year].status == IN_PRINCIPLE
        assert (before, after) not in {("expand", "continue"), ("cease", "expand")}


def test_every_path_of_the_central_view_has_its_exact_probability(central: Scenario) -> None:
    scenario = central.but(
        cessation={"2024/25": 0.1, "2025/26": 0.2, "2026/27": 0.4},
        expansion={"2025/26": 0.3, "2026/27": 0.5},
    )
    found = {tuple(path.decisions.values()): path.probability for path in list_paths(scenario)}
    assert found == pytest.approx(
        {
            ("continue", "continue", "continue"): 0.9 * 0.8 * 0.7 * 0.6 * 0.5,
            ("continue", "continue", "expand"): 0.9 * 0.8 * 0.7 * 0.6 * 0.5,
            ("continue", "continue", "cease"): 0.9 * 0.8 * 0.7 * 0.4,
            ("continue", "expand", "expand"): 0.9 * 0.8 * 0.3 * 0.6,
            ("continue", "expand", "cease"): 0.9 * 0.8 * 0.3 * 0.4,
            ("continue", "cease", "cease"): 0.9 * 0.2,
            ("cease", "cease", "cease"): 0.1,
        }
    )


def test_what_ceased_stays_ceased_unless_it_is_reinstated(central: Scenario) -> None:
    assert ("cease", "continue") not in {step[1:] for step in _steps(list_paths(central))}
    back = list_paths(central.but(reinstatement={"2025/26": 0.25}, cessation={"2024/25": 1}))
    probability = sum(path.probability for path in back if path.decisions["2025/26"] == "continue")
    assert probability == 0.25


def test_what_came_back_continues_and_may_expand_in_a_later_year(central: Scenario) -> None:
    found = _decisions(central.but(reinstatement=0.5))
    assert ("cease", "continue", "expand") in found
    assert ("continue", "cease", "continue") in found


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("continue", {"continue": 0.3, "expand": 0.3, "cease": 0.4}),
        ("expand", {"expand": 0.6, "cease": 0.4}),
        ("cease", {"continue": 0.1, "cease": 0.9}),
    ],
)
def test_the_next_decision_rests_on_the_last(last: str, expected: dict[str, float]) -> None:
    found = next_decisions(last, cease=0.4, expand=0.5, reinstate=0.1)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("status", ["approved", "outturn"])
def test_a_year_that_is_decided_leaves_the_tree(
    data: File, edit: "Edit[None]", status: str
) -> None:
    edit("awards.csv", "570567,cash,indicative", f"570567,cash,{status}")
    paths = list_paths(load_scenario("central", data))
    assert {tuple(path.decisions) for path in paths} == {("2025/26", "2026/27")}
    ceased = sum(path.probability for path in paths if path.decisions["2025/26"] == "cease")
    assert ceased == pytest.approx(3.5 / 16)


def test_a_tree_in_which_every_year_is_decided_is_one_path(data: File, edit: "Edit[None]") -> None:
    edit("awards.csv", "570567,cash,indicative", "570567,cash,outturn")
    for year in ("2025/26", "2026/27"):
        edit("awards.csv", f"{year},1000000,cash,in_principle", f"{year},1000000,cash,outturn")
    assert list_paths(load_scenario("central", data)) == (Path({}, 1.0),)


def test_an_outturn_of_nothing_means_ceased_from_then_on(data: File, edit: "Edit[None]") -> None:
    edit("awards.csv", "2024/25,570567,cash,indicative", "2024/25,0,cash,outturn")
    central = load_scenario("central", data)
    assert _decisions(central) == {("cease", "cease")}
    assert _decisions(central.but(reinstatement=0.5, cessation=0)) == {
        ("cease", "cease"),
        ("cease", "continue"),
        ("continue", "continue"),
        ("continue", "expand"),
    }


@pytest.mark.parametrize(
    "paths",
    [
        (),
        (Path({"2024/25": "cease", "2025/26": "cease", "2026/27": "cease"}, 0.9),),
        (Path({"2023/24": "cease", "2024/25": "cease"} | dict.fromkeys(UNSURE, "cease"), 1.0),),
    ],
    ids=["none", "too unlikely", "against what is decided"],
)
def test_a_decided_year_has_its_one_decision_whatever_the_paths(
    central: Scenario, paths: tuple[Path, ...]
) -> None:
    awards = central.facts.awards
    found = weigh_decisions(paths, awards)
    for year in ("2021/22", "2022/23", "2023/24"):
        assert found[year] == {"continue": 1.0}
    probable = [path.probability for path in paths]
    assert list(found["2025/26"].items()) == [("cease", chance) for chance in probable]
    assert weigh_steps(paths, awards, "2021/22", "2022/23") == {("continue", "continue"): 1.0}
    steps = weigh_steps(paths, awards, "2023/24", "2024/25")
    assert list(steps.items()) == [(("continue", "cease"), chance) for chance in probable]


@given(st.data())
def test_steps_have_the_decisions_of_both_years_as_their_margins(
    central: Scenario, data: st.DataObject
) -> None:
    changed = central.but(**data.draw(chances(central)))
    paths, awards = list_paths(changed), changed.facts.awards
    weights = weigh_decisions(paths, awards)
    for before, year in pairwise(awards.years):
        steps = weigh_steps(paths, awards, before, year)
        for place, each in enumerate((before, year)):
            for decision, chance in weights[each].items():
                margin = sum(p for step, p in steps.items() if step[place] == decision)
                assert margin == pytest.approx(chance, abs=1e-12)


def test_who_edits_a_path_of_a_forecast_edits_no_other(central: Scenario) -> None:
    first = list_paths(central)
    first[0].decisions.clear()
    assert all(path.decisions for path in list_paths(central))
