"""The session behind the page: it says what `forecast` says, and a wrong request moves nothing."""

import gc
import json
import re
import shlex
import weakref
from base64 import b64decode
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from lxml import etree
from PIL import Image
from typer.testing import CliRunner

import clsmin_forecast as cf
from clsmin_forecast.cli.settings import app
from clsmin_forecast.inputs.catalogue import INPUTS
from clsmin_forecast.inputs.facts import packaged
from clsmin_forecast.inputs.waiting import WAITING
from clsmin_forecast.model.draws import KEPT
from clsmin_forecast.present.explorer.address import address
from clsmin_forecast.present.explorer.fields import fields
from clsmin_forecast.present.explorer.session import Session
from clsmin_forecast.present.explorer.state import State
from clsmin_forecast.present.explorer.views import VIEWS as VIEWS_MADE, Asked
from clsmin_forecast.runs.plan import load_plan

from .told import VIEWS, WAITED, told

DRAWS = 512
TODAY = date(2026, 11, 25)
RATIO = "continuation_ratio.2025/26"
WITH_FIELDS = {name for name, each in INPUTS.items() if not each.optional}


@pytest.fixture
def page() -> Session:
    return Session(State(start="central"), draws=DRAWS, today=TODAY)


def put(page: Session, field: str, text: str, **more: Any) -> Any:
    return page.hear({"do": "set", "field": field, "text": text, **more})


named = cache(cf.load_scenario)


def of(**changes: Any) -> cf.Forecast:
    scenario = named("central").but(name="central_changed", **changes)
    return cf.forecast(scenario, draws=DRAWS)


def figures(document: dict[str, Any]) -> dict[str, Any]:
    return {part: document[part] for part in ("paths", "years", "totals")}


def test_an_answer_is_the_forecast_of_the_same_inputs(page: Session) -> None:
    put(page, "cessation.2025/26", "1 in 3")
    put(page, "recovery_rate.2025/26", "90%")
    answer = put(page, "expansion_share", "0.5")
    same = of(
        cessation={"2025/26": 1 / 3}, recovery_rate={"2025/26": 0.9}, expansion_share=0.5,
        title="Central view, changed",
    )  # fmt: skip
    assert figures(page.forecast.document) == figures(same.document)
    assert answer["table"]["rows"] == cf.tables.by_year_rows(same)
    assert answer["sentence"] == cf.sentences.outlook(same)
    assert answer["chart"]["svg"] == cf.charts.funding_outlook(page.forecast).svg
    assert answer["chart"]["alt"] == cf.charts.funding_outlook(same).alt


VALUES = st.dictionaries(
    st.sampled_from(
        ["cessation.2024/25", "cessation.2025/26", "expansion.2026/27", "reinstatement.2026/27",
         "recovery_rate.2024/25", "expansion_share", "continuation_ratio.2025/26"]
    ),
    st.integers(0, 20).map(lambda n: n / 20),
    min_size=1,
)  # fmt: skip


@pytest.fixture(scope="module")
def long_page() -> Session:
    """Return a page for many changes, at the picture that is drawn fastest."""
    page = Session(State(start="central"), draws=64)
    page.hear({"do": "view", "to": "year"})
    return page


@given(values=VALUES)
@settings(max_examples=25, deadline=None)
def test_any_order_of_changes_leads_to_the_forecast_of_their_sum(
    long_page: Session, values: dict[str, float]
) -> None:
    long_page.hear({"do": "reset"})
    for field, value in values.items():
        assert "error" not in put(long_page, field, str(value))
    changes: dict[str, Any] = {}
    for field, value in values.items():
        name, _, year = field.partition(".")
        changes[name] = {**changes.get(name, {}), year: value} if year else value
    same = cf.forecast(named("central").but(**changes), draws=64)
    assert figures(long_page.forecast.document) == figures(same.document)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_what_its_notebook_would(page: Session, view: str) -> None:
    page.hear({"do": "beside", "to": "ceases"})
    put(page, "cessation.2025/26", "0.4")
    answer = page.hear({"do": "view", "to": view})
    same = of(cessation={"2025/26": 0.4}, title="Central view, changed")
    chart, sentence, rows = told(view, same, "ceases", TODAY)
    assert answer["table"]["rows"] == rows
    assert answer["view"] == view
    assert answer["sentence"] == sentence
    assert answer["chart"]["svg"] == chart.svg


CHOSEN: dict[str, dict[str, Any]] = {
    "year": {"year": "2025/26", "signed_month": 5},
    "options": {"year": "2025/26", "signed_month": 5, "options": ["keep_half"]},
    "decide": {"year": "2025/26", "signed_month": 5},
}


def choose(page: Session, **chosen: str) -> Any:
    return [page.hear({"do": "choose", "what": name, "to": to}) for name, to in chosen.items()][-1]


