"""The application, its global options, and the options that several commands share."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Forecast the Home Office funding of the County Line Social Media Intelligence Network.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

today = date.today


class Format(StrEnum):
    """How a result is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Settings:
    """The global options, as given."""

    data: Path | None = None
    quiet = False
    verbose = False
    debug = False


Scenario = Annotated[str, typer.Argument(help="Name of a scenario, or a path to one.")]
Changes = Annotated[
    list[str],
    typer.Option("--set", help="A change to each scenario named, such as cessation.2025/26=0.4."),
]
Draws = Annotated[str, typer.Option(help="Joint values of the uncertain amounts.")]
Seed = Annotated[str, typer.Option(help="The same seed gives the same figures.")]
PriceBase = Annotated[str, typer.Option(help="cash, or a year such as 2023/24.")]
Form = Annotated[Format, typer.Option("--format", help="How to print it.")]


@app.callback()
def options(
    data: Annotated[Path | None, typer.Option(help="A data folder of your own.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print results and errors only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more on the way.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
) -> None:
    """Keep the global options for the command that follows."""
    Settings.data, Settings.quiet, Settings.verbose, Settings.debug = data, quiet, verbose, debug
