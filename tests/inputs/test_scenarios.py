"""Scenarios: the named ones, the ways to change one, and what breaks a rule in them."""

import re
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clsmin_forecast.cli import forecasting
from clsmin_forecast.inputs.catalogue import INPUTS
from clsmin_forecast.inputs.scenarios import (
    Scenario,
    load_scenario,
    load_scenarios,
    scenario_names,
)
from clsmin_forecast.quantities import Choice

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

NAMES = (
    "central, ceases, ceases_with_alternative, continues_flat, continues_with_pay, "
    "full_expansion, half_expansion, one_more_year, programme_cut, taper"
)
SETS = (
    "Known: within_award, year_ends_since_2024_25, at_expiry, year_end_2024_25, "
    "home_office_since_2024_25, merged_as_renewed, nearest_neighbours, own_programme, "
    "unknown_as_renewed, unknown_as_ceased, endings_half_seen, promised_years, panel_2006_13, "
    "renewed_larger, renewed_about_level."
)


def _range(**points: float) -> dict[str, dict[str, float]]:
    return {"range": {"low": 0.7, "mid": 0.8, "high": 0.9, "coverage": 0.9} | points}


def _in_itself() -> dict[str, Any]:
    choice: dict[str, Any] = {"choice": [{"weight": 1}]}
    choice["choice"][0]["value"] = choice
    return choice


def _choice(*weighted: tuple[float, float]) -> dict[str, list[dict[str, float]]]:
    return {"choice": [{"value": value, "weight": weight} for value, weight in weighted]}