@pytest.mark.parametrize("view", WAITED)
def test_what_is_chosen_is_asked_of_the_library_and_of_the_command(
    page: Session, view: str
) -> None:
    page.hear({"do": "prices", "to": "2023/24"})
    put(page, "cessation.2025/26", "0.4")
    page.hear({"do": "view", "to": view})
    answer = choose(page, year="2025/26", signed_month="5", option="keep_half")
    same = cf.forecast(page.forecast.scenario, draws=DRAWS, price_base="2023/24")
    chart, sentence, rows = told(view, same, "", TODAY, **CHOSEN[view])
    assert (answer["sentence"], answer["table"]["rows"]) == (sentence, rows)
    assert answer["chart"]["svg"] == chart.svg
    said = CliRunner().invoke(app, shlex.split(answer["command"])[1:])
    assert squeezed(said.stdout).startswith(squeezed(sentence))


def test_what_is_chosen_is_kept_undone_and_comes_back(page: Session) -> None:
    page.hear({"do": "view", "to": "options"})
    whole = choose(page, signed_month="2")
    alone = choose(page, option="keep_half")
    assert (len(whole["table"]["rows"]), len(alone["table"]["rows"])) == (4, 1)
    other = Session(State(start="central"), draws=DRAWS, today=TODAY)
    other.hear({"do": "view", "to": "options"})
    assert other.hear({"do": "restore", "address": alone["address"]})["table"] == alone["table"]
    assert page.hear({"do": "undo"})["table"] == whole["table"]
    assert choose(page, signed_month="")["state"] == page.hear({"do": "reset"})["state"]


def test_a_month_that_is_not_the_registers_is_told_where_it_counts(page: Session) -> None:
    told_ = {"what": "Months from 1 April to the agreement", "baseline": "3", "here": "2"}
    for view in VIEWS[:2] + WAITED:
        page.hear({"do": "view", "to": view})
        answer = choose(page, signed_month="2")
        assert answer["differences"] == ([told_] if view in WAITED else [])
        assert ("the agreement: 2, baseline 3." in answer["assumed"]) == (view in WAITED)
        name = page.hear({"do": "picture", "kind": "csv"})["file"]["name"]
        assert ("_signed-2" in name) == (view in WAITED)
        assert choose(page, signed_month="3")["differences"] == []


def test_the_first_of_each_choice_is_what_the_library_takes(page: Session) -> None:
    opening = page.opening
    year, signed, option = (each["values"] for each in opening["choices"])
    assert [each["name"] for each in year] == ["", "2024/25", "2025/26", "2026/27"]
    assert [each["title"] for each in signed][:3] == [
        "1 July (register)", "1 April", "1 May",
    ]  # fmt: skip
    assert (len(signed), signed[-1]["title"]) == (14, "1 April, a year later")
    assert [each["name"] for each in option] == ["", *[each.name for each in cf.load_options()]]
    asks = {each["name"]: each["asks"] for each in opening["views"] if each["asks"]}
    assert asks == {
        "year": ("year", "signed_month"), "options": ("year", "signed_month", "option"),
        "decide": ("year", "signed_month"),
    }  # fmt: skip


def test_without_options_the_page_opens_and_says_so(data: Path) -> None:
    for path in (data / "options").iterdir():
        path.unlink()
    page = Session(State(start="central"), draws=8, data=data)
    refused = page.hear({"do": "view", "to": "options"})["error"]["text"]
    assert refused == "options: the data folder has none; write a file of options/ first."
    assert [each["title"] for each in page.opening["choices"][2]["values"]] == ["all"]
    (data / "options" / "bad.yaml").write_text("name: bad\n")
    page = Session(State(start="central"), draws=8, data=data)
    assert page.opening["choices"][2]["values"] == [{"name": "", "title": "all"}]
    assert page.hear({"do": "view", "to": "options"})["error"]["text"].startswith("bad.yaml: ")


def test_a_chart_is_marked_once_a_review_is_overdue() -> None:
    day = date(2027, 4, 1)
    page = Session(State(start="central"), draws=DRAWS, today=day)
    for view in VIEWS[:4]:
        told_ = page.hear({"do": "view", "to": view})["chart"]
        chart, _, _ = told(view, cf.forecast(cf.load_scenario("central"), draws=DRAWS), "", day)
        assert told_["caution"].startswith("The register of assumptions expired on 31 March 2027.")
        assert (told_["caution"], told_["svg"]) == (chart.caution, chart.svg)
        assert "Review overdue</text>" in told_["svg"]
    assert "expired on 31 March 2027" in page.opening["about"]


