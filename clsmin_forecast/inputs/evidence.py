"""What a set of comparable grants says: its counts, the chance they give, and its ratios."""

from dataclasses import dataclass, replace

import numpy as np

from ..errors import InputError
from ..quantiles import Values, beta_quantile
from ..quantities import Chance, Choice, Fixed
from ..units import number_of
from .grants import UNKNOWN, Comparator

COVERAGE = 0.9  # of the interval of a chance, from the 5% to the 95% point of its posterior
_NODES = 8192
_SHARES = (np.arange(_NODES) + 0.5) / _NODES


@dataclass(frozen=True)
class Case:
    """One decision that a set counts."""

    scheme: str
    grant: str  # one of several of the scheme, where the set counts by scheme
    financial_year: str
    outcome: str  # ceased, renewed, grew or unknown
    ratio: float | None = None  # next year's amount over this year's, where both are known


@dataclass(frozen=True)
class Evidence:
    """What a set of comparable grants says of one event."""

    name: str
    title: str
    event: str  # empty of a set that is kept for its ratios alone
    caution: str
    cases: tuple[Case, ...]  # what is counted
    grants: tuple[Comparator, ...]  # what the filter keeps
    seen: float = 1.0  # how likely an ending is taken to be found, as a ratio to a renewal
    choice: bool = False  # whether the chance of ceasing is chosen among it and others
    label: str = ""  # the title in a few words

    def __repr__(self) -> str:
        """Say which set it is, and how much is in it."""
        return f"<Evidence {self.name}: {number_of(len(self.cases), 'case')}>"

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
        return tuple(sorted(case.ratio for case in self.cases if case.ratio is not None))

    @property
    def posterior(self) -> tuple[float, float]:
        """The two parameters of the Jeffreys posterior, Beta(1/2 + events, 1/2 + others)."""
        if not self.event:
            raise InputError(f"evidence set {self.name!r} names no event, so it gives no chance.")
        if not self.known:
            raise InputError(
                f"evidence set {self.name!r} holds no known outcome, so it gives no chance."
            )
        return self.events + 0.5, self.others + 0.5

    def quantile(self, share: Values) -> Values:
        """Return the chance of the event at each share of what is not known of it."""
        return corrected(beta_quantile(np.asarray(share, dtype=float), *self.posterior), self.seen)

    @property
    def chance(self) -> Chance:
        """The mean of what is known of the chance, with its 5% and 95% points."""
        alpha, beta = self.posterior
        low, high = self.quantile(np.array([0.05, 0.95])).tolist()
        mean = alpha / (alpha + beta) if self.seen == 1 else float(self.quantile(_SHARES).mean())
        return Chance(mean, low, high, self.name)

    @property
    def bounds(self) -> tuple[float, float]:
        """The shares if no unknown outcome had been the event, and if all had."""
        total = max(len(self.cases), 1)
        return self.events / total, (self.events + self.unknown) / total

    def list_of_ratios(self, coverage: float) -> Choice:
        """Return the ratios as found, all as likely, with the ends that hold this share of them."""
        if not self.ratios:
            raise InputError(f"evidence set {self.name!r} holds no like-for-like amounts.")
        weight = 1 / len(self.ratios)
        return Choice(
            tuple(map(Fixed, self.ratios)), (weight,) * len(self.ratios), coverage=coverage
        )

    def without(self, scheme: str) -> "Evidence":
        """Return what is left of the set when a scheme is taken out."""
        return replace(
            self,
            cases=tuple(case for case in self.cases if case.scheme != scheme),
            grants=tuple(grant for grant in self.grants if grant.fields["scheme"] != scheme),
        )


def check_seen(seen: float) -> None:
    """Refuse a ratio of finding endings that is not above 0 and at most 1."""
    if not 0 < seen <= 1:
        raise InputError(f"seen must lie above 0 and be at most 1, got {seen}.")


def corrected(share: Values, seen: float) -> Values:
    """Return the true share of endings behind each share found, where endings are found less often.

    Where an ending is only `seen` times as likely to be found as a renewal, the odds of ending
    among what is found are `seen` times the true odds (Bayes).

    Examples
    --------
    >>> corrected(np.array([0.0, 0.2, 1.0]), 0.5).round(3).tolist()  # odds of 1 in 4 become 2 in 4
    [0.0, 0.333, 1.0]
    """
    return share / (share + seen * (1 - share))
