"""The options of the commands for the time in which nobody knows, as they are typed."""

from typing import Annotated, Any

import typer

from ..inputs.typed import number
from ..inputs.waiting import WAITING

_OR_ELSE = "; the register's, unless given."


def _waiting(name: str, text: str) -> float:
    """Return an input of the time in which nobody knows, as it is typed."""
    return number(text, f"--{name.replace('_', '-')}", WAITING[name].unit)


def waiting_terms(**texts: str) -> dict[str, Any]:
    """Return those of these inputs that are typed, by name."""
    return {name: _waiting(name, text) for name, text in texts.items() if text}


def _option(words: str) -> object:
    return typer.Option(help=f"{words}{_OR_ELSE}")


Signed = Annotated[str, _option("Months from 1 April to the signed agreement, 0 to 12")]
Every = Annotated[str, _option("Months from claim to claim")]
After = Annotated[str, _option("Months from a claim to its payment")]
CarryOver = Annotated[str, _option("1 if what is not spent may be claimed the year after, else 0")]
Redeploy = Annotated[str, _option("Months from notice until a post costs nothing more")]
Refill = Annotated[str, _option("Months to fill a post that was given up again")]
Restart = Annotated[str, _option("Cost of filling a post that was given up again, pounds")]
Worth = Annotated[str, _option("What a pound of the team's work is worth, pounds")]
