"""Labels: texts that stand beside what they name are moved apart, and never leave the picture."""

from collections.abc import Sequence
from functools import lru_cache

from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox, ScaledTranslation

from .style import GREY

_INCH = 72  # points
_SIZES = 4  # of figures, whose measurements are at hand
_AIR = (12, 2)  # points between labels side by side, and between those one over the other
_MORE_AIR = 5  # between those of which one has several lines, which else read as one


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Return the nearest centres at which labels neither touch nor leave their room.

    The sum of squared moves is the least there is, and the order stays.

    Parameters
    ----------
    wanted : sequence of float
        Where the centres should be.
    sizes : sequence of float
        Height (or width) of each label, in the same unit.
    low, high : float
        The ends of the room. Labels too many for it keep apart and run over its upper end.

    Examples
    --------
    >>> spread([5, 5, 20], [4, 4, 4], 0, 30)
    [3.0, 7.0, 20.0]
    """
    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    offsets = [0.0] * len(order)
    for place in range(1, len(order)):
        touching = (sizes[order[place - 1]] + sizes[order[place]]) / 2
        offsets[place] = offsets[place - 1] + touching
    free = _rising([wanted[index] - offset for index, offset in zip(order, offsets, strict=True)])
    least = low + sizes[order[0]] / 2
    most = max(least, high - sizes[order[-1]] / 2 - offsets[-1])
    centres = [0.0] * len(order)
    for index, value, offset in zip(order, free, offsets, strict=True):
        centres[index] = min(max(value, least), most) + offset
    return centres


def _rising(values: list[float]) -> list[float]:
    # The nearest series that never falls: neighbours in the wrong order share their mean.
    groups: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while groups and groups[-1][0] / groups[-1][1] > total / count:
            before, number = groups.pop()
            total, count = total + before, count + number
        groups.append((total, count))
    return [total / count for total, count in groups for _ in range(count)]


def settle(
    figure: Figure,
    *,
    down: Sequence[Text] = (),
    across: Sequence[Text] = (),
    over: Sequence[Sequence[Text]] = (),
) -> Figure:
    """Lay the figure out, move its labels apart, and keep everything where it then is.

    Parameters
    ----------
    figure : Figure
        Drawn, not yet laid out.
    down : sequence of Text
        Labels that stand above each other; they move up or down.
    across : sequence of Text
        Labels that stand side by side; they move left or right.
    over : sequence of sequence of Text
        Labels over bars, each with its lines; one that touches another before it moves up, and a
        thin line joins it to its bar.
    """
    for side in (side for axes in figure.axes for side in (axes.xaxis, axes.yaxis)):
        if not side.get_label_text():
            side.set_label_coords(0, 0)  # else all its numbers are measured to place no words
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)  # drawing would lay out too, but also draw
    figure.set_layout_engine(None)  # else saving would lay out again, and draw for that
    for texts, axis in ((across, 0), (down, 1)):
        _move(figure, texts, axis)
    if over:
        _lift(figure, over)
    return figure


def with_renderer(figure: Figure) -> Figure:
    """Return a figure, now with what it measures words with at hand."""
    _Measured(figure)  # without one, every measurement makes a whole picture
    return figure


class _Measured(FigureCanvasBase):
    """Measures words with what figures of the same size have measured before."""

    def get_renderer(self) -> RendererAgg:
        size = self.get_width_height(physical=True)
        return _measuring(size, self.figure.dpi, findfont(FontProperties()))


@lru_cache(_SIZES)
def _measuring(size: tuple[int, int], dpi: float, font: str) -> RendererAgg:
    return RendererAgg(*size, dpi)  # type: ignore[no-untyped-call]


def _lift(figure: Figure, labels: Sequence[Sequence[Text]]) -> None:
    air = 2 * figure.dpi / _INCH
    ticks = [label for axes in figure.axes for label in axes.get_yticklabels()]
    placed = [label.get_window_extent() for label in ticks if label.get_text()]
    # Every second label keeps its place, so that those between them move up once and no further.
    for lines in (*labels[::-2], *labels[-2::-2]):
        box = Bbox.union([line.get_window_extent() for line in lines]).padded(air / 2)
        free = box
        while blocking := [each.y1 for each in placed if each.overlaps(free)]:
            free = free.translated(0, max(blocking) - free.y0 + 1)
        up = ScaledTranslation(0, (free.y0 - box.y0) / figure.dpi, figure.dpi_scale_trans)
        for line in lines:
            line.set_transform(line.get_transform() + up)
        placed.append(free)
        if free.y0 > box.y0:
            _join(figure, (box.x0 + box.x1) / 2, box.y0, free.y0)


def _join(figure: Figure, x: float, low: float, high: float) -> None:
    """Draw a thin line from where a label stood to where it stands, in pixels."""
    ends = figure.transFigure.inverted().transform([(x, low), (x, high)])
    figure.add_artist(Line2D(*zip(*ends, strict=True), color=GREY, lw=1))


def _move(figure: Figure, texts: Sequence[Text], axis: int) -> None:
    boxes = [text.get_window_extent() for text in texts]
    blocks = axis == 1 and any("\n" in text.get_text() for text in texts)
    air = (_MORE_AIR if blocks else _AIR[axis]) * figure.dpi / _INCH
    sizes = [(box.width, box.height)[axis] + air for box in boxes]
    before = [(box.x0 + box.x1, box.y0 + box.y1)[axis] / 2 for box in boxes]
    # A label beside the plot never sinks to the words under it.
    lowest = (0.0, min(axes.bbox.y0 for axes in figure.axes))[axis]
    highest = (figure.bbox.width, figure.bbox.height)[axis] - air
    centres = spread(before, sizes, lowest, highest)
    for text, old, new in zip(texts, before, centres, strict=True):
        place = text.get_transform().transform(text.get_position())
        place[axis] += new - old
        text.set_position(tuple(text.get_transform().inverted().transform(place)))
