"""Scenarios whose answers can be worked out by hand or by listing every case."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from clsmin_forecast.inputs.scenarios import Scenario

DRAWS = 2048
SPAN = "in_principle_years"

AWARD = 570_567.0
CEILING = 1_000_000.0
RATE = 0.9  # of an award is spent, in a discrete scenario
POSTS = 7
Case = tuple[float, dict[str, str], dict[str, float]]


def discrete(central: Scenario, **chances: Any) -> Scenario:
    """Return a scenario in which nothing but decisions is uncertain."""
    fixed: dict[str, Any] = {
        "continuation_ratio": 1,
        "expansion_share": 0.5,
        "recovery_rate": dict.fromkeys(central.quantities["recovery_rate"], RATE),
        "pay_growth": 0.04,
        "team_posts": POSTS,
    }
    return central.but(**(fixed | chances))


def sure_but_for_an_end(scenario: Scenario) -> Scenario:
    """Return a scenario of fixed amounts, whose funding ends with a chance of 1 in 4, for good."""
    cessation = {"2024/25": 0, "2025/26": 0.25, "2026/27": 0}
    return scenario.but(
        cessation=cessation, expansion=0, continuation_ratio=0.9, recovery_rate=1, pay_growth=0,
        reinstatement=0,
    )  # fmt: skip


def cases(chances: dict[str, dict[str, float]]) -> Iterator[Case]:
    """Yield every course of the decisions of a discrete scenario, worked out in plain Python.

    Each is its probability, its decisions, and what is recovered in each in-principle year.
    """
    years = ("2024/25", "2025/26", "2026/27")
    for decisions in product(("continue", "expand", "cease"), repeat=3):
        probability, last = 1.0, "continue"
        for year, decision in zip(years, decisions, strict=True):
            c, r = chances["cessation"][year], chances["reinstatement"][year]
            e = chances["expansion"].get(year, 0.0)
            if last == "cease":
                probability *= {"continue": r, "cease": 1 - r, "expand": 0.0}[decision]
            elif last == "expand":
                probability *= {"continue": 0.0, "cease": c, "expand": 1 - c}[decision]
            else:
                going_on = {"continue": (1 - c) * (1 - e), "expand": (1 - c) * e, "cease": c}
                probability *= going_on[decision]
            last = decision
        awards = {"continue": AWARD, "expand": (AWARD + CEILING) / 2, "cease": 0.0}
        got = {y: RATE * awards[d] for y, d in zip(years[1:], decisions[1:], strict=True)}
        if probability > 0:
            yield probability, dict(zip(years, decisions, strict=True)), got


def held(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Return the chances of a scenario by input and year."""
    names = ("cessation", "expansion", "reinstatement")
    return {name: {y: q.mid for y, q in scenario.quantities[name].items()} for name in names}


def unit_cost(year: str) -> float:
    """Return the cost of a post in a discrete scenario, pounds, from 2023/24 on.

    2023/24 and 2024/25 state seven posts for one award, and pay grows after the second of them.
    """
    return AWARD / POSTS * 1.04 ** max(0, int(year[:4]) - 2024)


def missing(year: str, got: dict[str, float]) -> float:
    """Return the gap of a case in an in-principle year: it stands on what is awarded."""
    return max(0.0, POSTS * unit_cost(year) - got[year] / RATE)


@pytest.fixture(scope="session")
def plain(central: Scenario) -> Scenario:
    return discrete(central, reinstatement=0.2)
