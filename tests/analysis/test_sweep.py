"""Many scenarios at once give what each gives alone; a plane is a sweep."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from tests.analysis.conftest import DRAWS, SPAN, cases, held
from tests.conftest import Refused


def test_each_row_is_the_forecast_of_its_changes(central: Scenario) -> None:
    rng = np.random.default_rng(5)
    changes = pd.DataFrame(
        {
            "cessation.2025/26": rng.random(6),
            "expansion.2026/27": rng.random(6),
            "recovery_rate": [0.9, 0.9, 0.8, 1, 0.9, 0.8],
            "continuation_ratio.2026/27": [1, 1, 1.1, 1, 1.2, 1],
        },
        index=list("abcdef"),
    )
    table = cf.sweep(central, changes, at_least=900_000, draws=DRAWS)
    for name, row in changes.iterrows():
        alone = cf.forecast(
            central.but(
                cessation={"2025/26": row["cessation.2025/26"]},
                expansion={"2026/27": row["expansion.2026/27"]},
                recovery_rate=row["recovery_rate"],
                continuation_ratio={"2026/27": row["continuation_ratio.2026/27"]},
            ),
            draws=DRAWS,
        ).total("recovered", SPAN)
        found = table.loc[[name]].iloc[0]
        assert found["mean"] == pytest.approx(alone.mean)
        assert found["standard_error"] == pytest.approx(alone.standard_error)
        assert found["chance"] == pytest.approx(alone.chance_at_least(900_000))
        assert found["chance_standard_error"] == pytest.approx(
            alone.standard_error_of(lambda block: block.chance_at_least(900_000))
        )


def test_the_grid_is_what_the_cases_say(plain: Scenario) -> None:
    grid = cf.chance_grid(
        plain, ("cessation", "2025/26"), ("reinstatement", "2026/27"), points=4, draws=8
    )
    assert len(grid) == 16
    for row in grid.to_dict("records"):
        chances = held(plain)
        chances["cessation"]["2025/26"] = row["cessation.2025/26"]
        chances["reinstatement"]["2026/27"] = row["reinstatement.2026/27"]
        listed = [(p, sum(got.values())) for p, _, got in cases(chances)]
        assert row["mean"] == pytest.approx(sum(p * got for p, got in listed))
        assert row["chance"] == pytest.approx(sum(p for p, got in listed if got >= 1_000_000))


def test_bad_changes_are_refused(central: Scenario, refused: Refused) -> None:
    def swept(**columns: Any) -> str:
        table = pd.DataFrame({name.replace("__", "."): each for name, each in columns.items()})
        return refused(lambda: cf.sweep(central, table, draws=8))

    assert "a chance must lie from 0 to 1, got 1.2" in swept(**{"cessation__2025/26": [0.1, 1.2]})
    assert "got 'often'" in swept(**{"cessation__2025/26": [0.1, "often"]})
    assert "got nan" in swept(**{"cessation__2025/26": [float("nan")]})
    assert "unknown assumption 'cesation'" in swept(**{"cesation__2025/26": [0.1]})
    assert "needs a year" in swept(cessation=[0.1])
    assert "must lie from 0 to 1, got 2" in swept(recovery_rate=[2])
    assert "must be a number such as 0.8, 80% or 4/5, got nan" in swept(
        recovery_rate=[float("nan")]
    )
    assert "needs one for each scenario" in swept(recovery_rate=[])
    assert "two different chances" in refused(
        lambda: cf.chance_grid(central, ("cessation", "2025/26"), ("cessation", "2025/26"))
    )
    assert "points must be a whole number from 2 to 500" in refused(
        lambda: cf.chance_grid(
            central, ("cessation", "2025/26"), ("expansion", "2025/26"), points=1
        )
    )


def test_columns_that_say_a_thing_twice_are_refused(central: Scenario, refused: Refused) -> None:
    both = pd.DataFrame({"recovery_rate.2025/26": [0.5], "recovery_rate": [0.9]})
    turned = both[["recovery_rate", "recovery_rate.2025/26"]]
    assert "holds for every year" in refused(lambda: cf.sweep(central, both))
    assert "holds for every year" in refused(lambda: cf.sweep(central, turned))
    twice = pd.DataFrame([[0.1, 0.2]], columns=["cessation.2025/26"] * 2)
    assert "each input and year has one column" in refused(lambda: cf.sweep(central, twice))
