"""How well counts of comparable grants foretell: each scheme forecast from the others."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import NAME, SCORE, STATUS, TIMES, YES, Column
from ..errors import InputError
from ..inputs.awards import CEILINGS, Award
from ..inputs.comparators import CEASED, EXPIRY, WITHIN_AWARD
from ..inputs.evidence import Evidence
from ..inputs.scenarios import AnyScenario, scenario_of
from ..quantiles import beta_quantile
from ..quantities import Chance, Choice, Fixed
from ..units import number_of
from .backtest_scores import ENDING, RATIO, OfBacktest, chance_row, ratio_row, with_scores
from .basis import OfGrant
from .evidence import SOURCES, first_and_last
from .scoring import LEVEL, crps

OWN_SCHEME = "own"
_CLOSE = 1e-9  # how closely two ways to one figure agree

Set = str | Mapping[str, Any]
"""An evidence set by its name, or an analyst's own from its filter."""


COLUMNS = {
    "scheme": Column("Scheme", NAME, "scheme"),
    "grant": Column("Grant", label="grant"),
    "financial_year": Column("Financial year", label="year"),
    "outcome": Column("Outcome, 1 for an ending or the ratio", TIMES, "next year over this"),
    "low": Column("Forecast, low", TIMES, "forecast range", ("high",)),
    "inside": Column("Ratio inside the range", YES, "inside"),
    "crps": Column("CRPS of the forecast", SCORE, "score"),
    "crps_same_again": Column("CRPS of the same sum again", SCORE, "score of the same again"),
    "measure": Column("Measure", NAME),
    "forecast": Column("Forecast, chance or ratio", SCORE),
    "high": Column("Forecast, high", SCORE),
    "kind": Column("Kind of year end", NAME),
    "status": Column("Status of the next year", STATUS),
    "brier": Column("Brier score of the forecast", SCORE),
    "brier_always_renewed": Column("Brier score of always renewed", SCORE),
    "brier_even_chance": Column("Brier score of an even chance", SCORE),
    "log": Column("Log score of the forecast", SCORE),
    "log_always_renewed": Column("Log score of always renewed", SCORE),
    "log_even_chance": Column("Log score of an even chance", SCORE),
}


@public
def backtest(
    scenario: AnyScenario,
    evidence: Set = "at_expiry",
    ratios: Set = "renewed_larger",
    coverage: float = 0.8,
) -> Answer[OfBacktest]:
    """Return each decision on comparable grants, forecast without its own scheme, and its scores.

    A scheme is left out; the chance that it ceases is the posterior mean of the rest, as the model
    takes it, and next year's amount over this year's is one of the rest's ratios as found, in the
    form of the register. ``renewed_larger`` keeps every like-for-like renewal, whether it counts
    as an expansion or not: all the ratios that the model reads.

    Parameters
    ----------
    scenario : Scenario, str or Path
        Whose evidence.
    evidence : str or mapping
        The set whose endings are forecast; it counts grants that ceased.
    ratios : str or mapping
        The set whose ratios are forecast.
    coverage : float
        Share of the rest's ratios that their range holds.

    Returns
    -------
    DataFrame
        One row a forecast, of the measure ``ending`` or ``ratio``: scheme, grant, financial year,
        forecast (chance, or median ratio), low and high (its 90% interval, or the ends of the
        range), outcome (1 for an ending, or the ratio), whether a ratio lies inside, and the
        scores of the forecast and of the naive rules: always renewed, an even chance, and the same
        sum again. Lower scores are better. ``about`` has the calibration (``endings``), the
        coverage (``inside``), sources and cross-checks.

    Raises
    ------
    InputError
        If a set does not fit, or holds fewer than two schemes.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> tested = cf.backtest(cf.load_scenario("central"))
    >>> tested["measure"].value_counts().to_dict()
    {'ending': 55, 'ratio': 25}
    """
    assumed = scenario_of(scenario)
    endings, amounts = (assumed.facts.evidence_of(each) for each in (evidence, ratios))
    _refuse(endings, amounts)
    frame = with_scores([*_ending_rows(endings), *_ratio_rows(amounts, coverage)])
    about = OfBacktest(
        grant=assumed.facts.grant,
        columns=COLUMNS,
        scenario=assumed.title,
        scenarios=[assumed.name],
        coverage=coverage,
        years=first_and_last(frame["financial_year"]),
        shown=(frame["measure"] == RATIO).to_numpy().nonzero()[0].tolist(),
        endings=_calibration(frame, endings, bool(assumed.resting_on(endings.name))),
        inside=_coverage(frame),
        sources=SOURCES,
        checks=[_without_its_own(frame, endings), _distances(frame)],
    )
    return Answer.of(frame, about)


