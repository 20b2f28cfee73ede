"""Tables of what drives an answer, what would turn it, what moved it and what may be missing."""

from math import isfinite
from typing import Any

import pandas as pd

from ...analysis.questions import Question
from ...analysis.variance import DECISION
from ...arguments import public
from ..asked import answer_words, below_and_above, event_words, factor_words, told_apart, valued
from ..words import bound, capital, percent, rounded
from .rows import Rows


@public
def tornado_rows(frame: pd.DataFrame) -> Rows:
    """Return the bars of a tornado, from `analysis.tornado`."""
    question = frame.attrs["question"]
    return [
        {
            "input": _bar(row),
            "from": "ruled out" if row["bar"] == "event" else valued(row["input"], row["low"]),
            "to": "certain" if row["bar"] == "event" else valued(row["input"], row["high"]),
            "interval": percent(row["coverage"]) if isfinite(row["coverage"]) else "not stated",
            "answer from": answer_words(row["at_low"], question.unit, rounded),
            "answer to": answer_words(row["at_high"], question.unit, rounded),
            "standard error": _error(row["swing_standard_error"], question),
            "evidence": row["quality"].removeprefix("set by the "),
        }
        for _, row in frame.iterrows()
    ]


def _bar(row: "pd.Series[Any]") -> str:
    title, year = str(row["title"]), str(row["year"])
    words = event_words(title, year) if row["bar"] == "event" else factor_words(title, year)
    return capital(words.removeprefix("the "))


def _error(error: float, question: Question) -> str:
    """Return a standard error with two figures: it says how far the answer can be trusted."""
    if not isfinite(error):
        return ""
    return f"£{float(f'{error:.2g}'):,.10g}" if question.at_least is None else f"{error:.2%}"


@public
def variance_rows(frame: pd.DataFrame) -> Rows:
    """Return the shares of variance, from `analysis.variance_shares`."""
    return [
        {
            "source": row["title"] + (f", {row['year']}" if _of_a_year(row) else ""),
            "share": f"{row['share']:.1%}",
            "90% interval": f"{row['low']:.1%} to {row['high']:.1%}",
            "method": row["method"].replace("_", " "),
            "adds to the whole": _yes(row["adds"]),
            "evidence": row["quality"].removeprefix("set by the "),
        }
        for _, row in frame.iterrows()
    ]


def _of_a_year(row: "pd.Series[float]") -> bool:
    return bool(row["year"]) and str(row["source"]) != DECISION


@public
def switching_rows(frame: pd.DataFrame) -> Rows:
    """Return the switching value of every input, from `analysis.switching_values`."""
    turning = [
        told_apart(name, value, base)
        for name, value, base in zip(
            frame["input"], frame["value"].fillna(frame["base"]), frame["base"], strict=True
        )
    ]
    return [
        {
            "input": capital(factor_words(row["title"], row["year"]).removeprefix("the ")),
            "middle now": base,
            "its range": f"{valued(row['input'], row['low'])} to "
            f"{valued(row['input'], row['high'])}",
            "turns at": value if isfinite(row["value"]) else "none",
            **_either_side(row, frame),
            "standard error": f"{row['standard_error']:.2g}"
            if isfinite(row["standard_error"])
            else "",
            "inside its range": _yes(row["within"]),
            "evidence": row["quality"].removeprefix("set by the "),
        }
        for (value, base), (_, row) in zip(turning, frame.iterrows(), strict=True)
    ]


def _either_side(row: "pd.Series[Any]", frame: pd.DataFrame) -> dict[str, str]:
    said = below_and_above(frame.attrs["statement"], row["holds_below"])
    turns = isfinite(row["value"])
    cells = (each.removeprefix("the answer is ") if turns else "" for each in said)
    return dict(zip(("below that", "above that"), cells, strict=True))


@public
def change_rows(frame: pd.DataFrame) -> Rows:
    """Return what moved the figures from one run to another, from `runs.changes.changes`."""
    return [
        {
            "figure": row["figure"],
            "because of": row["because"],
            "change": rounded(row["change"]),
        }
        for _, row in frame.iterrows()
    ]


