"""Looks: the one place for fonts, sizes, colours, line styles and money axes.

The Analysis Function's chart style (afcharts) is the base. Colour never carries meaning alone: a
status also has its own edge, a scenario its own line style and marker, and both have a label.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any, Literal, cast
from zlib import crc32

import matplotlib.style
from afcharts.af_colours import get_af_colours
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.ticker import MaxNLocator

from ..inputs.awards import (
    APPROVED,
    IN_PRINCIPLE,
    INDICATIVE,
    OUTTURN,
    RECEIVED,
    STATUSES,
    UNAGREED,
)
from ..model.decisions import CEASE, CONTINUE, EXPAND
from .fonts import FONTS

POINTS = 12
WIDTH_MM, HEIGHT_MM, _MM_PER_INCH = 159, 100, 25.4
MOST_SERIES = 4
_MILLION = 1_000_000
_SHORTEST_AXIS = 1_000  # pounds
_LEAST_TICKS = 3

BLUE, TURQUOISE, PINK, ORANGE, GREY, PURPLE = get_af_colours("categorical", number_of_colours=6)
_SHADES = get_af_colours("sequential", number_of_colours=5)
INK, TRACK, WHITE = "#1A1A1A", "#E4E4E4", "#FFFFFF"
MIDDLE, PALE = _SHADES[3:]
HISTORY = GREY
"""The colour of what all scenarios share."""

CEASED = PINK
"""The colour of funding that has ceased, always with the marker ``x``."""

Dashes = str | tuple[int, tuple[float, ...]]
"""A line style as matplotlib writes it."""

_SOLID, _DASHED, _DOTTED, _DASH_DOT = "solid", (0, (4, 2)), (0, (1, 1.2)), (0, (6, 1.5, 1, 1.5))
_PATTERNS: dict[str, Dashes] = {
    "solid": _SOLID,
    "dashed": _DASHED,
    "dotted": _DOTTED,
    "dash-dotted": _DASH_DOT,
}
_LONG_DASHED, _TWO_DOTS = (0, (9, 2)), (0, (5, 1.5, 1, 1.5, 1, 1.5))

_OURS: dict[str, Any] = {
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": POINTS,
    "axes.titlesize": POINTS,
    "axes.titley": 1,  # no labels above a plot, which would have to be measured
    "figure.constrained_layout.h_pad": 0.07,
    "figure.constrained_layout.use": False,  # a figure that is laid out must not be again
    "figure.constrained_layout.w_pad": 0.07,
    "figure.dpi": 300,
    "figure.facecolor": WHITE,
    "figure.figsize": (WIDTH_MM / _MM_PER_INCH, HEIGHT_MM / _MM_PER_INCH),
    "axes.facecolor": WHITE,
    "font.family": "sans-serif",
    "font.sans-serif": FONTS,
    "font.size": POINTS,
    "legend.fontsize": POINTS,
    "savefig.bbox": None,
    "savefig.dpi": "figure",
    "savefig.facecolor": WHITE,
    "svg.fonttype": "none",
    "svg.hashsalt": "clsmin_forecast",
    "text.color": INK,
    "text.parse_math": False,  # a "$" in a title is a dollar
    "xtick.labelcolor": INK,
    "xtick.labelsize": POINTS,
    "xtick.major.pad": 9,  # clear of a cross at £0, and of the £0 itself
    "xtick.major.size": 0,
    "ytick.labelcolor": INK,
    "ytick.labelsize": POINTS,
    "ytick.major.size": 0,
}


def tint(colour: str) -> tuple[float, float, float]:
    """Return a pale shade of a colour, for areas whose edge is the colour itself.

    Examples
    --------
    >>> [round(part, 2) for part in tint("#000000")]
    [0.75, 0.75, 0.75]
    """
    red, green, blue = (1 - (1 - part) / 4 for part in to_rgb(colour))
    return red, green, blue


@contextmanager
def looks() -> Iterator[None]:
    """Draw and render in our style, whatever the session has set; leave its settings as they were.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> with looks():
    ...     figure = Figure()
    >>> [round(inches * 25.4) for inches in figure.get_size_inches().tolist()]
    [159, 100]
    """
    with matplotlib.rc_context():
        fonts = tuple(_OURS["font.sans-serif"])
        dict.update(cast("dict[str, Any]", matplotlib.rcParams), _settings(fonts))  # valid already
        yield


@cache
def _settings(_fonts: tuple[str, ...]) -> dict[str, Any]:
    with matplotlib.style.context(["afcharts.afcharts", _OURS], after_reset=True):
        found = dict(cast("dict[str, Any]", matplotlib.rcParams.copy()))
    del found["backend"]  # which stays the session's
    return found


@dataclass(frozen=True)
class StatusStyle:
    """How bars of a status are filled and edged; the paler and the more broken, the less firm.

    Parameters
    ----------
    fill, edge : str
        Colours. The edge has contrast 3 or more with white, whatever the fill has.
    dashes : str or tuple
        Line style of the edge.
    """

    fill: str
    edge: str
    dashes: Dashes


STATUS_STYLES = {
    name: StatusStyle(fill, edge, _PATTERNS[STATUSES[name].pattern])
    for name, fill, edge in (
        (OUTTURN, _SHADES[0], _SHADES[0]),
        (RECEIVED, _SHADES[1], _SHADES[1]),
        (APPROVED, _SHADES[2], _SHADES[1]),
        (INDICATIVE, _SHADES[3], _SHADES[1]),
        (IN_PRINCIPLE, WHITE, _SHADES[1]),
        (UNAGREED, WHITE, _SHADES[1]),
    )
}


RATING_FILLS = {"red": "#B3122E", "amber": "#F2A33A", "green": "#BFE3C0"}
"""The fill of a bar by the rating of its evidence, paler the better; what has none is white.

