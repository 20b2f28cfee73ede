"""The year by month in words: what is spent without an agreement, and the day to decide by."""

from collections.abc import Sequence

from ...analysis.year import OfYear
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import STATUSES, UNDECIDED
from ...units import number_of, pounds
from ..question_words import prices_sentence
from ..words import by_day_words, day_words, list_words, odds, spread, sum_words
from .clauses import by_cases

_WEEK = 7
_A_YEAR = 12


@public
def year(frame: Answer[OfYear]) -> str:
    """Return what is spent without an agreement, on whom it falls, and what notice would save.

    Parameters
    ----------
    frame : DataFrame
        From `year`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> year(cf.year("ceases", "2024/25", signed_month=3)).split(". ")[0]
    'If its agreement was signed by the end of June 2024, £142,642 had been spent before'
    """
    about = frame.about
    said = (_at_risk(about), _notice(frame), _owed(about), _lost(about), cases_words(about))
    return f"{' '.join(filter(None, said))}{prices_sentence(about)}"


def at_signature(about: OfYear) -> str:
    """Return the sum at risk when the agreement is signed, to the pound where the cost is known."""
    return _sum(about, about.at_signature)


def unsigned_words(about: OfYear) -> str:
    """Return what is at risk if no agreement is signed in the month of the register's day."""
    return f"{unsigned_sum(about)} by {by_day_words(about.unsigned_by)}"


def unsigned_sum(about: OfYear) -> str:
    """Return the same without the day."""
    return _sum(about, about.unsigned)


def _sum(about: OfYear, amount: float) -> str:
    return (pounds if about.known else sum_words)(amount)


def _at_risk(about: OfYear) -> str:
    status, when = about.status_of[about.year], by_day_words(about.signed_on)
    stands = f"{about.year} is {STATUSES[status].standing}"
    if about.terms.signed_month and not round(about.at_signature):
        why = "other money pays for the team" if about.other_money else "the team has no post"
        return f"Nothing is at risk, since {why}; {stands}."
    if not about.terms.signed_month:
        return f"If the agreement is signed by {when}, nothing is at risk; {stands}."
    lead = f"If its agreement was signed by {when}, {at_signature(about)} had been spent before"
    if status not in UNDECIDED:
        if about.not_funded:
            return f"{lead}; {stands}, without funding, so it falls on {about.grant.holder}."
        return f"{lead}; {stands}, so none of it is at risk."
    other = " What other money pays for is taken off." if about.other_money else ""
    said = f"By {when} {at_signature(about)} will have been spent without an agreement"
    if about.overdue:
        said = f"{lead}. None is on record, and unless one was signed it is {unsigned_words(about)}"
    return f"{said}; {falls_on_us(about)}; {stands}.{other}"


def falls_on_us(about: OfYear) -> str:
    """Return how likely it is that what is spent without an agreement falls on the holder."""
    chance = f"{odds(about.not_funded)}{by_cases(about.compared)}"
    return f"the chance that it falls on {about.grant.holder} is {chance}"


def _notice(frame: Answer[OfYear]) -> str:
    """Return until when notice costs nothing, and what it costs once the agreement is due."""
    about = frame.about
    safe = f"Notice by {day_words(about.last_safe_day)} leaves nothing spent without money"
    month = round(about.terms.signed_month)
    if not month:
        return f"{safe}."
    given = by_day_words(about.day_at(month))
    return f"{safe}; given at {given} it leaves {_sum(about, frame['notice'].iloc[month - 1])}."


def _owed(about: OfYear) -> str:
    if not about.most_owed:
        return ""
    terms = about.terms
    every = "once a year" if terms.claim_every == _A_YEAR else f"every {_months(terms.claim_every)}"
    paid = f"paid {_months(terms.paid_after)} later" if terms.paid_after else "paid at once"
    most = f"most is owed at the end of {about.most_owed_in}, {_sum(about, about.most_owed)}"
    funded = "If it is funded, claimed" if about.status_of[about.year] in UNDECIDED else "Claimed"
    return f"{funded} {every} and {paid}, {most}."


def _months(number: float) -> str:
    return number_of(int(number), "month") if number == int(number) else f"{number:g} months"


def _lost(about: OfYear) -> str:
    if about.terms.carry_over == 1:
        return "What is not spent of the award may be claimed the year after."
    if not round(about.not_claimed):
        return ""
    funded = " if it is funded" if about.status_of[about.year] in UNDECIDED else ""
    lost = f"{sum_words(about.not_claimed)} of the award on average{funded}"
    return f"What is not spent by the end of March cannot be claimed: {lost}."


def cases_words(about: OfYear) -> str:
    """Return when comparable grants were told of and signed, or nothing where no case is dated."""
    said = [
        _cases("grant", "told of", about.told_before, "before"),
        _cases("grant", "told of", about.told_after, "after"),
        _cases("agreement", "signed", about.signed_before, "before"),
        _cases("agreement", "signed", about.signed_after, "after"),
    ]
    on_file = list_words([each for each in said if each])
    return f"On file, {on_file}." if on_file else ""


def _cases(what: str, done: str, days: Sequence[int], side: str) -> str:
    if not days:
        return ""
    were = "was" if len(days) == 1 else "were"
    low, high = (str(round(each / _WEEK)) for each in (min(days), max(days)))
    when = f"{spread(low, high)} week{'' if low == high == '1' else 's'}"
    return f"{number_of(len(days), what)} {were} {done} {when} {side} 1 April"
