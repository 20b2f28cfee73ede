"""Page one: what a reader asks first, answered from one forecast."""

from collections.abc import Sequence

from ...analysis.conditional import chance_ceased
from ...analysis.evidence_choices import evidence_choices as compare_evidence
from ...arguments import public
from ...inputs.scenarios import Scenario
from ...model.forecast import Forecast
from ...units import first_day
from ..words import capital, day_words, list_words
from .cessation import if_it_stops, risk_and_evidence, risk_briefly
from .clauses import (
    average_by_evidence,
    decided_sentence,
    either_way,
    funded_sum,
    gap_briefly,
    in_total,
    lead_year,
    money,
    open_years,
    year_label,
)
from .evidence_choices import evidence_choices
from .papers import profile, years_gone
from .waiting import ask_the_funder, at_risk, decide_by, if_notice_is_wrong, meanwhile

ASKED_FIRST = {
    "how_much": "How much",
    "which_years": "Which years",
    "how_sure": "How sure",
    "cases_chosen": "Why these cases",
    "comparison": "By other cases",
    "if_it_stops": "If it stops",
    "at_risk": "At risk now",
    "meanwhile": "Meanwhile",
    "decision": "Decision needed",
}
"""What a reader asks first, by the name of the sentence in `page_one` that answers it."""


@public
def page_one(forecast: Forecast) -> dict[str, str]:
    """Return what the first page of a paper answers, and the evidence behind it, a name each.

    Returns
    -------
    dict of str to str
        ``how_much``, ``which_years``, ``how_sure``, ``cases_chosen``, ``comparison``,
        ``if_it_stops``, ``at_risk``, ``meanwhile``,
        ``decision`` and ``risk``.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> page_one(cf.forecast(cf.load_scenario("ceases"), draws=8))["if_it_stops"].split("; ")[0]
    'Then staff are redeployed'
    """
    awards, years = forecast.scenario.facts, open_years(forecast)
    if not years:
        names = {*ASKED_FIRST, "risk"} - {"which_years"}
        return {"which_years": profile(awards), **dict.fromkeys(names, decided_sentence(forecast))}
    lead = lead_year(forecast)
    said = {
        "how_much": " ".join(
            filter(
                None,
                (
                    in_total(forecast, "recovered", "what is recovered"),
                    average_by_evidence(forecast, "recovered"),
                    either_way(forecast, lead),
                    money(forecast),
                ),
            )
        ),
        "which_years": profile(awards),
        "how_sure": _how_sure(forecast, lead),
        "cases_chosen": _cases_chosen(forecast.scenario),
        "comparison": _comparison(forecast),
        "if_it_stops": _if_it_stops(forecast, lead),
        "at_risk": at_risk(forecast),
        "meanwhile": meanwhile(forecast),
        "decision": _decision(forecast),
        "risk": risk_and_evidence(forecast, lead),
    }
    return {name: text for name, text in said.items() if text}


def _if_it_stops(forecast: Forecast, lead: str) -> str:
    stops = lead if chance_ceased(forecast, lead) else open_years(forecast)[0]
    return " ".join(filter(None, (if_it_stops(forecast, stops), gap_briefly(forecast))))


def _cases_chosen(scenario: Scenario) -> str:
    """Return why the cases were chosen, as the register has it unless the scenario chose."""
    if "cessation" in scenario.changes:
        return "The scenario sets its chances of ceasing, or chooses their cases, itself."
    return scenario.register.assumptions["cessation"].rationale


def _comparison(forecast: Forecast) -> str:
    compared = compare_evidence(
        forecast.scenario,
        draws=forecast.draws,
        seed=forecast.seed,
        price_base=forecast.price_base,
    )
    return evidence_choices(compared)


def _how_sure(forecast: Forecast, lead: str) -> str:
    years = forecast.years_of("decision_years")
    told = [year for year in years if year == lead or chance_ceased(forecast, year)]
    said = [risk_briefly(forecast, year, told[:place]) for place, year in enumerate(told)]
    said += [funded_sum(forecast, year) for year in open_years(forecast)]
    return " ".join(filter(None, said))


def _decision(forecast: Forecast) -> str:
    """Return what to find out of the years that have begun, and what of the others lies ahead."""
    scenario, years = forecast.scenario, forecast.years_of("decision_years")
    begun = scenario.facts.awards.begun(scenario.register.as_at)
    ahead = [year for year in years if year not in begun]
    who = scenario.facts.grant.accepted_by
    accept = "decides whether to accept the funding, and how to plan for its end."
    said = [f"Then {who} {accept}" if begun else f"{capital(who)} {accept}"]
    if len(scenario.facts.awards.ended(scenario.register.as_at)) == len(years):
        said = []
    if begun:
        gone = years_gone(scenario.facts.awards, scenario.register.as_at, str)
        said[:0] = [
            f"First, and now, {ask_the_funder(forecast, _named(forecast, begun))}: {gone}, and no "
            "decision is on record here."
        ]
    if ahead:
        by = list_words([day_words(first_day(year)) for year in ahead])
        said.append(
            "Still ahead is the funder’s decision to continue, expand or cease for "
            f"{_named(forecast, ahead)}, which is needed before {by}."
        )
    return " ".join(filter(None, [*said, decide_by(forecast), if_notice_is_wrong(forecast)]))


def _named(forecast: Forecast, years: Sequence[str]) -> str:
    return list_words([year_label(forecast, year) for year in years])
