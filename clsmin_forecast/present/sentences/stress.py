"""The stress of an input in words: what is recovered with it in parts of its range."""

from ...analysis.basis import OfInput
from ...answer import Answer
from ...arguments import public
from ..input_words import factor_words
from ..question_words import prices_sentence
from ..words import (
    list_words,
    part_words,
    sum_words,
    under_words,
)


@public
def stress(frame: Answer[OfInput]) -> str:
    """Return what is recovered with an input held in parts of its range.

    Parameters
    ----------
    frame : DataFrame
        From `stress`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> stress(cf.stress(cf.load_scenario("ceases"), "recovery_rate")).split(": ")[0]
    'With the share of the award that is spent and so recovered in part of its range'
    """
    what = factor_words(frame.about.title, frame.about.year or "")
    said = [f"{sum_words(row['mean'])} ({part_words(str(part))})" for part, row in frame.iterrows()]
    return (
        f"With {what} in part of its range: recovered over "
        f"{list_words(list(frame.about.years))}, {under_words(frame.about.statuses)}, averaged "
        f"over all outcomes, {list_words(said)}.{prices_sentence(frame.about)}"
    )