BAD: list[dict[str, Any]] = [
    {"do": "set", "field": "cessation.2025/26", "text": "1.5"},
    {"do": "set", "field": "cessation.2031/32", "text": "0.5"},
    {"do": "set", "field": "cesation", "text": "0.5"},
    {"do": "set"},
    {"do": "start", "to": "centrall"},
    {"do": "beside", "to": "centrall"},
    {"do": "prices", "to": "1066/67"},
    {"do": "view", "to": "outlok"},
    {"do": "choose", "what": "year", "to": "2023/24"},
    {"do": "choose", "what": "signed_month", "to": "13"},
    {"do": "choose", "what": "signed_month", "to": "July"},
    {"do": "choose", "what": "option", "to": "keep_hlaf"},
    {"do": "choose", "what": "beside", "to": "ceases"},
    {"do": "choose"},
    {"do": "least", "text": "much"},
    {"do": "least", "text": "-5"},
    {"do": "keep", "field": "trial", "name": "  "},
    {"do": "keep", "field": "trial", "name": "n" * 41},
    {"do": "try", "name": "never kept"},
    {"do": "picture", "kind": "exe"},
    {"do": "save", "field": "save", "name": "Bad name", "title": "T", "reason": "R"},
    {"do": "save", "field": "save", "name": "central", "title": "T", "reason": "R"},
    {"do": "save", "field": "save", "name": "fine", "title": " ", "reason": "R"},
    {"do": "save", "field": "save", "name": "con", "title": "T", "reason": "R"},
    {"do": "save", "field": "save", "name": "fine", "title": "a\0b", "reason": "R"},
    {"do": "save", "field": "save", "name": "fine", "title": "T" * 1_000_000, "reason": "R"},
    {"do": "save", "field": "save", "name": "fine", "title": "T", "reason": "\u200b"},
    {"do": "dance"},
    {},
]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("one-in-three", "must be small letters, digits and _, starting with a letter"),
        ("n" * 61, "must have at most 60 characters"),
    ],
)
def test_a_name_that_is_refused_is_told_the_rule_that_it_breaks(
    page: Session, name: str, rule: str
) -> None:
    refused = page.hear({"do": "save", "name": name, "title": "T", "reason": "R"})["error"]["text"]
    assert rule in refused
    fine = page.hear({"do": "save", "name": "n" * 60, "title": "T", "reason": "R"})
    assert fine["saved"]["scenario"]["name"] == f"{'n' * 60}.yaml"


@pytest.fixture(scope="module")
def unmoved() -> tuple[Session, Any]:
    """Return a page for all requests that must not move it, and what it shows."""
    page = Session(State(start="central"), draws=DRAWS, today=TODAY)
    return page, put(page, "cessation.2025/26", "0.4")


@pytest.mark.parametrize("message", BAD, ids=lambda message: str(message)[:60])
def test_a_request_that_breaks_a_rule_is_refused_and_moves_nothing(
    unmoved: tuple[Session, Any], message: dict[str, Any]
) -> None:
    page, before = unmoved
    refused = page.hear(message)
    assert list(refused) == ["error"]
    assert refused["error"]["at"] == message.get("field", "")
    assert 10 < len(refused["error"]["text"]) < 700
    assert before["undo"]
    assert page.hear({"do": "view", "to": "outlook"}) == before


def test_undo_goes_back_step_by_step_and_a_drag_is_one_step(page: Session) -> None:
    first = page.hear({"do": "view", "to": "outlook"})
    for text in ("0.3", "0.4", "0.5"):
        put(page, "cessation.2025/26", text, gesture=1)
    put(page, "cessation.2025/26", "0.6", gesture=2)
    assert page.hear({"do": "view", "to": "gap"})["undo"]
    page.hear({"do": "view", "to": "outlook"})
    dragged = page.hear({"do": "undo"})
    assert dragged["state"]["values"] == {"cessation.2025/26": 0.5}
    back = page.hear({"do": "undo"})
    assert (back["state"], back["table"], back["undo"]) == (first["state"], first["table"], False)
    assert "nothing to undo" in page.hear({"do": "undo"})["error"]["text"]


def test_a_request_that_comes_again_is_done_once_whoever_asks_in_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    widget = cf.explorer("central", draws=DRAWS)
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(widget, "send", sent.append)
    for text in ("0.1", "0.2", "0.3"):
        put(widget.session, "expansion_share", text)
    undo = {"do": "undo", "n": 1, "page": "here"}
    for message in (undo, {"do": "ping", "n": 7, "page": "there"}, undo):
        widget._handle_custom_msg(message, [])
    first, ping, again = sent
    assert first == again
    assert (first["n"], first["page"]) == (1, "here")
    assert ping == {"n": 7, "page": "there"}
    assert first["state"]["values"] == {"expansion_share": 0.2}
    assert widget.session.forecast.scenario.quantities["expansion_share"]["2025/26"].mid == 0.2


def test_a_drag_after_an_undo_is_a_new_step(page: Session) -> None:
    put(page, "expansion_share", "0.3", gesture=0)
    page.hear({"do": "undo"})
    put(page, "expansion_share", "0.4", gesture=0)
    assert page.hear({"do": "undo"})["state"]["values"] == {}


def test_the_same_gesture_of_another_field_is_another_step(page: Session) -> None:
    put(page, "expansion_share", "0.3", gesture=0)
    put(page, "cessation.2025/26", "0.4", gesture=0)
    assert page.hear({"do": "undo"})["state"]["values"] == {"expansion_share": 0.3}


def test_a_field_goes_back_to_what_the_scenario_has(page: Session) -> None:
    page.hear({"do": "start", "to": "half_expansion"})
    changed = put(page, "expansion_share", "0.7")
    assert changed["fields"]["expansion_share"]["changed"]
    back = page.hear({"do": "unset", "field": "expansion_share"})
    assert (back["fields"]["expansion_share"]["value"], back["state"]["values"]) == (0.5, {})


