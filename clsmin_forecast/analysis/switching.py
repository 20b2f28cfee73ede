"""Where a statement turns: at a value of one input, or on a line in the plane of two chances.

These are the switching values of the Green Book, 5.59 to 5.61. The answer is linear in each chance,
because the probability of every path is, so a chance is found in closed form. In an amount it only
rises or only falls, so an amount is found by bisection.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, NamedTuple, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import (
    ANSWER,
    BASE,
    CHANCE,
    FACTOR,
    INPUT,
    OWN,
    OWN_ERROR,
    RATING,
    SIDES,
    TURN,
    YES,
    Column,
)
from ..inputs.catalogue import unit_of
from ..inputs.scenarios import AnyScenario
from ..model.forecast import forecast
from ..quantiles import Values
from .basis import Settings, table_of
from .cheaper import Saved
from .factors import Factor, Place, factors, find_factor, two_chances
from .question import Asked, OfQuestion
from .statements import PAYS_FOR_THE_TEAM, SAME, Statement, crossing

_CLOSE = 1e-12  # of the value sought, as a share of its size
_EDGE = 1e-6  # a value as close as this to an end of the input's range is that end
_STEP = 0.02  # of the value or its range, over which the slope is taken
_POINTS = 101  # of the first chance, along the line in the plane


class _Turn(NamedTuple):
    """Where a statement turns, and whether it is below that value that it holds."""

    value: float
    holds_below: bool


@public
def switching_value(
    scenario: AnyScenario,
    name: str,
    year: str | None = None,
    statement: Statement = PAYS_FOR_THE_TEAM,
    **settings: Unpack[Settings],
) -> float | None:
    """Return the value of an input at which a statement turns from false to true, or back.

    Put back, the value gives the statement's target within £1 or 0.0001 (with fewer than 20,000
    draws, a chance within two of them), unless the answer jumps over it there: a chance of passing
    a sum does where all the amounts that matter are fixed.

    Parameters
    ----------
    scenario
        As in `forecast`.
    name : str
        The input that is moved.
    year : str, optional
        The year of a chance, or of an amount in that year alone; by default an amount is moved in
        all its years together.
    **settings
        As in `forecast`.

    Returns
    -------
    float or None
        In the input's unit, inside the range that it can have; None where the statement is true, or
        false, in all of it.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> even = cf.even_chance(1_000_000)
    >>> cf.switching_value(central, "cessation", "2025/26", even) is None
    False
    >>> cf.switching_value(central, "pay_growth", None, even) is None
    True
    """
    asked, statement = _put(statement, scenario, settings)
    factor = find_factor(asked.forecast.scenario, name, year, "switching_value")
    turn = _turn(factor, asked, statement)
    return turn.value if turn else None


COLUMNS = {
    **INPUT,
    "input": Column("Input", FACTOR, "input"),
    "base": Column("Central", BASE, "middle now"),
    "low": Column("Low", OWN, "its range", ("high",)),
    "high": Column("High", OWN),
    "value": Column("Value at which the statement turns", TURN, "turns at", missing="none"),
    "holds_below": Column("Holds below that value", SIDES, "below; above that"),
    "standard_error": Column("Standard error of that value", OWN_ERROR, "standard error"),
    "within": Column("Lies between low and high", YES, "inside its range"),
    "quality": Column("Quality of the evidence", RATING, "evidence"),
    "answer": Column("Answer there, chance or pounds", ANSWER),
    "jumps": Column("Jumps over the target", YES),
}


@dataclass(frozen=True, kw_only=True)
class OfStatement(OfQuestion):
    """What an answer on a statement says of itself: how sure it is that the statement holds."""

    statement: Statement
    chance_holds: float


@public
def switching_values(
    scenario: AnyScenario,
    statement: Statement = PAYS_FOR_THE_TEAM,
    **settings: Unpack[Settings],
) -> Answer[OfStatement]:
    """Return the switching value of every input.

    Parameters
    ----------
    scenario, **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        A row a factor: ``input``, ``title``, ``year`` (empty for all years), ``low``, ``base`` and
        ``high`` in the input's unit, ``value`` at which the statement turns (empty where none
        does) with its ``standard_error``, whether the statement ``holds_below`` it or above it
        (empty where none does), the ``answer`` with the value put back, whether it ``jumps`` over
        the target there, whether the value lies ``within`` low and high, and the
        ``quality`` of the evidence. Those within come first.
        ``about`` has the statement, and the answer as assumed with its standard error.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.switching_values(cf.load_scenario("central"), cf.even_chance(1_000_000))
    >>> table.loc[table["input"] == "pay_growth", "value"].isna().all()
    np.True_
    """
    asked, statement = _put(statement, scenario, settings)
    years = asked.forecast.years_of(statement.question.span)
    rows = [_row(factor, asked, statement) for factor in factors(asked.forecast.scenario, years)]
    frame = table_of(rows, "switching_values")
    order = frame.assign(far=~frame["within"], none=frame["value"].isna())
    frame = frame.loc[order.sort_values(["far", "none"], kind="stable").index]
    frame = frame.reset_index(drop=True)
    about = OfStatement(
        **asked.describe(),
        stem="switching_values",
        caption="The value of each input at which the statement turns",
        columns=COLUMNS,
        statement=statement,
        chance_holds=statement.sureness(asked),
    )
    return Answer.of(frame, about)


@dataclass(frozen=True, kw_only=True)
class OfPlane(OfStatement):
    """What a plane says of itself: the chance across it and the chance up it.

    ``turns_alone`` are the values of both at which the statement turns with the other as assumed,
    None without one.
    """

    across: Factor
    up: Factor
    turns_alone: tuple[float | None, float | None]


@public
def switching_plane(
    scenario: AnyScenario,
    across: Place,
    up: Place,
    statement: Statement = PAYS_FOR_THE_TEAM,
    **settings: Unpack[Settings],
) -> Answer[OfPlane]:
    """Return the line in the plane of two chances on which a statement turns.

    Parameters
    ----------
    scenario
        As in `forecast`.
    across, up
        As in `chance_grid`.
    statement
        As in `switching_value`.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by the first chance from 0 to 1: the second chance at which the statement turns
        (empty where none does), and whether it holds with the second at 0 and at 1. ``about`` has
        the statement, how sure it is that it holds (``chance_holds``), and both chances with their
        base values and intervals.

    Raises
    ------
    InputError
        If an argument breaks a rule, an input is no chance, or both are the same.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> cessation, expansion = ("cessation", "2025/26"), ("expansion", "2025/26")
    >>> central, even = cf.load_scenario("central"), cf.even_chance(1_000_000)
    >>> line = cf.switching_plane(central, cessation, expansion, even)
    >>> bool(line["turns_at"].notna().any())
    True
    """
    asked, statement = _put(statement, scenario, settings)
    chosen = two_chances(asked.forecast.scenario, across, up, "switching_plane")
    frame, order = _line(asked, statement, across, up)
    about = OfPlane(
        **asked.describe(),
        stem="switching_plane",
        caption="The line of two chances on which the statement turns",
        statement=statement,
        chance_holds=statement.sureness(asked),
        across=chosen[0],
        up=chosen[1],
        turns_alone=_turns_alone(chosen, asked, statement),
        # A table for reading has every tenth point, and the ends of a line between the points.
        shown=[place for place, was in enumerate(order) if was % 10 == 0 or was >= _POINTS],
        columns={
            "across": Column(_title(chosen[0]), CHANCE, _title(chosen[0])),
            "turns_at": Column(_title(chosen[1]), CHANCE, _title(chosen[1]), missing="none"),
            "holds_at_0": Column("Holds at 0", YES, "holds at 0%"),
            "holds_at_1": Column("Holds at 1", YES, "holds at 100%"),
        },
    )
    return Answer.of(frame, about)


def _put(
    statement: Statement, scenario: AnyScenario, settings: Settings
) -> tuple[Asked, Statement]:
    """Return the question of a statement put to a scenario, and the statement of that question."""
    asked = Asked(forecast(scenario, **settings), statement.question)
    return asked, replace(statement, question=asked.question)


def _row(factor: Factor, asked: Asked, statement: Statement) -> dict[str, Any]:
    turn, quantity = _turn(factor, asked, statement), factor.widest
    value = turn.value if turn else np.nan
    answer, error = _put_back(factor, asked, value) if turn else (np.nan, np.nan)
    return {
        "input": factor.name,
        "title": factor.title,
        "year": factor.year,
        "low": quantity.low,
        "base": quantity.mid,
        "high": quantity.high,
        "value": value,
        "standard_error": error,
        "holds_below": turn.holds_below if turn else None,
        "answer": answer,
        "jumps": abs(answer - statement.target) > _close(asked, statement),
        "within": quantity.low <= value <= quantity.high,
        "quality": factor.quality,
    }


def _close(asked: Asked, statement: Statement) -> float:
    # A chance moves by a draw at a time, so few draws come no nearer than two of them.
    chance = statement.question.at_least is not None
    return max(statement.close, 2 / asked.forecast.draws if chance else 0.0)


def _put_back(factor: Factor, asked: Asked, value: float) -> tuple[float, float]:
    # The error of the value is that of the answer over the slope of the answer in it.
    least, most = _limits(factor, asked)
    step = _STEP * max(abs(value), factor.widest.high - factor.widest.low)
    low, high = max(value - step, least), min(value + step, most)
    below, there, above = (_moved(asked, factor, each) for each in (low, value, high))
    slope = abs(above.answer - below.answer) / (high - low)
    return there.answer, there.standard_error / slope if slope else np.nan


def _moved(asked: Asked, factor: Factor, value: float) -> Asked:
    return Asked(asked.forecast.but(**factor.to(value)), asked.question)


def _line(
    asked: Asked, statement: Statement, across: Place, up: Place
) -> tuple[pd.DataFrame, list[int]]:
    """Return the line across the plane, and which points they were before their order."""
    ends = _steep_ends(asked, statement, across, up)
    x = np.append(np.linspace(0, 1, _POINTS), [place for place, _ in ends])
    low, high = _edges(asked, across, x, up)
    turns = crossing(low, high, statement)
    turns[_POINTS:] = [height for _, height in ends]
    frame = pd.DataFrame(
        {
            "turns_at": turns,
            "holds_at_0": low >= statement.target_met,
            "holds_at_1": high >= statement.target_met,
        },
        index=pd.Index(x, name="across"),
    )
    order = np.argsort(x, kind="stable")
    return frame.iloc[order], order.tolist()


def _steep_ends(
    asked: Asked, statement: Statement, across: Place, up: Place
) -> list[tuple[float, float]]:
    # Two options change places on a line so steep that its ends lie between the points.
    if not isinstance(statement.question, Saved):
        return []
    edges = _edges(asked, across, np.array([0.0, 1.0]), up)
    places = [float(crossing(edge[:1], edge[1:], statement)[0]) for edge in edges]
    return [(x, y) for x, y in zip(places, (0.0, 1.0), strict=True) if isfinite(x)]


def _edges(asked: Asked, across: Place, x: Values, up: Place) -> list[Values]:
    """Return the answers along the two edges of the plane, where the second chance is 0 and 1."""
    planes = [_plane(across, x, up, np.full_like(x, y)) for y in (0.0, 1.0)]
    return [asked.at(plane).mean(axis=-1) for plane in planes]


def _turns_alone(
    chosen: tuple[Factor, Factor], asked: Asked, statement: Statement
) -> tuple[float | None, float | None]:
    across, up = (_turn(factor, asked, statement) for factor in chosen)
    return across.value if across else None, up.value if up else None


def _turn(factor: Factor, asked: Asked, statement: Statement) -> _Turn | None:
    if factor.is_chance:
        ends = asked.at({factor.name: {factor.year: np.array([0.0, 1.0])}}).mean(axis=-1)
        value = float(crossing(ends[:1], ends[1:], statement)[0])
        return _Turn(value, bool(ends[0] > ends[1])) if SAME < value < 1 - SAME else None

    def holds(value: float) -> bool:
        return _moved(asked, factor, value).answer >= statement.target_met

    return _bisect(holds, *_limits(factor, asked))


def _limits(factor: Factor, asked: Asked) -> tuple[float, float]:
    """Return the lowest and highest value that may be set in all years of a factor."""
    awards = asked.forecast.scenario.facts.awards
    units = [unit_of(factor.name, year, awards) for year in factor.quantities]
    return max(unit.least for unit in units), min(unit.most for unit in units)


def _bisect(holds: Callable[[float], bool], low: float, high: float) -> _Turn | None:
    starts = holds(low)
    if holds(high) == starts:
        return None
    floor, ceiling = low, high
    while high - low > _CLOSE * max(1.0, abs(low)):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) == starts else (low, middle)
    value = (low + high) / 2
    size = _EDGE * max(1.0, abs(value))
    return _Turn(value, starts) if floor + size < value < ceiling - size else None


def _title(factor: Factor) -> str:
    return f"{factor.title} in {factor.year}"


def _plane(across: Place, x: Values, up: Place, y: Values) -> dict[str, dict[str, Values]]:
    plane: dict[str, dict[str, Values]] = {}
    for (name, year), values in ((across, x), (up, y)):
        plane.setdefault(name, {})[year] = values
    return plane
