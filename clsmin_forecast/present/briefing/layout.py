"""The pieces of the shipped paper: paragraphs with fields, tables, pictures and numbering."""

import re
import struct
from io import BytesIO
from typing import Any
from zlib import compress, crc32

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ..style import HEIGHT_MM, WIDTH_MM

_FIELD = re.compile(r"(\{\{ .*? \}\})")
_BOLD = re.compile(r"(\*\*.*?\*\*)")
_TAG = 64  # characters that Word allows in the tag of a control
_NAMES = 36  # mm of a block of key information, for what each line is called

Columns = dict[str, tuple[float, bool]]
"""Heading, which names a column of the run's table, to its width in mm and if it is of numbers."""


def say(paragraph: Paragraph, text: str) -> Paragraph:
    """Write text into a paragraph: ``{{ field }}`` becomes a content control, ``**x**`` is bold."""
    for piece in _FIELD.split(text):
        if _FIELD.fullmatch(piece):
            run = paragraph.add_run(piece)
            _controlled(run._r, piece[3:-3])
        else:
            for part in filter(None, _BOLD.split(piece)):
                paragraph.add_run(part.strip("*")).bold = True if part.startswith("**") else None
    return paragraph


def _controlled(element: Any, tag: str) -> None:
    """Put an element within a content control of this tag, where it stands."""
    if len(tag) > _TAG:
        raise ValueError(f"the tag of a content control has at most {_TAG} characters: {tag}")
    control = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/></w:sdtPr>'
        "<w:sdtContent/></w:sdt>"
    )
    element.addprevious(control)
    control.find(qn("w:sdtContent")).append(element)


def listed(document: Document, field: str, style: str) -> None:
    """Add a list that has a paragraph for each line of a field."""
    paragraph = document.add_paragraph(f"{{{{ {field} }}}}", style)
    _controlled(paragraph._p, field)


def table(document: Document, field: str, columns: Columns, title: str = "") -> None:
    """Add a table of a run under its own title or another; its heading row is repeated."""
    say(document.add_paragraph(style="Caption"), title or f"{{{{ {field}.caption }}}}")
    made = document.add_table(2, len(columns), "Paper Table")
    made.autofit = False
    for index, (heading, (width, numbers)) in enumerate(columns.items()):
        texts = ((heading, "Table Heading"), ("…", "Table Text"))
        for row, (text, style) in zip(made.rows, texts, strict=True):
            cell = row.cells[index]
            cell.width = Mm(width)
            paragraph = cell.paragraphs[0]
            paragraph.style = style
            paragraph.add_run(text)
            if numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        made.columns[index].width = Mm(width)
    for row, marks in zip(
        made.rows, ("<w:cantSplit/><w:tblHeader/>", "<w:cantSplit/>"), strict=True
    ):
        row._tr.insert(0, parse_xml(f"<w:trPr {nsdecls('w')}>{marks}</w:trPr>"))
    _controlled(made._tbl, field)
    document.add_paragraph(style="Table Text")


def picture(document: Document, chart: str) -> None:
    """Add a chart at full width: its headline and subtitle above, its source below."""
    say(document.add_paragraph(style="Chart Headline"), f"{{{{ charts.{chart}.headline }}}}")
    say(document.add_paragraph(style="Chart Subtitle"), f"{{{{ charts.{chart}.subtitle }}}}")
    paragraph = document.add_paragraph(style="Chart")
    shape = paragraph.add_run().add_picture(BytesIO(_grey()), Mm(WIDTH_MM), Mm(HEIGHT_MM))
    shape._inline.docPr.set("descr", f"The place of a chart. [chart: {chart}]")
    shape._inline.docPr.set("name", f"Chart {shape._inline.docPr.id}")
    say(document.add_paragraph(style="Chart Source"), f"{{{{ charts.{chart}.source }}}}")


def _grey() -> bytes:
    """Return a grey picture of the proportions of a chart."""
    head = struct.pack(">IIBBBBB", WIDTH_MM, HEIGHT_MM, 8, 0, 0, 0, 0)
    lines = (b"\0" + b"\xe4" * WIDTH_MM) * HEIGHT_MM
    chunks = ((b"IHDR", head), (b"IDAT", compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
        for kind, data in chunks
    )


def facts(document: Document, rows: dict[str, str]) -> None:
    """Add the block of key information: a name and what it is, a row each."""
    made = document.add_table(0, 2, "Paper Facts")
    made.autofit = False
    for name, text in rows.items():
        cells = made.add_row().cells
        for cell, width in zip(cells, (_NAMES, WIDTH_MM - _NAMES), strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].style = "Table Text"
        say(cells[0].paragraphs[0], f"**{name}**")
        say(cells[1].paragraphs[0], text)
    for column, width in zip(made.columns, (_NAMES, WIDTH_MM - _NAMES), strict=True):
        column.width = Mm(width)


def number_as_the_papers_do(document: Document) -> None:
    """Give headings the numbers 1, 2 and so on, and the paragraphs under them 1.1 and 1.2."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="{style}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="680" w:hanging="680"/></w:pPr></w:lvl>'
        for level, (style, text) in enumerate((("Heading2", "%1."), ("NumberedParagraph", "%1.%2")))
    )
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType '
        f'w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    for level, style in enumerate(("Heading 2", "Numbered Paragraph")):
        numbered = document.styles[style].element.get_or_add_pPr().get_or_add_numPr()
        numbered.get_or_add_ilvl().val = level
        numbered.get_or_add_numId().val = 90


def page_numbers(paragraph: Paragraph) -> None:
    """Write "Page 1 of 8" with fields that Word keeps right."""
    for text, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(text)
        paragraph._p.append(
            parse_xml(
                f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r>'
                "</w:fldSimple>"
            )
        )
