"""ODS: the same workbook in the open format, for release to the public."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from io import BytesIO

import odfdo
from odfdo import Document, Element
from xlsxwriter.utility import xl_range

from ..archive import pack, unpack
from .book import LANGUAGE, ORGANISATION, Book
from .calculation.formulas import as_open
from .ods_charts import add_charts, frame
from .sheet import FONT, PER_CENT, POUND, TINT, Cell, Limit, Live, Look, Sheet

_THUMBNAIL = "Thumbnails/thumbnail.png"  # of the empty workbook that odfdo begins with
_CENTIMETRES, _LINE = 0.24, 0.55  # a character of 12 points, and a line
_STYLES_OF_PAGES = (  # A4 held sideways, as many across as a sheet is printed on
    '<style:page-layout style:name="Layout"><style:page-layout-properties '
    'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" '
    'fo:margin="1.5cm" style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout>',
    '<style:master-page style:name="Page" style:page-layout-name="Layout"/>',
)


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
    for style in _STYLES_OF_PAGES:
        made.insert_style(style)
    limits = _limits(book.sheets)
    made.body.append(_validations(limits))
    for sheet in book.sheets:
        made.body.append(_table(sheet, names, limits))
    made.body.append(_ranges(book.sheets))
    memory = BytesIO()
    made.save(memory)
    charts = [chart for sheet in book.sheets for chart in sheet.charts]
    return pack(add_charts(unpack(memory.getvalue()), charts))


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
    yield (
        '<style:style style:name="Sheet" style:family="table" style:master-page-name="Page">'
        '<style:table-properties table:display="true"/></style:style>'
    )


def _styles_of_look(name: str, look: Look) -> Iterator[str]:
    if look.number:
        yield _format(f"{name}Format", look.number)
    data = f' style:data-style-name="{name}Format"' if look.number else ""
    rule = ' fo:border-bottom="0.5pt solid #000000"' if look.ruled else ""
    rule += f' fo:border="0.5pt solid #000000" fo:background-color="#{TINT}"' if look.open else ""
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


def _limits(sheets: Sequence[Sheet]) -> dict[Limit, str]:
    """Return a name for every limit of a cell that is to be filled in."""
    cells = (cell for sheet in sheets for row in sheet.grid for cell, _ in row)
    limits = (cell.limit for cell in cells if isinstance(cell, Live) and cell.limit)
    return {limit: f"Limit{number}" for number, limit in enumerate(dict.fromkeys(limits), 1)}


def _validations(limits: Mapping[Limit, str]) -> Element:
    made = Element.from_tag("table:content-validations")
    for limit, name in limits.items():
        validation = Element.from_tag("table:content-validation")
        validation.set_attribute("table:name", name)
        validation.set_attribute(
            "table:condition",
            "of:cell-content-is-decimal-number() and "
            f"cell-content-is-between({limit.least:.10g},{limit.most:.10g})",
        )
        validation.set_attribute("table:allow-empty-cell", "true")
        for tag in ("help", "error"):
            message = Element.from_tag(f"table:{tag}-message")
            message.set_attribute("table:title", limit.title)
            message.set_attribute("table:display", "true")
            message.append(odfdo.Paragraph(limit.rule))
            validation.append(message)
        message.set_attribute("table:message-type", "stop")
        made.append(validation)
    return made


def _table(sheet: Sheet, names: Mapping[Look, str], limits: Mapping[Limit, str]) -> Element:
    table = odfdo.Table(sheet.name, style="Sheet")
    for width in sheet.widths:
        table.append(odfdo.Column(style=f"Column{width}"))
    for number, cells in enumerate(sheet.grid):
        row = odfdo.Row()
        for cell, look in cells:
            Element.append(row, _cell(cell, look, names[look], limits))  # without a copy of it
        if number == sheet.top:
            table.append(head := Element.from_tag("table:table-header-rows"))
            head.append(row)
        else:
            table.append(row)
    if len(sheet.pages) > 1:
        table.set_attribute("table:print-ranges", _addresses(sheet, *sheet.areas))
        keys = Element.from_tag("table:table-header-columns")
        keys.extend(table.get_elements("table:table-column")[: sheet.keys])
        table.insert(keys, position=0)
    if sheet.charts:
        table.insert(_shapes(sheet), position=0)
    return table


def _shapes(sheet: Sheet) -> Element:
    """Return the charts of a sheet, beside each other beneath its rows."""
    top = _LINE * (sum(max(lines, 1) for lines in sheet.heights) + 1)
    places = (_CENTIMETRES * sum(sheet.widths[:place]) for place in range(len(sheet.widths)))
    frames = (
        frame(chart, number, left, top)
        for number, (chart, left) in enumerate(zip(sheet.charts, places, strict=True))
    )
    return Element.from_tag(f"<table:shapes>{''.join(frames)}</table:shapes>")


def _cell(cell: Cell, look: Look, style: str, limits: Mapping[Limit, str]) -> odfdo.Cell:
    if isinstance(cell, Live):
        formula = as_open(cell.formula) if cell.formula else None
        made = odfdo.Cell(cell.value, formula=formula, style=style)
        if cell.limit:
            made.set_attribute("table:content-validation-name", limits[cell.limit])
        return made
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
        whole = _addresses(sheet, (sheet.top, 0, len(sheet.grid) - 1, len(sheet.widths) - 1))
        marked.set_attribute("table:name", sheet.table_name)
        marked.set_attribute("table:target-range-address", whole)
        marked.set_attribute("table:contains-header", "true")
        marked.set_attribute("table:display-filter-buttons", "true")
        ranges.append(marked)
    return ranges


def _addresses(sheet: Sheet, *ranges: tuple[int, int, int, int]) -> str:
    """Return ranges of cells as the format names them, by their corners."""
    corners = (xl_range(*corners).split(":") for corners in ranges)
    return " ".join(":".join(f"'{sheet.name}'.{each}" for each in pair) for pair in corners)
