"""Credits: where the figures of a chart come from, and on which assumptions they rest."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypedDict

from .._version import __version__
from ..analysis.basis import Basis, OfForecasts, OfGrant, basis
from ..answer import Answer
from ..inputs.awards import NO_PAPER, UNAGREED, Source
from ..inputs.catalogue import reached_by
from ..inputs.facts import Facts
from ..model.forecast import Forecast
from ..units import CASH
from .words import day_words, list_words, name_words

_MODEL = f"clsmin_forecast {__version__}"
_WAITS = ("terms", "waiting")  # of what an answer says where it stands on the wait
_IN_POUNDS = {"award", "recovered", "cost", "balance", "gap"}


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
    said = _said(facts.papers, facts.awards.years_with(UNAGREED))
    return _of_papers(f"Source: {said}{_deflated(facts.deflator, price_base)}.")


def of_forecasts(forecasts: Sequence[Forecast], *measures: str) -> Credit:
    """Return the credit of a chart of measures of forecasts, which share facts and settings.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> drawn = cf.forecast(cf.load_scenario("central").but(expansion_share=1), draws=8)
    >>> sorted(of_forecasts([drawn], "recovered")["inputs"])[-2:]
    ['recovery_rate', 'reinstatement']
    """
    return _of_model(basis(forecasts), measures)


def of_frame(frame: Answer[OfForecasts], *measures: str, shown: Collection[str] = ()) -> Credit:
    """Return the credit of a chart of an analysis of measures.

    Parameters
    ----------
    *measures : str
        What it is of, as a forecast names them.
    shown : collection of str
        The inputs whose values are drawn too.
    """
    return _of_model(frame.about.basis, measures, shown, _of_the_wait(frame.about))


def _of_the_wait(about: OfForecasts) -> list[str]:
    """Return the sources of the register's inputs of the wait, which no forecast cites."""
    if not any(getattr(about, name, None) for name in _WAITS):
        return []
    cited = {id for ids in about.basis.cited.values() for id in ids}
    return [id for id in about.sources if id not in cited]


def _of_model(
    rests: Basis,
    measures: Collection[str],
    shown: Collection[str] = (),
    wait: Collection[str] = (),
) -> Credit:
    reaching = {name for measure in measures for name in reached_by(measure)} | set(shown)
    papers = [id for ids in rests.papers.values() for id in ids]
    cited = [id for name, ids in rests.cited.items() if name in reaching for id in ids]
    cited += wait
    others = [name_words(id) for id in dict.fromkeys(cited) if id not in papers]
    register = f"the register of assumptions as at {day_words(rests.as_at)}"
    many = "s" if rests.scenarios > 1 else ""
    price_base = rests.price_base if _IN_POUNDS.intersection(measures) else CASH
    return Credit(
        source=(
            f"Source: forecast{many} by {_MODEL}, {rests.draws:,} draws, seed {rests.seed}, "
            f"from {_said(rests.papers, rests.without_paper)}, {'' if others else 'and '}"
            f"{list_words([*others, register])}{_deflated(rests.deflator, price_base)}."
        ),
        inputs=frozenset(rests.registered) & reaching,
    )


def of_evidence(frame: Answer[OfGrant]) -> Credit:
    """Return the credit of a chart of comparable grants, which rests on no assumption.

    Parameters
    ----------
    frame : DataFrame
        From `evidence`, `backtest` or `own_year_ends`.
    """
    named = [name_words(source) for source in frame.about.sources]
    return _of_papers(f"Source: {list_words(named)} from published decisions, counted by {_MODEL}.")


def of_ledger(frame: Answer[OfGrant]) -> Credit:
    """Return the credit of a chart of past forecasts, which rest on the assumptions of their day.

    Parameters
    ----------
    frame : DataFrame
        From `scores`.
    """
    papers = [f"what came from {list_words([*frame.about.sources])}"] if frame.about.sources else []
    said = list_words([f"forecasts kept in the ledger by {_MODEL}", *papers])
    return _of_papers(f"Source: {said}.")


def _of_papers(source: str) -> Credit:
    return Credit(source=source, inputs=frozenset())


def _said(papers: Mapping[str, Sequence[str]], without: Sequence[str]) -> str:
    said = list_words([f"{list_words(ids)} from the {who}" for who, ids in papers.items()])
    return f"{said} ({NO_PAPER} for {list_words(without)})" if without else said


def _deflated(source: Source | None, price_base: str) -> str:
    if price_base == CASH or source is None:
        return ""
    return f"; prices from {source.title}, {source.publisher}"
