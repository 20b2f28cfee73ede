"""The inputs of the time in which nobody knows, and the dated cases they rest on."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import clsmin_forecast as cf
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.confirmations import load_confirmations
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.register import load_register
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.inputs.waiting import WAITING
from clsmin_forecast.runs.audit import audit
from tests.conftest import DATA

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

SIGNED = "values: {range: {low: 2, mid: 3, high: 7, coverage: 0.8}}"
BROKEN_ENTRIES = {
    "beyond the year": (
        SIGNED,
        "values: 13",
        "waiting.signed_month: a value must lie from 0 to 12, got 13.",
    ),
    "a range without coverage": (
        SIGNED,
        "values: {range: {low: 2, mid: 3, high: 7}}",
        "waiting.signed_month: missing coverage; the fields are low, mid, high, coverage.",
    ),
    "by year": (
        SIGNED,
        "values: {2025/26: 3}",
        "waiting.signed_month: missing range; the fields are range.",
    ),
    "an unknown name": (
        "  signed_month:",
        "  sign_month:",
        "waiting: unknown input 'sign_month'; the nearest is signed_month or "
        "refill_months. "
        "Known: " + ", ".join(WAITING) + ".",
    ),
    "an unknown source": (
        "sources: [confirmations]",
        "sources: [confirmation]",
        "waiting.signed_month: sources: unknown source 'confirmation'",
    ),
    "correlated years": (
        SIGNED,
        f"{SIGNED}\n    between_years: 0.5",
        "waiting.signed_month: between_years is for amounts drawn year by year.",
    ),
}
BROKEN_CASES = {
    "no date at all": (
        "2021/22,2021-02-05,,",
        "2021/22,,,",
        "line 2: told_on and signed_on are empty; a case has one.",
    ),
    "a date in words": (
        "2021-02-05",
        "5 February",
        "line 2: told_on must be a day or a month, such as 2025-02-10 or 2025-06, "
        "got '5 February'.",
    ),
    "no such day": (
        "2020-06-25",
        "2020-06-31",
        "line 8: signed_on must be a day or a month, such as 2025-02-10 or 2025-06, "
        "got '2020-06-31'.",
    ),
    "signed before it was told of": (
        "2021/22,2021-02-05,,",
        "2021/22,2021-02-05,2021-01-05,",
        "line 2: signed_on 2021-01-05 is before told_on 2021-02-05; it must not be.",
    ),
    "a day of another century": (
        "2020-06-25",
        "2120-06-25",
        "line 8: signed_on must lie from a year before to two years after 1 April of 2020/21, "
        "got 2120-06-25.",
    ),
    "no source": (
        "https://www.london.gov.uk/pcd-1560",
        ",",
        "line 7: has 8 fields; the header has 7.",
    ),
}


def test_the_register_holds_each_once_with_its_reason(central: Scenario) -> None:
    register = central.register
    assert list(register.waiting) == list(register.waiting_entries) == list(WAITING)
    assert not {*WAITING} & {*register.assumptions}
    red = [name for name, each in register.waiting_entries.items() if each.quality == "red"]
    assert {"signed_month", "redeploy_months", "refill_months"} <= {*red}
    for name, value in register.waiting.items():
        unit = WAITING[name].unit
        assert unit.least <= value.low <= value.mid <= value.high <= unit.most


def test_no_forecast_rests_on_them(data: Path, edit: "Edit[None]") -> None:
    before = cf.forecast(cf.load_scenario("central", data), draws=64).to_dict()
    edit("assumptions.yaml", SIGNED, "values: 11")
    assert cf.forecast(cf.load_scenario("central", data), draws=64).to_dict() == before


@pytest.mark.parametrize(("old", "new", "words"), BROKEN_ENTRIES.values(), ids=BROKEN_ENTRIES)
def test_a_bad_entry_is_refused(
    data: Path, edit: "Edit[None]", refused: "Refused", old: str, new: str, words: str
) -> None:
    edit("assumptions.yaml", old, new)
    said = refused(lambda: load_register(load_facts(data)))
    assert said.startswith(f"assumptions.yaml: {words}"), said


def test_a_folder_may_go_without_them_until_a_question_asks(data: Path, refused: "Refused") -> None:
    register = data / "assumptions.yaml"
    head, _, _ = register.read_text(encoding="utf-8").partition("\nwaiting:\n")
    register.write_text(head, encoding="utf-8")
    (data / "confirmations.csv").unlink()
    left = load_register(load_facts(data))
    assert (left.waiting, load_facts(data).confirmations) == ({}, ())
    assert left.value_of("signed_month", 2, "year") == 2
    assert refused(lambda: left.value_of("signed_month", None, "year")) == (
        "year: signed_month is neither given nor in assumptions.yaml, beneath waiting; it is a "
        "number such as 3."
    )


def test_what_is_given_is_held_to_the_bounds(central: Scenario) -> None:
    with pytest.raises(InputError, match=r"^decide: refill_months must lie from 0 to 24"):
        central.register.value_of("refill_months", 25, "decide")


def test_cases_are_counted_in_days_from_the_first_of_april() -> None:
    cases = load_confirmations(DATA)
    assert sorted(each.told for each in cases if each.told is not None) == [
        -55, -52, -50, -48, -35, 208,
    ]  # fmt: skip
    # Two have the month alone, whose middle counts: 15 June.
    assert sorted(each.signed for each in cases if each.signed is not None) == [75, 75, 85]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN_CASES.values(), ids=BROKEN_CASES)
def test_a_bad_case_is_refused(
    data: Path, edit: "Edit[None]", refused: "Refused", old: str, new: str, words: str
) -> None:
    edit("confirmations.csv", old, new)
    said = refused(lambda: load_confirmations(data))
    assert said.startswith(f"confirmations.csv, {words}"), said


def test_check_looks_at_their_reviews(data: Path, edit: "Edit[None]") -> None:
    overdue = [each.where for each in audit(data, date(2027, 3, 1)) if "has passed" in each.what]
    assert "assumptions.yaml: signed_month" in overdue
    edit("confirmations.csv", "2020-06-25", "soon")
    said = [f"{each.where}: {each.what}" for each in audit(data, date(2026, 11, 28))]
    assert any(each.startswith("confirmations.csv, line 8: signed_on") for each in said)
