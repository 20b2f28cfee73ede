"""The command that traces a figure to what it rests on."""

from typing import Annotated

import typer

from ..errors import InputError
from . import settings
from .asking import Answer, Ask, question
from .settings import Scenario


@question("explain", "span")
def explain(
    ask: Ask,
    scenario: Scenario = "central",
    figure: Annotated[
        str, typer.Option(help="Such as recovered_2025_26; without one, every figure is listed.")
    ] = "",
) -> Answer:
    """Show the inputs, sources and dates that a figure rests on."""
    from ..analysis.explain import explain
    from ..analysis.headline import headlines
    from ..model.forecast import forecast
    from ..present.explained import explained, explained_rows, figure_rows

    try:
        assumed = ask.load(scenario)
    except InputError as error:
        if figure or not str(error).startswith("scenario: unknown"):
            raise
        raise InputError(f"{error} A figure is written --figure {scenario}.") from None
    if not figure:
        figures = headlines(forecast(assumed, **ask.made))
        return figures, lambda frame: f"Scenario: {frame.attrs['scenario']}.", figure_rows
    frame = explain(assumed, figure.removeprefix("figures."), **ask.made)
    return frame, explained, lambda found: explained_rows(found, settings.today())
