"""What a forecast says: the risk of cessation first, then the sums."""

from collections.abc import Sequence

from ...arguments import public
from ...model.forecast import Forecast
from ...model.projection import OPEN_YEARS
from ...units import pounds
from ..input_words import team_words
from ..words import (
    list_words,
    odds,
    over_years,
    rounding,
    sum_words,
)
from .clauses import (
    average_by_evidence,
    costs,
    decided_sentence,
    funded_sum,
    gap_in_parts,
    in_total,
    lead_year,
    money,
    of_award,
    open_years,
    risk,
    risks,
    year_label,
)


@public
def outlook(forecast: Forecast) -> str:
    """Return the chance that funding has ceased, what is recovered if it has not, and both at once.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> outlook(cf.forecast(cf.load_scenario("ceases"), draws=8)).split(". ")[0]
    'In this scenario there is no funding in 2025/26'
    """
    years = open_years(forecast)
    if not years:
        return decided_sentence(forecast)
    said = [
        risks(forecast),
        *(funded_sum(forecast, year) for year in years),
    ]
    said += [
        in_total(forecast, "recovered", "what is recovered"),
        average_by_evidence(forecast, "recovered"),
        money(forecast),
    ]
    return " ".join(filter(None, said))


@public
def precision(forecast: Forecast) -> str:
    """Return the standard error of the average recovered, and whether more draws are needed.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> precision(cf.forecast(cf.load_scenario("central"), draws=8)).split(": ")[-1]
    '8 draws are too few for it, so take more.'
    """
    total = forecast.total("recovered", OPEN_YEARS)
    years = over_years([year_label(forecast, year) for year in forecast.years_of(OPEN_YEARS)])
    error = total.standard_error
    said = f"The standard error of the average recovered {years} is {_error(error)}"
    if error <= rounding(total.mean):
        return f"{said}."
    few = f"{forecast.draws:,} draws are too few for it, so take more"
    return f"{said}, more than the rounding of that average suggests: {few}."


def _error(error: float) -> str:
    return pounds(float(f"{error:.2g}")) if error >= 1 else "less than £1"


@public
def gap(forecast: Forecast) -> str:
    """Return the risk, what the team costs, the gap in its parts, and the chance of none.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> full = cf.forecast(cf.load_scenario("full_expansion"), draws=8)
    >>> gap(full).split(". ")[-1]
    'Sums are in cash.'
    """
    years = open_years(forecast)
    if not years:
        return decided_sentence(forecast)
    if not forecast.priced:
        unpriced = forecast.scenario.facts.awards.unpriced
        return f"{risk(forecast, lead_year(forecast))} {unpriced}"
    costed = [year for year in years if year in forecast.amounts.cost]
    if not costed:
        none = "No paper prices a post by then, so there is no gap to tell."
        return f"{risk(forecast, lead_year(forecast))} {none}"
    covered = [
        f"{odds(forecast.chance_covered(year) or 0.0)} in {year_label(forecast, year)}"
        for year in costed
    ]
    return " ".join(
        part
        for part in [
            risks(forecast),
            _costs(forecast, costed),
            in_total(forecast, "gap", "the gap that is left"),
            gap_in_parts(forecast),
            average_by_evidence(forecast, "gap"),
            _never_below_zero(forecast, costed),
            f"The chance that the cost is covered: {list_words(covered)}.",
            money(forecast),
        ]
        if part
    )


def _never_below_zero(forecast: Forecast, years: Sequence[str]) -> str:
    money = forecast.amounts.other_money
    other = sum(float(money[year].mean()) * forecast.scale[year] for year in years if year in money)
    short = -forecast.total("balance", OPEN_YEARS).mean - other
    gap = forecast.total("gap", OPEN_YEARS).mean
    if sum_words(gap) == sum_words(0) or gap - short < 1:
        return ""
    paid = "the award and other money" if other else "the award"
    return (
        "A gap is counted in each outcome and is never below zero, so its average is more than "
        f"the average cost of the team less {paid}."
    )


def _costs(forecast: Forecast, years: Sequence[str]) -> str:
    agreed = of_award(forecast.scenario, years, forecast.price_base).removesuffix(",")
    return (
        f"Keeping the team of {team_words(forecast, *years)} costs {costs(forecast, years)}, "
        f"against an award {agreed}."
    )
