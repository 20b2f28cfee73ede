"""The cross-checks: each passes for a right forecast and fails when its law is broken."""

from collections.abc import Callable
from dataclasses import replace
from math import nan
from typing import Any

import pytest

from clsmin_forecast.inputs.scenarios import Scenario, load_scenarios
from clsmin_forecast.model.checks import run_checks
from clsmin_forecast.model.decisions import Path
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.quantiles import Values
from tests.conftest import DATA, DRAWS

Outcome = tuple[str, str]


def _with(made: Forecast, **laws: Any) -> Forecast:
    amounts = replace(made.amounts)
    vars(amounts).update(laws)  # as if they had been evaluated
    return replace(made, amounts=amounts)


def _recovered(made: Forecast, outcome: Outcome, change: Callable[[Values], Values]) -> Forecast:
    recovered = dict(made.amounts.recovered)
    return _with(made, recovered={**recovered, outcome: change(recovered[outcome])})


def _unlikely(made: Forecast) -> Forecast:
    first, *rest = made.path_list
    return replace(made, path_list=(Path(first.decisions, first.probability * 0.9), *rest))


def _beyond_the_ceiling(made: Forecast) -> Forecast:
    award = dict(made.amounts.award)
    return _with(made, award={**award, EXPANDED: award[EXPANDED] + 1_000_000})


def _undoing_what_is_decided(made: Forecast) -> Forecast:
    paths = (
        Path({"2022/23": "cease", **path.decisions}, path.probability) for path in made.path_list
    )
    return replace(made, path_list=tuple(paths))


EXPANDED = ("2025/26", "expand")
PROBABILITIES, LIMITS, RECEIVED, EXPECTED, TOTALS = range(5)
# the law that is broken: (how, the checks that fail)
BROKEN: dict[str, tuple[Callable[[Forecast], Forecast], set[int]]] = {
    "a path is too unlikely": (_unlikely, {PROBABILITIES, TOTALS}),
    "more is recovered than awarded": (
        lambda made: _recovered(made, ("2023/24", "continue"), lambda got: got + 100_000),
        {LIMITS},
    ),
    "less than nothing is recovered": (
        lambda made: _recovered(made, ("2023/24", "continue"), lambda got: got - 600_000),
        {LIMITS},
    ),
    "an award lies beyond its ceiling": (_beyond_the_ceiling, {LIMITS, EXPECTED}),
    "a received year is a pound short": (
        lambda made: _recovered(made, ("2021/22", "continue"), lambda got: got - 1),
        {RECEIVED},
    ),
    "the draws of a year lie too low": (
        lambda made: _recovered(made, ("2025/26", "continue"), lambda got: 0.95 * got),
        {EXPECTED},
    ),
    "a draw is not a number": (
        lambda made: _recovered(made, ("2025/26", "continue"), lambda got: got * nan),
        {LIMITS, EXPECTED, TOTALS},
    ),
    "a path ceases in a year that was received": (_undoing_what_is_decided, {TOTALS}),
}


@pytest.mark.parametrize(("broken", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_check_fails_when_its_law_is_broken(
    reference: Forecast, broken: Callable[[Forecast], Forecast], expected: set[int]
) -> None:
    checks = run_checks(broken(reference))
    assert {index for index, check in enumerate(checks) if not check["passed"]} == expected


def test_every_scenario_passes_every_check() -> None:
    for scenario in load_scenarios(data=DATA):
        failed = [
            check for check in run_checks(forecast(scenario, draws=DRAWS)) if not check["passed"]
        ]
        assert failed == []


@pytest.mark.parametrize("seed", [352, 500])
def test_blocks_that_come_close_by_chance_fail_nothing(seed: int) -> None:
    """Their own error of 2024/25 was a fifth of the true one, pounds 0.5 and 2.5."""
    assert all(check["passed"] for check in run_checks(forecast("central", seed=seed)))


def test_what_passes_no_limit_is_never_minus_nothing(central: Scenario) -> None:
    nothing = forecast(central.but(recovery_rate=0), draws=DRAWS)
    assert run_checks(nothing)[1]["detail"] == "no limit is passed by more than £0.00"


def test_the_five_checks_say_what_they_found(reference: Forecast) -> None:
    probabilities, limits, accepted, expected, totals = run_checks(reference)
    assert probabilities["detail"] == "they sum to 1.000000000000"
    assert limits["detail"] == "no limit is passed by more than £0.00"
    assert accepted["detail"] == "they sum to £767,708"
    assert "standard errors" in expected["detail"]
    assert totals["detail"].count("£") == 2
