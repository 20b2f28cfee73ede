"""The register and the scenarios as rows for reading."""

from pathlib import Path
from typing import Any

import yaml

from ...arguments import public
from ...inputs.catalogue import INPUTS
from ...inputs.evidence import OWN
from ...inputs.facts import load_facts
from ...inputs.register import Assumption, Register, load_register
from ...inputs.scenarios import load_scenarios
from ...inputs.values import Quantity, coverage_of
from ...quantities import Chance
from ..input_words import range_words
from ..sign_words import signs_briefly
from .reading import Rows


@public
def quantity_words(name: str, quantity: Quantity) -> str:
    """Return a quantity of an input in a few words.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> quantity_words("cessation", cf.load_scenario("central").quantities["cessation"]["2025/26"])
    '22% (90% interval 8% to 40%)'
    """
    said = range_words(name, quantity.low, quantity.mid, quantity.high, coverage_of(quantity))
    if not isinstance(quantity, Chance):
        return said
    own = quantity.evidence if quantity.evidence.startswith(OWN) else ""
    return ", ".join(filter(None, (said, own, signs_briefly(quantity))))


@public
def assumption_rows(data: str | Path | None = None) -> Rows:
    """Return the register, the weakest evidence first and of that the largest impact."""
    register = load_register(load_facts(data))
    entries = sorted(register.entries.items(), key=lambda item: _concern(item[1]))
    return [
        {
            "input": name,
            "title": entry.title,
            "value": _value_words(register, name),
            "unit": entry.unit,
            "quality": entry.quality,
            "impact": entry.impact.replace("_", " "),
            "sources": ", ".join(dict.fromkeys([*entry.sources, *_of_signs(register, name)])),
            "review by": entry.review_by.isoformat(),
            "owner": entry.owner,
            "rationale": entry.rationale,
        }
        for name, entry in entries
    ]


def _value_words(register: Register, name: str) -> str:
    if name in register.waiting:
        return quantity_words(name, register.waiting[name])
    baseline = register.baseline[name]
    said = _by_year({year: quantity_words(name, each) for year, each in baseline.items()})
    return said or ("set by scenarios alone" if INPUTS[name].instead_of else "has no effect")


def _of_signs(register: Register, name: str) -> list[str]:
    values = register.baseline.get(name, {}).values()
    chances = (each for each in values if isinstance(each, Chance))
    return [sign.source for each in chances for sign in each.signs]


def _concern(entry: Assumption) -> tuple[int, int]:
    order = ("red", "amber", "green", "not_tested")
    return order.index(entry.quality), order.index(entry.impact)


def _by_year(values: dict[str, str]) -> str:
    different = set(values.values())
    return (
        different.pop()
        if len(different) == 1
        else "; ".join(f"{y}: {v}" for y, v in values.items())
    )


@public
def scenario_rows(data: str | Path | None = None) -> Rows:
    """Return the scenarios and what each changes."""
    return [
        {
            "name": scenario.name,
            "title": scenario.title,
            "changes": _flow(dict(scenario.changes)),
            "description": scenario.description,
        }
        for scenario in load_scenarios(data=data)
    ]


def _flow(changes: dict[str, Any]) -> str:
    text = yaml.safe_dump(changes, default_flow_style=True, width=1000, sort_keys=False)
    return str(text).strip()
