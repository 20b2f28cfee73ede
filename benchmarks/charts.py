"""Drawing the charts of one scenario, against matplotlib alone drawing the same pictures.

Ours builds each chart, its words and data, lays it out, moves its labels apart, and renders it as
SVG and PNG. The bare version takes what a finished picture holds (axes, bars, lines, areas, texts,
ticks) and makes it again at the places it has, by plain calls that carry the same artists, in the
same style, and renders it to the same formats at the same size. Nothing is laid out or moved. What
is timed is the processor, for one thread does it all.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import clsmin_forecast as cf
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.present.charts.annotations import BEHIND_TEXT
from clsmin_forecast.present.style import looks

from . import Row

_ROUNDS = 7
_LIMIT = 1.3
_DRAWS = 512
_SCENARIO = "central"
_OF_LINES = ("color", "linewidth", "linestyle", "marker", "markersize", "clip_on")

Call = tuple[str, tuple[Any, ...], dict[str, Any]]
"""A method of axes with its arguments."""

Panel = tuple[tuple[float, float, float, float], bool, list[Call]]
Recipe = tuple[tuple[float, float], list[Panel]]
"""The size of a picture, and its panels: where, whether with axes, and what is drawn."""


def measure() -> Iterator[Row]:
    draw = prepared()
    recipes = [recorded(chart.figure) for chart in draw()]
    ours, theirs = medians(lambda: ours_drawn(draw), lambda: bare(recipes))
    what = f"{len(recipes)} charts of one scenario, SVG and PNG"
    yield Row(what, ours, "ms", "bare matplotlib, same artists in place", theirs, _LIMIT)


def prepared() -> Callable[[], list[Chart]]:
    """Return what draws every chart of one scenario; its forecast and tables are at hand."""
    scenario = cf.load_scenario(_SCENARIO)
    forecast = cf.forecast(scenario, draws=_DRAWS)
    assert forecast.document
    charts, facts = cf.charts, scenario.facts
    of_forecast = (charts.funding_outlook, charts.gap, charts.posts, charts.decision_tree)
    tables: dict[Callable[[Any], Chart], Any] = {
        charts.tornado: cf.tornado(scenario, draws=_DRAWS),
        charts.variance_shares: cf.variance_shares(scenario, draws=_DRAWS),
        charts.switching_values: cf.switching_values(scenario, draws=_DRAWS),
        charts.options: cf.options(scenario, draws=_DRAWS),
        charts.reserve: cf.reserve(scenario, draws=_DRAWS),
        charts.medium_term: cf.medium_term(scenario, draws=_DRAWS),
        charts.decide: cf.decide(scenario, draws=_DRAWS),
        charts.worst_runs: cf.worst_runs(scenario, draws=_DRAWS),
        charts.year: cf.year(scenario, draws=_DRAWS),
    }
    return lambda: [
        charts.funding_profile(facts),
        charts.funding_outlooks([forecast]),
        charts.cash_and_real(facts, "2023/24"),
        *(draw(forecast) for draw in of_forecast),
        *(draw(table) for draw, table in tables.items()),
    ]


def ours_drawn(draw: Callable[[], list[Chart]]) -> None:
    for chart in draw():
        assert chart.svg
        assert chart.png


def bare(recipes: list[Recipe]) -> None:
    """Make each picture by plain calls and render it."""
    for size, panels in recipes:
        with looks():
            figure = Figure(figsize=size)
            figure.set_layout_engine("none")
            for place, on, calls in panels:
                axes = figure.add_axes(place)
                for name, arguments, options in calls:
                    getattr(axes, name)(*arguments, **options)
                if not on:
                    axes.set_axis_off()
            for kind in ("svg", "png"):
                figure.savefig(BytesIO(), format=kind)


def recorded(figure: Figure) -> Recipe:
    """Return the plain calls that draw a finished picture."""
    width, height = figure.get_size_inches()
    panels = [
        (axes.get_position().bounds, axes.axison, [*_frame(axes), *_artists(axes)])
        for axes in figure.axes
    ]
    return (float(width), float(height)), panels


def _frame(axes: Axes) -> Iterator[Call]:
    yield "set", (), {"xlim": axes.get_xlim(), "ylim": axes.get_ylim()}
    for along in "xy":
        labels = [label.get_text() for label in getattr(axes, f"get_{along}ticklabels")()]
        yield f"set_{along}ticks", (getattr(axes, f"get_{along}ticks")(), labels), {}
        if words := getattr(axes, f"get_{along}label")():
            yield f"set_{along}label", (words,), {}
    if (legend := axes.get_legend()) is not None:
        yield "legend", (), {"handles": legend.legend_handles, "loc": "upper left"}


def _artists(axes: Axes) -> Iterator[Call]:
    for patch in axes.patches:
        x, y, wide, high = patch.get_extents().transformed(axes.transData.inverted()).bounds
        look: dict[str, Any] = {"color": patch.get_facecolor(), "ec": patch.get_edgecolor()}
        width = patch.get_linewidth()
        yield "bar", (x, high, wide), {"bottom": y, "align": "edge", "lw": width, **look}
    for line in axes.lines:
        look = {name: getattr(line, f"get_{name}")() for name in _OF_LINES}
        yield "plot", line.get_data(orig=False), look
    for text in axes.texts:
        x, y = axes.transData.inverted().transform(text.get_window_extent().min)
        behind = None if text.get_bbox_patch() is None else BEHIND_TEXT
        options = {"color": text.get_color(), "weight": text.get_fontweight(), "bbox": behind}
        yield "text", (x, y, text.get_text()), options
    for lines in axes.collections:
        (xs, *_), (low, high) = np.asarray(lines.get_paths()[0].vertices).T
        yield "vlines", ([xs] * len(lines.get_paths()), low, high), {}


def medians(*runs: Callable[[], None]) -> list[float]:
    """Return the median milliseconds of the processor that each takes, run by turns."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(_ROUNDS):
        for run, taken in zip(runs, times, strict=True):
            start = time.process_time()
            run()
            taken.append(1000 * (time.process_time() - start))
    return [statistics.median(taken) for taken in times]
