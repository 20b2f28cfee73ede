"""The register: the baseline value of every model input, with its reason, ratings and dates.

Beside it stands who answers for the analysis, and the logs: of the choices that shape it, and of
the data with their ratings.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, takewhile
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from ..arguments import public
from ..errors import InputError, unknown
from ..quantities import Chance, Fixed, Range
from .catalogue import INPUTS
from .facts import Facts
from .files import (
    Row,
    Strict,
    Text,
    Texts,
    Title,
    filled,
    one_of,
    read_table,
    read_yaml,
    validated,
)
from .typed import number
from .values import Quantity, amount_without_years, quantities
from .waiting import WAITING, check_waiting

Rating = Literal["red", "amber", "green"]
ROLES = ("commissioner", "analyst", "assurer", "approver")
LOG_COLUMNS = ("file", "holds", "quality", "suitability", "reason", "sources")


class Assumption(Strict):
    """One entry of the register, as written in ``assumptions.yaml``."""

    title: Title
    unit: Text
    values: Any
    rationale: Text
    sources: Texts
    quality: Rating
    impact: Literal["red", "amber", "green", "not_tested"]
    owner: Text
    reviewed_on: date
    review_by: date
    between_years: Annotated[float, Field(ge=0, le=1)] = 0.0
    price_base: Literal["cash"] = "cash"


class _Register(Strict):
    as_at: date
    valid_until: date
    inputs: dict[str, Any]
    waiting: dict[str, Any] = Field(default_factory=dict)


class Governance(Strict):
    """Who answers for the analysis, an empty name meaning "not appointed", and what it is for.

    ``ask`` says where what is not on record would be found.
    """

    commissioner: str
    analyst: str
    assurer: str
    approver: str
    use_for: Texts
    do_not_use_for: Texts
    limits: Annotated[Texts, Field(max_length=3)]
    ask: list[Text] = Field(default_factory=list)

    def who(self, role: str) -> str:
        """Return who holds a role."""
        return getattr(self, role).strip() or "not appointed"


@dataclass(frozen=True)
class Register:
    """The register as read: what is assumed, and until when it may be used.

    Parameters
    ----------
    as_at, valid_until : date
        When it was drawn up, and the last day on which a scheduled run may use it.
    assumptions : mapping of str to Assumption
        By input, in the order of the model's inputs.
    baseline : mapping of str to mapping of str to Quantity
        By input and financial year.
    governance : Governance
        Who answers for it.
    waiting_entries : mapping of str to Assumption
        The inputs of the time in which nobody knows, as far as the register has them.
    waiting : mapping of str to Fixed or Range
        Their values, each in its unit.
    """

    as_at: date
    valid_until: date
    assumptions: Mapping[str, Assumption]
    baseline: Mapping[str, Mapping[str, Quantity]]
    governance: Governance
    waiting_entries: Mapping[str, Assumption]
    waiting: Mapping[str, Fixed | Range]

    def __repr__(self) -> str:
        """Say from when it is, and how much is in it."""
        return f"<Register as at {self.as_at}: {len(self.assumptions)} inputs>"

    def between_years(self, name: str) -> float:
        """Return the correlation of every pair of an input's years."""
        return self.assumptions[name].between_years if name in self.assumptions else 0.0

    def title_of(self, *names: str) -> str:
        """Return the titles of inputs that stand in each other's place, as one.

        Examples
        --------
        >>> from .facts import load_facts
        >>> load_register(load_facts()).title_of("continuation_ratio", "award")
        'Award of a continued year as a ratio of the year before, or in pounds'
        """
        first, *others = (self.assumptions[name].title.split() for name in names)
        for other in others:  # the words with which they all begin are said once
            same = [*takewhile(lambda pair: pair[0] == pair[1], zip(first, other, strict=False))]
            first = [*first[:-1], f"{first[-1]},", "or", *other[len(same) :]]
        return " ".join(first)

    def value_of(self, name: str, given: float | None, where: str) -> float:
        """Return an input of the time in which nobody knows: as given, or the middle on file.

        Parameters
        ----------
        name : str
            One of `WAITING`.
        given : float or None
            In its unit, as a question was told.
        where : str
            The question, which a refusal names.

        Raises
        ------
        InputError
            If it lies beyond its bounds, or neither the question nor the register has it.

        Examples
        --------
        >>> from .facts import load_facts
        >>> register = load_register(load_facts())
        >>> register.value_of("signed_month", None, "year"), register.value_of("paid_after", 1, "")
        (3.0, 1.0)
        """
        if given is not None:
            return number(given, f"{where}: {name}", WAITING[name].unit)
        if name not in self.waiting:
            raise InputError(
                f"{where}: {name} is neither given nor in assumptions.yaml, beneath waiting; it is "
                f"a number such as {WAITING[name].unit.example}."
            )
        return self.waiting[name].mid

    def overdue(self, today: date) -> dict[str, Assumption]:
        """Return the assumptions whose review should have been done before a day."""
        return {name: each for name, each in self.entries.items() if today > each.review_by}

    @property
    def entries(self) -> dict[str, Assumption]:
        """Every entry by input: of the model, then of the time in which nobody knows."""
        return {**self.assumptions, **self.waiting_entries}


