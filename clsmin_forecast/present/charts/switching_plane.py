"""The plane of two chances: on which side of a line a statement holds."""

from math import isfinite, nan
from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from numpy.typing import NDArray

from ...analysis.cheaper import Saved
from ...analysis.factors import Factor
from ...analysis.switching import OfPlane
from ...answer import Answer
from ...arguments import public
from ..chart import Chart
from ..labels import settle
from ..question_words import TOO_CLOSE, inside_quotes, sides, statement_words, verdict
from ..style import BLUE, INK, PALE, WHITE, looks
from ..words import percent
from .annotations import new_figure, percent_axis
from .chart_text import (
    alternative,
    dated_year,
    fit_headline,
    heading,
    in_short,
    question_columns,
    slug,
    state_headline,
    target_column,
    under_sentence,
)
from .row_layout import input_words

_STEPS = 100  # each way, of the squares in which words are placed
_AIR = 2  # squares between words and what they must not touch
_LESS = "costs\N{NO-BREAK SPACE}us\N{NO-BREAK SPACE}less"
_WIDE = 18  # characters of a line, of what is so on a side

Squares = NDArray[np.bool_]
"""Which squares of the plane, across and up."""


@public
def switching_plane(frame: Answer[OfPlane]) -> Chart:
    """Return the chart of the line in the plane of two chances on which a statement turns.

    Parameters
    ----------
    frame : DataFrame
        From `switching_plane`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> cessation, expansion = ("cessation", "2025/26"), ("expansion", "2025/26")
    >>> ceases = cf.load_scenario("ceases")
    >>> chart = switching_plane(cf.switching_plane(ceases, cessation, expansion, draws=8))
    >>> chart.headline
    'The award does not pay for the team throughout the intervals of both chances'
    """
    question, statement = frame.about.question, frame.about.statement
    across, up = frame.about.across, frame.about.up
    both = (across.name, across.year, up.name, up.year)
    chances = " and ".join(
        f"{each.name} in {dated_year(frame, each.year)}" for each in (across, up)
    )
    return Chart(
        **heading(
            frame,
            name=[
                "switching_plane",
                in_short(question, statement.target),
                *both,
            ],
            what=f"where the statement “{inside_quotes(statement_words(statement))}” holds for",
            then=f", by the chances of {chances}",
            of=question.measures,
        ),
        headline=_headline(frame),
        alt=alternative(_alt(frame)),
        data=_data(frame),
        figure=_plane(frame),
    )


def _plane(frame: Answer[OfPlane]) -> Figure:
    across, up = frame.about.across, frame.about.up
    with looks():
        figure, (axes,) = new_figure()
        percent_axis(axes, "x")
        percent_axis(axes, "y")
        low, high = _holding(frame)
        axes.fill_between(frame.index, low, high, where=low < high, color=PALE, lw=0)
        axes.plot(frame.index, frame["turns_at"], color=INK, lw=2.5, clip_on=False)
        _assumed(axes, across, up)
        axes.set_title(f"↑ {input_words(up.name, dated_year(frame, up.year))}", loc="left")
        axes.set_xlabel(f"{input_words(across.name, dated_year(frame, across.year))} →")
        settle(figure)
        _name(axes, frame)
    return figure


def _holding(frame: Answer[OfPlane]) -> tuple[pd.Series, pd.Series]:
    """Return from where to where, up, the statement holds; the same twice where it does not."""
    turns, starts, ends = frame["turns_at"], frame["holds_at_0"], frame["holds_at_1"]
    low = turns.where(~starts, 0.0).fillna(0.0)
    high = turns.where(~ends, 1.0).fillna(0.0)
    return low, high


