"""Checks: a workbook as written, read again and held to the guidance on accessible spreadsheets."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING

from ...errors import ResultError
from .book import COVER, LANGUAGE, NOTES, ORGANISATION, Book
from .cells import Cell
from .columns import SHORTHAND
from .sheet import Sheet

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_TEXT = 32_767  # characters, in a cell of Excel
_NOTE = re.compile(r"\[note \d+\]")

Grid = Sequence[Sequence[object]]
"""The cells of a sheet, row by row."""


def check_book(book: Book) -> None:
    """Make sure that what is to be written may be: texts fit, notes and shorthand are explained.

    Raises
    ------
    ResultError
        If not.
    """
    _refuse("workbook", _faults_of_book(book))


def check_excel(content: bytes, book: Book) -> None:
    """Make sure that an XLSX file says what it should, in the form that it should.

    Parameters
    ----------
    content : bytes
        The file.
    book : Book
        What it should say.

    Raises
    ------
    ResultError
        If not.
    """
    from openpyxl import load_workbook

    read = load_workbook(BytesIO(content))
    grids = {each.title: [list(row) for row in each.values] for each in read.worksheets}
    _refuse("forecast.xlsx", chain(_faults_of_cells(grids, book), faults_of_form(read, book)))


def check_ods(content: bytes, book: Book) -> None:
    """Make sure that an ODS file says what it should.

    Parameters
    ----------
    content : bytes
        The file.
    book : Book
        What it should say.

    Raises
    ------
    ResultError
        If not.
    """
    from odfdo import Document

    read = Document(BytesIO(content))
    grids = {str(each.name): each.get_values() for each in read.body.tables}
    _refuse("forecast.ods", _faults_of_cells(grids, book))


def _refuse(file: str, faults: Iterable[str]) -> None:
    for fault in faults:
        raise ResultError(f"{file}: {fault}.")


def _faults_of_book(book: Book) -> Iterator[str]:
    notes = {row[0] for sheet in book.sheets if sheet.name == NOTES for row in sheet.rows}
    named = {mark for sheet in book.sheets for line in sheet.lines for mark in _NOTE.findall(line)}
    for mark in sorted(notes ^ named):
        yield f"{mark} is not both used and explained"
    for sheet in book.sheets:
        for row in sheet.grid():
            for cell in row:
                if isinstance(cell, str) and len(cell.encode("utf-16-le")) > 2 * _LONGEST_TEXT:
                    yield (
                        f"sheet {sheet.name}: a text must have at most {_LONGEST_TEXT:,} "
                        f"characters, which is what Excel holds; got {len(cell):,} in {cell[:20]!r}"
                    )
        codes = set(SHORTHAND) & {cell for row in sheet.rows for cell in row}
        for code in sorted(codes):
            if not any(code in line for line in sheet.lines):
                yield f"sheet {sheet.name}: {code} is not explained"


def _faults_of_cells(grids: Mapping[str, Grid], book: Book) -> Iterator[str]:
    wanted: dict[str, list[list[Cell]]] = {COVER: [[line] for line in book.cover_lines()]}
    wanted |= {sheet.name: sheet.grid() for sheet in book.sheets}
    if list(grids) != list(wanted):
        yield f"its sheets must be {list(wanted)}, got {list(grids)}"
        return
    for name, rows in wanted.items():
        if len(grids[name]) != len(rows):
            yield f"sheet {name} must have {len(rows)} rows, got {len(grids[name])}"
        for number, (read, row) in enumerate(zip(grids[name], rows, strict=False), 1):
            if _filled(read) != row:
                yield f"sheet {name}, row {number} must be {row!r}, got {_filled(read)!r}"


def _filled(cells: Sequence[object]) -> list[object]:
    # What stands right of the title and the lines is empty.
    values = [float(cell) if isinstance(cell, Decimal) else cell for cell in cells]
    while values and values[-1] is None:
        values.pop()
    return values


def faults_of_form(read: "Workbook", book: Book) -> Iterator[str]:
    """Give what the guidance forbids in a workbook as read: none, if it is right."""
    said = read.properties
    if (said.title, said.creator, said.language) != (book.title, ORGANISATION, LANGUAGE):
        yield f"title, author and language are {said.title!r}, {said.creator!r}, {said.language!r}"
    for sheet in book.sheets:
        for fault in _faults_of_sheet(read[sheet.name], sheet):
            yield f"sheet {sheet.name}: {fault}"


def _faults_of_sheet(read: "Worksheet", sheet: Sheet) -> Iterator[str]:
    tables = list(read.tables.values())
    if [(each.name, each.ref) for each in tables] != [(sheet.table_name, sheet.reference)]:
        yield f"its table must be {sheet.table_name} over {sheet.reference}"
    if len({heading.casefold() for heading in sheet.headings}) < len(sheet.headings):
        yield "two headings are the same"
    if read.merged_cells.ranges or read.freeze_panes or read.auto_filter.ref:
        yield "cells are merged, panes frozen or rows filtered"
    sizes = (*read.row_dimensions.values(), *read.column_dimensions.values())
    if any(size.hidden for size in sizes):
        yield "a row or a column is hidden"
    for row in read.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                yield f"{cell.coordinate} holds a formula"
            if (
                cell.data_type == "n"
                and cell.value is not None
                and (cell.alignment.horizontal != "right")
            ):
                yield f"{cell.coordinate} holds a number that does not stand on the right"
