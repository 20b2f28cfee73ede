"""What comes from outside a document: Word would fetch it, or run a program, when it opens one.

A link that a reader may follow is fine. Everything else that leads out of the document is refused,
whatever it is called: what is allowed is listed here, not what is harmful.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from ...errors import InputError
from .story import W

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
_CODES = frozenset((
    "INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "RD",
    "DATABASE",
))  # fmt: skip
_SOURCES = tuple(f"{W}{name}" for name in ("connectString", "query", "dataSource", "headerSource",
                                           "odso"))  # fmt: skip
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CLICKED = ("hyperlink", "hlinkClick", "hlinkHover", "hlinkMouseOver")
_VML = ("{urn:schemas-microsoft-com:vml}*", "{urn:schemas-microsoft-com:office:office}*")
_SHOWN = 60


def refuse_kinds(name: str, kinds: Iterator[str]) -> None:
    """Refuse parts that are programs, by how the document declares them.

    Raises
    ------
    InputError
        If there are any.
    """
    for kind in kinds:
        for word, what in _KINDS.items():
            if word in kind.casefold():
                raise _program(name, what)


def refuse_links(name: str, links: Any) -> None:
    """Refuse relationships of a part to what Word would fetch or run by itself.

    Raises
    ------
    InputError
        If there are any.
    """
    for link in links:
        kind = str(link.get("Type")).rpartition("/")[2].casefold()
        if kind in _PROGRAMS:
            raise _program(name, _PROGRAMS[kind])
        if not is_outside(link) or kind == _FOLLOWED:
            continue
        target = str(link.get("Target"))
        if kind != _TEMPLATE:
            raise InputError(
                f"{name}: takes in {target[:_SHOWN]!r} from outside when it is opened; embed it, "
                "or take it out."
            )
        if not _LOCAL.fullmatch(re.sub(r"[\s\x00-\x1f]", "", unquote(target)).replace("\\", "/")):
            raise InputError(
                f"{name}: takes in the template {target[:_SHOWN]!r} from another computer when it "
                "is opened; attach Normal.dotm in its place (Developer, Document Template)."
            )


def is_outside(link: Any) -> bool:
    """Return whether a relationship leads out of the document, as it says or as it is written."""
    target = str(link.get("Target"))
    outside = str(link.get("TargetMode")).casefold() == "external"
    return outside or bool(re.match(r"//|\\\\|\w[\w+.-]*:", target))


def _program(name: str, what: str) -> InputError:
    return InputError(f"{name}: holds {what}; save it as a .docx without them.")


def refuse_in_text(name: str, root: Any, links: Any) -> None:
    """Refuse what the text of a part takes in: by fields, addresses of pictures, mail merge.

    Raises
    ------
    InputError
        If it takes in anything.
    """
    for code in _codes(root):
        word = re.match(r"\W*(\w*)", code)
        if word and word[1].upper() in _CODES:
            raise InputError(
                f"{name}: the field {code.strip()[:_SHOWN]!r} takes in what stands outside; unlink "
                "it (Ctrl+Shift+F9), or take it out."
            )
    if next(root.iter(*_SOURCES), None) is not None:
        raise InputError(f"{name}: takes in a list of recipients; make it a normal document.")
    outside = {link.get("Id") for link in links if is_outside(link)}
    for element in root.iter("*") if outside else ():
        led = any(key.startswith(_R) and id in outside for key, id in element.attrib.items())
        if led and str(element.tag).rpartition("}")[2] not in _CLICKED:
            raise InputError(f"{name}: takes in a picture or a file from outside; embed it.")
    for shape in root.iter(*_VML):
        if re.search(r":|//|\\\\", shape.get("src", "")):
            raise InputError(f"{name}: takes in {shape.get('src')[:_SHOWN]!r} from outside.")


def _codes(root: Any) -> Iterator[str]:
    """Give the codes of Word's fields, each whole however it was cut up or nested."""
    stack: list[list[str]] = [[]]
    for element in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}delInstrText", f"{W}fldSimple"):
        kind = element.get(f"{W}fldCharType")
        if element.tag == f"{W}fldSimple":
            yield str(element.get(f"{W}instr"))
        elif kind == "begin":
            stack.append([])
        elif kind == "end" and len(stack) > 1:
            yield "".join(stack.pop())
        elif kind is None:
            stack[-1].append(element.text or "")
    yield from ("".join(codes) for codes in stack)
