"""Shares of variance: how much of what is not known about the total is due to what.

Decisions come first, exactly from the path list: what is learned when each year's decision is made
(the law of total variance, year after year). The rest is due to the amounts. Averaged over the
paths, the total is a function of the amounts alone, and its variance is shared out by Sobol's
first-order indices (Saltelli et al. 2010, by SALib) over inputs that are independent of each other;
an input whose years are correlated counts as one. Its years by themselves are estimated from the
draws already made. What is left is interaction, and is shown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import CHANCE_ERROR, NAME, RATING, SHARE, SOURCE, YES, Column
from ..errors import InputError
from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import AnyScenario, Scenario
from ..model.draws import BLOCKS, by_block
from ..model.forecast import Forecast, forecast
from ..model.mixture import error_of
from ..model.projection import OPEN_YEARS, Span
from ..quantiles import Values
from ..sums import weighted_sum
from ..units import HALF_A_PENNY
from .basis import OfMeasure, Settings, describe
from .factors import SET, quality_of
from .question import check_measure, check_priced
from .sobol import first_order, groups

_LEAST = 256  # draws, for a variance in each block
_BINS, _IN_BIN = 32, 8  # of a block: enough to follow a bend, and draws enough in each for a mean
_NORMAL = 1.645  # standard errors on either side of an estimate that hold 90%

_NOTHING = HALF_A_PENNY**2  # less variance than this is rounding
_DECIDING = ("cessation", "expansion")
_WEAKEST = ("red", "amber", "green", SET)
DECISION = "decision"
OF_AMOUNTS, OF_BOTH = "interaction of amounts", "interaction of decisions and amounts"

Prefix = tuple[str, ...]
"""The decisions of the first years."""


COLUMNS = {
    "source": Column("Source", SOURCE, "source"),
    "year": Column("Financial year"),
    "title": Column("Title"),
    "share": Column("Share of the variance", SHARE, "share"),
    "low": Column("Share, 5% point", SHARE, "90% interval", ("high",)),
    "high": Column("Share, 95% point", SHARE),
    "standard_error": Column("Standard error of the share", CHANCE_ERROR),
    "method": Column("Method", NAME, "method"),
    "adds": Column("Adds to the whole", YES, "adds to the whole"),
    "quality": Column("Quality of the evidence", RATING, "evidence"),
}


@dataclass(frozen=True, kw_only=True)
class OfShares(OfMeasure):
    """What shares of a variance say of themselves: the variance, pounds squared."""

    variance: float


@public
def variance_shares(
    scenario: AnyScenario,
    of: str = "recovered",
    *,
    span: Span = OPEN_YEARS,
    **settings: Unpack[Settings],
) -> Answer[OfShares]:
    """Return the shares of the variance of a total.

    Parameters
    ----------
    scenario
        As in `forecast`.
    of : str
        ``recovered``, ``gap`` or ``balance``.
    span
        As in `compare`.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        A row a source: ``source`` (``decision``, an input, or an interaction), ``year`` (empty for
        all years), ``share`` of the variance with its ``standard_error`` and 90% interval ``low``
        to ``high``, ``method`` (``exact``, ``sobol``, ``given_data`` or ``remainder``), whether it
        ``adds`` (those that do sum to 1), ``title``, and the ``quality`` of the evidence. ``about``
        has the ``variance``, pounds squared.

    Raises
    ------
    InputError
        If an argument breaks a rule, or there are fewer than 256 draws.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.variance_shares(cf.load_scenario("central"))
    >>> round(float(table.loc[table["adds"], "share"].sum()), 9)
    1.0
    """
    check_measure(of, "variance_shares")
    made = forecast(scenario, **settings)
    said = describe([made], span, of)
    check_priced(made, of, span)
    if made.draws < _LEAST:
        raise InputError(f"variance_shares: needs at least {_LEAST} draws, got {made.draws}.")
    sums = {tuple(p.decisions.values()): made.along(p.decisions, of, span) for p in made.path_list}
    weights = [path.probability for path in made.path_list]
    chances = dict(zip(sums, weights, strict=True))
    decisions = _learned(chances, {path: by_block(each) for path, each in sums.items()})
    within = weighted_sum(np.transpose([_variance(each) for each in sums.values()]), weights)
    whole = within + sum(decisions, np.zeros(BLOCKS))
    averaged = np.asarray(sum(w * each for w, each in zip(weights, sums.values(), strict=True)))
    rows = [
        _row(DECISION, year, _share(v, whole), "exact")
        for year, v in zip(made.years_of("decision_years"), decisions, strict=True)
    ]
    rows += _of_amounts(made, of, span, averaged, whole)
    rows += _interactions(rows, within, averaged, whole)
    frame = pd.DataFrame(rows)
    frame["title"] = [_title(made.scenario, row["source"], row["year"]) for row in rows]
    frame["quality"] = [_quality(made.scenario, row["source"], row["year"]) for row in rows]
    about = OfShares(
        **said,
        stem="variance_shares",
        caption="Where the uncertainty comes from",
        columns=COLUMNS,
        of=of,
        variance=_something(whole),
    )
    return Answer.of(frame, about)


def _something(variance: Values) -> float:
    mean = float(variance.mean())
    return mean if mean > _NOTHING else 0.0


def _variance(values: Values) -> Values:
    return values.reshape(BLOCKS, -1).var(axis=1) if values.size > 1 else np.zeros(BLOCKS)


def _learned(chances: Mapping[Prefix, float], means: Mapping[Prefix, Values]) -> list[Values]:
    """Return the variance of the expected total that each year's decision settles, by block."""
    settled = [np.zeros(BLOCKS)]
    for years in range(len(next(iter(chances))) + 1):
        weight: dict[Prefix, float] = {}
        expected: dict[Prefix, Values] = {}
        for path, chance in chances.items():
            prefix = path[:years]
            weight[prefix] = weight.get(prefix, 0.0) + chance
            expected[prefix] = expected.get(prefix, np.zeros(BLOCKS)) + chance * means[path]
        squares = [expected[prefix] ** 2 / weight[prefix] for prefix in weight]
        settled.append(np.asarray(sum(squares)))
    return [after - before for before, after in pairwise(settled[1:])]


