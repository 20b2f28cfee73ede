"""Sets of comparable grants, named or an analyst's own: which are kept, and how they count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from ..errors import InputError, unknown
from ..units import financial_year, number_of
from .evidence import Case, Evidence
from .files import Strict, Title, read_yaml, validated
from .grants import CEASED, COLUMNS, ENDED_BY_DESIGN, RENEWED, TRANSFERRED, UNKNOWN, Comparator

GREW = "grew"
OWN = "own set"
"""How the name of an analyst's own set begins."""

CountBy = Literal["grant_year", "scheme_year"]
"""Each grant's year counts, or a scheme's year counts once."""

_FILTERS = (*COLUMNS, "ratio_known", "ratio_below", "since")


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
    kept = tuple(grant for grant in grants if _kept(grant, chosen, where))
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


def _kept(grant: Comparator, chosen: EvidenceSet, where: str) -> bool:
    if grant.fields["next_year"] == ENDED_BY_DESIGN:
        return False
    return all(
        _meets(grant, field, allowed, f"{where}: where") for field, allowed in chosen.where.items()
    )


def _meets(grant: Comparator, field: str, allowed: object, where: str) -> bool:
    if field not in _FILTERS:
        raise unknown(where, "filter", field, _FILTERS)
    if field == "ratio_known" and isinstance(allowed, bool):
        return (grant.ratio is not None) == allowed
    if field == "ratio_below" and isinstance(allowed, float):
        return grant.ratio is not None and grant.ratio < allowed
    if field == "since" and isinstance(allowed, str):
        return grant.fields["financial_year"] >= financial_year(allowed, f"{where}.since")
    if field in COLUMNS and isinstance(allowed, list):
        return grant.fields[field].lower() in [str(value).lower() for value in allowed]
    raise InputError(
        f"{where}.{field} takes a list of values, ratio_known true or false, ratio_below a number "
        f"and since a financial year, got {allowed!r}."
    )


def _cases(kept: tuple[Comparator, ...], chosen: EvidenceSet) -> Iterator[Case]:
    ids = {grant.fields["id"] for grant in kept}
    by_grant = chosen.count_by == "grant_year"
    # One national decision covers many rows, and money inside another row's is counted there.
    wholes = [grant for grant in kept if grant.fields["part_of"] not in ids]
    key = _by_grant if by_grant else _by_scheme
    for _, group in groupby(sorted(wholes if by_grant else kept, key=key), key=key):
        rows = list(group)
        yield _case(rows, [grant for grant in rows if grant in wholes] or rows, chosen)


def _by_grant(grant: Comparator) -> tuple[str, ...]:
    return (grant.fields["id"],)


def _by_scheme(grant: Comparator) -> tuple[str, ...]:
    return grant.fields["scheme"], grant.fields["financial_year"]


def _case(rows: list[Comparator], counted: list[Comparator], chosen: EvidenceSet) -> Case:
    first, ratio = counted[0].fields, _pooled(counted)
    outcome = _grown(counted, chosen.ratio_at_least) if chosen.ratio_at_least else _joint(rows)
    if outcome == UNKNOWN and chosen.unknown_as:
        outcome = chosen.unknown_as
    return Case(first["scheme"], first["grant"], first["financial_year"], outcome, ratio)


def _pooled(rows: Sequence[Comparator]) -> float | None:
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
