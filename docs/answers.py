"""Writes `tables.md`: the columns of every answer, as `COLUMNS` has them: ``make docs``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clsmin_forecast as cf
from clsmin_forecast.about import About
from clsmin_forecast.answer import Answer

PAGE = Path(__file__).parent / "tables.md"
TOP = """# The columns of the tables

What stands in the tables of a run (`tables/*.csv`), in the rows of `--format json` and `csv`, and
in the DataFrames of Python, by the name of each column; the workbook has them under these
headings. What is shown for reading is rounded, and leaves some out. The columns of an answer that
is not here, such as `cf.explain`, stand in the help of its function. `make docs` writes this page.
"""

_PAIR = ("cessation", "2025/26"), ("cessation", "2026/27")


def answers() -> Iterator[tuple[str, str, Answer[Any]]]:
    """Yield each answer with the Python that gives it, after `import clsmin_forecast as cf`."""
    for name, code in {
        "by_year": 'cf.forecast("central").by_year()',
        "paths": 'cf.forecast("central").paths()',
        "profile": "cf.profile(cf.load_facts())",
        "compare": 'cf.compare(["central", "ceases"])',
        "vary": 'cf.vary("central", "cessation", [0, 1], "2025/26")',
        "tornado": 'cf.tornado("central")',
        "variance_shares": 'cf.variance_shares("central")',
        "switching_values": 'cf.switching_values("central")',
        "switching_plane": f'cf.switching_plane("central", {_PAIR[0]}, {_PAIR[1]})',
        "bridge": 'cf.bridge("central", "half_expansion")',
        "reserve": 'cf.reserve("central")',
        "reserve, the curve": 'cf.reserve("central").about.curve',
        "reserve, of what is recovered": 'cf.reserve("central", of="recovered")',
        "reserve, its curve": 'cf.reserve("central", of="recovered").about.curve',
        "options": 'cf.options("central")',
        "options_by_scenario": 'cf.options_by_scenario(["central", "ceases"])',
        "reserve, of what is at risk": 'cf.reserve("central", of="at_risk")',
        "reserve, the curve of that": 'cf.reserve("central", of="at_risk").about.curve',
        "reserve, of an option": 'cf.reserve("central", of="keep_half")',
        "reserve, the curve of an option": 'cf.reserve("central", of="keep_half").about.curve',
        "medium_term": 'cf.medium_term("central")',
        "decide": 'cf.decide("central")',
        "stress": 'cf.stress("central", "recovery_rate")',
        "worst_runs": 'cf.worst_runs("central")',
        "year": 'cf.year("central", "2025/26")',
        "evidence": 'cf.evidence("central")',
        "evidence_choices": 'cf.evidence_choices("central")',
        "backtest": 'cf.backtest("central")',
        "scores": 'cf.scores("central")',
        "score_averages": 'cf.score_averages(cf.scores("central"))',
        "backtest_scores": 'cf.backtest_scores(cf.backtest("central"))',
    }.items():
        yield name, code, eval(code, {"cf": cf})  # written above


def table(name: str, code: str, answer: Answer[About]) -> str:
    """Return the columns of an answer as a table, in their order there."""
    columns = answer.about.columns
    index = [answer.index.name] if answer.index.name else []
    rows = [
        f"| `{column}` | {columns[column].heading} | {columns[column].kind.unit} |"
        for column in [*index, *answer.columns]
    ]
    head = [f"## `{name}`", "", f"`{code}`", "", "| column | what | unit |", "|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def page() -> str:
    """Return the page."""
    return "\n".join([TOP, *(table(*each) for each in answers())])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
