"""The year by month: what is spent without an agreement, what is owed, and what cannot be claimed.

Every spring the money is told of before April and its agreement signed after it, and somebody keeps
the team meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import MODELLED, NAME, POSTS, Column
from ..errors import unknown
from ..inputs.awards import OUTTURN, UNDECIDED
from ..inputs.confirmations import Confirmation
from ..inputs.scenarios import AnyScenario
from ..inputs.waiting import OF_YEAR
from ..model import year as months
from ..model.beliefs import span_of_comparisons
from ..model.decisions import CEASE
from ..model.document import sources
from ..model.forecast import Forecast, forecast
from ..model.mixture import Mixture
from ..model.year import MONTHS, day_at, last_day
from ..quantiles import Values
from .basis import OfForecasts, Settings, describe
from .conditional import chance_ceased, if_funded

_ENDS = (0.05, 0.95)

COLUMNS = {
    "month": Column("Month", NAME, "by the end of"),
    "posts": Column("Posts of the team", POSTS),
    "cost": Column("Cost of the month, mean", MODELLED),
    "spent": Column("Spent so far, mean", MODELLED, "spent"),
    "at_risk": Column(
        "Spent until the agreement is signed", MODELLED, "at risk, signed as assumed"
    ),
    "at_risk_expected": Column(
        "At risk, times the chance of no funding", MODELLED, "at risk, by chance"
    ),
    "paid": Column("Paid so far if funded, mean", MODELLED, "paid if funded"),
    "owed": Column("Owed if funded, mean", MODELLED, "owed if funded"),
    "outlook_mean": Column("Outlook of the year's spending, mean", MODELLED, "outlook, mean"),
    "outlook_p5": Column("Outlook, 5% point", MODELLED, "5%"),
    "outlook_p95": Column("Outlook, 95% point", MODELLED, "95%"),
    "notice": Column(
        "Spent in all if notice is given then and nothing is paid", MODELLED, "with notice then"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Terms:
    """When an agreement is signed and its claims are paid, and how long a team takes to redeploy.

    Each is as `year` takes it, or the register's.
    """

    signed_month: float
    claim_every: float
    paid_after: float
    carry_over: float
    redeploy_months: float


@dataclass(frozen=True, kw_only=True)
class OfYear(OfForecasts):
    """What the year by month says of itself, beside its ``terms``.

    The ``year``; the chance that it is ``not_funded``, and its span over the comparisons that
    enter it, ``compared``; the day on which the agreement is ``signed_on``, the sum
    ``at_signature`` that is at risk until then, what ``other_money`` pays for taken off, and
    whether it is ``known`` or modelled; and the same, ``unsigned``, if none is signed by the end of
    the month in which the register stands, ``unsigned_by``. The ``most_owed``, and ``most_owed_in``
    which month; what ``not_claimed`` of the award on average if the year is funded. The
    ``last_safe_day`` to give notice so that nothing is spent without money. Comparable grants: how
    many days before a 1 April they were ``told_before`` and ``signed_before``, and how many after
    it they were ``told_after`` and ``signed_after``. The terms that are the register's are
    ``registered``.
    """

    year: str
    terms: Terms
    not_funded: float
    compared: tuple[float, float] | None
    signed_on: date
    at_signature: float
    unsigned_by: date
    unsigned: float
    known: bool
    other_money: float
    most_owed: float
    most_owed_in: str
    not_claimed: float
    last_safe_day: date
    told_before: tuple[int, ...]
    told_after: tuple[int, ...]
    signed_before: tuple[int, ...]
    signed_after: tuple[int, ...]
    registered: tuple[str, ...]

    @property
    def overdue(self) -> bool:
        """Whether the agreement should be signed by now, and no decision is on record."""
        undecided = self.status_of[self.year] in UNDECIDED
        return undecided and bool(self.terms.signed_month) and self.signed_on < self.unsigned_by

    def day_at(self, time: float) -> date:
        """Return the day that lies so many months from the year's 1 April."""
        return day_at(self.year, time)


class Told(Settings, total=False):
    """How the forecast is made, and the terms that are taken in place of the register's."""

    signed_month: float | None
    claim_every: float | None
    paid_after: float | None
    carry_over: float | None
    redeploy_months: float | None


