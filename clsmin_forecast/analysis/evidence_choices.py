"""The choice of comparison: what each defensible set of grants makes of the risk and the sum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import ASKED, CHANCE, YES, Column
from ..inputs.scenarios import AnyScenario
from ..model.beliefs import (
    chances_not_funded,
    compared_chances,
    compared_years,
    comparisons,
    evidence_behind,
    signs_in,
)
from ..model.forecast import Forecast, forecast
from ..units import number_of
from .basis import Settings
from .evidence import SETS, SOURCES, set_counts
from .headlines import year_name
from .question import AVERAGE_RECOVERED, Asked, OfQuestion, Question

_BEFORE_SIGNS = {
    "chance": Column(
        "Chance before any sign", CHANCE, "chance before any sign, 90% interval", ("low", "high")
    ),
    "low": Column("Chance before any sign, 5% point", CHANCE),
    "high": Column("Chance before any sign, 95% point", CHANCE),
}
_CLOSE = 1e-9  # how closely two ways to one probability agree


@dataclass(frozen=True, kw_only=True)
class OfChoices(OfQuestion):
    """What a choice of evidence says of itself: the years whose chance rests on it.

    Of these, those into whose chance signs are weighed besides, whatever the cases.
    """

    compared_years: tuple[str, ...]
    sign_years: tuple[str, ...] = ()


@public
def evidence_choices(
    scenario: AnyScenario, question: Question = AVERAGE_RECOVERED, **settings: Unpack[Settings]
) -> Answer[OfChoices]:
    """Return what each comparison that could have been chosen makes of the answer.

    The sets marked ``choice`` in ``evidence_sets.yaml`` are those that an analyst may defend for a
    year end at which an award runs out. Each takes the place of the chosen one in every year whose
    chance of ceasing rests on such a set; all else stays, the luck too, and so do the signs that
    are weighed into a year's chance.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is assumed. Where no chance of ceasing rests on such a set, the table is empty.
    question : Question
        What is asked; the average recovered over the open years by default.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by set, empty where no comparison enters. The counts (events, known, unknown) with
        the bounds of their share if none or all of the unknown were events, the ``chance`` of
        ceasing after a funded year with its ``low`` and ``high`` (5% and 95% points), before any
        sign,
        ``chance_not_funded_`` and the year for each open year, the ``answer`` in the question's
        unit, and whether the scenario has ``chosen`` it. ``about`` has the ``compared_years``
        whose chance it is, and the ``answer`` with the range that the chosen evidence allows it.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.evidence_choices(cf.load_scenario("central"))
    >>> table.index[table["chosen"]].tolist()
    ['year_ends_since_2024_25']
    """
    made = forecast(scenario, **settings)
    asked, assumed = Asked(made, question), made.scenario
    years = compared_years(assumed)
    sets = comparisons(assumed) if years else []
    chosen = {evidence_behind(assumed, year) for year in years}
    answers, gone = [], {}
    if sets:
        chances = compared_chances(assumed)
        answers = asked.at(chances).mean(axis=-1).tolist()
        gone = chances_not_funded(assumed, chances)
    signs = tuple(year for year in years if signs_in(assumed, year))
    rows = [
        {
            **set_counts(each),
            "low": each.chance.low,
            "chance": each.chance.mid,
            "high": each.chance.high,
            **{not_funded(year): each_gone[place] for year, each_gone in gone.items()},
            "answer": answers[place],
            "chosen": each.name in chosen,
            "caution": each.caution,
        }
        for place, each in enumerate(sets)
    ]
    frame = pd.DataFrame(rows, index=pd.Index([each.name for each in sets], name="set"))
    said = asked.describe()
    own = {
        "sources": [*said["sources"], *SOURCES],
        "checks": [*said["checks"], _chosen_agrees(frame, made, years)],
    }
    about = OfChoices(
        **said | own,
        stem="evidence_choices",
        caption="What other comparisons would make of it",
        columns=_columns(question, gone) | (_BEFORE_SIGNS if signs else {}),
        compared_years=years,
        sign_years=signs,
    )
    return Answer.of(frame, about)


def _columns(asked: Question, years: Iterable[str]) -> dict[str, Column]:
    gone = {
        not_funded(year): Column(f"Chance of no funding in {year}", CHANCE, f"no funding in {year}")
        for year in years
    }
    return {
        **SETS,
        "title": Column("Title", label="cases compared"),
        **gone,
        "answer": Column("Recovered, mean", ASKED, asked.words),
        "chosen": Column("Chosen", YES, "chosen"),
    }


def not_funded(year: str) -> str:
    """Return the column of the chance of no funding in a year.

    Examples
    --------
    >>> not_funded("2025/26")
    'chance_not_funded_2025_26'
    """
    return f"chance_not_funded_{year_name(year)}"


def _chosen_agrees(frame: pd.DataFrame, made: Forecast, years: Sequence[str]) -> dict[str, Any]:
    chosen = frame[frame["chosen"]] if len(frame) else frame
    gaps = [
        abs(float(chosen[not_funded(year)].iloc[0]) - 1 + made.probability_funded(year))
        for year in made.years_of("decision_years")
        if len(chosen) == 1
    ]
    return {
        "name": "The chosen comparison gives the forecast's own chances of no funding",
        "passed": max(gaps, default=0.0) < _CLOSE,
        "detail": f"in {number_of(len(years), 'year')} resting on it",
    }
