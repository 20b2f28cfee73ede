"""The workbook of a run: every table and register, as XLSX and as ODS.

`tables` puts the tables of a run on sheets, `sheet` says how each looks, `book` binds them with
cover, contents and notes, and `xlsx` and `ods` write the same book.
"""

from pathlib import Path

from ..record import Whole
from .book import book
from .ods import as_ods
from .xlsx import as_xlsx

__all__ = ["write_workbook"]


def write_workbook(whole: Whole, folder: Path) -> list[Path]:
    """Write the workbook of a run, ``forecast.xlsx`` and ``forecast.ods``.

    Parameters
    ----------
    whole : Whole
        The run.
    folder : Path
        Where the files go. The same run always gives the same bytes.

    Returns
    -------
    list of Path
        The two files.

    Raises
    ------
    ResultError
        If a text is longer than a cell holds; then neither file is written.
    """
    bound = book(whole)
    contents = {"forecast.xlsx": as_xlsx(bound), "forecast.ods": as_ods(bound)}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]
