"""Styles of an ODS workbook: letters, number formats, widths of columns, and pages."""

from collections.abc import Iterable, Iterator, Sequence

from .book import COVER_WIDTH
from .columns import Kind
from .sheet import Sheet

_CENTIMETRES = 0.24  # a character of 12 points
_BOLD = ' fo:font-weight="bold"'
_TEXTS = {  # style -> size in points, weight, side, whether it runs over several lines
    "Title": (16, _BOLD, "start", False),
    "Section": (14, _BOLD, "start", False),
    "Line": (12, "", "start", False),
    "Heading": (12, _BOLD, "start", True),
    "HeadingRight": (12, _BOLD, "end", True),
    "HeadingAfter": (12, _BOLD, "start", True),
    "Text": (12, "", "start", True),
    "TextRight": (12, "", "end", True),
    "TextAfter": (12, "", "start", True),
}


def beside(stem: str, kinds: Iterable[Kind]) -> list[str]:
    """Return the styles of headings or texts, on the side of the numbers in their columns.

    Examples
    --------
    >>> from .columns import CHANCE, TEXT
    >>> beside("Heading", [TEXT, CHANCE, TEXT])
    ['Heading', 'HeadingRight', 'HeadingAfter']
    """
    return [
        f"{stem}Right" if kind.places is not None else f"{stem}After" if place else stem
        for place, kind in enumerate(kinds)
    ]


def number_style(pattern: str) -> str:
    """Return the style of a number with a format of Excel.

    Examples
    --------
    >>> number_style("#,##0"), number_style("#,##0.0###")
    ('Number0of0', 'Number1of4')
    """
    decimals = pattern.partition(".")[2]
    return f"Number{decimals.count('0')}of{len(decimals)}"


def automatic(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Give the styles of cells and columns that some sheets need."""
    for name, look in _TEXTS.items():
        yield _cell(name, *look)
    for pattern in sorted({pattern for sheet in sheets for pattern in sheet.number_formats()}):
        name, decimals = number_style(pattern), pattern.partition(".")[2]
        yield (
            f'<number:number-style style:name="{name}Format"><number:number '
            f'number:min-integer-digits="1" number:grouping="true" '
            f'number:decimal-places="{len(decimals)}" '
            f'number:min-decimal-places="{decimals.count("0")}"/></number:number-style>'
        )
        yield _cell(name, 12, "", "end", wraps=False, data=f' style:data-style-name="{name}Format"')
    for width in sorted({COVER_WIDTH, *(width for sheet in sheets for width in sheet.widths())}):
        yield (
            f'<style:style style:name="Column{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * _CENTIMETRES:.2f}cm"/>'
            "</style:style>"
        )
    for pages in page_counts(sheets):
        yield (
            f'<style:style style:name="Sheet{pages}" style:family="table" '
            f'style:master-page-name="Page{pages}">'
            '<style:table-properties table:display="true"/></style:style>'
        )


def _cell(name: str, size: int, weight: str, side: str, wraps: bool, data: str = "") -> str:
    wrap = "wrap" if wraps else "no-wrap"
    indent = ' fo:margin-left="0.25cm"' if name.endswith("After") else ""
    line = ' fo:border-bottom="0.5pt solid #000000"' if name.startswith("Heading") else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell"{data}>'
        f'<style:table-cell-properties fo:wrap-option="{wrap}" style:vertical-align="top" '
        f'fo:padding="0.05cm" fo:padding-left="0.2cm"{line}/>'
        f'<style:paragraph-properties fo:text-align="{side}"{indent}/>'
        f'<style:text-properties style:font-name="Arial" fo:font-size="{size}pt"{weight}/>'
        "</style:style>"
    )


def pages(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Give the page layouts and master pages: A4 held sideways, as many across as a sheet needs."""
    for count in page_counts(sheets):
        yield (
            f'<style:page-layout style:name="Layout{count}"><style:page-layout-properties '
            'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" '
            f'fo:margin="1.5cm" style:scale-to-X="{count}" style:scale-to-Y="0"/>'
            "</style:page-layout>"
        )
        yield (
            f'<style:master-page style:name="Page{count}" style:page-layout-name="Layout{count}"/>'
        )


def page_counts(sheets: Sequence[Sheet]) -> list[int]:
    """Return how many pages across the sheets take, each number once."""
    return sorted({1, *(sheet.pages for sheet in sheets)})
