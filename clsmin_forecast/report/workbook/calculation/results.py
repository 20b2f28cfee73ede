"""What comes out: the results by year, beside them the forecast's, and how they are checked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pandas as pd

from ....columns import CHANCE, RECOVERED, STATED, Column, Kind
from ....inputs.awards import APPROVED, OUTTURN, RECEIVED
from ....model.decisions import CEASE
from ....model.document import BY_YEAR
from ....model.projection import GAP_PARTS
from ..sheet import NOT_APPLICABLE, Cell, Live, cell
from . import formulas
from .inputs import inputs
from .page import CHECK, FORECAST, GIVEN, INPUT, PAPER, RESULT, SHIPPED, WORKING, Line, Page
from .paths import column

_NO_FUNDING = "no_funding"
_COSTED = ("cost", "gap", *GAP_PARTS)
_HEADINGS = {
    _NO_FUNDING: "Chance of no funding",
    "award": "Award, mean",
    "recovered": BY_YEAR["mean"].heading,
    **{name: BY_YEAR[f"{name}_mean"].heading for name in _COSTED},
}
_NOTES = {
    _NO_FUNDING: "Of the paths in which the year is not funded",
    "award": "Over every path, those without funding as £0",
    "recovered": "Over every path, those without funding as £0",
    "gap": "The cost that award and other money leave",
}
_RANGED = {"recovered": "mean", "gap": "gap_mean"}  # columns of the forecast by year
_SAME = {CHANCE: 6, STATED: 2}  # decimals to which a result is the package's own


def results(page: Page) -> Iterator[Line]:
    """Give a line for each result."""
    for name, heading in _HEADINGS.items():
        if page.forecast.priced or name not in _COSTED:
            kind = CHANCE if name == _NO_FUNDING else STATED
            yield Line(
                RESULT, name, heading, kind, partial(_result, page, name, kind),
                partial(_together, page, name), _NOTES.get(name, NOT_APPLICABLE),
            )  # fmt: skip


def _own(page: Page, name: str, year: str) -> float | None:
    """Return the package's own result in a year; None where there is none."""
    if name == _NO_FUNDING:
        return 1 - page.forecast.probability_funded(year)
    found = page.forecast.in_year(name, year)
    return None if found is None else found.mean


def _together(page: Page, name: str) -> Cell:
    owns = {year: _own(page, name, year) for year in page.open_years}
    known = {year: own for year, own in owns.items() if own is not None}
    if name == _NO_FUNDING or not known:
        return NOT_APPLICABLE
    return Live(sum(known.values()), STATED, "+".join(page.at(RESULT, name, y) for y in known))


def _result(page: Page, name: str, kind: Kind, year: str) -> Cell:
    own = _own(page, name, year)
    if own is None:
        return NOT_APPLICABLE
    decided = year not in page.awards.decision_years
    formula = _decided(page, name, year) if decided else _averaged(page, name, year)
    return Live(own, kind, formula)


def _averaged(page: Page, name: str, year: str) -> str:
    """Return the average over the paths of a year that is not decided."""
    if name == "cost":
        return _cost(page, year)
    chances, decisions = column(page, "chance"), column(page, "decision", year)
    if name == _NO_FUNDING:
        return f'SUMIF({decisions},"{CEASE}",{chances})'
    if name in GAP_PARTS:
        sign = "<>" if name == GAP_PARTS[0] else "="
        return f'SUMPRODUCT(({decisions}{sign}"{CEASE}")*{chances}*{column(page, "gap", year)})'
    return f"SUMPRODUCT({chances},{column(page, name, year)})"


def _cost(page: Page, year: str) -> str:
    return f"{page.at(INPUT, 'team_posts', year)}*{page.at(WORKING, 'unit_cost', year)}"


