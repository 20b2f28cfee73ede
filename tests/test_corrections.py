"""What each correction of November 2026 did, as docs/method.md tells it."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import clsmin_forecast as cf
from clsmin_forecast.model.decisions import CEASE

SPAN = "in_principle_years"
YEARS = ("2025/26", "2026/27")
DOCS = Path(__file__).parents[1] / "docs" / "method.md"
Figures = dict[str, float]


def jeffreys(events: int, known: int) -> float:
    return (events + 0.5) / (known + 1)


def as_one_range(low: float, high: float) -> dict[str, Any]:
    return {"range": {"low": low, "mid": 1.0, "high": high, "coverage": 0.8}}


RELEASED: dict[str, Any] = {
    "cessation": {
        "2024/25": jeffreys(0, 23), "2025/26": jeffreys(2, 10), "2026/27": jeffreys(3, 51),
    },
    "expansion": jeffreys(5, 34),
    "continuation_ratio": as_one_range(0.7937138101305397, 1.048474178403756),
}  # fmt: skip
CORRECTED: dict[str, Any] = {
    "cessation": {
        "2024/25": jeffreys(0, 29), "2025/26": jeffreys(2, 11), "2026/27": jeffreys(3, 55),
    },
    "expansion": jeffreys(1, 34),
    "continuation_ratio": as_one_range(0.7937138101305397, 1.0555555555555556),
}  # fmt: skip


def released_ranges(central: cf.Scenario) -> dict[str, Any]:
    pay = {year: central.facts.pay.growth(year) for year in YEARS}
    point = 0.01 * 7 * 1.042 / (5 + 7 * 1.042)  # of the award of September 2026, after 4.2% in 2025
    last = {"low": pay["2026/27"] - point, "mid": pay["2026/27"], "high": pay["2026/27"] + point}
    rate = {"range": {"low": 0.85, "mid": 0.97, "high": 1.0, "coverage": 1}}
    return {
        "recovery_rate": dict.fromkeys(("2023/24", "2024/25", *YEARS), rate),
        "pay_growth": {"2025/26": pay["2025/26"], "2026/27": {"range": {**last, "coverage": 0.8}}},
    }


@pytest.fixture(scope="module")
def steps() -> dict[str, Figures]:
    central = cf.load_scenario("central")
    ranges = released_ranges(central)
    same = {year: {"evidence": "year_ends_since_2024_25"} for year in YEARS}
    first = cf.forecast(central.but(**RELEASED, **ranges))
    within = {"2024/25": jeffreys(0, 29)}
    forecasts = {
        "prices a post": first,
        "facts": cf.forecast(central.but(**CORRECTED, **ranges)),
        "one rule": cf.forecast(central.but(**CORRECTED | {"cessation": within | same}, **ranges)),
        "as found": cf.forecast(central.but(**ranges)),
        "below 0.85": cf.forecast(central),
    }
    return {
        "first released": figures(first) | released_gap(first, spent=True),
        "not spent": figures(first) | released_gap(first, spent=False),
        **{name: figures(each) for name, each in forecasts.items()},
    }


def figures(made: cf.Forecast) -> Figures:
    return {
        **{year: 1 - made.probability_funded(year) for year in YEARS},
        "recovered": made.total("recovered", SPAN).mean,
        "gap": made.total("gap", SPAN).mean,
        "funded": made.total("gap_in_funded_years", SPAN).mean,
        "ceased": made.total("gap_after_ceasing", SPAN).mean,
    }


def released_gap(made: cf.Forecast, *, spent: bool) -> Figures:
    """The gap when the award of 2023/24 alone priced a post, on what is spent or on the award."""
    pay, drawn = made.scenario.facts.pay, made.amounts.drawn["pay_growth"]
    price, parts = np.array([570_567 / 7 * (1 + pay.growth("2024/25"))]), {True: 0.0, False: 0.0}
    money = made.amounts.recovered if spent else made.amounts.award
    for year in YEARS:
        price = price * (1 + drawn[year])
        for decision, chance in made.weights(year).items():
            missing = np.maximum(0, 7 * price - money[year, decision])
            parts[decision == CEASE] += chance * float(missing.mean())
    return {"gap": sum(parts.values()), "funded": parts[False], "ceased": parts[True]}


def told() -> dict[str, list[str]]:
    """The rows of the table, a blank filled with what stands above it."""
    table = re.search(r"\| as first released.*?\n\n", DOCS.read_text(encoding="utf-8"), re.S)
    assert table
    rows: dict[str, list[str]] = {}
    above = [""] * 6
    for line in table[0].strip().splitlines():
        name, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        above = rows[name] = [cell or before for cell, before in zip(cells, above, strict=True)]
    return rows


def test_the_table_of_corrections_holds(steps: dict[str, Figures]) -> None:
    rows = told()
    assert len(rows) == len(steps)
    for (name, cells), (step, found) in zip(rows.items(), steps.items(), strict=True):
        assert step in name
        said = [
            *(f"{found[year]:.1%}" for year in YEARS),
            *(f"£{found[sum]:,.0f}" for sum in ("recovered", "gap", "funded", "ceased")),
        ]
        assert cells == said, name


def test_the_two_parts_add_up_in_every_row_and_the_end_is_the_central_view(
    steps: dict[str, Figures],
) -> None:
    for name, found in steps.items():
        assert found["funded"] + found["ceased"] == pytest.approx(found["gap"], abs=0.01), name
    text = DOCS.read_text(encoding="utf-8")
    fell = {
        sum: steps["first released"][sum] - steps["below 0.85"][sum] for sum in ("recovered", "gap")
    }
    assert f"fell by £{fell['recovered']:,.0f} and the gap by £{fell['gap']:,.0f}" in text
