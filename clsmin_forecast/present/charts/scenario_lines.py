"""Scenarios side by side, year by year."""

from collections.abc import Sequence
from textwrap import wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.conditional import ceilings
from ...arguments import public
from ...inputs.awards import UNAGREED
from ...model.forecast import Forecast
from ...units import CASH, price_words
from .. import credits
from ..chart import Chart
from ..labels import settle
from ..style import HISTORY, looks, money_axis, scenario_style, year_axis
from ..words import (
    capital,
    list_words,
    money_words,
    spread,
    status_words,
    sum_words,
    year_words,
)
from .annotations import leaders, new_figure, set_height, shift, side_label
from .chart_text import (
    alternative,
    check_together,
    fit_headline,
    in_brief,
    limit_words,
    names_or_count,
    slug,
    span_words,
)

_LABELS = (15, 20, 25)  # characters of a line, wider where the lines were too many
_MOST_LINES = 13  # of all labels, before they need wider or more lines
_APART = 0.4  # lines between rows
_DASHES, _BEFORE = (0, (1, 1.5)), 0.4  # of a ceiling, and how far before its year it starts
_TITLE = 28  # characters of a title in a text alternative


@public
def scenario_lines(forecasts: Sequence[Forecast]) -> Chart:
    """Return the chart of what each scenario recovers on average, year by year, below the ceilings.

    What the scenarios share before they part is drawn once.

    Parameters
    ----------
    forecasts : sequence of Forecast
        One to four, of scenarios with different names, in the same price base.

    Raises
    ------
    InputError
        If there are none or more than four, or names or price bases clash.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> names = ["central", "ceases"]
    >>> chart = scenario_lines([cf.forecast(s, draws=8) for s in cf.load_scenarios(names)])
    >>> chart.data["scenario"].unique().tolist()
    ['central', 'ceases']
    """
    check_together(forecasts, "scenario_lines", "compare has room for more")
    awards = forecasts[0].scenario.facts.awards
    means = {each.scenario.name: _means(each) for each in forecasts}
    parting = _parting(list(means.values()))
    top = max(*map(max, means.values()), *ceilings(forecasts[0]).values(), 0)
    with looks():
        figure = _together(forecasts, means, parting, top)
    grant = forecasts[0].scenario.facts.grant
    return Chart(
        name=slug("scenario_lines", *names_or_count([*means]), forecasts[0].price_base),
        headline=_headline(means, forecasts[0]),
        subtitle=(
            f"{grant.funding} recovered on average for {grant.full_name}, "
            f"{span_words(awards.years)}, {money_words(forecasts[0].price_base)}, by scenario; "
            f"{_statuses_said(forecasts[0])}"
        ),
        **credits.of_forecasts(forecasts, "recovered"),
        alt=alternative(_alt(forecasts, means, parting)),
        data=_data(forecasts, means),
        figure=figure,
    )


def _means(forecast: Forecast) -> list[float]:
    mixtures = [forecast.in_year("recovered", y) for y in forecast.scenario.facts.awards.years]
    return [mixture.mean if mixture else 0.0 for mixture in mixtures]


def _parting(series: Sequence[Sequence[float]]) -> int:
    """Return the place of the last year in which all series are the same, to the pound."""
    same = [len({round(value) for value in values}) == 1 for values in zip(*series, strict=True)]
    return max(0, (same.index(False) if False in same else len(same)) - 1)


def _together(
    forecasts: Sequence[Forecast], means: dict[str, list[float]], parting: int, top: float
) -> Figure:
    figure, (axes,) = new_figure()
    titles = _folded([each.scenario.title for each in forecasts])
    set_height(figure, sum(map(len, titles)) + len(titles) * _APART)
    labels = []
    for (name, series), lines in zip(means.items(), titles, strict=True):
        _line(axes, name, series, parting)
        labels.append(side_label(axes, series[-1], "\n".join(lines)))
    _history(axes, next(iter(means.values())), parting)
    _ceilings(axes, forecasts[0])
    years = forecasts[0].scenario.facts.awards.years
    money_axis(axes, top, 3)
    year_axis(axes, years, every=2)
    axes.set_xlim(-0.3, len(years) - 1)
    settle(figure, down=labels)
    ends = [series[-1] for series in means.values()]
    leaders(axes, labels, ends, [scenario_style(name) for name in means])
    return figure


