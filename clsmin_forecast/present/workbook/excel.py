"""Excel: a workbook as XLSX by gptables, which follows the guidance on accessible spreadsheets.

gptables 2.0.2 has faults that this module works round: it takes texts for links, notes or symbols,
gives numbers in one column more formats than it keeps, leaves the language out, and opens a file
that it never closes.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from io import BytesIO
from typing import Any

import pandas as pd

from .archive import repacked
from .book import COVER, COVER_WIDTH, LANGUAGE, ORGANISATION, Book
from .cells import Cell
from .sheet import Sheet, lines_of

_A4 = 9  # as Excel numbers paper
_LINE = 15.5  # points, of letters of 12 points
_WIDER = (
    1.1  # a letter of 12 points, beside the letters in which Excel counts the width of a column
)
_TAKEN_AMISS = re.compile(r"\[.+\]\(.+\)|\$\$|^[^a-zA-Z0-9]*$", re.DOTALL)
_STAND_IN = "text"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def as_excel(book: Book) -> bytes:
    """Return a workbook as XLSX; the same workbook is always the same bytes.

    Parameters
    ----------
    book : Book
        What it says.
    """
    memory = BytesIO()
    with _contained():
        import gptables

        made = gptables.produce_workbook(
            memory,
            {sheet.name: _table(gptables, sheet) for sheet in book.sheets},
            cover=gptables.Cover(
                _safe(book.title), *_sections(book), cover_label=COVER, width=COVER_WIDTH
            ),
            contentsheet_label=None,
            auto_width=False,
            workbook_options=dict(_OPTIONS),
        )
        cover, *others = made.worksheets()
        _restore(cover, [[line] for line in book.cover_lines()])
        _lay_out_cover(cover, book)
        for worksheet, sheet in zip(others, book.sheets, strict=True):
            _restore(worksheet, sheet.grid())
            _lay_out(worksheet, sheet)
        made.set_properties(_properties(book))
        made.close()
    return repacked(memory.getvalue(), {"docProps/core.xml": _in_english})


@contextmanager
def _contained() -> Iterator[None]:
    # Of gptables alone: what it does that a later pandas will not do, and a file that it leaves
    # open when it is imported.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"gptables\.")
        yield


def _sections(book: Book) -> list[list[str]]:
    return [[_safe(line) for line in lines] for _, lines in book.cover]


def _table(gptables: Any, sheet: Sheet) -> Any:

    title, first, *others = (_safe(text) for text in (sheet.title, *sheet.lines))
    rows = [[_shown(cell) for cell in row] for row in sheet.rows]
    if sheet.leads:
        rows = [[{name: f"internal:'{name}'!A1"}, *texts] for name, *texts in rows]
    return gptables.GPTable(  # every list is fresh, for gptables keeps and changes what it is given
        pd.DataFrame(rows, columns=list(sheet.headings), dtype=object),
        sheet.table_name,
        title,
        subtitles=[],
        instructions=first,
        legend=others,
        index_columns={},
        additional_formatting=list(_formats(sheet)),
    )


def _safe(text: str) -> str:
    # gptables makes links and notes of some texts, and refuses those without a plain letter.
    return _STAND_IN if _TAKEN_AMISS.search(text) else text


def _shown(cell: Cell) -> Any:
    return _safe(cell) if isinstance(cell, str) else cell


def _restore(worksheet: Any, grid: list[list[Cell]]) -> None:
    for row, cells in enumerate(grid):
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and _safe(cell) != cell:
                worksheet.write_string(row, place, cell, worksheet.table[row][place].format)


def _formats(sheet: Sheet) -> Iterator[dict[str, Any]]:
    # By position, for gptables renames columns; one format a cell, for it keeps the last only.
    for place, kind in enumerate(sheet.kinds):
        side: dict[str, Any] = {"align": "left" if kind.places is None else "right"}
        if kind.places is None and place > 0:
            side["indent"] = 1  # away from the numbers on its left
        yield {"column": {"columns": [place], "format": {**side, "valign": "top"}}}
        for number, row in enumerate(sheet.rows, 1):
            if not isinstance(value := row[place], str):
                form = {"num_format": kind.number_format(value)}
                yield {"cell": {"cells": (number, place), "format": form}}


def _lay_out(worksheet: Any, sheet: Sheet) -> None:
    for place, width in enumerate(sheet.widths()):
        worksheet.set_column(place, place, width * _WIDER)
    for row, lines in enumerate(sheet.heights(), sheet.top):
        worksheet.set_row(row, lines * _LINE)
    worksheet.repeat_rows(sheet.top)
    if sheet.pages > 1:
        worksheet.repeat_columns(0)
    _print(worksheet, sheet.pages)


def _lay_out_cover(worksheet: Any, book: Book) -> None:
    row = 1
    for _, lines in book.cover:
        worksheet.set_row(row, 2 * _LINE)  # room above a heading, which stands at the bottom
        for number, line in enumerate(lines, row + 1):
            worksheet.set_row(number, lines_of(line, COVER_WIDTH) * _LINE)
        row += 1 + len(lines)
    _print(worksheet)


def _print(worksheet: Any, pages: int = 1) -> None:
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.fit_to_pages(pages, 0)


def _properties(book: Book) -> dict[str, Any]:
    return {
        "title": book.title,
        "author": ORGANISATION,
        "company": ORGANISATION,
        "keywords": book.keywords,
        "created": datetime.combine(book.about.as_at, time()),
    }


def _in_english(core: bytes) -> bytes:
    closing = b"</cp:coreProperties>"
    return core.replace(closing, f"<dc:language>{LANGUAGE}</dc:language>".encode() + closing)
