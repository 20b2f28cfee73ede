"""The signs of a chance as they are written: what was seen, where, when, and how far it moves."""

from collections.abc import Collection
from datetime import date
from itertools import combinations
from typing import Annotated, Any

from pydantic import BeforeValidator

from ..errors import InputError, shown, unknown
from ..signs import Sign
from .files import Strict, Title, in_place, validated

_MOST = 20  # signs: so many that tell something each of their own are not to be had


class _Ratio(Strict):
    low: float
    mid: float
    high: float


def _day(value: Any) -> Any:
    # A date stands in YAML as one and in JSON as a text; what is no date is refused as it stands.
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value


class _Signal(Strict):
    what: Title
    source: str
    date: Annotated[date, BeforeValidator(_day)]
    times_as_likely: _Ratio
    measured: bool = False


def signs_of(raw: Any, sources: Collection[str]) -> tuple[Sign, ...]:
    """Return the signs that are written under a chance.

    Parameters
    ----------
    raw
        A list of mappings, each with ``what``, ``source``, ``date`` and ``times_as_likely`` as
        ``{low, mid, high}``, and optionally ``measured``.
    sources : collection of str
        The ids that a source may have.

    Raises
    ------
    InputError
        If one breaks a rule: no source, no date or one that is still to come, a ratio out of
        bounds or without a range, the same sign twice.

    Examples
    --------
    >>> times = {"low": 1.2, "mid": 2, "high": 4}
    >>> fall = {"what": "It falls.", "source": "P", "date": "2026-02-11", "times_as_likely": times}
    >>> [sign.high for sign in signs_of([fall], {"P"})]
    [4.0]
    """
    if not isinstance(raw, list) or not raw:
        raise InputError(f"signals must be a list of signs, got {shown(raw)}.")
    if len(raw) > _MOST:
        raise InputError(f"a chance has at most {_MOST} signals, got {len(raw):,}.")
    signs = tuple(_sign(each, sources, f"signals, entry {n}") for n, each in enumerate(raw, 1))
    for one, other in combinations(signs, 2):
        if (one.what, one.source) == (other.what, other.source):
            raise InputError(f"signals: {one.what!r} of {one.source} stands twice; count it once.")
    return signs


def _sign(raw: Any, sources: Collection[str], where: str) -> Sign:
    ratio = raw.get("times_as_likely") if isinstance(raw, dict) else None
    if isinstance(ratio, int | float | str):
        raise InputError(
            f"{where}: times_as_likely is written with its range, as {{low: 1.2, mid: 2, "
            f"high: 4}}, since nobody knows it to a point; got {shown(ratio)}."
        )
    read = validated(_Signal, raw, where)
    if read.source not in sources:
        raise unknown(f"{where}: source", "source", read.source, sources)
    if read.date > date.today():
        raise InputError(f"{where}: date {read.date} is in the future; it is no sign yet.")
    points = read.times_as_likely.model_dump()
    return in_place(
        where, lambda: Sign(read.what, read.source, read.date, **points, measured=read.measured)
    )
