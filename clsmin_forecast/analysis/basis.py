"""What every analysis shares: how its forecasts are made, and what its table says of itself."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from ..errors import InputError
from ..inputs.awards import Source
from ..inputs.grant import Grant
from ..model.checks import run_checks
from ..model.document import sources
from ..model.draws import Draws, Seed
from ..model.forecast import Forecast
from ..model.projection import Span
from ..units import number_of
from .factors import cited, registered

if TYPE_CHECKING:
    import pandas as pd


class Settings(TypedDict, total=False):
    """How a forecast is made, as in `forecast`."""

    draws: Draws
    seed: Seed
    price_base: str


class Basis(TypedDict):
    """What forecasts rest on: ``registered`` are the inputs that have the register's own value."""

    grant: Grant
    scenarios: int
    draws: int
    seed: int
    price_base: str
    papers: dict[str, list[str]]
    deflator: Source | None
    as_at: date
    registered: tuple[str, ...]
    cited: dict[str, list[str]]


def framed(rows: Sequence[Mapping[str, Any]], where: str) -> "pd.DataFrame":
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


def described(forecasts: Sequence[Forecast], span: Span, of: str = "recovered") -> dict[Any, Any]:
    """Return what a table must say of itself: scenarios, years, prices, sources and cross-checks.

    ``statuses`` are those of the years, ``status_of`` has every year's. A table of what needs a
    cost, such as the gap, is of the years that have one.

    Raises
    ------
    InputError
        If the span has no year.
    """
    first, years = forecasts[0], check_span(forecasts[0], span)
    awards = first.scenario.facts.awards
    if of != "recovered":
        years = tuple(year for year in years if year in awards.costed_years)
    return {
        "scenarios": list(dict.fromkeys(each.scenario.name for each in forecasts)),
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
    return {
        "grant": first.scenario.facts.grant,
        "scenarios": len(scenarios),
        "draws": first.draws,
        "seed": first.seed,
        "price_base": first.price_base,
        "papers": first.scenario.facts.papers,
        "deflator": first.scenario.facts.deflator,
        "as_at": first.scenario.register.as_at,
        "registered": registered(scenarios),
        "cited": cited(scenarios),
    }


def grant_of(frame: "pd.DataFrame") -> Grant:
    """Return the grant that an analysis is of."""
    grant: Grant = (frame.attrs.get("basis") or frame.attrs)["grant"]
    return grant


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
