"""Content controls: the places of a living document, filled again by every refresh.

A control whose tag is the path of a field (``figures.NAME``, ``tables.by_year``) holds that field's
text in the look of its first text; a list fills a paragraph for each of its lines. A control around
a table keeps the heading row, whose texts name the columns, and has a row for each row of the run's
table. Only text is replaced: comments, notes, pictures and tracked changes stay where they are.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...errors import InputError
from . import story, tables
from .field import Field, Unknown
from .fields import ROOTS, Fields
from .story import STRUCK, W, above, local, within

Losses = Mapping[str, Sequence[str]]
"""What went with old text, in words, by the path of the control that held it."""
_STALE = ("showingPlcHdr", "dataBinding")  # Word would put other text in their place
_NO_TEXT = {"picture", "checkbox"}  # kinds of control that hold none
_MOST_MADE = 200_000_000  # bytes, about, of what all controls hold once they are filled
_NODE = 100  # bytes of an element, about
_LEVELS = {"p": "run", "tr": "cell", "tbl": "row"}  # what a control holds, by what holds it
_HOLDERS = story.names("p tr tbl tc txbxContent")


def places(root: Any) -> list[tuple[Any, str]]:
    """Return the controls of a part that a run fills, with their tags; none that is struck out."""
    found = [(control, property_of(control, "tag")) for control in root.iter(f"{W}sdt")]
    return [(control, tag) for control, tag in found if is_path(tag) and not _is_struck(control)]


def _is_struck(control: Any) -> bool:
    nearest = above(control, f"{W}p", *STRUCK)
    return nearest is not None and nearest.tag in STRUCK


def property_of(control: Any, name: str) -> str:
    """Return the ``tag`` of a control, or its title, which Word keeps as its ``alias``."""
    found = control.find(f"{W}sdtPr/{W}{name}")
    return "" if found is None else str(found.get(f"{W}val"))


def is_path(tag: str) -> bool:
    """Return whether a tag is written as the path of a field."""
    return tag.partition(".")[0] in ROOTS and "." in tag


def unknown(root: Any, fields: Fields) -> Iterator[Unknown]:
    """Give the tags, and the columns of tagged tables, that lead nowhere."""
    for control, path in places(root):
        found = fields.find(path)
        if found is None or (found.text is None and found.rows is None):
            yield Unknown(path)
        elif found.columns:
            heads = [head for table in _tables(control) for head in tables.unknown(table, found)]
            yield from (Unknown(f"{path}: {head}", tuple(found.columns)) for head in heads)


def require(where: str, root: Any, fields: Fields) -> None:
    """Refuse controls that cannot hold what their tag names, before anything is written."""
    held = places(root)
    filled = {control for control, _ in held}
    for control, path in held:
        found = fields.find(path)
        wrong = "" if found is None else _wrong(control, found, filled)
        if wrong:
            raise InputError(f"{where}: the content control {path} {wrong}.")


def _wrong(control: Any, field: Field, filled: set[Any]) -> str:
    """Return why a control cannot hold a field, if it cannot."""
    if not filled.isdisjoint(control.iterancestors(f"{W}sdt")):
        return "stands within another that is filled too; take one of the two out"
    if not _NO_TEXT.isdisjoint(map(local, control.find(f"{W}sdtPr"))):
        return "is for a picture or a tick; use a Rich Text or Plain Text one"
    held = _tables(control)
    if field.is_table:
        return (
            tables.wrong(held[0])
            if len(held) == 1
            else f"is of a table and holds {len(held) or 'none'}; put it around one table"
        )
    if held:
        return "holds a table, and its field is a text"
    if _level(control) == "row" and len(_cells(control)) != 1:
        return "holds a row, and its field is one text; put it into one cell"
    return ""


def refill(where: str, root: Any, fields: Fields) -> tuple[int, Losses]:
    """Fill the controls of a part; return how many there were, and what went with old text."""
    lost, made = defaultdict[str, list[str]](list), 0
    found = places(root)
    for control, path in found:
        field = fields.find(path)
        if field is not None:
            made += _size(control, field)
            if made > _MOST_MADE:
                raise InputError(f"{where}: its controls would hold more than a paper does.")
            lost[path] += _fill(control, field)
    return len(found), lost


def _size(control: Any, field: Field) -> int:
    elements = sum(1 for table in _tables(control) for _ in table.iter())
    return len(str(field)) + (len(field.rows or ()) or 1) * _NODE * elements


def _fill(control: Any, field: Field) -> list[str]:
    properties, content = control.find(f"{W}sdtPr"), control.find(f"{W}sdtContent")
    if content is None:
        content = control.makeelement(f"{W}sdtContent")
        control.append(content)
    for each in list(properties):
        if local(each) in _STALE:
            properties.remove(each)
    level = _level(control)
    if level == "run":
        story.write(content, str(field))
        return []
    if field.is_table:
        return tables.fill(_tables(control)[0], field)
    if level == "block":
        return story.fill(content, field.lines)
    return story.fill(_cells(control)[0], [str(field)])


def _level(control: Any) -> str:
    """Return what a control holds: runs of a paragraph, blocks of text, a cell or a row."""
    nearest = above(control, *_HOLDERS)
    return "block" if nearest is None else _LEVELS.get(local(nearest), "block")


def _tables(control: Any) -> list[Any]:
    content = control.find(f"{W}sdtContent")
    return [] if content is None else list(within(content, f"{W}tbl"))


def _cells(control: Any) -> list[Any]:
    content = control.find(f"{W}sdtContent")
    rows = list(within(content, f"{W}tr")) or [content]
    return [cell for row in rows for cell in within(row, f"{W}tc")]
