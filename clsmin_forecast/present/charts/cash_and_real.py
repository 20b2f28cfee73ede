"""Cash and real terms: what the papers award, and what that is worth in a year's prices."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from ...arguments import public
from ...errors import InputError
from ...inputs.awards import INDICATIVE, UNDECIDED, Award, Awards
from ...inputs.facts import Facts
from ...units import CASH, price_words
from .. import credits
from ..chart import Chart
from ..style import BLUE, PALE, STATUS_STYLES, WHITE, looks, year_axis
from ..words import award_words, capital, status_words, sum_words, under_words
from .annotations import above_bar, corner_key, head_room, new_figure, settle_years
from .chart_text import (
    alternative,
    basis_words,
    caption_of_papers,
    fit_headline,
    limit_words,
    slug,
    span_words,
)

_BAR = 0.36  # of a year
_UP_TO = "up to "
_ROOM_FOR_KEY = 0.25  # of the plot, over the first half of the years
_SERIES = {"cash_gbp": (BLUE, WHITE), "real_gbp": (PALE, PALE)}
"""The fill of a sum that is decided, and of one that is not, whose edge is that of its status."""


@public
def cash_and_real(facts: Facts, price_base: str) -> Chart:
    """Return the chart of the awards in cash beside the same awards in the prices of one year.

    Of a closed year it is the outturn.

    Parameters
    ----------
    facts : Facts
        What the papers say, and the deflator.
    price_base : str
        The financial year whose prices are wanted.

    Raises
    ------
    InputError
        If the deflator does not hold that year, or it is cash itself.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = cash_and_real(cf.load_facts(), "2023/24")
    >>> chart.headline
    'Up to £1,000,000 in principle in 2026/27 is up to £911,000 in 2023/24 prices'
    """
    if price_base == CASH:
        raise InputError("cash_and_real: price_base must be a financial year, got 'cash'.")
    awards, data = facts.awards, _data(facts, price_base)
    prices = price_words(price_base)
    with looks():
        figure = _by_year(awards, data, prices)
    return Chart(
        name=slug("cash_and_real", price_base),
        headline=_headline(awards.rows[-1], data, prices),
        subtitle=caption_of_papers(
            facts,
            f", {span_words(awards.years)}, {under_words(awards.statuses(awards.years))}, in cash "
            f"(left) and in {prices} (right, its sum above)",
        ),
        **credits.of_facts(facts, price_base),
        alt=alternative(_alt(awards, data, prices)),
        data=data,
        figure=figure,
    )


def _data(facts: Facts, price_base: str) -> pd.DataFrame:
    rows = []
    for award in facts.awards.rows:
        real = award.settled * facts.prices.scale(award.financial_year, price_base)
        rows.append(
            {
                "financial_year": award.financial_year,
                "status": status_words(award.status),
                "basis": basis_words(award),
                "cash_gbp": round(award.settled, 2),
                "real_gbp": round(real, 2),
                "difference_gbp": round(real - award.settled, 2),
                "price_base": price_base,
            }
        )
    return pd.DataFrame(rows)


def _by_year(awards: Awards, data: pd.DataFrame, prices: str) -> Figure:
    _, (axes,) = new_figure()
    labels = []
    for place, award, row in zip(
        range(len(data)), awards.rows, data.to_dict("records"), strict=True
    ):
        for column, side in zip(_SERIES, (-0.5, 0.5), strict=True):
            axes.bar(place + side * _BAR, row[column], _BAR, **_look(award, column))
        top = max(row["cash_gbp"], row["real_gbp"])
        said = _worth(award, row["real_gbp"]).removeprefix(_UP_TO)
        labels.append(above_bar(axes, place, top, *[_UP_TO.strip()] * award.limited, said))
    tops = data[list(_SERIES)].max(axis=1)
    under_key = tops.head((len(data) + 1) // 2).max() / (1 - _ROOM_FOR_KEY)
    axes.set_ylim(0, max(tops.max(), under_key, 1) * head_room(len(data) - 1, 2))
    axes.set_yticks([])
    year_axis(axes, awards.years)
    corner_key(axes, _key(prices))
    return settle_years(axes, awards.statuses(awards.years), over=labels)


def _look(award: Award, column: str) -> dict[str, Any]:
    fill = _SERIES[column][award.status in UNDECIDED]
    dashes = STATUS_STYLES[award.status].dashes
    return {"color": fill, "ec": BLUE, "ls": dashes, "lw": 1.5, "zorder": 2}


def _key(prices: str) -> list[Patch]:
    labels = zip(_SERIES.values(), (CASH, prices), strict=True)
    return [
        *(Patch(fc=fill, ec=BLUE, lw=1.5, label=words) for (fill, _), words in labels),
        Patch(fc=WHITE, ec=BLUE, ls=STATUS_STYLES[INDICATIVE].dashes, lw=1.5, label="not decided"),
    ]


def _headline(award: Award, data: pd.DataFrame, prices: str) -> str:
    said = f"{capital(limit_words(award, CASH))} in {award.financial_year}"
    worth = _worth(award, data["real_gbp"].iloc[-1])
    whole = [f"{said}{is_} {worth} in {prices}" for is_ in (" is", ":")]
    return fit_headline(*whole, f"{said} is {worth}")


def _worth(award: Award, real: float) -> str:
    return f"{_UP_TO * award.limited}{sum_words(real)}"


def _alt(awards: Awards, data: pd.DataFrame, prices: str) -> str:
    first, last = data.iloc[0], data.iloc[-1]
    return (
        f"Pairs of bars by year, in cash and in {prices}. The sum of {first['financial_year']} "
        f"goes from {sum_words(first['cash_gbp'])} to {sum_words(first['real_gbp'])}, "
        f"that of {last['financial_year']} ({last['status']}) from "
        f"{award_words(awards.rows[-1])} to {_worth(awards.rows[-1], last['real_gbp'])}."
    )
