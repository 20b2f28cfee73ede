"""The expected values without draws, which every forecast is checked against."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.amounts import evaluate
from clsmin_forecast.model.expected import expected_recovered

if TYPE_CHECKING:
    from tests.conftest import Edit

MANY = 65_536
WIDE = {"range": {"low": 0.5, "mid": 1.1, "high": 2, "coverage": 0.8}}
EXPERTS = {"choice": [{"value": 0.5, "weight": 0.5}, {"value": 1.5, "weight": 0.5}]}
BASELINE = "values: {ratios: renewed_about_level, coverage: 0.8}"


def _agrees_with_its_draws(scenario: Scenario) -> None:
    drawn = evaluate(scenario, MANY, 1532).recovered
    for outcome, expected in expected_recovered(scenario).items():
        assert drawn[outcome].mean() == pytest.approx(expected, rel=2e-3, abs=0.01), outcome


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"continuation_ratio": WIDE},
        {"continuation_ratio": EXPERTS},
        {"continuation_ratio": 3, "expansion_share": 0},
        {
            "recovery_rate": {
                "choice": [{"value": 0.9, "weight": 0.3}, {"value": 0.6, "weight": 0.7}]
            }
        },
        {"expansion_share": {"range": {"low": 0.1, "mid": 0.2, "high": 0.9, "coverage": 0.6}}},
    ],
    ids=str,
)
def test_they_agree_with_the_draws(central: Scenario, changes: dict[str, Any]) -> None:
    _agrees_with_its_draws(central.but(**changes))


@pytest.mark.parametrize("between", [0.8, 1])
@pytest.mark.parametrize("value", [WIDE, EXPERTS], ids=["range", "choice"])
def test_they_agree_with_the_draws_of_years_that_move_together(
    data: Path, edit: "Edit[None]", value: dict[str, Any], between: float
) -> None:
    edit("assumptions.yaml", BASELINE, f"{BASELINE}\n    between_years: {between}")
    _agrees_with_its_draws(load_scenario("central", data).but(continuation_ratio=value))


@pytest.mark.parametrize(
    ("name", "low", "mid", "high", "coverage"),
    [("recovery_rate", 0.5, 0.9, 1.0, 0.8), ("expansion_share", 0.0, 0.1, 1.0, 0.6)],
)
@pytest.mark.parametrize("listed", [False, True])
def test_a_range_that_a_bound_clips_is_integrated_up_to_the_bound(
    name: str, low: float, mid: float, high: float, coverage: float, listed: bool
) -> None:
    spec: object = {"range": {"low": low, "mid": mid, "high": high, "coverage": coverage}}
    if listed:
        spec = {"choice": [{"value": spec, "weight": 0.5}, {"value": mid, "weight": 0.5}]}
    scenario = cf.load_scenario("central").but(**{name: spec})  # type: ignore[arg-type]
    for seed in range(4):
        checks = cf.forecast(scenario, draws=16_384, seed=seed).document["checks"]
        assert all(check["passed"] for check in checks), checks


def test_bounds_hold_within_a_choice() -> None:
    wide = {"range": {"low": 0, "mid": 1, "high": 9, "coverage": 0.5}}
    inside = {"choice": [{"value": wide, "weight": 1}]}
    plain = cf.forecast(cf.load_scenario("central").but(team_posts=wide), draws=64)
    listed = cf.forecast(cf.load_scenario("central").but(team_posts=inside), draws=64)
    assert listed.amounts.cost["2025/26"].min() == 0
    assert listed.amounts.cost["2025/26"] == pytest.approx(plain.amounts.cost["2025/26"])
