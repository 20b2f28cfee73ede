"""Parts that several charts share: labels, statuses under years, crosses for ceased funding.

A label of several lines is one text a line, unless it is flush left: an SVG is read in the reader's
font, and only a text of one line keeps its anchor there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation, Transform, blended_transform_factory

from ...analysis.questions import Question
from ...errors import InputError
from ...inputs.awards import IN_PRINCIPLE, Award, Awards
from ...units import CASH
from ..style import CEASED, GREY, WHITE, ScenarioStyle, halved
from ..words import capital, listed, money_words, percent, status_words, under_words

TEAM = "County Line Social Media Intelligence Network"
BEHIND_TEXT = {"facecolor": WHITE, "edgecolor": "none", "pad": 0.5}
_LONGEST_HEADLINE = 14  # words
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
_LINE = 14.5  # points from line to line
AT_HALF_WIDTH = (
    "cash_and_real", "decision_tree", "exceedance", "funding_outlook", "funding_profile", "gap",
    "posts", "scenario_lines", "scenario_totals", "tornado", "variance_shares",
)  # fmt: skip
"""Charts that can be read in half of a page's width."""

_MOST_TOLD = 4  # years in a text alternative
_BELOW_YEARS = 27  # points from the axis to the line between years and statuses


def span_words(years: Sequence[str]) -> str:
    """Return the period of some years.

    Examples
    --------
    >>> span_words(["2021/22", "2022/23", "2023/24"]), span_words(["2025/26"])
    ('2021/22 to 2023/24', '2025/26')
    """
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def told(years: Sequence[str], *chosen: str | None) -> list[str]:
    """Return the years that a text alternative has room for: all, or of many some and the last.

    Parameters
    ----------
    years : sequence of str
        In time order.
    *chosen : str or None
        What is told of many beside the last.

    Examples
    --------
    >>> told(["2024/25", "2025/26"], "2024/25"), told([f"202{n}/2{n + 1}" for n in range(6)])
    (['2024/25', '2025/26'], ['2025/26'])
    """
    few = len(years) <= _MOST_TOLD
    return [year for year in years if few or year in chosen or year == years[-1]]


def dated(award: Award) -> str:
    """Return the year of an award with its status, for a row.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> dated(cf.load_facts().awards["2021/22"])
    '2021/22 received'
    """
    return f"{award.financial_year} {status_words(award.status)}"


def limited(award: Award) -> bool:
    """Return whether an award is a limit, so that "up to" stands before it."""
    return award.basis == "up_to" or award.status == IN_PRINCIPLE


def slug(*words: str) -> str:
    """Return the name of a chart's files from the words that tell it from others.

    Examples
    --------
    >>> slug("gap", "If it ceases", "cash"), slug("gap", "central", "2023/24")
    ('gap_if_it_ceases', 'gap_central_2023_24')
    """
    said = " ".join([*(word for word in words if word != CASH), *(["half"] if halved() else [])])
    return re.sub("[^a-z0-9]+", "_", said.lower()).strip("_")


def measured(frame: pd.DataFrame, what: str) -> str:
    """Return what an analysis measures, of whom, when and in which money, for a subtitle."""
    years = list(frame.attrs["years"])
    together = " together" if len(years) > 1 else ""
    return (
        f"{capital(what)} for the Metropolitan Police's {TEAM} over {listed(years)}{together}, "
        f"{under_words(frame.attrs['span'])}, {money_words(frame.attrs['price_base'])}"
    )


def named(frame: pd.DataFrame) -> list[str]:
    """Return what tells an analysis of one scenario from that of another, for `slug`."""
    return [*frame.attrs["scenarios"], frame.attrs["price_base"]]


def in_short(question: Question, target: float | None = None) -> str:
    """Return a question, or a statement with its target, in the few words of a file's name.

    Examples
    --------
    >>> in_short(Question(at_least=1_000_000), 0.5), in_short(Question("balance"), -100_000)
    ('recovered 1000000 0.5', 'balance minus 100000')
    """
    numbers = [number for number in (question.at_least, target) if number is not None]
    return " ".join([question.of, *(f"{n:.12g}".replace("-", "minus ") for n in numbers)])


def asked(frame: pd.DataFrame) -> dict[str, str | float]:
    """Return the columns that say of every row in which money, and of which sum, it speaks."""
    least = frame.attrs["question"].at_least
    columns: dict[str, str | float] = {} if least is None else {"at_least_gbp": float(least)}
    return {**columns, "price_base": frame.attrs["price_base"]}


def target_column(frame: pd.DataFrame) -> dict[str, float]:
    """Return the column of the target of a statement, named by its unit."""
    unit = {"pounds": "gbp", "probability": "probability"}[frame.attrs["question"].unit]
    return {f"target_{unit}": float(frame.attrs["statement"].target)}


def fitting(*headlines: str) -> str:
    """Return the first headline that is short enough; the last one if none is."""
    short = (each for each in headlines if len(each.split()) <= _LONGEST_HEADLINE)
    return next(short, headlines[-1])


def percent_axis(axes: Axes, along: Literal["x", "y"]) -> None:
    """Give an axis chances, or shares, from 0% to 100%."""
    axes.set(**{f"{along}lim": (0, 1)})
    axis = axes.xaxis if along == "x" else axes.yaxis
    axis.set_ticks(_QUARTERS, [percent(share) for share in _QUARTERS])


