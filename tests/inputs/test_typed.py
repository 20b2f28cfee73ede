"""What is typed: numbers as people write them, and refusals in words, wherever they are typed."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

import clsmin_forecast as cf
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.catalogue import INPUTS
from clsmin_forecast.inputs.typed import number
from clsmin_forecast.quantities import Chance

A_CHANCE = "It must be a number such as 0.25, 25% or 1 in 4, got"


def typed(name: str, text: object) -> float:
    return number(text, "It", INPUTS[name].unit)


WRITTEN = [
    ("cessation", "0.3", 0.3),
    ("cessation", ".3", 0.3),
    ("cessation", "4e-1", 0.4),
    ("cessation", " 30 % ", 0.3),
    ("cessation", "30%", 0.3),
    ("cessation", "1/3", 1 / 3),
    ("cessation", "2/5", 0.4),
    ("cessation", "1 in  3", 1 / 3),
    ("cessation", "1", 1.0),
    ("continuation_ratio", "11/10", 1.1),
    ("pay_growth", "\N{MINUS SIGN}2%", -0.02),
    ("alternative_funding", "£1,250,000", 1_250_000.0),
    ("alternative_funding", "570567.50", 570_567.5),
    ("alternative_funding", "250k", 250_000.0),
    ("alternative_funding", "£0.6m", 600_000.0),
    ("alternative_funding", "1e3", 1_000.0),
    ("award", "£600,000", 600_000.0),
    ("team_posts", "7", 7.0),
]


@pytest.mark.parametrize(("name", "text", "value"), WRITTEN)
def test_a_number_is_read_as_people_write_it(name: str, text: str, value: float) -> None:
    assert typed(name, text) == value


@pytest.mark.parametrize(("name", "text", "value"), WRITTEN)
def test_a_file_and_an_option_take_what_a_box_takes(
    name: str, text: str, value: float, tmp_path: Path
) -> None:
    from clsmin_forecast.cli.forecasting import with_changes

    year = "" if INPUTS[name].once else "2026/27"
    file = tmp_path / "mine.yaml"
    file.write_text(
        f"name: mine\ntitle: Mine\ndescription: Mine.\nchanges:\n  {name}:\n    {year}: {text}\n",
        encoding="utf-8",
    )
    read = cf.load_scenario(file)
    set_ = with_changes(cf.load_scenario("central"), [f"{name}.{year}={text}"])
    for scenario in (read, set_):
        assert scenario.quantities[name][year].mid == value


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cessation", "1.5", "It must lie from 0 to 1, got '1.5'."),
        ("cessation", "-0.1", "It must lie from 0 to 1, got '-0.1'."),
        (
            "cessation",
            "40",
            "It must lie from 0 to 1, got '40': 40 means 4,000%; write 0.4 or 40%.",
        ),
        ("pay_growth", 3, "It must lie from -0.5 to 0.5, got 3: 3 means 300%; write 0.03 or 3%."),
        (
            "continuation_ratio",
            600_000,
            "It must lie from 0 to 5, got 600,000; an award in pounds is the input award.",
        ),
        (
            "continuation_ratio",
            95,
            "It must lie from 0 to 5, got 95: 95 means 9,500%; write 0.95 or 95%.",
        ),
        ("alternative_funding", 1e9, "It must lie from 0 to 100,000,000, got 1,000,000,000."),
        (
            "alternative_funding",
            10**400,
            "It must lie from 0 to 100,000,000, got a number beyond all bounds.",
        ),
        ("award", 0.9, "It must lie from 1,000 to 100,000,000, got 0.9."),
        ("team_posts", -7, "It must lie from 0 to 1,000, got -7."),
        ("cessation", "", f"{A_CHANCE} nothing."),
        ("cessation", None, f"{A_CHANCE} nothing."),
        ("cessation", "  ", f"{A_CHANCE} ' '."),
        ("cessation", "likely", f"{A_CHANCE} 'likely'."),
        ("cessation", "nan", f"{A_CHANCE} 'nan'."),
        ("cessation", float("nan"), f"{A_CHANCE} nan."),
        ("cessation", True, f"{A_CHANCE} True."),
        ("cessation", "50/50", f"{A_CHANCE} '50/50'."),
        ("cessation", "1 in 0", f"{A_CHANCE} '1 in 0'."),
        ("cessation", "1,5", f"{A_CHANCE} '1,5'."),
        ("cessation", "1:1", f"{A_CHANCE} '1:1'."),
        ("cessation", "£1", f"{A_CHANCE} '£1'."),
        ("cessation", "9" * 5000, f"{A_CHANCE} '{'9' * 79}… (5,002 characters)."),
        ("team_posts", "many", "It must be a number such as 7, got 'many'."),
        ("team_posts", "40%", "It must be a number such as 7, got '40%'."),
        (
            "alternative_funding",
            "1,5",
            "It must be a number such as 250000, £250,000 or 250k, got '1,5'.",
        ),
        (
            "alternative_funding",
            "40%",
            "It must be a number such as 250000, £250,000 or 250k, got '40%'.",
        ),
    ],
)
def test_what_is_no_value_is_refused_in_words(name: str, text: object, said: str) -> None:
    with pytest.raises(InputError) as refused:
        typed(name, text)
    assert str(refused.value) == said


@given(st.sampled_from(sorted(INPUTS)), st.text(max_size=60))
def test_any_text_is_a_value_within_bounds_or_refused_in_a_line_or_two(
    name: str, text: str
) -> None:
    said = ""
    with suppress(InputError):
        said = f"{typed(name, text):g}"
        assert INPUTS[name].floor <= float(said) <= INPUTS[name].ceiling
    if not said:
        with pytest.raises(InputError) as refused:
            typed(name, text)
        assert 10 < len(str(refused.value)) < 200


@given(st.sampled_from(sorted(INPUTS)), st.floats(0, 0.49).map(lambda x: round(x, 6)))
def test_a_number_that_is_written_plainly_comes_back(name: str, value: float) -> None:
    value += INPUTS[name].unit.least if name == "award" else 0
    assert typed(name, f"{value:.6f}") == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{2025/26: £600,000}", "within braces a sum goes without commas: 600000 or 600k."),
        (
            "{2025/26: {range: {low: 5k, mid: 0.6m, high: 2m, coverage: 0.8}}}",
            "must lie from 1,000 ",
        ),
    ],
)
def test_a_sum_in_a_file_is_refused_with_what_is_wrong(
    written: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(f"name: mine\ntitle: Mine\ndescription: Mine.\nchanges:\n  award: {written}\n")
    with pytest.raises(InputError, match=r"^mine\.yaml: award") as refused:
        cf.load_scenario(file)
    assert said in str(refused.value)


def test_a_range_and_its_coverage_are_typed_likewise() -> None:
    asked = {"range": {"low": "500k", "mid": "£600,000", "high": "0.7m", "coverage": "80%"}}
    quantity = cf.load_scenario("central").but(award={"2025/26": asked}).quantities["award"]
    told = quantity["2025/26"]
    assert not isinstance(told, Chance)
    assert (told.low, told.mid, told.high) == (500_000, 600_000, 700_000)
    assert told.quantile(np.array([0.1, 0.9])).round().tolist() == [500_000, 700_000]


def test_give_or_take_is_never_below_zero() -> None:
    growth = {"pay_awards": "growth", "give_or_take": -0.1, "coverage": 0.8}
    with pytest.raises(InputError, match=r"give_or_take must lie from 0 to 0\.5, got -0\.1\."):
        cf.load_scenario("central").but(pay_growth=growth)
