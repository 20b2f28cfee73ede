"""Sheets: what stands on each and how it looks, whatever the format of the workbook."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from textwrap import wrap

import pandas as pd

from ...columns import CHANCE, OWN, STATED, TEXT, Column, Kind
from ...errors import ResultError
from ...present.words import as_sure, name_words, nearest, status_words

FONT, TINT = "Arial", "FFF2CC"
WIDE, HIGH = 600, 380
"""How large a chart is, in dots of which 96 make an inch."""

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
_MOST_KEYS = 4  # columns that are printed on every page
_PAGE = 210  # characters that a page of A4 held sideways shows at a size that can be read
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Limit:
    """What may be put into a cell: a number between two."""

    least: float
    most: float
    title: str  # of what is put in
    rule: str  # what is shown to whoever puts it in, and where it is refused


@dataclass(frozen=True)
class Live:
    """A cell that calculates, or that a reader fills in."""

    value: str | float  # as it is when the workbook is written
    kind: Kind
    formula: str = ""  # in the language of Excel; empty where it does not calculate
    limit: Limit | None = None  # where a reader fills it in


Cell = str | int | float | Live
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
    open: bool = False  # to be filled in by a reader
    number: str = ""  # the number format of Excel, where it is a number


_TITLE, _LINE = Look(16, bold=True, wraps=False), Look(wraps=False)
_SECTION = Look(14, bold=True, wraps=False)


Corners = tuple[int, int, int, int]
"""The first row and column of some cells and the last, counted from 0."""


@dataclass(frozen=True)
class Series:
    """Bars of one kind: where their heading and their values stand, and how they look."""

    heading: Corners
    cells: Corners
    fill: str
    edge: str
    labelled: bool = False


@dataclass(frozen=True)
class Chart:
    """Bars over years, of values that stand on a sheet."""

    title: str  # its finding
    shown: str  # what it shows, with its figures
    sheet: str  # on which its values stand
    years: Corners
    series: tuple[Series, ...]
    number: str  # the number format of Excel
    stacked: bool = False
    most: float | None = None  # where its axis ends, if it has an end

    @property
    def alt(self) -> str:
        """What stands for it where it is not seen."""
        return f"{'Stacked columns' if self.stacked else 'Columns'}. {self.shown}"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows as far as they are filled, each cell with its look."""

    name: str  # of its tab
    title: str
    grid: Grid
    widths: Sequence[int]  # of its columns, in characters
    heights: Sequence[int]  # lines that each row takes; 0 where it is one line of whatever size
    top: int | None = None  # how many rows stand above the headings of its table, if it has one
    keys: int = 1  # how many columns tell its rows apart
    charts: tuple[Chart, ...] = ()  # beneath its rows, beside each other

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
    def pages(self) -> list[tuple[int, int]]:
        """The first and the last column of each page of A4, held sideways, that it takes across.

        Those that tell its rows apart stand on every page.
        """
        others = self.widths[self.keys :]
        room = _PAGE - sum(self.widths[: self.keys])
        fewest = len(_pages(others, room))
        rooms = range(
            max(others, default=0), room
        )  # pages of about one width, in letters of one size
        counts = next((p for r in rooms if len(p := _pages(others, r)) == fewest), [len(others)])
        ends = [self.keys - 1 + end for end in accumulate(counts)]
        return list(zip((0, *(end + 1 for end in ends[:-1])), ends, strict=True))

    @property
    def areas(self) -> list[Corners]:
        """The corners of what is printed on each page across, by row and column.

        What stands above the table is on the first alone, where it has room.
        """
        end = len(self.grid) - 1
        return [((self.top or 0) if first else 0, first, end, last) for first, last in self.pages]


def _pages(widths: Sequence[int], room: int) -> list[int]:
    """Return how many columns stand on each page across."""
    counts, filled = [0], 0
    for width in widths:
        fits = filled + width <= room
        counts, filled = (counts, filled) if fits else ([*counts, 0], 0)
        counts[-1] += 1
        filled += width
    return counts


def cover_sheet(
    name: str, title: str, sections: Mapping[str, Sequence[str]], width: int = _COVER
) -> Sheet:
    """Return a sheet of text: a title, and headings with their lines.

    Examples
    --------
    >>> cover_sheet("Cover", "Forecast", {"Contact": ["analyst: A. Smith"]}).heights
    [0, 2, 1]
    """
    grid, heights = [[(title, replace(_TITLE, wraps=True))]], [0]
    for heading, lines in sections.items():
        grid += [[(heading, _SECTION)], *([(line, Look())] for line in lines)]
        heights += [2, *(_lines(line, width) for line in lines)]  # room above the heading
    return Sheet(name, title, grid, [width], heights)


def table_sheet(
    name: str,
    title: str,
    lines: Sequence[Cell],
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
    lines = [_ONE_TABLE, *(line for line in lines if line)]
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
        *([*zip(row, map(_look, looks, kinds, row), strict=True)] for row in rows),
    ]
    top = 1 + len(lines)
    heights = [0] * top + [_height(headings, heads), *(_height(row, widths) for row in rows)]
    return Sheet(name, title, grid, widths, heights, top, _keys(rows, widths))


def _keys(rows: Sequence[Sequence[Cell]], widths: Sequence[int]) -> int:
    """Return how many columns tell rows apart; one where no few do, or leave no room for others."""
    counts = (n for n in range(1, _MOST_KEYS + 1) if sum(widths[:n]) <= _PAGE // 2)
    return next((n for n in counts if len({tuple(row[:n]) for row in rows}) == len(rows)), 1)


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


def _look(look: Look, kind: Kind, cell: Cell) -> Look:
    if isinstance(cell, Live):
        return replace(look, number=_format(cell.kind), open=cell.limit is not None)
    return look if isinstance(cell, str) else replace(look, number=_format(kind, cell))


def _format(kind: Kind, value: float = math.nan) -> str:
    """Return the number format of a value, or of any that may come to stand there."""
    decimals = kind.places or 0
    if kind.unit == CHANCE.unit:
        return f"0.{'0' * (decimals - _PER_CENT_PLACES)}{PER_CENT}"
    sign = POUND if kind.unit == STATED.unit else ""
    kept = "." + "0" * decimals if decimals else ""
    if kind.unit == OWN.unit:  # inputs of every size stand in one column
        kept = "" if value % 1 == 0 else ".0" + "#" * (decimals - 1)
    return f"{sign}#,##0{kept}"


def _lines(cell: Cell, width: int) -> int:
    return len(wrap(cell, width)) if isinstance(cell, str) else 1


def _text(cell: Cell) -> str:
    """Return about what is seen of a cell."""
    if isinstance(cell, Live):
        return cell.value if isinstance(cell.value, str) else f"{cell.value:,.2f}"
    return cell if isinstance(cell, str) else f"{cell:,}"


def _height(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    return max(map(_lines, cells, widths))


def _width(heading: str, cells: Iterable[Cell]) -> int:
    longest_word = max(map(len, heading.split()))
    third = len(heading) // 3  # a heading takes about three lines
    longest = max(min(len(text), _WIDEST) for text in map(_text, cells))
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
