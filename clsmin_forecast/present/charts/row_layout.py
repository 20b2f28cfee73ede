"""Rows: a line of words over each bar or pair of dots, for what has a long name.

The words start at the left edge of the picture, so that the bars below them have its whole width.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from ...inputs.catalogue import INPUTS
from ...model.decisions import CEASE, CONTINUE, EXPAND
from ..input_words import value_words
from ..labels import settle
from ..style import BLUE, TRACK, WHITE, ScenarioStyle, money_axis, tint
from ..words import capital, name_words, percent
from .annotations import (
    BEHIND_TEXT,
    INCH,
    LINE,
    before_row,
    crosses_at,
    shift,
    side_label,
    taller,
    thin_out,
    wrap_to_width,
)
from .chart_text import Row

BAR_AT, BAR_HIGH = 0.25, 0.34
"""Where in a row its bar stands, and how high it is, of the height of a row."""

_WORDS_AT = -0.25
_LEAST_ROWS = 4  # so that a bar alone does not fill the picture
_MARGIN = 5  # points
_PLOT = 240.0  # points, about as high as a plot of rows is
_STEPS = (0.05, 0.1, 0.2, 0.25)  # of an axis of chances
_MOST_TICKS = 4
_DASHES = (0, (3, 1.5))  # of an interval that is hollow
_NEAR = 4.5  # points from an axis amid rows to its labels

_APART = {"awards": "What the papers award"}  # what only a bridge has
TOTALS = {"recovered": "total recovered", "gap": "total gap", "balance": "total balance"}
"""What is summed over a span of years."""

DECISIONS = {
    CEASE: "Funding ceases",
    CONTINUE: "The award continues",
    EXPAND: "The award is expanded",
}
"""What a decision is, as a row says it."""


def input_words(name: str, year: str = "") -> str:
    """Return an input, and its year where it has one, in the few words that a row has room for.

    Examples
    --------
    >>> input_words("cessation", "2025/26"), input_words("recovery_rate")
    ('Chance it ceases in 2025/26', 'Share of the award recovered')
    """
    words = INPUTS[name].label if name in INPUTS else capital(name_words(name))
    return f"{words} in {year}" if year else words


def whole_input_words(name: str) -> str:
    """Return an input in all its years, or what else differs between two versions.

    Examples
    --------
    >>> whole_input_words("cessation"), whole_input_words("prices")
    ('Chances that funding ceases', 'Prices')
    """
    return INPUTS[name].whole if name in INPUTS else _APART.get(name, input_words(name))


def topic_words(name: str) -> str:
    """Return what an input is about, in the words of a headline.

    Examples
    --------
    >>> topic_words("cessation"), topic_words("pay_growth")
    ('cessation', 'pay')
    """
    return INPUTS[name].topic if name in INPUTS else name


def range_words(name: str, low: float, high: float) -> str:
    """Return from where to where an input lies; once where both are the same.

    Examples
    --------
    >>> range_words("cessation", 0.06, 0.45), range_words("team_posts", 7, 7)
    ('6% to 45%', '7')
    """
    ends = value_words(name, low), value_words(name, high)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def unit_words(name: str) -> str:
    """Return the unit of an input, or of how often a decision is taken, for a table of several."""
    return INPUTS[name].measured_in if name in INPUTS else "probability"


def in_their_units(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return columns whose unit differs from row to row, under names that say so, and the unit."""
    kept = frame[list(columns)].rename(columns={c: f"{n}_in_unit" for c, n in columns.items()})
    return kept.assign(unit=[unit_words(name) for name in frame["input"]])


def rows_of_words(axes: Axes, words: Sequence[str]) -> list[float]:
    """Write the words of each row over its bar, and return the places of the rows, top down.

    Words that are too long for a line have several, and the picture has the height for them.
    """
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    wide = figure.get_figwidth() * INCH - 2 * _MARGIN
    folded, rows = [wrap_to_width(axes, each, wide) for each in words], max(len(words), _LEAST_ROWS)
    more = [(len(lines) - 1) * LINE for lines in folded]
    moved = [points * rows / _PLOT for points in more]
    places = [place + down for place, down in enumerate(accumulate(moved))]
    for place, lines in zip(places, folded, strict=True):
        over_row(axes, place, *lines)
    taller(figure, sum(more))
    axes.set_yticks([])
    axes.set_ylim(rows - 0.5 + sum(moved), -0.5)
    return places


