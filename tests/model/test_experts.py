"""Several experts' chances: their views are mixed, never averaged into one chance."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.decisions import joint_paths, list_paths, weigh_paths
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.quantities import Chance

WEIGHTS = (0.3, 0.7)


def views(*chances: float, weights: tuple[float, ...] = WEIGHTS) -> dict[str, Any]:
    return {"choice": [{"value": c, "weight": w} for c, w in zip(chances, weights, strict=True)]}


def weights_of(scenario: Scenario) -> dict[tuple[str, ...], float]:
    return {tuple(path.decisions.values()): path.probability for path in list_paths(scenario)}


def test_each_expert_is_right_in_every_year(central: Scenario) -> None:
    both = central.but(cessation={"2025/26": views(0.1, 0.5), "2026/27": views(0.2, 0.6)})
    found, wanted = weights_of(both), dict.fromkeys(weights_of(both), 0.0)
    for weight, first, second in zip(WEIGHTS, (0.1, 0.5), (0.2, 0.6), strict=True):
        alone = central.but(cessation={"2025/26": first, "2026/27": second})
        for path, probability in weights_of(alone).items():
            wanted[path] += weight * probability
    assert found == pytest.approx(wanted)
    averaged = central.but(cessation={"2025/26": 0.38, "2026/27": 0.48})
    assert found != pytest.approx(weights_of(averaged))


def test_for_a_single_decision_the_views_come_to_their_weighted_mean(central: Scenario) -> None:
    several = central.but(cessation={"2025/26": views(0.1, 0.5)})
    chance = several.quantities["cessation"]["2025/26"]
    assert isinstance(chance, Chance)
    assert chance.mid == pytest.approx(0.3 * 0.1 + 0.7 * 0.5)
    single = central.but(cessation={"2025/26": chance.mid})
    assert weights_of(several) == pytest.approx(weights_of(single))


def test_lists_of_other_weights_are_other_experts(central: Scenario) -> None:
    lists = {"2025/26": views(0.1, 0.5), "2026/27": views(0.2, 0.6, weights=(0.6, 0.4))}
    found = weights_of(central.but(cessation=lists))
    wanted = dict.fromkeys(found, 0.0)
    for (w1, c1), (w2, c2) in product(
        zip(WEIGHTS, (0.1, 0.5), strict=True), zip((0.6, 0.4), (0.2, 0.6), strict=True)
    ):
        alone = central.but(cessation={"2025/26": c1, "2026/27": c2})
        for path, probability in weights_of(alone).items():
            wanted[path] += w1 * w2 * probability
    assert found == pytest.approx(wanted)


def test_an_expert_may_point_to_evidence_and_the_checks_hold(central: Scenario) -> None:
    choice = {
        "choice": [
            {"value": {"evidence": "year_ends_since_2024_25"}, "weight": 0.5},
            {"value": {"range": {"low": 0.2, "mid": 0.4, "high": 0.6, "coverage": 0.9}},
             "weight": 0.5},
        ]
    }  # fmt: skip
    scenario = central.but(cessation=choice, expansion=views(0.0, 1.0))
    chance = scenario.quantities["cessation"]["2026/27"]
    assert (chance.low, chance.high) == (central.quantities["cessation"]["2026/27"].low, 0.6)
    made = forecast(scenario, draws=256)
    assert all(check["passed"] for check in made.document["checks"])
    assert sum(path.probability for path in made.path_list) == pytest.approx(1)


@given(
    st.lists(st.floats(0, 1), min_size=5, max_size=5),
    st.lists(st.floats(0, 1), min_size=5, max_size=5),
)
def test_pairs_of_paths_have_both_scenarios_as_their_margins(
    central: Scenario, one: list[float], other: list[float]
) -> None:
    ends = []
    for numbers in (one, other):
        changes: dict[str, Any] = {
            "cessation": {"2024/25": numbers[0], "2025/26": views(*numbers[1:3])},
            "expansion": {"2025/26": numbers[3], "2026/27": numbers[4]},
            "reinstatement": {"2026/27": numbers[0]},
        }
        ends.append(central.but(**changes))
    pairs = joint_paths(*ends)
    assert sum(first.probability for first, _ in pairs) == pytest.approx(1)
    for place, scenario in enumerate(ends):
        found: dict[tuple[str, ...], float] = {}
        for pair in pairs:
            key = tuple(pair[place].decisions.values())
            found[key] = found.get(key, 0) + pair[place].probability
        wanted = weights_of(scenario)
        for path in found.keys() | wanted.keys():
            assert found.get(path, 0) == pytest.approx(wanted.get(path, 0), abs=1e-9)


def test_many_chances_at_once_are_each_listed_alone(central: Scenario) -> None:
    at = np.array([0.0, 0.4, 1.0])
    paths = weigh_paths(central, {"cessation": {"2026/27": at}})
    for place, chance in enumerate(at.tolist()):
        found = {
            tuple(path.decisions.values()): float(path.weights[place])
            for path in paths
            if path.weights[place] > 0
        }
        assert found == pytest.approx(weights_of(central.but(cessation={"2026/27": chance})))
