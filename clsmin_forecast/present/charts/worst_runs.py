"""The worst outcomes: what they have in common, against all outcomes."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.worst_runs import OfWorst
from ...answer import Answer
from ...arguments import public
from ..chart import Chart
from ..input_words import value_words
from ..labels import settle
from ..style import BLUE, GREY, INK, WHITE, looks
from ..words import percent
from .annotations import new_figure, percent_axis
from .chart_text import (
    Row,
    alternative,
    fit_headline,
    heading,
    under_sentence,
    with_dated_years,
    with_minus_sign,
)
from .row_layout import (
    BAR_AT,
    DECISIONS,
    TOTALS,
    axis_under,
    in_their_units,
    input_words,
    over_row,
    topic_words,
)

_MOST_TRAITS = 6
_NOTICEABLE = 0.1  # standard deviations between the worst outcomes and all
_SHOWN_ALIKE = 3
_LEAST_ROWS = 3
_LONGEST_SAID = 130  # characters of what a text alternative says of two traits
_KEY_AT = -0.85  # rows above the first
_ABOVE, _BELOW = 1.1, 0.5  # rows of room over the first and under the last
_FIRST_AMOUNT, _LINE = 1.45, 0.5  # rows under the last decision, and from amount to amount
_KEY = (("o", "in all outcomes"), ("D", "in the worst {}"))
_KEY_PLACES = (0.02, 0.5)  # of the axis


@public
def worst_runs(frame: Answer[OfWorst]) -> Chart:
    """Return the chart of what the worst outcomes have in common, the furthest apart first.

    Decisions are pairs of dots. Amounts that differ, which have each their own unit, are written
    out below them.

    Parameters
    ----------
    frame : DataFrame
        From `worst_runs`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> worst_runs(cf.worst_runs(cf.load_scenario("central"), draws=8)).headline
    'Funding ceases in 2025/26 (in principle) in 100% of the worst 10% of outcomes'
    """
    frame = with_dated_years(frame)
    what, worst = TOTALS[frame.about.of], percent(frame.about.worst)
    shown = _apart(frame)
    return Chart(
        **heading(
            frame,
            name=["worst_runs", frame.about.of, worst],
            what=f"what the {worst} of outcomes with the worst {what} share for",
            then=(
                ": how often a decision is taken in them and in all outcomes, and the averages of "
                "amounts that differ, the furthest apart in standard deviations first"
            ),
            of=[frame.about.of],
            shown=shown["input"],
        ),
        headline=_headline(frame, worst),
        alt=alternative(_alt(frame, shown, worst)),
        data=_data(frame, shown),
        figure=_pairs(shown, worst),
    )


def _differing(frame: Answer[OfWorst]) -> pd.DataFrame:
    """Return the traits that differ, in the rounding that is printed too."""
    apart = frame[frame["apart"].abs() >= _NOTICEABLE]
    seen = [_value(row, "overall") != _value(row, "in_worst") for row in apart.to_dict("records")]
    return apart[np.array(seen, dtype=bool)].head(_MOST_TRAITS)


def _apart(frame: Answer[OfWorst]) -> pd.DataFrame:
    """Return what is drawn: what differs, and the first decisions where no decision does.

    Once no decision is open and no amount differs, the first amounts.
    """
    differing = _differing(frame)
    if (differing["input"] == "decision").any():
        return differing
    alike = frame[frame["input"] == "decision"].head(_SHOWN_ALIKE)
    shown = pd.concat([differing.head(_MOST_TRAITS - _SHOWN_ALIKE), alike])
    return frame.head(_SHOWN_ALIKE) if shown.empty else shown


def _pairs(shown: pd.DataFrame, worst: str) -> Figure:
    of_decision = shown["input"] == "decision"
    decisions = shown[of_decision].to_dict("records")
    amounts = shown[~of_decision].to_dict("records")
    rows = max(len(decisions), _LEAST_ROWS)
    with looks():
        figure, (axes,) = new_figure()
        percent_axis(axes, "x")
        axes.set_yticks([])
        axis_under(axes, rows - 1 + _BELOW, -_BELOW)
        _key(axes, worst)
        for place, row in enumerate(decisions):
            over_row(axes, place, _row_words(row))
            _pair(axes, place + BAR_AT, row)
        for place, row in enumerate(amounts):
            over_row(axes, rows - 1 + _FIRST_AMOUNT + place * _LINE + BAR_AT, _row_words(row))
        last = rows - 1 + (_FIRST_AMOUNT + len(amounts) * _LINE if amounts else _BELOW)
        axes.set_ylim(last, -_ABOVE)
        settle(figure)
    return figure


def _key(axes: Axes, worst: str) -> None:
    for (marker, words), place in zip(_KEY, _KEY_PLACES, strict=True):
        _dot(axes, place, _KEY_AT, marker)
        axes.annotate(
            words.format(worst), (place, _KEY_AT), (9, 0),
            textcoords="offset points", va="center", annotation_clip=False,
        )  # fmt: skip


def _pair(axes: Axes, height: float, row: Row) -> None:
    shares = row["overall"], row["in_worst"]
    axes.plot(shares, [height] * 2, color=GREY, lw=1.5, clip_on=False, zorder=2)
    for share, (marker, _) in zip(shares, _KEY, strict=True):
        _dot(axes, share, height, marker)


def _dot(axes: Axes, share: float, height: float, marker: str) -> None:
    # The outline is the larger, so that both are seen where they coincide.
    fill, edge, size, width = (WHITE, BLUE, 11, 2) if marker == "o" else (INK, INK, 5, 1)
    axes.plot(
        share, height, marker,
        color=fill, mec=edge, mew=width, markersize=size, clip_on=False, zorder=3 + (marker != "o"),
    )  # fmt: skip


def _row_words(row: Row) -> str:
    """Return the words of a row, as short as a wide font needs them."""
    overall, worst = (_value(row, column) for column in ("overall", "in_worst"))
    return with_minus_sign(f"{_what(row)}: {overall}, worst {worst}")


def _trait_words(row: Row) -> str:
    overall, worst = (_value(row, column) for column in ("overall", "in_worst"))
    return with_minus_sign(f"{_what(row)}: {overall} in all, {worst} in the worst")


def _what(row: Row) -> str:
    if row["input"] == "decision":
        return f"{DECISIONS[row['value']]} in {row['when']}"
    return input_words(row["input"], row["when"])


def _value(row: Row, column: str) -> str:
    if row["input"] == "decision":
        return percent(min(max(row[column], 0.0), 1.0))
    return value_words(row["input"], row[column])


def _headline(frame: Answer[OfWorst], worst: str) -> str:
    differing = _differing(frame).to_dict("records")
    if not differing:
        return f"Nothing sets the worst {worst} of outcomes apart"
    row = differing[0]
    verb = "in" if row["input"] == "decision" else "averages"
    joint = "of" if row["input"] == "decision" else "in"
    said = f"{_what(row)} {verb} {_value(row, 'in_worst')} {joint} the worst"
    return fit_headline(
        f"{said} {worst} of outcomes",
        f"{said} outcomes",
        f"The worst {worst} of outcomes differ most in {topic_words(row['input'])}",
    )


def _alt(frame: Answer[OfWorst], shown: pd.DataFrame, worst: str) -> str:
    said = [_trait_words(row) for row in shown.head(2).to_dict("records")]
    return (
        f"Pairs of dots: how often a decision is taken in all outcomes and in the worst {worst}. "
        f"{said[0] if len(' '.join(said)) > _LONGEST_SAID else '; '.join(said)}. "
        f"{under_sentence(frame)}"
    )


def _data(frame: Answer[OfWorst], shown: pd.DataFrame) -> pd.DataFrame:
    numbers = in_their_units(shown, {"overall": "in_all", "in_worst": "in_worst"})
    kept = pd.concat([shown[["input", "year", "value"]], numbers], axis=1)
    return kept.assign(worst_probability=frame.about.worst, price_base=frame.about.price_base)
