"""A template as Jinja reads it: fields, loops and conditions, and nothing else of Jinja.

What may stand between the marks is read here before anything is written: every field is looked up,
and whatever could call, import, repeat without end or reach into Python is refused. The sandbox is
a second wall.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from xml.sax.saxutils import unescape

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from ...errors import InputError
from . import marks
from .field import Field, Unknown, column_of
from .fields import Fields
from .refusals import parse
from .story import WP, W, copies

_DEEPEST, _LOOPS = 60, 2  # nodes within nodes, loops in loops
_MOST_MARKS, _MOST_TEXT = 5_000, 40_000_000  # of a part, and characters that it may grow to
_ENDS = marks.FIELD + marks.BLOCK + marks.REMARK
_JINJA = ImmutableSandboxedEnvironment(
    **dict(zip((
        "variable_start_string", "variable_end_string", "block_start_string", "block_end_string",
        "comment_start_string", "comment_end_string",
    ), _ENDS, strict=True)),
    undefined=StrictUndefined, autoescape=True, keep_trailing_newline=True,
)  # fmt: skip
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
_LOOP = Field(
    parts=dict.fromkeys(["index", "index0", "revindex", "revindex0", "first", "last", "length"], "")
)
_MARKS = re.compile(f"[{marks.FIELD[0]}{marks.BLOCK[0]}][^{marks.FIELD[1]}{marks.BLOCK[1]}]*")
_ONCE = {f"{W}{name}": f"{W}id" for name in (
    "commentRangeStart", "commentRangeEnd", "commentReference", "bookmarkStart", "bookmarkEnd",
)} | {f"{W}id": f"{W}val"}  # fmt: skip
"""What no copy that a loop makes may have again: anchors, and the numbers of controls."""


@dataclass
class Template:
    """A story that holds marks, which are put together in it; errors name where it is."""

    where: str
    root: Any

    def __post_init__(self) -> None:
        """Refuse marks that do not close where they open, or too many: nothing else is bounded."""
        made = 0
        for text in marks.strings(self.root):
            made += sum(1 for _ in marks.marks_of(self.where, text))
            if made > _MOST_MARKS:
                raise InputError(
                    f"{self.where}: holds more than {_MOST_MARKS:,} fields, loops and conditions; "
                    "no paper needs them."
                )

    @cached_property
    def text(self) -> str:
        """The story as text that Jinja can read."""
        if re.search(f"[{''.join(_ENDS)}]", etree.tostring(self.root, encoding="unicode")):
            raise InputError(
                f"{self.where}: holds a character that Unicode keeps out of texts (U+FDD0 to "
                "U+FDD5); take it out."
            )
        marks.gather(self.where, self.root)
        text = etree.tostring(self.root, encoding="unicode")
        return _MARKS.sub(lambda mark: unescape(mark[0], {"&quot;": '"', "&#10;": " "}), text)

    def unknown(self, fields: Fields) -> list[Unknown]:
        """Return the paths that lead nowhere; refuse what no paper needs."""
        with _plain_errors(self.where):
            return list(_Scope(self.where, fields.root.parts).unknown(_JINJA.parse(self.text)))

    def fill(self, fields: Fields) -> Any:
        """Return the story with its fields filled, if that is something that Word could read."""
        with _plain_errors(self.where):
            text = self._render(fields.root.parts)
        try:
            root = parse(text.encode(), self.where)
        except etree.XMLSyntaxError:
            raise InputError(
                f"{self.where}: a loop or condition begins in one place of the text and ends in "
                "another; write {%tr for %} in a row, or {%p for %} in a paragraph, of its own."
            ) from None
        _mend(root, self.root)
        return root

    def _render(self, names: Mapping[str, Any]) -> str:
        pieces, size = [], 0
        for piece in _JINJA.from_string(self.text).generate(names):
            size += len(piece)
            if size > _MOST_TEXT:
                raise InputError(
                    f"{self.where}: a loop of the template makes more text than a paper holds."
                )
            pieces.append(piece)
        return "".join(pieces)


def _mend(root: Any, before: Any) -> None:
    """Give a story what Word needs: no empty cell or table, no anchor or number twice."""
    for table in [each for each in root.iter(f"{W}tbl") if each.find(f".//{W}tr") is None]:
        table.getparent().replace(table, table.makeelement(f"{W}p"))
    for cell in root.iter(f"{W}tc"):
        if all(each.tag == f"{W}tcPr" for each in cell):
            cell.append(cell.makeelement(f"{W}p"))
    for name, key in _ONCE.items():
        for each in copies(root, before, name, key):
            each.getparent().remove(each)
    ids = [each.get("id", "") for each in root.iter(f"{WP}docPr")]
    last = max((int(id) for id in ids if re.fullmatch(r"[0-9]{1,9}", id)), default=0)
    for number, each in enumerate(copies(root, before, f"{WP}docPr", "id"), last + 1):
        each.set("id", str(number))


@contextmanager
def _plain_errors(where: str) -> Iterator[None]:
    """Turn what Jinja and Python say of a bad template into one sentence."""
    try:
        yield
    except TemplateError as error:
        text = re.sub(r"<[^>]*>|\s+", " ", marks.as_written(str(error))).strip().rstrip(".")[:160]
        raise InputError(f"{where}: {text}; {_RULE}.") from None
    except TypeError:
        raise InputError(
            f"{where}: compares what cannot be compared; the number of a figure is its value, as "
            "in {% if figures.NAME.value > 0 %}."
        ) from None
    except (RecursionError, SyntaxError, MemoryError):
        raise InputError(f"{where}: is nested too deeply; {_RULE}.") from None


@dataclass(frozen=True)
class _Scope:
    """What names stand for at a place of a template, and the paths there that lead nowhere."""

    where: str
    names: Mapping[str, Any]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)  # of each row by name
    loops: int = 0
    depth: int = 0

    def unknown(self, node: Any) -> Iterator[Unknown]:
        if self.depth > _DEEPEST:
            raise RecursionError
        if isinstance(node, nodes.For):
            yield from self._of_loop(node)
        elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            path = self._path(node)
            found = self._find(path)
            group = isinstance(found, Field) and found.text is None and found is not _ANY
            if found is None or group:
                yield Unknown(".".join(path), self.columns.get(path[0], ()))
        elif isinstance(node, _PLAIN) or (
            isinstance(node, nodes.Filter) and node.name in _FILTERS and not node.args
        ):
            inner = replace(self, depth=self.depth + 1)
            for child in node.iter_child_nodes():
                yield from inner.unknown(child)
        else:
            kind = type(node).__name__.lower()
            raise self._refusal(f"{kind} {node.name}" if isinstance(node, nodes.Filter) else kind)

    def _of_loop(self, node: nodes.For) -> Iterator[Unknown]:
        if not isinstance(node.target, nodes.Name) or self.loops >= _LOOPS:
            raise self._refusal(f"a loop over pairs, or more than {_LOOPS} loops in each other,")
        path, row = self._path(node.iter), node.target.name
        table = self._find(path)
        if not isinstance(table, Field) or (table is not _ANY and table.rows is None):
            yield Unknown(".".join(path))
            table = _ANY
        names = {**self.names, row: next(iter(table), _ANY), "loop": _LOOP}
        columns = {**self.columns, row: tuple(column_of(row, name) for name in table.columns)}
        inner = _Scope(self.where, names, columns, self.loops + 1, self.depth + 1)
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            yield from inner.unknown(child)

    def _path(self, node: Any) -> list[str]:
        if isinstance(node, nodes.Name):
            return [node.name]
        if isinstance(node, nodes.Getattr):
            return [*self._path(node.node), node.attr]
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            return [*self._path(node.node), str(node.arg.value)]
        raise self._refusal(f"reading from {type(node).__name__.lower()}")

    def _find(self, path: list[str]) -> Any:
        found = self.names.get(path[0])
        for name in path[1:]:
            if found is _ANY:
                return None if name.startswith("_") else _ANY
            found = found.parts.get(name) if isinstance(found, Field) else None
        return found

    def _refusal(self, what: str) -> InputError:
        return InputError(f"{self.where}: {what} has no place in a template; {_RULE}.")