@public
def load_register(facts: Facts) -> Register:
    """Return the register in ``assumptions.yaml``, and who answers for it.

    Raises
    ------
    InputError
        If an input that acts in some year is missing, one is unknown, or an entry breaks a rule.
    """
    file = validated(_Register, read_yaml(facts.folder / "assumptions.yaml"), "assumptions.yaml")
    if file.as_at > file.valid_until:
        raise InputError(
            f"assumptions.yaml: valid_until {file.valid_until} is before as_at {file.as_at}; "
            "it must not be."
        )
    for name in file.inputs:
        check_input(name, "assumptions.yaml")
    for name in file.waiting:
        check_waiting(name, "assumptions.yaml: waiting")
    entries = {
        name: _entry(name, file.inputs, facts)
        for name, described in INPUTS.items()
        if name in file.inputs or (described.acts(facts.awards) and not described.instead_of)
    }
    waiting = {
        name: _waiting_entry(name, file.waiting, facts) for name in WAITING if name in file.waiting
    }
    return Register(
        as_at=file.as_at,
        valid_until=file.valid_until,
        assumptions=entries,
        baseline={
            name: _baseline(name, entries[name], facts) if name in entries else {}
            for name in INPUTS
        },
        governance=load_governance(facts.folder),
        waiting_entries=waiting,
        waiting={
            name: amount_without_years(
                entry.values, WAITING[name].unit, f"assumptions.yaml: waiting.{name}"
            )
            for name, entry in waiting.items()
        },
    )


def check_input(name: str, where: str) -> None:
    """Refuse a name that is not an input of the model."""
    if name not in INPUTS:
        raise unknown(where, "assumption", name, INPUTS)


def _entry(name: str, entries: dict[str, Any], facts: Facts) -> Assumption:
    where = f"assumptions.yaml: {name}"
    if name not in entries:
        raise InputError(f"{where}: is missing; the register holds every input of the model once.")
    entry = _read_entry(entries[name], facts, where)
    if entry.between_years and (INPUTS[name].chance or INPUTS[name].once):
        raise InputError(f"{where}: between_years is for amounts drawn year by year.")
    return entry


def _read_entry(written: Any, facts: Facts, where: str) -> Assumption:
    entry = validated(Assumption, written, where)
    _refuse_unknown_sources(entry.sources, facts.sources, where)
    return entry


def _waiting_entry(name: str, entries: dict[str, Any], facts: Facts) -> Assumption:
    where = f"assumptions.yaml: waiting.{name}"
    entry = _read_entry(entries[name], facts, where)
    if entry.between_years:
        raise InputError(f"{where}: between_years is for amounts drawn year by year.")
    return entry


