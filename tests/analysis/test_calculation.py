"""The certain part of a scenario: every quantity at its middle, along every path."""

import numpy as np
import pytest

from clsmin_forecast.analysis.calculation import at_middles, calculation
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.quantities import Chance, Fixed

EXPERTS = {"choice": [{"value": 0.1, "weight": 0.25}, {"value": 0.5, "weight": 0.75}]}


def test_no_quantity_has_a_range_a_list_or_views(central: Scenario) -> None:
    scenario = central.but(cessation={"2025/26": EXPERTS, "2026/27": EXPERTS})
    certain = at_middles(scenario)
    for name, years in certain.quantities.items():
        for year, quantity in years.items():
            middle = scenario.quantities[name][year].mid
            kinds = (Fixed(middle), Chance(middle, middle, middle) if middle <= 1 else None)
            assert quantity in kinds, (name, year)
    assert certain.quantities["cessation"]["2025/26"].mid == pytest.approx(0.4)


def test_every_row_of_decisions_is_there_and_those_with_a_chance_sum_to_1(
    central: Scenario,
) -> None:
    certain = calculation(central)
    rows = [tuple(decisions.values()) for decisions, _ in certain.paths]
    assert len(rows) == len(set(rows)) == 12
    assert ("cease", "continue", "expand") in rows  # though reinstatement is 0
    assert sum(chance for _, chance in certain.paths) == pytest.approx(1, abs=1e-12)
    assert dict(zip(rows, (c for _, c in certain.paths), strict=True))[rows[-4]] == 0
    kept = {tuple(p.decisions.values()): p.probability for p in certain.forecast.path_list}
    found = {row: chance for row, (_, chance) in zip(rows, certain.paths, strict=True) if chance}
    assert found == kept


def test_all_draws_are_the_same(central: Scenario) -> None:
    made = calculation(central).forecast
    assert made.price_base == "cash"
    for values in (made.amounts.award["2026/27", "expand"], made.amounts.unit_cost["2026/27"]):
        assert len(np.unique(values)) == 1
