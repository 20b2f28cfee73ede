"""An expansion in words: what the smallest and the largest bring."""

import pandas as pd

from ...analysis.basis import OfForecasts
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import CEILINGS, IN_PRINCIPLE, STATUSES
from ..question_words import prices_sentence
from ..words import (
    average_posts,
    estimate,
    odds,
    over_years,
    percent,
    under_words,
)


@public
def expansion(frame: Answer[OfForecasts]) -> str:
    """Return what the smallest and the largest expansion of a table bring.

    Parameters
    ----------
    frame : DataFrame
        From `vary` of ``expansion_share``.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.vary(cf.load_scenario("full_expansion"), "expansion_share", [0, 1], draws=8)
    >>> expansion(table).split(". ")[0]
    'This scenario assumes that funding goes on'
    """
    frame = frame.sort_index()
    years, under = over_years(frame.about.years), under_words(frame.about.statuses)
    ends = frame.iloc[sorted({0, len(frame) - 1})]
    nothing = float(frame["chance_nothing"].iloc[-1])
    risk = f"The chance that nothing is recovered is {odds(nothing)}."
    said = [risk if nothing else "This scenario assumes that funding goes on."]
    if not {*CEILINGS}.intersection(frame.about.status_of.values()):
        last = frame.iloc[-1]
        posts = f"; it{_supports(last, ' a year')}" if "posts_mean" in last else ""
        return (
            f"No year is {STATUSES[IN_PRINCIPLE].standing}, so no award is left to expand. "
            f"Recovered {years} {under}, {estimate(last)}{posts}.{prices_sentence(frame.about)}"
        )
    said += [
        f"An expansion that takes {percent(float(str(share)))} of the room"
        f"{_brings(row)} {years} {under}, {estimate(row)}."
        for share, row in ends.iterrows()
    ]
    return " ".join(said) + prices_sentence(frame.about)


def _brings(row: "pd.Series[float]") -> str:
    """Return what an expansion supports, where a paper prices a post, up to what is recovered."""
    return f"{_supports(row)}; recovered" if "posts_mean" in row else ": recovered"


def _supports(row: "pd.Series[float]", when: str = "") -> str:
    return f" supports {average_posts(row['posts_mean'])}{when} on average"
