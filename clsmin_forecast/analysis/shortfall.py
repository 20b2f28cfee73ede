"""The shortfall: what may be missing for the team, year by year and in the worst cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Annotated, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import (
    AT_LEAST,
    CHANCE,
    CHANCE_ERROR,
    MODELLED,
    POSTS,
    POSTS_ERROR,
    POUNDS_ERROR,
    Column,
)
from ..errors import unknown
from ..inputs.scenarios import AnyScenario
from ..model.draws import BLOCKS
from ..model.forecast import forecast
from ..model.mixture import Mixture, error_of
from ..model.projection import GAP_PARTS, OPEN_YEARS, Span
from ..quantiles import Values
from ..units import HALF_A_PENNY, whole_number, whole_words
from .basis import OfForecasts, OfMeasure, Settings, described
from .question import check_priced

TOGETHER = "together"
_ROUNDING = 1e-6  # of a tenth of a post; sums lose less
_CURVES = ("gap", "recovered")
_WORST = (0.05, 0.1)  # of outcomes
_MOST_POINTS = 10_001
Points = Annotated[int, whole_words(2, _MOST_POINTS)]


COLUMNS = {
    "financial_year": Column("Financial year", label="year"),
    "gap": Column("Gap, mean", MODELLED, "to be found, mean"),
    "gap_in_funded_years": Column("Gap in funded years, mean", MODELLED, "in funded years"),
    "gap_after_ceasing": Column("Gap after ceasing, mean", MODELLED, "after ceasing"),
    "gap_p95": Column("Gap, 95% point", MODELLED, "95%"),
    "worst_10": Column("Gap, mean of the worst 10%", MODELLED, "worst 10%, mean"),
    "worst_5": Column("Gap, mean of the worst 5%", MODELLED, "worst 5%, mean"),
    "gap_standard_error": Column(
        "Standard error of the gap", POUNDS_ERROR, "standard error of the mean"
    ),
    "covered": Column("Chance that the team is paid for", CHANCE, "chance covered"),
    "posts_at_risk": Column("Posts at risk, mean", POSTS, "posts at risk, mean"),
    "gap_in_funded_years_standard_error": Column(
        "Standard error of the gap in funded years", POUNDS_ERROR
    ),
    "gap_after_ceasing_standard_error": Column(
        "Standard error of the gap after ceasing", POUNDS_ERROR
    ),
    "gap_p95_standard_error": Column("Standard error of the gap, 95% point", POUNDS_ERROR),
    "worst_5_standard_error": Column("Standard error of the worst 5%", POUNDS_ERROR),
    "worst_10_standard_error": Column("Standard error of the worst 10%", POUNDS_ERROR),
    "covered_standard_error": Column("Standard error of that chance", CHANCE_ERROR),
    "posts_at_risk_standard_error": Column("Standard error of the posts", POSTS_ERROR),
    "posts_at_risk_p95": Column("Posts at risk, 95% point", POSTS),
    "posts_at_risk_p95_standard_error": Column(
        "Standard error of the posts, 95% point", POSTS_ERROR
    ),
    "posts_at_risk_p95_chance": Column("Chance of at least so many", CHANCE),
    "posts_at_risk_p95_chance_standard_error": Column("Standard error of that many", CHANCE_ERROR),
}


@public
def shortfall(
    scenario: AnyScenario, *, span: Span = OPEN_YEARS, **settings: Unpack[Settings]
) -> Answer[OfForecasts]:
    """Return the money to be found, the worst cases and the posts at risk, by year and together.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is assumed.
    span : str or sequence of str
        The years; those before a post has a price are left out.
    **settings
        ``draws``, ``seed`` and ``price_base``, as in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by financial year, with a last row ``together`` that sums each outcome over the
        years. The ``gap`` on average and its parts, ``gap_in_funded_years`` and
        ``gap_after_ceasing`` (what keeping the team would cost), its ``gap_p95``, and its mean in
        the worst 5% and 10% of outcomes, ``worst_5`` and ``worst_10`` (the expected shortfall), in
        pounds; the chance that the team is ``covered`` (in every year, in the last row); the
        ``posts_at_risk`` on average, ``posts_at_risk_p95`` (down to a tenth of a post) and the
        chance of at least so many, ``posts_at_risk_p95_chance`` (empty in the last row). Each has
        its ``_standard_error``.

    Raises
    ------
    InputError
        If an argument breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.shortfall(cf.load_scenario("ceases"))
    >>> table.loc["2025/26", ["covered", "posts_at_risk"]].tolist()
    [0.0, 7.0]
    """
    made = forecast(scenario, **settings)
    said = described([made], span)
    check_priced(made, "gap", span)
    years = [year for year in said["years"] if year in made.amounts.cost]
    rows = {
        year: _estimates(gap, made.in_year("posts_at_risk", year))
        for year in years
        if (gap := made.in_year("gap", year))
    }
    rows[TOGETHER] = _estimates(made.total("gap", tuple(years)), None)
    for year in years:
        rows[year] |= _parts([made.in_year(part, year) for part in GAP_PARTS])
    rows[TOGETHER] |= _parts([made.total(part, tuple(years)) for part in GAP_PARTS])
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("financial_year")
    about = OfForecasts(**said | {"years": tuple(years)}, stem="shortfall", columns=COLUMNS)
    return Answer.of(frame, about)


def _estimates(gap: Mixture, at_risk: Mixture | None) -> dict[str, float]:
    return {
        **_estimate("gap", gap, lambda block: block.mean),
        **_estimate("gap_p95", gap, _high_end),
        **_estimate("worst_5", gap, lambda block: block.tail_mean(0.05, highest=True)),
        **_estimate("worst_10", gap, lambda block: block.tail_mean(0.1, highest=True)),
        **_estimate("covered", gap, lambda block: 1 - block.chance_at_least(2 * HALF_A_PENNY)),
        **_estimate("posts_at_risk", at_risk, lambda block: block.mean),
        **_estimate("posts_at_risk_p95", at_risk, _high_posts),
        **_estimate(
            "posts_at_risk_p95_chance",
            at_risk,
            lambda block: block.chance_at_least(_high_posts(block)),
        ),
    }


def _parts(parts: Sequence[Mixture | None]) -> dict[str, float]:
    return {
        name: value
        for part, mixture in zip(GAP_PARTS, parts, strict=True)
        for name, value in _estimate(part, mixture, lambda block: block.mean).items()
    }


def _estimate(
    name: str, mixture: Mixture | None, statistic: Callable[[Mixture], float]
) -> dict[str, float]:
    value, error = (
        (statistic(mixture), mixture.standard_error_of(statistic)) if mixture else (np.nan, np.nan)
    )
    return {name: value, f"{name}_standard_error": error}


def _high_end(mixture: Mixture) -> float:
    return float(mixture.quantiles([0.95])[0])


def _high_posts(mixture: Mixture) -> float:
    # Down to a tenth of a post, as it is printed, so that the chance is of the printed number.
    return floor(10 * _high_end(mixture) + _ROUNDING) / 10


@dataclass(frozen=True, kw_only=True)
class OfCurve(OfMeasure):
    """What a curve says of itself: its middle outcome, and the mean of the worst outcomes."""

    p50: float
    worst: Mapping[float, float]


CURVE = {
    "amount": Column("At least", AT_LEAST, "at least"),
    "chance": Column("Chance", CHANCE, "chance"),
    "standard_error": Column("Standard error of the chance", CHANCE_ERROR, "standard error"),
}


@public
def exceedance(
    scenario: AnyScenario,
    of: str = "gap",
    *,
    points: Points = 201,
    span: Span = OPEN_YEARS,
    **settings: Unpack[Settings],
) -> Answer[OfCurve]:
    """Return the chance that a total comes to at least each of many sums.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is assumed.
    of : str
        ``gap``, or ``recovered``.
    points : int
        How many sums, evenly from £0 to the largest that the draws hold; one, of £0, where that
        is the largest.
    span : str or sequence of str
        The years that are summed.
    **settings
        ``draws``, ``seed`` and ``price_base``, as in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by the ``amount``, pounds: the ``chance`` of at least so much, with its
        ``standard_error``. ``about`` has the middle outcome, ``p50``, which may lie between
        two sums, and the mean of the worst 5% and 10% of outcomes.

    Raises
    ------
    InputError
        If an argument breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> curve = cf.exceedance(cf.load_scenario("full_expansion"), "recovered", points=3)
    >>> curve["chance"].to_dict()
    {0.0: 1.0, 1000000.0: 1.0, 2000000.0: 1.0}
    """
    if of not in _CURVES:
        raise unknown("exceedance", "measure", of, _CURVES)
    made = forecast(scenario, **settings)
    said = described([made], span, of)
    check_priced(made, of, span)
    total = made.total(of, span)
    most = max(float(values.max()) for values in total.branches)
    amounts = np.linspace(0, most, whole_number(points, "points", 2, _MOST_POINTS))
    amounts = amounts if most > 2 * HALF_A_PENNY else np.zeros(1)
    blocks = np.stack([_chances(total.block(index), amounts) for index in range(BLOCKS)], axis=-1)
    frame = pd.DataFrame(
        {"chance": blocks.mean(axis=-1), "standard_error": error_of(blocks)},
        index=pd.Index(amounts, name="amount"),
    )
    worst = {share: total.tail_mean(share, highest=of == "gap") for share in _WORST}
    middle = {"p50": total.statistic()["p50"], "worst": worst}
    about = OfCurve(**said | middle, stem="exceedance", columns=CURVE, of=of)
    return Answer.of(frame, about)


def _chances(total: Mixture, amounts: Values) -> Values:
    below = [np.sort(b).searchsorted(amounts - HALF_A_PENNY) / b.size for b in total.branches]
    return 1 - np.asarray(sum(w * each for w, each in zip(total.weights, below, strict=True)))
