"""Content controls: the places of a living document, filled again by every refresh.

A control whose tag is the path of a field (``figures.NAME``, ``tables.by_year``) holds that field's
text in the look of its first run; a list fills a paragraph for each of its lines. A control around
a table keeps the heading row, whose texts name the columns, and has a row in the look of the first
for each row of the run's table.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from .field import Field, Unknown
from .fields import ROOTS, Fields
from .language import W

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NOTHING = "–"  # in the cell of a table that has no value
_STALE = (f"{W}showingPlcHdr", f"{W}dataBinding")  # Word would put other text in their place


def tagged(root: Any) -> Iterator[tuple[Any, str]]:
    """Give the controls of a part that a run fills, with their tags."""
    for control in list(root.iter(f"{W}sdt")):
        path = named(control, "tag")
        if is_path(path):
            yield control, path


def named(control: Any, name: str) -> str:
    """Return the ``tag`` of a control, or its title, which Word keeps as its ``alias``."""
    found = control.find(f"{W}sdtPr/{W}{name}")
    return "" if found is None else str(found.get(f"{W}val"))


def is_path(tag: str) -> bool:
    """Return whether a tag is written as the path of a field."""
    return tag.partition(".")[0] in ROOTS and "." in tag


def unknown(root: Any, fields: Fields) -> Iterator[Unknown]:
    """Give the tags, and the columns of tagged tables, that lead nowhere."""
    for control, path in tagged(root):
        found = fields.find(path)
        table = control.find(f"{W}sdtContent/{W}tbl")
        if found is None or (found.text is None and (found.rows is None or table is None)):
            yield Unknown(path)
        elif table is not None and found.rows:
            columns = {name.casefold() for name in found.rows[0].parts}
            heads = [head for head in _heads(table) if head.casefold() not in columns]
            yield from (Unknown(f"{path}: {head}", tuple(found.columns)) for head in heads)


def refill(root: Any, fields: Fields) -> int:
    """Fill the controls of a part; return how many there were."""
    found = [(control, fields.find(path)) for control, path in tagged(root)]
    for control, field in found:
        content = control.find(f"{W}sdtContent")
        if field is not None and content is not None:
            _forget(control)
            _fill(content, field)
    return len(found)


def _forget(control: Any) -> None:
    properties = control.find(f"{W}sdtPr")
    for name in _STALE:
        for each in properties.findall(name):
            properties.remove(each)


def _fill(content: Any, field: Field) -> None:
    table, cell = content.find(f"{W}tbl"), content.find(f".//{W}tc")
    paragraphs = content.findall(f"{W}p")
    if table is not None:
        _fill_table(table, field)
    elif paragraphs:
        _fill_paragraphs(content, paragraphs, field.lines)
    elif cell is not None:
        _fill_paragraphs(cell, cell.findall(f"{W}p"), [str(field)])
    else:
        _write(content, str(field))


def _fill_paragraphs(content: Any, paragraphs: list[Any], lines: list[str]) -> None:
    """Put a paragraph for each line, in the look of the first, in the place of these."""
    place = content.index(paragraphs[0])
    copies = [deepcopy(paragraphs[0]) for _ in lines or [""]]
    for paragraph in paragraphs:
        content.remove(paragraph)
    for offset, (copy, line) in enumerate(zip(copies, lines or [""], strict=True)):
        _write(copy, line)
        content.insert(place + offset, _anonymous(copy) if offset else copy)


def _anonymous(copied: Any) -> Any:
    """Return a copy without the marks that Word gives to one element only."""
    for element in copied.iter():
        for mark in ("paraId", "textId"):
            element.attrib.pop(f"{_W14}{mark}", None)
    return copied


def _write(holder: Any, text: str) -> None:
    """Leave one run in a paragraph or control, with a text, in the look of the first there."""
    looks = holder.find(f".//{W}r/{W}rPr")
    for child in list(holder):
        if child.tag != f"{W}pPr":
            holder.remove(child)
    run = holder.makeelement(f"{W}r")
    if looks is not None:
        for style in looks.findall(f"{W}rStyle[@{W}val='PlaceholderText']"):
            looks.remove(style)
        run.append(looks)
    written = run.makeelement(f"{W}t", {_SPACE: "preserve"})
    written.text = text
    run.append(written)
    holder.append(run)


def _heads(table: Any) -> list[str]:
    first = table.find(f"{W}tr")
    return [_said(cell) for cell in first.findall(f"{W}tc")]


def _said(cell: Any) -> str:
    return "".join(text.text or "" for text in cell.iter(f"{W}t")).strip()


def _fill_table(table: Any, field: Field) -> None:
    first, *rows = table.findall(f"{W}tr")
    pattern = rows[0] if rows else first
    heads = [_said(cell).casefold() for cell in first.findall(f"{W}tc")]
    filled = [_row(deepcopy(pattern), heads, row) for row in field]
    for row in rows:
        table.remove(row)
    table.extend(filled)


def _row(copy: Any, heads: list[str], row: Field) -> Any:
    texts = {name.casefold(): str(part) for name, part in row.parts.items()}
    for mark in copy.findall(f"{W}trPr/{W}tblHeader"):
        mark.getparent().remove(mark)
    for head, cell in zip(heads, copy.findall(f"{W}tc"), strict=False):
        _fill_paragraphs(cell, cell.findall(f"{W}p"), [texts[head] or _NOTHING])
    return _anonymous(copy)
