"""Scenarios: named sets of changes to the baseline, frozen once made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from ..arguments import public
from ..errors import InputError, unknown
from ..kept import Keeps
from .awards import DECIDED
from .by_year import by_years, fill_years, name_next, year_by_year
from .catalogue import INPUTS, refuse_unpriced, stands_for
from .evidence import Evidence
from .facts import Facts, data_folder, load_facts
from .files import read_yaml, validated, visible
from .register import Register, check_input, load_register
from .scenario_file import ScenarioFile, copy_name
from .values import (
    Quantity,
    Spec,
    plain,
    quantities,
    sets_in,
    sources_in,
    still_open,
)

_OVERTAKEN = " (overtaken in part)"
_CHANGED = ", changed"


@dataclass(frozen=True)
class Scenario(Keeps):
    """A named set of changes to the baseline, with every quantity that the model reads.

    Parameters
    ----------
    name, title, description : str
        What it is called and says; a title says so where the funder has decided against part of it.
    changes : mapping of str to Spec
        What differs from the baseline, as written but for a year that is ``next``, which is named.
    quantities : mapping of str to mapping of str to Quantity
        Every input in every year in which it acts.
    facts : Facts
        The awards, evidence, prices and pay it stands on.
    register : Register
        The baseline it changes.
    copied : Scenario, optional
        What it is a changed copy of, where it is named by what changed.
    """

    name: str
    title: str
    description: str
    changes: Mapping[str, Spec]
    quantities: Mapping[str, Mapping[str, Quantity]]
    facts: Facts
    register: Register
    copied: "Scenario | None" = field(default=None, compare=False)

    def __repr__(self) -> str:
        """Say which scenario this is, without what it stands on."""
        return f"<Scenario {self.name}: {self.title}>"

    @cached_property
    def evidence(self) -> Mapping[str, Evidence]:
        """Every set of evidence by name: those of the data, then its own that its values name."""
        used = [
            self.facts.evidence_of(chosen)
            for values in self._written.values()
            for spec in values.values()
            for chosen in sets_in(spec)
        ]
        return MappingProxyType({**self.facts.evidence, **{each.name: each for each in used}})

    @property
    def without_effect(self) -> list[tuple[str, str]]:
        """The inputs and years that it changes in vain, as the year is decided or none is left."""
        return [
            (name, year)
            for name, values in self.changes.items()
            for year in (values if by_years(values) else ())
            if year not in INPUTS[name].acts(self.facts.awards)
        ]

    def team_posts(self, year: str) -> float:
        """Return the middle of the posts assumed in a costed year, or what its paper states.

        Examples
        --------
        >>> central = load_scenario("central").but(team_posts=8)
        >>> central.team_posts("2022/23"), central.team_posts("2025/26")
        (6.0, 8.0)
        """
        assumed = self.quantities["team_posts"].get(year)
        return self.facts.awards.stated_posts(year) if assumed is None else assumed.mid

    def sources_of(self, name: str, year: str) -> list[str]:
        """Return the ids of the sources that a value as written points to; none for a number.

        The year is one in which the input acts, or empty for one that holds in every year.

        Examples
        --------
        >>> load_scenario("continues_with_pay").sources_of("continuation_ratio", "2025/26")
        ['pay_awards']
        """
        written = self._written[name]
        return sources_in(written[year] if year else next(iter(written.values())))

    def resting_on(self, name: str) -> dict[str, list[str]]:
        """Return which inputs rest on a set of `evidence`, and in which years.

        Examples
        --------
        >>> load_scenario("central").resting_on("year_ends_since_2024_25")
        {'cessation': ['2025/26', '2026/27']}
        """
        years = {
            key: [
                year
                for year, spec in values.items()
                if name in (self.facts.evidence_of(chosen).name for chosen in sets_in(spec))
            ]
            for key, values in self._written.items()
        }
        return {key: found for key, found in years.items() if found}

    @property
    def _written(self) -> dict[str, dict[str, Spec]]:
        # What stands behind each quantity: the register, with the changes over it.
        assumed = self.register.assumptions
        return {
            name: {year: year_by_year(assumed[name].values, years)[year] for year in years}
            | self._changed_years(name)
            for name, years in self.quantities.items()
            if years
        }

    def _changed_years(self, name: str) -> dict[str, Spec]:
        change = self.changes.get(name)
        if change is None:
            return {}
        values = year_by_year(change, still_open(name, self.facts.awards))
        return {year: spec for year, spec in values.items() if year in self.quantities[name]}

    def file_of(self, name: str) -> str:
        """Return the file, or the changed scenario, in which an input's values are written.

        Examples
        --------
        >>> ceases = load_scenario("ceases")
        >>> ceases.file_of("cessation"), ceases.file_of("expansion")
        ('ceases.yaml', 'assumptions.yaml')
        """
        if name not in self.changes:
            return "assumptions.yaml"
        return f"scenario {self.copied.name}" if self.copied else f"{self.name}.yaml"

    def changes_year(self, name: str, year: str = "") -> bool:
        """Return whether a change sets an input in a year, or in any year where none is named.

        Examples
        --------
        >>> spent = load_scenario("central").but(recovery_rate=1)
        >>> spent.changes_year("recovery_rate", "2025/26")
        True
        >>> spent.changes_year("recovery_rate", "2023/24")  # decided, so the register holds
        False
        """
        changed = self._changed_years(name)
        return year in changed if year else bool(changed)

    @public
    def but(
        self,
        *,
        title: str | None = None,
        name: str | None = None,
        description: str | None = None,
        **changes: Spec,
    ) -> "Scenario":
        """Return a copy with further changes.

        Parameters
        ----------
        title, name, description : str, optional
            What the copy is called; by default the title with "changed" behind it, and the name
            with what changed, as ``--set`` takes it.
        **changes : Spec
            Input to a value for every year, or to a mapping of financial years to values, in
            which ``next`` is the first undecided year and ``next+1`` the one after it.

        Raises
        ------
        InputError
            If an input, year or value breaks a rule.

        Examples
        --------
        >>> import clsmin_forecast as cf
        >>> even = cf.load_scenario("central").but(cessation={"2025/26": 0.5}, title="Even chance")
        >>> even.quantities["cessation"]["2025/26"].mid, even.name
        (0.5, 'central, cessation.2025/26=0.5')
        """
        changed = _apply(self, changes, f"scenario {self.name}")
        first = self.copied or self
        stem = self.title.removesuffix(_CHANGED)  # said once, however often it is changed
        return replace(
            changed,
            title=title or (f"{stem}{_CHANGED}" if changes else self.title),
            name=name or copy_name(first.name, changed.changes, first.changes),
            copied=None if name else first,
            description=description or self.description,
        )


AnyScenario = Annotated[Scenario | str | Path, "a scenario, its name or its file"]
"""What every question takes; `scenarios_of` reads those that are given by name."""
AnyScenarios = Annotated[Sequence[AnyScenario], "a list of scenarios, their names or their files"]


def scenarios_of(given: AnyScenarios) -> list[Scenario]:
    """Return scenarios, those given by name or file read, all over one reading of the data.

    Names are of the data folder of the scenarios among them, else of the package's own.

    Examples
    --------
    >>> [each.name for each in scenarios_of([load_scenario("ceases"), "central"])]
    ['ceases', 'central']
    """
    named = [each for each in given if not isinstance(each, Scenario)]
    folder = next((each.facts.folder for each in given if isinstance(each, Scenario)), None)
    read = iter(load_scenarios(named, folder) if named else ())
    return [each if isinstance(each, Scenario) else next(read) for each in given]


def scenario_of(given: AnyScenario) -> Scenario:
    """Return one scenario, as `scenarios_of` does."""
    return scenarios_of([given])[0]


@public
def load_scenario(name: str | Path, data: str | Path | None = None) -> Scenario:
    """Return a scenario by its name in the data folder, or from a file of its own.

    Parameters
    ----------
    name : str or Path
        Such as ``"central"``, or a path that ends in ``.yaml``.
    data : str or Path, optional
        The data folder; the package's own by default.

    Raises
    ------
    InputError
        If there is no such scenario, with the nearest names, or a file breaks a rule.

    Examples
    --------
    >>> load_scenario("ceases").title
    'Funding ceases at the end of 2024/25'
    """
    return load_scenarios([name], data)[0]


@public
def load_scenarios(
    names: Sequence[str | Path] | None = None, data: str | Path | None = None
) -> list[Scenario]:
    """Return several scenarios over one reading of the data.

    Parameters
    ----------
    names : sequence of str or Path, optional
        Which; every scenario of the data folder by default, ``central`` first.
    data
        As in `load_scenario`.

    Raises
    ------
    InputError
        If a name is unknown or a file breaks a rule.
    """
    facts = load_facts(data)
    return scenarios_over(facts, load_register(facts), names)


def scenarios_over(
    facts: Facts, register: Register, names: Sequence[str | Path] | None = None
) -> list[Scenario]:
    """Return several scenarios over data that have been read; otherwise as `load_scenarios`."""
    unchanged = baseline(facts, register)
    chosen: Sequence[str | Path] = scenario_names(facts.folder) if names is None else names
    return [_from_file(_path(name, facts.folder), unchanged) for name in chosen]


@public
def scenario_names(data: str | Path | None = None) -> list[str]:
    """Return the names of the scenarios in a data folder, ``central`` first.

    Examples
    --------
    >>> scenario_names()[:2]
    ['central', 'ceases']
    """
    names = [path.stem for path in visible(data_folder(data) / "scenarios", ".yaml")]
    return sorted(names, key=lambda name: (name != "central", name))


def _path(name: str | Path, folder: Path) -> Path:
    if str(name).endswith((".yaml", ".yml")):
        return Path(name)
    if str(name) not in (known := scenario_names(folder)):
        raise unknown("scenario", "scenario", str(name), known)
    return folder / "scenarios" / f"{name}.yaml"


def baseline(facts: Facts, register: Register) -> Scenario:
    """Return the scenario that changes nothing."""
    return Scenario(
        "baseline", "Baseline", "The register as it stands.", {}, register.baseline, facts, register
    )


def _from_file(path: Path, unchanged: Scenario) -> Scenario:
    file = validated(ScenarioFile, read_yaml(path), path.name)
    if file.name != path.stem:
        raise InputError(
            f"{path.name}: name must be the file's own, {path.stem}, got {file.name!r}."
        )
    changed = _apply(unchanged, file.changes, path.name, lapses=True)
    title, description = (
        fill_years(text, unchanged.facts.awards) for text in (file.title, file.description)
    )
    if changed.without_effect:
        title = f"{title}{_OVERTAKEN}"
    return replace(changed, name=file.name, title=title, description=description)


def _apply(
    scenario: Scenario, changes: Mapping[str, Spec], where: str, *, lapses: bool = False
) -> Scenario:
    awards = scenario.facts.awards
    decided = awards.years_with(*DECIDED) if lapses else ()
    merged, found = dict(scenario.changes), dict(scenario.quantities)
    new: dict[str, dict[str, Quantity]] = {}
    for name, written in changes.items():
        place = f"{where}: {name}"
        _check_change(name, scenario, where)
        values = name_next(written, awards, place, lapses=lapses)
        new[name] = quantities(name, values, scenario.facts, place, decided, open_years=True)
        found[name] = {**found[name], **new[name]}
        years = still_open(name, awards)
        merged[name] = _merge(merged.get(name), plain(values), years)
        for other in {*stands_for(INPUTS[name].instead_of or name)} - {name}:
            _refuse_both(name, other, new, where)
            _give_way(other, new[name], merged, found, years)
    return replace(scenario, changes=MappingProxyType(merged), quantities=MappingProxyType(found))


def _check_change(name: str, scenario: Scenario, where: str) -> None:
    check_input(name, where)
    refuse_unpriced(name, scenario.facts.awards, where)
    if name not in scenario.register.assumptions:
        raise InputError(
            f"{where}: {name} has no entry in assumptions.yaml; add one with its unit."
        )


def _merge(before: Spec, now: Spec, years: Collection[str]) -> Spec:
    if before is None or not by_years(now):
        return now
    return year_by_year(before, years) | now


def _refuse_both(name: str, other: str, new: Mapping[str, Collection[str]], where: str) -> None:
    if both := [year for year in new[name] if year in new.get(other, ())]:
        raise InputError(
            f"{where}: {other} and {name} are both set for {both[0]}; a year takes one of them."
        )


def _give_way(
    name: str,
    to: Collection[str],
    merged: dict[str, Spec],
    found: dict[str, Mapping[str, Quantity]],
    years: Collection[str],
) -> None:
    """Take an input out of the years in which another now stands in its place."""
    found[name] = {year: each for year, each in found[name].items() if year not in to}
    if name in merged:
        left = year_by_year(merged.pop(name), years)
        merged |= {name: kept} if (kept := {y: s for y, s in left.items() if y not in to}) else {}