# what is done: (input, its value, what the refusal says)
CHANGES: dict[str, tuple[str, Any, str]] = {
    "an unknown input": (
        "cesation",
        1,
        "unknown assumption 'cesation'; the nearest is cessation. "
        "Known: " + ", ".join(INPUTS) + ".",
    ),
    "an unknown year": (
        "cessation",
        {"2029/30": 1},
        "cessation: unknown year '2029/30'. Known: 2024/25, 2025/26, 2026/27.",
    ),
    "a year that is none": (
        "cessation",
        {2025: 1},
        "cessation: unknown year 2025; the nearest is 2025/26 or 2024/25. "
        "Known: 2024/25, 2025/26, 2026/27.",
    ),
    "a decision that has been made": (
        "cessation",
        {"2023/24": 1},
        "cessation: 2023/24: has no effect in a year that is approved; "
        "it acts in 2024/25, 2025/26, 2026/27.",
    ),
    "an expansion of an indicative year": (
        "expansion",
        {"2024/25": 1},
        "expansion: 2024/25: has no effect in a year that is indicative; "
        "it acts in 2025/26, 2026/27.",
    ),
    "a recovery that has been received": (
        "recovery_rate",
        {"2021/22": 1},
        "recovery_rate: 2021/22: has no effect in a year that is received; "
        "it acts in 2023/24, 2024/25, 2025/26, 2026/27.",
    ),
    "a share by year": (
        "expansion_share",
        {"2025/26": 1},
        "expansion_share: holds for every year at once; give it without years.",
    ),
    "a chance above 1": (
        "cessation",
        {"2025/26": 1.2},
        "cessation.2025/26: a chance must lie from 0 to 1, got 1.2.",
    ),
    "a chance below 0": (
        "cessation",
        -0.1,
        "cessation: a chance must lie from 0 to 1, got -0.1.",
    ),
    "a chance that is not a number": (
        "cessation",
        float("nan"),
        "cessation: a chance must be a number such as 0.25, 25% or 1 in 4, got nan.",
    ),
    "a chance in words": (
        "cessation",
        "likely",
        "cessation: a chance must be a number such as 0.25, 25% or 1 in 4, got 'likely'.",
    ),
    "a chance in per cent": (
        "cessation",
        40,
        "cessation: a chance must lie from 0 to 1, got 40: 40 means 4,000%; write 0.4 or 40%.",
    ),
    "a chance above a hundred per cent": (
        "cessation",
        "140%",
        "cessation: a chance must lie from 0 to 1, got '140%'.",
    ),
    "a sum longer than a number can be": (
        "alternative_funding",
        10**400,
        "alternative_funding: a value must lie from 0 to 100,000,000, got a number beyond all "
        "bounds.",
    ),
    "a chance that is yes": (
        "cessation",
        {"2025/26": True},
        "cessation.2025/26: a chance must be a number such as 0.25, 25% or 1 in 4, got True.",
    ),
    "a chance without a value": (
        "cessation",
        None,
        "cessation: a chance must be a number such as 0.25, 25% or 1 in 4, got nothing.",
    ),
    "an expert's chance that is a choice": (
        "cessation",
        {"choice": [{"value": _choice((0.5, 1)), "weight": 1}]},
        "cessation: each expert's chance is a number, a range or evidence.",
    ),
    "experts whose weights do not sum to 1": (
        "cessation",
        _choice((0.5, 0.5), (0.2, 0.4)),
        "cessation: the weights of a choice are 0 or more and sum to 1, got 0.9.",
    ),
    "a rate above 1": (
        "recovery_rate",
        _range(high=1.2),
        "recovery_rate: high must lie from 0 to 1, got 1.2.",
    ),
    "pay that falls to nothing": (
        "pay_growth",
        -1,
        "pay_growth: a value must lie from -0.5 to 0.5, got -1: -1 means -100%; write -0.01 or "
        "-1%.",
    ),
    "money that is negative": (
        "alternative_funding",
        -5,
        "alternative_funding: a value must lie from 0 to 100,000,000, got -5.",
    ),
    "money without end": (
        "alternative_funding",
        float("inf"),
        "alternative_funding: a value must lie from 0 to 100,000,000, got inf.",
    ),
    "a low above the middle": (
        "recovery_rate",
        _range(low=0.9),
        "recovery_rate: a range runs low <= mid <= high in finite numbers, got (0.9, 0.8, 0.9).",
    ),
    "a coverage in per cent": (
        "recovery_rate",
        _range(coverage=90),
        "recovery_rate: coverage must lie from 0.5 to 1, got 90; ninety per cent is written 0.9.",
    ),
    "a range without coverage": (
        "recovery_rate",
        {"range": {"low": 0.7, "mid": 0.8, "high": 0.9}},
        "recovery_rate: missing coverage; the fields are low, mid, high, coverage.",
    ),
    "a range with more": (
        "recovery_rate",
        _range(mode=0.8),
        "recovery_rate: unknown mode; the fields are low, mid, high, coverage.",
    ),
    "a range that is a list": (
        "recovery_rate",
        {"range": [0.7, 0.8, 0.9]},
        "recovery_rate: missing coverage, high, low, mid; the fields are low, mid, high, coverage.",
    ),
    "a misspelt kind": (
        "recovery_rate",
        {"rnage": 1},
        "recovery_rate: value: unknown kind 'rnage'; the nearest is range. "
        "Known: chance, range, choice, evidence, ratios, pay_awards, posts.",
    ),
    "weights that do not sum to 1": (
        "recovery_rate",
        _choice((0.9, 0.5), (0.8, 0.4)),
        "recovery_rate: the weights of a choice are 0 or more and sum to 1, got 0.9.",
    ),
    "a weight below 0": (
        "recovery_rate",
        _choice((0.9, 1.5), (0.8, -0.5)),
        "recovery_rate: the weights of a choice are 0 or more and sum to 1, got 1.",
    ),
    "a choice of nothing": (
        "recovery_rate",
        _choice(),
        "recovery_rate: the weights of a choice are 0 or more and sum to 1, got 0.",
    ),
    "a choice that holds itself": (
        "recovery_rate",
        _in_itself(),
        "recovery_rate: a value must not hold itself.",
    ),
    "a choice without weights": (
        "recovery_rate",
        {"choice": [0.8, 0.9]},
        "recovery_rate: missing value, weight; the fields are value, weight.",
    ),
    "an unknown evidence set": (
        "cessation",
        {"evidence": "at_expiri"},
        f"cessation: evidence: unknown set 'at_expiri'; the nearest is at_expiry. {SETS}",
    ),
    "several evidence sets": (
        "cessation",
        {"evidence": ["at_expiry"]},
        f"cessation: evidence: unknown set ['at_expiry']; the nearest is at_expiry. {SETS}",
    ),
    "evidence for an amount": (
        "recovery_rate",
        {"evidence": "at_expiry"},
        "recovery_rate: evidence gives the chance of a decision, not an amount.",
    ),
    "ratios of no set": (
        "continuation_ratio",
        {"ratios": "level", "coverage": 0.8},
        f"continuation_ratio: ratios: unknown set 'level'. {SETS}",
    ),
    "ratios with a coverage in per cent": (
        "continuation_ratio",
        {"ratios": "renewed_larger", "coverage": 80},
        "continuation_ratio: coverage must lie from 0.5 to 1, got 80; "
        "ninety per cent is written 0.9.",
    ),
    "ratios without coverage": (
        "continuation_ratio",
        {"ratios": "renewed_larger"},
        "continuation_ratio: missing coverage; the fields are ratios, coverage.",
    ),
    "ratios of too small a coverage": (
        "continuation_ratio",
        {"ratios": "renewed_larger", "coverage": 0.4},
        "continuation_ratio: coverage must lie from 0.5 to 1, got 0.4; "
        "ninety per cent is written 0.9.",
    ),
    "a choice within a choice": (
        "recovery_rate",
        {"choice": [{"value": _choice((0.9, 1)), "weight": 1}]},
        "recovery_rate: each item of a choice is a number, a range or ratios.",
    ),
    "posts in another form": (
        "team_posts",
        {"posts": "state"},
        "team_posts: posts: unknown form 'state'; the nearest is stated. Known: stated.",
    ),
    "posts with more": (
        "team_posts",
        {"posts": "stated", "coverage": 0.8},
        "team_posts: unknown coverage; the fields are posts.",
    ),
    "an own set of another event as a comparison": (
        "expansion",
        {
            "evidence": {
                "where": {"year_end": ["expiry"], "ratio_known": True},
                "event": "grew",
                "count_by": "scheme_year",
                "ratio_at_least": 1.15,
                "choice": True,
            }
        },
        "expansion: evidence.choice: a comparison counts the event 'ceased' and keeps a case whose "
        "outcome is known, got the event 'grew' and 41 cases known.",
    ),
    "own ratios as a comparison": (
        "continuation_ratio",
        {
            "ratios": {
                "where": {"year_end": ["expiry"], "ratio_known": True},
                "count_by": "scheme_year",
                "choice": True,
            },
            "coverage": 0.8,
        },
        "continuation_ratio: ratios.choice: a comparison counts the event 'ceased' and keeps a "
        "case whose outcome is known, got the event '' and 41 cases known.",
    ),
    "posts of the papers for another input": (
        "alternative_funding",
        {"posts": "stated"},
        "alternative_funding: posts: stated is a number of posts, so only team_posts takes it.",
    ),
    "posts of a decided year": (
        "team_posts",
        {"2023/24": 8},
        "team_posts: 2023/24: has no effect in a year that is approved; "
        "it acts in 2024/25, 2025/26, 2026/27.",
    ),
    "money of a decided year": (
        "alternative_funding",
        {"2022/23": 1},
        "alternative_funding: 2022/23: has no effect in a year that is received; "
        "it acts in 2024/25, 2025/26, 2026/27.",
    ),
    "pay of a year that prices its posts": (
        "pay_growth",
        {"2024/25": 0.1},
        "pay_growth: 2024/25: has no effect in a year that is indicative; "
        "it acts in 2025/26, 2026/27.",
    ),
    "an unknown form of pay": (
        "pay_growth",
        {"pay_awards": "grow"},
        "pay_growth: pay_awards: unknown form 'grow'; the nearest is growth. Known: growth, ratio.",
    ),
    "pay, give or take, without coverage": (
        "pay_growth",
        {"pay_awards": "growth", "give_or_take": 0.01},
        "pay_growth: give_or_take and coverage go together.",
    ),
}
FILES = {
    "a name that is not the file's": (
        "name: ceases",
        "name: stops",
        "ceases.yaml: name must be the file's own, ceases, got 'stops'.",
    ),
    "a name with capitals": (
        "name: ceases",
        "name: Ceases",
        "ceases.yaml: name: must be small letters, digits and _, starting with a letter, "
        "got 'Ceases'.",
    ),
    "a title that fills a page": (
        "title: Funding ceases at the end of {open-1}",
        f"title: {'Funding ceases ' * 14}",
        "ceases.yaml: title: must have at most 200 characters, got "
        f"'{('Funding ceases ' * 14)[:79]}… (211 characters).",
    ),
    "no title": (
        "title: Funding ceases at the end of {open-1}",
        "title: ''",
        "ceases.yaml: title: must hold a letter or a digit, got ''.",
    ),
    "a change in the file": (
        "cessation: {open: 1}",
        "cessation: {2025/26: 1.2}",
        "ceases.yaml: cessation.2025/26: a chance must lie from 0 to 1, got 1.2.",
    ),
}


