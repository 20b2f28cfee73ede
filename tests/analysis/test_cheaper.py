"""Which of two options costs less: the swap of the worked example, and the line in a plane."""

from typing import Any

import numpy as np
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from tests.conftest import Refused

YEAR = "2025/26"
ACROSS, UP = ("cessation", YEAR), ("expansion", YEAR)
PAIR = ("keep_to_june", "release_with_notice")
WAIT: Any = {"signed_month": 3, "redeploy_months": 1, "refill_months": 6}
DRAWS = 512


def _example(chance: float) -> Scenario:
    """Return seven posts at £600,000 together, whose award goes on at £570,567 if at all."""
    return cf.load_scenario("central").but(
        cessation={"2024/25": 0, YEAR: chance},
        expansion=0,
        award={YEAR: 570_567},
        pay_growth={YEAR: 600_000 / 570_567 - 1},
    )


EXAMPLE = cf.cheaper(*PAIR, YEAR, restart_cost=95_000 / 7, **WAIT)
CENTRAL = cf.cheaper(*PAIR, YEAR, restart_cost=40_000)


@pytest.mark.parametrize("chance", [0.0, 0.24, 0.9])
def test_the_worked_example_swaps_where_its_four_sums_say(chance: float) -> None:
    # 200,000 c + 29,433 (1 - c) is 95,000 (1 - c).
    at = cf.switching_value(_example(chance), *ACROSS, EXAMPLE, draws=DRAWS)
    assert at == pytest.approx(65_567 / 265_567, abs=1e-9)
    assert round(at or 0, 6) == 0.246894
    table = cf.switching_values(_example(chance), EXAMPLE, draws=DRAWS)
    saved = 65_567 * (1 - chance) - 200_000 * chance
    assert table.about.answer == pytest.approx(saved, abs=0.01)
    row = table[(table["input"] == "cessation") & (table["year"] == YEAR)].iloc[0]
    assert (row["value"], bool(row["holds_below"])) == (at, True)
    assert row["answer"] == pytest.approx(0, abs=0.01)


def test_it_is_the_swap_of_the_table_of_options() -> None:
    table = cf.options(_example(0.24), PAIR, YEAR, restart_cost=95_000 / 7, draws=DRAWS, **WAIT)
    at = cf.switching_value(_example(0.24), *ACROSS, EXAMPLE, draws=DRAWS)
    assert at == pytest.approx(table["swap_chance"].iloc[0])


def test_the_answer_is_the_difference_of_both_averages(central: Scenario) -> None:
    for names in (PAIR, PAIR[::-1], ("bridge_from_reserves", "keep_half")):
        asked = cf.cheaper(*names, "2026/27", restart_cost=15_000)
        averages = cf.options(central, names, "2026/27", restart_cost=15_000)["average"]
        found = cf.switching_plane(central, *_later(), asked).about.answer
        assert found == pytest.approx(averages[names[1]] - averages[names[0]])


def _later() -> tuple[tuple[str, str], tuple[str, str]]:
    return ("cessation", "2026/27"), ("expansion", "2026/27")


def test_the_line_is_that_of_a_grid_of_chances(central: Scenario) -> None:
    line = cf.switching_plane(central, ACROSS, UP, CENTRAL, draws=DRAWS)
    assert line["turns_at"].notna().sum() == 7  # five points, and both ends
    for x in (0.0, 0.3, 0.53, 0.55, 0.57, 0.6):
        saved = [_saved(central, x, y) for y in np.linspace(0, 1, 11)]
        row = line.iloc[int(np.abs(line.index - x).argmin())]
        at = row["turns_at"]
        turned = np.flatnonzero(np.diff(np.sign(saved)))
        assert len(turned) == (0 if np.isnan(at) else 1), x
        if len(turned):
            assert turned[0] / 10 <= at <= turned[0] / 10 + 0.1
            assert _saved(central, x, at) == pytest.approx(0, abs=0.01)
        assert (row["holds_at_0"], row["holds_at_1"]) == (saved[0] >= 0, saved[-1] >= 0)
    first, *_, last = line["turns_at"].dropna().items()
    assert (first[1], last[1]) == (0.0, 1.0)
    for place, height in (first, last):
        assert _saved(central, float(str(place)), height) == pytest.approx(0, abs=0.01)


