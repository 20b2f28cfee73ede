"""Which inputs move which measure, and which of them are the register's own."""

from typing import Any

import pytest

from clsmin_forecast.analysis.factors import register_inputs
from clsmin_forecast.inputs.catalogue import INPUTS, reached_by
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.model.projection import MEASURES

MOVED = {"alternative_funding": 50_000, "team_posts": 9, "award": 600_000}
BASE: dict[str, Any] = {"reinstatement": 0.1, "expansion_share": 0.5, "recovery_rate": 0.9}


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("central").but(**BASE)


def _means(made: Forecast, measure: str) -> list[float]:
    years = made.scenario.facts.awards.costed_years
    found = [made.in_year(measure, year) for year in years]
    return [mixture.mean for mixture in found if mixture]


@pytest.mark.parametrize("measure", ["cost", *MEASURES])
def test_an_input_reaches_a_measure_where_changing_it_moves_it(
    base: Scenario, measure: str
) -> None:
    start = forecast(base, draws=64)
    before = _means(start, measure)
    moved = [
        name
        for name in INPUTS
        if _means(start.but(**{name: MOVED.get(name, 0.3)}), measure) != before
    ]
    assert sorted(moved) == sorted(reached_by(measure))


def test_a_part_of_an_input_may_be_the_register_s() -> None:
    central = load_scenario("central")
    every = register_inputs([central])
    optional = {name for name, described in INPUTS.items() if described.optional}
    assert sorted(every) == sorted(central.register.assumptions.keys() - optional)
    one_year = central.but(cessation={"2025/26": 0.5}, name="one")
    all_years = central.but(cessation=0.5, name="all")
    assert register_inputs([one_year]) == every
    assert set(every) - set(register_inputs([all_years])) == {"cessation"}
    assert set(register_inputs([all_years, one_year])) == set(every)
