"""The medium-term plan: what is decided, what is expected besides, and what the team costs."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ...analysis.medium_term import OfMediumTerm
from ...analysis.reserve import TOGETHER
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import IN_PRINCIPLE
from ..chart import Chart
from ..style import BLUE, GREY, INK, PALE, STATUS_STYLES, WHITE, looks, money_axis, year_axis
from ..words import status_words, sum_words
from .annotations import corner_key, new_figure, settle_years
from .chart_text import Row, alternative, fit_headline, heading, span_words, under_sentence

_BAR, _LINE = 0.72, 0.46  # of a year: a bar, and to each side the line over it
_ROOM_FOR_KEY = 0.45  # of the plot, over the first half of the years
_PARTS = {"decided": (BLUE, "decided"), "undecided": (PALE, "expected, not decided")}
_AWARD: dict[str, Any] = {
    "fc": WHITE,
    "ec": GREY,
    "ls": STATUS_STYLES[IN_PRINCIPLE].dashes,
    "lw": 1.2,
}
_MEANS = ("recovered", "decided", "undecided", "cost", "gap")
_COST: dict[str, Any] = {"color": INK, "lw": 2.5}


@public
def medium_term(frame: Answer[OfMediumTerm]) -> Chart:
    """Return the chart of what a medium-term plan rests on, year by year, and what the team costs.

    Parameters
    ----------
    frame : DataFrame
        From `medium_term`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> medium_term(cf.medium_term("ceases", draws=8)).headline
    '£514,000 of £1.82 million expected rests on decisions not on record'
    """
    data, whole = _data(frame), frame.loc[TOGETHER].to_dict()
    with looks():
        figure = _by_year(frame, data)
    return Chart(
        **heading(
            frame,
            name=["medium_term"],
            what="average recovered for",
            then=(
                ", year by year, as decided and as expected, beside the award on file (dotted) "
                "and the average cost of the team (line)"
            ),
            of=["recovered", "cost"],
        ),
        headline=fit_headline(_headline(whole), price_base=frame.about.price_base),
        alt=alternative(_alt(frame, whole)),
        data=data,
        figure=figure,
    )


def _data(frame: Answer[OfMediumTerm]) -> pd.DataFrame:
    means = [name for name in _MEANS if name in frame]
    years, whole = frame.drop(index=TOGETHER), frame.loc[TOGETHER, means].to_dict()
    return pd.DataFrame(
        {
            "financial_year": years.index,
            "status": years["status"].map(status_words).to_list(),
            "award_gbp": years["awards"].to_numpy().round(2),
            **{f"{name}_mean_gbp": years[name].to_numpy().round(2) for name in means},
            **{f"{name}_together_mean_gbp": round(whole[name], 2) for name in means},
            "price_base": frame.about.price_base,
        }
    )


def _by_year(frame: Answer[OfMediumTerm], data: pd.DataFrame) -> Figure:
    _, (axes,) = new_figure()
    for place, row in enumerate(data.to_dict("records")):
        _year(axes, place, row)
    tops = data.filter(regex="award|^cost_mean").max(axis=1)
    under_key = tops.head((len(data) + 1) // 2).max() / (1 - _ROOM_FOR_KEY)
    money_axis(axes, max(tops.max(), under_key, 1.0))
    year_axis(axes, [*data["financial_year"]])
    corner_key(axes, _key(priced="cost_mean_gbp" in data))
    return settle_years(axes, [*frame.about.status_of.values()])


def _year(axes: Axes, place: int, row: Row) -> None:
    axes.bar(place, row["award_gbp"], _BAR, zorder=1, **_AWARD)
    bottom = 0.0
    for name, (fill, _) in _PARTS.items():
        height = row[f"{name}_mean_gbp"]
        if height:
            axes.bar(place, height, _BAR, bottom=bottom, color=fill, ec=BLUE, lw=1.5, zorder=2)
        bottom += height
    if pd.notna(row.get("cost_mean_gbp")):
        axes.plot([place - _LINE, place + _LINE], [row["cost_mean_gbp"]] * 2, zorder=4, **_COST)


def _key(*, priced: bool) -> list[Artist]:
    parts = [Patch(fc=fill, ec=BLUE, lw=1.5, label=words) for fill, words in _PARTS.values()]
    award = Patch(**_AWARD, label="award on file")
    return [*parts, award, *[Line2D([], [], **_COST, label="cost of the team")] * priced]


def _headline(whole: Mapping[Hashable, float]) -> str:
    recovered, decided, undecided = (
        sum_words(whole[name]) for name in ("recovered", "decided", "undecided")
    )
    if undecided == sum_words(0):
        return f"All of {recovered} rests on decisions on record"
    if decided == sum_words(0):
        return f"All of {recovered} expected rests on decisions not on record"
    return f"{undecided} of {recovered} expected rests on decisions not on record"


def _alt(frame: Answer[OfMediumTerm], whole: Mapping[Hashable, float]) -> str:
    cost = ""
    if pd.notna(whole.get("cost")):
        missing = sum_words(whole["gap"]) if whole["gap"] else "none"
        cost = f" The team costs {sum_words(whole['cost'])}, {missing} of it missing."
    return (
        f"Stacked bars by year, {span_words(frame.about.years)}: recovered by decisions on record, "
        f"{sum_words(whole['decided'])} in all, and by others, {sum_words(whole['undecided'])} on "
        f"average.{cost} {under_sentence(frame)}"
    )
