"""ODS: the same workbook in the open format, for release to the public."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from io import BytesIO

import odfdo
from odfdo import Document, Element
from xlsxwriter.utility import xl_range

from ..archive import pack, unpack
from .book import LANGUAGE, ORGANISATION, Book
from .sheet import FONT, PER_CENT, POUND, Cell, Look, Sheet

_THUMBNAIL = "Thumbnails/thumbnail.png"  # of the empty workbook that odfdo begins with
_CENTIMETRES = 0.24  # a character of 12 points


def as_ods(book: Book) -> bytes:
    """Return a workbook as ODS; the same workbook is always the same bytes."""
    made = Document("spreadsheet")
    made.body.clear()
    made.del_part(_THUMBNAIL)
    _describe(made, book)
    looks = (look for sheet in book.sheets for row in sheet.grid for _, look in row)
    names = {look: f"Look{number}" for number, look in enumerate(dict.fromkeys(looks), 1)}
    for style in _styles_of_cells(book.sheets, names):
        made.insert_style(style, automatic=True)
    for pages in sorted({sheet.pages for sheet in book.sheets}):
        for style in _styles_of_pages(pages):
            made.insert_style(style)
    for sheet in book.sheets:
        made.body.append(_table(sheet, names))
    made.body.append(_ranges(book.sheets))
    memory = BytesIO()
    made.save(memory)
    return pack(unpack(memory.getvalue()))


def _describe(made: Document, book: Book) -> None:
    made.language = LANGUAGE
    made.meta.title = book.title
    made.meta.keyword = book.keywords
    made.meta.initial_creator = made.meta.creator = ORGANISATION
    made.meta.creation_date = made.meta.date = datetime.combine(book.as_at, time())


def _styles_of_cells(sheets: Sequence[Sheet], names: Mapping[Look, str]) -> Iterator[str]:
    for look, name in names.items():
        yield from _styles_of_look(name, look)
    for width in sorted({width for sheet in sheets for width in sheet.widths}):
        yield (
            f'<style:style style:name="Column{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * _CENTIMETRES:.2f}cm"/>'
            "</style:style>"
        )
    for pages in sorted({sheet.pages for sheet in sheets}):
        yield (
            f'<style:style style:name="Sheet{pages}" style:family="table" '
            f'style:master-page-name="Page{pages}">'
            '<style:table-properties table:display="true"/></style:style>'
        )


def _styles_of_look(name: str, look: Look) -> Iterator[str]:
    if look.number:
        yield _format(f"{name}Format", look.number)
    data = f' style:data-style-name="{name}Format"' if look.number else ""
    rule = ' fo:border-bottom="0.5pt solid #000000"' if look.ruled else ""
    indent = ' fo:margin-left="0.25cm"' if look.apart else ""
    weight = ' fo:font-weight="bold"' if look.bold else ""
    yield (
        f'<style:style style:name="{name}" style:family="table-cell"{data}>'
        f'<style:table-cell-properties fo:wrap-option="{"wrap" if look.wraps else "no-wrap"}" '
        f'style:vertical-align="top" fo:padding="0.05cm" fo:padding-left="0.2cm"{rule}/>'
        f'<style:paragraph-properties fo:text-align="{"end" if look.right else "start"}"{indent}/>'
        f'<style:text-properties style:font-name="{FONT}" fo:font-size="{look.size}pt"{weight}/>'
        "</style:style>"
    )


def _format(name: str, number: str) -> str:
    percent, pounds = number.endswith(PER_CENT), number.startswith(POUND)
    kind = "percentage" if percent else "currency" if pounds else "number"
    decimals = number.removesuffix(PER_CENT).partition(".")[2]
    before = (
        '<number:currency-symbol number:language="en" number:country="GB">£'
        "</number:currency-symbol>"
    )
    return (
        f'<number:{kind}-style style:name="{name}">{before if pounds else ""}<number:number '
        f'number:min-integer-digits="1" number:grouping="{"false" if percent else "true"}" '
        f'number:decimal-places="{len(decimals)}" '
        f'number:min-decimal-places="{decimals.count("0")}"/>'
        f"{'<number:text>%</number:text>' if percent else ''}</number:{kind}-style>"
    )


def _styles_of_pages(pages: int) -> Iterator[str]:
    # A4 held sideways, as many across as a sheet needs.
    yield (
        f'<style:page-layout style:name="Layout{pages}"><style:page-layout-properties '
        'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" '
        f'fo:margin="1.5cm" style:scale-to-X="{pages}" style:scale-to-Y="0"/>'
        "</style:page-layout>"
    )
    yield f'<style:master-page style:name="Page{pages}" style:page-layout-name="Layout{pages}"/>'


def _table(sheet: Sheet, names: Mapping[Look, str]) -> Element:
    table = odfdo.Table(sheet.name, style=f"Sheet{sheet.pages}")
    for width in sheet.widths:
        table.append(odfdo.Column(style=f"Column{width}"))
    for number, cells in enumerate(sheet.grid):
        row = odfdo.Row()
        for cell, look in cells:
            row.append(_cell(cell, look, names[look]))
        if number == sheet.top:
            table.append(head := Element.from_tag("table:table-header-rows"))
            head.append(row)
        else:
            table.append(row)
    return table


def _cell(cell: Cell, look: Look, style: str) -> odfdo.Cell:
    made = odfdo.Cell(cell, style=style)
    if look.leads:
        for paragraph in made.get_elements("text:p"):
            paragraph.clear()
            paragraph.append(odfdo.Link(f"#'{cell}'.A1", text=str(cell)))
    return made


def _ranges(sheets: Sequence[Sheet]) -> Element:
    # A named range with a row of headings is what the format calls a table.
    ranges = Element.from_tag("table:database-ranges")
    for sheet in sheets:
        if sheet.top is None:
            continue
        marked = Element.from_tag("table:database-range")
        corners = xl_range(sheet.top, 0, len(sheet.grid) - 1, len(sheet.widths) - 1).split(":")
        address = ":".join(f"'{sheet.name}'.{corner}" for corner in corners)
        marked.set_attribute("table:name", sheet.table_name)
        marked.set_attribute("table:target-range-address", address)
        marked.set_attribute("table:contains-header", "true")
        marked.set_attribute("table:display-filter-buttons", "true")
        ranges.append(marked)
    return ranges