def _folded(titles: Sequence[str]) -> list[list[str]]:
    """Return titles as lines, wider ones where there would be too many beside the plot."""
    for letters in _LABELS:
        broken = letters == _LABELS[-1]
        folded = [wrap(title, letters, break_long_words=broken) for title in titles]
        if sum(map(len, folded)) <= _MOST_LINES:
            break
    return folded


def _line(axes: Axes, name: str, heights: Sequence[float], parting: int) -> None:
    style = scenario_style(name)
    axes.plot(
        range(parting, len(heights)), heights[parting:], color=style.colour, ls=style.dashes,
        lw=2.5, marker=style.marker, markersize=8, clip_on=False, zorder=3,
    )  # fmt: skip


def _history(axes: Axes, heights: Sequence[float], parting: int) -> None:
    """Draw what the scenarios share, once."""
    shared = heights[: parting + 1]
    axes.plot(shared, "o-", color=HISTORY, lw=2.5, clip_on=False, zorder=4)


def _ceilings(axes: Axes, forecast: Forecast) -> None:
    """Draw the most that may be recovered, where it is no more than a ceiling."""
    awards, tops = forecast.scenario.facts.awards, ceilings(forecast)
    if not tops:
        return
    places = [awards.years.index(year) for year in tops]
    xs, heights = [places[0] - _BEFORE, *places], [*tops.values()]
    axes.plot(xs, [heights[0], *heights], color=HISTORY, ls=_DASHES, lw=2, clip_on=False, zorder=2)
    statuses = dict.fromkeys(status_words(awards[year].status) for year in tops)
    axes.text(
        places[-1], max(tops.values()), f"ceiling, {list_words([*statuses])}",
        ha="right", va="bottom", transform=axes.transData + shift(axes, up=8),
    )  # fmt: skip


def _headline(means: dict[str, list[float]], forecast: Forecast) -> str:
    last, award = [series[-1] for series in means.values()], forecast.scenario.facts.awards.rows[-1]
    low, high = sum_words(min(last)), sum_words(max(last))
    said = spread(low, high)
    of = f"in {award.financial_year}, of {limit_words(award, forecast.price_base)}"
    if forecast.price_base != CASH:
        said += f" ({price_words(forecast.price_base)})"
    return fit_headline(f"{said} recovered {of}", f"{said} {of}")


def _statuses_said(forecast: Forecast) -> str:
    awards = forecast.scenario.facts.awards
    said = [
        f"{list_words(list(awards.years_with(status)))} {status_words(status)}"
        for status in dict.fromkeys(awards[year].status for year in awards.decision_years)
    ]
    supposed = ", or supposed" if awards.years_with(UNAGREED) else ""
    return capital(f"{', '.join(said)}, awards up to the sums in the papers{supposed}")


def _alt(forecasts: Sequence[Forecast], means: dict[str, list[float]], parting: int) -> str:
    rows = forecasts[0].scenario.facts.awards.rows
    ends = [
        f"{sum_words(means[each.scenario.name][-1])} ({in_brief(each.scenario.title, _TITLE)})"
        for each in forecasts
    ]
    return (
        f"Line chart. The lines are one to {year_words(rows[parting])}. Averages in "
        f"{rows[-1].financial_year}, of {limit_words(rows[-1], forecasts[0].price_base)}: "
        f"{list_words(ends)}."
    )


def _data(forecasts: Sequence[Forecast], means: dict[str, list[float]]) -> pd.DataFrame:
    rows = [
        {
            "scenario": each.scenario.name,
            "title": each.scenario.title,
            "financial_year": year,
            "status": status_words(each.scenario.facts.awards[year].status),
            "recovered_mean_gbp": round(mean, 2),
            "price_base": each.price_base,
        }
        for each in forecasts
        for year, mean in zip(
            each.scenario.facts.awards.years, means[each.scenario.name], strict=True
        )
    ]
    return pd.DataFrame(rows)
