"""Narrow pictures, for half of a page's width: rows of words, each over what it is of.

Text keeps its 12 points, so words have the whole width to themselves, and the picture is as high as
its rows need.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from textwrap import wrap

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..labels import measured
from ..style import money_axis
from .parts import BEHIND_TEXT

BAR = 13
"""How high the bar of a row is, points."""

_LINE, _UNDER, _MARGIN, _AXIS = 14.5, 11, 9, 26  # points
_ABOVE = 2  # points of the room under a bar that are over it
_LETTERS = 30  # of a line
_JOINED = "\N{NO-BREAK SPACE}"
_ASIDE = re.compile(r"\([^()]{1,20}\)")
_POINTS = 72  # an inch


def folded(words: str) -> list[str]:
    """Return words as lines that a narrow picture has room for.

    Examples
    --------
    >>> folded("Funding ceases at the end of 2024/25: £0")
    ['Funding ceases at the end of', '2024/25: £0']
    >>> folded("The award is expanded in 2025/26 (in principle)")
    ['The award is expanded in', '2025/26 (in principle)']
    """
    whole = words.replace(" million", f"{_JOINED}million")  # a sum keeps to one line,
    whole = whole.replace(": £", f":{_JOINED}£")  # beside what it is,
    whole = _ASIDE.sub(lambda aside: aside[0].replace(" ", _JOINED), whole)  # as does a status
    return [line.replace(_JOINED, " ") for line in wrap(whole, _LETTERS)]


def narrow(
    rows: Sequence[Sequence[str]], key: Sequence[Artist] = (), bar: float = BAR, axis: float = _AXIS
) -> tuple[Figure, Axes, list[float]]:
    """Return a picture of rows, and where the middle of each row's bar is.

    Parameters
    ----------
    rows : sequence of sequence of str
        The lines of words of each row, from the top down.
    key : sequence of Artist
        What stands under the axis, with their labels, a line each.
    bar : float
        How high the bars are, points.
    axis : float
        Room for the labels under the axis, points.

    Returns
    -------
    tuple of Figure, Axes and list of float
        The y axis is in points, from the top down.
    """
    figure = measured(Figure())
    ends = [*accumulate(len(lines) * _LINE + bar + _UNDER for lines in rows)]
    foot = axis + _LINE * sum(str(each.get_label()).count("\n") + 1 for each in key)
    wide, high = figure.get_figwidth() * _POINTS, ends[-1] + foot + _MARGIN
    figure.set_figheight(high / _POINTS)
    place = (_MARGIN / wide, foot / high, 1 - 2 * _MARGIN / wide, ends[-1] / high)
    axes = figure.add_axes(place, ylim=(ends[-1], 0), yticks=[])
    for top, lines in zip([0.0, *ends], rows, strict=False):
        for line, words in enumerate(lines):
            axes.text(
                0, top + line * _LINE, words, va="top", bbox=BEHIND_TEXT, zorder=1.5,
                transform=axes.get_yaxis_transform(),
            )  # fmt: skip
    if key:
        figure.legend(
            handles=key, loc="lower left", borderpad=0, labelspacing=0.15, handlelength=1.5,
            borderaxespad=0.3, bbox_to_anchor=(_MARGIN / wide, 0), alignment="left",
        )  # fmt: skip
    return figure, axes, [end - _UNDER + _ABOVE - bar / 2 for end in ends]


def narrow_money(axes: Axes, top: float) -> None:
    """Give a narrow picture a money axis along its bottom, its ends labelled."""
    money_axis(axes, top, 2, along="x")
    inward(axes)


def inward(axes: Axes) -> None:
    """Keep the first and the last label of an axis, turned inward so that they stay inside."""
    labels = axes.get_xticklabels()
    for label in labels[1:-1]:
        label.set_visible(False)
    labels[0].set_horizontalalignment("left")
    labels[-1].set_horizontalalignment("right")
