"""Filling: every field is found first, then written, and the whole is opened again at the end."""

from datetime import date
from io import BytesIO
from typing import Any

from docx import Document

from ...errors import InputError, ResultError
from ..result import Whole
from . import controls, pictures
from .fields import Fields, fields
from .language import Source, has_marks
from .package import CORE, Package, opened

_DC, _TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"


def fill(document: bytes, whole: Whole, scenario: str, name: str, read: pictures.Read) -> bytes:
    """Return a Word document with the fields, controls and tagged pictures filled from a run.

    Everything else in it stays as it is. The same document and run always give the same bytes.

    Parameters
    ----------
    document : bytes
        The template, or a document of an analyst's own.
    whole : Whole
        The run.
    scenario : str
        Whose forecast has short names.
    name : str
        What errors call the document.
    read : callable
        Gives the bytes of a chart's picture.

    Raises
    ------
    InputError
        If the document is not a plain .docx, names a field that does not exist, or does what no
        template needs.
    ResultError
        If the filled document cannot be opened again.
    """
    package, found = opened(document, name), fields(whole, scenario)
    trees = {part: package.tree(part) for part in _filled(package)}
    marked = {part: Source(name, root) for part, root in trees.items() if has_marks(root)}
    found.require(name, _unknown(trees, marked, found))
    for part, root in trees.items():
        _fill_part(package, part, root, marked.get(part), found, read)
    _stamp(package, whole.about.run_id, whole.about.as_at, bool(marked))
    return _opens(package.packed(), name)


def _filled(package: Package) -> list[str]:
    return [*package.stories, *([CORE] if CORE in package.parts else [])]


def _unknown(trees: dict[str, Any], marked: dict[str, Source], found: Fields) -> list[str]:
    wanted: list[str] = []
    for part, root in trees.items():
        wanted += marked[part].unknown(found) if part in marked else []
        wanted += [*controls.unknown(root, found), *pictures.unknown(root, found)]
    return wanted


def _fill_part(
    package: Package,
    part: str,
    root: Any,
    source: Source | None,
    found: Fields,
    read: pictures.Read,
) -> None:
    if source:
        root = source.filled(found)
        pictures.give_own_numbers(root)
    before = package.parts[part]
    held = controls.refill(root, found)
    shown = pictures.refresh(package, part, root, found, read)
    if source or held or shown:
        package.put(part, root)
    if shown:
        package.drop_unused_pictures(part, before)


def _stamp(package: Package, run_id: str, day: date, template: bool) -> None:
    """Say in the document's properties which run it is from, and date it by the run's data."""
    if CORE not in package.parts:
        return
    root = package.tree(CORE)
    dates = ("created", "modified") if template else ("modified",)
    for tag, text in {
        f"{_DC}identifier": run_id,
        **{f"{_TERMS}{name}": f"{day.isoformat()}T00:00:00Z" for name in dates},
    }.items():
        element = root.find(tag)
        if element is None:
            element = root.makeelement(tag)
            root.append(element)
            if tag.startswith(_TERMS):
                element.set("{http://www.w3.org/2001/XMLSchema-instance}type", "dcterms:W3CDTF")
        element.text = text
    package.put(CORE, root)


def _opens(data: bytes, name: str) -> bytes:
    """Return a document's bytes once python-docx has read them back."""
    try:
        body = Document(BytesIO(data)).element.body
    except Exception as error:
        raise ResultError(f"{name}: the filled document cannot be opened ({error}).") from None
    if not len(body):
        raise InputError(f"{name}: has no text.")
    return data
