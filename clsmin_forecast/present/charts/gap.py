"""The team's cost by year: who pays it, and the gap that is left."""

from collections.abc import Sequence
from textwrap import wrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from ...arguments import public
from ...inputs.awards import UNDECIDED, Awards
from ...model.forecast import Forecast
from ...model.mixture import Mixture
from ...model.projection import GAP_PARTS
from .. import credits
from ..chart import Chart
from ..style import BLUE, CEASED, INK, TURQUOISE, WHITE, looks, money_axis, tint, year_axis
from ..words import list_words, money_words, status_words, sum_words, under_words, year_words
from .annotations import above_bar, head_room, leaders, new_figure, settle_years, side_label
from .chart_text import Row, alt_rows, alternative, caption_of_forecast, fit_headline, slug

_BAR, _LINE = 0.72, 0.46  # of a year: a bar, and to each side the line over it
_LABEL, _SUM = 10, 13  # characters of a line
_UNDECIDED = {status_words(status) for status in UNDECIDED}
_LEAST_LINE = 0.08  # of the height of the plot, for a line of text


@public
def gap(forecast: Forecast) -> Chart:
    """Return the chart of the team's cost by year: what the grant and other money pay, and the gap.

    The bars are averages. An award beyond the cost of the team, for an expansion, is not in them,
    so the parts of a bar add up to the cost.

    Raises
    ------
    InputError
        If no paper prices a post.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = gap(cf.forecast(cf.load_scenario("ceases"), draws=8))
    >>> chart.data["paid_by_grant_mean_gbp"].tolist()[-2:]
    [0.0, 0.0]
    """
    forecast.require_priced("gap")
    data = _data(forecast)
    awards = forecast.scenario.facts.awards
    with looks():
        figure = _by_year(awards, data)
    years = awards.costed_years
    return Chart(
        name=slug("gap", forecast.scenario.name, forecast.price_base),
        headline=fit_headline(_headline(awards, data), price_base=forecast.price_base),
        subtitle=caption_of_forecast(
            forecast,
            "Average cost of keeping",
            years,
            f", {money_words(forecast.price_base)}, and who pays it "
            f"{under_words(awards.statuses(years))}",
        ),
        **credits.of_forecasts([forecast], "gap"),
        alt=_alt(awards, data),
        data=data,
        figure=figure,
    )


def _by_year(awards: Awards, data: pd.DataFrame) -> Figure:
    figure, (axes,) = new_figure()
    money_axis(axes, data["cost_mean_gbp"].max() * head_room(len(data), 2))
    labels = _stack(axes, data)
    over = _gaps(axes, data)
    year_axis(axes, awards.costed_years)
    down = [label for label, _ in labels]
    settle_years(axes, awards.statuses(awards.costed_years), down=down, over=over)
    leaders(axes, *zip(*labels, strict=True), edge=1 - (0.5 - _LINE) / len(data))
    return figure


def _gap_words(short: float) -> tuple[str, ...]:
    return ("gap", *wrap(sum_words(short), _SUM)) if short else ("no gap",)


def _data(forecast: Forecast) -> pd.DataFrame:
    years = forecast.scenario.facts.awards.costed_years
    return pd.DataFrame([_row(forecast, year) for year in years])


def _row(forecast: Forecast, year: str) -> dict[str, object]:
    amounts, weights = forecast.amounts, forecast.weights(year).items()
    paid = tuple(np.minimum(amounts.cost[year], amounts.award[year, d]) for d, _ in weights)
    scale = forecast.scale[year]
    by_grant = Mixture(paid, tuple(weight for _, weight in weights)).mean * scale
    found = [forecast.in_year(measure, year) for measure in ("cost", "gap", *GAP_PARTS)]
    whole, missing, *parts = (mixture.mean if mixture else 0.0 for mixture in found)
    return {
        "financial_year": year,
        "status": status_words(forecast.scenario.facts.awards[year].status),
        "cost_mean_gbp": round(whole, 2),
        "paid_by_grant_mean_gbp": round(by_grant, 2),
        "paid_by_other_money_mean_gbp": abs(round(whole - by_grant - missing, 2)),
        **{f"{part}_mean_gbp": round(mean, 2) for part, mean in zip(GAP_PARTS, parts, strict=True)},
        "gap_mean_gbp": round(missing, 2),
        "price_base": forecast.price_base,
    }


