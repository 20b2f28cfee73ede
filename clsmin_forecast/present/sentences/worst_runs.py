"""The worst outcomes in words: what they average, and what they have in common."""

import pandas as pd

from ...analysis.variance_shares import DECISION
from ...analysis.worst_runs import OfWorst
from ...answer import Answer
from ...arguments import public
from ..question_words import MEASURES, prices_sentence
from ..words import (
    capital,
    over_years,
    percent,
    sum_words,
    under_words,
)

_NOTHING = {"gap": "there is no gap", "recovered": "nothing is recovered"}
_NAMED = 3  # changes or inputs that a sentence names before it counts the rest
_COMMON = 0.5  # of the worst; what no more of them share is not common to them
_APART = 0.01  # standard deviations; nearer, the worst are like all


@public
def worst_runs(frame: Answer[OfWorst]) -> str:
    """Return what most of the worst outcomes have in common, and what is more frequent in them.

    Parameters
    ----------
    frame : DataFrame
        From `worst_runs`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> worst_runs(cf.worst_runs(cf.load_scenario("central"))).split(", ")[0]
    'In the worst 10% of outcomes'
    """
    over = f"{over_years(list(frame.about.years))}, {under_words(frame.about.statuses)}"
    of, mean = frame.about.of, frame.about.worst_mean
    if sum_words(mean) == sum_words(0) and percent(frame.about.as_bad) == "100%":
        return f"{capital(_NOTHING[of])} in any outcome {over}."
    decisions = frame[(frame["input"] == DECISION) & (frame["apart"] > _APART)].iloc[:_NAMED]
    most = decisions["in_worst"] > _COMMON
    common = _shared(" What they have in common", decisions[most])
    common += _shared(" More frequent in them", decisions[~most])
    return (
        f"In the worst {percent(frame.about.worst)} of outcomes, "
        f"{MEASURES[of]} {over}, averages {sum_words(mean)}.{_ties(frame.about)}{common}"
        f"{prices_sentence(frame.about)}"
    )


def _shared(lead: str, decisions: pd.DataFrame) -> str:
    said = [
        f"{row['value']} in {row['year']}, {percent(row['in_worst'])} of them against "
        f"{percent(row['overall'])} of all"
        for _, row in decisions.sort_values("year", kind="stable").iterrows()
    ]
    return f"{lead}: {'; '.join(said)}." if said else ""


def _ties(about: OfWorst) -> str:
    if percent(about.as_bad) == percent(about.worst) or about.as_bad < about.worst:
        return ""
    as_bad = percent(about.as_bad)
    said = "Every outcome is" if as_bad == "100%" else f"As many as {as_bad} of outcomes are"
    return f" {said} as bad, so each counts in part."
