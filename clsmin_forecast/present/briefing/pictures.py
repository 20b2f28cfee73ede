"""Tagged pictures: a chart put in the place of a picture, wherever it stands in the document.

A picture is tagged by its alternative text: ``[chart: NAME]``, with nothing else or anything else
around it. A refresh puts the chart's own text alternative before the tag, so the picture can be
found again. Its width on the page stays; its height follows the chart's proportions.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ...errors import InputError
from .field import Unknown, slug
from .fields import Fields
from .package import Package

_TAG = re.compile(r"(?i)\[\s*chart:\s*([A-Za-z0-9_./-]+)\s*\]")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
Read = Callable[[Path], bytes]
"""Gives the bytes of a picture of the run."""


def tag_of(described: str) -> str | None:
    """Return the name of the chart that an alternative text asks for, if it asks for one.

    Examples
    --------
    >>> tag_of("Bars. [chart: gap]"), tag_of("A chart: gap")
    ('gap', None)
    """
    found = _TAG.search(described)
    return ".".join(map(slug, re.split(r"[./]", found[1]))) if found else None


def tagged(root: Any) -> Iterator[tuple[Any, str]]:
    """Give the properties of each tagged picture of a part, with the name of its chart."""
    for properties in root.iter(f"{_WP}docPr"):
        name = tag_of(properties.get("descr", ""))
        if name:
            yield properties, name


def unknown(root: Any, fields: Fields) -> Iterator[Unknown]:
    """Give the tags of pictures that name no chart of the run."""
    return (Unknown(f"charts.{name}") for _, name in tagged(root) if name not in fields.pictures)


def refresh(package: Package, part: str, root: Any, fields: Fields, read: Read) -> int:
    """Put the run's charts in the place of a part's tagged pictures; return how many there were.

    Raises
    ------
    InputError
        If what is tagged is not a picture.
    """
    found = list(tagged(root))
    for properties, name in found:
        chart = fields.pictures[name]
        frame = properties.getparent()
        blip, shape = frame.find(f".//{_A}blip"), frame.find(f".//{_PIC}pic")
        if blip is None or shape is None:
            raise InputError(f"{package.name}: [chart: {name}] tags what is not a picture.")
        png = read(chart.png)
        _show(blip, package.add_picture(part, png))
        _shape(frame, shape, png)
        asked = _TAG.search(properties.get("descr"))
        _describe(properties, shape, f"{chart.alt} {asked[0] if asked else ''}")
    return len(found)


def _show(blip: Any, identity: str) -> None:
    """Show another picture, without the drawing, link or effects that belonged to the last."""
    for child in list(blip):
        blip.remove(child)
    blip.attrib.pop(f"{_R}link", None)
    blip.set(f"{_R}embed", identity)


def _shape(frame: Any, shape: Any, png: bytes) -> None:
    """Keep the width of a picture, give it the height of the new proportions, uncut."""
    if not png.startswith(_SIGNATURE):
        raise InputError("a chart of the run is not a PNG.")
    wide, high = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    for cut in shape.findall(f".//{_A}srcRect"):
        cut.getparent().remove(cut)
    for size in (frame.find(f"{_WP}extent"), shape.find(f"{_PIC}spPr/{_A}xfrm/{_A}ext")):
        if size is not None:
            size.set("cy", str(round(int(size.get("cx")) * high / wide)))


def _describe(properties: Any, shape: Any, described: str) -> None:
    properties.set("descr", described)
    inner = shape.find(f"{_PIC}nvPicPr/{_PIC}cNvPr")
    if inner is not None and inner.get("descr") is not None:
        inner.set("descr", described)


def give_own_numbers(root: Any) -> None:
    """Give a number of its own to each drawing that a loop has copied; Word needs that."""
    seen: set[str] = set()
    drawings = list(root.iter(f"{_WP}docPr"))
    last = max((int(each.get("id", 0)) for each in drawings), default=0)
    for each in drawings:
        if each.get("id") in seen:
            last += 1
            each.set("id", str(last))
        seen.add(each.get("id"))