The edge is always ink, and the rating also stands beside the bar in words."""


@dataclass(frozen=True)
class ScenarioStyle:
    """How a scenario looks in every chart.

    Parameters
    ----------
    colour, marker : str
        Contrast with white is 3 or more.
    dashes : str or tuple
        Line style.
    """

    colour: str
    dashes: Dashes
    marker: str


# One colour a family: the central view, an end, going on, an expansion.
_SCENARIOS = {
    "central": ScenarioStyle(BLUE, _SOLID, "o"),
    "ceases": ScenarioStyle(PINK, _DOTTED, "s"),
    "ceases_with_alternative": ScenarioStyle(PINK, _TWO_DOTS, "P"),
    "one_more_year": ScenarioStyle(ORANGE, _DASH_DOT, "v"),
    "continues_flat": ScenarioStyle(TURQUOISE, _DASHED, "D"),
    "continues_with_pay": ScenarioStyle(TURQUOISE, _LONG_DASHED, "^"),
    "half_expansion": ScenarioStyle(PURPLE, (0, (2, 1)), "p"),
    "full_expansion": ScenarioStyle(PURPLE, (0, (7, 1, 3, 1)), "h"),
}
DECISION_STYLES = {
    EXPAND: ScenarioStyle(PURPLE, _DASHED, "^"),
    CONTINUE: ScenarioStyle(BLUE, _SOLID, "o"),
    CEASE: ScenarioStyle(CEASED, _DOTTED, "x"),
}
"""How the branches of a tree of decisions look, the best first."""

_SPARE = (
    (BLUE, TURQUOISE, PINK, ORANGE, PURPLE),
    (_DASHED, _DOTTED, _DASH_DOT, _LONG_DASHED, _TWO_DOTS),
    ("<", ">", "d", "X", "*"),
)


def scenario_style(name: str) -> ScenarioStyle:
    """Return the style of a scenario: the same name, the same style, everywhere and always.

    Parameters
    ----------
    name : str
        Of the scenario; one that is not ours takes a style from its letters.

    Examples
    --------
    >>> scenario_style("ceases").colour == scenario_style("ceases_with_alternative").colour
    True
    """
    if name in _SCENARIOS:
        return _SCENARIOS[name]
    number = crc32(name.encode())
    colours, dashes, markers = _SPARE
    number, colour = divmod(number, len(colours))
    number, dash = divmod(number, len(dashes))
    return ScenarioStyle(colours[colour], dashes[dash], markers[number % len(markers)])


def pounds_ticks(ticks: Sequence[float]) -> list[str]:
    """Return the labels of a money axis, the whole axis in one unit.

    Parameters
    ----------
    ticks : sequence of float
        Pounds.

    Examples
    --------
    >>> pounds_ticks([0, 250_000, 500_000]), pounds_ticks([0, 500_000, 1_000_000])
    (['£0', '£250,000', '£500,000'], ['£0', '£0.5 million', '£1 million'])
    """
    if max(ticks) < _MILLION:
        return [f"£{tick:,.0f}" for tick in ticks]
    return ["£0" if tick == 0 else f"£{tick / _MILLION:.10g} million" for tick in ticks]


def money_axis(axes: Axes, top: float, steps: int = 4, along: Literal["x", "y"] = "y") -> None:
    """Give an axis pounds from zero, and a light grid.

    Parameters
    ----------
    top : float
        The largest sum drawn, pounds; an axis of nothing but zeros still has a length.
    steps : int
        About this many steps between labels; never fewer than two.
    along : str
        ``x`` or ``y``.
    """
    top = max(top, _SHORTEST_AXIS)
    ticks = next(found for bins in count(steps) if len(found := _ticks(top, bins)) >= _LEAST_TICKS)
    axes.set(**{f"{along}lim": (0, max(top * 1.04, ticks[-1]))})
    axis = axes.xaxis if along == "x" else axes.yaxis
    axis.set_ticks(ticks, pounds_ticks(ticks))
    axis.grid(visible=True)


def _ticks(top: float, steps: int) -> list[float]:
    found = MaxNLocator(nbins=steps, steps=[1, 2, 2.5, 5, 10]).tick_values(0, top)
    return [float(tick) for tick in found if 0 <= tick <= top]


def year_axis(axes: Axes, years: Sequence[str], every: int = 1) -> None:
    """Give the x axis one place a financial year, 0, 1, 2 and so on.

    Parameters
    ----------
    years : sequence of str
        Financial years, in time order.
    every : int
        Label each year, or every second one counted back from the last.
    """
    places = list(range(len(years)))
    axes.set_xlim(-0.5, len(years) - 0.5)
    shown = [place for place in places if (places[-1] - place) % every == 0]
    axes.set_xticks(shown, [years[place] for place in shown])
