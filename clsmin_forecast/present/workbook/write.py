"""The workbook of a run, written whole or not at all."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from ..result import Whole
from .book import book
from .check import check_book, check_excel, check_ods
from .excel import as_excel
from .ods import as_ods


def write_workbook(whole: Whole, folder: Path) -> list[Path]:
    """Write the workbook of a run, ``forecast.xlsx`` and ``forecast.ods``, and read both again.

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
        If what is read is not what was to be written; then neither file is there.
    """
    said = book(whole)
    check_book(said)
    contents = {"forecast.xlsx": as_excel(said), "forecast.ods": as_ods(said)}
    check_excel(contents["forecast.xlsx"], said)
    check_ods(contents["forecast.ods"], said)
    with TemporaryDirectory(dir=folder, prefix=".workbook-") as aside:
        for name, content in contents.items():
            (Path(aside) / name).write_bytes(content)
        for name in contents:
            os.replace(Path(aside) / name, folder / name)
    return [folder / name for name in contents]
