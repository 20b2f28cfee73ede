"""Questions: how the answer moves with a chance, and what an expansion buys."""

from textwrap import fill

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.basis import OfInput
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import CEILINGS
from ...quantities import Chance
from .. import credits
from ..chart import Chart
from ..labels import settle
from ..style import BLUE, CEASED, GREY, INK, PALE, looks, money_axis
from ..words import average_posts, list_words, money_words, percent, sum_words, under_words
from .annotations import BEHIND_TEXT, above_bar, leaders, new_figure, percent_axis, side_label
from .chart_text import (
    alternative,
    fit_headline,
    heading,
    name_parts,
    slug,
    status_suffix,
    under_sentence,
)
from .row_layout import topic_words

_MOST_BARS = 5
_ROOM_FOR_WORDS = 1.35  # the height of the plot as a ratio of the highest line
_LABEL = 50  # characters of a line
_WORDS_WIDE = 0.38  # of the plot, at most
_LINES = {"mean": ("recovered", BLUE, "solid"), "gap_mean": ("gap", CEASED, (0, (4, 2)))}


@public
def chance_curve(frame: Answer[OfInput], chance: Chance, label: str) -> Chart:
    """Return the chart of how the averages move with a chance.

    Parameters
    ----------
    frame : DataFrame
        From `vary`, its values from 0 to 1.
    chance : Chance
        What the scenario takes, with the interval of its evidence, or set.
    label : str
        What the chance is of, such as ``"Chance that funding ceases at the end of 2024/25"``.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> table = cf.vary(central, "cessation", [0, 0.5, 1], "2025/26", draws=8)
    >>> chart = chance_curve(table, central.quantities["cessation"]["2025/26"], "Chance of ceasing")
    >>> chart.data["chance"].tolist()
    [0.0, 0.5, 1.0]
    """
    frame = frame.sort_index()
    told = [column for column in _LINES if column in frame]
    averages = " and ".join(f"average {_LINES[column][0]}" for column in told)
    return Chart(
        **heading(
            frame,
            name=["chance_curve", frame.about.input, frame.about.year or ""],
            what=f"{averages} of",
            then=f", by: {label}",
            of=[_LINES[column][0] for column in told],
        ),
        headline=_curve_headline(frame, chance),
        alt=alternative(_curve_alt(frame, chance)),
        data=_curve_data(frame, chance),
        figure=_curve(frame, chance, label),
    )


def _curve(frame: Answer[OfInput], chance: Chance, label: str) -> Figure:
    with looks():
        figure, (axes,) = new_figure()
        lines = {column: look for column, look in _LINES.items() if column in frame}
        money_axis(axes, float(frame[list(lines)].to_numpy().max()) * _ROOM_FOR_WORDS, 3)
        _mark(axes, chance)
        labels = []
        for column, (words, colour, dashes) in lines.items():
            axes.plot(frame.index, frame[column], color=colour, ls=dashes, lw=2.5, clip_on=False)
            labels.append(side_label(axes, frame[column].iloc[-1], words))
        percent_axis(axes, "x")
        axes.set_xlabel(fill(label, _LABEL))
        settle(figure, down=labels)
        leaders(axes, labels, [frame[column].iloc[-1] for column in lines])
    return figure


def _is_set(chance: Chance) -> bool:
    """Return whether a scenario sets a chance, so that no evidence leaves it open."""
    return chance.low == chance.high and not chance.evidence and not chance.views


def _as_assumed(frame: Answer[OfInput], chance: Chance) -> float:
    """Return the average recovered at the chance taken, in which it is linear."""
    return float(np.interp(chance.mid, frame.index, frame["mean"]))


def _curve_headline(frame: Answer[OfInput], chance: Chance) -> str:
    low, high = frame["mean"].iloc[0], frame["mean"].iloc[-1]
    under, what = status_suffix(frame.about.statuses), topic_words(frame.about.input)
    if sum_words(low) == sum_words(high):
        stays = f"Average recovered{under} stays at {sum_words(low)}"
        return fit_headline(
            f"{stays}, however likely {what} is", stays, price_base=frame.about.price_base
        )
    if _is_set(chance):
        average = f"Average recovered{under} is {sum_words(_as_assumed(frame, chance))}"
        set_at = f"{what} set at {percent(chance.mid)}"
        return fit_headline(f"{average} with {set_at}", price_base=frame.about.price_base)
    moves = f"{'falls' if low > high else 'rises'} from {sum_words(low)} to {sum_words(high)}"
    return fit_headline(
        f"Average recovered{under} {moves} as {what} grows likelier",
        f"Average{under} {moves} as {what} grows likelier",
        f"Average recovered{under} {moves}",
        price_base=frame.about.price_base,
    )


def _curve_alt(frame: Answer[OfInput], chance: Chance) -> str:
    low, high = frame.iloc[0], frame.iloc[-1]
    gap, lines = "", "A line"
    if "gap_mean" in frame:
        gap = (
            f", the average gap from {sum_words(low['gap_mean'])} to {sum_words(high['gap_mean'])}"
        )
        lines = "Two lines"
    return (
        f"{lines} over a chance from {percent(frame.index[0])} to {percent(frame.index[-1])}. "
        f"The average recovered goes from {sum_words(low['mean'])} to {sum_words(high['mean'])}"
        f"{gap}. {_baseline(chance)}. {under_sentence(frame)}"
    )


