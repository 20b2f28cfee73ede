"""The command that fills a Word paper from a run."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from .output import say
from .settings import app


@app.command("brief")
def fill_paper(
    template: Annotated[
        Path | None,
        typer.Argument(help="A .docx to fill or refresh; the paper that is shipped by default."),
    ] = None,
    run: Annotated[Path, typer.Option(help="The folder of a run.")] = Path("outputs/latest"),
    scenario: Annotated[
        str, typer.Option(help="Whose forecast the short names of fields are about.")
    ] = "central",
    to: Annotated[
        Path | None, typer.Option(help="Where the paper goes; a new file by default.")
    ] = None,
) -> None:
    """Fill a Word paper from a run, or refresh one that was filled before.

    Says where it was written and how much was filled. What was nearly a field and so left alone,
    and what another run had filled before, is told in warnings on the standard error; they change
    no exit code.
    """
    from ..runs.briefing import brief

    paper, filling = brief(template, run, scenario, to)
    say(f"Written: {paper}")
    say(filling.told)
    for warning in filling.warnings:
        sys.stderr.write(f"Warning: {paper.name}: {warning}\n")
