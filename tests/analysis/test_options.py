"""What we can do against what the funder may do: the worked example, and laws of the table."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.options import ENDS, OfOptions
from clsmin_forecast.answer import Answer
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.inputs.waiting import OF_OPTIONS

if TYPE_CHECKING:
    from tests.conftest import Refused

DRAWS = 512
COSTS = [f"cost_{end}" for end in ENDS.values()]
FIVE = ["central", "ceases", "continues_flat", "half_expansion", "one_more_year"]
PENNY = 0.005
YEAR = "2025/26"
RESTART: Any = {"restart_cost": 15_000}


def _table(scenario: Scenario | str = "central", **asked: Any) -> Answer[OfOptions]:
    return cf.options(scenario, draws=DRAWS, **{"year": YEAR, **asked})


def _row(found: Answer[Any], option: str) -> dict[Hashable, Any]:
    return found.to_dict("index")[option]


def _example(chance: float) -> Scenario:
    """Return a team of seven at £600,000 whose award, if any, goes on at £570,567."""
    return cf.load_scenario("central").but(
        cessation={"2024/25": 0, "2025/26": chance},
        expansion=0,
        award={"2025/26": 570_567},
        pay_growth={"2025/26": 600_000 / 570_567 - 1},
    )


def _asked(chance: float = 0.24) -> Answer[OfOptions]:
    names = ["keep_to_june", "release_with_notice"]
    times = {"signed_month": 3, "redeploy_months": 1, "refill_months": 6}
    return _table(_example(chance), options=names, year="2025/26", restart_cost=95_000 / 7, **times)


def test_the_worked_example_keeps_on_average_and_releases_to_regret_least() -> None:
    found = _asked()
    for name, costs in (("keep_to_june", [200_000, 29_433]), ("release_with_notice", [0, 95_000])):
        row = _row(found, name)
        found_costs = [row["cost_if_ceases"], row["cost_if_continues"]]
        assert found_costs == pytest.approx(costs, abs=PENNY)
    assert found["average"].tolist() == pytest.approx([70_369.08, 72_200.00], abs=PENNY)
    assert found["regret"].tolist() == pytest.approx([200_000, 65_567], abs=PENNY)
    assert found["swap_chance"].iloc[0] == pytest.approx(0.246894, abs=5e-7)
    about = found.about
    assert (about.least_average, about.least_regret) == ("keep_to_june", "release_with_notice")
    assert about.knowing_now == pytest.approx(48_000, abs=PENNY)
    assert about.turn is not None
    assert about.turn[0] == pytest.approx(0.246894, abs=5e-7)
    assert about.turn[1] == "release_with_notice"


def test_at_its_swap_the_two_change_places() -> None:
    at = float(_asked()["swap_chance"].iloc[0])
    assert _asked(at - 0.001).index[0] == "keep_to_june"
    assert _asked(at + 0.001).index[0] == "release_with_notice"
    assert _asked(at)["average"].tolist() == pytest.approx([_asked(at)["average"].iloc[0]] * 2)


@pytest.mark.parametrize("chance", [0, 1])
def test_nothing_is_worth_knowing_that_is_certain(chance: float) -> None:
    found = _asked(chance)
    assert found.about.knowing_now == 0
    assert found["cost_if_ceases" if chance == 0 else "cost_if_continues"].isna().all()


@pytest.mark.parametrize("name", cf.scenario_names())
def test_each_column_follows_from_the_costs(name: str) -> None:
    found = _table(name, **RESTART)
    chances = found.about.chances
    assert sum(chances.values()) == pytest.approx(1)
    losses = found[[f"cost_{ENDS[each]}" for each in chances]].to_numpy(dtype=float)
    weights = np.array([*chances.values()])
    assert found["average"].to_numpy() == pytest.approx(losses @ weights)
    assert found["average"].is_monotonic_increasing
    assert found["worst"].tolist() == losses.max(axis=1).tolist()
    assert found["regret"].tolist() == (losses - losses.min(axis=0)).max(axis=1).tolist()
    assert 0 <= found.about.knowing_now <= found["average"].min() + PENNY
    assert found.loc[found.about.least_regret, "regret"] == found["regret"].min()


def test_the_chances_are_those_of_the_paths() -> None:
    made = cf.forecast("central", draws=8)
    assert _table().about.chances == pytest.approx(made.weights("2025/26"))


def test_the_year_in_question_is_the_first_that_is_not_over_and_may_not_be_funded() -> None:
    central = cf.load_scenario("central")
    for day, year in (
        ("2024-03-31", "2024/25"), ("2025-04-01", "2025/26"), ("2026-11-28", "2026/27"),
        ("2028-04-01", "2026/27"),  # all are over
    ):  # fmt: skip
        register = replace(central.register, as_at=date.fromisoformat(day))
        on_that_day = replace(central, register=register)
        assert cf.options(on_that_day, draws=8).about.year == year
        assert cf.decide(on_that_day, draws=8).about.year == year
    assert _table(year="2024/25").about.years == ("2024/25",)


def test_it_pays_from_where_its_work_makes_up_for_its_cost() -> None:
    found = _table()
    release, keep = _row(found, "release_with_notice"), _row(found, "keep_to_june")
    assert isnan(release["pays_from"])  # beside itself
    more = (keep["average"] - release["average"]) / (keep["work"] - release["work"])
    assert keep["pays_from"] == pytest.approx(more)
    sure = _table("ceases")  # what is kept is paid for by us alone, post by post
    alike = sure.loc[["keep_half", "keep_to_june"], "pays_from"].tolist()
    assert alike == pytest.approx([sure.about.post_month] * 2)


def test_the_last_day_is_that_of_a_notice_that_runs_out_with_the_year_before() -> None:
    for notice, day in (
        (0, "2025-03-31"),
        (1, "2025-02-28"),
        (3, "2024-12-31"),
        (0.5, "2025-03-15"),
    ):
        found = _table(redeploy_months=notice)["decide_by"]
        assert found["release_with_notice"] == found["keep_half"] == day
        assert found["keep_to_june"] == found["bridge_from_reserves"] == "2025-03-31"
        safe = cf.year("central", YEAR, draws=8, redeploy_months=notice).about.last_safe_day
        assert safe.isoformat() == day
    unknown = cf.load_scenario("central").but(
        team_posts={"range": {"low": 5, "mid": 7, "high": 9, "coverage": 1}}
    )
    found = cf.options(unknown, year=YEAR, draws=DRAWS, redeploy_months=1)["decide_by"]
    assert found["keep_half"] == "2025-02-28"


def test_an_option_of_its_own_times_takes_them(data: Path) -> None:
    file = data / "options" / "release_with_notice.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("{}", "{notice_months: 2, cost: 9000}"), encoding="utf-8")
    found = cf.options(cf.load_scenario("central", data), year=YEAR, draws=DRAWS)
    assert found.loc["release_with_notice", "decide_by"] == "2025-01-31"
    assert found.loc["release_with_notice", "cost_if_continues"] == pytest.approx(63_000)
    assert found.loc["keep_half", "cost_if_expands"] == 0
    assert found.about.own_times
    assert ", unless an option has its own." in cf.sentences.options(found)


def test_what_is_given_stands_in_place_of_the_register() -> None:
    register = cf.load_register(cf.load_facts())
    assert _table().about.waiting == {name: register.waiting[name].mid for name in OF_OPTIONS}
    given: Any = dict(zip(OF_OPTIONS, (5, 2, 8, 1_000), strict=True))
    assert _table(**given).about.waiting == given


def test_the_money_of_a_bridge_counts_as_ours() -> None:
    found = _table(options=["bridge_from_reserves", "keep_to_june"])
    bridge, keep = _row(found, "bridge_from_reserves"), _row(found, "keep_to_june")
    assert bridge["bridged"] == bridge["cost_if_ceases"] == 250_000
    assert bridge["cost_if_ceases"] > keep["cost_if_ceases"]
    assert bridge["work_if_ceases"] > keep["work_if_ceases"]
    assert found["cost_if_continues"].nunique() == 1


def test_prices_move_every_sum_and_no_work() -> None:
    cash, real = _table(**RESTART), _table(price_base="2023/24", **RESTART)
    scale = cf.forecast("central", draws=8, price_base="2023/24").scale["2025/26"]
    for column in (*COSTS, "average", "worst", "regret", "pays_from", "bridged"):
        assert real[column].to_numpy() == pytest.approx(cash[column] * scale, nan_ok=True)
    assert real["work"].tolist() == cash["work"].tolist()
    assert real.about.knowing_now == pytest.approx(cash.about.knowing_now * scale)


def test_a_folder_without_options_says_so(data: Path) -> None:
    for path in (data / "options").glob("*.yaml"):
        path.unlink()
    central = cf.load_scenario("central", data)
    found = cf.options(central, year=YEAR, draws=8)
    across = cf.options_by_scenario([central], year=YEAR, draws=8)
    assert found.empty
    assert across.empty
    said = "What we can do about 2025/26 cannot be told: no option is on file."
    assert cf.sentences.options(found) == said
    assert cf.sentences.options_by_scenario(across) == said


def test_what_cannot_be_asked_is_refused(refused: "Refused", project_alpha: Path) -> None:
    asked: Mapping[str, Mapping[str, Any]] = {
        "Known: 2024/25, 2025/26, 2026/27.": {"year": "2023/24"},
        "options: signed_month must lie from 0 to 12, got 13.": {"signed_month": 13},
        "options: unknown option 'keep_hlf'": {"options": ["keep_hlf"]},
        "unknown argument 'restart'; the nearest is restart_cost": {"restart": 1},
    }
    for words, given in asked.items():
        assert words in refused(partial(cf.options, "central", **given))
    alpha = cf.load_scenario("central", project_alpha)
    assert "a post cannot be priced" in refused(lambda: cf.options(alpha, draws=8))
    assert refused(lambda: cf.options_by_scenario([])) == (
        "options: takes one scenario or more, each once, got none."
    )
    assert "got ceases, ceases" in refused(lambda: cf.options_by_scenario(["ceases"] * 2))


def test_once_every_year_is_decided_there_is_nothing_to_wait_for(
    decided_data: Path, refused: "Refused"
) -> None:
    scenario = cf.load_scenario("central", decided_data)
    assert "so nobody waits for one" in refused(lambda: cf.options(scenario, draws=8))


@pytest.fixture
def decided_data(data: Path) -> Path:
    """Return data in which every year is closed."""
    file = data / "awards.csv"
    text = file.read_text(encoding="utf-8")
    for status in ("received", "approved", "indicative", "in_principle"):
        text = text.replace(f"cash,{status},up_to", "cash,outturn,fixed")
        text = text.replace(f"cash,{status},fixed", "cash,outturn,fixed")
    file.write_text(text, encoding="utf-8")
    return data


def test_four_options_under_five_scenarios_are_one_table() -> None:
    found = cf.options_by_scenario(FIVE, year=YEAR, draws=DRAWS, **RESTART)
    assert found.shape == (4, 1 + len(FIVE) + 2)
    for name in FIVE:
        alone = _table(name, year="2025/26", **RESTART)
        assert found[f"average_{name}"].to_dict() == alone["average"].to_dict()
        assert found.about.best[name] == alone.about.least_average
    losses = found[[f"average_{name}" for name in FIVE]].to_numpy()
    assert found["worst"].tolist() == losses.max(axis=1).tolist()
    assert found["regret"].tolist() == (losses - losses.min(axis=0)).max(axis=1).tolist()
    assert found.about.least_regret == found["regret"].idxmin()


def test_a_later_answer_costs_more_without_funding_and_keeps_less_of_what_is_released() -> None:
    for early, late in pairwise([_table(signed_month=month) for month in (0, 2, 3)]):
        for kept in ("keep_half", "keep_to_june"):
            assert _row(late, kept)["cost_if_ceases"] > _row(early, kept)["cost_if_ceases"]
        gone = "release_with_notice"
        assert _row(late, gone)["work_if_continues"] < _row(early, gone)["work_if_continues"]


def test_of_options_that_cost_the_same_the_one_that_keeps_the_most_work_comes_first() -> None:
    found = _table("half_expansion")
    assert found["average"].tolist() == [0, 0, 0, 0]
    assert found["work"].is_monotonic_decreasing
    assert cf.options_by_scenario(["half_expansion"], year=YEAR, draws=8).about.best == {
        "half_expansion": "bridge_from_reserves"
    }


def test_scenarios_of_one_title_are_told_apart_by_their_names() -> None:
    central = cf.load_scenario("central")
    found = cf.options_by_scenario([central, central.but(name="worst")], draws=8)
    (row, *_) = cf.tables.reading_rows(found)
    assert [*row][1:3] == ["Central view (central)", "Central view (worst)"]
