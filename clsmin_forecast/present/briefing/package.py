"""The package of a Word document: its parts, opened with bounds and packed to the same bytes.

Parts that nothing is put into keep their bytes, so a document of sixty pages stays as it was but
for its fields and pictures.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from lzma import LZMAError
from struct import error as StructError
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from lxml import etree

from ...errors import InputError
from ..archive import pack
from .bounds import MOST_XML, parsed, refuse_declarations, refuse_heavy
from .foreign import is_outside, refuse_in_text, refuse_kinds, refuse_links
from .story import W

TYPES, CORE = "[Content_Types].xml", "docProps/core.xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN, _TEMPLATE = f"{_WORD}document.main+xml", f"{_WORD}template.main+xml"
_STORY = re.compile(r".*wordprocessingml\.(header|footer|footnotes|endnotes)\+xml")
_READ = re.compile(r".*wordprocessingml\.(comments|document\.glossary|settings)\+xml")

_STRICT = "http://purl.oclc.org/ooxml/"
_OLE = b"\xd0\xcf\x11\xe0"  # how a document under a password, or an old .doc, begins
_MOST_PARTS, _MOST_BYTES = 5_000, 300_000_000
_DAMAGED = (BadZipFile, ZlibError, LZMAError, StructError, EOFError, NotImplementedError,
            RuntimeError, OSError, ValueError, OverflowError)  # fmt: skip

REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_CUSTOM = "custom-properties"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>\s*")


@dataclass
class Package:
    """A Word document, part by part.

    Parameters
    ----------
    name : str
        What errors call it.
    parts : dict of str to bytes
        In the order of the file.
    kinds : dict of str to str
        How the document declares each of them.
    stories : list of str
        Those that hold text: body, headers, footers, footnotes and endnotes.
    """

    name: str
    parts: dict[str, bytes]
    kinds: dict[str, str] = field(default_factory=dict)
    stories: list[str] = field(default_factory=list)

    def tree(self, part: str) -> Any:
        """Return a part as a tree of elements.

        Raises
        ------
        InputError
            If it is not well-formed, or declares a document type.
        """
        try:
            return parsed(self.parts[part], f"{self.name}: {part}")
        except etree.XMLSyntaxError:
            raise InputError(f"{self.name}: {part} is not well-formed XML.") from None

    def put(self, part: str, root: Any) -> None:
        """Put a tree in the place of a part, under the declaration that it had."""
        head = _HEAD.match(self.parts.get(part, b""))
        if head and not re.search(rb"(?i)encoding\s*=\s*['\"](?!utf-8)", head[0]):
            self.parts[part] = head[0] + etree.tostring(
                root, encoding="UTF-8", xml_declaration=False
            )
        else:
            self.parts[part] = etree.tostring(root, encoding="UTF-8", standalone=True)

    def links(self, part: str) -> Any:
        """Return the relationships of a part, empty where it has none."""
        path = _links_of(part)
        return self.tree(path) if path in self.parts else etree.Element(f"{{{REL}}}Relationships")

    def add_picture(self, part: str, png: bytes) -> str:
        """Add a picture under a name that is its content, and return how a part refers to it."""
        media = f"word/media/{sha256(png).hexdigest()[:20]}.png"
        self.parts.setdefault(media, png)
        self._declare("Default", "Extension", "png", "image/png")
        return self._linked(part, "image", media)

    def _linked(self, part: str, kind: str, target: str) -> str:
        folder = posixpath.dirname(part) or "."
        links, relative = self.links(part), posixpath.relpath(target, folder)
        for link in links:
            if link.get("Target") in (relative, f"/{target}") and not link.get("TargetMode"):
                return str(link.get("Id"))
        numbers = [
            int(n) for link in links for n in re.findall(r"^rId([0-9]{1,9})$", str(link.get("Id")))
        ]
        identity = f"rId{max(numbers, default=0) + 1}"
        kept = {"Id": identity, "Type": f"{_KIND}{kind}", "Target": relative}
        etree.SubElement(links, f"{{{REL}}}Relationship", kept)
        self.put(_links_of(part), links)
        return identity

    def _declare(self, form: str, key: str, what: str, kind: str) -> None:
        types = self.tree(TYPES)
        if not any(str(each.get(key)).lower() == what.lower() for each in types):
            tag = f"{{{etree.QName(types).namespace}}}{form}"
            place = 0 if form == "Default" else len(types)
            types.insert(place, etree.Element(tag, {key: what, "ContentType": kind}))
            self.put(TYPES, types)

    @property
    def custom(self) -> str:
        """The part of the properties that programs add, or where there is room for it."""
        kept = (link for link in self.links("") if str(link.get("Type")).endswith(f"/{_CUSTOM}"))
        return next(filter(None, (target_of("", link) for link in kept)), "docProps/custom.xml")

    def put_custom(self, root: Any) -> None:
        """Put a tree in the place of the properties that programs add."""
        part = self.custom
        self.put(part, root)
        self._declare("Override", "PartName", f"/{part}", _CUSTOM_TYPE)
        self._linked("", _CUSTOM, part)

    def drop_unused_pictures(self, part: str, before: bytes) -> None:
        """Drop the pictures that a part showed before and does not now, if no other part does."""
        links = self.links(part)
        for link in list(links):
            mark = f'"{link.get("Id")}"'.encode()
            if mark in before and mark not in self.parts[part]:
                links.remove(link)
                self.put(_links_of(part), links)
                media = target_of(part, link)
                if media.startswith("word/media/") and media not in set(self._targets()):
                    self.parts.pop(media, None)

    def _targets(self) -> Iterator[str]:
        for path in self.parts:
            if path.endswith(".rels"):
                for link in self.tree(path):
                    yield target_of(_owner_of(path), link)

    def packed(self) -> bytes:
        """Return the document as a file: the same parts always give the same bytes."""
        return pack(self.parts)


def opened(data: bytes, name: str) -> Package:
    """Return a Word document, part by part.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        What errors call it.

    Raises
    ------
    InputError
        If it is not a plain .docx, would grow beyond bounds, holds macros, or takes in something
        from outside when it is opened.
    """
    if data.startswith(_OLE):
        raise InputError(
            f"{name}: is under a password, or an old .doc; save it as a .docx without a password."
        )
    package = Package(name, *_unzipped(data, name))
    refuse_kinds(name, iter(package.kinds.values()))
    main = _main(package)
    package.stories = [
        part
        for part, kind in package.kinds.items()
        if part == main or (_STORY.fullmatch(kind) and part in package.parts)
    ]
    _refuse_foreign(package)
    if package.tree(main).find(f"{W}body") is None:
        raise InputError(f"{name}: has no text.")
    return package


def _unzipped(data: bytes, name: str) -> tuple[dict[str, bytes], dict[str, str]]:
    try:
        with ZipFile(BytesIO(data)) as file:
            infos = [info for info in file.infolist() if not info.is_dir()]
            _refuse_swollen(infos, lambda part: is_text(part, ""), name)
            if TYPES not in file.namelist():
                raise InputError(f"{name}: is not a Word document (.docx).")
            types = Package(name, {TYPES: file.read(TYPES)}).tree(TYPES)
            kinds = _kinds(types, [info.filename for info in infos])
            _refuse_swollen(infos, lambda part: is_text(part, kinds[part]), name)
            return {info.filename: file.read(info) for info in infos}, kinds
    except _DAMAGED:
        raise InputError(f"{name}: is not a Word document (.docx), or is damaged.") from None


def _kinds(types: Any, parts: list[str]) -> dict[str, str]:
    """Return how a document declares each part: by its name, or by the ending of that."""
    declared = {str(each.get("PartName")).lstrip("/"): each for each in types}
    endings = {str(each.get("Extension")).casefold(): each for each in types}
    found = (declared.get(part, endings.get(part.rpartition(".")[2].casefold())) for part in parts)
    return {
        part: "" if each is None else str(each.get("ContentType"))
        for part, each in zip(parts, found, strict=True)
    }


def is_text(part: str, kind: str) -> bool:
    """Return whether a part is XML that is not a picture."""
    named = part.casefold().endswith((".xml", ".rels")) or kind.casefold().endswith("xml")
    return named and not kind.startswith("image/")


def _refuse_swollen(infos: list[ZipInfo], text: Callable[[str], bool], name: str) -> None:
    if len({info.filename for info in infos}) < len(infos):
        raise InputError(f"{name}: holds two parts of one name; Word writes no such file.")
    texts = [info.file_size for info in infos if text(info.filename)]
    swollen = sum(info.file_size for info in infos) > _MOST_BYTES
    swollen = swollen or max(texts, default=0) > MOST_XML or sum(texts) > 2 * MOST_XML
    if len(infos) > _MOST_PARTS or swollen:
        raise InputError(
            f"{name}: unpacks to more than a paper holds; at most {_MOST_PARTS:,} parts, "
            f"{MOST_XML // 1_000_000} MB in one text, {2 * MOST_XML // 1_000_000} MB in all "
            f"texts and {_MOST_BYTES // 1_000_000} MB in all."
        )


def _main(package: Package) -> str:
    """Return the part that is the document itself."""
    links = [
        link for link in package.links("") if str(link.get("Type")).endswith("/officeDocument")
    ]
    mains = [target_of("", link) for link in links]
    kind = package.kinds.get(mains[0], "") if len(mains) == 1 else ""
    if links and str(links[0].get("Type")).startswith(_STRICT):
        raise InputError(
            f"{package.name}: is Strict Open XML; save it as Word Document (.docx), not as Strict "
            "Open XML Document."
        )
    if kind == _TEMPLATE:
        raise InputError(
            f"{package.name}: is a template (.dotx); save it as Word Document (.docx)."
        )
    if kind != _MAIN:
        raise InputError(f"{package.name}: is not a Word document (.docx).")
    return mains[0]


def _refuse_foreign(package: Package) -> None:
    for part, kind in package.kinds.items():
        if is_text(part, kind):
            refuse_declarations(package.parts[part], f"{package.name}: {part}")
    texts = [
        part for part, kind in package.kinds.items()
        if part in package.stories or _READ.fullmatch(kind)
    ]  # fmt: skip
    links = [part for part in package.parts if part.endswith(".rels")]
    refuse_heavy(package.name, (package.parts[part] for part in [*texts, *links]))
    for path in links:
        refuse_links(package.name, package.tree(path))
    for part in texts:
        refuse_in_text(package.name, package.tree(part), package.links(part))


def target_of(part: str, link: Any) -> str:
    """Return the part that a relationship leads to; nothing where it leads outside."""
    target = str(link.get("Target"))
    if is_outside(link):
        return ""
    folder = "" if target.startswith("/") else posixpath.dirname(part)
    return posixpath.normpath(posixpath.join(folder, target.lstrip("/")))


def _links_of(part: str) -> str:
    folder, _, file = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _owner_of(links: str) -> str:
    folder, _, file = links.rpartition("/")
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
