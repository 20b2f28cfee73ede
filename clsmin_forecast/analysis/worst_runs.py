"""Backwards: what is true of the outcomes in which most is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Unpack

import numpy as np

from ..answer import Answer
from ..arguments import public
from ..columns import DEVIATIONS, INPUT, NAME, OWN, TRAIT, TRAIT_MEAN, Column
from ..errors import InputError, unknown
from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import AnyScenario
from ..model.decisions import DECISIONS
from ..model.draws import BLOCKS
from ..model.forecast import Forecast, forecast
from ..model.mixture import Mixture, error_of
from ..model.projection import OPEN_YEARS, Span
from ..quantiles import Values
from ..sums import weighted_sum
from ..units import HALF_A_PENNY
from .basis import OfMeasure, Settings, describe, table_of
from .question import check_priced

_DECIMALS = 9  # beyond which rows are apart by rounding alone
_WORST_IS_HIGHEST = {"recovered": False, "gap": True}

Trait = tuple[str, str, str]
"""``decision``, its year and which; or an amount and its year."""


COLUMNS = {
    **INPUT,
    "input": Column("Input", TRAIT, "what"),
    "value": Column("Decision", NAME),
    "overall": Column("Overall, chance or mean", TRAIT_MEAN, "in all"),
    "in_worst": Column("In the worst outcomes, chance or mean", TRAIT_MEAN, "in the worst"),
    "standard_error": Column("Standard error in the worst", OWN),
    "apart": Column("Apart, in standard deviations", DEVIATIONS, "apart, in standard deviations"),
}


@dataclass(frozen=True, kw_only=True)
class OfWorst(OfMeasure):
    """What an answer on the worst outcomes says of itself: their share, mean, and all as bad."""

    worst: float
    worst_mean: float
    as_bad: float


@public
def worst_runs(
    scenario: AnyScenario,
    of: str = "recovered",
    *,
    worst: float = 0.1,
    span: Span = OPEN_YEARS,
    **settings: Unpack[Settings],
) -> Answer[OfWorst]:
    """Return what the worst outcomes have in common: decisions and amounts, in them and in all.

    Parameters
    ----------
    scenario
        As in `forecast`.
    of : str
        ``recovered`` (the worst are the lowest), or ``gap`` (the highest).
    worst : float
        The probability of the worst outcomes, above 0 and below 1.
    span
        As in `compare`.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        A row a decision and an uncertain amount: ``input`` (``decision`` or its name), ``year``,
        ``value`` (which decision; empty for an amount), ``overall`` and ``in_worst`` (a
        probability, or the mean in the input's unit), ``standard_error`` of the second, and
        ``apart`` (the second less the first, over the standard deviation of the decision or
        amount): the furthest first. ``about`` has ``worst_mean``, the mean of the total in
        the worst outcomes, and ``as_bad``, the probability of that or worse: where many outcomes
        tie at the end, more than the worst are as bad, and each counts in part.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.worst_runs(cf.load_scenario("central"))
    >>> table.loc[0, ["year", "value"]].tolist(), float(table.loc[0, "in_worst"])
    (['2025/26', 'cease'], 1.0)
    """
    if of not in _WORST_IS_HIGHEST:
        raise unknown("worst_runs", "measure", of, _WORST_IS_HIGHEST)
    if not 0 < worst < 1:
        raise InputError(f"worst_runs: worst must lie between 0 and 1, got {worst!r}.")
    made = forecast(scenario, **settings)
    said = describe([made], span, of)
    check_priced(made, of, span)
    total, traits = made.total(of, span), dict(_traits(made))
    tail = total.tail_weights(worst, highest=_WORST_IS_HIGHEST[of])
    tails = [
        total.block(index).tail_weights(worst, highest=_WORST_IS_HIGHEST[of])
        for index in range(BLOCKS)
    ]
    rows = [
        dict(zip(("input", "year", "value"), trait, strict=True))
        | _held_apart(values, total, tail, tails, worst)
        for trait, values in traits.items()
    ]
    frame = table_of(rows, "worst_runs")
    apart = frame["apart"].abs().round(_DECIMALS)
    order = apart.sort_values(ascending=False, kind="stable").index
    frame = frame.loc[order].reset_index(drop=True)
    mean = total.tail_mean(worst, highest=_WORST_IS_HIGHEST[of])
    about = OfWorst(
        **said,
        stem="worst_runs",
        caption="What the worst outcomes have in common, "
        "the furthest apart in standard deviations first",
        columns=COLUMNS,
        of=of,
        worst=worst,
        worst_mean=mean,
        as_bad=_as_bad(total, mean, highest=_WORST_IS_HIGHEST[of]),
    )
    return Answer.of(frame, about)


def _held_apart(
    values: list[Values],
    total: Mixture,
    tail: tuple[Values, ...],
    tails: list[tuple[Values, ...]],
    worst: float,
) -> dict[str, float]:
    """Return the mean of a trait overall and in the tail, and how far apart the two are."""
    overall, spread = _moments(values, total.weights)
    blocks = [_mean(each, _in_block(values, index), worst) for index, each in enumerate(tails)]
    found = _mean(tail, values, worst)
    return {
        "overall": overall,
        "in_worst": found,
        "standard_error": float(error_of(np.array(blocks))),
        "apart": (found - overall) / spread if spread else 0.0,
    }


def _as_bad(total: Mixture, amount: float, *, highest: bool) -> float:
    """Return the probability of an amount or worse; above that of the tail where many tie there."""
    if highest:
        return total.chance_at_least(amount)
    return 1 - total.chance_at_least(amount + 2 * HALF_A_PENNY)


def _traits(made: Forecast) -> Iterator[tuple[Trait, list[Values]]]:
    """Yield what may be true of an outcome: for each path, one value or one a draw."""
    for year in made.years_of("decision_years"):
        for decision in DECISIONS:
            taken = [path.decisions[year] == decision for path in made.path_list]
            if any(taken):
                yield ("decision", year, decision), [np.array([float(each)]) for each in taken]
    for name, years in made.amounts.drawn.items():
        for year, values in list(years.items())[: 1 if INPUTS[name].once else None]:
            if values.size > 1:
                shown = "" if INPUTS[name].once else year
                yield (name, shown, ""), [values] * len(made.path_list)


def _moments(values: list[Values], weights: tuple[float, ...]) -> tuple[float, float]:
    mean = sum(w * float(each.mean()) for each, w in zip(values, weights, strict=True))
    square = sum(w * float((each**2).mean()) for each, w in zip(values, weights, strict=True))
    return mean, float(np.sqrt(max(square - mean**2, 0.0)))


def _in_block(values: list[Values], index: int) -> list[Values]:
    return [each if each.size == 1 else each.reshape(BLOCKS, -1)[index] for each in values]


def _mean(tail: tuple[Values, ...], values: list[Values], worst: float) -> float:
    return sum(map(_sum, tail, values)) / worst


def _sum(weights: Values, values: Values) -> float:
    if 1 in (weights.size, values.size):
        return float(weights.sum() * values.mean())
    return float(weighted_sum(values, weights))
