"""How the shipped paper looks: A4, one sans-serif face, the dark blue of the charts."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from ..fonts import FONTS
from ..style import BLUE, INK, WIDTH_MM

_LANGUAGE = "en-GB"
_LINE = "BFBFBF"
_READING, _LEADING = 11, 1.1  # points of text that is read at length, and its lines' height
_STYLES: dict[str, dict[str, Any]] = {  # name -> size, space before and after, and the rest
    "Normal": {"size": 11, "after": 6},
    "Title": {"size": 16, "before": 2, "after": 4, "bold": True, "colour": BLUE},
    "Heading 1": {"size": 14, "before": 12, "after": 4, "bold": True, "colour": BLUE},
    "Heading 2": {"size": 12, "before": 14, "after": 6, "bold": True, "colour": INK},
    "Caption": {"size": 10, "before": 8, "after": 3, "bold": True, "colour": INK, "next": True},
    "Draft": {"size": 11, "after": 6, "bold": True, "colour": "#801650"},
    "Answer": {"size": 9.5, "after": 2, "hanging": 33},
    "Numbered Paragraph": {"size": 11, "after": 6},
    "Bulleted": {"size": 11, "after": 3, "of": "List Bullet"},
    "Chart Headline": {"size": 12, "before": 10, "after": 2, "bold": True, "next": True},
    "Chart Subtitle": {"size": 10, "after": 2, "next": True},
    "Chart": {"size": 11, "after": 2, "next": True},
    "Chart Source": {"size": 9, "after": 10, "colour": "#3D3D3D"},
    "Table Text": {"size": 9, "before": 1, "after": 1},
    "Table Heading": {"size": 9, "before": 1, "after": 1, "bold": True},
    "Marking": {"size": 10, "bold": True},
    "Small": {"size": 9, "colour": "#3D3D3D"},
}


def dress(document: Document) -> None:
    """Give a document its page, its styles and its language."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - WIDTH_MM) / 2)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, looks in _STYLES.items():
        _style(document, name, looks)
    for name, edges in (
        ("Paper Table", ("top", "bottom", "insideH")),
        ("Paper Facts", ("insideH",)),
    ):
        _table_style(document, name, edges)
    _speak(document)


def _style(document: Document, name: str, looks: dict[str, Any]) -> None:
    styles = document.styles
    if name not in [style.name for style in styles]:
        made: Any = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles[looks.get("of", "Normal")]
        made.quick_style = True
    style: Any = styles[name]
    style.font.name, style.font.size = FONTS[0], Pt(looks["size"])
    style.font.bold, style.font.italic = looks.get("bold", False), False
    style.font.color.rgb = RGBColor.from_string(looks.get("colour", INK).lstrip("#"))
    space = style.paragraph_format
    space.space_before, space.space_after = Pt(looks.get("before", 0)), Pt(looks.get("after", 0))
    space.line_spacing = _LEADING if looks["size"] >= _READING else 1.0
    if looks.get("next"):
        space.keep_with_next = True
    if "hanging" in looks:
        space.left_indent, space.first_line_indent = Mm(looks["hanging"]), -Mm(looks["hanging"])
        space.tab_stops.add_tab_stop(Mm(looks["hanging"]), WD_TAB_ALIGNMENT.LEFT)
    _own_face(style)


def _own_face(style: Any) -> None:
    """Take away what the face of a theme and the lines of old headings would put over ours."""
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONTS[0])
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _table_style(document: Document, name: str, edges: tuple[str, ...]) -> None:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.TABLE)
    borders = "".join(f'<w:{e} w:val="single" w:sz="4" w:color="{_LINE}"/>' for e in edges)
    style.element.append(
        parse_xml(
            f'<w:tblPr {nsdecls("w")}><w:tblInd w:w="60" w:type="dxa"/>'
            f"<w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>"
            '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
        )
    )
    if "top" in edges:
        style.element.append(
            parse_xml(
                f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:tcPr>'
                f'<w:tcBorders><w:bottom w:val="single" w:sz="8" w:color="{BLUE.lstrip("#")}"/>'
                '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
            )
        )


def _speak(document: Document) -> None:
    for element in (document.styles.element, document.settings.element):
        for language in (*element.iter(qn("w:lang")), *element.iter(qn("w:themeFontLang"))):
            language.set(qn("w:val"), _LANGUAGE)
    document.core_properties.language = _LANGUAGE