@public
def bridge_rows(frame: pd.DataFrame) -> Rows:
    """Return both answers and the changes between them, from `analysis.bridge`."""
    question, (before, after) = frame.attrs["question"], frame.attrs["titles"]
    start, end = (answer_words(each, question.unit, rounded) for each in frame.attrs["answers"])
    changes = [
        {
            "step": row["title"],
            "change": answer_words(row["change"], question.unit, rounded),
            "answer": answer_words(row["end"], question.unit, rounded),
            "standard error": _error(row["standard_error"], question),
        }
        for _, row in frame.iterrows()
    ]
    return [
        {"step": before, "change": "", "answer": start, "standard error": ""},
        *changes,
        {"step": after, "change": "", "answer": end, "standard error": ""},
    ]


@public
def shortfall_rows(frame: pd.DataFrame) -> Rows:
    """Return what may be missing, by year and together, from `analysis.shortfall`."""
    return [
        {
            "year": year,
            "to be found, mean": rounded(row["gap"]),
            "in funded years": rounded(row["gap_in_funded_years"]),
            "after ceasing": rounded(row["gap_after_ceasing"]),
            "95%": rounded(row["gap_p95"]),
            "worst 10%, mean": rounded(row["worst_10"]),
            "worst 5%, mean": rounded(row["worst_5"]),
            "standard error of the mean": _error(row["gap_standard_error"], Question()),
            "chance covered": percent(row["covered"]),
            "posts at risk, mean": f"{row['posts_at_risk']:.1f}"
            if isfinite(row["posts_at_risk"])
            else "",
        }
        for year, row in frame.iterrows()
    ]


@public
def exceedance_rows(frame: pd.DataFrame) -> Rows:
    """Return the chance of at least each sum, from `analysis.exceedance`."""
    return [
        {
            "at least": bound(float(str(amount)), rounded),
            "chance": percent(row["chance"]),
            "standard error": f"{row['standard_error']:.2%}",
        }
        for amount, row in frame.iterrows()
    ]


@public
def line_rows(frame: pd.DataFrame) -> Rows:
    """Return every tenth point of the line on which a statement turns, from `switching_line`."""
    across, up = (frame.attrs[end] for end in ("across", "up"))
    return [
        {
            capital(factor_words(across.title, across.year)): percent(float(str(x))),
            capital(factor_words(up.title, up.year)): percent(row["turns_at"])
            if isfinite(row["turns_at"])
            else "none",
            "holds at 0%": _yes(row["holds_at_0"]),
            "holds at 100%": _yes(row["holds_at_1"]),
        }
        for x, row in frame.iloc[::10].iterrows()
    ]


@public
def stress_rows(frame: pd.DataFrame) -> Rows:
    """Return the answer with an input held in parts of its range, from `analysis.stress`."""
    return [
        {
            "part of its range": part,
            "recovered, mean": rounded(row["mean"]),
            "5%": rounded(row["p5"]),
            "95%": rounded(row["p95"]),
            "against as assumed": rounded(row["difference"]),
            "standard error": _error(row["difference_standard_error"], Question()),
            "chance of nothing": percent(row["chance_nothing"]),
        }
        for part, row in frame.iterrows()
    ]


@public
def worst_rows(frame: pd.DataFrame) -> Rows:
    """Return what the worst outcomes have in common, from `analysis.worst_runs`."""
    return [
        {
            "what": f"{row['value']} in {row['year']}"
            if row["value"]
            else f"{row['input'].replace('_', ' ')} {row['year']}".strip(),
            "in all": _trait(row, row["overall"]),
            "in the worst": _trait(row, row["in_worst"]),
            "apart, in standard deviations": f"{row['apart']:.2f}",
        }
        for _, row in frame.iterrows()
    ]


def _trait(row: "pd.Series[float]", value: float) -> str:
    return percent(value) if row["value"] else valued(str(row["input"]), value)


def _yes(holds: object) -> str:
    return "yes" if holds else "no"
