"""Rows as a table of HTML that everybody can read."""

import html
import re
from typing import Any

from ..words import yes_or_no
from .reading import Rows

_SHORT, _LONG = 16, 60  # characters of cells that stay on one line, and that need a wide column
_MANY = 10  # columns, above which paper needs small print
_NUMBER = re.compile(
    r"((up to |less than |minus )?£?[\d,.]+( million)?%?|(under|over) \d+%"
    r"|not (stated|applicable)|)"
)


class ReadingTable:
    """Rows as an accessible table: a caption, one header row, a scope on every header.

    A notebook shows it, and a page finds it by its name.

    Parameters
    ----------
    rows : list of dict
        Column to text, the same columns in every row; the first column names the row.
    title : str
        What the table shows; it stands above it.
    name : str
        Of the table in the record of a run.
    about : str
        Over which years it is; it stands under the title.
    """

    def __init__(self, rows: Rows, title: str = "", name: str = "", about: str = "") -> None:
        self.rows, self.title, self.name, self.about = rows, title, name, about

    @property
    def html(self) -> str:
        """The table as HTML; one that is too wide is scrolled in its own box, by keyboard too."""
        if not self.rows:
            return f"<p>{html.escape(self.title)}: nothing to list.</p>"
        first, *others = self.rows[0]
        columns = [_column(first, self._cells(first), "th")]
        columns += [_column(name, self._cells(name), "td") for name in others]
        head, *body = ("".join(line) for line in zip(*columns, strict=True))
        lines = "\n".join(f"<tr>{line}</tr>" for line in body)
        title, label = html.escape(self.title), html.escape(self.title or first)
        about = f'<span class="about">{html.escape(self.about)}</span>' if self.about else ""
        caption = f"<caption>{title}{about}</caption>\n" if title else ""
        table = f"{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>"
        box = f'class="wide" role="region" tabindex="0" aria-label="Table: {label}"'
        many = ' class="many"' if len(self.rows[0]) > _MANY else ""
        return f"<div {box}>\n<table{many}>\n{table}\n</table>\n</div>"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        shown = {"text/html": self.html, "text/plain": repr(self)}
        return shown, {"clsmin_forecast": {"table": self.name}}

    def _cells(self, name: str) -> list[str]:
        return [yes_or_no(row[name]) for row in self.rows]

    def __repr__(self) -> str:
        lines = [[*self.rows[0]] if self.rows else [], *(list(row.values()) for row in self.rows)]
        return "\n".join("\t".join(map(yes_or_no, line)) for line in lines)


def _column(name: str, cells: list[str], tag: str) -> list[str]:
    texts = [html.escape(cell) for cell in cells]
    kind = f' class="{_kind(cells)}"' if tag == "td" and _kind(cells) else ""
    scope = ' scope="row"' if tag == "th" else ""
    head = f'<th scope="col"{kind}>{html.escape(name)}</th>'
    return [head, *(f"<{tag}{scope}{kind}>{text}</{tag}>" for text in texts)]


def _kind(cells: list[str]) -> str:
    if all(map(_NUMBER.fullmatch, cells)):
        return "number"
    longest = max(map(len, cells))
    return "long" if longest > _LONG else "short" if longest <= _SHORT else ""
