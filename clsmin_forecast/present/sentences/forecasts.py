"""What a forecast says: the risk of cessation first, then the sums."""

from collections.abc import Sequence

from ...analysis.funded import chance_ceased, if_funded, riskiest_year
from ...errors import unknown
from ...inputs.awards import IN_PRINCIPLE, INDICATIVE, Awards
from ...model.forecast import Forecast
from ...model.mixture import Statistic
from ...quantities import Chance
from ...units import CASH, pounds, start_of
from ..asked import team_words
from ..likelihood import on_the_yardstick
from ..words import (
    estimate,
    listed,
    modelled,
    money_words,
    odds,
    percent,
    status_words,
    under_words,
    year_words,
)
from .papers import profile


def outlook(forecast: Forecast) -> str:
    """Return the chance that funding has ceased, what is recovered if it has not, and both at once.

    Parameters
    ----------
    forecast : Forecast
        What the model says.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> outlook(cf.forecast(cf.load_scenario("ceases"), draws=8)).split(". ")[0]
    'In this scenario there is no funding in 2025/26'
    """
    years = _open_years(forecast)
    if not years:
        return "Every award is decided: no decision of the funder is open."
    lead = riskiest_year(forecast) or years[-1]
    said = [_risk(forecast, lead), *(_if_funded(forecast, year) for year in years)]
    said += [_in_total(forecast, "recovered", "what is recovered"), _money(forecast)]
    return " ".join(filter(None, said))


def _open_years(forecast: Forecast) -> tuple[str, ...]:
    return forecast.years_of(_span(forecast))


def _span(forecast: Forecast) -> str:
    agreed = forecast.years_of("in_principle_years")
    return "in_principle_years" if agreed else "decision_years"


def _named(forecast: Forecast, year: str) -> str:
    return year_words(forecast.scenario.facts.awards[year], INDICATIVE)


def _risk(forecast: Forecast, year: str) -> str:
    chance, when = (
        chance_ceased(forecast, year),
        _named(forecast, year),
    )
    if chance == 1:
        return f"In this scenario there is no funding in {when}."
    if chance == 0:
        return f"This scenario assumes that funding goes on to {when}."
    return f"The chance that there is no funding in {when} is {odds(chance)}."


def _if_funded(forecast: Forecast, year: str) -> str:
    funded = if_funded(forecast, year)
    if funded is None:
        return ""
    agreed = _agreed(forecast.scenario.facts.awards, [year], forecast.price_base)
    return f"If {year} is funded, what is recovered {agreed} is {estimate(funded.statistic())}."


def _agreed(awards: Awards, years: Sequence[str], price_base: str) -> str:
    """Return what the papers set for some years: "of up to £1,000,000 agreed in principle"."""
    rows = [awards[year] for year in years]
    agreed = "agreed " if rows[-1].status == IN_PRINCIPLE else ""
    each = " a year" if len(rows) > 1 else ""
    cash = "" if price_base == CASH else " in cash"
    most = pounds(max(row.amount for row in rows))
    return f"of up to {most}{each}{cash}, {agreed}{status_words(rows[-1].status)},"


def _in_total(forecast: Forecast, measure: str, words: str) -> str:
    span = _span(forecast)
    total = forecast.total(measure, span).statistic()
    years = forecast.years_of(span)
    named = listed([_named(forecast, year) for year in years])
    when = f"Over {named} together" if len(years) > 1 else f"In {named}"
    under = under_words(forecast.scenario.facts.awards.statuses(years))
    return f"{when}, funded or not, {words} {under}, is {estimate(total)}."


def _money(forecast: Forecast) -> str:
    return f"Sums are {money_words(forecast.price_base)}."


def gap(forecast: Forecast) -> str:
    """Return the risk, what the team costs, the gap, and the chance that the cost is covered.

    Parameters
    ----------
    forecast : Forecast
        What the model says.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> full = cf.forecast(cf.load_scenario("full_expansion"), draws=8)
    >>> gap(full).split(". ")[-1]
    'Sums are in cash.'
    """
    years = _open_years(forecast)
    if not years:
        return "Every award is decided: no decision of the funder is open."
    covered = [
        f"{odds(forecast.chance_covered(year) or 0.0)} in {_named(forecast, year)}"
        for year in years
    ]
    return " ".join(
        part
        for part in [
            _risk(forecast, riskiest_year(forecast) or years[-1]),
            _costs(forecast, years),
            _in_total(forecast, "gap", "the gap that is left"),
            _never_below_zero(forecast, years),
            f"The chance that the cost is covered: {listed(covered)}.",
            _money(forecast),
        ]
        if part
    )


def _never_below_zero(forecast: Forecast, years: Sequence[str]) -> str:
    if not any(0 < (forecast.chance_covered(year) or 0) < 1 for year in years):
        return ""
    return (
        "A gap is counted in each outcome and is never below zero, so on average it is more than "
        "what the team costs less what is recovered."
    )


def _costs(forecast: Forecast, years: Sequence[str]) -> str:
    awards = forecast.scenario.facts.awards
    said = [
        f"{_priced(cost.statistic())} in {year}"
        for year in years
        if (cost := forecast.in_year("cost", year))
    ]
    agreed = _agreed(awards, years, forecast.price_base).removesuffix(",")
    return (
        f"Keeping the team of {team_words(forecast, years[-1])} costs {listed(said)}, against "
        f"an award {agreed}."
    )


def _priced(cost: Statistic) -> str:
    # Pay growth may be fixed, but the price of a post is derived: no cost is certain.
    return estimate(cost).removesuffix(" in every outcome")


