"""The commands of what to do while nobody knows: the year by month, options, what to hold."""

from typing import Annotated, Any

import typer

from ..inputs.waiting import OF_OPTIONS, OF_POSTS, OF_RISK, OF_YEAR
from .asking import Answered, Ask, Confidence, Worded, part, question
from .forecasting import whole
from .settings import Panel, Scenario

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


@question("year", Panel.MONEY, "span", wait=OF_YEAR)
def year(
    ask: Ask,
    scenario: Scenario = "central",
    year: Annotated[
        str,
        typer.Option(
            help="One in which the team has a cost; the first undecided one not over, unless given."
        ),
    ] = "",
) -> Answered:
    """Show a year by month: what is at risk until the agreement is signed, and what is owed."""
    from ..analysis.year import year as by_month

    return by_month(ask.load(scenario), year or None, **ask.wait, **ask.made)


@question("options", Panel.MONEY, "span", wait=OF_OPTIONS)
def options(
    ask: Ask,
    scenarios: Scenarios = ["central"],  # noqa: B006 - typer copies it
    option: Option = [],  # noqa: B006
    year: Year = "",
) -> Answered:
    """Show what we can do while nobody knows, and what each way costs (see decide too)."""
    from ..analysis.options import options, options_by_scenario

    loaded = [ask.load(name) for name in scenarios]
    asked: dict[str, Any] = {
        "options": option or None,
        "year": year or None,
        **ask.wait,
        **ask.made,
    }
    if len(loaded) == 1:
        return options(loaded[0], **asked)
    return options_by_scenario(loaded, **asked)


@question("decide", Panel.MONEY, "span", wait=OF_POSTS)
def decide(
    ask: Ask,
    scenario: Scenario = "central",
    year: Year = "",
    cases: Cases = "10",
) -> Answered:
    """Show how many posts to keep while nobody knows, and what would turn it (see options too)."""
    from ..analysis.decide import decide

    return decide(ask.load(scenario), year or None, cases=whole(cases), **ask.wait, **ask.made)


@question("reserve", Panel.MONEY, wait=OF_OPTIONS)
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
) -> Answered:
    """Show the sum that covers the gap as surely as asked, what is to be found, posts at risk."""
    from ..analysis.reserve import reserve
    from ..present.answers import sentence
    from ..present.tables import reading_rows

    sure, curve = part(confidence, "--confidence"), {"points": whole(points)} if points else {}
    answer = reserve(ask.load(scenario), sure, of=of, **curve, **ask.wait, **ask.over)
    if not curve:
        return answer
    return Worded(answer.about.curve, sentence(answer), reading_rows(answer.about.curve))


@question("medium-term", Panel.MONEY, "span", wait=OF_RISK)
def medium_term(
    ask: Ask,
    scenario: Scenario = "central",
    confidence: Confidence = "0.8",
) -> Answered:
    """Show the lines of a medium-term financial plan by year, in £000."""
    from ..analysis.medium_term import medium_term

    sure = part(confidence, "--confidence")
    return medium_term(ask.load(scenario), sure, **ask.wait, **ask.made)
