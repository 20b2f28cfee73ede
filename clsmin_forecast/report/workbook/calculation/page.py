"""The page that calculates: where each line stands, and what is said above them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from ....analysis.calculation import Calculation
from ....columns import CHANCE, COUNT, STATED, TEXT, Column, Kind
from ....inputs.awards import Awards
from ....inputs.scenarios import Scenario
from ....model.forecast import Forecast
from ....present.words import list_words
from ....quantiles import Values
from ..sheet import NOT_APPLICABLE, SHORTHAND, Cell, Limit, Live, Sheet, table_sheet

CALCULATION, PATHS = "Calculation", "Calculation paths"
INPUT, RESULT, CHECK, WORKING, PAPER = "input", "result", "check", "working", "paper"
FORECAST, SHIPPED, GIVEN = "forecast", "result as shipped", "input as shipped"
"""The two sheets, and the parts of the first."""

TOP = 6  # rows above the headings, on both sheets
AS_SHIPPED = "Inputs are as shipped, and every result is the package's own to the penny."
_WRONG = "WRONG: inputs are as shipped, but a result is not: a cell that is no input was changed."
_CHANGED = "Inputs that are not as shipped, which the results follow: "
REFUSED = (
    "WRONG: inputs that are blank, a text or beyond what they can be, so that no result holds: "
)
_FIRST = 2  # the column of the first year
_UNITS = {CHANCE: " (%)", STATED: " (£)"}


@dataclass(frozen=True)
class Line:
    """A row: what stands in each year, in the open years together, and beside them."""

    part: str
    name: str
    heading: str
    kind: Kind
    cell: Callable[[str], Cell]
    together: Callable[[], Cell] = lambda: NOT_APPLICABLE
    note: str = NOT_APPLICABLE

    def cells(self, years: Sequence[str]) -> tuple[Cell, ...]:
        """Return the row; what a line stands in is known once all lines are."""
        heading = f"{self.heading}{_UNITS.get(self.kind, '')}"
        return self.part, heading, *map(self.cell, years), self.together(), self.note


@dataclass(frozen=True)
class Page:
    """Inputs, results, checks and workings in rows, with the years beside each other."""

    certain: Calculation
    lines: list[Line] = field(default_factory=list)

    @property
    def forecast(self) -> Forecast:
        """The forecast at the middle of every range."""
        return self.certain.forecast

    @property
    def scenario(self) -> Scenario:
        """Its scenario, without ranges."""
        return self.forecast.scenario

    @property
    def awards(self) -> Awards:
        """Its years."""
        return self.scenario.facts.awards

    @property
    def open_years(self) -> tuple[str, ...]:
        """The years whose sums stand together."""
        return self.forecast.years_of("open_years")

    @cached_property
    def _rows(self) -> dict[tuple[str, str], int]:
        return {(line.part, line.name): TOP + 1 + n for n, line in enumerate(self.lines)}

    def at(self, part: str, name: str, year: str) -> str:
        """Return the cell of a line in a year."""
        return self._cell(part, name, self.awards.years.index(year))

    def away(self, part: str, name: str, year: str) -> str:
        """Return the same, from another sheet."""
        return f"'{CALCULATION}'!{self._cell(part, name, self.awards.years.index(year), True)}"

    def together(self, part: str, name: str) -> str:
        """Return the cell of a line in the open years together."""
        return self._cell(part, name, len(self.awards.years))

    def _cell(self, part: str, name: str, place: int, fixed: bool = False) -> str:
        cell: str = xl_rowcol_to_cell(self._rows[part, name], _FIRST + place, fixed, fixed)
        return cell

    def _block(self, part: str, more: int = 0) -> str:
        """Return the cells of the years in all lines of a part, and so many columns beside."""
        rows = [row for (each, _), row in self._rows.items() if each == part]
        end = _FIRST + len(self.awards.years) - 1 + more
        cells: str = xl_range(rows[0], _FIRST, rows[-1], end)
        return cells

    def paths(self, place: int) -> str:
        """Return the cells of a column of the sheet of the paths."""
        last = TOP + len(self.certain.paths)
        return f"'{PATHS}'!{xl_range_abs(TOP + 1, place, last, place)}"

    def sheet(self) -> Sheet:
        """Return the sheet, once all its lines are known."""
        years = self.awards.years
        columns = [
            *map(Column, ("Part", "Line")),
            *(Column(year, COUNT) for year in years),
            Column("Together", COUNT),
            Column("Note"),
        ]
        title = f"What the forecast is at the middle of every range: {self.scenario.title}"
        rows = [line.cells(years) for line in self.lines]
        return table_sheet(CALCULATION, title, self._words(), columns, rows)

    def _words(self) -> list[Cell]:
        return [
            Live(AS_SHIPPED, TEXT, self._verdict()),
            "Marked cells are inputs: put in another value, and results and paths follow. "
            f"What is typed and cannot be is refused. No other sheet but {PATHS} follows.",
            "Every uncertain amount is fixed at its middle; the ranges are in the forecast, whose "
            f"means are others. Sums are in cash, together those of {list_words(self.open_years)}.",
            f"Shorthand: {NOT_APPLICABLE} {SHORTHAND[NOT_APPLICABLE]}.",
        ]

    def _verdict(self) -> str:
        changed = f"SUMPRODUCT(--({self._block(INPUT)}<>{self._block(GIVEN)}))"
        differences = self._block(CHECK, more=1)
        same = f"AND(MAX({differences})=0,MIN({differences})=0)"
        own = f'IF({changed}>0,"{_CHANGED}"&{changed}&".",IF({same},"{AS_SHIPPED}","{_WRONG}"))'
        refused = self._refused()
        return f'IF({refused}>0,"{REFUSED}"&{refused}&".",{own})'

    def _refused(self) -> str:
        """Return how many inputs are neither as shipped nor a number within their limits."""
        found = [
            input_refused(self.at(INPUT, line.name, year), self.at(GIVEN, line.name, year), limit)
            for line in self.lines
            if line.part == INPUT
            for year in self.awards.years
            if (limit := getattr(line.cell(year), "limit", None))
        ]
        return f"({'+'.join(found)})"


def input_refused(cell: str, shipped: str, limit: Limit) -> str:
    """Return 1 where an input is neither as shipped nor a number within its limits, else 0."""
    within = f"AND({cell}>={limit.least},{cell}<={limit.most})"
    return f"IF(EXACT({cell},{shipped}),0,IF(ISNUMBER({cell}),IF({within},0,1),1))"


def one(values: Values) -> float:
    """Return the one value of an array whose draws are all the same."""
    return float(values.ravel()[0])
