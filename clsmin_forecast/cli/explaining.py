"""The command that traces a figure to what it rests on."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from . import settings
from .asking import Answer, Ask, question

Words = Annotated[
    list[str],
    typer.Argument(
        metavar="[FIGURE] [SCENARIO]",
        help="A figure such as recovered_2025_26 (without one, every figure is listed), and the "
        "scenario that it is of (central unless another is named).",
    ),
]


@question("explain", "span")
def explain(ask: Ask, words: Words = []) -> Answer:  # noqa: B006 - typer copies it
    """Show the inputs, sources and dates that a figure rests on."""
    from ..analysis.explain import explain
    from ..analysis.headlines import headlines
    from ..model.forecast import forecast
    from ..present.explained import explained, explained_rows, figure_rows

    figure, scenario = _told_apart(words)
    assumed = ask.load(scenario)
    if not figure:
        figures = headlines(forecast(assumed, **ask.made))
        return Answer(figures, lambda frame: f"Scenario: {frame.about.scenario}.", figure_rows)
    frame = explain(assumed, figure.removeprefix("figures."), **ask.made)
    return Answer(frame, explained, lambda found: explained_rows(found, settings.today()))


def _told_apart(words: list[str]) -> tuple[str, str]:
    """Return the figure and the scenario among the words, in whichever order they stand."""
    from ..inputs.scenarios import scenario_names

    named = scenario_names(settings.Settings.data)
    scenarios = [word for word in words if word in named or Path(word).suffix in (".yaml", ".yml")]
    figures = [word for word in words if word not in scenarios]
    if len(figures) > 1 or len(scenarios) > 1:
        raise InputError(f"explain: takes one figure and one scenario, got {' '.join(words)}.")
    return "".join(figures), "".join(scenarios) or "central"