@pytest.mark.parametrize(
    ("text", "id", "value", "said"),
    [
        ("£600,000", "award.2025/26", 600_000, "£600,000"),
        ("600k", "award.2025/26", 600_000, "£600,000"),
        ("600000", "award.2025/26", 600_000, "£600,000"),
        ("90%", "continuation_ratio.2025/26", 0.9, "0.9"),
        ("9/10", "continuation_ratio.2025/26", 0.9, "0.9"),
    ],
)
def test_the_award_of_a_continued_year_is_set_as_a_ratio_or_in_pounds(
    page: Session, text: str, id: str, value: float, said: str
) -> None:
    answer = put(page, RATIO, text)
    assert answer["state"]["values"] == {id: value}
    assert f"--set {id}=" in answer["command"]
    field = answer["fields"][RATIO]
    assert (field["text"], field["said"], field["spoken"]) == (said, said, said)
    assert field["slider"]["min"] < value < field["slider"]["max"]
    assert field["changed"]
    name = id.partition(".")[0]
    same = of(title="Central view, changed", **{name: {"2025/26": value}})
    assert answer["sentence"] == cf.sentences.outlook(same)
    assert answer["chart"]["svg"] == cf.charts.funding_outlook(same).svg


def test_a_sum_and_a_ratio_take_each_others_place_and_undo_goes_back(page: Session) -> None:
    put(page, RATIO, "0.9")
    in_pounds = put(page, RATIO, "£600,000")
    assert put(page, RATIO, "0.8")["state"]["values"] == {RATIO: 0.8}
    undone = page.hear({"do": "undo"})
    assert undone["state"]["values"] == {"award.2025/26": 600_000}
    assert (undone["fields"], undone["table"]) == (in_pounds["fields"], in_pounds["table"])
    kept = Session(State(start="central"), draws=DRAWS, today=TODAY)
    assert kept.hear({"do": "restore", "address": undone["address"]})["table"] == undone["table"]
    back = page.hear({"do": "unset", "field": RATIO})
    assert (back["state"]["values"], back["fields"][RATIO]["changed"]) == ({}, False)


@pytest.mark.parametrize("text", ["£2,000,000", "700", "90", "likely", "£600,00"])
def test_what_is_neither_a_ratio_nor_an_award_is_refused_with_both_forms(
    unmoved: tuple[Session, Any], text: str
) -> None:
    refused = put(unmoved[0], RATIO, text)["error"]
    assert refused == {
        "at": RATIO,
        "text": "It must be a number such as 1, 0.95 or 95% (from 0 to 5); or 600000, £600,000 or "
        f"600k (from 1,000 to 1,000,000), got {text!r}.",
    }


STATED = """name: letter
title: What a letter says
description: Two sums.
changes: {award: {2025/26: 612345, 2026/27: 650k}}
"""


def test_an_award_that_a_scenario_states_opens_as_pounds_and_is_labelled_so(
    data: Path, tmp_path: Path
) -> None:
    (data / "scenarios" / "letter.yaml").write_text(STATED)
    page = Session(State(start="letter"), draws=DRAWS, data=data, today=TODAY)
    opening = page.opening
    group = next(each for each in opening["fields"] if each["id"] == RATIO)
    assert group["title"] == "Award of a continued year as a ratio of the year before, or in pounds"
    assert group["unit"] == "ratio, or pounds a year"
    fields_ = opening["answer"]["fields"]
    assert fields_[RATIO]["text"] == "£612,345"
    assert fields_[RATIO]["slider"] == {"min": 1_000, "max": 1_000_000, "step": 1_000}
    told_ = {each["what"]: each for each in opening["answer"]["differences"]}
    changed = told_["Award of a continued year in pounds in 2026/27"]
    assert changed["here"] == "£650,000 (no range)"
    assert changed["baseline"].startswith("1 (80% interval ")
    assert changed["baseline"].endswith("), ratio to the year before")
    answer = put(page, RATIO, "0.9")
    assert [each["what"] for each in answer["differences"]] == [
        "Award of a continued year as a ratio of the year before in 2025/26",
        "Award of a continued year in pounds in 2026/27",
    ]
    _saved(page, tmp_path, "ratio_and_sum")
    loaded = cf.load_scenario(tmp_path / "ratio_and_sum.yaml", data=data)
    assert loaded.changes == {
        "award": {"2026/27": "650k"}, "continuation_ratio": {"2025/26": 0.9},
    }  # fmt: skip
    assert loaded.quantities == page.forecast.scenario.quantities


def test_a_register_without_awards_in_pounds_has_boxes_for_ratios_alone(data: Path) -> None:
    register = data / "assumptions.yaml"
    register.write_text(re.sub(r"\n  award:\n(    .*\n)+", "\n", register.read_text()))
    page = Session(State(start="central"), draws=DRAWS, data=data)
    group = next(each for each in page.opening["fields"] if each["id"] == RATIO)
    assert (group["unit"], group["title"][-9:]) == ("ratio", "ar before")
    assert put(page, RATIO, "600k")["error"]["text"].startswith("It must be a number such as 1, ")


def test_what_differs_from_the_baseline_is_in_every_answer(page: Session) -> None:
    assert page.hear({"do": "view", "to": "outlook"})["differences"] == []
    answer = page.hear({"do": "start", "to": "ceases"})
    answer = put(page, "team_posts", "8")
    assert [each["what"] for each in answer["differences"]] == [
        "Chance that funding ceases in 2025/26", "Posts in the team that is to be kept",
    ]  # fmt: skip
    assert answer["differences"][0]["here"] == "100% (no range)"


