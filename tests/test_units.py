"""Financial years, pounds and whole numbers."""

import pytest
from hypothesis import given, strategies as st

from clsmin_forecast.errors import InputError
from clsmin_forecast.units import financial_year, next_year, pounds, price_words, start_of


@given(st.integers(2000, 2099))
def test_every_year_that_is_written_is_read_back(start: int) -> None:
    before = f"{start - 1}/{start % 100:02d}"
    assert start_of(financial_year(next_year(before))) == start


@pytest.mark.parametrize(
    "text",
    ["2025/27", "2025/25", "2025-26", "25/26", " 2025/26", "2025/26\n", "1999/00", None],
)
def test_what_is_not_a_financial_year_is_refused(text: object) -> None:
    with pytest.raises(InputError) as refusal:
        financial_year(text, "awards.csv")
    assert str(refusal.value) == (
        f"awards.csv: a financial year is written like 2025/26, got {text!r}."
    )


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "£0"), (-0.4, "£0"), (999.5, "£1,000"), (1_908_842, "£1,908,842"), (-1200.4, "-£1,200")],
)
def test_pounds_are_written_whole_with_thousands_separated(amount: float, written: str) -> None:
    assert pounds(amount) == written


def test_a_price_base_is_named_in_words() -> None:
    assert [price_words("cash"), price_words("2023/24")] == ["cash", "2023/24 prices"]
