"""Each figure that is said of the options is one of their table, and what is said holds."""

from datetime import date
from math import isnan
from typing import Any

import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.options import ENDS, OfOptions
from clsmin_forecast.answer import Answer
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.present.words import day_words, odds, percent, rate_words, sum_words
from tests.present.test_question_words import figures

DRAWS = 512
COSTS = (0, 15_000, 60_000)
NAMES = cf.scenario_names()


def _asked(scenario: Scenario | str, restart_cost: float = 0, **more: Any) -> Answer[OfOptions]:
    asked = {"year": "2025/26", "restart_cost": restart_cost, "draws": DRAWS, **more}
    return cf.options(scenario, **asked)


def _sums(found: Answer[OfOptions]) -> set[str]:
    columns = [f"cost_{end}" for end in ENDS.values()]
    columns += ["average", "worst", "regret"]
    sums = {sum_words(each) for name in columns for each in found[name].dropna()}
    sums |= {rate_words(each) for each in found["pays_from"].dropna()}
    about = found.about
    return sums | {
        sum_words(about.knowing_now),
        rate_words(about.post_month),
        rate_words(about.waiting["restart_cost"]),
    }


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_of_the_table(name: str, cost: float) -> None:
    found = _asked(name, cost)
    said, about = cf.sentences.options(found), found.about
    chances = {odds(about.chance_ceased).split(" ", 1)[-1], odds(about.chance_ceased)}
    chances |= {percent(about.turn[0])} if about.turn else set()
    allowed = {each.removeprefix("less than ") for each in _sums(found)} | chances
    assert set(figures(said)) <= {*allowed, *(word for each in chances for word in figures(each))}


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_costs_least_what_keeps_the_most_and_by_when(name: str, cost: float) -> None:
    found = _asked(name, cost)
    said, rows = cf.sentences.options(found), found.to_dict("records")
    first, most = rows[0], max(rows, key=lambda row: row["work"])
    assert said.startswith(f"As it stood on 1 April {found.about.year[:4]}, “{first['title']}” ")
    assert "” costs us (the Metropolitan Police) least money: " in said
    assert f" {sum_words(first['average'])} " in said
    assert f"{most['work']:.1f} post-months of the year" in said
    for row in (first, most):
        day = day_words(date.fromisoformat(row["decide_by"]))
        assert f"The last day to decide on it was {day}." in said


def test_a_day_that_is_still_to_come_is_said_to_be() -> None:
    found = _asked("central")
    later = found.copy()
    later["decide_by"] = "2027-02-28"
    assert "The last day to decide on it is 28 February 2027." in cf.sentences.options(later)


def test_the_chart_of_one_alone_says_what_it_costs_and_not_that_it_is_least() -> None:
    chart = cf.charts.options(_asked("central", options=["keep_half"]))
    average = sum_words(_asked("central", options=["keep_half"])["average"].iloc[0])
    assert chart.headline == (
        f"“Keep half of the team” costs us on average: {average} (awards in principle)"
    )
    assert chart.alt.startswith("Bars of 1 option. ")


def test_the_chance_at_which_the_choice_turns_is_said_on_its_side() -> None:
    found = _asked("central", 15_000)
    at, name = found.about.turn or (0.0, "")
    assert at > found.about.chance_ceased
    said = cf.sentences.options(found)
    assert (
        f"At a chance of no funding in 2025/26 above {percent(at)} (it is taken as about 23%)"
        in said
    )
    assert f"“{found['title'].to_dict()[name]}” would cost least." in said
    never = cf.sentences.options(_asked("central"))
    assert "Whatever the chance of no funding (it is taken as about 23%), nothing else" in never


@pytest.mark.parametrize("name", NAMES)
def test_where_filling_again_is_free_releasing_is_said_never_to_be_dearer(name: str) -> None:
    free, dear = _asked(name, 0), _asked(name, 15_000)
    words = "So releasing everybody is never dearer than keeping them."
    assert [words in cf.sentences.options(each) for each in (free, dear)] == [True, False]
    for end in ENDS.values():
        costs = free[f"cost_{end}"].dropna()
        assert costs.empty or costs["release_with_notice"] <= costs.min() + 0.005


def test_one_option_is_not_compared() -> None:
    said = cf.sentences.options(_asked("central", options=["keep_half"]))
    for word in ("least", "regretted", "answer today", "Whatever the chance"):
        assert word not in said


def test_money_that_bridges_is_said_to_be_ours() -> None:
    ours = "Money from elsewhere that bridges is ours too, and is counted."
    assert ours in cf.sentences.options(_asked("central"))
    assert ours not in cf.sentences.options(_asked("central", options=["keep_half"]))
    assert ours not in cf.sentences.options(_asked("continues_flat"))  # no funding cannot cease


@pytest.mark.parametrize("name", NAMES)
def test_the_chart_has_a_bar_for_each_cost_and_its_data(name: str) -> None:
    found = _asked(name, 15_000)
    chart = cf.charts.options(found)
    (axes,) = chart.figure.axes
    costs = [found[f"cost_{ENDS[each]}"] for each in found.about.chances]
    drawn = [bar.get_width() for bar in axes.patches]  # type: ignore[attr-defined]
    assert sorted(drawn) == pytest.approx(
        sorted(cost for each in costs for cost in each if sum_words(cost) != "£0")
    )
    looks = {(bar.get_facecolor(), bar.get_linestyle()) for bar in axes.patches}
    assert len(looks) <= len(found.about.chances)
    assert chart.data["average_gbp"].tolist() == found["average"].round(2).tolist()
    assert sum_words(found["average"].iloc[0]) in chart.headline


def test_many_options_are_drawn_as_the_five_that_cost_least(data: Any) -> None:
    for place in range(8):
        text = f"name: own_{place}\ntitle: Own {place}\ndescription: Our own.\nkeep: {place}\n"
        (data / "options" / f"own_{place}.yaml").write_text(text, encoding="utf-8")
    found = cf.options(cf.load_scenario("central", data), draws=DRAWS)
    chart = cf.charts.options(found)
    assert "; the 5 of the least average, by what the funder does" in chart.subtitle
    assert len(chart.data) == len(found) == 12


def test_several_scenarios_are_said_with_the_least_of_each() -> None:
    asked: Any = {"year": "2025/26", "restart_cost": 15_000, "draws": DRAWS}
    found = cf.options_by_scenario(["central", "ceases"], **asked)
    said = cf.sentences.options_by_scenario(found)
    assert "“Keep half of the team” under “Central view”" in said
    assert "“Release the team” under “Funding ceases at the end of 2024/25”" in said
    regret = found["regret"].min()
    assert f"at most {sum_words(regret)} more on average under any." in said
    alike = cf.options_by_scenario(["ceases"], draws=DRAWS)
    assert "“Release the team” under each." in cf.sentences.options_by_scenario(alike)


def test_what_has_no_worth_to_pay_from_says_none() -> None:
    found = _asked("central", options=["release_with_notice"])
    assert isnan(found["pays_from"].iloc[0])
    assert "It pays beside" not in cf.sentences.options(found)
