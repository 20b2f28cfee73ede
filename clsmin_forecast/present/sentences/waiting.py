"""What is at risk on the register's day, what to do meanwhile, and by when to decide it."""

from collections.abc import Iterable, Sequence
from datetime import date

from ...analysis.decide import OfDecision, decide as posts_to_keep, rest_of_year
from ...analysis.year import OfYear, year as by_month
from ...answer import Answer
from ...inputs.awards import Awards
from ...inputs.waiting import OF_POSTS, OF_YEAR
from ...model.forecast import Forecast
from ...model.year import MONTHS, day_at, last_day, months_gone
from ...units import first_day, next_year
from ..decision_words import NO_POST, months_words, turn_words, turns_words
from ..words import (
    about as nearly,
    by_day_words,
    capital,
    day_words,
    list_words,
    percent,
    spread,
    sum_words,
)
from .clauses import year_label
from .decide import posts_briefly
from .year import at_signature, falls_on_us, unsigned_sum, unsigned_words

_APRIL = 4


def at_risk(forecast: Forecast) -> str:
    """Return what is at risk now; nothing where no paper prices a post.

    In a year that has begun without a decision on record, what its months so far cost, as if no
    agreement were signed; of one ahead, what is spent until its agreement is signed.
    """
    day, awards = forecast.scenario.register.as_at, forecast.scenario.facts.awards
    if not forecast.priced:
        return ""
    if missing := _missing(forecast, OF_YEAR):
        return f"What is at risk now is not told: the register has no {list_words(missing)}."
    over = _over(forecast, awards.ended(day))
    if not (year := _year_at_risk(awards, day)):
        return over or "Every decision is on record, so nothing is at risk now."
    usual = _by_month(forecast, year)
    if none := _nothing(usual):
        return " ".join(filter(None, (none, over)))
    month = f"Each month costs {sum_words(float(usual['cost'].iloc[0]))}."
    lead = f"If the team is kept, what it costs in {year_label(forecast, year)} is at risk"
    falls = f"{falls_on_us(usual.about)}{_if_funded_before(forecast, year)}"
    signed = _spent(usual.about)
    if usual.about.overdue:
        still = unsigned_words(usual.about)
        signed = f"{still} if no agreement is signed by then, {signed} if one was, as is usual"
    return f"{lead}: {signed}; {falls}. {_end(forecast, year, month, over)}"


def at_risk_briefly(forecast: Forecast) -> tuple[str, str] | None:
    """Return the sum at risk if no agreement is signed by the month's end, and what it is of.

    None where no paper prices a post, the register has no such terms, or no year is at risk.
    """
    day, awards = forecast.scenario.register.as_at, forecast.scenario.facts.awards
    year = _year_at_risk(awards, day)
    if not forecast.priced or not year or _missing(forecast, OF_YEAR):
        return None
    told = _by_month(forecast, year)
    about = told.about
    sum_ = unsigned_sum(about) if about.overdue else at_signature(about)
    beyond = " beyond other money" if _other_money(forecast, year) else ""
    by = by_day_words(about.unsigned_by if about.overdue else about.signed_on)
    return sum_, _nothing(told) or (
        f"By {by} keeping the team will have cost {sum_}{beyond} in {year_label(forecast, year)}, "
        f"at risk unless an agreement is signed; {falls_on_us(about)}"
        f"{_if_funded_before(forecast, year)}."
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
        f"{sum_words(unpaid)} if {year_label(forecast, year)} was not funded (a chance of "
        f"{percent(chance)})"
        for year in ended
        if year in forecast.amounts.unpaid
        and (chance := 1 - forecast.probability_funded(year)) > 0
        and (unpaid := float(forecast.amounts.unpaid[year].mean()) * forecast.scale[year])
    ]
    who = forecast.scenario.facts.grant.holder
    kept = f"If the team was kept, what has fallen on {who} already is"
    return f"{kept} {list_words(said)}." if said else ""


def meanwhile(forecast: Forecast) -> str:
    """Return how many posts to keep until it is known, what if wrong, and what would turn that."""
    if not (told := _decided(forecast)) or not (said := posts_briefly(told)):
        return ""
    if months_gone(told.year, told.basis.as_at) <= 1:
        return said
    since = f"Each month since has cost {_a_month(forecast, told.year)}."
    now = (_rest_of_year(forecast, told), _notice_now(forecast, told.year))
    return " ".join(filter(None, (said, since, *now)))


def _rest_of_year(forecast: Forecast, told: OfDecision) -> str:
    """Return above which chance keeping pays from the month of the register's day on."""
    gone = months_gone(told.year, told.basis.as_at)
    rest = rest_of_year(forecast, told.year, gone)
    if told.paid_if_ceased > NO_POST or not 0 < rest.turns_at < 1:
        return ""
    known, then = months_words(told.waiting["signed_month"]), day_at(told.year, gone)
    keeps, no = "gives notice to", ""
    if told.funded > rest.turns_at:
        keeps, no = "keeps", "; it gives notice at once if the answer is no"
    return (
        f"From {by_day_words(then)} on, with the answer {known} later, {told.grant.holder} {keeps} "
        f"the team, since keeping pays above a {turn_words(rest.turns_at)} chance of funding, "
        f"taken as {nearly(told.funded)}{_may_turn(told, rest.turns_at)}{no}. Beside notice now, "
        f"keeping in vain costs {sum_words(rest.all_if_ceased)} more, and notice in vain loses "
        f"{sum_words(rest.none_if_funded)} of work."
    )


def _may_turn(told: OfDecision, turn: float) -> str:
    """Return what the chance of funding may be, if that reaches the one at which it turns."""
    found = [span for span in (told.by_evidence, told.by_comparison) if span]
    spans = [spread(*map(percent, each)) for each in found if each[0] <= turn <= each[1]]
    return f" (but {list_words(spans, 'or')} may be so, which may turn it)" if spans else ""


