"""The result record: what a notebook says it found, and the proof that it got to its end.

Papermill's own metadata can say "completed" for a run that died, so a run counts as done only when
the record that `Run.finish` writes is complete, echoes the request, and names files that are there.
"""

import json
import math
import os
import platform
import re
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from .._version import __version__
from ..about import About
from ..answer import Answer
from ..arguments import public
from ..errors import ResultError
from ..inputs.facts import PACKAGE, load_facts
from ..inputs.files import file_hash
from ..inputs.register import load_register
from ..inputs.scenarios import AnyScenario, scenario_of
from ..model.forecast import Forecast
from ..present.answers import view
from ..present.chart import Chart
from ..present.csv_text import csv_text
from ..present.explanation import figure_words
from ..present.question_words import table_note
from ..present.sentences import assurance, scenario_words, staleness, use
from ..present.tables import ReadingTable, Rows
from ..present.words import capital, name_words
from ..report.record import SCHEMA

RESULT_VARIABLE = "CLSMIN_FORECAST_RESULT"
PYTHON_VARIABLE = "CLSMIN_FORECAST_PYTHON"
TODAY_VARIABLE = "CLSMIN_FORECAST_TODAY"
PACKAGE_VARIABLE = "CLSMIN_FORECAST_PACKAGE"
RECORD = "result.json"
PARTS = ("charts", "tables")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@public
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
        If the kernel is not the interpreter, or has not the package, that asked for the run.
    """
    wanted = os.environ.get(PYTHON_VARIABLE)
    if wanted and os.path.normpath(wanted) != os.path.normpath(sys.executable):
        raise ResultError(
            "the python3 kernel is another interpreter than the one that started the run."
        )
    asked = os.environ.get(PACKAGE_VARIABLE)
    if asked and Path(asked) != PACKAGE:
        raise ResultError(f"the kernel has another clsmin_forecast, in {PACKAGE}, than {asked}.")
    folder = os.environ.get(RESULT_VARIABLE)
    facts, told = load_facts(), os.environ.get(TODAY_VARIABLE)
    today = date.fromisoformat(told) if told else date.today()
    register = load_register(facts)
    stale = partial(staleness, register, today)
    run = Run(parameters, Path(folder) if folder else None, stale)
    run.sentence("assurance", assurance(register, facts.awards, today))
    run.sentence("use", use(register))
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
    stale : callable
        Inputs to the sentences that say what of them is stale; they mark a chart.
    """

    def __init__(
        self,
        parameters: Mapping[str, Any],
        folder: Path | None,
        stale: Callable[[Collection[str]], Sequence[str]] = lambda inputs: (),
    ) -> None:
        self._folder, self._stale = folder, stale
        self._parameters = dict(parameters)
        self._claimed: set[str] = set()
        self._finished = False
        self._subject = ""
        self._sentences: list[dict[str, str]] = []
        self._figures: list[dict[str, Any]] = []
        self._tables: list[dict[str, Any]] = []
        self._charts: list[str] = []
        self._checks: list[dict[str, Any]] = []
        self._sources: list[str] = []
        self._answers: list[pd.DataFrame] = []

    def __repr__(self) -> str:
        """Say what it is the record of."""
        given = ", ".join(f"{name}={value!r}" for name, value in self._parameters.items())
        return f"<Run with {given or 'no parameters'}>"

    @public
    def scenario(self, scenario: AnyScenario) -> None:
        """Say which scenario the notebook is about."""
        assumed = scenario_of(scenario)
        self._subject = assumed.title
        self.sentence("scenario", scenario_words(assumed))

    def sentence(self, name: str, text: str) -> None:
        """Show a sentence, or a few, and keep it under a name."""
        self._claim("sentence", name)
        self._sentences.append({"name": name, "text": text})
        _display(_Sentence(text))

    def figure(self, name: str, value: float, unit: str, title: str = "") -> None:
        """Keep a headline figure, so that papers and comparisons can refer to it by name.

        Parameters
        ----------
        name : str
            Small letters, digits and underscores.
        unit : str
            Such as ``pounds, cash``, ``probability`` or ``posts``.
        title : str
            What it is; the name in words by default.

        Raises
        ------
        ResultError
            If the name is not of that form, or the value is not a finite number.
        """
        self._claim("figure", name)
        number = float(value)
        if not math.isfinite(number):
            raise ResultError(f"figure {name} must be a finite number, got {value!r}.")
        self._figures.append(
            {
                "name": name,
                "title": title or capital(name_words(name)),
                "value": number,
                "unit": unit,
                "text": figure_words(number, unit),
            }
        )

    def figures(self, figures: pd.DataFrame) -> None:
        """Keep every headline figure of a table from `headlines`."""
        for name, row in figures.iterrows():
            self.figure(str(name), row["value"], row["unit"], capital(row["title"]))

    def chart(self, chart: Chart) -> None:
        """Show a chart, and save it with its data and words."""
        self._claim("chart", chart.name, re.compile(r"[a-z0-9_-]+"))
        if said := self._stale(chart.inputs):
            chart = chart.with_caution(" ".join(said))
        if self._folder:
            chart.save(self._folder / "charts")
        self._charts.append(chart.name)
        _display(chart)

    def table(self, name: str, title: str, rows: Rows, data: Answer[About] | None = None) -> None:
        """Show rows for reading, and save the data behind them, or else the rows, as CSV."""
        self._claim("table", name)
        about = table_note(data) if data is not None else ""
        self._tables.append(
            {"name": name, "title": title, "rows": rows, "about": about} | _columns(data)
        )
        if self._folder:
            saved = data if data is not None else pd.DataFrame(rows).set_index(next(iter(rows[0])))
            (self._folder / "tables").mkdir(exist_ok=True)
            named = saved.index.name is not None  # numbers of rows would have no heading
            text = csv_text(saved, index=named)
            (self._folder / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
        _display(ReadingTable(rows, title, name, about))

    def answer(self, answer: Answer[About], caption: str = "", name: str = "") -> None:
        """Show the sentence, the chart and the table of an answer, and keep its checks.

        Parameters
        ----------
        answer : DataFrame
            From an analysis.
        caption : str
            Of its table; that of the question by default.
        name : str
            Of its sentence and its table; that of the question by default.
        """
        shown, name = view(answer), name or answer.about.stem
        self.sentence(name, shown.sentence)
        if shown.chart is not None:
            self.chart(shown.chart)
        self.table(name, caption or shown.caption, shown.rows, answer)
        self._answers.append(answer)

    def _claim(self, kind: str, name: str, form: re.Pattern[str] = _NAME) -> None:
        # A second thing of the same name, or one after the record, would be lost in silence.
        claimed = f"{kind} {name}"
        if self._finished:
            raise ResultError(f"{claimed} comes after finish(), so the record would not name it.")
        if claimed in self._claimed:
            raise ResultError(f"{claimed} is made twice; each needs a name of its own.")
        if not form.fullmatch(name):
            raise ResultError(
                f"{kind}: a name is small letters, digits and underscores, got {name!r}."
            )
        self._claimed.add(claimed)

    def checked(self, *answers: Forecast | Answer[About]) -> None:
        """Keep sources and cross-checks, of what was answered here and of more, and show them."""
        for answer in (*self._answers, *answers):
            if isinstance(answer, Forecast):
                checks, sources = answer.document["checks"], answer.document["sources"]
            else:
                checks, sources = answer.about.checks, answer.about.sources
            self._checks += [each for each in checks if each not in self._checks]
            self._sources += [each for each in sources if each not in self._sources]
        self.table("checks", "Cross-checks", self._checks)

    def finish(self) -> None:
        """Write the record: without it a run does not count, and nothing may come after it."""
        self._finished = True
        if self._folder:
            _write(self._folder, self._record(self._folder))

    def _record(self, folder: Path) -> dict[str, Any]:
        found = sorted(path for part in PARTS for path in (folder / part).glob("*"))
        # What is no plain file may never end when it is read; it is refused when the job is over.
        files = [path for path in found if path.is_file() and not path.is_symlink()]
        return {
            "schema": SCHEMA,
            "subject": self._subject,
            "parameters": self._parameters,
            "sentences": self._sentences,
            "figures": self._figures,
            "tables": self._tables,
            "charts": self._charts,
            "checks": self._checks,
            "sources": self._sources,
            "files": {path.relative_to(folder).as_posix(): file_hash(path) for path in files},
            "versions": {"clsmin_forecast": __version__, "python": platform.python_version()},
            "complete": True,
        }


def _columns(data: Answer[About] | None) -> dict[str, Any]:
    if data is None:
        return {}
    kept = {*data.columns, data.index.name}
    columns = {name: asdict(each) for name, each in data.about.columns.items() if name in kept}
    return {"columns": columns} if columns else {}


def _display(thing: object) -> None:
    from IPython.display import display

    display(thing)


def _write(folder: Path, record: dict[str, Any]) -> None:
    # Complete or absent: a reader never sees half of it.
    text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    draft = folder / f"{RECORD}.draft"
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, folder / RECORD)