def cessation_risk(forecast: Forecast, year: str) -> str:
    """Return the chance of no funding in a year, the evidence for it, and what follows from it.

    PCD 1532 (recommendation 2): if funding ceases, staff are redeployed, and going on would need
    money from elsewhere.

    Parameters
    ----------
    forecast : Forecast
        What the model says.
    year : str
        A decision year.

    Raises
    ------
    InputError
        If the year's decision is not open.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.forecast(cf.load_scenario("central"), draws=8)
    >>> cessation_risk(central, "2025/26").split(". ")[0]
    'The chance that there is no funding in 2025/26 is about 24% (close to 1 in 4)'
    """
    years = forecast.years_of("decision_years")
    if year not in years:
        raise unknown("cessation_risk", "year with an open decision", year, years)
    ends = _exit(forecast, year) if chance_ceased(forecast, year) > 0 else ""
    return " ".join(filter(None, (_risk_and_evidence(forecast, year), ends)))


def _risk_and_evidence(forecast: Forecast, year: str) -> str:
    word = on_the_yardstick(chance_ceased(forecast, year))
    said = (_risk(forecast, year), word, _evidence(forecast, year), _caution(forecast, year))
    return " ".join(filter(None, said))


def _evidence(forecast: Forecast, year: str) -> str:
    chance = forecast.scenario.quantities["cessation"][year]
    if not isinstance(chance, Chance):
        return ""
    if not chance.evidence:
        return (
            f"The chance of ceasing after a funded year is set to {percent(chance.mid)} by the "
            "scenario, not by evidence."
        )
    found = forecast.scenario.evidence[chance.evidence]
    return (
        f"After a funded year the chance of ceasing is {odds(chance.mid)}, 90% interval "
        f"{percent(chance.low)} to {percent(chance.high)}, from {found.events} endings in "
        f"{found.events + found.others} comparable cases."
    )


def _caution(forecast: Forecast, year: str) -> str:
    chance = forecast.scenario.quantities["cessation"][year]
    if not isinstance(chance, Chance) or not chance.evidence:
        return ""
    said = forecast.scenario.evidence[chance.evidence].caution
    hidden = "Published acceptances hide endings, so it may be too low."
    return said if "endings" in said else f"{said} {hidden}"


def _exit(forecast: Forecast, year: str) -> str:
    cost = forecast.in_year("cost", year)
    if cost is None:
        return "If it ceases, staff are redeployed, and going on needs other money."
    agreed = _agreed(forecast.scenario.facts.awards, [year], forecast.price_base)
    when = "If it ceases" if chance_ceased(forecast, year) < 1 else "Then"
    return (
        f"{when}, staff are redeployed; keeping the team of {team_words(forecast, year)} in {year} "
        f"would cost about {_priced(cost.statistic())}, in place of an award {agreed} and "
        f"{_falls_on(forecast, year)}."
    )


def _falls_on(forecast: Forecast, year: str) -> str:
    other = forecast.scenario.quantities["alternative_funding"][year].mid * forecast.scale[year]
    if other == 0:
        return "that cost would fall on the Metropolitan Police unless other money is found"
    return (
        f"what other money, assumed at {modelled(other)}, does not pay of it would fall on the "
        "Metropolitan Police"
    )


ASKED_FIRST = {
    "how_much": "How much",
    "which_years": "Which years",
    "how_sure": "How sure",
    "if_it_stops": "If it stops",
    "decision": "Decision needed",
}
"""What a reader asks first, by the name of the sentence in `page_one` that answers it."""


def page_one(forecast: Forecast) -> dict[str, str]:
    """Return what the first page of a paper answers, and the evidence behind it, a name each.

    Parameters
    ----------
    forecast : Forecast
        What the model says.

    Returns
    -------
    dict of str to str
        ``how_much``, ``which_years``, ``how_sure``, ``if_it_stops``, ``decision`` and ``risk``.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> page_one(cf.forecast(cf.load_scenario("ceases"), draws=8))["how_sure"].split(". ")[0]
    'In this scenario there is no funding in 2025/26'
    """
    awards, years = forecast.scenario.facts, _open_years(forecast)
    if not years:
        decided = "Every award is decided: no decision of the funder is open."
        names = ("how_much", "how_sure", "if_it_stops", "decision", "risk")
        return {"which_years": profile(awards), **dict.fromkeys(names, decided)}
    lead = riskiest_year(forecast) or years[-1]
    return {
        "how_much": " ".join(
            [_in_total(forecast, "recovered", "what is recovered"), _money(forecast)]
        ),
        "which_years": profile(awards),
        "how_sure": _how_sure(forecast, lead),
        "if_it_stops": _exit(forecast, lead),
        "decision": _decision(forecast),
        "risk": _risk_and_evidence(forecast, lead),
    }


def _how_sure(forecast: Forecast, lead: str) -> str:
    later = [year for year in _open_years(forecast) if year > lead]
    said = [_risk(forecast, lead), _evidence(forecast, lead), _if_funded(forecast, lead)]
    for year in later:
        said += [_risk(forecast, year), _if_funded(forecast, year)]
    return " ".join(filter(None, said))


def _decision(forecast: Forecast) -> str:
    awards, years = forecast.scenario.facts.awards, forecast.years_of("decision_years")
    needed = [f"1 April {start_of(year)} for {year_words(awards[year])}" for year in years]
    return (
        "Whether to accept the funding, and how to plan for its end. The funder decides each year "
        f"to continue, expand or cease; that decision is needed by {listed(needed)}, and none of "
        "these is on record here: confirm what has been decided since."
    )
