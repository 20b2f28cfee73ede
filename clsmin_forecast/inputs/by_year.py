"""Values by year, in which a scenario may write ``next`` for the first undecided year.

So one that is about the coming decision stays so when a year is decided.
"""

import re
from collections.abc import Iterable
from typing import Any

from ..errors import InputError
from .awards import Awards

NEXT = "next"
_FORM = re.compile(rf"{NEXT}(?:\+([1-9][0-9]?))?")


def by_years(values: Any) -> bool:
    """Return whether values are a mapping of years."""
    return isinstance(values, dict) and any(
        str(key)[:1].isdigit() or str(key).startswith(NEXT) for key in values
    )


def year_by_year(values: Any, years: Iterable[str]) -> dict[str, Any]:
    """Return values as a mapping of years, given one that may hold for every year."""
    return dict(values) if by_years(values) else dict.fromkeys(years, values)


def is_next(year: object) -> bool:
    """Return whether a year is written by how far it lies from the first undecided.

    Examples
    --------
    >>> is_next("next"), is_next("next+2"), is_next("next+0"), is_next("2025/26")
    (True, True, False, False)
    """
    return bool(_FORM.fullmatch(str(year)))


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
        Whether a year beyond the last undecided one stays as it is written, for it to drop out.

    Raises
    ------
    InputError
        If there is no such year, or one is given twice.

    Examples
    --------
    >>> from .facts import load_facts
    >>> name_next({"next": 0, "next+1": 1}, load_facts().awards, "cessation")
    {'2024/25': 0, '2025/26': 1}
    """
    if not by_years(values):
        return values
    written: dict[Any, Any] = {}
    for key in values:
        year = _named(str(key), awards, where, lapses) if is_next(key) else key
        if year in written:
            raise InputError(
                f"{where}: {written[year]} and {key} are one year, {year}; write it once."
            )
        written[year] = key
    return {year: values[key] for year, key in written.items()}


def _named(key: str, awards: Awards, where: str, lapses: bool) -> str:
    found, years = _FORM.fullmatch(key), awards.decision_years
    after = int(found[1] or 0) if found else 0
    if after < len(years):
        return years[after]
    if lapses:
        return key
    if not years:
        raise InputError(f"{where}: {key}: no year of awards.csv is undecided.")
    last = (
        f" and {NEXT}+{len(years) - 1}, {years[-1]}, the last" if len(years) > 1 else ", the last"
    )
    raise InputError(f"{where}: {key}: no such year is undecided; {NEXT} is {years[0]}{last}.")
