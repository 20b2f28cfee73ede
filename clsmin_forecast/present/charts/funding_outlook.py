"""The outlook: the chance that funding ceases, over what is recovered if it does not."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Bbox, BboxTransformTo

from ...analysis.conditional import ceilings, chance_ceased, ended_in, if_funded, riskiest_year
from ...arguments import public
from ...inputs.awards import DECIDED, WITH_YEAR
from ...model.decisions import CEASE, CONTINUE, EXPAND
from ...model.forecast import Forecast
from .. import credits
from ..chart import Chart
from ..input_words import scenario_award
from ..style import (
    BLUE,
    CEASED,
    INK,
    MIDDLE,
    PALE,
    STATUS_STYLES,
    TRACK,
    looks,
    money_axis,
    year_axis,
)
from ..words import (
    about,
    capital,
    money_words,
    not_adding_up,
    percent,
    spread,
    status_words,
    sum_words,
    year_words,
)
from .annotations import corner_key, crosses_at, new_figure, settle_years
from .chart_text import (
    Row,
    alt_years,
    alternative,
    caption_of_forecast,
    compared_columns,
    compared_words,
    fit_headline,
    limit_words,
    slug,
)

_POINTS = ("p5", "p25", "p50", "p75", "p95")
_IF_FUNDED = "Accepted, or recovered if funded"
_BANDS = {"p5": "p95", "p25": "p75"}
_ROWS = {
    CEASE: "× Chance of no funding",
    CONTINUE: "of continuation",
    EXPAND: "of expansion",
}
_ROOM_FOR_KEY = 0.4  # of the lower panel, above the decided years
_WIDE, _METER = 0.64, 0.84  # of a year


@public
def funding_outlook(forecast: Forecast) -> Chart:
    """Return the chart of what may come: chances above, sums if funded below.

    The sums are given that the year is funded, and the picture says so; a cross at £0 and the top
    row of chances say what else may be. So no band can hide the risk that funding ceases.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = funding_outlook(cf.forecast(cf.load_scenario("ceases"), draws=8))
    >>> chart.data["ceases_probability"].round(3).tolist()
    [0.0, 0.0, 0.0, 0.019, 1.0, 1.0]
    """
    awards = forecast.scenario.facts.awards
    data = _data(forecast)
    with looks():
        figure = _by_year(forecast, data)
    return Chart(
        name=slug("funding_outlook", forecast.scenario.name, forecast.price_base),
        headline=_headline(forecast),
        subtitle=caption_of_forecast(
            forecast,
            f"{forecast.scenario.facts.grant.funding} recovered for",
            awards.years,
            f", {money_words(forecast.price_base)}: chance of each decision, and range of the sum "
            f"given that the year is funded{_rounding(forecast)}",
        ),
        **credits.of_forecasts([forecast], "recovered"),
        alt=_alt(forecast),
        data=data,
        figure=figure,
    )


def _rounding(forecast: Forecast) -> str:
    years = forecast.years_of("decision_years")
    said = not_adding_up(*(forecast.weights(year).values() for year in years))
    return f". {said}".removesuffix(".") if said else ""


def _by_year(forecast: Forecast, data: pd.DataFrame) -> Figure:
    awards = forecast.scenario.facts.awards
    _, (strip, money) = new_figure(2, (1, 2.4))
    _draw_chances(strip, forecast)
    _draw_money(money, forecast, data)
    return settle_years(money, awards.statuses(awards.years))


def _data(forecast: Forecast) -> pd.DataFrame:
    awards = forecast.scenario.facts.awards
    return pd.DataFrame([outlook_row(forecast, year) for year in awards.years])


def outlook_row(forecast: Forecast, year: str) -> dict[str, object]:
    """Return the chances of a year's decision, and what is recovered if the year is funded."""
    status = forecast.scenario.facts.awards[year].status
    weights, funded = forecast.weights(year), if_funded(forecast, year)
    statistic: Mapping[str, float] = funded.statistic() if funded else {}
    return {
        "financial_year": year,
        "status": status_words(status),
        "ceases_probability": weights.get(CEASE, 0.0),
        **compared_columns(forecast, year),
        "continues_probability": weights.get(CONTINUE, 0.0),
        "expanded_probability": weights.get(EXPAND, 0.0),
        **{
            f"recovered_if_funded_{name}_gbp": round(statistic[name], 2) if statistic else None
            for name in ("mean", *_POINTS)
        },
        "price_base": forecast.price_base,
    }


def _draw_chances(axes: Axes, forecast: Forecast) -> None:
    """Draw a row for each decision: its percentage over a bar that is full at 100%."""
    years = forecast.scenario.facts.awards.years
    first = len(years) - len(forecast.years_of("decision_years"))
    rows = list(reversed(_ROWS.items())) if first < len(years) else []
    places = range(first, len(years))
    for row, (decision, words) in enumerate(rows):
        colour, weight = (CEASED, "bold") if decision == CEASE else (BLUE, "normal")
        style: dict[str, Any] = {"color": colour, "weight": weight}
        chances = [forecast.weights(year).get(decision, 0.0) for year in years[first:]]
        axes.text(first - 0.55, row + 0.36, words, ha="right", **style)
        for place, chance in zip(places, chances, strict=True):
            axes.text(place, row + 0.36, percent(chance), ha="center", in_layout=False, **style)
        for fill, shares in ((TRACK, [1.0] * len(chances)), (colour, chances)):
            _meters(axes, row, dict(zip(places, shares, strict=True)), fill)
    axes.set_xlim(-0.5, len(years) - 0.5)
    axes.set_ylim(0, len(_ROWS))
    axes.set_axis_off()


