"""Money axes: one unit, from zero, in the papers' way of writing."""

import re

import pytest
from afcharts.af_colours import get_af_colours
from hypothesis import given, strategies as st
from matplotlib.figure import Figure

from clsmin_forecast.present.style import looks, money_axis, pounds_ticks

TICK = re.compile(r"£(0|\d{1,3}(,\d{3})*|\d+(\.\d+)? million)")


@given(st.floats(0, 1e8), st.integers(2, 5))
def test_a_money_axis_starts_at_zero_and_covers_the_data(top: float, steps: int) -> None:
    axes = Figure().subplots()
    money_axis(axes, top, steps)
    low, high = axes.get_ylim()
    assert low == 0
    assert high >= top
    assert high > 0
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels[0] == "£0"
    assert 3 <= len(labels) <= 6
    units = {label.endswith("million") for label in labels[1:]}
    assert len(units) == 1
    assert all(TICK.fullmatch(label) for label in labels), labels


def test_ticks_are_written_as_in_papers() -> None:
    assert pounds_ticks([0, 500, 1000]) == ["£0", "£500", "£1,000"]
    assert pounds_ticks([0, 1_500_000, 3_000_000]) == ["£0", "£1.5 million", "£3 million"]


def test_looks_are_ours_inside_and_gone_outside() -> None:
    import matplotlib as mpl

    before = mpl.rcParams["font.size"]
    with looks():
        assert mpl.rcParams["font.size"] == 12
        assert mpl.rcParams["svg.fonttype"] == "none"
        assert mpl.rcParams["savefig.bbox"] is None
    assert mpl.rcParams["font.size"] == before


def test_a_change_of_the_palette_is_noticed() -> None:
    assert get_af_colours("categorical", number_of_colours=6) == [
        "#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1",
    ]  # fmt: skip
    assert get_af_colours("sequential", number_of_colours=5) == [
        "#092135", "#12436D", "#2073BC", "#6BACE6", "#ADD1F1",
    ]  # fmt: skip


@pytest.mark.parametrize("top", [0, 999_999, 1_000_000])
def test_the_edge_of_a_unit(top: float) -> None:
    axes = Figure().subplots()
    money_axis(axes, top, 4)
    assert axes.get_yticklabels()[-1].get_text() != "£0"
