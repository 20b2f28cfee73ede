"""Sentences: every figure in the words of the decision papers, the risk of cessation first.

A sum of an in-principle year always stands with "up to" and "in principle", an indicative one with
"indicative", and a modelled sum with its range, its measure and its level.
"""

from ...renames import answer_old_names
from .backtest import backtest
from .bridge import bridge
from .cessation import cessation_risk
from .compare import compare
from .decide import decide
from .evidence import evidence
from .evidence_choices import evidence_choices
from .expansion import expansion
from .forecasts import gap, outlook, precision
from .in_short import InShort, in_short
from .medium_term import medium_term
from .options import options, options_by_scenario
from .page_one import ASKED_FIRST, page_one
from .papers import assurance, lost_changes, profile, scenario_words, staleness, use
from .reserve import reserve
from .run_changes import run_changes
from .scores import scores
from .stress import stress
from .switching import switching_plane, switching_values
from .tornado import tornado
from .variance_shares import variance_shares
from .worst_runs import worst_runs
from .year import year

__all__ = [
    "ASKED_FIRST",
    "InShort",
    "assurance",
    "backtest",
    "bridge",
    "cessation_risk",
    "compare",
    "decide",
    "evidence",
    "evidence_choices",
    "expansion",
    "gap",
    "in_short",
    "lost_changes",
    "medium_term",
    "options",
    "options_by_scenario",
    "outlook",
    "page_one",
    "precision",
    "profile",
    "reserve",
    "run_changes",
    "scenario_words",
    "scores",
    "staleness",
    "stress",
    "switching_plane",
    "switching_values",
    "tornado",
    "use",
    "variance_shares",
    "worst_runs",
    "year",
]

answer_old_names(__name__)
