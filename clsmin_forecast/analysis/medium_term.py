"""The lines of a medium-term financial plan: what is on file, expected, missing and to be held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import AT_MOST, POUNDS_ERROR, STATUS, THOUSANDS, Column
from ..inputs.awards import STATUSES
from ..inputs.scenarios import AnyScenario
from ..inputs.waiting import OF_RISK
from ..model.forecast import Forecast, forecast
from ..model.mixture import Mixture
from ..model.projection import GAP_PARTS
from ..units import HALF_A_PENNY, check_confidence
from .at_risk import AT_RISK, Wait, WaitSettings, lost_over, wait_of
from .basis import OfForecasts, describe
from .reserve import TOGETHER

PARTS = {
    "awards": tuple(STATUSES),
    "recovered": ("decided", "undecided"),
    "cost": ("paid_for", "gap"),
    "gap": GAP_PARTS,
}
"""What adds up to each of these lines, in every year and together."""
_ADDED = (*dict.fromkeys(name for whole in PARTS for name in (whole, *PARTS[whole])), AT_RISK)


def _error(what: str) -> Column:
    return Column(f"Standard error of {what}", POUNDS_ERROR)


COLUMNS = {
    "financial_year": Column("Financial year"),
    "status": Column("Status", STATUS),
    "received": Column("Accepted", THOUSANDS, "accepted"),
    "approved": Column("Approved", THOUSANDS, "approved"),
    "outturn": Column("Outturn", THOUSANDS, "outturn"),
    "indicative": Column("Indicative", THOUSANDS, "indicative"),
    "in_principle": Column("In principle, up to", THOUSANDS, "in principle, up to"),
    "unagreed": Column("Not agreed, up to", THOUSANDS, "not agreed, up to"),
    "awards": Column("All awards on file, up to", THOUSANDS, "all awards on file, up to"),
    "recovered": Column("Recovered, mean", THOUSANDS, "recovered or expected to be, mean"),
    "decided": Column(
        "Recovered by decisions on record, mean", THOUSANDS, "of it, on decisions on record"
    ),
    "undecided": Column(
        "Recovered by decisions not on record, mean", THOUSANDS, "of it, on decisions not on record"
    ),
    "cost": Column("Cost of keeping the team, mean", THOUSANDS, "cost of keeping the team, mean"),
    "paid_for": Column("Cost that awards and other money pay, mean", THOUSANDS, "of it, paid for"),
    "gap": Column("Gap, mean", THOUSANDS, "of it, missing: the gap"),
    "gap_in_funded_years": Column(
        "Gap in funded years, mean", THOUSANDS, "of the gap, in funded years"
    ),
    "gap_after_ceasing": Column(
        "Gap after ceasing, mean", THOUSANDS, "of the gap, after the funding ceased"
    ),
    AT_RISK: Column(
        "At risk until the agreement is signed, mean",
        THOUSANDS,
        "at risk until the agreement is signed, mean",
    ),
    "reserve": Column("Reserve, rounded up", AT_MOST, "reserve, each column alone"),
    "recovered_standard_error": _error("what is recovered"),
    "decided_standard_error": _error("what is recovered by decisions on record"),
    "undecided_standard_error": _error("what is recovered by decisions not on record"),
    "cost_standard_error": _error("the cost"),
    "gap_standard_error": _error("the gap"),
    "gap_in_funded_years_standard_error": _error("the gap in funded years"),
    "gap_after_ceasing_standard_error": _error("the gap after ceasing"),
    f"{AT_RISK}_standard_error": _error("what is at risk"),
    "reserve_standard_error": _error("the reserve"),
}
_TEAM = [name for name in COLUMNS if name.startswith(("cost", "paid_for", "gap", "reserve"))]


@dataclass(frozen=True, kw_only=True)
class OfMediumTerm(OfForecasts):
    """What a medium-term plan says of itself: how sure its reserve is to be.

    And why the team has no cost, a sentence, empty where it has one; and how long the ``wait`` is
    in which something is at risk, where that is known.
    """

    confidence: float
    unpriced: str
    wait: Wait | None


@public
def medium_term(
    scenario: AnyScenario,
    confidence: float = 0.8,
    **settings: Unpack[WaitSettings],
) -> Answer[OfMediumTerm]:
    """Return the lines of a medium-term financial plan, of every year on file and together.

    Parameters
    ----------
    scenario
        As in `forecast`.
    confidence : float
        How sure the reserve is to cover the gap, as in `reserve`.
    **settings
        As in `reserve` of what is at risk.

    Returns
    -------
    DataFrame
        Indexed by financial year, with a last row ``together``; in pounds. What is on file by its
        status: ``received``, ``approved``, ``outturn``, ``indicative``, ``in_principle`` and
        ``unagreed``, the last two of them ceilings; all of them are the ``awards``. What is
        ``recovered`` on average, of it what rests on decisions on record, ``decided``, and what
        does not, ``undecided``. In the years that have one, the ``cost`` of keeping the team on
        average, of it what awards and other money pay, ``paid_for``, and the ``gap`` in its parts;
        and the ``reserve``, the smallest sum that covers the gap with the chance asked for: in a
        year by itself, and over all years together, which is not the sum of the years. Each line
        of the model has its ``_standard_error``. What is ``at_risk`` is what is spent before the
        agreement is signed and lost if the funding ends, on average. Where no paper prices a post,
        the lines of the team are left out; and what is at risk, where the register does not say how
        long the wait is.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.medium_term("ceases", draws=8)
    >>> table.loc["together", ["received", "in_principle", "undecided"]].round().tolist()
    [767708.0, 2000000.0, 514012.0]
    """
    check_confidence(confidence, "medium_term")
    how: dict[str, Any] = dict(settings)
    given = {name: how.pop(name) for name in OF_RISK if name in how}
    made = forecast(scenario, **how)
    said, wait = describe([made], "all_years"), _wait(made, given)
    rows = {year: _lines(made, [year], confidence, wait) for year in said["years"]}
    rows[TOGETHER] = _lines(made, said["years"], confidence, wait)
    statuses = made.scenario.facts.awards.statuses(said["years"])
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("financial_year")
    frame.insert(0, "status", [*statuses, ""])
    about = OfMediumTerm(
        **said | {"checks": [*said["checks"], _adding_up(frame)]},
        stem="medium_term",
        caption="The lines of a medium-term financial plan, in £000",
        columns=COLUMNS,
        confidence=confidence,
        unpriced=made.scenario.facts.awards.unpriced,
        wait=wait,
    )
    return Answer.of(frame, about)


def _wait(made: Forecast, given: Mapping[str, float | None]) -> Wait | None:
    """Return how long the wait is, if that is given or the register has it."""
    register = made.scenario.register
    known = {*register.waiting, *(name for name, value in given.items() if value is not None)}
    return (
        wait_of(register, given, "medium_term")
        if made.priced and known.issuperset(OF_RISK)
        else None
    )


def _lines(
    made: Forecast, years: Sequence[str], confidence: float, wait: Wait | None
) -> dict[str, float]:
    """Return every line over some years."""
    team = _of_the_team(made, years, confidence) if made.priced else {}
    at_risk = _means({AT_RISK: lost_over(made, years, wait)}) if wait else {}
    lines = _on_file(made, years) | _expected(made, years) | team | at_risk
    return {name: lines[name] for name in COLUMNS if name in lines}


def _on_file(made: Forecast, years: Sequence[str]) -> dict[str, float]:
    """Return what stands in the papers, by its status; of a closed year, its outturn."""
    awards = made.scenario.facts.awards
    sums = {year: awards[year].settled * made.scale[year] for year in years}
    by_status = {name: [sums[y] for y in years if awards[y].status == name] for name in STATUSES}
    return {name: sum(each, 0.0) for name, each in by_status.items()} | {
        "awards": sum(sums.values())
    }


def _expected(made: Forecast, years: Sequence[str]) -> dict[str, float]:
    open_years = made.scenario.facts.awards.decision_years
    split = {
        "recovered": years,
        "decided": [year for year in years if year not in open_years],
        "undecided": [year for year in years if year in open_years],
    }
    return _means({name: _total(made, "recovered", each) for name, each in split.items()})


def _of_the_team(made: Forecast, years: Sequence[str], confidence: float) -> dict[str, float]:
    costed = [each for each in years if each in made.scenario.facts.awards.costed_years]
    if not costed:
        return dict.fromkeys(_TEAM, np.nan)
    gap = _total(made, "gap", costed)
    parts = {part: _total(made, part, costed) for part in GAP_PARTS}
    lines = _means({"cost": _cost(made, costed), "gap": gap, **parts})
    return lines | {
        "paid_for": lines["cost"] - lines["gap"],
        "reserve": _reserve(gap, confidence),
        "reserve_standard_error": gap.standard_error_of(lambda each: _reserve(each, confidence)),
    }


def _total(made: Forecast, measure: str, years: Sequence[str]) -> Mixture:
    return made.total(measure, years) if years else Mixture((np.zeros(1),), (1.0,))


def _cost(made: Forecast, years: Sequence[str]) -> Mixture:
    costs = [made.amounts.cost[year] * made.scale[year] for year in years]
    return Mixture((sum(costs, np.zeros(1)),), (1.0,))


def _reserve(gap: Mixture, confidence: float) -> float:
    return float(gap.quantiles([confidence])[0])


def _means(mixtures: Mapping[str, Mixture]) -> dict[str, float]:
    means = {name: each.mean for name, each in mixtures.items()}
    errors = {f"{name}_standard_error": each.standard_error for name, each in mixtures.items()}
    return means | errors


def _adding_up(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the check that parts add up to their line, and years to what they are together."""
    lines = frame[[name for name in _ADDED if name in frame]].fillna(0.0)
    apart = [
        (lines[list(parts)].sum(axis=1) - lines[whole]).abs().max()
        for whole, parts in PARTS.items()
        if whole in lines
    ]
    apart.append((lines.drop(index=TOGETHER).sum() - lines.loc[TOGETHER]).abs().max())
    return {
        "name": "The lines of the plan add up, by year and together",
        "passed": bool(max(apart) < HALF_A_PENNY),
        "detail": f"none is further apart than £{max(apart):,.2f}",
    }
