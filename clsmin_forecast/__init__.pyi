# The public names and the rooms they come from, once: fetched when first used.
from .analysis.backtest import backtest as backtest, own_year_ends as own_year_ends
from .analysis.backtest_scores import backtest_scores as backtest_scores
from .analysis.bridge import bridge as bridge
from .analysis.cheaper import cheaper as cheaper
from .analysis.compare import compare as compare
from .analysis.decide import decide as decide
from .analysis.evidence import evidence as evidence
from .analysis.evidence_choices import evidence_choices as evidence_choices
from .analysis.explain import explain as explain
from .analysis.headlines import headlines as headlines, year_name as year_name
from .analysis.medium_term import medium_term as medium_term
from .analysis.options import options as options, options_by_scenario as options_by_scenario
from .analysis.profile import profile as profile, profile_totals as profile_totals
from .analysis.question import Question as Question
from .analysis.reserve import reserve as reserve
from .analysis.scores import score_averages as score_averages, scores as scores
from .analysis.statements import (
    Statement as Statement,
    even_chance as even_chance,
    gap_reaches as gap_reaches,
    pays_for_the_team as pays_for_the_team,
    statement as statement,
)
from .analysis.stress import stress as stress
from .analysis.sweep import chance_grid as chance_grid, sweep as sweep
from .analysis.switching import (
    switching_plane as switching_plane,
    switching_value as switching_value,
    switching_values as switching_values,
)
from .analysis.tornado import tornado as tornado
from .analysis.variance_shares import variance_shares as variance_shares
from .analysis.vary import vary as vary
from .analysis.worst_runs import worst_runs as worst_runs
from .analysis.year import year as year
from .errors import ForecastError as ForecastError
from .inputs.facts import Facts as Facts, load_facts as load_facts
from .inputs.options import load_options as load_options
from .inputs.register import Register as Register, load_register as load_register
from .inputs.scenarios import (
    Scenario as Scenario,
    load_scenario as load_scenario,
    load_scenarios as load_scenarios,
    scenario_names as scenario_names,
)
from .model.forecast import Forecast as Forecast, forecast as forecast
from .present import charts as charts, sentences as sentences, tables as tables
from .present.explorer import explorer as explorer
from .runs.record import begin as begin
from .units import pounds as pounds

__all__: list[str]
__version__: str
