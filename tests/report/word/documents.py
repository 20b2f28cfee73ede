"""Pieces of the documents that tests fill: controls, lists, tables and a plain picture."""

import re
import struct
from zlib import compress, crc32

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

WIDE, HIGH = 159, 89

_FIELD = re.compile(r"(\{\{ .*? \}\})")


def say(paragraph: Paragraph, text: str) -> Paragraph:
    """Write text into a paragraph; ``{{ field }}`` becomes a content control."""
    for piece in filter(None, _FIELD.split(text)):
        run = paragraph.add_run(piece)
        if _FIELD.fullmatch(piece):
            _put_in_control(run._r, piece[3:-3])
    return paragraph


def _put_in_control(element: BaseOxmlElement, tag: str) -> None:
    control = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/></w:sdtPr>'
        "<w:sdtContent/></w:sdt>"
    )
    element.addprevious(control)
    control[-1].append(element)


def add_list(document: Document, field: str, style: str) -> None:
    """Add a list that has a paragraph for each line of a field."""
    _put_in_control(document.add_paragraph(f"{{{{ {field} }}}}", style)._p, field)


def add_table(document: Document, field: str, *columns: str) -> None:
    """Add a table of a run, whose heading row is repeated on each page."""
    made = document.add_table(2, len(columns))
    for cell, heading in zip(made.rows[0].cells, columns, strict=True):
        cell.text = heading
    made.rows[0]._tr.insert(0, parse_xml(f"<w:trPr {nsdecls('w')}><w:tblHeader/></w:trPr>"))
    _put_in_control(made._tbl, field)
    document.add_paragraph()


def grey() -> bytes:
    """Return a grey picture of the proportions of a chart."""
    head = struct.pack(">IIBBBBB", WIDE, HIGH, 8, 0, 0, 0, 0)
    lines = (b"\0" + b"\xe4" * WIDE) * HIGH
    chunks = ((b"IHDR", head), (b"IDAT", compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))
        for kind, data in chunks
    )
