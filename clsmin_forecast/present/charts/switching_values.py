"""Switching values: what each input must come to for a statement to turn."""

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.switching import OfStatement
from ...answer import Answer
from ...arguments import public
from ...inputs.catalogue import INPUTS
from ...units import number_of
from ..chart import Chart
from ..input_words import distinct_words
from ..labels import settle
from ..question_words import inside_quotes, statement_words
from ..style import BLUE, PALE, WHITE, looks
from .annotations import new_figure, side_label
from .chart_text import (
    Row,
    alternative,
    fit_headline,
    heading,
    in_short,
    question_columns,
    state_headline,
    target_column,
    under_sentence,
    with_dated_years,
    with_minus_sign,
)
from .row_layout import BAR_AT, BAR_HIGH, in_their_units, input_words, range_words, rows_of_words

_LEAST, _MOST = 4, 6  # rows
_AIR = 0.15  # of what a row spans, beyond its ends


@public
def switching_values(frame: Answer[OfStatement]) -> Chart:
    """Return the chart of the value of each input at which a statement turns.

    Each input has a row, and the row a scale of its own. Those that do not turn it are counted.

    Parameters
    ----------
    frame : DataFrame
        From `switching_values`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> switching_values(cf.switching_values(central, draws=8)).headline
    'The award does not pay for the team, whichever input varies in its range'
    """
    frame = with_dated_years(frame)
    question, statement = frame.about.question, frame.about.statement
    words = statement_words(statement)
    return Chart(
        **heading(
            frame,
            name=["switching_values", in_short(question, statement.target)],
            what=f"value of each input that turns the statement “{inside_quotes(words)}” for",
            then=(
                ". A row each, from the nearest: its range (line), as assumed (dot), and where the "
                "statement is true (shaded). A row of a chance runs from 0% to 100%, of another "
                "input as far as it needs"
            ),
            of=question.measures,
            shown=frame["input"],
        ),
        headline=_headline(frame),
        alt=_alt(frame, words),
        data=_data(frame),
        figure=_rows(frame),
    )


def _rows(frame: Answer[OfStatement]) -> Figure:
    """Draw the inputs that turn the statement, and where these are few some that do not."""
    turning = _turning_rows(frame)
    never = frame[frame["value"].isna()].to_dict("records")
    drawn = [*turning[:_MOST], *never[: max(0, _LEAST - len(turning))]]
    holds = frame.about.answer >= frame.about.statement.target_met
    with looks():
        figure, (axes,) = new_figure()
        words = [_row_words(row) for row in drawn]
        left = _left(len(frame) - len(drawn), len(turning[_MOST:]))
        places = rows_of_words(axes, [*words, *left])
        for place, row in zip(places, drawn, strict=False):
            _row(axes, place + BAR_AT, row, holds=holds)
        axes.set_xlim(0, 1)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        settle(figure)
    return figure


def _turning_rows(frame: Answer[OfStatement]) -> list[Row]:
    """Return the inputs that turn the statement, those within their range and the nearest first."""
    rows = frame[frame["value"].notna()].to_dict("records")
    return sorted(rows, key=lambda row: (not row["within"], _moved(row)))


def _row_words(row: Row) -> str:
    return (
        f"{input_words(row['input'], row['when'])}: "
        f"{with_minus_sign(range_words(row['input'], row['low'], row['high']))}"
    )


def _left(others: int, turning: int) -> list[str]:
    """Return what is said of the inputs that have no row: nothing, or a line."""
    if not others:
        return []
    if turning:
        return [f"{number_of(others, 'other input')}, of which {turning} turn it too"]
    return [f"{number_of(others, 'other input')}: no value turns it"]


