"""One input moved through a list of values, everything else and the luck held still."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack

import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import NUMBER, OWN, SUMMARY, Column, labelled
from ..errors import InputError
from ..inputs.catalogue import INPUTS
from ..inputs.register import check_input
from ..inputs.scenarios import AnyScenario, Scenario
from ..model.forecast import forecast
from ..model.projection import OPEN_YEARS, Span
from .basis import OfInput, Settings, describe
from .compare import summary

_COLUMNS = labelled(
    SUMMARY,
    award_mean="award a year, mean",
    mean="recovered, mean",
    p5="5%",
    p95="95%",
    gap_mean="gap, mean",
    gap_in_funded_years_mean="gap in funded years",
    gap_after_ceasing_mean="gap after ceasing",
    posts_mean="posts a year, mean",
)


@public
def vary(
    scenario: AnyScenario,
    name: str,
    values: Sequence[float],
    year: str | None = None,
    *,
    span: Span = OPEN_YEARS,
    **settings: Unpack[Settings],
) -> Answer[OfInput]:
    """Return how the answer moves with one input.

    Parameters
    ----------
    scenario
        As in `forecast`.
    name : str
        The input, such as ``cessation``.
    values : sequence of float
        What it is set to, in its own unit.
    year : str, optional
        The financial year that is changed; every year by default.
    span : str or sequence of str
        As in `compare`.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by value, with the columns of `compare` for one scenario.

    Raises
    ------
    InputError
        If there is no value, or an argument breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.vary(cf.load_scenario("central"), "cessation", [0, 1], "2025/26")
    >>> round(table.loc[1, "mean"])
    0
    """
    if len(values) == 0:
        raise InputError("vary: needs at least one value, got none.")
    check_input(name, "vary")
    start = forecast(scenario, **settings)
    changes = [{name: value if year is None else {year: value}} for value in values]
    moved = [start.but(**change) for change in changes]
    value = _value(start.scenario, name)
    about = OfInput(
        **describe(moved, span)
        | {"scenarios": [start.scenario.name], "scenario": start.scenario.title},
        input=name,
        title=value.heading,
        year=year,
        columns={"value": value, **_COLUMNS},
    )
    rows = [summary(each, span) for each in moved]
    frame = pd.DataFrame(rows, index=pd.Index([float(value) for value in values], name="value"))
    return Answer.of(frame, about)


def _value(scenario: Scenario, name: str) -> Column:
    kind = NUMBER if INPUTS[name].ceiling == 1 else replace(OWN, name=NUMBER.name)
    title = scenario.register.assumptions[name].title
    return Column(title, kind, name.replace("_", " "))
