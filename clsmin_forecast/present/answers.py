"""What shows an answer: sentence, chart and table, found by the name of the question."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..about import About
from ..answer import Answer
from ..errors import InputError
from . import sentences
from .tables import Rows, reading_rows

if TYPE_CHECKING:
    from .chart import Chart

CAPTIONS = {
    "tornado": "How far the answer moves with each input alone, the furthest first",
    "variance_shares": "Where the uncertainty comes from",
    "switching_values": "The value of each input at which the statement turns",
    "switching_plane": "The line of two chances on which the statement turns",
    "bridge": "Which change moved the answer",
    "reserve": "The sum that is sure enough, and what stands behind it",
    "stress": "The answer with one input held in parts of its range",
    "worst_runs": (
        "What the worst outcomes have in common, the furthest apart in standard deviations first"
    ),
    "compare": "The scenarios side by side",
    "evidence": "The comparable grants behind the chances",
    "evidence_choices": "What other comparisons would make of it",
    "run_changes": "What moved the figures",
}
"""The caption of the table of each question; sentence and chart are found by the same name."""


@dataclass(frozen=True)
class View:
    """An answer as a reader sees it.

    Parameters
    ----------
    sentence : str
        With its numbers.
    chart : Chart or None
        The picture, where there is something to draw.
    caption : str
        Of the table.
    rows : Rows
        The table.
    """

    sentence: str
    chart: "Chart | None"
    caption: str
    rows: Rows


def sentence(answer: Answer[About]) -> str:
    """Return the sentence of an answer.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> sentence(cf.worst_runs("ceases", draws=8)).split(",")[0]
    'Nothing is recovered in any outcome over 2025/26 and 2026/27'
    """
    return str(getattr(sentences, _question(answer))(answer))


def _question(answer: Any) -> str:
    """Return the name of the question; a part of several answers is of none."""
    stem = str(getattr(getattr(answer, "about", None), "stem", ""))
    if stem not in CAPTIONS:
        raise InputError(
            f"answer: takes the table of one question, of {', '.join(CAPTIONS)}; another is shown "
            "by run.table."
        )
    return stem


def view(answer: Answer[Any]) -> View:
    """Return an answer as a reader sees it.

    Parameters
    ----------
    answer : DataFrame
        From an analysis that has a caption here.

    Raises
    ------
    InputError
        If it is from another, or put together from several.
    """
    from . import charts  # slow to load, and a command draws none

    stem = _question(answer)
    draw = getattr(charts, stem, None)
    nothing = stem == "evidence_choices" and answer.empty  # no comparison enters
    chart = draw(answer) if draw and not nothing else None
    return View(sentence(answer), chart, CAPTIONS[stem], reading_rows(answer))
