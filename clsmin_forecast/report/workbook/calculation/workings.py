"""What stands between: the awards beneath each ceiling, the months of new posts, a post's cost."""

from collections.abc import Callable, Iterator
from functools import partial

from ....columns import CHANCE, STATED
from ....model.decisions import CONTINUE, EXPAND
from ....model.year import MONTHS, year_filled
from ....units import year_after
from ..sheet import NOT_APPLICABLE, Cell, Live
from . import formulas
from .page import INPUT, PAPER, WORKING, Line, Page, one


def workings(page: Page) -> Iterator[Line]:
    """Give a line for each step from the inputs to the paths."""
    line = partial(Line, WORKING)
    yield line("base", "Award if it goes on", STATED, partial(_base, page))
    if page.awards.ceiling_years:
        yield line("expanded", "Award if it is expanded", STATED, partial(_expanded, page))
        for name, (heading, cell) in _MONTHS.items():
            yield line(name, heading, CHANCE, partial(_beneath, page, cell))
    if page.forecast.priced:
        yield line("unit_cost", "Cost of a post", STATED, partial(_unit_cost, page))


def _beneath(page: Page, cell: Callable[[Page, str], Cell], year: str) -> Cell:
    return cell(page, year) if year in page.awards.ceiling_years else NOT_APPLICABLE


def _base(page: Page, year: str) -> Cell:
    row, value = page.awards[year], _going_on(page, year)
    before = year_after(year, -1)
    previous = page.at(WORKING, "base", before) if before in page.awards.years else "0"
    if year in page.awards.ceiling_years:
        ratio, stated = (page.at(INPUT, each, year) for each in ("continuation_ratio", "award"))
        ceiling = page.at(PAPER, "amount", year)
        return Live(value, STATED, formulas.base_award(previous, ratio, stated, ceiling))
    stays = row.amount == 0 and year not in page.awards.decision_years
    return Live(value, STATED, previous if stays else page.at(PAPER, "amount", year))


def _going_on(page: Page, year: str) -> float:
    """Return the award of a year that goes on; where it has none, that of the year before."""
    awards = page.awards
    if year in awards.ceiling_years:
        return one(page.forecast.amounts.award[year, CONTINUE])
    until = [row.amount for row in awards.rows if row.financial_year <= year]
    paid = [amount for amount in until if amount > 0]
    return until[-1] if year in awards.decision_years else [0.0, *paid][-1]


def _expanded(page: Page, year: str) -> Cell:
    if year not in page.awards.ceiling_years:
        return NOT_APPLICABLE
    cells = (WORKING, "base"), (INPUT, "expansion_share"), (PAPER, "amount")
    law = formulas.expanded_award(*(page.at(*each, year) for each in cells))
    return Live(one(page.forecast.amounts.award[year, EXPAND]), STATED, law)


def _months(page: Page, year: str) -> tuple[str, str]:
    return page.at(INPUT, "start_month", year), page.at(INPUT, "fill_months", year)


def _filled(page: Page, year: str) -> Cell:
    months = page.forecast.amounts.filling.get(year)
    value = one(year_filled(*months)) if months else NOT_APPLICABLE
    return Live(value, CHANCE, formulas.filled(*_months(page, year)))


def _filled_after(page: Page, year: str) -> Cell:
    before = year_after(year, -1)
    if before not in page.awards.ceiling_years:
        return Live(1.0, CHANCE)
    months = page.forecast.amounts.filling.get(before)
    value = one(year_filled(months[0] - MONTHS, months[1])) if months else 1.0
    return Live(value, CHANCE, formulas.filled_after(*_months(page, before)))


def _of_new(page: Page, year: str) -> Cell:
    return _spent(page, year, "{filled}")


def _of_others(page: Page, year: str) -> Cell:
    return _spent(page, year, "1")


def _spent(page: Page, year: str, months: str) -> Cell:
    """Return the share that is recovered: what months allow where they are given, else the rate."""
    filled, rate = page.at(WORKING, "filled", year), page.at(INPUT, "recovery_rate", year)
    value = page.scenario.quantities["recovery_rate"][year].mid
    if given := page.forecast.amounts.filling.get(year):
        value = 1.0 if months == "1" else one(year_filled(*given))
    return Live(value, CHANCE, f"IF(ISNUMBER({filled}),{months.format(filled=filled)},{rate})")


_MONTHS: dict[str, tuple[str, Callable[[Page, str], Cell]]] = {
    "filled": ("Posts that begin: share of the year", _filled),
    "filled_after": ("Posts begun a year before: share", _filled_after),
    "new": ("Recovered of posts that begin", _of_new),
    "beside": ("Recovered of the others beside them", _of_others),
}


def _unit_cost(page: Page, year: str) -> Cell:
    awards = page.awards
    if year not in awards.costed_years:
        return NOT_APPLICABLE
    if year in awards.priced_years:
        formula = f"{page.at(PAPER, 'amount', year)}/{page.at(PAPER, 'posts', year)}"
    else:
        before = page.at(WORKING, "unit_cost", year_after(year, -1))
        formula = f"{before}*(1+{page.at(INPUT, 'pay_growth', year)})"
    return Live(one(page.forecast.amounts.unit_cost[year]), STATED, formula)