def _notice_now(forecast: Forecast, year: str) -> str:
    """Return what notice at the end of the month of the register's day keeps from falling on us."""
    gone = months_gone(year, forecast.scenario.register.as_at)
    if _missing(forecast, OF_YEAR):
        return ""
    told = _by_month(forecast, year)
    then, whole = (sum_words(float(told["notice"].iloc[at])) for at in (gone - 1, -1))
    if then == whole:
        return ""
    return (
        f"Without money for {year}, notice at {by_day_words(told.about.day_at(gone))} holds what "
        f"falls on {told.about.grant.holder} to {then}, in place of {whole}."
    )


def _decided(forecast: Forecast, year: str = "") -> OfDecision | None:
    """Return how many posts to keep in a year on file, or the year at risk; None if none tells."""
    awards, day = forecast.scenario.facts.awards, forecast.scenario.register.as_at
    year = year if year in awards.open_costed_years else _year_at_risk(awards, day)
    if not forecast.priced or not year or _missing(forecast, OF_POSTS):
        return None
    return posts_to_keep(
        forecast.scenario,
        year,
        draws=forecast.draws,
        seed=forecast.seed,
        price_base=forecast.price_base,
    ).about


def decide_briefly(forecast: Forecast) -> str:
    """Return who is to ask what, where a year has begun undecided, and then to decide on notice."""
    facts, day = forecast.scenario.facts, forecast.scenario.register.as_at
    if not (known := notice_by(forecast)):
        return ""
    begun, year = facts.awards.begun(day), known[0]
    told = _decided(forecast, year)
    asks = f"asks the funder ({facts.grant.funder}) now what it decided for the years begun, and "
    later = f"each month later costs {_a_month(forecast, year)}"
    wait = f"; waiting pays above a {turns_words(told)} chance of funding" if told else ""
    return (
        f"{capital(facts.grant.holder)} {asks if begun else ''}decides by then"
        f"{_if_longer(forecast, year)} whether to give notice, so that {year} costs nothing "
        f"without money; {later}{wait}."
    )


def ask_the_funder(forecast: Forecast, years: str) -> str:
    """Return who finds out, and where, what was decided for years that have begun, as a clause."""
    grant = forecast.scenario.facts.grant
    return (
        f"{grant.holder} looks in its own grant file and, where that does not tell, asks the "
        f"funder ({grant.funder}) what it has decided for {years}"
    )


def decide_by(forecast: Forecast) -> str:
    """Return by when who decides on notice so that the next undecided year costs nothing without.

    With what would move the day, and what a month later costs.
    """
    if not (known := notice_by(forecast)):
        return ""
    (year, safe), facts = known, forecast.scenario.facts
    on_file = "" if year in facts.awards.years else ", of which no paper speaks yet"
    decides = "is" if forecast.scenario.register.as_at <= safe else "was"
    return (
        f"{capital(facts.grant.holder)} {decides} to decide by {day_words(safe)}"
        f"{_if_longer(forecast, year)} whether to give notice, so that nothing is spent without "
        f"money in {year}{on_file}; {_if_late(forecast, year)}."
    )


def _if_longer(forecast: Forecast, year: str) -> str:
    """Return by when it would be if notice takes as long as it may, as a clause."""
    notice = forecast.scenario.register.waiting["redeploy_months"]
    if notice.low == notice.high:
        return ""
    sooner, takes = day_words(last_day(year, notice.high)), months_words(notice.high)
    return f" ({sooner} if a post takes {takes} to redeploy: find out first)"


def _if_late(forecast: Forecast, year: str) -> str:
    """Return what each month costs in a year, or in the last before it that the papers price."""
    last = _priced(forecast, year)
    as_in = "" if last == year else f", as in {last},"
    return f"each month later costs {_a_month(forecast, year)}{as_in} if no money comes"


def _priced(forecast: Forecast, year: str) -> str:
    """Return a year, or the last before it in which the team has a cost."""
    return max(each for each in forecast.scenario.facts.awards.costed_years if each <= year)


def _a_month(forecast: Forecast, year: str) -> str:
    whole = forecast.in_year("cost", _priced(forecast, year))
    return sum_words(whole.mean / MONTHS if whole else 0)


def if_notice_is_wrong(forecast: Forecast) -> str:
    """Return what notice in vain loses, and above which chance of funding it pays to wait."""
    year, _ = notice_by(forecast) or ("", None)
    told = _decided(forecast, year)
    if not year or not told or not 0 < told.turns_at < 1:
        return ""
    within = spread(*map(percent, told.turns_within))
    ranges = f" ({within} over the ranges of what that takes)" if told.ends else ""
    as_in, unknown = "", ""
    if year != told.year:
        was = f"and was {nearly(told.funded)} in {told.year}"
        as_in, unknown = f", as in {told.year}", f"; that chance is not worked out here, {was}"
    return (
        "If money comes after all, a post that was let go is filled again only "
        f"{months_words(told.waiting['refill_months'])} after the answer: of the whole team, that "
        f"loses {sum_words(told.none_if_funded)} of work{as_in}. So waiting pays while the chance "
        f"of funding in {year} is above {turns_words(told)}{ranges}{unknown}."
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


def _missing(forecast: Forecast, names: Iterable[str]) -> list[str]:
    return [name for name in names if name not in forecast.scenario.register.waiting]


def _by_month(forecast: Forecast, year: str) -> Answer[OfYear]:
    return by_month(
        forecast.scenario,
        year,
        draws=forecast.draws,
        seed=forecast.seed,
        price_base=forecast.price_base,
    )
