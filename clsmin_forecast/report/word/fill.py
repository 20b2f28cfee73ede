"""Filling: every field is found first, then written, and the whole is opened again at the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document

from ...errors import ResultError
from ...units import number_of
from ..record import Whole
from . import controls, marks, pictures
from .fields import Fields, fields
from .near_misses import double_signs, near_misses, unfilled_marks
from .package import CORE, Package, open_package
from .stamp import Stamp, read_stamp, stamp
from .template import Template

_NOTHING = (
    "nothing to fill was found: no {{ field }} in its text, no content control with a field for "
    "its tag, no picture with [chart: NAME] for its alternative text."
)
_MOST_WARNINGS = 12  # of what is nearly a field


@dataclass(frozen=True)
class Filling:
    """A document that was filled, and an account of what was done."""

    document: bytes
    fields: int  # in its text; the controls and charts are those that it has
    controls: int
    charts: int
    template: bool  # whether filling took marks away, which no refresh finds again
    warnings: Sequence[str]  # what the analyst should look at, a sentence or two each

    @property
    def summary(self) -> str:
        """What was filled, as a sentence."""
        if not (self.fields or self.controls or self.charts):
            return "Filled: nothing."
        fields, held = number_of(self.fields, "field"), number_of(self.controls, "content control")
        shown = number_of(self.charts, "chart")
        return f"Filled: {fields} in text, {held}, {shown}."


def fill(document: bytes, whole: Whole, scenario: str, name: str) -> Filling:
    """Fill the fields, controls and tagged pictures of a Word document from a run.

    Everything else in it stays as it is. The same document and run always give the same bytes.
    The forecast of the scenario has short names; errors call the document by its name.

    Raises
    ------
    InputError
        If the document is not a plain .docx, names a field that does not exist, or does what no
        template needs.
    ResultError
        If the filled document cannot be opened again.
    """
    package, found = open_package(document, name), fields(whole, scenario)
    properties = [CORE] if CORE in package.parts else []
    trees = {part: package.tree(part) for part in [*package.stories, *properties]}
    near = [told for root in trees.values() for told in near_misses(root, found)]
    near += unfilled_marks(package)
    in_text = sum(map(marks.count, trees.values()))
    marked = {part: Template(name, root) for part, root in trees.items() if marks.has_marks(root)}
    _require_fields(name, trees, marked, found)
    before, now = read_stamp(package), f"{whole.about.run_id} ({scenario})"
    new = marked or any(map(marks.is_new, trees.values()))
    held, shown, told = 0, 0, list[str]()
    for part, root in trees.items():
        done = _fill_part(package, part, root, marked.get(part), found)
        held, shown, told = held + done[0], shown + done[1], told + done[2]
    warnings = [_NOTHING]
    if marked or held or shown:
        before.require_one_run(name, now)
        after = Stamp(now, before.text or (now if marked else ""))
        stamp(package, after, whole.about, ("created", "modified") if new else ("modified",))
        warnings = before.changes(now)
    warnings += [*before.remains(now), *told, *_few(near)]
    data = _opens(package.pack(), document, name)
    return Filling(data, in_text, held, shown, bool(marked), warnings)


def _require_fields(
    name: str, trees: Mapping[str, Any], marked: Mapping[str, Template], found: Fields
) -> None:
    """Refuse a document that names what the run has not, or where it could not stand."""
    unknown = []
    for part, root in trees.items():
        unknown += marked[part].unknown(found) if part in marked else []
        unknown += [*controls.unknown(root, found), *pictures.unknown(root, found)]
    found.require(name, unknown)
    for root in trees.values():
        controls.require(name, root, found)


def _fill_part(
    package: Package, part: str, root: Any, template: Template | None, found: Fields
) -> tuple[int, int, list[str]]:
    """Fill one part; return how many controls and charts it has, and warnings."""
    before, twice = package.parts[part], double_signs(root)
    if template:
        root = template.fill(found)
    held, lost = controls.refill(package.name, root, found)
    shown = pictures.refresh(package, part, root, found)
    if template or held or shown:
        package.put(part, root)
    if shown:
        package.drop_unused_pictures(part, before)
    return held, shown, [*_of_losses(lost), *_of_signs(double_signs(root), twice)]


def _few(warnings: Sequence[str]) -> list[str]:
    near = list(dict.fromkeys(warnings))
    more = len(near) - _MOST_WARNINGS
    told = f"{more} more of this document are nearly fields, and were left alone."
    return [*near[:_MOST_WARNINGS], told] if more > 0 else near


def _of_losses(lost: controls.Losses) -> Iterator[str]:
    for path, kinds in lost.items():
        for kind in dict.fromkeys(kinds):
            yield (
                f"a {kind} in the content control {path} went with a line or row that this run "
                "has not, or that was tracked as new or deleted; look at it in the document before."
            )


def _of_signs(now: Sequence[str], before: Sequence[str]) -> Iterator[str]:
    for text in dict.fromkeys(now) if len(now) > len(before) else ():
        if text not in before:
            yield f"{text!r} has a sign twice: a field brings its own £ or %, so take yours out."


def _opens(data: bytes, before: bytes, name: str) -> bytes:
    """Return a document's bytes once they read back, as what they were made from does."""
    open_package(data, name)
    error = _fault(data)
    if error and not _fault(before):  # dead links, which Word passes over
        raise ResultError(f"{name}: the filled document cannot be opened ({error}).")
    return data


def _fault(document: bytes) -> str:
    try:
        Document(BytesIO(document))
    except Exception as error:
        return str(error) or type(error).__name__
    return ""
