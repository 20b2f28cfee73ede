"""The commands that list, keep and remove published runs."""

from pathlib import Path
from time import time
from typing import Annotated, Any

import typer

from .forecasting import whole
from .output import print_rows, say, say_done
from .settings import Form, Format, Panel, app
from .usage import Commands

runs = typer.Typer(cls=Commands, no_args_is_help=False, rich_markup_mode=None)
app.add_typer(
    runs,
    name="runs",
    help="List the published runs; `runs prune` removes old ones.",
    rich_help_panel=Panel.RUN,
)

Outputs = Annotated[Path, typer.Option(help="Where runs go.")]
Run = Annotated[str, typer.Argument(help="The id of a run.")]
_DAY, _MEGA = 86_400, 1_000_000


@runs.callback(invoke_without_command=True)
def show_runs(
    context: typer.Context, outputs: Outputs = Path("outputs"), format: Form = Format.TABLE
) -> None:
    """List the published runs, and the evidence of those that failed, the newest first."""
    if context.invoked_subcommand:
        return
    from ..runs.retention import kept_runs

    found = kept_runs(outputs)
    print_rows("Runs", [_row(each) for each in found], format)
    say(f"No run is in {outputs}.", not found and format is Format.TABLE)


def _row(kept: Any) -> dict[str, Any]:
    marks = [name for name in ("latest", "pinned") if getattr(kept, name)]
    return {
        "run": kept.name,
        "plan": kept.plan,
        "state": ", ".join([kept.state, *marks]),
        "megabytes": f"{kept.size / _MEGA:.1f}",
        "days old": f"{(time() - kept.written) / _DAY:.1f}",
    }


@runs.command("prune")
def prune_runs(
    keep: Annotated[str, typer.Option(help="How many of the newest stay.")],
    outputs: Outputs = Path("outputs"),
) -> None:
    """Remove all but the newest runs; the latest and those that are pinned always stay."""
    from ..runs.retention import prune
    from ..units import whole_number

    gone = prune(outputs, whole_number(whole(keep), "--keep:", 0, 1_000_000))
    say_done(f"Removed: {', '.join(each.name for each in gone) or 'nothing'}.")


@runs.command("pin")
def pin_run(run: Run, outputs: Outputs = Path("outputs")) -> None:
    """Keep a run whatever is pruned."""
    from ..runs.retention import pin

    pin(outputs, run)
    say_done(f"Pinned: {run}.")


@runs.command("unpin")
def unpin_run(run: Run, outputs: Outputs = Path("outputs")) -> None:
    """Let a pinned run go with the others."""
    from ..runs.retention import pin

    pin(outputs, run, pinned=False)
    say_done(f"No longer pinned: {run}.")
