"""Clauses that several sentences about a forecast share."""

from collections.abc import Iterable, Sequence
from datetime import date

from ...analysis.conditional import chance_ceased, ended_in, if_funded, riskiest_year, total_given
from ...inputs.awards import APPROVED, IN_PRINCIPLE, WITH_YEAR
from ...inputs.scenarios import Scenario
from ...model.beliefs import ends_of, span_of_comparisons
from ...model.forecast import Forecast
from ...model.mixture import Statistic
from ...model.projection import GAP_PARTS, OPEN_YEARS
from ...quantities import Chance
from ...units import CASH, first_day, pounds
from ..input_words import award_clause
from ..words import (
    capital,
    day_words,
    estimate,
    list_words,
    money_words,
    odds,
    over_years,
    percent,
    status_words,
    sum_words,
    under_words,
    year_words,
)

_MANY = 3  # other years whose risk is more than a sentence should list
DECIDED_ALL = "Every award is decided: no decision of the funder is open."


def decided_sentence(forecast: Forecast) -> str:
    """Return that no decision is open, and what is still to be recovered of approved awards."""
    awards = forecast.scenario.facts.awards
    approved = awards.years_with(APPROVED)
    if not approved:
        return DECIDED_ALL
    whole = forecast.total("recovered", approved).statistic()
    return (
        f"{DECIDED_ALL} What is recovered of awards approved for {list_words(approved)} is "
        f"{estimate(whole)}. {money(forecast)}"
    )


def open_years(forecast: Forecast) -> tuple[str, ...]:
    """Return the years that a forecast is read for; none where every year is decided."""
    return forecast.years_of(OPEN_YEARS) if forecast.years_of("decision_years") else ()


def lead_year(forecast: Forecast) -> str:
    """Return the year whose risk comes first, of a forecast with open years."""
    first, last = open_years(forecast)[0], open_years(forecast)[-1]
    return riskiest_year(forecast) or (first if chance_ceased(forecast, first) else last)


def year_label(forecast: Forecast, year: str) -> str:
    """Return a year, with its status where that is said with the year."""
    return year_words(forecast.scenario.facts.awards[year], *WITH_YEAR)


def risk(forecast: Forecast, year: str) -> str:
    """Return the chance that a year is not funded, as a sentence."""
    chance, when = chance_ceased(forecast, year), year_label(forecast, year)
    if chance == 1 and (ended := ended_in(forecast.scenario.facts.awards)):
        return (
            f"Funding has ended: nothing was recovered for {ended}, and in this scenario it does "
            f"not start again in {when}."
        )
    if chance == 1:
        return f"In this scenario there is no funding in {when}."
    if chance == 0 and any(chance_ceased(forecast, each) for each in _years_before(forecast, year)):
        return f"In this scenario {when} is funded, whatever came before."
    if chance == 0:
        return f"This scenario assumes that funding goes on to {when}."
    said = f"{odds(chance)}{compared(forecast, year)}"
    return f"The chance that there is no funding in {when} is {said}."


def compared(forecast: Forecast, year: str) -> str:
    """Return what the cases compared make of the chance of no funding in a year, as a clause."""
    return by_cases(span_of_comparisons(forecast.scenario, year))


def by_cases(span: tuple[float, float] | None) -> str:
    """Return what the cases compared make of a chance, as a clause; nothing where none are."""
    return f" on the cases chosen, {between(span)} by the cases compared" if span else ""


def between(chances: Iterable[float]) -> str:
    """Return the least and the largest of some chances, which are one where they round to one.

    Examples
    --------
    >>> between([0.46, 0.06]), between([0.224, 0.221])
    ('between 6% and 46%', '22%')
    """
    found = sorted(chances)
    low, high = percent(found[0]), percent(found[-1])
    return low if low == high else f"between {low} and {high}"


def _years_before(forecast: Forecast, year: str) -> list[str]:
    """Return the years before one, in time order."""
    return [each for each in forecast.scenario.facts.awards.years if each < year]


def as_it_stood(year: str, day: date) -> str:
    """Return that what is said of a year was so when it began, if it has by a day, as a clause.

    Examples
    --------
    >>> as_it_stood("2026/27", date(2026, 11, 28)), as_it_stood("2026/27", date(2026, 3, 31))
    ('as it stood on 1 April 2026, ', '')
    """
    begun = first_day(year)
    return f"as it stood on {day_words(begun)}, " if begun <= day else ""


def risks(forecast: Forecast) -> str:
    """Return the chances of no funding in the open years: of many, the riskiest and the last."""
    lead, last = lead_year(forecast), open_years(forecast)[-1]
    others = [year for year in open_years(forecast) if year != lead]
    told = others if len(others) < _MANY else [year for year in others if year == last]
    chances = {year: chance_ceased(forecast, year) for year in sorted([lead, *told])}
    none = next((year for year, chance in chances.items() if chance == 1), last)
    return " ".join(
        f"Nor is there any in {year_label(forecast, year)}."
        if year > none and chance == 1
        else risk(forecast, year)
        for year, chance in chances.items()
        if chance or year == lead
    )


def funded_sum(forecast: Forecast, year: str) -> str:
    """Return what is recovered in a year if it is funded, as a sentence; nothing if it never is."""
    funded = if_funded(forecast, year)
    if funded is None:
        return ""
    agreed = of_award(forecast.scenario, [year], forecast.price_base)
    what = (
        f"If {year} is funded, what is recovered"
        if chance_ceased(forecast, year)
        else f"In {year}, what is recovered"
    )
    return f"{what} {agreed} is {estimate(funded.statistic())}."


