"""Past forecasts in words: what came of them, and how little so few of them prove."""

from collections.abc import Hashable, Mapping
from math import ceil, isfinite
from typing import Any

import pandas as pd

from ...analysis.scores import ALWAYS, CAUSES, COUNTED, EVERY, OPEN, OfScores, score_averages
from ...answer import Answer
from ...arguments import public
from ...units import number_of, pounds
from ..words import about, capital, day_words, list_words, percent, sum_words

Row = Mapping[Hashable, Any]
_CAUSES = dict(zip(CAUSES, ("the decision", "the award", "what was recovered of it"), strict=True))


@public
def scores(scored: Answer[OfScores]) -> str:
    """Return what came of past forecasts, the last that counts in full, and how little it proves.

    Parameters
    ----------
    scored : DataFrame
        From `scores`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> scores(cf.scores("central", "no ledger yet")).split(";")[0]
    'No forecast is kept of a year that has been decided since'
    """
    if scored.empty:
        return (
            "No forecast is kept of a year that has been decided since; publishing a run that "
            f"forecasts {scored.about.scenario} keeps those of the years that are still open."
        )
    counted, decided = scored[scored["standing"] == COUNTED], scored[scored["standing"] != OPEN]
    if decided.empty:
        return f"{_kept(scored)} So nothing can be scored yet."
    last = (decided if counted.empty else counted).iloc[-1]
    said = [_kept(scored), *_left_out(scored), *_of_one(last)]
    return " ".join([*said, "So no average is given." if counted.empty else _of_all(scored)])


def _kept(scored: Answer[OfScores]) -> str:
    still = scored[scored["standing"] == OPEN]
    kept = number_of(len(scored), "forecast")
    if still.empty:
        return f"{capital(kept)} of {_years(scored)} {_are(scored)} kept, all decided since."
    if len(still) == len(scored):
        return f"{capital(kept)} of {_years(scored)} {_are(scored)} kept; none is decided yet."
    open_ = f"{number_of(len(still), 'forecast')} of {_years(still)} {_are(still)} still open"
    return f"{capital(kept)} of {_years(scored)} {_are(scored)} kept; {open_}."


def _years(rows: pd.DataFrame) -> str:
    return list_words(sorted(set(rows["year"])))


def _are(rows: pd.DataFrame) -> str:
    return "is" if len(rows) == 1 else "are"


def _left_out(scored: Answer[OfScores]) -> list[str]:
    rows = scored[~scored["standing"].isin([OPEN, COUNTED])]
    if rows.empty:
        return []
    return [
        f"{capital(number_of(len(rows), 'forecast'))} {_are(rows)} in no average: "
        f"{'it was' if len(rows) == 1 else 'they were'} taken in later, or made after the outcome "
        "was recorded."
    ]


def _of_one(row: "pd.Series[Any]") -> list[str]:
    """Return what came of one forecast: of its chance, and of its sum once the year is closed."""
    came = "ended" if row["ended"] else "was funded"
    chance, day = about(row["no_funding"]), day_words(pd.Timestamp(row["day"]).date())
    said = [
        f"On {day} the chance of no funding in {row['year']} was put at {chance}, and the year "
        f"{came}: Brier score {row['brier']:.4f}, log score {score_words(row['log'])}; always "
        f"expecting renewal has {score_words(row['brier_always_renewed'])} and "
        f"{score_words(row['log_always_renewed'])}."
    ]
    return said if pd.isna(row["came"]) else [*said, *_of_sum(row)]


def score_words(score: float) -> str:
    """Return a score in words, that of what was given no chance too.

    Examples
    --------
    >>> score_words(0.27891), score_words(0.0), score_words(float("inf"))
    ('0.2789', '0', 'infinite, since it gave what came no chance')
    """
    if not isfinite(score):
        return "infinite, since it gave what came no chance"
    return f"{score:.4f}" if score else "0"


def _of_sum(row: "pd.Series[Any]") -> list[str]:
    error = row["error"]
    again = row["crps_same_again"]
    rule = "" if pd.isna(again) else f" (the same sum again: {sum_words(again)})"
    few = "" if row["quantiles"] >= 99 else f", from the {row['quantiles']:.0f} quantiles kept"  # noqa: PLR2004
    said = (
        f"{pounds(row['came'])} was recovered where {sum_words(row['mean'])} was forecast on "
        f"average, {sum_words(abs(error))} {'more' if error > 0 else 'less'}{_split(row)}. It lies "
        f"at {percent(row['place'])} of the forecast, and the ranked probability score is "
        f"{sum_words(row['crps'])}{rule}{few}."
    )
    return [said]


def _split(row: "pd.Series[Any]") -> str:
    if pd.isna(row["error_decision"]):
        return ""
    parts = [f"{sum_words(row[f'error_{each}'])} by {words}" for each, words in _CAUSES.items()]
    return f": {list_words(parts)}"


def _of_all(scored: Answer[OfScores]) -> str:
    row: Row = score_averages(scored).to_dict("index")[f"brier_{ALWAYS}_{EVERY.replace(' ', '_')}"]
    if row["schemes"] == 1:
        return f"One year proves nothing{_needed(scored.about.needed)}."
    mean = (
        f"Over {number_of(row['decisions'], 'forecast')} of {row['schemes']} years the mean Brier "
        f"score is {score_words(row['forecast'])}, and {score_words(row['naive'])} if renewal is "
        "always expected."
    )
    if row["told_apart"]:
        return f"{mean} The two are told apart at the 90% level."
    return f"{mean} So few years prove little{_needed(scored.about.needed)}."


def _needed(needed: float) -> str:
    if not isfinite(needed):
        return ""
    number = f"{float(f'{ceil(needed):.2g}'):,.0f}"
    return (
        ": by the back-test it takes about "
        f"{number} decisions to tell such chances from always expecting renewal"
    )
