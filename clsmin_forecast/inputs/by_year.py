"""Values by year, in which a scenario may write ``next`` for the first undecided year.

So one that is about the coming decision stays so when a year is decided. ``open`` is the first of
the years that a forecast is read for: the first in principle, where there is one, else ``next``.
"""

import re
from collections.abc import Iterable
from typing import Any

from ..errors import InputError
from ..units import next_year, year_after
from .awards import Awards

NEXT, OPEN = "next", "open"
_FORM = re.compile(rf"({NEXT}|{OPEN})([+-][1-9][0-9]?)?")
_IN_A_TEXT = re.compile(rf"\{{{_FORM.pattern}\}}")


def by_years(values: Any) -> bool:
    """Return whether values are a mapping of years."""
    return isinstance(values, dict) and any(
        str(key)[:1].isdigit() or str(key).startswith((NEXT, OPEN)) for key in values
    )


def year_by_year(values: Any, years: Iterable[str]) -> dict[str, Any]:
    """Return values as a mapping of years, given one that may hold for every year."""
    return dict(values) if by_years(values) else dict.fromkeys(years, values)


def is_next(year: object) -> bool:
    """Return whether a year is written by how far it lies from the first that is open.

    Examples
    --------
    >>> is_next("next"), is_next("open+2"), is_next("next+0"), is_next("2025/26")
    (True, True, False, False)
    """
    return bool(_FORM.fullmatch(str(year)))


def fill_years(text: str, awards: Awards) -> str:
    """Return a text with each ``{next}``, ``{open+1}`` or ``{open-1}`` as the year that it is.

    Where every year is decided, the first open one is the year after the last.

    Examples
    --------
    >>> from .facts import load_facts
    >>> fill_years("Funding ceases at the end of {open-1}", load_facts().awards)
    'Funding ceases at the end of 2024/25'
    """

    def year(found: re.Match[str]) -> str:
        first = _from(found[1], awards)[:1] or (next_year(awards.years[-1]),)
        return year_after(first[0], int(found[2] or 0))

    return _IN_A_TEXT.sub(year, text)


def _from(word: str, awards: Awards) -> tuple[str, ...]:
    """Return the undecided years from the one on that a word names."""
    return awards.decision_years if word == NEXT else awards.years_ahead


def name_next(values: Any, awards: Awards, where: str, *, lapses: bool = False) -> Any:
    """Return values with each ``next`` as the financial year that it is.

    Parameters
    ----------
    values : object
        As written: for every year, or a mapping of years, ``next+1`` being the one after ``next``.
    awards : Awards
        Their undecided years are counted.
    where : str
        What an error names as the place.
    lapses : bool
        Whether a year beyond the last drops out, and one stays as it is written where no year is
        undecided.

    Raises
    ------
    InputError
        If there is no such year, or one has two values.

    Examples
    --------
    >>> from .facts import load_facts
    >>> name_next({"next": 0, "next+1": 1}, load_facts().awards, "cessation")
    {'2024/25': 0, '2025/26': 1}
    """
    if not by_years(values):
        return values
    written: dict[Any, Any] = {}
    for key, value in values.items():
        year = _named(str(key), awards, where, lapses) if is_next(key) else key
        if year in written and written[year] != value:
            raise InputError(f"{where}: two values are given for {year}, as {key} too; write one.")
        if year is not None:
            written[year] = value
    return written


def _named(key: str, awards: Awards, where: str, lapses: bool) -> str | None:
    """Return the year that is meant; None of one that lies beyond the last."""
    found = _FORM.fullmatch(key)
    word, after = (found[1], int(found[2] or 0)) if found else (NEXT, 0)
    years = _from(word, awards)
    if years and 0 <= after < len(years):
        return years[after]
    if lapses:
        return None if years and after > 0 else key
    if not years:
        raise InputError(f"{where}: {key}: no year of awards.csv is undecided.")
    more = f" and {word}+{len(years) - 1}, {years[-1]}" if len(years) > 1 else ""
    raise InputError(
        f"{where}: {key}: no such year is undecided; {word} is {years[0]}{more}, the last."
    )
