"""Sensitivity: how far the answer moves with each input alone."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.tornado import leading
from ...arguments import public
from .. import credits
from ..asked import answer_words, valued
from ..chart import Chart
from ..labels import settle
from ..style import INK, RATING_FILLS, WHITE, halved, looks
from ..words import capital, listed, under_words
from .narrow import BAR, folded, narrow
from .parts import pictured, shifted
from .rows import (
    BAR_AT,
    BAR_HIGH,
    EVENTS,
    Row,
    in_their_units,
    input_words,
    printed,
    range_words,
    rows_of_words,
)
from .said import asked, fitting, in_short, measured, named, slug, with_when

_MOST_BARS, _MOST_NARROW = 8, 5
_ENDS = ": ruled out or certain"
_UNDER, _INCH = 9, 72  # points
_SHOWN_UNMOVED = 3
_MOST_TIED = 3  # inputs in a headline
_EVIDENCE = {"red": "weak evidence", "amber": "fair evidence", "green": "good evidence"}
_SHORTEST = {"pounds": 1_000.0, "probability": 0.01}  # of an axis
_UNITS = {"pounds": "gbp", "probability": "probability"}


@public
def tornado(frame: pd.DataFrame) -> Chart:
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
    frame = with_when(frame)
    question, unit = frame.attrs["question"], frame.attrs["question"].unit
    moving = frame[[_moves(row, unit) for row in frame.to_dict("records")]]
    moving = moving.head(_MOST_NARROW if halved() else _MOST_BARS)
    shown = frame.head(_SHOWN_UNMOVED) if moving.empty else moving
    return Chart(
        name=slug("tornado", in_short(question), *named(frame)),
        headline=_tornado_headline(frame, moving),
        subtitle=(
            f"{measured(frame, question.words)}, as each input alone goes from its low "
            "to its high: an event ruled out and certain, a chance over the 90% interval of its "
            "evidence, an amount over its range; the furthest first. Evidence is weak where the "
            "register rates it red, fair where amber, good where green. "
            f"Scenario: {frame.attrs['scenario']}"
        ),
        **credits.of_frame(frame, question.of, shown=shown["input"]),
        alt=_tornado_alt(frame, moving),
        data=_tornado_data(frame, shown),
        figure=_tornado(frame, shown, unit),
    )


def _moves(row: Row, unit: str) -> bool:
    """Return whether a reader would see the answer move, in the rounding that is printed."""
    return answer_words(row["at_low"], unit) != answer_words(row["at_high"], unit)


def _tornado(frame: pd.DataFrame, shown: pd.DataFrame, unit: str) -> Figure:
    base = frame.attrs["answer"]
    with looks():
        if halved():
            figure, axes = _narrow_rows(shown, base, unit)
        else:
            figure, (axes,) = pictured()
            rows = shown.to_dict("records")
            places = rows_of_words(axes, [_row_words(row) for row in rows])
            axes.axvline(base, color=INK, lw=1.2, zorder=1)
            for place, row in zip(places, rows, strict=True):
                _bar(axes, place + BAR_AT, BAR_HIGH, base, row)
                _ends(axes, place, row, unit)
        answers = [*shown["at_low"], *shown["at_high"], base]
        axes.set_xlim(min(0.0, *answers), max(_SHORTEST[unit], *answers))
        axes.set_xticks([base], [f"as assumed: {printed(answer_words(base, unit))}"])
        if halved():
            _within(axes)
        else:
            settle(figure)
    return figure


def _narrow_rows(shown: pd.DataFrame, base: float, unit: str) -> tuple[Figure, Axes]:
    """Draw the bars with what stands at their ends in the words over them."""
    rows = shown.to_dict("records")
    words = [
        [
            *folded(_row_words(row)),
            *folded(", ".join(words for _, words in _end_words(row, unit))),
        ]
        for row in rows
    ]
    figure, axes, middles = narrow(words)
    for place, row in zip(middles, rows, strict=True):
        _bar(axes, place, BAR, base, row)
        axes.plot([base] * 2, [place - BAR, place + BAR], color=INK, lw=1.2, zorder=1)
    return figure, axes


def _within(axes: Axes) -> None:
    """Write what stands at the answer as assumed so that it stays in the picture.

    As large a part of the words stands before its place as of the axis.
    """
    (base,), (low, high) = axes.get_xticks(), axes.get_xlim()
    words = axes.get_xticklabels()[0].get_text()
    axes.set_xticks([])
    start = axes.get_xaxis_transform() + shifted(axes, up=-_UNDER)
    text = axes.text(base, 0, words, va="top", transform=start)
    wide = text.get_window_extent().width * (base - low) / (high - low)
    text.set_transform(start + shifted(axes, right=-wide * _INCH / axes.figure.dpi))


def _row_words(row: Row) -> str:
    """Return the words over a bar, whose ends say themselves what they are."""
    return _bar_words(row).replace(_ENDS, "")


def _bar_words(row: Row) -> str:
    evidence = _EVIDENCE.get(row["quality"], row["quality"])
    if row["bar"] == "event":
        return f"{capital(EVENTS[row['input']])} in {row['when']}{_ENDS} ({evidence})"
    ends = range_words(row["input"], float(row["low"]), float(row["high"]))
    return f"{input_words(row['input'], row['when'])}: {ends} ({evidence})"


def _bar(axes: Axes, middle: float, high: float, base: float, row: Row) -> None:
    """Draw a half from the base to each end, so that the base can be seen in the bar."""
    fill = RATING_FILLS.get(str(row["quality"]), WHITE)
    for end in (row["at_low"], row["at_high"]):
        axes.barh(
            middle, end - base, high, left=base,
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
        (row[f"at_{end}"], printed(f"{_at(row, end)}: {answer_words(row[f'at_{end}'], unit)}"))
        for end in ("low", "high")
    ]
    return sorted(ends, key=lambda end: float(end[0]))


def _at(row: Row, end: str) -> str:
    if str(row["bar"]) == "event":
        return {"low": "ruled out", "high": "certain"}[end]
    return valued(str(row["input"]), row[end])


def _tornado_headline(frame: pd.DataFrame, moving: pd.DataFrame) -> str:
    if moving.empty:
        return f"No input alone moves the {frame.attrs['question'].words}"
    rows = leading(frame).to_dict("records")
    if len(rows) > 1:
        return fitting(*_alike(rows))
    evidence = _EVIDENCE.get(rows[0]["quality"])
    rests = f"on {evidence}" if evidence else "and the scenario sets it"
    return fitting(f"{_what(rows[0])} matters most, {rests}", f"{_what(rows[0])} matters most")


def _alike(rows: Sequence[Row]) -> list[str]:
    """Return headlines of inputs that tie, the longest first; years of one event stand together."""
    others = f"{_what(rows[0])} and {len(rows) - 1} more matter most"
    if len(rows) > _MOST_TIED:
        return [others]
    if len({(row["input"], row["bar"]) for row in rows}) == 1 and rows[0]["bar"] == "event":
        of = f"Whether {EVENTS[rows[0]['input']]} in"
        return [
            f"{of} {listed([row[column] for row in rows], 'or')} matters most"
            for column in ("when", "year")
        ]
    said = [_what(row) for row in rows]
    named = [said[0], *(f"{each[:1].lower()}{each[1:]}" for each in said[1:])]
    return [f"{listed(named)} matter most", others]


def _what(row: Row) -> str:
    if row["bar"] == "event":
        return f"Whether {EVENTS[row['input']]} in {row['when']}"
    return input_words(row["input"], row["when"])


def _tornado_alt(frame: pd.DataFrame, moving: pd.DataFrame) -> str:
    unit = frame.attrs["question"].unit
    base = answer_words(frame.attrs["answer"], unit)
    under = under_words(frame.attrs["statuses"])
    start = f"Tornado chart: bars around the answer as assumed, {base}, {under}"
    if moving.empty:
        return f"{start}. No bar has any length."
    row = moving.to_dict("records")[0]
    low, high = (answer_words(row[f"at_{end}"], unit) for end in ("low", "high"))
    ties = len(leading(frame)) - 1
    alike = f", as long as {ties} more" if ties else ""
    longest = f"The longest of {len(moving)}{alike}: {_bar_words(row)}, {low} to {high}"
    return f"{start}. {longest}."


def _tornado_data(frame: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    unit = _UNITS[frame.attrs["question"].unit]
    answers = {f"answer_{end}_{unit}": shown[end] for end in ("at_low", "at_high")}
    return pd.concat(
        [
            shown[["input", "title", "year", "bar", "quality"]],
            in_their_units(shown, {"low": "low", "base": "base", "high": "high"}),
            pd.DataFrame(answers | {f"answer_as_assumed_{unit}": frame.attrs["answer"]}),
        ],
        axis=1,
    ).assign(**asked(frame))
