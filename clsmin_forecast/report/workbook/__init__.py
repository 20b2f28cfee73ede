"""The workbook of a run: every table and register, as XLSX and as ODS.

`sheet` says what a sheet is and how it looks, `book` puts the tables of a run on sheets, with
cover, contents and notes, `calculation` adds sheets that calculate, by the laws in `formulas`, and
`xlsx` and `ods` write the same book.
"""

from pathlib import Path

from ...analysis.calculation import Calculation
from ..record import Whole
from .book import book
from .ods import as_ods
from .xlsx import as_xlsx

__all__ = ["write_workbook"]


def write_workbook(whole: Whole, folder: Path, certain: Calculation | None = None) -> list[Path]:
    """Write the workbook of a run, ``forecast.xlsx`` and ``forecast.ods``.

    With the certain part of a scenario it has sheets that calculate. The same run always gives the
    same bytes. Where a text is longer than a cell holds, that is a `ResultError`, and neither file
    is written.
    """
    bound = book(whole, certain)
    contents = {"forecast.xlsx": as_xlsx(bound), "forecast.ods": as_ods(bound)}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]
