"""What is drawn: legible, upright, apart, inside, from zero, and the same in every chart."""

import re
from functools import lru_cache
from itertools import combinations, pairwise
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import pytest
from matplotlib import rcParams
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from matplotlib.typing import ColorType
from numpy.typing import NDArray

from clsmin_forecast.errors import InputError
from clsmin_forecast.model.forecast import Forecast
from clsmin_forecast.present import charts
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.present.stale_mark import MARK
from clsmin_forecast.present.style import (
    HISTORY,
    RATING_FILLS,
    STATUS_STYLES,
    TRACK,
    WHITE,
    looks,
    scenario_style,
)
from clsmin_forecast.present.words import percent

IN_ROWS = (
    "compare", "tornado", "variance_shares", "bridge", "switching_values",
    "worst_runs", "evidence_", "backtest", "scores_", "options_",
)  # fmt: skip
"""Charts whose bars lie, so that what they measure runs across."""

HAIR = 1.0  # pixels at 300 dots an inch


def luminance(colour: ColorType) -> float:
    parts: NDArray[np.float64] = np.array(to_rgb(colour))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: ColorType, other: ColorType = "white") -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def grey(colour: ColorType) -> float:
    return float(np.array(to_rgb(colour)) @ [0.299, 0.587, 0.114]) * 255


def texts(figure: Figure) -> list[Text]:
    unseen = {
        label
        for axes in figure.axes
        if not axes.axison
        for label in [*axes.get_xticklabels(), *axes.get_yticklabels()]
    }
    found = [each for each in figure.findobj(Text) if isinstance(each, Text)]
    return [t for t in found if t.get_visible() and t.get_text().strip() and t not in unseen]


_measured: WeakKeyDictionary[Figure, list[tuple[str, Bbox]]] = WeakKeyDictionary()


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    if figure not in _measured:
        with looks():
            _place(figure)  # it may have been saved at another resolution since
            _measured[figure] = [(t.get_text(), t.get_window_extent()) for t in texts(figure)]
    return _measured[figure]


def _place(figure: Figure) -> None:
    """Put all where it is drawn, as `Figure.draw_without_rendering` does on a page of its own."""
    width, height = figure.canvas.get_width_height(physical=True)
    page = _page(width, height, figure.dpi, *rcParams["font.sans-serif"])
    with page._draw_disabled():  # type: ignore[attr-defined]
        figure.draw(page)


@lru_cache(maxsize=8)
def _page(width: int, height: int, dpi: float, *fonts: str) -> RendererAgg:
    """Return a page to measure in, of each font its own: it remembers the words it has measured."""
    return RendererAgg(width, height, dpi)  # type: ignore[no-untyped-call]


