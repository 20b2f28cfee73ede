"""What is chosen above a picture: the year in question, when it is signed, an option alone."""

from collections.abc import Mapping
from typing import Any

from ...errors import InputError, unknown
from ...inputs.options import load_options
from ...inputs.register import Register
from ...inputs.scenarios import Scenario
from ...inputs.typed import number
from ...inputs.waiting import MONTHS, WAITING
from ...model.year import day_at
from .state import State

_LABELS = {"year": "Year", "signed_month": "Agreement signed", "option": "Option"}

ASKED: Mapping[str, tuple[str, ...]] = {
    "year": ("year", "signed_month"),
    "options": ("year", "signed_month", "option"),
    "decide": ("year", "signed_month"),
}
"""What is chosen in a view; nothing in others."""


def choices(scenario: Scenario) -> list[dict[str, Any]]:
    """Return what can be chosen, each with its label and values; the first is as it is by default.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> year, signed, option = choices(cf.load_scenario("central"))
    >>> signed["values"][0]["title"], signed["values"][1]["title"]
    ('1 July (register)', '1 April')
    """
    titles = {
        "year": {"": "the next that may not be funded"} | _years(scenario),
        "signed_month": _months(scenario),
        "option": {"": "all"} | _options(scenario),
    }
    return [
        {
            "name": name,
            "label": label,
            "values": [{"name": value, "title": title} for value, title in titles[name].items()],
        }
        for name, label in _LABELS.items()
    ]


def _years(scenario: Scenario) -> dict[str, str]:
    return {year: year for year in scenario.facts.awards.open_costed_years}


def _months(scenario: Scenario) -> dict[str, str]:
    known = scenario.register.waiting.get("signed_month")
    registered = f"{_day(scenario, known.mid)} (register)" if known else "not known"
    by_month = {str(month): _day(scenario, month) for month in range(MONTHS + 1)}
    return {"": registered} | by_month | {str(MONTHS): f"{by_month[str(MONTHS)]}, a year later"}


def _day(scenario: Scenario, month: float) -> str:
    """Return the day that lies so many months from 1 April, without its year."""
    day = day_at(scenario.facts.awards.years[-1], month)
    return f"{day.day} {day:%B}"


def _options(scenario: Scenario) -> dict[str, str]:
    try:
        return {each.name: each.title for each in load_options(data=scenario.facts.folder)}
    except InputError:
        return {}  # the view says what is wrong with them


def chosen(state: State, name: str, text: str) -> State:
    """Return the state with one of these chosen, as the page writes it; empty is the default.

    Raises
    ------
    InputError
        If there is no such choice, or it is no number.
    """
    if name not in _LABELS:
        raise unknown("page", "choice", name, _LABELS)
    if name != "signed_month":
        return state.but(**{name: text})
    unit = WAITING[name].unit
    return state.but(signed_month=number(text, f"page: {name}", unit) if text else None)


def check_chosen(state: State, scenario: Scenario) -> None:
    """Refuse what cannot be chosen, whatever is shown.

    Raises
    ------
    InputError
        If the year is none in question, the month lies beyond the year, or the option is unknown.
    """
    years = scenario.facts.awards.open_costed_years
    if state.year and state.year not in years:
        raise unknown("page", "undecided year with a cost", state.year, years)
    if state.signed_month is not None:
        scenario.register.value_of("signed_month", state.signed_month, "page")
    if state.option:
        load_options([state.option], scenario.facts.folder)


def month_differing(view: str, state: State, register: Register) -> list[dict[str, str]]:
    """Return the month that is chosen in a view, if it is not the register's.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> june = State(start="central", signed_month=2)
    >>> month_differing("year", june, cf.load_scenario("central").register)
    [{'what': 'Months from 1 April to the agreement', 'baseline': '3', 'here': '2'}]
    """
    month, known = state.signed_month, register.waiting.get("signed_month")
    if "signed_month" not in ASKED.get(view, ()) or month is None:
        return []
    was = f"{known.mid:g}" if known else "no value"
    here = f"{month:g}"
    what = WAITING["signed_month"].label
    return [{"what": what, "baseline": was, "here": here}] if was != here else []
