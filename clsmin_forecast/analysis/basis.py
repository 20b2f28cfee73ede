"""What every analysis shares: how its forecasts are made, and what its answer says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from ..about import About
from ..errors import InputError, unknown
from ..inputs.awards import UNAGREED, Source
from ..inputs.grant import Grant
from ..model.checks import run_checks
from ..model.document import sources
from ..model.draws import Draws, Seed
from ..model.forecast import Forecast
from ..model.projection import Span
from ..units import number_of
from .factors import citations, register_inputs

if TYPE_CHECKING:
    import pandas as pd


class Settings(TypedDict, total=False):
    """How a forecast is made, as in `forecast`."""

    draws: Draws
    seed: Seed
    price_base: str


@dataclass(frozen=True)
class Basis:
    """What forecasts rest on: ``registered`` are the inputs that have the register's own value."""

    scenarios: int
    draws: int
    seed: int
    price_base: str
    papers: dict[str, list[str]]
    without_paper: tuple[str, ...]  # years
    deflator: Source | None
    as_at: date
    registered: tuple[str, ...]
    cited: dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class OfGrant(About):
    """What an answer says of itself that is about a grant: of which, and by which scenarios."""

    grant: Grant
    scenarios: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class OfForecasts(OfGrant):
    """What an answer of forecasts says of itself: each year's status, and what they rest on."""

    status_of: Mapping[str, str]
    basis: Basis


@dataclass(frozen=True, kw_only=True)
class OfMeasure(OfForecasts):
    """What an answer on ``recovered``, ``gap`` or ``balance`` says of itself."""

    of: str


@dataclass(frozen=True, kw_only=True)
class OfInput(OfForecasts):
    """What an answer on one input says of itself; without a year the input is of all."""

    input: str
    title: str
    year: str | None


@dataclass(frozen=True, kw_only=True)
class OfRuns(About):
    """What an answer on two runs says of itself: which, the years of each, and what differs."""

    runs: tuple[str, ...]
    summed: tuple[tuple[str, ...], ...]
    rests_on: tuple[str, ...]


def table_of(rows: Sequence[Mapping[str, Any]], where: str) -> "pd.DataFrame":
    """Return rows as a table, one an input or decision that acts.

    Raises
    ------
    InputError
        If there is none, since every year is closed.
    """
    if not rows:
        raise InputError(
            f"{where}: every year of awards.csv is outturn, so no input and no decision acts any "
            "more; forecast shows what was recovered."
        )
    import pandas as pd  # slow to load, and a plan is read without it

    return pd.DataFrame(rows)


def describe(forecasts: Sequence[Forecast], span: Span, of: str = "recovered") -> dict[str, Any]:
    """Return what an answer of forecasts says of itself, but its columns and question.

    An answer on what needs a cost, such as the gap, is of the years that have one.

    Raises
    ------
    InputError
        If the span has no year.
    """
    first, years = forecasts[0], check_span(forecasts[0], span)
    names = list(dict.fromkeys(each.scenario.name for each in forecasts))
    awards = first.scenario.facts.awards
    if of != "recovered":
        years = tuple(year for year in years if year in awards.costed_years)
    return {
        "grant": first.scenario.facts.grant,
        "scenario": first.scenario.title if len(names) == 1 else "",
        "scenarios": names,
        "span": first.span_of(span),
        "years": years,
        "statuses": awards.statuses(years),
        "status_of": {award.financial_year: award.status for award in awards.rows},
        "sources": sources(first),
        "basis": basis(forecasts),
        "price_base": first.price_base,
        "checks": _joint_checks(forecasts),
    }


def basis(forecasts: Sequence[Forecast]) -> Basis:
    """Return what forecasts rest on, which share facts, a register and settings."""
    first, scenarios = forecasts[0], [each.scenario for each in forecasts]
    return Basis(
        scenarios=len(scenarios),
        draws=first.draws,
        seed=first.seed,
        price_base=first.price_base,
        papers=first.scenario.facts.papers,
        without_paper=first.scenario.facts.awards.years_with(UNAGREED),
        deflator=first.scenario.facts.deflator,
        as_at=first.scenario.register.as_at,
        registered=register_inputs(scenarios),
        cited=citations(scenarios),
    )


def _joint_checks(forecasts: Sequence[Forecast]) -> list[dict[str, Any]]:
    # A check has passed when it has in every forecast; else the first that failed is told.
    joint = []
    for same in zip(*map(run_checks, forecasts), strict=True):
        failed = [check["detail"] for check in same if not check["passed"]]
        detail = failed[0] if failed else f"in {number_of(len(same), 'forecast')}"
        joint.append({"name": same[0]["name"], "passed": not failed, "detail": detail})
    return joint


def check_span(forecast: Forecast, span: Span) -> tuple[str, ...]:
    """Return the years of a span, checked.

    Raises
    ------
    InputError
        If the span has no year.
    """
    years = forecast.years_of(span)
    if not years:
        raise InputError(f"span: {span} has no year in awards.csv; name another span.")
    return years


def year_in_question(forecast: Forecast, year: str | None, where: str) -> str:
    """Return the year that is waited for: the first not over that may not be funded, unless named.

    Where all that are undecided are over, the last of them.

    Raises
    ------
    InputError
        If the team has no cost, or no year is undecided, or the one named is not.
    """
    awards = forecast.scenario.facts.awards
    if awards.unpriced:
        raise InputError(f"{where}: there is none. {awards.unpriced}")
    undecided = awards.open_costed_years
    if not undecided:
        raise InputError(f"{where}: every year of awards.csv is decided, so nobody waits for one.")
    if year is not None:
        if year not in undecided:
            raise unknown(where, "undecided year with a cost", year, undecided)
        return year
    over = awards.ended(forecast.scenario.register.as_at)
    ahead = [year for year in undecided if year not in over] or [undecided[-1]]
    return next((each for each in ahead if forecast.probability_funded(each) < 1), ahead[0])
