"""The commands of what to do while nobody knows: what must be held, and what a plan needs."""

from typing import Annotated, Any

import typer

from ..inputs.typed import number
from ..inputs.waiting import WAITING
from .asking import Answered, Ask, Confidence, Worded, part, question
from .forecasting import whole
from .settings import Panel, Scenario

_OR_ELSE = "; the register's, unless given."


def waiting_option(name: str, text: str) -> float | None:
    """Return an input of the time in which nobody knows, as it is typed; None where it is not."""
    option = f"--{name.replace('_', '-')}"
    return number(text, option, WAITING[name].unit) if text else None


def waiting_options(**texts: str) -> dict[str, Any]:
    """Return those inputs of the time in which nobody knows that are typed."""
    return {name: waiting_option(name, text) for name, text in texts.items() if text}


def _option(words: str) -> object:
    return typer.Option(help=f"{words}{_OR_ELSE}")


Signed = Annotated[str, _option("Months from 1 April to the signed agreement, 0 to 12")]
Redeploy = Annotated[str, _option("Months from notice until a post costs nothing more")]


@question("reserve", Panel.MONEY)
def reserve(
    ask: Ask,
    scenario: Scenario = "central",
    confidence: Confidence = "0.8",
    of: Annotated[
        str,
        typer.Option(
            help="gap; recovered, to be counted on; or at_risk, until the agreement is signed."
        ),
    ] = "gap",
    points: Annotated[
        str, typer.Option(help="Show the chance of so many sums, in place of the years.")
    ] = "",
    signed_month: Signed = "",
    redeploy_months: Redeploy = "",
) -> Answered:
    """Show the sum that covers the gap so surely, what is to be found, and posts at risk."""
    from ..analysis.reserve import reserve
    from ..present.answers import sentence
    from ..present.tables import reading_rows

    sure, curve = part(confidence, "--confidence"), {"points": whole(points)} if points else {}
    wait = waiting_options(signed_month=signed_month, redeploy_months=redeploy_months)
    answer = reserve(ask.load(scenario), sure, of=of, **curve, **wait, **ask.over)
    if not curve:
        return answer
    return Worded(answer.about.curve, sentence(answer), reading_rows(answer.about.curve))


@question("medium-term", Panel.MONEY, "span")
def medium_term(
    ask: Ask,
    scenario: Scenario = "central",
    confidence: Confidence = "0.8",
    signed_month: Signed = "",
    redeploy_months: Redeploy = "",
) -> Answered:
    """Show the lines of a medium-term financial plan by year, in £000."""
    from ..analysis.medium_term import medium_term

    wait = waiting_options(signed_month=signed_month, redeploy_months=redeploy_months)
    sure = part(confidence, "--confidence")
    return medium_term(ask.load(scenario), sure, **wait, **ask.made)
