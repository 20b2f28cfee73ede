"""What an analyst types: a number as people write it, or a refusal in words."""

import re
from fractions import Fraction

from ...errors import InputError
from ...inputs.specs import INPUTS

_LONGEST, _SHOWN = 40, 24  # characters of a number, and of a text that is none
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_FORMS = (
    re.compile(rf"(?P<of>{_NUMBER})(?P<percent> ?%)?"),
    re.compile(rf"(?P<of>{_NUMBER}) ?(?:/| in ) ?(?P<all>{_NUMBER})"),
)
_EXAMPLES = {
    "continuation_ratio": "1, 0.95 or 95%",
    "pay_growth": "0.035 or 3.5%",
    "team_posts": "7",
    "alternative_funding": "250,000",
}


def typed(name: str, text: str) -> float:
    """Return the value that a text states for an input.

    Parameters
    ----------
    name : str
        The input.
    text : str
        As typed: a number, a percentage, or a fraction such as ``1/3`` or ``1 in 3``; pounds may
        have their sign and commas.

    Raises
    ------
    InputError
        If it is no number, or lies outside the bounds of the input.

    Examples
    --------
    >>> typed("cessation", "25%"), typed("cessation", " 1 in 4 "), typed("cessation", "0.25")
    (0.25, 0.25, 0.25)
    >>> typed("alternative_funding", "£570,567")
    570567.0
    """
    plain = " ".join(text.replace("\N{MINUS SIGN}", "-").split()).removeprefix("£")
    value = _value(re.sub(r"(?<=\d),(?=\d{3})", "", plain))
    form = f"Write it as {_EXAMPLES.get(name, '0.25, 25% or 1 in 4')}."
    if value is None:
        raise InputError(f"{_said(plain)} is not a number. {form}" if plain else f"Empty. {form}")
    low, high = INPUTS[name].floor, INPUTS[name].ceiling
    if not low <= value <= high:
        raise InputError(f"Must lie from {low:g} to {high:,.10g}, got {_said(plain)}. {form}")
    return value


def _value(text: str) -> float | None:
    if len(text) > _LONGEST:
        return None
    found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if found is None:
        return None
    parts = found.groupdict()
    of = Fraction(parts["of"])
    every = Fraction(parts.get("all") or (100 if parts.get("percent") else 1))
    return float(of / every) if every else None


def _said(text: str) -> str:
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}”"