def test_every_text_is_12_point_upright_and_dark(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        for text in texts(chart.figure):
            where = f"{chart.name}: {text.get_text()!r}"
            assert float(text.get_fontsize()) >= 12, where
            assert text.get_rotation() == 0, where
            assert contrast(text.get_color()) >= 4.5, where


def refuse_text_outside(chart: Chart) -> None:
    width, height = chart.figure.bbox.size
    for words, box in boxes(chart.figure):
        inside = min(box.x0, box.y0, width - box.x1, height - box.y1)
        assert inside >= -HAIR, f"{chart.name}: {words!r} by {-inside:.0f} pixels"


def refuse_line_outside(chart: Chart) -> None:
    """Refuse a line under the years that comes as near to an edge as no word may."""
    for axes in chart.figure.axes:
        for line in axes.lines:
            if line.get_transform() != axes.transData and len(np.asarray(line.get_xdata())) > 1:
                drawn = line.get_path().transformed(line.get_transform())
                xs = np.asarray(drawn.vertices)[:, 0]
                near = min(xs.min(), chart.figure.bbox.width - xs.max())
                assert near >= 5 / 72 * chart.figure.dpi, f"{chart.name}: a line to the edge"


def refuse_text_over_text(chart: Chart) -> None:
    for (one, a), (other, b) in combinations(boxes(chart.figure), 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert min(wide, high) <= HAIR, f"{chart.name}: {one!r} and {other!r}"


def refuse_text_struck_through(chart: Chart) -> None:
    """Refuse a rule between rows, or a line from a plot to its label, that runs through words."""
    inside = [box.padded(-HAIR) for _, box in boxes(chart.figure)]
    lines = [each for each in chart.figure.artists if isinstance(each, Line2D)]
    for line in lines:
        drawn = line.get_path().transformed(line.get_transform())
        for (words, _), box in zip(boxes(chart.figure), inside, strict=True):
            assert not drawn.intersects_bbox(box, filled=False), f"{chart.name}: {words!r}"


def refuse_bridge_through_words(chart: Chart) -> None:
    """Refuse a line between two bars of a bridge that runs through words."""
    (axes,) = chart.figure.axes
    for line in axes.lines:
        drawn = line.get_path().transformed(line.get_transform())
        for words, box in boxes(chart.figure):
            assert not drawn.intersects_bbox(box.padded(-HAIR), filled=False), words


def refuse_small_plot(chart: Chart) -> None:
    for axes in chart.figure.axes:
        _, _, width, height = axes.get_position().bounds
        assert width > 0.35, chart.name
        assert height > 0.2, chart.name


def refuse_cut_text(chart: Chart) -> None:
    for text in texts(chart.figure):
        assert "…" not in text.get_text(), f"{chart.name}: {text.get_text()!r}"


def test_no_text_leaves_the_picture(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        refuse_text_outside(chart)
        refuse_line_outside(chart)


def test_labels_leave_room_for_the_plot(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        refuse_small_plot(chart)


def test_no_text_overlaps_another(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        refuse_text_over_text(chart)


def test_no_text_is_cut_or_struck_through(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        refuse_cut_text(chart)
        refuse_text_struck_through(chart)
        if chart.name.startswith("bridge"):
            refuse_bridge_through_words(chart)


def test_money_and_posts_start_at_zero(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        if chart.name.startswith("decision_tree"):
            continue  # years run across, and the height measures nothing
        for axes in chart.figure.axes:
            ends = axes.get_xlim() if chart.name.startswith(IN_ROWS) else axes.get_ylim()
            if chart.name.startswith(("bridge", "tornado")) and ends[0] < 0:
                # A balance, and a sum between two steps, may be below zero; the axis holds zero.
                assert (chart.data.filter(like="_gbp").min() < 0).any(), chart.name
                assert ends[0] <= 0 <= ends[1], chart.name
                continue
            assert ends[0] == 0, chart.name
            assert axes.get_yscale() == "linear", chart.name


def test_no_second_money_axis_and_no_patterns(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        places = [axes.get_position().bounds for axes in chart.figure.axes]
        assert len(set(places)) == len(places), f"{chart.name}: two axes in one place"
        for axes in chart.figure.axes:
            hatched = [patch for patch in axes.patches if patch.get_hatch()]
            one = chart.name.startswith("year_")  # what is at risk, which colour alone would say
            assert len(hatched) <= one, chart.name


def test_every_picture_has_the_width_of_the_page(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        width, height = (chart.figure.get_size_inches() * 25.4).round(3).tolist()
        # Rows of grants and scenarios are as many as the data have, with room for their words.
        in_rows = chart.name.startswith(
            ("evidence_", "backtest_", "compare_", "scores_", "options_", "funding_outlooks_")
        )
        assert width == 159
        assert 100 <= height < 260 if in_rows else height == 100  # and so less than an A4 page


def test_bars_and_lines_stand_out_from_white(every_chart: list[Chart]) -> None:
    light = {to_rgb(colour) for colour in (TRACK, "white", "#CCCCCC")}  # guides and what is behind
    for chart in every_chart:
        for axes in chart.figure.axes:
            for patch in axes.patches:
                fill, edge = to_rgb(patch.get_facecolor()), to_rgb(patch.get_edgecolor())
                if patch.get_linewidth() and to_rgb(patch.get_edgecolor()) not in light:
                    assert contrast(edge) >= 3, f"{chart.name}: {patch}"
                elif fill not in light and patch.get_alpha() is None:
                    assert contrast(fill) >= 3, f"{chart.name}: {patch}"
            for line in axes.lines:
                if to_rgb(line.get_color()) not in light:
                    assert contrast(line.get_color()) >= 3, f"{chart.name}: {line}"


def _look(line: Line2D) -> tuple[object, ...]:
    dashes = line._unscaled_dash_pattern  # type: ignore[attr-defined]
    return to_rgb(line.get_color()), str(dashes), str(line.get_marker())


def test_lines_are_few_and_differ_without_colour(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        for axes in chart.figure.axes:
            long = [line for line in axes.lines if len(np.asarray(line.get_xdata())) > 2]
            drawn = [line for line in long if line.get_linestyle() != "None"]
            if chart.name.startswith("scenario_lines"):  # what all share has a place of its own
                drawn = [line for line in drawn if line.get_color() != HISTORY]
            looks_of = {_look(line): line for line in drawn}
            assert len(looks_of) <= 4, chart.name
            for (one, first), (other, second) in combinations(looks_of.items(), 2):
                shades = abs(grey(first.get_color()) - grey(second.get_color())) >= 25
                assert shades or one[1:] != other[1:], chart.name


def test_bars_of_different_kinds_differ_without_colour(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        if chart.name.startswith("compare"):
            continue  # its rows have a marker each
        for axes in (each for each in chart.figure.axes if each.axison):
            kinds = {
                (to_rgb(p.get_facecolor()), to_rgb(p.get_edgecolor()), str(p.get_linestyle()))
                for p in axes.patches
                if to_rgb(p.get_facecolor()) != to_rgb(TRACK)
            }
            for one, other in combinations(kinds, 2):
                fills = abs(grey(one[0]) - grey(other[0])) >= 25
                edges = contrast(one[1], other[1]) >= 1.5 or one[2] != other[2]
                named = chart.name.startswith("decision_tree")  # the words say how a path ends
                signed = chart.name.startswith("bridge")  # and whether a step adds or takes away
                alike = f"{chart.name}: {one} and {other}"
                assert fills or edges or named or signed, alike


def test_line_charts_have_no_legend(every_chart: list[Chart]) -> None:
    lines = ("scenario_lines", "reserve", "chance_curve", "switching_plane", "year")
    for chart in every_chart:
        if chart.name.startswith(lines):
            assert not chart.figure.legends, chart.name
            assert not [axes for axes in chart.figure.axes if axes.get_legend()], chart.name


def test_a_mark_covers_nothing_and_moves_nothing(every_chart: list[Chart]) -> None:
    some = [chart for chart in every_chart if re.search("central|profile|lines", chart.name)]
    for chart in {chart.name: chart for chart in some}.values():
        old = chart.with_caution("The register of assumptions has expired.")
        words, marked = boxes(chart.figure), boxes(old.figure)
        (mark,) = (box for said, box in marked if said == MARK)
        moved = [each for each in marked if each[0] != MARK]
        top = max(box.y1 for _, box in words)
        for (one, before), (other, after) in zip(words, moved, strict=True):
            assert one == other
            assert np.abs(np.subtract(before.extents, after.extents)).max() <= HAIR, (
                f"{chart.name}: {one!r}"
            )
        width, height = old.figure.bbox.size
        assert mark.y0 >= chart.figure.bbox.height - HAIR >= top - 2 * HAIR, chart.name
        assert min(mark.x0, width - mark.x1, height - mark.y1) >= 0, chart.name
        drawn, again = (
            [each for each in figure.artists if isinstance(each, Line2D)]
            for figure in (chart.figure, old.figure)
        )
        for one_line, other_line in zip(drawn, again, strict=True):
            before_y = np.asarray(one_line.get_ydata()) * chart.figure.bbox.height
            after_y = np.asarray(other_line.get_ydata()) * height
            assert np.abs(before_y - after_y).max() <= HAIR, chart.name


def test_what_is_drawn_stays_within_the_axes(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        for axes in chart.figure.axes:
            low, high = axes.get_ylim()
            for line in axes.lines:
                if line.get_transform() == axes.transData:
                    heights = np.asarray(line.get_ydata(), dtype=float)
                    heights = heights[~np.isnan(heights)]  # a line may have gaps
                    assert ((heights >= min(low, high)) & (heights <= max(low, high))).all()


def test_statuses_differ_in_greyscale_and_by_their_edges() -> None:
    for one, other in combinations(STATUS_STYLES.values(), 2):
        hollow = one.fill == other.fill == WHITE  # then the pattern of the edge tells them apart
        assert hollow or abs(grey(one.fill) - grey(other.fill)) >= 25
        assert not hollow or one.dashes != other.dashes
    edges = [str(style.dashes) for style in STATUS_STYLES.values()]
    assert len(set(edges)) == 4
    assert all(contrast(style.edge) >= 3 for style in STATUS_STYLES.values())


def test_scenarios_differ_without_colour(forecasts: dict[str, Forecast]) -> None:
    styles = {name: scenario_style(name) for name in list(forecasts)[:8]}
    for one, other in combinations(styles.values(), 2):
        assert one.dashes != other.dashes
        assert one.marker != other.marker
    assert all(contrast(style.colour) >= 3 for style in styles.values())


def test_an_unnamed_scenario_keeps_a_style_that_no_named_one_has() -> None:
    ours = {scenario_style(name) for name in ("central", "ceases", "full_expansion")}
    assert scenario_style("my own") == scenario_style("my own")
    assert len({scenario_style(f"variant {number}") for number in range(20)}) > 15
    assert not ours & {scenario_style(f"variant {number}") for number in range(100)}


def test_the_same_scenario_looks_the_same_everywhere(
    every_chart: list[Chart], forecasts: dict[str, Forecast]
) -> None:
    for chart in every_chart:
        if chart.name not in ("scenario_lines", "compare"):
            continue
        drawn = {
            (line.get_color(), line.get_marker())
            for line in chart.figure.axes[0].lines
            if line.get_marker() not in ("x", "None")
        }
        for name in chart.data["scenario"].unique():
            style = scenario_style(name)
            assert (style.colour, style.marker) in drawn, f"{chart.name}: {name}"


def test_at_most_four_lines_and_no_legend(forecasts: dict[str, Forecast]) -> None:
    names = list(forecasts)
    chart = charts.scenario_lines([forecasts[name] for name in names[:4]])
    assert chart.figure.axes[0].get_legend() is None
    with pytest.raises(InputError, match="one to 4 scenarios, got 5"):
        charts.scenario_lines([forecasts[name] for name in names[:5]])
    with pytest.raises(InputError, match="got 0"):
        charts.scenario_lines([])
    with pytest.raises(InputError, match="different names"):
        charts.scenario_lines([forecasts["central"], forecasts["central"]])


def test_the_common_years_are_drawn_once(forecasts: dict[str, Forecast]) -> None:
    chart = charts.scenario_lines([forecasts["central"], forecasts["ceases"]])
    first, second, shared, ceiling = (
        line for line in chart.figure.axes[0].lines if len(np.asarray(line.get_xdata())) > 1
    )
    assert np.asarray(ceiling.get_data()).tolist() == [[3.6, 4, 5], [1_000_000] * 3]
    assert np.asarray(first.get_xdata())[0] == np.asarray(second.get_xdata())[0] == 3
    wanted = chart.data["recovered_mean_gbp"][:4].to_list()
    assert np.asarray(shared.get_ydata()).round(2).tolist() == wanted


def test_a_line_at_zero_can_be_seen(forecasts: dict[str, Forecast]) -> None:
    chart = charts.scenario_lines([forecasts["central"], forecasts["ceases"]])
    line = chart.figure.axes[0].lines[1]
    assert np.asarray(line.get_ydata())[-1] == 0
    assert not line.get_clip_on()
    assert line.get_marker() == scenario_style("ceases").marker
    assert line.get_zorder() > 2  # above the axis


def test_a_cross_marks_every_chance_of_no_funding(forecasts: dict[str, Forecast]) -> None:
    for name in ("central", "one_more_year", "full_expansion", "nothing"):
        forecast = forecasts[name]
        years = forecast.scenario.facts.awards.years
        at_risk = [p for p, y in enumerate(years) if 1 - forecast.probability_funded(y) > 1e-9]
        money = charts.funding_outlook(forecast).figure.axes[1]
        crosses = [line for line in money.lines if line.get_marker() == "x"]
        assert bool(crosses) == bool(at_risk)
        assert all(np.asarray(line.get_xdata()).tolist() == at_risk for line in crosses)


def test_the_outlook_says_that_its_bands_are_conditional(forecasts: dict[str, Forecast]) -> None:
    chart = charts.funding_outlook(forecasts["central"])
    words = [text.get_text() for text in texts(chart.figure)]
    assert "Accepted, or recovered if funded" in words
    assert "given that the year is funded" in chart.subtitle
    assert {"2%", "23%", "40%"} <= set(words)
    assert any("no funding" in each for each in words)


def test_outlooks_side_by_side_are_on_one_scale_and_keep_the_risk(
    forecasts: dict[str, Forecast],
) -> None:
    some = [forecasts[name] for name in ("central", "ceases", "full_expansion", "one_more_year")]
    chart = charts.funding_outlooks(some)
    panels = chart.figure.axes
    assert len({(*axes.get_xlim(), *axes.get_ylim()) for axes in panels}) == 1
    for axes, made in zip(panels, some, strict=True):
        alone = charts.funding_outlook(made)
        kept = alone.data[alone.data["financial_year"].isin(made.years_of("decision_years"))]
        drawn = chart.data[chart.data["scenario"] == made.scenario.name]
        one, other = (
            each.reset_index(drop=True).fillna(-1)
            for each in (drawn[kept.columns].astype(object), kept.astype(object))
        )
        pd.testing.assert_frame_equal(one, other)
        assert axes.get_title(loc="left").replace("\n", " ") == made.scenario.title
        said = [text.get_text() for text in axes.texts if text.get_text().startswith("×")]
        assert said == [f"× {percent(chance)}" for chance in kept["ceases_probability"]]
        crosses = [line for line in axes.lines if line.get_marker() == "x"]
        at_risk = [place for place, chance in enumerate(kept["ceases_probability"]) if chance]
        assert bool(crosses) == bool(at_risk)
        assert all(np.asarray(line.get_xdata()).tolist() == at_risk for line in crosses)
        bands = sorted(each.get_y() for each in axes.patches if isinstance(each, Rectangle))
        wanted = kept[["recovered_if_funded_p5_gbp", "recovered_if_funded_p25_gbp"]].to_numpy()
        assert bands == sorted(wanted[~np.isnan(wanted.astype(float))])
    assert chart.headline == "Chance of no funding in 2025/26 runs from 0% to 100% by scenario"
    with pytest.raises(InputError, match="one to 4 scenarios, got 5"):
        charts.funding_outlooks([*some, forecasts["nothing"]])


def test_the_rating_of_evidence_is_said_and_differs_in_greyscale(
    every_chart: list[Chart],
) -> None:
    shades = [grey(fill) for fill in (*RATING_FILLS.values(), "white")]
    assert all(abs(one - other) >= 25 for one, other in combinations(shades, 2))
    rated = {"red": "weak evidence)", "amber": "fair evidence)", "green": "good evidence)"}
    for chart in every_chart:
        if chart.name.startswith("tornado"):
            words = [text.get_text() for text in texts(chart.figure)]
            for quality in chart.data["quality"]:
                said = rated.get(quality, f"{quality})")
                assert sum(each.endswith(said) for each in words) >= 1, chart.name
            assert not any(") (" in each for each in words), chart.name


def test_statuses_stand_under_the_years(forecasts: dict[str, Forecast], later: Forecast) -> None:
    def shown(forecast: Forecast) -> list[str]:
        figure = charts.funding_profile(forecast.scenario.facts).figure
        words = [text.get_text() for text in figure.axes[0].texts]
        return [each for each in words if "£" not in each and each != "up to"]

    assert shown(forecasts["central"]) == ["accepted", "approved", "indicative", "in principle"]
    wanted = ["outturn", "accepted", "approved", "accepted", "indicative", "in principle"]
    assert shown(later) == wanted


def test_statuses_side_by_side_are_told_apart(eight_years: Forecast) -> None:
    words = {"accepted", "approved", "indicative", "in principle"}
    facts = eight_years.scenario.facts
    for chart in (charts.funding_profile(facts), charts.cash_and_real(facts, "2023/24"),
                  charts.funding_outlook(eight_years)):  # fmt: skip
        found = sorted((box.x0, box.x1) for said, box in boxes(chart.figure) if said in words)
        gaps = [right[0] - left[1] for left, right in pairwise(found)]
        assert len(gaps) == 3
        assert min(gaps) >= 10 / 72 * chart.figure.dpi, chart.name


def test_in_principle_sums_are_labelled_up_to(forecasts: dict[str, Forecast]) -> None:
    facts = forecasts["central"].scenario.facts
    words = [text.get_text() for text in charts.funding_profile(facts).figure.axes[0].texts]
    assert words[:9] == [
        "£272,708", "£495,000", "£570,567", "£570,567", "up to",
        "£1 million", "up to", "£1 million", "up to",
    ]  # fmt: skip


def test_labels_keep_their_anchor_in_the_readers_font(every_chart: list[Chart]) -> None:
    for chart in every_chart:
        for text in texts(chart.figure):
            single = "\n" not in text.get_text()
            assert single or text.get_horizontalalignment() == "left", text.get_text()


def test_every_part_of_a_bar_is_named(forecasts: dict[str, Forecast]) -> None:
    for name, forecast in forecasts.items():
        chart = charts.gap(forecast)
        words = " ".join(text.get_text().replace("\n", " ") for text in texts(chart.figure))
        for column, label in (
            ("paid_by_grant_mean_gbp", "grant"),
            ("paid_by_other_money_mean_gbp", "other"),
            ("gap_in_funded_years_mean_gbp", "gap in funded"),
            ("gap_after_ceasing_mean_gbp", "gap after"),
            ("gap_mean_gbp", ",000 (less than )?gap"),
        ):
            drawn = chart.data[column].iloc[-1] if "gap_" in column else chart.data[column].any()
            assert bool(re.search(label, words)) == bool(drawn), f"{name}: {label}"
