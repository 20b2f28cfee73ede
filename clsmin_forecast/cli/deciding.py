"""The commands of what to do while nobody knows: the year by month, options, what to hold."""

from typing import Annotated, Any

import typer

from .asking import Answered, Ask, Confidence, Worded, part, question
from .forecasting import whole
from .settings import Panel, Scenario
from .waiting import (
    After,
    CarryOver,
    Every,
    Redeploy,
    Refill,
    Restart,
    Signed,
    Worth,
    waiting_terms,
)

Cases = Annotated[str, typer.Option(help="Of how many more comparable cases the worth is told.")]
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
    str, typer.Option(help="The open year in question; the first not over that may not be funded.")
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

    terms = waiting_terms(
        signed_month=signed_month,
        claim_every=claim_every,
        paid_after=paid_after,
        carry_over=carry_over,
        redeploy_months=redeploy_months,
    )
    return by_month(ask.load(scenario), year, **terms, **ask.made)


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

    terms = waiting_terms(
        signed_month=signed_month,
        redeploy_months=redeploy_months,
        refill_months=refill_months,
        restart_cost=restart_cost,
    )
    loaded = [ask.load(name) for name in scenarios]
    asked: dict[str, Any] = {
        "options": option or None,
        "year": year or None,
        **terms,
        **ask.made,
    }
    if len(loaded) == 1:
        return options(loaded[0], **asked)
    return options_by_scenario(loaded, **asked)


@question("decide", Panel.MONEY, "span")
def decide(
    ask: Ask,
    scenario: Scenario = "central",
    year: Year = "",
    signed_month: Signed = "",
    redeploy_months: Redeploy = "",
    refill_months: Refill = "",
    restart_cost: Restart = "",
    work_worth: Worth = "",
    cases: Cases = "10",
) -> Answered:
    """Show how many posts to keep while nobody knows, what if wrong, and what would turn it."""
    from ..analysis.decide import decide

    terms = waiting_terms(
        signed_month=signed_month,
        redeploy_months=redeploy_months,
        refill_months=refill_months,
        restart_cost=restart_cost,
        work_worth=work_worth,
    )
    return decide(ask.load(scenario), year or None, cases=whole(cases), **terms, **ask.made)


@question("reserve", Panel.MONEY)
def reserve(
    ask: Ask,
    scenario: Scenario = "central",
    confidence: Confidence = "0.8",
    of: Annotated[
        str,
        typer.Option(
            help="gap; recovered, to be counted on; at_risk, until the agreement is signed; or an "
            "option's name, for what it costs us."
        ),
    ] = "gap",
    points: Annotated[
        str, typer.Option(help="Show the chance of so many sums, in place of the years.")
    ] = "",
    signed_month: Signed = "",
    redeploy_months: Redeploy = "",
    refill_months: Refill = "",
    restart_cost: Restart = "",
) -> Answered:
    """Show the sum that covers the gap so surely, what is to be found, and posts at risk."""
    from ..analysis.reserve import reserve
    from ..present.answers import sentence
    from ..present.tables import reading_rows

    sure, curve = part(confidence, "--confidence"), {"points": whole(points)} if points else {}
    wait = waiting_terms(
        signed_month=signed_month,
        redeploy_months=redeploy_months,
        refill_months=refill_months,
        restart_cost=restart_cost,
    )
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

    wait = waiting_terms(signed_month=signed_month, redeploy_months=redeploy_months)
    sure = part(confidence, "--confidence")
    return medium_term(ask.load(scenario), sure, **wait, **ask.made)
