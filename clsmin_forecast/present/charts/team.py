"""The team: what it costs, who pays for it, and how many posts the money supports."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from ...analysis.funded import chance_ceased
from ...inputs.awards import Awards
from ...model.forecast import Forecast
from ...model.mixture import Mixture
from .. import credits
from ..chart import Chart
from ..labels import settle
from ..style import BLUE, CEASED, INK, PALE, TURQUOISE, WHITE, looks, money_axis, year_axis
from ..words import (
    UNDER,
    listed,
    modelled,
    money_words,
    posts_words,
    status_words,
    whole_posts,
    year_words,
)
from .parts import (
    BEHIND_TEXT,
    TEAM,
    above_bar,
    beside,
    crosses,
    leaders,
    pictured,
    slug,
    span_words,
    statuses,
)

_BAR = 0.72  # of a year
_LEAST = 0.05  # of the height of the plot
_LEAST_LINE = 0.08  # of the height of the plot, for a line of text


def gap(forecast: Forecast) -> Chart:
    """Return the chart of the team's cost by year: what the grant and other money pay, and the gap.

    The bars are averages. Money recovered beyond the cost of the team, for an expansion, is not in
    them, so the parts of a bar add up to the cost.

    Parameters
    ----------
    forecast : Forecast
        What the model says.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = gap(cf.forecast(cf.load_scenario("ceases"), draws=8))
    >>> chart.data["paid_by_grant_mean_gbp"].tolist()[-2:]
    [0.0, 0.0]
    """
    data = _gap_data(forecast)
    awards = forecast.scenario.facts.awards
    with looks():
        figure, (axes,) = pictured()
        money_axis(axes, data["cost_mean_gbp"].max() * 1.25)
        labels = _stack(axes, data)
        year_axis(axes, awards.costed_years)
        settle(
            figure,
            across=statuses(axes, awards, awards.costed_years),
            down=[label for label, _ in labels],
        )
        leaders(axes, *zip(*labels, strict=True))
    years = awards.costed_years
    return Chart(
        name=slug("gap", forecast.scenario.name, forecast.price_base),
        headline=_gap_headline(data),
        subtitle=(
            f"Average cost of keeping the Metropolitan Police's {TEAM}, {span_words(years)}, "
            f"{money_words(forecast.price_base)}, and who pays it "
            f"{UNDER['all_years']}. Scenario: {forecast.scenario.title}"
        ),
        source=credits.of_forecasts(forecast),
        alt=_gap_alt(awards, data),
        data=data,
        figure=figure,
    )


def _gap_data(forecast: Forecast) -> pd.DataFrame:
    years = forecast.scenario.facts.awards.costed_years
    return pd.DataFrame([_gap_row(forecast, year) for year in years])


def _gap_row(forecast: Forecast, year: str) -> dict[str, object]:
    amounts, weights = forecast.amounts, forecast.weights(year).items()
    paid = tuple(np.minimum(amounts.cost[year], amounts.recovered[year, d]) for d, _ in weights)
    scale = forecast.scale[year]
    by_grant = Mixture(paid, tuple(weight for _, weight in weights)).mean * scale
    cost, short = forecast.in_year("cost", year), forecast.in_year("gap", year)
    whole, missing = (mixture.mean if mixture else 0.0 for mixture in (cost, short))
    return {
        "financial_year": year,
        "status": status_words(forecast.scenario.facts.awards[year].status),
        "cost_mean_gbp": round(whole, 2),
        "paid_by_grant_mean_gbp": round(by_grant, 2),
        "paid_by_other_money_mean_gbp": abs(round(whole - by_grant - missing, 2)),
        "gap_mean_gbp": round(missing, 2),
        "price_base": forecast.price_base,
    }


_PARTS = {  # column -> label, fill, edge; from the bottom up
    "paid_by_grant_mean_gbp": ("grant", BLUE, BLUE),
    "paid_by_other_money_mean_gbp": ("other\nmoney", TURQUOISE, TURQUOISE),
    "gap_mean_gbp": ("gap", WHITE, CEASED),
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
            labels.append((beside(axes, middle, words), middle))
        elif len(has) and edge == fill:  # the gap, an outline, is named above each bar
            _inside(axes, has[-1], bottom[has[-1]], heights[has[-1]], words)
        bottom += heights
    for place, (cost, short) in enumerate(zip(bottom, data["gap_mean_gbp"], strict=True)):
        axes.plot([place - 0.46, place + 0.46], [cost, cost], color=INK, lw=2.5)
        above_bar(axes, place, cost, *(("gap", modelled(short)) if short else ("no gap",)))
    return [*labels, (beside(axes, bottom[-1], "cost of\nthe team"), bottom[-1])]


def _inside(axes: Axes, place: int, bottom: float, height: float, words: str) -> None:
    """Name a part in its bar; where it is too thin for words, below it with an arrow."""
    lines = words.split("\n")
    needed = _LEAST_LINE * len(lines) * axes.get_ylim()[1]
    if height >= needed:
        above_bar(axes, place, bottom + (height - needed) / 2, *lines)
    else:
        above_bar(axes, place, bottom - needed, f"↑ {lines[0]}", *lines[1:])


def _gap_headline(data: pd.DataFrame) -> str:
    worst = max(data.to_dict("records"), key=lambda row: row["gap_mean_gbp"])
    if not worst["gap_mean_gbp"]:
        return "The team's cost is covered in every year"
    return f"Average gap reaches {modelled(worst['gap_mean_gbp'])} in {worst['financial_year']}"


def _gap_alt(awards: Awards, data: pd.DataFrame) -> str:
    said = [
        f"{modelled(row['gap_mean_gbp'])} of {modelled(row['cost_mean_gbp'])} "
        f"in {year_words(awards[row['financial_year']])}"
        for row in data.to_dict("records")
    ]
    return f"Stacked bars of the team's cost by year. The average gap is {listed(said)}."


def posts(forecast: Forecast) -> Chart:
    """Return the chart of the posts that the money supports, year by year, against the team's.

    Parameters
    ----------
    forecast : Forecast
        What the model says.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = posts(cf.forecast(cf.load_scenario("full_expansion"), draws=8))
    >>> chart.data["supported_mean_posts"].round().tolist()[-2:]
    [11.0, 11.0]
    """
    awards, data = forecast.scenario.facts.awards, _posts_data(forecast)
    years = awards.costed_years
    with looks():
        figure, (axes,) = pictured()
        _supported(axes, data)
        crosses(axes, {p: chance for p, chance in enumerate(data["ceased_probability"])})
        year_axis(axes, years)
        settle(figure, across=statuses(axes, awards, years))
    return Chart(
        name=slug("posts", forecast.scenario.name),
        headline=_posts_headline(data),
        subtitle=(
            f"Posts that the money supports in the Metropolitan Police's {TEAM}, "
            f"{span_words(years)}: average (marker) and 90% of outcomes (bar), against the posts "
            "of the team (dashed). A cross marks a chance that funding has ceased. "
            f"Scenario: {forecast.scenario.title}"
        ),
        source=credits.of_forecasts(forecast),
        alt=_posts_alt(awards, data),
        data=data,
        figure=figure,
    )


def _posts_data(forecast: Forecast) -> pd.DataFrame:
    awards = forecast.scenario.facts.awards
    rows = []
    for year in awards.costed_years:
        supported = forecast.in_year("posts", year)
        statistic = supported.statistic() if supported else {}
        rows.append(
            {
                "financial_year": year,
                "status": status_words(awards[year].status),
                "team_posts": _team(forecast, year),
                "supported_mean_posts": statistic["mean"],
                "supported_p5_posts": statistic["p5"],
                "supported_p95_posts": statistic["p95"],
                "ceased_probability": chance_ceased(forecast, year),
            }
        )
    return pd.DataFrame(rows)


def _team(forecast: Forecast, year: str) -> float:
    posts = forecast.scenario.quantities["team_posts"][year]
    return posts.mid


def _supported(axes: Axes, data: pd.DataFrame) -> None:
    team = data["team_posts"]
    top = max(float(data[["team_posts", "supported_p95_posts"]].to_numpy().max()), 1.0) * 1.08
    for place, row in enumerate(data.to_dict("records")):
        mean, low, high = (row[f"supported_{name}_posts"] for name in ("mean", "p5", "p95"))
        axes.bar(place, high - low, 0.3, bottom=low, color=PALE, ec=BLUE, lw=1.5, zorder=3)
        axes.plot(place, mean, "o", color=BLUE, markersize=9, clip_on=False, zorder=6)
        height = max(mean, _LEAST * top)  # clear of the years
        axes.text(
            place + 0.2, height, str(whole_posts(mean)), va="center", bbox=BEHIND_TEXT, zorder=6
        )
    axes.plot(range(len(team)), team, color=INK, ls=(0, (4, 2)), lw=1.5, zorder=2)
    beside(axes, team.iloc[-1], f"team of\n{posts_words(team.iloc[-1])}", 8)
    axes.set_ylim(0, top)
    ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, top)
    axes.set_yticks([tick for tick in ticks if 0 <= tick <= top])
    axes.set_ylabel("posts", rotation=0, ha="right", va="top", y=1.0)
    axes.grid(visible=True, axis="y")


def _posts_headline(data: pd.DataFrame) -> str:
    least = min(data.to_dict("records"), key=lambda row: row["supported_mean_posts"])
    return (
        f"Money for {posts_words(least['supported_mean_posts'])} on average in "
        f"{least['financial_year']}, against {posts_words(least['team_posts'])}"
    )


def _posts_alt(awards: Awards, data: pd.DataFrame) -> str:
    said = [
        f"{posts_words(row['supported_mean_posts'])} in "
        f"{year_words(awards[row['financial_year']])} "
        f"({whole_posts(row['supported_p5_posts'])} to {whole_posts(row['supported_p95_posts'])})"
        for row in data.to_dict("records")
    ]
    return f"Marker and bar by year. Average and 90% range of posts supported: {listed(said)}."
