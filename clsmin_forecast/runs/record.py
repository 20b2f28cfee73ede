"""The result record: what a notebook says it found, and the proof that it got to its end.

Papermill's own metadata can say "completed" for a run that died, so a run counts as done only when
the record that `Run.finish` writes is complete, echoes the request, and names files that are there.
"""

import json
import math
import os
import platform
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from .. import __version__
from ..errors import ResultError
from ..inputs.assumptions import load_register
from ..inputs.facts import load_facts
from ..inputs.files import Strict, file_hash
from ..model.forecast import Forecast
from ..present.chart import Chart
from ..present.sentences import assurance
from ..present.tables import ReadingTable, Rows

RESULT_VARIABLE = "CLSMIN_FORECAST_RESULT"
PYTHON_VARIABLE = "CLSMIN_FORECAST_PYTHON"
RECORD = "result.json"
PARTS = ("charts", "tables")
SCHEMA = "clsmin-forecast/result/1"


class Figure(Strict):
    """A headline figure: its name, value and unit."""

    name: str
    value: float
    unit: str


class Check(Strict):
    """A cross-check of a forecast."""

    name: str
    passed: bool
    detail: str


class Result(Strict):
    """The record that a notebook leaves when it gets to its end."""

    record_schema: Literal["clsmin-forecast/result/1"] = Field(alias="schema")
    parameters: dict[str, Any]
    sentences: list[str]
    figures: list[Figure]
    checks: list[Check]
    sources: list[str]
    files: dict[str, str]
    versions: dict[str, str]
    complete: Literal[True]


def begin(**parameters: Any) -> "Run":
    """Begin the record of a notebook, and show what its figures may be used for.

    Parameters
    ----------
    **parameters
        Every parameter of the notebook, as it is used: the echo of the request.

    Returns
    -------
    Run
        Shows each chart, table and sentence, and keeps them for the record. Outside a scheduled run
        it only shows.

    Raises
    ------
    ResultError
        If the kernel is not the interpreter that asked for the run.
    """
    wanted = os.environ.get(PYTHON_VARIABLE)
    if wanted and Path(wanted) != Path(sys.executable):
        raise ResultError(
            "the python3 kernel is another interpreter than the one that started the run."
        )
    folder = os.environ.get(RESULT_VARIABLE)
    run = Run(parameters, Path(folder) if folder else None)
    run.sentence(assurance(load_register(load_facts()), date.today()))
    return run


class _Sentence(str):
    """Text that a notebook shows as Markdown."""

    def _repr_markdown_(self) -> str:
        return str(self)


class Run:
    """What a notebook shows, kept for the record.

    Parameters
    ----------
    parameters : mapping of str to value
        The echo of the request.
    folder : Path or None
        Where charts, tables and the record go; None to show only.
    """

    def __init__(self, parameters: Mapping[str, Any], folder: Path | None) -> None:
        self._folder = folder
        self._parameters = dict(parameters)
        self._claimed: set[str] = set()
        self._finished = False
        self._sentences: list[str] = []
        self._figures: list[dict[str, Any]] = []
        self._checks: list[dict[str, Any]] = []
        self._sources: list[str] = []

    def sentence(self, text: str) -> None:
        """Show a sentence and keep it."""
        self._claim(f"sentence {len(self._sentences) + 1}")
        self._sentences.append(text)
        _display(_Sentence(text))

    def figure(self, name: str, value: float, unit: str) -> None:
        """Keep a headline figure, so that papers and comparisons can refer to it by name.

        Raises
        ------
        ResultError
            If the value is not a finite number.
        """
        self._claim(f"figure {name}")
        number = float(value)
        if not math.isfinite(number):
            raise ResultError(f"figure {name} must be a finite number, got {value!r}.")
        self._figures.append({"name": name, "value": number, "unit": unit})

    def chart(self, chart: Chart) -> None:
        """Show a chart, and save it with its data and words."""
        self._claim(f"chart {chart.name}")
        if self._folder:
            chart.save(self._folder / "charts")
        _display(chart)

    def table(self, name: str, rows: Rows, data: pd.DataFrame | None = None) -> None:
        """Show rows for reading, and save the data behind them, or else the rows, as CSV."""
        self._claim(f"table {name}")
        if self._folder:
            saved = data if data is not None else pd.DataFrame(rows).set_index(next(iter(rows[0])))
            (self._folder / "tables").mkdir(exist_ok=True)
            saved.to_csv(self._folder / "tables" / f"{name}.csv", lineterminator="\n")
        _display(ReadingTable(rows))

    def _claim(self, name: str) -> None:
        # A second thing of the same name, or one after the record, would be lost in silence.
        if self._finished:
            raise ResultError(f"{name} comes after finish(), so the record would not name it.")
        if name in self._claimed:
            raise ResultError(f"{name} is made twice; each needs a name of its own.")
        self._claimed.add(name)

    def checked(self, *answers: Forecast | pd.DataFrame) -> None:
        """Keep the sources and the cross-checks of forecasts and analyses, and show the checks."""
        for answer in answers:
            known = answer.document if isinstance(answer, Forecast) else answer.attrs
            self._checks += known["checks"]
            self._sources += [each for each in known["sources"] if each not in self._sources]
        self.table("checks", self._checks)

    def finish(self) -> None:
        """Write the record: without it a run does not count, and nothing may come after it."""
        self._finished = True
        if self._folder:
            _write(self._folder, self._record(self._folder))

    def _record(self, folder: Path) -> dict[str, Any]:
        files = sorted(path for part in PARTS for path in (folder / part).glob("*"))
        return {
            "schema": SCHEMA,
            "parameters": self._parameters,
            "sentences": self._sentences,
            "figures": self._figures,
            "checks": self._checks,
            "sources": self._sources,
            "files": {path.relative_to(folder).as_posix(): file_hash(path) for path in files},
            "versions": {"clsmin_forecast": __version__, "python": platform.python_version()},
            "complete": True,
        }


def _display(thing: object) -> None:
    from IPython.display import display

    display(thing)


def _write(folder: Path, record: dict[str, Any]) -> None:
    # Complete or absent: a reader never sees half of it.
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    draft = folder / f"{RECORD}.draft"
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, folder / RECORD)