def _meters(axes: Axes, row: int, shares: Mapping[int, float], fill: str) -> None:
    low, high = row + 0.015, row + 0.205
    bars = [
        Bbox([[x - _METER / 2, low], [x + _METER * (share - 0.5), high]])
        for x, share in shares.items()
    ]
    whole = Path.make_compound_path(
        *(Path.unit_rectangle().transformed(BboxTransformTo(bar)) for bar in bars)
    )
    axes.add_artist(PathPatch(whole, fc=fill, ec="none", in_layout=False))


def _draw_money(axes: Axes, forecast: Forecast, data: pd.DataFrame) -> None:
    awards = forecast.scenario.facts.awards
    for place, (year, row) in enumerate(zip(awards.years, data.to_dict("records"), strict=True)):
        points = points_of(row)
        if pd.isna(points["p50"]):
            continue
        if awards[year].status in DECIDED:
            _decided(axes, place, points, awards[year].status)
        else:
            band(axes, place, points)
    crosses_at(axes, [(p, 0.0) for p, y in enumerate(awards.years) if chance_ceased(forecast, y)])
    decided = data[data["status"].isin([status_words(status) for status in DECIDED])]
    tallest = decided["recovered_if_funded_p95_gbp"].max() / (1 - _ROOM_FOR_KEY)
    most = data["recovered_if_funded_p95_gbp"].max()
    tops = [top for top in (most, tallest, *ceilings(forecast).values()) if pd.notna(top)]
    money_axis(axes, max(tops, default=0.0), 3)  # of no year that may be funded there is none
    year_axis(axes, awards.years)
    axes.set_title(_IF_FUNDED, loc="left")
    corner_key(axes, _key())


def points_of(row: Row) -> dict[str, float]:
    """Return the points of what is recovered if a year is funded, from its row."""
    return {name: row[f"recovered_if_funded_{name}_gbp"] for name in _POINTS}


def _decided(axes: Axes, place: int, points: Mapping[str, float], status: str) -> None:
    style = STATUS_STYLES[status]
    look = {"fc": style.fill, "ec": style.edge, "ls": style.dashes}
    _box(axes, (place - _WIDE / 2, 0), _WIDE, points["p50"], **look)
    if points["p95"] > points["p5"]:
        band(axes, place, points)


def band(axes: Axes, place: int, points: Mapping[str, float]) -> None:
    """Draw 90% of outcomes, half of them and the middle one, at a place on the x axis."""
    for (low, high), fill in zip(_BANDS.items(), (PALE, MIDDLE), strict=True):
        height = points[high] - points[low]
        start = place - _WIDE / 2, points[low]
        _box(axes, start, _WIDE, height, fc=fill, ec=BLUE, lw=1.2)
    half = _WIDE / 2 + 0.06
    axes.plot(
        [place - half, place + half],
        [points["p50"]] * 2,
        color=INK,
        lw=2.5,
        clip_on=False,
        in_layout=False,
    )


def _box(axes: Axes, start: tuple[float, float], wide: float, high: float, **look: Any) -> None:
    # A page draws this while a slider moves, and a bar takes several times as long.
    axes.add_artist(Rectangle(start, wide, high, in_layout=False, **look))


def _key() -> list[Artist]:
    return [
        Line2D([], [], color=INK, lw=2.5, label="middle outcome"),
        Patch(fc=MIDDLE, ec=BLUE, lw=1.2, label="half of outcomes"),
        Patch(fc=PALE, ec=BLUE, lw=1.2, label="90% of outcomes"),
    ]


def _headline(forecast: Forecast) -> str:
    year, awards = riskiest_year(forecast), forecast.scenario.facts.awards
    if year is None:
        if ended_in(awards):
            return f"Funding has ended: nothing was recovered for {ended_in(awards)}"
        assumed = "Funding is assumed to go on" if awards.decision_years else "Funding is decided"
        return f"{assumed} to {awards.years[-1]}"
    chance, in_year = chance_ceased(forecast, year), year_words(awards[year], *WITH_YEAR)
    if chance == 1:
        return f"No funding in {in_year} in this scenario"
    said, span = (
        f"{capital(about(chance))} chance of no funding in {in_year}",
        compared_words(forecast, year),
    )
    compared = (f"{said}, {span} by cases compared", f"{said}, {span} by comparison")
    return fit_headline(*compared) if span else said


def _risk(forecast: Forecast, year: str) -> str:
    span = compared_words(forecast, year)
    compared = f" ({span})" if span else ""
    when = year_words(forecast.scenario.facts.awards[year])
    return f"{percent(chance_ceased(forecast, year))}{compared} in {when}"


def _alt(forecast: Forecast) -> str:
    awards = forecast.scenario.facts.awards
    last = awards.rows[-1]
    funded = if_funded(forecast, last.financial_year)
    riskiest = riskiest_year(forecast)
    years = alt_years(awards.decision_years, riskiest)
    if funded is None:
        ends = [f"No outcome has funding in {last.financial_year}."]
    else:
        stated = scenario_award(forecast.scenario, last.financial_year)
        sums = spread(*(sum_words(value) for value in funded.quantiles([0.05, 0.95])))
        limit = limit_words(last, forecast.price_base)
        end = f"If {last.financial_year} is funded, 90% of outcomes recover {sums} of {limit}"
        ends = [f"{end}, {stated} stated."] * bool(stated) + [f"{end}."]
    few = [year for year in years if year in (riskiest, awards.years[-1])]
    return alternative(
        *(f"{_risks(forecast, each)} {end}" for end in ends for each in (years, few))
    )


def _risks(forecast: Forecast, years: Sequence[str]) -> str:
    risks = [_risk(forecast, year) for year in years]
    spans = " (and by cases compared)" if any("%)" in each for each in risks) else ""
    said = ", ".join(risks) or "none"
    return f"Chances above bands by year. Chance of no funding{spans}: {said}."
