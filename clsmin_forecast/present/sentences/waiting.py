"""What is at risk on the register's day, what to do meanwhile, and by when to decide it."""

from collections.abc import Iterable, Sequence
from datetime import date

from ...analysis.decide import WAITS, decide as posts_to_keep
from ...analysis.year import TERMS, OfYear, year as by_month
from ...answer import Answer
from ...inputs.awards import Awards
from ...model.forecast import Forecast
from ...model.year import last_day
from ...units import first_day, next_year
from ..words import by_day_words, day_words, list_words, percent, sum_words
from .clauses import year_label
from .decide import decide_briefly
from .year import at_signature, falls_on_us

_APRIL, _MONTHS = 4, 12


def at_risk(forecast: Forecast) -> str:
    """Return what is at risk now; nothing where no paper prices a post.

    In a year that has begun without a decision on record, what its months so far cost, as if no
    agreement were signed; of one ahead, what is spent until its agreement is signed.
    """
    day, awards = forecast.scenario.register.as_at, forecast.scenario.facts.awards
    if not forecast.priced:
        return ""
    if missing := _missing(forecast, TERMS):
        return f"What is at risk now is not told: the register has no {list_words(missing)}."
    over = _over(forecast, awards.ended(day))
    if not (year := _year_at_risk(awards, day)):
        return over or "Every decision is on record, so nothing is at risk now."
    usual = _by_month(forecast, year)
    if none := _nothing(usual):
        return " ".join(filter(None, (none, over)))
    month = f"Each month costs {sum_words(float(usual['cost'].iloc[0]))}."
    lead = f"If the team is kept, what it costs in {year_label(forecast, year)} is at risk"
    if first_day(year) > day or usual.about.signed_on >= _month_end(day):
        falls = f"{falls_on_us(usual.about)}{_if_funded_before(forecast, year)}"
        return f"{lead}: {_spent(usual.about)}; {falls}. {_end(forecast, year, month, over)}"
    still = _by_month(forecast, year, _months_gone(day)).about
    falls = f"{falls_on_us(still)}{_if_funded_before(forecast, year)}"
    return (
        f"{lead}: {_spent(still)} if no agreement is signed by then, {_spent(usual.about)} if one "
        f"was signed by then, as is usual; {falls}. {_end(forecast, year, month, over)}"
    )


def at_risk_briefly(forecast: Forecast) -> tuple[str, str] | None:
    """Return the sum at risk if no agreement is signed by the month's end, and what it is of.

    None where no paper prices a post, the register has no such terms, or no year is at risk.
    """
    day, awards = forecast.scenario.register.as_at, forecast.scenario.facts.awards
    year = _year_at_risk(awards, day)
    if not forecast.priced or not year or _missing(forecast, TERMS):
        return None
    told = _by_month(forecast, year, None if first_day(year) > day else _months_gone(day))
    sum_ = at_signature(told.about)
    beyond = " beyond other money" if _other_money(forecast, year) else ""
    spent = f"By {by_day_words(told.about.signed_on)} the team will have cost {sum_}{beyond}"
    return sum_, _nothing(told) or (
        f"{spent} in {year_label(forecast, year)} if no agreement is signed before; "
        f"{falls_on_us(told.about)}."
    )


def _nothing(usual: Answer[OfYear]) -> str:
    """Return why nothing is at risk in a year by month; nothing where something is."""
    if round(float(usual["notice"].iloc[-1])):
        return ""
    why = "Other money pays for the team" if usual["spent"].any() else "The team has no post"
    return f"{why} in {usual.about.year}, so nothing is at risk."


def _end(forecast: Forecast, year: str, month: str, over: str) -> str:
    other = _other_money(forecast, year)
    left = "What other money that the scenario assumes pays for is taken off." if other else ""
    return " ".join(filter(None, (month, left, over)))


def _other_money(forecast: Forecast, year: str) -> bool:
    return forecast.scenario.quantities["alternative_funding"][year].high > 0


