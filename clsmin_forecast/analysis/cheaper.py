"""The statement that one option costs us less than another, which the usual questions take."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Unpack, cast

from ..arguments import public
from ..inputs.options import Option, load_options
from ..model.forecast import Forecast
from ..quantiles import Values
from .basis import year_in_question
from .option_costs import Waits, cost_along, sources_of_wait, waiting_of
from .question import Question
from .statements import Statement


@dataclass(frozen=True, kw_only=True)
class Saved(Question):
    """What one option costs us less than another in a year, on average.

    Parameters
    ----------
    option, other : str or Option
        By name, until the question is put to a forecast.
    year : str, optional
        As in `options`.
    waiting : mapping of str to float
        The inputs of the wait, each in place of the register's; all once it is put.
    """

    of: str = "saved"
    option: str | Option
    other: str | Option
    year: str | None = None
    waiting: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Take its year as the span."""
        if self.year is not None:
            object.__setattr__(self, "span", (self.year,))

    @property
    def words(self) -> str:
        """What is asked, in words."""
        return f"average that “{_called(self.option)}” saves us against “{_called(self.other)}”"

    @property
    def named(self) -> tuple[str, str]:
        """The names of both options."""
        return _name(self.option), _name(self.other)

    @property
    def titled(self) -> tuple[str, str]:
        """The titles of both options; their names, until it is put to a forecast."""
        return _called(self.option), _called(self.other)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures of a forecast on whose inputs the answer rests."""
        return ("cost", "award")

    def put_to(self, forecast: Forecast) -> "Saved":
        """Return the question with its options, its year and how long the wait is."""
        if isinstance(self.option, Option):
            return self
        scenario, year = forecast.scenario, year_in_question(forecast, self.year, "cheaper")
        option, other = load_options(self.named, scenario.facts.folder)
        waiting = waiting_of(scenario, self.waiting, "cheaper")
        return replace(self, option=option, other=other, year=year, waiting=waiting)

    def along(self, forecast: Forecast, decisions: Mapping[str, str]) -> Values:
        """Return what is saved along one path, draw by draw, in the price base."""
        assert self.year  # it is put to a forecast first
        one, other = (
            cost_along(forecast, self.year, each, decisions[self.year], self.waiting)
            for each in (self.option, self.other)
            if isinstance(each, Option)
        )
        return other - one

    def sources(self, forecast: Forecast) -> list[str]:
        """Return what the wait rests on."""
        return sources_of_wait(forecast.scenario)


def _name(option: str | Option) -> str:
    return option if isinstance(option, str) else option.name


def _called(option: str | Option) -> str:
    return option if isinstance(option, str) else option.title


@public
def cheaper(
    option: str, other: str, year: str | None = None, **waiting: Unpack[Waits]
) -> Statement:
    """Return the statement that one option costs us less on average than another, or as much.

    Where it turns, the two change places. The averages are linear in each chance, so that a chance
    is exact.

    Parameters
    ----------
    option, other : str
        Names of files in ``options/`` of the data folder.
    year : str, optional
        The first year not over that may not be funded, by default.
    **waiting
        As in `options`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> keeps = cheaper("keep_to_june", "release_with_notice", restart_cost=50_000)
    >>> at = cf.switching_value(cf.load_scenario("central"), "cessation", "2025/26", keeps)
    >>> at is None
    False
    """
    asked = Saved(option=option, other=other, year=year, waiting=cast("dict[str, float]", waiting))
    return Statement(asked, 0.0)
