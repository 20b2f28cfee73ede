"""The commands that ask what to do while nobody knows: the year by month."""

from typing import Annotated, Any

import typer

from ..inputs.typed import number
from ..inputs.waiting import WAITING
from .asking import Answered, Ask, question
from .settings import Panel, Scenario

_OR_ELSE = "; the register's, unless given."


def waiting_option(name: str, text: str) -> float | None:
    """Return an input of the time in which nobody knows, as it is typed; None where it is not."""
    option = f"--{name.replace('_', '-')}"
    return number(text, option, WAITING[name].unit) if text else None


def _option(words: str) -> object:
    return typer.Option(help=f"{words}{_OR_ELSE}")


Signed = Annotated[str, _option("Months from 1 April to the signed agreement, 0 to 12")]
Every = Annotated[str, _option("Months from claim to claim")]
After = Annotated[str, _option("Months from a claim to its payment")]
CarryOver = Annotated[str, _option("1 if what is not spent may be claimed the year after, else 0")]
Redeploy = Annotated[str, _option("Months from notice until a post costs nothing more")]


@question("year", Panel.MONEY, "span")
def year(
    ask: Ask,
    year: Annotated[str, typer.Argument(help="One in which the team has a cost.")],
    scenario: Scenario = "central",
    signed_month: Signed = "",
    claim_every: Every = "",
    paid_after: After = "",
    carry_over: CarryOver = "",
    redeploy_months: Redeploy = "",
) -> Answered:
    """Show a year by month: what is at risk until the agreement is signed, and what is owed."""
    from ..analysis.year import year as by_month

    given = {
        "signed_month": signed_month, "claim_every": claim_every, "paid_after": paid_after,
        "carry_over": carry_over, "redeploy_months": redeploy_months,
    }  # fmt: skip
    terms: dict[str, Any] = {name: waiting_option(name, text) for name, text in given.items()}
    return by_month(ask.load(scenario), year, **terms, **ask.made)
