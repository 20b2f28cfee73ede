"""What would turn a statement: one input alone, or two chances together."""

from typing import Any

import pandas as pd

from ...analysis.cheaper import Saved
from ...analysis.statements import Statement
from ...analysis.switching import OfPlane, OfStatement
from ...answer import Answer
from ...arguments import public
from ..input_words import distinct_words, factor_words, rating_words, value_words
from ..question_words import (
    TOO_CLOSE,
    below_and_above,
    prices_sentence,
    question_words,
    sides,
    verdict,
)
from ..words import list_words, percent, sum_words


@public
def switching_values(frame: Answer[OfStatement]) -> str:
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
    turning = frame[frame["value"].notna()]
    said = [f"{_as_assumed(frame.about)}."]
    if _is_open(frame.about):
        said.append(_open(frame.about))
    if turning["within"].any() and not turning["within"].all():
        said.append("These values turn it, those inside their ranges first.")
    said += [_turns(row, frame.about.statement) for _, row in turning.iterrows()]
    if len(turning) < len(frame):
        other = "other " if len(turning) else ""
        said.append(f"No value of any {other}input turns it.")
    return " ".join(said) + prices_sentence(frame.about)


def _as_assumed(about: OfStatement) -> str:
    """Return the answer, and on which side of the target it is."""
    holds, fails = sides(about.statement)
    so = holds if about.answer >= about.statement.target_met else fails
    return f"As assumed, {so}: {question_words(about)} is {_precisely(about.answer, about)}"


def _is_open(about: OfStatement) -> bool:
    return verdict(about.chance_holds) == TOO_CLOSE


def _open(about: OfStatement) -> str:
    low, high = (_precisely(end, about) for end in (about.answer_low, about.answer_high))
    if low == high:
        return "That is too close to call with so few draws."
    return (
        "That is too close to call: so few cases leave the answer open between "
        f"{low} and {high}, 90% interval."
    )


def _precisely(answer: float, about: OfStatement) -> str:
    chance = about.question.at_least is not None
    return f"{answer:.1%}" if chance else sum_words(answer)


def _turns(row: "pd.Series[Any]", statement: Statement) -> str:
    name = row["input"]
    value, base = distinct_words(name, row["value"], row["base"])
    low, high = (value_words(name, row[each]) for each in ("low", "high"))
    place = "inside" if row["within"] else "outside"
    held = f"{place} its range of {low} to {high}" if row["low"] < row["high"] else "taken as fixed"
    ranged = row["low"] < row["high"] and not row["year"]
    now = f"its middle now {base}" if ranged else f"now {base}"
    fixed = "fixed at " if ranged else ""
    at_once = " at once" if row["jumps"] else ""
    below, above = below_and_above(statement, row["holds_below"])
    return (
        f"It turns{at_once} where {factor_words(row['title'], row['year'])} is {fixed}{value}, "
        f"{now}: below {value} {below}, above {value} {above}; {held} "
        f"({rating_words(row['quality'])})."
    )


@public
def switching_plane(frame: Answer[OfPlane]) -> str:
    """Return whether a statement holds, and at which pairs of two chances it turns.

    Parameters
    ----------
    frame
        As in `switching_plane`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> pair = ("cessation", "2025/26"), ("expansion", "2025/26")
    >>> never = cf.Statement(cf.Question(), 5_000_000)
    >>> line = cf.switching_plane(cf.load_scenario("central"), *pair, never)
    >>> switching_plane(line).split(". ")[-1]
    'No pair of the two chances turns it.'
    """
    across, up = frame.about.across, frame.about.up
    lead = f"{_as_assumed(frame.about)}{f', which {TOO_CLOSE}' * _is_open(frame.about)}."
    line = frame["turns_at"].dropna()
    if line.empty:
        return f"{lead} No pair of the two chances turns it.{prices_sentence(frame.about)}"
    apart = frame[frame["holds_at_0"] != frame["holds_at_1"]]
    which, starts = ("second", apart) if len(apart) else ("first", frame)
    holds_below = bool(starts["holds_at_0"].iloc[0])
    below, above = below_and_above(frame.about.statement, holds_below)
    ends = [
        f"{percent(float(str(x)))} with {percent(float(y))}"
        for x, y in (next(iter(line.items())), list(line.items())[-1])
    ]
    return (
        f"{lead} It turns on a line of {factor_words(across.title, across.year)} with "
        f"{factor_words(up.title, up.year)}: from {ends[0]} to {ends[1]}. Where the {which} is "
        f"below the line {below}, above it {above}.{_swaps(frame.about)}"
        f"{prices_sentence(frame.about)}"
    )


def _swaps(about: OfPlane) -> str:
    """Return at which value of each chance two options change places with the other as assumed."""
    pairs = zip((about.across, about.up), about.turns_alone, strict=True)
    said = [f"{factor_words(f.title, f.year)} is {at:.1%}" for f, at in pairs if at is not None]
    if not said or not isinstance(about.question, Saved):
        return ""
    return f" With the other as assumed, the two change places where {list_words(said, 'or')}."
