"""Past forecasts: the range that each gave, beside what came of its year."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.scores import OfScores
from ...answer import Answer
from ...arguments import public
from ...errors import InputError
from ...units import number_of, pounds
from .. import credits
from ..chart import Chart
from ..labels import settle
from ..style import BLUE, INK, WHITE, looks, money_axis, tint
from ..words import day_words, list_words, percent, status_words
from .annotations import before_row, crosses_at, new_figure, set_height, side_label, thin_out
from .chart_text import Row, alternative, slug

_MOST = 8
_LINES = 3.2  # of text, that a row is high
_POINTS = (5, 25, 50, 75, 95)
_ENDED = "ended"


@public
def scores(scored: Answer[OfScores]) -> Chart:
    """Return the chart of past forecasts, the last of them, beside what came.

    Parameters
    ----------
    scored : DataFrame
        From `scores`, which has the same name among the analyses.

    Raises
    ------
    InputError
        If the ledger holds no forecast.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> scores(cf.scores("central", "no ledger yet"))
    Traceback (most recent call last):
    clsmin_forecast.errors.InputError: scores: the ledger holds no forecast to draw.
    """
    if scored.empty:
        raise InputError("scores: the ledger holds no forecast to draw.")
    by_day = scored.sort_values(["year", "day"], kind="stable")
    rows = by_day.groupby("year").tail(max(1, _MOST // by_day["year"].nunique()))
    which = "the last forecasts of each year" if len(rows) < len(scored) else "each forecast"
    return Chart(
        name=slug("scores", *scored.about.scenarios),
        headline=_headline(scored),
        subtitle=(
            f"{scored.about.grant.funding} recovered for {scored.about.grant.full_name} in "
            f"{list_words(sorted({*rows['year']}))}, in cash: {which} by its day, 90% of outcomes "
            "(bar), half of them (dark) and the middle (line), and what came (diamond; a cross "
            f"where funding ended). Scenario: {scored.about.scenario}"
        ),
        **credits.of_ledger(scored),
        alt=alternative(_alt(rows), _alt(rows.tail(1))),
        data=_data(scored),
        figure=_draw([*rows.to_dict("records")]),
    )


def _headline(scored: Answer[OfScores]) -> str:
    closed = scored[scored["came"].notna()]
    if closed.empty:
        if len(scored) == 1:
            return "The forecast cannot be scored yet: its year is open"
        return f"None of {len(scored)} forecasts can be scored yet: their years are open"
    inside = closed["came"].between(closed["p5"], closed["p95"]).sum()
    return f"{inside} of {len(closed)} outcomes lie in the 90% range forecast for them"


def _draw(rows: list[Row]) -> Figure:
    with looks():
        figure, (axes,) = new_figure()
        set_height(figure, _LINES * len(rows))
        for place, row in enumerate(rows):
            before_row(axes, place, str(row["year"]), day_words(pd.Timestamp(row["day"]).date()))
            _range(axes, place, row)
            side_label(axes, place, "\n".join(_label(row)), 12)
        ceased = [(0.0, place) for place, row in enumerate(rows) if row["ended"] is True]
        crosses_at(axes, ceased)
        axes.set_yticks([])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        drawn = [row[name] for row in rows for name in ("p95", "came") if pd.notna(row[name])]
        money_axis(axes, float(max(drawn, default=0)), 2, along="x")
        settle(figure)
        thin_out(axes)
    return figure


def _range(axes: Axes, place: int, row: Row) -> None:
    for low, high, fill in (("p5", "p95", tint(BLUE)), ("p25", "p75", BLUE)):
        if pd.notna(row[low]) and pd.notna(row[high]):
            axes.barh(
                place, row[high] - row[low], 0.4, left=row[low], color=fill, ec=BLUE, lw=1, zorder=2
            )
    if pd.notna(row["p50"]):
        axes.plot([row["p50"]] * 2, [place - 0.2, place + 0.2], color=WHITE, lw=2, zorder=3)
    if pd.notna(row["came"]) and not row["ended"]:
        axes.plot(
            row["came"], place, "D",
            color=INK, mec=WHITE, mew=1.2, markersize=9, clip_on=False, zorder=5,
        )  # fmt: skip


def _label(row: Row) -> list[str]:
    chance = f"no funding: {percent(row['no_funding'])}"
    return [chance, _came(row)]


def _came(row: Row) -> str:
    if pd.isna(row["ended"]):
        return "still open"
    if row["ended"]:
        return _ENDED
    return "funded" if pd.isna(row["came"]) else pounds(row["came"])


def _alt(rows: pd.DataFrame) -> str:
    said = [
        f"{row['year']} on {day_words(pd.Timestamp(row['day']).date())}, chance of no funding "
        f"{percent(row['no_funding'])}, {_came(row)}"
        for row in rows.to_dict("records")
    ]
    return f"A bar for each of {number_of(len(rows), 'forecast')}. {'; '.join(said)}."


def _data(scored: Answer[OfScores]) -> pd.DataFrame:
    sums = {f"p{point}": f"forecast_p{point}_gbp" for point in _POINTS}
    kept = scored[["year", "day", "standing", "status", "no_funding", "mean", *sums, "came"]]
    names = {"year": "financial_year", "mean": "forecast_mean_gbp", "came": "came_gbp"}
    return kept.rename(columns={**names, **sums, "no_funding": "no_funding_probability"}).assign(
        status=kept["status"].map(status_words),
        standing=kept["standing"].str.replace("_", " "),
        outcome=[_came(row) for row in scored.to_dict("records")],
    )
