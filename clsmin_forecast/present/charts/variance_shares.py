"""Shares: what the uncertainty of a total is made of."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.variance_shares import OfShares
from ...answer import Answer
from ...arguments import public
from ..chart import Chart
from ..labels import settle
from ..style import BLUE, GREY, INK, TURQUOISE, WHITE, looks, tint
from ..words import capital, percent
from .annotations import new_figure, percent_axis
from .chart_text import Row, alternative, heading, with_dated_years
from .row_layout import BAR_AT, BAR_HIGH, TOTALS, input_words, rows_of_words

_MOST_SHARES = 6  # and one row for the rest
_DECISIONS, _AMOUNTS, _BOTH, _REST = "decision", "amount", "interaction", "rest"
_FILLS = {  # kind of source -> fill and edge
    _DECISIONS: (BLUE, BLUE),
    _AMOUNTS: (tint(TURQUOISE), TURQUOISE),
    _BOTH: (WHITE, GREY),
    _REST: (WHITE, GREY),
}
_NORMAL = 1.645  # standard errors on either side of an estimate that hold 90%


@public
def variance_shares(frame: Answer[OfShares]) -> Chart:
    """Return the chart of what the uncertainty of a total is made of, the largest share first.

    Parameters
    ----------
    frame : DataFrame
        From `variance_shares`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = variance_shares(cf.variance_shares(cf.load_scenario("ceases"), draws=256))
    >>> chart.headline
    'Nothing about the total recovered is uncertain in this scenario'
    """
    shown, what = _largest(with_dated_years(frame)), TOTALS[frame.about.of]
    with looks():
        figure = _shares(shown)
    return Chart(
        **heading(
            frame,
            name=["variance_shares", frame.about.of],
            what=f"shares of the variance of the {what} for",
            then=(
                ": what is settled by each decision (dark bars), what each amount explains by "
                "itself (pale bars) and what they do together (white bars), with 90% intervals of "
                "the estimates, the largest first"
            ),
            of=[frame.about.of],
        ),
        headline=_headline(shown, what),
        alt=alternative(_alt(shown)),
        data=shown.rename(
            columns={
                "share": "share_of_variance",
                "low": "share_low_of_variance",
                "high": "share_high_of_variance",
            }
        ),
        figure=figure,
    )


def _shares(shown: pd.DataFrame) -> Figure:
    figure, (axes,) = new_figure()
    rows = shown.to_dict("records")
    places = rows_of_words(axes, [_row_words(row) for row in rows])
    for place, row in zip(places, rows, strict=True):
        _share(axes, place + BAR_AT, BAR_HIGH, row)
    percent_axis(axes, "x")
    return settle(figure)


def _row_words(row: Row) -> str:
    return f"{row['source']}: {percent(max(float(row['share']), 0.0))}"


def _largest(frame: Answer[OfShares]) -> pd.DataFrame:
    """Return the largest of the shares that add up to all, and what the others come to."""
    adding = frame[frame["adds"]].sort_values("share", ascending=False, kind="stable")
    shown, rest = adding.head(_MOST_SHARES), adding.iloc[_MOST_SHARES:]
    rows = [
        {
            "kind": (kind := _kind(row["source"])),
            "source": _source_words(kind, row),
            **{name: float(row[name]) for name in ("share", "low", "high")},
        }
        for row in shown.to_dict("records")
    ]
    if not rest.empty:
        share = float(rest["share"].sum())
        error = _NORMAL * float(np.sqrt((rest["standard_error"] ** 2).sum()))
        low, high = (float(np.clip(share + sign * error, 0, 1)) for sign in (-1, 1))
        words = {"kind": _REST, "source": "Everything else"}
        rows.append(words | {"share": share, "low": low, "high": high})
    return pd.DataFrame(rows)


def _kind(source: str) -> str:
    if source == _DECISIONS:
        return _DECISIONS
    return _BOTH if source.startswith(_BOTH) else _AMOUNTS


def _source_words(kind: str, row: Row) -> str:
    if kind == _AMOUNTS:
        words = input_words(row["source"], row["when"])
        return f"Amount: {words[0].lower()}{words[1:]}"
    return f"Decision of {row['when']}" if kind == _DECISIONS else str(row["title"])


def _share(axes: Axes, middle: float, bar: float, row: Row) -> None:
    fill, edge = _FILLS[str(row["kind"])]
    share, low, high = (max(float(row[name]), 0.0) for name in ("share", "low", "high"))
    axes.barh(middle, share, bar, color=fill, ec=edge, lw=1.2, clip_on=False, zorder=3)
    buffered = ((WHITE, 4), (INK, 1.5))  # so that a whisker can be seen on a dark bar
    for colour, width in buffered if high > low else ():
        axes.plot([low, high], [middle, middle], color=colour, lw=width, clip_on=False, zorder=4)
        axes.plot(
            [low, high], [middle, middle], "|",
            color=colour, mew=width, markersize=8, clip_on=False, zorder=4,
        )  # fmt: skip


def _headline(shown: pd.DataFrame, what: str) -> str:
    row = shown.iloc[0]
    if row["share"] <= 0:
        return f"Nothing about the {what} is uncertain in this scenario"
    source = row["source"].removeprefix("Amount: ")
    who = f"The d{source[1:]}" if row["kind"] == _DECISIONS else capital(source)
    return f"{who} makes {percent(row['share'])} of the uncertainty"


def _alt(shown: pd.DataFrame) -> str:
    said = [
        f"{row['source']}, {percent(max(row['share'], 0.0))}"
        for row in shown.head(3).to_dict("records")
    ]
    return (
        "Horizontal bars of shares of variance, with whiskers for the error of the estimates. "
        f"The first: {'; '.join(said)}."
    )
