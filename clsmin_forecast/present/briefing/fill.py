"""Filling: every field is found first, then written, and the whole is opened again at the end."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document

from ...errors import InputError, ResultError
from ...units import number_of
from ..result import Whole
from . import controls, pictures
from .field import Unknown
from .fields import Fields, fields
from .language import Source, has_marks, strings
from .overlooked import overlooked
from .package import CORE, Package, opened
from .stamp import Stamp, stamp, stamp_of

_NOTHING = (
    "nothing to fill was found: no {{ field }} in its text, no content control with a field for "
    "its tag, no picture with [chart: NAME] for its alternative text."
)
_MOST_TOLD = 12  # warnings of what is nearly a field
_OLDER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


@dataclass(frozen=True)
class Filling:
    """A document that was filled, and an account of what was done.

    Parameters
    ----------
    document : bytes
        The file.
    fields, controls, charts : int
        How many ``{{ fields }}`` stood in its text, and how many content controls and tagged
        pictures it has.
    template : bool
        Whether filling took marks of a template away, which no refresh finds again.
    warnings : sequence of str
        What the analyst should look at, a sentence or two each.
    """

    document: bytes
    fields: int
    controls: int
    charts: int
    template: bool
    warnings: Sequence[str]

    @property
    def told(self) -> str:
        """What was filled, as a sentence."""
        fields, held = number_of(self.fields, "field"), number_of(self.controls, "content control")
        shown = number_of(self.charts, "chart")
        return f"Filled: {fields} in text, {held}, {shown}."


def fill(document: bytes, whole: Whole, scenario: str, name: str, read: pictures.Read) -> Filling:
    """Fill the fields, controls and tagged pictures of a Word document from a run.

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
    plain = [_plain(root) for root in trees.values()]
    near = list(dict.fromkeys(told for root in plain for told in overlooked(root, found)))
    more = len(near) - _MOST_TOLD
    if more > 0:
        near[_MOST_TOLD:] = [
            f"{more} more of this document are nearly fields, and were left alone."
        ]
    counts = [
        _fill_part(package, part, root, marked.get(part), found, read)
        for part, root in trees.items()
    ]
    held, shown = map(sum, zip(*counts, strict=True))
    template, before = any(map(has_marks, plain)), stamp_of(package)
    now, warnings = f"{whole.about.run_id} ({scenario})", [_NOTHING]
    if template or held or shown:
        dated = ("created", "modified") if marked else ("modified",)
        after = Stamp(now, before.text or (now if template else ""))
        stamp(package, after, whole.about.run_id, dict.fromkeys(dated, whole.about.as_at))
        warnings = before.of_controls(now)
    return Filling(
        _opens(package.packed(), name),
        sum(text.count("{{") for root in plain for text in strings(root)),
        held,
        shown,
        template,
        [*warnings, *before.of_text(now), *near],
    )


def _plain(root: Any) -> Any:
    """Return a part without what controls hold and what Word keeps twice for older programs."""
    copy = deepcopy(root)
    refreshed = [control for control, _ in controls.tagged(copy)]
    for each in (*refreshed, *copy.iter(_OLDER)):
        if each.getparent() is not None:
            each.getparent().remove(each)
    return copy


def _filled(package: Package) -> list[str]:
    return [*package.stories, *([CORE] if CORE in package.parts else [])]


def _unknown(trees: dict[str, Any], marked: dict[str, Source], found: Fields) -> list[Unknown]:
    wanted: list[Unknown] = []
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
) -> tuple[int, int]:
    """Fill a part; return how many controls and pictures were filled."""
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
    return held, shown


def _opens(data: bytes, name: str) -> bytes:
    """Return a document's bytes once python-docx has read them back."""
    try:
        body = Document(BytesIO(data)).element.body
    except Exception as error:
        raise ResultError(f"{name}: the filled document cannot be opened ({error}).") from None
    if not len(body):
        raise InputError(f"{name}: has no text.")
    return data
