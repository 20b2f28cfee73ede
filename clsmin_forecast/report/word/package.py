"""The package of a Word document: its parts, opened with bounds and packed to the same bytes.

Parts that nothing is put into keep their bytes, so a document of sixty pages stays as it was but
for its fields and pictures.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from lzma import LZMAError
from struct import error as StructError
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from docx.opc.packuri import PackURI
from lxml import etree

from ...errors import InputError
from ..archive import pack as zip_parts
from . import refusals
from .story import W

CORE = "docProps/core.xml"
_TYPES = "[Content_Types].xml"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_STORY = re.compile(r".*wordprocessingml\.(header|footer|footnotes|endnotes)\+xml")
_READ = re.compile(r".*wordprocessingml\.(comments|document\.glossary|settings)\+xml")
_STRICT = "http://purl.oclc.org/ooxml/"
_OLE = b"\xd0\xcf\x11\xe0"  # how a document under a password, or an old .doc, begins
_DAMAGED = (BadZipFile, ZlibError, LZMAError, StructError, EOFError, NotImplementedError,
            RuntimeError, OSError, ValueError, OverflowError)  # fmt: skip
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_CUSTOM = "custom-properties"
_CUSTOM_TYPE = f"application/vnd.openxmlformats-officedocument.{_CUSTOM}+xml"
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>\s*")


@dataclass
class Package:
    """A Word document, part by part; errors call it by its name."""

    name: str
    parts: dict[str, bytes]  # in the order of the file
    kinds: dict[str, str] = field(default_factory=dict)  # how it declares each of them
    stories: list[str] = field(default_factory=list)  # body, headers, footers and notes

    def tree(self, part: str) -> Any:
        """Return a part as a tree of elements."""
        try:
            return refusals.parse(self.parts[part], f"{self.name}: {part}")
        except etree.XMLSyntaxError:
            raise InputError(f"{self.name}: {part} is not well-formed XML.") from None

    def put(self, part: str, root: Any) -> None:
        """Put a tree in the place of a part, under the declaration that it had."""
        head = _HEAD.match(self.parts.get(part, b""))
        if head and not re.search(rb"(?i)encoding\s*=\s*['\"](?!utf-8)", head[0]):
            text = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
            self.parts[part] = head[0] + text
        else:
            self.parts[part] = etree.tostring(root, encoding="UTF-8", standalone=True)

    def links(self, part: str) -> Any:
        """Return the relationships of a part, empty where it has none."""
        path = _links_of(part)
        return self.tree(path) if path in self.parts else etree.Element(f"{_REL}Relationships")

    def add_picture(self, part: str, png: bytes) -> str:
        """Add a picture under a name that is its content, and return how a part refers to it."""
        media = f"word/media/{sha256(png).hexdigest()[:20]}.png"
        self.parts.setdefault(media, png)
        self._declare("Default", "Extension", "png", "image/png")
        return self._link(part, "image", media)

    def _link(self, part: str, kind: str, target: str) -> str:
        links, relative = self.links(part), _uri(target).relative_ref(_uri(part).baseURI)
        for link in links:
            if link.get("Target") in (relative, f"/{target}") and not link.get("TargetMode"):
                return str(link.get("Id"))
        ids = " ".join(str(link.get("Id")) for link in links)
        numbers = [int(number) for number in re.findall(r"\brId([0-9]{1,9})\b", ids)]
        identity = f"rId{max(numbers, default=0) + 1}"
        kept = {"Id": identity, "Type": f"{_KIND}{kind}", "Target": relative}
        etree.SubElement(links, f"{_REL}Relationship", kept)
        self.put(_links_of(part), links)
        return identity

    def _declare(self, form: str, key: str, what: str, kind: str) -> None:
        types = self.tree(_TYPES)
        if not any(str(each.get(key)).lower() == what.lower() for each in types):
            tag = f"{{{etree.QName(types).namespace}}}{form}"
            place = 0 if form == "Default" else len(types)
            types.insert(place, etree.Element(tag, {key: what, "ContentType": kind}))
            self.put(_TYPES, types)

    @property
    def custom(self) -> str:
        """The part of the properties that programs add, or where there is room for it."""
        kept = (link for link in self.links("") if str(link.get("Type")).endswith(f"/{_CUSTOM}"))
        return next(filter(None, (_target("", link) for link in kept)), "docProps/custom.xml")

    def put_custom(self, root: Any) -> None:
        """Put a tree in the place of the properties that programs add."""
        part = self.custom
        self.put(part, root)
        self._declare("Override", "PartName", f"/{part}", _CUSTOM_TYPE)
        self._link("", _CUSTOM, part)

    def drop_unused_pictures(self, part: str, before: bytes) -> None:
        """Drop the pictures that a part showed before and does not now, if no other part does."""
        links = self.links(part)
        for link in list(links):
            mark = f'"{link.get("Id")}"'.encode()
            if mark in before and mark not in self.parts[part]:
                links.remove(link)
                self.put(_links_of(part), links)
                media = _target(part, link)
                if media.startswith("word/media/") and media not in set(self._targets()):
                    self.parts.pop(media, None)

    def _targets(self) -> Iterator[str]:
        for part in ("", *self.parts):
            yield from (_target(part, link) for link in self.links(part))

    def pack(self) -> bytes:
        """Return the document as a file: the same parts always give the same bytes."""
        return zip_parts(self.parts)


def _uri(part: str) -> PackURI:
    return PackURI(f"/{part}")


def _links_of(part: str) -> str:
    return str(_uri(part).rels_uri[1:])


def _target(part: str, link: Any) -> str:
    """Return the part that a relationship leads to; nothing where it leads outside."""
    if refusals.is_outside(link):
        return ""
    return str(PackURI.from_rel_ref(_uri(part).baseURI, str(link.get("Target")))[1:])


def open_package(data: bytes, name: str) -> Package:
    """Return a Word document, if it is a plain .docx, within bounds, that takes in nothing else."""
    if data.startswith(_OLE):
        raise InputError(
            f"{name}: is under a password, or an old .doc; save it as a .docx without a password."
        )
    package = _unpack(data, name)
    refusals.refuse_kinds(name, package.kinds.values())
    main = _main(package)
    package.stories = [
        part for part, kind in package.kinds.items() if part == main or _STORY.fullmatch(kind)
    ]
    _refuse_foreign(package)
    if package.tree(main).find(f"{W}body") is None:
        raise InputError(f"{name}: has no text.")
    return package


def _unpack(data: bytes, name: str) -> Package:
    try:
        with ZipFile(BytesIO(data)) as file:
            infos = [info for info in file.infolist() if not info.is_dir()]
            parts = [info.filename for info in infos]
            refusals.refuse_swollen(name, infos, [is_text(part, "") for part in parts])
            if _TYPES not in parts:
                raise InputError(f"{name}: is not a Word document (.docx).")
            types = Package(name, {_TYPES: file.read(_TYPES)}).tree(_TYPES)
            kinds = _kinds(types, parts)
            refusals.refuse_swollen(name, infos, [is_text(*each) for each in kinds.items()])
            return Package(name, {part: file.read(part) for part in parts}, kinds)
    except _DAMAGED:
        raise InputError(f"{name}: is not a Word document (.docx), or is damaged.") from None


def _kinds(types: Any, parts: list[str]) -> dict[str, str]:
    """Return how a document declares each part: by its name, or by the ending of that."""
    own = {str(each.get("PartName")).lstrip("/"): each for each in types}
    endings = {str(each.get("Extension")).casefold(): each for each in types}
    found = {part: own.get(part, endings.get(part.rpartition(".")[2].casefold())) for part in parts}
    return {p: "" if each is None else str(each.get("ContentType")) for p, each in found.items()}


def is_text(part: str, kind: str) -> bool:
    """Return whether a part is XML that is not a picture."""
    named = part.casefold().endswith((".xml", ".rels")) or kind.casefold().endswith("xml")
    return named and not kind.startswith("image/")


def _main(package: Package) -> str:
    """Return the part that is the document itself."""
    links = [each for each in package.links("") if each.get("Type", "").endswith("/officeDocument")]
    main = _target("", links[0]) if len(links) == 1 else ""
    kind = package.kinds.get(main, "").removeprefix(_WORD)
    if links and links[0].get("Type").startswith(_STRICT):
        raise InputError(
            f"{package.name}: is Strict Open XML; save it as Word Document (.docx), not as Strict "
            "Open XML Document."
        )
    if kind != "document.main+xml":
        dotx = "a template (.dotx); save it as Word Document (.docx)."
        what = dotx if kind == "template.main+xml" else "not a Word document (.docx)."
        raise InputError(f"{package.name}: is {what}")
    return main


def _refuse_foreign(package: Package) -> None:
    for part, kind in package.kinds.items():
        if is_text(part, kind):
            refusals.refuse_declarations(package.parts[part], f"{package.name}: {part}")
    texts = [*package.stories, *(p for p, kind in package.kinds.items() if _READ.fullmatch(kind))]
    links = [part for part in package.parts if part.endswith(".rels")]
    refusals.refuse_heavy(package.name, (package.parts[part] for part in [*texts, *links]))
    for path in links:
        refusals.refuse_links(package.name, package.tree(path))
    for part in texts:
        refusals.refuse_in_text(package.name, package.tree(part), package.links(part))
