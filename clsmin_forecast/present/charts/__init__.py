"""Charts: one function each, a forecast or a table in, a `Chart` out.

`profile` draws what the papers say, `outlook` what may come of it, `scenarios` several views side
by side, `team` what the money means for the team, `questions` what an answer depends on,
and `evidence` what it rests on.
`parts` holds what they share.
"""

from .evidence import backtest_coverage, evidence_intervals
from .outlook import funding_outlook
from .profile import funding_profile
from .questions import chance_curve, expansion_value
from .scenarios import scenario_lines, scenario_totals
from .team import gap, posts

__all__ = [
    "backtest_coverage",
    "chance_curve",
    "evidence_intervals",
    "expansion_value",
    "funding_outlook",
    "funding_profile",
    "gap",
    "posts",
    "scenario_lines",
    "scenario_totals",
]
