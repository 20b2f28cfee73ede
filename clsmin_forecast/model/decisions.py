"""Decisions: every path that the funder's yearly decisions can take, with its exact probability.

Nothing about decisions is drawn at random, so changing a chance only re-weights.
"""

from dataclasses import dataclass

from ..inputs.awards import IN_PRINCIPLE
from ..inputs.scenarios import Scenario

CONTINUE, EXPAND, CEASE = "continue", "expand", "cease"


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


def next_decisions(last: str, cease: float, expand: float, reinstate: float) -> dict[str, float]:
    """Return the chance of each decision, given the one of the year before.

    Funding that went on may cease, or expand if it has not yet; once expanded, a funded year stays
    expanded. Ceased funding comes back as ``continue`` or stays ceased. (GovS 015: continue,
    discontinue or amend.)

    Parameters
    ----------
    last : str
        The decision of the year before.
    cease, expand, reinstate : float
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
    [0.9792, 0.0208]
    """
    paths = [Path({}, 1.0)]
    for year in scenario.facts.awards.decision_years:
        paths = [
            Path({**path.decisions, year: decision}, path.probability * chance)
            for path in paths
            for decision, chance in _choices(scenario, path, year).items()
            if path.probability * chance > 0
        ]
    return tuple(paths)


def _choices(scenario: Scenario, path: Path, year: str) -> dict[str, float]:
    chances = scenario.quantities
    expandable = scenario.facts.awards[year].status == IN_PRINCIPLE
    last = list(path.decisions.values())[-1] if path.decisions else _before(scenario, year)
    return next_decisions(
        last,
        cease=chances["cessation"][year].mid,
        expand=chances["expansion"][year].mid if expandable else 0,
        reinstate=chances["reinstatement"][year].mid,
    )


def _before(scenario: Scenario, first: str) -> str:
    decided = [award for award in scenario.facts.awards.rows if award.financial_year < first]
    return CEASE if decided and decided[-1].settled == 0 else CONTINUE


def year_weights(paths: tuple[Path, ...], year: str) -> dict[str, float]:
    """Return the probability of each decision in one year.

    Parameters
    ----------
    paths : tuple of Path
        Every path.
    year : str
        A decision year.
    """
    weights: dict[str, float] = {}
    for path in paths:
        decision = path.decisions[year]
        weights[decision] = weights.get(decision, 0) + path.probability
    return weights
