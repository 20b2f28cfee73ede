"""The shortfall: the chance that so much is missing, or recovered."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from ...analysis.shortfall import OfCurve
from ...answer import Answer
from ...arguments import public
from ..chart import Chart
from ..labels import settle
from ..style import BLUE, INK, looks, money_axis
from ..words import bound, capital, modelled, percent
from .annotations import percent_axis, pictured, shifted
from .chart_text import fitting, heading, standing, under_sentence

_FEET = (26, 10)  # points above the plot of the words of each line
_NAME = 7 / 8  # of the height of the plot, between labels of its axis
_AWAY = 5  # points from a line to its words
_OF = {"gap": "gap", "recovered": "sum recovered"}


@public
def exceedance(frame: Answer[OfCurve]) -> Chart:
    """Return the chart of the chance that a total comes to at least so much.

    Lines mark the averages of the worst outcomes.

    Parameters
    ----------
    frame : DataFrame
        From `exceedance`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> exceedance(cf.exceedance(cf.load_scenario("full_expansion"), draws=8)).headline
    'There is no gap in any outcome'
    """
    of = _OF[frame.about.of]
    with looks():
        figure, (axes,) = pictured()
        money_axis(axes, float(frame.index.max()), 3, along="x")
        _curve(axes, frame)
        percent_axis(axes, "y")
        axes.grid(visible=True, axis="y")
        _name_chances(axes)
        axes.set_xlabel(f"{capital(of)} of at least")
        _mark(axes, frame.about.worst)
        settle(figure)
    return Chart(
        **heading(
            frame,
            name=["exceedance", frame.about.of],
            what=f"chance that the {of} is at least so much for",
            then=f". Lines mark the average of the worst {_said(frame)} of outcomes",
            of=[frame.about.of],
        ),
        headline=fitting(*_headlines(frame), price_base=frame.about.price_base),
        alt=_alt(frame),
        data=_data(frame),
        figure=figure,
    )


def _said(frame: Answer[OfCurve]) -> str:
    return " and ".join(percent(share) for share in frame.about.worst)


def _name_chances(axes: Axes) -> None:
    """Name the y axis between its labels, where the name takes no room from the plot."""
    axes.annotate(
        "chance", (0, _NAME), (-_AWAY, 0), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="center", annotation_clip=False,
    )  # fmt: skip


def _curve(axes: Axes, frame: Answer[OfCurve]) -> None:
    # No outcome passes the largest sum, so the chance beyond it is nil.
    amounts = [*frame.index, frame.index.max(), axes.get_xlim()[1]]
    chances = [*frame["chance"], 0.0, 0.0]
    axes.plot(amounts, chances, color=BLUE, lw=2.5, clip_on=False, zorder=3)


def _mark(axes: Axes, worst: Mapping[float, float]) -> None:
    """Mark the averages of the worst outcomes, and name them over the plot, one a line.

    The words of all stand on one side, and the line beyond the others has the upper words, so that
    no line runs through words.
    """
    before = bool(sum(worst.values()) / len(worst) > axes.get_xlim()[1] / 2)
    order = sorted(worst.items(), key=lambda each: each[1], reverse=before)
    start = blended_transform_factory(axes.transData, axes.transAxes)
    side, away = ("right", -_AWAY) if before else ("left", _AWAY)
    for (share, amount), up in zip(order, _FEET, strict=True):
        words = f"average of worst {percent(share)}: {modelled(amount)}"
        place = start + shifted(axes, right=away, up=up)
        axes.text(amount, 1, words, ha=side, va="center", transform=place)
        axes.annotate(
            "", (amount, 0), (amount, 1),
            xycoords=start, textcoords=start + shifted(axes, up=up + 6),
            arrowprops={"arrowstyle": "-", "color": INK, "lw": 1.2, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip


def _headlines(frame: Answer[OfCurve]) -> list[str]:
    of, worst = frame.about.of, frame.about.worst
    if modelled(float(frame.index.max())) == modelled(0):
        return ["There is no gap in any outcome" if of == "gap" else "Nothing is ever recovered"]
    share = min(worst)
    what = "The gap" if of == "gap" else "The sum recovered"
    averages = f"averages {modelled(worst[share])}{standing(frame.about.statuses)}"
    tail = f"{averages} in the worst {percent(share)}"
    return [f"{what} {tail} of outcomes", f"{what} {tail}", f"Recovered {tail}"]


def _alt(frame: Answer[OfCurve]) -> str:
    of, worst = _OF[frame.about.of], frame.about.worst
    said = [f"{modelled(mean)} in the worst {percent(share)}" for share, mean in worst.items()]
    return (
        f"Falling line of the chance that the {of} is at least so much. It stays at 50% or more "
        f"up to {bound(frame.about.p50)}. Averages: {' and '.join(said)} of outcomes. "
        f"{under_sentence(frame)}"
    )


def _data(frame: Answer[OfCurve]) -> pd.DataFrame:
    data = pd.DataFrame(
        {
            "at_least_gbp": frame.index.to_numpy().round(2),
            "chance": frame["chance"].to_numpy(),
            "chance_standard_error_probability": frame["standard_error"].to_numpy(),
            "middle_outcome_gbp": round(frame.about.p50, 2),
        }
    )
    means = {
        f"mean_of_worst_{percent(share).removesuffix('%')}_per_cent_gbp": round(mean, 2)
        for share, mean in frame.about.worst.items()
    }
    return data.assign(**means, price_base=frame.about.price_base)
