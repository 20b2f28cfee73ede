"""Back-test: renewed amounts beside the ranges that the other schemes forecast for them."""

from collections.abc import Sequence
from itertools import accumulate, takewhile

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.backtest import OWN_SCHEME
from ...analysis.backtest_scores import RATIO, OfBacktest
from ...analysis.basis import OfGrant
from ...answer import Answer
from ...arguments import public
from ...errors import InputError
from .. import credits
from ..chart import Chart
from ..labels import settle
from ..style import BLUE, GREY, INK, ORANGE, looks, tint
from ..words import count_words, percent, status_words
from .annotations import before_row, new_figure, set_height, side_label, wrap_to_width
from .chart_text import YES_NO, alternative, slug, span_words

_SCHEME_WIDE = 220  # points of a line of a label
_MOST_SCHEMES = 20


@public
def backtest(tested: Answer[OfBacktest], own: Answer[OfGrant]) -> Chart:
    """Return the chart of renewed amounts beside the ranges forecast without their scheme.

    Parameters
    ----------
    tested
        As in `backtest_scores`.
    own : DataFrame
        From `own_year_ends`; drawn in a row of its own.

    Raises
    ------
    InputError
        If there are more schemes than the chart has room for.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> chart = backtest(cf.backtest(central), cf.own_year_ends(central))
    >>> chart.headline
    '18 of 25 renewed amounts lie in the 80% range forecast for them'
    """
    rows = pd.concat([frame[frame["measure"] == RATIO] for frame in (tested, own)])
    schemes = rows["scheme"].unique().tolist()
    if len(schemes) > _MOST_SCHEMES + 1:
        raise InputError(
            f"backtest: draws at most {_MOST_SCHEMES} schemes, got {len(schemes) - 1}."
        )
    inside, range_words = tested.about.inside, f"{percent(tested.about.coverage)} range"
    return Chart(
        name=slug("backtest", *own.about.scenarios),
        headline=(
            f"{inside['inside']} of {inside['of']} renewed amounts lie in the {range_words} "
            "forecast for them"
        ),
        subtitle=(
            "Next year's amount over this year's of like-for-like renewals, "
            f"{span_words(tested.about.years)}, and the {range_words} (bar) that the other "
            "schemes forecast for each scheme, with the count inside; diamonds lie outside. The "
            f"last row is {own.about.grant.full_name}, awards to {_last(own)}"
        ),
        **credits.of_evidence(tested),
        alt=alternative(_alt(tested, own, range_words)),
        data=_data(rows, tested),
        figure=_rows(rows, schemes, f"{own.about.grant.short_name} itself"),
    )


def _last(own: Answer[OfGrant]) -> str:
    last = own.iloc[-1]
    return f"the year after {last['financial_year']}, which is {status_words(last['status'])}"


def _rows(rows: pd.DataFrame, schemes: list[str], itself: str) -> Figure:
    with looks():
        figure, (axes,) = new_figure()
        of_schemes = [rows[rows["scheme"] == scheme] for scheme in schemes]
        names = _scheme_names(axes, of_schemes, itself)
        set_height(figure, sum(map(len, names)))
        ends = [*accumulate(map(len, names))]
        for scheme, words, end in zip(schemes, names, ends, strict=True):
            middle = end - (len(words) + 1) / 2
            before_row(axes, middle, *words)
            _scheme(axes, middle, rows[rows["scheme"] == scheme])
        if schemes[-1] == OWN_SCHEME:
            axes.axhline(ends[-1] - len(names[-1]) - 0.5, color=GREY, lw=1)
        axes.axvline(1, color=GREY, lw=1, ls=(0, (1, 1)), zorder=1)
        axes.set_yticks([])
        axes.set_ylim(ends[-1] - 0.4, -0.6)
        _ratio_axis(axes, float(rows[["high", "outcome"]].max().max()))
        settle(figure)
    return figure


def _scheme_names(axes: Axes, of_schemes: Sequence[pd.DataFrame], itself: str) -> list[list[str]]:
    """Return the lines of each scheme's name."""
    names = [_scheme_words(rows.iloc[0]["grant"]) or itself for rows in of_schemes]
    return [wrap_to_width(axes, name, _SCHEME_WIDE) for name in names]


def _scheme(axes: Axes, place: float, rows: pd.DataFrame) -> None:
    first = rows.iloc[0]
    axes.barh(
        place, first["high"] - first["low"], 0.62, left=first["low"],
        color=tint(BLUE), ec=BLUE, lw=1, zorder=2,
    )  # fmt: skip
    for inside, marker, colour in ((True, "o", BLUE), (False, "D", ORANGE)):
        ratios = rows.loc[rows["inside"] == inside, "outcome"]
        axes.plot(
            ratios, [place] * len(ratios), marker,
            color=colour, mec=INK, mew=0.8, markersize=6, clip_on=False, zorder=4,
        )  # fmt: skip
    side_label(axes, place, count_words("inside", int(rows["inside"].sum()), len(rows)), 12)


def _scheme_words(grant: str) -> str:
    return grant.split(" (", maxsplit=1)[0]


def _ratio_axis(axes: Axes, top: float) -> None:
    steps = [each / 2 for each in range(100)]
    ticks = list(takewhile(lambda tick: tick <= top * 1.05, steps))
    axes.set_xlim(0, top * 1.05)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xlabel("Next year over this year")
    axes.xaxis.grid(visible=True)


def _alt(tested: Answer[OfBacktest], own: Answer[OfGrant], range_words: str) -> str:
    inside, ratios = tested.about.inside, own[own["measure"] == RATIO]
    said = (
        f"Points and bars by scheme. {inside['inside']} of {inside['of']} ratios "
        f"({percent(inside['share'])}, 90% interval {percent(inside['low'])} to "
        f"{percent(inside['high'])}) lie in their {range_words}"
    )
    if ratios.empty:
        return f"{said}."
    its_own = f"{own.about.grant.short_name}'s own"
    return f"{said}; of {its_own}, {int(ratios['inside'].sum())} of {len(ratios)}."


def _data(rows: pd.DataFrame, tested: Answer[OfBacktest]) -> pd.DataFrame:
    inside = tested.about.inside
    names = ["forecast", "low", "high", "outcome"]
    kept = rows[["scheme", "grant", "financial_year", "status", "inside", *names]]
    return kept.rename(columns={name: f"{name}_ratio" for name in names}).assign(
        status=kept["status"].fillna("").map(status_words),
        inside=kept["inside"].map(YES_NO),
        coverage_probability=tested.about.coverage,
        **{f"inside_{name}_probability": inside[name] for name in ("share", "low", "high")},
    )
