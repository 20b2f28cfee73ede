"""Draws: each amount has its own luck, evenly spread, and other amounts leave it alone."""

import numpy as np
import pytest
from scipy import stats

from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.inputs.values import Spec
from clsmin_forecast.model import draws
from clsmin_forecast.model.amounts import draw_inputs
from clsmin_forecast.model.draws import BLOCKS, by_block, draw
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.quantiles import Values
from clsmin_forecast.quantities import Fixed, Range
from tests.conftest import DRAWS, Refused

MANY = 16_384
RECOVERY = "recovery_rate"
# With low and mid at 0 and high at 1 a PERT has the distribution function 1 - (1 - x)^5.
CURVE = Range(0, 0, 1, coverage=1)


def _drawn(scenario: Scenario, seed: int = 1532) -> dict[tuple[str, str], Values]:
    drawn = draw_inputs(scenario, DRAWS, seed)
    return {(name, year): values for name, years in drawn.items() for year, values in years.items()}


def _moved(before: Scenario, after: Scenario) -> set[tuple[str, str]]:
    one, other = _drawn(before), _drawn(after)
    assert one.keys() == other.keys()
    return {key for key in one if one[key].tobytes() != other[key].tobytes()}


def _share(**points: float) -> Spec:
    return {"range": {"low": 0.5, "mid": 0.7, "high": 0.9, "coverage": 0.9} | points}


@pytest.mark.parametrize("shared", [("", 0.0), ("factor", 0.5)])
def test_every_block_holds_one_draw_from_every_equal_share_of_probability(
    shared: tuple[str, float],
) -> None:
    values = draw(CURVE, "name", DRAWS, 1532, shared).reshape(BLOCKS, -1)
    strata = np.floor((1 - (1 - values) ** 5) * values.shape[1])
    assert np.array_equal(np.sort(strata), np.tile(np.arange(DRAWS // BLOCKS), (BLOCKS, 1)))
    assert len({block.tobytes() for block in strata}) == BLOCKS, "the blocks share an order"


@pytest.mark.parametrize(
    ("name", "expected"), [(RECOVERY, 0.5), ("continuation_ratio", 0.0)], ids=str
)
def test_the_years_of_an_input_have_the_stated_latent_correlation(
    central: Scenario, name: str, expected: float
) -> None:
    years = draw_inputs(central, MANY, 1532)[name].values()
    scores = [stats.norm.ppf((stats.rankdata(values) - 0.5) / MANY) for values in years]
    found = np.corrcoef(scores)[np.triu_indices(len(scores), 1)]
    assert found == pytest.approx(expected, abs=0.03)


def test_two_inputs_are_independent(central: Scenario) -> None:
    drawn = draw_inputs(central, MANY, 1532)
    ranks = [stats.rankdata(drawn[name]["2025/26"]) for name in (RECOVERY, "expansion_share")]
    assert np.corrcoef(ranks)[0, 1] == pytest.approx(0, abs=0.03)


def test_the_share_of_an_expansion_is_one_draw_for_all_years(central: Scenario) -> None:
    first, second = draw_inputs(central, DRAWS, 1532)["expansion_share"].values()
    assert np.array_equal(first, second)
    assert np.unique(first).size == DRAWS


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("alternative_funding", {"2024/25", "2025/26", "2026/27"}),
        ("team_posts", {"2024/25", "2025/26", "2026/27"}),
        ("expansion_share", {"2025/26", "2026/27"}),
        ("continuation_ratio", {"2025/26", "2026/27"}),
    ],
)
def test_an_input_that_becomes_uncertain_leaves_every_other_draw_as_it_was(
    central: Scenario, name: str, years: set[str]
) -> None:
    assert _moved(central, central.but(**{name: _share()})) == {(name, year) for year in years}


@pytest.mark.parametrize("value", [0.9, _share()], ids=["fixed", "another range"])
def test_one_year_of_an_input_leaves_its_other_years_as_they_were(
    central: Scenario, value: Spec
) -> None:
    moved = _moved(central, central.but(recovery_rate={"2025/26": value}))
    assert moved == {(RECOVERY, "2025/26")}


def test_a_chance_moves_no_draw(central: Scenario) -> None:
    assert _moved(central, central.but(cessation=0.5, expansion=1, reinstatement=0.1)) == set()


def test_the_same_range_keeps_its_luck_when_it_is_shifted(central: Scenario) -> None:
    one, other = (
        draw_inputs(central.but(continuation_ratio=_share(high=high)), DRAWS, 1532)
        for high in (0.8, 0.9)
    )
    for year, values in one["continuation_ratio"].items():
        assert np.array_equal(np.argsort(values), np.argsort(other["continuation_ratio"][year]))


def test_every_seed_has_its_own_luck_and_0_is_a_seed() -> None:
    first = {seed: draw(CURVE, "name", DRAWS, seed).tobytes() for seed in (0, 1, 1532, 2**63 - 1)}
    assert len(set(first.values())) == len(first)
    assert {seed: draw(CURVE, "name", DRAWS, seed).tobytes() for seed in first} == first


def test_a_fixed_amount_is_one_value_and_the_same_in_every_block() -> None:
    values = draw(Fixed(7), "name", DRAWS, 1532)
    assert values.tolist() == [7]
    assert by_block(values).tolist() == [7] * BLOCKS


@pytest.mark.parametrize("draws", [0, -5, 4, 1_000_000_000, 1e9, 1.5, 16.0, True, "256", None])
def test_a_number_of_draws_that_is_none_is_refused(
    central: Scenario, refused: Refused, draws: object
) -> None:
    said = refused(lambda: forecast(central, draws=draws))  # type: ignore[arg-type]
    assert said.removeprefix("forecast: ") == (
        f"draws must be a whole number from 8 to 2,000,000, got {draws!r}."
    )


def test_draws_that_the_blocks_do_not_divide_are_refused(
    central: Scenario, refused: Refused
) -> None:
    assert refused(lambda: forecast(central, draws=12)) == (
        "draws must be a multiple of 8, got 12; 16 is one."
    )


@pytest.mark.parametrize("seed", [-1, 1.5, True, 2**63])
def test_a_seed_that_is_none_is_refused(central: Scenario, refused: Refused, seed: object) -> None:
    said = refused(lambda: forecast(central, draws=8, seed=seed))  # type: ignore[arg-type]
    assert said.removeprefix("forecast: ") == (
        f"seed must be a whole number from 0 to 9,223,372,036,854,775,807, got {seed!r}."
    )


def test_draws_kept_at_hand_are_those_drawn_anew(
    central: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = draw_inputs(central, DRAWS, 7)
    monkeypatch.setattr(draws, "KEPT", 0)
    anew = draw_inputs(central, DRAWS, 7)
    for name, years in kept.items():
        for year, values in years.items():
            assert values.tolist() == anew[name][year].tolist()


def test_a_kept_draw_cannot_be_changed_by_who_reads_it(central: Scenario) -> None:
    with pytest.raises(ValueError, match="read-only"):
        draw_inputs(central, DRAWS, 7)["recovery_rate"]["2025/26"][0] = 0
