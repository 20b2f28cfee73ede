"""What is not known of the chances: by what the evidence allows, and by the cases compared.

The forecast takes each chance at the average of what its evidence allows, since an answer is linear
in it. How far the answer could be off for want of evidence, and what other cases would make of it,
are other questions; both are answered by re-weighting the paths alone, without a new draw.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import log

import numpy as np

from ..inputs.catalogue import INPUTS
from ..inputs.evidence import COVERAGE, Evidence, corrected
from ..inputs.scenarios import Scenario
from ..quantiles import Values, beta_quantile
from ..quantities import Chance, Range
from ..signs import Sign, bayes, times_in_all
from .decisions import CEASE, Chances, weigh_paths
from .draws import draw_by

VALUES = 4_096  # of each chance: more would move no end by what it is rounded to
ENDS = {"p5": 0.05, "p95": 0.95}  # of the 90% interval that every chance has
_CLOSE = 1e-9  # chances nearer than this are one


def believed_chances(scenario: Scenario, seed: int) -> Chances:
    """Return the values that the evidence allows the chances, `VALUES` of each, all as likely.

    Chances that rest on one set of grants are one unknown, in every year; those of different sets
    are apart. A chance that is set to a number is known. Where signs are weighed in, each value
    takes the ratio of its own share: the low and the high of a ratio are read as its 5% and 95%
    points, so that the ends are those of the chance.

    Parameters
    ----------
    scenario : Scenario
        Its chances and their evidence are read.
    seed : int
        The seed of the streams, one a set.

    Returns
    -------
    mapping of str to mapping of str to array
        By input and year; none where no chance rests on evidence.
    """
    resting = {
        name: {
            year: quantity
            for year, quantity in scenario.quantities[name].items()
            if isinstance(quantity, Chance) and quantity.evidence
        }
        for name, described in INPUTS.items()
        if described.chance
    }
    names = {each.evidence for years in resting.values() for each in years.values()}
    sets = scenario.evidence
    drawn = {name: _believed(name, *sets[name].posterior, sets[name].seen, seed) for name in names}
    return {
        name: {year: _with_signs(each, drawn[each.evidence], seed) for year, each in years.items()}
        for name, years in resting.items()
        if years
    }


@lru_cache(maxsize=32)  # the sets of some scenarios, which the next question asks for again
def _believed(name: str, alpha: float, beta: float, seen: float, seed: int) -> Values:
    return corrected(_drawn(lambda share: beta_quantile(share, alpha, beta), name, seed), seen)


def _drawn(quantile: Callable[[Values], Values], name: str, seed: int) -> Values:
    return draw_by(quantile, f"evidence.{name}", VALUES, seed)


def _with_signs(chance: Chance, believed: Values, seed: int) -> Values:
    if not chance.signs:
        return believed
    low, mid, high = map(log, times_in_all(chance.signs))
    times = np.exp(_drawn(Range(low, mid, high, COVERAGE).quantile, chance.evidence, seed))
    return bayes(believed, times, 1.0)


def known_in_part(scenario: Scenario) -> bool:
    """Return whether a chance is a range or the views of several experts.

    Of such a chance a set of grants tells a part or nothing, so that what the sets leave open is
    not all that is open.
    """
    return any(
        isinstance(chance, Chance) and not chance.evidence and chance.low < chance.high
        for name, described in INPUTS.items()
        if described.chance
        for chance in scenario.quantities[name].values()
    )


def ends_of(believed: Values) -> dict[str, float]:
    """Return the ends that hold 90% of what the evidence allows."""
    (ends,) = ends_of_each([believed])
    return ends


def ends_of_each(believed: Sequence[Values]) -> list[dict[str, float]]:
    """Return the ends of several quantities at once, as many values of each."""
    in_order = np.sort(np.stack(believed), axis=1)  # `numpy.quantile` takes three times as long
    places = np.multiply([*ENDS.values()], in_order.shape[1] - 1)
    ends = [np.interp(places, np.arange(in_order.shape[1]), each).tolist() for each in in_order]
    return [dict(zip(ENDS, each, strict=True)) for each in ends]


def chances_not_funded(
    scenario: Scenario, chances: Mapping[str, Mapping[str, float | Values]]
) -> dict[str, Values]:
    """Return the probability that each open year is not funded, at other chances.

    Parameters
    ----------
    scenario : Scenario
        Its chances hold where none are given.
    chances : mapping of str to mapping of str to array
        As in `weigh_paths`.

    Returns
    -------
    dict of str to array
        By decision year.
    """
    paths = weigh_paths(scenario, chances)
    nothing = np.zeros_like(np.atleast_1d(paths[0].weights))
    return {
        year: nothing + sum(path.weights for path in paths if path.decisions[year] == CEASE)
        for year in scenario.facts.awards.decision_years
    }


def comparisons(scenario: Scenario) -> list[Evidence]:
    """Return the sets among which the chance of ceasing is chosen, in the data's order."""
    return [each for each in scenario.evidence.values() if each.choice]


def compared_years(scenario: Scenario) -> tuple[str, ...]:
    """Return the open years whose chance of ceasing rests on one of the comparisons.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> [compared_years(cf.load_scenario(name)) for name in ("central", "ceases")]
    [('2025/26', '2026/27'), ('2026/27',)]
    """
    names = {each.name for each in comparisons(scenario)}
    acting = scenario.quantities["cessation"]
    return tuple(year for year in acting if evidence_behind(scenario, year) in names)


def evidence_behind(scenario: Scenario, year: str) -> str:
    """Return the set on which the chance of ceasing in a year rests, or nothing."""
    chance = scenario.quantities["cessation"][year]
    return chance.evidence if isinstance(chance, Chance) else ""


def compared_chances(scenario: Scenario) -> Chances:
    """Return the chance of ceasing by each comparison, in the years that rest on one.

    The signs of a year are weighed in whatever its cases.
    """
    mids = np.array([each.chance.mid for each in comparisons(scenario)])
    signs = {year: signs_in(scenario, year) for year in compared_years(scenario)}
    return {
        "cessation": {
            year: bayes(mids, times_in_all(seen)[1], 1.0) if seen else mids
            for year, seen in signs.items()
        }
    }


def signs_in(scenario: Scenario, year: str) -> tuple[Sign, ...]:
    """Return the signs that are weighed into the chance of ceasing in a year."""
    chance = scenario.quantities["cessation"][year]
    return chance.signs if isinstance(chance, Chance) else ()


def span_of_comparisons(scenario: Scenario, year: str) -> tuple[float, float] | None:
    """Return the least and the largest chance of no funding in a year over the comparisons.

    Parameters
    ----------
    scenario : Scenario
        What is assumed otherwise.
    year : str
        A financial year.

    Returns
    -------
    (float, float) or None
        None where no comparison enters the year's chance, as of a decided year.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> low, high = span_of_comparisons(cf.load_scenario("central"), "2025/26")
    >>> low < 0.1 < 0.4 < high, span_of_comparisons(cf.load_scenario("ceases"), "2025/26")
    (True, None)
    """
    if year not in scenario.facts.awards.decision_years or not compared_years(scenario):
        return None
    gone = scenario.once(
        "not funded by comparison",
        lambda: chances_not_funded(scenario, compared_chances(scenario)),
    )[year]
    low, high = float(gone.min()), float(gone.max())
    return (low, high) if high - low > _CLOSE else None