def _decided(page: Page, name: str, year: str) -> str:
    """Return the result of a year whose decision is on record."""
    ceased = f'{page.at(PAPER, "decision", year)}="{CEASE}"'
    gap = partial(page.at, RESULT, "gap", year)
    laws: dict[str, Callable[[], str]] = {
        _NO_FUNDING: lambda: f"IF({ceased},1,0)",
        "award": lambda: f"IF({ceased},0,{page.at(PAPER, 'amount', year)})",
        "recovered": lambda: _recovered(page, year),
        "cost": lambda: _cost(page, year),
        "gap": lambda: formulas.gap(
            page.at(RESULT, "cost", year),
            page.at(RESULT, "award", year),
            page.at(INPUT, "alternative_funding", year),
        ),
        GAP_PARTS[0]: lambda: f"IF({ceased},0,{gap()})",
        GAP_PARTS[1]: lambda: f"IF({ceased},{gap()},0)",
    }
    return laws[name]()


def _recovered(page: Page, year: str) -> str:
    status, award = page.awards[year].status, page.at(RESULT, "award", year)
    if status == OUTTURN:
        return page.at(PAPER, "settled", year)
    return f"{award}*{page.at(INPUT, 'recovery_rate', year)}" if status == APPROVED else award


def forecast_by_year(page: Page, ranged: pd.DataFrame | None) -> Iterator[Line]:
    """Give a line for each mean of the forecast, which its ranges are in."""
    for name, each in _RANGED.items():
        if ranged is not None and each in ranged:
            means = ranged.set_index("financial_year")[each]
            yield Line(
                FORECAST, name, f"{_HEADINGS[name]}, over the ranges", STATED,
                partial(_ranged, page, means), partial(_ranged, page, means, *page.open_years),
                "As on By year; no input here moves it",
            )  # fmt: skip


def _ranged(page: Page, means: "pd.Series[float]", *years: str) -> Cell:
    stated = {*page.awards.statuses(years)} <= {RECEIVED, OUTTURN}
    found = cell(float(means.loc[[*years]].sum(skipna=False)), Column("", RECOVERED), stated)
    return Live(found, STATED) if isinstance(found, int | float) else found


def checks(page: Page) -> Iterator[Line]:
    """Give a line for the change of each result from what was shipped, and for all chances."""
    for line in results(page):
        yield replace(
            line,
            part=CHECK,
            heading=f"Change: {line.heading[0].lower()}{line.heading[1:]}",
            cell=partial(_change, page, line),
            together=partial(_change_together, page, line),
            note="0 until an input is changed",
        )
    yield Line(
        CHECK, "chances", "Chances of all paths, less 100%", CHANCE, lambda year: NOT_APPLICABLE,
        lambda: Live(0.0, CHANCE, f"ROUND(SUM({column(page, 'chance')})-1,{_SAME[CHANCE]})"),
        "0 whatever is put in",
    )  # fmt: skip


def _change(page: Page, line: Line, year: str) -> Cell:
    pair = (page.at(part, line.name, year) for part in _PAIR)
    return _less(line.kind, *pair) if isinstance(line.cell(year), Live) else NOT_APPLICABLE


def _change_together(page: Page, line: Line) -> Cell:
    pair = (page.together(part, line.name) for part in _PAIR)
    return _less(line.kind, *pair) if isinstance(line.together(), Live) else NOT_APPLICABLE


_PAIR = (RESULT, SHIPPED)


def _less(kind: Kind, now: str, before: str) -> Live:
    return Live(0.0, kind, f"ROUND({now}-{before},{_SAME[kind]})")


def shipped(page: Page) -> Iterator[Line]:
    """Give a line for each result and each input, as it is when the workbook is written."""
    for part, lines in ((SHIPPED, results(page)), (GIVEN, inputs(page))):
        for line in lines:
            yield replace(
                line,
                part=part,
                cell=partial(_written, line.cell),
                together=partial(_written, line.together),
                note="The package's own" if part == SHIPPED else NOT_APPLICABLE,
            )


def _written(made: Callable[..., Cell], *year: str) -> Cell:
    found = made(*year)
    return replace(found, formula="", limit=None) if isinstance(found, Live) else found
