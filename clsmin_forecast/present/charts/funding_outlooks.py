"""Outlooks of several scenarios side by side, on one scale."""

from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.basis import check_span
from ...analysis.conditional import ceilings, chance_ceased
from ...arguments import public
from ...inputs.awards import WITH_YEAR
from ...model.forecast import Forecast
from .. import credits
from ..chart import Chart
from ..labels import settle, with_renderer
from ..sentences.clauses import lead_year, year_label
from ..style import CEASED, looks, money_axis, year_axis
from ..words import list_words, money_words, percent, spread, sum_words, year_words
from .annotations import LINE, crosses_at, shift, statuses, taller, thin_out, wrap_to_width
from .chart_text import (
    alternative,
    check_together,
    fit_headline,
    in_brief,
    names_or_count,
    slug,
    span_words,
    status_suffix,
)
from .funding_outlook import band, outlook_row, points_of

_BESIDE = 3  # years, of which two panels have room side by side
_TITLE_WIDE = {1: 330, 2: 155}  # points of a line of a title, by how many panels stand side by side
_PANEL = 150  # points, that a row of panels is high
_CHANCES, _TITLE = 5, 22  # points above a panel
_BRIEF = 28  # characters of a title in a text alternative
_CHANCE, _MIDDLE = "ceases_probability", "recovered_if_funded_p50_gbp"


@public
def funding_outlooks(forecasts: Sequence[Forecast]) -> Chart:
    """Return the chart of the outlooks of some scenarios, a panel each, all on one scale.

    The years are those whose decision is not on record. Sums are given that a year is funded; a
    cross at £0 and the chance over it say what else may be, as in `funding_outlook`.

    Parameters
    ----------
    forecasts : sequence of Forecast
        One to four, of scenarios with different names, in the same price base.

    Raises
    ------
    InputError
        If there are none or more than four, names or price bases clash, or every decision is taken.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> names = ["central", "ceases", "continues_flat"]
    >>> chart = funding_outlooks([cf.forecast(each, draws=8) for each in names])
    >>> chart.headline
    'Chance of no funding in 2025/26 runs from 0% to 100% by scenario'
    """
    check_together(forecasts, "funding_outlooks", "draw the others in another picture")
    years, first = check_span(forecasts[0], "decision_years"), forecasts[0]
    data, facts = _data(forecasts, years), first.scenario.facts
    with looks():
        figure = _panels(forecasts, data, years)
    names = names_or_count([each.scenario.name for each in forecasts])
    return Chart(
        name=slug("funding_outlooks", *names, first.price_base),
        headline=fit_headline(_headline(first, data), price_base=first.price_base),
        subtitle=(
            f"{facts.grant.funding} recovered for {facts.grant.full_name}, {span_words(years)}, "
            f"{money_words(first.price_base)}, by scenario: chance of no funding (×), and of the "
            "sum given that the year is funded the middle outcome (line), half of outcomes (dark) "
            "and 90% of them (pale)"
        ),
        **credits.of_forecasts(forecasts, "recovered"),
        alt=alternative(*_alts(first, data)),
        data=data,
        figure=figure,
    )


def _data(forecasts: Sequence[Forecast], years: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"scenario": each.scenario.name, "title": each.scenario.title, **outlook_row(each, year)}
        for each in forecasts
        for year in years
    )


