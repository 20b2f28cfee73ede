"""Signs under a chance: what they do to it, and what is refused of them."""

import json
from copy import deepcopy
from datetime import date, timedelta
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.register import load_register
from clsmin_forecast.inputs.scenario_file import written
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.quantities import Chance
from clsmin_forecast.signs import MOST, bayes
from tests.conftest import Edit, Refused, in_force

YEAR = "2026/27"
CASES = "year_ends_since_2024_25"
TO_COME = (date.today() + timedelta(days=1)).isoformat()
POINT = (
    "times_as_likely is written with its range, as {low: 1.2, mid: 2, high: 4}, since nobody knows "
    "it to a point; got"
)


def sign(*points: float, what: str = "It falls") -> dict[str, Any]:
    """Return a sign as it is written."""
    times = dict(zip(("low", "mid", "high"), points, strict=True))
    return {"what": what, "source": "PQ 89781", "date": "2025-11-19", "times_as_likely": times}


def chance_of(central: Scenario, spec: Any) -> Chance:
    """Return the chance of ceasing that a value makes."""
    found = central.but(cessation={YEAR: spec}).quantities["cessation"][YEAR]
    assert isinstance(found, Chance)
    return found


ratio = st.floats(1 / MOST, MOST)
ratios = st.lists(ratio, min_size=3, max_size=3, unique=True).map(sorted)
chances = st.lists(st.floats(0.001, 0.999), min_size=3, max_size=3).map(sorted)


@pytest.mark.parametrize(
    ("prior", "times", "after"),
    [
        (2.5 / 11, 2, 10 / 27),
        (2.5 / 11, 3.4, 0.5),
        (3.5 / 52, 48.5 / 3.5, 0.5),
        (0, 5, 0),
        (1, 5, 1),
        (0.3, 1, 0.3),
    ],
)
def test_the_odds_are_multiplied(
    central: Scenario, prior: float, times: float, after: float
) -> None:
    spec = {"chance": prior, "signals": [sign(times / 2, times, times * 2)]}
    assert chance_of(central, spec).mid == pytest.approx(after, abs=1e-15)


def test_the_law_is_exact() -> None:
    law: Any = bayes  # of fractions too, which lose nothing
    assert law(Fraction(5, 22), 2, 1) == Fraction(10, 27)
    assert law(Fraction(5, 22), Fraction(34, 10), 1) == Fraction(1, 2)


@given(chances, st.lists(ratios, min_size=1, max_size=3))
def test_it_is_bayes_rule_at_every_point_in_any_order(
    central: Scenario, prior: list[float], given: list[list[float]]
) -> None:
    low, mid, high = prior
    spec = {"range": {"low": low, "mid": mid, "high": high, "coverage": 0.9}}
    signs = [sign(*points, what=f"Sign {place}") for place, points in enumerate(given)]
    found = chance_of(central, spec | {"signals": signs})
    back = chance_of(central, spec | {"signals": signs[::-1]})
    for place, (end, before) in enumerate(zip(("low", "mid", "high"), prior, strict=True)):
        odds = Fraction(before) / (1 - Fraction(before))
        for points in given:
            odds *= Fraction(points[place])
        assert getattr(found, end) == pytest.approx(float(odds / (1 + odds)), rel=1e-12)
        assert getattr(found, end) == getattr(back, end)
    assert found.prior == chance_of(central, spec)


@given(st.floats(0, 1))
def test_a_ratio_of_1_changes_no_bit(central: Scenario, prior: float) -> None:
    found = chance_of(central, {"chance": prior, "signals": [sign(1, 1, 1)]})
    assert (found.low, found.mid, found.high) == (prior, prior, prior)


@given(st.floats(0.001, 0.999))
def test_the_ratio_to_even_brings_the_chance_to_even(central: Scenario, prior: float) -> None:
    found = chance_of(central, {"chance": prior, "signals": [sign(0.5, 1, 2)]})
    assert bayes(prior, found.even_at, 1.0) == pytest.approx(0.5, abs=1e-12)


