"""The reserve of what an option costs us: the worked example, the curve, the table of options."""

from typing import Any

import numpy as np
import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.reserve import TOGETHER
from clsmin_forecast.inputs.scenarios import Scenario
from tests.conftest import Refused

YEAR = "2025/26"
DRAWS = 512
WAIT: Any = {
    "signed_month": 3, "redeploy_months": 1, "refill_months": 6, "restart_cost": 95_000 / 7,
}  # fmt: skip
NAMES = [each.name for each in cf.load_options()]


@pytest.fixture
def example(central: Scenario) -> Scenario:
    """Give seven posts at £600,000 together, of which £570,567 goes on with a chance of 76%."""
    return central.but(
        cessation={"2024/25": 0, YEAR: 0.24},
        expansion=0,
        award={YEAR: 570_567},
        pay_growth={YEAR: 600_000 / 570_567 - 1},
    )


@pytest.mark.parametrize(
    ("option", "confidence", "sum_"),
    [
        ("keep_to_june", 0.7, 29_433),
        ("keep_to_june", 0.76, 29_433),
        ("keep_to_june", 0.77, 200_000),
        ("release_with_notice", 0.24, 0),
        ("release_with_notice", 0.25, 95_000),
    ],
)
def test_the_worked_example_needs_the_one_sum_or_the_other(
    example: Scenario, option: str, confidence: float, sum_: float
) -> None:
    found = cf.reserve(example, confidence, of=option, span=[YEAR], draws=8, **WAIT)
    for row in found.to_dict("index").values():
        assert row["reserve"] == pytest.approx(sum_, abs=0.005)
    assert found.about.years == (YEAR,)
    mean = {"keep_to_june": 70_369.08, "release_with_notice": 72_200}[option]
    assert found.loc[TOGETHER, "option_cost"] == pytest.approx(mean, abs=0.005)
    falls = {"keep_to_june": 1, "release_with_notice": 0.76}[option]
    assert found.loc[TOGETHER, "falls"] == pytest.approx(falls)


@pytest.mark.parametrize("option", NAMES)
def test_it_averages_what_the_table_of_options_says(central: Scenario, option: str) -> None:
    table = cf.options(central, year="2026/27", restart_cost=15_000, draws=DRAWS)
    found = cf.reserve(central, of=option, span=["2026/27"], restart_cost=15_000, draws=DRAWS)
    row = found.to_dict("index")["2026/27"]
    assert row["option_cost"] == pytest.approx(table.loc[option, "average"])
    assert row["worst_5"] <= found.about.curve.index.max() + 0.01
    assert found.about.option is not None
    assert found.about.option.name == option


@pytest.mark.parametrize("option", NAMES)
def test_it_inverts_its_curve_and_never_falls(central: Scenario, option: str) -> None:
    sums = []
    for confidence in np.linspace(0.02, 0.98, 13):
        found = cf.reserve(central, confidence, of=option, restart_cost=15_000, draws=DRAWS)
        sums.append(found.to_dict("index")[TOGETHER]["reserve"])
        covered = found.about.curve["covered"].to_dict()
        assert covered[sums[-1]] >= confidence - 1e-9
        less = [chance for sum_, chance in covered.items() if float(str(sum_)) < sums[-1] - 0.01]
        assert max(less, default=0) < confidence
    assert sums == sorted(sums)


def test_the_wait_is_the_register_s_unless_it_is_given(central: Scenario) -> None:
    assert cf.reserve(central, of="keep_half", draws=8).about.waiting == (
        cf.options(central, draws=8).about.waiting
    )
    assert cf.reserve(central, of="keep_half", draws=8, **WAIT).about.waiting == WAIT
    assert cf.reserve(central, draws=8).about.waiting == {}
    sources = cf.reserve(central, of="keep_half", draws=8).about.sources
    assert set(sources) == set(cf.options(central, draws=8).about.sources)


def test_the_sentence_names_the_option_its_sum_and_its_wait(central: Scenario) -> None:
    said = cf.sentences.reserve(
        cf.reserve(central, of="keep_half", span=[YEAR], restart_cost=15_000, draws=64)
    )
    assert said.startswith(
        "To be 80% sure of covering what “Keep half of the team” costs us in 2025/26, under awards"
    )
    assert "at £15,000 a post." in said
    none = cf.reserve(central, of="release_with_notice", draws=8)
    assert cf.sentences.reserve(none).startswith("“Release the team” costs us nothing in any")


def test_what_cannot_be_asked_of_an_option_is_refused(central: Scenario, refused: Refused) -> None:
    def asked(of: str, **how: Any) -> str:
        return refused(lambda: cf.reserve(central, of=of, draws=8, **how))

    assert "unknown measure 'keep_hlf'; the nearest is keep_half" in asked("keep_hlf")
    assert asked("keep_half", span="all_years").startswith(
        "reserve: an option is of one year, got 2021/22,"
    )
    assert "unknown undecided year with a cost '2021/22'" in asked("keep_half", span=["2021/22"])
    assert asked("keep_half", restart_cost=-1).startswith("reserve: restart_cost must lie from 0")
    assert asked("at_risk", restart_cost=5) == (
        "reserve: restart_cost goes with an option, and not with of=at_risk."
    )
