"""What an option costs us and what work it keeps, crossed with what the funder may do in a year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypedDict, cast

from ..errors import InputError, unknown
from ..inputs.options import Option, load_options
from ..inputs.scenarios import Scenario
from ..inputs.waiting import OF_OPTIONS
from ..model.choices import pays_from
from ..model.decisions import CEASE, CONTINUE, DECISIONS
from ..model.forecast import Forecast
from ..model.mixture import Mixture
from ..model.options import Outcome, Times, outcome
from ..model.projection import OPEN_YEARS, Span, named_span
from ..model.year import MONTHS, last_day
from ..quantiles import Values
from .basis import Settings, describe, year_in_question

_PLACES = 9  # of post-months; sums lose less
_NOBODY = Option("nobody", "Release everybody", "The whole team is released.", 0.0)


class Waits(TypedDict, total=False):
    """The inputs of the time in which nobody knows, each in place of the register's."""

    signed_month: float
    redeploy_months: float
    refill_months: float
    restart_cost: float


class HowAsked(Settings, Waits, total=False):
    """How a forecast is made, and what the wait takes."""


@dataclass(frozen=True)
class Crossed:
    """An option crossed with what the funder may do in a year, draw by draw, in the price base.

    Parameters
    ----------
    option : Option
        What we do.
    chances : mapping of str to float
        Of each decision that has one.
    outcomes : mapping of str to Outcome
        By decision, those without a chance too.
    decide_by : date
        The last day to decide on it.
    """

    option: Option
    chances: Mapping[str, float]
    outcomes: Mapping[str, Outcome]
    decide_by: date

    @cached_property
    def cost(self) -> dict[str, float]:
        """What falls on us on average over the draws, by decision, pounds."""
        return {decision: float(found.cost.mean()) for decision, found in self.outcomes.items()}

    @cached_property
    def work(self) -> dict[str, float]:
        """The post-months worked in the year on average over the draws, by decision."""
        return {decision: float(found.work.mean()) for decision, found in self.outcomes.items()}

    @cached_property
    def average(self) -> Mixture:
        """What falls on us, over all that the funder may do."""
        return Mixture(
            tuple(self.outcomes[each].cost for each in self.chances), (*self.chances.values(),)
        )

    @property
    def kept(self) -> float:
        """The post-months worked in the year on average."""
        return sum(chance * self.work[each] for each, chance in self.chances.items())

    @property
    def ends(self) -> tuple[float, float]:
        """What falls on us if the funding ceases, and on average if not, pounds.

        Where it must cease, as if it had gone on.
        """
        funded = {each: p for each, p in self.chances.items() if each != CEASE}
        sure = sum(funded.values())
        if not sure:
            return self.cost[CEASE], self.cost[CONTINUE]
        return self.cost[CEASE], sum(p * self.cost[each] for each, p in funded.items()) / sure

    def pays_from(self, other: "Crossed") -> float:
        """Return the worth of a post-month from which it pays beside another, as `pays_from`."""
        more = round(self.kept - other.kept, _PLACES)
        return pays_from(self.average.mean - other.average.mean, more)


def named_option(name: str, scenario: Scenario, others: Sequence[str]) -> Option:
    """Return the option that a reserve is asked of.

    Raises
    ------
    InputError
        If it is none of the folder's, with the nearest of them and of `others`.
    """
    known = [each.name for each in load_options(None, scenario.facts.folder)]
    if name not in known:
        raise unknown("reserve", "measure", name, [*others, *known])
    return load_options([name], scenario.facts.folder)[0]


def one_year(made: Forecast, span: Span) -> str:
    """Return the one year of a span, or of the open years the one that is waited for.

    Raises
    ------
    InputError
        If the span has another number of years, or its year is decided.
    """
    if named_span(span) == OPEN_YEARS:
        return year_in_question(made, None, "reserve")
    years = made.years_of(span)
    if len(years) != 1:
        raise InputError(f"reserve: an option is of one year, got {', '.join(years)}.")
    return year_in_question(made, years[0], "reserve")


def cross(made: Forecast, year: str, option: Option, waiting: Mapping[str, float]) -> Crossed:
    """Return an option crossed with what the funder may do in a year.

    Parameters
    ----------
    made : Forecast
        Its amounts, and the exact chances of its paths.
    year : str
        An open year that has a cost.
    waiting : mapping of str to float
        As from `waiting_of`.
    """
    weights, award = made.weights(year), made.amounts.award
    times = _times(option, waiting)
    return Crossed(
        option=option,
        chances={each: weights[each] for each in DECISIONS if each in weights},
        outcomes={
            each: _outcome(made, year, option, each, times)
            for each in DECISIONS
            if (year, each) in award
        },
        decide_by=_last_day_of(option, made, year, times),
    )


def cost_along(
    made: Forecast, year: str, option: Option, decision: str, waiting: Mapping[str, float]
) -> Values:
    """Return what an option costs us in a year under one decision, draw by draw."""
    return _outcome(made, year, option, decision, _times(option, waiting)).cost


def cross_nobody(made: Forecast, year: str, waiting: Mapping[str, float]) -> Crossed:
    """Return the release of everybody crossed with what the funder may do, as `cross` does."""
    return cross(made, year, _NOBODY, waiting)


def post_month(made: Forecast, year: str) -> float:
    """Return what a post costs in a month of a year on average, in the price base."""
    return float(made.amounts.unit_cost[year].mean()) * made.scale[year] / MONTHS


def _outcome(made: Forecast, year: str, option: Option, decision: str, times: Times) -> Outcome:
    amounts, scale = made.amounts, made.scale[year]
    team, unit_cost, award = (
        amounts.team[year],
        amounts.unit_cost[year],
        amounts.award[year, decision],
    )
    found = outcome(option, decision, team, unit_cost, award, times)
    return Outcome(found.cost * scale, found.bridged * scale, found.work)


def _times(option: Option, waiting: Mapping[str, float]) -> Times:
    known, *usual = (waiting[name] for name in OF_OPTIONS)
    own = (option.notice, option.rebuild, option.restart)
    return Times(known, *(u if o is None else o for o, u in zip(own, usual, strict=True)))


def _last_day_of(option: Option, made: Forecast, year: str, times: Times) -> date:
    team = made.amounts.team[year]
    released = bool((option.posts(team) < team).any())
    return last_day(year, times.notice if released else 0.0)


def describe_waiting(forecasts: Sequence[Forecast], year: str) -> dict[str, Any]:
    """Return what an answer says of itself, as `describe`, with the sources of the wait."""
    said, waiting = describe(forecasts, year), sources_of_wait(forecasts[0].scenario)
    return said | {"sources": [*dict.fromkeys([*said["sources"], *waiting])]}


def sources_of_wait(scenario: Scenario) -> list[str]:
    """Return what the inputs of the wait rest on."""
    entries = scenario.register.waiting_entries
    return [each for name in OF_OPTIONS if name in entries for each in entries[name].sources]


def settings_of(asked: HowAsked) -> Settings:
    """Return how forecasts are made."""
    return cast("Settings", {name: each for name, each in asked.items() if name not in OF_OPTIONS})


def waiting_of(
    scenario: Scenario, asked: HowAsked | Mapping[str, float | None], where: str = "options"
) -> dict[str, float]:
    """Return the inputs of the wait: as given, else as registered.

    Raises
    ------
    InputError
        If one is no number, or lies beyond what it can mean.
    """
    given, register = cast("dict[str, float]", asked), scenario.register
    return {name: register.value_of(name, given.get(name), where) for name in OF_OPTIONS}
