"""Posts: how many the money supports, year by year, against the team's."""

from typing import Any, Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from ...analysis.funded import chance_ceased
from ...inputs.awards import Awards
from ...model.forecast import Forecast
from .. import credits
from ..chart import Chart
from ..style import BLUE, INK, PALE, halved, looks, year_axis
from ..words import (
    listed,
    posts_words,
    status_words,
    whole_posts,
    year_words,
)
from .narrow import BAR, inward, narrow
from .parts import BEHIND_TEXT, beside, crosses, crosses_at, pictured, settle_years
from .rows import told_rows
from .said import TEAM, dated, slug, span_words

_LEAST = 0.05  # of the height of the plot
_SAME = 6  # decimals of posts


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
        draw = _posts_in_rows if halved() else _posts_by_year
        figure = draw(awards, data)
    return Chart(
        name=slug("posts", forecast.scenario.name),
        headline=_posts_headline(awards, data),
        subtitle=(
            f"Posts that the money supports in the Metropolitan Police's {TEAM}, "
            f"{span_words(years)}: average (marker) and 90% of outcomes (bar), against the posts "
            "of the team (dashed). A cross marks a chance that funding has ceased. "
            f"Scenario: {forecast.scenario.title}"
        ),
        **credits.of_forecasts([forecast], "posts", "cost"),
        alt=_posts_alt(awards, data),
        data=data,
        figure=figure,
    )


def _posts_by_year(awards: Awards, data: pd.DataFrame) -> Figure:
    _, (axes,) = pictured()
    _supported(axes, data)
    crosses(axes, {p: chance for p, chance in enumerate(data["ceased_probability"])})
    year_axis(axes, awards.costed_years)
    return settle_years(axes, awards, awards.costed_years)


def _posts_in_rows(awards: Awards, data: pd.DataFrame) -> Figure:
    means = [f"{posts_words(mean)} on average" for mean in data["supported_mean_posts"]]
    rows = [*zip([dated(awards[year]) for year in awards.costed_years], means, strict=True)]
    team: dict[str, Any] = {"color": INK, "ls": (0, (4, 2)), "lw": 1.5}
    mean: dict[str, Any] = {
        "marker": "o",
        "color": BLUE,
        "ls": "none",
        "markersize": 9,
        "zorder": 6,
    }
    band: dict[str, Any] = {"fc": PALE, "ec": BLUE, "lw": 1.5}
    key = [
        Line2D([], [], **mean, label="average"),
        Patch(**band, label="90% of outcomes"),
        Line2D([], [], **team, label=f"team of {posts_words(data['team_posts'].iloc[-1])}"),
    ]
    figure, axes, middles = narrow(rows, key, axis=42)
    low, high = (data[f"supported_{name}_posts"] for name in ("p5", "p95"))
    axes.barh(middles, high - low, BAR, left=low, zorder=3, **band)
    axes.plot(data["supported_mean_posts"], middles, clip_on=False, **mean)
    axes.plot(data["team_posts"], middles, zorder=2, **team)
    ceased = data["ceased_probability"] > 0
    crosses_at(axes, [(0.0, y) for y, chance in zip(middles, ceased, strict=True) if chance])
    _post_axis(axes, data, "x")
    inward(axes)
    axes.set_xlabel("posts", loc="left")
    return figure


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
    team, top = data["team_posts"], _top(data)
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
    _post_axis(axes, data, "y")
    axes.set_ylabel("posts", rotation=0, ha="right", va="top", y=1.0)


def _top(data: pd.DataFrame) -> float:
    return max(float(data[["team_posts", "supported_p95_posts"]].to_numpy().max()), 1.0) * 1.08


def _post_axis(axes: Axes, data: pd.DataFrame, along: Literal["x", "y"]) -> None:
    top = _top(data)
    ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, top)
    shown = [tick for tick in ticks if 0 <= tick <= top]
    axes.set(**{f"{along}lim": (0, top), f"{along}ticks": shown})
    axes.grid(visible=True, axis=along)


def _posts_headline(awards: Awards, data: pd.DataFrame) -> str:
    """Say the year farthest from the team's posts, of those undecided: the later on a tie."""
    rows = data.to_dict("records")
    shown = [row for row in rows if row["financial_year"] in awards.decision_years] or rows
    year = max(
        reversed(shown),
        key=lambda row: round(abs(row["supported_mean_posts"] - row["team_posts"]), _SAME),
    )
    return (
        f"Money for {posts_words(year['supported_mean_posts'])} on average in "
        f"{year_words(awards[year['financial_year']])}, against {posts_words(year['team_posts'])}"
    )


def _posts_alt(awards: Awards, data: pd.DataFrame) -> str:
    said = [
        f"{posts_words(row['supported_mean_posts'])} in "
        f"{year_words(awards[row['financial_year']])} "
        f"({whole_posts(row['supported_p5_posts'])} to {whole_posts(row['supported_p95_posts'])})"
        for row in told_rows(data)
    ]
    return f"Marker and bar by year. Average and 90% range of posts supported: {listed(said)}."
