"""Sentences: every figure in the words of the decision papers, the risk of cessation first.

A sum of an in-principle year always stands with "up to" and "in principle", an indicative one with
"indicative", and a modelled sum with its range, its measure and its level.
"""

from .analyses import comparison, expansion
from .evidence import backtest, evidence
from .forecasts import cessation_risk, gap, outlook
from .papers import assurance, profile
from .questions import (
    bridge,
    shortfall,
    stress,
    switching_values,
    tornado,
    variance_shares,
    worst_runs,
)

__all__ = [
    "assurance",
    "backtest",
    "bridge",
    "cessation_risk",
    "comparison",
    "evidence",
    "expansion",
    "gap",
    "outlook",
    "profile",
    "shortfall",
    "stress",
    "switching_values",
    "tornado",
    "variance_shares",
    "worst_runs",
]
