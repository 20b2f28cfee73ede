"""Printing: sentences, tables, JSON and CSV."""

import json
import os
import sys
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal

from rich import box
from rich.console import Console
from rich.table import Table

from .settings import Format, Settings
from .streams import as_written, forget_lost, write_data

if TYPE_CHECKING:
    import pandas as pd

_WIDE = 120  # columns, where no terminal says how many it has
_NARROW = 20  # columns, below which longer texts wrap badly


def print_json(content: Any) -> None:
    """Print a result as JSON."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_data(text, sys.stdout)


def print_frame(frame: "pd.DataFrame", format: Format) -> None:
    """Print the table of an analysis, unrounded, for programs."""
    if format is Format.CSV:
        from ..present.csv_text import csv_text

        write_data(csv_text(frame, index=True), sys.stdout)
        return
    kept = ("scenario", "span", "years", "price_base", "answer", "answer_standard_error", "sources")
    rows = frame.reset_index().to_dict("records")
    clean = [{name: _plain(value) for name, value in row.items()} for row in rows]
    said = {name: frame.attrs[name] for name in (*kept, "checks") if name in frame.attrs}
    print_json({"schema": "clsmin-forecast/table/1", **said, "rows": clean})


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value


def print_rows(
    title: str, rows: list[dict[str, Any]], format: Format, hidden: tuple[str, ...] = ()
) -> None:
    """Print rows for reading, or as they are for programs."""
    if format is Format.JSON:
        print_json(rows)
    elif format is Format.CSV:
        import pandas as pd

        from ..present.csv_text import csv_text

        write_data(csv_text(pd.DataFrame(rows)), sys.stdout)
    elif rows:
        columns = [column for column in rows[0] if column not in hidden]
        cells = [[as_written(str(row[column])) for column in columns] for row in rows]
        _print_table(title, columns, cells)


def _print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE
    console = Console(markup=False, highlight=False, width=width)
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for index, (column, *cells) in enumerate(zip(columns, *rows, strict=True)):
        numbers = all(cell.removeprefix(as_written("£"))[:1] in "0123456789-" for cell in cells)
        whole = numbers or index == 0
        justify: Literal["left", "right"] = "right" if numbers else "left"
        least = max(_least(cell, whole) for cell in (*column.split(), *cells))
        heading = column.replace(" ", "\n") if numbers else column
        table.add_column(heading, justify=justify, no_wrap=whole, min_width=least)
    between = 2 * len(columns) + 1
    if sum(column.min_width or 0 for column in table.columns) + between > console.width:
        _print_blocks(title, columns, rows)
        return
    for row in rows:
        table.add_row(*row)
    console.print(table, crop=False)


def _least(cell: str, whole: bool) -> int:
    # A figure cut short is another figure, and so is a word.
    return len(cell) if whole else max(_longest(cell.split()), min(len(cell), _NARROW))


def _longest(words: list[str]) -> int:
    return max(map(len, words), default=0)


def _print_blocks(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """Print each row as lines, for a terminal that has no room for the columns."""
    blocks = ["\n  ".join(map(": ".join, zip(columns, row, strict=True))) for row in rows]
    sys.stdout.write("\n\n".join(filter(None, (title, *blocks))) + "\n\n")


def say(text: str, wanted: bool = True) -> None:
    """Print a sentence, unless results and errors only are wanted."""
    if wanted and not Settings.quiet:
        sys.stdout.write(text + "\n")


def say_done(text: str) -> None:
    """Say what was done; it is done, whether or not that can be written."""
    say(text)
    forget_lost()