def _share(part: Values, whole: Values) -> tuple[float, float]:
    # The error of a ratio: that of what is left of the part when its share of the whole is taken.
    if whole.mean() < _NOTHING:
        return 0.0, 0.0
    share = float(part.mean() / whole.mean())
    return share, float(error_of(part - share * whole) / whole.mean())


def _of_amounts(
    made: Forecast, of: str, span: Span, averaged: Values, whole: Values
) -> Iterator[dict[str, Any]]:
    part, _ = _share(_variance(averaged), whole)
    found = first_order(made, of, span) if _variance(averaged).mean() > _NOTHING else {}
    for (name, year), (index, error) in found.items():
        yield _row(name, year, (index * part, error * part), "sobol")
        for each in groups(made.scenario)[name, year]:
            if not year and not INPUTS[name].once:
                alone = _explained(averaged, made.amounts.drawn[name][each])
                yield _row(name, each, _share(alone, whole), "given_data", adds=False)


def _explained(values: Values, by: Values) -> Values:
    """Return the variance of the mean of values given one amount, in each block of draws.

    Bins in the order of the amount; what a bin's own spread adds to its mean is taken off.
    """
    if by.size == 1:
        return np.zeros(BLOCKS)
    blocks = values.reshape(BLOCKS, -1)
    size = blocks.shape[1] // min(_BINS, blocks.shape[1] // _IN_BIN)
    # Stable: how it orders amounts that tie must not depend on the processor.
    order = np.argsort(by.reshape(BLOCKS, -1), axis=1, kind="stable")
    order = order[:, : blocks.shape[1] // size * size]
    bins = np.take_along_axis(blocks, order, axis=1).reshape(BLOCKS, -1, size)
    spread = bins.var(axis=2, ddof=1).mean(axis=1) / size
    return np.asarray(bins.mean(axis=2).var(axis=1, ddof=1) - spread)


def _interactions(
    rows: list[dict[str, Any]], within: Values, averaged: Values, whole: Values
) -> Iterator[dict[str, Any]]:
    of_amounts = [row for row in rows if row["method"] == "sobol"]
    together, error = _share(_variance(averaged), whole)
    alone = sum(row["share"] for row in of_amounts)
    errors = [error, *(row["standard_error"] for row in of_amounts)]
    left = together - alone, float(np.sqrt(np.sum(np.square(errors))))
    yield _row(OF_AMOUNTS, "", left, "remainder")
    both = _share(within - _variance(averaged), whole)
    yield _row(OF_BOTH, "", both, "remainder")


def _row(
    source: str, year: str, share: tuple[float, float], method: str, *, adds: bool = True
) -> dict[str, Any]:
    value, error = share
    return {
        "source": source,
        "year": year,
        "share": value,
        "standard_error": error,
        "low": min(max(value - _NORMAL * error, 0.0), 1.0),
        "high": min(max(value + _NORMAL * error, 0.0), 1.0),
        "method": method,
        "adds": adds,
    }


def _title(scenario: Scenario, source: str, year: str) -> str:
    if source == DECISION:
        return f"Decision of {year}"
    if source in (OF_AMOUNTS, OF_BOTH):
        return f"I{source[1:]}"
    return scenario.register.assumptions[source].title


def _quality(scenario: Scenario, source: str, year: str) -> str:
    if source in (OF_AMOUNTS, OF_BOTH):
        return ""
    if source != DECISION:
        return quality_of(scenario, source, year)
    acting = [name for name in _DECIDING if year in scenario.quantities[name]]
    return min((quality_of(scenario, name, year) for name in acting), key=_WEAKEST.index)
