"""The commands that ask what to do while nobody knows: how many posts to keep."""

from typing import Annotated, Any

import typer

from ..inputs.typed import number
from ..inputs.waiting import WAITING
from .asking import Answered, Ask, question
from .forecasting import whole
from .settings import Panel, Scenario

_OR_ELSE = "; the register's, unless given."


def waiting_option(name: str, text: str) -> float | None:
    """Return an input of the time in which nobody knows, as it is typed; None where it is not."""
    option = f"--{name.replace('_', '-')}"
    return number(text, option, WAITING[name].unit) if text else None


def _option(words: str) -> object:
    return typer.Option(help=f"{words}{_OR_ELSE}")


Signed = Annotated[str, _option("Months from 1 April to the signed agreement, 0 to 12")]
Redeploy = Annotated[str, _option("Months from notice until a post costs nothing more")]
Refill = Annotated[str, _option("Months to fill a post again that was given up")]
Restart = Annotated[str, _option("What filling it again costs, pounds a post")]
Worth = Annotated[str, _option("What a pound of the team's work is worth, pounds")]
Cases = Annotated[str, typer.Option(help="Of how many more comparable cases the worth is told.")]


@question("decide", Panel.MONEY, "span")
def decide(
    ask: Ask,
    scenario: Scenario = "central",
    year: Annotated[
        str, typer.Option(help="An undecided year; the first ahead that may not be funded.")
    ] = "",
    signed_month: Signed = "",
    redeploy_months: Redeploy = "",
    refill_months: Refill = "",
    restart_cost: Restart = "",
    work_worth: Worth = "",
    cases: Cases = "10",
) -> Answered:
    """Show how many posts to keep while nobody knows, what if wrong, and what would turn it."""
    from ..analysis.decide import decide

    given = {
        "signed_month": signed_month, "redeploy_months": redeploy_months,
        "refill_months": refill_months, "restart_cost": restart_cost, "work_worth": work_worth,
    }  # fmt: skip
    typed = {name: waiting_option(name, text) for name, text in given.items() if text}
    waits: dict[str, Any] = {**typed, **ask.made}
    return decide(ask.load(scenario), year or None, cases=whole(cases), **waits)