_PARTS = {  # column -> label, fill, edge; from the bottom up
    "paid_by_grant_mean_gbp": ("paid by grant", BLUE, BLUE),
    "paid_by_other_money_mean_gbp": ("other money", TURQUOISE, TURQUOISE),
    "gap_in_funded_years_mean_gbp": ("gap in funded years", tint(CEASED), CEASED),
    "gap_after_ceasing_mean_gbp": ("gap after ceasing", WHITE, CEASED),
}


def _stack(axes: Axes, data: pd.DataFrame) -> list[tuple[Text, float]]:
    """Draw the parts of each year's cost, and name each part at the last year that has it."""
    bottom = np.zeros(len(data))
    labels = []
    for column, (words, fill, edge) in _PARTS.items():
        heights = data[column].to_numpy()
        axes.bar(range(len(data)), heights, _BAR, bottom=bottom, color=fill, ec=edge, lw=1.5)
        has = np.flatnonzero(heights)
        if len(has) and has[-1] == len(data) - 1:
            middle = bottom[-1] + heights[-1] / 2
            labels.append((side_label(axes, middle, "\n".join(wrap(words, _LABEL))), middle))
        elif len(has) and edge == fill:  # the gap is named above each bar
            _inside(axes, has[-1], bottom[has[-1]], heights[has[-1]], words)
        bottom += heights
    return [*labels, (side_label(axes, bottom[-1], "cost of\nthe team"), bottom[-1])]


def _gaps(axes: Axes, data: pd.DataFrame) -> list[list[Text]]:
    """Draw the cost of each year as a line, and write the gap above it."""
    labels = []
    for place, row in enumerate(data.to_dict("records")):
        cost = row["cost_mean_gbp"]
        axes.plot([place - _LINE, place + _LINE], [cost, cost], color=INK, lw=2.5)
        labels.append(above_bar(axes, place, cost, *_gap_words(row["gap_mean_gbp"])))
    return labels


def _inside(axes: Axes, place: int, bottom: float, height: float, words: str) -> None:
    """Name a part in its bar; where it is too thin for words, below or above it with an arrow."""
    first, *others = lines = wrap(words, _LABEL)
    needed = _LEAST_LINE * len(lines) * axes.get_ylim()[1]
    if height >= needed:
        above_bar(axes, place, bottom + (height - needed) / 2, *lines)
    elif bottom >= needed:
        above_bar(axes, place, bottom - needed, f"↑ {first}", *others)
    else:
        above_bar(axes, place, bottom + height, f"↓ {first}", *others)


def _headline(awards: Awards, data: pd.DataFrame) -> str:
    worst = _worst(data)
    if not worst["gap_mean_gbp"]:
        return "The team's cost is covered in every year"
    year = year_words(awards[worst["financial_year"]])
    return f"Average gap reaches {sum_words(worst['gap_mean_gbp'])} in {year}"


def _worst(data: pd.DataFrame) -> Row:
    """Return the year of the largest gap: of those undecided, or else of all."""
    return max(
        data.to_dict("records"),
        key=lambda row: (
            row["gap_mean_gbp"] > 0 and row["status"] in _UNDECIDED,
            float(row["gap_mean_gbp"]),
        ),
    )


def _alt(awards: Awards, data: pd.DataFrame) -> str:
    worst = _worst(data)
    all_told = alt_rows(data, worst["financial_year"])
    return alternative(*(_gaps_told(awards, rows) for rows in (all_told, [worst])))


def _gaps_told(awards: Awards, rows: Sequence[Row]) -> str:
    said = [
        f"{sum_words(row['gap_mean_gbp'])} of {sum_words(row['cost_mean_gbp'])} "
        f"in {year_words(awards[row['financial_year']])}"
        for row in rows
    ]
    return (
        "Stacked bars of cost by year: grant as far as it pays the cost, other money, and the gap "
        f"in funded years and after ceasing. Average gap: {list_words(said)}."
    )
