"""Evidence: the chance that each set of comparable grants gives, and how well they foretell."""

from collections.abc import Sequence
from itertools import accumulate, takewhile

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis.backtest import OWN_SCHEME
from ...analysis.backtest_scores import RATIO, OfBacktest
from ...analysis.basis import OfGrant
from ...analysis.evidence import OfEvidence
from ...answer import Answer
from ...arguments import public
from ...errors import InputError
from ...inputs.grants import CEASED
from .. import credits
from ..chart import Chart
from ..labels import settle
from ..style import BLUE, GREY, INK, ORANGE, looks, tint
from ..words import count_words, percent, spread, status_words
from .annotations import BEHIND_TEXT, before_row, beside, fitted, heightened, pictured
from .chart_text import YES_NO, in_brief, slug, span_words
from .row_layout import chance_axis, interval

_SCHEME_WIDE, _SET_WIDE = 220, 170  # points of a line of a label
_MOST_SETS, _MOST_SCHEMES = 10, 20
_APART = 0.22  # of a row, between what was counted and its correction
_KEY = 1.25  # rows above the first, for what the two lines mean


@public
def evidence_intervals(frame: Answer[OfEvidence]) -> Chart:
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
    >>> chart = evidence_intervals(cf.evidence(cf.load_scenario("central")))
    >>> chart.data["set"].tolist()[:2]
    ['within_award', 'year_ends_since_2024_25']
    """
    # The other comparisons among which one is chosen are drawn by `evidence_choices`.
    apart = ~frame["choice"] | (frame["used_by"] != "")
    shown, seen = frame[frame["chance"].notna() & apart], frame.about.seen
    if not 1 <= len(shown) <= _MOST_SETS:
        raise InputError(
            f"evidence_intervals: draws 1 to {_MOST_SETS} sets with a chance, got {len(shown)}."
        )
    return Chart(
        name=slug("evidence_intervals", *frame.about.scenarios),
        headline=_intervals_headline(shown),
        subtitle=(
            "Chance of what each set of comparable grants counts, "
            f"{span_words(frame.about.years)}, as evidence on {frame.about.grant.full_name}: "
            "average (filled marker) and 90% interval (line), beside the count. Hollow and dashed: "
            f"if an ending is only {percent(seen)} as likely to be found as a renewal"
        ),
        **credits.of_evidence(frame),
        alt=_intervals_alt(shown, seen),
        data=_intervals_data(shown, seen),
        figure=_intervals(shown, seen),
    )


def _intervals(frame: Answer[OfEvidence], seen: float) -> Figure:
    with looks():
        figure, (axes,) = pictured()
        twice = bool(frame["corrected"].notna().any())
        labels = [fitted(axes, title, _SET_WIDE) for title in frame["title"]]
        heightened(figure, len(labels) * max(2, *map(len, labels)) + twice * _KEY)
        for place, (words, (_, row)) in enumerate(zip(labels, frame.iterrows(), strict=True)):
            before_row(axes, place, *words)
            _both(axes, place, row)
            beside(axes, place, count_words(row["event"], row["events"], row["known"]), 14)
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


def _intervals_headline(frame: Answer[OfEvidence]) -> str:
    kinds = (("of ceasing", frame["event"] == CEASED), ("of growth", frame["event"] != CEASED))
    said = [
        f"{what} {spread(percent(chances.min()), percent(chances.max()))}"
        for what, rows in kinds
        if len(chances := frame.loc[rows, "chance"])
    ]
    return f"Comparable grants: chance {', '.join(said)}"


def _intervals_alt(frame: Answer[OfEvidence], seen: float) -> str:
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


def _intervals_data(frame: Answer[OfEvidence], seen: float) -> pd.DataFrame:
    counts = ["events", "known", "unknown"]
    chances = ["low", "high", "standard_error", "corrected", "corrected_low", "corrected_high"]
    units = {name: f"{name}_count" for name in counts}
    units |= {name: f"{name}_probability" for name in chances}
    kept = frame[["title", "event", "chance", *units]].reset_index()
    return kept.rename(columns=units).assign(seen_ratio=seen)


@public
def backtest_coverage(tested: Answer[OfBacktest], own: Answer[OfGrant]) -> Chart:
    """Return the chart of renewed amounts beside the ranges forecast without their scheme.

    Parameters
    ----------
    tested : DataFrame
        From `backtest`.
    own : DataFrame
        From `own_year_ends`; drawn in a row of its own.

    Raises
    ------
    InputError
        If there are more schemes than the chart has room for.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> chart = backtest_coverage(cf.backtest(central), cf.own_year_ends(central))
    >>> chart.headline
    '18 of 25 renewed amounts lie in the 80% range forecast for them'
    """
    rows = pd.concat([frame[frame["measure"] == RATIO] for frame in (tested, own)])
    schemes = rows["scheme"].unique().tolist()
    if len(schemes) > _MOST_SCHEMES + 1:
        raise InputError(
            f"backtest_coverage: draws at most {_MOST_SCHEMES} schemes, got {len(schemes) - 1}."
        )
    inside, range_words = tested.about.inside, f"{percent(tested.about.coverage)} range"
    return Chart(
        name=slug("backtest_coverage", *own.about.scenarios),
        headline=(
            f"{inside['inside']} of {inside['of']} renewed amounts lie in the {range_words} "
            "forecast for them"
        ),
        subtitle=(
            "Next year's amount over this year's of like-for-like renewals, "
            f"{span_words(tested.about.years)}, and the {range_words} (bar) that the other "
            "schemes forecast for each scheme, with the count inside; diamonds lie outside. The "
            f"last row is {own.about.grant.full_name}, awards to {_last(own)}"
        ),
        **credits.of_evidence(tested),
        alt=_coverage_alt(tested, own, range_words),
        data=_coverage_data(rows, tested),
        figure=_coverage(rows, schemes, f"{own.about.grant.short_name} itself"),
    )


def _last(own: Answer[OfGrant]) -> str:
    last = own.iloc[-1]
    return f"the year after {last['financial_year']}, which is {status_words(last['status'])}"


def _coverage(rows: pd.DataFrame, schemes: list[str], itself: str) -> Figure:
    with looks():
        figure, (axes,) = pictured()
        of_schemes = [rows[rows["scheme"] == scheme] for scheme in schemes]
        names = _scheme_names(axes, of_schemes, itself)
        heightened(figure, sum(map(len, names)))
        ends = [*accumulate(map(len, names))]
        for scheme, words, end in zip(schemes, names, ends, strict=True):
            middle = end - (len(words) + 1) / 2
            before_row(axes, middle, *words)
            _scheme(axes, middle, rows[rows["scheme"] == scheme])
        if schemes[-1] == OWN_SCHEME:
            axes.axhline(ends[-1] - len(names[-1]) - 0.5, color=GREY, lw=1)
        axes.axvline(1, color=GREY, lw=1, ls=(0, (1, 1)), zorder=1)
        axes.set_yticks([])
        axes.set_ylim(ends[-1] - 0.4, -0.6)
        _ratio_axis(axes, float(rows[["high", "outcome"]].max().max()))
        settle(figure)
    return figure


def _scheme_names(axes: Axes, of_schemes: Sequence[pd.DataFrame], itself: str) -> list[list[str]]:
    """Return the lines of each scheme's name."""
    names = [_scheme_words(rows.iloc[0]["grant"]) or itself for rows in of_schemes]
    return [fitted(axes, name, _SCHEME_WIDE) for name in names]