def _row(axes: Axes, middle: float, row: Row, *, holds: bool) -> None:
    """Draw where the statement is true and false, over that the range and the value assumed."""
    at, turns = _scale(row), bool(pd.notna(row["value"]))
    turn = at(row["value"]) if turns else 1.0
    below = bool(row["holds_below"]) if turns else holds
    for low, high, true in ((0.0, turn, below), (turn, 1.0, below != turns)):
        axes.barh(
            middle, high - low, BAR_HIGH, left=low,
            color=PALE if true else WHITE, ec=BLUE, lw=1, clip_on=False, zorder=2,
        )  # fmt: skip
    axes.plot(
        [at(row["low"]), at(row["high"])], [middle, middle],
        color=BLUE, lw=4, solid_capstyle="butt", clip_on=False, zorder=3,
    )  # fmt: skip
    axes.plot(
        at(row["base"]), middle, "o",
        color=BLUE, markersize=9, mec=WHITE, mew=1.5, clip_on=False, zorder=5,
    )  # fmt: skip
    side_label(axes, middle, _turn_words(row), 8)


def _scale(row: Row) -> Callable[[float], float]:
    """Return where a value of an input stands across the plot; a chance runs from 0% to 100%."""
    if INPUTS[row["input"]].chance:
        return float
    values = [float(row[name]) for name in ("low", "base", "high", "value") if pd.notna(row[name])]
    air = _AIR * (max(values) - min(values)) or 1.0
    low, high = min(values) - air, max(values) + air
    return lambda value: (value - low) / (high - low)


def _turn_words(row: Row) -> str:
    if pd.isna(row["value"]):
        return "never turns"
    return with_minus_sign(f"true {_side(row)} {_turning(row)}")


def _side(row: Row) -> str:
    return "below" if row["holds_below"] else "above"


def _turning(row: Row) -> str:
    return distinct_words(row["input"], row["value"], row["base"])[0]


def _headline(frame: Answer[OfStatement]) -> str:
    turning, about = frame[frame["value"].notna()], frame.about
    within = [row for row in _turning_rows(frame) if row["within"]]
    if not within:
        so, under = state_headline(about, about.answer >= about.statement.target_met)
        stays = f"{so}, whichever input varies"
        few = f"; {len(turning)} could beyond it" if len(turning) else ""
        return fit_headline(
            f"{stays} in its range{under}",
            f"{stays}{under}",
            f"No input turns the statement within its range{few}",
            price_base=about.price_base,
        )
    row, more = within[0], len(within) - 1
    others = f"; {more} others turn it too" if more > 1 else "; one other does too" if more else ""
    what = input_words(row["input"], row["when"])
    turns = f"{what} turns the statement at {_turning(row)}"
    side = f"{turns}, true {_side(row)}"
    so, under = state_headline(about, True)
    return fit_headline(
        f"{what} {_side(row)} {_turning(row)}: {so[:1].lower()}{so[1:]}{under}",
        f"{side} it{others}",
        f"{side} it",
        side,
        price_base=about.price_base,
    )


def _moved(row: Row) -> float:
    """Return how far an input has to move to turn the statement, as a share of its range."""
    wide = float(row["high"] - row["low"])
    return float(abs(row["value"] - row["base"])) / wide if wide else 0.0


def _alt(frame: Answer[OfStatement], statement: str) -> str:
    nearest = _turning_rows(frame)
    said = [
        f"{input_words(row['input'], row['when'])}, {_turning(row)} (true {_side(row)})"
        for row in nearest[:2]
    ]
    lead = f"Rows of inputs, with where it turns that the {statement}. {len(nearest)} of "
    named = [f": {'; '.join(said[:many])}" for many in range(len(said), 0, -1)]
    texts = [f"{lead}{len(frame)} have such a value{of}. " for of in (*named, "")]
    return alternative(*(f"{text}{under_sentence(frame)}" for text in texts))


def _data(frame: Answer[OfStatement]) -> pd.DataFrame:
    numbers = {"low": "low", "base": "base", "high": "high", "value": "turns_at"}
    named_columns = frame[["input", "title", "year", "within", "holds_below", "quality"]]
    return pd.concat([named_columns, in_their_units(frame, numbers)], axis=1).assign(
        **target_column(frame), **question_columns(frame)
    )
