"""The command that opens the page on which an analyst explores."""

import sys
from typing import Annotated

import typer

from .forecasting import whole
from .settings import Draws, PriceBase, Scenario, Seed, Settings, app


@app.command("explore")
def explore(
    scenario: Scenario = "central",
    beside: Annotated[str, typer.Option(help="Name of a scenario to compare with.")] = "",
    draws: Draws = "16384",
    seed: Seed = "1532",
    price_base: PriceBase = "cash",
    port: Annotated[str, typer.Option(help="The first port that is tried.")] = "8866",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open nothing.")
    ] = False,
    lab: Annotated[bool, typer.Option("--lab", help="Open the notebook in JupyterLab.")] = False,
) -> None:
    """Open the page of sliders, on this machine alone; Ctrl-C ends it."""
    from ..runs.serving import serve, serve_lab
    from ..units import whole_number

    def ready(address: str) -> None:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        if not no_browser:
            typer.launch(address)

    given = {
        "scenario": scenario,
        "beside": beside,
        "draws": whole(draws),
        "seed": whole(seed),
        "price_base": price_base,
    }
    if lab:
        return serve_lab(given, Settings.data)
    return serve(given, Settings.data, whole_number(whole(port), "--port:", 1, 65_535), ready)
