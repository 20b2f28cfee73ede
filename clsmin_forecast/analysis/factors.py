"""Factors: what an answer may depend on, one at a time.

A chance is a factor of its own in each year, because each decision is its own event; an amount is
one factor in all its years.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from ..errors import InputError, unknown
from ..inputs.catalogue import INPUTS, refuse_unpriced
from ..inputs.register import check_input
from ..inputs.scenarios import Scenario
from ..inputs.values import Quantity, coverage_of

Place = Annotated[tuple[str, str], "a chance and its year, such as ('cessation', '2025/26')"]

SET = "set by the scenario"
"""The quality of what no evidence stands behind but a scenario's own word."""


@dataclass(frozen=True)
class Factor:
    """An input of a scenario: a chance in one year, or an amount in all its years.

    Parameters
    ----------
    name, title, quality : str
        As in the register.
    year : str
        The year of a chance; empty for an amount.
    quantities : mapping of str to Quantity
        By year.
    shown : mapping of str to Quantity
        Those of the years that are open or asked for, which say how far it may lie.
    """

    name: str
    title: str
    quality: str
    year: str
    quantities: Mapping[str, Quantity]
    shown: Mapping[str, Quantity]

    @property
    def is_chance(self) -> bool:
        """Whether it is the chance of a decision."""
        return INPUTS[self.name].chance

    @property
    def widest(self) -> Quantity:
        """The quantity of the year in which it may lie furthest apart, or else is largest."""
        return max(self.shown.values(), key=lambda q: (q.high - q.low, abs(q.mid)))

    @property
    def coverage(self) -> float:
        """The probability that the value lies from low to high, NaN where it is not known."""
        return coverage_of(self.widest)

    def at(self, end: str) -> dict[str, Any]:
        """Return the change that puts it at its own ``low`` or ``high`` in every year."""
        return self.to({year: getattr(q, end) for year, q in self.quantities.items()})

    def to(self, value: Any) -> dict[str, Any]:
        """Return the change that sets it to a value, or to one a year."""
        by_year = isinstance(value, dict)
        if INPUTS[self.name].once:
            return {self.name: next(iter(value.values())) if by_year else value}
        return {self.name: value if by_year else dict.fromkeys(self.quantities, value)}


def factors(scenario: Scenario, years: Collection[str] = ()) -> list[Factor]:
    """Return every factor of a scenario, in the order of the model's inputs.

    Parameters
    ----------
    scenario : Scenario
        Whose inputs.
    years : collection of str
        The years asked for, whose ranges are shown beside those of open years.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> spent = cf.load_scenario("full_expansion")  # by which all is spent, in every open year
    >>> for years in ((), ("2023/24",)):
    ...     [f.widest.low for f in factors(spent, years) if f.name == "recovery_rate"]
    [1.0]
    [0.85]
    """
    return [
        _factor(scenario, name, year, years)
        for name, described in INPUTS.items()
        for year in (scenario.quantities[name] if described.chance else ("",))
        if scenario.quantities[name]
    ]


def find_factor(scenario: Scenario, name: str, year: str | None, where: str) -> Factor:
    """Return a factor by its name and year.

    Parameters
    ----------
    scenario : Scenario
        Whose input it is.
    year : str or None
        The year of a chance, or of an amount in that year alone; None for an amount in all its
        years.

    Raises
    ------
    InputError
        If there is no such input, a chance has no year, or the input does not act in it.
    """
    check_input(name, where)
    acting = scenario.quantities[name]
    refuse_unpriced(name, scenario.facts.awards, where)
    if not acting and INPUTS[name].chance:
        raise InputError(f"{where}: {name} has no year left in which it is open, in awards.csv.")
    if not year and INPUTS[name].chance:
        raise InputError(
            f"{where}: {name} is the chance of a decision, so it needs a year: "
            f"{' or '.join(f'{name}.{each}' for each in acting)}."
        )
    if year is not None and INPUTS[name].once:
        raise InputError(f"{where}: {name} holds for every year at once; give it without a year.")
    if year is not None and year not in acting:
        raise unknown(where, f"year of {name}", year, acting)
    return _factor(scenario, name, year or "")


def open_chances(scenario: Scenario) -> dict[str, Factor]:
    """Return the chances of decisions that are open, by name and year.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> list(open_chances(cf.load_scenario("central")))[:2]
    ['cessation.2024/25', 'cessation.2025/26']
    """
    return {f"{each.name}.{each.year}": each for each in factors(scenario) if each.is_chance}


def two_chances(scenario: Scenario, across: Place, up: Place, where: str) -> tuple[Factor, Factor]:
    """Return two chances by their names and years.

    Raises
    ------
    InputError
        If one is no chance that is open, or both are the same.
    """
    known, names = open_chances(scenario), [".".join(filter(None, each)) for each in (across, up)]
    for name in names:
        if name not in known:
            raise unknown(where, "chance", name, known)
    if across == up:
        raise InputError(f"{where}: needs two different chances, got {names[0]} twice.")
    return known[names[0]], known[names[1]]


def quality_of(scenario: Scenario, name: str, year: str = "") -> str:
    """Return the rating of an input's evidence, of one year or of all; what is set has none.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> [quality_of(cf.load_scenario(name), "cessation") for name in ("central", "ceases")]
    ['red', 'set by the scenario']
    """
    changed = scenario.changes_year(name, year)
    return SET if changed else scenario.register.assumptions[name].quality


def register_inputs(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Return the inputs that have, in some year and scenario, the value of the register.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> register_inputs([cf.load_scenario("central").but(team_posts=8, cessation=0)])[:2]
    ('expansion', 'reinstatement')
    """
    found = (
        name
        for each in scenarios
        for name, years in each.quantities.items()
        if any(quality_of(each, name, year) != SET for year in years)
    )
    return tuple(dict.fromkeys(found))


def citations(scenarios: Iterable[Scenario]) -> dict[str, list[str]]:
    """Return the sources that each input rests on, by id: the register's, and a value's own.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> citations([cf.load_scenario("central").but(expansion=0)])["expansion"]
    []
    """
    found: dict[str, list[str]] = {}
    for each in scenarios:
        for name, years in each.quantities.items():
            ids = found.setdefault(name, [])
            for year in years:
                taken = quality_of(each, name, year) != SET
                ids += each.register.assumptions[name].sources if taken else []
                ids += each.sources_of(name, year)
    return {name: list(dict.fromkeys(ids)) for name, ids in found.items()}


def _factor(scenario: Scenario, name: str, year: str, asked: Collection[str] = ()) -> Factor:
    entry, acting = scenario.register.assumptions[name], scenario.quantities[name]
    quantities = {year: acting[year]} if year else dict(acting)
    # What a scenario sets without years holds in open years alone; the register's range of a
    # decided year would hide it.
    shown = {*scenario.facts.awards.decision_years, *asked}
    return Factor(
        name=name,
        title=entry.title,
        quality=quality_of(scenario, name, year),
        year=year,
        quantities=quantities,
        shown={y: q for y, q in quantities.items() if y in shown} or quantities,
    )
