"""Credits: where the figures of a chart come from, and on which assumptions they rest."""

from collections.abc import Collection, Sequence
from typing import TypedDict

import pandas as pd

from .. import __version__
from ..analysis.factors import REACHED_BY, registered
from ..inputs.facts import Facts
from ..model.forecast import Forecast
from ..units import CASH
from .words import day_words, listed

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
    source = (
        f"Source: forecast{many} by {_MODEL}, {first.draws:,} draws, seed {first.seed}, from "
        f"{_papers(facts)}, and {_REGISTER} as at {day_words(register.as_at)}"
        f"{_deflated(facts, first.price_base)}."
    )
    return _credit(source, registered(each.scenario for each in forecasts), measures)


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
    named = [source.replace("_", " ") for source in frame.attrs["sources"]]
    source = f"Source: forecasts by {_MODEL}, from {listed([*named, _REGISTER])}."
    return _credit(source, frame.attrs["registered"], measures, shown)


def of_evidence(frame: pd.DataFrame) -> Credit:
    """Return the credit of a chart of comparable grants, which rests on no assumption.

    Parameters
    ----------
    frame : DataFrame
        From `evidence`, `backtest` or `own_year_ends`.
    """
    named = [source.replace("_", " ") for source in frame.attrs["sources"]]
    return _credit(f"Source: {listed(named)} from published decisions, counted by {_MODEL}.")


def _credit(
    source: str,
    from_register: Collection[str] = (),
    measures: Collection[str] = (),
    shown: Collection[str] = (),
) -> Credit:
    reaching = {name for measure in measures for name in REACHED_BY[measure]}
    return Credit(source=source, inputs=frozenset(from_register) & (reaching | set(shown)))


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
