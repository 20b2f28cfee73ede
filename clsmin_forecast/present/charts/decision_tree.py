"""The tree of decisions: every path they can take, how likely it is, and what it recovers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ...analysis.basis import check_span
from ...arguments import public
from ...inputs.awards import WITH_YEAR
from ...model.decisions import CEASE, CONTINUE, EXPAND
from ...model.forecast import Forecast
from ...units import number_of
from .. import credits
from ..chart import Chart
from ..style import DECISION_STYLES, GREY, looks, year_axis
from ..words import (
    capital,
    money_words,
    not_adding_up,
    percent,
    sum_words,
    under_words,
    year_words,
)
from .annotations import BEHIND_TEXT, crosses_at, new_figure, settle_years, shift, side_label
from .chart_text import (
    YES_NO,
    Row,
    alternative,
    caption_of_forecast,
    compared_columns,
    compared_words,
    fit_headline,
    slug,
    span_words,
)

_MOST_LEAVES = 8
_THIN, _THICK = 1.5, 9.0  # points, of a branch that is all but impossible and of one that is sure
_BEND = 0.22  # of the way from year to year, where a branch has reached its height
_SURE = 1 - 1e-12  # sums of probabilities lose less
_ROOM = 1.1  # leaves, over the first
_KEY = -0.7  # of the leaves, its lower edge
_SPAN = "decision_years"
_NAMES = {EXPAND: "is expanded", CONTINUE: "continues", CEASE: "ceases"}
_TURNS = {EXPAND: "is expanded", CONTINUE: "comes back", CEASE: "ceases"}
_DASHES = (0, (1, 1.5))  # of paths that are drawn together


@dataclass(frozen=True)
class _Leaf:
    """A path, or several that are drawn together."""

    words: str
    decisions: tuple[str, ...]  # none where it is several
    chance: float
    mean: float
    ceases: bool


@public
def decision_tree(forecast: Forecast) -> Chart:
    """Return the chart of the paths of decisions, each with its chance and what it recovers.

    Branches are the wider, the likelier the path. Of many paths the likeliest are drawn one by one;
    the rest are drawn together, those on which funding ceases apart from those on which it does
    not, so that the risk keeps its place.

    Raises
    ------
    InputError
        If every decision is taken.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = decision_tree(cf.forecast(cf.load_scenario("ceases"), draws=8))
    >>> chart.data["path"].tolist()
    ['ceases in 2025/26', 'ceases in 2024/25']
    """
    years = check_span(forecast, _SPAN)
    data = _data(forecast, years)
    leaves = _leaves(data, years)
    under = under_words(forecast.scenario.facts.awards.statuses(years))
    said = _alt(data, span_words(years), under)
    with looks():
        figure = _tree(forecast, leaves, years)
    return Chart(
        name=slug("decision_tree", forecast.scenario.name, forecast.price_base),
        headline=_headline(forecast, data, years),
        subtitle=caption_of_forecast(
            forecast,
            "Paths of decisions on",
            years,
            ": on each branch the chance of a decision after those before it, the chance of each "
            "path, of all outcomes, and the average recovered along it over these years, "
            f"{money_words(forecast.price_base)}, {under}{_rounding(forecast, leaves)}",
        ),
        **credits.of_forecasts([forecast], "recovered"),
        alt=alternative(f"{said}{_compared(forecast, years[-1])}", said),
        data=data.assign(**_shown(leaves, data), price_base=forecast.price_base),
        figure=figure,
    )


def _rounding(forecast: Forecast, leaves: Sequence[_Leaf]) -> str:
    chances = _chances(forecast)
    after: dict[tuple[str, ...], list[float]] = {}
    for decisions, chance in chances.items():
        if decisions:
            after.setdefault(decisions[:-1], []).append(chance / chances[decisions[:-1]])
    said = not_adding_up([leaf.chance for leaf in leaves], *after.values())
    return f". {said}".removesuffix(".") if said else ""


def path_words(decisions: Mapping[str, str]) -> str:
    """Return a path in words: what changes, and when.

    Examples
    --------
    >>> path_words({"2024/25": "continue", "2025/26": "expand", "2026/27": "cease"})
    'is expanded in 2025/26, ceases in 2026/27'
    >>> path_words({"2024/25": "continue", "2025/26": "continue"})
    'continues'
    """
    said, before = [], CONTINUE
    for year, decision in decisions.items():
        if decision != before:
            said.append(f"{_TURNS[decision]} in {year}")
        before = decision
    return ", ".join(said) or _NAMES[CONTINUE]


def _data(forecast: Forecast, years: Sequence[str]) -> pd.DataFrame:
    """Return a row for each path, the likeliest first."""
    paths = forecast.paths()
    decided = paths[list(years)]
    ceases = (decided == CEASE).any(axis=1)
    return pd.DataFrame(
        {
            "path": [path_words(row) for row in decided.to_dict("records")],  # type: ignore[arg-type]
            **{f"decision_{year}": paths[year] for year in years},
            "path_chance": paths["probability"],
            **{f"recovered_{name}_gbp": paths[name].round(2) for name in ("mean", "p5", "p95")},
            "ceases": ceases.map(YES_NO),
            "ceased_by_the_end_probability": float(paths["probability"][ceases].sum()),
            **compared_columns(forecast, years[-1], "not_funded_at_the_end"),
        }
    )


def _leaves(data: pd.DataFrame, years: Sequence[str]) -> list[_Leaf]:
    """Return what is drawn, from the top down."""
    alone = len(data) if len(data) <= _MOST_LEAVES else _MOST_LEAVES - 2
    order = list(DECISION_STYLES)
    singles = [_single(row, years) for row in data.head(alone).to_dict("records")]
    singles.sort(key=lambda leaf: [order.index(decision) for decision in leaf.decisions])
    rest = data.iloc[alone:].groupby("ceases")
    return singles + [_others(rows, ceases == "yes") for ceases, rows in rest]


def _single(row: Row, years: Sequence[str]) -> _Leaf:
    decisions = tuple(row[f"decision_{year}"] for year in years)
    chance, mean = row["path_chance"], row["recovered_mean_gbp"]
    return _Leaf(row["path"], decisions, chance, mean, row["ceases"] == "yes")


def _others(rows: pd.DataFrame, ceases: bool) -> _Leaf:
    chance = float(rows["path_chance"].sum())
    mean = float((rows["path_chance"] * rows["recovered_mean_gbp"]).sum() / chance)
    words = number_of(len(rows), "other path")
    return _Leaf(
        f"{words} on which funding {'ceases' if ceases else 'goes on'}", (), chance, mean, ceases
    )


def _shown(leaves: Sequence[_Leaf], data: pd.DataFrame) -> dict[str, list[str] | list[float]]:
    """Return the columns that say under which leaf a path is drawn."""
    alone = {leaf.words: leaf for leaf in leaves if leaf.decisions}
    others = {leaf.ceases: leaf for leaf in leaves if not leaf.decisions}
    found = [
        alone.get(path) or others[ceases == "yes"]
        for path, ceases in zip(data["path"], data["ceases"], strict=True)
    ]
    return {
        "drawn_as": [leaf.words for leaf in found],
        "drawn_probability": [leaf.chance for leaf in found],
        "drawn_mean_gbp": [round(leaf.mean, 2) for leaf in found],
    }


def _tree(forecast: Forecast, leaves: Sequence[_Leaf], years: Sequence[str]) -> Figure:
    _, (axes,) = new_figure()
    root = [(place, leaf) for place, leaf in enumerate(leaves) if leaf.decisions]
    chances = _chances(forecast)
    _branches(axes, root, (), chances)
    for place, leaf in enumerate(leaves):
        if not leaf.decisions:
            _together(axes, place, leaf, _height(root), len(years))
        side_label(axes, place, f"{percent(leaf.chance)}: {sum_words(leaf.mean)}", 10)
    span = span_words(years) if len(years) > 1 else f"in {years[0]}"
    column = f"of all outcomes:\naverage recovered\n{span}"
    side_label(axes, -0.5, column, 10).set_verticalalignment("bottom")
    year_axis(axes, years)
    axes.set(xlim=(-1.06, len(years) - 1), ylim=(max(len(leaves), 3) - 0.5, -_ROOM))
    axes.set_yticks([])
    _key(axes)
    return settle_years(
        axes, forecast.scenario.facts.awards.statuses(years), half=min(0.4, 0.2 * len(years))
    )


def _height(leaves: Sequence[tuple[int, _Leaf]]) -> float:
    return sum(place for place, _ in leaves) / len(leaves)


def _chances(forecast: Forecast) -> dict[tuple[str, ...], float]:
    """Return the chance of each beginning of a path, whether or not it is drawn by itself."""
    chances: dict[tuple[str, ...], float] = {}
    for path in forecast.path_list:
        decisions = tuple(path.decisions.values())
        for length in range(len(decisions) + 1):
            chances[decisions[:length]] = chances.get(decisions[:length], 0.0) + path.probability
    return chances


def _branches(
    axes: Axes,
    leaves: Sequence[tuple[int, _Leaf]],
    before: tuple[str, ...],
    chances: Mapping[tuple[str, ...], float],
) -> None:
    """Draw what may follow some decisions, down to the leaves."""
    year, start = len(before) - 1, _height(leaves)
    if len(leaves[0][1].decisions) == len(before):
        return
    for decision, found in groupby(leaves, key=lambda each: each[1].decisions[year + 1]):
        group, after = list(found), (*before, decision)
        style, height = DECISION_STYLES[decision], _height(group)
        width = _THIN + (_THICK - _THIN) * chances[after]
        axes.plot(
            [year, year + _BEND, year + 1], [start, height, height], color=style.colour,
            ls=style.dashes, lw=width, clip_on=False, zorder=2, solid_joinstyle="round",
        )  # fmt: skip
        axes.plot(
            year + 1, height, style.marker, color=style.colour, markersize=9, mew=2.5,
            clip_on=False, zorder=5,
        )  # fmt: skip
        if (chance := chances[after] / chances[before]) < _SURE:
            _over(axes, (year + (_BEND + 1) / 2, height), _sign(chance), width)
        _branches(axes, group, after, chances)


def _together(axes: Axes, place: int, leaf: _Leaf, start: float, years: int) -> None:
    """Draw several paths as one branch from the start."""
    width = _THIN + (_THICK - _THIN) * leaf.chance
    axes.plot(
        [-1, -1 + _BEND, years - 1], [start, place, place],
        color=GREY, ls=_DASHES, lw=width, clip_on=False, zorder=1,
    )  # fmt: skip
    if leaf.ceases:
        crosses_at(axes, [(years - 1, place)])
    _over(axes, ((years - 2 + _BEND) / 2, place), leaf.words, width)


def _over(axes: Axes, at: tuple[float, float], words: str, width: float) -> None:
    up = width / 2 + 1.5
    axes.text(
        *at, words, ha="center", va="bottom", bbox=BEHIND_TEXT, zorder=6,
        transform=axes.transData + shift(axes, up=up),
    )  # fmt: skip


def _sign(chance: float) -> str:
    """Return a chance for a branch, which has no room for words."""
    return percent(chance).replace("under ", "<").replace("over ", ">")


def _key(axes: Axes) -> None:
    lines = [
        Line2D([], [], color=style.colour, ls=style.dashes, marker=style.marker)
        for style in DECISION_STYLES.values()
    ]
    for line, decision in zip(lines, DECISION_STYLES, strict=True):
        line.set(linewidth=2.5, markeredgewidth=2.5, markersize=8, label=_NAMES[decision])
    axes.legend(
        handles=lines, loc="lower left", bbox_to_anchor=(0, _KEY),
        bbox_transform=axes.get_yaxis_transform(), ncols=len(lines), borderpad=0, borderaxespad=0,
        handletextpad=0.4, columnspacing=1, handlelength=2,
        title="on a branch: of outcomes that reach it", alignment="left",
    )  # fmt: skip


def _headline(forecast: Forecast, data: pd.DataFrame, years: Sequence[str]) -> str:
    if len(data) == 1:
        path = _dated_path(forecast, data["path"].iloc[0])
        return fit_headline(f"One path is left: funding {path}", "One path of decisions is left")
    ceases, last = data["ceases"] == "yes", years[-1]
    back = ceases & (data[f"decision_{last}"] != CEASE)
    if not ceases.any():
        return f"Funding goes on along every path to {last}"
    if ceases.all():
        again = f", and comes back along {back.sum()} of {len(data)}" if back.any() else ""
        return f"Funding ceases along every path by {last}{again}"
    said = f"Funding ceases by {last} in {percent(data['ceased_by_the_end_probability'].iloc[0])}"
    if back.any():
        return f"{said} of outcomes; it may come back"
    first = data.iloc[0]
    path = _dated_path(forecast, first["path"])
    likeliest = f"likeliest path, {percent(first['path_chance'])}: {path}"
    return fit_headline(
        f"{said} of outcomes; the {likeliest}",
        f"{said} of outcomes; {likeliest}",
        f"{said} of outcomes",
    )


def _dated_path(forecast: Forecast, path: str) -> str:
    awards = forecast.scenario.facts.awards
    for year in awards.years_with(*WITH_YEAR):
        path = path.replace(year, year_words(awards[year], *WITH_YEAR))
    return path


def _alt(data: pd.DataFrame, period: str, under: str) -> str:
    first, many = data.iloc[0], number_of(len(data), "path")
    return (
        f"Tree of decisions over {period} with {many}. The likeliest, on which funding "
        f"{first['path']}, has a chance of {percent(first['path_chance'])} and recovers "
        f"{sum_words(first['recovered_mean_gbp'])} on average. {capital(under)}."
    )


def _compared(forecast: Forecast, last: str) -> str:
    """Return from where to where the chance of no funding lies, as a sentence; or nothing."""
    span = compared_words(forecast, last)
    return f" Chance of no funding in {last} by cases compared: {span}." if span else ""
