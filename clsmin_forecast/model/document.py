"""The document of a forecast: every figure once, to the penny, in the form that programs read.

The tables by year and by path are made of its figures.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from ..about import About
from ..columns import (
    CHANCE,
    GAP,
    LIMIT,
    MODELLED,
    NAME,
    POINTS,
    POSTS,
    POSTS_ERROR,
    POUNDS_ERROR,
    RECOVERED,
    STATUS,
    Column,
    labelled,
)
from ..inputs.awards import IN_PRINCIPLE, INDICATIVE, STATUSES, UNAGREED
from .beliefs import ends_of_each, span_of_comparisons
from .checks import run_checks
from .decisions import Path
from .mixture import LEVELS, Mixture, Statistic
from .projection import GAP_PARTS, SPANS, Projection

if TYPE_CHECKING:
    from ..answer import Answer

SCHEMA = "clsmin-forecast/forecast/1"
_PENNIES = 2  # decimals of a pound


def _award(*undecided: str) -> Column:
    where = " or ".join(STATUSES[name].label for name in undecided)
    return Column(f"Award, or ceiling where {where}", LIMIT)


_YEARS = {
    "financial_year": Column("Financial year"),
    "status": Column("Status", STATUS),
    "award": _award(INDICATIVE, IN_PRINCIPLE),
    "probability_funded": Column("Chance that it is funded", CHANCE),
    "probability_funded_least": Column("Chance funded, least by the cases compared", CHANCE),
    "probability_funded_most": Column("Chance funded, most by the cases compared", CHANCE),
    "mean": Column("Recovered, mean", RECOVERED),
    **POINTS,
    "standard_error": Column("Standard error of the mean", POUNDS_ERROR),
    "p5_standard_error": Column("Standard error of the 5% point", POUNDS_ERROR),
    "p95_standard_error": Column("Standard error of the 95% point", POUNDS_ERROR),
    "cost_mean": Column("Cost of the team, mean", MODELLED),
    "cost_p5": Column("Cost of the team, 5% point", MODELLED),
    "cost_p95": Column("Cost of the team, 95% point", MODELLED),
    "gap_mean": GAP["gap_mean"],
    "gap_p95": Column("Gap, 95% point", MODELLED),
    "gap_standard_error": Column("Standard error of the gap", POUNDS_ERROR),
    **GAP,
    "posts_mean": Column("Posts paid for, mean", POSTS),
    "posts_p5": Column("Posts paid for, 5% point", POSTS),
    "posts_p95": Column("Posts paid for, 95% point", POSTS),
    "posts_standard_error": Column("Standard error of the posts", POSTS_ERROR),
    "posts_at_risk_mean": Column("Posts at risk, mean", POSTS),
    "posts_at_risk_p95": Column("Posts at risk, 95% point", POSTS),
    "probability_team_covered": Column("Chance that the team is paid for", CHANCE),
}
BY_YEAR = labelled(
    _YEARS,
    financial_year="year",
    status="status",
    award="award",
    probability_funded="chance funded",
    mean="recovered, mean",
    p5="5%",
    p95="95%",
    cost_mean="cost of team",
    gap_mean="gap, mean",
    posts_mean="posts, mean",
)
_BEYOND = BY_YEAR | labelled(
    {"award": _award(INDICATIVE, IN_PRINCIPLE, UNAGREED)}, award=BY_YEAR["award"].label
)
TEAM = labelled(
    _YEARS,
    financial_year="year",
    status="status",
    cost_mean="cost of team",
    gap_mean="gap, mean",
    gap_in_funded_years_mean="gap in funded years",
    gap_after_ceasing_mean="gap after ceasing",
    posts_mean="posts, mean",
    posts_at_risk_mean="posts at risk",
)
"""What keeping the team takes."""


def _scenario(forecast: Projection) -> dict[str, Any]:
    scenario = forecast.scenario
    changes = deepcopy(dict(scenario.changes))
    return {"name": scenario.name, "title": scenario.title, "changes": changes}


def _paths(forecast: Projection) -> list[dict[str, Any]]:
    recovered = forecast.total("recovered", "decision_years").branch_statistics()
    return [_path(*each) for each in zip(forecast.path_list, recovered, strict=True)]


def _path(path: Path, recovered: Statistic) -> dict[str, Any]:
    return {
        "decisions": path.decisions,
        "probability": path.probability,
        "recovered_gbp": _in_pence(recovered),
    }


def _years(forecast: Projection) -> list[dict[str, Any]]:
    return [_year(forecast, year) for year in forecast.scenario.facts.awards.years]


def _totals(forecast: Projection) -> dict[str, Any]:
    averages = _averages_by_evidence(forecast)
    return {
        span: {
            f"{measure}_gbp": money(
                forecast.total(measure, span) if forecast.tells(measure) else None
            )
            for measure in ("recovered", "gap", *GAP_PARTS)
        }
        | {
            f"average_{measure}_by_evidence_gbp": averages.get((span, measure))
            for measure in ("recovered", "gap")
        }
        for span in SPANS
    }


def _averages_by_evidence(forecast: Projection) -> dict[tuple[str, str], Statistic]:
    told = [measure for measure in ("recovered", "gap") if forecast.tells(measure)]
    asked = [*product(SPANS, told)]
    ends = ends_of_each([forecast.believed_averages(measure, span) for span, measure in asked])
    return dict(zip(asked, map(_in_pence, ends), strict=True))


def _year(forecast: Projection, year: str) -> dict[str, Any]:
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


def _funded_by_comparison(forecast: Projection, year: str) -> dict[str, float] | None:
    span = span_of_comparisons(forecast.scenario, year)
    return None if span is None else {"least": 1 - span[1], "most": 1 - span[0]}


def money(mixture: Mixture | None) -> dict[str, float] | None:
    """Return the statistics of a sum, in pounds to the penny, or None where there is none."""
    return None if mixture is None else _in_pence(mixture.statistic())


def _in_pence(statistic: Statistic) -> Statistic:
    return {name: _pence(value) for name, value in statistic.items()}


def _pence(amount: float) -> float:
    return round(amount, _PENNIES) + 0.0  # never minus nothing


def sources(forecast: Projection) -> list[str]:
    """Return the ids of the sources that a forecast rests on, the decision papers first."""
    scenario = forecast.scenario
    cited = [source for entry in scenario.register.assumptions.values() for source in entry.sources]
    deflator = [] if forecast.price_base == "cash" else ["gdp_deflator"]
    return list(dict.fromkeys([*scenario.facts.awards.papers, *cited, *deflator]))


PARTS: Mapping[str, Callable[[Projection], Any]] = {
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


def by_year_frame(forecast: Projection, years: list[dict[str, Any]]) -> "Answer[About]":
    """Return a table by year, as `Forecast.by_year` describes it.

    Parameters
    ----------
    forecast : Projection
        What is tabulated.
    years : list of dict
        That part of its document.
    """
    rows = [
        {**row, **_errors_of_ends(forecast, row["financial_year"])}
        for row in by_year_records(years)
    ]
    import pandas as pd  # slow to load, and a forecast itself needs none of it

    from ..answer import Answer

    frame = pd.DataFrame(rows, columns=[name for name in _YEARS if name in rows[0]])
    frame = frame.set_index("financial_year")
    beyond = UNAGREED in frame["status"].to_numpy()
    return Answer.of(frame, About(columns=_BEYOND if beyond else BY_YEAR))


def by_year_records(years: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the years of a document as rows, with what does not apply as no number.

    Parameters
    ----------
    years : list of dict
        That part of the document of a forecast.
    """
    priced = any(year["cost_gbp"] for year in years)
    return [
        {
            "financial_year": year["financial_year"],
            "status": year["status"],
            "award": year["award_gbp"],
            "probability_funded": year["probability_funded"],
            **_by_comparison(year["probability_funded_by_comparison"]),
            **year["recovered_gbp"],
            **(_team(year) if priced else {}),
        }
        for year in years
    ]