def _month_end(day: date) -> date:
    """Return the first day of the month after a day's."""
    return date(day.year + day.month // _MONTHS, day.month % _MONTHS + 1, 1)


def _spent(about: OfYear) -> str:
    return f"{at_signature(about)} by {by_day_words(about.signed_on)}"


def _if_funded_before(forecast: Forecast, year: str) -> str:
    """Return the chance given that the year before was funded, where that is not known."""
    before = [each for each in forecast.scenario.facts.awards.decision_years if each < year][-1:]
    if not before or not 0 < forecast.probability_funded(year) < 1:
        return ""
    given = percent(forecast.scenario.quantities["cessation"][year].mid)
    return f", {given} if {before[0]} was funded"


def _over(forecast: Forecast, ended: Sequence[str]) -> str:
    """Return what the years that are over may have cost, whose decisions are not on record."""
    said = [
        f"{sum_words(cost.mean)} in {year_label(forecast, year)} with a chance of {percent(chance)}"
        for year in ended
        if (chance := 1 - forecast.probability_funded(year)) > 0
        and (cost := forecast.in_year("cost", year))
    ]
    who = forecast.scenario.facts.grant.holder
    already = f"What was not funded has fallen on {who} already"
    return f"{already}: {list_words(said)}." if said else ""


def meanwhile(forecast: Forecast) -> str:
    """Return how many posts to keep until it is known, what if wrong, and what would turn that."""
    awards, day = forecast.scenario.facts.awards, forecast.scenario.register.as_at
    year = _year_at_risk(awards, day) if forecast.priced else ""
    if not year or _missing(forecast, WAITS):
        return ""
    told = posts_to_keep(
        forecast.scenario,
        year,
        draws=forecast.draws,
        seed=forecast.seed,
        price_base=forecast.price_base,
    )
    begun = first_day(year) <= day
    said = decide_briefly(told.about)
    if not begun or not said:
        return said
    return f"As it stood on {day_words(first_day(year))}, {said[0].lower()}{said[1:]}"


def decide_by(forecast: Forecast) -> str:
    """Return by when notice leaves nothing to pay in the next year that begins undecided."""
    if not (known := notice_by(forecast)):
        return ""
    awards, day = forecast.scenario.facts.awards, forecast.scenario.register.as_at
    year, safe = known
    on_file = "" if year in awards.years else ", of which no paper speaks yet"
    given = "is to be" if day <= safe else "was to be"
    return (
        f"So that nothing is spent without money in {year}{on_file}, notice {given} given by "
        f"{day_words(safe)}."
    )


def notice_by(forecast: Forecast) -> tuple[str, date] | None:
    """Return the next year that begins undecided, and the last day for notice that leaves nothing.

    None where no year is open, or the register has no time of notice.
    """
    day, awards = forecast.scenario.register.as_at, forecast.scenario.facts.awards
    waiting = forecast.scenario.register.waiting
    if not awards.open_costed_years or "redeploy_months" not in waiting:
        return None
    ahead = (each for each in awards.open_costed_years if first_day(each) > day)
    year = next(ahead, _year_after(day))
    return year, last_day(year, waiting["redeploy_months"].mid)


def _year_at_risk(awards: Awards, day: date) -> str:
    """Return the undecided year in which a day lies, else the next one; none once all are over."""
    ended = awards.ended(day)
    return next((year for year in awards.open_costed_years if year not in ended), "")


def _year_after(day: date) -> str:
    start = day.year if day < date(day.year, _APRIL, 1) else day.year + 1
    return next_year(f"{start - 1}/{start % 100:02}")


def _months_gone(day: date) -> int:
    """Return how many months of the financial year are over when the month of a day ends."""
    return (day.month - _APRIL) % _MONTHS + 1


def _missing(forecast: Forecast, names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in forecast.scenario.register.waiting]


def _by_month(forecast: Forecast, year: str, signed_month: float | None = None) -> Answer[OfYear]:
    return by_month(
        forecast.scenario,
        year,
        signed_month=signed_month,
        draws=forecast.draws,
        seed=forecast.seed,
        price_base=forecast.price_base,
    )
