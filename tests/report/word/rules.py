"""Rules of the format that Word insists on: what may stand in what, and where text may stand.

They are those of the published schema (ECMA-376, part 1, annex A) for what a filling touches.
"""

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKERS = {"bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "proofErr",
           "permStart", "permEnd", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart",
           "moveToRangeEnd", "ins", "del", "moveFrom", "moveTo", "customXml", "sdt"}  # fmt: skip
BLOCKS = MARKERS | {"p", "tbl", "altChunk"}
RUNS = MARKERS | {"r", "hyperlink", "fldSimple", "smartTag", "dir", "bdo", "subDoc"}
IN_RUN = {"t", "delText", "instrText", "delInstrText", "tab", "br", "cr", "sym", "drawing", "pict",
          "object", "fldChar", "footnoteReference", "endnoteReference", "commentReference",
          "footnoteRef", "endnoteRef", "annotationRef", "separator", "continuationSeparator",
          "noBreakHyphen", "softHyphen", "lastRenderedPageBreak", "ptab", "pgNum"}  # fmt: skip
MAY_HOLD = {
    "body": BLOCKS | {"sectPr"}, "tc": BLOCKS, "p": RUNS, "hyperlink": RUNS, "r": IN_RUN,
    "tbl": MARKERS | {"tblGrid", "tr"}, "tr": MARKERS | {"tc"}, "txbxContent": BLOCKS,
    "hdr": BLOCKS, "ftr": BLOCKS, "footnote": BLOCKS, "endnote": BLOCKS, "comment": BLOCKS,
}  # fmt: skip
FIRST = {"p": ["pPr"], "r": ["rPr"], "tc": ["tcPr"], "tbl": ["tblPr"], "tr": ["tblPrEx", "trPr"]}
OF_A_CONTROL = {"p": RUNS, "hyperlink": RUNS, "tbl": MARKERS | {"tr"}, "tr": MARKERS | {"tc"}}
TEXTS = {"t", "delText", "instrText", "delInstrText"}


def broken(root: Any) -> list[str]:
    """Return each rule that a part breaks, as ``what: what is wrong``."""
    return [told for element in root.iter(f"{W}*") for told in _wrong(element)]


def _name(element: Any) -> str:
    return str(element.tag).removeprefix(W)


def _wrong(element: Any) -> list[str]:
    name, children = _name(element), [_name(each) for each in element.iterchildren("*")]
    allowed = set(FIRST.get(name, ())) | (_in_control(element) if name == "sdtContent"
                                          else MAY_HOLD.get(name, set(children)))  # fmt: skip
    told = [f"{name}: {child}" for child in children if child not in allowed]
    told += [f"{name}: {first} is not first" for first in FIRST.get(name, ())
             if first in children[len(FIRST[name]) :]]  # fmt: skip
    if name == "tc" and (not children or children[-1] not in ("p", "sdt")):
        told.append("tc: does not end with a paragraph")
    if (name == "tbl" and not list(element.iter(f"{W}tr"))) or (name == "tr" and not children):
        told.append(f"{name}: is empty")
    loose = [element.text if name not in TEXTS else "", *(each.tail for each in element)]
    return told + [f"{name}: loose text {text!r}" for text in loose if text and text.strip()]


def _in_control(content: Any) -> set[str]:
    for above in content.iterancestors():
        if _name(above) not in ("sdt", "sdtContent", "ins", "del", "customXml"):
            return OF_A_CONTROL.get(_name(above), BLOCKS)
    return BLOCKS