def test_two_signs_are_one_of_their_product(central: Scenario) -> None:
    two = [sign(1, 1.7, 2, what="One"), sign(1, 2, 4, what="Other")]
    spec = {"evidence": CASES}
    one = chance_of(central, spec | {"signals": [sign(1, 3.4, 8)]})
    assert chance_of(central, spec | {"signals": two}).mid == one.mid
    assert chance_of(central, spec | {"signals": two[::-1]}).high == one.high
    assert chance_of(central, {"chance": 3.5 / 52}).even_at == pytest.approx(13.857, abs=5e-4)


def test_a_sign_cites_its_source_and_keeps_the_set(central: Scenario) -> None:
    signed = central.but(cessation={YEAR: {"evidence": CASES, "signals": [sign(1, 2, 4)]}})
    assert signed.sources_of("cessation", YEAR) == ["comparator_grants", "PQ 89781"]
    assert signed.resting_on(CASES)["cessation"] == ["2025/26", YEAR]


GOOD = sign(1, 2, 4)
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no source": ({"source": None}, "source: is missing."),
    "an unknown source": ({"source": "PQ 8978"}, "source: unknown source 'PQ 8978'; the near"),
    "no date": ({"date": None}, "date: is missing."),
    "no day": ({"date": "soon"}, "date: must be a date such as 2026-11-23, got 'soon'."),
    "a day to come": ({"date": TO_COME}, f"date {TO_COME} is in the future; it is no sign yet."),
    "nothing": ({"what": " "}, "what: must hold a letter or a digit, got ' '."),
    "an unknown field": ({"weight": 1}, "unknown field weight. Known: what, source, date"),
    "a point": ({"times_as_likely": 2}, f"{POINT} 2."),
    "a point in words": ({"times_as_likely": "2"}, f"{POINT} '2'."),
    "a point as a range": (
        sign(2, 2, 2),
        "times_as_likely needs a range, since nobody knows it to a point, got 2, 2",
    ),
    "nothing times": (sign(0, 1, 2), "times_as_likely must lie from 0.001 to 1,000, got 0, 1, 2."),
    "less than nothing": (
        sign(-1, 1, 2),
        "times_as_likely must lie from 0.001 to 1,000, got -1, 1, 2.",
    ),
    "absurd": (sign(1, 2, 1001), "times_as_likely must lie from 0.001 to 1,000, got 1, 2, 1001."),
    "no number": (sign(1, 2, inf), "times_as_likely.high: must be a finite number, got inf."),
    "low above mid": (sign(3, 2, 4), "times_as_likely runs low <= mid <= high, got 3, 2, 4."),
    "mid above high": (sign(1, 5, 4), "times_as_likely runs low <= mid <= high, got 1, 5, 4."),
    "measured or not": ({"measured": "perhaps"}, "measured: must be true or false, got 'perhaps'."),
}


@pytest.mark.parametrize(("wrong", "message"), BAD.values(), ids=BAD)
def test_a_bad_sign_is_refused(
    central: Scenario, refused: Refused, wrong: dict[str, Any], message: str
) -> None:
    bad = {field: value for field, value in (GOOD | wrong).items() if value is not None}
    said = refused(lambda: chance_of(central, {"evidence": CASES, "signals": [bad]}))
    assert said.startswith(f"scenario central: cessation.{YEAR}: signals, entry 1: {message}")


