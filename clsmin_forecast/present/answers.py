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
    about = getattr(answer, "about", None)
    if not isinstance(about, About) or not about.caption:
        raise InputError(
            "answer: takes the table of one question, such as cf.tornado gives; another is shown "
            "by run.table."
        )
    return about.stem


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
    # No comparison enters, or no forecast is kept.
    nothing = stem in ("evidence_choices", "options", "scores") and answer.empty
    chart = draw(answer) if draw and not nothing else None
    return View(sentence(answer), chart, answer.about.caption, reading_rows(answer))
