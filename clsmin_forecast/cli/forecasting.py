"""The commands that forecast one scenario, in the terminal or on the page of sliders."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import ForecastError, InputError
from . import settings
from .output import answer, print_frame, print_json, print_rows, say, say_done
from .settings import Changes, Draws, Form, Format, Panel, PriceBase, Scenario, Seed, Settings, app

if TYPE_CHECKING:
    from ..inputs.scenarios import Scenario as Assumed


@app.command("forecast", rich_help_panel=Panel.FORECAST)
def show_forecast(
    scenario: Scenario = "central",
    changes: Changes = [],  # noqa: B006 - typer copies it
    draws: Draws = "16384",
    seed: Seed = "1532",
    price_base: PriceBase = "cash",
    format: Form = Format.TABLE,
) -> None:
    """Forecast one scenario."""
    from ..inputs.scenarios import load_scenario
    from ..model.forecast import forecast

    chosen = with_changes(load_scenario(scenario, Settings.data), changes)
    result = forecast(chosen, draws=whole(draws), seed=whole(seed), price_base=price_base)
    if format is Format.JSON:
        print_json(result.document)
    elif format is Format.CSV:
        print_frame(result.by_year(), format)
    else:
        _print_forecast(result)
    if any(not check["passed"] for check in result.part("checks")):
        raise typer.Exit(ForecastError.exit_code)


@app.command("explore", rich_help_panel=Panel.FORECAST)
def explore(
    scenario: Scenario = "central",
    beside: Annotated[str, typer.Option(help="Name of a scenario to compare with.")] = "",
    draws: Draws = "16384",
    seed: Seed = "1532",
    price_base: PriceBase = "cash",
    port: Annotated[
        str, typer.Option(help="The port; another that is free if it is taken.")
    ] = "8866",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open nothing.")
    ] = False,
    lab: Annotated[bool, typer.Option("--lab", help="Open the notebook in JupyterLab.")] = False,
) -> None:
    """Open the page of sliders, on this machine alone; Ctrl-C ends it."""
    from ..runs.serving import serve, serve_lab
    from ..units import whole_number

    first = whole_number(whole(port), "--port:", 1, 65_535)

    def ready(address: str) -> None:
        if f":{first}/" not in address:
            sys.stderr.write(f"Port {first} is taken, so the page is at another.\n")
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        if not no_browser:
            typer.launch(address)

    made = {"draws": whole(draws), "seed": whole(seed), "price_base": price_base}
    given = {"scenario": scenario, "beside": beside, **made}
    if lab:
        return serve_lab(given, Settings.data)
    return serve(given, Settings.data, first, ready)


@app.command("share", rich_help_panel=Panel.FORECAST)
def share(
    scenario: Scenario = "central",
    changes: Changes = [],  # noqa: B006 - typer copies it
    draws: Draws = "16384",
    seed: Seed = "1532",
    price_base: PriceBase = "cash",
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("share.html"),
) -> None:
    """Write one file to send, in which anybody can try other chances and amounts in a browser."""
    from ..inputs.scenarios import load_scenario
    from ..model.forecast import forecast
    from ..report.share import MOST
    from ..runs.sharing import share_forecast
    from ..units import whole_number

    chosen = with_changes(load_scenario(scenario, Settings.data), changes)
    many = whole_number(whole(draws), "draws of a file to send", 8, MOST)
    made = forecast(chosen, draws=many, seed=whole(seed), price_base=price_base)
    share_forecast(made, to, settings.today())
    say_done(f"Written: {to}.")


def with_changes(scenario: "Assumed", texts: list[str]) -> "Assumed":
    """Return a scenario with the changes of ``--set``."""
    from ..inputs.files import parse_yaml
    from ..inputs.register import check_input

    whole_, by_year = dict[str, Any](), dict[str, Any]()
    for text in texts:
        place, equals, value = text.partition("=")
        name, _, year = place.partition(".")
        if not equals or place.endswith("."):
            raise InputError(f"--set: a change is written input.year=value, got {text!r}.")
        check_input(name, "--set")
        into, key = (by_year.setdefault(name, {}), year) if year else (whole_, name)
        if key in into:
            raise InputError(f"--set: {place} is given twice; give it once.")
        into[key] = parse_yaml(value, "--set")
    # A year's own value stands before one for every year, in whatever order they are given.
    return scenario.but(**whole_).but(**by_year) if texts else scenario


def no_year(name: str) -> str:
    """Return the name of a scenario, which is no financial year: that goes with an option."""
    if re.fullmatch(r"\d{4}/\d{2}", name):
        raise InputError(f"scenario: {name} is a year, which goes with --year or --span.")
    return name


def whole(text: str) -> Any:
    """Return a text as a whole number, or as it is."""
    # What is not a whole number goes on as it is, so that the model states its own limits.
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else text


def _print_forecast(result: Any) -> None:
    from ..present.sentences import assurance, lost_changes, outlook, precision
    from ..present.tables import by_year_rows, path_rows
    from ..present.words import not_adding_up, over_years
    from ..units import price_words

    said = assurance(result.scenario.register, result.scenario.facts.awards, settings.today())
    lost = lost_changes(result.scenario).replace("**", "")
    made = f"Scenario {result.scenario.name}." if result.scenario.copied else ""
    for each in filter(None, (made, lost, outlook(result), precision(result), said)):
        answer(each)
    heading = f"{result.scenario.title}, {price_words(result.price_base)}"
    print_rows(heading, by_year_rows(result), Format.TABLE, hidden=("award", "cost of team"))
    undecided = result.years_of("decision_years")
    over = f" {over_years(undecided)}" if undecided else ""
    heading = f"Paths, each with its chance of all outcomes and what is recovered{over}"
    print_rows(heading, path_rows(result), Format.TABLE, hidden=("5%", "95%"))
    say(rounded := not_adding_up(result.paths()["probability"]), bool(rounded))
    for check in result.part("checks"):
        passed = "passed" if check["passed"] else "FAILED"
        answer(f"Check {passed}: {check['name']} ({check['detail']}).")
