"""One chart to a file: ``chart`` is a group with a command for each, named as the chart is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from ..errors import InputError
from .output import say_done
from .settings import Panel, app
from .usage import HELP, Commands

if TYPE_CHECKING:
    from ..present.chart import Chart


class Charts(Commands):
    """The charts by name, whichever way its words are joined."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command of a chart, which Python names with underscores."""
        return super().resolve_command(ctx, [args[0].replace("_", "-"), *args[1:]])


charts = typer.Typer(cls=Charts, no_args_is_help=True, rich_markup_mode=None)
app.add_typer(
    charts,
    name="chart",
    rich_help_panel=Panel.FORECAST,
    help="Draw one chart to a file; of a question with that question's options.",
    context_settings=HELP,
)


class Saving(NamedTuple):
    """Where a chart goes, and what goes with it: the options that every chart has."""

    to: Annotated[
        Path | None,
        typer.Option(
            help="The file, .svg or .png, or a folder for it; by default a .png here, by its name."
        ),
    ] = None
    bare: Annotated[
        bool,
        typer.Option("--bare", help="Leave title, subtitle and source out of the picture."),
    ] = False
    with_data: Annotated[
        bool,
        typer.Option(
            "--with-data",
            help="Beside it write what is drawn (.csv), and its words with the text alternative "
            "(.json).",
        ),
    ] = False


def save(chart: "Chart", saving: Saving) -> None:
    """Write a chart as its options say, and say what it finds and where it is."""
    to = saving.to or Path()
    picture = to / f"{chart.name}.png" if to.is_dir() or not to.suffix else to
    if picture.suffix.lower() not in (".svg", ".png"):
        raise InputError(f"chart: --to is written as .svg or .png, got {picture.name}.")
    beside = [picture.with_suffix(end) for end in (".csv", ".json")] if saving.with_data else []
    for file in (picture, *beside):
        chart.save(file, titles="outside" if saving.bare else "inside")
    say_done(f"{chart.headline}. Written: {', '.join(map(str, (picture, *beside)))}.")
