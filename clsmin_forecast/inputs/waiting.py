"""The inputs of the time in which nobody knows: while the funder has not decided, or not signed.

No forecast rests on them; the questions of what to do meanwhile do. The register holds them under
``waiting``, without years.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import unknown
from .typed import Unit

MONTHS = 12
"""Of a year."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One of these inputs; its unit has the bounds beyond which it means nothing."""

    unit: Unit
    label: str  # what it is in a row
    printed: Literal["number", "pounds"] = "number"  # how a value is said


_IN_A_YEAR = Unit("3", 0, MONTHS, "count")

WAITING: Mapping[str, Waiting] = {
    "signed_month": Waiting(unit=_IN_A_YEAR, label="Months from 1 April to the agreement"),
    "claim_every": Waiting(unit=Unit("3", 1, MONTHS, "count"), label="Months between claims"),
    "paid_after": Waiting(unit=_IN_A_YEAR, label="Months from a claim to its payment"),
    "carry_over": Waiting(
        unit=Unit("0", 0, 1, "count", among=(0, 1)), label="Whether unspent money is kept"
    ),
    "redeploy_months": Waiting(unit=_IN_A_YEAR, label="Months to redeploy the team"),
    "refill_months": Waiting(
        unit=Unit("6", 0, 2 * MONTHS, "count"), label="Months to fill a post again"
    ),
    "restart_cost": Waiting(
        unit=Unit("5000, £5,000 or 5k", 0, 1e6, "pounds"),
        label="Cost of starting a post again", printed="pounds",
    ),
    "work_worth": Waiting(unit=Unit("1", 0, 100, "count"), label="Worth of a pound of the work"),
}  # fmt: skip
"""Every such input, by name."""

OF_RISK = ("signed_month", "redeploy_months")
"""Those on which what is lost at risk stands."""

OF_YEAR = ("signed_month", "claim_every", "paid_after", "carry_over", "redeploy_months")
"""Those on which a year by month stands."""

OF_OPTIONS = (*OF_RISK, "refill_months", "restart_cost")
"""Those on which the cost of an option stands."""

OF_POSTS = (*OF_OPTIONS, "work_worth")
"""Those on which the posts to keep stand."""


def check_waiting(name: Any, where: str) -> None:
    """Refuse a name that is not one of these inputs."""
    if name not in WAITING:
        raise unknown(where, "input", name, WAITING)