def _baseline(chance: Chance) -> str:
    if _is_set(chance):
        return f"The scenario sets it at {percent(chance.mid)}"
    ends = f"{percent(chance.low)} to {percent(chance.high)}"
    return f"The baseline is {percent(chance.mid)} ({ends})"


def _mark(axes: Axes, chance: Chance) -> None:
    """Mark the chance that is taken, and the interval of its evidence, with words in free room."""
    axes.axvline(chance.mid, color=INK, lw=1.5, clip_on=False)
    words = f"{'set at' if _is_set(chance) else 'baseline'} {percent(chance.mid)}"
    if chance.high > chance.low:
        axes.axvspan(chance.low, chance.high, color=PALE, alpha=0.5, lw=0)
        for end in (chance.low, chance.high):
            axes.axvline(end, color=GREY, lw=1, ls=(0, (1, 1)))
        words += f",\n90% interval\n{percent(chance.low)} to {percent(chance.high)}"
    place, side = chance.high + 0.02, "left"
    if place > 1 - _WORDS_WIDE and "\n" in words:
        place = max(0.02, chance.low - _WORDS_WIDE)
    elif place > 1 - _WORDS_WIDE:
        place, side = chance.low - 0.02, "right"
    axes.text(place, 0.98 * axes.get_ylim()[1], words, va="top", ha=side, bbox=BEHIND_TEXT)


def _curve_data(frame: Answer[OfInput], chance: Chance) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "chance": frame.index,
            **{
                f"{words}_mean_gbp": frame[column].round(2).to_numpy()
                for column, (words, *_) in _LINES.items()
                if column in frame
            },
            "baseline_chance": chance.mid,
            "baseline_recovered_mean_gbp": round(_as_assumed(frame, chance), 2),
            "evidence_low": None if _is_set(chance) else chance.low,
            "evidence_high": None if _is_set(chance) else chance.high,
        }
    )


@public
def expansion_value(frame: Answer[OfInput]) -> Chart:
    """Return the chart of the award and the posts that an expansion would bring.

    Parameters
    ----------
    frame : DataFrame
        From `vary`, its values the share of the room below the ceiling; of many, five are drawn.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> full = cf.load_scenario("full_expansion")
    >>> chart = expansion_value(cf.vary(full, "expansion_share", [0, 1], draws=8))
    >>> chart.data["award_a_year_mean_gbp"].tolist()[-1]
    1000000.0
    """
    frame = frame.sort_index()
    chosen = np.linspace(0, len(frame) - 1, min(len(frame), _MOST_BARS)).round().astype(int)
    frame, priced = frame.iloc[chosen], "posts_mean" in frame
    supported = " and the posts that it supports on average" if priced else ""
    posts = {"supported_mean_posts": frame["posts_mean"].to_numpy()} if priced else {}
    return Chart(
        name=slug("expansion_value", *name_parts(frame)),
        headline=_expansion_headline(frame),
        subtitle=(
            f"Average award a year of {frame.about.grant.full_name}{supported}, "
            f"{list_words(list(frame.about.years))}, "
            f"{money_words(frame.about.price_base)}, "
            f"{under_words(frame.about.statuses)}. Scenario: {frame.about.scenario}"
        ),
        **credits.of_frame(frame, *["award", "posts"][: 1 + priced]),
        alt=alternative(_expansion_alt(frame)),
        data=pd.DataFrame(
            {
                "share_of_room": frame.index,
                "award_a_year_mean_gbp": frame["award_mean"].round(2).to_numpy(),
                **posts,
            }
        ),
        figure=_expansion(frame),
    )


def _expansion(frame: Answer[OfInput]) -> Figure:
    with looks():
        figure, (axes,) = new_figure()
        for place, (_, row) in enumerate(frame.iterrows()):
            axes.bar(place, row["award_mean"], 0.72, color=BLUE, zorder=2)
            above_bar(axes, place, row["award_mean"], *_brought(row))
        axes.set_ylim(0, max(float(frame["award_mean"].max()), 1.0) * 1.2)
        axes.set_yticks([])
        axes.set_xticks(range(len(frame)), [percent(share) for share in frame.index])
        axes.set_xlabel("Share of the room below the ceiling that the expansion takes")
        settle(figure)
    return figure


def _expansion_headline(frame: Answer[OfInput]) -> str:
    low, high = frame.iloc[0], frame.iloc[-1]
    if not {*CEILINGS}.intersection(frame.about.status_of.values()):
        return "No award is left to expand"
    if "posts_mean" not in frame:
        under = status_suffix(frame.about.statuses)
        return f"Full expansion brings an average award of {sum_words(high['award_mean'])}{under}"
    more = high["posts_mean"] - low["posts_mean"]
    if round(more, 1) == 0:
        return "Full expansion does not pay for more posts"
    said = average_posts(more).replace("posts", "more posts")
    return f"Full expansion pays for {said} on average{status_suffix(frame.about.statuses)}"


def _expansion_alt(frame: Answer[OfInput]) -> str:
    said = [
        f"{' and '.join(_brought(row))} at {percent(share)}"
        for share, (_, row) in zip(frame.index, frame.iterrows(), strict=True)
    ]
    posts = " and the posts on average" if "posts_mean" in frame else ""
    return (
        f"Bars of the award a year{posts}, by share of the room: {list_words(said)}. "
        f"{under_sentence(frame)}"
    )


def _brought(row: "pd.Series[float]") -> tuple[str, ...]:
    """Return the award in words, and the posts where a paper prices one."""
    posts = (average_posts(row["posts_mean"]),) if "posts_mean" in row else ()
    return sum_words(row["award_mean"]), *posts
