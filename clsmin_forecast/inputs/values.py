"""How a value written in a file becomes a quantity."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from math import nan
from typing import Any, NamedTuple

from ..errors import InputError, unknown
from ..quantities import Amount, Chance, Choice, Fixed, Range
from .awards import Awards
from .by_year import by_years, is_next
from .catalogue import GROWTH, INPUTS, Input, unit_of
from .evidence import COVERAGE
from .facts import Facts
from .files import in_place
from .signs import signs_of
from .typed import PART, Unit, number

Quantity = Chance | Amount
Spec = Any
"""A value as written: a number, or a mapping such as ``{range: {low, mid, high, coverage}}``."""

_MOST_ITEMS = 100  # of a choice
_GIVE_OR_TAKE = replace(GROWTH, least=0)
_HEARD = "signals stand over one chance; an expert's own is given with every sign weighed in."


class _At(NamedTuple):
    """What a value is read for."""

    name: str
    year: str
    facts: Facts

    @property
    def chosen(self) -> Input:
        """The input."""
        return INPUTS[self.name]

    @property
    def unit(self) -> Unit:
        """How its numbers are written in this year, and how far they may lie."""
        return unit_of(self.name, self.year, self.facts.awards)


def quantities(
    name: str,
    values: Spec,
    facts: Facts,
    where: str,
    passed_over: Collection[str] = (),
    *,
    open_years: bool = False,
) -> dict[str, Quantity]:
    """Return the quantity of an input in each year that the values name.

    Parameters
    ----------
    name, values, facts, where
        The input, one spec for every year or a mapping of years to specs, what a spec may point to,
        and what an error names as the place.
    passed_over : collection of str
        Years that may stand there without effect, so that a decision that has been made drops
        out by itself.
    open_years : bool
        Whether a value without years holds for the open years alone, and one of ``next`` drops out
        where no such year is undecided, as in a scenario.
    """
    chosen = INPUTS[name]
    acting = chosen.acts(facts.awards)
    if chosen.instead_of and values == {}:
        return {}
    if not by_years(values):
        years = still_open(name, facts.awards) if open_years else acting
        return {year: _quantity(values, _At(name, year, facts), where) for year in years}
    if chosen.once:
        raise InputError(f"{where}: holds for every year at once; give it without years.")
    for year, spec in values.items():
        lapsed = open_years and is_next(year)
        if not lapsed and year not in acting and year not in passed_over:
            raise _no_year(year, spec, acting, facts.awards, where)
    return {
        year: _quantity(spec, _At(name, year, facts), f"{where}.{year}")
        for year, spec in values.items()
        if year in acting
    }


def _no_year(
    year: str, spec: Spec, acting: tuple[str, ...], awards: Awards, where: str
) -> InputError:
    """Return why an input has no value in a year."""
    if year in awards.years:
        return InputError(
            f"{where}: {year}: has no effect in a year that is {awards[year].status}; "
            f"it acts in {', '.join(acting)}."
        )
    if spec is None:
        return InputError(f"{where}: within braces a sum goes without commas: 600000 or 600k.")
    if is_next(year):
        return InputError(f"{where}: {year}: only a scenario writes a year so; name the year.")
    return unknown(where, "year", year, acting)


def still_open(name: str, awards: Awards) -> tuple[str, ...]:
    """Return the years in which an input has an effect and whose decision is not yet made."""
    return tuple(year for year in INPUTS[name].acts(awards) if year in awards.decision_years)


def coverage_of(quantity: Quantity) -> float:
    """Return the probability that a quantity lies from its low to its high, NaN where unknown."""
    if isinstance(quantity, Range | Choice):
        return quantity.coverage
    if isinstance(quantity, Chance) and quantity.evidence:
        return COVERAGE
    return 1.0 if isinstance(quantity, Fixed) else nan


def plain(values: Spec) -> Spec:
    """Return a copy of values as JSON has them: a date is a text.

    Examples
    --------
    >>> plain({"signals": [{"date": date(2026, 2, 11)}]})
    {'signals': [{'date': '2026-02-11'}]}
    """
    if isinstance(values, dict):
        return {key: plain(part) for key, part in values.items()}
    if isinstance(values, list | tuple):
        return [plain(part) for part in values]
    return values.isoformat() if isinstance(values, date) else values


def without_signs(spec: Spec) -> Spec:
    """Return a value as it is before its signs are heard.

    Examples
    --------
    >>> without_signs({"evidence": "at_expiry", "signals": []}), without_signs(0.2)
    ({'evidence': 'at_expiry'}, 0.2)
    """
    if not isinstance(spec, dict):
        return spec
    return {kind: part for kind, part in spec.items() if kind != "signals"}


def sets_in(spec: Spec) -> Iterator[Spec]:
    """Yield each evidence set that a value rests on, as written: its name, or its filter."""
    if isinstance(spec, list):
        for item in spec:
            yield from sets_in(item)
    elif isinstance(spec, dict):
        for kind, part in spec.items():
            if kind in ("evidence", "ratios"):
                yield part
            else:
                yield from sets_in(part)


def sources_in(spec: Spec) -> list[str]:
    """Return the ids of the sources that a value points to, as written."""
    kinds = set(_kinds(spec))
    pointed = [source for source, pointing in _POINTED_TO.items() if kinds & pointing]
    return [*dict.fromkeys([*pointed, *_sources_of_signs(spec)])]


def _sources_of_signs(spec: Spec) -> list[str]:
    signals = spec.get("signals", ()) if isinstance(spec, dict) else ()
    return [each["source"] for each in signals]


def _kinds(spec: Spec) -> Iterator[str]:
    for part in spec if isinstance(spec, list) else spec.values() if isinstance(spec, dict) else ():
        yield from _kinds(part)
    yield from spec if isinstance(spec, dict) else ()


_POINTED_TO = {"comparator_grants": {"evidence", "ratios"}, "pay_awards": {"pay_awards"}}


def _quantity(spec: Spec, at: _At, where: str) -> Quantity:
    quantity = in_place(where, lambda: _build(spec, at))
    floor, ceiling = at.chosen.floor, min(at.chosen.ceiling, at.unit.most)
    if not floor <= quantity.low <= quantity.high <= ceiling:
        ends = (f"{end:,.10g}" for end in dict.fromkeys((quantity.low, quantity.high)))
        raise InputError(
            f"{where}: must lie from {floor:,.10g} to {ceiling:,.10g}, got {' to '.join(ends)}."
        )
    if isinstance(quantity, Choice):
        items = tuple(_bound(item, floor, ceiling) for item in quantity.items)
        return replace(quantity, items=items)
    return _bound(quantity, floor, ceiling) if isinstance(quantity, Fixed | Range) else quantity


def _bound(amount: Fixed | Range, floor: float, ceiling: float) -> Fixed | Range:
    if isinstance(amount, Fixed):
        return amount
    return replace(amount, floor=floor, ceiling=ceiling)


def _build(spec: Spec, at: _At) -> Quantity:
    chosen = at.chosen
    if isinstance(spec, dict) and "signals" in spec:
        return _weigh_signs(spec, at)
    if chosen.chance and isinstance(spec, dict) and "choice" in spec:
        return _experts(spec, at)
    if isinstance(spec, dict) and "posts" in spec and chosen is not INPUTS["team_posts"]:
        raise InputError("posts: stated is a number of posts, so only team_posts takes it.")
    amount = _read(spec, at)
    if not chosen.chance:
        if isinstance(amount, Chance):
            raise InputError("evidence gives the chance of a decision, not an amount.")
        return amount
    if isinstance(amount, Chance):
        counted = at.facts.evidence_of(spec["evidence"]).event
        if counted != chosen.event:
            raise InputError(
                f"evidence {amount.evidence} counts grants that {counted}; this chance needs "
                f"{chosen.event or 'a number'}."
            )
    return amount if isinstance(amount, Chance) else Chance(amount.mid, amount.low, amount.high)


def _weigh_signs(spec: Spec, at: _At) -> Chance:
    if not at.chosen.chance:
        raise InputError("signals tell of a decision, so a chance takes them and no amount does.")
    if "choice" in spec:
        raise InputError(_HEARD)
    prior = _build(without_signs(spec), at)
    assert isinstance(prior, Chance)  # as every quantity of such an input is
    return prior.after(signs_of(spec["signals"], at.facts.sources))


def _read(spec: Spec, at: _At) -> Quantity:
    if not isinstance(spec, dict):
        return Fixed(number(spec, "a chance" if at.chosen.chance else "a value", at.unit))
    for kind, reader in _READERS.items():
        if kind in spec:
            return reader(spec, at)
    raise unknown("value", "kind", ", ".join(map(str, spec)), _READERS)


def _fields(spec: Spec, needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    given = set(spec) if isinstance(spec, dict) else set()
    missing, odd = set(needed) - given, given - set(needed) - set(optional)
    if missing or odd:
        wrong = (
            f"missing {', '.join(sorted(missing))}" if missing else f"unknown {min(map(str, odd))}"
        )
        raise InputError(f"{wrong}; the fields are {', '.join(needed + optional)}.")


def _range(spec: Spec, at: _At) -> Range:
    return _range_in(spec, at.unit)


def _range_in(spec: Spec, unit: Unit) -> Range:
    _fields(spec, ("range",))
    points, of = ("low", "mid", "high"), spec["range"]
    _fields(of, (*points, "coverage"))
    low, mid, high = (number(of[point], point, unit) for point in points)
    return Range(low, mid, high, number(of["coverage"], "coverage", PART))


def amount_without_years(spec: Spec, unit: Unit, where: str) -> Fixed | Range:
    """Return a number or a range that is of no year, bound by what its unit can mean."""
    amount = in_place(
        where,
        lambda: (
            _range_in(spec, unit)
            if isinstance(spec, dict)
            else Fixed(number(spec, "a value", unit))
        ),
    )
    return _bound(amount, unit.least, unit.most)


def _chance(spec: Spec, at: _At) -> Fixed:
    _fields(spec, ("chance",))
    if not at.chosen.chance:
        raise InputError("chance is of a decision, not an amount.")
    return Fixed(number(spec["chance"], "chance", at.unit))


def _choice(spec: Spec, at: _At) -> Choice:
    parts = [
        part
        for item, weight in zip(*_values_and_weights(spec), strict=True)
        for part in _items(item, weight, at)
    ]
    return Choice(tuple(amount for amount, _ in parts), tuple(weight for _, weight in parts))


def _items(spec: Spec, weight: float, at: _At) -> Iterator[tuple[Fixed | Range, float]]:
    amount = _read(spec, at)
    if isinstance(amount, Choice) and "ratios" in spec:  # as found, so they share its weight
        yield from (
            (i, weight * share) for i, share in zip(amount.items, amount.weights, strict=True)
        )
    elif isinstance(amount, Fixed | Range):
        yield amount, weight
    else:
        raise InputError("each item of a choice is a number, a range or ratios.")


def _values_and_weights(spec: Spec) -> tuple[list[Spec], tuple[float, ...]]:
    _fields(spec, ("choice",))
    listed: list[Spec] = spec["choice"] if isinstance(spec["choice"], list) else [spec["choice"]]
    if len(listed) > _MOST_ITEMS:
        raise InputError(f"a choice has at most {_MOST_ITEMS} items, got {len(listed):,}.")
    for item in listed:
        _fields(item, ("value", "weight"))
    values = [item["value"] for item in listed]
    return values, tuple(number(item["weight"], "weight", PART) for item in listed)


def _experts(spec: Spec, at: _At) -> Chance:
    # Each keeps a view of their own; for a single decision the views come to their weighted mean.
    items, weights = _values_and_weights(spec)
    if any(isinstance(item, dict) and "choice" in item for item in items):
        raise InputError("each expert's chance is a number, a range or evidence.")
    if any(isinstance(item, dict) and "signals" in item for item in items):
        raise InputError(_HEARD)
    views = [_build(item, at) for item in items]
    mids = Choice(tuple(Fixed(view.mid) for view in views), weights)  # refuses odd weights
    return Chance(
        mid=sum(item.mid * weight for item, weight in zip(mids.items, mids.weights, strict=True)),
        low=min(view.low for view in views),
        high=max(view.high for view in views),
        views=tuple(view.mid for view in views),
        weights=weights,
    )


def _evidence(spec: Spec, at: _At) -> Chance:
    _fields(spec, ("evidence",))
    return at.facts.evidence_of(spec["evidence"]).chance


def _ratios(spec: Spec, at: _At) -> Choice:
    _fields(spec, ("ratios", "coverage"))
    coverage = number(spec["coverage"], "coverage", PART)
    return at.facts.evidence_of(spec["ratios"], "ratios").list_of_ratios(coverage)


def _posts(spec: Spec, at: _At) -> Fixed:
    _fields(spec, ("posts",))
    if spec["posts"] != "stated":
        raise unknown("posts", "form", spec["posts"], ["stated"])
    return Fixed(at.facts.awards.stated_posts(at.year))


def _pay_awards(spec: Spec, at: _At) -> Fixed | Range:
    _fields(spec, ("pay_awards",), ("give_or_take", "coverage"))
    if spec["pay_awards"] not in ("growth", "ratio"):
        raise unknown("pay_awards", "form", spec["pay_awards"], ["growth", "ratio"])
    if ("give_or_take" in spec) != ("coverage" in spec):
        raise InputError("give_or_take and coverage go together.")
    give_or_take = number(spec.get("give_or_take", 0), "give_or_take", _GIVE_OR_TAKE)
    coverage = number(spec.get("coverage", 0), "coverage", PART)
    return at.facts.pay.spec(spec["pay_awards"], at.year, give_or_take, coverage)


_READERS: Mapping[str, Callable[[Spec, _At], Quantity]] = {
    "chance": _chance,
    "range": _range,
    "choice": _choice,
    "evidence": _evidence,
    "ratios": _ratios,
    "pay_awards": _pay_awards,
    "posts": _posts,
}
