"""What is typed: numbers as people write them, and refusals in words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.specs import INPUTS
from clsmin_forecast.present.explorer.typed import typed

A_CHANCE = "Write it as 0.25, 25% or 1 in 4."


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("cessation", "0.3", 0.3),
        ("cessation", ".3", 0.3),
        ("cessation", " 30 % ", 0.3),
        ("cessation", "1/3", 1 / 3),
        ("cessation", "1 in  3", 1 / 3),
        ("cessation", "1", 1.0),
        ("pay_growth", "\N{MINUS SIGN}2%", -0.02),
        ("alternative_funding", "£1,250,000", 1_250_000.0),
        ("alternative_funding", "570567.50", 570_567.5),
        ("team_posts", "7", 7.0),
    ],
)
def test_a_number_is_read_as_people_write_it(name: str, text: str, value: float) -> None:
    assert typed(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cessation", "1.5", f"Must lie from 0 to 1, got “1.5”. {A_CHANCE}"),
        ("cessation", "-0.1", f"Must lie from 0 to 1, got “-0.1”. {A_CHANCE}"),
        ("cessation", "", f"Empty. {A_CHANCE}"),
        ("cessation", "  ", f"Empty. {A_CHANCE}"),
        ("cessation", "likely", f"“likely” is not a number. {A_CHANCE}"),
        ("cessation", "nan", f"“nan” is not a number. {A_CHANCE}"),
        ("cessation", "1 in 0", f"“1 in 0” is not a number. {A_CHANCE}"),
        ("cessation", "1,5", f"“1,5” is not a number. {A_CHANCE}"),
        (
            "cessation",
            "There is a risk that\nfunding will cease. " * 99,
            f"“There is a risk that fu…” is not a number. {A_CHANCE}",
        ),
        ("cessation", "9" * 5000, f"“{'9' * 23}…” is not a number. {A_CHANCE}"),
        ("team_posts", "many", "“many” is not a number. Write it as 7."),
        (
            "alternative_funding",
            "1e3",
            "“1e3” is not a number. Write it as 250,000.",
        ),
    ],
)
def test_what_is_no_value_is_refused_in_words(name: str, text: str, said: str) -> None:
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
        assert 10 < len(str(refused.value)) < 120


@given(st.sampled_from(sorted(INPUTS)), st.floats(0, 0.99).map(lambda x: round(x, 6)))
def test_a_number_that_is_written_plainly_comes_back(name: str, value: float) -> None:
    assert typed(name, f"{value:.6f}") == value
