"""Evidence: sets of comparable grants, named or an analyst's own, and what each says.

A set keeps some grants and counts them; it gives the chance of what it counts, and ratios.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from ..errors import InputError, unknown
from ..quantiles import Values, beta_quantile
from ..quantities import Chance, Choice, Fixed
from ..signs import bayes
from ..units import financial_year, number_of
from .comparators import CEASED, COLUMNS, ENDED_BY_DESIGN, RENEWED, TRANSFERRED, UNKNOWN, Comparator
from .files import Strict, Title, read_yaml, validated

COVERAGE = 0.9  # of the interval of a chance, from the 5% to the 95% point of its posterior
_NODES = 8192
_SHARES = (np.arange(_NODES) + 0.5) / _NODES

GREW = "grew"
OWN = "own set"
"""How the name of an analyst's own set begins."""

CountBy = Literal["grant_year", "scheme_year"]
"""Each grant's year counts, or a scheme's year counts once."""

_FILTERS = (*COLUMNS, "ratio_known", "ratio_below", "since")


@dataclass(frozen=True)
class Case:
    """One decision that a set counts."""

    scheme: str
    grant: str  # which of the scheme's, where the set counts by grant
    financial_year: str
    outcome: str  # ceased, renewed, grew or unknown
    ratio: float | None = None  # next year's amount over this year's, where both are known


@dataclass(frozen=True)
class Evidence:
    """What a set of comparable grants says of one event."""

    name: str
    title: str
    event: str  # empty where it is kept for its ratios alone
    caution: str
    cases: tuple[Case, ...]  # what is counted
    grants: tuple[Comparator, ...]  # what the filter keeps
    seen: float = 1.0  # how likely an ending is taken to be found, as a ratio to a renewal
    choice: bool = False  # whether the chance of ceasing is chosen among it and others
    label: str = ""  # the title in a few words

    def __repr__(self) -> str:
        """Say which set it is, and how much is in it."""
        return f"<Evidence {self.name}: {number_of(len(self.cases), 'case')}>"

    @cached_property
    def known(self) -> tuple[Case, ...]:
        """The cases whose outcome is known."""
        return tuple(case for case in self.cases if case.outcome != UNKNOWN)

    @cached_property
    def events(self) -> int:
        """How often the event came."""
        return sum(case.outcome == self.event for case in self.cases)

    @cached_property
    def others(self) -> int:
        """How often it did not come."""
        return len(self.known) - self.events

    @cached_property
    def unknown(self) -> int:
        """How often the outcome is not known."""
        return len(self.cases) - len(self.known)

    @property
    def ratios(self) -> tuple[float, ...]:
        """Next year's amount over this year's, sorted, where both are known."""
        return tuple(sorted(case.ratio for case in self.cases if case.ratio is not None))

    @cached_property
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

    @cached_property
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
    return bayes(share, 1.0, seen)


class EvidenceSet(Strict):
    """A named filter over the comparators, as written in ``evidence_sets.yaml``."""

    title: Title
    where: dict[str, list[str | bool] | bool | float | str]
    count_by: CountBy
    event: Literal["ceased", "grew"] | None = None
    ratio_at_least: float | None = None
    unknown_as: Literal["ceased", "renewed"] | None = None
    seen: Annotated[float, Field(gt=0, le=1)] = 1.0
    choice: bool = False
    label: str = ""
    caution: str

    @property
    def kept(self) -> str:
        """What the filter keeps, in words."""
        parts = [f"{_plain(field)} {_plain(allowed)}" for field, allowed in self.where.items()]
        return ", ".join(parts) or "every grant"

    @property
    def words(self) -> str:
        """What is kept and counted, in words."""
        least = "" if self.ratio_at_least is None else f" to {self.ratio_at_least:g} times or more"
        event = f"{self.event}{least}" if self.event else "ratios"
        unknown = f", unknown as {self.unknown_as}" if self.unknown_as else ""
        seen = f", endings seen {self.seen:g} times as often" if self.seen < 1 else ""
        return f"{self.kept}; {event}, by {_plain(self.count_by)}{unknown}{seen}"


class _OwnSet(EvidenceSet):
    title: str = ""
    caution: str = ""


