"""The bridge: parts by brute force over every order, adding up to the penny, between versions."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from tests.analysis.conftest import DRAWS, SPAN
from tests.conftest import Edit


def changes_of(frame: pd.DataFrame) -> dict[Any, float]:
    return frame["change"].to_dict()


@pytest.mark.parametrize("after", ["ceases", "half_expansion", "full_expansion", "one_more_year"])
@pytest.mark.parametrize("of", ["recovered", "gap"])
def test_the_changes_add_up_to_the_penny(central: Scenario, after: str, of: str) -> None:
    frame = cf.bridge(central, cf.load_scenario(after), cf.Question(of), draws=DRAWS)
    start, end = (cf.forecast(cf.load_scenario(name), draws=DRAWS).total(of, SPAN).mean
                  for name in ("central", after))  # fmt: skip
    assert frame["change"].sum() == pytest.approx(end - start, abs=0.001)
    assert frame.about.answers == pytest.approx((start, end), abs=0.001)
    assert frame["start"].iloc[0] == pytest.approx(start, abs=0.001)
    assert frame["end"].iloc[-1] == pytest.approx(end, abs=0.001)
    assert frame["change"].abs().is_monotonic_decreasing


def test_each_part_is_its_average_over_every_order(central: Scenario) -> None:
    changes: dict[str, Any] = {"cessation": 0, "expansion_share": 1, "recovery_rate": 0.9}
    frame = cf.bridge(central, central.but(**changes), draws=DRAWS)
    totals = dict.fromkeys(changes, 0.0)
    orders = list(permutations(changes))
    for order in orders:
        scenario, before = central, cf.forecast(central, draws=DRAWS).total("recovered", SPAN).mean
        for name in order:
            change: Any = {name: changes[name]}
            scenario = scenario.but(**change)
            after = cf.forecast(scenario, draws=DRAWS).total("recovered", SPAN).mean
            totals[name] += (after - before) / len(orders)
            before = after
    assert changes_of(frame) == pytest.approx(totals)


def test_there_and_back_is_the_same_with_the_other_sign(central: Scenario) -> None:
    other = cf.load_scenario("half_expansion")
    there, back = (changes_of(cf.bridge(*ends, draws=DRAWS))
                   for ends in ((central, other), (other, central)))  # fmt: skip
    assert there == pytest.approx({name: -change for name, change in back.items()})


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"award": {"2025/26": 600_000}}, "Award of a continued year in pounds"),
        (
            {"continuation_ratio": {"2025/26": 0.9}},
            "Award of a continued year as a ratio of the year before",
        ),
        (
            {"award": {"2025/26": 600_000}, "continuation_ratio": {"2026/27": 0.9}},
            "Award of a continued year in pounds, or as a ratio of the year before",
        ),
    ],
)
def test_a_step_is_called_what_the_later_scenario_says_it_by(
    central: Scenario, change: dict[str, Any], title: str
) -> None:
    frame = cf.bridge(central, central.but(**change), draws=DRAWS)
    assert frame["title"].to_list() == [title]
    back = cf.bridge(central.but(**change), central, draws=DRAWS)["title"].to_list()
    assert back == ["Award of a continued year as a ratio of the year before"]
    chart = cf.charts.bridge(frame)
    assert chart.data["title"].to_list()[1] == "Continued award"
    assert title[:1].lower() + title[1:] in cf.sentences.bridge(frame)


def test_what_the_answer_does_not_rest_on_adds_nothing(central: Scenario) -> None:
    frame = cf.bridge(central, central.but(team_posts=9, cessation={"2025/26": 0.5}), draws=DRAWS)
    changes = changes_of(frame)
    assert changes["team_posts"] == 0
    assert list(changes) == ["cessation", "team_posts"]


def test_nothing_differs_between_a_scenario_and_itself(central: Scenario) -> None:
    frame = cf.bridge(central, central, draws=DRAWS)
    assert frame.empty
    assert frame.about.answers[0] == frame.about.answers[1]


def test_two_versions_of_the_data_differ_by_papers_and_assumptions(
    central: Scenario, data: Path, edit: Edit[None]
) -> None:
    edit("awards.csv", "2025/26,1000000,cash,in_principle", "2025/26,600000,cash,indicative")
    edit("assumptions.yaml", "2025/26: {evidence: year_ends_since_2024_25}", "2025/26: 0.5")
    edit("assumptions.yaml", "low: 0.85, mid: 0.97, high: 1.0", "low: 0.80, mid: 0.90, high: 1.0")
    newer = load_scenario("central", data)
    frame = cf.bridge(central, newer, draws=DRAWS)
    assert {"awards", "cessation", "recovery_rate"} <= set(frame.index)
    start, end = (
        cf.forecast(each, draws=DRAWS).total("recovered", ("2025/26", "2026/27")).mean
        for each in (central, newer)
    )
    assert frame["change"].sum() == pytest.approx(end - start, abs=0.001)
    assert changes_of(frame)["cessation"] < 0


def test_a_year_that_was_decided_since_is_bridged(
    central: Scenario, data: Path, edit: Edit[None]
) -> None:
    edit("awards.csv", "2024/25,570567,cash,indicative,up_to", "2024/25,570567,cash,approved,fixed")
    newer = load_scenario("central", data)
    frame = cf.bridge(central, newer, cf.Question(span=("2024/25",)), draws=DRAWS)
    assert frame["change"].sum() > 0
    assert frame.about.answers[1] == pytest.approx(
        cf.forecast(newer, draws=DRAWS).total("recovered", ("2024/25",)).mean
    )


def test_prices_are_a_part_in_real_terms(central: Scenario, data: Path) -> None:
    file = data / "gdp_deflator.csv"
    table = pd.read_csv(file).query("financial_year <= '2026/27'")
    index, change = table["deflator_index"].tolist(), table["change_pct"].tolist()
    change[-1] += 2  # per cent
    index[-1] = round(index[-2] * (1 + change[-1] / 100), 4)
    table = table.assign(deflator_index=index, change_pct=change)
    table.to_csv(file, index=False)
    frame = cf.bridge(central, load_scenario("central", data), draws=DRAWS, price_base="2023/24")
    assert changes_of(frame)["prices"] < 0
    in_cash = cf.bridge(central, load_scenario("central", data), draws=DRAWS)
    assert changes_of(in_cash)["prices"] == 0


def test_a_year_that_drops_out_is_no_change_and_both_ends_are_checked(
    central: Scenario, data: Path, edit: Edit[None]
) -> None:
    edit("awards.csv", "2024/25,570567,cash,indicative,up_to", "2024/25,570567,cash,approved,fixed")
    frame = cf.bridge(central, load_scenario("central", data), draws=DRAWS)
    assert frame.index.tolist() == ["awards"]
    assert len(set(frame.about.titles)) == 1  # both folders are called data
    assert {check["detail"] for check in frame.about.checks} == {"in 2 forecasts"}
