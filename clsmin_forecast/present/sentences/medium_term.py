"""The medium-term plan in words: what is on file, expected, missing, and to be held."""

from collections.abc import Hashable, Mapping
from math import isnan

from ...analysis.at_risk import AT_RISK
from ...analysis.medium_term import OfMediumTerm
from ...analysis.reserve import TOGETHER
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import CEILINGS, STATUSES, WITH_YEAR
from ...model.projection import GAP_PARTS
from ...units import HALF_A_PENNY, pounds
from ..question_words import level_words, prices_sentence
from ..words import (
    bound,
    dated_words,
    list_words,
    over_years,
    status_behind,
    sum_words,
    under_words,
)
from .clauses import parts_of_gap

Row = Mapping[Hashable, float]
Years = Mapping[str, Row]


@public
def medium_term(frame: Answer[OfMediumTerm]) -> str:
    """Return what is on file, what of it is expected, what is missing, and the sum to hold.

    Parameters
    ----------
    frame : DataFrame
        From `medium_term`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> medium_term(cf.medium_term("ceases", draws=8)).split(". ")[1].split(":")[0]
    'Of that, £1.82 million is recovered or expected to be, averaged over all outcomes'
    """
    years = {str(year): row for year, row in frame.to_dict("index").items()}
    whole, about = years.pop(TOGETHER), frame.about
    said = [_on_file(whole, about), _expected(whole), *_of_the_team(whole, years, about)]
    said.append(_at_risk(whole, about))
    return f"{' '.join(filter(None, said))}{prices_sentence(about)}"


def _on_file(whole: Row, about: OfMediumTerm) -> str:
    sums = [f"{_sum(whole[name], name)}{status_behind(name)}" for name in _there(about)]
    over = f"{over_years(about.years)}, {under_words(about.statuses)}"
    up_to = "up to " if {*CEILINGS}.intersection(about.statuses) else ""
    comes = f"The awards on file are {up_to}{pounds(whole['awards'])} {over}"
    return f"{comes}: {list_words(sums)}." if len(sums) > 1 else f"{comes}."


def _there(about: OfMediumTerm) -> list[str]:
    return [name for name in STATUSES if name in about.statuses]


def _sum(amount: float, status: str) -> str:
    return f"{'up to ' if STATUSES[status].ceiling else ''}{pounds(amount)}"


def _expected(whole: Row) -> str:
    recovered, parts = sum_words(whole["recovered"]), _on_record(whole)
    came = f"Of that, {recovered} is recovered or expected to be, averaged over all outcomes"
    return f"{came}: {parts}."


def _on_record(whole: Row) -> str:
    decided, undecided = (sum_words(whole[name]) for name in ("decided", "undecided"))
    if undecided == sum_words(0):
        return "all of it on decisions on record"
    if decided == sum_words(0):
        return "all of it on decisions not on record"
    return f"{decided} on decisions on record and {undecided} on decisions not on record"


def _of_the_team(whole: Row, years: Years, about: OfMediumTerm) -> list[str]:
    """Return what keeping the team takes, or why it is not known."""
    if about.unpriced:
        return [about.unpriced]
    costed = {year: row for year, row in years.items() if not isnan(row["cost"])}
    cost, paid, gap = (sum_words(whole[name]) for name in ("cost", "paid_for", "gap"))
    lead = f"Keeping the team costs {cost} on average {over_years([*costed])}"
    if whole["gap"] < HALF_A_PENNY:
        return [f"{lead}, and nothing of it is missing, so no reserve is needed."]
    parts = parts_of_gap(*(whole[part] for part in GAP_PARTS))
    said = f"{lead}: {paid} of it is paid for and {gap} is missing."
    return [said, parts, _held(costed, about), *_together(whole, costed)]


def _held(costed: Years, about: OfMediumTerm) -> str:
    sure = f"To be {level_words(about.confidence)} sure of covering what is missing in a year"
    held = {year: bound(row["reserve"], most=True) for year, row in costed.items()}
    sums = [
        f"{sum_} in {dated_words(year, about.status_of[year], *WITH_YEAR)}"
        for year, sum_ in held.items()
        if sum_ != sum_words(0)
    ]
    return f"{sure}, {f'hold {list_words(sums)}' if sums else 'no reserve is needed'}."


def _together(whole: Row, costed: Years) -> list[str]:
    """Return the sum for all years together, and that those of the years do not add up to it."""
    added = sum(row["reserve"] for row in costed.values())
    held, sum_ = (bound(each, most=True) for each in (whole["reserve"], added))
    if len(costed) == 1:
        return []
    if held == sum_ == sum_words(0):
        return ["Nor is one for all years together."]
    hold = "no reserve is needed" if held == sum_words(0) else f"hold {held}"
    other = "" if held == sum_ else f", and not the {sum_} to which those add up"
    return [f"For all years together {hold}{other}."]


def _at_risk(whole: Row, about: OfMediumTerm) -> str:
    """Return what is spent before the agreement is signed and lost; nothing where none is."""
    if not about.wait or sum_words(whole[AT_RISK]) == sum_words(0):
        return ""
    return (
        f"What is spent before an agreement is signed, and lost in the year in which the funding "
        f"ends, is {sum_words(whole[AT_RISK])} on average."
    )
