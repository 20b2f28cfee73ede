"""The commands that list what there is, and what is wrong or stale with it."""

import typer

from ..errors import ForecastError, InputError
from . import settings
from .output import print_rows, say
from .settings import Form, Format, Panel, Settings, app


@app.command("scenarios", rich_help_panel=Panel.DATA)
def show_scenarios(format: Form = Format.TABLE) -> None:
    """List the scenarios and what each changes."""
    from ..present.tables import scenario_rows

    print_rows("Scenarios", scenario_rows(Settings.data), format, hidden=("description",))


@app.command("assumptions", rich_help_panel=Panel.DATA)
def show_assumptions(format: Form = Format.TABLE) -> None:
    """List the register: values, ratings, sources and review dates."""
    from ..present.tables import assumption_rows

    rows = assumption_rows(Settings.data)
    hidden = ("title", "unit", "owner", "rationale", "sources")
    print_rows("Assumptions", rows, format, hidden)
    for row in rows:
        say(
            f"{row['input']}: {row['title']}, {row['unit']}. {row['rationale']} "
            f"Sources: {row['sources']}. Owner: {row['owner']}.",
            format is Format.TABLE,
        )


@app.command("check", rich_help_panel=Panel.DATA)
def show_check(format: Form = Format.TABLE) -> None:
    """Report what is wrong, stale or missing in the data."""
    from ..runs.audit import NOTE, WRONG, audit

    findings = audit(Settings.data, settings.today())
    rows = [{"level": f.level, "where": f.where, "what": f.what} for f in findings]
    print_rows("Check", rows, format)
    levels = {finding.level for finding in findings}
    if levels - {NOTE}:
        raise typer.Exit(InputError.exit_code if WRONG in levels else ForecastError.exit_code)
    say("Nothing is wrong or stale.", format is Format.TABLE)
