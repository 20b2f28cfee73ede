"""A folder for another grant: whole or not at all, of any shape, and by one rule."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import clsmin_forecast as cf
from clsmin_forecast.inputs.awards import CEILINGS, STATUSES, UNAGREED
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.files import read_yaml
from clsmin_forecast.inputs.new_grant import AWARD, SOURCE, NewGrant, new_grant
from clsmin_forecast.inputs.scenarios import load_scenario
from clsmin_forecast.runs import init as making
from clsmin_forecast.runs.audit import NOTE, audit
from clsmin_forecast.runs.init import init
from clsmin_forecast.units import next_year

from ..conftest import Refused
from ..test_another_grant import OTHERS

TODAY = date(2026, 11, 28)
POLICE = "police officers, England and Wales"
NAMES = {
    "team": "High-Rise Inspection Team",
    "short_name": "HRIT",
    "holder": "Wessex Fire and Rescue Authority",
    "funder": "Ministry of Housing",
    "accepted_by": "the Fire Authority",
    "paper_series": "FA",
}
THREE = (
    "2025/26 | approved | 210000 | FA 12 | resolution 3",
    "2026/27 | indicative | 210000 | FA 12 | resolution 3",
    "2027/28 | in_principle | 250000 | FA 13 | resolution 4",
)


def told(*awards: str, **names: str) -> NewGrant:
    rows = [AWARD.read(each, f"--award {number}") for number, each in enumerate(awards, 1)]
    papers = {row["decision"] for row in rows} - {""}
    sources = [SOURCE.read(f"{each} | A paper | The Office | https://example.org", each)
               for each in sorted(papers)]  # fmt: skip
    return new_grant({**NAMES, **names}, rows, sources, TODAY)


def values(folder: Path, name: str) -> dict[str, object]:
    found: dict[str, object] = read_yaml(folder / "assumptions.yaml")["inputs"][name]["values"]
    return found


def test_a_folder_holds_nothing_of_the_package_s_own_grant(tmp_path: Path) -> None:
    made = init(tmp_path / "fire", told(*THREE), TODAY)
    files = [path for path in made.folder.rglob("*") if path.is_file()]
    assert made.files == len(files) == 19
    for path in files:
        if path.name != "comparator_grants.csv":
            assert not OTHERS.findall(path.read_text(encoding="utf-8")), path.name
    assert [path.name for path in tmp_path.iterdir()] == ["fire"]
    assert load_facts(made.folder).grant.funder == "Ministry of Housing"


def test_what_is_shared_is_the_package_s_to_the_byte(tmp_path: Path, data: Path) -> None:
    made = init(tmp_path / "fire", told(*THREE), TODAY)
    for name in ("comparator_grants.csv", "gdp_deflator.csv", "pay_awards.csv"):
        assert (made.folder / name).read_bytes() == (data / name).read_bytes()
    assert made.own_cases == ()


@st.composite
def shapes(draw: st.DrawFn) -> list[str]:
    """Draw the awards of a grant of any length, order of statuses, sums and posts."""
    order = sorted(STATUSES, key=lambda name: STATUSES[name].doubt)
    marks = sorted(draw(st.lists(st.integers(0, len(order) - 1), min_size=1, max_size=5)))
    year, lines = draw(st.sampled_from(["2019/20", "2022/23", "2026/27"])), []
    if order[marks[0]] in CEILINGS:  # it would grow from nothing
        marks = [0, *marks[1:]]
    for mark in marks:
        sum_ = draw(st.integers(1_000, 5_000_000))
        posts = draw(st.sampled_from(["", "", "2", "7.5"]))
        paper = draw(st.sampled_from(["FA 1", "FA 2"]))
        of_paper = "| |" if order[mark] == UNAGREED else f"{paper} | item 1 | {posts}"
        lines.append(f"{year} | {order[mark]} | {sum_} | {of_paper}".removesuffix(" |"))
        year = next_year(year)
    return lines


@given(lines=shapes(), group=st.sampled_from(["", POLICE]))
@settings(max_examples=25)
def test_the_check_accepts_a_grant_of_any_shape(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], group: str
) -> None:
    folder = tmp_path_factory.mktemp("any") / "grant"
    init(folder, told(*lines, pay_group=group), TODAY)
    assert {each.level for each in audit(folder, TODAY)} <= {NOTE}


@pytest.mark.parametrize(
    ("awards", "sets"),
    [
        (THREE, {"2026/27": "within_award", "2027/28": "year_ends_since_2024_25"}),
        (
            ("2022/23 | received | 5000 | FA 1 | x", "2023/24 | indicative | 500 | FA 2 | x",
             "2024/25 | in_principle | 500 | FA 2 | x", "2025/26 | in_principle | 500 | FA 2 | x"),
            {"2023/24": "at_expiry", "2024/25": "at_expiry", "2025/26": "year_ends_since_2024_25"},
        ),
        (("2026/27 | indicative | 5000 | FA 1 | x",), {"2026/27": "year_ends_since_2024_25"}),
    ],
)  # fmt: skip
def test_each_undecided_year_takes_its_chance_by_one_rule(
    tmp_path: Path, awards: tuple[str, ...], sets: dict[str, str]
) -> None:
    init(tmp_path / "grant", told(*awards), TODAY)
    chances = {year: {"evidence": name} for year, name in sets.items()}
    assert values(tmp_path / "grant", "cessation") == chances


def test_the_cost_of_a_post_grows_by_pay_where_it_is_known_and_else_by_prices(
    tmp_path: Path,
) -> None:
    awards = (
        "2025/26 | approved | 200000 | FA 1 | x | 2",
        "2026/27 | in_principle | 250000 | FA 1 | x",
        "2027/28 | in_principle | 250000 | FA 1 | x",
    )
    init(tmp_path / "police", told(*awards, pay_group=POLICE), TODAY)
    init(tmp_path / "fire", told(*awards), TODAY)
    pay = {"pay_awards": "growth", "give_or_take": 0.075, "coverage": 0.8}
    prices = {"range": {"low": -0.0556, "mid": 0.0194, "high": 0.0944, "coverage": 0.8}}
    assert values(tmp_path / "police", "pay_growth") == {"2026/27": pay, "2027/28": pay}
    assert values(tmp_path / "fire", "pay_growth")["2027/28"] == prices
    index = load_facts(tmp_path / "fire").prices.index
    assert index["2027/28"] / index["2026/27"] - 1 == pytest.approx(0.0194, abs=5e-5)
    grown = load_scenario("continues_with_pay", tmp_path / "fire").quantities
    assert grown["continuation_ratio"]["2027/28"].mid == pytest.approx(1.0194)


@pytest.mark.parametrize(
    ("names", "paper", "schemes"),
    [
        ({"team": "PROJECT ALPHA SOCIAL MEDIA HUB"}, "FA 1", ()),
        ({"paper_series": "PCD"}, "PCD 1215", ()),
        ({}, "FA 1", ("alpha",)),
    ],
)
def test_its_own_rows_are_left_out_of_the_comparators(
    tmp_path: Path, names: dict[str, str], paper: str, schemes: tuple[str, ...]
) -> None:
    line = f"2023/24 | received | 5000 | {paper} | x"
    made = init(tmp_path / "grant", replace(told(line, **names), schemes=schemes), TODAY)
    facts = load_facts(made.folder)
    assert made.own_cases == ("Project Alpha Social Media Hub",)
    assert {each.fields["id"] for each in facts.grants} & {f"G00{n}" for n in range(1, 7)} == set()
    assert "154 grant-years" in facts.sources["comparator_grants"].title


def test_what_is_part_of_its_own_money_is_left_out(tmp_path: Path) -> None:
    cases = {grant.fields["id"]: grant.fields for grant in load_facts().grants}
    part = next(fields for fields in cases.values() if fields["part_of"])
    whole = cases[part["part_of"]]
    assert whole["grant"] != part["grant"]
    made = init(tmp_path / "whole", told(*THREE, team=whole["grant"]), TODAY)
    left = {each.fields["id"] for each in load_facts(made.folder).grants}
    assert not {part["id"], whole["id"]} & left


def test_a_set_of_another_funder_alone_is_left_out(tmp_path: Path) -> None:
    init(tmp_path / "other", told(*THREE), TODAY)
    init(tmp_path / "own", told(*THREE, funder="Home Office"), TODAY)
    sets = {name: load_facts(tmp_path / name).evidence for name in ("other", "own")}
    assert set(sets["own"]) - set(sets["other"]) == {"home_office_since_2024_25"}
    assert not {"own_programme", "nearest_neighbours", "year_end_2024_25"} & set(sets["own"])


def test_the_impact_of_each_input_is_rated(tmp_path: Path) -> None:
    init(tmp_path / "fire", told(*THREE), TODAY)
    entries = read_yaml(tmp_path / "fire" / "assumptions.yaml")["inputs"]
    assert entries["cessation"]["impact"] == "red"
    assert entries["reinstatement"]["impact"] == "not_tested"


@pytest.mark.parametrize(
    ("day", "until"),
    [(date(2026, 11, 28), "2027-03-31"), (date(2027, 1, 5), "2028-03-31")],
)
def test_its_register_is_good_past_its_review(tmp_path: Path, day: date, until: str) -> None:
    init(tmp_path / "fire", told(*THREE), day)
    register = read_yaml(tmp_path / "fire" / "assumptions.yaml")
    assert str(register["valid_until"]) == until
    assert {str(each["reviewed_on"]) for each in register["inputs"].values()} == {str(day)}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((0, "approved", "aproved"), "--award 1: status must be one of received, approved"),
        ((0, "210000", "lots"), "--award 1: amount_gbp must be a number from 0 up, got 'lots'"),
        ((1, "2026/27", "2026-27"), "--award 2: financial_year: a financial year is written like"),
        ((1, "2026/27", "2028/29"), "awards.csv: financial_year 2026/27 is missing"),
        ((1, "indicative", "received"), ""),
        ((2, "in_principle", "received"), "years are decided in time order"),
        ((0, " | resolution 3", ""), "--award 1: is written"),
        ((0, "FA 12", "PCD 7"), "which is no paper of FA. Nothing was written."),
        ((0, "resolution 3", "| resolution 3"), "--award 1: locator is empty"),
    ],
)
def test_awards_that_break_a_rule_are_refused(
    tmp_path: Path, refused: Refused, change: tuple[int, str, str], words: str
) -> None:
    place, old, new = change
    lines = [*THREE]
    lines[place] = lines[place].replace(old, new)
    if words:
        assert words in refused(lambda: init(tmp_path / "fire", told(*lines), TODAY))
    else:
        init(tmp_path / "fire", told(*lines), TODAY)


@pytest.mark.parametrize(
    ("awards", "words"),
    [
        (("2026/27 | in_principle | 5 | FA 1 | x",), "grows from the award of the year before"),
        (
            ("2025/26 | received | 0 | FA 1 | x", "2026/27 | in_principle | 5 | FA 1 | x"),
            "give that of 2025/26 too, above 0",
        ),
        (("2018/19 | received | 5 | FA 1 | x",), "goes from 2019/20 to 2030/31"),
    ],
)
def test_a_grant_that_cannot_be_forecast_is_refused(
    tmp_path: Path, refused: Refused, awards: tuple[str, ...], words: str
) -> None:
    assert words in refused(lambda: init(tmp_path / "fire", told(*awards), TODAY))


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"team": " "}, "init: team: is missing"),
        ({"short_name": "🚒"}, "init: short_name: must hold a letter or a digit"),
        ({"pay_group": "fire fighters"}, "unknown group of pay_awards.csv 'fire fighters'"),
    ],
)
def test_names_that_break_a_rule_are_refused(
    tmp_path: Path, refused: Refused, names: dict[str, str], words: str
) -> None:
    assert words in refused(lambda: init(tmp_path / "fire", told(*THREE, **names), TODAY))


def test_a_scheme_that_no_comparable_grant_has_is_refused(tmp_path: Path, refused: Refused) -> None:
    grant = replace(told(*THREE), schemes=("alfa",))
    assert "the nearest is alpha" in refused(lambda: init(tmp_path / "fire", grant, TODAY))


@pytest.mark.parametrize("name", ["", ".", "..", ".fire", "fire brigade", "a" * 61, "feu\n", "é"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, refused: Refused, name: str) -> None:
    said = refused(lambda: init(Path(f"{tmp_path}/{name}"), told(*THREE), TODAY))
    assert said.startswith("init: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")])
def test_what_is_there_already_is_refused(
    tmp_path: Path, refused: Refused, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "fire")
    before = [*tmp_path.iterdir()]
    assert "is there already" in refused(lambda: init(tmp_path / "fire", told(*THREE), TODAY))
    assert [*tmp_path.iterdir()] == before


def test_a_place_that_is_not_there_is_refused(tmp_path: Path, refused: Refused) -> None:
    said = refused(lambda: init(tmp_path / "no" / "fire", told(*THREE), TODAY))
    assert "cannot be made" in said


def test_a_place_that_cannot_be_written_is_refused(
    tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_folder = os.mkdir

    def refuse(path: str, *mode: int) -> None:
        if Path(path).is_relative_to(tmp_path):
            raise PermissionError(13, "Permission denied", path)
        make_folder(path, *mode)

    monkeypatch.setattr(os, "mkdir", refuse)
    said = refused(lambda: init(tmp_path / "fire", told(*THREE), TODAY))
    assert "cannot be made" in said


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["first_values", "audit", "impacts", "_appear"])
def test_an_interrupted_one_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(making, step, _stop)
    with pytest.raises(KeyboardInterrupt):
        init(tmp_path / "fire", told(*THREE), TODAY)
    assert list(tmp_path.iterdir()) == []


def test_of_two_at_once_the_first_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: Refused
) -> None:
    init(tmp_path / "fire", told(*THREE), TODAY)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    monkeypatch.setattr(making, "refuse_place", lambda folder: None)  # as seen before the other
    other = told(*THREE, team="Another team")
    assert "is there already" in refused(lambda: init(tmp_path / "fire", other, TODAY))
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_disk_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: Refused
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    said = refused(lambda: init(tmp_path / "fire", told(*THREE), TODAY))
    assert "No space left on device" in said
    assert list(tmp_path.iterdir()) == []


def test_an_article_is_not_said_twice(tmp_path: Path) -> None:
    names = {"funder": "The Home Office", "accepted_by": "the Commissioner", "team": "the Desk"}
    facts = load_facts(init(tmp_path / "desk", told(*THREE, **names), TODAY).folder)
    grant = facts.grant
    assert (grant.funder, grant.team, grant.approver) == ("Home Office", "Desk", "Commissioner")
    assert grant.accepted_by == "the Commissioner"
    assert facts.sources["FA 12"].publisher == "Office"


def test_texts_cannot_break_the_files_that_they_go_to(tmp_path: Path) -> None:
    odd = "Team: \"A\", [B] {C} #1 & 'D' - %s | {{ x }}"
    made = init(tmp_path / "fire", told(*THREE, team=odd, holder="No", funder="- yes: no"), TODAY)
    grant = load_facts(made.folder).grant
    assert (grant.team, grant.holder, grant.funder) == (odd, "No", "- yes: no")
    assert re.search(re.escape(odd), grant.paper.background[0])


def test_a_grant_of_one_open_year_is_drawn(tmp_path: Path) -> None:
    init(tmp_path / "one", told("2026/27 | indicative | 90000 | FA 1 | x | 3"), TODAY)
    ceased = cf.forecast(load_scenario("ceases", tmp_path / "one"), draws=64)
    for draw in (cf.charts.funding_outlook, cf.charts.posts, cf.charts.gap):
        assert "2026/27" in draw(ceased).alt
    profile = cf.charts.funding_profile(load_facts(tmp_path / "one"))
    assert profile.alt.endswith("of 1 year. The sum is up to £90,000 indicative (2026/27).")
