"""What a file to send carries: awards, chances, draws, price bases, inputs and scenarios."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ...analysis.conditional import riskiest_year
from ...inputs.awards import APPROVED, CEILINGS, OUTTURN, UNDECIDED, WITH_YEAR, Award, Awards
from ...inputs.catalogue import INPUTS
from ...inputs.scenarios import Scenario, load_scenarios
from ...model.decisions import CEASE, CONTINUE, EXPAND, list_worlds, made
from ...model.forecast import Forecast
from ...present.explorer.fields import Field, field_facts, field_state, fields, in_order
from ...present.explorer.figures import lines
from ...present.explorer.state import changes_of
from ...present.words import percent, spread, status_words, year_words
from ...quantities import Chance, Fixed
from ...units import CASH
from .coded import coded
from .figures import check_figures

_CHECKED = 0.4  # how far along each slider the figures of the second check stand


def content(forecast: Forecast) -> dict[str, Any]:
    """Return what a file to send carries of a forecast, in the form that ``laws.js`` reads."""
    scenario = forecast.scenario
    awards = scenario.facts.awards
    return {
        "scenario": {"name": scenario.name, "title": scenario.title},
        "draws": forecast.draws,
        "before": _before(awards),
        "years": [_year(forecast, row) for row in awards.rows],
        "open": list(forecast.years_of("open_years")),
        "asked": riskiest_year(forecast) or awards.years[-1],
        "priced": forecast.priced,
        "largest": awards.largest,
        "prices": _prices(forecast),
        "worlds": [
            {"weight": w, "chances": _by_id(chances)} for w, chances in list_worlds(scenario)
        ],
        "amounts": _amounts(forecast),
        "fields": [_field(each, scenario) for each in in_order(scenario)],
        "scenarios": _scenarios(scenario),
        "lines": [asdict(line) for line in lines(forecast)],
        "checks": _checks(forecast),
    }


def _before(awards: Awards) -> str:
    """Return the last decision on record, after which the paths begin."""
    decided = [row for row in awards.rows if row.status not in UNDECIDED]
    return made(decided[-1]) if decided else CONTINUE


def _year(forecast: Forecast, row: Award) -> dict[str, Any]:
    awards, year = forecast.scenario.facts.awards, row.financial_year
    return {
        "year": year,
        "said": year_words(row, *WITH_YEAR),
        "status": status_words(row.status),
        "amount": row.amount,
        "limited": row.limited,
        "ceiling": row.status in CEILINGS,
        "undecided": row.status in UNDECIDED,
        "decisions": _decisions(row),
        "settled": row.settled if row.status == OUTTURN else None,
        "claimed": row.status in (APPROVED, *UNDECIDED),
        "price": row.amount / row.posts if year in awards.priced_years and row.posts else None,
        "costed": year in awards.costed_years,
        "posts": awards.stated_posts(year) if year in awards.costed_years else None,
        "compared": _compared(forecast, year),
    }


def _decisions(row: Award) -> list[str]:
    if row.status not in UNDECIDED:
        return [made(row)]
    return [CONTINUE, EXPAND, CEASE] if row.status in CEILINGS else [CONTINUE, CEASE]


def _compared(forecast: Forecast, year: str) -> str:
    """Return the chance of no funding by the cases compared, in words."""
    row = next(each for each in forecast.part("years") if each["financial_year"] == year)
    found = row["probability_funded_by_comparison"]
    if not found:
        return ""
    return spread(percent(1 - found["most"]), percent(1 - found["least"]))


def _prices(forecast: Forecast) -> dict[str, dict[str, float]]:
    """Return what cash of each year is multiplied by, by price base; its own stands first."""
    facts = forecast.scenario.facts
    years = facts.awards.years
    known = [base for base in years if {*years} <= facts.prices.index.keys()]
    bases = dict.fromkeys([forecast.price_base, CASH, *known])
    return {base: {year: facts.prices.scale(year, base) for year in years} for base in bases}


def _by_id(values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {
        f"{name}.{year}": each for name, years in values.items() for year, each in years.items()
    }


def _amounts(forecast: Forecast) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, years in forecast.amounts.drawn.items():
        for year, values in years.items():
            id = name if INPUTS[name].once else f"{name}.{year}"
            if id not in found:
                found[id] = coded(values)
    return found


def _field(field: Field, scenario: Scenario) -> dict[str, Any]:
    facts, state = field_facts(field, scenario), field_state(field, scenario, changed=False)
    name = field.said_by(scenario)
    return {
        "id": field.id,
        "ids": field.ids,
        "says": f"{name}.{field.year}" if field.year else name,
        "input": field.name,
        "title": facts["title"],
        "unit": facts["unit"],
        "year": field.year,
        "chance": INPUTS[field.name].chance,
        "forms": [
            {
                "id": f"{name}.{field.year}" if field.year else name,
                "printed": INPUTS[name].printed,
                "kind": unit.kind,
                "least": unit.least,
                "most": unit.most,
                "example": unit.example,
            }
            for name, unit in field.units.items()
        ],
        "value": state["value"],
        "said": state["said"],
        "slider": state["slider"],
        "band": facts["band"],
        "evidence": facts["evidence"],
        "rationale": facts["rationale"],
        "first": facts["open"],
    }


def _scenarios(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the scenarios on file that numbers alone can set, from this one."""
    loaded = load_scenarios(data=scenario.facts.folder)
    found = [(each, _set_by(each, scenario)) for each in loaded]
    return [
        {"name": each.name, "title": each.title, "set": values}
        for each, values in found
        if values and each.name != scenario.name
    ]


def _set_by(other: Scenario, scenario: Scenario) -> dict[str, float] | None:
    """Return what makes a scenario of another; None where a range or a month would have to be."""
    months = [each for each, told in INPUTS.items() if told.optional and not told.instead_of]
    if any(other.quantities[name] != scenario.quantities[name] for name in months):
        return None
    changed = [
        (field, field.of(other))
        for field in fields(scenario).values()
        if field.of(other) != field.of(scenario)
    ]
    if any(not _plain(quantity) for _, quantity in changed):
        return None
    return {_id(field, other): quantity.mid for field, quantity in changed}


def _plain(quantity: Any) -> bool:
    return isinstance(quantity, Fixed) or (isinstance(quantity, Chance) and not quantity.views)


def _id(field: Field, scenario: Scenario) -> str:
    name = field.said_by(scenario)
    return f"{name}.{field.year}" if field.year else name


def _checks(forecast: Forecast) -> list[dict[str, Any]]:
    """Return ten figures: five as the scenario has it, five with every second input set."""
    scenario = forecast.scenario
    settings = {_id(each, scenario): _along(each, scenario) for each in in_order(scenario)[::2]}
    changed = forecast.but(**changes_of(scenario, settings)) if settings else forecast
    return [*check_figures(forecast, {}), *check_figures(changed, settings)]


def _along(field: Field, scenario: Scenario) -> float:
    slider: dict[str, float] = field_state(field, scenario, changed=False)["slider"]
    return round(slider["min"] + _CHECKED * (slider["max"] - slider["min"]), 4)