def test_a_comparison_with_itself_is_left_for_the_outlook(page: Session) -> None:
    put(page, "cessation.2025/26", "0.4")
    assert page.hear({"do": "beside", "to": "central"})["comparable"]
    assert page.hear({"do": "view", "to": "comparison"})["view"] == "comparison"
    assert page.hear({"do": "reset"})["view"] == "outlook"
    assert "Choose a scenario" in page.hear({"do": "view", "to": "comparison"})["error"]["text"]


@pytest.mark.parametrize(("draws", "kept"), [(KEPT, 2), (KEPT + 8, 1)])
def test_of_many_draws_only_those_shown_are_kept(draws: int, kept: int) -> None:
    page = Session(State(start="central"), draws=draws, today=TODAY)
    seen = [weakref.ref(page.forecast.amounts)]
    put(page, "expansion_share", "0.3")
    seen.append(weakref.ref(page.forecast.amounts))
    gc.collect()
    assert sum(each() is not None for each in seen) == kept


def test_an_address_brings_back_what_was_set_and_shown(page: Session) -> None:
    page.hear({"do": "beside", "to": "ceases"})
    page.hear({"do": "prices", "to": "2023/24"})
    page.hear({"do": "least", "text": "600k"})
    page.hear({"do": "view", "to": "options"})
    choose(page, year="2025/26", signed_month="2", option="keep_half")
    kept = put(page, "cessation.2025/26", "1/3")
    assert kept["address"] == (
        "start=central&beside=ceases&prices=2023/24&least=600000&year=2025/26&signed_month=2"
        "&option=keep_half&cessation.2025/26=0.3333333333333333&view=options"
    )
    for opens in (State(start="central"), State(start="ceases", price_base="2022/23")):
        other = Session(opens, draws=DRAWS, today=TODAY)
        back = other.hear({"do": "address", "text": kept["address"]})
        assert {
            part: back[part] for part in ("state", "table", "sentence", "chart", "figures")
        } == {part: kept[part] for part in ("state", "table", "sentence", "chart", "figures")}
        assert "note" not in back


def test_the_address_of_what_a_page_opens_with_is_empty(page: Session) -> None:
    assert page.hear({"do": "view", "to": "gap"})["address"] == "start=central&view=gap"
    assert page.hear({"do": "address", "text": ""})["address"] == ""
    assert page.hear({"do": "view", "to": "outlook"})["view"] == "outlook"


def test_what_an_address_asks_for_in_vain_is_left_out_and_told(page: Session) -> None:
    odd = (
        "cessation.2025/26=0.4&cessation.2026/27=7&cesation=1&prices=1066/67&view=outlok"
        "&signed_month=nan&year=2031/32&least=-1&beside=nobody"
    )
    answer = page.hear({"do": "address", "text": odd})
    assert answer["state"] == State(start="central", values={"cessation.2025/26": 0.4}).model_dump()
    assert answer["view"] == "outlook"
    assert answer["note"] == (
        "The address asks for what this page does not have, left out: cessation.2026/27, cesation, "
        "prices, signed_month, year, least, beside, outlok."
    )
    assert page.hear({"do": "undo"})["address"] == ""


def test_a_tab_that_is_loaded_again_keeps_its_steps_and_its_trials(page: Session) -> None:
    for text in ("0.3", "0.4", "0.5"):
        put(page, "cessation.2025/26", text)
    page.hear({"do": "keep", "name": "even"})
    kept = put(page, "expansion_share", "0.7")
    other = Session(State(start="central"), draws=DRAWS, today=TODAY)
    back = other.hear(
        {"do": "restore", **{part: kept[part] for part in ("address", "past", "trials")}}
    )
    assert back == kept
    for left in ({"cessation.2025/26": 0.5}, {"cessation.2025/26": 0.4}):
        assert other.hear({"do": "undo"})["state"]["values"] == left
    tears: list[Any] = [None, 3, [[]], ["?"], [[1, {}]]]
    for torn in tears:
        again = other.hear({"do": "restore", "address": "", "past": torn, "trials": torn})
        assert "error" not in again


