"""Credits: where the figures of a chart come from, and on which assumptions they rest."""

from collections.abc import Collection, Sequence
from typing import TypedDict

import pandas as pd

from .. import __version__
from ..analysis.evidence import SOURCES
from ..analysis.factors import REACHED_BY, registered
from ..inputs.facts import Facts
from ..inputs.scenarios import Scenario
from ..inputs.specs import INPUTS
from ..model.forecast import Forecast
from ..units import CASH
from .words import day_words, listed, spaced

_MODEL = f"clsmin_forecast {__version__}"
_REGISTER = "the register of assumptions"


class Credit(TypedDict):
    """The source line of a chart, and the inputs that it takes from the register."""

    source: str
    inputs: frozenset[str]


def of_facts(facts: Facts, price_base: str = CASH) -> Credit:
    """Return the credit of a chart of the papers, which rests on no assumption.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> print(of_facts(cf.load_facts())["source"])
    Source: PCD 956, PCD 1218 and PCD 1532 from the Mayor's Office for Policing and Crime.
    """
    return _credit(f"Source: {_papers(facts)}{_deflated(facts, price_base)}.")


def of_forecasts(forecasts: Sequence[Forecast], *measures: str) -> Credit:
    """Return the credit of a chart of measures of forecasts, which share facts and settings.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> drawn = cf.forecast(cf.load_scenario("central").but(recovery_rate=1), draws=8)
    >>> sorted(of_forecasts([drawn], "recovered")["inputs"])[-2:]
    ['expansion_share', 'reinstatement']
    """
    first, many = forecasts[0], "s" if len(forecasts) > 1 else ""
    facts, register = first.scenario.facts, first.scenario.register
    scenarios = [each.scenario for each in forecasts]
    inputs = _credit("", registered(scenarios), measures)["inputs"]
    cited = [id for name in INPUTS if name in inputs for id in register.assumptions[name].sources]
    cited += [id for each in scenarios for id in _counted(each, measures)]
    papers = [award.decision for award in facts.awards.rows]
    others = [spaced(id) for id in dict.fromkeys(cited) if id not in papers]
    register_words = f"{_REGISTER} as at {day_words(register.as_at)}"
    source = (
        f"Source: forecast{many} by {_MODEL}, {first.draws:,} draws, seed {first.seed}, from "
        f"{_papers(facts)}, {'' if others else 'and '}{listed([*others, register_words])}"
        f"{_deflated(facts, first.price_base)}."
    )
    return Credit(source=source, inputs=inputs)


def _counted(scenario: Scenario, measures: Collection[str]) -> Collection[str]:
    """Return the source of the grants where a set of them gives a value, whoever names the set."""
    reaching = _reaching(measures)
    resting = (scenario.resting_on(name).keys() for name in scenario.evidence)
    return SOURCES if any(reaching & names for names in resting) else ()


def of_frame(frame: pd.DataFrame, *measures: str, shown: Collection[str] = ()) -> Credit:
    """Return the credit of a chart of an analysis of measures.

    Parameters
    ----------
    frame : DataFrame
        From an analysis.
    *measures : str
        What it is of, as a forecast names them.
    shown : collection of str
        The inputs whose values are drawn too.
    """
    named = [spaced(source) for source in frame.attrs["sources"]]
    source = f"Source: forecasts by {_MODEL}, from {listed([*named, _REGISTER])}."
    return _credit(source, frame.attrs["registered"], measures, shown)


def of_evidence(frame: pd.DataFrame) -> Credit:
    """Return the credit of a chart of comparable grants, which rests on no assumption.

    Parameters
    ----------
    frame : DataFrame
        From `evidence`, `backtest` or `own_year_ends`.
    """
    named = [spaced(source) for source in frame.attrs["sources"]]
    return _credit(f"Source: {listed(named)} from published decisions, counted by {_MODEL}.")


def _credit(
    source: str,
    from_register: Collection[str] = (),
    measures: Collection[str] = (),
    shown: Collection[str] = (),
) -> Credit:
    reaching = _reaching(measures) | set(shown)
    return Credit(source=source, inputs=frozenset(from_register) & reaching)


def _reaching(measures: Collection[str]) -> set[str]:
    return {name for measure in measures for name in REACHED_BY[measure]}


def _papers(facts: Facts) -> str:
    papers = list(dict.fromkeys(award.decision for award in facts.awards.rows))
    by_publisher: dict[str, list[str]] = {}
    for paper in papers:
        by_publisher.setdefault(facts.sources[paper].publisher, []).append(paper)
    return listed([f"{listed(ids)} from the {who}" for who, ids in by_publisher.items()])


def _deflated(facts: Facts, price_base: str) -> str:
    source = facts.sources.get("gdp_deflator")
    if price_base == CASH or source is None:
        return ""
    return f"; prices from {source.title}, {source.publisher}"