def _refuse_judged_signs(where: str, quality: str, found: Iterable[Quantity]) -> None:
    signs = [sign for each in found if isinstance(each, Chance) for sign in each.signs]
    if quality != "red" and any(not sign.measured for sign in signs):
        raise InputError(
            f"{where}: quality must be red, since what a sign is worth is a judgement unless the "
            f"sign is marked measured: true; got {quality}."
        )


def _baseline(name: str, entry: Assumption, facts: Facts) -> dict[str, Quantity]:
    where = f"assumptions.yaml: {name}"
    found = quantities(name, entry.values, facts, where, facts.awards.years)
    _refuse_judged_signs(where, entry.quality, found.values())
    missing = [year for year in INPUTS[name].acts(facts.awards) if year not in found]
    if INPUTS[name].instead_of and found:
        raise InputError(f"{where}: only a scenario has a value for it; write values: {{}}.")
    if missing and not INPUTS[name].instead_of:
        example = INPUTS[name].unit.example.split()[0].strip(",")
        raise InputError(
            f"{where}: has no value for {', '.join(missing)}, which awards.csv holds; write it "
            f"beneath values, as {missing[0]}: {example}, or in the form of another year."
        )
    return found


def load_governance(folder: Path) -> Governance:
    """Return who answers for the analysis, from ``governance.yaml``."""
    governance = validated(Governance, read_yaml(folder / "governance.yaml"), "governance.yaml")
    same = "".join(governance.analyst.split()).lower()
    if same and same == "".join(governance.assurer.split()).lower():
        raise InputError(
            "governance.yaml: assurer and analyst must be different people, "
            f"got {governance.analyst!r} twice."
        )
    return governance


class Choice(Strict):
    """A choice that shapes the analysis, as written in ``decisions.yaml``."""

    id: Text
    decided_on: date
    decision: Text
    reason: Text
    decided_by: Text
    signed_off_by: Text


class _Choices(Strict):
    decisions: Annotated[list[Choice], Field(min_length=1)]


def load_choices(folder: Path) -> list[Choice]:
    """Return the choices in ``decisions.yaml``."""
    choices = validated(_Choices, read_yaml(folder / "decisions.yaml"), "decisions.yaml").decisions
    for earlier, choice in combinations(choices, 2):
        if earlier.id == choice.id:
            raise InputError(f"decisions.yaml: id {choice.id} is given twice.")
    return choices


@dataclass(frozen=True)
class DataFile:
    """A file of the data folder with its ratings, as in ``data_log.csv``."""

    file: str
    holds: str
    quality: str  # red, amber or green, as the next
    suitability: str
    reason: str  # why it is rated so
    sources: tuple[str, ...]  # ids in sources.csv


def load_data_log(folder: Path, sources: Collection[str]) -> list[DataFile]:
    """Return the data files in ``data_log.csv``."""
    return [
        _data_file(row, folder, sources) for row in read_table(folder / "data_log.csv", LOG_COLUMNS)
    ]


def _data_file(row: Row, folder: Path, sources: Collection[str]) -> DataFile:
    for column in LOG_COLUMNS:
        filled(row, column, "every file has its ratings, a reason and its sources")
    for column in ("quality", "suitability"):
        one_of(row, column, get_args(Rating))
    if not (folder / row["file"]).is_file():
        raise InputError(f"{row['where']}: file {row['file']!r} is not in the data folder.")
    cited = tuple(row["sources"].split(";"))
    _refuse_unknown_sources(cited, sources, row["where"])
    return DataFile(**{column: row[column] for column in LOG_COLUMNS[:-1]}, sources=cited)


def _refuse_unknown_sources(cited: Iterable[str], known: Collection[str], where: str) -> None:
    for source in cited:
        if source not in known:
            raise unknown(f"{where}: sources", "source", source, known)