def pictured(
    rows: int = 1, heights: Sequence[float] = (1,), *, at_half: bool = False
) -> tuple[Figure, list[Axes]]:
    """Return a figure with panels one above the other, to be drawn on inside `looks`.

    Raises
    ------
    InputError
        At half width, unless the chart has room for its words there.
    """
    if halved() and not at_half:
        raise InputError(
            "half width: this chart's words need the full 159 mm; "
            f"at 76 mm there are {listed(AT_HALF_WIDTH)}."
        )
    figure = Figure()
    panels = figure.subplots(rows, 1, squeeze=False, gridspec_kw={"height_ratios": heights})
    return figure, list(panels[:, 0])


def statuses(axes: Axes, awards: Awards, years: Sequence[str]) -> list[Text]:
    """Write each status once under the years that have it.

    Parameters
    ----------
    axes : Axes
        Its years stand at 0, 1, 2 and so on.
    awards : Awards
        Where the statuses are.
    years : sequence of str
        The years drawn.

    Returns
    -------
    list of Text
        To be moved apart.
    """
    texts = []
    for status, first, last in _runs([awards[year].status for year in years]):
        below = shifted(axes, up=-_BELOW_YEARS)
        place = axes.get_xaxis_transform() + below
        ends = [first - 0.42, last + 0.42]
        axes.plot(ends, [0, 0], color=GREY, linewidth=1, transform=place, clip_on=False)
        middle, words = (first + last) / 2, status_words(status)
        lower = place + shifted(axes, up=-3)
        texts.append(axes.text(middle, 0, words, ha="center", va="top", transform=lower))
    return texts


def _runs(items: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    place = 0
    for item, group in groupby(items):
        length = len(list(group))
        yield item, place, place + length - 1
        place += length


def above_bar(axes: Axes, place: float, amount: float, *lines: str) -> None:
    """Write lines of text just above the end of a bar, clear of the grid."""
    for line, words in enumerate(reversed(lines)):
        axes.text(
            place, amount, words, ha="center", va="bottom", bbox=BEHIND_TEXT, zorder=6,
            transform=axes.transData + shifted(axes, up=3 + line * _LINE),
        )  # fmt: skip


def before_row(axes: Axes, row: float, *lines: str) -> None:
    """Write lines of text to the left of the plot, beside a row of it."""
    start = blended_transform_factory(axes.transAxes, axes.transData)
    for line, words in enumerate(lines):
        up = ((len(lines) - 1) / 2 - line) * _LINE
        axes.text(
            0, row, words, ha="right", va="center",
            transform=start + shifted(axes, right=-10, up=up),
        )  # fmt: skip


def beside(axes: Axes, height: float, label: str, points: float = 27) -> Text:
    """Write a label to the right of the plot, at a height on its y axis; `leaders` joins it."""
    return axes.text(1, height, label, va="center", linespacing=1.1, transform=_right(axes, points))


def leaders(
    axes: Axes,
    labels: Sequence[Text],
    ends: Sequence[float],
    styles: Sequence[ScenarioStyle] = (),
) -> None:
    """Join the ends of what was drawn to their labels, which may have been moved.

    Parameters
    ----------
    axes : Axes
        What was drawn on.
    labels : sequence of Text
        From `beside`, settled.
    ends : sequence of float
        The height that each label belongs to.
    styles : sequence of ScenarioStyle
        Of scenario lines: their markers are repeated before the labels.
    """
    near, far = (_right(axes, points).transform for points in (7, 18))
    back = axes.figure.transFigure.inverted().transform
    plain = [ScenarioStyle(GREY, "solid", "")] * len(labels)
    for label, end, style in zip(labels, ends, styles or plain, strict=True):
        xs, ys = zip(*back([near((1, end)), far((1, label.get_position()[1]))]), strict=True)
        line = Line2D(xs, ys, color=style.colour, lw=1, marker=style.marker, markevery=[1])
        axes.figure.add_artist(line)


def corner_key(axes: Axes, handles: Sequence[Artist]) -> None:
    """Put a key into the upper left corner of a plot, clear of the grid."""
    axes.legend(
        handles=handles, loc="upper left", borderaxespad=0.5, borderpad=0.1, labelspacing=0.15,
        frameon=True, facecolor=WHITE, edgecolor="none", framealpha=1,
    )  # fmt: skip


def _right(axes: Axes, points: float) -> Transform:
    end = blended_transform_factory(axes.transAxes, axes.transData)
    return end + shifted(axes, right=points)


def shifted(axes: Axes, right: float = 0, up: float = 0) -> Transform:
    """Return a shift in points, to be added to a transform."""
    return ScaledTranslation(right / 72, up / 72, axes.figure.dpi_scale_trans)  # in points


def crosses(axes: Axes, chances: Mapping[float, float]) -> None:
    """Mark £0 with a cross wherever funding may have ceased.

    Parameters
    ----------
    axes : Axes
        Its y axis starts at zero.
    chances : mapping of float to float
        Place on the x axis to the chance; a place without a chance gets no cross.
    """
    crosses_at(axes, [(place, 0.0) for place, chance in chances.items() if chance > 0])


def crosses_at(axes: Axes, places: Sequence[tuple[float, float]]) -> None:
    """Draw the cross that stands for ceased funding at each x and y."""
    for colour, width, size in ((WHITE, 5, 10), (CEASED, 2.5, 8)):
        axes.plot(
            [x for x, _ in places], [y for _, y in places], "x",
            color=colour, mew=width, markersize=size, clip_on=False, zorder=7,
        )  # fmt: skip
