"""Writing a text into a paragraph, a cell or a control, and leaving all else there as it is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree

from .story import STRUCK, W, above, keep_spaces, losses, put, take_out, within

_FIELDS = (f"{W}fldChar", f"{W}instrText")
_ODD = tuple(f"{W}{name}" for name in (
    "tab", "br", "cr", "ptab", "sym", "noBreakHyphen", "softHyphen", "lastRenderedPageBreak",
))  # fmt: skip
TRACKED = tuple(f"{W}{name}" for name in (
    "ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange",
))  # fmt: skip
_ONE_PLACE = (*TRACKED, *(f"{W}{name}" for name in (
    "rPrChange", "pPrChange", "trPrChange", "tcPrChange", "tblPrExChange", "sectPr", "tblHeader",
)))  # fmt: skip


class Losses(defaultdict[str, list[str]]):
    """What went with old text, in words, by the path of the control that held it."""

    def __init__(self) -> None:
        super().__init__(list)


def write(holder: Any, text: str) -> None:
    """Put a text in the place of that of a paragraph or control, in the look of the first there."""
    for simple in list(_own(holder, f"{W}fldSimple")):
        _unwrap(simple)
    first, *others = [*_own(holder, f"{W}t")] or [_new(holder)]
    for odd in _odd(holder):
        _drop(odd)
    for each in others:
        put(each, "")
    if first.text != text:
        first.text = text
        keep_spaces(first)
    for style in first.getparent().findall(f"{W}rPr/{W}rStyle[@{W}val='PlaceholderText']"):
        style.getparent().remove(style)


def has_text(paragraph: Any) -> bool:
    """Return whether a paragraph holds text of its own."""
    return next(_own(paragraph, f"{W}t"), None) is not None


def _own(holder: Any, *tags: str) -> Iterator[Any]:
    """Give what stands in the paragraph of a holder, not in a box of its own, nor struck out."""
    paragraph = holder if holder.tag == f"{W}p" else above(holder, f"{W}p")
    for each in list(holder.iter(*tags)):
        if above(each, f"{W}p", *STRUCK) is paragraph:
            yield each


def _odd(holder: Any) -> list[Any]:
    """Return what else runs show as text; a field of Word that ends elsewhere stays whole."""
    found = [each for each in _own(holder, *_ODD, *_FIELDS) if each.getparent().tag == f"{W}r"]
    kinds = [each.get(f"{W}fldCharType") for each in found]
    whole = kinds.count("begin") == kinds.count("end")
    return [each for each in found if whole or each.tag not in _FIELDS]


def _drop(element: Any) -> None:
    run = element.getparent()
    run.remove(element)
    if all(each.tag == f"{W}rPr" for each in run):
        run.getparent().remove(run)


def _unwrap(simple: Any) -> None:
    """Leave the text of a field of Word, which would else put its own in the place of ours."""
    for each in list(simple):
        simple.addprevious(each)
    simple.getparent().remove(simple)


def _new(holder: Any) -> Any:
    """Return a place for text at the end of a holder, in the look of a run there."""
    looks = holder.find(f".//{W}r/{W}rPr")
    run = etree.SubElement(holder, f"{W}r")
    if looks is not None:
        run.append(clean(deepcopy(looks)))
    return etree.SubElement(run, f"{W}t")


def lines(holder: Any, texts: Sequence[str]) -> list[str]:
    """Fill a paragraph of a holder for each text; return what went with those left over."""
    found = list(within(holder, f"{W}p")) or [etree.SubElement(holder, f"{W}p")]
    written = [each for each in found if has_text(each)] or found[:1]
    pattern, lost = bare(written[0]), list[str]()
    kept = written[: max(len(texts), 1)]
    for each in found:
        if each not in kept and (each in written or not losses(each)):
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
    properties, looks = paragraph.find(f"{W}pPr"), paragraph.find(f".//{W}r/{W}rPr")
    if properties is not None:
        made.append(clean(deepcopy(properties)))
    run = etree.SubElement(made, f"{W}r")
    if looks is not None:
        run.append(clean(deepcopy(looks)))
    etree.SubElement(run, f"{W}t")
    return made


def clean(properties: Any) -> Any:
    """Return properties without tracked changes, and what only one place of a document may have."""
    for each in list(properties.iter(*_ONE_PLACE)):
        each.getparent().remove(each)
    return properties
