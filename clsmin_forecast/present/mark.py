"""The mark that a picture bears when what it rests on has not been reviewed in time."""

import pickle

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from .style import INK, ORANGE, POINTS, looks, tint

MARK = "Review overdue"
"""What the mark says."""

_STRIP, _INDENT = 20.0, 8.0  # points
_INCH = 72  # points


def marked(figure: Figure) -> Figure:
    """Return a copy of a settled picture with the mark in a strip of its own along the top.

    The strip is added, so that the mark can cover nothing and nothing moves.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> drawn = cf.charts.funding_profile(cf.load_facts()).figure
    >>> [text.get_text() for text in marked(drawn).texts]
    ['Review overdue']
    """
    copy: Figure = pickle.loads(pickle.dumps(figure))
    before = copy.get_figheight() * _INCH
    after = before + _STRIP
    copy.set_figheight(after / _INCH)
    kept = before / after
    for axes in copy.axes:
        left, low, wide, high = axes.get_position().bounds
        axes.set_position((left, low * kept, wide, high * kept))
    for line in (each for each in copy.artists if isinstance(each, Line2D)):
        line.set_ydata(np.asarray(line.get_ydata(), dtype=float) * kept)
    with looks():
        copy.add_artist(
            Rectangle(
                (0, kept), 1, 1 - kept, fc=tint(ORANGE), ec="none", transform=copy.transFigure
            )
        )
        copy.text(
            _INDENT / (copy.get_figwidth() * _INCH), (1 + kept) / 2, MARK,
            color=INK, size=POINTS, weight="bold", va="center_baseline",
        )  # fmt: skip
    return copy