def _scheme(axes: Axes, place: float, rows: pd.DataFrame) -> None:
    first = rows.iloc[0]
    axes.barh(
        place, first["high"] - first["low"], 0.62, left=first["low"],
        color=tint(BLUE), ec=BLUE, lw=1, zorder=2,
    )  # fmt: skip
    for inside, marker, colour in ((True, "o", BLUE), (False, "D", ORANGE)):
        ratios = rows.loc[rows["inside"] == inside, "outcome"]
        axes.plot(
            ratios, [place] * len(ratios), marker,
            color=colour, mec=INK, mew=0.8, markersize=6, clip_on=False, zorder=4,
        )  # fmt: skip
    beside(axes, place, count_words("inside", int(rows["inside"].sum()), len(rows)), 12)


def _scheme_words(grant: str) -> str:
    return grant.split(" (", maxsplit=1)[0]


def _ratio_axis(axes: Axes, top: float) -> None:
    steps = [each / 2 for each in range(100)]
    ticks = list(takewhile(lambda tick: tick <= top * 1.05, steps))
    axes.set_xlim(0, top * 1.05)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xlabel("Next year over this year")
    axes.xaxis.grid(visible=True)


def _coverage_alt(tested: Answer[OfBacktest], own: Answer[OfGrant], range_words: str) -> str:
    inside, ratios = tested.about.inside, own[own["measure"] == RATIO]
    said = (
        f"Points and bars by scheme. {inside['inside']} of {inside['of']} ratios "
        f"({percent(inside['share'])}, 90% interval {percent(inside['low'])} to "
        f"{percent(inside['high'])}) lie in their {range_words}"
    )
    if ratios.empty:
        return f"{said}."
    its_own = f"{own.about.grant.short_name}'s own"
    return f"{said}; of {its_own}, {int(ratios['inside'].sum())} of {len(ratios)}."


def _coverage_data(rows: pd.DataFrame, tested: Answer[OfBacktest]) -> pd.DataFrame:
    inside = tested.about.inside
    names = ["forecast", "low", "high", "outcome"]
    kept = rows[["scheme", "grant", "financial_year", "status", "inside", *names]]
    return kept.rename(columns={name: f"{name}_ratio" for name in names}).assign(
        status=kept["status"].fillna("").map(status_words),
        inside=kept["inside"].map(YES_NO),
        coverage_probability=tested.about.coverage,
        **{f"inside_{name}_probability": inside[name] for name in ("share", "low", "high")},
    )
