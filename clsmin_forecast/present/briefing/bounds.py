"""Bounds: what a part may hold before it is read, since a small file may unpack to very much.

A tree takes its memory for elements and attributes, not for bytes: 93 kB of empty paragraphs can
take gigabytes. So they are counted in the bytes, before there is a tree.
"""

from collections.abc import Iterable
from typing import Any
from xml.parsers import expat

from lxml import etree

from ...errors import InputError

MOST_XML, _MOST_NODES = 40_000_000, 2_000_000  # bytes, and elements with attributes
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False}


def refuse_heavy(where: str, texts: Iterable[bytes]) -> None:
    """Refuse texts whose trees would take more memory than a paper needs, all together.

    Raises
    ------
    InputError
        If they would.
    """
    nodes = sum(text.count(b"<") - text.count(b"</") + text.count(b"=") for text in texts)
    if nodes > _MOST_NODES:
        raise InputError(
            f"{where}: unpacks to more than a paper holds: {nodes:,} elements and attributes of "
            f"text, and {_MOST_NODES:,} are the most."
        )


def parsed(text: bytes, where: str) -> Any:
    """Return a text as a tree of elements.

    Raises
    ------
    InputError
        If it is too large, or declares a document type.
    etree.XMLSyntaxError
        If it is not well-formed.
    """
    refuse_heavy(where, [text])
    root = etree.fromstring(text, etree.XMLParser(**_PARSER))
    if root.getroottree().docinfo.doctype:
        raise InputError(f"{where} declares a document type; Word never does.")
    return root


class _Begun(Exception):
    """The first element of a text; what declares anything stands before it."""


def refuse_declarations(text: bytes, where: str) -> None:
    """Refuse a text that declares a document type, and so may declare entities, unread.

    Raises
    ------
    InputError
        If it does, or does not begin as XML does.
    """

    def begin(*_: object) -> None:
        raise _Begun

    def refuse(*_: object) -> None:
        raise InputError(f"{where} declares a document type; Word never does.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refuse, begin
    try:
        parser.Parse(text, False)
    except _Begun:
        return
    except (expat.ExpatError, LookupError, ValueError):
        raise InputError(f"{where} is not well-formed XML.") from None
