"""Decisions: every path that the funder's yearly decisions can take, with its exact probability.

Nothing about decisions is drawn at random, so changing a chance only re-weights.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, product
from math import prod

import numpy as np

from ..errors import InputError
from ..inputs.awards import CEILINGS, UNDECIDED, Award, Awards
from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import Scenario
from ..quantiles import Values
from ..quantities import Chance

CONTINUE, EXPAND, CEASE = "continue", "expand", "cease"
DECISIONS = (CEASE, CONTINUE, EXPAND)
"""From the worst to the best."""

AFRESH = " anew"
ANEW = {decision: f"{decision}{AFRESH}" for decision in (CONTINUE, EXPAND)}
"""The decisions by which posts begin in a year, that were not in post when it began."""

FILLING = {decision: f"{decision} filling" for decision in (CONTINUE, EXPAND)}
"""The same funding once more, the year after posts began: they may still be filling."""

AGAIN = f"{ANEW[EXPAND]}, filling"
"""An expansion the year after funding came back: two sets of posts, one of each year."""

KINDS = {**{each: each for each in DECISIONS}, AGAIN: EXPAND} | {
    said[each]: each for said in (ANEW, FILLING) for each in (CONTINUE, EXPAND)
}
"""The decision that is behind each of them, and itself."""

_MOST_WORLDS = 10_000  # pairings of experts
_ROUNDING = 1e-15  # of probabilities that should meet

Chances = Mapping[str, Mapping[str, float | Values]]
"""A chance, or an array of them, by input and year."""


@dataclass(frozen=True)
class Path:
    """One decision for each decision year, with its probability.

    Parameters
    ----------
    decisions : dict of str to str
        Decision year to ``continue``, ``expand`` or ``cease``, in time order.
    probability : float
        Above 0; the paths of a scenario sum to 1.
    """

    decisions: dict[str, str]
    probability: float


def next_decisions(
    last: str, cease: float | Values, expand: float | Values, reinstate: float | Values
) -> dict[str, float | Values]:
    """Return the chance of each decision, given the one of the year before.

    Funding that went on may cease, or expand if it has not yet; once expanded, a funded year stays
    expanded. Ceased funding comes back as ``continue`` or stays ceased. (GovS 015: continue,
    discontinue or amend.)

    Parameters
    ----------
    last : str
        The decision of the year before.
    cease, expand, reinstate : float or array
        The year's chances, 0 to 1.

    Examples
    --------
    >>> next_decisions("continue", 0.25, 0.5, 0.0)
    {'continue': 0.375, 'expand': 0.375, 'cease': 0.25}
    """
    if last == CEASE:
        return {CONTINUE: reinstate, CEASE: 1 - reinstate}
    if last == EXPAND:
        return {EXPAND: 1 - cease, CEASE: cease}
    return {CONTINUE: (1 - cease) * (1 - expand), EXPAND: (1 - cease) * expand, CEASE: cease}


def begun(earlier: str, last: str, now: str) -> str:
    """Return a decision, as one that begins posts, or whose posts began in the year before.

    Parameters
    ----------
    earlier, last, now : str
        The decisions of two years before, of the year before and of the year; empty before the
        first.

    Examples
    --------
    >>> [begun("continue", "continue", now) for now in ("continue", "expand", "cease")]
    ['continue', 'expand anew', 'cease']
    >>> [begun(*each, "expand") for each in (("continue", "expand"), ("cease", "continue"))]
    ['expand filling', 'expand anew, filling']
    """
    if _begins(last, now):
        return AGAIN if last != CEASE and _begins(earlier, last) else ANEW[now]
    return FILLING[now] if now != CEASE and _begins(earlier, last) else now


def _begins(last: str, now: str) -> bool:
    """Return whether posts begin that those of the year before do not go on in."""
    return now == EXPAND != last or last == CEASE != now


def list_paths(scenario: Scenario) -> tuple[Path, ...]:
    """Return every path of a scenario that has a probability, exactly.

    The risk that PCD 1532 names (recommendation 2) is the paths that cease in 2025/26.

    Parameters
    ----------
    scenario : Scenario
        Its chances of cessation, expansion and reinstatement are read.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> [round(path.probability, 4) for path in list_paths(cf.load_scenario("ceases"))]
    [0.9815, 0.0185]
    """
    paths = scenario.once(weigh_paths, lambda: weigh_paths(scenario))
    chances = [path.weights.item() for path in paths]
    return tuple(Path({**p.decisions}, c) for p, c in zip(paths, chances, strict=True) if c > 0)


@dataclass(frozen=True)
class WeighedPath:
    """One decision for each decision year, with its probability at each of several chances.

    Parameters
    ----------
    decisions : dict of str to str
        Decision year to decision, in time order.
    weights : array
        Its probability at each of the chances given; not 0 at all of them.
    """

    decisions: dict[str, str]
    weights: Values


def weigh_paths(scenario: Scenario, chances: Chances | None = None) -> tuple[WeighedPath, ...]:
    """Return every path with its probability, at as many values of its chances as are given.

    Parameters
    ----------
    scenario
        As in `chances_not_funded`.
    chances : mapping of str to mapping of str to array, optional
        Other chances, 0 to 1, by input and year; the arrays have one shape.

    Returns
    -------
    tuple of WeighedPath
        Their weights have the shape of the chances given, or are one value.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceasing = {"cessation": {"2025/26": np.array([0.0, 1.0])}}
    >>> paths = weigh_paths(cf.load_scenario("continues_flat"), ceasing)
    >>> {tuple(path.decisions.values()): path.weights.tolist() for path in paths}
    {('continue', 'continue', 'continue'): [1.0, 0.0], ('continue', 'cease', 'cease'): [0.0, 1.0]}
    """
    worlds, (held,) = _worlds(scenario)
    shape: tuple[int, ...] = ()
    for name, years in (chances or {}).items():
        for year, values in years.items():
            held[name][year] = np.asarray(values, dtype=float)[..., None]
            shape = np.shape(values)
    paths = [WeighedPath({}, np.ones((*shape, 1)))]
    for year in scenario.facts.awards.decision_years:
        paths = [
            WeighedPath({**path.decisions, year: decision}, weights)
            for path in paths
            for decision, chance in _choices(scenario, held, path.decisions, year).items()
            if (weights := path.weights * chance).any()
        ]
    return tuple(WeighedPath(path.decisions, _averaged(path.weights, worlds)) for path in paths)


def joint_paths(one: Scenario, other: Scenario) -> tuple[tuple[Path, Path], ...]:
    """Return every pair of paths of two scenarios that the same luck of the funder may give.

    The luck of a year is one number, from the worst decision to the best; each scenario's chances
    say how much of it belongs to each decision. So a scenario that is never less likely to be
    funded is never unfunded alone.

    Parameters
    ----------
    one, other : Scenario
        Over the same awards.

    Returns
    -------
    tuple of (Path, Path)
        Both with the probability of the pair, above 0; the pairs sum to 1.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central").but(cessation={"2024/25": 0, "2026/27": 0})
    >>> pairs = joint_paths(central, central.but(cessation={"2025/26": 0.5}))
    >>> ceased = [[p.decisions["2025/26"] == "cease" for p in pair] for pair in pairs]
    >>> [True, False] in ceased, [False, True] in ceased
    (False, True)
    """
    worlds, held = _worlds(one, other)
    pairs: list[tuple[tuple[dict[str, str], ...], Values]] = [(({}, {}), np.ones(1))]
    for year in one.facts.awards.decision_years:
        pairs = [
            (tuple({**path, year: d} for path, d in zip(paths, both, strict=True)), weight * chance)
            for paths, weight in pairs
            for both, chance in _overlaps(
                *(
                    _choices(scenario, chances, path, year)
                    for scenario, chances, path in zip((one, other), held, paths, strict=True)
                )
            )
            if np.any(weight * chance > _ROUNDING)
        ]
    chances = [float(_averaged(weight, worlds)) for _, weight in pairs]
    return tuple(
        (Path(first, chance), Path(second, chance))
        for ((first, second), _), chance in zip(pairs, chances, strict=True)
    )


def _overlaps(
    one: Mapping[str, float | Values], other: Mapping[str, float | Values]
) -> Iterator[tuple[tuple[str, str], float | Values]]:
    first, second = _intervals(one), _intervals(other)
    for (a, (a_low, a_high)), (b, (b_low, b_high)) in product(first.items(), second.items()):
        yield (a, b), np.maximum(0, np.minimum(a_high, b_high) - np.maximum(a_low, b_low))


def _intervals(
    chances: Mapping[str, float | Values],
) -> dict[str, tuple[float | Values, float | Values]]:
    ends: list[float | Values] = [0.0]
    for decision in DECISIONS:
        ends.append(ends[-1] + chances.get(decision, 0.0))
    return dict(zip(DECISIONS, pairwise(ends), strict=True))


def _averaged(weights: Values, worlds: Values) -> Values:
    return np.asarray((weights * worlds).sum(axis=-1))


def list_worlds(scenario: Scenario) -> list[tuple[float, dict[str, dict[str, float]]]]:
    """Return each pairing of experts who may be right: its probability, and the chances in it.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> [weight for weight, _ in list_worlds(cf.load_scenario("ceases"))]
    [1.0]
    """
    worlds, (held,) = _worlds(scenario)
    return [
        (
            float(weight),
            {
                name: {
                    year: float(np.broadcast_to(chance, worlds.shape)[place])
                    for year, chance in years.items()
                }
                for name, years in held.items()
            },
        )
        for place, weight in enumerate(worlds)
    ]


def _worlds(*scenarios: Scenario) -> tuple[Values, list[dict[str, dict[str, float | Values]]]]:
    # Which expert is right is one more thing that is not known: each world has one of each list
    # right, in every year and scenario in which the list has the same weights.
    every = [_chances(scenario) for scenario in scenarios]
    lists = dict.fromkeys(
        (name, chance.weights)
        for chances in every
        for name, years in chances.items()
        for chance in years.values()
        if chance.views
    )
    sizes = [len(weights) for _, weights in lists]
    if prod(sizes) > _MOST_WORLDS:
        raise InputError(
            f"{_places(scenarios, dict.fromkeys(name for name, _ in lists))}: lists of "
            f"{', '.join(map(str, sizes))} experts make {prod(sizes):,} pairings of who is right, "
            f"and at most {_MOST_WORLDS:,} can be weighed; shorten a list."
        )
    right = dict(zip(lists, np.indices(sizes).reshape(len(sizes), prod(sizes)), strict=True))
    worlds = [np.array(weights)[expert] for (_, weights), expert in right.items()]
    held: list[dict[str, dict[str, float | Values]]] = [
        {
            name: {
                year: np.array(c.views)[right[name, c.weights]] if c.views else c.mid
                for year, c in years.items()
            }
            for name, years in chances.items()
        }
        for chances in every
    ]
    return prod(worlds, start=np.ones(1)), held


def _places(scenarios: Iterable[Scenario], names: Iterable[str]) -> str:
    """Return in which file each input is written."""
    pairs = product(scenarios, names)
    return " and ".join(dict.fromkeys(f"{each.file_of(name)}: {name}" for each, name in pairs))


def _chances(scenario: Scenario) -> dict[str, dict[str, Chance]]:
    return {
        name: {year: q for year, q in years.items() if isinstance(q, Chance)}
        for name, years in scenario.quantities.items()
        if INPUTS[name].chance
    }


def _choices(
    scenario: Scenario, chances: Chances, decided: Mapping[str, str], year: str
) -> dict[str, float | Values]:
    expandable = scenario.facts.awards[year].status in CEILINGS
    return next_decisions(
        list(decided.values())[-1] if decided else _before(scenario, year),
        cease=chances["cessation"][year],
        expand=chances["expansion"][year] if expandable else 0,
        reinstate=chances["reinstatement"][year],
    )


def _before(scenario: Scenario, first: str) -> str:
    decided = [award for award in scenario.facts.awards.rows if award.financial_year < first]
    return made(decided[-1]) if decided else CONTINUE


def weigh_decisions(paths: tuple[Path, ...], awards: Awards) -> dict[str, dict[str, float]]:
    """Return the probability of each decision in each year; a decided year has one decision."""
    return {
        year: {now: chance for (now,), chance in weigh_steps(paths, awards, year).items()}
        for year in awards.years
    }


def weigh_steps(
    paths: tuple[Path, ...], awards: Awards, *years: str
) -> dict[tuple[str, ...], float]:
    """Return the probability of each row of decisions in some years, one after the other.

    Of decided years it is 1, whatever the paths.

    Parameters
    ----------
    *years : str
        In time order; before the first there is none, and so no decision.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceases = cf.load_scenario("ceases")
    >>> steps = weigh_steps(list_paths(ceases), ceases.facts.awards, "2024/25", "2025/26")
    >>> {step: round(chance, 4) for step, chance in steps.items()}
    {('continue', 'cease'): 0.9815, ('cease', 'cease'): 0.0185}
    """
    known = decisions_made(awards)
    if known.keys() >= {*years}:
        return {tuple(known[year] for year in years): 1.0}
    steps: dict[tuple[str, ...], float] = {}
    for path in paths:
        taken = {**path.decisions, **known}
        step = tuple(taken[year] for year in years)
        steps[step] = steps.get(step, 0) + path.probability
    return steps


def decisions_made(awards: Awards) -> dict[str, str]:
    """Return the decision of each decided year; before the first year there is none."""
    return {"": ""} | {a.financial_year: made(a) for a in awards.rows if a.status not in UNDECIDED}


def made(award: Award) -> str:
    """Return the decision that was made of a decided year."""
    return CONTINUE if award.settled > 0 else CEASE