def _assumed(axes: Axes, across: Factor, up: Factor) -> None:
    x, y = across.widest, up.widest
    axes.add_patch(
        Rectangle(
            (x.low, y.low), x.high - x.low, y.high - y.low,
            fill=False, ec=BLUE, lw=1.8, ls=(0, (4, 2)), clip_on=False, zorder=4,
        )
    )  # fmt: skip
    axes.plot(
        x.mid, y.mid, "o", color=BLUE, markersize=9, mec=WHITE, mew=1, clip_on=False, zorder=5
    )


def _name(axes: Axes, frame: Answer[OfPlane]) -> None:
    """Name the dot, the box and both sides of the line, where nothing else is."""
    across, up = frame.about.across.widest, frame.about.up.widest
    taken, holds = _drawn(frame), _squares(frame)
    names = _sides(frame)
    _put(axes, f"dot: as assumed{_box_words(frame)}", taken, (across.high, up.mid))
    for side, words, shade in ((holds, names[0], "shaded"), (~holds, names[1], "white")):
        if side.any():
            middle = np.argwhere(side).mean(axis=0) / _STEPS
            wanted = float(middle[0]), float(middle[1])
            if not _put(axes, words, taken, wanted, ~side):  # a side too thin for words
                _put(axes, f"{shade}: {words}", taken, wanted, side)


def _sides(frame: Answer[OfPlane]) -> tuple[str, str]:
    """Return what is written on both sides of the line: what is so there."""
    question = frame.about.question
    if not isinstance(question, Saved):
        so = "chance" if question.unit == "probability" else ""
        said = (each.replace("the answer is", so).strip() for each in sides(frame.about.statement))
        holds, fails = (fill(each, _WIDE) for each in said)
        return holds, fails
    holds, fails = (fill(f"“{title}” {_LESS}", _WIDE) for title in question.titled)
    return holds, fails


def _box_words(frame: Answer[OfPlane]) -> str:
    """Return a second line of the key: what the box is, which is a line where one end is sure."""
    ways = (frame.about.across, frame.about.up)
    wide = [each for each in ways if each.widest.high > each.widest.low]
    if not wide:
        return ""
    levels = {each.coverage for each in wide}
    level = levels.pop() if len(levels) == 1 else nan
    said = f"{percent(level)} interval" if isfinite(level) else "low to high value"
    return f"\nbox: {said}s" if len(wide) > 1 else f"\nline: {said}"


def _squares(frame: Answer[OfPlane]) -> Squares:
    """Return in which squares of the plane the statement holds."""
    places = np.linspace(0, 1, _STEPS + 1)
    low, high = (np.interp(places, frame.index, each)[:, None] for each in _holding(frame))
    return np.asarray((places >= low) & (places <= high) & (low < high))


def _drawn(frame: Answer[OfPlane]) -> Squares:
    """Return the squares of the line, the box and the dot, with some air."""
    places = np.linspace(0, 1, _STEPS + 1)
    across, up = frame.about.across.widest, frame.about.up.widest
    holds, air = _squares(frame), _AIR / _STEPS
    taken = np.zeros_like(holds)
    for axis in (0, 1):
        turns = np.diff(holds, axis=axis)
        for shift in range(-_AIR, _AIR + 1):
            rolled = np.roll(turns, shift, axis=axis)
            taken[: turns.shape[0], : turns.shape[1]] |= rolled
    inside = [
        (places >= each.low - 2 * air) & (places <= each.high + 2 * air) for each in (across, up)
    ]
    return np.asarray(taken | (inside[0][:, None] & inside[1]))


def _put(
    axes: Axes,
    words: str,
    taken: Squares,
    wanted: tuple[float, float],
    barred: Squares | None = None,
) -> bool:
    """Write words in free room nearest to where they are wanted, and return whether there is."""
    text = axes.text(0, 0, words, va="center", zorder=6)
    wide, high = _size(axes, text)
    blocked = taken if barred is None else taken | barred
    windows = np.lib.stride_tricks.sliding_window_view(blocked, (wide, high))
    free = np.argwhere(~windows.any(axis=(2, 3)))
    if not len(free):
        text.remove()
        return False
    middles = (free + np.array([wide, high]) / 2) / _STEPS
    left, low = free[((middles - np.array(wanted)) ** 2).sum(axis=1).argmin()]
    text.set_position(((left + _AIR) / _STEPS, (low + high / 2) / _STEPS))
    taken[left : left + wide, low : low + high] = True
    return True


