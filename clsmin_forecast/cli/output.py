"""Printing: sentences, rows, JSON and CSV."""

import json
import sys
from math import isfinite
from typing import TYPE_CHECKING, Any

from .settings import Format, Settings
from .streams import as_written, forget_lost, write_data
from .tables import print_table, wrap

if TYPE_CHECKING:
    from ..about import About
    from ..answer import Answer


def print_json(content: Any) -> None:
    """Print a result as JSON."""
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_data(text, sys.stdout)


def print_frame(answer: "Answer[About]", format: Format) -> None:
    """Print the table of an analysis, unrounded, for programs."""
    if format is Format.CSV:
        from ..present.csv_text import csv_text

        write_data(csv_text(answer, index=True), sys.stdout)
        return
    names = (
        *("scenario", "span", "years", "summed", "price_base", "confidence"),
        *("answer", "answer_standard_error", "figures", "sources"),
        *("chances", "waiting", "post_month", "least_average", "least_regret", "turn"),
        *("knowing_now", "best"),
    )
    rows = answer.reset_index().to_dict("records")
    clean = [{name: _plain(value) for name, value in row.items()} for row in rows]
    about = {name: getattr(answer.about, name, "") for name in names}
    about = {name: value for name, value in about.items() if value not in ("", (), {})}
    checks = [*answer.about.checks]
    print_json({"schema": "clsmin-forecast/table/1", **about, "checks": checks, "rows": clean})


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
        print_table(title, columns, [[str(row[column]) for column in columns] for row in rows])


def answer(text: str) -> None:
    """Print a sentence of a result."""
    sys.stdout.write(f"{wrap(as_written(text))}\n")


def say(text: str, wanted: bool = True) -> None:
    """Print a sentence, unless results and errors only are wanted."""
    if wanted and not Settings.quiet:
        answer(text)


def say_done(text: str) -> None:
    """Say what was done; it is done, whether or not that can be written."""
    say(text)
    forget_lost()
