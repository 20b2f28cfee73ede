"""A story of a document: its body, a header, a footer or notes; its text is read and written here.

Word cuts a text into pieces wherever its look changes, and keeps what was struck out beside what
stands. Here a text is that of a paragraph, as a reader sees it, and only text is written: comments,
notes, pictures and tracked changes stay where they are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
OLDER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What Word keeps a second time, for older programs."""


def names(local: str) -> tuple[str, ...]:
    """Return the full names of elements of Word."""
    return tuple(f"{W}{name}" for name in local.split())


STRUCK = names("del moveFrom")
TRACKED = names("ins del moveFrom moveTo cellIns cellDel cellMerge numberingChange")
_WRAPS = names("sdt sdtContent customXml smartTag ins moveTo")
_FIELDS = names("fldChar instrText")
_ODD = names("tab br cr ptab sym noBreakHyphen softHyphen lastRenderedPageBreak fldChar instrText")
_ONE_PLACE = TRACKED + names(
    "rPrChange pPrChange trPrChange tcPrChange tblPrExChange sectPr tblHeader"
)
_LOSSES = {
    "commentReference": "comment", "footnoteReference": "note", "endnoteReference": "note",
    "drawing": "picture", "pict": "picture", "object": "picture", "bookmarkStart": "bookmark",
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo"), "tracked change"),
}  # fmt: skip


def local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


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


def copies(root: Any, before: Any, tag: str, key: str) -> list[Any]:
    """Return the elements whose key stands in a story more often than before: a loop made them."""
    held, found = Counter(each.get(key) for each in before.iter(tag)), list[Any]()
    for each in root.iter(tag):
        held[each.get(key)] -= 1
        if held[each.get(key)] < 0:
            found.append(each)
    return found


def losses(element: Any) -> list[str]:
    """Return what goes with an element that is taken out, apart from its text, in words."""
    return [_LOSSES[local(each)] for each in element.iter(f"{W}*") if local(each) in _LOSSES]


def put(holder: Any, text: str) -> None:
    """Put a text in an element in the place of its own; one that holds none then is taken out."""
    if (holder.text or "") == text:
        return
    holder.text = text
    if holder.tag == f"{W}t" and text != text.strip():
        holder.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if holder.tag == f"{W}t" and not text:
        take_out(holder)


def take_out(element: Any) -> None:
    """Take an element out, and a control or a run that then holds nothing."""
    holder = element.getparent()
    holder.remove(element)
    if holder.tag == f"{W}sdtContent" and not len(holder):
        take_out(holder.getparent())
    elif holder.tag == f"{W}r" and all(each.tag == f"{W}rPr" for each in holder):
        holder.getparent().remove(holder)


def write(holder: Any, text: str) -> None:
    """Put a text in the place of that of a paragraph or control, in the look of the first there."""
    for simple in _own(holder, f"{W}fldSimple"):  # Word would put its own text in the place of ours
        for each in list(simple):
            simple.addprevious(each)
        simple.getparent().remove(simple)
    first, *others = _own(holder, f"{W}t") or [_add_text(holder, holder)]
    for odd in _odd(holder):
        take_out(odd)
    for each in others:
        put(each, "")
    if text:
        put(first, text)
    else:
        first.text = ""
    for style in first.getparent().findall(f"{W}rPr/{W}rStyle[@{W}val='PlaceholderText']"):
        style.getparent().remove(style)


def _own(holder: Any, *tags: str) -> list[Any]:
    """Return what stands in the paragraph of a holder, not in a box of its own, nor struck out."""
    paragraph = holder if holder.tag == f"{W}p" else above(holder, f"{W}p")
    return [each for each in holder.iter(*tags) if above(each, f"{W}p", *STRUCK) is paragraph]


def _odd(holder: Any) -> list[Any]:
    """Return what else runs show as text; a field of Word that ends elsewhere stays whole."""
    found = [each for each in _own(holder, *_ODD) if each.getparent().tag == f"{W}r"]
    kinds = [each.get(f"{W}fldCharType") for each in found]
    whole = kinds.count("begin") == kinds.count("end")
    return [each for each in found if whole or each.tag not in _FIELDS]


def _add_text(holder: Any, pattern: Any) -> Any:
    """Add a place for text to a holder, in the look of the first run of a pattern."""
    look = pattern.find(f".//{W}r/{W}rPr")
    run = etree.SubElement(holder, f"{W}r")
    if look is not None:
        run.append(clean(look))
    return etree.SubElement(run, f"{W}t")


def fill(holder: Any, texts: Sequence[str]) -> list[str]:
    """Fill a paragraph of a holder for each text; return what went with those left over."""
    found = list(within(holder, f"{W}p")) or [etree.SubElement(holder, f"{W}p")]
    with_text = [each for each in found if _own(each, f"{W}t")] or found[:1]
    pattern, lost = bare(with_text[0]), list[str]()
    kept = with_text[: max(len(texts), 1)]
    for each in found:
        if each not in kept and (each in with_text or not losses(each)):
            lost += _leave(each)
    while len(kept) < len(texts):
        kept[-1].addnext(deepcopy(pattern))
        kept.append(kept[-1].getnext())
    for each, text in zip(kept, texts or [""], strict=True):
        write(each, text)
    return lost


def _leave(paragraph: Any) -> list[str]:
    """Take a paragraph out, but for one that ends a section; return what went with it."""
    if paragraph.find(f"{W}pPr/{W}sectPr") is not None:
        write(paragraph, "")
        return []
    lost = losses(paragraph)
    take_out(paragraph)
    return lost


def bare(paragraph: Any) -> Any:
    """Return an empty paragraph in the look of another, without what only one may have."""
    made = paragraph.makeelement(paragraph.tag)
    properties = paragraph.find(f"{W}pPr")
    if properties is not None:
        made.append(clean(properties))
    _add_text(made, paragraph)
    return made


def clean(properties: Any) -> Any:
    """Return a copy of properties without tracked changes, and what only one place may have."""
    made = deepcopy(properties)
    for each in list(made.iter(*_ONE_PLACE)):
        each.getparent().remove(each)
    return made
