"""Scenarios side by side in words: how the first stands, and how far the others are from it."""

import pandas as pd

from ...analysis.basis import OfForecasts
from ...answer import Answer
from ...arguments import public
from ..question_words import prices_sentence
from ..words import (
    estimate,
    odds,
    over_years,
    sum_words,
    under_words,
)


@public
def compare(frame: Answer[OfForecasts]) -> str:
    """Return how the first scenario stands, and how far the lowest and highest others are from it.

    Parameters
    ----------
    frame
        As in `compare`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> both = cf.compare(cf.load_scenarios(["ceases", "full_expansion"]), draws=8)
    >>> compare(both).split("”: ")[-1]
    '£2 million in every outcome, £2 million more.'
    """
    first, others = frame.iloc[0], frame.iloc[1:].sort_values("mean", kind="stable")
    years, under = over_years(frame.about.years), under_words(frame.about.statuses)
    said = [
        f"In “{first['title']}” the chance that nothing is recovered is "
        f"{odds(first['chance_nothing'])}.",
        f"Recovered {years} {under}: {estimate(first)}.",
    ]
    ends = others.iloc[sorted({0, len(others) - 1})] if len(others) else others
    if len(others) > len(ends):
        said.append(f"Of {len(others)} other scenarios, these are the lowest and the highest.")
    said += [
        f"“{row['title']}”: {estimate(row)}, {_difference(row, first)}."
        for _, row in ends.iterrows()
    ]
    return " ".join(said) + prices_sentence(frame.about)


def _difference(row: "pd.Series[float]", first: "pd.Series[float]") -> str:
    """Return how far a row is from the first, by the gap where the sums recovered do not differ."""
    amount = float(row["difference"])
    words = sum_words(abs(amount))
    if words == sum_words(0) and "gap_mean" not in row:
        return "the same on average"
    if words == sum_words(0):
        left, before = sum_words(row["gap_mean"]), sum_words(first["gap_mean"])
        gap = f"; the gap that is left averages {left}, against {before} in the first"
        return f"the same on average{gap if left != before else ''}"
    return f"{words} {'more' if amount > 0 else 'less'}"
