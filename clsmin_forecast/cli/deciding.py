"""The commands of what to do while nobody knows: what a plan needs."""

from .asking import Answered, Ask, Confidence, part, question
from .settings import Panel, Scenario


@question("medium-term", Panel.MONEY, "span")
def medium_term(
    ask: Ask, scenario: Scenario = "central", confidence: Confidence = "0.8"
) -> Answered:
    """Show the lines of a medium-term financial plan by year, in £000."""
    from ..analysis.medium_term import medium_term

    return medium_term(ask.load(scenario), part(confidence, "--confidence"), **ask.made)
