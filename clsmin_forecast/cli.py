"""The commands: parsing and printing only."""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
import yaml
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
    request = ask(plan, Settings.data, date.today(), allow_expired)
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
    result = forecast(
        chosen, draws=_whole(draws, "--draws"), seed=_whole(seed, "--seed"), price_base=price_base
    )
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
    from .inputs.scenarios import load_scenarios

    _print_rows(
        "Scenarios",
        [
            {
                "name": s.name,
                "title": s.title,
                "changes": _flow(s.changes),
                "description": s.description,
            }
            for s in load_scenarios(data=Settings.data)
        ],
        format,
    )


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

    findings = audit(Settings.data, date.today())
    rows = [{"level": f.level, "where": f.where, "what": f.what} for f in findings]
    _print_rows("Check", rows, format)
    levels = {finding.level for finding in findings}
    if levels - {NOTE}:
        raise typer.Exit(InputError.exit_code if WRONG in levels else ForecastError.exit_code)
    _say("Nothing is wrong or stale.", format is Format.TABLE)


def _changed(scenario: "Scenario", texts: list[str]) -> "Scenario":
    from .inputs.assumptions import check_input

    for text in texts:
        place, equals, value = text.partition("=")
        name, _, year = place.partition(".")
        if not equals:
            raise InputError(f"--set: a change is written input.year=value, got {text!r}.")
        check_input(name, "--set")
        read = _value(value)
        change: dict[str, Any] = {name: {year: read} if year else read}
        scenario = scenario.but(**change)
    return scenario


def _value(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise InputError(f"--set: a value is a number or plain YAML, got {text!r}.") from None


def _whole(text: str, option: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InputError(f"{option}: must be a whole number, got {text!r}.") from None


def _flow(changes: Any) -> str:
    return yaml.safe_dump(changes, default_flow_style=True, width=1000, sort_keys=False).strip()


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
    table = Table(title=title, title_justify="left")
    for index, column in enumerate(columns):
        numbers = all(row[index][:1] in "£0123456789-" for row in rows)
        justify: Literal["left", "right"] = "right" if numbers else "left"
        table.add_column(column.replace("_", " "), justify=justify, no_wrap=index == 0)
    for row in rows:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)


def _print_forecast(result: Any) -> None:
    from .present.sentences import outlook
    from .present.tables import by_year_rows, path_rows

    sys.stdout.write(outlook(result) + "\n")
    for title, rows in (
        (f"{result.scenario.title}, £ {result.price_base}", by_year_rows(result)),
        ("Paths", path_rows(result)),
        ("Checks", result.document["checks"]),
    ):
        _print_rows(title, rows, Format.TABLE)


def _say(text: str, wanted: bool = True) -> None:
    if wanted and not Settings.quiet:
        sys.stdout.write(text + "\n")


def _say_job(done: int, total: int, name: str) -> None:
    _say(f"{done + 1} of {total}: {name}", Settings.verbose)


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
        app()
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
