"""The sum at risk while nobody knows: what is spent without an agreement, and lost if none comes.

It is lost once for each end: who is redeployed in a year without funding is at no risk in the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..inputs.register import Register
from ..inputs.waiting import OF_RISK
from ..model import funding
from ..model.decisions import CEASE, CONTINUE, decisions_made
from ..model.forecast import Forecast
from ..model.mixture import Mixture
from ..model.year import spent_by
from ..units import year_after
from .basis import Settings

AT_RISK = "at_risk"


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How long it takes until the agreement is signed, and then to redeploy the team, in months."""

    signed_month: float
    redeploy_months: float


class WaitSettings(Settings, total=False):
    """How a forecast is made, as in `forecast`, and the wait where it is not the register's."""

    signed_month: float | None
    redeploy_months: float | None


def wait_of(register: Register, given: Mapping[str, float | None], where: str) -> Wait:
    """Return the wait as it is given, or as the register has it.

    Raises
    ------
    InputError
        If neither has it, or it lies beyond its bounds.
    """
    return Wait(**{name: register.value_of(name, given.get(name), where) for name in OF_RISK})


def lost_over(made: Forecast, years: Sequence[str], wait: Wait) -> Mixture:
    """Return the mixture of what is lost over some years, by the exact list of paths.

    Parameters
    ----------
    made : Forecast
        Its paths, and what of its team's cost no other money pays for.
    years : sequence of str
        Those whose decision is on record lose nothing: of them it is known.
    wait : Wait
        As `wait_of` has it.
    """
    unpaid, until = made.amounts.unpaid, wait.signed_month + wait.redeploy_months
    lost = {
        year: spent_by(unpaid[year] * made.scale[year], until)
        for year in years
        if year in unpaid and year in made.scenario.facts.awards.decision_years
    }
    sums = (
        funding.total([sum_ for y, sum_ in lost.items() if ends_in(made, path.decisions, y)])
        for path in made.path_list
    )
    return Mixture(tuple(sums), tuple(path.probability for path in made.path_list))


def ends_in(made: Forecast, decisions: Mapping[str, str], year: str) -> bool:
    """Return whether the funding ends in a year along one path, having gone on until then."""
    taken = {**decisions_made(made.scenario.facts.awards), **decisions}
    return taken[year] == CEASE != taken.get(year_after(year, -1), CONTINUE)
