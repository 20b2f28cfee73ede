"""The catalogue: everything that is said of an input, once; a forgotten field fails at import.

Its title, unit, value and evidence are the register's, since they are of one grant.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from ..errors import InputError
from .awards import APPROVED, UNDECIDED, Awards
from .comparators import CEASED
from .evidence import GREW
from .files import MOST
from .typed import Unit

Years = Callable[[Awards], tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Input:
    """One input of the model."""

    acts: Years  # in which it has an effect
    unit: Unit  # how its numbers are written, and how far they may lie
    floor: float  # the physical bounds
    ceiling: float
    label: str  # what it is in a row
    whole: str  # in all its years together
    topic: str  # in a headline
    measured_in: str  # its unit in a table of several inputs
    printed: Literal["chance", "percent", "pounds", "number"]  # how a value is said
    slider: tuple[float, float, float]  # its ends on the page, which a typed value may pass; step
    reaches: tuple[str, ...]  # the measures of a forecast that it moves
    occurrence: str = ""  # what it is the chance of, if it is one
    event: str = ""  # that evidence for its chance must count
    once: bool = False  # whether one draw holds for every year
    instead_of: str = ""  # the input in whose place a scenario, never the register, sets it
    optional: bool = False  # whether a year may go without a value
    costed: bool = False  # whether it acts by the cost of the team alone
    asked_first: bool = False  # whether the page shows it without being asked
    together: bool = False  # whether the page has one box of it for every year

    @property
    def chance(self) -> bool:
        """Whether it is the chance of a decision."""
        return bool(self.occurrence)


def _decision(awards: Awards) -> tuple[str, ...]:
    return awards.decision_years


def _beneath_a_ceiling(awards: Awards) -> tuple[str, ...]:
    return awards.ceiling_years


def _unrecovered(awards: Awards) -> tuple[str, ...]:
    return awards.years_with(APPROVED, *UNDECIDED)


def _open_costed(awards: Awards) -> tuple[str, ...]:
    return awards.open_costed_years


def _grown(awards: Awards) -> tuple[str, ...]:
    return tuple(year for year in awards.costed_years if year not in awards.priced_years)


_CHANCE = Unit("0.25, 25% or 1 in 4", 0, 1)
_SHARE = Unit("0.8, 80% or 4/5", 0, 1)
_RATIO = Unit("1, 0.95 or 95%", 0, 5, instead="an award in pounds is the input award")
GROWTH = Unit("0.035 or 3.5%", -0.5, 0.5)
_POSTS = Unit("7", 0, 1_000, "count")
_POUNDS = Unit("250000, £250,000 or 250k", 0, 1e8, "pounds")
_AWARD = Unit("600000, £600,000 or 600k", 1_000, 1e8, "pounds")
_MONTHS = Unit("3", 0, 12, "count")
_PART = (0.0, 1.0, 0.01)
_FUNDED = (
    "award", "recovered", "balance", "posts", "gap", "gap_in_funded_years", "posts_at_risk",
)  # fmt: skip
_MISSING = ("gap", "gap_in_funded_years", "gap_after_ceasing", "posts_at_risk")

INPUTS: Mapping[str, Input] = {
    "cessation": Input(
        acts=_decision, unit=_CHANCE, floor=0, ceiling=1,
        label="Chance it ceases", whole="Chances that funding ceases", topic="cessation",
        occurrence="funding ceases", event=CEASED,
        measured_in="probability", printed="chance", slider=_PART, asked_first=True,
        reaches=(*_FUNDED, "gap_after_ceasing"),
    ),
    "expansion": Input(
        acts=_beneath_a_ceiling, unit=_CHANCE, floor=0, ceiling=1,
        label="Chance of expansion", whole="Chances of expansion", topic="expansion",
        occurrence="the award is expanded", event=GREW,
        measured_in="probability", printed="chance", slider=_PART, asked_first=True,
        reaches=_FUNDED,
    ),
    "reinstatement": Input(
        acts=_decision, unit=_CHANCE, floor=0, ceiling=1,
        label="Chance it comes back", whole="Chances that it comes back", topic="reinstatement",
        occurrence="funding comes back",
        measured_in="probability", printed="chance", slider=_PART,
        reaches=(*_FUNDED, "gap_after_ceasing"),
    ),
    "continuation_ratio": Input(
        acts=_beneath_a_ceiling, unit=_RATIO, floor=0, ceiling=MOST,
        label="Continued award as a ratio", whole="Continued award", topic="the continued award",
        measured_in="ratio to the year before", printed="number", slider=(0.5, 1.5, 0.01),
        reaches=_FUNDED,
    ),
    "award": Input(
        acts=_beneath_a_ceiling, unit=_AWARD, floor=1_000, ceiling=MOST,
        label="Continued award in pounds", whole="Continued award in pounds",
        topic="the continued award", instead_of="continuation_ratio", optional=True,
        measured_in="pounds a year", printed="pounds", slider=(1_000, MOST, 1_000),
        reaches=_FUNDED,
    ),
    "expansion_share": Input(
        acts=_beneath_a_ceiling, unit=_SHARE, floor=0, ceiling=1, once=True,
        label="Share of the room taken", whole="Share of the room taken", topic="the room taken",
        measured_in="share", printed="number", slider=_PART, asked_first=True,
        reaches=_FUNDED,
    ),
    "recovery_rate": Input(
        acts=_unrecovered, unit=_SHARE, floor=0, ceiling=1,
        label="Share of the award recovered", whole="Share of the award recovered",
        topic="the share recovered",
        measured_in="share", printed="number", slider=_PART,
        reaches=("recovered",),
    ),
    "start_month": Input(
        acts=_beneath_a_ceiling, unit=_MONTHS, floor=0, ceiling=12, optional=True,
        label="Months to the first new post", whole="Months to the first new post",
        topic="the start of new posts",
        measured_in="months from 1 April", printed="number", slider=(0, 12, 1),
        reaches=("recovered",),
    ),
    "fill_months": Input(
        acts=_beneath_a_ceiling, unit=_MONTHS, floor=0, ceiling=12, optional=True,
        label="Months to fill new posts", whole="Months to fill new posts",
        topic="the filling of new posts",
        measured_in="months", printed="number", slider=(0, 12, 1),
        reaches=("recovered",),
    ),
    "pay_growth": Input(
        acts=_grown, unit=GROWTH, floor=-0.9, ceiling=MOST,  # at -1 a post would cost nothing
        costed=True,
        label="Growth of the cost of a post", whole="Growth of the cost of a post", topic="pay",
        measured_in="growth rate a year", printed="percent", slider=(-0.05, 0.15, 0.001),
        reaches=("cost", "balance", "posts", *_MISSING),
    ),
    "team_posts": Input(
        acts=_open_costed, unit=_POSTS, floor=0, ceiling=MOST, costed=True,
        label="Posts in the team", whole="Posts in the team", topic="posts",
        measured_in="posts", printed="number", slider=(0, 20, 1), together=True,
        reaches=("cost", "balance", *_MISSING),
    ),
    "alternative_funding": Input(
        acts=_open_costed, unit=_POUNDS, floor=0, ceiling=MOST, costed=True,
        label="Money from elsewhere", whole="Money from elsewhere", topic="other money",
        measured_in="pounds a year", printed="pounds", slider=(0, 1_000_000, 10_000),
        reaches=("posts", *_MISSING),
    ),
}  # fmt: skip
"""Every input of the model, by name."""


def reached_by(measure: str) -> tuple[str, ...]:
    """Return the inputs that move a measure of a forecast.

    Examples
    --------
    >>> reached_by("cost"), "recovery_rate" in reached_by("gap")
    (('pay_growth', 'team_posts'), False)
    """
    return tuple(name for name, described in INPUTS.items() if measure in described.reaches)


def stands_for(name: str) -> tuple[str, ...]:
    """Return an input and those that may stand in its place, of which a year has one.

    Examples
    --------
    >>> stands_for("continuation_ratio"), stands_for("pay_growth")
    (('continuation_ratio', 'award'), ('pay_growth',))
    """
    return (name, *(each for each, described in INPUTS.items() if described.instead_of == name))


def refuse_unpriced(name: str, awards: Awards, where: str) -> None:
    """Refuse an input that acts by the cost of the team where no paper prices a post."""
    if INPUTS[name].costed and awards.unpriced:
        raise InputError(f"{where}: {name} has no effect. {awards.unpriced}")


def unit_of(name: str, year: str, awards: Awards) -> Unit:
    """Return how an input is written, and how far it may lie in a year.

    Examples
    --------
    >>> from .facts import load_facts
    >>> unit = unit_of("award", "2025/26", load_facts().awards)
    >>> unit.least, unit.most
    (1000, 1000000.0)
    """
    described = INPUTS[name]
    if not described.instead_of:
        return described.unit
    # An award is stated beneath the ceiling that its year was agreed under.
    return replace(described.unit, most=awards[year].amount)
