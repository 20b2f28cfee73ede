"""The forecast: what the model says for one scenario. This module's `forecast` is the whole story.

List the paths exactly, evaluate the laws on the draws, and weight each path's draws by its
probability.
"""

from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..about import About
from ..arguments import public
from ..errors import unknown
from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import AnyScenario, scenario_of
from ..inputs.values import Spec
from ..units import CASH
from .amounts import evaluate
from .decisions import list_paths
from .document import PARTS, TEAM, by_year_frame, path_frame
from .draws import Draws, Seed, check_draws, check_seed
from .projection import OPEN_YEARS, Projection, Span

if TYPE_CHECKING:
    from ..answer import Answer

DRAWS = 16_384  # enough for a standard error of some tens of pounds on the two-year total
SEED = 1532  # any number would do; this one is easy to remember


@dataclass(frozen=True, repr=False)
class Forecast(Projection):
    """What the model says for one scenario: a `Projection`, with its tables and its document."""

    @public
    def chance(self, *, recovered_at_least: float, span: Span = OPEN_YEARS) -> float:
        """Return the probability that at least a sum is recovered over a span of years.

        Parameters
        ----------
        recovered_at_least : float
            Pounds, in the forecast's price base.
        span : str or sequence of str
            As in `years_of`; those agreed in principle unless none is left.

        Examples
        --------
        >>> import clsmin_forecast as cf
        >>> full = cf.forecast(cf.load_scenario("full_expansion"))
        >>> full.chance(recovered_at_least=2_000_000, span="in_principle_years")
        1.0
        """
        return self.total("recovered", span).chance_at_least(recovered_at_least)

    def but(self, **changes: Spec) -> "Forecast":
        """Return the forecast of a changed scenario, with the same luck.

        A changed chance only re-weights the paths: no amount is drawn again.

        Parameters
        ----------
        **changes : Spec
            As in `Scenario.but`; a name and a title may be among them.
        """
        scenario = self.scenario.but(**changes)
        if all(INPUTS[name].chance for name in changes.keys() & INPUTS.keys()):
            return replace(self, scenario=scenario, path_list=list_paths(scenario))
        return forecast(scenario, draws=self.draws, seed=self.seed, price_base=self.price_base)

    @property
    def document(self) -> dict[str, Any]:
        """Every figure of the forecast, as ``--format json`` prints it."""
        return {name: self.part(name) for name in PARTS}

    def part(self, name: str) -> Any:
        """Return a part of `document`, made when it is first asked for; all tables read these.

        Parameters
        ----------
        name : str
            Such as ``years`` or ``paths``.

        Raises
        ------
        InputError
            If the document has no such part.

        Examples
        --------
        >>> import clsmin_forecast as cf
        >>> cf.forecast(cf.load_scenario("central"), draws=512).part("settings")["draws"]
        512
        """
        if name not in PARTS:
            raise unknown("document", "part", name, PARTS)
        if name not in self._parts:
            self._parts[name] = PARTS[name](self)
        return self._parts[name]

    @cached_property
    def _parts(self) -> dict[str, Any]:
        return {}

    def by_year(self) -> "Answer[About]":
        """Return a table by year: mean, quantiles, chance funded, gap, posts, standard errors.

        Returns
        -------
        DataFrame
            By financial year, pounds in the price base; bare statistics are of what is recovered.
            Where no paper prices a post, it has no column of the cost, the gap or the posts.
        """
        return by_year_frame(self, self.part("years"))

    def team(self) -> "Answer[About]":
        """Return what keeping the team takes, by year in which it has a cost.

        Returns
        -------
        DataFrame
            The columns of `by_year` about the team: its cost, the gap in its parts, and posts.
        """
        from ..answer import Answer

        frame = self.by_year().filter(regex="status|cost|gap|posts|covered").dropna()
        return Answer.of(frame, About(columns=TEAM))

    def paths(self) -> "Answer[About]":
        """Return a table of the decision paths, the likeliest first.

        Returns
        -------
        DataFrame
            The decision of each decision year, the probability, and the mean and range of what is
            recovered over the decision years, pounds in the price base.
        """
        return path_frame(self, self.part("paths"))

    def to_dict(self) -> dict[str, Any]:
        """Return a copy of `document`."""
        return deepcopy(self.document)


@public
def forecast(
    scenario: AnyScenario, *, draws: Draws = DRAWS, seed: Seed = SEED, price_base: str = CASH
) -> Forecast:
    """Return the forecast of a scenario.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is assumed, by its name or its file too; every question takes it so.
    draws : int
        Joint values of the uncertain amounts, a multiple of 8 from 8 to 2,000,000.
    seed : int
        The seed of their streams, from 0 up; the same seed gives the same figures.
    price_base : str
        ``cash``, or the financial year in whose prices money is given.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceases = cf.forecast("ceases")
    >>> ceases.total("recovered", "in_principle_years").mean
    0.0
    """
    draws, seed, assumed = check_draws(draws), check_seed(seed), scenario_of(scenario)
    assumed.facts.prices.scale(assumed.facts.awards.years[0], price_base)
    return Forecast(
        scenario=assumed,
        draws=draws,
        seed=seed,
        price_base=price_base,
        path_list=list_paths(assumed),
        amounts=evaluate(assumed, draws, seed),
    )