def _panels(forecasts: Sequence[Forecast], data: pd.DataFrame, years: Sequence[str]) -> Figure:
    """Draw a panel for each scenario; years and statuses stand under the last of each column."""
    beside = 2 if len(forecasts) > 1 and len(years) <= _BESIDE else 1
    figure = with_renderer(Figure(layout="constrained"))
    grid = figure.add_gridspec(-(-len(forecasts) // beside), beside)
    panels = [figure.add_subplot(grid[divmod(place, beside)]) for place in range(len(forecasts))]
    titles = [wrap_to_width(panels[0], e.scenario.title, _TITLE_WIDE[beside]) for e in forecasts]
    more = LINE * (max(map(len, titles)) - 1)
    taller(figure, (grid.nrows - 1) * _PANEL + grid.nrows * more)
    ends = data[["recovered_if_funded_p95_gbp"]].max().max()
    tops = [top for top in (ends, *ceilings(forecasts[0]).values()) if pd.notna(top)]
    for axes, title, rows in zip(panels, titles, _rows(data), strict=True):
        _panel(axes, rows)
        money_axis(axes, max(tops, default=0.0), 3)
        axes.set_title("\n".join(title), loc="left", pad=_TITLE, weight="bold")
        year_axis(axes, years)
    for axes in panels[1::2] if beside > 1 else ():
        axes.tick_params(labelleft=False)
    last = panels[-beside:]
    for axes in panels[:-beside]:
        axes.tick_params(labelbottom=False)
    of_years = forecasts[0].scenario.facts.awards.statuses(years)
    settle(figure, across=[text for axes in last for text in statuses(axes, of_years)])
    for axes in last:
        thin_out(axes, (len(years) - 1) % 2)
    return figure


def _rows(data: pd.DataFrame) -> Iterator[pd.DataFrame]:
    return (rows for _, rows in data.groupby("scenario", sort=False))


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    above = axes.get_xaxis_transform() + shift(axes, up=_CHANCES)
    for place, row in enumerate(rows.to_dict("records")):
        points = points_of(row)
        if pd.notna(points["p50"]):
            band(axes, place, points)
        axes.text(
            place, 1, f"× {percent(row[_CHANCE])}",
            ha="center", color=CEASED, weight="bold", transform=above,
        )  # fmt: skip
    crosses_at(axes, [(place, 0.0) for place, chance in enumerate(rows[_CHANCE]) if chance])


def _apart(data: pd.DataFrame) -> str:
    """Return the year in which the chances of no funding lie farthest apart, the first of a tie."""
    chances = data.groupby("financial_year")[_CHANCE]
    return str((chances.max() - chances.min()).idxmax())


def _headline(forecast: Forecast, data: pd.DataFrame) -> str:
    year, awards = _apart(data), forecast.scenario.facts.awards
    chances = data.loc[data["financial_year"] == year, _CHANCE]
    ends = spread(percent(chances.min()), percent(chances.max()))
    if percent(chances.min()) != percent(chances.max()):
        when = year_words(awards[year], *WITH_YEAR)
        return f"Chance of no funding in {when} runs from {ends} by scenario"
    year = awards.decision_years[-1]
    middles = data.loc[data["financial_year"] == year, _MIDDLE].dropna()
    if middles.empty:
        return f"No scenario has funding in {year}"
    sums = spread(sum_words(middles.min()), sum_words(middles.max()))
    if sum_words(middles.min()) == sum_words(middles.max()):
        return _alike(forecast, several=len(data) > data["financial_year"].nunique())
    under = status_suffix([awards[year].status])
    return f"If {year} is funded, the middle outcome is {sums}{under} by scenario"


def _alike(forecast: Forecast, *, several: bool) -> str:
    """Return the risk that leads, of one scenario or of several that do not differ."""
    year = lead_year(forecast)
    said = f"{percent(chance_ceased(forecast, year))} in {year_label(forecast, year)}"
    return f"Chance of no funding is {said}{' in every scenario' if several else ''}"


def _alts(forecast: Forecast, data: pd.DataFrame) -> Iterator[str]:
    awards, year = forecast.scenario.facts.awards, _apart(data)
    rows = data[data["financial_year"] == year].to_dict("records")
    lead = (
        f"A panel of bands under chances for each of {len(rows)} scenarios, on one scale. "
        f"Chance of no funding in {year_words(awards[year])}"
    )
    for letters in (_BRIEF, _BRIEF // 2):
        said = [f"{percent(row[_CHANCE])} ({in_brief(row['title'], letters)})" for row in rows]
        yield f"{lead}: {list_words(said)}."
    yield f"{lead} by scenario: {list_words([percent(row[_CHANCE]) for row in rows])}."
