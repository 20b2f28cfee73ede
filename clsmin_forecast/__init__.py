"""Forecasts of the Home Office funding of a police team, and of the risk that it stops.

The team is the County Line Social Media Intelligence Network (CLSMIN).

The papers say what each year's award is and how sure it is (`inputs`). For each year not yet
decided the funder continues, expands or ceases; every path of decisions is listed with its exact
probability (`model.decisions`). What is uncertain about the amounts is drawn once, by name, so all
scenarios share the same luck (`model.draws`). The laws turn awards and draws into what is
recovered, what the team costs, and the gap (`model.funding`). `forecast` weights each path's draws
by its probability and states every figure with its range and its standard error. `analysis` puts
questions to it, `present` draws and words the answers, `runs` executes the notebooks through
papermill and publishes a run only when it is whole.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .analysis.backtest import backtest, own_year_ends
    from .analysis.backwards import worst_runs
    from .analysis.bridge import bridge
    from .analysis.choices import evidence_choices
    from .analysis.compare import compare
    from .analysis.evidence import evidence
    from .analysis.explain import explain
    from .analysis.headline import headlines, year_name
    from .analysis.outcomes import backtest_scores
    from .analysis.plane import chance_grid, switching_line
    from .analysis.profile import profile, profile_totals
    from .analysis.questions import Question
    from .analysis.shortfall import exceedance, shortfall
    from .analysis.statements import (
        Statement,
        even_chance,
        gap_reaches,
        pays_for_the_team,
        statement,
    )
    from .analysis.stress import stress
    from .analysis.sweep import sweep
    from .analysis.switching import switching_value, switching_values
    from .analysis.tornado import tornado
    from .analysis.variance import variance_shares
    from .analysis.vary import vary
    from .errors import ForecastError
    from .inputs.assumptions import Register, load_register
    from .inputs.facts import Facts, load_facts
    from .inputs.scenarios import Scenario, load_scenario, load_scenarios, scenario_names
    from .model.forecast import Forecast, forecast
    from .present import charts, sentences, tables
    from .present.explorer import explorer
    from .runs.record import begin
    from .units import pounds

__version__ = "0.1.0"

_ROOMS = {
    "Facts": "inputs.facts",
    "Forecast": "model.forecast",
    "ForecastError": "errors",
    "Question": "analysis.questions",
    "Register": "inputs.assumptions",
    "Scenario": "inputs.scenarios",
    "Statement": "analysis.statements",
    "backtest": "analysis.backtest",
    "backtest_scores": "analysis.outcomes",
    "begin": "runs.record",
    "bridge": "analysis.bridge",
    "chance_grid": "analysis.plane",
    "charts": "present.charts",
    "compare": "analysis.compare",
    "even_chance": "analysis.statements",
    "evidence": "analysis.evidence",
    "evidence_choices": "analysis.choices",
    "exceedance": "analysis.shortfall",
    "explain": "analysis.explain",
    "explorer": "present.explorer",
    "forecast": "model.forecast",
    "gap_reaches": "analysis.statements",
    "headlines": "analysis.headline",
    "load_facts": "inputs.facts",
    "load_register": "inputs.assumptions",
    "load_scenario": "inputs.scenarios",
    "load_scenarios": "inputs.scenarios",
    "own_year_ends": "analysis.backtest",
    "pays_for_the_team": "analysis.statements",
    "pounds": "units",
    "profile": "analysis.profile",
    "profile_totals": "analysis.profile",
    "scenario_names": "inputs.scenarios",
    "sentences": "present.sentences",
    "shortfall": "analysis.shortfall",
    "statement": "analysis.statements",
    "stress": "analysis.stress",
    "sweep": "analysis.sweep",
    "switching_line": "analysis.plane",
    "switching_value": "analysis.switching",
    "switching_values": "analysis.switching",
    "tables": "present.tables",
    "tornado": "analysis.tornado",
    "variance_shares": "analysis.variance",
    "vary": "analysis.vary",
    "worst_runs": "analysis.backwards",
    "year_name": "analysis.headline",
}

__all__ = [
    "Facts",
    "Forecast",
    "ForecastError",
    "Question",
    "Register",
    "Scenario",
    "Statement",
    "backtest",
    "backtest_scores",
    "begin",
    "bridge",
    "chance_grid",
    "charts",
    "compare",
    "even_chance",
    "evidence",
    "evidence_choices",
    "exceedance",
    "explain",
    "explorer",
    "forecast",
    "gap_reaches",
    "headlines",
    "load_facts",
    "load_register",
    "load_scenario",
    "load_scenarios",
    "own_year_ends",
    "pays_for_the_team",
    "pounds",
    "profile",
    "profile_totals",
    "scenario_names",
    "sentences",
    "shortfall",
    "statement",
    "stress",
    "sweep",
    "switching_line",
    "switching_value",
    "switching_values",
    "tables",
    "tornado",
    "variance_shares",
    "vary",
    "worst_runs",
    "year_name",
]


def __getattr__(name: str) -> Any:
    # A name is fetched from its room when first used, so the import itself loads next to nothing.
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(f"{__name__}.{_ROOMS[name]}")
    value = getattr(room, name, room)  # a room can be its own name: charts, sentences, tables
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
