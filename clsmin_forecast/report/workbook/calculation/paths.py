"""The sheet of the paths: each with its decisions, its chance, and what it brings by year."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from xlsxwriter.utility import xl_rowcol_to_cell

from ....columns import CHANCE, STATED, TEXT, Column
from ....inputs.awards import Awards
from ....inputs.catalogue import INPUTS
from ....model.decisions import CONTINUE, made, next_decisions
from ....units import year_after
from ..sheet import Cell, Live, Sheet, table_sheet
from . import formulas
from .page import CALCULATION, INPUT, PAPER, PATHS, RESULT, TOP, WORKING, Page, one

_CHANCES = ("cessation", "expansion", "reinstatement")  # as `next_decisions` takes them
_WORDS = (
    "Every row of decisions stands here, those among them that have no chance.",
    f"Its figures follow from the sheet {CALCULATION}, where the inputs are.",
    "Every uncertain amount is fixed at its middle. Sums are in cash.",
    "The chances of all paths come to 100%.",
)
_HEADS = {
    "decision": ("Decision of", TEXT),
    "step": ("Chance of the decision of", CHANCE),
    "chance": ("Chance of the path", CHANCE),
    "award": ("Award", STATED),
    "recovered": ("Recovered", STATED),
    "gap": ("Gap", STATED),
}


def paths_sheet(page: Page) -> Sheet:
    """Return the sheet of every path that the decisions can take."""
    columns = _columns(page.awards)
    rows = [
        [_cell(page, row, *path, *each) for each in columns]
        for row, path in enumerate(page.certain.paths, TOP + 1)
    ]
    title = f"Every path that the decisions can take: {page.scenario.title}"
    return table_sheet(PATHS, title, _WORDS, [*columns.values()], rows)


def column(page: Page, name: str, year: str = "") -> str:
    """Return the cells of a column, from the other sheet."""
    return page.paths(_place(page, name, year))


@lru_cache(maxsize=1)  # every cell asks where others stand
def _columns(awards: Awards) -> dict[tuple[str, str], Column]:
    """Return the columns by what they hold and of which year."""
    years = {"chance": ("",), "gap": awards.open_costed_years}
    return {
        (name, year): Column(f"{heading} {year}".strip(), kind)
        for name, (heading, kind) in _HEADS.items()
        for year in years.get(name, awards.decision_years)
    }


def _place(page: Page, name: str, year: str) -> int:
    return list(_columns(page.awards)).index((name, year))


def _cell(
    page: Page, row: int, decisions: Mapping[str, str], chance: float, name: str, year: str
) -> Cell:
    at = partial(_at, page, row)
    if name == "decision":
        return decisions[year]
    if name == "chance":
        return Live(chance, CHANCE, "*".join(at("step", each) for each in decisions))
    if name == "step":
        return Live(_step(page, decisions, year), CHANCE, _step_law(page, at, year))
    value = one(page.forecast.along(decisions, name, (year,)))
    return Live(value, STATED, _LAWS[name](page, at, year))


At = Callable[[str, str], str]
"""Names the cell of a column and a year, in a row."""


def _at(page: Page, row: int, name: str, year: str) -> str:
    """Return a cell of a row; that of a decision on record is on the other sheet."""
    if name == "decision" and year not in page.awards.decision_years:
        known = year in page.awards.years
        return page.away(PAPER, "decision", year) if known else f'"{CONTINUE}"'
    cell: str = xl_rowcol_to_cell(row, _place(page, name, year), col_abs=True)
    return cell


def _step(page: Page, decisions: Mapping[str, str], year: str) -> float:
    awards, held = page.awards, page.scenario.quantities
    before = year_after(year, -1)
    known = made(awards[before]) if before in awards.years else CONTINUE
    last = decisions.get(before, known)
    chances = (held[n][year].mid if year in INPUTS[n].acts(awards) else 0.0 for n in _CHANCES)
    return float(next_decisions(last, *chances)[decisions[year]])


def _step_law(page: Page, at: At, year: str) -> str:
    now, last = (at("decision", each) for each in (year, year_after(year, -1)))
    acts = (year in INPUTS[name].acts(page.awards) for name in _CHANCES)
    chances = (
        page.away(INPUT, name, year) if each else "0"
        for name, each in zip(_CHANCES, acts, strict=True)
    )
    return formulas.chance_of(now, last, *chances)


def _award(page: Page, at: At, year: str) -> str:
    return formulas.award(at("decision", year), *_awards(page, year))


def _awards(page: Page, year: str) -> tuple[str, ...]:
    """Return the award that goes on, and that is expanded where there is a ceiling."""
    names = ("base", "expanded") if year in page.awards.ceiling_years else ("base",)
    return tuple(page.away(WORKING, name, year) for name in names)


def _recovered(page: Page, at: At, year: str) -> str:
    rate = page.away(INPUT, "recovery_rate", year)
    if year not in page.awards.ceiling_years:
        return f"{at('award', year)}*{rate}"
    earlier, last, now = (at("decision", year_after(year, -n)) for n in (2, 1, 0))
    shares = tuple(page.away(WORKING, name, year) for name in ("new", "beside", "filled_after"))
    return formulas.recovered((earlier, last, now), _awards(page, year), rate, shares)


def _gap(page: Page, at: At, year: str) -> str:
    cost = page.away(RESULT, "cost", year)
    other = page.away(INPUT, "alternative_funding", year)
    return formulas.gap(cost, at("award", year), other)


_LAWS: Mapping[str, Callable[[Page, At, str], str]] = {
    "award": _award,
    "recovered": _recovered,
    "gap": _gap,
}
