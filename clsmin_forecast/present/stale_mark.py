"""The mark that a picture bears when what it rests on has not been reviewed in time."""

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from .margins import extend
from .style import INK, ORANGE, POINTS, looks, tint

MARK = "Review overdue"
"""What the mark says."""

_STRIP, _INDENT = 20.0, 8.0  # points
_INCH = 72  # points


def mark_stale(figure: Figure) -> Figure:
    """Return a copy of a settled picture with the mark in a strip of its own along the top.

    The strip is added, so that the mark can cover nothing and nothing moves.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> drawn = cf.charts.funding_profile(cf.load_facts()).figure
    >>> [text.get_text() for text in mark_stale(drawn).texts]
    ['Review overdue']
    """
    copy = extend(figure, above=_STRIP)
    kept = figure.get_figheight() / copy.get_figheight()
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
