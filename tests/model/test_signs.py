"""Signs in the forecast: what the evidence leaves open, and what other cases would make of it."""

import numpy as np
import pytest

from clsmin_forecast.analysis.evidence_choices import evidence_choices
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.beliefs import (
    believed_chances,
    compared_chances,
    comparisons,
    ends_of,
    span_of_comparisons,
)
from clsmin_forecast.model.forecast import forecast
from tests.conftest import DRAWS
from tests.inputs.test_signs import CASES, YEAR, sign

SEED = 1532


@pytest.fixture(scope="module")
def with_sign(central: Scenario) -> Scenario:
    """Return the central scenario with a sign in the last year."""
    return central.but(cessation={YEAR: {"evidence": CASES, "signals": [sign(0.5, 2, 6)]}})


def test_what_the_evidence_allows_ends_where_the_chance_ends(with_sign: Scenario) -> None:
    believed, chance = believed_chances(with_sign, SEED), with_sign.quantities["cessation"][YEAR]
    ends = ends_of(np.asarray(believed["cessation"][YEAR]))
    assert (ends["p5"], ends["p95"]) == pytest.approx((chance.low, chance.high), abs=1e-3)
    middle = np.median(believed["cessation"]["2025/26"])
    after = 2 * middle / (2 * middle + 1 - middle)
    assert np.median(believed["cessation"][YEAR]) == pytest.approx(after, abs=1e-3)


def test_a_sign_leaves_the_other_years_alone(central: Scenario, with_sign: Scenario) -> None:
    before, after = believed_chances(central, SEED), believed_chances(with_sign, SEED)
    assert np.array_equal(before["cessation"]["2025/26"], after["cessation"]["2025/26"])


def test_a_sign_of_1_changes_nothing_that_is_believed(central: Scenario) -> None:
    signed = central.but(cessation={YEAR: {"evidence": CASES, "signals": [sign(1, 1, 1)]}})
    before, after = believed_chances(central, SEED), believed_chances(signed, SEED)
    assert np.array_equal(before["cessation"][YEAR], after["cessation"][YEAR])
    assert span_of_comparisons(central, YEAR) == span_of_comparisons(signed, YEAR)


def test_other_cases_enter_with_their_own_chance_and_the_same_signs(
    central: Scenario, with_sign: Scenario
) -> None:
    chances = {y: np.asarray(c) for y, c in compared_chances(with_sign)["cessation"].items()}
    for place, found in enumerate(comparisons(with_sign)):
        odds = found.chance.mid / (1 - found.chance.mid) * 2
        assert chances[YEAR][place] == pytest.approx(odds / (1 + odds), abs=1e-15), found.name
        assert chances["2025/26"][place] == found.chance.mid, found.name
        alone = central.but(
            cessation={
                "2025/26": {"evidence": found.name},
                YEAR: {"evidence": found.name, "signals": [sign(0.5, 2, 6)]},
            }
        )
        table = evidence_choices(with_sign, draws=DRAWS)
        made = forecast(alone, draws=DRAWS)
        assert table.loc[found.name, "chance_not_funded_2026_27"] == pytest.approx(
            1 - made.probability_funded(YEAR), abs=1e-12
        )
        assert table.loc[found.name, "answer"] == pytest.approx(
            made.total("recovered", "in_principle_years").mean, abs=0.01
        )


def test_the_chosen_comparison_is_found_and_agrees(with_sign: Scenario) -> None:
    table = evidence_choices(with_sign, draws=DRAWS)
    assert table.index[table["chosen"]].tolist() == [CASES]
    assert table.about.sign_years == (YEAR,)
    assert all(check["passed"] for check in table.about.checks)
