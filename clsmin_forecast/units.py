"""Financial years, pounds and price bases: the units of every figure.

A financial year runs from 1 April to 31 March and is written ``2025/26`` everywhere; such strings
sort in time order. Money is in pounds, in ``cash`` (the money of the day) unless a price base such
as ``2023/24`` is named.
"""

import re
from datetime import date
from operator import index
from typing import SupportsIndex

from .arguments import public
from .errors import InputError

CASH = "cash"
HALF_A_PENNY = 0.005
"""Two sums closer than this, in pounds, are the same sum."""

_LEAST = 1e-6  # of a chance, which words would round to 0%; no draws tell it from none


def financial_year(text: object, where: str = "financial year") -> str:
    """Return a financial year, checked.

    Parameters
    ----------
    text : object
        A year as ``2025/26``.

    Raises
    ------
    InputError
        If the text is not a financial year.

    Examples
    --------
    >>> financial_year("2025/26")
    '2025/26'
    """
    match = re.fullmatch(r"(20[0-9]{2})/([0-9]{2})", str(text))
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise InputError(f"{where}: a financial year is written like 2025/26, got {text!r}.")
    return match[0]


def start_of(year: str) -> int:
    """Return the calendar year in which a financial year starts.

    Examples
    --------
    >>> start_of("2025/26")
    2025
    """
    return int(year[:4])


def first_day(year: str) -> date:
    """Return the 1 April on which a financial year starts.

    Examples
    --------
    >>> first_day("2025/26").isoformat()
    '2025-04-01'
    """
    return date(start_of(year), 4, 1)


def next_year(year: str) -> str:
    """Return the financial year after one.

    Examples
    --------
    >>> next_year("2098/99")
    '2099/00'
    """
    return year_after(year, 1)


def year_after(year: str, years: int) -> str:
    """Return the financial year so many after one, or before it.

    Examples
    --------
    >>> year_after("2025/26", 2), year_after("2000/01", -1)
    ('2027/28', '1999/00')
    """
    start = start_of(year) + years
    return f"{start}/{(start + 1) % 100:02d}"


@public
def pounds(amount: float) -> str:
    """Return a sum in whole pounds, as a paper writes it.

    Examples
    --------
    >>> pounds(570567), pounds(-1200.4)
    ('£570,567', '-£1,200')
    """
    whole = round(amount)
    return f"{'-' if whole < 0 else ''}£{abs(whole):,}"


def signed_pounds(amount: float) -> str:
    """Return a sum in whole pounds, with the word minus before one below zero.

    Examples
    --------
    >>> signed_pounds(-100_000)
    'minus £100,000'
    """
    return pounds(amount) if amount >= 0 else f"minus {pounds(-amount)}"


def number_of(count: int, name: str) -> str:
    """Return a count with what is counted.

    Examples
    --------
    >>> number_of(1, "row"), number_of(0, "chart")
    ('1 row', '0 charts')
    """
    return f"{count} {name}{'' if count == 1 else 's'}"


def price_words(price_base: str) -> str:
    """Return a price base in words.

    Examples
    --------
    >>> price_words("cash"), price_words("2023/24")
    ('cash', '2023/24 prices')
    """
    return CASH if price_base == CASH else f"{price_base} prices"


def whole_words(low: int, high: int) -> str:
    """Return what a whole number between two limits is, in words.

    Examples
    --------
    >>> whole_words(8, 2_000_000)
    'a whole number from 8 to 2,000,000'
    """
    return f"a whole number from {low:,} to {high:,}"


def whole_number(value: object, where: str, low: int, high: int) -> int:
    """Return a whole number between two limits, checked.

    Raises
    ------
    InputError
        If the value is not a whole number from `low` to `high`.

    Examples
    --------
    >>> whole_number(16384, "draws", 8, 2_000_000)
    16384
    """
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        whole = low - 1
    else:
        whole = index(value)
    if not low <= whole <= high:
        raise InputError(f"{where} must be {whole_words(low, high)}, got {value!r}.")
    return whole


def check_confidence(confidence: float, where: str = "reserve") -> None:
    """Refuse a confidence that is no chance, or that words would round to none or to certainty.

    Raises
    ------
    InputError
        If it does not lie between 0 and 1, by a millionth at least.
    """
    if not _LEAST <= confidence <= 1 - _LEAST:
        raise InputError(
            f"{where}: confidence must lie between 0 and 1, by a millionth at least, such as 0.8, "
            f"got {confidence!r}."
        )
