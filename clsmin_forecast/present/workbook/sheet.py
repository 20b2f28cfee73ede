"""Sheets: what stands on each, whatever the format of the workbook."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from textwrap import wrap

from .cells import Cell
from .columns import TEXT, Kind

ONE_TABLE = "This sheet holds one table."
_LONGEST_NAME = 31  # characters, in Excel
_RESERVED = "history"  # Excel keeps this name for itself
_NARROWEST, _WIDEST, _AIR = 9, 46, 3  # characters of a column
_PAGE = 210  # characters that a page of A4 held sideways shows at a size that can be read


@dataclass(frozen=True)
class Sheet:
    """A sheet with one table, and the title and lines above it.

    Parameters
    ----------
    name : str
        Of its tab.
    title : str
        In its first cell.
    lines : tuple of str
        Between the title and the table.
    headings : tuple of str
        Of the columns.
    kinds : tuple of Kind
        Of the columns.
    rows : tuple of tuple of Cell
        The table.
    leads : bool
        Whether its first column names other sheets, and leads to them.
    """

    name: str
    title: str
    lines: tuple[str, ...]
    headings: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[Cell, ...], ...]
    leads: bool = False

    @property
    def table_name(self) -> str:
        """The name of its table: letters, digits and underscores."""
        return "table_" + re.sub(r"\W+", "_", self.name.casefold())

    @property
    def top(self) -> int:
        """How many rows stand above the headings."""
        return 1 + len(self.lines)

    @property
    def reference(self) -> str:
        """Where its table stands, headings and rows, as Excel names cells."""
        first = self.top + 1
        return f"A{first}:{_letters(len(self.headings))}{first + len(self.rows)}"

    def grid(self) -> list[list[Cell]]:
        """Return every row as far as it is filled, title and lines among them."""
        above: list[list[Cell]] = [[text] for text in (self.title, *self.lines)]
        return [*above, list(self.headings), *map(list, self.rows)]

    def widths(self) -> list[int]:
        """Return the width of each column in characters; long texts take several lines."""
        columns = zip(*self.rows, strict=True)
        return [_width(head, cells) for head, cells in zip(self.headings, columns, strict=True)]

    def heights(self) -> list[int]:
        """Return how many lines the headings take, and then each row."""
        widths = self.widths()
        bold = [width - _AIR for width in widths]
        return [
            max(lines_of(cell, width) for cell, width in zip(row, room, strict=True))
            for row, room in ((self.headings, bold), *((row, widths) for row in self.rows))
        ]

    @property
    def pages(self) -> int:
        """How many pages of A4, held sideways, it takes across."""
        return -(-sum(self.widths()) // _PAGE)

    def number_formats(self) -> set[str]:
        """Return every number format that its cells have."""
        return {
            kind.number_format(cell)
            for row in self.rows
            for cell, kind in zip(row, self.kinds, strict=True)
            if not isinstance(cell, str)
        }


def _letters(number: int) -> str:
    # Column 1 is A, and 27 is AA.
    before, place = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + place)


def lines_of(cell: Cell, width: int) -> int:
    """Return how many lines a cell takes in a column of some characters."""
    return len(wrap(cell, width)) if isinstance(cell, str) else 1


def _width(heading: str, cells: Iterable[Cell]) -> int:
    longest_word = max(map(len, heading.split()))
    third = len(heading) // 3  # a heading takes about three lines
    texts = (cell if isinstance(cell, str) else f"{cell:,}" for cell in cells)
    longest = max(min(len(text), _WIDEST) for text in texts)
    return max(_NARROWEST, longest_word, third, longest) + _AIR


def of_texts(name: str, title: str, rows: Iterable[Mapping[str, Cell]], *lines: str) -> Sheet:
    """Return a sheet of texts for reading: one at least.

    Parameters
    ----------
    name, title : str
        Of the sheet.
    rows : iterable of mapping of str to Cell
        Heading to text, the same headings in every row.
    *lines : str
        What stands above the table, after the first line.
    """
    texts = list(rows)
    headings = tuple(texts[0])
    return Sheet(
        name,
        title,
        (ONE_TABLE, *lines),
        headings,
        (TEXT,) * len(headings),
        tuple(tuple(row[heading] for heading in headings) for row in texts),
    )


def named_apart(sheets: Iterable[Sheet], *taken: str) -> list[Sheet]:
    """Return sheets with names that Excel takes: short, plain, and no two the same.

    Parameters
    ----------
    sheets : iterable of Sheet
        With names of any form.
    *taken : str
        Names that others have.

    Examples
    --------
    >>> texts = [of_texts(name, "", [{"a": 1}]) for name in ("By year", "by: year", "'" * 40)]
    >>> [sheet.name for sheet in named_apart(texts, "Cover")]
    ['By year', 'by year 2', 'Sheet']
    """
    known = {_RESERVED, *(name.casefold() for name in taken)}
    apart = []
    for sheet in sheets:
        name = _apart(_plain(sheet.name), known)
        known.add(name.casefold())
        apart.append(replace(sheet, name=name))
    return apart


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^\w(),.-]|_", " ", name).split()) or "Sheet"


def _apart(name: str, known: set[str]) -> str:
    endings = ("", *(f" {number}" for number in range(2, len(known) + 3)))
    names = (name[: _LONGEST_NAME - len(ending)].strip() + ending for ending in endings)
    return next(each for each in names if each.casefold() not in known)
