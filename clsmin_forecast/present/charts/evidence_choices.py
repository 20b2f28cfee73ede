"""The choice of comparison: the chance that each set of grants gives, and the sum beside it."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.evidence_choices import OfChoices, not_funded
from ...analysis.question import AVERAGE_RECOVERED
from ...answer import Answer
from ...arguments import public
from ...errors import InputError
from ...inputs.awards import WITH_YEAR
from .. import credits
from ..chart import Chart
from ..labels import settle
from ..question_words import answer_words
from ..style import looks
from ..words import count_words, dated_words, list_words, money_words, percent, spread, under_words
from .annotations import before_row, new_figure, set_height, side_label, wrap_to_width
from .chart_text import (
    COLUMN_UNITS,
    YES_NO,
    alternative,
    fit_headline,
    in_brief,
    in_short,
    name_parts,
    question_columns,
    slug,
)
from .row_layout import chance_axis, interval

_LABEL_WIDE = 165  # points of a line of a label
_APART = 0.45  # lines between rows
_HEAD = 0.95  # rows above the first, for what stands beside them


@public
def evidence_choices(frame: Answer[OfChoices]) -> Chart:
    """Return the chart of the chance and interval of each comparison, with the answer beside it.

    Parameters
    ----------
    frame : DataFrame
        From `evidence_choices`, which has the same name among the analyses.

    Raises
    ------
    InputError
        If no comparison enters.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = evidence_choices(cf.evidence_choices(cf.load_scenario("central"), draws=8))
    >>> chart.headline
    'Chance of ceasing is 6% to 46% by cases compared, 22% on those chosen'
    """
    if frame.empty:
        raise InputError("evidence_choices: no comparison enters this scenario, so none is drawn.")
    question, status_of = frame.about.question, frame.about.status_of
    compared = frame.about.compared_years
    years = list_words([dated_words(year, status_of[year], *WITH_YEAR) for year in compared])
    return Chart(
        name=slug("evidence_choices", *_asked(frame), *name_parts(frame)),
        headline=fit_headline(*_headlines(frame)),
        subtitle=(
            f"Chance that funding ceases after a funded year{_before_signs(frame)}, for {years}, "
            f"of {frame.about.grant.full_name}, by the comparable grants that it is taken from: "
            "average (filled where chosen) and 90% interval (line). Beside it the "
            f"{question.words} over {list_words(list(frame.about.years))}{_signs(frame)}, "
            f"{under_words(frame.about.statuses)}, {money_words(frame.about.price_base)}. "
            f"Scenario: {frame.about.scenario}"
        ),
        **credits.of_frame(frame, *question.measures, shown=["cessation"]),
        alt=alternative(_alt(frame)),
        data=_data(frame),
        figure=_drawn(frame),
    )


def _before_signs(frame: Answer[OfChoices]) -> str:
    return ", before any sign" if frame.about.sign_years else ""


def _signs(frame: Answer[OfChoices]) -> str:
    years = frame.about.sign_years
    return f" with the signs of {list_words(years)} weighed in" if years else ""


def _drawn(frame: Answer[OfChoices]) -> Figure:
    with looks():
        figure, (axes,) = new_figure()
        labels = [wrap_to_width(axes, each, _LABEL_WIDE) for each in frame["label"]]
        set_height(figure, (len(labels) + _HEAD) * (max(map(len, labels)) + _APART))
        for place, (words, (_, row)) in enumerate(zip(labels, frame.iterrows(), strict=True)):
            before_row(axes, place, *words, weight="bold" if row["chosen"] else "normal")
            interval(axes, place, row["low"], row["chance"], row["high"], hollow=not row["chosen"])
            side_label(axes, place, _answer(frame, row["answer"]), 14)
        axes.set_yticks([])
        axes.set_ylim(len(frame) - 0.5, -0.5 - _HEAD)
        chance_axis(axes, float(frame["high"].max()))
        _name_columns(axes, frame)
        settle(figure)
    return figure


def _asked(frame: Answer[OfChoices]) -> list[str]:
    """Return what tells another question from the average recovered, for the name of the file."""
    question = frame.about.question
    return [] if question == AVERAGE_RECOVERED else [in_short(question)]


def _name_columns(axes: Axes, frame: Answer[OfChoices]) -> None:
    question = frame.about.question
    axes.set_xlabel(f"Chance of ceasing{_before_signs(frame)}")
    side_label(axes, -0.5 - _HEAD / 2, question.of if question.at_least is None else "chance", 14)


def _answer(frame: Answer[OfChoices], answer: float) -> str:
    return answer_words(answer, frame.about.question.unit)


def _headlines(frame: Answer[OfChoices]) -> list[str]:
    ends = spread(percent(frame["chance"].min()), percent(frame["chance"].max()))
    before = "Before signs, chance" if frame.about.sign_years else "Chance"
    said = f"{before} of ceasing is {ends} by cases compared"
    chosen = frame.loc[frame["chosen"], "chance"]
    if len(chosen) != 1 or len(frame) == 1:
        return [said]
    return [f"{said}, {percent(chosen.iloc[0])} on those chosen"]


def _alt(frame: Answer[OfChoices]) -> str:
    ends = frame.loc[list(dict.fromkeys((frame["chance"].idxmin(), frame["chance"].idxmax())))]
    said = [
        f"{in_brief(row['label'])}, {percent(row['chance'])} "
        f"({count_words(row['event'], row['events'], row['known'])}) with "
        f"{_answer(frame, row['answer'])}"
        for _, row in ends.iterrows()
    ]
    lowest = f"Lowest chance: {said[0]}; highest: {said[1]}" if said[1:] else f"Chance: {said[0]}"
    return (
        f"A marker with its 90% interval for each of the comparisons, {len(frame)} in all, with "
        f"the {frame.about.question.words} beside it. {lowest}."
    )


def _data(frame: Answer[OfChoices]) -> pd.DataFrame:
    counts = {name: f"{name}_count" for name in ("events", "known", "unknown")}
    chances = {name: f"{name}_probability" for name in ("low", "chance", "high")}
    gone = {
        not_funded(year): f"{not_funded(year)}_probability"
        for year in frame.about.status_of
        if not_funded(year) in frame
    }
    answer = f"answer_{COLUMN_UNITS[frame.about.question.unit]}"
    names = counts | chances | gone | {"answer": answer}
    kept = frame.reset_index()[["set", "title", *names, "chosen"]].rename(columns=names)
    return kept.assign(
        chosen=kept["chosen"].map(YES_NO),
        **question_columns(frame),
    )
