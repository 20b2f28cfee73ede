"""What ceasing would mean: its chance, the evidence for that, and what the team would then cost."""

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from ...analysis.conditional import chance_ceased
from ...arguments import public
from ...errors import unknown
from ...inputs.evidence import Evidence
from ...model.beliefs import ENDS
from ...model.decisions import CEASE, EXPAND
from ...model.forecast import Forecast
from ...model.mixture import Mixture
from ...quantiles import Values
from ...quantities import Chance
from ...units import number_of
from ..input_words import team_words
from ..likelihood import on_the_yardstick
from ..sign_words import signs_sentence
from ..words import average_posts, estimate, list_words, odds, percent, spread, sum_words
from .clauses import decided_sentence, risk, year_label

_ROUNDED_POSTS = 0.05  # what is said of them leaves out less


@public
def cessation_risk(forecast: Forecast, year: str) -> str:
    """Return the chance of no funding in a year, the evidence for it, and what follows from it.

    If funding ceases, staff are redeployed (PCD 1532, financial comments), and going on would need
    money from elsewhere (recommendation 2). Signs are told of every year that has some.

    Parameters
    ----------
    year
        As in `total_given`.

    Raises
    ------
    InputError
        If the year's decision is not open, while another's is.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.forecast(cf.load_scenario("central"), draws=8)
    >>> cessation_risk(central, "2025/26").split(", ")[0]
    'The chance that there is no funding in 2025/26 is about 23% on the cases chosen'
    """
    years = forecast.years_of("decision_years")
    if not years:
        return decided_sentence(forecast)
    if year not in years:
        raise unknown("cessation_risk", "year with an open decision", year, years)
    ends = if_it_stops(forecast, year) if chance_ceased(forecast, year) > 0 else ""
    others = (_signs(forecast, each) for each in years if each != year)
    return " ".join(filter(None, (risk_and_evidence(forecast, year), *others, ends)))


def risk_and_evidence(forecast: Forecast, year: str) -> str:
    """Return the chance that a year is not funded, and what that chance rests on."""
    word = on_the_yardstick(chance_ceased(forecast, year))
    said = (risk(forecast, year), word, based_on(forecast, year), _caution(forecast, year))
    return " ".join(filter(None, said))


def based_on(forecast: Forecast, year: str) -> str:
    """Return what the chance of ceasing in a year rests on."""
    chance = forecast.scenario.quantities["cessation"][year]
    if not isinstance(chance, Chance) or _without_effect(forecast, year):
        return ""
    if chance_ceased(forecast, year) == 0:
        return ""  # it has been said
    if not chance.evidence:
        by = "from the views of several experts" if chance.views else "not by evidence"
        said = (
            f"The chance of ceasing in {year_label(forecast, year)}, after a funded year, is set "
            f"to {percent(chance.mid)} by the scenario, {by}."
        )
        return " ".join(filter(None, (said, _signs(forecast, year))))
    found = forecast.scenario.evidence[chance.evidence]
    said = (
        f"After a funded year the chance of ceasing is {odds(chance.mid)}, 90% interval "
        f"{spread(percent(chance.low), percent(chance.high))}, from "
        f"{number_of(found.events, 'ending')} in "
        f"{number_of(len(found.known), 'comparable case')}{_seen(found)}{_beside(chance)}"
        f"{_with_earlier(forecast, year)}."
    )
    return " ".join(filter(None, (said, _signs(forecast, year))))


def risk_briefly(forecast: Forecast, year: str, told: Collection[str] = ()) -> str:
    """Return the chance that a year is not funded, with the evidence in brackets.

    Parameters
    ----------
    year
        As in `total_given`.
    told : collection of str
        The years whose evidence has been told already, and need not be again.
    """
    chances = forecast.scenario.quantities["cessation"]
    said, chance = risk(forecast, year), chances[year]
    if not isinstance(chance, Chance) or not chance.evidence or _without_effect(forecast, year):
        return said
    if chance in [chances[each] for each in told]:
        return said
    found = forecast.scenario.evidence[chance.evidence]
    return (
        f"{said.removesuffix('.')} (after a funded year {percent(chance.mid)}, 90% interval "
        f"{spread(percent(chance.low), percent(chance.high))}: "
        f"{number_of(found.events, 'ending')} in {number_of(len(found.known), 'case')}"
        f"{_seen(found)}{_beside(chance)}{_before(chance)})."
    )


def _signs(forecast: Forecast, year: str) -> str:
    chance = forecast.scenario.quantities["cessation"][year]
    title = forecast.scenario.register.assumptions["cessation"].title
    return signs_sentence(chance, title, year) if isinstance(chance, Chance) else ""


def _beside(chance: Chance) -> str:
    return f" and {number_of(len(chance.signs), 'sign')}" if chance.signs else ""


def _before(chance: Chance) -> str:
    return f", before which it was {percent(chance.prior.mid)}" if chance.prior else ""


def _seen(found: Evidence) -> str:
    return f", endings taken to be seen {found.seen:g} times as often" if found.seen < 1 else ""


