"""The language of a template: fields, loops and conditions, and nothing else of Jinja.

What may stand between the marks is read here before anything is written: every field is looked up,
and whatever could call, import, repeat without end or reach into Python is refused. The sandbox is
a second wall.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from xml.sax.saxutils import unescape

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from ...errors import InputError
from . import marks
from .bounds import parsed
from .field import Field, Unknown, slug
from .fields import Fields
from .story import W

_DEEPEST, _LOOPS = 60, 2  # nodes within nodes, loops in loops
_MOST_MARKS, _MOST_TEXT = 5_000, 40_000_000  # of a part, and characters that it may grow to
_PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
_FILTERS = ("upper", "lower", "capitalize", "trim")
_RULE = (
    "a template may hold {{ fields }}, {% for %} over rows, {% if %}, and the filters "
    "upper, lower, capitalize and trim"
)
_ANY = Field()  # what stands for a row of an empty table: it may have any column
_LOOP = Field(parts=dict.fromkeys(
    ("index", "index0", "revindex", "revindex0", "first", "last", "length"), ""
))  # fmt: skip
_MARKS = re.compile(f"[{marks.FIELD[0]}{marks.BLOCK[0]}][^{marks.FIELD[1]}{marks.BLOCK[1]}]*")
_ONCE = tuple((f"{W}{name}", f"{W}{key}") for name, key in (
    ("commentRangeStart", "id"), ("commentRangeEnd", "id"), ("commentReference", "id"),
    ("bookmarkStart", "id"), ("bookmarkEnd", "id"), ("id", "val"),
))  # fmt: skip
"""What no copy that a loop makes may have again: anchors, and the numbers of controls."""
_ALL_ENDS = f"[{''.join(marks.FIELD + marks.BLOCK + marks.REMARK)}]"


class _Bounded(Template):
    def render(self, *given: Any, **named: Any) -> str:
        pieces, size = [], 0
        for piece in self.generate(*given, **named):
            size += len(piece)
            if size > _MOST_TEXT:
                raise InputError("a loop of the template makes more text than a paper holds.")
            pieces.append(piece)
        return "".join(pieces)


class _Environment(ImmutableSandboxedEnvironment):
    template_class = _Bounded


def _environment() -> _Environment:
    (field, field_end), (block, block_end), (remark, remark_end) = (
        marks.FIELD, marks.BLOCK, marks.REMARK,
    )  # fmt: skip
    return _Environment(
        undefined=StrictUndefined, autoescape=True, keep_trailing_newline=True,
        variable_start_string=field, variable_end_string=field_end,
        block_start_string=block, block_end_string=block_end,
        comment_start_string=remark, comment_end_string=remark_end,
    )  # fmt: skip


@dataclass
class Source:
    """A story that holds marks, as Jinja reads it.

    Parameters
    ----------
    where : str
        What errors name.
    root : element
        The story; its marks are put together in it.
    """

    where: str
    root: Any

    def __post_init__(self) -> None:
        """Refuse marks that do not close where they open, or too many: nothing else is bounded."""
        made = 0
        for text in marks.strings(self.root):
            made += sum(1 for _ in marks.found(self.where, text))
            if made > _MOST_MARKS:
                raise InputError(
                    f"{self.where}: holds more than {_MOST_MARKS:,} fields, loops and conditions; "
                    "no paper needs them."
                )

    @cached_property
    def text(self) -> str:
        """The story as text that Jinja can read."""
        if re.search(_ALL_ENDS, etree.tostring(self.root, encoding="unicode")):
            raise InputError(
                f"{self.where}: holds a character that Unicode keeps out of texts (U+FDD0 to "
                "U+FDD5); take it out."
            )
        marks.gather(self.where, self.root)
        text = etree.tostring(self.root, encoding="unicode")
        return _MARKS.sub(lambda mark: unescape(mark[0], {"&quot;": '"', "&#10;": " "}), text)

    def unknown(self, fields: Fields) -> list[Unknown]:
        """Return the paths of fields that do not exist.

        Raises
        ------
        InputError
            If the template does what no paper needs.
        """
        with _told(self.where):
            return list(
                _Reader(self.where).read(_environment().parse(self.text), fields.root.parts)
            )

    def filled(self, fields: Fields) -> Any:
        """Return the story with its fields filled.

        Raises
        ------
        InputError
            If the filled story is not what Word could read.
        """
        with _told(self.where):
            text = _environment().from_string(self.text).render(fields.root.parts)
        try:
            root = parsed(text.encode(), self.where)
        except etree.XMLSyntaxError:
            raise InputError(
                f"{self.where}: a loop or condition begins in one place of the text and ends in "
                "another; write {%tr for %} in a row, or {%p for %} in a paragraph, of its own."
            ) from None
        _mend(root, self.root)
        return root


def _mend(root: Any, before: Any) -> None:
    """Give a story what Word needs: no empty cell or table, and no anchor twice."""
    for table in [each for each in root.iter(f"{W}tbl") if each.find(f".//{W}tr") is None]:
        table.getparent().replace(table, table.makeelement(f"{W}p"))
    for cell in root.iter(f"{W}tc"):
        if all(each.tag == f"{W}tcPr" for each in cell):
            cell.append(cell.makeelement(f"{W}p"))
    for name, key in _ONCE:
        held = Counter(each.get(key) for each in before.iter(name))
        seen: Counter[str] = Counter()
        for each in list(root.iter(name)):
            seen[each.get(key)] += 1
            if seen[each.get(key)] > held[each.get(key)]:
                each.getparent().remove(each)


class _told:
    """Turns what Jinja and Python say of a bad template into one sentence."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, InputError) and not str(error).startswith(self.where):
            raise InputError(f"{self.where}: {error}") from None
        if isinstance(error, TemplateError):
            told = (
                re.sub(r"<[^>]*>|\s+", " ", marks.as_written(str(error))).strip().rstrip(".")[:160]
            )
            raise InputError(f"{self.where}: {told}; {_RULE}.") from None
        if isinstance(error, TypeError):
            raise InputError(
                f"{self.where}: compares what cannot be compared; the number of a figure is its "
                "value, as in {% if figures.NAME.value > 0 %}."
            ) from None
        if isinstance(error, RecursionError | SyntaxError | MemoryError):
            raise InputError(f"{self.where}: is nested too deeply; {_RULE}.") from None


