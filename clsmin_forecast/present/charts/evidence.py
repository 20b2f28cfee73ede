"""Evidence: the chance that each set of comparable grants gives, as counted and corrected."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.evidence import OfEvidence
from ...answer import Answer
from ...arguments import public
from ...errors import InputError
from ...inputs.comparators import CEASED
from .. import credits
from ..chart import Chart
from ..labels import settle
from ..style import looks
from ..words import count_words, percent, spread
from .annotations import BEHIND_TEXT, before_row, new_figure, set_height, side_label, wrap_to_width
from .chart_text import alternative, fit_headline, in_brief, slug, span_words
from .row_layout import chance_axis, interval

_SET_WIDE = 170  # points of a line of a label
_MOST_SETS = 10
_APART = 0.22  # of a row, between what was counted and its correction
_KEY = 1.25  # rows above the first, for what the two lines mean


@public
def evidence(frame: Answer[OfEvidence]) -> Chart:
    """Return the chart of the chance and interval of each set, as counted and corrected.

    Parameters
    ----------
    frame : DataFrame
        From `evidence`; sets without a chance are left out.

    Raises
    ------
    InputError
        If no set has a chance, or more have than there is room for.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = evidence(cf.evidence(cf.load_scenario("central")))
    >>> chart.data["set"].tolist()[:2]
    ['within_award', 'year_ends_since_2024_25']
    """
    # The other comparisons among which one is chosen are drawn by `evidence_choices`.
    apart = ~frame["choice"] | (frame["used_by"] != "")
    shown, seen = frame[frame["chance"].notna() & apart], frame.about.seen
    if not 1 <= len(shown) <= _MOST_SETS:
        raise InputError(f"evidence: draws 1 to {_MOST_SETS} sets with a chance, got {len(shown)}.")
    return Chart(
        name=slug("evidence", *frame.about.scenarios),
        headline=_headline(shown),
        subtitle=(
            "Chance of what each set of comparable grants counts, "
            f"{span_words(frame.about.years)}, as evidence on {frame.about.grant.full_name}: "
            "average (filled marker) and 90% interval (line), beside the count; bold where the "
            "scenario uses it. Hollow and dashed: "
            f"if an ending is only {percent(seen)} as likely to be found as a renewal"
        ),
        **credits.of_evidence(frame),
        alt=alternative(_alt(shown, seen)),
        data=_data(shown, seen),
        figure=_rows(shown, seen),
    )


def _rows(frame: Answer[OfEvidence], seen: float) -> Figure:
    with looks():
        figure, (axes,) = new_figure()
        twice = bool(frame["corrected"].notna().any())
        labels = [wrap_to_width(axes, title, _SET_WIDE) for title in frame["title"]]
        set_height(figure, len(labels) * max(2, *map(len, labels)) + twice * _KEY)
        for place, (words, (_, row)) in enumerate(zip(labels, frame.iterrows(), strict=True)):
            weight = "bold" if row["used_by"] else "normal"
            before_row(axes, place, *words, weight=weight)
            _both(axes, place, row)
            side_label(axes, place, count_words(row["event"], row["events"], row["known"]), 14)
        axes.set_yticks([])
        axes.set_ylim(len(frame) - 0.5, -0.5 - twice * _KEY)
        chance_axis(axes, float(frame[["high", "corrected_high"]].max().max()))
        if twice:
            _key(axes, seen)
        settle(figure)
    return figure


def _both(axes: Axes, place: int, row: "pd.Series[float]") -> None:
    twice = pd.notna(row["corrected"])
    interval(axes, place - twice * _APART, row["low"], row["chance"], row["high"])
    if twice:
        ends = (row["corrected_low"], row["corrected"], row["corrected_high"])
        interval(axes, place + _APART, *ends, hollow=True)


def _key(axes: Axes, seen: float) -> None:
    """Name both lines above the rows, where no interval is in the way."""
    long = axes.get_xlim()[1] / 6
    lines = ("as counted", f"seen {percent(seen)} as often")
    for hollow, (height, words) in enumerate(zip((-1.4, -0.8), lines, strict=True)):
        interval(axes, height, 0, long / 2, long, hollow=bool(hollow))
        axes.text(long * 1.3, height, words, va="center", bbox=BEHIND_TEXT, zorder=5)


def _headline(frame: Answer[OfEvidence]) -> str:
    """Say the chance of ceasing on the sets that the scenario takes, and on all; else of growth."""
    what, rows = "ceasing", frame[frame["event"] == CEASED]
    if rows.empty:
        what, rows = "growth", frame
    taken = rows[rows["used_by"] != ""]
    used, of_all = (_from_to(each["chance"]) for each in (taken, rows))
    if taken.empty or len(taken) == len(rows):
        return f"Chance of {what} is {of_all} by comparable grants"
    said = f"Chance of {what}: {used} on grants used"
    return fit_headline(f"{said}, {of_all} on all", said)


def _from_to(chances: "pd.Series[float]") -> str:
    return spread(percent(chances.min()), percent(chances.max())) if len(chances) else ""


def _alt(frame: Answer[OfEvidence], seen: float) -> str:
    top = frame.nlargest(1, "chance").iloc[0]
    said = (
        f"Markers with 90% intervals for {len(frame)} sets of grants. The highest is "
        f"“{in_brief(top['title'])}”: {percent(top['chance'])} "
        f"({percent(top['low'])} to {percent(top['high'])})."
    )
    if frame["corrected"].notna().any():
        moved = frame.nlargest(1, "corrected").iloc[0]
        said += (
            f" If endings are seen {percent(seen)} as often, the highest of those corrected goes "
            f"from {percent(moved['chance'])} to {percent(moved['corrected'])}."
        )
    return said


def _data(frame: Answer[OfEvidence], seen: float) -> pd.DataFrame:
    counts = ["events", "known", "unknown"]
    chances = ["low", "high", "standard_error", "corrected", "corrected_low", "corrected_high"]
    units = {name: f"{name}_count" for name in counts}
    units |= {name: f"{name}_probability" for name in chances}
    kept = frame[["title", "event", "chance", *units]].reset_index()
    return kept.rename(columns=units).assign(seen_ratio=seen)
