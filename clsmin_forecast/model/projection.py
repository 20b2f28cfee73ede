"""The probabilities of a scenario's paths, and any measure in a year or over a span of years.

Checks, document and forecast stand on it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Annotated

import numpy as np

from ..errors import InputError, shown, unknown
from ..inputs.awards import IN_PRINCIPLE
from ..inputs.scenarios import Scenario
from ..kept import Keeps, Made
from ..quantiles import Values
from ..sums import weighted_sum
from ..units import CASH
from . import funding
from .amounts import Amounts, Outcome
from .beliefs import believed_chances, known_in_part
from .decisions import (
    CEASE,
    Path,
    WeighedPath,
    begun,
    decisions_made,
    weigh_decisions,
    weigh_paths,
    weigh_steps,
)
from .draws import KEPT
from .mixture import Mixture

GAP_PARTS = ("gap_in_funded_years", "gap_after_ceasing")
"""Which add up to the gap: what is missing where the year is funded, and where it is not."""

SPANS = ("decision_years", "in_principle_years", "all_years")
POSTS_AT_RISK = "posts_at_risk"
_UNCOSTED = ("award", "recovered")
MEASURES = ("award", "recovered", "gap", *GAP_PARTS, "balance", "posts")
OPEN_YEARS = "open_years"
"""The span of every question that names no other; `Forecast.span_of` says which years those are."""
_SPAN = (
    f"years such as '2025/26' or ['2025/26', '2026/27'], or one of {OPEN_YEARS}, {', '.join(SPANS)}"
)
Span = Annotated[str | Sequence[str], _SPAN]
"""``open_years``, one of `SPANS`, or financial years: one, several with commas, or a list."""
NamedSpan = str | tuple[str, ...]
"""A span as `named_span` has it."""


def named_span(span: Span) -> NamedSpan:
    """Return a span as its name, or as its years.

    Raises
    ------
    InputError
        If it is neither.

    Examples
    --------
    >>> named_span("all_years"), named_span("2025/26"), named_span("2025/26, 2026/27")
    ('all_years', ('2025/26',), ('2025/26', '2026/27'))
    """
    if isinstance(span, str) and not span[:1].isdigit() and "," not in span:
        return span
    try:
        return tuple(each.strip() for each in (span.split(",") if isinstance(span, str) else span))
    except (AttributeError, TypeError):
        raise InputError(f"span: must be {_SPAN}, got {shown(span)}.") from None


@dataclass(frozen=True)
class Projection(Keeps):
    """The paths of one scenario and its amounts along them: any measure in a year or a span.

    Parameters
    ----------
    draws, seed : int
        How many joint values of the uncertain amounts, and the seed of their streams.
    price_base
        As in `forecast`.
    path_list : tuple of Path
        Every path, with its probability.
    amounts : Amounts
        Every law evaluated on the draws, in cash.
    """

    scenario: Scenario
    draws: int
    seed: int
    price_base: str
    path_list: tuple[Path, ...]
    amounts: Amounts

    def __repr__(self) -> str:
        """Say which forecast this is, without its draws."""
        return (
            f"<{type(self).__name__} of {self.scenario.name}: {self.draws:,} draws, "
            f"seed {self.seed}, {self.price_base}>"
        )

    @property
    def priced(self) -> bool:
        """Whether a paper prices a post, so that there are a cost, a gap and posts to tell."""
        return not self.scenario.facts.awards.unpriced

    def tells(self, measure: str) -> bool:
        """Return whether there is a measure: all but two need that a paper prices a post."""
        return measure in _UNCOSTED or self.priced

    def require_priced(self, measure: str) -> None:
        """Refuse a measure that needs the cost of the team where no paper prices a post.

        Raises
        ------
        InputError
            With the reason.
        """
        if not self.tells(measure):
            raise InputError(f"{measure}: there is none. {self.scenario.facts.awards.unpriced}")

    @cached_property
    def scale(self) -> dict[str, float]:
        """What cash of each year is multiplied by to be in the price base."""
        facts = self.scenario.facts
        return {year: facts.prices.scale(year, self.price_base) for year in facts.awards.years}

    def span_of(self, span: Span) -> NamedSpan:
        """Return a span by its name or its years, the open years as what they are here.

        Those agreed in principle; once none is left, those not yet decided; once every year is
        decided, those from the costing year on, by name, or all where no paper prices a post.
        """
        if (asked := named_span(span)) != OPEN_YEARS:
            return asked
        named = ("in_principle_years", "decision_years")
        left = next((each for each in named if self.years_of(each)), None)
        return left or self.scenario.facts.awards.costed_years or "all_years"

    def years_of(self, span: Span) -> tuple[str, ...]:
        """Return the years of a span in time order.

        Parameters
        ----------
        span : str or sequence of str
            ``open_years`` (see `span_of`), one of `SPANS`, or years by name.

        Raises
        ------
        InputError
            If there is no such span or year, or a year is named twice.
        """
        asked = self.span_of(span)
        if isinstance(asked, tuple):
            if not asked:
                raise InputError("span: needs at least one year, such as 2025/26, got none.")
            if len(set(asked)) < len(asked):
                raise InputError(f"span: each year is named once, got {', '.join(asked)}.")
            awards = self.scenario.facts.awards
            return tuple(sorted(awards[year].financial_year for year in asked))
        if asked not in SPANS:
            raise unknown("span", "span of years", asked, (OPEN_YEARS, *SPANS))
        return self._spans[asked]

    @cached_property
    def _spans(self) -> dict[str, tuple[str, ...]]:
        awards = self.scenario.facts.awards
        years = awards.decision_years, awards.years_with(IN_PRINCIPLE), awards.years
        return dict(zip(SPANS, years, strict=True))

    def weights(self, year: str) -> dict[str, float]:
        """Return the probability of each decision in a year; a decided year has one decision."""
        return dict(self._weights[self.scenario.facts.awards[year].financial_year])

    @cached_property
    def _weights(self) -> dict[str, dict[str, float]]:
        return weigh_decisions(self.path_list, self.scenario.facts.awards)

    @cached_property
    def believed_paths(self) -> tuple[WeighedPath, ...]:
        """Every path at each value that the evidence allows the chances, as `beliefs` has them."""
        return weigh_paths(self.scenario, believed_chances(self.scenario, self.seed))

    def probability_funded(self, year: str) -> float:
        """Return the probability that a year is funded."""
        return sum(weight for decision, weight in self.weights(year).items() if decision != CEASE)

    def in_year(self, measure: str, year: str) -> Mixture | None:
        """Return the mixture of a measure in one year, or None where the team has no cost yet.

        Parameters
        ----------
        measure : str
            ``cost``, ``posts_at_risk``, or one of `MEASURES`.
        """
        return self._mixture((measure, year), lambda: self._in_year(measure, year))

    def _in_year(self, measure: str, year: str) -> Mixture | None:
        if measure == "cost":
            cost = self.amounts.cost.get(year)
            return None if cost is None else Mixture((self._priced(cost, year),), (1.0,))
        if measure == POSTS_AT_RISK:
            return self._posts_at_risk(year)
        series, weights = self._series(measure), self.outcomes(measure, year)
        if any((year, decision) not in series for decision in weights):
            return None
        branches = tuple(series[year, decision] for decision in weights)
        return Mixture(branches, tuple(weights.values()))

    def outcomes(self, measure: str, year: str) -> dict[str, float]:
        """Return the probability of each decision in a year, those apart that begin posts in it.

        They are apart for what is recovered alone, where the months of a year or of the one before
        it are given.
        """
        if not self._apart(measure, year):
            return self.weights(year)
        found: dict[str, float] = {}
        last = self._before(year)
        for (earlier, before, now), weight in self._steps(self._before(last), last, year).items():
            outcome = begun(earlier, before, now)
            found[outcome] = found.get(outcome, 0) + weight
        return found

    def _apart(self, measure: str, year: str) -> bool:
        return measure == "recovered" and year in self.amounts.ramped

    def _before(self, year: str) -> str:
        years = self.scenario.facts.awards.years
        return next((each for each, after in pairwise(years) if after == year), "")

    def _steps(self, *years: str) -> dict[tuple[str, ...], float]:
        return weigh_steps(self.path_list, self.scenario.facts.awards, *years)

    def _posts_at_risk(self, year: str) -> Mixture | None:
        if year not in self.scenario.facts.awards.costed_years:
            return None
        before = self._before(year)
        steps = self._steps(before, year)
        branches = tuple(
            self.amounts.posts_at_risk((before, last), (year, now)) for last, now in steps
        )
        return Mixture(branches, tuple(steps.values()))

    def total(self, measure: str, span: Span) -> Mixture:
        """Return the mixture of a measure summed over a span of years.

        Parameters
        ----------
        measure : str
            ``recovered``, ``gap`` or one of its parts, or ``balance``; all but the first count
            from the first year that prices a post.
        span : str or sequence of str
            As in `years_of`.

        Raises
        ------
        InputError
            If it needs a cost of the team, and no paper prices a post.
        """
        named = self.span_of(span)
        return self._mixture(("total", measure, named), lambda: self._total(measure, named))

    def _total(self, measure: str, span: NamedSpan) -> Mixture:
        sums = self._sums([path.decisions for path in self.path_list], measure, span)
        made = Mixture(sums, tuple(path.probability for path in self.path_list))
        same = tuple(map(id, sums))  # as of spans that differ in years without the measure
        return self._mixture(same, lambda: made)

    def _mixture(self, key: Hashable, made: Callable[[], Made]) -> Made:
        return self.once(key, made) if self.draws <= KEPT else made()

    def along(self, decisions: Mapping[str, str], measure: str, span: Span) -> Values:
        """Return a measure summed over a span of years along one path, draw by draw.

        Parameters
        ----------
        decisions : mapping of str to str
            One for each decision year, whatever its probability.
        measure, span
            As in `total`.
        """
        (along,) = self._sums([decisions], measure, span)
        return along

    def _sums(
        self, paths: Iterable[Mapping[str, str]], measure: str, span: Span
    ) -> tuple[Values, ...]:
        self.require_priced(measure)
        series, years = self._series(measure), self.years_of(span)
        apart = {year for year in years if self._apart(measure, year)}
        taken = ({**self._made, **decisions} for decisions in paths)
        outcomes = (
            [(year, self._begun(each, year) if year in apart else each[year]) for year in years]
            for each in taken
        )
        return tuple(self._sum([series[key] for key in each if key in series]) for each in outcomes)

    @cached_property
    def _made(self) -> dict[str, str]:
        return decisions_made(self.scenario.facts.awards)

    def _begun(self, taken: Mapping[str, str], year: str) -> str:
        last = self._before(year)
        return begun(taken[self._before(last)], taken[last], taken[year])

    def _sum(self, parts: Iterable[Values]) -> Values:
        moving = [each for each in parts if each.size > 1 or each.item()]
        if len(moving) == 1:
            return moving[0]  # itself, of which much may be at hand
        return self._once(("total", *map(id, moving)), lambda: funding.total(moving))

    def believed_averages(self, measure: str, span: Span) -> Values:
        """Return the average of a measure over a span at each value that the evidence allows.

        Parameters
        ----------
        measure, span
            As in `along`.

        Returns
        -------
        array
            Pounds in the price base; one value where no chance rests on evidence, and where one is
            a range or the views of several experts, of which one set of grants tells only a part.

        Examples
        --------
        >>> import clsmin_forecast as cf
        >>> made = cf.forecast("central", draws=8)
        >>> averages = made.believed_averages("recovered", "in_principle_years")
        >>> averages.min() < made.total("recovered", "in_principle_years").mean < averages.max()
        np.True_
        """
        paths, weights = self._believed
        sums = self._sums([path.decisions for path in paths], measure, span)
        means = np.array(Mixture(sums, (1 / len(sums),) * len(sums)).branch_means)
        return weighted_sum(weights, means[:, None], axis=0)

    @cached_property
    def _believed(self) -> tuple[tuple[WeighedPath, ...], Values]:
        in_part = known_in_part(self.scenario)
        paths = weigh_paths(self.scenario, {}) if in_part else self.believed_paths
        return paths, np.stack([np.atleast_1d(path.weights) for path in paths])

    def _series(self, measure: str) -> Mapping[Outcome, Values]:
        if measure not in MEASURES:
            raise unknown("measure", "measure", measure, MEASURES)
        series: Mapping[Outcome, Values] = getattr(self.amounts, measure)
        if measure == "posts" or self.price_base == CASH:
            return series
        return self._once(
            measure, lambda: {key: self._priced(cash, key[0]) for key, cash in series.items()}
        )

    def _once(self, key: Hashable, made: Callable[[], Made]) -> Made:
        # Of many draws nothing more is kept than must be: they take much memory.
        return self.amounts.once((self.price_base, key), made) if self.draws <= KEPT else made()

    def _priced(self, cash: Values, year: str) -> Values:
        return cash if self.scale[year] == 1 else cash * self.scale[year]

    def chance_covered(self, year: str) -> float | None:
        """Return the probability that the award and other money cover the team in a year."""
        gap = self.in_year("gap", year)
        return None if gap is None else gap.chance_at_most(0)
