"""Posts: how many the money supports, year by year, against the team's."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from ...analysis.conditional import chance_ceased, if_ceased, if_funded
from ...arguments import public
from ...inputs.awards import Awards
from ...model.forecast import Forecast
from ...model.mixture import Mixture
from .. import credits
from ..chart import Chart
from ..input_words import team_words
from ..style import BLUE, CEASED, INK, PALE, looks, year_axis
from ..words import (
    average_posts,
    capital,
    list_words,
    percent,
    spread,
    status_words,
    year_words,
)
from .annotations import (
    BEHIND_TEXT,
    corner_key,
    crosses_at,
    new_figure,
    settle_years,
    shift,
    side_label,
)
from .chart_text import Row, alt_rows, alternative, caption_of_forecast, fit_headline, slug

_LEAST = 0.05  # of the height of the plot
_ROOM_FOR_KEY = 0.42  # of the plot, over the first half of the years
_SAME = 6  # decimals of posts
_ENDS = {"p5": 0.05, "p50": 0.5, "p95": 0.95}
_TITLE, _CHANCES = 20, 5  # points above the plot
_TEAM: dict[str, Any] = {"color": INK, "ls": (0, (4, 2)), "lw": 1.5}
_BAND: dict[str, Any] = {"fc": PALE, "ec": BLUE, "lw": 1.5}
_MIDDLE: dict[str, Any] = {"color": INK, "lw": 2.5}


@public
def posts(forecast: Forecast) -> Chart:
    """Return the chart of the posts that the money supports, year by year, against the team's.

    Outcomes are given that the year is funded; a cross, with its chance, says how many posts there
    are if it is not. The average over both stands in the data alone: in most outcomes of a year
    that may end the posts are far from it. All come as they are, parts of a post too.

    Raises
    ------
    InputError
        If no paper prices a post.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = posts(cf.forecast(cf.load_scenario("full_expansion"), draws=512))
    >>> chart.data["supported_mean_posts"].round().tolist()[-2:]
    [12.0, 11.0]
    """
    forecast.require_priced("posts")
    awards, data = forecast.scenario.facts.awards, _data(forecast)
    years = awards.costed_years
    team = team_words(forecast, years[-1])
    with looks():
        figure = _by_year(awards, data, team)
    return Chart(
        name=slug("posts", forecast.scenario.name),
        headline=_headline(awards, data, forecast),
        subtitle=caption_of_forecast(
            forecast,
            "Posts that the money supports in",
            years,
            ", against those of the team (dashed): if the year is funded (bar, and line at the "
            "middle), and if it is not (cross)",
        ),
        **credits.of_forecasts([forecast], "posts", "posts_at_risk"),
        alt=alternative(_alt(awards, data)),
        data=data,
        figure=figure,
    )


def _by_year(awards: Awards, data: pd.DataFrame, team: str) -> Figure:
    _, (axes,) = new_figure()
    top = _top(data)
    half = data.head((len(data) + 1) // 2)
    _post_axis(axes, max(top, _top(half) / (1 - _ROOM_FOR_KEY)))
    for place, row in enumerate(data.to_dict("records")):
        _year(axes, place, row)
    _ceased(axes, awards, data)
    axes.plot(range(len(data)), data["team_posts"], zorder=2, **_TEAM)
    side_label(axes, data["team_posts"].iloc[-1], f"team of\n{team}", 8)
    year_axis(axes, awards.costed_years)
    banded = (data["if_funded_p95_posts"] > data["if_funded_p5_posts"]).any()
    corner_key(axes, _key()[: 1 + banded])
    return settle_years(axes, awards.statuses(awards.costed_years))


def _year(axes: Axes, place: int, row: Row) -> None:
    low, middle, high = _outcomes(row)
    if pd.notna(middle):  # a year that is never funded has none
        if high > low:
            axes.bar(place, high - low, 0.3, bottom=low, zorder=3, **_BAND)
        axes.plot([place - 0.2, place + 0.2], [middle] * 2, zorder=4, **_MIDDLE)
        height = max(middle, _LEAST * axes.get_ylim()[1])  # clear of the years
        axes.text(place + 0.23, height, _number(middle), va="center", bbox=BEHIND_TEXT, zorder=6)


def _number(posts: float) -> str:
    return average_posts(posts).split()[0]


def _ceased(axes: Axes, awards: Awards, data: pd.DataFrame) -> None:
    """Mark the posts that there are without funding, and say the chance of it over the plot."""
    rows = list(enumerate(data.to_dict("records")))
    crosses_at(axes, [(p, row["ceased_p50_posts"]) for p, row in rows if row["ceased_probability"]])
    above = axes.get_xaxis_transform() + shift(axes, up=_CHANCES)
    for place, row in rows:
        if row["financial_year"] in awards.decision_years:
            words = f"× {percent(row['ceased_probability'])}"
            axes.text(place, 1, words, ha="center", color=CEASED, weight="bold", transform=above)
    title = "Posts"
    if awards.decision_years:
        title += " if the year is funded, and × chance of no funding"
    axes.set_title(title, loc="left", pad=_TITLE)


def _outcomes(row: Row) -> tuple[float, ...]:
    return tuple(row[f"if_funded_{end}_posts"] for end in _ENDS)


def _key() -> list[Artist]:
    return [
        Line2D([], [], **_MIDDLE, label="middle outcome"),
        Patch(**_BAND, label="90% of outcomes"),
    ]


def _data(forecast: Forecast) -> pd.DataFrame:
    years = forecast.scenario.facts.awards.costed_years
    return pd.DataFrame([_row(forecast, year) for year in years])


def _row(forecast: Forecast, year: str) -> dict[str, object]:
    whole, at_risk = forecast.in_year("posts", year), forecast.in_year("posts_at_risk", year)
    return {
        "financial_year": year,
        "status": status_words(forecast.scenario.facts.awards[year].status),
        "team_posts": forecast.scenario.team_posts(year),
        "supported_mean_posts": whole.statistic()["mean"] if whole else 0.0,
        **_ends("if_funded", if_funded(forecast, year, "posts"), _ENDS),
        "ceased_probability": chance_ceased(forecast, year),
        **_ends("ceased", if_ceased(forecast, year, "posts"), {"p50": 0.5}),
        "at_risk_mean_posts": at_risk.mean if at_risk else 0.0,
    }


def _ends(name: str, posts: Mixture | None, levels: Mapping[str, float]) -> dict[str, object]:
    found = posts.quantiles([*levels.values()]).tolist() if posts else [None] * len(levels)
    return dict(zip((f"{name}_{end}_posts" for end in levels), found, strict=True))


def _top(data: pd.DataFrame) -> float:
    drawn = data.filter(like="_posts").astype(float)
    return max(float(drawn.max().max()), 1.0) * 1.08


def _post_axis(axes: Axes, top: float) -> None:
    ticks = MaxNLocator(nbins=5, integer=True).tick_values(0, top)
    shown = [tick for tick in ticks if 0 <= tick <= top]
    axes.set(ylim=(0, top), yticks=shown)
    axes.grid(visible=True, axis="y")


def _farthest(awards: Awards, data: pd.DataFrame) -> Row:
    rows = data.to_dict("records")
    shown = [row for row in rows if row["financial_year"] in awards.decision_years] or rows
    return max(
        reversed(shown),
        key=lambda row: round(abs(row["supported_mean_posts"] - row["team_posts"]), _SAME),
    )


def _headline(awards: Awards, data: pd.DataFrame, forecast: Forecast) -> str:
    """Say the year farthest from the team's posts, of those undecided: the later on a tie."""
    row = _farthest(awards, data)
    year, chance, middle = (
        row[name] for name in ("financial_year", "ceased_probability", "if_funded_p50_posts")
    )
    team, when = team_words(forecast, year), year_words(awards[year])
    if pd.isna(middle):
        return f"No funding in {when}: money for {_of_team(row, 'ceased', team)}"
    said = _of_team(row, "if_funded", team)
    if not chance:
        return f"Money for {said} in {when}"
    risk = f"{capital(percent(chance))} chance of no funding in {when}, otherwise"
    return fit_headline(f"{risk} money for {said}", f"{risk} {said}", f"{risk} {_number(middle)}")


def _of_team(row: Row, given: str, team: str) -> str:
    middle = row[f"{given}_p50_posts"]
    return f"{_number(middle)} {'of' if middle <= row['team_posts'] else 'against'} {team}"


def _alt(awards: Awards, data: pd.DataFrame) -> str:
    said = [
        f"{year_words(awards[row['financial_year']])} {_outcome_words(row)}"
        for row in alt_rows(data, _farthest(awards, data)["financial_year"])
    ]
    return (
        "Posts by year if funded: the middle (90% of outcomes; chance of no funding): "
        f"{list_words(said)}."
    )


def _outcome_words(row: Row) -> str:
    chance = percent(row["ceased_probability"])
    low, middle, high = _outcomes(row)
    if pd.isna(middle):
        return f"none ({chance})"
    return f"{_number(middle)} ({spread(_number(low), _number(high))}; {chance})"
