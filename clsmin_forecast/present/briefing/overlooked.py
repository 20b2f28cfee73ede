"""What is nearly a field, and so was left as it is: the analyst should hear of it."""

import re
from collections.abc import Iterator
from typing import Any

from . import controls, pictures
from .field import slug
from .fields import ROOTS, Fields
from .marks import WHOLE, strings
from .package import Package, is_text
from .story import OLDER, PIC, WP, W, above, paragraphs, text_of

# Every repetition has an end, so that no text takes long to read.
_PATH = rf"((?:{'|'.join(ROOTS)})(?:\.\w{{1,60}}){{1,4}})"
_OPENS, _CLOSES, _SPACE = r"[{\[<«]{1,3}", r"[}\]>»]{1,3}", r"\s{0,3}"
_BRACED = re.compile(
    rf"{_OPENS}{_SPACE}{_PATH}(?:{_SPACE}{_CLOSES})?|{_PATH}{_SPACE}{_CLOSES}"
    rf"|\{{{_SPACE}(\w[\w.]{{0,80}}){_SPACE}\}}"
)
_CHART = re.compile(r"(?i)\[\s{0,3}charts?\b[\W_]{0,3}([\w./-]{0,80})[^\]]{0,80}\]")
_ALONE = re.compile(r"(?i)\W{0,3}(?:charts?[\W_]{1,3})?(\w{1,80})\W{0,3}")
_UNFILLED = re.compile(rf"\{{\{{\s{{0,3}}{_PATH}\s{{0,3}}\}}\}}")
_READ = tuple(f"{W}{name}" for name in ("t", "delText", "delInstrText"))
_TWICE = re.compile(r".{0,12}(?:£\s?(?:minus\s|-)?£|%\s?%).{0,12}")
_SHOWN = 60  # characters of a text in a warning
_OLD_SHAPES = "{urn:schemas-microsoft-com:vml}*"


def overlooked(root: Any, fields: Fields) -> Iterator[str]:
    """Give a sentence for each tag, alternative text and mark of a part that is nearly one of ours.

    Parameters
    ----------
    root : element
        The part, before it is filled.
    fields : Fields
        Of the run.
    """
    yield from _controls(root, fields)
    yield from _pictures(root, fields)
    yield from _marks(root, fields)


def _controls(root: Any, fields: Fields) -> Iterator[str]:
    for control in root.iter(f"{W}sdt"):
        tag, title = (controls.named(control, name) for name in ("tag", "alias"))
        meant = fields.near(tag) or (fields.near(title) if "." in title else None)
        if meant and not controls.is_path(tag):
            why = "its tag is not a field" if tag else "it has a title, and no tag"
            yield (
                f"the content control {_short(tag or title)} was left alone: {why}. Is {meant} "
                "meant?"
            )


def _pictures(root: Any, fields: Fields) -> Iterator[str]:
    for shape in root.iter(f"{WP}docPr"):
        if not pictures.tag_of(shape.get("descr", "")):
            for text in (shape.get("descr", ""), shape.get("title", "")):
                yield from _chart(text, fields, "alternative text (its description) holds")
    for frame in root.iter(f"{WP}inline", f"{WP}anchor"):
        yield from _grouped(frame)
    for shape in root.iter(_OLD_SHAPES):
        if above(shape, OLDER) is not None:
            continue
        yield from _chart(
            shape.get("alt", ""), fields, "picture is inserted anew and its alternative text holds"
        )


def _grouped(frame: Any) -> Iterator[str]:
    """Give a sentence for each picture of a group that has a tag of its own."""
    properties = frame.find(f"{WP}docPr")
    if properties is None or not pictures.tag_of(properties.get("descr", "")):
        for inner in frame.iter(f"{PIC}cNvPr"):
            if pictures.tag_of(inner.get("descr", "")):
                yield (
                    f"the picture described as {_short(inner.get('descr'))} was left alone: it "
                    "stands in a group, or its tag in the picture alone; ungroup it and give it "
                    "its alternative text again."
                )


def unfilled(package: Package) -> Iterator[str]:
    """Give a sentence for each field that stands where nothing is filled.

    Parameters
    ----------
    package : Package
        The document, before it is filled.
    """
    for part, kind in package.kinds.items():
        if part in package.stories:
            told = [
                each.text or "" for each in package.tree(part).iter("*") if each.tag not in _READ
            ]
            text = "".join(told)
        elif (
            is_text(part, kind) and not part.startswith("docProps/") and b"{" in package.parts[part]
        ):
            text = re.sub(r"<[^>]*>", "", package.parts[part].decode(errors="replace"))
        else:
            continue
        for found in dict.fromkeys(each[0] for each in _UNFILLED.finditer(text)):
            yield (
                f"the text {_short(found)} was left as it is: it stands in {part}, in a comment, a "
                "drawing, an equation or a field of Word, where nothing is filled."
            )


def doubled(root: Any) -> list[str]:
    """Return the texts of a part in which a pound or per cent sign stands twice."""
    return [
        found[0]
        for holders in paragraphs(root).values()
        for found in _TWICE.finditer(text_of(holders))
    ]


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
            named = found[1] or found[2] or fields.near(found[3])
            if named:
                yield (
                    f"the text {_short(found[0])} was left as it is: a field is written "
                    f"{{{{ {named} }}}}."
                )


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")