def test_a_chance_of_another_year_makes_an_upright_line(central: Scenario) -> None:
    plane = cf.switching_plane(central, ACROSS, ("cessation", "2026/27"), CENTRAL, draws=DRAWS)
    ends = plane["turns_at"].dropna()
    at = cf.switching_value(central, *ACROSS, CENTRAL, draws=DRAWS)
    assert ends.index.tolist() == pytest.approx([at, at])
    assert sorted(ends) == [0.0, 1.0]
    keep, release = (f"“{title}” costs us less" for title in _titles())
    where = f"Where the first is below the line {keep}, above it {release}."
    assert where in cf.sentences.switching_plane(plane)


def test_the_sides_of_a_line_are_as_its_points_say(central: Scenario) -> None:
    keep, release = (f"“{title}” costs us less" for title in _titles())
    for pair, below, above in (((ACROSS, UP), release, keep), ((UP, ACROSS), keep, release)):
        said = cf.sentences.switching_plane(
            cf.switching_plane(central, *pair, CENTRAL, draws=DRAWS)
        )
        assert f"Where the second is below the line {below}, above it {above}." in said


def _titles() -> list[str]:
    return [each.title for each in cf.load_options(PAIR)]


def _saved(scenario: Scenario, x: float, y: float) -> float:
    moved = scenario.but(cessation={YEAR: x}, expansion={YEAR: y})
    averages = cf.options(moved, PAIR, YEAR, restart_cost=40_000, draws=DRAWS)["average"]
    return float(averages[PAIR[1]] - averages[PAIR[0]])


def test_the_plane_says_where_each_chance_alone_makes_them_change_places(
    central: Scenario,
) -> None:
    plane = cf.switching_plane(central, ACROSS, UP, CENTRAL, draws=DRAWS)
    alone = [cf.switching_value(central, *each, CENTRAL, draws=DRAWS) for each in (ACROSS, UP)]
    assert plane.about.turns_alone == tuple(alone)
    at = alone[0]
    assert at is not None
    moved = central.but(cessation={YEAR: at})
    averages = cf.options(moved, PAIR, YEAR, restart_cost=40_000, draws=DRAWS)["average"]
    assert averages[PAIR[0]] == pytest.approx(averages[PAIR[1]], abs=0.01)
    said = cf.sentences.switching_plane(plane)
    assert f"is {at:.1%}" in said
    assert "the two change places where" in said


def test_an_amount_at_which_they_change_places_is_found_too(central: Scenario) -> None:
    table = cf.switching_values(central, CENTRAL, draws=DRAWS)
    row = table[table["input"] == "team_posts"]
    assert len(row) == 1
    for found in table[table["value"].notna()].to_dict("records"):
        assert found["answer"] == pytest.approx(0, abs=1), found


def test_other_statements_say_what_they_said(central: Scenario) -> None:
    plane = cf.switching_plane(central, ACROSS, UP, draws=DRAWS)
    assert "change places" not in cf.sentences.switching_plane(plane)


def test_it_names_both_by_title_and_rests_on_the_wait(central: Scenario) -> None:
    table = cf.switching_values(central, CENTRAL, draws=DRAWS)
    said = cf.sentences.switching_values(table)
    assert "“Keep the team to the end of June” costs us less" in said
    assert "“Release the team”" in said
    assert table.about.years == (YEAR,)
    options = cf.options(central, PAIR, restart_cost=40_000, draws=DRAWS)
    assert set(table.about.sources) == set(options.about.sources)


def test_what_cannot_be_asked_is_refused(refused: Refused, central: Scenario) -> None:
    def asked(*names: str, **wait: Any) -> str:
        statement = cf.cheaper(*names, **wait)
        return refused(lambda: cf.switching_value(central, *ACROSS, statement))

    assert "unknown option 'keep_hlf'; the nearest is keep_half" in asked("keep_hlf", PAIR[1])
    assert "each is named once" in asked(PAIR[0], PAIR[0])
    assert "cheaper: unknown undecided year with a cost '2021/22'" in asked(*PAIR, "2021/22")
    assert "cheaper: signed_month must lie from 0 to 12" in asked(*PAIR, signed_month=13)
