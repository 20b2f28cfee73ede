"""A forecast of one decision beside what came of it: the row, its scores, and the mean scores."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isfinite, nan
from typing import Any

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import COUNT, NAME, SCORE, SCORE_DIFFERENCE, SCORED, YES, Column
from ..quantiles import Values
from ..quantities import Chance, Choice
from .basis import OfGrant
from .scoring import brier, cases_needed, crps, jackknife_error, log_score, spread

ENDING, RATIO = "ending", "ratio"
RULES = {"always_renewed": 0.0, "even_chance": 0.5}
"""The naive rules for an ending, and the chance that each gives it."""

_SCORES = (
    (ENDING, "brier", "always_renewed"),
    (ENDING, "brier", "even_chance"),
    (ENDING, "log", "always_renewed"),
    (ENDING, "log", "even_chance"),
    (RATIO, "crps", "same_again"),
)


def chance_row(chance: Chance, came: bool) -> dict[str, Any]:
    """Return the forecast chance of an ending, with its interval, beside whether it came."""
    return {
        "forecast": chance.mid,
        "low": chance.low,
        "high": chance.high,
        "outcome": float(came),
        "inside": None,
        "crps": nan,
        "crps_same_again": nan,
    }


def ratio_row(forecast: Choice, ratio: float) -> dict[str, Any]:
    """Return the forecast range of a ratio beside the ratio that came, and its scores."""
    return {
        "forecast": forecast.mid,
        "low": forecast.low,
        "high": forecast.high,
        "outcome": ratio,
        "inside": forecast.low <= ratio <= forecast.high,
        "crps": crps(forecast.quantile, ratio, forecast.bends),
        "crps_same_again": abs(ratio - 1),
    }


def with_scores(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a table, with the scores of every ending by the forecast and each rule."""
    frame = pd.DataFrame(list(rows))
    frame["inside"] = frame["inside"].astype("boolean")
    came = frame["outcome"].to_numpy(float)
    forecast = np.where(frame["measure"] == ENDING, frame["forecast"].to_numpy(float), nan)
    for name, score in (("brier", brier), ("log", log_score)):
        frame[name] = score(forecast, came)
        for rule, chance in RULES.items():
            frame[f"{name}_{rule}"] = score(np.where(np.isnan(forecast), nan, chance), came)
    return frame


@dataclass(frozen=True, kw_only=True)
class OfBacktest(OfGrant):
    """What a back-test says of itself: endings foretold and seen, ratios inside their range."""

    coverage: float
    endings: Mapping[str, Any]
    inside: Mapping[str, float]


COLUMNS = {
    "comparison": Column("Comparison", NAME),
    "score": Column("Score", SCORED, "forecast of"),
    "rule": Column("Naive rule", NAME, "against"),
    "decisions": Column("Decisions", COUNT, "decisions"),
    "schemes": Column("Schemes", COUNT, "schemes"),
    "forecast": Column("Score of the forecast", SCORE, "score"),
    "naive": Column("Score of the naive rule", SCORE, "score of the rule", missing="infinite"),
    "difference": Column(
        "Forecast less naive",
        SCORE_DIFFERENCE,
        "difference",
        missing="none: an ending was given no chance",
    ),
    "standard_error": Column(
        "Standard error of the difference", SCORE_DIFFERENCE, "standard error"
    ),
    "told_apart": Column("Told apart", YES, "told apart"),
    "decisions_needed": Column("Decisions needed to tell them apart", COUNT, "decisions needed"),
    "low": Column("Difference, 5% point", SCORE),
    "high": Column("Difference, 95% point", SCORE),
}


@public
def backtest_scores(tested: Answer[OfBacktest]) -> Answer[OfBacktest]:
    """Return the mean scores of a back-test against those of the naive rules.

    The standard error of a difference is the jackknife over schemes, whose decisions hang
    together. Decisions needed: how many like these would put no difference outside the 90%
    interval, if the difference stayed as it is, since its error falls with the root of their
    number.

    Parameters
    ----------
    tested : DataFrame
        From `backtest`.

    Returns
    -------
    DataFrame
        Indexed by comparison, such as ``brier_always_renewed``. Mean scores (lower is better), the
        difference (forecast less rule, so below 0 is better) with its standard error and 90%
        interval, whether it can be told from none, how many decisions and schemes it rests on, and
        how many decisions would be needed. Where a rule gave what came no chance, its score is
        infinite and has no difference. ``about`` is that of the back-test.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> scores = cf.backtest_scores(cf.backtest(cf.load_scenario("central")))
    >>> bool(scores.loc["brier_always_renewed", "told_apart"])
    False
    """
    rows = [compare_scores(tested[tested["measure"] == kind], *rest) for kind, *rest in _SCORES]
    names = [f"{score}_{rule}" for _, score, rule in _SCORES]
    frame = pd.DataFrame(rows, index=pd.Index(names, name="comparison"))
    return Answer.of(frame, replace(tested.about, columns=COLUMNS, shown=None))


def compare_scores(rows: pd.DataFrame, score: str, rule: str) -> dict[str, Any]:
    """Return the mean score of some forecasts against that of a naive rule, as a row.

    Parameters
    ----------
    rows : DataFrame
        With the columns ``scheme``, whose rows hang together, the score, and the score with the
        rule after it, such as ``brier`` and ``brier_always_renewed``.
    score, rule : str
        Which.
    """
    ours, theirs = rows[score].to_numpy(float), rows[f"{score}_{rule}"].to_numpy(float)
    return {
        "score": score,
        "rule": rule,
        "forecast": float(ours.mean()),
        "naive": float(theirs.mean()),
        **_difference(ours, theirs, rows["scheme"].tolist()),
        "decisions": len(rows),
        "schemes": rows["scheme"].nunique(),
    }


def _difference(ours: Values, theirs: Values, schemes: list[str]) -> dict[str, Any]:
    names = ("difference", "standard_error", "low", "high", "decisions_needed")
    mean, error = nan, nan
    if isfinite(theirs.mean()) and isfinite(ours.mean()):
        mean, error = float((ours - theirs).mean()), jackknife_error(ours - theirs, schemes)
    groups = len(set(schemes))
    reach = spread(groups) * error
    low, high = mean - reach, mean + reach
    needed = cases_needed(mean, error, len(ours), groups)
    values = dict(zip(names, (mean, error, low, high, needed), strict=True))
    return values | {"told_apart": bool(low > 0 or high < 0)}
