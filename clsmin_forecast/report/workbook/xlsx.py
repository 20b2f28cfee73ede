"""XLSX: a workbook for Excel."""

from datetime import datetime, time
from functools import cache
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from ..archive import pack, unpack
from .book import LANGUAGE, ORGANISATION, Book
from .sheet import FONT, Look, Sheet

_A4 = 9  # as Excel numbers paper
_LINE = 15.5  # points, of letters of 12 points
_WIDER = 1.1  # a letter of 12 points, beside the letters in which Excel counts a width
_CORE, _CLOSING = "docProps/core.xml", b"</cp:coreProperties>"


def as_xlsx(book: Book) -> bytes:
    """Return a workbook as XLSX; the same workbook is always the same bytes."""
    memory = BytesIO()
    with Workbook(memory, {"in_memory": True}) as made:
        made.set_properties(
            {
                "title": book.title,
                "author": ORGANISATION,
                "company": ORGANISATION,
                "keywords": book.keywords,
                "created": datetime.combine(book.as_at, time()),
            }
        )
        add_format = cache(lambda look: made.add_format(_format(look)))
        for sheet in book.sheets:
            page = made.add_worksheet(sheet.name)
            _lay_out(page, sheet)
            if sheet.top is not None:
                _mark_table(page, sheet, sheet.top)
            _fill(page, sheet, add_format)
    parts = unpack(memory.getvalue())
    language = f"<dc:language>{LANGUAGE}</dc:language>".encode()
    return pack(parts | {_CORE: parts[_CORE].replace(_CLOSING, language + _CLOSING)})


def _format(look: Look) -> dict[str, Any]:
    return {
        "font_name": FONT,
        "font_size": look.size,
        "font_color": "blue" if look.leads else "automatic",
        "underline": int(look.leads),
        "bold": look.bold,
        "bottom": int(look.ruled),
        "align": "right" if look.right else "left",
        "valign": "top" if look.wraps else "bottom",
        "text_wrap": look.wraps,
        "indent": int(look.apart),
        "num_format": look.number or "General",
    }


def _lay_out(page: Any, sheet: Sheet) -> None:
    for place, width in enumerate(sheet.widths):
        page.set_column(place, place, width * _WIDER)
    for row, lines in enumerate(sheet.heights):
        if lines:
            page.set_row(row, lines * _LINE)
    page.hide_gridlines(2)  # on screen too
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(sheet.pages, 0)


def _mark_table(page: Any, sheet: Sheet, top: int) -> None:
    headings = [{"header": heading} for heading, _ in sheet.grid[top]]
    options = {"name": sheet.table_name, "columns": headings, "style": None}
    page.add_table(top, 0, len(sheet.grid) - 1, len(headings) - 1, options)
    page.repeat_rows(top)
    page.freeze_panes(top + 1, 0)
    if sheet.pages > 1:
        page.repeat_columns(0)


def _fill(page: Any, sheet: Sheet, add_format: Any) -> None:
    for row, cells in enumerate(sheet.grid):
        for place, (cell, look) in enumerate(cells):
            if look.leads:
                page.write_url(row, place, f"internal:'{cell}'!A1", add_format(look), cell)
            elif isinstance(cell, str):  # whatever it looks like
                page.write_string(row, place, cell, add_format(look))
            else:
                page.write_number(row, place, cell, add_format(look))
