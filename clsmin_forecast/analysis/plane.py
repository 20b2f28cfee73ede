"""The plane of two chances: what is recovered at every pair, and the line where a statement turns.

No amount is drawn again: both chances only re-weight the paths.
"""

from dataclasses import dataclass
from typing import Annotated, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import CHANCE, YES, Column
from ..errors import InputError
from ..inputs.scenarios import AnyScenario, Scenario, scenario_of
from ..model.forecast import forecast
from ..model.projection import OPEN_YEARS, Span
from ..quantiles import Values
from ..units import whole_number, whole_words
from .basis import Settings
from .factors import Factor, find_factor
from .question import Asked, OfQuestion
from .statements import PAYS_FOR_THE_TEAM, Statement, crossing
from .sweep import sweep
from .switching import OfStatement

Place = Annotated[tuple[str, str], "a chance and its year, such as ('cessation', '2025/26')"]

_POINTS = 101
_MOST_POINTS = 500  # each way: a quarter of a million pairs
Points = Annotated[int, whole_words(2, _MOST_POINTS)]


@public
def chance_grid(
    scenario: AnyScenario,
    across: Place,
    up: Place,
    *,
    points: Points = 100,
    at_least: float | None = None,
    span: Span = OPEN_YEARS,
    **settings: Unpack[Settings],
) -> Answer[OfQuestion]:
    """Return what is recovered at every pair of two chances.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is assumed otherwise.
    across, up : (str, str)
        The name and year of a chance, such as ``("cessation", "2025/26")``.
    points : int
        How many values of each chance, evenly from 0 to 1.
    at_least, span, **settings
        As in `sweep`.

    Returns
    -------
    DataFrame
        As from `sweep`, a row a pair.

    Raises
    ------
    InputError
        If an argument breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> grid = cf.chance_grid(central, ("cessation", "2025/26"), ("expansion", "2025/26"))
    >>> len(grid), float(grid.iloc[-1]["mean"])
    (10000, 0.0)
    """
    values = np.linspace(0, 1, whole_number(points, "points", 2, _MOST_POINTS))
    pairs = np.stack(np.meshgrid(values, values, indexing="ij"), axis=-1).reshape(-1, 2)
    assumed = scenario_of(scenario)
    _two_chances(assumed, across, up, "chance_grid")
    table = pd.DataFrame(pairs, columns=[".".join(place) for place in (across, up)])
    return sweep(assumed, table, at_least=at_least, span=span, **settings)


@dataclass(frozen=True, kw_only=True)
class OfPlane(OfStatement):
    """What a plane says of itself: the chance across it and the chance up it."""

    across: Factor
    up: Factor


@public
def switching_line(
    scenario: AnyScenario,
    across: Place,
    up: Place,
    statement: Statement = PAYS_FOR_THE_TEAM,
    **settings: Unpack[Settings],
) -> Answer[OfPlane]:
    """Return the line in the plane of two chances on which a statement turns.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is assumed otherwise.
    across, up : (str, str)
        The name and year of a chance, such as ``("cessation", "2025/26")``.
    statement : Statement
        What turns.
    **settings
        ``draws``, ``seed`` and ``price_base``, as in `forecast`.

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
    >>> line = cf.switching_line(central, cessation, expansion, even)
    >>> bool(line["turns_at"].notna().any())
    True
    """
    asked = Asked(forecast(scenario, **settings), statement.question)
    chosen = _two_chances(asked.forecast.scenario, across, up, "switching_line")
    x = np.linspace(0, 1, _POINTS)
    ends = [asked.at(_plane(across, x, up, np.full(_POINTS, y))).mean(axis=-1) for y in (0.0, 1.0)]
    frame = pd.DataFrame(
        {
            "turns_at": crossing(ends[0], ends[1], statement),
            "holds_at_0": ends[0] >= statement.target_met,
            "holds_at_1": ends[1] >= statement.target_met,
        },
        index=pd.Index(x, name="across"),
    )
    about = OfPlane(
        **asked.described(),
        stem="switching_line",
        statement=statement,
        chance_holds=statement.sureness(asked),
        across=chosen[0],
        up=chosen[1],
        shown=range(0, _POINTS, 10),  # a table for reading has every tenth point
        columns={
            "across": Column(_title(chosen[0]), CHANCE, _title(chosen[0])),
            "turns_at": Column(_title(chosen[1]), CHANCE, _title(chosen[1]), missing="none"),
            "holds_at_0": Column("Holds at 0", YES, "holds at 0%"),
            "holds_at_1": Column("Holds at 1", YES, "holds at 100%"),
        },
    )
    return Answer.of(frame, about)


def _title(factor: Factor) -> str:
    return f"{factor.title} in {factor.year}"


def _two_chances(scenario: Scenario, across: Place, up: Place, where: str) -> list[Factor]:
    chosen = [find_factor(scenario, *place, where) for place in (across, up)]
    for factor in chosen:
        if not factor.is_chance:
            raise InputError(f"{where}: {factor.name} is an amount; the plane is of two chances.")
    if across == up:
        raise InputError(f"{where}: needs two different chances, got {'.'.join(up)} twice.")
    return chosen


def _plane(across: Place, x: Values, up: Place, y: Values) -> dict[str, dict[str, Values]]:
    plane: dict[str, dict[str, Values]] = {}
    for (name, year), values in ((across, x), (up, y)):
        plane.setdefault(name, {})[year] = values
    return plane
