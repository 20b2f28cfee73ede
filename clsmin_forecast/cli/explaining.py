"""The command that traces a figure to what it rests on."""

from typing import Annotated

import typer

from . import settings
from .asking import Answer, Ask, question


@question("explain", "span")
def explain(
    ask: Ask,
    figure: Annotated[
        str, typer.Argument(help="Such as recovered_2025_26; without one, every figure is listed.")
    ] = "",
    scenario: Annotated[
        str, typer.Option(help="Name of a scenario, or a path to one.")
    ] = "central",
) -> Answer:
    """Show the inputs, sources and dates that a figure rests on."""
    from ..analysis.explain import explain
    from ..analysis.headline import headlines
    from ..model.forecast import forecast
    from ..present.explained import explained, explained_rows, figure_rows

    if not figure:
        figures = headlines(forecast(ask.load(scenario), **ask.made))
        return figures, lambda frame: f"Scenario: {frame.attrs['scenario']}.", figure_rows
    frame = explain(ask.load(scenario), figure.removeprefix("figures."), **ask.made)
    return frame, explained, lambda found: explained_rows(found, settings.today())
