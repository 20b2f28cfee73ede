"""What a reader asks first, each question with one figure and one short sentence."""

from dataclasses import dataclass

from ...analysis.conditional import chance_ceased
from ...analysis.tornado import tornado
from ...arguments import public
from ...model.beliefs import span_of_comparisons
from ...model.decisions import CONTINUE, EXPAND
from ...model.forecast import Forecast
from ...model.projection import OPEN_YEARS
from ...quantiles import Values
from ..input_words import team_words
from ..question_words import answer_words
from ..words import average_posts, day_words, estimate, list_words, percent, sum_words
from .cessation import falls_on
from .clauses import (
    between,
    decided_sentence,
    in_total,
    lead_year,
    of_award,
    open_years,
    year_label,
)
from .tornado import matters_most
from .waiting import at_risk_briefly, decide_briefly, notice_by


@dataclass(frozen=True)
class InShort:
    """A question that a reader asks first.

    Parameters
    ----------
    asked, figure, answer : str
        The question, the one figure that answers it, and the sentence that says what it is.
    """

    asked: str
    figure: str
    answer: str


@public
def in_short(forecast: Forecast) -> dict[str, InShort]:
    """Return the questions of page one in their order, each with one figure and one sentence.

    How much, how sure, what if it stops, what an expansion would buy, what decides it, what is at
    risk now, and what must be decided by when; without those that a grant does not raise. Where
    every year is decided, that is the one answer.

    Parameters
    ----------
    forecast : Forecast
        Read for its open years.

    Returns
    -------
    dict of str to InShort
        By the name of the sentence in `page_one` that answers it at length, where there is one.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> found = in_short(cf.forecast(cf.load_scenario("central"), draws=8))
    >>> found["how_sure"].asked, found["how_sure"].figure
    ('How sure', '23%')
    """
    if not open_years(forecast):
        return {"how_much": InShort("How much", "Decided", decided_sentence(forecast))}
    said = {
        "how_much": ("How much", _how_much(forecast)),
        "how_sure": ("How sure", _how_sure(forecast)),
        "if_it_stops": ("What if it stops", _if_it_stops(forecast)),
        "expansion": ("What an expansion would buy", _expansion(forecast)),
        "what_decides": ("What decides it", _what_decides(forecast)),
        "at_risk": ("What is at risk now", at_risk_briefly(forecast)),
        "decision": ("What must be decided by when", _decision(forecast)),
    }
    return {name: InShort(asked, *found) for name, (asked, found) in said.items() if found}


def _how_much(forecast: Forecast) -> tuple[str, str]:
    average = sum_words(forecast.total("recovered", OPEN_YEARS).mean)
    return average, in_total(forecast, "recovered", "what is recovered")


def _how_sure(forecast: Forecast) -> tuple[str, str]:
    said = list_words([_not_funded(forecast, year) for year in open_years(forecast)])
    chance = percent(chance_ceased(forecast, lead_year(forecast)))
    return chance, f"The chance that there is no funding is {said}."


def _not_funded(forecast: Forecast, year: str) -> str:
    """Return the chance that a year is not funded, and what the cases compared make of it."""
    span = span_of_comparisons(forecast.scenario, year)
    compared = f" ({between(span)} by the cases compared)" if span else ""
    return f"{percent(chance_ceased(forecast, year))} in {year_label(forecast, year)}{compared}"


def _if_it_stops(forecast: Forecast) -> tuple[str, str] | None:
    year = lead_year(forecast)
    cost = forecast.in_year("cost", year)
    if not cost:
        return None
    whole = estimate(cost.statistic()).removesuffix(" in every outcome")
    return sum_words(cost.mean), (
        f"Keeping the team of {team_words(forecast, year)} in {year_label(forecast, year)} without "
        f"the grant would cost {whole}; {falls_on(forecast, [year])}."
    )


def _expansion(forecast: Forecast) -> tuple[str, str] | None:
    """Return what the first award that may be expanded pays for beyond one that goes on."""
    award, costs = forecast.amounts.award, forecast.amounts.unit_cost
    year = next((each for each in open_years(forecast) if (each, EXPAND) in award), "")
    if not year:
        return None
    whole, base = (award[year, each] * forecast.scale[year] for each in (EXPAND, CONTINUE))
    agreed = of_award(forecast.scenario, [year], forecast.price_base).removeprefix("of ")
    lead = f"An expanded award in {year}, {agreed}"
    chance = f"its chance is {percent(forecast.weights(year).get(EXPAND, 0.0))}"
    if year not in costs:
        sums = f"{_mean(whole)} on average in place of {_mean(base)}"
        return _mean(whole - base), f"{lead} would be {sums}; {chance}."
    expanded, goes_on = (_posts(sum_, costs[year] * forecast.scale[year]) for sum_ in (whole, base))
    return expanded, f"{lead} would pay for {expanded} on average in place of {goes_on}; {chance}."


def _posts(award: Values, cost: Values) -> str:
    return average_posts(float((award / cost).mean()))


def _mean(values: Values) -> str:
    return sum_words(float(values.mean()))


def _what_decides(forecast: Forecast) -> tuple[str, str] | None:
    table = tornado(
        forecast.scenario,
        draws=forecast.draws,
        seed=forecast.seed,
        price_base=forecast.price_base,
    )
    swing = abs(float(table["swing"].iloc[0])) if len(table) else 0.0
    if not swing:
        return None
    said = f"{matters_most(table).removesuffix('.')}, each recovered on average."
    return answer_words(swing, table.about.question.unit), said


def _decision(forecast: Forecast) -> tuple[str, str] | None:
    known = notice_by(forecast)
    return (day_words(known[1]), decide_briefly(forecast)) if known else None
