"""Charts: one function each, a forecast or a table in, a `Chart` out.

`profile` draws what the papers say, `outlook` what may come of it, `scenarios` several views side
by side, `team` what the money means for the team, `questions` what an answer depends on,
`sensitivity` which input moves it, and `shares` what its uncertainty is made of. `parts` and `rows`
hold what they share.
"""

from .bridge import bridge
from .outlook import funding_outlook
from .profile import funding_profile
from .questions import chance_curve, expansion_value
from .scenarios import scenario_lines, scenario_totals
from .sensitivity import tornado
from .shares import variance_shares
from .shortfall import exceedance
from .team import gap, posts

__all__ = [
    "bridge",
    "chance_curve",
    "exceedance",
    "expansion_value",
    "funding_outlook",
    "funding_profile",
    "gap",
    "posts",
    "scenario_lines",
    "scenario_totals",
    "tornado",
    "variance_shares",
]
