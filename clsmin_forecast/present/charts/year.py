"""The year by month: what is spent, at risk until the agreement is signed, and paid."""

from dataclasses import asdict
from math import ceil, floor
from statistics import median

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from ...analysis.year import OfYear
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import UNDECIDED
from ..chart import Chart
from ..labels import settle
from ..sentences.year import at_signature
from ..style import BLUE, CEASED, TURQUOISE, looks, money_axis
from ..words import by_day_words, day_words, percent, sum_words
from .annotations import above_bar, leaders, mark_over, new_figure, side_label, thin_out
from .chart_text import alternative, fit_headline, heading, under_sentence

_MONTHS = 12
_QUARTER = 3
_DAYS = 365 / _MONTHS
_AIR = 0.4  # of a month, before the first mark
_WORDS = 1.5  # months, half as wide as the words of an area
_LATE = 7  # months, after which its words have no room behind a line
_NEAR = 0.15  # of a month, between words and a line


@public
def year(frame: Answer[OfYear]) -> Chart:
    """Return the chart of a year by month: spent so far, at risk until it is signed, and paid.

    Parameters
    ----------
    frame : DataFrame
        From `year`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> year(cf.year("ceases", "2023/24", signed_month=3, draws=8)).headline
    '£142,642 is spent without an agreement by the end of June 2023'
    """
    about = frame.about
    with looks():
        figure, (axes,) = new_figure()
        money_axis(axes, float(frame[["spent", "paid"]].to_numpy().max()))
        labels = [_steps(axes, frame, *series) for series in _SERIES]
        _hatch(axes, frame)
        _month_axis(axes, about)
        late = about.terms.signed_month > _LATE
        mark_over(axes, _signed(about), before=late)
        mark_over(axes, _before_april(about), before=False, free=1)
        settle(figure, down=[label for label, _ in labels])
        thin_out(axes, _quarters(axes.get_xlim()[0]) % 2)  # 1 April is labelled
        leaders(axes, *zip(*labels, strict=True))
    head = heading(
        frame,
        name=["year", about.year, *_told(about)],
        what="spent on keeping",
        then=(
            ", by month: so far (steps), without an agreement (hatched), and paid if the year is "
            f"funded. Chance of no funding: {percent(about.not_funded)}"
        ),
        of=["gap", "award"],
    )
    head["inputs"] |= frozenset(about.registered)
    return Chart(
        **head,
        headline=fit_headline(_headline(about), price_base=about.price_base),
        alt=_alt(frame),
        data=_data(frame),
        figure=figure,
    )


def _told(about: OfYear) -> list[str]:
    """Return the terms that are not the register's, in the few words of a file's name."""
    terms = asdict(about.terms).items()
    return [f"{name} {value:g}" for name, value in terms if name not in about.registered]


_SERIES = (("spent", "spent", BLUE, "solid"), ("paid", "paid", TURQUOISE, (0, (4, 2))))
"""Column, label, colour and line style of the steps."""


def _steps(
    axes: Axes, frame: Answer[OfYear], column: str, words: str, colour: str, dashes: object
) -> tuple[Text, float]:
    """Draw a column as steps, a month each, and name it at its end."""
    sums = frame[column].to_numpy()
    axes.stairs(sums, range(_MONTHS + 1), color=colour, lw=2.5, ls=dashes, baseline=None, zorder=3)
    last = float(sums[-1])
    return side_label(axes, last, f"{words}\n{sum_words(last)}"), last


def _hatch(axes: Axes, frame: Answer[OfYear]) -> None:
    """Hatch what is spent without an agreement, and name it over its end."""
    signed = frame.about.terms.signed_month
    if not signed:
        return
    whole = floor(signed)
    ends = [*range(whole + 1), *([signed] if signed > whole else [])]
    sums = [*frame["at_risk"].to_numpy()[: len(ends) - 2], frame.about.at_signature]
    axes.stairs(
        sums, ends, fill=True, facecolor="none", edgecolor=CEASED, hatch="////", lw=0, zorder=2,
    )  # fmt: skip
    end = min(signed, signed / 2 + _WORDS)
    under = at_signature(frame.about)
    above_bar(axes, end - _NEAR, _so_far(frame, end), under, "at risk", ha="right")


def _so_far(frame: Answer[OfYear], time: float) -> float:
    """Return how high the steps are at a time, months from 1 April."""
    return float(frame["spent"].iloc[ceil(time) - 1])


def _quarters(first: float) -> int:
    """Return how many whole quarters lie between a place and 1 April."""
    return floor(-first / _QUARTER)


def _month_axis(axes: Axes, about: OfYear) -> None:
    """Give the x axis months, from before the first mark to the end of the year."""
    first = min(0.0, *_before_april(about).values()) - _AIR
    axes.set_xlim(first, _MONTHS)
    ticks = range(-_quarters(first) * _QUARTER, _MONTHS + 1, _QUARTER)
    axes.set_xticks(ticks, [f"{about.day_at(tick):%b %Y}" for tick in ticks])


def _signed(about: OfYear) -> dict[str, float]:
    """Return when the agreement is signed, in words, with its place in months from 1 April."""
    when = by_day_words(about.signed_on).removeprefix("the ")
    return {f"signed: {when}": about.terms.signed_month}


def _before_april(about: OfYear) -> dict[str, float]:
    """Return what lies before 1 April, as `_signed` does: notice, and when money is told of."""
    notice = -about.terms.redeploy_months
    marks = {f"last safe day for notice: {day_words(about.last_safe_day)}": notice}
    if about.told_before:
        told = -median(about.told_before) / _DAYS
        marks[f"usually told of by {day_words(about.day_at(told))}"] = told
    return marks


def _headline(about: OfYear) -> str:
    when = by_day_words(about.signed_on)
    if not about.terms.signed_month:
        return f"Nothing is at risk: the agreement is signed by {when}"
    if about.overdue:
        return f"{at_signature(about)} is at risk if signed by {when}"
    return f"{at_signature(about)} is spent without an agreement by {when}"


def _alt(frame: Answer[OfYear]) -> str:
    about = frame.about
    whole = sum_words(float(frame["spent"].iloc[-1]))
    lead = (
        f"Steps of what is spent by month, {whole} in the year, hatched up to "
        f"{by_day_words(about.signed_on)}, when {at_signature(about)} is at risk."
    )
    chance = f" Chance of no funding: {percent(about.not_funded)}."
    falls = chance if about.status_of[about.year] in UNDECIDED else ""
    safe = f" Last safe day for notice: {day_words(about.last_safe_day)}."
    return alternative(f"{lead}{falls}{safe} {under_sentence(frame)}", f"{lead}{falls}{safe}", lead)


def _data(frame: Answer[OfYear]) -> pd.DataFrame:
    about = frame.about
    sums = frame.drop(columns="posts").round(2).add_suffix("_gbp")
    return sums.reset_index().assign(
        team_posts=frame["posts"].to_numpy(),
        signed_on=about.signed_on.isoformat(),
        at_signature_gbp=round(about.at_signature, 2),
        not_funded_probability=about.not_funded,
        last_safe_day=about.last_safe_day.isoformat(),
        price_base=about.price_base,
    )