def _size(axes: Axes, text: Text) -> tuple[int, int]:
    box, plot = text.get_window_extent(), axes.bbox
    wide, high = box.width / plot.width, box.height / plot.height
    return int(np.ceil(wide * _STEPS)) + 2 * _AIR, int(np.ceil(high * _STEPS)) + 2 * _AIR


def _within(frame: Answer[OfPlane]) -> Squares:
    """Return whether the statement holds in each square of the box."""
    ends = [
        [round(end * _STEPS) for end in (each.low, each.high)]
        for each in (frame.about.across.widest, frame.about.up.widest)
    ]
    rows, columns = (slice(low, high + 1) for low, high in ends)
    return _squares(frame)[rows, columns]


def _headline(frame: Answer[OfPlane]) -> str:
    within, everywhere, about = _within(frame), _squares(frame), frame.about
    some = bool(within.any())
    if everywhere.all() or not everywhere.any():
        return _said(about, some, "at every pair of these chances", "at every pair")
    if within.size == 1:
        return _of_one_pair(about)
    if within.all() or not some:
        intervals = "throughout the intervals of both chances"
        return _said(about, some, intervals, "throughout both intervals")
    words = statement_words(about.statement)
    return fit_headline(
        f"Evidence leaves open whether the {words}",
        f"Open whether the {words}",
        f"Evidence on the two chances leaves open {_open(frame)}",
    )


def _said(about: OfPlane, holds: bool, *where: str) -> str:
    """Return what is so and where; of a statement too long for that, whether it holds there."""
    so, under = state_headline(about, holds)
    short = f"The statement {'holds' if holds else 'fails'} {where[0]}"
    return fit_headline(*(f"{so} {each}{under}" for each in where), short)


def _of_one_pair(about: OfPlane) -> str:
    says = verdict(about.chance_holds)
    if says == TOO_CLOSE:
        return f"Whether the statement holds {says} at the chances assumed"
    return _said(about, says == "holds", "at the chances assumed", "as assumed")


def _open(frame: Answer[OfPlane]) -> str:
    if isinstance(frame.about.question, Saved):
        return "which of two options costs us less"
    return "whether the statement holds"


def _alt(frame: Answer[OfPlane]) -> str:
    across, up = frame.about.across, frame.about.up
    return (
        f"Plane of two chances, with the line where a statement turns: "
        f"{statement_words(frame.about.statement)}. At the pair assumed it "
        f"{verdict(frame.about.chance_holds)}: {across.name} {dated_year(frame, across.year)} "
        f"{percent(across.widest.mid)}, "
        f"{up.name} {dated_year(frame, up.year)} {percent(up.widest.mid)}. "
        f"{under_sentence(frame)}"
    )


def _data(frame: Answer[OfPlane]) -> pd.DataFrame:
    across, up = (slug(each.name, each.year) for each in (frame.about.across, frame.about.up))
    columns: dict[str, object] = {
        f"{across}_probability": frame.index.to_numpy(),
        f"{up}_turns_at_probability": frame["turns_at"].to_numpy(),
        "holds_at_0": frame["holds_at_0"].to_numpy(),
        "holds_at_1": frame["holds_at_1"].to_numpy(),
    }
    for way, factor in (("across", frame.about.across), ("up", frame.about.up)):
        for end, value in (("low", "low"), ("assumed", "mid"), ("high", "high")):
            columns[f"{way}_{end}_probability"] = getattr(factor.widest, value)
    return pd.DataFrame(columns).assign(**target_column(frame), **question_columns(frame))
