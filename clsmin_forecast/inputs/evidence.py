"""What a set of comparable grants says: its counts, the chance they give, and its ratios."""

from dataclasses import dataclass, replace

import numpy as np

from ..errors import InputError
from ..quantiles import beta_quantile
from ..quantities import Chance, Range
from .grants import UNKNOWN, Grant

COVERAGE = 0.9  # of the interval of a chance, from the 5% to the 95% point of its posterior


@dataclass(frozen=True)
class Case:
    """One decision that a set counts.

    Parameters
    ----------
    scheme, financial_year : str
        Whose year it was; of several grants of a scheme where the set counts by grant.
    outcome : str
        ``ceased``, ``renewed``, ``grew`` or ``unknown``.
    """

    scheme: str
    financial_year: str
    outcome: str


@dataclass(frozen=True)
class Evidence:
    """What a set of comparable grants says of one event.

    Parameters
    ----------
    name, title, event, caution : str
        As in ``evidence_sets.yaml``; a set that is kept for its ratios alone has no event.
    cases : tuple of Case
        What is counted.
    grants : tuple of Grant
        What the filter keeps.
    """

    name: str
    title: str
    event: str
    caution: str
    cases: tuple[Case, ...]
    grants: tuple[Grant, ...]

    @property
    def known(self) -> tuple[Case, ...]:
        """The cases whose outcome is known."""
        return tuple(case for case in self.cases if case.outcome != UNKNOWN)

    @property
    def events(self) -> int:
        """How often the event came."""
        return sum(case.outcome == self.event for case in self.cases)

    @property
    def others(self) -> int:
        """How often it did not come."""
        return len(self.known) - self.events

    @property
    def unknown(self) -> int:
        """How often the outcome is not known."""
        return len(self.cases) - len(self.known)

    @property
    def ratios(self) -> tuple[float, ...]:
        """Next year's amount over this year's, sorted, where both are known."""
        return tuple(sorted(grant.ratio for grant in self.grants if grant.ratio is not None))

    @property
    def posterior(self) -> tuple[float, float]:
        """The two parameters of the Jeffreys posterior, Beta(1/2 + events, 1/2 + others).

        Raises
        ------
        InputError
            If the set names no event or holds no known outcome.
        """
        if not self.event:
            raise InputError(f"evidence set {self.name!r} names no event, so it gives no chance.")
        if not self.known:
            raise InputError(
                f"evidence set {self.name!r} holds no known outcome, so it gives no chance."
            )
        return self.events + 0.5, self.others + 0.5

    @property
    def chance(self) -> Chance:
        """The mean of the posterior, with its 5% and 95% points.

        Raises
        ------
        InputError
            If there is no posterior.
        """
        alpha, beta = self.posterior
        low, high = beta_quantile(np.array([0.05, 0.95]), alpha, beta).tolist()
        return Chance(alpha / (alpha + beta), low, high, self.name)

    @property
    def bounds(self) -> tuple[float, float]:
        """The shares if no unknown outcome had been the event, and if all had."""
        total = max(len(self.cases), 1)
        return self.events / total, (self.events + self.unknown) / total

    def range_of_ratios(self, coverage: float) -> Range:
        """Return the range that holds this share of the ratios, with their median as its middle.

        Raises
        ------
        InputError
            If the set holds no ratio.
        """
        if not self.ratios:
            raise InputError(f"evidence set {self.name!r} holds no like-for-like amounts.")
        # Clipped, so that it is Range which refuses a coverage out of its range.
        levels = np.clip([(1 - coverage) / 2, 0.5, (1 + coverage) / 2], 0, 1).tolist()
        low, mid, high = np.quantile(self.ratios, levels, method="inverted_cdf").tolist()
        return Range(low, mid, high, coverage)

    def without(self, scheme: str) -> "Evidence":
        """Return what is left of the set when a scheme is taken out."""
        return replace(
            self,
            cases=tuple(case for case in self.cases if case.scheme != scheme),
            grants=tuple(grant for grant in self.grants if grant.fields["scheme"] != scheme),
        )


def check_seen(seen: float) -> None:
    """Refuse a ratio of finding endings that is not above 0 and at most 1.

    Raises
    ------
    InputError
        If it is not.
    """
    if not 0 < seen <= 1:
        raise InputError(f"seen must lie above 0 and be at most 1, got {seen}.")
