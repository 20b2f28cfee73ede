"""Many scenarios at once: a table of changes in, a table of means and chances out.

A grid of two chances is such a table. No amount is drawn again for it: chances only re-weight the
paths.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Unpack

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..answer import Answer
from ..arguments import public
from ..errors import InputError
from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import AnyScenario, Scenario, scenario_of
from ..model.decisions import Chances
from ..model.forecast import Forecast, forecast
from ..model.mixture import error_of
from ..model.projection import OPEN_YEARS, Span
from ..quantiles import Values
from ..units import whole_number, whole_words
from .basis import Settings
from .factors import Place, find_factor, two_chances
from .question import Asked, OfQuestion, Question

_COLUMNS = ("mean", "standard_error", "chance", "chance_standard_error")
_MOST_POINTS = 500  # each way: a quarter of a million pairs
Points = Annotated[int, whole_words(2, _MOST_POINTS)]


@public
def sweep(
    scenario: AnyScenario,
    changes: pd.DataFrame,
    *,
    at_least: float | None = None,
    span: Span = OPEN_YEARS,
    **settings: Unpack[Settings],
) -> Answer[OfQuestion]:
    """Return what many scenarios recover, one a row of changes.

    Changed chances only re-weight what is known of each path; changed amounts keep their luck.

    Parameters
    ----------
    scenario
        As in `forecast`.
    changes : DataFrame
        A column an input, such as ``cessation.2025/26``, or ``recovery_rate`` for all years; a row
        a scenario, with numbers in the inputs' units.
    at_least : float
        The sum whose chance is asked, pounds; the largest award on file by default.
    span
        As in `compare`.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        The changes, and of what is recovered over the span the ``mean`` with its
        ``standard_error``, pounds, and the ``chance`` of at least the sum with its
        ``chance_standard_error``.

    Raises
    ------
    InputError
        If there is no row, or a column or a value breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> changes = pd.DataFrame({"cessation.2025/26": [0, 1], "team_posts": [7, 8]})
    >>> cf.sweep(cf.load_scenario("central"), changes)["chance"].round(2).tolist()
    [0.52, 0.0]
    """
    if changes.empty:
        raise InputError("sweep: changes holds no row; it needs one for each scenario.")
    start = forecast(scenario, **settings)
    places = {str(column): _place(start.scenario, str(column)) for column in changes.columns}
    _refuse_overlaps(list(changes.columns), places)
    amounts = [column for column, (name, _) in places.items() if not INPUTS[name].chance]
    chances = {
        places[column]: _as_chances(column, changes[column])
        for column in places.keys() - set(amounts)
    }
    found = np.empty((len(changes), len(_COLUMNS)))
    least = start.scenario.facts.awards.largest if at_least is None else at_least
    for rows, values in _alike(changes[amounts]):
        here = start.but(**_change({places[c]: v for c, v in values.items()})) if values else start
        at = _change({place: each[rows] for place, each in chances.items()})
        found[rows] = _found(here, span, least, at)
    frame = changes.assign(**dict(zip(_COLUMNS, found.T, strict=True)))
    asked = Asked(start, Question(span=span, at_least=least))
    return Answer.of(frame, OfQuestion(**asked.describe(), columns={}))


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
    scenario
        As in `forecast`.
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
    two_chances(assumed, across, up, "chance_grid")
    table = pd.DataFrame(pairs, columns=[".".join(place) for place in (across, up)])
    return sweep(assumed, table, at_least=at_least, span=span, **settings)


def _place(scenario: Scenario, column: str) -> tuple[str, str | None]:
    name, _, year = column.partition(".")
    find_factor(scenario, name, year or None, f"sweep: column {column}")
    return name, year or None


def _refuse_overlaps(columns: list[Any], places: Mapping[str, tuple[str, str | None]]) -> None:
    if len(set(places.values())) < len(columns):
        raise InputError(f"sweep: each input and year has one column, got {columns}.")
    for name, year in places.values():
        if year and (name, None) in places.values():
            raise InputError(
                f"sweep: column {name}: holds for every year, so no column {name}.{year} may stand "
                "beside it."
            )


def _as_chances(column: str, values: "pd.Series[Any]") -> Values:
    chances = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    wrong = ~((chances >= 0) & (chances <= 1))
    if wrong.any():
        got = values[wrong].tolist()[0]
        raise InputError(f"sweep: column {column}: a chance must lie from 0 to 1, got {got!r}.")
    return chances


def _alike(amounts: pd.DataFrame) -> Iterator[tuple[NDArray[np.intp], dict[str, Any]]]:
    # Rows with the same amounts need the laws once.
    if amounts.columns.empty:
        yield np.arange(len(amounts)), {}
        return
    numbers = amounts.groupby(list(amounts.columns), sort=False, dropna=False).ngroup().to_numpy()
    for number in range(numbers.max() + 1):
        rows = np.flatnonzero(numbers == number)
        yield rows, {str(name): value for name, value in amounts.iloc[rows[0]].items()}


def _change(values: Mapping[tuple[str, str | None], Any]) -> dict[str, Any]:
    change: dict[str, Any] = {}
    for (name, year), value in values.items():
        change[name] = {**change.get(name, {}), year: value} if year else value
    return change


def _found(here: Forecast, span: Span, at_least: float, chances: Chances) -> Values:
    questions = Question(span=span), Question(span=span, at_least=at_least)
    blocks = [Asked(here, question).at(chances) for question in questions]
    columns = [part for each in blocks for part in (each.mean(axis=-1), error_of(each))]
    return np.stack(columns, axis=-1)
