"""A field: what a name of a run stands for in a paper."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

CELLS = "cells"
"""Of a row: all its texts, for a loop over them."""


def slug(name: str) -> str:
    """Return a name as a field has it.

    Examples
    --------
    >>> slug("scenario_forecast-central"), slug("recovered, mean")
    ('scenario_forecast_central', 'recovered_mean')
    """
    return re.sub(r"\W+", "_", name).strip("_")


def column_of(row: str, column: str) -> str:
    """Return how a template writes a column of a row.

    Examples
    --------
    >>> column_of("row", "recovered, mean"), column_of("row", "5%")
    ('row.recovered_mean', 'row["5%"]')
    """
    name = slug(column)
    return f"{row}.{name}" if name.isidentifier() else f'{row}["{column}"]'


@dataclass(frozen=True, eq=False)
class Field:
    """What a name stands for."""

    text: str | None = None  # written in its place; None for a group of fields or a table
    parts: Mapping[str, Any] = field(default_factory=dict)  # what may follow it after a full stop
    rows: Sequence["Field"] | None = None  # what a loop goes over
    value: object = None  # for a condition; the text by default

    def __str__(self) -> str:
        return self.text or ""

    def __bool__(self) -> bool:
        return bool(self.text if self.value is None else self.value)

    def __iter__(self) -> Iterator["Field"]:
        return iter(self.rows or ())

    def __getitem__(self, name: str) -> Any:
        return self.parts[name]

    def walk(self, before: str = "") -> Iterator[tuple[str, "Field"]]:
        """Give every field under it that holds a text or rows, with its path."""
        for name, part in self.parts.items():
            if isinstance(part, Field):
                if part.text is not None or part.rows is not None:
                    yield f"{before}{name}", part
                yield from part.walk(f"{before}{name}.")

    @property
    def is_table(self) -> bool:
        """Whether it has rows of several texts, and none of its own."""
        return self.text is None and self.rows is not None

    @property
    def columns(self) -> list[str]:
        """The headings of a table, empty where it has no rows, or rows without columns."""
        names = [] if not self.rows else [name for name in self.rows[0].parts if name != CELLS]
        short = {slug(name) for name in names if slug(name) != name}
        return [name for name in names if name not in short]

    @property
    def lines(self) -> list[str]:
        """Its text, a paragraph each: the rows of a list, else the text itself."""
        return [str(row) for row in self.rows] if self.rows is not None else [str(self)]


class Unknown(NamedTuple):
    """A path that leads nowhere, with the columns that its table has instead."""

    path: str
    columns: Sequence[str] = ()
