"""The fields of the page: one for each input in each year, with the evidence beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...analysis.factors import quality_of
from ...errors import unknown
from ...inputs.catalogue import INPUTS, stands_for, unit_of
from ...inputs.scenarios import Scenario
from ...inputs.typed import Unit, number_in
from ...inputs.values import Quantity
from ...quantities import Chance
from ..input_words import rating_words, value_words
from ..sign_words import signs_sentence
from ..tables import quantity_words
from ..words import capital, count_words
from .views import view_names, views_of_input

_DIGITS = 4  # decimals that a box shows
_PERCENT = 100
_FIRST = ("cessation", "expansion_share", "expansion")
"""The inputs that are asked first, in this order: does it go on, and if it grows, how far."""


@dataclass(frozen=True)
class Field:
    """One input of the page.

    Parameters
    ----------
    name, title : str
        As in the register.
    year : str
        Empty where one value holds for every year.
    first : str
        The first year in which it acts.
    units : mapping of str to Unit
        How it is written, by the inputs that may say it: its own, and those that may stand in its
        place.
    """

    name: str
    title: str
    year: str
    first: str
    units: Mapping[str, Unit]

    @property
    def ids(self) -> list[str]:
        """What may say it, as ``--set`` writes it."""
        return [self._id(name) for name in self.units]

    @property
    def id(self) -> str:
        """The first of them."""
        return self._id(self.name)

    def _id(self, name: str) -> str:
        return f"{name}.{self.year}" if self.year else name

    def read(self, text: str) -> tuple[str, float]:
        """Return what a typed text sets, as ``--set`` writes it, and to which value."""
        name, value = number_in(text, "It", self.units)
        return self._id(name), value

    def said_by(self, scenario: Scenario) -> str:
        """Return the input that says it in a scenario: its own, or one that stands in its place."""
        year = self.year or self.first
        return next(each for each in self.units if year in scenario.quantities[each])

    def of(self, scenario: Scenario) -> Quantity:
        """Return its quantity in a scenario."""
        return scenario.quantities[self.said_by(scenario)][self.year or self.first]

    def words(self, scenario: Scenario) -> str:
        """Return its quantity in a scenario, in words."""
        return quantity_words(self.said_by(scenario), self.of(scenario))


def fields(scenario: Scenario) -> dict[str, Field]:
    """Return the fields of a scenario, by id, in the order of the model's inputs.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> list(fields(cf.load_scenario("central")))[:2]
    ['cessation.2024/25', 'cessation.2025/26']
    """
    return {each.id: each for each in _listed(scenario)}


def in_order(scenario: Scenario) -> list[Field]:
    """Return the fields of a scenario in the order in which a reader asks for them."""
    order = [*dict.fromkeys((*_FIRST, *INPUTS))]
    return sorted(fields(scenario).values(), key=lambda each: order.index(each.name))


def _listed(scenario: Scenario) -> Iterator[Field]:
    for name, described_ in INPUTS.items():
        acting = described_.acts(scenario.facts.awards)
        if described_.optional or not acting:
            continue
        together = described_.once or described_.together
        entries = scenario.register.assumptions
        ways = [each for each in stands_for(name) if each in entries]
        title = scenario.register.title_of(*ways)
        for year in [""] if together else acting:
            units = {each: unit_of(each, year or acting[0], scenario.facts.awards) for each in ways}
            yield Field(name, title, year, acting[0], units)


def find(found: dict[str, Field], id: str) -> Field:
    """Return a field by its id.

    Raises
    ------
    InputError
        If there is none.
    """
    if id not in found:
        raise unknown("page", "input", id, found)
    return found[id]


def field_facts(field: Field, baseline: Scenario) -> dict[str, Any]:
    """Return what a field says whatever is set: its label, slider, points and evidence."""
    entries, there = baseline.register.assumptions, view_names(baseline.facts.awards)
    quantity = field.of(baseline)
    ends = {"low": quantity.low, "middle": quantity.mid, "high": quantity.high}
    points = {
        end: {"value": value, "said": value_words(field.name, value)} for end, value in ends.items()
    }
    return {
        "id": field.id,
        "input": field.name,
        "title": field.title,
        "unit": ", or ".join(entries[each].unit for each in field.units),
        "year": field.year,
        "points": points if quantity.low < quantity.high else {},
        "band": [quantity.low, quantity.high] if quantity.low < quantity.high else None,
        "evidence": _evidence(field, baseline, quantity),
        "rationale": entries[field.name].rationale,
        "moves": [view for view in views_of_input(field.name) if view in there],
        "open": INPUTS[field.name].asked_first,
    }


def field_state(field: Field, scenario: Scenario, changed: bool) -> dict[str, Any]:
    """Return what a field says of a scenario: its value, as number and in words, and its slider."""
    name, middle = field.said_by(scenario), field.of(scenario).mid
    unit, (low, high, step) = field.units[name], INPUTS[name].slider
    return {
        "value": middle,
        "text": _box_text(name, unit, middle),
        "slider": {"min": low, "max": min(high, unit.most), "step": step},
        "bounds": [unit.least, unit.most],
        "said": field.words(scenario),
        "spoken": value_words(name, middle),
        "changed": changed,
    }


def _box_text(name: str, unit: Unit, value: float) -> str:
    """Return a value as its box shows it, and would read it: chances per cent, sums in pounds."""
    if INPUTS[name].printed in ("chance", "percent"):
        return f"{round(_PERCENT * value, 1):.10g}%"
    sign = "£" if unit.kind == "pounds" else ""
    return f"{sign}{round(value, _DIGITS):,.10g}"


def _evidence(field: Field, baseline: Scenario, quantity: Quantity) -> str:
    rating = f"{capital(rating_words(quality_of(baseline, field.name, field.year)))}."
    if not isinstance(quantity, Chance):
        return rating
    signs = signs_sentence(quantity, field.title, field.year or field.first)
    if not quantity.evidence:
        return f"{rating} {signs}".strip()
    found = baseline.evidence[quantity.evidence]
    counted = count_words(found.event, found.events, len(found.known))
    cases = f"{found.title}: {found.event} in {counted} cases. {found.caution}".strip()
    return " ".join(filter(None, (rating, cases, signs)))
