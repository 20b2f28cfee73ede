"""Decide: the loss by the number of posts kept while nobody knows, with the best number marked."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory

from ...analysis.decide import OfDecision
from ...answer import Answer
from ...arguments import public
from ..chart import Chart
from ..decision_words import NO_POST, posts_words, turns_words
from ..labels import settle
from ..style import BLUE, CEASED, INK, TURQUOISE, ScenarioStyle, looks, money_axis
from ..words import about as nearly, capital, percent, sum_words
from .annotations import leaders, new_figure, shift, side_label
from .chart_text import YES_NO, alternative, fit_headline, heading, under_sentence

_LINES = {
    "expected_loss": ("on\naverage", ScenarioStyle(BLUE, "solid", "o")),
    "loss_if_ceased": ("if it\nceases", ScenarioStyle(CEASED, (0, (1, 1.2)), "x")),
    "loss_if_funded": ("if it is\nfunded", ScenarioStyle(TURQUOISE, (0, (4, 2)), "D")),
}
"""The columns that are drawn, each with its label and its looks; broken lines lie over whole."""

_MOST_TICKS = 8
_ROOM = 0.03  # of the axis, before its first and after its last number of posts
_AWAY, _UP = 5, 14  # points from the line of the best number to its words, and above the plot


@public
def decide(frame: Answer[OfDecision]) -> Chart:
    """Return the chart of what keeping each number of posts loses, with the best number marked.

    Parameters
    ----------
    frame : DataFrame
        From `decide`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> decide(cf.decide("ceases", signed_month=2, draws=8)).headline
    'At 0% chance of funding let all 7 posts go; keeping pays above 27%'
    """
    about = frame.about
    with looks():
        figure, (axes,) = new_figure()
        money_axis(axes, float(frame[[*_LINES]].to_numpy().max()))
        _posts_axis(axes, float(frame.index[-1]))
        labels = _lines(axes, frame)
        _mark_best(axes, about)
        settle(figure, down=labels)
        leaders(
            axes,
            labels,
            [float(frame[name].iloc[-1]) for name in _LINES],
            [style for _, style in _LINES.values()],
        )
    head = heading(
        frame,
        name=["decide", about.year],
        what="loss by the number of posts kept until it is known whether the year is funded, for",
        then=(
            ": on average, if the funding ceases and if it does not. Keeping turns into letting go "
            f"at a chance of funding of {turns_words(about)}; {nearly(about.funded)} is assumed"
        ),
        of=["posts", "cost"],
    )
    head["inputs"] |= frozenset(about.registered)
    return Chart(
        **head,
        headline=fit_headline(_headline(about)),
        alt=_alt(frame),
        data=_data(frame),
        figure=figure,
    )


def _posts_axis(axes: Axes, posts: float) -> None:
    found = MaxNLocator(_MOST_TICKS, integer=True).tick_values(0, posts)
    places = [round(place) for place in found if 0 <= place <= posts]
    longest = posts if posts > NO_POST else 1
    axes.set_xlim(-_ROOM * longest, (1 + _ROOM) * longest)
    axes.set_xticks(places, [str(place) for place in places])
    axes.set_xlabel("Posts kept")


def _lines(axes: Axes, frame: Answer[OfDecision]) -> list[Text]:
    """Draw the lines, and return their labels beside the plot."""
    kept, labels = frame.index.to_numpy(), []
    for name, (words, style) in _LINES.items():
        losses = frame[name].to_numpy()
        axes.plot(kept, losses, color=style.colour, ls=style.dashes, lw=2.5, clip_on=False)
        labels.append(side_label(axes, float(losses[-1]), words))
    return labels


def _mark_best(axes: Axes, about: OfDecision) -> None:
    """Mark the best number on the line of the average, and say over the plot what it loses."""
    axes.plot([about.best], [about.loss], "o", color=INK, markersize=9, clip_on=False, zorder=6)
    start = blended_transform_factory(axes.transData, axes.transAxes)
    right = about.best > about.posts / 2
    side, away = ("right", -_AWAY) if right else ("left", _AWAY)
    words = f"{posts_words(about)}: {sum_words(about.loss)} on average"
    place = start + shift(axes, right=away, up=_UP)
    axes.text(about.best, 1, words, ha=side, va="center", transform=place)
    axes.annotate(
        "", (about.best, 0), (about.best, 1),
        xycoords=start, textcoords=start + shift(axes, up=_UP + 6),
        arrowprops={"arrowstyle": "-", "color": INK, "lw": 1.2, "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip


def _headline(about: OfDecision) -> str:
    do = posts_words(about)
    if about.posts <= NO_POST:
        return "The team has no post to keep or let go"
    if about.paid_if_ceased > NO_POST:
        return f"{capital(do)}, since other money pays if the funding ceases"
    if not 0 < about.turns_at < 1:
        return f"{capital(do)} at any chance of funding"
    chance, turn = percent(about.funded), turns_words(about)
    return f"At {chance} chance of funding {do}; keeping pays above {turn}"


def _alt(frame: Answer[OfDecision]) -> str:
    about, last = frame.about, frame.iloc[-1]
    none, all_, least = map(sum_words, (about.loss_of_none, about.loss_of_all, about.loss))
    lead = (
        f"Three lines of the loss by posts kept. On average it is {none} with none kept, {all_} "
        f"with all, and least, {least}, at {about.best:.1f}."
    )
    ceased, funded = (sum_words(last[f"loss_if_{how}"]) for how in ("ceased", "funded"))
    others = f"With all kept it is {ceased} if the funding ceases and {funded} if it does not."
    under = under_sentence(frame)
    return alternative(f"{lead} {others} {under}", f"{lead} {under}")


def _data(frame: Answer[OfDecision]) -> pd.DataFrame:
    about = frame.about
    sums = ("expected_loss", "expected_loss_standard_error", "loss_if_ceased", "loss_if_funded")
    return pd.DataFrame(
        {
            "kept_posts": frame.index.to_numpy(),
            **{f"{name}_gbp": frame[name].to_numpy().round(2) for name in (*sums, "at_risk")},
            "fewer_paid_for_probability": frame["chance_fewer"].to_numpy(),
            "loses_least": [YES_NO[bool(each)] for each in frame["best"]],
            "turns_at_probability": about.turns_at,
            "funded_probability": about.funded,
            "price_base": about.price_base,
        }
    )
