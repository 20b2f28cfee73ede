"""Filling: every field is found first, then written, and the whole is opened again at the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document

from ...errors import InputError, ResultError
from ...units import number_of
from ..result import Whole
from . import controls, marks, pictures
from .field import Unknown
from .fields import Fields, fields
from .language import Source
from .overlooked import doubled, overlooked, unfilled
from .package import CORE, Package, opened
from .stamp import Stamp, stamp, stamp_of

_NOTHING = (
    "nothing to fill was found: no {{ field }} in its text, no content control with a field for "
    "its tag, no picture with [chart: NAME] for its alternative text."
)
_MOST_TOLD = 12  # warnings of what is nearly a field


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
    near = [told for root in trees.values() for told in overlooked(root, found)]
    near += unfilled(package)
    in_text = sum(map(marks.count, trees.values()))
    marked = {part: Source(name, root) for part, root in trees.items() if marks.has_marks(root)}
    found.require(name, _unknown(trees, marked, found))
    for root in trees.values():
        controls.require(name, root, found)
    before, now = stamp_of(package), f"{whole.about.run_id} ({scenario})"
    new = marked or any(map(marks.is_new, trees.values()))
    held, shown, told = 0, 0, list[str]()
    for part, root in trees.items():
        done = _fill_part(package, part, root, marked.get(part), found, read)
        held, shown, told = held + done.controls, shown + done.charts, told + done.told
    warnings = [_NOTHING]
    if marked or held or shown:
        _require_one_run(name, before, now, held + shown + len(marked))
        dated = ("created", "modified") if new else ("modified",)
        after = Stamp(now, before.text or (now if marked else ""))
        stamp(package, after, whole.about.run_id, dict.fromkeys(dated, whole.about.as_at))
        warnings = before.of_controls(now)
    return Filling(
        _opens(package.packed(), document, name),
        in_text,
        held,
        shown,
        bool(marked),
        [*warnings, *before.of_text(now), *told, *_few(near)],
    )


def _few(told: Sequence[str]) -> list[str]:
    near = list(dict.fromkeys(told))
    more = len(near) - _MOST_TOLD
    if more > 0:
        near[_MOST_TOLD:] = [
            f"{more} more of this document are nearly fields, and were left alone."
        ]
    return near


def _filled(package: Package) -> list[str]:
    return [*package.stories, *([CORE] if CORE in package.parts else [])]


def _unknown(trees: dict[str, Any], marked: dict[str, Source], found: Fields) -> list[Unknown]:
    wanted: list[Unknown] = []
    for part, root in trees.items():
        wanted += marked[part].unknown(found) if part in marked else []
        wanted += [*controls.unknown(root, found), *pictures.unknown(root, found)]
    return wanted


@dataclass(frozen=True)
class _Done:
    """What was filled in a part, and what should be told of it."""

    controls: int
    charts: int
    told: list[str]


def _fill_part(
    package: Package,
    part: str,
    root: Any,
    source: Source | None,
    found: Fields,
    read: pictures.Read,
) -> _Done:
    before, twice = package.parts[part], doubled(root)
    if source:
        filled = source.filled(found)
        pictures.give_own_numbers(filled, root)
        root = filled
    held, lost = controls.refill(package.name, root, found)
    shown = pictures.refresh(package, part, root, found, read)
    if source or held or shown:
        package.put(part, root)
    if shown:
        package.drop_unused_pictures(part, before)
    now = doubled(root)
    new = [each for each in now if each not in twice] if len(now) > len(twice) else []
    return _Done(held, shown, [*_of_losses(lost), *_of_signs(new)])


def _of_losses(lost: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for path, kinds in lost.items():
        for kind in dict.fromkeys(kinds):
            yield (
                f"a {kind} in the content control {path} went with a line or row that this run "
                "has not, or that was tracked as new or deleted; look at it in the document before."
            )


def _of_signs(texts: Sequence[str]) -> Iterator[str]:
    for text in dict.fromkeys(texts):
        yield f"{text!r} has a sign twice: a field brings its own £ or %, so take yours out."


def _require_one_run(name: str, before: Stamp, now: str, filled: int) -> None:
    """Refuse to put what is from this run beside text that another run's marks left."""
    if filled and before.text not in ("", now):
        raise InputError(
            f"{name}: what stood in {{{{ }}}} in its template is plain text of run {before.text}, "
            f"and would stand beside what is new of run {now}. Fill the template again; or, where "
            "that text may stay, delete the property 'Forecast in plain text' (File, Info, "
            "Properties, Advanced)."
        )


def _opens(data: bytes, before: bytes, name: str) -> bytes:
    """Return a document's bytes once they read back, as what they were made from does."""
    opened(data, name)
    try:
        Document(BytesIO(data))
    except Exception as error:
        if not _fails(before):
            raise ResultError(f"{name}: the filled document cannot be opened ({error}).") from None
    return data


def _fails(document: bytes) -> bool:
    """Return whether a document cannot be read as it came: dead links, which Word passes over."""
    try:
        Document(BytesIO(document))
    except Exception:
        return True
    return False
