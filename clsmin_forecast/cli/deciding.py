"""The commands that decide: the year by month, and what to do while nobody knows."""

from typing import Annotated, Any

import typer

from ..inputs.typed import number
from ..inputs.waiting import WAITING
from .asking import Answered, Ask, question
from .settings import Panel, Scenario

_OR_ELSE = "; the register's, unless given."


def waiting_option(name: str, text: str) -> float:
    """Return an input of the time in which nobody knows, as it is typed."""
    return number(text, f"--{name.replace('_', '-')}", WAITING[name].unit)


def waiting_terms(given: dict[str, str]) -> dict[str, Any]:
    """Return those of these inputs that are typed, by name."""
    return {name: waiting_option(name, text) for name, text in given.items() if text}


def _option(words: str) -> object:
    return typer.Option(help=f"{words}{_OR_ELSE}")


Signed = Annotated[str, _option("Months from 1 April to the signed agreement, 0 to 12")]
Every = Annotated[str, _option("Months from claim to claim")]
After = Annotated[str, _option("Months from a claim to its payment")]
CarryOver = Annotated[str, _option("1 if what is not spent may be claimed the year after, else 0")]
Redeploy = Annotated[str, _option("Months from notice until a post costs nothing more")]
Refill = Annotated[str, _option("Months to fill a post that was given up again")]
Restart = Annotated[str, _option("Cost of filling a post that was given up again, pounds")]
Scenarios = Annotated[
    list[str],
    typer.Argument(
        metavar="SCENARIO",
        help="The name of a scenario, or a path to one (central unless another is named); of "
        "several, the average cost of each option under each.",
    ),
]
Option = Annotated[
    list[str], typer.Option(help="A file of options/ by its name; all of them by default.")
]
Year = Annotated[
    str, typer.Option(help="The open year in question; the first ahead that may not be funded.")
]


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
    return by_month(ask.load(scenario), year, **waiting_terms(given), **ask.made)


@question("options", Panel.MONEY, "span")
def options(
    ask: Ask,
    scenarios: Scenarios = ["central"],  # noqa: B006 - typer copies it
    option: Option = [],  # noqa: B006
    year: Year = "",
    signed_month: Signed = "",
    redeploy_months: Redeploy = "",
    refill_months: Refill = "",
    restart_cost: Restart = "",
) -> Answered:
    """Show what we can do while the funder has not decided, and what each way costs us."""
    from ..analysis.options import options, options_by_scenario

    waits = {
        "signed_month": signed_month,
        "redeploy_months": redeploy_months,
        "refill_months": refill_months,
        "restart_cost": restart_cost,
    }
    loaded = [ask.load(name) for name in scenarios]
    asked: dict[str, Any] = {
        "options": option or None,
        "year": year or None,
        **waiting_terms(waits),
        **ask.made,
    }
    if len(loaded) == 1:
        return options(loaded[0], **asked)
    return options_by_scenario(loaded, **asked)
