"""Results: what the notebooks of a run found, in the form that pages, papers and workbooks show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BeforeValidator, Field, TypeAdapter

from ..columns import Column
from ..errors import InputError, unknown
from ..inputs.files import Day, Strict, read_frame
from ..inputs.grant import Grant

Described = Annotated[Column, BeforeValidator(TypeAdapter(Column).validate_python)]
"""A column, which JSON writes as a mapping."""

SCHEMA = "clsmin-forecast/result/2"

PAPER, DATA = "decision paper", "data"
"""The kinds of sources: what sets the awards, and what else figures come from."""


class Sentence(Strict):
    """A sentence, or a few, under a name."""

    name: str
    text: str


class Figure(Strict):
    """A headline figure: its name, what it is, its value and unit, and how it is written."""

    name: str
    title: str
    value: float
    unit: str
    text: str


class Table(Strict):
    """A table for reading; its data, unrounded, are in ``tables/NAME.csv``.

    ``about`` says over which years and under what its figures are, where they are of a span, and
    ``columns`` what the columns of the data hold, where that is known.
    """

    name: str
    title: str
    rows: list[dict[str, Any]]
    about: str = ""
    columns: dict[str, Described] = Field(default_factory=dict)


class Check(Strict):
    """A cross-check of a forecast."""

    name: str
    passed: bool
    detail: str


class Result(Strict):
    """The record that a notebook leaves when it gets to its end.

    ``subject`` is the title of the one scenario that it is about, or empty.
    """

    record_schema: Literal["clsmin-forecast/result/2"] = Field(alias="schema")
    subject: str
    parameters: dict[str, Any]
    sentences: list[Sentence]
    figures: list[Figure]
    tables: list[Table]
    charts: list[str]
    checks: list[Check]
    sources: list[str]
    files: dict[str, str]
    versions: dict[str, str]
    complete: Literal[True]


class About(Strict):
    """What a reader must know of every output of a run, whatever its form.

    Texts are whole sentences; ``ask``, where to ask, is empty unless a year has begun without a
    decision on record. ``registers`` are tables for reading, by name: ``roles``,
    ``assumptions`` (red first), ``decisions``, ``data`` (files with hashes) and ``sources``.
    """

    grant: Grant
    run_id: str
    title: str
    version: str
    as_at: Day
    valid_until: Day
    assured: bool
    assurance: str
    use_for: list[str]
    do_not_use_for: list[str]
    limits: list[str]
    stale: list[str]
    ask: list[str] = Field(default_factory=list)
    registers: list[Table]


@dataclass(frozen=True)
class Finished:
    """A notebook that got to its end, with the folder that holds what it made."""

    name: str  # of the job, and so of its folder
    notebook: str  # without its ending
    heading: str  # with which the notebook opens
    folder: Path  # with NOTEBOOK.html, NOTEBOOK.ipynb, charts and tables
    result: Result

    @property
    def title(self) -> str:
        """What it is called: the notebook's heading, and its scenario where it is about one."""
        return ": ".join(filter(None, (self.heading, self.result.subject)))

    @property
    def scenario(self) -> str | None:
        """The one scenario that it is about, if it is about one."""
        return self.result.parameters.get("scenario")

    def tables(self) -> Iterator[tuple[Table, pd.DataFrame]]:
        """Give each table with its data, unrounded."""
        for table in self.result.tables:
            yield table, read_frame(self.file_of(table))

    def file_of(self, table: Table) -> Path:
        """Return the file of a table's data."""
        return self.folder / "tables" / f"{table.name}.csv"


@dataclass(frozen=True)
class Whole:
    """A run with all its notebooks."""

    about: About
    jobs: tuple[Finished, ...]  # in the order of the plan


def without_forecast(where: str, run: Whole, scenario: str, known: Iterable[str]) -> InputError:
    """Return the error for a scenario that a run has no forecast of; of the known ones it has."""
    names, of = list(known), f"run {run.about.run_id}"
    if not names:
        return InputError(
            f"{where}: {of} forecasts no scenario; name another run, or run a plan that forecasts "
            f"{scenario}."
        )
    said = unknown(where, f"scenario of {of}", scenario, names)
    return InputError(f"{said} Name one of these, or run a plan that forecasts {scenario} too.")
