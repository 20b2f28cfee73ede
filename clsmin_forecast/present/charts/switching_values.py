"""Switching values: what each input must come to for a statement to turn."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.switching import OfStatement
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import UNDECIDED
from ...inputs.catalogue import INPUTS
from ..chart import Chart
from ..input_words import distinct_words
from ..labels import settle
from ..question_words import inside_quotes, statement_words
from ..style import BLUE, INK, WHITE, looks
from ..words import list_words, status_words
from .annotations import before_row, new_figure, percent_axis
from .chart_text import (
    Row,
    alternative,
    fit_headline,
    heading,
    in_short,
    question_columns,
    target_column,
    under_sentence,
    with_dated_years,
    with_minus_sign,
)
from .row_layout import axis_under, in_their_units, input_words, range_words

_MOST_CHANCES, _MOST_AMOUNTS = 8, 6
_BETWEEN = 1.9  # rows from the last chance to the first amount, for the labels of the axis
_END = 0.4  # of a row beyond the first and the last


@public
def switching_values(frame: Answer[OfStatement]) -> Chart:
    """Return the chart of the value of each input at which a statement turns.

    Chances share an axis. Amounts, which have each their own unit, share none and are written out.

    Parameters
    ----------
    frame : DataFrame
        From `switching_values`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> switching_values(cf.switching_values(central, draws=8)).headline
    'No input turns the statement within its range; 3 could beyond it'
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
                ". Of chances: low to high (line), as assumed (dot), where it turns (diamond), and "
                "at the right where it is true, if it turns. Of amounts: the range, and the "
                f"same{_undecided(frame)}"
            ),
            of=question.measures,
            shown=frame["input"],
        ),
        headline=_headline(frame),
        alt=_alt(frame, words),
        data=_data(frame),
        figure=_table(frame),
    )


def _undecided(frame: Answer[OfStatement]) -> str:
    """Return the years without a decision by status, a sentence that follows; or nothing."""
    years = frame.about.status_of
    found = {status: [year for year in years if years[year] == status] for status in UNDECIDED}
    said = [
        f"{list_words(of)} {'are' if len(of) > 1 else 'is'} {status_words(status)}"
        for status, of in found.items()
        if of
    ]
    return f". {', '.join(said)}" if said else ""


def _table(frame: Answer[OfStatement]) -> Figure:
    of_chance = [INPUTS[name].chance for name in frame["input"]]
    chances = frame[of_chance].head(_MOST_CHANCES).to_dict("records")
    amounts = frame[[not each for each in of_chance]].head(_MOST_AMOUNTS).to_dict("records")
    with looks():
        figure, (axes,) = new_figure()
        percent_axis(axes, "x")
        axis_under(axes, len(chances) - 1 + _END, -_END)
        for place, row in enumerate(chances):
            before_row(axes, place, input_words(row["input"], row["year"]))
            _chance(axes, place, row)
        first = len(chances) - 1 + _BETWEEN
        for place, row in enumerate(amounts):
            before_row(axes, first + place, input_words(row["input"]))
            axes.text(0, first + place, _amount_words(row), va="center")
        axes.set_yticks([])
        axes.set_ylim(first + len(amounts) - 1 + _END, -_END)
        settle(figure)
    return figure


def _chance(axes: Axes, place: int, row: Row) -> None:
    axes.plot(
        [row["low"], row["high"]], [place, place],
        color=BLUE, lw=4, solid_capstyle="butt", clip_on=False, zorder=3,
    )  # fmt: skip
    if pd.notna(row["value"]):
        axes.plot(
            row["value"], place, "D",
            color=WHITE, markersize=11, mec=INK, mew=1.5, clip_on=False, zorder=4,
        )  # fmt: skip
    # The dot fits into the diamond, so that both are seen where the statement all but turns.
    axes.plot(row["base"], place, "o", color=BLUE, markersize=7, mec=WHITE, clip_on=False, zorder=5)
    axes.annotate(
        _turn_words(row), (1, place), (8, 0),
        textcoords="offset points", va="center", annotation_clip=False,
    )  # fmt: skip


def _turn_words(row: Row) -> str:
    sign = "<" if row["holds_below"] else ">"
    if pd.isna(row["value"]):
        return "none"
    turning = _turning(row)
    if turning.startswith(("under", "over")):  # beside a sign that would be two of them
        turning = f"{row['value']:.1%}"
    return with_minus_sign(f"{sign} {turning}")


def _side(row: Row) -> str:
    return "below" if row["holds_below"] else "above"


def _turning(row: Row) -> str:
    return distinct_words(row["input"], row["value"], row["base"])[0]


def _amount_words(row: Row) -> str:
    span = with_minus_sign(range_words(row["input"], row["low"], row["high"]))
    return f"{span}; {_turn_words(row)}"


def _headline(frame: Answer[OfStatement]) -> str:
    turning = frame[frame["value"].notna()]
    if turning.empty:
        return "No value of any one input turns the statement"
    within = turning[turning["within"]]
    if within.empty:
        return f"No input turns the statement within its range; {len(turning)} could beyond it"
    row = min(within.to_dict("records"), key=_moved)
    more = len(within) - 1
    others = f"; {more} others turn it too" if more > 1 else "; one other does too" if more else ""
    what = input_words(row["input"], row["when"])
    turns = f"{what} turns the statement at {_turning(row)}"
    side = f"{turns}, true {_side(row)}"
    return fit_headline(f"{side} it{others}", f"{side} it", side)


def _moved(row: Row) -> float:
    """Return how far an input has to move to turn the statement, as a share of its range."""
    wide = float(row["high"] - row["low"])
    return float(abs(row["value"] - row["base"])) / wide if wide else 0.0


def _alt(frame: Answer[OfStatement], statement: str) -> str:
    turning = frame[frame["value"].notna()]
    nearest = sorted(turning.to_dict("records"), key=lambda row: (not row["within"], _moved(row)))
    said = [
        f"{input_words(row['input'], row['when'])}, {_turning(row)} (true {_side(row)})"
        for row in nearest[:2]
    ]
    lead = f"Rows of inputs, with where it turns that the {statement}. {len(turning)} of "
    named = [f": {'; '.join(said[:many])}" for many in range(len(said), 0, -1)]
    texts = [f"{lead}{len(frame)} have such a value{of}. " for of in (*named, "")]
    return alternative(*(f"{text}{under_sentence(frame)}" for text in texts))


def _data(frame: Answer[OfStatement]) -> pd.DataFrame:
    numbers = {"low": "low", "base": "base", "high": "high", "value": "turns_at"}
    named_columns = frame[["input", "title", "year", "within", "holds_below", "quality"]]
    return pd.concat([named_columns, in_their_units(frame, numbers)], axis=1).assign(
        **target_column(frame), **question_columns(frame)
    )
