"""A year funded or not: the chance of it, and what comes of it."""

from itertools import pairwise

from ..inputs.awards import DECIDED, Awards
from ..model.decisions import CEASE
from ..model.forecast import Forecast
from ..model.mixture import Mixture
from ..model.projection import OPEN_YEARS, Span

_DECIMALS = 12  # of a probability; sums of probabilities lose less


def if_funded(forecast: Forecast, year: str, measure: str = "recovered") -> Mixture | None:
    """Return a measure in a year given that the year is funded.

    Parameters
    ----------
    measure : str
        As in `Forecast.in_year`.

    Returns
    -------
    Mixture or None
        In the measure's unit; None where the year is never funded.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceases = cf.forecast(cf.load_scenario("ceases"), draws=8)
    >>> if_funded(ceases, "2025/26") is None, if_funded(ceases, "2024/25") is None
    (True, False)
    """
    return _given(forecast, year, measure, ceased=False)


def if_ceased(forecast: Forecast, year: str, measure: str) -> Mixture | None:
    """Return a measure in a year given that the year is not funded; None where it always is.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> made = cf.forecast(cf.load_scenario("ceases_with_alternative"), draws=8)
    >>> if_ceased(made, "2025/26", "posts").mean > 6
    True
    """
    return _given(forecast, year, measure, ceased=True)


def _given(forecast: Forecast, year: str, measure: str, *, ceased: bool) -> Mixture | None:
    whole, weights = forecast.in_year(measure, year), forecast.outcomes(measure, year)
    kept = {decision: each for decision, each in weights.items() if (decision == CEASE) == ceased}
    chance = sum(kept.values())
    if whole is None or chance == 0:
        return None
    branches = dict(zip(weights, whole.branches, strict=True))
    return Mixture(
        tuple(branches[decision] for decision in kept),
        tuple(weight / chance for weight in kept.values()),
    )


def total_given(forecast: Forecast, span: Span, year: str, *, funded: bool) -> Mixture | None:
    """Return what is recovered over a span given that a year is funded, or that it is not.

    Parameters
    ----------
    span : str or sequence of str
        As in `Forecast.total`.
    year : str
        A decision year.
    funded : bool
        Which of the two.

    Returns
    -------
    Mixture or None
        Pounds in the forecast's price base; None where that never is so.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceases = cf.forecast(cf.load_scenario("ceases"), draws=8)
    >>> total_given(ceases, "in_principle_years", "2025/26", funded=False).mean
    0.0
    """
    kept = [path for path in forecast.path_list if (path.decisions[year] != CEASE) == funded]
    chance = sum(path.probability for path in kept)
    if not chance:
        return None
    sums = tuple(forecast.along(path.decisions, "recovered", span) for path in kept)
    return Mixture(sums, tuple(path.probability / chance for path in kept))


def chance_ceased(forecast: Forecast, year: str) -> float:
    """Return the probability that a year is not funded; 0 and 1 are exact."""
    return round(forecast.weights(year).get(CEASE, 0.0), _DECIMALS)


def ended_in(awards: Awards) -> str:
    """Return the last decided year if the grant brought nothing in it; otherwise nothing.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ended_in(cf.load_facts().awards)
    ''
    """
    last = awards.years_with(*DECIDED)[-1:]
    return next((year for year in last if awards[year].settled == 0), "")


def riskiest_year(forecast: Forecast) -> str | None:
    """Return the decision year by which the chance of having ceased rises most, if any does.

    Years beyond those that a forecast is read for are left out.

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
        if year in forecast.years_of("decision_years") and year <= forecast.years_of(OPEN_YEARS)[-1]
    }
    worst = max(rises, key=lambda year: rises[year], default=None)
    return worst if worst is not None and rises[worst] > 0 else None


def ceilings(forecast: Forecast) -> dict[str, float]:
    """Return each ceiling by its year, pounds in the forecast's price base."""
    awards = forecast.scenario.facts.awards
    return {y: awards[y].amount * forecast.scale[y] for y in awards.ceiling_years}
