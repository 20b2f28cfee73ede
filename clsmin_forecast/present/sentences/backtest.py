"""The back-test in words: how well such counts would have foretold what is known."""

from collections.abc import Hashable, Mapping
from math import ceil, isfinite
from typing import Any

import pandas as pd

from ...analysis.backtest_scores import ENDING, RATIO, OfBacktest
from ...analysis.basis import OfGrant
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import DECIDED
from ...inputs.comparators import WITHIN_AWARD
from ...units import number_of
from ..words import about, percent, status_words

_AT_90 = "90% interval"


@public
def backtest(scores: Answer[OfBacktest], own: Answer[OfGrant]) -> str:
    """Return how the forecasts of left-out schemes did, and how little that proves.

    Parameters
    ----------
    scores : DataFrame
        From `backtest_scores`.
    own : DataFrame
        From `own_year_ends`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> scores = cf.backtest_scores(cf.backtest(central))
    >>> backtest(scores, cf.own_year_ends(central)).split(", standard error")[0].split(". ")[1]
    'So few decisions prove little: of 55, 3 were endings where 3.5 were expected'
    """
    endings, rows = scores.about.endings, scores.to_dict("index")
    return " ".join(
        [
            _tested(endings),
            f"{_little(rows)}{endings['decisions']}, {_were(endings['observed'])} where "
            f"{endings['expected']:.1f} were expected, standard error "
            f"{endings['standard_error']:.1f}.",
            f"They leave a chance of ending of {about(endings['chance'])}, {_AT_90} "
            f"{percent(endings['low'])} to {percent(endings['high'])}.",
            _against("Brier score", "always expecting renewal", rows["brier_always_renewed"]),
            _inside(scores),
            _against("ranked probability score of the amounts", "expecting the same sum again",
                     rows["crps_same_again"]),
            _own(own),
        ]
    )  # fmt: skip


def _tested(endings: Mapping[str, Any]) -> str:
    used = "" if endings["used"] else ", on which no chance of the scenario rests"
    return f"What is tested is the set “{endings['set']}”{used}."


def _were(endings: int) -> str:
    return "1 was an ending" if endings == 1 else f"{endings} were endings"


def _little(rows: dict[Hashable, dict[Hashable, Any]]) -> str:
    told = rows["brier_always_renewed"]["told_apart"]
    return "The forecasts hold: of " if told else "So few decisions prove little: of "


def _against(score: str, rule: str, row: dict[Hashable, Any]) -> str:
    difference, error = row["difference"], row["standard_error"]
    side = "lower (better)" if difference < 0 else "higher (worse)"
    said = (
        f"The {score} is {row['forecast']:.3f}, {abs(difference):.4f} {side} than {rule}, standard "
        f"error {error:.4f}"
    )
    if row["told_apart"]:
        return f"{said}: told from no difference at the 90% level."
    needed = row["decisions_needed"]
    if not isfinite(needed):
        return f"{said}: no difference can be told."
    return (
        f"{said}: not to be told from no difference; at this size that takes about "
        f"{float(f'{ceil(needed):.2g}'):,.0f} decisions like these, and there are "
        f"{row['decisions']}."
    )


def _inside(scores: Answer[OfBacktest]) -> str:
    inside, level = scores.about.inside, percent(scores.about.coverage)
    return (
        f"{inside['inside']} of {inside['of']} renewed amounts lie in the {level} range forecast "
        f"for them: {percent(inside['share'])}, {_AT_90} {percent(inside['low'])} to "
        f"{percent(inside['high'])}."
    )


def _own(own: Answer[OfGrant]) -> str:
    endings, ratios = (own[own["measure"] == measure] for measure in (ENDING, RATIO))
    decided = endings["status"].isin(DECIDED)
    ended = int(endings.loc[decided, "outcome"].sum())
    said = [
        f"{own.about.grant.short_name} itself went on at {int(decided.sum()) - ended} of "
        f"{int(decided.sum())} decided year ends",
        *(_open(row) for _, row in endings[~decided].iterrows()),
        f"{int(ratios['inside'].sum())} of its {number_of(len(ratios), 'change')} of amount "
        f"{'lies' if ratios['inside'].sum() == 1 else 'lie'} in the range",
    ]
    return f"{'; '.join(said)}."


def _open(row: "pd.Series[Any]") -> str:
    where = "inside an award" if row["kind"] == WITHIN_AWARD else "where an award ran out"
    return f"the year after {row['financial_year']}, {where}, is {status_words(str(row['status']))}"
