"""Scores: the forecasts of the ledger beside what came of the years since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import (
    CHANCE,
    COUNT,
    MEAN_SCORE,
    MODELLED,
    NAME,
    SCORE,
    SCORED,
    STATED,
    STATUS,
    YES,
    Column,
)
from ..errors import InputError
from ..inputs.awards import DECIDED, OUTTURN, UNDECIDED, Award
from ..inputs.ledger import Foretold, Line, ledger_file, load_ledger, standing
from ..inputs.scenarios import AnyScenario, Scenario, scenario_of
from ..units import HALF_A_PENNY, first_day
from .backtest import backtest
from .backtest_scores import RULES, backtest_scores, compare_scores
from .basis import OfGrant
from .bridge import Parts, shapley, subsets
from .scoring import brier, crps_of_steps, log_score, place

OPEN, COUNTED, TAKEN_IN, AFTER = "open", "scored", "taken_in_later", "made_after_the_record"
"""How a forecast stands: only one that is scored counts in an average."""

CAUSES = ("decision", "ratio", "recovery")
"""What an error comes from: whether the year was funded, its award if so, and what was recovered
of the award."""

ALWAYS, RECOVERED = "always_renewed", "recovered"
EVERY = "at any time"
_A_YEAR = 366  # days
_SCORES = (("brier", ALWAYS), ("log", ALWAYS), ("crps", "same_again"))
_LEADS: Mapping[str, tuple[float, float]] = {
    "after the year began": (-np.inf, 0),
    "in the year before it": (1, _A_YEAR),
    "earlier": (_A_YEAR + 1, np.inf),
}
"""How long before the 1 April of its year a forecast was made, from and to, days."""

COLUMNS = {
    "line": Column("Line of the ledger", COUNT),
    "year": Column("Financial year", label="year"),
    "day": Column("Day of the forecast", label="forecast on"),
    "standing": Column("How it counts", NAME, "counts as"),
    "no_funding": Column("Chance of no funding", CHANCE, "chance of no funding"),
    "ended": Column("Ended", YES, "ended", missing="not known yet"),
    "brier": Column("Brier score", SCORE, "Brier"),
    "log": Column("Log score", SCORE, "log"),
    "mean": Column("Recovered, mean of the forecast", MODELLED, "forecast on average"),
    "came": Column("Recovered, what came", STATED, "what came"),
    "place": Column("Place of what came in the forecast", CHANCE, "place"),
    "crps": Column("CRPS of the forecast", MODELLED, "CRPS"),
    "crps_same_again": Column("CRPS of the same sum again", MODELLED, "CRPS of the same again"),
    "error": Column("What came less the mean forecast", MODELLED, "error"),
    "error_decision": Column("Error by the decision", MODELLED, "by decision"),
    "error_ratio": Column("Error by the award", MODELLED, "by award"),
    "error_recovery": Column("Error by what was recovered of it", MODELLED, "by recovery"),
    "status": Column("Status when it was forecast", STATUS),
    "lead_days": Column("Days from the forecast to 1 April of the year", COUNT),
    "brier_always_renewed": Column("Brier score of always renewed", SCORE),
    "log_always_renewed": Column("Log score of always renewed", SCORE),
    "same_again": Column("The same sum again", STATED),
    **{f"p{level}": Column(f"Forecast, {level}% point", MODELLED) for level in (5, 25, 50, 75, 95)},
    "quantiles": Column("Quantiles on which the scores rest", COUNT),
    "run_id": Column("Run"),
}

AVERAGE_COLUMNS = {
    "comparison": Column("Comparison", NAME),
    "score": Column("Score", SCORED, "forecast of"),
    "rule": Column("Naive rule", NAME, "against"),
    "lead": Column("When it was made", label="made"),
    "decisions": Column("Forecasts", COUNT, "forecasts"),
    "schemes": Column("Years", COUNT, "years"),
    "forecast": Column("Score of the forecast", MEAN_SCORE, "score", missing="infinite"),
    "naive": Column("Score of the naive rule", MEAN_SCORE, "score of the rule", missing="infinite"),
    "difference": Column("Forecast less naive", MEAN_SCORE, "difference", missing="none"),
    "standard_error": Column(
        "Standard error of the difference", MEAN_SCORE, "standard error", missing="one year"
    ),
    "told_apart": Column("Told apart", YES, "told apart"),
    "decisions_needed": Column("Forecasts needed to tell them apart", COUNT),
    "low": Column("Difference, 5% point", MEAN_SCORE),
    "high": Column("Difference, 95% point", MEAN_SCORE),
}


@dataclass(frozen=True, kw_only=True)
class OfScores(OfGrant):
    """What past forecasts say of themselves.

    ``needed`` is how many decisions the back-test would need to tell its forecasts from always
    expecting renewal; not a number where it cannot be made. ``ledger`` is the name of the file.
    """

    needed: float
    ledger: str


@public
def scores(scenario: AnyScenario = "central", ledger: str | Path | None = None) -> Answer[OfScores]:
    """Return each forecast that the ledger holds, beside what came of its year.

    The chance of no funding is scored once the year is decided, sums once it is closed (`outturn`):
    an award is not yet what was recovered, but nothing is recovered of none. The error, what came
    less the mean, is split by cause: the chance that the year is funded, its mean award then, and
    the rate that is recovered of it are replaced by what came, averaged over every order (Shapley
    1953), and add up to it. Pay moves what the team costs, not what is recovered: it has no part.

    Parameters
    ----------
    scenario : Scenario, str or Path
        Whose forecasts, by its name; its awards say what came.
    ledger : str or Path, optional
        The file, or the folder of outputs that has it; by default that of the run, or
        ``outputs/ledger.jsonl`` in this folder or the one above.

    Returns
    -------
    DataFrame
        By line of the ledger: the forecast, how it counts (``open``, ``scored``, or not counted in
        an average because it was taken in later, or made after the outcome was recorded), Brier
        and log score of the chance, the CRPS of what is recovered and the place of what came in the
        forecast, those of the naive rules, and the error in pounds by cause. What is not known yet
        is missing. A log score is infinite where what came was given no chance.

    Raises
    ------
    InputError
        If the ledger was edited, a line is missing, or the last one is torn.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> len(cf.scores("central", "no ledger yet"))
    0
    """
    assumed, path = scenario_of(scenario), ledger_file(ledger)
    lines = load_ledger(path)
    rows = [_row(*each, assumed) for each in _past(lines, assumed)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).set_index("line")
    years = tuple(sorted(set(frame["year"])))
    about = OfScores(
        stem="scores",
        caption="Past forecasts beside what came",
        grant=assumed.facts.grant,
        columns=COLUMNS,
        scenario=assumed.title,
        scenarios=[assumed.name],
        years=years,
        sources=sorted(
            {a.decision for a in assumed.facts.awards.rows if a.financial_year in years}
        ),
        checks=[_adds_up(frame)],
        needed=_needed(assumed),
        ledger=path.name,
    )
    return Answer.of(frame, about)


def _past(lines: Sequence[Line], assumed: Scenario) -> Iterator[tuple[int, Foretold, bool]]:
    """Yield each forecast of a scenario with its line, and whether its year had been recorded."""
    for number, line in enumerate(lines, 1):
        if isinstance(line, Foretold) and _is_of(line, assumed):
            before = [each for each in lines[:number] if each.year == line.year]
            known = [each for each in standing(before) if each.grant == line.grant]
            yield number, line, any(each.status in DECIDED for each in known)


def _is_of(line: Foretold, assumed: Scenario) -> bool:
    facts = assumed.facts
    same = (line.grant, line.scenario) == (facts.grant.team, assumed.name)
    return same and line.year in facts.awards.years


def _row(number: int, line: Foretold, late: bool, assumed: Scenario) -> dict[str, Any]:
    award = assumed.facts.awards[line.year]
    values = {level: line.quantiles.get(level, nan) for level in (5, 25, 50, 75, 95)}
    said = {
        "line": number,
        "year": line.year,
        "day": line.day.isoformat(),
        "standing": _standing(line, award, late),
        "lead_days": (first_day(line.year) - line.day).days,
        "status": line.status,
        "run_id": line.run_id,
        "no_funding": line.no_funding,
        "mean": line.mean,
        "same_again": nan if line.same_again is None else line.same_again,
        "quantiles": len(line.quantiles),
        **{f"p{level}": value for level, value in values.items()},
    }
    return said | _of_chance(line, award) | _of_sum(line, award)


def _standing(line: Foretold, award: Award, late: bool) -> str:
    if award.status in UNDECIDED:
        return OPEN
    if line.taken_in:
        return TAKEN_IN
    return AFTER if late else COUNTED


def _of_chance(line: Foretold, award: Award) -> dict[str, Any]:
    if award.status in UNDECIDED:
        return {}
    came = np.array(float(award.settled == 0))
    rule = np.array(RULES[ALWAYS])
    return {
        "ended": bool(came),
        "brier": float(brier(np.array(line.no_funding), came)),
        "log": float(log_score(np.array(line.no_funding), came)),
        "brier_always_renewed": float(brier(rule, came)),
        "log_always_renewed": float(log_score(rule, came)),
    }


def _of_sum(line: Foretold, award: Award) -> dict[str, Any]:
    # An award that is decided is not yet what was recovered; but nothing is recovered of none.
    if award.status in UNDECIDED or (award.status != OUTTURN and award.settled > 0):
        return {}
    came = award.settled
    again = nan if line.same_again is None else abs(came - line.same_again)
    return {
        "came": came,
        "place": place(line.quantiles, came),
        "crps": crps_of_steps(line.quantiles, came),
        "crps_same_again": again,
        "error": came - line.mean,
        **by_cause(line, award),
    }


def by_cause(line: Foretold, award: Award) -> dict[str, float]:
    """Return the error by cause: recovered = funded × award if funded × rate of the award."""
    if line.award is None or line.rate is None:
        return {}
    foretold = {"decision": 1 - line.no_funding, "ratio": line.award, "recovery": line.rate}
    came = dict(foretold, decision=float(award.settled > 0))
    if award.settled > 0:  # else what the award would have been is not known
        came |= {"ratio": award.amount, "recovery": award.settled / award.amount}

    def recovered(parts: Parts) -> np.ndarray:
        return np.array([np.prod([(came if each in parts else foretold)[each] for each in CAUSES])])

    answers = {parts: recovered(parts) for parts in subsets(CAUSES)}
    return {f"error_{each}": float(shapley(each, CAUSES, answers)[0]) for each in CAUSES}


def _adds_up(frame: pd.DataFrame) -> dict[str, Any]:
    split = frame[frame["error_decision"].notna()]
    parts = split[[f"error_{each}" for each in CAUSES]].astype(float).sum(axis=1)
    gap = float((parts - split["error"].astype(float)).abs().max()) if len(split) else 0.0
    return {
        "name": "The parts of each error add up to it",
        "passed": gap < HALF_A_PENNY,
        "detail": f"largest difference £{gap:.4f}",
    }


def _needed(assumed: Scenario) -> float:
    try:
        tested = backtest_scores(backtest(assumed))
    except InputError:  # too few cases to leave one out
        return nan
    return float(tested["decisions_needed"][f"brier_{ALWAYS}"])


@public
def score_averages(scored: Answer[OfScores]) -> Answer[OfScores]:
    """Return the mean scores of past forecasts against those of the naive rules, by lead time.

    The standard error of a difference is the jackknife over years, since what was forecast of one
    year hangs together; of one year there is none.

    Parameters
    ----------
    scored : DataFrame
        From `scores`.

    Returns
    -------
    DataFrame
        The columns of `backtest_scores`, with when the forecasts were made (``lead``); only those
        count that were made before the outcome was recorded, and not taken in later.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> len(score_averages(cf.scores("central", "no ledger yet")))
    0
    """
    rows = {
        f"{score}_{rule}_{lead.replace(' ', '_')}": {
            **compare_scores(kept, score, rule),
            "score": RECOVERED if score == "crps" else score,
            "lead": lead,
        }
        for lead, of_lead in _by_lead(scored)
        for score, rule in _SCORES
        for kept in [of_lead[of_lead[score].notna()]]
        if len(kept)
    }
    frame = pd.DataFrame(list(rows.values()), columns=list(AVERAGE_COLUMNS)[1:])
    frame.index = pd.Index(list(rows), name="comparison", dtype=object)
    about = replace(
        scored.about, stem="", caption="Mean scores by lead time", columns=AVERAGE_COLUMNS
    )
    return Answer.of(frame, about)


def _by_lead(scored: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the forecasts that count, all of them first, then by lead time where they differ."""
    counted = scored[scored["standing"] == COUNTED].assign(scheme=scored["year"])
    yield EVERY, counted
    for lead, (first, last) in _LEADS.items():
        kept = counted[counted["lead_days"].between(first, last)]
        if len(kept) < len(counted):
            yield lead, kept
