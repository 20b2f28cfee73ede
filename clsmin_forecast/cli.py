"""The commands: parsing and printing only."""

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from .errors import ForecastError, InputError

if TYPE_CHECKING:
    from .inputs.scenarios import Scenario

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


INTERRUPTED = 130
_WIDE = 120  # columns, where no terminal says how many it has


@app.callback()
def options(
    data: Annotated[Path | None, typer.Option(help="A data folder of your own.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print results and errors only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more on the way.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
) -> None:
    """Keep the global options for the command that follows."""
    Settings.data, Settings.quiet, Settings.verbose, Settings.debug = data, quiet, verbose, debug


@app.command("run")
def run_plan(
    plan: Annotated[str, typer.Argument(help="Name of a plan, or a path to one.")] = "standard",
    outputs: Annotated[Path, typer.Option(help="Where runs go.")] = Path("outputs"),
    force: Annotated[
        bool, typer.Option("--force", help="Run again what is there already.")
    ] = False,
    allow_expired: Annotated[
        bool,
        typer.Option("--allow-expired", help="Go on with an expired register; outputs say so."),
    ] = False,
) -> None:
    """Run a plan's notebooks and publish the run, whole or not at all."""
    from .runs.run import ask, run

    # A scheduler's polite stop ends a run like a person's does: nothing is published, no kernel
    # stays.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    request = ask(plan, Settings.data, today(), allow_expired)
    _say(f"Run {request.run_id}: {len(request.plan.jobs)} notebooks.", Settings.verbose)
    with _progress(len(request.plan.jobs)) as progress:
        outcome = run(request, outputs, force=force, progress=progress)
    done = "Already done" if outcome.already else "Published"
    _say(f"{done}: {outcome.folder} (also {outputs / 'latest'})")


@app.command("forecast")
def show_forecast(
    scenario: Annotated[
        str, typer.Argument(help="Name of a scenario, or a path to one.")
    ] = "central",
    set_: Annotated[
        list[str], typer.Option("--set", help="A change, such as cessation.2025/26=0.4.")
    ] = [],  # noqa: B006 - typer copies it
    draws: Annotated[str, typer.Option(help="Joint values of the uncertain amounts.")] = "16384",
    seed: Annotated[str, typer.Option(help="The same seed gives the same figures.")] = "1532",
    price_base: Annotated[str, typer.Option(help="cash, or a year such as 2023/24.")] = "cash",
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TABLE,
) -> None:
    """Forecast one scenario."""
    from .inputs.scenarios import load_scenario
    from .model.forecast import forecast

    chosen = _changed(load_scenario(scenario, Settings.data), set_)
    result = forecast(chosen, draws=_whole(draws), seed=_whole(seed), price_base=price_base)
    if format is Format.JSON:
        _print_json(result.document)
    elif format is Format.CSV:
        sys.stdout.write(result.by_year().to_csv(lineterminator="\n"))
    else:
        _print_forecast(result)
    if any(not check["passed"] for check in result.document["checks"]):
        raise typer.Exit(ForecastError.exit_code)


@app.command("scenarios")
def show_scenarios(
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TABLE,
) -> None:
    """List the scenarios and what each changes."""
    from .present.tables import scenario_rows

    _print_rows("Scenarios", scenario_rows(Settings.data), format, hidden=("description",))


@app.command("assumptions")
def show_assumptions(
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TABLE,
) -> None:
    """List the register: values, ratings, sources and review dates."""
    from .present.tables import assumption_rows

    rows = assumption_rows(Settings.data)
    hidden = ("title", "unit", "owner", "rationale", "sources")
    _print_rows("Assumptions", rows, format, hidden)
    for row in rows:
        _say(
            f"{row['input']}: {row['title']}, {row['unit']}. {row['rationale']} "
            f"Sources: {row['sources']}. Owner: {row['owner']}.",
            format is Format.TABLE,
        )


@app.command("evidence")
def show_evidence(
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TABLE,
) -> None:
    """List the evidence sets: counts, unknowns, and the chance with its interval."""
    from .present.tables import evidence_rows

    rows = evidence_rows(Settings.data)
    _print_rows("Evidence", rows, format, hidden=("title", "caution"))
    for row in rows:
        _say(f"{row['set']}: {row['title']}. {row['caution']}", format is Format.TABLE)


@app.command("check")
def show_check(
    format: Annotated[Format, typer.Option(help="How to print it.")] = Format.TABLE,
) -> None:
    """Report what is wrong, stale or missing in the data."""
    from .runs.audit import NOTE, WRONG, audit

    findings = audit(Settings.data, today())
    rows = [{"level": f.level, "where": f.where, "what": f.what} for f in findings]
    _print_rows("Check", rows, format)
    levels = {finding.level for finding in findings}
    if levels - {NOTE}:
        raise typer.Exit(InputError.exit_code if WRONG in levels else ForecastError.exit_code)
    _say("Nothing is wrong or stale.", format is Format.TABLE)


def _changed(scenario: "Scenario", texts: list[str]) -> "Scenario":
    from .inputs.assumptions import check_input
    from .inputs.files import parse_yaml

    for text in texts:
        place, equals, value = text.partition("=")
        name, _, year = place.partition(".")
        if not equals or place.endswith("."):
            raise InputError(f"--set: a change is written input.year=value, got {text!r}.")
        check_input(name, "--set")
        read = _number(value) if _number(value) is not None else parse_yaml(value, "--set")
        change: dict[str, Any] = {name: {year: read} if year else read}
        scenario = scenario.but(**change)
    return scenario


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _whole(text: str) -> Any:
    # What is not a whole number goes on as it is, so that the model states its own limits.
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else text


def _print_json(content: Any) -> None:
    sys.stdout.write(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def _print_rows(
    title: str, rows: list[dict[str, Any]], format: Format, hidden: tuple[str, ...] = ()
) -> None:
    if format is Format.JSON:
        _print_json(rows)
    elif format is Format.CSV:
        import pandas as pd

        sys.stdout.write(pd.DataFrame(rows).to_csv(index=False, lineterminator="\n"))
    elif rows:
        columns = [column for column in rows[0] if column not in hidden]
        _print_table(title, columns, [[str(row[column]) for column in columns] for row in rows])


def _print_table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for index, column in enumerate(columns):
        numbers = all(row[index][:1] in "£0123456789-" for row in rows)
        justify: Literal["left", "right"] = "right" if numbers else "left"
        whole = numbers or index == 0  # a figure cut short is another figure
        heading = column.replace(" ", "\n") if numbers else column
        table.add_column(heading, justify=justify, no_wrap=whole, overflow="fold")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE
    Console(markup=False, highlight=False, width=width).print(table)


def _print_forecast(result: Any) -> None:
    from .present.sentences import assurance, outlook
    from .present.tables import by_year_rows, path_rows
    from .units import price_words

    said = assurance(result.scenario.register, today())
    sys.stdout.write(f"{outlook(result)}\n{said}\n")
    heading = f"{result.scenario.title}, {price_words(result.price_base)}"
    _print_rows(heading, by_year_rows(result), Format.TABLE, hidden=("award", "cost of team"))
    _print_rows("Paths", path_rows(result), Format.TABLE, hidden=("5%", "95%"))
    for check in result.document["checks"]:
        passed = "passed" if check["passed"] else "FAILED"
        sys.stdout.write(f"Check {passed}: {check['name']} ({check['detail']}).\n")


def _say(text: str, wanted: bool = True) -> None:
    if wanted and not Settings.quiet:
        sys.stdout.write(text + "\n")


@contextmanager
def _progress(jobs: int) -> Iterator[Callable[[int, int, str], None] | None]:
    if Settings.quiet or not sys.stderr.isatty():
        yield (
            (lambda done, total, name: _say(f"{done + 1} of {total}: {name}"))
            if Settings.verbose
            else None
        )
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=jobs)
        yield lambda done, total, name: bar.update(task, completed=done, description=name)


def main() -> None:
    """Run the command line: print an error as its sentences, and exit with its code."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where a closed pipe is no error
    except SystemExit as stop:
        if stop.code == INTERRUPTED:
            sys.stderr.write("Interrupted. Nothing was published.\n")
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if Settings.debug:
            raise
        expected = isinstance(error, ForecastError)
        told = str(error) if expected else f"A fault of this program ({error!r}); see --debug."
        sys.stderr.write(f"{told}\n")
        sys.exit(error.exit_code if isinstance(error, ForecastError) else ForecastError.exit_code)
