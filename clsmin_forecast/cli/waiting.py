"""The options of the commands for the time in which nobody knows, as they are typed."""

from collections.abc import Iterable
from inspect import Parameter
from typing import Annotated, Any

import typer

from ..inputs.typed import number
from ..inputs.waiting import WAITING

_HELP = {
    "signed_month": "Months from 1 April to the signed agreement, 0 to 12",
    "claim_every": "Months from claim to claim",
    "paid_after": "Months from a claim to its payment",
    "carry_over": "1 if what is not spent may be claimed the year after, else 0",
    "redeploy_months": "Months from notice until a post costs nothing more",
    "refill_months": "Months to fill a post that was given up again",
    "restart_cost": "Cost of filling a post that was given up again, pounds",
    "work_worth": "What a pound of the team's work is worth, pounds",
}


def wait_options(names: Iterable[str]) -> list[Parameter]:
    """Return the options of some of these inputs, each left out where it is the register's."""
    return [
        Parameter(
            name,
            Parameter.POSITIONAL_OR_KEYWORD,
            default="",
            annotation=Annotated[
                str, typer.Option(help=f"{_HELP[name]}; the register's, unless given.")
            ],
        )
        for name in names
    ]


def typed_wait(texts: dict[str, str]) -> dict[str, Any]:
    """Return those of these inputs that are typed, by name."""
    return {name: _typed(name, text) for name, text in texts.items() if text}


def _typed(name: str, text: str) -> float:
    return number(text, f"--{name.replace('_', '-')}", WAITING[name].unit)
