"""What a view must say, asked of the library and not of the page."""

from datetime import date
from typing import Any

import clsmin_forecast as cf
from clsmin_forecast.present.chart import Chart

WAITED = ("year", "options", "decide")
VIEWS = ("outlook", "gap", "posts", "paths", "drivers", "comparison", *WAITED)
Told = tuple[Chart, str, list[dict[str, Any]]]
"""A chart, its sentence and the rows of the table under it."""


def told(view: str, same: cf.Forecast, beside: str, today: date, **chosen: Any) -> Told:
    """Return what a view says of a forecast on a day, beside that of a named scenario.

    With what is chosen in it, as the library takes it.
    """
    chart, sentence, rows = _told(view, same, beside, chosen)
    stale = cf.sentences.staleness(same.scenario.register, today, chart.inputs)
    return chart.with_caution(" ".join(stale)) if stale else chart, sentence, rows


def _told(view: str, same: cf.Forecast, beside: str, chosen: dict[str, Any]) -> Told:
    made: dict[str, Any] = {
        "draws": same.draws, "seed": same.seed, "price_base": same.price_base,
    }  # fmt: skip
    if view == "drivers":
        frame = cf.tornado(same.scenario, **made)
        return cf.charts.tornado(frame), cf.sentences.tornado(frame), cf.tables.reading_rows(frame)
    if view in WAITED:
        frame = getattr(cf, view)(same.scenario, **{"year": "2026/27"} | chosen, **made)
        chart, sentence = (getattr(each, view)(frame) for each in (cf.charts, cf.sentences))
        return chart, sentence, cf.tables.reading_rows(frame)
    if view == "comparison":
        table = cf.compare([same.scenario, cf.load_scenario(beside)], **made)
        chart = cf.charts.compare(table)
        return chart, cf.sentences.compare(table), cf.tables.reading_rows(table)
    chart = {
        "outlook": cf.charts.funding_outlook,
        "gap": cf.charts.gap,
        "posts": cf.charts.posts,
        "paths": cf.charts.decision_tree,
    }[view](same)
    sentence = {
        "outlook": lambda: cf.sentences.outlook(same),
        "gap": lambda: cf.sentences.gap(same),
    }.get(view, lambda: f"{chart.headline}. {chart.alt}")()
    rows = cf.tables.path_rows(same) if view == "paths" else cf.tables.by_year_rows(same)
    return chart, sentence, rows
