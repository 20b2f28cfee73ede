"""The bridge in words: from which answer to which, and by what."""

import pandas as pd

from ...analysis.bridge import OfBridge
from ...answer import Answer
from ...arguments import public
from ..question_words import answer_words, prices_sentence, question_words
from ..words import (
    capital,
    in_points,
    list_words,
)

_NAMED = 3  # changes or inputs that a sentence names before it counts the rest


@public
def bridge(frame: Answer[OfBridge]) -> str:
    """Return both answers, the difference, and the changes that make most of it.

    Parameters
    ----------
    frame : DataFrame
        From `bridge`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> bridge(cf.bridge(central, central)).endswith("Nothing differs between them.")
    True
    """
    question, (before, after) = frame.about.question, frame.about.titles
    start, end = (answer_words(each, question.unit) for each in frame.about.answers)
    said = [
        f"From “{before}” to “{after}”, {question_words(frame.about)} goes from {start} to {end}."
    ]
    if frame.empty:
        return f"{said[0]} Nothing differs between them."
    named = len(frame) if len(frame) <= _NAMED + 1 else _NAMED
    steps = [_step(row, frame) for _, row in frame.iloc[:named].iterrows()]
    more = len(frame) - named
    said.append(f"{capital(list_words(steps))}.")
    if more > 0:
        rest = float(frame["change"].iloc[named:].sum())
        said.append(f"The {more} others together: {_moved(rest, frame)}.")
    return " ".join(said) + prices_sentence(frame.about)


def _step(row: "pd.Series[float]", frame: Answer[OfBridge]) -> str:
    title = str(row["title"])
    return f"the {title[:1].lower()}{title[1:]}: {_moved(row['change'], frame)}"


def _moved(change: float, frame: Answer[OfBridge]) -> str:
    amount = answer_words(abs(change), frame.about.question.unit)
    if amount in ("0%", "£0"):
        return "no change"
    return f"{in_points(amount)} {'more' if change >= 0 else 'less'}"
