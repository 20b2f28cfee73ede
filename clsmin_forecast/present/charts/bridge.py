"""The bridge: from one answer to another, a step a change."""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from ...analysis.bridge import OfBridge
from ...answer import Answer
from ...arguments import public
from ...units import number_of
from ..chart import Chart
from ..labels import settle
from ..question_words import answer_words
from ..style import BLUE, INK, ORANGE, TURQUOISE, looks, money_axis, tint
from ..words import capital, in_points
from .annotations import new_figure, percent_axis
from .chart_text import (
    COLUMN_UNITS,
    Row,
    alternative,
    fit_headline,
    heading,
    in_brief,
    in_short,
    question_columns,
    status_suffix,
    under_sentence,
    with_minus_sign,
)
from .row_layout import BAR_AT, BAR_HIGH, rows_of_words, topic_words, whole_input_words

_MOST_STEPS = 6
_OTHERS = "Other changes"
_TITLE = 30  # characters of a title in a text alternative
_CLEAR = 12  # pixels between a line and words
_ROOM = 1.04  # beyond the lowest sum


@public
def bridge(frame: Answer[OfBridge]) -> Chart:
    """Return the chart of the changes that lead from one answer to another, the largest first.

    Parameters
    ----------
    frame : DataFrame
        From `bridge`, which has the same name among the analyses; of many changes, the largest six
        are drawn and the others summed.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central, full = cf.load_scenarios(["central", "full_expansion"])
    >>> bridge(cf.bridge(central, full, draws=8)).data["kind"].tolist()
    ['answer', 'change', 'change', 'change', 'change', 'answer']
    """
    question, (before, after) = frame.about.question, frame.about.titles
    rows, unit = _stacked(frame), question.unit
    with looks():
        figure, (axes,) = new_figure()
        places = rows_of_words(axes, [_step_words(row, unit) for row in rows])
        _answer_axis(axes, rows, unit)
        for place, row in zip(places, rows, strict=True):
            _step(axes, place, row)
        settle(figure)
        _joined(axes, rows, places)
    return Chart(
        **heading(
            frame,
            name=["bridge", in_short(question)],
            what=f"{question.words} for",
            then=(
                f": from the scenario “{before}” to “{after}”, each change averaged over every "
                "order in which they could be made"
            ),
            of=question.measures,
        ),
        headline=_headline(frame, unit),
        alt=alternative(_alt(frame, rows, unit)),
        data=_data(rows, unit).assign(**question_columns(frame)),
        figure=figure,
    )


def _stacked(frame: Answer[OfBridge]) -> list[Row]:
    """Return the rows drawn: the first answer, the steps, and the last answer."""
    (first, last), titles = frame.about.answers, frame.about.titles
    steps: list[Row] = [
        {"kind": "change", "title": whole_input_words(str(name)), **_span(row)}
        for name, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    shown, others = steps[:_MOST_STEPS], steps[_MOST_STEPS:]
    if others:
        start = others[0]["start"]
        rest: Row = {"start": start, "end": last, "change": last - start}
        shown = [*shown, {"kind": "change", "title": _OTHERS, **rest}]
    if frame.empty:
        none: Row = {"kind": "change", "title": "Nothing differs"}
        shown = [{**none, "start": first, "end": last, "change": last - first}]
    ends: list[Row] = [
        {"kind": "answer", "title": title, "start": 0.0, "end": answer, "change": answer}
        for title, answer in zip(titles, (first, last), strict=True)
    ]
    return [ends[0], *shown, ends[1]]


def _span(row: Row) -> Row:
    return {name: float(row[name]) for name in ("start", "end", "change")}


def _answer_axis(axes: Axes, rows: list[Row], unit: str) -> None:
    ends = [row[name] for row in rows for name in ("start", "end")]
    if unit == "probability":
        percent_axis(axes, "x")
        return
    money_axis(axes, max(ends), 3, along="x")
    if min(ends) < 0:  # a balance, or a step too far: the words say the sums, and the axis zero
        axes.set_xlim(min(ends) * _ROOM, axes.get_xlim()[1])
        axes.set_xticks([0], ["£0"])


def _step_words(row: Row, unit: str) -> str:
    return with_minus_sign(f"{row['title']}: {_amount(row, unit)}")


def _step(axes: Axes, place: float, row: Row) -> None:
    falls = row["change"] < 0
    fill, edge = (tint(ORANGE), ORANGE) if falls else (tint(TURQUOISE), TURQUOISE)
    if row["kind"] == "answer":
        fill, edge = BLUE, BLUE
    axes.barh(
        place + BAR_AT, row["end"] - row["start"], BAR_HIGH, left=row["start"],
        color=fill, ec=edge, lw=1.5, clip_on=False, zorder=3,
    )  # fmt: skip


def _amount(row: Row, unit: str) -> str:
    if row["kind"] == "answer":
        return answer_words(row["end"], unit)
    return _moved(row["change"], unit)


def _moved(change: float, unit: str) -> str:
    """Return by how much an answer moves; a chance moves by points of its percentage."""
    size = answer_words(abs(change), unit)
    if size == answer_words(0.0, unit):
        return "no change"
    return f"{'adds' if change > 0 else 'takes away'} {in_points(size)}"


def _joined(axes: Axes, rows: list[Row], places: Sequence[float]) -> None:
    """Join the end of each bar of a settled picture to the next, unless words lie between them."""
    words = [text.get_window_extent() for text in axes.texts]
    for row, between in zip(rows, pairwise(places), strict=False):
        down = [place + BAR_AT for place in between]
        x, (low, high) = row["end"], sorted(axes.transData.transform((0, at))[1] for at in down)
        left = axes.transData.transform((x, 0))[0]
        line = Bbox([[left - _CLEAR, low], [left + _CLEAR, high]])
        if not any(line.overlaps(box) for box in words):
            axes.plot([x, x], down, color=INK, lw=1, zorder=2, clip_on=False)


def _headline(frame: Answer[OfBridge], unit: str) -> str:
    first, last = (answer_words(answer, unit) for answer in frame.about.answers)
    if frame.empty:
        return "Nothing differs between the two, so the answer stays the same"
    if first == last:
        stays = f"The answer stays at {first}{status_suffix(frame.about.statuses)}"
        return fit_headline(stays, price_base=frame.about.price_base)
    before, after = frame.about.answers
    moves = f"{'rises' if after > before else 'falls'} from {first} to {last}"
    largest = f"largest change: {topic_words(str(frame.index[0]))}"
    what = capital(frame.about.question.words)
    under = status_suffix(frame.about.statuses)
    return fit_headline(
        f"{what}{under} {moves}; {largest}",
        f"The answer{under} {moves}; {largest}",
        f"The answer{under} {moves}",
        price_base=frame.about.price_base,
    )


def _alt(frame: Answer[OfBridge], rows: list[Row], unit: str) -> str:
    first, last = (
        f"{answer_words(row['end'], unit)} ({in_brief(row['title'], _TITLE)})"
        for row in (rows[0], rows[-1])
    )
    steps = number_of(len(frame), "change")
    said = "no change" if frame.empty else f"{steps}; the largest {_amount(rows[1], unit)}"
    return f"Waterfall from {first} to {last} by {said}. {under_sentence(frame)}"


def _data(rows: list[Row], unit: str) -> pd.DataFrame:
    data = pd.DataFrame(rows)
    return data.rename(
        columns={name: f"{name}_{COLUMN_UNITS[unit]}" for name in ("start", "end", "change")}
    )
