"""XLSX: a workbook for Excel."""

from datetime import datetime, time
from functools import cache
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from ..archive import pack, unpack
from .book import LANGUAGE, ORGANISATION, Book
from .sheet import FONT, HIGH, TINT, WIDE, Chart, Limit, Live, Look, Sheet

_A4 = 9  # as Excel numbers paper
_LINE = 15.5  # points, of letters of 12 points
_WIDER = 1.1  # a letter of 12 points, beside the letters in which Excel counts a width
_PRINTED = "_xlnm.Print_Area"  # as Excel names what is printed
_CORE, _CLOSING = "docProps/core.xml", b"</cp:coreProperties>"


def as_xlsx(book: Book) -> bytes:
    """Return a workbook as XLSX; the same workbook is always the same bytes."""
    memory = BytesIO()
    made = Workbook(memory, {"in_memory": True})
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
        if len(sheet.pages) > 1:
            page.repeat_columns(0, sheet.keys - 1)
            areas = (f"'{sheet.name}'!{xl_range_abs(*corners)}" for corners in sheet.areas)
            made.define_name(f"'{sheet.name}'!{_PRINTED}", f"={','.join(areas)}")
        _fill(page, sheet, add_format)
        for place, chart in enumerate(sheet.charts):
            told = {"description": chart.alt}
            page.insert_chart(len(sheet.grid) + 1, place, _bars(made, chart), told)
    made.close()  # not where it is stopped half made, which it would remark on
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
        **({"border": 1, "bg_color": f"#{TINT}"} if look.open else {}),
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
    page.fit_to_pages(1, 0)


def _mark_table(page: Any, sheet: Sheet, top: int) -> None:
    headings = [{"header": heading} for heading, _ in sheet.grid[top]]
    options = {"name": sheet.table_name, "columns": headings, "style": None}
    page.add_table(top, 0, len(sheet.grid) - 1, len(headings) - 1, options)
    page.repeat_rows(top)
    page.freeze_panes(top + 1, 0)


def _fill(page: Any, sheet: Sheet, add_format: Any) -> None:
    for row, cells in enumerate(sheet.grid):
        for place, (cell, look) in enumerate(cells):
            style, value = add_format(look), cell.value if isinstance(cell, Live) else cell
            if isinstance(cell, Live) and cell.limit:
                page.data_validation(row, place, row, place, _validation(cell.limit))
            if isinstance(cell, Live) and cell.formula:
                page.write_formula(row, place, f"={cell.formula}", style, value)
            elif look.leads:
                page.write_url(row, place, f"internal:'{value}'!A1", style, value)
            elif isinstance(value, str):  # whatever it looks like
                page.write_string(row, place, value, style)
            else:
                page.write_number(row, place, value, style)


def _validation(limit: Limit) -> dict[str, Any]:
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": limit.least,
        "maximum": limit.most,
        "input_title": limit.title,
        "input_message": limit.rule,
        "error_title": limit.title,
        "error_message": limit.rule,
    }


def _bars(made: Workbook, chart: Chart) -> Any:
    bars = made.add_chart({"type": "column", **({"subtype": "stacked"} if chart.stacked else {})})
    font = {"name": FONT, "size": 12, "color": "black"}
    for series in chart.series:
        bars.add_series(
            {
                "name": [chart.sheet, *series.heading[:2]],
                "categories": [chart.sheet, *chart.years],
                "values": [chart.sheet, *series.cells],
                "fill": {"color": f"#{series.fill}"},
                "border": {"color": f"#{series.edge}"},
                "gap": 80,
                **({"data_labels": {"value": True, "font": font}} if series.labelled else {}),
            }
        )
    bars.set_title({"name": chart.title, "name_font": {**font, "size": 14, "bold": True}})
    bars.set_x_axis({"num_font": font, "line": {"color": "black"}})
    light = {"visible": True, "line": {"color": "#D9D9D9"}}
    end = {} if chart.most is None else {"max": chart.most}
    bars.set_y_axis(
        {"num_font": font, "num_format": chart.number, "min": 0, "major_gridlines": light, **end}
    )
    bars.set_legend({"position": "bottom", "font": font, "none": len(chart.series) == 1})
    bars.set_size({"width": WIDE, "height": HIGH})
    return bars
