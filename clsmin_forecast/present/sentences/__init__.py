"""Sentences: every figure in the words of the decision papers, the risk of cessation first.

A sum of an in-principle year always stands with "up to" and "in principle", an indicative one with
"indicative", and a modelled sum with its range, its measure and its level.
"""

from .analyses import compare, expansion, run_changes
from .cessation import cessation_risk
from .evidence import backtest, evidence
from .evidence_choices import evidence_choices
from .forecasts import gap, outlook, precision
from .page_one import ASKED_FIRST, page_one
from .papers import assurance, lost_changes, profile, scenario_words, staleness, use
from .questions import (
    bridge,
    exceedance,
    shortfall,
    stress,
    tornado,
    variance_shares,
    worst_runs,
)
from .switching import switching_plane, switching_values

__all__ = [
    "ASKED_FIRST",
    "assurance",
    "backtest",
    "bridge",
    "cessation_risk",
    "compare",
    "evidence",
    "evidence_choices",
    "exceedance",
    "expansion",
    "gap",
    "lost_changes",
    "outlook",
    "page_one",
    "precision",
    "profile",
    "run_changes",
    "scenario_words",
    "shortfall",
    "staleness",
    "stress",
    "switching_plane",
    "switching_values",
    "tornado",
    "use",
    "variance_shares",
    "worst_runs",
]
