"""The reserve: the chance that a sum covers the gap, or is recovered, with the sum asked for."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ...analysis.at_risk import AT_RISK
from ...analysis.reserve import OPTION_COST, SUMS, TOGETHER, WORST, OfReserve
from ...answer import Answer
from ...arguments import public
from ..chart import Chart
from ..labels import settle
from ..question_words import level_words
from ..style import BLUE, INK, looks, money_axis
from ..words import bound, percent, sum_words
from .annotations import mark_over, new_figure, percent_axis
from .chart_text import (
    alternative,
    awards_suffix,
    fit_headline,
    heading,
    status_suffix,
    under_sentence,
)

_NAME = 7 / 8  # of the height of the plot, between labels of its axis
_AWAY = 5  # points from the axis to its name
_ALONG = {"gap": "Sum held in reserve", "recovered": "Sum recovered of at least"}
_ALONG |= {AT_RISK: _ALONG["gap"], OPTION_COST: _ALONG["gap"]}
_HALF = {
    "gap": "the gap is", "recovered": "what is recovered is", AT_RISK: "what is lost is",
    OPTION_COST: "the cost is",
}  # fmt: skip
_OF = {
    "gap": "a sum covers the gap", "recovered": "the sum recovered is at least so much",
    AT_RISK: "a sum covers what is spent at risk",
}  # fmt: skip
_COVERED = {"gap": "the gap", AT_RISK: "what is at risk", OPTION_COST: "the option"}
_NONE = {
    "gap": "There is no gap in any outcome", "recovered": "Nothing is ever recovered",
    AT_RISK: "Nothing is at risk in any outcome",
    OPTION_COST: "The option costs us nothing in any outcome",
}  # fmt: skip
_RESTING = {AT_RISK: ["cost"], OPTION_COST: ["cost", "award"]}
"""The measures whose inputs it rests on, where they are not its own."""
_RESTS_ON = ("cessation", "reinstatement")
"""The inputs that say whether what is at risk is lost."""


@public
def reserve(frame: Answer[OfReserve]) -> Chart:
    """Return the chart of the chance that a sum covers the gap, with the sum asked for marked.

    Or, of what is recovered, that it comes to at least so much. Another line marks the average of
    what lies beyond.

    Parameters
    ----------
    frame : DataFrame
        From `reserve`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> reserve(cf.reserve(cf.load_scenario("full_expansion"), draws=8)).headline
    'There is no gap in any outcome'
    """
    of, sure = frame.about.of, level_words(frame.about.confidence)
    option = frame.about.option
    worst, beyond = level_words(1 - frame.about.confidence), _together(frame, "beyond")
    tail = f"average of worst {worst}: {sum_words(beyond)}"
    with looks():
        figure, (axes,) = new_figure()
        money_axis(axes, float(frame.about.curve.index.max()), 3, along="x")
        percent_axis(axes, "y")
        axes.grid(visible=True, axis="y")
        _curve(axes, frame)
        _name_chances(axes)
        axes.set_xlabel(_ALONG[of])
        _mark_level(axes, frame)
        marks = {f"{sure} sure: {_bound(frame)}": _sum(frame), tail: beyond}
        high = sum(marks.values()) / len(marks) > axes.get_xlim()[1] / 2
        mark_over(axes, marks, before=bool(high))
        settle(figure)
    return Chart(
        **heading(
            frame,
            name=["reserve", option.name if option else of, sure],
            what=f"chance that {_what(frame)} for",
            then=(
                f". Lines mark the sum that is {sure} sure, and the average of the worst {worst} "
                "of outcomes"
            ),
            of=_RESTING.get(of, [of]),
            shown=() if of != AT_RISK else _RESTS_ON,
        ),
        headline=fit_headline(*_headlines(frame, sure), price_base=frame.about.price_base),
        alt=_alt(frame, sure),
        data=_data(frame),
        figure=figure,
    )


def _what(frame: Answer[OfReserve]) -> str:
    option = frame.about.option
    return f"a sum covers what “{option.title}” costs us" if option else _OF[frame.about.of]


def _sum(frame: Answer[OfReserve]) -> float:
    return _together(frame, SUMS[frame.about.of])


def _together(frame: Answer[OfReserve], name: str) -> float:
    return float(frame[name].to_dict()[TOGETHER])


def _bound(frame: Answer[OfReserve]) -> str:
    """Return the sum in words, rounded to the side on which it is as sure."""
    return bound(_sum(frame), most=frame.about.of != "recovered")


def _name_chances(axes: Axes) -> None:
    """Name the y axis between its labels, where the name takes no room from the plot."""
    axes.annotate(
        "chance", (0, _NAME), (-_AWAY, 0), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="center", annotation_clip=False,
    )  # fmt: skip


def _curve(axes: Axes, frame: Answer[OfReserve]) -> None:
    curve = frame.about.curve
    amounts, chances, last = curve.index.to_numpy(), curve["chance"].to_numpy(), 0.0
    if frame.about.of != "recovered":  # each sum with the chance just below it, and with its own
        last, amounts = 1.0, np.repeat(amounts, 2)
        chances = np.column_stack([1 - chances, curve["covered"]]).ravel()
    else:  # what is never below nothing is more than nothing less often
        amounts, chances = np.insert(amounts, 1, 0.0), np.insert(chances, 1, frame.about.something)
    end = [amounts[-1], axes.get_xlim()[1]]  # no outcome passes the largest sum
    xs, ys = [*amounts, *end], [*chances, last, last]
    axes.plot(xs, ys, color=BLUE, lw=2.5, clip_on=False, zorder=3)


def _mark_level(axes: Axes, frame: Answer[OfReserve]) -> None:
    """Lead from the level on the axis to its place on the curve."""
    level, sum_ = frame.about.confidence, _sum(frame)
    axes.plot([0, sum_], [level, level], color=INK, lw=1.2, ls=(0, (4, 2)), zorder=4)
    axes.plot([sum_], [level], "o", color=INK, markersize=8, clip_on=False, zorder=5)


def _headlines(frame: Answer[OfReserve], sure: str) -> list[str]:
    of, sum_ = frame.about.of, _bound(frame)
    if len(frame.about.curve) == 1:
        return [_NONE[of]]
    on = status_suffix(frame.about.statuses)
    if of == "recovered":
        some = f"At least {sum_}{on} is recovered with {sure} confidence"
        return [f"No sum is {sure} sure to be recovered" if sum_ == sum_words(0) else some]
    if sum_ == sum_words(0):
        return [f"No reserve is needed to be {sure} sure of covering {_COVERED[of]}"]
    under = awards_suffix(frame.about.statuses)  # the awards are so, not what is held
    option = frame.about.option
    named = [f"{sum_} covers “{option.title}” with {sure} confidence{under}"] if option else []
    covers = f"{sum_} covers {_COVERED[of]} with {sure} confidence{under}"
    if _sum(frame) <= frame.about.unpaid_beyond:
        return [*named, covers]
    return [f"Being {sure} sure takes money for the whole team: {sum_}{under}", covers]


def _alt(frame: Answer[OfReserve], sure: str) -> str:
    of, even = frame.about.of, bound(frame.about.p50)
    means = {percent(share): sum_words(_together(frame, name)) for name, share in WORST.items()}
    tails = " and ".join(f"{mean} in the worst {share}" for share, mean in means.items())
    line = "Falling" if of == "recovered" else "Rising"
    lead = f"{line} line of the chance that {_what(frame)}, {sure} at {_bound(frame)}."
    half = f"In 50% of outcomes or more {_HALF[of]} at least {even}."
    under = under_sentence(frame)
    return alternative(f"{lead} {half} Averages: {tails}. {under}", f"{lead} {half} {under}")


def _data(frame: Answer[OfReserve]) -> pd.DataFrame:
    about, curve = frame.about, frame.about.curve
    data = {f"{name}_probability": curve[name].to_numpy() for name in curve.columns}
    constant: dict[str, Any] = {
        "middle_outcome_gbp": round(about.p50, 2),
        "confidence_probability": about.confidence,
        f"{SUMS[about.of]}_gbp": round(_sum(frame), 2),
        "mean_beyond_gbp": round(_together(frame, "beyond"), 2),
        **{f"mean_of_{n}_per_cent_gbp": round(_together(frame, n), 2) for n in WORST},
        "price_base": about.price_base,
    }
    return pd.DataFrame({"amount_gbp": curve.index.to_numpy().round(2), **data}).assign(**constant)
