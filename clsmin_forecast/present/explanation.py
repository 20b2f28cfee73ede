"""Headline figures as they are written, and what each rests on."""

from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any

import pandas as pd

from ..analysis.explain import INPUT, OfFigure
from ..analysis.headlines import DECIDED, LIMIT, POSTS, POUNDS, PROBABILITY
from ..answer import Answer
from ..inputs.awards import NO_PAPER, Source
from ..units import pounds
from .input_words import range_words, rating_words
from .sign_words import signs_sentence
from .tables import Rows
from .words import capital, list_words, money_words, name_words, percent, sum_words

_WRITTEN: Mapping[str, Callable[[float], str]] = {
    POUNDS: sum_words,
    DECIDED: pounds,
    LIMIT: lambda amount: f"up to {pounds(amount)}",
    PROBABILITY: percent,
    "share": percent,
    POSTS: lambda posts: f"{posts:.1f}",
}


def figure_words(value: float, unit: str) -> str:
    """Return a headline figure as it is written.

    Parameters
    ----------
    unit : str
        One of those of `headlines`, or ``share``; another is written as a number.

    Examples
    --------
    >>> figure_words(817_804.78, "pounds, cash"), figure_words(1_000_000, "pounds at most, cash")
    ('£818,000', 'up to £1,000,000')
    >>> figure_words(0.2434, "probability"), figure_words(4.67, "posts")
    ('24%', '4.7')
    """
    write = _WRITTEN.get(unit.partition(",")[0])
    return write(value) if write else f"{value:.3g}"


def explanation(frame: Answer[OfFigure]) -> str:
    """Return a figure with what it rests on, in words.

    Parameters
    ----------
    frame : DataFrame
        From `explain`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.explain(cf.load_scenario("ceases"), "award_2023_24", draws=8)
    >>> explanation(table).split(". ")[0]
    'The award of 2023/24 in the papers is £570,567 in cash'
    """
    figure = frame.about.figure
    base = figure["unit"].partition(", ")[2]
    comma = "," if "," in figure["title"] else ""
    said = f"{capital(figure['title'])}{comma} is {figure_words(figure['value'], figure['unit'])}"
    return " ".join(
        filter(
            None,
            (
                f"{said}{f' {money_words(base)}' if base else ''}.",
                f"Scenario: {frame.about.scenario}.",
                _rests_on(frame),
                _weakest(frame[frame["kind"] == INPUT]),
                *(signs_sentence(each, *at) for at, each in frame.about.signs.items()),
                _sources(frame.about.cited),
            ),
        )
    )


def _rests_on(frame: Answer[OfFigure]) -> str:
    named = list_words(list(dict.fromkeys(name_words(name) for name in frame["name"])))
    return f"It rests on: {named}." if named else "No input or award moves it by itself."


def _weakest(inputs: pd.DataFrame) -> str:
    red = list(
        dict.fromkeys(name_words(name) for name in inputs.loc[inputs["quality"] == "red", "name"])
    )
    return f"Of these, {list_words(red)}: {rating_words('red')}." if red else ""


def _sources(cited: Mapping[str, Source]) -> str:
    return f"Sources: {list_words([_dated(each) for each in cited.values()])}." if cited else ""


def _dated(source: Source) -> str:
    dated = f"dated {source.date}" if source.date else "no date on the copy read"
    return f"{name_words(source.id)} ({dated}, read {source.read_on})"


def explanation_rows(frame: Answer[OfFigure], today: date) -> Rows:
    """Return what a figure rests on, with values, sources and dates, from `explain`.

    Parameters
    ----------
    frame
        As in `explanation`.
    today : date
        The day against which reviews are held.
    """
    return [
        {
            "rests on": name_words(row["name"] if row["kind"] == INPUT else row["title"]),
            "year": row["year"],
            "value": _value(row),
            "evidence": row["quality"],
            "from": _from(row),
            "review by": row["review_by"] + (", overdue" if _overdue(row, today) else ""),
        }
        for row in frame.to_dict("records")
    ]


def _from(row: Mapping[Any, Any]) -> str:
    named, place = ", ".join(map(name_words, row["sources"])), row["locator"]
    if place and not named:
        return f"{NO_PAPER}: {place}"
    return f"{named}, as stated in {place}" if place and named not in place else place or named


def _overdue(row: Mapping[Any, Any], today: date) -> bool:
    return bool(row["review_by"]) and row["review_by"] < today.isoformat()


def _value(row: Mapping[Any, Any]) -> str:
    if row["kind"] != INPUT:
        return pounds(row["value"]) if isfinite(row["value"]) else ""
    return range_words(*(row[part] for part in ("name", "low", "value", "high", "coverage")))


def figure_rows(figures: pd.DataFrame) -> Rows:
    """Return headline figures as they are written, from `headlines`."""
    return [
        {
            "figure": name,
            "what it is": capital(row["title"]),
            "value": figure_words(row["value"], row["unit"]),
        }
        for name, row in figures.iterrows()
    ]
