"""The funding profile: what the papers say, year by year, and how firm it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from ...analysis.profile import profile
from ...arguments import public
from ...inputs.awards import CEILINGS, DECIDED, IN_PRINCIPLE, INDICATIVE, UNAGREED, Award, Awards
from ...inputs.facts import Facts
from ...units import CASH, number_of, pounds
from .. import credits
from ..chart import Chart
from ..style import STATUS_STYLES, looks, year_axis
from ..words import (
    award_words,
    capital,
    exact,
    list_words,
    money_words,
    status_behind,
    status_words,
    sum_words,
)
from .annotations import above_bar, head_room, new_figure, settle_years
from .chart_text import alternative, basis_words, caption_of_papers, fit_headline, slug, span_words

_COLUMNS = (
    "financial_year", "status", "basis", "award_gbp", "outturn_gbp", "price_base", "decision",
)  # fmt: skip


@public
def funding_profile(facts: Facts, price_base: str = CASH) -> Chart:
    """Return the chart of the awards by year and status; of a closed year, of its outturn.

    Parameters
    ----------
    price_base : str
        ``cash``, or the financial year in whose prices sums are drawn.

    Raises
    ------
    InputError
        If the deflator does not hold the price base.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = funding_profile(cf.load_facts())
    >>> chart.data["award_gbp"].tolist()[:2]
    [272708.0, 495000.0]
    """
    awards = facts.awards
    scales = [facts.prices.scale(year, price_base) for year in awards.years]
    amounts = [row.settled * scale for row, scale in zip(awards.rows, scales, strict=True)]
    words = [_label(*each, price_base) for each in zip(awards.rows, scales, strict=True)]
    said = [
        (award.financial_year, award_words(award) if price_base == CASH else " ".join(label))
        for award, label in zip(awards.rows, words, strict=True)
    ]
    with looks():
        figure = _by_year(awards, amounts, words)
    return Chart(
        name=slug("funding_profile", price_base),
        headline=fit_headline(_headline(awards, dict(said)), price_base=price_base),
        subtitle=caption_of_papers(
            facts, f" and status, {span_words(awards.years)}, {money_words(price_base)}"
        ),
        **credits.of_facts(facts, price_base),
        alt=alternative(_alt(awards, dict(said))),
        data=_data(facts, price_base),
        figure=figure,
    )


def _by_year(awards: Awards, amounts: Sequence[float], words: Sequence[tuple[str, ...]]) -> Figure:
    _, (axes,) = new_figure()
    labels = []
    for place, (award, amount) in enumerate(zip(awards.rows, amounts, strict=True)):
        axes.bar(place, amount, 0.72, **_style(award))
        labels.append(above_bar(axes, place, amount, *words[place]))
    year_axis(axes, awards.years)
    axes.set_ylim(0, max(*amounts, 1) * head_room(len(amounts) - 1, 2))
    axes.set_yticks([])
    return settle_years(axes, awards.statuses(awards.years), over=labels)


def _style(award: Award) -> dict[str, Any]:
    style = STATUS_STYLES[award.status]
    return {"color": style.fill, "ec": style.edge, "ls": style.dashes, "lw": 2, "zorder": 2}


def _label(award: Award, scale: float, price_base: str) -> tuple[str, ...]:
    in_cash = exact if award.status in CEILINGS else pounds
    write = in_cash if price_base == CASH else sum_words
    words, most = write(award.settled * scale), write(award.amount * scale)
    if words != most:
        return words, f"of {most}"
    return ("up to", words) if award.limited else (words,)


def _headline(awards: Awards, labels: Mapping[str, str]) -> str:
    if agreed := awards.years_with(IN_PRINCIPLE):
        most = max(agreed, key=lambda year: awards[year].amount)
        ends = awards.years_with(UNAGREED)  # else it lasts as long as the papers do
        when = _in_years(agreed) if ends else f"a year from {agreed[0]}"
        return f"{capital(labels[most])} {when}, {status_words(IN_PRINCIPLE)} only"
    if indicative := awards.years_with(INDICATIVE):
        return f"{capital(labels[indicative[0]])} is indicative for {indicative[0]}"
    if beyond := awards.years_with(UNAGREED):
        most = max(beyond, key=lambda year: awards[year].amount)
        return f"{capital(labels[most])} {_in_years(beyond)}, {status_words(UNAGREED)}"
    return f"Every award from {span_words(awards.years)} is decided"


def _in_years(years: Sequence[str]) -> str:
    return f"{'a year ' * (len(years) > 1)}in {list_words(years)}"


def _alt(awards: Awards, labels: Mapping[str, str]) -> str:
    of_each = (awards.years_with(*DECIDED), awards.decision_years)
    first, *rest = (
        f"{labels[year]}{status_behind(awards[year].status)} ({year})".replace(") (", ", ")
        for year in dict.fromkeys(end for years in of_each for end in (*years[:1], *years[-1:]))
    )
    to = f" to {rest[0]}" if rest else ""
    then = f", then {list_words(rest[1:])}" if rest[1:] else ""
    sums = f"Sums run from {first}" if rest else f"The sum is {first}"
    return f"Bar chart of {number_of(len(awards.rows), 'year')}. {sums}{to}{then}."


def _data(facts: Facts, price_base: str) -> pd.DataFrame:
    awards = profile(facts, price_base).round(2).reset_index()
    awards["status"] = awards["status"].map(status_words)
    awards["basis"] = [basis_words(award) for award in facts.awards.rows]
    awards["price_base"] = price_base
    return awards.filter(items=_COLUMNS)
