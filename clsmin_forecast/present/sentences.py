"""Sentences: every figure in the words of the decision papers, the risk of cessation first.

A sum of an in-principle year always stands with "up to" and "in principle", an indicative year with
"indicative", and a modelled sum with its range, its measure and its level.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from ..errors import unknown
from ..inputs.assumptions import Register
from ..inputs.awards import IN_PRINCIPLE, INDICATIVE, Awards
from ..inputs.facts import Facts
from ..model.forecast import Forecast
from ..quantities import Chance
from ..units import CASH, pounds
from .figures import chance_ceased, if_funded, riskiest_year
from .words import (
    award_words,
    capital,
    day_words,
    estimate,
    listed,
    modelled,
    money_words,
    odds,
    percent,
    posts_words,
    status_words,
)

_UNDER = {  # by span of years: what stands behind the sums
    "in_principle_years": "under awards agreed in principle, up to a ceiling",
    "decision_years": "under awards that are indicative or agreed in principle, up to a ceiling",
    "all_years": "under awards decided, indicative or agreed in principle, up to a ceiling",
}


def profile(facts: Facts) -> str:
    """Return what the papers say of each year, to the pound.

    Parameters
    ----------
    facts : Facts
        What the papers say.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> profile(cf.load_facts()).split(". ")[0]
    'Received: £272,708 for 2021/22 and £495,000 for 2022/23'
    """
    awards = facts.awards
    statuses = dict.fromkeys(award.status for award in awards.rows)
    return " ".join(_of_status(awards, status) for status in statuses)


def _of_status(awards: Awards, status: str) -> str:
    sums = [f"{award_words(awards[year])} for {year}" for year in awards.years_with(status)]
    return f"{capital(status_words(status))}: {listed(sums)}."


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


def _named(awards: Awards, year: str) -> str:
    indicative = awards[year].status == INDICATIVE
    return f"{year} (indicative)" if indicative else year


def _risk(forecast: Forecast, year: str) -> str:
    chance, when = chance_ceased(forecast, year), _named(forecast.scenario.facts.awards, year)
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
    return f"If {year} is funded, what is recovered {agreed} is {_stated(funded.statistic())}."


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
    years = listed([_named(forecast.scenario.facts.awards, y) for y in forecast.years_of(span)])
    return f"Over {years} together, funded or not, {words} {_UNDER[span]}, is {_stated(total)}."


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
    years, awards = _open_years(forecast), forecast.scenario.facts.awards
    if not years:
        return "Every award is decided: no decision of the funder is open."
    covered = [
        f"{odds(forecast.chance_covered(year) or 0.0)} in {_named(awards, year)}" for year in years
    ]
    return " ".join(
        [
            _risk(forecast, riskiest_year(forecast) or years[-1]),
            _costs(forecast, years),
            _in_total(forecast, "gap", "the gap that is left"),
            f"The chance that the cost is covered: {listed(covered)}.",
            _money(forecast),
        ]
    )


def _costs(forecast: Forecast, years: Sequence[str]) -> str:
    awards = forecast.scenario.facts.awards
    said = [
        f"{_stated(cost.statistic())} in {year}"
        for year in years
        if (cost := forecast.in_year("cost", year))
    ]
    agreed = _agreed(awards, years, forecast.price_base).removesuffix(",")
    return (
        f"Keeping the team of {_team(forecast, years[-1])} costs {listed(said)}, against an award "
        f"{agreed}."
    )


def _team(forecast: Forecast, year: str) -> str:
    return posts_words(forecast.scenario.quantities["team_posts"][year].mid)


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
    chance = forecast.scenario.quantities["cessation"][year]
    said = [_risk(forecast, year)]
    if isinstance(chance, Chance):
        said.append(_evidence(forecast.scenario.facts, chance))
    if chance_ceased(forecast, year) > 0:
        said.append(_exit(forecast, year))
    return " ".join(said)


def _evidence(facts: Facts, chance: Chance) -> str:
    if not chance.evidence:
        return (
            f"The chance of ceasing after a funded year is set to {percent(chance.mid)} by the "
            "scenario, not by evidence."
        )
    found = facts.evidence[chance.evidence]
    hidden = "Published acceptances hide endings, so it may be too low."
    return (
        f"After a funded year the chance of ceasing is {odds(chance.mid)}, 90% interval "
        f"{percent(chance.low)} to {percent(chance.high)}, from {found.events} endings in "
        f"{found.events + found.others} comparable cases. "
        f"{found.caution}{'' if 'endings' in found.caution else ' ' + hidden}"
    )


def _exit(forecast: Forecast, year: str) -> str:
    cost = forecast.in_year("cost", year)
    if cost is None:
        return "If it ceases, staff are redeployed, and going on needs other money."
    agreed = _agreed(forecast.scenario.facts.awards, [year], forecast.price_base)
    when = "If it ceases" if chance_ceased(forecast, year) < 1 else "Then"
    return (
        f"{when}, staff are redeployed; keeping the team of {_team(forecast, year)} in {year} "
        f"would cost {_stated(cost.statistic())}, in place of an award {agreed} and that cost "
        "would fall on the Metropolitan Police unless other money is found."
    )


def comparison(frame: pd.DataFrame) -> str:
    """Return how the first scenario stands, and how far the lowest and highest others are from it.

    Parameters
    ----------
    frame : DataFrame
        From `compare`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> both = cf.compare(cf.load_scenarios(["ceases", "full_expansion"]), draws=8)
    >>> comparison(both).split(". ")[-1]
    '“Expanded to the ceiling and fully spent”: £2 million in at least 90% of outcomes, £2 million more.'
    """
    first, others = frame.iloc[0], frame.iloc[1:].sort_values("mean", kind="stable")
    years, under = listed(frame.attrs["years"]), _UNDER[str(frame.attrs["span"])]
    said = [
        f"In “{first['title']}” the chance that nothing is recovered is "
        f"{odds(first['chance_nothing'])}.",
        f"Recovered over {years} {under}: {_stated(first)}.",
    ]
    ends = others.iloc[sorted({0, len(others) - 1})] if len(others) else others
    if len(others) > len(ends):
        said.append(f"Of {len(others)} other scenarios, these are the lowest and the highest.")
    said += [f"“{row['title']}”: {_stated(row)}, {_difference(row)}." for _, row in ends.iterrows()]
    return " ".join(said)


def _stated(row: "pd.Series[float] | Mapping[str, float]") -> str:
    return estimate({name: float(row[name]) for name in ("mean", "p5", "p95")})


def _difference(row: "pd.Series[float]") -> str:
    amount = float(row["difference"])
    words = modelled(abs(amount))
    if words == modelled(0):
        return "the same on average"
    return f"{words} {'more' if amount > 0 else 'less'}"


def expansion(frame: pd.DataFrame) -> str:
    """Return what the smallest and the largest expansion of a table bring.

    Parameters
    ----------
    frame : DataFrame
        From `vary` of ``expansion_share``.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.vary(cf.load_scenario("full_expansion"), "expansion_share", [0, 1], draws=8)
    >>> expansion(table).split(". ")[0]
    'The chance that nothing is recovered is 0%'
    """
    frame = frame.sort_index()
    years, under = listed(frame.attrs["years"]), _UNDER[str(frame.attrs["span"])]
    ends = frame.iloc[sorted({0, len(frame) - 1})]
    said = [f"The chance that nothing is recovered is {odds(frame['chance_nothing'].iloc[-1])}."]
    said += [
        f"An expansion that takes {percent(float(str(share)))} of the room supports "
        f"{posts_words(row['posts_mean'])} on average; recovered over {years} {under}, "
        f"{_stated(row)}."
        for share, row in ends.iterrows()
    ]
    return " ".join(said)


def assurance(register: Register, today: date) -> str:
    """Return by whom the output was assured, how old its assumptions are, and if they expired.

    Parameters
    ----------
    register : Register
        The assumptions and who answers for them.
    today : date
        The day of the output.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> register = cf.load_register(cf.load_facts())
    >>> assurance(register, register.as_at).split(". ")[0]
    'This output has not been independently assured'
    """
    assurer = register.governance.assurer.strip()
    said = [
        f"This output was independently assured by {assurer}."
        if assurer
        else "This output has not been independently assured.",
        f"Its assumptions are as at {day_words(register.as_at)}.",
    ]
    if today > register.valid_until:
        said.append(f"The register of assumptions expired on {day_words(register.valid_until)}.")
    return " ".join(said)
