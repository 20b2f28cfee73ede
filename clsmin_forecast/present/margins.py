"""Margins: room above and below a settled picture, for a mark or for the picture's own words."""

import pickle
from collections.abc import Sequence
from gc import get_referents
from typing import Any
from weakref import ref

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import TransformNode

from .labels import with_renderer
from .style import INK, POINTS, looks

_INCH = 72  # points
_TITLE, _LINE, _INDENT, _AIR = 14, 1.25, 8.0, 6.0  # points, but for the height of a line

Line = tuple[str, float, str]
"""What a line of a picture says, its size in points and its weight."""


def copy_figure(figure: Figure) -> Figure:
    """Return a copy of a picture that may be changed.

    A transform of matplotlib (3.10) keeps what depends on it under the address of each, and a copy
    has the addresses of the original: whatever comes to stand at one would push a dependant out,
    which would then be drawn where it was. So each is put under its own.
    """
    copy: Figure = pickle.loads(pickle.dumps(figure))
    found: list[Any] = [copy]
    seen = {id(copy)}
    while found:
        each = found.pop()
        if isinstance(each, TransformNode):
            dependants = [dependant() for dependant in vars(each)["_parents"].values()]
            vars(each)["_parents"] = {id(one): ref(one) for one in dependants if one is not None}
        near = [one for one in get_referents(each) if id(one) not in seen and _of_a_picture(one)]
        seen |= {id(one) for one in near}
        found += near
    return copy


def _of_a_picture(thing: object) -> bool:
    kind = type(thing)
    return kind in (dict, list, tuple, set) or kind.__module__.startswith("matplotlib.")


def extend(figure: Figure, above: float = 0, below: float = 0) -> Figure:
    """Return a copy of a settled picture that is higher by so many points; nothing in it moves.

    Parameters
    ----------
    figure : Figure
        Laid out already.
    above, below : float
        The room that is added, in points.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> drawn = cf.charts.funding_profile(cf.load_facts()).figure
    >>> round(72 * (extend(drawn, above=20, below=10).get_figheight() - drawn.get_figheight()))
    30
    """
    copy = copy_figure(figure)
    before = copy.get_figheight() * _INCH
    after = before + above + below
    copy.set_figheight(after / _INCH)
    share, start = before / after, below / after
    for axes in copy.axes:
        left, low, wide, high = axes.get_position().bounds
        axes.set_position((left, start + low * share, wide, high * share))
    for each in (*copy.artists, *copy.texts):
        _move(each, share, start)
    return copy


def _move(artist: object, share: float, start: float) -> None:
    if isinstance(artist, Line2D):
        artist.set_ydata(start + share * np.asarray(artist.get_ydata(), dtype=float))
    elif isinstance(artist, Rectangle):
        artist.set(y=start + share * artist.get_y(), height=share * artist.get_height())
    elif isinstance(artist, Text):
        artist.set_y(start + share * artist.get_position()[1])


def add_words(figure: Figure, headline: str, subtitle: str, notes: Sequence[str]) -> Figure:
    """Return a copy of a settled picture with its words in it, so that it can stand alone.

    Parameters
    ----------
    figure
        As in `extend`.
    headline, subtitle : str
        They stand above it.
    notes : sequence of str
        They stand below it; an empty one is left out.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = cf.charts.funding_profile(cf.load_facts())
    >>> alone = add_words(chart.figure, chart.headline, chart.subtitle, [chart.source])
    >>> alone.texts[0].get_text() in chart.headline
    True
    """
    with looks():
        above = _lines(figure, headline, _TITLE, "bold") + _lines(figure, subtitle)
        below = [line for note in notes for line in _lines(figure, note)]
        over, under = (2 * _AIR + sum(map(_height, lines)) for lines in (above, below))
        higher = extend(figure, over, under)
        _write(higher, above, higher.get_figheight() * _INCH - _AIR)
        _write(higher, below, under - _AIR)
    return higher


def _write(figure: Figure, lines: Sequence[Line], top: float) -> None:
    wide, high = (inches * _INCH for inches in figure.get_size_inches())
    for line in lines:
        words, size, weight = line
        top -= _height(line)
        figure.text(_INDENT / wide, top / high, words, color=INK, size=size, weight=weight)


def _height(line: Line) -> float:
    return _LINE * line[1]


def _lines(figure: Figure, words: str, size: float = POINTS, weight: str = "normal") -> list[Line]:
    """Return words as lines no wider than a picture, measured in its font."""
    wide, high = figure.get_size_inches()
    most = (wide * _INCH - 2 * _INDENT) * figure.dpi / _INCH
    canvas = with_renderer(Figure((wide, high), figure.dpi))
    found: list[str] = []
    for word in words.split():
        longer = f"{found[-1]} {word}" if found else word
        text = Text(0, 0, longer, figure=canvas, size=size, weight=weight)
        if found and text.get_window_extent().width <= most:
            found[-1] = longer
        else:
            found.append(word)
    return [(line, size, weight) for line in found]
