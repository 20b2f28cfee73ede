"""Tagged pictures: a chart put in the place of a picture, wherever it stands in the document.

A picture is tagged by its alternative text: ``[chart: NAME]``, with nothing else or anything else
around it. A refresh puts the chart's own text alternative before the tag, so the picture can be
found again. Its width on the page stays; its height follows the chart's proportions.
"""

import re
from collections.abc import Iterator
from typing import Any

from ...errors import InputError
from .field import Unknown, slug
from .fields import Fields
from .package import Package
from .story import PIC, WP, R

_TAG = re.compile(r"(?i)\[\s*chart:\s*([A-Za-z0-9_./-]+)\s*\]")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WIDEST = 27_273_042_316_900  # the most that the format allows
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def tag_of(described: str) -> str | None:
    """Return the name of the chart that an alternative text asks for, if it asks for one.

    Examples
    --------
    >>> tag_of("Bars. [chart: gap]"), tag_of("A chart: gap")
    ('gap', None)
    """
    found = _TAG.search(described)
    return ".".join(map(slug, re.split(r"[./]", found[1]))) if found else None


def _tags(root: Any) -> list[tuple[Any, str]]:
    """Return the properties of each tagged picture of a part, with the name of its chart."""
    found = ((each, tag_of(each.get("descr", ""))) for each in root.iter(f"{WP}docPr"))
    return [(properties, name) for properties, name in found if name]


def unknown(root: Any, fields: Fields) -> Iterator[Unknown]:
    """Give the tags of pictures that name no chart of the run."""
    return (Unknown(f"charts.{name}") for _, name in _tags(root) if name not in fields.pictures)


def refresh(package: Package, part: str, root: Any, fields: Fields) -> int:
    """Put the run's charts in the place of a part's tagged pictures; return how many there were."""
    found = _tags(root)
    for properties, name in found:
        chart, frame = fields.pictures[name], properties.getparent()
        where = f"{package.name}: [chart: {name}]"
        blips, shapes = list(frame.iter(f"{_A}blip")), list(frame.iter(f"{PIC}pic"))
        if len(blips) != 1 or len(shapes) != 1:
            raise InputError(f"{where} tags what is not a picture.")
        png = chart.png.read_bytes()
        del blips[0][:]  # the drawing and the effects that belonged to the last
        blips[0].attrib.pop(f"{R}link", None)
        blips[0].set(f"{R}embed", package.add_picture(part, png))
        _size(frame, shapes[0], png, where)
        tag = _TAG.search(properties.get("descr"))
        _describe(properties, shapes[0], f"{chart.alt} {tag[0] if tag else ''}")
    return len(found)


def _size(frame: Any, shape: Any, png: bytes, where: str) -> None:
    """Keep the width of a picture, give it the height of the new proportions, uncut."""
    if not png.startswith(_SIGNATURE):
        raise InputError(f"{where} is not a PNG in the run.")
    wide, high = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    for cut in shape.findall(f".//{_A}srcRect"):
        cut.getparent().remove(cut)
    for size in (frame.find(f"{WP}extent"), shape.find(f"{PIC}spPr/{_A}xfrm/{_A}ext")):
        if size is not None:
            size.set("cy", str(round(_width(size, where) * high / wide)))


def _width(size: Any, where: str) -> int:
    """Return a width as the whole number that Word needs, and write it so."""
    written = size.get("cx")
    try:
        width = round(float(written))
    except (TypeError, ValueError, OverflowError):
        width = 0
    if not 0 < width <= _WIDEST:
        raise InputError(f"{where} tags a picture whose width is no number: {written!r}.")
    size.set("cx", str(width))
    return width


def _describe(properties: Any, shape: Any, described: str) -> None:
    properties.set("descr", described)
    inner = shape.find(f"{PIC}nvPicPr/{PIC}cNvPr")
    if inner is not None and inner.get("descr") is not None:
        inner.set("descr", described)
