"""Tables of a living document: a heading row that names columns, and a row for each of the run's.

Cells are matched with headings by the columns of the grid that they take up, so a merged cell can
never shift a value. What cannot be matched is refused.
"""

import re
from copy import deepcopy
from typing import Any

from lxml import etree

from . import story
from .field import CELLS, Field
from .story import TRACKED, W, bare, clean, losses, take_out, within

_NOTHING = "–"  # in a cell that has no value
_SPACES = story.names("p br cr tab")
_ODD = (f"{W}tcPr/{W}vMerge", f"{W}tcPr/{W}hMerge", f".//{W}tbl")
_Grid = dict[tuple[int, int], Any]  # cells, by the first column and how many they take up


def unknown(table: Any, field: Field) -> list[str]:
    """Return the headings of a table that are no column of a field with rows."""
    known = _texts(field.rows[0]) if field.rows else {}
    return [head for head in map(_heading, _heads(table)) if _key(head) not in known]


def wrong(table: Any) -> str:
    """Return why the rows of a table cannot be filled, if they cannot."""
    rows = list(within(table, f"{W}tr"))[:2]
    if not _heads(table):
        return "holds a table without a heading row"
    grids = [_grid(row) for row in rows]
    if None in grids:
        return "holds a table with cells that are merged over rows, or with a table in a cell"
    if any(row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows[1:]):
        return "holds a table with two heading rows; one row names the columns"
    if any(list(grid or ()) != list(grids[0] or ()) for grid in grids):
        return "holds a table whose cells do not stand under its headings one by one; unmerge them"
    return ""


def fill(table: Any, field: Field) -> list[str]:
    """Fill a table from a field with rows; return what went with rows that are left over."""
    first, *rows = within(table, f"{W}tr")
    heads = {place: _key(_heading(cell)) for place, cell in (_grid(first) or {}).items()}
    pattern, lost = _bare_row(rows[0] if rows else first), list[str]()
    wanted = list(field)
    kept = [row for row in rows if _may_stay(row, list(heads))][: len(wanted)]
    for row in rows:
        if row not in kept:
            lost += losses(row)
            take_out(row)
    last = _of_table(table, kept[-1] if kept else first)
    for _ in wanted[len(kept) :]:
        last.addnext(deepcopy(pattern))
        last = last.getnext()
        kept.append(last)
    for row, values in zip(kept, map(_texts, wanted), strict=True):
        for place, cell in (_grid(row) or {}).items():
            lost += story.fill(cell, [values[heads[place]] or _NOTHING])
    return lost


def _may_stay(row: Any, places: list[tuple[int, int]]) -> bool:
    """Return whether a row can be filled in its place: one like the headings, and not tracked."""
    properties = [*row.iterfind(f"{W}trPr/*"), *row.iterfind(f"{W}tc/{W}tcPr/*")]
    return all(each.tag not in TRACKED for each in properties) and list(_grid(row) or ()) == places


def _of_table(table: Any, row: Any) -> Any:
    """Return the child of a table that a row stands in: itself, or a control around it."""
    while row.getparent() is not table:
        row = row.getparent()
    return row


def _heads(table: Any) -> list[Any]:
    first = next(within(table, f"{W}tr"), ())
    return list(within(first, f"{W}tc"))


def _grid(row: Any) -> _Grid | None:
    """Return the cells of a row by the columns that they take up; nothing if it has odd ones."""
    place, found = _number(row.find(f"{W}trPr/{W}gridBefore"), 0) or 0, _Grid()
    for cell in within(row, f"{W}tc"):
        wide = _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1)
        if wide is None or any(cell.find(path) is not None for path in _ODD):
            return None
        found[place, wide] = cell
        place += wide
    return found


def _number(element: Any, otherwise: int) -> int | None:
    """Return the number that an element holds; nothing where it holds something else."""
    text = str(otherwise if element is None else element.get(f"{W}val"))
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


def _bare_row(row: Any) -> Any:
    """Return an empty row in the look of another, with one paragraph in each cell."""
    made = row.makeelement(row.tag)
    made.extend(clean(each) for each in row if each.tag in (f"{W}tblPrEx", f"{W}trPr"))
    for cell in within(row, f"{W}tc"):
        copy = etree.SubElement(made, cell.tag)
        copy.extend(map(clean, cell.findall(f"{W}tcPr")[:1]))
        first = next(within(cell, f"{W}p"), None)
        copy.append(copy.makeelement(f"{W}p") if first is None else bare(first))
    return made


def _heading(cell: Any) -> str:
    """Return the text of a heading, whatever white space stands in it."""
    pieces = (
        each.text or "" if each.tag == f"{W}t" else " " for each in cell.iter(f"{W}t", *_SPACES)
    )
    return " ".join("".join(pieces).split())


def _key(name: str) -> str:
    return re.sub(r"\s", "", name).casefold()


def _texts(row: Field) -> dict[str, str]:
    return {_key(name): str(part) for name, part in row.parts.items() if name != CELLS}
