"""What the decision papers say, year by year, before any forecast."""

from dataclasses import replace
from typing import Any

import pandas as pd

from ..about import About
from ..answer import Answer
from ..arguments import public
from ..columns import COUNT, LIMIT, LIMIT_IN_PRICES, MODELLED, NAME, STATED, STATUS, Column
from ..inputs.awards import APPROVED, INDICATIVE, NO_PAPER, OUTTURN, RECEIVED
from ..inputs.facts import Facts
from ..units import CASH, HALF_A_PENNY, price_words

COLUMNS = {
    "financial_year": Column("Financial year", label="year"),
    "status": Column("Status", STATUS, "status"),
    "award_gbp": Column("Award", LIMIT, "award"),
    "outturn_gbp": Column("Outturn", STATED, "outturn", missing="not applicable"),
    "posts": Column("Posts stated", COUNT, "posts", missing="not stated"),
    "unit_cost_gbp": Column("Award for each post", STATED, "cost of a post", missing="not stated"),
    "decision": Column("Decision", label="decision"),
    "basis": Column("Basis", NAME),
    "locator": Column("Where it stands"),
}
_IN_PRICES = {STATED: MODELLED, LIMIT: LIMIT_IN_PRICES}


@public
def profile(facts: Facts, price_base: str = CASH) -> Answer[About]:
    """Return the awards by year: status, sum, and where papers state posts, what a post costs.

    Once a year is closed, a column holds the outturn beside the award.

    Parameters
    ----------
    facts : Facts
        The awards and the deflator.
    price_base : str
        ``cash``, or the financial year in whose prices the sums are given.

    Returns
    -------
    DataFrame
        Indexed by financial year; pounds in the price base, posts, and pounds a post (award over
        posts, where the paper states them).

    Raises
    ------
    InputError
        If the deflator has no such year.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> cf.profile(cf.load_facts()).loc["2023/24", "unit_cost_gbp"].round(2)
    np.float64(81509.57)
    """
    posts = any(award.posts for award in facts.awards.rows)
    scales = [facts.prices.scale(year, price_base) for year in facts.awards.years]
    rows = [
        {
            "status": award.status,
            "basis": award.basis,
            "award_gbp": award.amount * scale,
            **({"posts": award.posts} if posts else {}),
            "decision": award.decision or NO_PAPER,
            "locator": award.place,
        }
        for award, scale in zip(facts.awards.rows, scales, strict=True)
    ]
    deflator = [] if price_base == CASH else ["gdp_deflator"]
    frame = pd.DataFrame(rows, index=pd.Index(facts.awards.years, name="financial_year"))
    if posts:
        frame.insert(4, "unit_cost_gbp", frame["award_gbp"] / frame["posts"])
    closed = frame["status"] == OUTTURN
    if closed.any():
        settled = [award.settled for award in facts.awards.rows]
        frame.insert(3, "outturn_gbp", (pd.Series(settled, frame.index) * scales).where(closed))
    kinds = {} if price_base == CASH else _IN_PRICES
    about = About(
        columns={
            name: replace(each, kind=kinds.get(each.kind, each.kind))
            for name, each in COLUMNS.items()
        },
        price_base=price_base,
        sources=[*facts.awards.papers, *deflator],
        checks=[_back_in_cash(frame, facts, price_base)],
    )
    return Answer.of(frame, about)


def _back_in_cash(frame: pd.DataFrame, facts: Facts, price_base: str) -> dict[str, Any]:
    cash = sum(
        award / facts.prices.scale(str(year), price_base)
        for year, award in frame["award_gbp"].items()
    )
    paper = sum(award.amount for award in facts.awards.rows)
    return {
        "name": f"Sums in {price_words(price_base)} go back to the papers' sums",
        "passed": abs(cash - paper) < HALF_A_PENNY,
        "detail": f"£{cash:,.2f} and £{paper:,.2f}",
    }


@public
def profile_totals(facts: Facts) -> dict[str, float]:
    """Return the sums that the papers add up to, in pounds, cash; what has no paper is left out.

    Parameters
    ----------
    facts : Facts
        The awards.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> cf.profile_totals(cf.load_facts())
    {'received': 767708.0, 'to_last_indicative_year': 1908842.0, 'up_to_all_years': 3908842.0}
    """
    awards = facts.awards

    def total(*statuses: str) -> float:
        return sum(awards[year].settled for year in awards.years_with(*statuses))

    return {
        "received": total(RECEIVED, OUTTURN),
        "to_last_indicative_year": total(RECEIVED, OUTTURN, APPROVED, INDICATIVE),
        "up_to_all_years": sum(award.settled for award in awards.rows if award.decision),
    }
