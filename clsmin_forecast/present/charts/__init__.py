"""Charts: one function each, a forecast or a table in, a `Chart` out.

`profile` draws what the papers say, `outlook` what may come of it, `scenarios` several views side
by side, `gap` and `posts` what the money means for the team, `questions` what an answer depends on,
`evidence` what it rests on, and `choices` what other cases would make of it; `real` what the
papers' sums are worth, and `tree` the paths of the decisions. Of the analyses, `sensitivity` draws
which input moves an answer, `shares` what its uncertainty is made of, `switching` and `plane` where
a statement turns, `bridge` what leads from one answer to another, `shortfall` the chance of at
least so much, `stress` an input held in part of its range, and `worst` what the worst outcomes have
in common. `said`, `parts` and `rows` hold what they share, and `narrow` the form that some take
inside ``with half_width():``.
"""

from ..style import half_width
from .bridge import bridge
from .choices import evidence_choices
from .evidence import backtest_coverage, evidence_intervals
from .gap import gap
from .outlook import funding_outlook
from .plane import switching_plane
from .posts import posts
from .profile import funding_profile
from .questions import chance_curve, expansion_value
from .real import cash_and_real
from .scenarios import scenario_lines, scenario_totals
from .sensitivity import tornado
from .shares import variance_shares
from .shortfall import exceedance
from .stress import stress
from .switching import switching_values
from .tree import decision_tree
from .worst import worst_runs

__all__ = [
    "backtest_coverage",
    "bridge",
    "cash_and_real",
    "chance_curve",
    "decision_tree",
    "evidence_choices",
    "evidence_intervals",
    "exceedance",
    "expansion_value",
    "funding_outlook",
    "funding_profile",
    "gap",
    "half_width",
    "posts",
    "scenario_lines",
    "scenario_totals",
    "stress",
    "switching_plane",
    "switching_values",
    "tornado",
    "variance_shares",
    "worst_runs",
]
