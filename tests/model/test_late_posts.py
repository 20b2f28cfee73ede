"""Posts that begin in a year: it recovers what their months allow, where these are given."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.conditional import if_funded
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.decisions import list_paths
from clsmin_forecast.model.expected import expected_recovered
from clsmin_forecast.present.explorer.state import differences
from tests import rebuild

AWARD = 570_567.0
RAMP: Any = {"start_month": {"2025/26": 0}, "fill_months": {"2025/26": 6}}


@pytest.fixture(scope="module")
def flat() -> Scenario:
    """Return a scenario in which the award stays, and each decision may be taken."""
    return cf.load_scenario("central").but(
        continuation_ratio=1, expansion_share=1, recovery_rate=0.9, pay_growth=0
    )


def recovered(scenario: Scenario, year: str, **decisions: str) -> float:
    made = cf.forecast(scenario, draws=8)
    path = dict(zip(("2024/25", "2025/26", "2026/27"), decisions.values(), strict=True))
    return float(made.along(path, "recovered", year).mean())


def test_the_first_expanded_year_recovers_what_its_months_allow(flat: Scenario) -> None:
    late = flat.but(**RAMP)
    path = {"a": "continue", "b": "expand", "c": "expand"}
    assert recovered(late, "2025/26", **path) == pytest.approx(892_641.75, abs=0.005)
    assert recovered(late, "2026/27", **path) == pytest.approx(900_000)  # it is full, at the rate
    assert recovered(flat, "2025/26", **path) == pytest.approx(900_000)


def test_a_year_that_goes_on_keeps_the_rate_and_one_that_comes_back_begins_anew(
    flat: Scenario,
) -> None:
    late = flat.but(start_month=2, reinstatement={"2026/27": 1})
    assert recovered(late, "2025/26", a="continue", b="continue", c="continue") == pytest.approx(
        0.9 * AWARD
    )
    assert recovered(late, "2026/27", a="continue", b="cease", c="continue") == pytest.approx(
        AWARD * 10 / 12
    )
    assert recovered(late, "2025/26", a="cease", b="continue", c="expand") == pytest.approx(
        AWARD * 10 / 12
    )
    # what came back may expand the year after: its base is in post by then
    assert recovered(late, "2026/27", a="cease", b="continue", c="expand") == pytest.approx(
        AWARD + (1e6 - AWARD) * 10 / 12
    )


def test_one_of_the_two_is_enough_and_the_other_is_nothing_then(flat: Scenario) -> None:
    path = {"a": "continue", "b": "expand", "c": "expand"}
    at_once = flat.but(start_month={"2025/26": 3})
    assert recovered(at_once, "2025/26", **path) == pytest.approx(AWARD + (1e6 - AWARD) * 9 / 12)
    even = flat.but(fill_months={"2025/26": 12})
    assert recovered(even, "2025/26", **path) == pytest.approx(AWARD + (1e6 - AWARD) / 2)


def test_posts_go_on_filling_in_the_next_funded_year(flat: Scenario) -> None:
    late = flat.but(start_month={"2025/26": 10}, fill_months={"2025/26": 12})
    path = {"a": "continue", "b": "expand", "c": "expand"}
    new = 1_000_000 - AWARD
    assert recovered(late, "2025/26", **path) == pytest.approx(AWARD + new * 2**2 / 24 / 12)
    share = (14 - 6 - 2**2 / 24) / 12  # all 14 months but half of those in which they fill
    assert recovered(late, "2026/27", **path) == pytest.approx(0.9 * (AWARD + new * share))
    back = {"a": "cease", "b": "continue", "c": "continue"}
    again = late.but(reinstatement={"2025/26": 1})
    assert recovered(again, "2026/27", **back) == pytest.approx(0.9 * AWARD * share)
    grown = {**back, "c": "expand"}
    assert recovered(again, "2026/27", **grown) == pytest.approx(0.9 * (AWARD * share + new))
    both = again.but(start_month={"2026/27": 6})
    assert recovered(both, "2026/27", **grown) == pytest.approx(AWARD * share + new / 2)
    ended = {"a": "continue", "b": "expand", "c": "cease"}
    assert recovered(late, "2026/27", **ended) == 0


@pytest.mark.parametrize("name", cf.scenario_names())
def test_a_ramp_over_the_year_s_end_is_that_of_plain_loops(name: str) -> None:
    mid = rebuild.at_mid(rebuild.inputs(name))
    fixed: Any = {
        key: {y: v for y, v in mid[key].items() if y in ("2025/26", "2026/27")}
        for key in ("continuation_ratio", "expansion_share", "recovery_rate", "pay_growth")
    }
    fixed |= {
        "expansion_share": 0.5, "start_month": {"2025/26": 10}, "fill_months": {"2025/26": 12},
        "reinstatement": {"2025/26": 0.3},
    }  # fmt: skip
    fixed["recovery_rate"]["2024/25"] = 0.9
    made = cf.forecast(cf.load_scenario(name).but(**fixed), draws=8)
    assert all(check["passed"] for check in made.part("checks"))
    for path, _, years in rebuild.deterministic(name, **fixed):
        for year in path:
            found = float(made.along(path, "recovered", year).mean())
            assert found == pytest.approx(years[year]["recovered"], abs=0.02), (path, year)


SPREAD = {"range": {"low": 1, "mid": 3, "high": 7, "coverage": 0.8}}


@pytest.mark.parametrize("name", cf.scenario_names())
@pytest.mark.parametrize("seed", [1532, 7])
def test_the_cross_checks_hold_with_ranges(name: str, seed: int) -> None:
    late = cf.load_scenario(name).but(
        start_month=SPREAD, fill_months=SPREAD, reinstatement={"next+2": 0.2}
    )
    made = cf.forecast(late, draws=4_096, seed=seed)
    assert [check for check in made.part("checks") if not check["passed"]] == []
    for year in ("2025/26", "2026/27"):
        along = sum(
            path.probability * made.along(path.decisions, "recovered", year).mean()
            for path in list_paths(late)
        )
        assert made.in_year("recovered", year).mean == pytest.approx(along)  # type: ignore[union-attr]


def test_the_exact_mean_is_that_of_a_grid_of_start_and_pace(flat: Scenario) -> None:
    spread = {"range": {"low": 1, "mid": 3, "high": 7, "coverage": 1}}
    late = flat.but(start_month={"2025/26": spread}, fill_months={"2025/26": spread})
    quantity = late.quantities["start_month"]["2025/26"]
    values = quantity.quantile((np.arange(50) + 0.5) / 50)  # type: ignore[union-attr]
    filled = [
        sum(min(max((m + 0.5 - s) / f, 0), 1) for m in np.arange(0, 12, 0.25) - 0.375) / 48
        for s, f in itertools.product(values, values)
    ]
    found = expected_recovered(late)["2025/26", "expand anew"]
    assert found == pytest.approx(AWARD + (1e6 - AWARD) * np.mean(filled), rel=1e-3)


def test_what_cannot_be_claimed_follows(flat: Scenario) -> None:
    late = flat.but(**RAMP, cessation=0, expansion={"2025/26": 1})
    assert cf.year(late, "2025/26", draws=8).about.not_claimed == pytest.approx(107_358.25)
    funded = if_funded(cf.forecast(late, draws=8), "2025/26", "recovered")
    assert funded is not None
    assert funded.mean == pytest.approx(892_641.75)


def test_questions_take_them_by_name(flat: Scenario) -> None:
    late = cf.load_scenario("half_expansion").but(
        start_month={"2025/26": SPREAD}, fill_months={"2025/26": SPREAD}
    )
    bars = cf.tornado(late, draws=512)
    moved = bars[bars["input"].isin(["start_month", "fill_months"])]
    assert sorted(moved["input"]) == ["fill_months", "start_month"]
    assert (moved["at_low"] > moved["at_high"]).all()  # the later, the less
    plain = cf.load_scenario("half_expansion")
    bridged = cf.bridge(plain, late, draws=512)
    assert {"start_month", "fill_months"} <= set(bridged.index)
    back = cf.bridge(late, plain, draws=512)
    assert back["change"].sum() == pytest.approx(-bridged["change"].sum())
    rows = cf.explain(late, "recovered_2025_26", draws=512)
    assert {"start_month", "fill_months"} <= set(rows["name"])
    shares = cf.variance_shares(late, draws=512)
    assert {"start_month", "fill_months"} <= set(shares["source"])
    assert not cf.stress(late, "start_month", draws=512).empty


def test_every_other_draw_stays_as_it_was() -> None:
    plain = cf.forecast("central", draws=64).amounts.drawn
    late = cf.load_scenario("central").but(start_month=SPREAD)
    drawn = cf.forecast(late, draws=64).amounts.drawn
    for name, years in plain.items():
        if name != "start_month":
            for year, values in years.items():
                assert drawn[name][year].tolist() == values.tolist()


def test_the_page_says_months_that_a_scenario_sets_though_it_has_no_slider_of_them(
    data: Path,
) -> None:
    central = cf.load_scenario("central", data)
    late = central.but(start_month={"2025/26": 3})
    assert differences(late, central) == [
        {
            "what": "Months from 1 April to the first post that begins in a year in 2025/26",
            "baseline": "no value",
            "here": "3",
        }
    ]
