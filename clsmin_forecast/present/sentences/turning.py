"""What would turn a statement: one input alone, or two chances together."""

from typing import Any

import pandas as pd

from ...analysis.questions import Question
from ...arguments import public
from ..asked import MEASURES, factor_words, prices_said, rated, stated, told_apart, valued, verdict
from ..words import modelled, percent


@public
def switching_values(frame: pd.DataFrame) -> str:
    """Return whether a statement holds, and at which values of which inputs it turns.

    Parameters
    ----------
    frame : DataFrame
        From `switching_values`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.switching_values(cf.load_scenario("ceases"))
    >>> switching_values(table).split(". ")[-1]
    'No value of any input turns it.'
    """
    statement, attrs = frame.attrs["statement"], frame.attrs
    turning = frame[frame["value"].notna()]
    said = [
        f"As assumed, it {_verdict(frame)} {stated(statement, attrs)}: "
        f"{_precisely(attrs['answer'], statement.question)}."
    ]
    said += [_turns(row) for _, row in turning.iterrows()]
    if len(turning) < len(frame):
        other = "other " if len(turning) else ""
        said.append(f"No value of any {other}input turns it.")
    return " ".join(said) + prices_said(frame.attrs)


def _verdict(frame: pd.DataFrame) -> str:
    said = verdict(frame.attrs)
    if "call" not in said:
        return f"{said} that"
    return f"{said} (it holds with a chance of {percent(frame.attrs['chance_holds'])}) whether"


def _turns(row: "pd.Series[Any]") -> str:
    name = row["input"]
    value, base = told_apart(name, row["value"], row["base"])
    low, high = (valued(name, row[each]) for each in ("low", "high"))
    place = "inside" if row["within"] else "outside"
    held = f"{place} its range of {low} to {high}" if row["low"] < row["high"] else "taken as fixed"
    ranged = row["low"] < row["high"] and not row["year"]
    now = f"its middle now {base}" if ranged else f"now {base}"
    fixed = "fixed at " if ranged else ""
    turns = "It turns at once" if row["jumps"] else "It turns"
    return (
        f"{turns} where {factor_words(row['title'], row['year'])} is {fixed}{value}, {now}: "
        f"{held} ({rated(row['quality'])})."
    )


def _precisely(answer: float, question: Question) -> str:
    if question.at_least is not None:
        return f"the chance is {answer:.1%}"
    return f"{MEASURES[question.of]} averages {modelled(answer)}"


@public
def switching_line(frame: pd.DataFrame) -> str:
    """Return at which pairs of two chances a statement turns.

    Parameters
    ----------
    frame : DataFrame
        From `switching_line`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> pair = ("cessation", "2025/26"), ("expansion", "2025/26")
    >>> never = cf.Statement(cf.Question(), 5_000_000)
    >>> line = cf.switching_line(cf.load_scenario("central"), *pair, never)
    >>> switching_line(line).split(": ")[-1]
    'no pair of the two chances turns it.'
    """
    across, up = (frame.attrs[end] for end in ("across", "up"))
    lead = f"As assumed, it {_verdict(frame)} {stated(frame.attrs['statement'], frame.attrs)}"
    line = frame["turns_at"].dropna()
    if line.empty:
        return f"{lead}: no pair of the two chances turns it.{prices_said(frame.attrs)}"
    ends = [
        f"{percent(float(str(x)))} with {percent(float(y))}"
        for x, y in (next(iter(line.items())), list(line.items())[-1])
    ]
    return (
        f"{lead}. It turns on a line of {factor_words(across.title, across.year)} with "
        f"{factor_words(up.title, up.year)}: from {ends[0]} to {ends[1]}.{prices_said(frame.attrs)}"
    )
