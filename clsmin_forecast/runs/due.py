"""The dates of the register: what of it has passed, and what will within thirty days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..inputs.assumptions import Register
from ..units import number_of

_AHEAD = 30  # days
_REGISTER = "assumptions.yaml"


@dataclass(frozen=True)
class Due:
    """A date of the register that has passed, or soon will have."""

    name: str  # of the assumption; empty for the register as a whole
    what: str  # the date in words
    passed: bool


def due(register: Register, today: date) -> Iterator[Due]:
    """Yield what of a register has passed on a day, and what passes within thirty days of it.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> register = cf.load_register(cf.load_facts())
    >>> [each.what for each in due(register, date(2027, 3, 30)) if not each.name]
    ['valid_until 2027-03-31 is in 1 day']
    """
    dates = [("", "valid_until", register.valid_until)]
    dates += [(name, "review_by", each.review_by) for name, each in register.assumptions.items()]
    for name, field, day in dates:
        left = (day - today).days
        if left < 0:
            yield Due(name, f"{field} {day} has passed", True)
        elif left <= _AHEAD:
            near = f"is in {number_of(left, 'day')}" if left else "is today"
            yield Due(name, f"{field} {day} {near}", False)


def notices(register: Register, today: date) -> list[str]:
    """Return the same as sentences, one for each date.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> register = cf.load_register(cf.load_facts())
    >>> notices(register, date(2027, 2, 27))[0][:66]
    'assumptions.yaml: review_by 2027-02-28 is in 1 day, for cessation,'
    """
    names: dict[str, list[str]] = {}
    for each in due(register, today):
        names.setdefault(each.what, []).append(each.name)
    return [
        f"{_REGISTER}: {what}{', for ' if any(of) else ''}{', '.join(of)}."
        for what, of in names.items()
    ]
