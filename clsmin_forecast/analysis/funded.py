"""A year funded or not: the chance of it, and what is recovered if it is."""

from itertools import pairwise

from ..inputs.awards import IN_PRINCIPLE
from ..model.decisions import CEASE
from ..model.forecast import Forecast
from ..model.mixture import Mixture

_DECIMALS = 12  # of a probability; sums of probabilities lose less


def if_funded(forecast: Forecast, year: str) -> Mixture | None:
    """Return what is recovered in a year given that the year is funded.

    Parameters
    ----------
    forecast : Forecast
        What the model says.
    year : str
        Financial year.

    Returns
    -------
    Mixture or None
        Pounds in the forecast's price base; None where the year is never funded.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceases = cf.forecast(cf.load_scenario("ceases"), draws=8)
    >>> if_funded(ceases, "2025/26") is None, if_funded(ceases, "2024/25") is None
    (True, False)
    """
    whole, funded = forecast.in_year("recovered", year), forecast.probability_funded(year)
    if whole is None or funded == 0:
        return None
    kept = [
        (branch, weight / funded)
        for branch, (decision, weight) in zip(
            whole.branches, forecast.weights(year).items(), strict=True
        )
        if decision != CEASE
    ]
    return Mixture(tuple(branch for branch, _ in kept), tuple(weight for _, weight in kept))


def chance_ceased(forecast: Forecast, year: str) -> float:
    """Return the probability that a year is not funded; 0 and 1 are exact."""
    return round(forecast.weights(year).get(CEASE, 0.0), _DECIMALS)


def riskiest_year(forecast: Forecast) -> str | None:
    """Return the decision year by which the chance of having ceased rises most, if any does.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> riskiest_year(cf.forecast(cf.load_scenario("central"), draws=8))
    '2025/26'
    """
    years = forecast.scenario.facts.awards.years
    rises = {
        year: chance_ceased(forecast, year) - chance_ceased(forecast, before)
        for before, year in pairwise(years)
        if year in forecast.years_of("decision_years")
    }
    worst = max(rises, key=lambda year: rises[year], default=None)
    return worst if worst is not None and rises[worst] > 0 else None


def ceilings(forecast: Forecast) -> dict[str, float]:
    """Return the ceiling of each in-principle year, pounds in the forecast's price base."""
    awards = forecast.scenario.facts.awards
    return {y: awards[y].amount * forecast.scale[y] for y in awards.years_with(IN_PRINCIPLE)}