@public
def year(scenario: AnyScenario, year: str | None = None, **told: Unpack[Told]) -> Answer[OfYear]:
    """Return a year by month: what is spent, at risk until the agreement is signed, and owed.

    Parameters
    ----------
    scenario
        As in `forecast`.
    year : str, optional
        One in which the team has a cost; by default the first of these that is undecided and not
        over, else the last.
    **told
        As in `forecast`, and in place of what the register has: ``signed_month``, months from 1
        April to the signed agreement, 0 to 12; ``claim_every`` and ``paid_after``, months from
        claim to claim and from a claim to its payment; ``carry_over``, 1 if what is not spent may
        be claimed the year after, 0 if not; ``redeploy_months``, months from notice until a post
        costs nothing more.

    Returns
    -------
    DataFrame
        Indexed by ``month``, such as ``April 2025``; sums in pounds, each at the end of its month:
        the ``posts`` of the team; the ``cost`` of the month; what is ``spent`` so far; ``at_risk``,
        what of it was spent without an agreement and no other money pays for, and
        ``at_risk_expected``, that times the chance that the year is not funded; if the year is
        funded, what was ``paid`` by then and is ``owed`` before what is paid that day; the
        ``outlook`` of the year's spending, the ``mean`` and the 5% and 95% points, in which what
        remains is spent at the recovery rate; and what ``notice`` given then spends of ours, from
        1 April until the posts are given up or the year ends.

        `OfYear` has what ``about`` says of it.

    Raises
    ------
    InputError
        If the team has no cost in the year, or an argument breaks a rule.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> decided = cf.year("central", "2023/24", signed_month=3)
    >>> float(decided.loc["June 2023", "at_risk"].round(2)), decided.about.not_funded
    (142641.75, 0.0)
    """
    settings: dict[str, Any] = {**told}
    own = {name: settings.pop(name, None) for name in OF_YEAR}
    made = forecast(scenario, **settings)
    chosen, register = _costed(made, year), made.scenario.register
    terms = Terms(**{name: register.value_of(name, each, "year") for name, each in own.items()})
    frame = pd.DataFrame(_columns(made, chosen, terms), index=_months(chosen))
    names = [name for name, each in own.items() if each is None]
    about = OfYear(
        **_said(chosen, made, terms) | {"sources": _sources(made, names)},
        **_most_owed(frame["owed"]),
        **_cases(made.scenario.facts.confirmations),
        stem="year",
        caption="The year by month",
        columns=COLUMNS,
        registered=tuple(names),
    )
    return Answer.of(frame, about)


def _costed(made: Forecast, year: str | None) -> str:
    """Return the year that is meant, checked."""
    made.require_priced("cost")
    awards = made.scenario.facts.awards
    if year is None:
        over = awards.ended(made.scenario.register.as_at)
        ahead = [each for each in awards.open_costed_years if each not in over]
        return (*ahead, *awards.open_costed_years[-1:], awards.costed_years[-1])[0]
    if year not in awards.costed_years:
        raise unknown("year", "year in which the team has a cost", year, awards.costed_years)
    return year


def _months(year: str) -> pd.Index:
    said = [f"{day_at(year, month):%B %Y}" for month in range(MONTHS)]
    return pd.Index(said, name="month")


def _costs(made: Forecast, year: str) -> Values:
    """Return the cost of each month, draw by draw, pounds in the price base."""
    posts = np.repeat(made.amounts.team[year][:, None], MONTHS, axis=1)
    return months.month_costs(posts, made.amounts.unit_cost[year][:, None]) * made.scale[year]


def _unpaid(made: Forecast, year: str) -> Values:
    """Return what of the year's cost falls on us without an award, draw by draw, as `_costs`."""
    return made.amounts.unpaid[year] * made.scale[year]


def _columns(made: Forecast, year: str, terms: Terms) -> dict[str, Any]:
    costs, unpaid = _costs(made, year), _unpaid(made, year)
    monthly = np.repeat(unpaid[:, None] / MONTHS, MONTHS, axis=1)
    at_risk = _mean(months.at_risk(monthly, terms.signed_month))
    paid, owed = _claimed(made, year, terms, costs)
    seen = months.outlook(costs, _rate(made, year)[:, None])
    ends = _quantiles(seen)
    return {
        "posts": float(made.amounts.team[year].mean()),
        "cost": _mean(costs),
        "spent": _mean(months.spent(costs)),
        "at_risk": at_risk,
        "at_risk_expected": at_risk * chance_ceased(made, year),
        "paid": paid,
        "owed": owed,
        "outlook_mean": _mean(seen),
        "outlook_p5": ends[:, 0],
        "outlook_p95": ends[:, 1],
        "notice": months.spent_by(_mean(unpaid), months.month_ends() + terms.redeploy_months),
    }


