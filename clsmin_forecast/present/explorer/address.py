"""The state of the page as its address holds it; a file to send writes its inputs the same way."""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl, urlencode

from ...errors import InputError
from .state import State

VIEW = "view"
_PARTS: Mapping[str, str] = {
    "start": "start", "beside": "beside", "prices": "price_base", "least": "least",
    "year": "year", "signed_month": "signed_month", "option": "option",
}  # fmt: skip
"""What an address calls the parts of a state; any other name in it is an input's."""

_NUMBERS = {"least", "signed_month"}


def address(state: State, view: str, first: State, first_view: str) -> str:
    """Return the address of what is asked and shown; empty for what the page opens with.

    Examples
    --------
    >>> first = State(start="central")
    >>> address(first.set("cessation.2025/26", 1 / 3), "gap", first, "outlook")
    'start=central&cessation.2025/26=0.3333333333333333&view=gap'
    """
    if state == first and view == first_view:
        return ""
    plain = State(start="")
    parts = {
        name: getattr(state, part)
        for name, part in _PARTS.items()
        if any(getattr(state, part) != getattr(usual, part) for usual in (plain, first))
    }
    kept = {"start": state.start, **parts, **state.values}
    shown = {VIEW: view} if view != first_view else {}
    return urlencode({name: _written(each) for name, each in {**kept, **shown}.items()}, safe="/")


def _written(value: object) -> str:
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return "" if value is None else str(value)


def read(
    text: str, first: State, checked: Callable[[State], object]
) -> tuple[State, str, list[str]]:
    """Return the state of an address, the view if it names one, and what it asks for in vain.

    Parameters
    ----------
    text : str
        As `address` writes it.
    first : State
        What the page opens with, from which the address tells what differs.
    checked : callable
        Raises an `InputError` for a state that cannot be shown.

    Examples
    --------
    >>> known = lambda state: {"cessation.2025/26": 0.4}[[*state.values][-1]]
    >>> read("cessation.2025/26=0.4&view=gap", State(start="central"), known)[1:]
    ('gap', [])
    """
    state, view, odd = first, "", []
    pairs = sorted(parse_qsl(text, keep_blank_values=True), key=lambda each: each[0] != "start")
    for name, value in pairs:
        if name == VIEW:
            view = value
            continue
        try:
            after = _with(state, name, value)
            checked(after)
            state = after
        except (InputError, ValueError):
            odd.append(name)
    return state, view, odd


def _with(state: State, name: str, text: str) -> State:
    """Return the state with one part as an address has it."""
    if name not in _PARTS:
        return state.set(name, _number(text))
    value: Any = text
    if name in _NUMBERS:
        value = _number(text) if text else None
    return state.but(**{_PARTS[name]: value})


def _number(text: str) -> float:
    if not isfinite(found := float(text)):
        raise ValueError(text)
    return found
