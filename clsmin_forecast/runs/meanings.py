"""What a parameter of a notebook means by its name, which is the same in every notebook."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, get_args

from ..errors import InputError, unknown
from ..inputs.evidence import CountBy, check_seen, refuse_strays
from ..inputs.facts import OWN_FUNDER, Facts
from ..inputs.files import MOST
from ..inputs.scenarios import scenario_names
from ..model.draws import check_draws, check_seed
from ..units import check_confidence

_LINES = 4  # as many as one chart may have


def _price_base(value: str, facts: Facts) -> None:
    for year in facts.awards.years:
        facts.prices.scale(year, value)


def _decision_year(value: str, facts: Facts) -> None:
    if value not in ("", *facts.awards.decision_years):
        raise unknown("decision_year", "decision year", value, facts.awards.decision_years)


def _scenarios(values: list[str], facts: Facts, field: str = "scenarios") -> None:
    known = scenario_names(facts.folder)
    for each in values:
        if each not in known:
            raise unknown(field, "scenario", each, known)
    if len(set(values)) < len(values):
        raise InputError(f"{field}: each is named once, got {values}.")


def _lines_for(values: list[str], facts: Facts) -> None:
    _scenarios(values, facts, "lines_for")
    if len(values) > _LINES:
        raise InputError(f"lines_for: takes at most {_LINES} scenarios, got {len(values)}.")


def _shares(values: list[float], facts: Facts) -> None:
    if not values or not all(0 <= share <= 1 for share in values):
        raise InputError(f"shares: lists at least one share from 0 to 1, got {values}.")


def _values_of(field: str, values: list[str], facts: Facts) -> None:
    refuse_strays(field, values, facts.grants, field)


def _funders(values: list[str], facts: Facts) -> None:
    _values_of("funder", [each for each in values if each != OWN_FUNDER], facts)


def _count_by(value: str, facts: Facts) -> None:
    if value not in get_args(CountBy):
        raise unknown("count_by", "way to count", value, get_args(CountBy))


def _statement(value: str, facts: Facts) -> None:
    from ..analysis.statements import statement  # slow to load, and few notebooks ask for it

    statement(value, 0.0)


def _amount(value: float, facts: Facts) -> None:
    if not 0 <= value <= MOST:
        raise InputError(f"amount: must be a sum of pounds from 0 to {MOST:g}, got {value:g}.")


MEANINGS: Mapping[str, Callable[[Any, Facts], object]] = {
    "scenario": lambda value, facts: _scenarios([value], facts, "scenario"),
    "other_scenario": lambda value, facts: _scenarios([value], facts, "other_scenario"),
    "beside": lambda value, facts: _scenarios([value] if value else [], facts, "beside"),
    "scenarios": _scenarios,
    "statement": _statement,
    "amount": _amount,
    "confidence": lambda value, facts: check_confidence(value),
    "lines_for": _lines_for,
    "shares": _shares,
    "decision_year": _decision_year,
    "price_base": _price_base,
    "draws": lambda value, facts: check_draws(value),
    "seed": lambda value, facts: check_seed(value),
    "funders": _funders,
    "schemes": partial(_values_of, "scheme"),
    "year_ends": partial(_values_of, "year_end"),
    "count_by": _count_by,
    "seen": lambda value, facts: check_seen(value),
}
"""Parameter to its check: called with the value and the facts, raises `InputError`."""