@dataclass(frozen=True)
class _Reader:
    """Reads what stands between the marks, and gives the paths that lead nowhere."""

    where: str
    loops: int = 0
    depth: int = 0
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of each row in scope

    def read(self, node: Any, scope: Mapping[str, Any]) -> Iterator[Unknown]:
        if self.depth > _DEEPEST:
            raise RecursionError
        if isinstance(node, nodes.For):
            yield from self._loop(node, scope)
        elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            yield from self._field(node, scope)
        elif isinstance(node, _PLAIN) or (
            isinstance(node, nodes.Filter) and node.name in _FILTERS and not node.args
        ):
            inner = replace(self, depth=self.depth + 1)
            for child in node.iter_child_nodes():
                yield from inner.read(child, scope)
        else:
            named = f" {node.name}" if isinstance(node, nodes.Filter) else ""
            raise self._refused(f"{type(node).__name__.lower()}{named}")

    def _refused(self, what: str) -> InputError:
        return InputError(f"{self.where}: {what} has no place in a template; {_RULE}.")

    def _field(self, node: Any, scope: Mapping[str, Any]) -> Iterator[Unknown]:
        path = self._path(node)
        found = _follow(path, scope)
        if found is None or (isinstance(found, Field) and found is not _ANY and found.text is None):
            yield Unknown(".".join(path), self.columns.get(path[0], ()))

    def _path(self, node: Any) -> list[str]:
        if isinstance(node, nodes.Name):
            return [node.name]
        if isinstance(node, nodes.Getattr):
            return [*self._path(node.node), node.attr]
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            return [*self._path(node.node), str(node.arg.value)]
        raise self._refused(f"reading from {type(node).__name__.lower()}")

    def _loop(self, node: nodes.For, scope: Mapping[str, Any]) -> Iterator[Unknown]:
        if not isinstance(node.target, nodes.Name) or self.loops >= _LOOPS:
            raise self._refused(f"a loop over pairs, or more than {_LOOPS} loops in each other,")
        path = self._path(node.iter)
        table = _follow(path, scope)
        if not isinstance(table, Field) or (table is not _ANY and table.rows is None):
            yield Unknown(".".join(path))
            table = _ANY
        row = node.target.name
        inside = {**scope, row: next(iter(table), _ANY), "loop": _LOOP}
        columns = {**self.columns, row: tuple(written(row, name) for name in table.columns)}
        inner = _Reader(self.where, self.loops + 1, self.depth + 1, columns)
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from inner.read(child, inside)


def written(row: str, column: str) -> str:
    """Return how a template writes a column of a row.

    Examples
    --------
    >>> written("row", "recovered, mean"), written("row", "5%")
    ('row.recovered_mean', 'row["5%"]')
    """
    name = slug(column)
    return f"{row}.{name}" if name.isidentifier() else f'{row}["{column}"]'


def _follow(path: list[str], scope: Mapping[str, Any]) -> Any:
    found = scope.get(path[0])
    for name in path[1:]:
        if found is _ANY:
            return None if name.startswith("_") else _ANY
        found = found.parts.get(name) if isinstance(found, Field) else None
    return found
