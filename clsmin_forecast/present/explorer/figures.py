"""The figures that stand side by side: what each is of, was, is now, and by how much it moved."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...analysis.conditional import chance_ceased
from ...model.forecast import Forecast
from ...model.mixture import Mixture
from ..sentences.clauses import lead_year
from ..words import list_words, percent, spread, sum_words

FUNDED, POSTS, LEAST = "funded", "posts", "least"
_SAME = 1e-9
_NO_POST = "0.0"  # as it is read
_POINTS = 100
_MINUS = "\N{MINUS SIGN}"


def figure(forecast: Forecast, of: str, years: Sequence[str], what: str | float) -> float:
    """Return a figure of a forecast.

    Parameters
    ----------
    of : str
        ``funded``, the chance of it in one year; ``posts`` in one year; or a measure that is
        summed: ``recovered``, ``gap`` or one of its parts.
    years : sequence of str
        Over which it is.
    what : str or float
        ``mean``, ``least 500000`` for the chance of at least so much, or the level of a quantile.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceases = cf.forecast("ceases", draws=8)
    >>> figure(ceases, "recovered", ["2025/26"], "mean"), figure(ceases, FUNDED, ["2025/26"], "")
    (0.0, 0.0)
    """
    if of == FUNDED:
        return float(np.clip(forecast.probability_funded(years[0]), 0, 1))
    found = forecast.in_year(of, years[0]) if of == POSTS else forecast.total(of, years)
    assert found is not None
    return _statistic(found, what)


def _statistic(found: Mixture, what: str | float) -> float:
    if what == "mean":
        return found.mean
    if isinstance(what, str):
        return found.chance_at_least(float(what.removeprefix("least ")))
    return float(found.quantiles([what])[0])


@dataclass(frozen=True)
class Line:
    """A figure that stands side by side with what it was.

    Parameters
    ----------
    label : str
        What it is called; of the chance of at least a sum, without the sum.
    kind : str
        How it is said: ``chance``, ``sum``, ``span`` of two sums, or ``posts``.
    of : str
        As `figure` takes it.
    years : list of str
        Over which it is.
    whats : list
        As `figure` takes them; two make a span, and ``least`` stands for the sum that is asked.
    """

    label: str
    kind: str
    of: str
    years: list[str]
    whats: list[str | float]


def lines(forecast: Forecast) -> list[Line]:
    """Return the figures that stand side by side, of the years that are open.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> [line.label for line in lines(cf.forecast("central", draws=8))][2:4]
    ['Chance that 2026/27 is funded', 'Recovered, 2025/26 and 2026/27, on average']
    """
    years, undecided = list(forecast.years_of("open_years")), forecast.years_of("decision_years")
    recovered = "recovered", years
    found = [Line(f"Chance that {y} is funded", "chance", FUNDED, [y], ["mean"]) for y in undecided]
    found += [
        Line(f"Recovered, {list_words(years)}, on average", "sum", *recovered, ["mean"]),
        Line("90% of outcomes (5% to 95%)", "span", *recovered, [0.05, 0.95]),
        Line("Half of outcomes (25% to 75%)", "span", *recovered, [0.25, 0.75]),
        Line("Chance of at least", "chance", *recovered, [LEAST]),
    ]
    return found + (_priced(years) if forecast.priced else [])


def _priced(years: list[str]) -> list[Line]:
    return [
        Line("Gap in funded years, on average", "sum", "gap_in_funded_years", years, ["mean"]),
        Line("Keeping the team after it ceased", "sum", "gap_after_ceasing", years, ["mean"]),
        Line(f"Posts paid for in {years[-1]}, on average", POSTS, POSTS, years[-1:], ["mean"]),
    ]


def values(forecast: Forecast, least: float) -> list[list[float]]:
    """Return the values of the lines of a forecast, and of at least so much."""
    sums: dict[tuple[str, ...], Mixture] = {}
    return [
        [_value(forecast, line, what, least, sums) for what in line.whats]
        for line in lines(forecast)
    ]


def _value(
    forecast: Forecast,
    line: Line,
    what: str | float,
    least: float,
    sums: dict[tuple[str, ...], Mixture],
) -> float:
    if line.of in (FUNDED, POSTS):
        return figure(forecast, line.of, line.years, what)
    key = line.of, *line.years
    if key not in sums:
        sums[key] = forecast.total(line.of, line.years)
    return _statistic(sums[key], f"least {least!r}" if what == LEAST else what)


def in_words(line: Line, found: Sequence[float]) -> str:
    """Return the value of a line in words.

    Examples
    --------
    >>> half = Line("Half of outcomes", "span", "recovered", ["2025/26"], [0.25, 0.75])
    >>> in_words(half, [0, 6e5])
    '£0 to £600,000'
    """
    if line.kind == "span":
        return spread(*map(sum_words, found))
    write = {"chance": percent, "sum": sum_words, "posts": "{:.1f}".format}[line.kind]
    return write(found[0])


def change_words(line: Line, was: Sequence[float], now: Sequence[float]) -> str:
    """Return by how much a line moved.

    Examples
    --------
    >>> chance = Line("Chance that 2025/26 is funded", "chance", FUNDED, ["2025/26"], ["mean"])
    >>> change_words(chance, [0.65], [0.77]), change_words(chance, [0.77], [0.77])
    ('+12 points', 'same')
    >>> posts = Line("Posts paid for in 2026/27", "posts", "posts", ["2026/27"], ["mean"])
    >>> change_words(posts, [3.8], [3.79]), change_words(posts, [3.1], [3.8])
    ('same', '+0.7')
    """
    if line.kind == "span":
        return "same" if in_words(line, was) == in_words(line, now) else "moved"
    by = now[0] - was[0]
    moved = _amount(line.kind, abs(by))
    if abs(by) < _SAME * max(1, abs(was[0])) or moved == _NO_POST:
        return "same"
    return (_MINUS if by < 0 else "+") + moved


def _amount(kind: str, by: float) -> str:
    if kind == "chance":
        return f"{round(_POINTS * by) or 'under 1'} points"
    return sum_words(by) if kind == "sum" else f"{by:.1f}"


def label(line: Line, least: float) -> str:
    """Return what a line is called, where at least so much is asked about."""
    return f"{line.label} {sum_words(least)}" if LEAST in line.whats else line.label


def explained_chance(forecast: Forecast) -> str:
    """Return how the chance of no funding in the year in question is made up.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> third = cf.load_scenario("central").but(cessation={"2025/26": 1 / 3})
    >>> explained_chance(cf.forecast(third, draws=8))
    '33% if 2024/25 is funded, and 2% that it is not: 35% in all.'
    """
    if not forecast.years_of("decision_years"):
        return ""
    asked = lead_year(forecast)
    if forecast.scenario.quantities["cessation"][asked].mid in (0, 1):
        return ""  # there is nothing to make it up of
    ceases = percent(forecast.scenario.quantities["cessation"][asked].mid)
    before = [year for year in forecast.scenario.facts.awards.years if year < asked]
    gone = chance_ceased(forecast, before[-1]) if before else 0
    if not gone:
        given = f", given funding in {before[-1]}" if before else ""
        return f"{ceases} that it ceases{given}."
    last, all_ = before[-1], percent(chance_ceased(forecast, asked))
    return f"{ceases} if {last} is funded, and {percent(gone)} that it is not: {all_} in all."
