"""The command that fills a Word paper from a run."""

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
    """Fill a Word paper from a run, or refresh one that was filled before."""
    from ..runs.briefing import brief

    say(f"Written: {brief(template, run, scenario, to)}")
