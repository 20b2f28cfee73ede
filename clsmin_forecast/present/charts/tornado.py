"""Sensitivity: how far the answer moves with each input alone."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.question import OfQuestion
from ...analysis.tornado import largest_bars
from ...answer import Answer
from ...arguments import public
from ...inputs.catalogue import INPUTS
from ..chart import Chart
from ..input_words import value_words
from ..labels import settle
from ..question_words import answer_words
from ..style import INK, RATING_FILLS, WHITE, looks
from ..words import capital, list_words, under_words
from .annotations import new_figure
from .chart_text import (
    COLUMN_UNITS,
    Row,
    alternative,
    fit_headline,
    heading,
    in_short,
    question_columns,
    with_dated_years,
    with_minus_sign,
)
from .row_layout import (
    BAR_AT,
    BAR_HIGH,
    in_their_units,
    input_words,
    range_words,
    rows_of_words,
)

_BEYOND = BAR_HIGH / 2 + 0.04  # from the middle of a bar to the end of the line in it
_MOST_BARS = 8
_ENDS = ": ruled out or certain"
_SHOWN_UNMOVED = 3
_MOST_TIED = 3  # inputs in a headline
_EVIDENCE = {"red": "weak evidence", "amber": "fair evidence", "green": "good evidence"}
_SHORTEST = {"pounds": 1_000.0, "probability": 0.01}  # of an axis


@public
def tornado(frame: Answer[OfQuestion]) -> Chart:
    """Return the chart of how far the answer moves with each input, the furthest first.

    Each bar is shaded by the rating of its evidence, and says the rating in words too.

    Parameters
    ----------
    frame : DataFrame
        From `tornado`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> tornado(cf.tornado(cf.load_scenario("central"), draws=8)).headline
    'Whether funding ceases in 2025/26 (in principle) matters most, on weak evidence'
    """
    frame = with_dated_years(frame)
    question, unit = frame.about.question, frame.about.question.unit
    moving = frame[[_moves(row, unit) for row in frame.to_dict("records")]]
    moving = moving.head(_MOST_BARS)
    shown = frame.head(_SHOWN_UNMOVED) if moving.empty else moving
    return Chart(
        **heading(
            frame,
            name=["tornado", in_short(question)],
            what=f"{question.words} for",
            then=(
                ", as each input alone goes from its low to its high: an event ruled out and "
                "certain, a chance over the 90% interval of its evidence, an amount over its "
                "range; the furthest first. Evidence is weak where the register rates it red, "
                "fair where amber, good where green"
            ),
            of=question.measures,
            shown=shown["input"],
        ),
        headline=_headline(frame, moving),
        alt=alternative(_alt(frame, moving)),
        data=_data(frame, shown),
        figure=_tornado(frame, shown, unit),
    )


def _moves(row: Row, unit: str) -> bool:
    """Return whether a reader would see the answer move, in the rounding that is printed."""
    return answer_words(row["at_low"], unit) != answer_words(row["at_high"], unit)


def _tornado(frame: Answer[OfQuestion], shown: pd.DataFrame, unit: str) -> Figure:
    base = frame.about.answer
    with looks():
        figure, (axes,) = new_figure()
        rows = shown.to_dict("records")
        places = rows_of_words(axes, [_row_words(row) for row in rows])
        for place, row in zip(places, rows, strict=True):
            _bar(axes, place + BAR_AT, base, row)
            _ends(axes, place, row, unit)
        tops = [place + BAR_AT - _BEYOND for place in places]  # in the rows of bars, clear of words
        lows = [*(top + 2 * _BEYOND for top in tops[:-1]), axes.get_ylim()[0]]
        axes.vlines([base] * len(tops), tops, lows, color=INK, lw=1.2, zorder=1)
        answers = [*shown["at_low"], *shown["at_high"], base]
        axes.set_xlim(min(0.0, *answers), max(_SHORTEST[unit], *answers))
        axes.set_xticks([base], [f"as assumed: {with_minus_sign(answer_words(base, unit))}"])
        settle(figure)
    return figure


def _row_words(row: Row) -> str:
    """Return the words over a bar, whose ends say themselves what they are."""
    return _bar_words(row).replace(_ENDS, "").replace(") (", ", ")


def _bar_words(row: Row) -> str:
    evidence = _EVIDENCE.get(row["quality"], row["quality"])
    if row["bar"] == "event":
        return f"{capital(INPUTS[row['input']].occurrence)} in {row['when']}{_ENDS} ({evidence})"
    ends = range_words(row["input"], float(row["low"]), float(row["high"]))
    return f"{input_words(row['input'], row['when'])}: {ends} ({evidence})"


def _bar(axes: Axes, middle: float, base: float, row: Row) -> None:
    """Draw a half from the base to each end, so that the base can be seen in the bar."""
    fill = RATING_FILLS.get(str(row["quality"]), WHITE)
    for end in (row["at_low"], row["at_high"]):
        axes.barh(
            middle, end - base, BAR_HIGH, left=base,
            color=fill, ec=INK, lw=1, clip_on=False, zorder=3,
        )  # fmt: skip


def _ends(axes: Axes, place: float, row: Row, unit: str) -> None:
    sides = zip(_end_words(row, unit), ("right", "left"), (-1, 1), strict=True)
    for (answer, words), side, sign in sides:
        axes.annotate(
            words, (answer, place + BAR_AT), (sign * 5, 0),
            textcoords="offset points", ha=side, va="center", annotation_clip=False,
        )  # fmt: skip


def _end_words(row: Row, unit: str) -> list[tuple[float, str]]:
    """Return the answer at each end of a bar, from the left, with what it is the answer at."""
    ends = [
        (
            row[f"at_{end}"],
            with_minus_sign(f"{_at(row, end)}: {answer_words(row[f'at_{end}'], unit)}"),
        )
        for end in ("low", "high")
    ]
    return sorted(ends, key=lambda end: float(end[0]))


def _at(row: Row, end: str) -> str:
    if str(row["bar"]) == "event":
        return {"low": "ruled out", "high": "certain"}[end]
    return value_words(str(row["input"]), row[end])


def _headline(frame: Answer[OfQuestion], moving: pd.DataFrame) -> str:
    if moving.empty:
        return f"No input alone moves the {frame.about.question.words}"
    rows = largest_bars(frame).to_dict("records")
    if len(rows) > 1:
        return fit_headline(*_alike(rows))
    evidence = _EVIDENCE.get(rows[0]["quality"])
    rests = f"on {evidence}" if evidence else "and the scenario sets it"
    return fit_headline(f"{_what(rows[0])} matters most, {rests}", f"{_what(rows[0])} matters most")


def _alike(rows: Sequence[Row]) -> list[str]:
    """Return headlines of inputs that tie, the longest first; years of one event stand together."""
    others = f"{_what(rows[0])} and {len(rows) - 1} more matter most"
    if len(rows) > _MOST_TIED:
        return [others]
    if len({(row["input"], row["bar"]) for row in rows}) == 1 and rows[0]["bar"] == "event":
        of = f"Whether {INPUTS[rows[0]['input']].occurrence} in"
        return [
            f"{of} {list_words([row[column] for row in rows], 'or')} matters most"
            for column in ("when", "year")
        ]
    said = [_what(row) for row in rows]
    named = [said[0], *(f"{each[:1].lower()}{each[1:]}" for each in said[1:])]
    return [f"{list_words(named)} matter most", others]


def _what(row: Row) -> str:
    if row["bar"] == "event":
        return f"Whether {INPUTS[row['input']].occurrence} in {row['when']}"
    return input_words(row["input"], row["when"])


def _alt(frame: Answer[OfQuestion], moving: pd.DataFrame) -> str:
    unit = frame.about.question.unit
    base = answer_words(frame.about.answer, unit)
    under = under_words(frame.about.statuses)
    start = f"Tornado chart: bars around the answer as assumed, {base}, {under}"
    if moving.empty:
        return f"{start}. No bar has any length."
    row = moving.to_dict("records")[0]
    low, high = (answer_words(row[f"at_{end}"], unit) for end in ("low", "high"))
    ties = len(largest_bars(frame)) - 1
    alike = f", as long as {ties} more" if ties else ""
    longest = f"The longest of {len(moving)}{alike}: {_bar_words(row)}, {low} to {high}"
    return f"{start}. {longest}."


def _data(frame: Answer[OfQuestion], shown: pd.DataFrame) -> pd.DataFrame:
    unit = COLUMN_UNITS[frame.about.question.unit]
    answers = {f"answer_{end}_{unit}": shown[end] for end in ("at_low", "at_high")}
    return pd.concat(
        [
            shown[["input", "title", "year", "bar", "quality"]],
            in_their_units(shown, {"low": "low", "base": "base", "high": "high"}),
            pd.DataFrame(answers | {f"answer_as_assumed_{unit}": frame.about.answer}),
        ],
        axis=1,
    ).assign(**question_columns(frame))
