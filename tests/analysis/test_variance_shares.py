"""Shares of variance: exact for decisions, as known for a sum of normals, adding up to one."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol
from SALib.sample import sobol as design
from SALib.test_functions import Ishigami

import clsmin_forecast as cf
from clsmin_forecast.analysis.variance_shares import DECISION, OF_AMOUNTS, OF_BOTH, _explained
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.draws import BLOCKS
from tests.analysis.conftest import AWARD, DRAWS, cases, discrete, held
from tests.conftest import Refused


def shares(frame: pd.DataFrame) -> Mapping[Any, float]:
    return frame.set_index(["source", "year"])["share"].to_dict()


@pytest.mark.parametrize("name", ["central", "half_expansion", "continues_flat", "ceases"])
@pytest.mark.parametrize("of", ["recovered", "gap", "balance"])
def test_those_that_add_sum_to_one(name: str, of: str) -> None:
    frame = cf.variance_shares(cf.load_scenario(name), of, draws=DRAWS)
    whole = 1 if frame.about.variance else 0
    assert frame.loc[frame["adds"], "share"].sum() == pytest.approx(whole)
    assert ((frame["low"] <= frame["high"]) & frame["low"].between(0, 1)).all()


def test_the_decisions_of_a_discrete_scenario_explain_all_exactly(plain: Scenario) -> None:
    frame = cf.variance_shares(plain, draws=256)
    listed = [(p, tuple(path.values()), sum(got.values())) for p, path, got in cases(held(plain))]
    mean = sum(p * got for p, _, got in listed)
    variance = sum(p * (got - mean) ** 2 for p, _, got in listed)
    assert frame.about.variance == pytest.approx(variance)
    known, before = shares(frame), 0.0
    for years, year in enumerate(("2024/25", "2025/26", "2026/27"), 1):
        settled = 0.0
        for prefix in {path[:years] for _, path, _ in listed}:
            some = [(p, got) for p, path, got in listed if path[:years] == prefix]
            weight = sum(p for p, _ in some)
            settled += weight * (sum(p * got for p, got in some) / weight - mean) ** 2
        assert known[DECISION, year] == pytest.approx((settled - before) / variance)
        before = settled
    assert known[OF_AMOUNTS, ""] == known[OF_BOTH, ""] == pytest.approx(0, abs=1e-9)


def test_one_decision_times_one_amount_has_its_known_interaction(central: Scenario) -> None:
    # Y = D × X: shares p(1-p)m² for D, p²s² for X, and p(1-p)s² for both at once.
    rate = {"range": {"low": 0.2, "mid": 0.5, "high": 0.8, "coverage": 0.8}}
    scenario = discrete(
        central, cessation={"2024/25": 0, "2025/26": 0.5, "2026/27": 1}, expansion=0,
        recovery_rate={"2025/26": rate},
    )  # fmt: skip
    frame = cf.variance_shares(scenario, span=("2025/26",))
    quantity = scenario.quantities["recovery_rate"]["2025/26"]
    assert not isinstance(quantity, cf.Forecast)
    values = AWARD * quantity.quantile((np.arange(100_000) + 0.5) / 100_000)  # type: ignore[union-attr]
    mean, spread = float(values.mean()), float(values.var())
    whole = 0.25 * mean**2 + 0.25 * spread + 0.25 * spread
    known = shares(frame)
    assert known[DECISION, "2025/26"] == pytest.approx(0.25 * mean**2 / whole, rel=1e-3)
    assert known["recovery_rate", ""] == pytest.approx(0.25 * spread / whole, rel=1e-2)
    assert known[OF_BOTH, ""] == pytest.approx(0.25 * spread / whole, rel=1e-3)


def test_independent_amounts_share_out_as_a_product_does(central: Scenario) -> None:
    # Recovered is A × ratio × rate: first-order v1/(v1 v2 + v1 + v2), in squared variations.
    ratio = {"range": {"low": 0.8, "mid": 0.9, "high": 1, "coverage": 0.8}}
    rate = {"range": {"low": 0.5, "mid": 0.6, "high": 0.7, "coverage": 0.8}}
    scenario = discrete(
        central, cessation=0, expansion=0, continuation_ratio={"2025/26": ratio},
        recovery_rate={"2025/26": rate},
    )  # fmt: skip
    frame = cf.variance_shares(scenario, span=("2025/26",))
    first, second = (0.1 / 1.2815516 / 0.9) ** 2, (0.1 / 1.2815516 / 0.6) ** 2
    whole = first + second + first * second
    rows = frame.set_index(["source", "year"]).to_dict("index")
    for place, wanted in (
        (("continuation_ratio", "2025/26"), first / whole),
        (("recovery_rate", ""), second / whole),
        ((OF_AMOUNTS, ""), first * second / whole),
    ):
        row = rows[place]
        assert abs(row["share"] - wanted) < 4 * row["standard_error"] + 1e-3
    assert rows["continuation_ratio", "2025/26"]["low"] < first / whole


def test_years_that_are_correlated_are_estimated_from_the_draws(central: Scenario) -> None:
    # Two years' rates, latent normals with correlation r: each alone explains (1 + r)/2.
    rate = {"range": {"low": 0.4, "mid": 0.5, "high": 0.6, "coverage": 0.8}}
    scenario = discrete(central, cessation=0, expansion=0, recovery_rate=rate)
    frame = cf.variance_shares(scenario)
    rows = frame.set_index(["source", "year"]).to_dict("index")
    assert rows["recovery_rate", ""]["share"] == pytest.approx(1, abs=0.05)
    for year in ("2025/26", "2026/27"):
        row = rows["recovery_rate", year]
        assert row["method"] == "given_data"
        assert not row["adds"]
        assert row["share"] == pytest.approx(0.75, abs=4 * row["standard_error"] + 0.005)
    # 2024/25 is in no sum, but says (2r)²/(2 (2 + 2r)) of them by its correlation.
    assert rows["recovery_rate", "2024/25"]["share"] == pytest.approx(1 / 3, abs=0.03)


def test_the_given_data_estimate_finds_the_known_indices_of_ishigami() -> None:
    rng = np.random.default_rng(3)
    x = rng.uniform(-np.pi, np.pi, (3, 8 * 4096))
    y = Ishigami.evaluate(x.T)
    for values, wanted in zip(x, (0.3139, 0.4424, 0.0), strict=True):
        blocks = _explained(y, values) / y.reshape(BLOCKS, -1).var(axis=1)
        assert blocks.mean() == pytest.approx(wanted, abs=0.02)


def test_salib_as_it_is_called_finds_the_known_indices_of_ishigami() -> None:
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3,
               "groups": ["a", "b", "c"]}  # fmt: skip
    points = design.sample(problem, 4096, calc_second_order=False, seed=1)
    y = Ishigami.evaluate((2 * points - 1) * np.pi)
    found = sobol.analyze(problem, y, calc_second_order=False, conf_level=0.9, seed=1)
    known = SimpleNamespace(first=(0.3139, 0.4424, 0.0))
    for index, error, wanted in zip(found["S1"], found["S1_conf"], known.first, strict=True):
        assert abs(index - wanted) < 2 * error + 1e-3


def test_the_same_seed_gives_the_same_shares_and_0_is_a_seed(central: Scenario) -> None:
    one, two = (cf.variance_shares(central, draws=256, seed=0) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_too_few_draws_are_refused(central: Scenario, refused: Refused) -> None:
    message = refused(lambda: cf.variance_shares(central, draws=128))
    assert message == "variance_shares: needs at least 256 draws, got 128."
