"""The application, its global options, and the options that several commands share."""

import os
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from .._version import __version__
from .usage import HELP, Commands, first_line

_DATA = "--data"
_SHOWN = 80  # characters of an argument
_ANYWHERE = (_DATA, "--quiet", "--verbose", "--debug")


class Panel(StrEnum):
    """Under which heading the help lists a command."""

    RUN = "Run and publish"
    FORECAST = "Forecast and explain"
    MONEY = "Money to be found"
    DRIVERS = "What drives or turns the answer"
    DATA = "Data and evidence"


class Group(Commands):
    """The commands in panels; the global options may stand before a command or after it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments, those of the global options first."""
        first, rest = _split(map(_text, args))
        return super().parse_args(ctx, first + rest)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands, panel by panel."""
        commands: list[tuple[str, Any]] = sorted(self.commands.items())
        for panel in Panel:
            with formatter.section(panel):
                formatter.write_dl(
                    (name, first_line(command))
                    for name, command in commands
                    if command.rich_help_panel == panel
                )


def _text(word: str) -> str:
    """Return an argument with a ``~`` that no shell has replaced, as in ``--outputs='~/x'``."""
    try:
        word.encode()
    except UnicodeEncodeError:
        raise typer.BadParameter(f"{word[:_SHOWN]!r} is not UTF-8 text.") from None
    name, equals, value = word.partition("=")
    if equals and name.startswith("--"):
        return f"{name}={os.path.expanduser(value)}"
    return os.path.expanduser(word)


def _split(args: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the global options with their values, and the rest."""
    first: list[str] = []
    rest: list[str] = []
    words = iter(args)
    for word in words:
        if word == _DATA:
            first += [word, *islice(words, 1)]
        else:
            (first if word.partition("=")[0] in _ANYWHERE else rest).append(word)
    if first and first[-1] == _DATA:
        raise typer.BadParameter(f"{_DATA} needs a folder.")
    return first, rest


app = typer.Typer(
    cls=Group,
    help="Forecast the yearly funding of a team by a grant, and the risk that it stops.",
    no_args_is_help=True,
    context_settings=HELP,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

today = date.today
STANDARD = "standard"
"""The plan that is run where none is named."""


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


Where = Annotated[list[str], typer.Option(help="A filter of an own set, such as year_end=expiry.")]
CountBy = Annotated[
    str, typer.Option(help="How an own set counts: scheme_year (the default) or grant_year.")
]
Seen = Annotated[
    str, typer.Option(help="How likely an ending is to be found, as a ratio to a renewal.")
]
Scenario = Annotated[str, typer.Argument(help="Name of a scenario, or a path to one.")]
Changes = Annotated[
    list[str],
    typer.Option(
        "--set",
        help="A change to each scenario named, such as cessation.2025/26=0.4; next is the first "
        "undecided year, and next+1 the one after it.",
    ),
]
Draws = Annotated[str, typer.Option(help="Joint values of the uncertain amounts.")]
Seed = Annotated[str, typer.Option(help="The same seed gives the same figures.")]
PriceBase = Annotated[str, typer.Option(help="cash, or a year such as 2023/24.")]
Span = Annotated[
    str,
    typer.Option(
        help="Which years: decision_years, in_principle_years, all_years, or some by name, such as "
        "2024/25,2025/26. open_years are those in principle, else those not decided, else those "
        "with a cost."
    ),
]
Form = Annotated[Format, typer.Option("--format", help="How to print it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Write it; else it is only shown.")]


def told(written: bool) -> str:
    """Return whether what was shown is written, and what comes next."""
    if written:
        return "It is written; record --undo takes it back."
    return "Nothing is written yet; with --yes it is."


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clsmin_forecast {__version__}")
        raise typer.Exit


@app.callback()
def options(
    data: Annotated[Path | None, typer.Option(help="A data folder of your own.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print results and errors only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more on the way.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_tell_version, is_eager=True),
    ] = False,
) -> None:
    """Keep the global options for the command that follows."""
    Settings.data, Settings.quiet, Settings.verbose, Settings.debug = data, quiet, verbose, debug
