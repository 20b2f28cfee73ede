"""Tables of the comparable grants: what each set says, and how well such counts foretell."""

from collections.abc import Hashable
from math import ceil, isfinite
from typing import Any

import pandas as pd

from ...analysis.choices import not_funded
from ...analysis.outcomes import ENDING, RATIO
from ...arguments import public
from ..asked import answer_words, question_words
from ..words import count_words, percent, rounded, spaced, spread, status_words
from .rows import Rows

_SCORES = {
    "brier": "chance of ending (Brier)",
    "log": "chance of ending (log)",
    "crps": "renewed amount (CRPS)",
}


@public
def counted_rows(counted: pd.DataFrame) -> Rows:
    """Return what each set says and what selection does to it, from `analysis.evidence`."""
    seen = f"if endings are seen {percent(counted.attrs['seen'])} as often"
    return [
        {
            "set": row["title"],
            "count": count_words(row["event"], row["events"], row["known"]),
            "unknown": row["unknown"],
            "share, none to all of the unknown": _between(row, "bound_low", "bound_high"),
            "chance, 90% interval": _chance(row, "chance", "low", "high"),
            "standard error": _number(row["standard_error"]),
            seen: _chance(row, "corrected", "corrected_low", "corrected_high"),
            "seen that would match the odds of 2006 to 2013": _number(row["seen_to_match_panel"]),
            "used by": spaced(row["used_by"]),
        }
        for _, row in counted.iterrows()
    ]


@public
def choice_rows(frame: pd.DataFrame) -> Rows:
    """Return what each comparison makes of the answer, from `analysis.evidence_choices`."""
    years = [year for year in frame.attrs["status_of"] if not_funded(year) in frame]
    asked = question_words(frame.attrs["question"])
    return [
        {
            "cases compared": row["title"],
            "count": count_words("ceased", row["events"], row["known"]),
            "unknown": row["unknown"],
            "share, none to all of the unknown": _between(row, "bound_low", "bound_high"),
            "chance, 90% interval": _chance(row, "chance", "low", "high"),
            **{f"no funding in {year}": percent(row[not_funded(year)]) for year in years},
            asked: answer_words(row["answer"], frame.attrs["question"].unit, rounded),
            "chosen": "yes" if row["chosen"] else "no",
        }
        for _, row in frame.iterrows()
    ]


def _between(row: "pd.Series[float]", low: str, high: str) -> str:
    return spread(percent(row[low]), percent(row[high])) if isfinite(row[low]) else ""


def _chance(row: "pd.Series[float]", name: str, low: str, high: str) -> str:
    return f"{percent(row[name])} ({_between(row, low, high)})" if isfinite(row[name]) else ""


def _number(value: float, decimals: int = 3) -> str:
    return f"{value:.{decimals}f}" if isfinite(value) else ""


@public
def score_rows(scores: pd.DataFrame) -> Rows:
    """Return the mean scores against those of the naive rules, from `backtest_scores`."""
    return [
        {
            "forecast of": _SCORES[row["score"]],
            "against": spaced(row["rule"]),
            "decisions": row["decisions"],
            "schemes": row["schemes"],
            "score": _number(row["forecast"]),
            "score of the rule": _number(row["naive"]) or "infinite",
            "difference": _number(row["difference"], 4) or "none: an ending was given no chance",
            "standard error": _number(row["standard_error"], 4),
            "told apart": "yes" if row["told_apart"] else "no",
            "decisions needed": _needed(row["decisions_needed"]),
        }
        for _, row in scores.iterrows()
    ]


def _needed(decisions: float) -> str:
    return f"{ceil(decisions):,}" if isfinite(decisions) else ""


@public
def ratio_rows(tested: pd.DataFrame) -> Rows:
    """Return each renewed amount beside the range forecast for it, from `backtest`."""
    return [
        {
            "scheme": row["scheme"],
            "grant": row["grant"],
            "year": row["financial_year"],
            "next year over this": f"{row['outcome']:.2f}",
            "forecast range": f"{row['low']:.2f} to {row['high']:.2f}",
            "inside": "yes" if row["inside"] else "no",
            "score": _number(row["crps"]),
            "score of the same again": _number(row["crps_same_again"]),
        }
        for _, row in tested[tested["measure"] == RATIO].iterrows()
    ]


@public
def own_year_end_rows(own: pd.DataFrame) -> Rows:
    """Return the grant's own year ends beside their forecasts, from `own_year_ends`."""
    ratios = own[own["measure"] == RATIO].set_index("financial_year").to_dict("index")
    return [
        {
            "year end": row["financial_year"],
            "kind": "inside an award" if row["kind"] == "within_award" else "an award ran out",
            "what came": _outcome(row),
            "chance of ending": _chance(row, "forecast", "low", "high"),
            "Brier": _number(row["brier"], 4),
            "log": _number(row["log"]),
            **_ratio(ratios.get(row["financial_year"])),
        }
        for _, row in own[own["measure"] == ENDING].iterrows()
    ]


def _outcome(row: "pd.Series[float]") -> str:
    status = status_words(str(row["status"]))
    return f"{'ended' if row['outcome'] else 'went on'} ({status})"


def _ratio(row: dict[Hashable, Any] | None) -> dict[str, str]:
    return {
        "next year over this": f"{row['outcome']:.2f}" if row else "",
        "forecast range": f"{row['low']:.2f} to {row['high']:.2f}" if row else "",
        "CRPS": _number(row["crps"]) if row else "",
    }
