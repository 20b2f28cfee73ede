"""Sets of comparable grants, named or an analyst's own: which are kept, and how they count."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Literal

from ..errors import InputError, unknown
from .evidence import Case, Evidence
from .files import Strict, read_yaml, validated
from .grants import COLUMNS, RENEWED, UNKNOWN, Grant

GREW = "grew"
OWN = "own set"
"""How the name of an analyst's own set begins."""

CountBy = Literal["grant_year", "scheme_year"]
"""Each grant's year counts, or a scheme's year counts once."""

_FILTERS = (*COLUMNS, "ratio_known", "ratio_below")


class EvidenceSet(Strict):
    """A named filter over the comparators, as written in ``evidence_sets.yaml``."""

    title: str
    where: dict[str, list[str | bool] | bool | float]
    count_by: CountBy
    event: Literal["ceased", "grew"] | None = None
    ratio_at_least: float | None = None
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
        return f"{self.kept}; {event}, by {_plain(self.count_by)}"


class _OwnSet(EvidenceSet):
    title: str = ""
    caution: str = ""


def _plain(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(map(_plain, value))
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else _spaced(str(value))


def _spaced(text: str) -> str:
    return text.replace("_", " ")


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
    grants, file = tuple(grants), "evidence_sets.yaml"
    return {
        name: _count(
            name, validated(EvidenceSet, raw, f"{file}: {name}"), grants, f"{file}: {name}"
        )
        for name, raw in sets.items()
    }


def own_set(raw: object, grants: tuple[Grant, ...], where: str) -> Evidence:
    """Return an analyst's own set, named by its filter.

    Parameters
    ----------
    raw : mapping
        In the form of an entry of ``evidence_sets.yaml``; title and caution may be left out.
    grants : tuple of Grant
        What is filtered.
    where : str
        What an error names as the place.

    Raises
    ------
    InputError
        If a field breaks a rule, or the filter keeps no grant.
    """
    chosen = validated(_OwnSet, raw, where)
    name = f"{OWN} ({chosen.words})"
    found = _count(name, chosen, grants, where)
    for field, allowed in chosen.where.items():
        if isinstance(allowed, list):
            refuse_strays(field, allowed, grants, f"{where}: where")
    if not found.grants:
        raise InputError(f"{where}: no grant meets the whole filter {chosen.words!r}; loosen it.")
    return replace(
        found,
        title=chosen.title or f"Own set: {chosen.kept}",
        caution=chosen.caution or f"The set is the analyst's own: {chosen.words}.",
    )


def refuse_strays(
    field: str, allowed: Sequence[str | bool], grants: tuple[Grant, ...], where: str
) -> None:
    """Refuse values that no grant has: beside right ones they would be passed over in silence.

    Parameters
    ----------
    field : str
        A column of ``comparator_grants.csv``.
    allowed : sequence of str or bool
        What is asked for.
    grants : tuple of Grant
        What is there.
    where : str
        What an error names as the place.

    Raises
    ------
    InputError
        With the nearest values that are there.
    """
    known = {grant.fields[field] for grant in grants} - {""}
    for value in map(str, allowed):
        if value.lower() not in map(str.lower, known):
            raise unknown(where, _spaced(field), value, sorted(known))


def _count(name: str, chosen: EvidenceSet, grants: tuple[Grant, ...], where: str) -> Evidence:
    if (chosen.event == GREW) != (chosen.ratio_at_least is not None):
        raise InputError(f"{where}: ratio_at_least goes with the event 'grew', and only with it.")
    kept = tuple(grant for grant in grants if _kept(grant, chosen, where))
    return Evidence(
        name, chosen.title, chosen.event or "", chosen.caution, tuple(_cases(kept, chosen)), kept
    )


def _kept(grant: Grant, chosen: EvidenceSet, where: str) -> bool:
    for field, allowed in chosen.where.items():
        if field not in _FILTERS:
            raise unknown(f"{where}: where", "filter", field, _FILTERS)
        if field == "ratio_known" and isinstance(allowed, bool):
            keep = (grant.ratio is not None) == allowed
        elif field == "ratio_below" and isinstance(allowed, float):
            keep = grant.ratio is not None and grant.ratio < allowed
        elif field in COLUMNS and isinstance(allowed, list):
            keep = grant.fields[field].lower() in [str(value).lower() for value in allowed]
        else:
            raise InputError(
                f"{where}: where.{field} takes a list of values, ratio_known true or false and "
                f"ratio_below a number, got {allowed!r}."
            )
        if not keep:
            return False
    return True


def _cases(kept: Iterable[Grant], chosen: EvidenceSet) -> Iterable[Case]:
    if chosen.count_by == "grant_year":
        return [Case(*_key(grant), _outcome(grant, chosen)) for grant in kept]
    groups = groupby(sorted(kept, key=_key), key=_key)
    return [
        Case(*key, _joint({_outcome(grant, chosen) for grant in group}, chosen.event or ""))
        for key, group in groups
    ]


def _key(grant: Grant) -> tuple[str, str]:
    return grant.fields["scheme"], grant.fields["financial_year"]


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
