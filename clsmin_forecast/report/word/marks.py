"""Marks of a template: ``{{ field }}``, ``{% for %}`` and their like, in the text of a story.

Only the text of a mark is touched. What stands within it, such as the anchor of a comment, stays
behind it, and text in front of it or behind it keeps its own look. A mark that Word has cut up is
put together where it begins. ``{%tr %}``, ``{%tc %}`` and ``{%p %}`` take the place of their row,
cell or paragraph. Each then begins and ends with characters that no text has, so that the braces
of someone else are never read as a mark.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from ...errors import InputError
from . import controls
from .story import OLDER, PIC, STRUCK, WP, W, above, losses, names, paragraphs, put, text_of

FIELD, BLOCK, REMARK = ("\ufdd0", "\ufdd1"), ("\ufdd2", "\ufdd3"), ("\ufdd4", "\ufdd5")
"""How a mark of each kind begins and ends, once it is put together."""
_LONGEST = 300  # characters of a mark
WHOLE = re.compile(rf"(?s)\{{(?:\{{.{{0,{_LONGEST}}}?\}}|%.{{0,{_LONGEST}}}?%"
                   rf"|\#.{{0,{_LONGEST}}}?\#)\}}")  # fmt: skip
_OPENING = re.compile(r"\{[{%#]")
_WRITTEN = dict(zip(FIELD + BLOCK + REMARK, ("{{", "}}", "{%", "%}", "{#", "#}"), strict=True))
_STRAIGHT = str.maketrans("“”„’\xa0\u2018\u201a", "\"\"\"' ''")  # what Word makes of these
_WIDER = re.compile(r"(?s)(tr|tc|p|r)\s(.*)")
_WIDER_FIELD = re.compile(r"\{\{(tr|tc|p|r)\s+(\w+\.[\w.]+)\s*\}\}")
_KINDS = {"tr": "row", "tc": "cell", "p": "paragraph"}
_APART = STRUCK + names("ins moveTo hyperlink fldSimple sdt")
_NO_LOSS = ("bookmark", "tracked change")  # where a mark takes its paragraph away
_PICTURES = (f"{WP}docPr", f"{PIC}cNvPr")


def has_marks(root: Any) -> bool:
    """Return whether a story holds a mark, however Word has cut it up."""
    return any(map(_OPENING.search, strings(root)))


def is_new(root: Any) -> bool:
    """Return whether a story holds a mark anywhere, even where a control will take its place."""
    return any(_OPENING.search(text_of(holders)) for holders in paragraphs(root).values())


def strings(root: Any) -> Iterator[str]:
    """Give the texts in which marks are filled: of paragraphs and properties, and of pictures."""
    yield from map(text_of, _places(root))
    yield from (shape.get(name) for shape, name in _descriptions(root))


def count(root: Any) -> int:
    """Return how many fields a story holds, once where Word keeps a text twice."""
    texts = [text_of(each) for each in _places(root) if above(each[0], OLDER) is None]
    texts += [shape.get(name) for shape, name in _descriptions(root) if shape.tag == _PICTURES[0]]
    return sum(text.count("{{") for text in texts)


def as_written(text: str) -> str:
    """Return a text with its marks as the author of a template wrote them."""
    return "".join(_WRITTEN.get(character, character) for character in text)


def _places(root: Any) -> Iterator[Sequence[Any]]:
    if not root.tag.startswith(W):  # the properties of a document
        yield from ([each] for each in root.iter("*") if each.text)
        return
    filled = {control for control, _ in controls.places(root)}
    for holders in paragraphs(root).values():
        own = holders if not filled else [
            each for each in holders if filled.isdisjoint(each.iterancestors(f"{W}sdt"))
        ]  # fmt: skip
        if own:
            yield own


def _descriptions(root: Any) -> Iterator[tuple[Any, str]]:
    for shape in root.iter(*_PICTURES):
        yield from ((shape, name) for name in ("descr", "title") if shape.get(name))


def marks_of(where: str, text: str) -> Iterator[re.Match[str]]:
    """Give the marks of a text, each of which must close."""
    place = 0
    while opening := _OPENING.search(text, place):
        whole = WHOLE.match(text, opening.start())
        if not whole:
            raise InputError(
                f"{where}: {text[opening.start() :][:40]!r} opens a field and does not "
                f"close it in the same paragraph, within {_LONGEST} characters."
            )
        place = whole.end()
        yield whole


def gather(where: str, root: Any) -> None:
    """Put each mark of a story together where it begins."""
    wider = [each for holders in list(_places(root)) for each in _join(where, holders)]
    for shape, name in _descriptions(root):
        shape.set(name, WHOLE.sub(lambda mark: _mark(mark[0])[0], shape.get(name)))
    for holder, kind in wider:
        _widen(where, holder, kind)


def _mark(written: str) -> tuple[str, str]:
    """Return a mark put together, and the kind of what it takes the place of, if of anything."""
    begin, end = {"{": FIELD, "%": BLOCK, "#": REMARK}[written[1]]
    kind, inner = "", written[2:-2]
    if written[1] != "{" and (wider := _WIDER.fullmatch(inner)):
        kind, inner = wider.groups()
    return f"{begin}{inner.translate(_STRAIGHT)}{end}", kind


def _join(where: str, holders: Sequence[Any]) -> list[tuple[Any, str]]:
    """Put the marks of a paragraph together; return those that are a row, cell or paragraph."""
    text = text_of(holders)
    begins = [0, *accumulate(len(each.text or "") for each in holders)]
    pieces, wider, place = [""] * len(holders), list[tuple[Any, str]](), 0
    for mark in [*marks_of(where, text), None]:
        stop = mark.start() if mark else len(text)
        while place < stop:  # the text in front of the mark, each piece in its own look
            at = bisect_right(begins, place) - 1
            pieces[at] += text[place : min(stop, begins[at + 1])]
            place = min(stop, begins[at + 1])
        if mark:
            first, last = (bisect_right(begins, each) for each in (mark.start(), mark.end() - 1))
            _require_one_piece(where, mark[0], holders[first - 1 : last])
            made, kind = _mark(mark[0])
            pieces[first - 1] += made
            if kind in _KINDS:
                wider.append((holders[first - 1], kind))
            place = mark.end()
    for holder, piece in zip(holders, pieces, strict=True) if _OPENING.search(text) else ():
        put(holder, piece)
    return wider


def _require_one_piece(where: str, mark: str, holders: Sequence[Any]) -> None:
    if kind := _WIDER_FIELD.fullmatch(mark):
        raise InputError(
            f"{where}: {mark[:60]!r} has {kind[1]} in front of its field; a field is written "
            f"{{{{ {kind[2]} }}}}."
        )
    if len({above(each, f"{W}p", *_APART) for each in holders}) > 1:
        raise InputError(
            f"{where}: {mark[:60]!r} lies partly in a tracked change, a link or a content control; "
            "write it in one piece."
        )


def _widen(where: str, holder: Any, kind: str) -> None:
    """Put a mark in the place of the row, cell or paragraph that it stands in."""
    target, mark = above(holder, f"{W}{kind}"), holder.text
    if target is None or holder.getparent() is None:
        raise InputError(f"{where}: {{%{kind} %}} stands in no {_KINDS[kind]} of its own.")
    text = "".join(map(text_of, paragraphs(target).values()))
    lost = [f"a {each}" for each in losses(target) if each not in _NO_LOSS]
    lost += ["the end of a section"] if target.find(f".//{W}sectPr") is not None else []
    lost += ["other text"] if text.strip() != mark.strip() else []
    if lost:
        raise InputError(
            f"{where}: {as_written(mark.strip())[:60]!r} takes its whole {_KINDS[kind]} away, and "
            f"{lost[0]} stands there; give it a {_KINDS[kind]} of its own."
        )
    before, parent = target.getprevious(), target.getparent()
    if before is not None:
        before.tail = f"{before.tail or ''}{mark}"
    else:
        parent.text = f"{parent.text or ''}{mark}"
    parent.remove(target)
