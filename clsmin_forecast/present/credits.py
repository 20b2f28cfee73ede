"""Source lines: where the figures of a chart come from."""

import pandas as pd

from .. import __version__
from ..inputs.facts import Facts
from ..model.forecast import Forecast
from ..units import CASH
from .words import day_words, listed

_MODEL = f"clsmin_forecast {__version__}"
_REGISTER = "the register of assumptions"


def of_facts(facts: Facts, price_base: str = CASH) -> str:
    """Return the source line of a chart of the papers.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> print(of_facts(cf.load_facts()))
    Source: PCD 956, PCD 1218 and PCD 1532 from the Mayor's Office for Policing and Crime.
    """
    return f"Source: {_papers(facts)}{_deflated(facts, price_base)}."


def of_forecasts(*forecasts: Forecast) -> str:
    """Return the source line of a chart of forecasts, which share their facts and settings."""
    first, many = forecasts[0], "s" if len(forecasts) > 1 else ""
    facts, register = first.scenario.facts, first.scenario.register
    return (
        f"Source: forecast{many} by {_MODEL}, {first.draws:,} draws, seed {first.seed}, from "
        f"{_papers(facts)}, and {_REGISTER} as at {day_words(register.as_at)}"
        f"{_deflated(facts, first.price_base)}."
    )


def of_frame(frame: pd.DataFrame) -> str:
    """Return the source line of a chart of an analysis, with its sources where it names them."""
    named = [source.replace("_", " ") for source in frame.attrs.get("sources", ())]
    return f"Source: forecasts by {_MODEL}, from {listed([*named, _REGISTER])}."


def of_evidence(frame: pd.DataFrame) -> str:
    """Return the source line of a chart of comparable grants.

    Parameters
    ----------
    frame : DataFrame
        From `evidence`, `backtest` or `own_year_ends`.
    """
    named = [source.replace("_", " ") for source in frame.attrs["sources"]]
    return f"Source: {listed(named)} from published decisions, counted by {_MODEL}."


def rests_on_assumptions(source: str) -> bool:
    """Return whether a source line names the register of assumptions.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> rests_on_assumptions(of_facts(cf.load_facts()))
    False
    """
    return _REGISTER in source


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
