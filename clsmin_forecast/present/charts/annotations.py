"""Parts that several charts share: labels, statuses under years, crosses for ceased funding.

A label of several lines is one text a line, unless it is flush left: an SVG is read in the reader's
font, and only a text of one line keeps its anchor there.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from textwrap import wrap
from typing import Literal

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation, Transform, blended_transform_factory

from ..labels import settle, with_renderer
from ..style import CEASED, GREY, INK, WHITE, ScenarioStyle
from ..words import percent, status_words

BEHIND_TEXT = {"facecolor": WHITE, "edgecolor": "none", "pad": 0.5}
INCH = 72
"""Points."""

LINE = 14.5
"""From line to line, points."""

_GAP = 20  # pixels between labels of an axis, about the width of a letter
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
_PLOT = 190.0  # points, less than a plot is high
_MOST_APART = 4  # bars, whose labels have room side by side
_FOOT, _ROW = 14, 16  # points above the plot of the lowest words of a line, and between them
_HALF_LINE = 0.42  # of a year
_AWAY = 5  # points from a line to its words
_BELOW_YEARS = 27  # points from the axis to the line between years and statuses


def percent_axis(axes: Axes, along: Literal["x", "y"]) -> None:
    """Give an axis chances, or shares, from 0% to 100%."""
    axes.set(**{f"{along}lim": (0, 1)})
    axis = axes.xaxis if along == "x" else axes.yaxis
    axis.set_ticks(_QUARTERS, [percent(share) for share in _QUARTERS])


def new_figure(rows: int = 1, heights: Sequence[float] = (1,)) -> tuple[Figure, list[Axes]]:
    """Return a figure with panels one above the other, to be drawn on inside `looks`."""
    figure = with_renderer(Figure(layout="constrained"))
    figure.subplots(rows, 1, gridspec_kw={"height_ratios": heights})
    return figure, figure.axes


def statuses(axes: Axes, of_years: Sequence[str], half: float = _HALF_LINE) -> list[Text]:
    """Write each status once under the years that have it, below a line, half as long in years."""
    texts = []
    for status, first, last in _runs(of_years):
        below = shift(axes, up=-_BELOW_YEARS)
        place = axes.get_xaxis_transform() + below
        ends = [first - half, last + half]
        axes.plot(ends, [0, 0], color=GREY, linewidth=1, transform=place, clip_on=False)
        middle, words = (first + last) / 2, status_words(status)
        lower = place + shift(axes, up=-3)
        texts.append(axes.text(middle, 0, words, ha="center", va="top", transform=lower))
    return texts


def _runs(items: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    place = 0
    for item, group in groupby(items):
        length = len(list(group))
        yield item, place, place + length - 1
        place += length


def above_bar(
    axes: Axes, place: float, amount: float, *lines: str, ha: str = "center"
) -> list[Text]:
    """Write lines of text just above the end of a bar, clear of the grid."""
    return [
        axes.text(
            place, amount, words, ha=ha, va="bottom", bbox=BEHIND_TEXT, zorder=6,
            transform=axes.transData + shift(axes, up=3 + line * LINE),
        )
        for line, words in enumerate(reversed(lines))
    ]  # fmt: skip


def head_room(bars: int, lines: int) -> float:
    """Return how high a plot is as a ratio of its highest bar, for labels of so many lines over it.

    Many bars stand so close that every second label moves up.

    Examples
    --------
    >>> head_room(4, 2) < head_room(8, 2), head_room(4, 2) < head_room(4, 3)
    (True, True)
    """
    rows = lines * (1 if bars <= _MOST_APART else 2)
    return 1 / (1 - rows * LINE / _PLOT)


def set_height(figure: Figure, lines: float) -> None:
    """Give a picture the height that so many lines of text need, and never less than it has."""
    taller(figure, max(0.0, lines * LINE - _PLOT))


def taller(figure: Figure, points: float) -> None:
    """Make a picture so much higher."""
    figure.set_figheight(figure.get_figheight() + points / INCH)


def before_row(axes: Axes, row: float, *lines: str, weight: str = "normal") -> None:
    """Write lines of text to the left of the plot, beside a row of it."""
    start = blended_transform_factory(axes.transAxes, axes.transData)
    for line, words in enumerate(lines):
        up = ((len(lines) - 1) / 2 - line) * LINE
        axes.text(
            0, row, words, ha="right", va="center", weight=weight,
            transform=start + shift(axes, right=-10, up=up),
        )  # fmt: skip


def wrap_to_width(axes: Axes, words: str, points: float) -> list[str]:
    """Return words in as few lines as a width in points takes; none is cut.

    The font of the picture is measured, since letters of some are wider than of others.
    """
    folded = [words]
    while (letters := max(map(len, folded)) - 1) and _wider(axes, folded, points):
        folded = wrap(words, letters)
    return folded


def _wider(axes: Axes, lines: Sequence[str], points: float) -> bool:
    """Return whether a line is wider than that; the longest is measured first."""
    texts = (Text(0, 0, line, figure=axes.figure) for line in sorted(lines, key=len, reverse=True))
    most = points * axes.figure.dpi / INCH
    return any(text.get_window_extent().width > most for text in texts)


def side_label(axes: Axes, height: float, label: str, points: float = 27) -> Text:
    """Write a label to the right of the plot, at a height on its y axis; `leaders` joins it."""
    return axes.text(1, height, label, va="center", linespacing=1.1, transform=_right(axes, points))


def leaders(
    axes: Axes,
    labels: Sequence[Text],
    ends: Sequence[float],
    styles: Sequence[ScenarioStyle] = (),
    *,
    edge: float = 1,
) -> None:
    """Join the ends of what was drawn to their labels, which may have been moved.

    Parameters
    ----------
    axes : Axes
        What was drawn on.
    labels : sequence of Text
        From `side_label`, settled.
    ends : sequence of float
        The height that each label belongs to.
    styles : sequence of ScenarioStyle
        Of scenario lines: their markers are repeated before the labels.
    edge : float
        Where what was drawn ends, as a share of the width of the plot.
    """
    near, far = (_right(axes, points).transform for points in (7 if edge == 1 else 0, 18))
    back = axes.figure.transFigure.inverted().transform
    plain = [ScenarioStyle(GREY, "solid", "")] * len(labels)
    for label, end, style in zip(labels, ends, styles or plain, strict=True):
        xs, ys = zip(*back([near((edge, end)), far((1, label.get_position()[1]))]), strict=True)
        line = Line2D(xs, ys, color=style.colour, lw=1, marker=style.marker, markevery=[1])
        axes.figure.add_artist(line)


def mark_over(axes: Axes, marks: Mapping[str, float], *, before: bool, free: int = 0) -> None:
    """Mark places on the x axis by lines, and name them over the plot, one a line.

    The words of all stand on one side, and the line from which they run over the others has the
    upper ones, so that no line runs through words.

    Parameters
    ----------
    marks : mapping of str to float
        Words to their place.
    before : bool
        Whether the words stand before their lines; else behind them.
    free : int
        Lines of words that are left free below.
    """
    order = sorted(marks.items(), key=lambda each: each[1], reverse=before)
    start = blended_transform_factory(axes.transData, axes.transAxes)
    side, away = ("right", -_AWAY) if before else ("left", _AWAY)
    for row, (words, x) in zip(range(free + len(order))[::-1], order, strict=False):
        up = _FOOT + row * _ROW
        axes.text(
            x, 1, words, ha=side, va="center", transform=start + shift(axes, right=away, up=up)
        )
        axes.annotate(
            "", (x, 0), (x, 1),
            xycoords=start, textcoords=start + shift(axes, up=up + 6),
            arrowprops={"arrowstyle": "-", "color": INK, "lw": 1.2, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip


def corner_key(axes: Axes, handles: Sequence[Artist]) -> None:
    """Put a key into the upper left corner of a plot, clear of the grid."""
    key = axes.legend(
        handles=handles, loc="upper left", borderaxespad=0.5, borderpad=0.1, labelspacing=0.15,
        frameon=True, facecolor=WHITE, edgecolor="none", framealpha=1,
    )  # fmt: skip
    key.set_in_layout(False)  # it lies within the plot


def _right(axes: Axes, points: float) -> Transform:
    end = blended_transform_factory(axes.transAxes, axes.transData)
    return end + shift(axes, right=points)


def shift(axes: Axes, right: float = 0, up: float = 0) -> Transform:
    """Return a shift in points, to be added to a transform."""
    return ScaledTranslation(right / 72, up / 72, axes.figure.dpi_scale_trans)  # in points


def crosses_at(axes: Axes, places: Sequence[tuple[float, float]]) -> None:
    """Draw the cross that stands for ceased funding at each x and y."""
    marks = ((WHITE, 5, 10), (CEASED, 2.5, 8)) if places else ()  # a line of none takes room
    for colour, width, size in marks:
        axes.plot(
            [x for x, _ in places], [y for _, y in places], "x",
            color=colour, mew=width, markersize=size, clip_on=False, zorder=7,
        )  # fmt: skip


def thin_out(axes: Axes, first: int = 0) -> None:
    """Keep every second label of a settled axis, from the first, where they all but touch."""
    labels = axes.get_xticklabels()
    boxes = [label.get_window_extent() for label in labels]
    if any(left.x1 + _GAP > right.x0 for left, right in pairwise(boxes)):
        kept = [label.get_text() for label in labels[first::2]]
        axes.set_xticks(axes.get_xticks()[first::2], kept)


def settle_years(
    axes: Axes,
    of_years: Sequence[str],
    *,
    half: float = _HALF_LINE,
    down: Sequence[Text] = (),
    over: Sequence[Sequence[Text]] = (),
) -> Figure:
    """Write the statuses under the years of a picture, settle it, and keep the years with room.

    Parameters
    ----------
    axes : Axes
        Its years stand at 0, 1, 2 and so on.
    of_years : sequence of str
        The status of each year drawn; the last year is always labelled.
    half : float
        Half of the line over the status of a year, in years.
    down, over
        As in `settle`.
    """
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    settle(figure, across=statuses(axes, of_years, half), down=down, over=over)
    thin_out(axes, (len(of_years) - 1) % 2)
    return figure
