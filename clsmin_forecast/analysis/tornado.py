"""The tornado: how far the answer moves when each input alone goes to its own low and high."""

from collections.abc import Iterator
from typing import Any, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import (
    ASKED,
    ASKED_ERROR,
    BAR,
    CHANCE,
    INPUT,
    MODELLED,
    MOVED,
    NAME,
    OWN,
    RATING,
    Column,
)
from ..inputs.scenarios import AnyScenario
from ..model.draws import BLOCKS
from ..model.forecast import Forecast, forecast
from ..model.mixture import error_of
from ..quantiles import Values
from ..units import HALF_A_PENNY
from .basis import Settings, table_of
from .factors import Factor, factors
from .question import AVERAGE_RECOVERED, Asked, OfQuestion, Question
from .statements import SAME

_EVENT = (0.0, 1.0)


COLUMNS = {
    **INPUT,
    "input": Column("Input", BAR, "input"),
    "low": Column("Low", MOVED, "from"),
    "high": Column("High", MOVED, "to"),
    "coverage": Column(
        "Chance that it lies between low and high", CHANCE, "interval", missing="not stated"
    ),
    "at_low": Column("Recovered at low, mean", ASKED, "answer from"),
    "at_high": Column("Recovered at high, mean", ASKED, "answer to"),
    "swing_standard_error": Column(
        "Standard error of the difference", ASKED_ERROR, "standard error"
    ),
    "quality": Column("Quality of the evidence", RATING, "evidence"),
    "bar": Column("What is moved", NAME),
    "base": Column("Central", OWN),
    "swing": Column("At high less at low", MODELLED),
}


@public
def tornado(
    scenario: AnyScenario, question: Question = AVERAGE_RECOVERED, **settings: Unpack[Settings]
) -> Answer[OfQuestion]:
    """Return how far the answer moves with each input, the furthest first.

    Each amount goes to its own low and high in all its years at once. A decision has two bars: its
    chance at its own low and high, and the event ruled out and certain in that year; what may stop
    the funding in other years stays. Everything else, the luck too, stays as it is, so a bar says
    nothing of inputs that move together.

    Parameters
    ----------
    scenario
        As in `forecast`.
    question
        As in `evidence_choices`.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        A row a bar: ``input``, ``title``, ``year`` (empty for all years), ``bar`` (``amount``,
        ``chance`` or ``event``), ``low``, ``base`` and ``high`` in the input's unit (of the year in
        which they lie furthest apart), ``coverage`` (the probability that the value lies between
        them, where it is known), ``at_low`` and ``at_high`` in the question's, ``swing`` between
        the two with its standard error, and the ``quality`` of the evidence. ``about``
        has the question and the answer as assumed.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.tornado(cf.load_scenario("central"))
    >>> table.loc[0, ["input", "year", "bar", "quality"]].tolist()
    ['cessation', '2025/26', 'event', 'red']
    """
    start = forecast(scenario, **settings)
    base, years = Asked(start, question), start.years_of(question.span)
    rows = [row for factor in factors(start.scenario, years) for row in _bars(factor, start, base)]
    frame = table_of(rows, "tornado")
    frame["furthest"] = -frame["swing"].abs()
    frame = frame.sort_values(["furthest", "input", "year", "bar"], ignore_index=True)
    frame = frame.drop(columns="furthest")
    about = OfQuestion(
        **base.describe(),
        stem="tornado",
        caption="How far the answer moves with each input alone, the furthest first",
        columns=COLUMNS,
    )
    return Answer.of(frame, about)


def largest_bars(frame: Answer[OfQuestion]) -> pd.DataFrame:
    """Return the bars that tie for the largest swing, one an input and year; none where all is 0.

    Parameters
    ----------
    frame : DataFrame
        From `tornado`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> largest_bars(cf.tornado(cf.load_scenario("full_expansion")))["year"].tolist()
    ['2024/25', '2025/26']
    """
    swings = frame["swing"].abs()
    near = HALF_A_PENNY if frame.about.question.unit == "pounds" else SAME
    tied: pd.DataFrame = frame[(swings > 0) & (swings >= swings.max() - near)]
    return tied.drop_duplicates(["input", "year"])


def _bars(factor: Factor, start: Forecast, base: Asked) -> Iterator[dict[str, Any]]:
    low, high = factor.widest.low, factor.widest.high
    if factor.is_chance:
        ends = np.array([low, high, *_EVENT])
        at_low, at_high, off, on = base.at({factor.name: {factor.year: ends}})
        yield _bar(factor, "chance", (low, high), (at_low, at_high), base.question.unit)
        yield _bar(factor, "event", _EVENT, (off, on), base.question.unit)
    elif all(quantity.low == quantity.high for quantity in factor.quantities.values()):
        yield _bar(factor, "amount", (low, high), (base.at(), base.at()), base.question.unit)
    else:
        at_low, at_high = (
            Asked(start.but(**factor.at(end)), base.question).at() for end in ("low", "high")
        )
        yield _bar(factor, "amount", (low, high), (at_low, at_high), base.question.unit)


def _bar(
    factor: Factor, bar: str, ends: tuple[float, float], at: tuple[Values, Values], unit: str
) -> dict[str, Any]:
    at_low, at_high = at
    swing = at_high - at_low
    if abs(float(swing.mean())) < (HALF_A_PENNY if unit == "pounds" else SAME):
        at_high, swing = at_low, np.zeros(BLOCKS)  # what rounding alone makes is no swing
    return {
        "input": factor.name,
        "title": factor.title,
        "year": factor.year,
        "bar": bar,
        "coverage": 1.0 if bar == "event" else factor.coverage,
        "low": ends[0],
        "base": factor.widest.mid,
        "high": ends[1],
        "at_low": float(at_low.mean()),
        "at_high": float(at_high.mean()),
        "swing": float(swing.mean()),
        "swing_standard_error": float(error_of(swing)),
        "quality": factor.quality,
    }