def test_a_picture_is_drawn_once_for_all_that_is_asked_of_it(
    page: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    for name, (title, draw) in VIEWS_MADE.items():

        def counted(made: cf.Forecast, asked: Asked, name: str = name, draw: Any = draw) -> Any:
            drawn.append(name)
            return draw(made, asked)

        monkeypatch.setitem(VIEWS_MADE, name, (title, counted))
    page.hear({"do": "restore", "address": "view=gap", "past": ["team_posts=8"]})
    assert drawn == ["gap"]
    for asked in ({"do": "keep", "name": "even"}, {"do": "picture", "kind": "csv"}):
        assert "error" not in page.hear(asked)
    assert drawn == ["gap"]
    put(page, "team_posts", "9")
    page.hear({"do": "drop", "name": "even"})
    assert drawn == ["gap", "gap"]


@pytest.mark.parametrize("do", ["prices", "beside", "start"])
def test_what_no_file_can_hold_is_refused_in_words(page: Session, do: str) -> None:
    assert "unknown" in page.hear({"do": do, "to": "\ud800"})["error"]["text"]


def test_steps_back_are_many_and_end() -> None:
    page = Session(State(start="central"), draws=8, today=TODAY)
    past = [f"expansion_share={place / 100}" for place in range(49)]
    page.hear({"do": "restore", "address": "expansion_share=0.49&view=year", "past": past})
    for place in range(50, 60):
        answer = put(page, "expansion_share", str(place / 100))
    assert len(answer["past"]) == 50
    for _ in range(50):
        answer = page.hear({"do": "undo"})
    assert (answer["state"]["values"], answer["undo"]) == ({"expansion_share": 0.09}, False)


def test_was_now_and_change_are_those_of_two_forecasts(page: Session) -> None:
    page.hear({"do": "prices", "to": "2023/24"})
    assert page.hear({"do": "least", "text": "£500,000"})["figures"]["sides"] == ["Now"]
    put(page, "cessation.2025/26", "0.5")
    answer = put(page, "recovery_rate.2026/27", "0.9")
    changed: dict[str, Any] = {"cessation": {"2025/26": 0.5}, "recovery_rate": {"2026/27": 0.9}}
    was, now = (
        cf.forecast(cf.load_scenario("central").but(**each), draws=DRAWS, price_base="2023/24")
        for each in (dict[str, Any](), changed)
    )
    years = ["2025/26", "2026/27"]
    told_ = {row["label"]: row["cells"] for row in answer["figures"]["rows"]}
    assert answer["figures"]["sides"] == ["Was", "Now", "Change"]
    for year in years:
        chances = [f"{each.probability_funded(year):.0%}" for each in (was, now)]
        assert told_[f"Chance that {year} is funded"][:2] == chances
    sums = [each.total("recovered", years) for each in (was, now)]
    means = [round(each.mean, -3) for each in sums]
    less = round(sums[0].mean - sums[1].mean, -3)
    minus = "\N{MINUS SIGN}"
    assert told_["Recovered, 2025/26 and 2026/27, on average"] == [
        f"£{means[0]:,.0f}", f"£{means[1]:,.0f}", f"{minus}£{less:,.0f}",
    ]  # fmt: skip
    assert answer["moved"] == f"£{less:,.0f} less recovered on average."
    assert answer["spoken"] == f"{answer['chart']['headline']}. {answer['moved']}"
    assert told_["Chance of at least £500,000"][:2] == [
        f"{each.chance_at_least(500_000):.0%}" for each in sums
    ]


def test_named_trials_stand_beside_what_is_set_and_come_back(page: Session) -> None:
    page.hear({"do": "beside", "to": "ceases"})
    third = put(page, "cessation.2025/26", "1/3")
    page.hear({"do": "keep", "name": " one in  three "})
    page.hear({"do": "prices", "to": "2023/24"})
    answer = put(page, "cessation.2025/26", "0.5")
    ceases = cf.load_scenario("ceases").title
    assert answer["figures"]["sides"] == ["Was", "Now", "Change", ceases, "one in three"]
    beside, trial = (
        {row["label"]: row["cells"][place] for row in answer["figures"]["rows"]} for place in (3, 4)
    )
    assert beside["Chance that 2025/26 is funded"] == "0%"
    same = cf.forecast(
        cf.load_scenario("central").but(cessation={"2025/26": 1 / 3}), draws=DRAWS,
        price_base="2023/24",
    )  # fmt: skip
    assert trial["Recovered, 2025/26 and 2026/27, on average"] == (
        f"£{round(same.total('recovered', ['2025/26', '2026/27']).mean, -3):,.0f}"
    )
    again = page.hear({"do": "try", "name": "one in three"})
    assert again["state"] == third["state"]
    assert page.hear({"do": "undo"})["state"] == answer["state"]
    for place in range(3):
        page.hear({"do": "keep", "name": f"trial {place}"})
    assert page.hear({"do": "keep", "name": "one more"})["error"]["text"] == (
        "4 trials are kept: let one go first."
    )
    left = page.hear({"do": "drop", "name": "one in three"})
    assert [name for name, _ in left["trials"]] == ["trial 0", "trial 1", "trial 2"]


def test_every_change_is_a_chip_with_its_way_back(page: Session) -> None:
    page.hear({"do": "start", "to": "half_expansion"})
    page.hear({"do": "view", "to": "options"})
    choose(page, signed_month="2")
    put(page, RATIO, "600k")
    answer = put(page, "expansion_share", "70%")
    ways = [chip for chip in answer["chips"] if chip["back"]]
    assert [chip["said"] for chip in ways] == [
        "Start: Expanded half way to the ceiling",
        "Award of a continued year in pounds in 2025/26: £600,000",
        "Share of the room below the ceiling that an expansion takes: 0.7",
        "Months from 1 April to the agreement: 2",
    ]
    own = [chip["said"] for chip in answer["chips"] if not chip["back"]]
    assert "Chance that the award is expanded in 2025/26: 100% (no range)" in own
    for chip in ways[::-1]:
        answer = page.hear(chip["back"])
    assert (answer["chips"], answer["state"]["values"]) == ([], {})
    assert answer["state"]["start"] == "central"


def test_a_start_says_what_it_takes_along_and_undo_brings_it_back(page: Session) -> None:
    kept = put(page, "cessation.2025/26", "0.4")
    answer = page.hear({"do": "start", "to": "ceases"})
    assert answer["note"] == "1 value that you set went with it: Undo brings it all back."
    back = page.hear({"do": "undo"})
    assert (back["state"], back["table"]) == (kept["state"], kept["table"])
    page.hear({"do": "reset"})
    assert "note" not in page.hear({"do": "start", "to": "ceases"})


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"cessation.2025/26": "1/3"},
            "33% if 2024/25 is funded, and 2% that it is not: 35% in all.",
        ),
        ({"cessation.2024/25": "0"}, "22% that it ceases, given funding in 2024/25."),
        ({"cessation.2025/26": "1"}, ""),
    ],
)
def test_the_chance_in_the_headline_is_explained(
    page: Session, values: dict[str, str], said: str
) -> None:
    for field, text in values.items():
        answer = put(page, field, text)
    assert answer["finding"]["why"] == said
    assert answer["finding"]["lead"] in answer["sentence"]
    assert page.hear({"do": "view", "to": "gap"})["finding"]["why"] == ""


