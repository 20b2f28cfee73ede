"""Options: what each costs us by what the funder does, a group of bars each."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.options import ENDS, OfOptions
from ...answer import Answer
from ...arguments import public
from ...columns import POSTS
from ...errors import InputError
from ...model.decisions import CEASE, CONTINUE, EXPAND
from ...units import number_of
from ..chart import Chart
from ..labels import settle
from ..style import DECISION_STYLES, INK, WHITE, looks, money_axis, tint
from ..words import list_words, odds, rate_words, sum_words
from .annotations import BEHIND_TEXT, INCH, new_figure, set_height, shift, wrap_to_width
from .chart_text import (
    alternative,
    awards_suffix,
    fit_headline,
    heading,
    in_brief,
    under_sentence,
)

_MOST = 5  # options drawn, those of the least average
_IF = {CEASE: "if it ceases", CONTINUE: "if it continues", EXPAND: "if it expands"}
_DASHES = (0, (3, 1.5))  # of the edge of a bar that is hollow
_HIGH = 0.8  # of the line of a bar
_APART = 0.6  # lines between options
_REACH = 0.56  # of the width, for the longest bar; its label has the rest
_BESIDE = 26  # points beside the plot
_BOLD = 0.88  # how much of bold letters a line holds
_TITLE = 40  # characters of a title in a text alternative


@public
def options(frame: Answer[OfOptions]) -> Chart:
    """Return the chart of what each option costs us, by what the funder does in the year.

    Parameters
    ----------
    frame : DataFrame
        From `options`, with an option in it.

    Raises
    ------
    InputError
        If it has none.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> options(cf.options("ceases", draws=8)).headline
    '“Release the team” costs us least on average: £0 (awards in principle)'
    """
    if frame.empty:
        raise InputError("options: no option is on file, so there is nothing to draw.")
    shown = frame.head(_MOST)
    fewer = f"; the {_MOST} of the least average" if len(frame) > _MOST else ""
    with looks():
        figure = _groups(shown, frame.about)
    return Chart(
        **heading(
            frame,
            name=["options", frame.about.year],
            what=f"what each option costs us{fewer}, by what the funder does, for",
            then=(
                ". Beside each option: its average cost, the post-months of work that it keeps on "
                "average, and the worth of one from which it pays beside releasing everybody"
            ),
            of=["cost", "award"],
        ),
        headline=_headline(frame),
        alt=alternative(_alt(frame)),
        data=_data(frame),
        figure=figure,
    )


def _groups(shown: pd.DataFrame, about: OfOptions) -> Figure:
    figure, (axes,) = new_figure()
    most = max(float(shown[f"cost_{ENDS[each]}"].max()) for each in about.chances)
    rows = shown.to_dict("records")
    wide = figure.get_figwidth() * INCH - _BESIDE
    place = 0.0
    for row in rows:
        title = wrap_to_width(axes, row["title"], wide * _BOLD)
        under = wrap_to_width(axes, _words(row), wide)
        _over(axes, place, title, under)
        place += len(title) + len(under)
        for decision in about.chances:
            _bar(axes, place + 0.5, float(row[f"cost_{ENDS[decision]}"]), decision)
            place += 1
        place += _APART
    axes.set_yticks([])
    axes.set_ylim(place, 0)
    money_axis(axes, most, 2, along="x")
    axes.set_xlim(0, max(axes.get_xlim()[1], most / _REACH))
    set_height(figure, place)
    settle(figure)
    return figure


def _over(axes: Axes, place: float, title: list[str], under: list[str]) -> None:
    """Write the words of an option over its bars, from the left edge of the plot."""
    for line, words in enumerate([*title, *under]):
        axes.text(
            0, place + line + 0.5, words, va="center", bbox=BEHIND_TEXT, zorder=6,
            weight="bold" if line < len(title) else "normal", in_layout=False,
        )  # fmt: skip


def _bar(axes: Axes, height: float, cost: float, decision: str) -> None:
    colour = DECISION_STYLES[decision].colour
    fills = {CEASE: tint(colour), CONTINUE: colour, EXPAND: WHITE}
    if sum_words(cost) == sum_words(0):
        cost = 0.0  # no bar, and no edge of one
    else:
        axes.barh(
            height, cost, _HIGH,
            color=fills[decision], ec=colour, lw=1.5,
            ls=_DASHES if decision == EXPAND else "solid", zorder=3,
        )  # fmt: skip
    axes.text(
        cost, height, f"{sum_words(cost)} {_IF[decision]}", va="center", color=INK,
        transform=axes.transData + shift(axes, right=5), bbox=BEHIND_TEXT, zorder=5,
    )  # fmt: skip


def _words(row: Mapping[Any, Any]) -> str:
    pays = row["pays_from"]
    from_ = f", pays from {rate_words(pays)}" if pays >= 0 else ""
    average, work = sum_words(row["average"]), f"{row['work']:.1f} post-months"
    return f"{average} on average, {work}{from_}"


def _headline(frame: Answer[OfOptions]) -> str:
    first = frame.iloc[0]
    least = f"{sum_words(first['average'])}{awards_suffix(frame.about.statuses)}"
    prices = frame.about.price_base
    if len(frame) == 1:
        costs = f"costs us on average: {least}"
        return fit_headline(f"“{first['title']}” {costs}", f"It {costs}", price_base=prices)
    return fit_headline(
        f"“{first['title']}” costs us least on average: {least}",
        f"Least on average costs us: {least}",
        price_base=prices,
    )


def _alt(frame: Answer[OfOptions]) -> str:
    about, first = frame.about, frame.iloc[0]
    costs = [f"{sum_words(first[f'cost_{ENDS[each]}'])} {_IF[each]}" for each in about.chances]
    return (
        f"Bars of {number_of(len(frame), 'option')}. “{in_brief(first['title'], _TITLE)}” costs us "
        f"{list_words(costs)}. No funding has a chance of {odds(about.chance_ceased)}. "
        f"{under_sentence(frame)}"
    )


def _data(frame: Answer[OfOptions]) -> pd.DataFrame:
    columns = {name: each for name, each in frame.about.columns.items() if name in frame}
    money = {name: f"{name}_gbp" for name, each in columns.items() if each.kind.unit == "£"}
    work = {name: f"{name}_post_months" for name, each in columns.items() if each.kind == POSTS}
    data = frame.assign(**frame[[*money]].round(2)).rename(columns=money | work)
    return data.assign(ceases_probability=frame.about.chance_ceased).reset_index()