def _team(year: Mapping[str, Any]) -> dict[str, float]:
    return {
        **_named("cost", year["cost_gbp"], "mean", "p5", "p95"),
        **_named("gap", year["gap_gbp"], "mean", "p95", "standard_error"),
        **_named(GAP_PARTS[0], year[f"{GAP_PARTS[0]}_gbp"], "mean"),
        **_named(GAP_PARTS[1], year[f"{GAP_PARTS[1]}_gbp"], "mean"),
        **_named("posts", year["posts_supported"], "mean", "p5", "p95", "standard_error"),
        **_named("posts_at_risk", year["posts_at_risk"], "mean", "p95"),
        "probability_team_covered": year["probability_team_covered"],
    }


def _errors_of_ends(forecast: Projection, year: str) -> dict[str, float]:
    recovered = forecast.in_year("recovered", year)
    ends = {"p5": LEVELS[0], "p95": LEVELS[-1]}
    return {
        f"{name}_standard_error": recovered.standard_error_of(
            lambda block, level=level: float(block.quantiles([level])[0])  # type: ignore[misc]
        )
        for name, level in ends.items()
        if recovered is not None
    }


def _by_comparison(span: dict[str, float] | None) -> dict[str, float]:
    ends = span or {"least": np.nan, "most": np.nan}
    return {f"probability_funded_{end}": chance for end, chance in ends.items()}


def _named(measure: str, statistic: Statistic | None, *names: str) -> dict[str, float]:
    return {f"{measure}_{name}": statistic[name] if statistic else np.nan for name in names}


def path_frame(forecast: Projection, paths: list[dict[str, Any]]) -> "Answer[About]":
    """Return a table of the decision paths, as `Forecast.paths` describes it.

    Parameters
    ----------
    forecast
        As in `by_year_frame`.
    paths : list of dict
        That part of its document.
    """
    rows = [
        {**path["decisions"], "probability": path["probability"]}
        | {name: path["recovered_gbp"][name] for name in ("mean", "p5", "p95")}
        for path in paths
    ]
    import pandas as pd

    from ..answer import Answer

    frame = pd.DataFrame(rows).sort_values("probability", ascending=False, ignore_index=True)
    years = forecast.years_of("decision_years")
    columns = {
        **{year: Column(f"Decision of {year}", NAME, year) for year in years},
        "probability": Column("Chance of the path", CHANCE, "chance"),
        **labelled(_YEARS, mean="recovered, mean", p5="5%", p95="95%"),
    }
    statuses = forecast.scenario.facts.awards.statuses(years) if years else ()
    return Answer.of(frame, About(columns=columns, years=years, statuses=statuses))