def _refuse(endings: Evidence, amounts: Evidence) -> None:
    if endings.event != CEASED:
        raise InputError(
            f"backtest: evidence must count grants that ceased, got {endings.name!r}, which "
            f"counts {endings.event or 'ratios'}."
        )
    with_ratio = {case.scheme for case in amounts.cases if case.ratio is not None}
    known = {case.scheme for case in endings.known}
    for found, schemes in ((endings, known), (amounts, with_ratio)):
        if len(schemes) < 2:  # noqa: PLR2004 - one to leave out, and one to forecast it from
            raise InputError(
                f"backtest: {found.name!r} holds {len(schemes)} scheme with known outcomes; "
                "it needs two or more."
            )


def _ending_rows(found: Evidence) -> list[dict[str, Any]]:
    chances = {scheme: found.without(scheme).chance for scheme in {c.scheme for c in found.known}}
    return [
        {
            "measure": ENDING,
            "scheme": case.scheme,
            "grant": "",
            "financial_year": case.financial_year,
            **chance_row(chances[case.scheme], case.outcome == CEASED),
        }
        for case in found.known
    ]


def _ratio_rows(found: Evidence, coverage: float) -> list[dict[str, Any]]:
    kept = [(case, case.ratio) for case in found.cases if case.ratio is not None]
    lists = {
        scheme: found.without(scheme).list_of_ratios(coverage)
        for scheme in {case.scheme for case, _ in kept}
    }
    return [
        {
            "measure": RATIO,
            "scheme": case.scheme,
            "grant": case.grant,
            "financial_year": case.financial_year,
            **ratio_row(lists[case.scheme], ratio),
        }
        for case, ratio in kept
    ]


def _calibration(frame: pd.DataFrame, endings: Evidence, used: bool) -> dict[str, Any]:
    rows, chance = frame[frame["measure"] == ENDING], endings.chance
    forecast = rows["forecast"]
    return {
        "set": endings.title,
        "used": used,
        "decisions": len(rows),
        "expected": float(forecast.sum()),
        "standard_error": float(np.sqrt((forecast * (1 - forecast)).sum())),
        "observed": int(rows["outcome"].sum()),
        "chance": chance.mid,
        "low": chance.low,
        "high": chance.high,
    }


def _coverage(frame: pd.DataFrame) -> dict[str, float]:
    inside = frame.loc[frame["measure"] == RATIO, "inside"].astype(float)
    held, of = int(inside.sum()), len(inside)
    ends = np.array([1 - LEVEL, 1 + LEVEL]) / 2
    low, high = beta_quantile(ends, held + 0.5, of - held + 0.5).tolist()
    return {"inside": held, "of": of, "share": held / of, "low": low, "high": high}


def _without_its_own(frame: pd.DataFrame, endings: Evidence) -> dict[str, Any]:
    rows = frame[frame["measure"] == ENDING]
    by_scheme = rows.groupby("scheme")["outcome"].transform
    rest, known = endings.events - by_scheme("sum"), len(endings.known) - by_scheme("count")
    gap = ((rest + 0.5) / (known + 1) - rows["forecast"]).abs().max()
    return {
        "name": "Each decision is forecast from the counts of the other schemes",
        "passed": bool(gap < _CLOSE),
        "detail": f"{number_of(len(rows), 'decision')} of "
        f"{number_of(rows['scheme'].nunique(), 'scheme')}",
    }


