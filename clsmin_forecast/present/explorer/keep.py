"""What is kept of the page: a scenario's file, a plan that runs it, and the commands for both."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from ...analysis.basis import Settings
from ...errors import InputError
from ...inputs.facts import packaged
from ...inputs.scenario_file import written
from ...inputs.scenarios import Scenario
from .choices import ASKED
from .state import State

_COMMAND = "clsmin-forecast"


def shown_command(state: State, view: str, year: str, settings: Settings, data: Path) -> str:
    """Return the command that prints what a view shows of a state: its forecast, or an answer.

    Parameters
    ----------
    view : str
        Its name.
    year : str
        The year in question, where the view is of one.

    Examples
    --------
    >>> even = State(start="central", values={"cessation.2025/26": 0.5})
    >>> shown_command(even, "gap", "", {"draws": 512, "seed": 1}, packaged("data"))
    'clsmin-forecast forecast central --set cessation.2025/26=0.5 --draws 512 --seed 1'
    """
    changes = [word for id, v in state.values.items() for word in ("--set", f"{id}={v!r}")]
    prices = ["--price-base", state.price_base] if state.price_base != "cash" else []
    made = ["--draws", str(settings["draws"]), "--seed", str(settings["seed"])]
    return _said([*_question(state, view, year), *changes, *prices, *made], data)


def _question(state: State, view: str, year: str) -> list[str]:
    """Return a command with its scenario, and what is chosen of its view."""
    asked = ASKED.get(view, ())
    if not asked:
        return ["forecast", state.start]
    words = [view, state.start, "--year", year]
    if state.signed_month is not None:
        words += ["--signed-month", repr(state.signed_month).removesuffix(".0")]
    return [*words, "--option", state.option] if "option" in asked and state.option else words


def run_command(name: str, data: Path) -> str:
    """Return the command that runs the plan of a scenario."""
    return _said(["run", f"{name}_plan.yaml"], data)


def scenario_text(
    scenario: Scenario, taken: Sequence[str], name: str, title: str, reason: str
) -> str:
    """Return the file of a scenario under a name of its own.

    Parameters
    ----------
    scenario : Scenario
        What was found.
    taken : sequence of str
        The names that there are already.
    name, title, reason : str
        What it is called, and why it is looked at.

    Raises
    ------
    InputError
        If the name is taken or no scenario's, or a text is empty.
    """
    if name.strip() in taken:
        raise InputError(f"scenario: name: {name.strip()} is there already; choose another.")
    return written(name, title, reason, scenario.changes)


def plan_text(name: str, title: str, state: State, settings: Settings) -> str:
    """Return a plan that runs a saved scenario, and the one beside it, with the page's settings."""
    made = {**settings, "price_base": state.price_base}
    jobs: list[dict[str, Any]] = [
        {"notebook": "scenario_forecast", "parameters": {"scenario": name, **made}}
    ]
    if state.beside:
        compared = {"scenarios": [name, state.beside], **made}
        jobs.append({"notebook": "scenario_comparison", "parameters": compared})
    plan = {"name": f"{name}_plan", "title": title, "jobs": jobs}
    return str(yaml.safe_dump(plan, sort_keys=False, allow_unicode=True))


def _said(words: Sequence[str], data: Path) -> str:
    own = [] if data == packaged("data") else ["--data", str(data)]
    return shlex.join([_COMMAND, *own, *words])
