"""The rule for labels: apart, inside, in order, and no further than they must."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from clsmin_forecast.present.charts.annotations import above_bar, new_figure
from clsmin_forecast.present.labels import settle, spread, with_renderer
from clsmin_forecast.present.style import looks

LABELS = st.lists(st.tuples(st.floats(-50, 150), st.floats(1, 20)), min_size=1, max_size=8)


@given(LABELS)
def test_labels_never_touch_and_stay_in_order(labels: list[tuple[float, float]]) -> None:
    wanted, sizes = [place for place, _ in labels], [size for _, size in labels]
    found = spread(wanted, sizes, 0, 200)
    order = sorted(range(len(labels)), key=lambda index: found[index])
    for lower, upper in pairwise(order):
        least = (sizes[lower] + sizes[upper]) / 2
        assert found[upper] - found[lower] >= least - 1e-9
        assert wanted[lower] <= wanted[upper] or found[lower] == found[upper]


@given(LABELS)
def test_labels_stay_inside_when_there_is_room(labels: list[tuple[float, float]]) -> None:
    sizes = [size for _, size in labels]
    found = spread([place for place, _ in labels], sizes, 0, 200)
    for centre, size in zip(found, sizes, strict=True):
        assert centre - size / 2 >= -1e-9
        assert centre + size / 2 <= 200 + 1e-9


@given(st.permutations([10.0, 40.0, 70.0]))
def test_labels_that_are_apart_stay_where_they_are(places: list[float]) -> None:
    assert spread(places, [20, 20, 20], 0, 80) == pytest.approx(places)


def test_two_labels_share_the_move() -> None:
    assert spread([50, 50], [10, 10], 0, 100) == [45, 55]
    assert spread([0, 0], [10, 10], 0, 100) == [5, 15]
    assert spread([100, 100], [10, 10], 0, 100) == [85, 95]


def test_no_label_is_no_trouble() -> None:
    assert spread([], [], 0, 100) == []


def test_a_label_that_moves_up_is_joined_to_where_it_stood() -> None:
    names = ["wider than a third of the picture"] * 3
    with looks():
        figure, (axes,) = new_figure()
        axes.set(xlim=(-0.5, 2.5), ylim=(0, 3), yticks=[])
        over = [above_bar(axes, place, 1, words) for place, words in enumerate(names)]
        settle(figure, over=over)
        one, moved, other = (label.get_window_extent() for (label,) in over)
    assert one.y0 == other.y0 < moved.y0 - 10
    (line,) = figure.artists
    assert isinstance(line, Line2D)
    (x, same), (low, high) = figure.transFigure.transform(np.asarray(line.get_data()).T).T
    assert x == same == pytest.approx((moved.x0 + moved.x1) / 2)
    assert (low, high) == pytest.approx((one.y0, moved.y0), abs=5)


@pytest.mark.parametrize(("words", "air"), [("cost", 2), ("cost of\nthe team", 5)])
def test_labels_of_several_lines_stand_further_apart(words: str, air: float) -> None:
    figure = with_renderer(Figure(dpi=72))
    axes = figure.add_subplot()
    labels = [axes.text(1, height, words, va="center") for height in (0.5, 0.51)]
    settle(figure, down=labels)
    low, high = (label.get_window_extent() for label in labels)
    assert high.y0 - low.y1 == pytest.approx(air)
