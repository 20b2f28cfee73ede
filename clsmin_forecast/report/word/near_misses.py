"""Near misses: what is nearly a field, and so was left as it was; the analyst should hear of it."""

import re
from collections.abc import Iterator
from typing import Any

from . import controls, pictures
from .field import slug
from .fields import ROOTS, Fields
from .marks import WHOLE, strings
from .package import Package, is_text
from .story import OLDER, PIC, WP, W, above, names, paragraphs, text_of

# Every repetition has an end, so that no text takes long to read.
_PATH = rf"((?:{'|'.join(ROOTS)})(?:\.\w{{1,60}}){{1,4}})"
_OPENS, _CLOSES, _SPACE = r"[{\[<«]{1,3}", r"[}\]>»]{1,3}", r"\s{0,3}"
_BRACED = re.compile(
    rf"{_OPENS}{_SPACE}{_PATH}(?:{_SPACE}{_CLOSES})?|{_PATH}{_SPACE}{_CLOSES}"
    rf"|\{{{_SPACE}(\w[\w.]{{0,80}}){_SPACE}\}}"
)
_CHART = re.compile(r"(?i)\[\s{0,3}charts?\b[\W_]{0,3}([\w./-]{0,80})[^\]]{0,80}\]")
_ALONE = re.compile(r"(?i)\W{0,3}(?:charts?[\W_]{1,3})?(\w{1,80})\W{0,3}")
_UNFILLED = re.compile(rf"\{{\{{{_SPACE}{_PATH}{_SPACE}\}}\}}")
_READ = names("t delText delInstrText")
_TWICE = re.compile(r".{0,12}(?:£\s?(?:minus\s|-)?£|%\s?%).{0,12}")
_SHOWN = 60  # characters of a text in a warning
_OLD_SHAPES = "{urn:schemas-microsoft-com:vml}*"


def near_misses(root: Any, fields: Fields) -> Iterator[str]:
    """Give a sentence for each tag, alternative text and mark of a part that is nearly a field."""
    yield from _controls(root, fields)
    yield from _pictures(root, fields)
    yield from _marks(root, fields)


def _controls(root: Any, fields: Fields) -> Iterator[str]:
    for control in root.iter(f"{W}sdt"):
        tag, title = (controls.property_of(control, name) for name in ("tag", "alias"))
        meant = fields.near(tag) or (fields.near(title) if "." in title else None)
        if meant and not controls.is_path(tag):
            why = "its tag is not a field" if tag else "it has a title, and no tag"
            yield (
                f"the content control {_short(tag or title)} was left alone: {why}. Is {meant} "
                "meant?"
            )


def _pictures(root: Any, fields: Fields) -> Iterator[str]:
    for shape in root.iter(f"{WP}docPr"):
        if not _is_tagged(shape):
            for name in ("descr", "title"):
                rule = "alternative text (its description) holds"
                yield from _chart(shape.get(name, ""), fields, rule)
    for frame in root.iter(f"{WP}inline", f"{WP}anchor"):
        own = frame.find(f"{WP}docPr")
        for inner in frame.iter(f"{PIC}cNvPr") if own is None or not _is_tagged(own) else ():
            if _is_tagged(inner):
                yield (
                    f"the picture described as {_short(inner.get('descr'))} was left alone: it "
                    "stands in a group, or its tag in the picture alone; ungroup it and give it "
                    "its alternative text again."
                )
    for shape in root.iter(_OLD_SHAPES):
        if above(shape, OLDER) is None:
            rule = "picture is inserted anew and its alternative text holds"
            yield from _chart(shape.get("alt", ""), fields, rule)


def _is_tagged(shape: Any) -> bool:
    return pictures.tag_of(shape.get("descr", "")) is not None


def _chart(text: str, fields: Fields, rule: str) -> Iterator[str]:
    bracketed, alone = _CHART.search(text), _ALONE.fullmatch(text)
    name = alone[1] if alone and alone[1] in fields.pictures else None
    if bracketed or name:
        meant = name or slug(bracketed[1] if bracketed else "") or "NAME"
        yield (
            f"the picture described as {_short(text)} was left alone: a chart is put in when the "
            f"{rule} [chart: {meant}]."
        )


def _marks(root: Any, fields: Fields) -> Iterator[str]:
    for text in strings(root):
        for found in _BRACED.finditer(WHOLE.sub(" ", text)):
            meant = found[1] or found[2] or fields.near(found[3])
            if meant:
                yield (
                    f"the text {_short(found[0])} was left as it is: a field is written "
                    f"{{{{ {meant} }}}}."
                )


def unfilled_marks(package: Package) -> Iterator[str]:
    """Give a sentence for each field of a document that stands where nothing is filled."""
    for part, kind in package.kinds.items():
        content, text = package.parts[part], ""
        if part in package.stories:
            elements = package.tree(part).iter("*")
            text = "".join(each.text or "" for each in elements if each.tag not in _READ)
        elif b"{" in content and is_text(part, kind) and not part.startswith("docProps/"):
            text = re.sub(r"<[^>]*>", "", content.decode(errors="replace"))
        for found in dict.fromkeys(each[0] for each in _UNFILLED.finditer(text)):
            yield (
                f"the text {_short(found)} was left as it is: it stands in {part}, in a comment, a "
                "drawing, an equation or a field of Word, where nothing is filled."
            )


def double_signs(root: Any) -> list[str]:
    """Return the texts of a part in which a pound or per cent sign stands twice."""
    texts = map(text_of, paragraphs(root).values())
    return [found[0] for text in texts for found in _TWICE.finditer(text)]


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")