def _mean(values: Values) -> Values:
    return np.asarray(values.mean(axis=0))


def _quantiles(values: Values) -> Values:
    """Return the ends of 90% of outcomes by month."""
    return np.array([Mixture((month,), (1.0,)).quantiles(_ENDS) for month in values.T])


def _rate(made: Forecast, year: str) -> Values:
    return made.amounts.drawn["recovery_rate"].get(year, np.ones(1))


def _claimed(made: Forecast, year: str, terms: Terms, costs: Values) -> tuple[Values, Values]:
    """Return what is paid by each month's end and what is owed, on average if the year is funded.

    Nothing is where it never is.
    """
    until = months.claims_paid(terms.claim_every, terms.paid_after, terms.signed_month)
    paid, owed, funded = np.zeros(MONTHS), np.zeros(MONTHS), made.probability_funded(year)
    for decision, weight in made.weights(year).items():
        if decision != CEASE:
            award = _most_claimed(made, year, decision)[:, None] * made.scale[year]
            claimable = months.recoverable(costs, award)
            got = months.paid(claimable, until)
            paid += _mean(got) * weight / funded
            owed += _mean(months.owed(claimable, got)) * weight / funded
    return paid, owed


def _most_claimed(made: Forecast, year: str, decision: str) -> Values:
    """Return the most that may be claimed: the award, or of a closed year its outturn."""
    closed = made.scenario.facts.awards[year].status == OUTTURN
    return (made.amounts.recovered if closed else made.amounts.award)[year, decision]


def _said(year: str, made: Forecast, terms: Terms) -> dict[str, Any]:
    """Return what the answer says of the year and its terms."""
    unpaid, gone = _unpaid(made, year), months.months_gone(year, made.scenario.register.as_at)
    return describe([made], (year,), "cost") | {
        "year": year,
        "terms": terms,
        "not_funded": chance_ceased(made, year),
        "compared": span_of_comparisons(made.scenario, year),
        "signed_on": day_at(year, terms.signed_month),
        "at_signature": float(months.spent_by(unpaid, terms.signed_month).mean()),
        "unsigned_by": day_at(year, gone),
        "unsigned": float(months.spent_by(unpaid, float(gone)).mean()),
        "known": len(unpaid) == 1,
        "other_money": float(made.amounts.other_money[year].mean()) * made.scale[year],
        "not_claimed": _not_claimed(made, year, terms),
        "last_safe_day": last_day(year, terms.redeploy_months),
    }


def _most_owed(owed: "pd.Series[float]") -> dict[str, Any]:
    most = int(owed.to_numpy().argmax())
    return {"most_owed": float(owed.iloc[most]), "most_owed_in": str(owed.index[most])}


def _sources(made: Forecast, names: Sequence[str]) -> list[str]:
    """Return what the forecast rests on, and the terms that are the register's."""
    entries = made.scenario.register.waiting_entries
    cited = (id for name in names for id in entries[name].sources)
    return list(dict.fromkeys([*sources(made), *cited]))


def _cases(cases: Sequence[Confirmation]) -> dict[str, Any]:
    """Return how many days before and after a 1 April grants were told of, and signed."""
    found: dict[str, tuple[int, ...]] = {}
    for event in ("told", "signed"):
        days = [each for case in cases if (each := getattr(case, event)) is not None]
        found[f"{event}_before"] = tuple(-each for each in days if each < 0)
        found[f"{event}_after"] = tuple(each for each in days if each >= 0)
    return found


def _not_claimed(made: Forecast, year: str, terms: Terms) -> float:
    """Return what of the award is lost on average if the year is funded, pounds."""
    award, got = (if_funded(made, year, measure) for measure in ("award", "recovered"))
    if award is None or got is None:
        return 0.0
    lost = months.not_claimable(np.array(award.mean), np.array(got.mean), terms.carry_over)
    return float(lost)
