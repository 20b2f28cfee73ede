"""Tables of a run: those of the same columns from several notebooks stand together on one sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ...inputs.awards import OUTTURN, RECEIVED
from ..result import Finished, Table, Whole
from ..words import capital, money_words, spaced
from .cells import Cell, cell, written
from .columns import NOT_APPLICABLE, Column, column
from .notes import Numbered, shorthand_line
from .sheet import ONE_TABLE, Sheet

_CHECKS = "checks"  # every notebook's stand on one sheet of their own
_IN_CASH = {"awards_cash"}  # whatever prices the rest of its notebook is in


@dataclass(frozen=True)
class Part:
    """A table of one notebook, with its data."""

    job: Finished
    table: Table
    data: pd.DataFrame
    scenario: str

    @property
    def settings(self) -> str:
        """How its figures were made, in a line; empty where nothing was drawn."""
        asked = self.job.result.parameters
        said = []
        if "price_base" in asked:
            cash = self.table.name in _IN_CASH
            said.append(f"sums are {money_words('cash' if cash else asked['price_base'])}")
        if "draws" in asked:
            seed = f", seed {asked['seed']}" if "seed" in asked else ""
            said.append(f"{asked['draws']:,} draws{seed}")
        return f"{capital('; '.join(said))}." if said else ""

    @property
    def group(self) -> tuple[object, ...]:
        """What parts must share to stand on one sheet."""
        table = self.table
        return (table.name, table.title, table.about, tuple(self.data.columns), self.settings)

    def same(self, other: "Part") -> bool:
        """Return whether another notebook gives the same table of the same scenario."""
        return self.job.scenario == other.job.scenario and self.data.equals(other.data)


Group = list[Part]
"""Parts that stand together on one sheet."""


def groups(whole: Whole) -> list[Group]:
    """Return the tables of a run, those that stand together in one group, in the run's order.

    The same table of the same scenario stands once.
    """
    found: dict[tuple[object, ...], Group] = {}
    for part in _each(whole):
        group = found.setdefault(part.group, [])
        if not any(part.same(other) for other in group):
            group.append(part)
    return list(found.values())


def _each(whole: Whole) -> Iterator[Part]:
    # A notebook need not say the title of its scenario, where another of the run does.
    titles = {job.scenario: job.result.subject for job in whole.jobs if job.result.subject}
    for job in whole.jobs:
        name = job.scenario or ""
        named = job.result.subject or titles.get(name, capital(spaced(Path(name).stem)))
        for table, data in job.tables():
            if table.name != _CHECKS:
                yield Part(job, table, data, named)


def columns(group: Group) -> list[Column]:
    """Return the columns of a group in words."""
    return [
        column(group[0].table.name, name, numeric=all(_numeric(part.data[name]) for part in group))
        for name in group[0].data.columns
    ]


def _numeric(values: "pd.Series[Any]") -> bool:
    return not any(isinstance(value, str) for value in values)


def sheet(group: Group, numbered: Numbered) -> Sheet:
    """Return the sheet on which a group stands, the scenario of each row said where there are more.

    Parameters
    ----------
    group : list of Part
        The tables, with the same columns.
    numbered : Numbered
        The notes of the workbook.
    """
    first, known = group[0], columns(group)
    several = len(group) > 1
    rows = [
        ((written(part.scenario) or NOT_APPLICABLE,) if several else ()) + row
        for part in group
        for row in _rows(part.data, known)
    ]
    shown = [Column("Scenario"), *known] if several else known
    rows = rows or [(NOT_APPLICABLE,) * len(shown)]
    scenario = "" if several or not first.scenario else f"Scenario: {written(first.scenario)}."
    lines = [
        ONE_TABLE,
        " ".join(filter(None, (scenario, written(first.table.about), first.settings))),
        *numbered.lines(note for each in known for note in each.kind.notes),
        *shorthand_line(cell for row in rows for cell in row),
    ]
    return Sheet(
        capital(spaced(first.table.name)),
        written(first.table.title) or first.table.name,
        tuple(filter(None, lines)),
        _headings(shown),
        tuple(each.kind for each in shown),
        tuple(rows),
    )


def _rows(data: pd.DataFrame, known: list[Column]) -> Iterator[tuple[Cell, ...]]:
    statuses = data["status"] if "status" in data else [""] * len(data)
    for status, row in zip(statuses, data.itertuples(index=False, name=None), strict=True):
        stated = status in (RECEIVED, OUTTURN)
        yield tuple(cell(value, each, stated) for value, each in zip(row, known, strict=True))


def _headings(columns: list[Column]) -> tuple[str, ...]:
    # Excel holds two headings for the same that differ in capitals only.
    texts = [_heading(each.heading, place) for place, each in enumerate(columns, 1)]
    seen = [text.casefold() for text in texts]
    return tuple(
        text if seen.index(text.casefold()) == place else f"{text}, column {place + 1}"
        for place, text in enumerate(texts)
    )


def _heading(text: str, place: int) -> str:
    plain = " ".join(written(text).replace("$$", " ").split())
    return plain or f"Column {place}"
