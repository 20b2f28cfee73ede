"""Words in the margins of a picture: they are whole, inside it, and move nothing."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from clsmin_forecast.model.forecast import Forecast
from clsmin_forecast.present import charts
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.present.margins import add_words, copy_figure, extend
from clsmin_forecast.present.style import looks

NOTES = ["Scenario: as the baseline. " * 12, "Source: a paper.", ""]


def pixels(chart: Chart) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(chart.png)).convert("RGB"))


@pytest.fixture(params=["plain", "marked"])
def chart(request: pytest.FixtureRequest, forecasts: dict[str, Forecast]) -> Chart:
    drawn = charts.decision_tree(forecasts["central"])
    return drawn.with_caution("It is old.") if request.param == "marked" else drawn


def test_room_is_added_and_nothing_moves(chart: Chart) -> None:
    before = pixels(chart)
    dots = chart.figure.dpi / 72
    above, below = 24 / dots * 10, 24 / dots * 5  # points that are whole dots
    after = pixels(replace(chart, figure=extend(chart.figure, above, below)))
    start = round(above * dots)
    assert after.shape[0] == before.shape[0] + round((above + below) * dots)
    kept = after[start : start + before.shape[0]]
    assert np.mean(np.abs(kept.astype(int) - before).max(axis=2) > 32) < 0.002
    assert (after[:start] == 255).all()


def test_every_word_is_there_and_inside_the_picture(chart: Chart) -> None:
    headline, subtitle = (
        "A headline that is long enough for two lines of a picture " * 2,
        "And more",
    )
    with looks():
        alone = add_words(chart.figure, headline, subtitle, NOTES)
        added = alone.texts[len(chart.figure.texts) :]
        boxes = [text.get_window_extent() for text in added]
    said = " ".join(text.get_text() for text in added)
    assert said.split() == " ".join([headline, subtitle, *NOTES]).split()
    assert all(float(text.get_fontsize()) >= 12 for text in added)
    for box in boxes:
        assert alone.bbox.x0 < box.x0 < box.x1 < alone.bbox.x1
        assert alone.bbox.y0 < box.y0 < box.y1 < alone.bbox.y1
    plots = [axes.bbox for axes in alone.axes]
    assert not any(box.overlaps(plot) for box in boxes for plot in plots)


def test_in_a_copy_whatever_depends_on_a_transform_stands_under_its_own_address(
    chart: Chart,
) -> None:
    # Under another's, something new could take its place: then it is drawn where it was.
    copy = copy_figure(chart.figure)
    axes = copy.axes[0]
    nodes = (axes.transData, axes.transAxes, axes.transScale, copy.transFigure, axes.bbox)
    kept = [vars(node)["_parents"].items() for node in nodes]
    assert min(map(len, kept)) > 0
    assert all(address == id(dependant()) for items in kept for address, dependant in items)
