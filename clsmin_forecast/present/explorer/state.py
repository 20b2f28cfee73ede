"""The state of the page: a scenario to start from, what was changed, and what stands beside it."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from ...inputs.files import Strict
from ...inputs.scenarios import Scenario
from ...inputs.specs import Quantity
from ...units import CASH
from ..asked import factor_words
from ..words import capital
from .fields import fields, find


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
        What was set, by the id of its field.
    """

    start: str
    beside: str = ""
    price_base: str = CASH
    values: dict[str, float] = Field(default_factory=dict)

    def but(self, **changes: Any) -> "State":
        """Return a copy with other parts."""
        return self.model_copy(update=changes)

    def set(self, id: str, value: float) -> "State":
        """Return the state with one field set."""
        return self.but(values={**self.values, id: value})

    def unset(self, id: str) -> "State":
        """Return the state with one field as the scenario has it."""
        return self.but(values={key: value for key, value in self.values.items() if key != id})


def explored(start: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return the scenario that a state is about: its start, changed.

    Parameters
    ----------
    start : Scenario
        To start from.
    values : mapping of str to float
        By the id of a field.

    Raises
    ------
    InputError
        If there is no such field, or a value breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> explored(cf.load_scenario("central"), {"cessation.2025/26": 0.5}).name
    'central_changed'
    """
    if not values:
        return start
    title = f"{start.title}, changed"
    return start.but(name=f"{start.name}_changed", title=title, **changes_of(start, values))


def changes_of(start: Scenario, values: Mapping[str, float]) -> dict[str, Any]:
    """Return values by the id of their fields as the changes of a scenario."""
    known = fields(start)
    changes: dict[str, Any] = {}
    for id, value in values.items():
        name, change = find(known, id).change(value)
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
            "what": capital(factor_words(field.title, field.year).removeprefix("the ")),
            "baseline": field.words(baseline),
            "here": field.words(scenario) + _without(now, was),
        }
        for field, was, now in pairs
        if was != now
    ]


def _without(now: Quantity, was: Quantity) -> str:
    return " (no range)" if now.low == now.high and was.low < was.high else ""
