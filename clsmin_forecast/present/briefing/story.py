"""A story of a document: its body, a header, a footer or notes; its paragraphs and their text.

Word cuts a text into pieces wherever its look changes, and keeps what was struck out beside what
stands. Here a text is that of a paragraph, as a reader sees it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
STRUCK = (f"{W}del", f"{W}moveFrom")
OLDER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What Word keeps a second time, for older programs."""
_WRAPS = tuple(f"{W}{name}" for name in (
    "sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo",
))  # fmt: skip
_LOSSES = {
    "commentReference": "comment", "footnoteReference": "note", "endnoteReference": "note",
    "drawing": "picture", "pict": "picture", "object": "picture", "bookmarkStart": "bookmark",
    "ins": "tracked change", "del": "tracked change", "moveFrom": "tracked change",
    "moveTo": "tracked change",
}  # fmt: skip


def above(element: Any, *tags: str) -> Any:
    """Return the nearest element of these tags that another stands in, if it stands in one."""
    return next(element.iterancestors(*tags), None)


def paragraphs(root: Any) -> Mapping[Any, Sequence[Any]]:
    """Return the paragraphs that have text, each with the elements that hold it, in order."""
    found: dict[Any, list[Any]] = {}
    holding: dict[Any, Any] = {}  # of each run, so that one of many texts takes no time
    for text in root.iter(f"{W}t"):
        run = text.getparent()
        if run not in holding:
            holding[run] = above(text, f"{W}p", *STRUCK)
        nearest = holding[run]
        if nearest is not None and nearest.tag == f"{W}p":
            found.setdefault(nearest, []).append(text)
    return found


def text_of(holders: Sequence[Any]) -> str:
    """Return the text that elements hold together."""
    return "".join(each.text or "" for each in holders)


def within(element: Any, tag: str) -> Iterator[Any]:
    """Give the paragraphs, rows or cells that an element holds, those in controls of it too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPS:
            yield from within(child, tag)


def losses(element: Any) -> list[str]:
    """Return what goes with an element that is taken out, apart from its text, in words."""
    names = (_LOSSES.get(str(each.tag).removeprefix(W)) for each in element.iter(f"{W}*"))
    return list(filter(None, names))


def put(holder: Any, text: str) -> None:
    """Put a text in an element in the place of its own; one that holds none then is taken out."""
    if holder.text == text or (not text and not holder.text):
        return
    holder.text = text
    if holder.tag != f"{W}t":
        return
    keep_spaces(holder)
    run = holder.getparent()
    if not text:
        run.remove(holder)
        if run.tag == f"{W}r" and all(each.tag == f"{W}rPr" for each in run):
            run.getparent().remove(run)


def keep_spaces(text: Any) -> None:
    """Say that the spaces around a text count, if it has any."""
    if text.text != text.text.strip():
        text.set(SPACE, "preserve")


def take_out(element: Any) -> None:
    """Take an element out, and a control that then holds nothing."""
    holder = element.getparent()
    holder.remove(element)
    if holder.tag == f"{W}sdtContent" and not len(holder):
        take_out(holder.getparent())
