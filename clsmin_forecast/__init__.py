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
    from .analysis.compare import compare
    from .analysis.evidence import evidence
    from .analysis.outcomes import backtest_scores
    from .analysis.profile import profile, profile_totals
    from .analysis.vary import vary
    from .errors import ForecastError
    from .inputs.assumptions import Register, load_register
    from .inputs.facts import Facts, load_facts
    from .inputs.scenarios import Scenario, load_scenario, load_scenarios, scenario_names
    from .model.forecast import Forecast, forecast
    from .present import charts, sentences, tables
    from .runs.record import begin
    from .units import pounds

__version__ = "0.1.0"

_ROOMS = {
    "Facts": "inputs.facts",
    "Forecast": "model.forecast",
    "ForecastError": "errors",
    "Register": "inputs.assumptions",
    "Scenario": "inputs.scenarios",
    "backtest": "analysis.backtest",
    "backtest_scores": "analysis.outcomes",
    "begin": "runs.record",
    "charts": "present.charts",
    "compare": "analysis.compare",
    "evidence": "analysis.evidence",
    "forecast": "model.forecast",
    "load_facts": "inputs.facts",
    "load_register": "inputs.assumptions",
    "load_scenario": "inputs.scenarios",
    "load_scenarios": "inputs.scenarios",
    "own_year_ends": "analysis.backtest",
    "pounds": "units",
    "profile": "analysis.profile",
    "profile_totals": "analysis.profile",
    "scenario_names": "inputs.scenarios",
    "sentences": "present.sentences",
    "tables": "present.tables",
    "vary": "analysis.vary",
}

__all__ = [
    "Facts",
    "Forecast",
    "ForecastError",
    "Register",
    "Scenario",
    "backtest",
    "backtest_scores",
    "begin",
    "charts",
    "compare",
    "evidence",
    "forecast",
    "load_facts",
    "load_register",
    "load_scenario",
    "load_scenarios",
    "own_year_ends",
    "pounds",
    "profile",
    "profile_totals",
    "scenario_names",
    "sentences",
    "tables",
    "vary",
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
