"""Tables in a terminal: a figure stands on one line, and a text is broken between words alone.

Where the columns have no room for that, each row is printed as lines of name and value.
"""

import os
import re
import sys
from shutil import get_terminal_size
from textwrap import fill
from typing import Literal, NamedTuple

from .streams import as_written

_PIPED = 120  # columns, where no terminal says how many it has
_LINES = 4  # that a text takes in its column where room is short
_ENOUGH = 32  # columns, in which a longer text takes more lines than that
_HEADING = 16  # columns, in which a heading stands on one line
_KEPT = "\N{NO-BREAK SPACE}"
_NO_FIGURE = {"", "none", "infinite"}  # in a column of figures


class _Column(NamedTuple):
    """A column as it will be written: what least it needs, and what most it can use."""

    heading: str
    cells: list[str]
    figures: bool
    least: int
    most: int


def print_table(title: str, headings: list[str], rows: list[list[str]]) -> None:
    """Print rows under their headings, or each as lines where the columns have no room.

    Examples
    --------
    >>> print_table("", ["x" * 80, "y" * 80], [["1", "2"]])
    <BLANKLINE>
    xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: 1
      yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy: 2
    <BLANKLINE>
    """
    columns = [_column(*map(as_written, each)) for each in zip(headings, *rows, strict=True)]
    room = _width() - 2 * len(columns) - 1  # without what stands between them
    if title:
        sys.stdout.write(f"{wrap(as_written(title))}\n")
    if sum(column.least for column in columns) <= room:
        _print_columns(columns, room)
    else:
        _print_blocks(columns)


def wrap(text: str) -> str:
    """Return a sentence in lines that fit the terminal; where there is none, in one line."""
    return _fill(text, _width()) if _is_shown() else text


def _is_shown() -> bool:
    return sys.stdout.isatty() or "COLUMNS" in os.environ


def _width() -> int:
    return get_terminal_size().columns if _is_shown() else _PIPED


def _figure() -> str:
    number = rf"[-+]?({re.escape(as_written('£'))})?\d(\S*\d)?%?"
    return rf"((minus|under|less than|up to) )?{number}( million)?( of \d+)?"


def _column(heading: str, *cells: str) -> _Column:
    others = {cell for cell in cells if not re.fullmatch(_figure(), cell)}
    figures = others <= _NO_FIGURE and others != {*cells}
    least = max(_longest_word(heading), *(len(cell) if figures else _least(cell) for cell in cells))
    most = max(least, min(len(heading), _HEADING), *map(len, cells))
    return _Column(heading, [*cells], figures, least, most)


def _least(text: str) -> int:
    return max(_longest_word(text), min(-(-len(text) // _LINES), _ENOUGH))


def _longest_word(text: str) -> int:
    return max(map(len, _bind(text).split(" ")))


def _bind(text: str) -> str:
    """Return a text whose figures hold together: one that is broken is another figure."""
    return re.sub(rf"(?<![^\s(]){_figure()}", lambda found: found[0].replace(" ", _KEPT), text)


def _fill(text: str, width: int, after: str = "") -> str:
    filled = fill(
        _bind(text),
        width,
        subsequent_indent=after,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(_KEPT, " ")


def _shared_out(columns: list[_Column], room: int) -> list[int]:
    """Return the widths of columns: headings of figures give way first, then the longest text."""
    widths = [column.most for column in columns]
    while sum(widths) > room:
        *_, first = max(
            (column.figures, width, index)
            for index, (width, column) in enumerate(zip(widths, columns, strict=True))
            if width > column.least
        )
        widths[first] -= 1
    return widths


def _print_columns(columns: list[_Column], room: int) -> None:
    from rich import box  # slow to load, and most commands print no table
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    texts = []
    for column, width in zip(columns, _shared_out(columns, room), strict=True):
        heading = _fill(column.heading, width)
        justify: Literal["left", "right"] = "right" if column.figures else "left"
        table.add_column(heading, justify=justify, vertical="top", no_wrap=True, width=width)
        texts.append([_fill(cell, width) for cell in column.cells])
    for row in zip(*texts, strict=True):
        table.add_row(*row)
    Console(markup=False, highlight=False, emoji=False, width=_width()).print(table, crop=False)


def _print_blocks(columns: list[_Column]) -> None:
    for row in zip(*(column.cells for column in columns), strict=True):
        said = [
            f"{column.heading}: {cell}" for column, cell in zip(columns, row, strict=True) if cell
        ]
        first, *others = (_fill(line, _width() - 2, "    ") for line in said)
        sys.stdout.write("\n".join(("", first, *(f"  {line}" for line in others), "")))
    sys.stdout.write("\n")
