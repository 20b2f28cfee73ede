"""Scenarios side by side: year by year, and summed over the years agreed in principle."""

from collections.abc import Sequence
from textwrap import fill, shorten, wrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from ...analysis.funded import ceilings
from ...errors import InputError
from ...inputs.awards import Award
from ...model.forecast import Forecast
from .. import credits
from ..chart import Chart
from ..labels import settle
from ..style import (
    HISTORY,
    MOST_SERIES,
    looks,
    money_axis,
    scenario_style,
    year_axis,
)
from ..words import (
    UNDER,
    award_words,
    capital,
    listed,
    modelled,
    money_words,
    status_words,
    year_words,
)
from .parts import TEAM, beside, leaders, pictured, slug, span_words
from .rows import average_row, recovered_columns, rows_of_money, rules

_LABEL, _ROW_LABEL = 15, 25  # characters of a line
_TITLE = 28  # characters of a title in a text alternative


def scenario_lines(forecasts: Sequence[Forecast]) -> Chart:
    """Return the chart of what each scenario recovers on average, year by year.

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
    _refuse(forecasts)
    awards = forecasts[0].scenario.facts.awards
    means = {each.scenario.name: _means(each) for each in forecasts}
    parting = _parting(list(means.values()))
    with looks():
        figure, (axes,) = pictured()
        labels = [_line(axes, each, means[each.scenario.name], parting) for each in forecasts]
        shared = means[forecasts[0].scenario.name][: parting + 1]
        axes.plot(shared, "o-", color=HISTORY, lw=2.5, clip_on=False, zorder=4)
        top = max(*map(max, means.values()), *ceilings(forecasts[0]).values(), 0)
        money_axis(axes, top, 3)
        year_axis(axes, awards.years, every=2)
        axes.set_xlim(-0.3, len(awards.years) - 1)
        settle(figure, down=labels)
        ends = [series[-1] for series in means.values()]
        leaders(axes, labels, ends, [scenario_style(name) for name in means])
    return Chart(
        name=slug("scenario_lines", forecasts[0].price_base),
        headline=_lines_headline(means, awards.rows[-1]),
        subtitle=(
            f"Home Office funding recovered on average for the Metropolitan Police's {TEAM}, "
            f"{span_words(awards.years)}, {money_words(forecasts[0].price_base)}, by scenario; "
            f"{_statuses_said(forecasts[0])}"
        ),
        source=credits.of_forecasts(*forecasts),
        alt=_lines_alt(forecasts, means, parting),
        data=_lines_data(forecasts, means),
        figure=figure,
    )


def _refuse(forecasts: Sequence[Forecast]) -> None:
    names = [each.scenario.name for each in forecasts]
    if not 1 <= len(names) <= MOST_SERIES:
        raise InputError(
            f"scenario_lines: draws one to {MOST_SERIES} scenarios, got {len(names)}; "
            "scenario_totals has room for more."
        )
    if len(set(names)) < len(names):
        raise InputError(f"scenario_lines: needs scenarios with different names, got {names}.")
    bases = {each.price_base for each in forecasts}
    if len(bases) > 1:
        raise InputError(f"scenario_lines: needs one price base, got {sorted(bases)}.")


def _means(forecast: Forecast) -> list[float]:
    mixtures = [forecast.in_year("recovered", y) for y in forecast.scenario.facts.awards.years]
    return [mixture.mean if mixture else 0.0 for mixture in mixtures]


def _parting(series: Sequence[Sequence[float]]) -> int:
    """Return the place of the last year in which all series are the same, to the pound."""
    same = [len({round(value) for value in values}) == 1 for values in zip(*series, strict=True)]
    return max(0, (same.index(False) if False in same else len(same)) - 1)


def _line(axes: Axes, forecast: Forecast, means: Sequence[float], parting: int) -> Text:
    style = scenario_style(forecast.scenario.name)
    places = list(range(parting, len(means)))
    axes.plot(
        places, means[parting:], color=style.colour, ls=style.dashes, lw=2.5,
        marker=style.marker, markersize=8, clip_on=False, zorder=3,
    )  # fmt: skip
    words = fill(forecast.scenario.title, _LABEL, break_long_words=False)
    return beside(axes, means[-1], words)


def _lines_headline(means: dict[str, list[float]], award: Award) -> str:
    last = [series[-1] for series in means.values()]
    words = status_words(award.status)
    low, high = modelled(min(last)), modelled(max(last))
    spread = low if low == high else f"{low} to {high}"
    return f"{spread} recovered in {award.financial_year}, of {award_words(award)} {words}"


def _statuses_said(forecast: Forecast) -> str:
    awards = forecast.scenario.facts.awards
    said = [
        f"{listed(list(awards.years_with(status)))} {status_words(status)}"
        for status in dict.fromkeys(awards[year].status for year in awards.decision_years)
    ]
    return capital(f"{', '.join(said)}, awards up to the sums in the papers")


def _lines_alt(forecasts: Sequence[Forecast], means: dict[str, list[float]], parting: int) -> str:
    rows = forecasts[0].scenario.facts.awards.rows
    ends = [
        f"{modelled(means[each.scenario.name][-1])} ({_short(each.scenario.title)})"
        for each in forecasts
    ]
    return (
        f"Line chart. The lines are one to {year_words(rows[parting])}. Averages in "
        f"{rows[-1].financial_year}, of {award_words(rows[-1])} {status_words(rows[-1].status)}: "
        f"{listed(ends)}."
    )


def _short(title: str) -> str:
    return shorten(title, _TITLE, placeholder="…")


def _lines_data(forecasts: Sequence[Forecast], means: dict[str, list[float]]) -> pd.DataFrame:
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


def scenario_totals(frame: pd.DataFrame) -> Chart:
    """Return the chart of what each scenario recovers over a span of years, a row each.

    Parameters
    ----------
    frame : DataFrame
        From `compare`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = scenario_totals(cf.compare(cf.load_scenarios(["central", "ceases"]), draws=8))
    >>> chart.data["scenario"].tolist()
    ['central', 'ceases']
    """
    with looks():
        figure, (axes,) = pictured()
        for place, (name, row) in enumerate(
            zip(frame.index, frame.to_dict("records"), strict=True)
        ):
            title = wrap(row["title"], _ROW_LABEL, break_long_words=False)
            words = modelled(row["mean"]) + ("\naverage" if place == 0 else "")
            average_row(axes, place, row, scenario_style(str(name)), title, words)
        rows_of_money(axes, frame)
        settle(figure)
        rules(axes, len(frame))
    low, high = modelled(frame["mean"].min()), modelled(frame["mean"].max())
    years = listed(list(frame.attrs["years"]))
    return Chart(
        name=slug("scenario_totals", frame.attrs["price_base"]),
        headline=f"Scenarios recover {low} to {high} over {years}",
        subtitle=(
            f"Home Office funding recovered for the Metropolitan Police's {TEAM} over {years} "
            f"together, {money_words(frame.attrs['price_base'])}, {UNDER[frame.attrs['span']]}: "
            "average (marker) and 90% of outcomes (bar). A cross marks a chance that "
            "nothing is recovered"
        ),
        source=credits.of_frame(frame),
        alt=_totals_alt(frame),
        data=_totals_data(frame),
        figure=figure,
    )


def _totals_alt(frame: pd.DataFrame) -> str:
    first = frame.iloc[0]
    at_risk = int((frame["chance_nothing"] > 0).sum())
    return (
        f"Dot and bar for each of {len(frame)} scenarios. “{_short(first['title'])}”: "
        f"{modelled(first['mean'])} on average, 90% of outcomes between {modelled(first['p5'])} "
        f"and {modelled(first['p95'])}. In {at_risk} scenarios there is a chance of nothing."
    )


def _totals_data(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame[["title"]], recovered_columns(frame)], axis=1).reset_index()