def axis_under(axes: Axes, bottom: float, top: float) -> None:
    """Put the axis of the upper rows under the last of them, with room for words below it.

    Parameters
    ----------
    axes : Axes
        Its x axis is of chances.
    bottom, top : float
        Where the rows end and start, as places on the y axis.
    """
    axes.spines["bottom"].set_position(("data", bottom))
    axes.tick_params(axis="x", pad=_NEAR)
    axes.vlines([0, 0.5, 1], top, bottom, color=TRACK, lw=0.8, zorder=0, clip_on=False)


def average_rows(
    axes: Axes,
    frame: pd.DataFrame,
    styles: Sequence[ScenarioStyle],
    titles: Sequence[Sequence[str]],
    words: Sequence[str],
) -> Figure:
    """Draw the average and 90% of the outcomes of each row, and a cross where it may be nothing.

    Parameters
    ----------
    frame : DataFrame
        ``mean``, ``p5`` and ``p95`` of each row, pounds, and its ``chance_nothing``.
    styles : sequence of ScenarioStyle
        The colour and the marker of each row.
    titles : sequence of sequence of str
        The lines before each row.
    words : sequence of str
        What stands after it.

    Returns
    -------
    Figure
        Settled, its rows ruled from edge to edge, so that the eye keeps to one.
    """
    rows = zip(frame.to_dict("records"), styles, titles, words, strict=True)
    for place, (row, style, title, after) in enumerate(rows):
        before_row(axes, place, *title)
        _average(axes, place, row, style)
        side_label(axes, place, after)
    axes.set_yticks([])
    axes.set_ylim(len(frame) - 0.5, -0.5)
    money_axis(axes, float(frame[["mean", "p95"]].to_numpy().max()), 2, along="x")
    nothing = frame["chance_nothing"].to_numpy()
    crosses_at(axes, [(0.0, place) for place, chance in enumerate(nothing) if chance > 0])
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    settle(figure)
    thin_out(axes)
    for place in range(1, len(frame)):
        pixels = axes.transData.transform((0, place - 0.5))
        height = figure.transFigure.inverted().transform(pixels)[1]
        figure.add_artist(Line2D([0.01, 0.99], [height, height], color=TRACK, lw=0.8))
    return figure


def _average(axes: Axes, place: int, row: Row, style: ScenarioStyle) -> None:
    axes.barh(
        place, row["p95"] - row["p5"], 0.5, left=row["p5"],
        color=tint(style.colour), ec=style.colour, lw=1.5, clip_on=False, zorder=3,
    )  # fmt: skip
    axes.plot(
        row["mean"], place, style.marker,
        color=style.colour, markersize=8, mec=WHITE, mew=0.8, clip_on=False, zorder=4,
    )  # fmt: skip


def over_row(axes: Axes, row: float, *lines: str) -> None:
    """Write the lines of a row over its bar, from the left edge of the picture."""
    edge = blended_transform_factory(axes.figure.transFigure, axes.transData)
    for line, words in enumerate(reversed(lines)):
        axes.text(
            0, row + _WORDS_AT, words, va="center", bbox=BEHIND_TEXT, zorder=6,
            transform=edge + shift(axes, right=_MARGIN, up=line * LINE),
            in_layout=False,  # it starts at the edge wherever the plot does
        )  # fmt: skip


def interval(
    axes: Axes, height: float, low: float, mid: float, high: float, *, hollow: bool = False
) -> None:
    """Draw a chance with its interval at a height of the y axis."""
    axes.plot(
        [low, high], [height, height],
        color=BLUE, lw=2.5, ls=_DASHES if hollow else "solid",
        solid_capstyle="butt", clip_on=False, zorder=3,
    )  # fmt: skip
    axes.plot(
        mid, height, "o", color=BLUE, mfc=WHITE if hollow else BLUE, mew=2, markersize=8,
        clip_on=False, zorder=4,
    )  # fmt: skip


def chance_axis(axes: Axes, top: float) -> None:
    """Give the x axis chances from 0% to the highest that is drawn."""
    step = next((each for each in _STEPS if top / each < _MOST_TICKS), _STEPS[-1])
    ticks = [each * step for each in range(round(1 / step) + 1) if each * step <= top]
    axes.set_xlim(0, max(top * 1.04, ticks[-1]))
    axes.set_xticks(ticks, [percent(tick) for tick in ticks])
    axes.xaxis.grid(visible=True)