def _plain(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(map(_plain, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else _spaced(str(value))


def _spaced(text: str) -> str:
    return text.replace("_", " ")


def load_evidence(folder: Path, grants: Iterable[Comparator]) -> dict[str, Evidence]:
    """Return every set in ``evidence_sets.yaml``, counted over the grants."""
    content = read_yaml(folder / "evidence_sets.yaml")
    sets = content.get("sets")
    if list(content) != ["sets"] or not isinstance(sets, dict):
        raise InputError("evidence_sets.yaml: holds one field, sets, with a mapping of named sets.")
    grants, found = tuple(grants), {}
    for name, raw in sets.items():
        where = f"evidence_sets.yaml: {name}"
        found[name] = _count(name, validated(EvidenceSet, raw, where), grants, where)
    return found


def own_set(raw: object, grants: tuple[Comparator, ...], where: str) -> Evidence:
    """Return an analyst's own set, named by its filter.

    It has the form of an entry of ``evidence_sets.yaml``; title and caution may be left out.
    """
    chosen = validated(_OwnSet, raw, where)
    name = f"{OWN} ({chosen.words})"
    return replace(
        _count(name, chosen, grants, where),
        title=chosen.title or f"Own set: {chosen.kept}",
        caution=chosen.caution or f"The set is the analyst's own: {chosen.words}.",
    )


def refuse_strays(
    field: str, allowed: Sequence[str | bool], grants: tuple[Comparator, ...], where: str
) -> None:
    """Refuse values of a column that no grant has: they would be passed over in silence."""
    known = {grant.fields[field] for grant in grants} - {""}
    for value in filter(None, map(str, allowed)):
        if value.lower() not in map(str.lower, known):
            raise unknown(where, _spaced(field), value, sorted(known))


def _count(name: str, chosen: EvidenceSet, grants: tuple[Comparator, ...], where: str) -> Evidence:
    if (chosen.event == GREW) != (chosen.ratio_at_least is not None):
        raise InputError(f"{where}: ratio_at_least goes with the event 'grew', and only with it.")
    tests = [_test(field, allowed, f"{where}: where") for field, allowed in chosen.where.items()]
    kept = tuple(
        grant
        for grant in grants
        if grant.fields["next_year"] != ENDED_BY_DESIGN and all(test(grant) for test in tests)
    )
    for field, allowed in chosen.where.items():
        if isinstance(allowed, list):
            refuse_strays(field, allowed, grants, f"{where}: where")
    if not kept:
        raise InputError(f"{where}: no grant meets the whole filter {chosen.words!r}; loosen it.")
    cases = tuple(_cases(kept, chosen))
    found = Evidence(
        name=name,
        title=chosen.title,
        event=chosen.event or "",
        caution=chosen.caution,
        cases=cases,
        grants=kept,
        seen=chosen.seen,
        choice=chosen.choice,
        label=chosen.label or chosen.title,
    )
    if found.choice and not (found.event == CEASED and found.known):
        raise InputError(
            f"{where}.choice: a comparison counts the event 'ceased' and keeps a case whose "
            f"outcome is known, got the event {found.event!r} and "
            f"{number_of(len(found.known), 'case')} known."
        )
    return found


def _test(field: str, allowed: object, where: str) -> Callable[[Comparator], bool]:
    """Return what tells whether a grant meets a field of a filter."""
    if field not in _FILTERS:
        raise unknown(where, "filter", field, _FILTERS)
    if field == "ratio_known" and isinstance(allowed, bool):
        return lambda grant: (grant.ratio is not None) == allowed
    if field == "ratio_below" and isinstance(allowed, float):
        return lambda grant: grant.ratio is not None and grant.ratio < allowed
    if field == "since" and isinstance(allowed, str):
        first = financial_year(allowed, f"{where}.since")
        return lambda grant: grant.fields["financial_year"] >= first
    if field in COLUMNS and isinstance(allowed, list):
        values = {str(value).lower() for value in allowed}
        return lambda grant: grant.fields[field].lower() in values
    raise InputError(
        f"{where}.{field} takes a list of values, ratio_known true or false, ratio_below a number "
        f"and since a financial year, got {allowed!r}."
    )


def _cases(kept: tuple[Comparator, ...], chosen: EvidenceSet) -> Iterator[Case]:
    ids = {grant.fields["id"] for grant in kept}
    by_grant = chosen.count_by == "grant_year"
    # One national decision covers many rows, and money inside another row's is counted there.
    key = _by_grant if by_grant else _by_scheme
    for _, group in groupby(sorted(kept, key=key), key=key):
        rows = list(group)
        wholes = [grant for grant in rows if grant.fields["part_of"] not in ids]
        if wholes or not by_grant:
            yield _case(rows, wholes or rows, chosen)


def _by_grant(grant: Comparator) -> tuple[str, ...]:
    return (grant.fields["id"],)


def _by_scheme(grant: Comparator) -> tuple[str, ...]:
    return grant.fields["scheme"], grant.fields["financial_year"]


def _case(rows: list[Comparator], counted: list[Comparator], chosen: EvidenceSet) -> Case:
    first, ratio = counted[0].fields, _pool(counted)
    outcome = _grown(counted, chosen.ratio_at_least) if chosen.ratio_at_least else _joint(rows)
    if outcome == UNKNOWN and chosen.unknown_as:
        outcome = chosen.unknown_as
    return Case(first["scheme"], first["grant"], first["financial_year"], outcome, ratio)


def _pool(rows: Sequence[Comparator]) -> float | None:
    """Return next year's money over this year's, of the rows that have both."""
    sums = [grant.amounts for grant in rows if grant.amounts]
    return sum(after for _, after in sums) / sum(now for now, _ in sums) if sums else None


def _grown(rows: Iterable[Comparator], least: float) -> str:
    ratios = [grant.ratio for grant in rows if grant.ratio is not None]
    if not ratios:
        return UNKNOWN
    return GREW if max(ratios) >= least else RENEWED


def _joint(rows: Iterable[Comparator]) -> str:
    # One row that ceased is enough: an ending of a part is one for who received it.
    outcomes = {grant.fields["next_year"] for grant in rows}
    if CEASED in outcomes:
        return CEASED
    return RENEWED if outcomes & {RENEWED, TRANSFERRED} else UNKNOWN
