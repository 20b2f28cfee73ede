"""What comparable grants say of each chance, and what the hiding of endings does to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import nan
from typing import Any

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import CHANCE, CHANCE_ERROR, COUNT, DECIMAL, DECIMAL_ERROR, NAME, TALLY, YES, Column
from ..inputs.comparators import CEASED
from ..inputs.evidence import Evidence, check_seen, corrected
from ..inputs.scenarios import AnyScenario, Scenario, scenario_of
from ..quantiles import Values
from ..units import number_of
from .basis import OfGrant

PANEL = "panel_2006_13"
"""The set that comes from one list of payments to one payee, and not from many pages."""

OWN_SET = "own_set"
SOURCES = ("comparator_grants",)
_NODES = 8192
_CLOSE = 1e-4  # how closely quadrature and closed form agree


SETS = {
    "set": Column("Evidence set", NAME),
    "title": Column("Title", label="set"),
    "events": Column("Events", TALLY, "count"),
    "unknown": Column("Unknown outcomes", COUNT, "unknown"),
    "bound_low": Column(
        "Share if no unknown one counts",
        CHANCE,
        "share, none to all of the unknown",
        ("bound_high",),
    ),
    "chance": Column("Chance", CHANCE, "chance, 90% interval", ("low", "high")),
    "label": Column("In short"),
    "choice": Column("Could be chosen", YES),
    "event": Column("Event counted", NAME),
    "known": Column("Known outcomes", COUNT),
    "share": Column("Share of the known", CHANCE),
    "bound_high": Column("Share if every unknown one counts", CHANCE),
    "low": Column("Chance, 5% point", CHANCE),
    "high": Column("Chance, 95% point", CHANCE),
    "caution": Column("Caution"),
}
"""What a set of comparable grants counts."""

COLUMNS = SETS | {
    "standard_error": Column("Standard error of the chance", DECIMAL_ERROR, "standard error"),
    "corrected": Column(
        "Chance corrected for what is not published",
        CHANCE,
        "if endings are seen less often",
        ("corrected_low", "corrected_high"),
    ),
    "seen_to_match_panel": Column(
        "Odds at which it agrees with 2006 to 2013",
        DECIMAL,
        "seen that would match the odds of 2006 to 2013",
    ),
    "used_by": Column("Used by", NAME, "used by"),
    "corrected_low": Column("Corrected, 5% point", CHANCE),
    "corrected_high": Column("Corrected, 95% point", CHANCE),
    "corrected_standard_error": Column("Standard error of the corrected", CHANCE_ERROR),
}


@dataclass(frozen=True, kw_only=True)
class OfEvidence(OfGrant):
    """What evidence says of itself: how likely an ending is taken to be found, as a ratio."""

    seen: float


@public
def evidence(
    scenario: AnyScenario, own: Mapping[str, Any] | None = None, seen: float = 0.5
) -> Answer[OfEvidence]:
    """Return what each set of comparable grants says, and what selection does to it.

    The chance is the Jeffreys posterior, whose standard deviation for Beta(a, b) is
    sqrt(ab / (a + b + 1)) / (a + b). Published acceptances hide endings: where an ending is only
    `seen` times as likely to be found as a renewal, the odds of ending among what is found are
    `seen` times the true odds, so a found share f stands for f / (f + seen × (1 - f)) (Bayes).
    The list of payments of 2006 to 2013 names one payee: what is missing from it may have ended or
    moved to another, so it is corrected like the others. A set that states its own `seen` is
    corrected already.

    Parameters
    ----------
    scenario : Scenario, str or Path
        Whose evidence: the sets of its data, and those that its own values name.
    own : mapping, optional
        An analyst's own set, in the form of an entry of ``evidence_sets.yaml``.
    seen : float
        How likely an ending is to be found, as a ratio to a renewal; above 0, at most 1.

    Returns
    -------
    DataFrame
        Indexed by set, the own one as ``own_set``. Counts (events, known, unknown), the share of
        events among the known, its bounds if none or all of the unknown were events, the chance
        with its 5% and 95% points and standard error, the same corrected for selection, the `seen`
        at which the odds of the set's posterior mean would become those of the list of payments
        (``seen_to_match_panel``), which is no proof that nothing is hidden, and which inputs rest
        on the set.
        Chances are 0 to 1; what does not apply is not a number.

    Raises
    ------
    InputError
        If `seen` is out of its range, or the own set breaks a rule or keeps no grant.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.evidence(cf.load_scenario("central"))
    >>> table.loc["at_expiry", ["chance", "corrected"]].round(3).tolist()
    [0.062, 0.116]
    """
    check_seen(seen)
    assumed = scenario_of(scenario)
    sets = {**assumed.evidence}
    if own is not None:
        sets[OWN_SET] = assumed.facts.evidence_of(own, OWN_SET)
    panel = sets.get(PANEL)
    rows = [
        {
            **set_counts(each),
            **_chance(each),
            **_selection(each, panel, seen),
            "used_by": _used_by(assumed, each),
            "caution": each.caution,
        }
        for each in sets.values()
    ]
    frame = pd.DataFrame(rows, index=pd.Index(list(sets), name="set"))
    about = OfEvidence(
        grant=assumed.facts.grant,
        stem="evidence",
        caption="The comparable grants behind the chances",
        columns=COLUMNS | {"corrected": replace(COLUMNS["corrected"], label=_if_seen(seen))},
        scenario=assumed.title,
        scenarios=[assumed.name],
        seen=seen,
        years=first_and_last(grant.fields["financial_year"] for grant in assumed.facts.grants),
        sources=SOURCES,
        checks=[_counts_add_up(frame), _means_agree(frame, list(sets.values()))],
    )
    return Answer.of(frame, about)


def _if_seen(seen: float) -> str:
    return f"if endings are seen {100 * seen:.10g}% as often"


def first_and_last(years: Iterable[str]) -> tuple[str, ...]:
    """Return the first and the last of some financial years.

    Examples
    --------
    >>> first_and_last(["2019/20", "2015/16", "2024/25"])
    ('2015/16', '2024/25')
    """
    ordered = sorted(years)
    return ordered[0], ordered[-1]


def set_counts(found: Evidence) -> dict[str, Any]:
    """Return what a set counts, with the bounds of its share for what is not known."""
    known = len(found.known)
    low, high = found.bounds if found.event else (nan, nan)
    return {
        "title": found.title,
        "label": found.label,
        "choice": found.choice,
        "event": found.event,
        "events": found.events,
        "known": known,
        "unknown": found.unknown,
        "share": found.events / known if found.event and known else nan,
        "bound_low": low,
        "bound_high": high,
    }


def _chance(found: Evidence) -> dict[str, float]:
    if not _has_chance(found):
        return dict.fromkeys(("chance", "low", "high", "standard_error"), nan)
    (alpha, beta), chance = found.posterior, found.chance
    cases = alpha + beta
    exact = float(np.sqrt(alpha * beta / (cases + 1)) / cases)
    return {
        "chance": chance.mid,
        "low": chance.low,
        "high": chance.high,
        "standard_error": exact if found.seen == 1 else float(_believed(found).std()),
    }


def _has_chance(found: Evidence) -> bool:
    return bool(found.event and found.known)


def _selection(found: Evidence, panel: Evidence | None, seen: float) -> dict[str, float]:
    names = ("corrected", "corrected_low", "corrected_high", "corrected_standard_error")
    blank = dict.fromkeys((*names, "seen_to_match_panel"), nan)
    if not _has_chance(found) or found.event != CEASED or found.seen < 1:
        return blank
    true = corrected(_believed(found), seen)
    # The correction rises with the share, so the points of the one are the points of the other.
    low, high = corrected(np.array([found.chance.low, found.chance.high]), seen).tolist()
    values = (float(true.mean()), low, high, float(true.std()))
    return {**dict(zip(names, values, strict=True)), "seen_to_match_panel": _matching(found, panel)}


def _believed(found: Evidence) -> Values:
    return found.quantile((np.arange(_NODES) + 0.5) / _NODES)


def _matching(found: Evidence, panel: Evidence | None) -> float:
    # Of the odds of the posterior means, which `seen` multiplies; the mean of what is corrected is
    # close to the panel's, and not the same.
    if panel is None or not _has_chance(panel):
        return nan
    (alpha, beta), (panel_alpha, panel_beta) = found.posterior, panel.posterior
    return (alpha / beta) / (panel_alpha / panel_beta)


def _used_by(scenario: Scenario, found: Evidence) -> str:
    resting = scenario.resting_on(found.name)
    return "; ".join(f"{name} {', '.join(years)}" for name, years in resting.items())


def _counts_add_up(frame: pd.DataFrame) -> dict[str, Any]:
    counted = frame[frame["share"].notna()]
    none = counted["events"] / (counted["known"] + counted["unknown"])
    passed = counted["bound_low"].sub(none).abs().max() < _CLOSE and (
        counted["share"].between(counted["bound_low"], counted["bound_high"]).all()
    )
    return {
        "name": "Each share lies between its bounds if none or all of the unknown were events",
        "passed": bool(passed),
        "detail": f"in {number_of(len(counted), 'set')}",
    }


def _means_agree(frame: pd.DataFrame, sets: list[Evidence]) -> dict[str, Any]:
    gaps = [
        abs(float(_believed(found).mean()) - chance)
        for found, chance in zip(sets, frame["chance"], strict=True)
        if _has_chance(found)
    ]
    worst = max(gaps, default=0.0)
    return {
        "name": "Posterior means by quadrature agree with the closed form",
        "passed": worst < _CLOSE,
        "detail": f"largest difference {worst:.1e}",
    }
