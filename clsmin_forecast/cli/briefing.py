"""The command that fills a Word paper from a run, or lists what one may hold."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from . import settings
from .output import print_rows, say, say_done
from .settings import STANDARD, Form, Format, Panel, app

_OTHERS = (
    "A figure also has .title, .value and .unit, and a chart charts.NAME.headline, .subtitle, "
    ".source, .alt and .caution. The forecast of any scenario has the same names behind that of "
    "its job, such as figures.scenario_forecast_ceases.NAME. --format csv lists all, uncut."
)


@app.command("brief", rich_help_panel=Panel.RUN)
def fill_paper(
    template: Annotated[
        Path | None,
        typer.Argument(help="A .docx to fill or refresh; the paper that is shipped by default."),
    ] = None,
    run: Annotated[Path, typer.Option(help="The folder of a run.")] = Path("outputs/latest"),
    scenario: Annotated[
        str,
        typer.Option(
            help="Whose forecast the short names of fields are about; or its job, if a run has two."
        ),
    ] = "central",
    to: Annotated[
        Path | None,
        typer.Option(
            help="Where the paper goes; NAME-SCENARIO-RUN.docx beside the template by default, "
            "or paper-SCENARIO-RUN.docx in the current folder for the shipped one."
        ),
    ] = None,
    fields: Annotated[
        bool, typer.Option("--fields", help="List every field with its text now; write nothing.")
    ] = False,
    format: Form = Format.TABLE,
) -> None:
    """Fill a Word paper from a run, or refresh one that was filled before.

    It says where the paper is and how much was filled. Warnings, on the standard error, name what
    is nearly a field and was left alone, and what another run had filled; they change no exit code.
    """
    if fields and (template or to):
        raise InputError(f"--fields lists fields and fills nothing; leave {template or to} off.")
    if fields:
        _list_fields(run, scenario, format)
        return
    from ..runs.briefing import brief
    from ..runs.verify import manifest_of

    paper, filling = brief(template, run, scenario, to, settings.today())
    plan = manifest_of(run)["plan"]
    say(f"Written: {paper}")
    say(f"Its run is one of plan {plan}, not of the standard plan.", plan != STANDARD)
    say_done(filling.summary)
    for warning in filling.warnings:
        sys.stderr.write(f"Warning: {paper.name}: {warning}\n")


def _list_fields(run: Path, scenario: str, format: Format) -> None:
    from ..report.word import field_lists, field_rows
    from ..runs.published import read_run

    whole = read_run(run)
    if format is not Format.TABLE:
        print_rows("Fields", field_rows(whole, scenario), format)
        return
    for kind, rows in field_lists(whole, scenario).items():
        print_rows(kind.capitalize(), rows, format)
    say(_OTHERS)