def of_award(scenario: Scenario, years: Sequence[str], price_base: str) -> str:
    """Return what the papers set for some years, and what a scenario states in its place.

    Such as "of up to £1,000,000, agreed in principle,".
    """
    rows = [scenario.facts.awards[year] for year in years]
    statuses = dict.fromkeys(row.status for row in rows)
    firm = list_words([_firm(status) for status in statuses])
    cash = "" if price_base == CASH else " in cash"
    sums = {row.financial_year: f"up to {pounds(row.amount)}" for row in rows}
    said = list_words([f"{each} in {year}" for year, each in sums.items()])
    if len(set(sums.values())) == 1:
        said = sums[years[0]] + " a year" * (len(rows) > 1)
    stated = award_clause(scenario, years, price_base)
    return f"of {said}{cash}, {firm}{stated},"


def _firm(status: str) -> str:
    return f"{'agreed ' if status == IN_PRINCIPLE else ''}{status_words(status)}"


def in_total(forecast: Forecast, measure: str, words: str) -> str:
    """Return what a measure comes to over the years that a forecast is read for."""
    total, years = forecast.total(measure, OPEN_YEARS).statistic(), open_years(forecast)
    named = [year_label(forecast, year) for year in years]
    when = capital(over_years(named, " together"))
    under = under_words(forecast.scenario.facts.awards.statuses(years))
    open = any(0 < chance_ceased(forecast, year) < 1 for year in years)
    either = ", funded or not" if open else ""
    return f"{when}{either}, {words} {under}, is {estimate(total)}."


def average_by_evidence(forecast: Forecast, measure: str) -> str:
    """Return how far the evidence leaves an average open, apart from the range of outcomes."""
    believed = forecast.believed_averages(measure, OPEN_YEARS)
    low, high = (sum_words(end) for end in ends_of(believed).values())
    if low == high:
        return ""
    average = sum_words(forecast.total(measure, OPEN_YEARS).mean)
    chances = forecast.scenario.quantities["cessation"].values()
    known = all(isinstance(each, Chance) and each.evidence for each in chances)
    which = "The chances" if known else "With the chances that are set taken as certain, the others"
    signs = any(isinstance(each, Chance) and each.signs for each in chances)
    judged = " and on signs whose worth is judged" * signs
    return (
        f"{which} rest on so few cases{judged} that the average of {average} is itself open "
        f"between {low} and {high}, 90% interval."
    )


def gap_in_parts(forecast: Forecast) -> str:
    """Return the two parts of the average gap over the years that a forecast is read for."""
    return parts_of_gap(*(forecast.total(part, OPEN_YEARS).mean for part in GAP_PARTS))


def gap_briefly(forecast: Forecast) -> str:
    """Return the two parts of the average gap, a sentence of its own; nothing where it is none."""
    if not forecast.priced:
        return ""
    parts = _parts(*(forecast.total(part, OPEN_YEARS).mean for part in GAP_PARTS))
    if not parts:
        return ""
    years = forecast.years_of(OPEN_YEARS)
    named = list_words([year_label(forecast, year) for year in years])
    under = under_words(forecast.scenario.facts.awards.statuses(years))
    said = list_words([f"{sum_} {what}" for what, sum_ in parts.items()])
    return f"Averaged over all outcomes of {named}, {under}, {said}."


def parts_of_gap(in_funded_years: float, after_ceasing: float) -> str:
    """Return what a gap that was told is made of, as a sentence; nothing where there is none.

    Examples
    --------
    >>> parts_of_gap(86_905, 326_981).split(" and ")[0], parts_of_gap(0, 0)
    ('Of the average, £87,000 is missing in funded years', '')
    """
    parts = _parts(in_funded_years, after_ceasing)
    if not parts:
        return ""
    kept = ", which nobody is committed to" if sum_words(after_ceasing) != sum_words(0) else ""
    if len(parts) == 1:
        return f"All of the average {next(iter(parts))}{kept}."
    return (
        f"Of the average, {list_words([f'{sum_} {what}' for what, sum_ in parts.items()])}{kept}."
    )


def _parts(in_funded_years: float, after_ceasing: float) -> dict[str, str]:
    said = {
        "is missing in funded years": sum_words(in_funded_years),
        "is what keeping the team after the funding ceased would cost": sum_words(after_ceasing),
    }
    return {what: sum_ for what, sum_ in said.items() if sum_ != sum_words(0)}


def either_way(forecast: Forecast, year: str) -> str:
    """Return what the average of a span is the average of: if a year is funded, and if not."""
    known = [total_given(forecast, OPEN_YEARS, year, funded=funded) for funded in (True, False)]
    if None in known:
        return ""
    means = [sum_words(each.mean) for each in known if each]
    when, years = year_label(forecast, year), open_years(forecast)
    lead = "Those years together average" if len(years) > 1 else "That year averages"
    return f"{lead} {means[0]} if {when} is funded and {means[1]} if it is not."


def money(forecast: Forecast) -> str:
    """Return in which money the sums of a forecast are."""
    return f"Sums are {money_words(forecast.price_base)}."


def costs(forecast: Forecast, years: Sequence[str]) -> str:
    """Return what the team costs in each of some years."""
    return list_words(
        [
            f"{_priced(cost.statistic())} in {year_label(forecast, year)}"
            for year in years
            if (cost := forecast.in_year("cost", year))
        ]
    )


def _priced(cost: Statistic) -> str:
    # Pay growth may be fixed, but the price of a post is derived: no cost is certain.
    return estimate(cost).removesuffix(" in every outcome")
