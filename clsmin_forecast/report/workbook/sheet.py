"""Sheets: what stands on each and how it looks, whatever the format of the workbook."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap

import pandas as pd

from ...columns import CHANCE, OWN, STATED, TEXT, Column, Kind
from ...errors import ResultError
from ...present.words import as_sure, name_words, nearest, status_words

FONT = "Arial"
NOT_APPLICABLE, NOT_AVAILABLE, NEARLY_ZERO, INFINITE = "[z]", "[x]", "[k]", "[i]"
SHORTHAND = {
    NOT_APPLICABLE: "not applicable",
    NOT_AVAILABLE: "not available",
    NEARLY_ZERO: "not 0, but 0 when rounded",
    INFINITE: "infinite, because the rule gave no chance to what then happened",
}
"""What stands in a cell that has no figure, and what it means."""

PER_CENT, POUND = "%", "[$£-809]"
"""In a number format: after a share of which 1 is the whole, and before pounds."""

_PER_CENT_PLACES = 2  # that 0.757 has more than 75.7%
_AS_MODELLED = ("modelled", "recovered", "asked", "limit_in_prices")
_TO_THE_THOUSAND = "thousands"
_AS_SURE = ("at_least", "at_most")
_TO_THE_POUND = "recovered"  # in a year whose sum a paper states
_ONE_TABLE = "This sheet holds one table."
_LONGEST_TEXT = 32_767  # characters, in a cell of Excel
_NARROWEST, _WIDEST, _COVER, _AIR = 9, 46, 100, 3  # characters of a column
_PAGE = 210  # characters that a page of A4 held sideways shows at a size that can be read
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

Cell = str | int | float
Grid = Sequence[Sequence[tuple[Cell, "Look"]]]


@dataclass(frozen=True)
class Look:
    """How a cell looks."""

    size: int = 12  # of its letters, in points
    bold: bool = False
    ruled: bool = False  # with a line under it
    right: bool = False  # as numbers stand
    apart: bool = False  # on the left, but away from numbers beside it
    wraps: bool = True  # over several lines where its text is long
    leads: bool = False  # to the sheet that it names
    number: str = ""  # the number format of Excel, where it is a number


_TITLE, _LINE = Look(16, bold=True, wraps=False), Look(wraps=False)
_SECTION = Look(14, bold=True, wraps=False)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows as far as they are filled, each cell with its look."""

    name: str  # of its tab
    title: str
    grid: Grid
    widths: Sequence[int]  # of its columns, in characters
    heights: Sequence[int]  # lines that each row takes; 0 where it is one line of whatever size
    top: int | None = None  # how many rows stand above the headings of its table, if it has one

    def __post_init__(self) -> None:
        """Refuse a text that is longer than a cell holds."""
        for text in (cell for row in self.grid for cell, _ in row if isinstance(cell, str)):
            if len(text.encode("utf-16-le")) > 2 * _LONGEST_TEXT:
                raise ResultError(
                    f"workbook: sheet {self.name}: a text must have at most {_LONGEST_TEXT:,} "
                    f"characters, which is what Excel holds; got {len(text):,} in {text[:20]!r}."
                )

    @property
    def table_name(self) -> str:
        """The name of its table: letters, digits and underscores."""
        return "table_" + re.sub(r"\W+", "_", self.name.casefold())

    @property
    def pages(self) -> int:
        """How many pages of A4, held sideways, it takes across."""
        return -(-sum(self.widths) // _PAGE)


def cover_sheet(name: str, title: str, sections: Mapping[str, Sequence[str]]) -> Sheet:
    """Return a sheet of text: a title, and headings with their lines.

    Examples
    --------
    >>> cover_sheet("Cover", "Forecast", {"Contact": ["analyst: A. Smith"]}).heights
    [0, 2, 1]
    """
    grid, heights = [[(title, replace(_TITLE, wraps=True))]], [0]
    for heading, lines in sections.items():
        grid += [[(heading, _SECTION)], *([(line, Look())] for line in lines)]
        heights += [2, *(_lines(line, _COVER) for line in lines)]  # room above the heading
    return Sheet(name, title, grid, [_COVER], heights)


def table_sheet(
    name: str,
    title: str,
    lines: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    leads: bool = False,
) -> Sheet:
    """Return a sheet with one table of one row at least, its title and what lines say above it.

    Where it ``leads``, the first column names other sheets, and leads to them.

    Examples
    --------
    >>> sheet = table_sheet("Own", "Days lost", [], [Column("Days")], [["three"]])
    >>> [[cell for cell, _ in row] for row in sheet.grid], sheet.widths, sheet.top
    ([['Days lost'], ['This sheet holds one table.'], ['Days'], ['three']], [12], 2)
    """
    lines = [_ONE_TABLE, *filter(None, lines)]
    headings = _headings(columns)
    widths = [_width(*column) for column in zip(headings, zip(*rows, strict=True), strict=True)]
    heads = [width - _AIR for width in widths]  # bold letters are wider
    kinds = [column.kind for column in columns]
    texts = [kind.places is None for kind in kinds]  # on the side of the numbers in their column
    looks = [Look(right=not text, apart=text and n > 0) for n, text in enumerate(texts)]
    bold = [replace(look, bold=True, ruled=True) for look in looks]
    if leads:
        looks[0] = replace(looks[0], leads=True)
    grid: Grid = [
        [(title, _TITLE)],
        *([(line, _LINE)] for line in lines),
        [*zip(headings, bold, strict=True)],
        *([*zip(row, map(_with_format, looks, kinds, row), strict=True)] for row in rows),
    ]
    top = 1 + len(lines)
    heights = [0] * top + [_height(headings, heads), *(_height(row, widths) for row in rows)]
    return Sheet(name, title, grid, widths, heights, top)


def _headings(columns: Sequence[Column]) -> list[str]:
    # Excel holds two headings for the same that differ in capitals only.
    texts = [one_line(_heading(each)) or f"Column {n}" for n, each in enumerate(columns, 1)]
    seen = [text.casefold() for text in texts]
    return [
        text if seen.index(text.casefold()) == place else f"{text}, column {place + 1}"
        for place, text in enumerate(texts)
    ]


def _heading(column: Column) -> str:
    unit = PER_CENT if column.kind.unit == CHANCE.unit else column.kind.unit
    return f"{column.heading} ({unit})" if unit else column.heading


def _with_format(look: Look, kind: Kind, cell: Cell) -> Look:
    if isinstance(cell, str):
        return look
    decimals = kind.places or 0
    if kind.unit == CHANCE.unit:
        return replace(look, number=f"0.{'0' * (decimals - _PER_CENT_PLACES)}{PER_CENT}")
    sign = POUND if kind.unit == STATED.unit else ""
    kept = "." + "0" * decimals if decimals else ""
    if kind.unit == OWN.unit:  # inputs of every size stand in one column
        kept = "" if cell == int(cell) else ".0" + "#" * (decimals - 1)
    return replace(look, number=f"{sign}#,##0{kept}")


def _lines(cell: Cell, width: int) -> int:
    return len(wrap(cell, width)) if isinstance(cell, str) else 1


def _height(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    return max(map(_lines, cells, widths))


def _width(heading: str, cells: Iterable[Cell]) -> int:
    longest_word = max(map(len, heading.split()))
    third = len(heading) // 3  # a heading takes about three lines
    texts = (cell if isinstance(cell, str) else f"{cell:,}" for cell in cells)
    longest = max(min(len(text), _WIDEST) for text in texts)
    return max(_NARROWEST, longest_word, third, longest) + _AIR


def cell(value: object, column: Column, stated: bool = False) -> Cell:
    """Return what stands in a cell: a number, rounded, or a text; never nothing.

    What is recovered in a year whose sum a paper has ``stated`` is rounded to the pound.

    Examples
    --------
    >>> from ...columns import CHANCE, RECOVERED, STATUS
    >>> recovered, chance = Column("Recovered", RECOVERED), Column("Chance", CHANCE)
    >>> cell(817_804.78, recovered), cell(272_708.04, recovered, stated=True)
    (818000, 272708)
    >>> cell(0.24337, chance), cell(1e-9, chance), cell(None, chance), cell(float("inf"), chance)
    (0.243, '[k]', '[z]', '[i]')
    >>> cell("received", Column("Status", STATUS)), cell(True, Column("Told apart"))
    ('accepted', 'yes')
    """
    missing = NOT_AVAILABLE if column.missing == "not stated" else NOT_APPLICABLE
    if pd.isna(value):  # type: ignore[call-overload]
        return missing
    if isinstance(value, str):
        return one_line(_words(value, column.kind)) or missing
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    return _number(float(value), column.kind, stated)  # type: ignore[arg-type]


def _words(text: str, kind: Kind) -> str:
    if kind == TEXT or kind.places is not None:
        return text
    return status_words(text) if kind.name == "status" else name_words(text)


def _number(value: float, kind: Kind, stated: bool) -> Cell:
    if kind.places is None:
        return f"{value:.10g}"
    if math.isinf(value):
        return INFINITE
    to_the_pound = stated and kind.name == _TO_THE_POUND
    modelled = kind.name in _AS_MODELLED and not to_the_pound
    places = -3 if kind.name == _TO_THE_THOUSAND else kind.places
    rounded = nearest(value) if modelled else round(value, places)
    if kind.name in _AS_SURE:
        rounded = as_sure(value, most=kind.name == "at_most")
    rounded += 0.0  # never minus 0
    if rounded == 0 and value != 0:
        return NEARLY_ZERO
    return int(rounded) if rounded == int(rounded) else rounded


def one_line(text: str) -> str:
    r"""Return a text on one line, without the characters that no workbook can hold.

    Examples
    --------
    >>> one_line(" one\n  two\x00")
    'one two'
    """
    return " ".join(_UNWRITABLE.sub(" ", text).split())
