"""ODS: the same workbook in the open format, for release to the public."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from .archive import repacked
from .book import COVER, COVER_WIDTH, LANGUAGE, ORGANISATION, Book
from .cells import Cell
from .columns import Kind
from .ods_styles import automatic, beside, number_style, pages
from .sheet import Sheet

if TYPE_CHECKING:
    from odfdo import Document, Element, Row, Table

_THUMBNAIL = "Thumbnails/thumbnail.png"  # of the empty workbook that odfdo begins with


def as_ods(book: Book) -> bytes:
    """Return a workbook as ODS; the same workbook is always the same bytes.

    Parameters
    ----------
    book : Book
        What it says.
    """
    from odfdo import Document

    made = Document("spreadsheet")
    made.body.clear()
    made.del_part(_THUMBNAIL)
    _describe(made, book)
    for style in automatic(book.sheets):
        made.insert_style(style, automatic=True)
    for style in pages(book.sheets):
        made.insert_style(style)
    made.body.append(_cover(book))
    for sheet in book.sheets:
        made.body.append(_table(sheet))
    made.body.append(_ranges(book.sheets))
    memory = BytesIO()
    made.save(memory)
    return repacked(memory.getvalue(), {})


def _describe(made: "Document", book: Book) -> None:
    made.language = LANGUAGE
    made.meta.title = book.title
    made.meta.keyword = book.keywords
    made.meta.initial_creator = made.meta.creator = ORGANISATION
    made.meta.creation_date = made.meta.date = datetime.combine(book.about.as_at, time())


def _cover(book: Book) -> "Table":
    rows = [_row([book.title], ["Title"])]
    for heading, lines in book.cover:
        rows += [_row([heading], ["Section"]), *(_row([line], ["Text"]) for line in lines)]
    return _of_rows(COVER, 1, [COVER_WIDTH], rows)


def _table(sheet: Sheet) -> "Table":
    from odfdo import Element

    head = Element.from_tag("table:table-header-rows")
    head.append(_row(sheet.headings, beside("Heading", sheet.kinds)))
    rows = [
        _row([sheet.title], ["Title"]),
        *(_row([line], ["Line"]) for line in sheet.lines),
        head,
        *(_row(cells, _styles_of(cells, sheet.kinds), sheet.leads) for cells in sheet.rows),
    ]
    return _of_rows(sheet.name, sheet.pages, sheet.widths(), rows)


def _of_rows(name: str, pages: int, widths: Iterable[int], rows: Iterable["Element"]) -> "Table":
    from odfdo import Column, Table

    table = Table(name, style=f"Sheet{pages}")
    for width in widths:
        table.append(Column(style=f"Column{width}"))
    for row in rows:
        table.append(row)
    return table


def _row(cells: Sequence[Cell], styles: Iterable[str], leads: bool = False) -> "Row":
    import odfdo

    row = odfdo.Row()
    for cell, style in zip(cells, styles, strict=True):
        row.append(odfdo.Cell(cell, style=style))
    if leads:  # to another sheet
        link = odfdo.Link(f"#'{cells[0]}'.A1", text=str(cells[0]))
        for paragraph in row.get_elements("table:table-cell[1]/text:p"):
            paragraph.clear()
            paragraph.append(link)
    return row


def _styles_of(cells: Iterable[Cell], kinds: Sequence[Kind]) -> list[str]:
    return [
        text if isinstance(cell, str) else number_style(kind.number_format(cell))
        for cell, kind, text in zip(cells, kinds, beside("Text", kinds), strict=True)
    ]


def _ranges(sheets: Iterable[Sheet]) -> "Element":
    # A named range with a row of headings is what the format calls a table.
    from odfdo import Element

    ranges = Element.from_tag("table:database-ranges")
    for sheet in sheets:
        marked = Element.from_tag("table:database-range")
        marked.set_attribute("table:name", sheet.table_name)
        marked.set_attribute("table:target-range-address", _address(sheet))
        marked.set_attribute("table:contains-header", "true")
        ranges.append(marked)
    return ranges


def _address(sheet: Sheet) -> str:
    return ":".join(f"'{sheet.name}'.{corner}" for corner in sheet.reference.split(":"))
