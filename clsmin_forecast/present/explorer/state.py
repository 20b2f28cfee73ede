"""The state of the page: a scenario to start from, what was changed, and what stands beside it."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pydantic

from ...inputs.catalogue import INPUTS
from ...inputs.files import Strict
from ...inputs.scenarios import Scenario
from ...inputs.values import Quantity
from ...units import CASH
from ..charts.row_layout import unit_words
from ..input_words import factor_words
from ..tables import quantity_words
from ..words import capital
from .fields import Field, fields, find


class State(Strict):
    """What is asked of the page; frozen, so that every earlier one can come back.

    Parameters
    ----------
    start : str
        Name of the scenario to start from.
    beside : str
        Name of the scenario to compare with; empty for none.
    price_base : str
        ``cash``, or a financial year.
    values : dict of str to float
        What was set, as ``--set`` writes it.
    year : str
        The year in question; empty for the next that may not be funded.
    signed_month : float, optional
        Months from 1 April to the signed agreement; the register's by default.
    option : str
        The name of the option that is shown alone; empty for all.
    least : float, optional
        The sum, pounds, of which the chance of at least so much is told; the largest award if none.
    """

    start: str
    beside: str = ""
    price_base: str = CASH
    values: dict[str, float] = pydantic.Field(default_factory=dict)
    year: str = ""
    signed_month: float | None = None
    option: str = ""
    least: float | None = None

    def but(self, **changes: Any) -> "State":
        """Return a copy with other parts."""
        return self.model_copy(update=changes)

    def set(self, id: str, value: float, ids: Collection[str] = ()) -> "State":
        """Return the state with one field set, which has all of these ids."""
        left = self.unset({*ids} - {id})
        return self.but(values={**left.values, id: value})

    def unset(self, ids: Collection[str]) -> "State":
        """Return the state with one field as the scenario has it, which has these ids."""
        return self.but(values={id: v for id, v in self.values.items() if id not in ids})


def explored_scenario(start: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return the scenario that a state is about: its start, changed.

    Parameters
    ----------
    start : Scenario
        To start from.
    values : mapping of str to float
        As a state has them.

    Raises
    ------
    InputError
        If there is no such field, two set the same, or a value breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> explored_scenario(cf.load_scenario("central"), {"cessation.2025/26": 0.5}).name
    'central_changed'
    """
    if not values:
        return start
    title = f"{start.title}, changed"
    return start.but(name=f"{start.name}_changed", title=title, **changes_of(start, values))


def changes_of(start: Scenario, values: Mapping[str, float]) -> dict[str, Any]:
    """Return the values of a state as the changes of a scenario."""
    known = {id: each for each in fields(start).values() for id in each.ids}
    changes: dict[str, Any] = {}
    for id, value in values.items():
        year, name = find(known, id).year, id.partition(".")[0]
        change = {year: value} if year else value
        changes[name] = {**changes.get(name, {}), **change} if isinstance(change, dict) else change
    return changes


def differences(scenario: Scenario, baseline: Scenario) -> list[dict[str, str]]:
    """Return what a scenario has otherwise than the baseline, field by field.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> differences(central.but(team_posts=8), central)
    [{'what': 'Posts in the team that is to be kept', 'baseline': '7', 'here': '8'}]
    >>> differences(central.but(cessation={"2025/26": 0.5}), central)[0]["here"]
    '50% (no range)'
    """
    pairs = [(each, each.of(baseline), each.of(scenario)) for each in fields(scenario).values()]
    return [
        {
            "what": _what(field, scenario),
            "baseline": _was(field, baseline, scenario),
            "here": field.words(scenario) + _without(now, was),
        }
        for field, was, now in pairs
        if was != now
    ] + list(_without_field(scenario, baseline))


def _without_field(scenario: Scenario, baseline: Scenario) -> Iterator[dict[str, str]]:
    """Yield what differs of the inputs without which a year may go, for which there is no field."""
    for name, described in INPUTS.items():
        if described.optional and not described.instead_of:
            one, other = scenario.quantities[name], baseline.quantities[name]
            for year in sorted({*one, *other}):
                if one.get(year) != other.get(year):
                    title = scenario.register.assumptions[name].title
                    was, now = (_given(name, each.get(year)) for each in (other, one))
                    yield {"what": titled(title, year), "baseline": was, "here": now}


def _given(name: str, quantity: Quantity | None) -> str:
    return "no value" if quantity is None else quantity_words(name, quantity)


def _what(field: Field, scenario: Scenario) -> str:
    return titled(scenario.register.assumptions[field.said_by(scenario)].title, field.year)


def titled(title: str, year: str) -> str:
    """Return the title of an input with its year, as a list has it."""
    return capital(factor_words(title, year).removeprefix("the "))


def _was(field: Field, baseline: Scenario, scenario: Scenario) -> str:
    """Return what the baseline has, with its unit where the scenario says it in another."""
    name = field.said_by(baseline)
    other = f", {unit_words(name)}" if name != field.said_by(scenario) else ""
    return field.words(baseline) + other


def _without(now: Quantity, was: Quantity) -> str:
    return " (no range)" if now.low == now.high and was.low < was.high else ""
