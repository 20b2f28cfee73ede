"""The shares of the variance in words: what the uncertainty comes from."""

from ...analysis.variance_shares import DECISION, OF_BOTH, OfShares
from ...answer import Answer
from ...arguments import public
from ..input_words import rating_words
from ..words import (
    over_years,
    percent,
    under_words,
)


@public
def variance_shares(frame: Answer[OfShares]) -> str:
    """Return how much of the variance is due to decisions, to amounts, and to both at once.

    Parameters
    ----------
    frame : DataFrame
        From `variance_shares`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> said = variance_shares(cf.variance_shares(cf.load_scenario("continues_flat")))
    >>> "decisions not on record are 0%" in said
    True
    """
    over = f"{over_years(list(frame.about.years))}, {under_words(frame.about.statuses)}"
    if frame.about.variance == 0:
        return f"Nothing is uncertain about the total {over}."
    adds = frame[frame["adds"]]
    decisions, both = adds[adds["source"] == DECISION], adds[adds["source"] == OF_BOTH]
    shares = [max(0.0, float(part["share"].sum())) for part in (decisions, both)]
    largest = decisions.sort_values("share", ascending=False, kind="stable").iloc[:1]
    alone = [
        f", that of {row['year']} alone {percent(row['share'])} ({rating_words(row['quality'])})"
        for _, row in largest.iterrows()
        if row["share"] > 0
    ]
    return (
        f"Of the variance of the total {over}, decisions not on record are {percent(shares[0])}"
        f"{''.join(alone)}; the amounts are {percent(1 - sum(shares))}, and "
        f"what decisions and amounts do together is {percent(shares[1])}."
    )