@pytest.mark.parametrize(("name", "value", "message"), CHANGES.values(), ids=CHANGES)
def test_a_bad_change_is_refused(
    central: Scenario, refused: "Refused", name: str, value: Any, message: str
) -> None:
    assert refused(lambda: central.but(**{name: value})) == f"scenario central: {message}"


@pytest.mark.parametrize(("old", "new", "message"), FILES.values(), ids=FILES)
def test_a_bad_scenario_file_is_refused(
    refused_edit: "Edit[str]", old: str, new: str, message: str
) -> None:
    assert refused_edit("scenarios/ceases.yaml", old, new) == message


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("centrl", "; the nearest is central"), ("../central", "; the nearest is central"), ("", "")],
)
def test_an_unknown_scenario_is_refused_with_the_nearest_names(
    data: Path, refused: "Refused", name: str, nearest: str
) -> None:
    assert refused(lambda: load_scenario(name, data)) == (
        f"scenario: unknown scenario {name!r}{nearest}. Known: {NAMES}."
    )


def test_all_ten_scenarios_load_and_central_comes_first(data: Path) -> None:
    assert ", ".join(scenario_names(data)) == NAMES
    assert ", ".join(scenario.name for scenario in load_scenarios(data=data)) == NAMES


def test_a_scenario_may_lie_anywhere(data: Path, tmp_path: Path) -> None:
    text = (data / "scenarios" / "ceases.yaml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.yaml"
    mine.write_text(text.replace("name: ceases", "name: mine"), encoding="utf-8")
    assert load_scenario(mine, data).quantities == load_scenario("ceases", data).quantities


def test_the_central_view_is_the_register_unchanged(central: Scenario) -> None:
    assert central.changes == {}
    assert central.quantities == central.register.baseline


def test_a_change_replaces_the_years_it_names_and_leaves_the_others(central: Scenario) -> None:
    changed = central.but(cessation={"2025/26": 0.5}, title="An even chance")
    before, after = central.quantities["cessation"], changed.quantities["cessation"]
    assert {year for year in after if after[year] != before[year]} == {"2025/26"}
    assert (changed.title, changed.changes) == ("An even chance", {"cessation": {"2025/26": 0.5}})
    assert central.changes == {}


def test_changes_upon_changes_are_all_written_down(central: Scenario) -> None:
    changed = central.but(cessation=0.1).but(cessation={"2026/27": 0.2}, expansion=0)
    assert changed.changes == {
        "cessation": {"2024/25": 0.1, "2025/26": 0.1, "2026/27": 0.2},
        "expansion": 0,
    }
    again = central.but(**changed.changes)
    assert again.quantities == changed.quantities
    assert changed.title == again.title == "Central view, changed"


LONG = {"range": {"low": 0.1, "mid": 0.2, "high": 0.3, "coverage": 0.9}}


def test_a_copy_is_named_by_what_changed(central: Scenario) -> None:
    even = central.but(cessation={"2025/26": 0.5})
    assert even.name == "central, cessation.2025/26=0.5"
    assert even.but(title="Ours").name == even.name
    assert even.but(team_posts=8).name == "central, cessation.2025/26=0.5, team_posts=8"
    assert even.but(cessation={"2025/26": 0.1}).name == "central, cessation.2025/26=0.1"
    assert central.but(cessation={"2025/26": {"evidence": "at_expiry"}}).name == (
        "central, cessation.2025/26={evidence: at_expiry}"
    )
    own = even.but(name="even", team_posts=8)
    assert own.name == "even"
    assert own.but(team_posts=9).name == "even, team_posts=9"
    assert load_scenario("ceases").but(cessation={"2026/27": 0}).name == (
        "ceases, cessation.2026/27=0"
    )
    assert central.but(title="Ours").name == "central"


def test_a_copy_with_long_changes_has_a_short_name_of_its_own(central: Scenario) -> None:
    copies = [
        central.but(cessation={"2025/26": LONG, "2026/27": chance}) for chance in (0, 0.1, 0.25)
    ]
    names = {each.name for each in copies}
    assert len(names) == 3
    assert all(re.fullmatch(r"central, 2 changes \([0-9a-f]{6}\)", name) for name in names)


def test_what_a_copy_is_called_is_what_makes_it_in_a_terminal(central: Scenario) -> None:
    made = central.but(cessation={"2025/26": 0.4}, team_posts=8)
    name, *changes = made.name.split(", ")
    assert forecasting.with_changes(load_scenario(name), changes).changes == made.changes


def test_a_scenario_keeps_what_it_was_made_of(central: Scenario) -> None:
    values = {"2025/26": 0.5}
    changed = central.but(cessation=values)
    values["2025/26"] = 0.9
    assert changed.changes == {"cessation": {"2025/26": 0.5}}
    with pytest.raises(FrozenInstanceError):
        changed.name = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        changed.changes["cessation"] = 0  # type: ignore[index]
    with pytest.raises(TypeError):
        del changed.evidence["at_expiry"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("value", "low", "mid", "high"),
    [
        (0.5, 0.5, 0.5, 0.5),
        (_range(), 0.7, 0.8, 0.9),
        (_choice((0.6, 0.2), (0.9, 0.8)), 0.6, 0.9, 0.9),
        ({"choice": [{"value": _range(), "weight": 1}]}, 0.7, 0.8, 0.9),
    ],
)
def test_a_value_is_a_number_a_range_or_a_choice(
    central: Scenario, value: Any, low: float, mid: float, high: float
) -> None:
    quantity = central.but(recovery_rate=value).quantities["recovery_rate"]["2025/26"]
    assert (quantity.low, quantity.mid, quantity.high) == pytest.approx((low, mid, high), abs=1e-9)


def test_a_chance_keeps_the_interval_of_its_range(central: Scenario) -> None:
    chance = central.but(cessation=_range()).quantities["cessation"]["2025/26"]
    assert (chance.low, chance.mid, chance.high) == (0.7, 0.8, 0.9)


def test_continuing_with_pay_grows_the_award_by_the_growth_of_pay(data: Path) -> None:
    scenario = load_scenario("continues_with_pay", data)
    for year, ratio in scenario.quantities["continuation_ratio"].items():
        assert ratio.mid == pytest.approx(1 + scenario.facts.pay.growth(year))


def test_a_value_without_years_leaves_what_is_decided_alone(central: Scenario) -> None:
    spent = central.but(recovery_rate=0.5)
    before, after = (each.quantities["recovery_rate"] for each in (central, spent))
    assert after["2023/24"] == before["2023/24"] != after["2024/25"]
    assert [year for year in after if after[year].mid == 0.5] == ["2024/25", "2025/26", "2026/27"]
    assert [spent.changes_year("recovery_rate", year) for year in after] == [False, *3 * [True]]
    assert spent.changes_year("recovery_rate")
    assert not spent.changes_year("pay_growth")
    named = spent.but(recovery_rate={"2023/24": 0.9})
    assert named.changes_year("recovery_rate", "2023/24")
    assert named.changes["recovery_rate"] == {
        "2023/24": 0.9, "2024/25": 0.5, "2025/26": 0.5, "2026/27": 0.5,
    }  # fmt: skip


def test_the_register_without_years_holds_in_every_year_in_which_it_acts(
    central: Scenario,
) -> None:
    assert isinstance(central.register.assumptions["recovery_rate"].values, dict)
    assert list(central.quantities["recovery_rate"]) == ["2023/24", "2024/25", "2025/26", "2026/27"]


def test_the_posts_are_those_that_the_papers_state(data: Path, edit: "Edit[None]") -> None:
    scenario = load_scenario("central", data)
    found = {year: scenario.team_posts(year) for year in scenario.facts.awards.costed_years}
    assert found == {"2022/23": 6} | dict.fromkeys(("2023/24", "2024/25", "2025/26", "2026/27"), 7)
    edit(
        "awards.csv",
        "2025/26,1000000,cash,in_principle,up_to,",
        "2025/26,1000000,cash,in_principle,up_to,9",
    )
    stated = load_scenario("central", data)
    assert [stated.team_posts(year) for year in ("2024/25", "2025/26", "2026/27")] == [7, 9, 9]
    assert stated.but(team_posts=8).team_posts("2025/26") == 8
    assert stated.but(team_posts=8).team_posts("2023/24") == 7


def test_ratios_are_a_list_as_found_with_ends_that_hold_the_coverage(central: Scenario) -> None:
    quantity = central.quantities["continuation_ratio"]["2025/26"]
    ratios = central.facts.evidence["renewed_about_level"].ratios
    assert isinstance(quantity, Choice)
    assert [item.mid for item in quantity.items] == list(ratios)
    assert quantity.weights == pytest.approx([1 / 25] * 25)
    # With 25 values as likely, a tenth of the probability is reached within the third, half within
    # the thirteenth and nine tenths within the twenty-third.
    assert (quantity.low, quantity.mid, quantity.high) == (ratios[2], ratios[12], ratios[22])
    assert quantity.coverage == 0.8
