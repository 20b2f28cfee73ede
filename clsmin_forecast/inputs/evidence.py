"""Comparable grants, the named sets of them, and the chances that their counts give."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

import numpy as np

from ..errors import InputError, unknown
from ..quantiles import beta_quantile
from ..quantities import Chance, Range
from ..units import financial_year
from .files import Row, Strict, filled, one_of, optional_number, read_table, read_yaml, validated

COVERAGE = 0.9  # of the interval of a chance, from the 5% to the 95% point of its posterior
CEASED, RENEWED, UNKNOWN, GREW = "ceased", "renewed", "unknown", "grew"
_COLUMNS = (
    "id", "grant", "scheme", "funder", "recipient_group", "financial_year", "amount_gbp",
    "decision", "year_end", "next_year", "next_year_amount_gbp", "like_for_like", "source_url",
    "outcome_source_url", "note",
)  # fmt: skip
_FILTERS = (*_COLUMNS, "ratio_known", "ratio_below")
_YEAR_ENDS = ("expiry", "within_award", "unclear", "cancelled_before_start")


@dataclass(frozen=True)
class Grant:
    """One year of a comparable grant, and what became of it at the year end.

    Parameters
    ----------
    fields : dict of str to str
        The columns of ``comparator_grants.csv`` that a set may filter on.
    ratio : float or None
        Next year's amount over this year's, where both are known.
    """

    fields: dict[str, str]
    ratio: float | None


def load_grants(folder: Path) -> tuple[Grant, ...]:
    """Return the grant-years in ``comparator_grants.csv``.

    Raises
    ------
    InputError
        If an id is double, a value is not one of the known ones, or a source is missing.
    """
    rows = read_table(folder / "comparator_grants.csv", _COLUMNS)
    for name, count in Counter(row["id"] for row in rows).items():
        if count > 1:
            raise InputError(f"comparator_grants.csv: id {name!r} is given {count} times.")
    return tuple(map(_grant, rows))


def _grant(row: Row) -> Grant:
    financial_year(row["financial_year"], f"{row['where']}: financial_year")
    filled(row, "source_url", "a comparator needs its source")
    if one_of(row, "next_year", (RENEWED, CEASED, UNKNOWN)) != UNKNOWN:
        filled(row, "outcome_source_url", "a known outcome needs its source")
    one_of(row, "year_end", _YEAR_ENDS)
    one_of(row, "like_for_like", ("True", "False"))
    amount, following = (
        optional_number(row, field) for field in ("amount_gbp", "next_year_amount_gbp")
    )
    return Grant(row, following / amount if amount and following is not None else None)


class EvidenceSet(Strict):
    """A named filter over the comparators, as written in ``evidence_sets.yaml``."""

    title: str
    where: dict[str, list[str | bool] | bool | float]
    count_by: Literal["grant_year", "scheme_year"]
    event: Literal["ceased", "grew"] | None = None
    ratio_at_least: float | None = None
    caution: str


@dataclass(frozen=True)
class Evidence:
    """What a set of comparable grants says of one event.

    Parameters
    ----------
    name, title, event, caution : str
        As in ``evidence_sets.yaml``; a set that is kept for its ratios alone has no event.
    events, others, unknown : int
        How often the event came, did not come, or is not known.
    ratios : tuple of float
        Next year's amount over this year's, sorted, where both are known.
    """

    name: str
    title: str
    event: str
    caution: str
    events: int
    others: int
    unknown: int
    ratios: tuple[float, ...]

    @property
    def chance(self) -> Chance:
        """The Jeffreys posterior Beta(1/2 + events, 1/2 + others): mean, 5% and 95% points.

        Raises
        ------
        InputError
            If the set names no event or holds no known outcome.
        """
        if not self.event:
            raise InputError(f"evidence set {self.name!r} names no event, so it gives no chance.")
        if self.events + self.others == 0:
            raise InputError(
                f"evidence set {self.name!r} holds no known outcome, so it gives no chance."
            )
        alpha, beta = self.events + 0.5, self.others + 0.5
        low, high = beta_quantile(np.array([0.05, 0.95]), alpha, beta).tolist()
        return Chance(alpha / (alpha + beta), low, high, self.name)

    @property
    def bounds(self) -> tuple[float, float]:
        """The shares if no unknown outcome had been the event, and if all had."""
        total = max(self.events + self.others + self.unknown, 1)
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


def load_evidence(folder: Path, grants: Iterable[Grant]) -> dict[str, Evidence]:
    """Return every set in ``evidence_sets.yaml``, counted over the grants.

    Raises
    ------
    InputError
        If a set breaks a rule.
    """
    content = read_yaml(folder / "evidence_sets.yaml")
    sets = content.get("sets")
    if list(content) != ["sets"] or not isinstance(sets, dict):
        raise InputError("evidence_sets.yaml: holds one field, sets, with a mapping of named sets.")
    grants = tuple(grants)
    return {name: _count(name, raw, grants) for name, raw in sets.items()}


def _count(name: str, raw: object, grants: tuple[Grant, ...]) -> Evidence:
    where = f"evidence_sets.yaml: {name}"
    chosen = validated(EvidenceSet, raw, where)
    if (chosen.event == GREW) != (chosen.ratio_at_least is not None):
        raise InputError(f"{where}: ratio_at_least goes with the event 'grew', and only with it.")
    kept = [grant for grant in grants if _kept(grant, chosen, where)]
    outcomes = Counter(_outcomes(kept, chosen))
    events = outcomes[chosen.event or ""]
    return Evidence(
        name=name,
        title=chosen.title,
        event=chosen.event or "",
        caution=chosen.caution,
        events=events,
        others=outcomes.total() - events - outcomes[UNKNOWN],
        unknown=outcomes[UNKNOWN],
        ratios=tuple(sorted(grant.ratio for grant in kept if grant.ratio is not None)),
    )


def _kept(grant: Grant, chosen: EvidenceSet, where: str) -> bool:
    for field, allowed in chosen.where.items():
        if field not in _FILTERS:
            raise unknown(f"{where}: where", "filter", field, _FILTERS)
        if field == "ratio_known" and isinstance(allowed, bool):
            keep = (grant.ratio is not None) == allowed
        elif field == "ratio_below" and isinstance(allowed, float):
            keep = grant.ratio is not None and grant.ratio < allowed
        elif field in _COLUMNS and isinstance(allowed, list):
            keep = grant.fields[field].lower() in [str(value).lower() for value in allowed]
        else:
            raise InputError(
                f"{where}: where.{field} takes a list of values, ratio_known true or false and "
                f"ratio_below a number, got {allowed!r}."
            )
        if not keep:
            return False
    return True


def _outcomes(kept: list[Grant], chosen: EvidenceSet) -> list[str]:
    if chosen.count_by == "grant_year":
        return [_outcome(grant, chosen) for grant in kept]

    def key(grant: Grant) -> tuple[str, str]:
        return grant.fields["scheme"], grant.fields["financial_year"]

    groups = groupby(sorted(kept, key=key), key=key)
    return [
        _joint({_outcome(grant, chosen) for grant in group}, chosen.event or "")
        for _, group in groups
    ]


def _outcome(grant: Grant, chosen: EvidenceSet) -> str:
    if chosen.ratio_at_least is None:
        return grant.fields["next_year"]
    if grant.ratio is None:
        return UNKNOWN
    return GREW if grant.ratio >= chosen.ratio_at_least else RENEWED


def _joint(outcomes: set[str], event: str | None) -> str:
    # One national decision covers many rows, so one row with the event is enough.
    known = outcomes - {UNKNOWN}
    return event if event and event in known else min(known, default=UNKNOWN)