@pytest.mark.parametrize("view", VIEWS)
def test_a_sentence_of_the_view_stands_above_its_picture(page: Session, view: str) -> None:
    page.hear({"do": "beside", "to": "ceases"})
    answer = page.hear({"do": "view", "to": view})
    lead = answer["finding"]["lead"]
    assert 30 < len(lead) < 330
    assert lead in answer["sentence"]
    assert not lead.startswith(f"{answer['chart']['headline']}.")


def test_the_evidence_for_a_chance_stands_beside_it(page: Session) -> None:
    field = next(each for each in page.opening["fields"] if each["id"] == "cessation.2025/26")
    assert "ceased in 3 of 15 cases" in field["evidence"]
    assert "hide endings" in field["evidence"]
    chance = cf.load_scenario("central").quantities["cessation"]["2025/26"]
    points = {end: point["value"] for end, point in field["points"].items()}
    assert points == {"low": chance.low, "middle": chance.mid, "high": chance.high}


def test_every_input_has_a_field_in_each_year_in_which_it_acts(page: Session) -> None:
    found = {(each["input"], each["year"]) for each in page.opening["fields"]}
    together = {"expansion_share", "team_posts"}
    assert found == {
        (name, "" if name in together else year)
        for name, years in cf.load_scenario("central").quantities.items()
        for year in years
    }
    assert {name for name, _ in found} == WITH_FIELDS


def _saved(page: Session, folder: Path, name: str) -> Any:
    asked = {"name": f" {name} ", "title": "One in three: R&D", "reason": "Asked in a meeting."}
    saved = page.hear({"do": "save", "field": "save", **asked})["saved"]
    for part in ("scenario", "plan"):
        content = b64decode(saved[part]["content"])
        (folder / saved[part]["name"]).write_bytes(content)
    return saved


def test_what_is_saved_loads_as_the_scenario_that_was_on_the_page(
    page: Session, tmp_path: Path
) -> None:
    page.hear({"do": "start", "to": "half_expansion"})
    put(page, "cessation.2025/26", "1/3")
    put(page, "pay_growth.2026/27", "4%")
    _saved(page, tmp_path, "one_in_three")
    loaded = cf.load_scenario(tmp_path / "one_in_three.yaml")
    assert loaded.quantities == page.forecast.scenario.quantities
    assert (loaded.title, loaded.description) == ("One in three: R&D", "Asked in a meeting.")
    for kept in ("one_in_three.yaml", "one_in_three_plan.yaml"):
        assert not re.search(r"[&*]\w", (tmp_path / kept).read_text().replace("R&D", ""))
    again = cf.forecast(loaded, draws=DRAWS)
    assert figures(again.document) == figures(page.forecast.document)


