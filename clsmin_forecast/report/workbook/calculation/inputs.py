"""What is put in: the inputs, which a reader may change, and what papers state, which stands."""

from collections.abc import Iterator
from functools import partial

from ....columns import CHANCE, COUNT, OWN, STATED, Kind
from ....inputs.awards import OUTTURN
from ....inputs.catalogue import INPUTS, unit_of
from ....model.decisions import made
from ....present.input_words import value_words
from ....present.words import capital, status_words
from ..sheet import NOT_APPLICABLE, Cell, Limit, Live
from .page import INPUT, PAPER, Line, Page

_KINDS = {"chance": CHANCE, "percent": CHANCE, "pounds": STATED, "number": OWN}
_RULES = {
    CHANCE: "A number from {:.0%} to {:.0%}.",
    STATED: "A sum from £{:,.10g} to £{:,.10g}.",
    OWN: "A number from {:,.10g} to {:,.10g}.",
}


def inputs(page: Page) -> Iterator[Line]:
    """Give a line for each input that acts in some year."""
    for name, told in INPUTS.items():
        if told.acts(page.awards):
            cell = partial(_input, page, name)
            yield Line(INPUT, name, told.label, _KINDS[told.printed], cell, note=_note(page, name))


def _note(page: Page, name: str) -> str:
    """Return the unit of an input, and how far it reaches in the forecast."""
    entry = page.scenario.register.assumptions.get(name)
    unit = capital(entry.unit if entry else INPUTS[name].measured_in)
    ranges = page.certain.scenario.quantities[name].values()
    low, high = min((r.low for r in ranges), default=0), max((r.high for r in ranges), default=0)
    if INPUTS[name].chance or low == high:
        return unit
    least, most = (value_words(name, each) for each in (low, high))
    return f"{unit}; from {least} to {most} in the forecast"


def _input(page: Page, name: str, year: str) -> Cell:
    told, kind = INPUTS[name], _KINDS[INPUTS[name].printed]
    years = told.acts(page.awards)
    if year not in years:
        return _known(page, name, year)
    quantity = page.scenario.quantities[name].get(year)
    value = NOT_APPLICABLE if quantity is None else quantity.mid
    if told.once and year != years[0]:
        return Live(value, kind, page.at(INPUT, name, years[0]))
    unit = unit_of(name, year, page.awards)
    rule = _RULES[kind].format(unit.least, unit.most)
    return Live(value, kind, limit=Limit(unit.least, unit.most, told.label, rule))


def _known(page: Page, name: str, year: str) -> Cell:
    """Return what stands for an input in a year in which it does not act."""
    if year not in page.awards.costed_years:
        return NOT_APPLICABLE
    if name == "team_posts":
        return Live(page.scenario.team_posts(year), OWN)
    return Live(0.0, STATED) if name == "alternative_funding" else NOT_APPLICABLE


def papers(page: Page) -> Iterator[Line]:
    """Give a line for each thing that papers state of the years."""
    line = partial(Line, PAPER)
    rows = {row.financial_year: row for row in page.awards.rows}
    undecided = page.awards.decision_years
    yield line("status", "Status", COUNT, lambda year: status_words(rows[year].status))
    yield line("amount", "Award, or ceiling", STATED, lambda year: Live(rows[year].amount, STATED))
    yield line("posts", "Posts", OWN, lambda year: _stated(rows[year].posts, OWN))
    yield line(
        "decision", "Decision", COUNT,
        lambda year: NOT_APPLICABLE if year in undecided else made(rows[year]),
    )  # fmt: skip
    yield line(
        "settled", "Recovered in a closed year", STATED,
        lambda year: _stated(rows[year].settled if rows[year].status == OUTTURN else None, STATED),
    )  # fmt: skip


def _stated(value: float | None, kind: Kind) -> Cell:
    return NOT_APPLICABLE if value is None else Live(value, kind)
