"""Stress: the answer with an input held in part of its range."""

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import DIFFERENCE, SUMMARY, Column, labelled
from ..errors import InputError
from ..inputs.scenarios import AnyScenario, Scenario
from ..inputs.values import Quantity
from ..model.forecast import forecast
from ..model.projection import OPEN_YEARS, Span
from ..quantities import Chance, Fixed, Part
from .basis import OfInput, Settings, check_span, describe
from .compare import paired_difference, summary
from .factors import Factor, find_factor

TENTHS = ((0.0, 0.1), (0.9, 1.0))
"""The lowest and the highest tenth of a range."""


COLUMNS = {
    "part": Column("Part of the range of the input", label="part of its range"),
    **labelled(
        SUMMARY | DIFFERENCE,
        mean="recovered, mean",
        p5="5%",
        p95="95%",
        difference="against as assumed",
        difference_standard_error="standard error of that",
        chance_nothing="chance of nothing",
    ),
}


@public
def stress(
    scenario: AnyScenario,
    name: str,
    year: str | None = None,
    *,
    parts: Sequence[tuple[float, float]] = TENTHS,
    span: Span = OPEN_YEARS,
    **settings: Unpack[Settings],
) -> Answer[OfInput]:
    """Return the answer with an input held in parts of its range, with the same luck.

    An amount keeps its luck, squeezed into the part. A chance is held at the middle of the part, on
    straight lines from its low (0) by its central value (0.5) to its high (1).

    Parameters
    ----------
    scenario
        As in `forecast`.
    name : str
        The input that is held.
    year : str, optional
        The year of a chance, or of an amount in that year alone; by default an amount is held in
        all its years.
    parts : sequence of (float, float)
        The shares of probability between which it is held; the lowest and highest tenth by default.
    span
        As in `compare`.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by the part, ``as assumed`` first, with the columns of `compare`.

    Raises
    ------
    InputError
        If an argument breaks a rule, or the input has no range.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.stress(cf.load_scenario("central"), "recovery_rate")
    >>> table.index.tolist(), bool(table["difference"].iloc[1] < 0)
    (['as assumed', '0% to 10%', '90% to 100%'], True)
    """
    start = forecast(scenario, **settings)
    factor = find_factor(start.scenario, name, year, "stress")
    _refuse_fixed(factor)
    for low, high in parts:
        Part(Fixed(0.0), low, high)  # refuses shares out of order, for a chance too
    check_span(start, span)
    held = {
        f"{100 * low:g}% to {100 * high:g}%": forecast(
            _held(start.scenario, factor, low, high), **settings
        )
        for low, high in parts
    }
    rows = {"as assumed": start, **held}
    frame = pd.DataFrame(
        [{**summary(each, span), **paired_difference(start, each, span)} for each in rows.values()],
        index=pd.Index(list(rows), name="part"),
    )
    about = OfInput(
        **describe(list(rows.values()), span),
        stem="stress",
        caption="The answer with one input held in parts of its range",
        columns=COLUMNS | {"part": _part_of(factor)},
        input=name,
        title=factor.title,
        year=factor.year,
    )
    return Answer.of(frame, about)


def _part_of(factor: Factor) -> Column:
    held = " ".join([*factor.name.split("_"), factor.year]).strip()
    return replace(COLUMNS["part"], label=f"{held}, part of its range")


def _refuse_fixed(factor: Factor) -> None:
    quantities, of = factor.quantities.values(), ".".join(filter(None, (factor.name, factor.year)))
    if not quantities:
        raise InputError(f"stress: {of} acts in no year that is open; name another input.")
    if all(quantity.low == quantity.high for quantity in quantities):
        form = "{range: {low: 0.8, mid: 0.9, high: 1, coverage: 0.9}}"
        legal = "the interval of some evidence" if factor.is_chance else f"one, as in {form}"
        raise InputError(
            f"stress: an input is held in parts of its range, and {of} has none, it is taken as "
            f"{factor.widest.mid:.10g}; give it {legal}, or name another."
        )


def _held(scenario: Scenario, factor: Factor, low: float, high: float) -> Scenario:
    held = {y: _part(quantity, low, high) for y, quantity in factor.quantities.items()}
    quantities = {**scenario.quantities, factor.name: {**scenario.quantities[factor.name], **held}}
    return replace(scenario, quantities=MappingProxyType(quantities))


def _part(quantity: Quantity, low: float, high: float) -> Quantity:
    if not isinstance(quantity, Chance):
        return Part(quantity, low, high)
    middle = np.interp((low + high) / 2, [0, 0.5, 1], [quantity.low, quantity.mid, quantity.high])
    return Chance(float(middle), float(middle), float(middle))
