"""Stress: what is recovered with an input held in part of its range."""

from textwrap import wrap

import pandas as pd

from ...analysis.basis import OfInput
from ...answer import Answer
from ...arguments import public
from ..chart import Chart
from ..style import looks, scenario_style
from ..words import capital, list_words, part_words, sum_words
from .annotations import new_figure
from .chart_text import (
    alternative,
    change_words,
    dated_year,
    fit_headline,
    heading,
    recovered_columns,
    status_suffix,
    under_sentence,
)
from .row_layout import average_rows, input_words

_AS_ASSUMED, _NO_CHANGE = "as assumed", "no change"
_ROW_LABEL = 18  # characters of a line
_MOST_SAID = 4  # averages in a text alternative
_STYLE = scenario_style("central")  # one scenario, as it is assumed and with one input held


@public
def stress(frame: Answer[OfInput]) -> Chart:
    """Return the chart of what is recovered with an input held in parts of its range, a row each.

    Parameters
    ----------
    frame : DataFrame
        From `stress`, which has the same name among the analyses.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = stress(cf.stress(cf.load_scenario("central"), "recovery_rate", draws=8))
    >>> chart.data["held"].tolist()
    ['as assumed', 'in its lowest 10%', 'in its highest 10%']
    """
    said = [part_words(str(part)) for part in frame.index]
    with looks():
        _, (axes,) = new_figure()
        titles = [wrap(capital(words), _ROW_LABEL) for words in said]
        notes = ["average", *map(_change, frame["difference"].iloc[1:])]
        words = [
            f"{sum_words(mean)}\n{note}" for mean, note in zip(frame["mean"], notes, strict=True)
        ]
        figure = average_rows(axes, frame, [_STYLE] * len(frame), titles, words)
    held = input_words(frame.about.input, dated_year(frame, frame.about.year))
    return Chart(
        **heading(
            frame,
            name=["stress", frame.about.input, frame.about.year or ""],
            what=f"{frame.about.grant.funding} recovered for",
            then=(
                f", with one input held in part of its range: {held}. Average (marker) and 90% of "
                "outcomes (bar); a cross marks a chance that nothing is recovered"
            ),
            of=["recovered"],
            shown=[frame.about.input],
        ),
        headline=_headline(frame, held),
        alt=alternative(_alt(frame, held)),
        data=_data(frame, said),
        figure=figure,
    )


def _change(amount: float) -> str:
    return " ".join(change_words(amount)) or _NO_CHANGE


def _headline(frame: Answer[OfInput], held: str) -> str:
    place = int(frame["difference"].abs().argmax())
    part, moved = frame.index[place], _change(float(frame["difference"].iloc[place]))
    if moved == _NO_CHANGE:
        return f"{held} does not move the average recovered"
    said = f"{part_words(str(part))}: average {moved}{status_suffix(frame.about.statuses)}"
    return fit_headline(f"{held} {said}", capital(said), price_base=frame.about.price_base)


def _alt(frame: Answer[OfInput], held: str) -> str:
    start, *means = (sum_words(mean) for mean in frame["mean"].head(_MOST_SAID))
    return (
        f"Dot and bar for each of {len(frame)} rows: {held}, as assumed and in parts of its range. "
        f"Averages: {start} as assumed, then {list_words(means)}. "
        f"{under_sentence(frame)}"
    )


def _data(frame: Answer[OfInput], said: list[str]) -> pd.DataFrame:
    data = recovered_columns(frame).reset_index().drop(columns="part")
    data.insert(0, "held", said)
    names = ("difference", "difference_standard_error", "difference_p5", "difference_p95")
    return data.assign(**{f"{name}_gbp": frame[name].round(2).to_numpy() for name in names})
