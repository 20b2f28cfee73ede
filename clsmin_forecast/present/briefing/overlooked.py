"""What is nearly a field, and so was left as it is: the analyst should hear of it."""

import re
from collections.abc import Iterator
from typing import Any

from . import controls, pictures
from .field import slug
from .fields import ROOTS, Fields
from .language import WHOLE, W, strings

_PATH = rf"((?:{'|'.join(ROOTS)})(?:\.\w+)+)"
_OPENS, _CLOSES = r"[{\[<«]", r"[}\]>»]"
_BRACED = re.compile(
    rf"{_OPENS}+\s*{_PATH}(?:\s*{_CLOSES}+)?|{_PATH}\s*{_CLOSES}+|\{{\s*(\w[\w.]*)\s*\}}"
)
_CHART = re.compile(r"(?i)\[\s*charts?\b[\W_]*([\w./-]*)[^\]]*\]")
_ALONE = re.compile(r"(?i)\W*(?:charts?[\W_]+)?(\w+)\W*")
_SHOWN = 60  # characters of a text in a warning
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
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
            yield (
                f"the content control {_short(tag or title)} was left alone: its tag is not a "
                f"field. Is {meant} meant?"
            )


def _pictures(root: Any, fields: Fields) -> Iterator[str]:
    for shape in root.iter(f"{_WP}docPr"):
        if not pictures.tag_of(shape.get("descr", "")):
            for text in (shape.get("descr", ""), shape.get("title", "")):
                yield from _chart(text, fields, "alternative text (its description) holds")
    for shape in root.iter(_OLD_SHAPES):
        yield from _chart(
            shape.get("alt", ""), fields, "picture is inserted anew and its alternative text holds"
        )


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
