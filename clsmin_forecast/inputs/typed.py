"""A number as people write it: one reader for files, for ``--set`` and the page's boxes."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real
from typing import Any

from ..errors import InputError, shown
from .files import MOST, THOUSANDS

_LONGEST = 40  # characters of a number
_ALL = 100  # per cent
_DIGITS = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
_PLAIN = re.compile(_DIGITS)
_PERCENT = re.compile(rf"({_DIGITS}) ?%")
_FRACTION = re.compile(rf"({_DIGITS}) ?(?:/| in ) ?({_DIGITS})")
_POUNDS = re.compile(rf"£? ?({_DIGITS}) ?(k|m|)", re.IGNORECASE)
_BEYOND = 10 * MOST
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass(frozen=True)
class Unit:
    """How the numbers of an input are written, and how far they may lie.

    A ``part`` is also written ``40%``, ``2/5`` or ``1 in 3``, ``pounds`` also ``£600,000`` or
    ``600k``, and a ``count`` in figures alone.
    """

    example: str  # of a number as it is written
    least: float = -MOST  # what lies beyond is a value of another unit
    most: float = MOST
    kind: str = "part"
    instead: str = ""  # what is to be written where a number lies far above
    among: tuple[float, ...] = ()  # the only ones, where not every number between has a meaning


PART = Unit("0.8 or 80%")
"""A weight, or how much of the probability a range covers; what takes it has bounds of its own."""

SUM = Unit("600000, £600,000 or 600k", kind="pounds")
"""A sum that is asked about."""


def number(value: Any, what: str, unit: Unit) -> float:
    """Return the number that a value or a text such as ``40%`` states; an error calls it `what`.

    Raises
    ------
    InputError
        If it is no number, or lies beyond what its unit can mean.

    Examples
    --------
    >>> chance = Unit("0.25, 25% or 1 in 4", 0, 1)
    >>> [number(each, "it", chance) for each in (0.25, "25%", " 1 in 4 ", "1/4")]
    [0.25, 0.25, 0.25, 0.25]
    >>> number("£570,567", "it", Unit("250,000", 0, 1e8, "pounds"))
    570567.0
    """
    read = _read(value, unit.kind)
    if read is None:
        raise InputError(f"{what} must be a number such as {unit.example}, got {_shown(value)}.")
    near = float(max(-_BEYOND, min(read, _BEYOND)))  # a longer number is no float
    if not unit.least <= near <= unit.most:
        raise InputError(
            f"{what} must lie from {unit.least:,.10g} to {unit.most:,.10g}, got "
            f"{_shown(value)}{_hint(near, unit)}."
        )
    if unit.among and near not in unit.among:
        only = " or ".join(f"{each:g}" for each in unit.among)
        raise InputError(f"{what} must be {only}, got {_shown(value)}.")
    return near


def number_in(value: Any, what: str, units: Mapping[str, Unit]) -> tuple[str, float]:
    """Return which of some units, no two of which hold the same number, holds a value's, and that.

    Examples
    --------
    >>> units = {"ratio": Unit("0.95", 0, 5), "award": Unit("600k", 1_000, 1e6, "pounds")}
    >>> [number_in(each, "It", units) for each in ("90%", "£600,000")]
    [('ratio', 0.9), ('award', 600000.0)]
    """
    if len(units) == 1:
        return next((name, number(value, what, unit)) for name, unit in units.items())
    for name, unit in units.items():
        with suppress(InputError):
            return name, number(value, what, unit)
    forms = (f"{u.example} (from {u.least:,.10g} to {u.most:,.10g})" for u in units.values())
    raise InputError(f"{what} must be a number such as {'; or '.join(forms)}, got {_shown(value)}.")


def _read(value: Any, kind: str) -> Any:
    if isinstance(value, Real) and not isinstance(value, bool):
        return value if value == value else None  # noqa: PLR0124 - a NaN is no number
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = " ".join(value.replace("\N{MINUS SIGN}", "-").split())
    if kind == "pounds":
        found = _POUNDS.fullmatch(THOUSANDS.sub("", text))
        return Fraction(found[1]) * _TIMES[found[2].lower()] if found else None
    if _PLAIN.fullmatch(text):
        return Fraction(text)
    return _part(text) if kind == "part" else None


def _part(text: str) -> Fraction | None:
    if found := _PERCENT.fullmatch(text):
        return Fraction(found[1]) / _ALL
    found = _FRACTION.fullmatch(text)
    some, every = (Fraction(part) for part in found.groups()) if found else (0, 0)
    # 50/50 is said of even odds, and would be read as 1.
    return Fraction(some) / every if every and some != every else None


def _hint(value: float, unit: Unit) -> str:
    part = value / _ALL
    if unit.kind == "part" and abs(value) >= 2 * unit.most and unit.least <= part <= unit.most:
        return f": {value:,.10g} means {value * _ALL:,.10g}%; write {part:.10g} or {value:.10g}%"
    return f"; {unit.instead}" if unit.instead and value > unit.most else ""


def _shown(value: Any) -> str:
    if isinstance(value, Real) and not isinstance(value, bool):
        try:
            return f"{float(value):,.10g}"
        except OverflowError:
            return "a number beyond all bounds"
    if value in ("", None):
        return "nothing"
    return shown(value)