def _distances(frame: pd.DataFrame) -> dict[str, Any]:
    rows = frame[frame["measure"] == RATIO]
    gaps = [abs(crps(Fixed(1.0).quantile, ratio) - abs(ratio - 1)) for ratio in rows["outcome"]]
    return {
        "name": "The score of a single value is its distance from what came",
        "passed": max(gaps) < _CLOSE,
        "detail": f"largest difference {max(gaps):.1e}",
    }


@public
def own_year_ends(
    scenario: AnyScenario,
    evidence: Set = "at_expiry",
    within: Set = "within_award",
    ratios: Set = "renewed_larger",
    coverage: float = 0.8,
) -> Answer[OfGrant]:
    """Return the grant's own year ends with the forecasts that comparable grants would have given.

    A year end whose next year stands in the same paper lies inside an award; any other is one at
    which an award ran out. Years in principle, and those unagreed, are left out: they are not
    awards yet.

    Parameters
    ----------
    scenario : Scenario, str or Path
        Whose awards and evidence.
    evidence, within : str or mapping
        The sets that give the chance of ceasing when an award runs out, and inside one.
    ratios, coverage : str or mapping, and float
        As in `backtest`.

    Returns
    -------
    DataFrame
        With the columns of `backtest`, the kind of year end (``expiry`` or ``within_award``) and
        the status of the next year: an outcome that is ``indicative`` may still change.

    Raises
    ------
    InputError
        If a set does not fit, or fewer than two years have an award.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> own = cf.own_year_ends(cf.load_scenario("central"))
    >>> own.loc[own["measure"] == "ratio", "outcome"].round(2).tolist()
    [1.82, 1.15, 1.0]
    """
    assumed = scenario_of(scenario)
    facts = assumed.facts
    pairs = [pair for pair in pairwise(facts.awards.rows) if pair[1].status not in CEILINGS]
    if not pairs:
        raise InputError("own_year_ends: awards.csv holds no two years that are more than a plan.")
    sets = {EXPIRY: facts.evidence_of(evidence), WITHIN_AWARD: facts.evidence_of(within)}
    amounts = facts.evidence_of(ratios)
    forecast = amounts.list_of_ratios(coverage)
    frame = with_scores(
        row | {"kind": kind, "status": after.status}
        for before, after in pairs
        for kind in [_kind(before, after)]
        for row in _own_rows(before, after, sets[kind].chance, forecast)
    )
    papers = {*facts.awards.papers}
    about = OfGrant(
        grant=assumed.facts.grant,
        columns=COLUMNS,
        scenario=assumed.title,
        scenarios=[assumed.name],
        sources=[*sorted(papers), *SOURCES],
        checks=[_apart(papers, [*sets.values(), amounts])],
    )
    return Answer.of(frame, about)


def _kind(before: Award, after: Award) -> str:
    return WITHIN_AWARD if before.decision == after.decision else EXPIRY


def _own_rows(
    before: Award, after: Award, chance: Chance, forecast: Choice
) -> Iterator[dict[str, Any]]:
    named = {"scheme": OWN_SCHEME, "grant": "", "financial_year": before.financial_year}
    ended = after.settled == 0
    yield {"measure": ENDING, **named, **chance_row(chance, ended)}
    if before.amount > 0 and not ended:
        yield {"measure": RATIO, **named, **ratio_row(forecast, after.amount / before.amount)}


def _apart(papers: set[str], sets: list[Evidence]) -> dict[str, Any]:
    # A forecast from its own outcome would be none.
    found = {
        paper
        for each in sets
        for grant in each.grants
        for paper in grant.fields["decision"].split(", ")
    }
    return {
        "name": "No comparable grant is the grant itself",
        "passed": not papers & found,
        "detail": f"{len(papers)} papers of its own, {len(found)} of others",
    }
