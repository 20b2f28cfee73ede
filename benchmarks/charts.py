"""Drawing the charts of one scenario, against matplotlib alone drawing the same pictures.

Ours builds each chart, its words and data, lays it out, moves its labels apart, and renders it as
SVG and PNG. The bare version takes what a finished picture holds (axes, bars, lines, areas, texts,
ticks) and makes it again at the places it has, by plain calls that carry the same artists, in the
same style, and renders it to the same formats at the same size. Nothing is laid out or moved.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure

import clsmin_forecast as cf
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.present.style import looks

from . import Row

_ROUNDS = 7
_LIMIT = 1.3
_DRAWS = 512
_SCENARIO = "central"


def measure() -> Iterator[Row]:
    draw = prepared()
    finished = [chart.figure for chart in draw()]
    ours, theirs = medians(lambda: ours_drawn(draw), lambda: bare(finished))
    what = f"{len(finished)} charts of one scenario, SVG and PNG"
    yield Row(what, ours, "ms", "bare matplotlib, same artists in place", theirs, _LIMIT)


def prepared() -> Callable[[], list[Chart]]:
    """Return what draws every chart of one scenario; its forecast and tables are at hand."""
    scenario = cf.load_scenario(_SCENARIO)
    forecast = cf.forecast(scenario, draws=_DRAWS)
    assert forecast.document
    charts, facts = cf.charts, scenario.facts
    of_forecast = (charts.funding_outlook, charts.gap, charts.posts, charts.decision_tree)
    tables = {
        charts.tornado: cf.tornado(scenario, draws=_DRAWS),
        charts.variance_shares: cf.variance_shares(scenario, draws=_DRAWS),
        charts.switching_values: cf.switching_values(scenario, draws=_DRAWS),
        charts.exceedance: cf.exceedance(scenario, draws=_DRAWS),
        charts.stress: cf.stress(scenario, "recovery_rate", draws=_DRAWS),
        charts.worst_runs: cf.worst_runs(scenario, draws=_DRAWS),
    }
    return lambda: [
        charts.funding_profile(facts),
        charts.cash_and_real(facts, "2023/24"),
        *(draw(forecast) for draw in of_forecast),
        *(draw(table) for draw, table in tables.items()),
    ]


def ours_drawn(draw: Callable[[], list[Chart]]) -> None:
    for chart in draw():
        assert chart.svg
        assert chart.png


def bare(finished: list[Figure]) -> None:
    """Make each picture again and render it."""
    for figure in finished:
        with looks():
            again = Figure(figsize=tuple(figure.get_size_inches()))
            again.set_layout_engine("none")
            for axes in figure.axes:
                _copy(axes, again)
            for kind in ("svg", "png"):
                again.savefig(BytesIO(), format=kind)


def _copy(axes: Axes, figure: Figure) -> None:
    again = figure.add_axes(axes.get_position().bounds)
    again.set(xlim=axes.get_xlim(), ylim=axes.get_ylim())
    again.set_xticks(axes.get_xticks(), [label.get_text() for label in axes.get_xticklabels()])
    again.set_yticks(axes.get_yticks(), [label.get_text() for label in axes.get_yticklabels()])
    for patch in axes.patches:
        x, y, wide, high = patch.get_extents().transformed(axes.transData.inverted()).bounds
        again.bar(
            x, high, wide, bottom=y, align="edge",
            color=patch.get_facecolor(), ec=patch.get_edgecolor(), lw=patch.get_linewidth(),
        )  # fmt: skip
    for line in axes.lines:
        again.plot(
            *line.get_data(orig=False), color=line.get_color(), lw=line.get_linewidth(),
            ls=line.get_linestyle(), marker=line.get_marker(), clip_on=line.get_clip_on(),
        )  # fmt: skip
    for text in axes.texts:
        x, y = figure.transFigure.inverted().transform(text.get_window_extent().min)
        figure.text(x, y, text.get_text(), color=text.get_color(), weight=text.get_weight())
    if (legend := axes.get_legend()) is not None:
        again.legend(handles=legend.legend_handles, loc="upper left")
    if not axes.axison:
        again.set_axis_off()


def medians(*runs: Callable[[], None]) -> list[float]:
    """Return the median milliseconds of each, run by turns."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(_ROUNDS):
        for run, taken in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            taken.append(1000 * (time.perf_counter() - start))
    return [statistics.median(taken) for taken in times]
