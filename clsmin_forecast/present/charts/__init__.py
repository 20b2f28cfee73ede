"""Charts: one function each, a forecast or a table in, a `Chart` out.

A module has the name of its chart, or of the question that it draws: `vary` draws what an answer
depends on. Of the others, `funding_profile` draws what the papers say, `cash_and_real` what their
sums are worth, `funding_outlook` what may come of them, `funding_outlooks` that of several
scenarios side by side, `scenario_lines` how they run on from year to year, `decision_tree` the
paths of the decisions, and `gap` and `posts` what the money means for the team.
`chart_text`, `annotations` and `row_layout` hold what they share.
"""

from ...renames import answer_old_names
from .backtest import backtest
from .bridge import bridge
from .cash_and_real import cash_and_real
from .compare import compare
from .decide import decide
from .decision_tree import decision_tree
from .evidence import evidence
from .evidence_choices import evidence_choices
from .funding_outlook import funding_outlook
from .funding_outlooks import funding_outlooks
from .funding_profile import funding_profile
from .gap import gap
from .medium_term import medium_term
from .options import options
from .posts import posts
from .reserve import reserve
from .scenario_lines import scenario_lines
from .scores import scores
from .switching_plane import switching_plane
from .switching_values import switching_values
from .tornado import tornado
from .variance_shares import variance_shares
from .vary import chance_curve, expansion_value
from .worst_runs import worst_runs
from .year import year

__all__ = [
    "backtest",
    "bridge",
    "cash_and_real",
    "chance_curve",
    "compare",
    "decide",
    "decision_tree",
    "evidence",
    "evidence_choices",
    "expansion_value",
    "funding_outlook",
    "funding_outlooks",
    "funding_profile",
    "gap",
    "medium_term",
    "options",
    "posts",
    "reserve",
    "scenario_lines",
    "scores",
    "switching_plane",
    "switching_values",
    "tornado",
    "variance_shares",
    "worst_runs",
    "year",
]

answer_old_names(__name__)
