"""The commands that decide: what to do while the funder has not decided, and what that costs."""

from typing import Annotated, Any

import typer

from .asking import Answered, Ask, question
from .settings import Panel

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
Known = Annotated[str, typer.Option(help="Months from 1 April to the answer.")]
Notice = Annotated[str, typer.Option(help="Months that notice runs.")]
Refill = Annotated[str, typer.Option(help="Months to fill a released post again.")]
Restart = Annotated[str, typer.Option(help="Cost of filling a released post again, pounds.")]


@question("options", Panel.MONEY, "span")
def options(
    ask: Ask,
    scenarios: Scenarios = ["central"],  # noqa: B006 - typer copies it
    option: Option = [],  # noqa: B006
    year: Year = "",
    signed_month: Known = "",
    redeploy_months: Notice = "",
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
    given = {name: _number(name, text) for name, text in waits.items() if text}
    loaded = [ask.load(name) for name in scenarios]
    asked: dict[str, Any] = {"options": option or None, "year": year or None, **given, **ask.made}
    if len(loaded) == 1:
        return options(loaded[0], **asked)
    return options_by_scenario(loaded, **asked)


def _number(name: str, text: str) -> float:
    """Return an input of the wait as an option of that name states it."""
    from ..inputs.typed import number
    from ..inputs.waiting import WAITING

    return number(text, f"--{name.replace('_', '-')}", WAITING[name].unit)
