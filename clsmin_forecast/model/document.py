"""The document of a forecast: every figure once, to the penny, in the form that programs read."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from .beliefs import believed_averages, ends_of, span_of_comparisons
from .checks import run_checks
from .decisions import Path
from .mixture import Mixture, Statistic

if TYPE_CHECKING:
    from .forecast import Forecast

GAP_PARTS = ("gap_in_funded_years", "gap_after_ceasing")
"""Which add up to the gap: what is missing where the year is funded, and where it is not."""

SPANS = ("decision_years", "in_principle_years", "all_years")
SCHEMA = "clsmin-forecast/forecast/1"
_PENNIES = 2  # decimals of a pound


def _scenario(forecast: "Forecast") -> dict[str, Any]:
    scenario = forecast.scenario
    changes = deepcopy(dict(scenario.changes))
    return {"name": scenario.name, "title": scenario.title, "changes": changes}


def _paths(forecast: "Forecast") -> list[dict[str, Any]]:
    recovered = forecast.total("recovered", "decision_years").branch_statistics()
    return [_path(*each) for each in zip(forecast.path_list, recovered, strict=True)]


def _path(path: Path, recovered: Statistic) -> dict[str, Any]:
    return {
        "decisions": path.decisions,
        "probability": path.probability,
        "recovered_gbp": _in_pence(recovered),
    }


def _years(forecast: "Forecast") -> list[dict[str, Any]]:
    return [_year(forecast, year) for year in forecast.scenario.facts.awards.years]


def _totals(forecast: "Forecast") -> dict[str, Any]:
    return {span: _total(forecast, span) for span in SPANS}


def _total(forecast: "Forecast", span: str) -> dict[str, Any]:
    return {
        f"{measure}_gbp": money(forecast.total(measure, span))
        for measure in ("recovered", "gap", *GAP_PARTS)
    } | {
        f"average_{measure}_by_evidence_gbp": _in_pence(
            ends_of(believed_averages(forecast, measure, span))
        )
        for measure in ("recovered", "gap")
    }


def _year(forecast: "Forecast", year: str) -> dict[str, Any]:
    award = forecast.scenario.facts.awards[year]
    posts, at_risk = forecast.in_year("posts", year), forecast.in_year("posts_at_risk", year)
    return {
        "financial_year": year,
        "status": award.status,
        "award_gbp": _pence(award.amount * forecast.scale[year]),
        "probability_funded": forecast.probability_funded(year),
        "probability_funded_by_comparison": _funded_by_comparison(forecast, year),
        "recovered_gbp": money(forecast.in_year("recovered", year)),
        "cost_gbp": money(forecast.in_year("cost", year)),
        "gap_gbp": money(forecast.in_year("gap", year)),
        **{f"{part}_gbp": money(forecast.in_year(part, year)) for part in GAP_PARTS},
        "posts_supported": None if posts is None else posts.statistic(),
        "posts_at_risk": None if at_risk is None else at_risk.statistic(),
        "probability_team_covered": forecast.chance_covered(year),
    }


def _funded_by_comparison(forecast: "Forecast", year: str) -> dict[str, float] | None:
    span = span_of_comparisons(forecast.scenario, year)
    return None if span is None else {"least": 1 - span[1], "most": 1 - span[0]}


def money(mixture: Mixture | None) -> dict[str, float] | None:
    """Return the statistics of a sum, in pounds to the penny, or None where there is none."""
    return None if mixture is None else _in_pence(mixture.statistic())


def _in_pence(statistic: Statistic) -> Statistic:
    return {name: _pence(value) for name, value in statistic.items()}


def _pence(amount: float) -> float:
    return round(amount, _PENNIES) + 0.0  # never minus nothing


def sources(forecast: "Forecast") -> list[str]:
    """Return the ids of the sources that a forecast rests on, the decision papers first."""
    scenario = forecast.scenario
    papers = [award.decision for award in scenario.facts.awards.rows]
    cited = [source for entry in scenario.register.assumptions.values() for source in entry.sources]
    deflator = [] if forecast.price_base == "cash" else ["gdp_deflator"]
    return list(dict.fromkeys(papers + cited + deflator))


PARTS: Mapping[str, Callable[["Forecast"], Any]] = {
    "schema": lambda forecast: SCHEMA,
    "scenario": _scenario,
    "settings": lambda forecast: {
        "draws": forecast.draws, "seed": forecast.seed, "price_base": forecast.price_base,
    },
    "paths": _paths,
    "years": _years,
    "totals": _totals,
    "checks": run_checks,
    "sources": sources,
}  # fmt: skip
"""The parts of the document, in the order and form of docs/forecast-json.md, and what makes each.
"""
