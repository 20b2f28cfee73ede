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

if TYPE_CHECKING:
    import pandas as pd

_WIDE = 120  # columns, where no terminal says how many it has


def print_json(content: Any) -> None:
    """Print a result as JSON."""
    sys.stdout.write(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def print_frame(frame: "pd.DataFrame", format: Format) -> None:
    """Print the table of an analysis, unrounded, for programs."""
    if format is Format.CSV:
        sys.stdout.write(frame.to_csv(lineterminator="\n"))
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

        sys.stdout.write(pd.DataFrame(rows).to_csv(index=False, lineterminator="\n"))
    elif rows:
        columns = [column for column in rows[0] if column not in hidden]
        _print_table(title, columns, [[str(row[column]) for column in columns] for row in rows])


def _print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for index, column in enumerate(columns):
        numbers = all(row[index][:1] in "£0123456789-" for row in rows)
        justify: Literal["left", "right"] = "right" if numbers else "left"
        whole = numbers or index == 0  # a figure cut short is another figure
        heading = column.replace(" ", "\n") if numbers else column
        table.add_column(heading, justify=justify, no_wrap=whole, overflow="fold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE
    Console(markup=False, highlight=False, width=width).print(table)


def say(text: str, wanted: bool = True) -> None:
    """Print a sentence, unless results and errors only are wanted."""
    if wanted and not Settings.quiet:
        sys.stdout.write(text + "\n")
