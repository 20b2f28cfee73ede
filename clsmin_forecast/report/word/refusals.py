"""What no document may hold: more than a paper, and what Word would fetch or run when it opens one.

A tree takes its memory for elements and attributes, not for bytes: 93 kB of empty paragraphs can
take gigabytes. So they are counted in the bytes, before there is a tree. Of what leads out of the
document a link that a reader may follow is fine, and everything else is refused, whatever it is
called: what is allowed is listed here, not what is harmful.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipInfo

from lxml import etree

from ...errors import InputError
from .story import R, W, local, names

_MOST_PARTS, _MOST_BYTES, _MOST_XML = 5_000, 300_000_000, 40_000_000
_MOST_NODES = 2_000_000  # elements with attributes
_PARSER: Any = {"resolve_entities": False, "no_network": True, "load_dtd": False}
_FOLLOWED = "hyperlink"
_TEMPLATE = "attachedtemplate"
_LOCAL = re.compile(r"(?i)(file:)?(///|/)?([a-z]:/*)?[^/:][^:]*")  # on this machine, or beside it
_PROGRAMS = {
    "vbaproject": "macros", "wordvbadata": "macros", "activexcontrolbinary": "ActiveX controls",
    "control": "ActiveX controls", "webextension": "add-ins", "webextensiontaskpanes": "add-ins",
    "taskpanes": "add-ins", "afchunk": "text of another program (altChunk)",
}  # fmt: skip
_KINDS = {"macroenabled": "macros", "vbaproject": "macros", "vbadata": "macros",
          "activex": "ActiveX controls"}  # fmt: skip
_CODES = {
    "INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "RD",
    "DATABASE",
}  # fmt: skip
_SOURCES = names("connectString query dataSource headerSource odso")
_CLICKED = ("hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver")
_VML = ("{urn:schemas-microsoft-com:vml}*", "{urn:schemas-microsoft-com:office:office}*")
_SHOWN = 60


def parse(text: bytes, where: str) -> Any:
    """Return a text as a tree of elements, if it is well-formed and no larger than a paper."""
    refuse_heavy(where, [text])
    root = etree.fromstring(text, etree.XMLParser(**_PARSER))
    _refuse_doctype(root, where)
    return root


def refuse_declarations(text: bytes, where: str) -> None:
    """Refuse a text that declares a document type, and so may declare entities, unread."""
    try:
        _, root = next(etree.iterparse(BytesIO(text), ("start",), **_PARSER))
    except (etree.XMLSyntaxError, StopIteration):
        raise InputError(f"{where} is not well-formed XML.") from None
    _refuse_doctype(root, where)


def _refuse_doctype(root: Any, where: str) -> None:
    if root.getroottree().docinfo.doctype:
        raise InputError(f"{where} declares a document type; Word never does.")


def refuse_heavy(where: str, texts: Iterable[bytes]) -> None:
    """Refuse texts whose trees would take more memory than a paper needs, all together."""
    nodes = sum(text.count(b"<") - text.count(b"</") + text.count(b"=") for text in texts)
    if nodes > _MOST_NODES:
        raise InputError(
            f"{where}: unpacks to more than a paper holds: {nodes:,} elements and attributes of "
            f"text, and {_MOST_NODES:,} are the most."
        )


def refuse_swollen(where: str, infos: list[ZipInfo], is_text: Iterable[bool]) -> None:
    """Refuse a file that would unpack to more than a paper holds, before it does."""
    if len({info.filename for info in infos}) < len(infos):
        raise InputError(f"{where}: holds two parts of one name; Word writes no such file.")
    texts = [info.file_size for info, text in zip(infos, is_text, strict=True) if text]
    swollen = sum(info.file_size for info in infos) > _MOST_BYTES
    swollen = swollen or max(texts, default=0) > _MOST_XML or sum(texts) > 2 * _MOST_XML
    if len(infos) > _MOST_PARTS or swollen:
        raise InputError(
            f"{where}: unpacks to more than a paper holds; at most {_MOST_PARTS:,} parts, "
            f"{_MOST_XML // 1_000_000} MB in one text, {2 * _MOST_XML // 1_000_000} MB in all "
            f"texts and {_MOST_BYTES // 1_000_000} MB in all."
        )


def refuse_kinds(where: str, kinds: Iterable[str]) -> None:
    """Refuse parts that are programs, by how the document declares them."""
    for kind in kinds:
        for word, what in _KINDS.items():
            if word in kind.casefold():
                raise _program(where, what)


def refuse_links(where: str, links: Any) -> None:
    """Refuse relationships of a part to what Word would fetch or run by itself."""
    for link in links:
        kind, target = str(link.get("Type")).rpartition("/")[2].casefold(), str(link.get("Target"))
        if kind in _PROGRAMS:
            raise _program(where, _PROGRAMS[kind])
        if not is_outside(link) or kind == _FOLLOWED:
            continue
        if kind != _TEMPLATE:
            raise InputError(
                f"{where}: takes in {target[:_SHOWN]!r} from outside when it is opened; embed it, "
                "or take it out."
            )
        if not _LOCAL.fullmatch(re.sub(r"[\s\x00-\x1f]", "", unquote(target)).replace("\\", "/")):
            raise InputError(
                f"{where}: takes in the template {target[:_SHOWN]!r} from another computer when it "
                "is opened; attach Normal.dotm in its place (Developer, Document Template)."
            )


def is_outside(link: Any) -> bool:
    """Return whether a relationship leads out of the document, as it says or as it is written."""
    outside = str(link.get("TargetMode")).casefold() == "external"
    return outside or bool(re.match(r"//|\\\\|\w[\w+.-]*:", str(link.get("Target"))))


def _program(where: str, what: str) -> InputError:
    return InputError(f"{where}: holds {what}; save it as a .docx without them.")


def refuse_in_text(where: str, root: Any, links: Any) -> None:
    """Refuse what a text takes in from outside: by fields, addresses of pictures, mail merge."""
    for code in _codes(root):
        word = re.match(r"\W*(\w*)", code)
        if word and word[1].upper() in _CODES:
            raise InputError(
                f"{where}: the field {code.strip()[:_SHOWN]!r} takes in what stands outside; "
                "unlink it (Ctrl+Shift+F9), or take it out."
            )
    if next(root.iter(*_SOURCES), None) is not None:
        raise InputError(f"{where}: takes in a list of recipients; make it a normal document.")
    outside = {link.get("Id") for link in links if is_outside(link)}
    for element in root.iter("*") if outside else ():
        led = any(key.startswith(R) and id in outside for key, id in element.attrib.items())
        if led and local(element) not in _CLICKED:
            raise InputError(f"{where}: takes in a picture or a file from outside; embed it.")
    for shape in root.iter(*_VML):
        if re.search(r":|//|\\\\", shape.get("src", "")):
            raise InputError(f"{where}: takes in {shape.get('src')[:_SHOWN]!r} from outside.")


def _codes(root: Any) -> Iterator[str]:
    """Give the codes of Word's fields, each whole however it was cut up or nested."""
    stack: list[list[str]] = [[]]
    for element in root.iter(*names("fldChar instrText delInstrText fldSimple")):
        kind = element.get(f"{W}fldCharType")
        if element.tag == f"{W}fldSimple":
            yield str(element.get(f"{W}instr"))
        elif kind == "begin":
            stack.append([])
        elif kind == "end" and len(stack) > 1:
            yield "".join(stack.pop())
        elif kind is None:
            stack[-1].append(element.text or "")
    yield from map("".join, stack)