PLACES: dict[str, tuple[str, Any, str]] = {
    "an amount": (
        "recovery_rate",
        {"range": {"low": 0.8, "mid": 0.9, "high": 1, "coverage": 0.8}, "signals": [GOOD]},
        "signals tell of a decision, so a chance takes them and no amount does.",
    ),
    "a chance of an amount": ("recovery_rate", {"chance": 0.4}, "chance is of a decision"),
    "several experts": (
        "cessation",
        {"choice": [{"value": 0.2, "weight": 1}], "signals": [GOOD]},
        "signals stand over one chance; an expert's own is given with every sign weighed in.",
    ),
    "one of the experts": (
        "cessation",
        {"choice": [{"value": {"chance": 0.2, "signals": [GOOD]}, "weight": 1}]},
        "signals stand over one chance;",
    ),
    "the same twice": (
        "cessation",
        {"chance": 0.2, "signals": [GOOD, GOOD]},
        "signals: 'It falls' of PQ 89781 stands twice; count it once.",
    ),
    "too many": (
        "cessation",
        {"chance": 0.2, "signals": [GOOD] * 21},
        "a chance has at most 20 signals, got 21.",
    ),
    "no list": ("cessation", {"chance": 0.2, "signals": GOOD}, "signals must be a list of signs"),
    "an empty list": ("cessation", {"chance": 0.2, "signals": []}, "signals must be a list of"),
    "no mapping": ("cessation", {"chance": 0.2, "signals": ["It"]}, "signals, entry 1: content"),
    "no chance": ("cessation", {"signals": [GOOD]}, "value: unknown kind ''."),
}  # fmt: skip


@pytest.mark.parametrize(("name", "spec", "message"), PLACES.values(), ids=PLACES)
def test_signs_stand_under_a_chance_alone(
    central: Scenario, refused: Refused, name: str, spec: Any, message: str
) -> None:
    change: dict[str, Any] = {name: {YEAR: deepcopy(spec)}}
    said = refused(lambda: central.but(**change))
    assert said.startswith(f"scenario central: {name}.{YEAR}: {message}")


def test_a_sign_is_told_as_it_is_written_and_read_again(central: Scenario, tmp_path: Path) -> None:
    day = GOOD | {"date": date(2025, 11, 19)}  # as YAML reads it
    signed = central.but(cessation={YEAR: {"evidence": CASES, "signals": [day]}})
    told = json.loads(json.dumps(forecast(signed, draws=8).to_dict()["scenario"]["changes"]))
    assert told["cessation"][YEAR]["signals"] == [GOOD]
    file = tmp_path / "signed.yaml"
    file.write_text(written("signed", "Signed", "A sign.", signed.changes), encoding="utf-8")
    assert load_scenario(file).quantities["cessation"] == signed.quantities["cessation"]


def test_the_register_holds_an_example_that_may_be_put_in_force(data: Path) -> None:
    assert load_scenario("central", data).quantities["cessation"][YEAR].mid == 3.5 / 16
    register = data / "assumptions.yaml"
    register.write_text(in_force(register.read_text(encoding="utf-8")), encoding="utf-8")
    chance = load_scenario("central", data).quantities["cessation"][YEAR]
    assert isinstance(chance, Chance)
    assert [each.source for each in chance.signs] == [
        "Police Grant Report 2026-27", "Remit letter 2026-27",
    ]  # fmt: skip
    odds = 3.5 / 12.5 * 1.5 * 1.2
    assert chance.mid == pytest.approx(odds / (1 + odds), abs=1e-15)


@pytest.mark.parametrize(("measured", "may"), [("", False), (", measured: true", True)])
def test_a_judged_sign_is_rated_red(
    data: Path, edit: Edit[None], refused: Refused, measured: str, may: bool
) -> None:
    ratio = "times_as_likely: {low: 1, mid: 2, high: 4}"
    it = f"{{what: It falls, source: PQ 89781, date: 2025-11-19, {ratio}{measured}}}"
    signed = f"{{evidence: within_award, signals: [{it}]}}"
    edit("assumptions.yaml", "{evidence: within_award}", signed)
    edit("assumptions.yaml", "quality: red", "quality: amber")
    if may:
        assert load_register(load_facts(data)).assumptions["cessation"].quality == "amber"
    else:
        assert refused(lambda: load_register(load_facts(data))) == (
            "assumptions.yaml: cessation: quality must be red, since what a sign is worth is a "
            "judgement unless the sign is marked measured: true; got amber."
        )
