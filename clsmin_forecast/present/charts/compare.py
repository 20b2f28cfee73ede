"""Compare: what each of some scenarios recovers over a span of years."""

from textwrap import wrap

import pandas as pd
from matplotlib.figure import Figure

from ...analysis.basis import OfForecasts
from ...answer import Answer
from ...arguments import public
from ...units import number_of
from .. import credits
from ..chart import Chart
from ..style import looks, scenario_style
from ..words import estimate, money_words, over_years, spread, sum_words, under_words
from .annotations import new_figure, set_height
from .chart_text import (
    alternative,
    fit_headline,
    in_brief,
    names_or_count,
    recovered_columns,
    slug,
    status_suffix,
    under_sentence,
)
from .row_layout import average_rows

_ROW_LABEL = 25  # characters of a line
_APART = 0.4  # lines between rows
_TITLE = 28  # characters of a title in a text alternative


@public
def compare(frame: Answer[OfForecasts]) -> Chart:
    """Return the chart of what each scenario recovers over a span of years, a row each.

    Parameters
    ----------
    frame : DataFrame
        From `compare`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = compare(cf.compare(cf.load_scenarios(["central", "ceases"]), draws=8))
    >>> chart.data["scenario"].tolist()
    ['central', 'ceases']
    """
    with looks():
        figure = _rows(frame)
    low, high = sum_words(frame["mean"].min()), sum_words(frame["mean"].max())
    years, under = list(frame.about.years), status_suffix(frame.about.statuses)
    prices = frame.about.price_base
    grant = frame.about.grant
    return Chart(
        name=slug("compare", *names_or_count(frame.about.scenarios), prices),
        headline=fit_headline(
            f"Scenarios recover {spread(low, high)} {over_years(years)}{under}",
            f"Scenarios recover {spread(low, high)}{under}",
            price_base=prices,
        ),
        subtitle=(
            f"{grant.funding} recovered for {grant.full_name} "
            f"{over_years(years, ' together')}, {money_words(prices)}, "
            f"{under_words(frame.about.statuses)}: average (marker) and 90% of outcomes "
            "(bar). A cross marks a chance that nothing is recovered"
        ),
        **credits.of_frame(frame, "recovered"),
        alt=alternative(_alt(frame)),
        data=_data(frame),
        figure=figure,
    )


def _rows(frame: Answer[OfForecasts]) -> Figure:
    figure, (axes,) = new_figure()
    titles = [wrap(title, _ROW_LABEL, break_long_words=False) for title in frame["title"]]
    set_height(figure, len(titles) * (max(map(len, titles)) + _APART))
    first, *others = map(sum_words, frame["mean"])
    styles = [scenario_style(str(name)) for name in frame.index]
    return average_rows(axes, frame, styles, titles, [f"{first}\naverage", *others])


def _alt(frame: Answer[OfForecasts]) -> str:
    first = frame.iloc[0]
    at_risk = int((frame["chance_nothing"] > 0).sum())
    return (
        f"Dot and bar for each of {number_of(len(frame), 'scenario')}. "
        f"“{in_brief(first['title'], _TITLE)}”: {estimate(first)}. "
        f"In {number_of(at_risk, 'scenario')} there is a chance of nothing. "
        f"{under_sentence(frame)}"
    )


def _data(frame: Answer[OfForecasts]) -> pd.DataFrame:
    return pd.concat([frame[["title"]], recovered_columns(frame)], axis=1).reset_index()