def _with_earlier(forecast: Forecast, year: str) -> str:
    """Return how the chance of a stop in a year becomes the chance of no funding in it."""
    stop, none = forecast.scenario.quantities["cessation"][year].mid, chance_ceased(forecast, year)
    if percent(stop) == percent(none):
        return ""
    back = forecast.scenario.quantities["reinstatement"][year].mid
    before = "a stop before and a return" if back else "a stop before"
    return f"; counting {before}, the chance of no funding in {year} is {percent(none)}"


def _without_effect(forecast: Forecast, year: str) -> bool:
    """Return whether a chance of ceasing moves nothing: the year before is not funded anyway."""
    return chance_ceased(forecast, _year_before(forecast, year)) == 1


def _year_before(forecast: Forecast, year: str) -> str:
    years = forecast.scenario.facts.awards.years
    return years[max(years.index(year) - 1, 0)]


def _caution(forecast: Forecast, year: str) -> str:
    chance = forecast.scenario.quantities["cessation"][year]
    if not isinstance(chance, Chance) or not chance.evidence or _without_effect(forecast, year):
        return ""
    found = forecast.scenario.evidence[chance.evidence]
    if "endings" in found.caution or found.seen < 1:
        return found.caution
    return f"{found.caution} Published acceptances hide endings, so it may be too low."


def if_it_stops(forecast: Forecast, year: str) -> str:
    """Return what it would cost to go on without the funding of a year, and who would pay."""
    chance = chance_ceased(forecast, year)
    when = "If it ceases," if chance else "Should it cease all the same,"
    if chance == 1 or _without_effect(forecast, year):
        when = "Then" if chance == 1 else "Without it,"
    facts = forecast.scenario.facts
    awards, then = facts.awards, facts.grant.if_it_ceases
    if forecast.in_year("cost", year) is None:
        then = f"{when} {then}, and" if then else when
        return f"{then} going on needs other money. {awards.unpriced}".strip()
    years = [each for each in awards.years_with(awards[year].status) if each >= year]
    lead = f"{when} {then};" if then else when
    return (
        f"{lead} keeping the team of {team_words(forecast, *years)} would "
        f"cost {_between(forecast, years)}, and {falls_on(forecast, years)}."
        f"{_expanded(forecast, year)}"
    )


def _expanded(forecast: Forecast, year: str) -> str:
    """Return how many posts an expanded award pays for, and how many of them go if it then ceases.

    The expansion is that of the year before, or else of the year itself, which may cease in the
    next. Other money is not in the posts; where they are no more than the team, it is told alone.
    """
    years, amounts = forecast.scenario.facts.awards.years, forecast.amounts
    pairs = [pair for pair in pairwise(years) if year in pair]
    before, now = next((pair for pair in pairs if forecast.weights(pair[0]).get(EXPAND)), ("", ""))
    if before not in amounts.unit_cost:
        return ""
    posts = float((amounts.award[before, EXPAND] / amounts.unit_cost[before]).mean())
    if posts <= forecast.scenario.team_posts(before):
        return ""
    chance = forecast.weights(before)[EXPAND]
    how_likely = f" (in {percent(chance)} of all outcomes)" if chance < 1 else ""
    gone = float(amounts.posts_at_risk((before, EXPAND), (now, CEASE)).mean())
    at_risk = "all of them" if gone > posts - _ROUNDED_POSTS else f"{average_posts(gone)} of them"
    return (
        f" An expanded award{how_likely} would pay for about {average_posts(posts)} in {before}, "
        f"{at_risk} at risk if it then ceases."
    )


def _between(forecast: Forecast, years: Sequence[str]) -> str:
    """Return what the team costs in each of some years and together, in 90% of outcomes."""
    found = forecast.amounts.cost
    costs = {year: found[year] * forecast.scale[year] for year in years if year in found}
    said = {year: _range_of(cost) for year, cost in costs.items()}
    each = [f"{of} in {year_label(forecast, year)}" for year, of in said.items()]
    each += [f"{_range_of(sum(costs.values(), np.zeros(1)))} together"] * (len(said) > 1)
    ranges = sum(" to " in of for of in said.values())
    level = {0: "", len(said): " (90% of outcomes)"}.get(ranges, " (a range is 90% of outcomes)")
    return list_words(each) + level


def _range_of(cost: Values) -> str:
    return spread(*map(sum_words, Mixture((cost,), (1.0,)).quantiles([*ENDS.values()])))


def falls_on(forecast: Forecast, years: Sequence[str]) -> str:
    """Return who would pay, beside the other money that is assumed."""
    amounts, holder = forecast.amounts, forecast.scenario.facts.grant.holder
    money = {y: amounts.other_money[y] * forecast.scale[y] for y in years if y in amounts.cost}
    if not any(each.any() for each in money.values()):
        return f"that cost would fall on {holder} unless other money is found"
    sums = {
        year: estimate(Mixture((each,), (1.0,)).statistic()).removesuffix(" in every outcome")
        for year, each in money.items()
    }
    if len(set(sums.values())) == 1:
        said = sums[years[0]] + " a year" * (len(sums) > 1)
    else:
        said = list_words([f"{each} in {year}" for year, each in sums.items()])
    if not any(amounts.gap[year, CEASE].any() for year in money):
        return f"other money, assumed at {said}, pays it"
    return f"what other money, assumed at {said}, does not pay of it would fall on {holder}"