def test_the_command_prints_the_forecast_of_the_page(
    page: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    page.hear({"do": "prices", "to": "2023/24"})
    put(page, "cessation.2025/26", "1/3")
    command = put(page, "expansion_share", "0.5")["command"]
    told = CliRunner().invoke(app, [*shlex.split(command)[1:], "--format", "json"])
    assert figures(json.loads(told.stdout)) == figures(page.forecast.document)


def test_the_plan_runs_the_saved_scenario_and_the_one_beside_it(
    page: Session, data: Path, tmp_path: Path
) -> None:
    page.hear({"do": "beside", "to": "ceases"})
    page.hear({"do": "prices", "to": "2023/24"})
    put(page, "cessation.2025/26", "1/3")
    saved = _saved(page, tmp_path, "one_in_three")
    (tmp_path / "one_in_three.yaml").rename(data / "scenarios" / "one_in_three.yaml")
    plan = load_plan(str(tmp_path / "one_in_three_plan.yaml"), cf.load_facts(data))
    assert saved["command"] == "clsmin-forecast run one_in_three_plan.yaml"
    one, two = (job.parameters for job in plan.jobs)
    assert one == {
        "scenario": "one_in_three", "draws": DRAWS, "seed": 1532, "price_base": "2023/24",
    }  # fmt: skip
    assert (two["scenarios"], two["lines_for"]) == (["one_in_three", "ceases"], [])


def test_a_folder_of_ones_own_is_named_in_the_commands(data: Path) -> None:
    page = Session(State(start="central"), draws=8, data=data)
    answer = page.hear({"do": "view", "to": "outlook"})
    assert answer["command"].startswith(f"clsmin-forecast --data {data} forecast central")
    assert packaged("data") != data


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_a_picture_and_its_data_are_those_of_the_view_and_say_what_was_assumed(
    page: Session, kind: str
) -> None:
    put(page, "cessation.2025/26", "0.4")
    said = page.hear({"do": "view", "to": "gap"})["assumed"]
    file = page.hear({"do": "picture", "kind": kind})["file"]
    chart = cf.charts.gap(page.forecast)
    assert file["name"] == f"{chart.name}_cessation-2025-26-0.4.{kind}"
    content = b64decode(file["content"])
    if kind == "csv":
        read = pd.read_csv(BytesIO(content))
        pd.testing.assert_frame_equal(read[[*chart.data]], chart.data, check_dtype=False)
        words = {"headline": chart.headline, "assumed": said, "source": chart.source}
        assert all((read[column] == text).all() for column, text in words.items())
    elif kind == "svg":
        texts = "".join(etree.fromstring(content).itertext())
        for text in (chart.headline, chart.subtitle, said, chart.source):
            assert squeezed(text) in squeezed(texts)
    else:
        wide, high = Image.open(BytesIO(content)).size
        assert wide / high < 0.95 * chart.figure.get_figwidth() / chart.figure.get_figheight()


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_what_was_assumed_is_said_of_every_change(page: Session) -> None:
    assert page.hear({"do": "reset"})["assumed"] == "Scenario: Central view, as the baseline."
    put(page, "continuation_ratio.2025/26", "1")
    assert put(page, "team_posts", "8")["assumed"] == (
        "Scenario: Central view, changed. Award of a continued year as a ratio of the year before "
        "in 2025/26: 1 (no range), baseline 1 (80% interval 0.75 to 1.06); "
        "Posts in the team that is to be kept: 8, baseline 7."
    )


def test_files_of_different_states_have_different_names(page: Session) -> None:
    named: dict[str, Any] = {}
    third = {"cessation.2025/26": 1 / 3}
    many = {id: 0.25 for id in fields(cf.load_scenario("central")) if "2" in id}
    for values in ({}, third, {"cessation.2025/26": 0.3333}, many, many | third):
        for base in ("cash", "2023/24"):
            state = State(start="central", price_base=base, values=values)
            asked = address(state, "outlook", State(start="central"), "outlook")
            assert page.hear({"do": "address", "text": asked})["state"] == state.model_dump()
            name = page.hear({"do": "picture", "kind": "csv"})["file"]["name"]
            assert re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,119}\.csv", name)
            named[name] = state
    assert len(named) == 10


def test_where_an_input_does_not_act_the_page_says_where_it_does(page: Session) -> None:
    """The picture's own account of what it rests on, where nothing is set, says the same."""
    page.hear({"do": "beside", "to": "ceases"})
    moving = {each["input"]: each["moves"] for each in page.opening["fields"]}
    assert moving.keys() == WITH_FIELDS
    for view in VIEWS:
        chart = VIEWS_MADE[view][1](page.forecast, Asked(cf.load_scenario("ceases"))).chart
        assert chart is not None
        assert {name for name, moves in moving.items() if view in moves} == chart.inputs - {
            *WAITING
        }
    assert moving["alternative_funding"] == ["gap", "posts", "year", "decide"]


def test_a_picture_moves_with_an_input_where_the_page_says_so(page: Session) -> None:
    moved = {
        "cessation.2025/26": 0.5, "expansion.2025/26": 0.9, "expansion_share": 0.9,
        "continuation_ratio.2025/26": 0.5, "recovery_rate.2025/26": 0.5,
        "pay_growth.2025/26": 0.2, "team_posts": 9, "alternative_funding.2025/26": 300_000,
    }  # fmt: skip
    moves = {each["id"]: each["moves"] for each in page.opening["fields"]}
    for view in ("outlook", "gap", "posts", "paths", *WAITED):
        before = _picture_at(page, {}, view)
        for id, value in moved.items():
            changed = _picture_at(page, {id: value}, view) != before
            assert changed == (view in moves[id] and (view, id) not in STILL), (view, id)


def _picture_at(page: Session, values: dict[str, float], view: str) -> str:
    """Go to some values in one step, and return the picture that is shown."""
    state = State(start="central", year="2025/26", values=values)
    asked = address(state, view, State(start="central"), "outlook")
    answer = page.hear({"do": "address", "text": asked})
    assert (answer["state"], answer["view"]) == (state.model_dump(), view)
    return drawn(answer["chart"]["svg"])


STILL = {
    ("year", "cessation.2025/26"),  # its subtitle says the chance
    *(
        ("year", id)  # as the register has it nothing is paid before the year's end
        for id in ("expansion.2025/26", "expansion_share", RATIO)
    ),
}


def drawn(svg: str) -> str:
    """Return a picture without the words that tell which scenario it is of."""
    return re.sub(
        r"<(title|desc).*?</\1>|(funding_outlook|gap|posts|decision_tree|year|options|decide)_\w+-",
        "",
        svg,
    )
