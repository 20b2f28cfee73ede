"""How many posts to keep: two outcomes to the penny, a grid over drawn decisions, every end."""

from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.inputs.waiting import OF_POSTS
from tests import rebuild
from tests.analysis.conftest import AWARD, DRAWS, POSTS, discrete
from tests.conftest import Refused

YEAR = "2025/26"
PENNY = 0.005
QUICK: dict[str, Any] = {"signed_month": 2, "redeploy_months": 1, "refill_months": 6}
SLOW: dict[str, Any] = {
    "signed_month": 2, "redeploy_months": 3, "refill_months": 1, "work_worth": 0.5,
}  # fmt: skip
COSTLY: dict[str, Any] = {**QUICK, "restart_cost": 4_000, "work_worth": 0.8}
every_wait = pytest.mark.parametrize("wait", [QUICK, SLOW, COSTLY], ids=["quick", "slow", "costly"])


def post_costs(unit_cost: float, wait: dict[str, Any]) -> tuple[float, float]:
    """Return what a post costs that is kept in vain, and one that is let go in vain."""
    m, n, a = (wait[name] for name in ("signed_month", "redeploy_months", "refill_months"))
    worth, restart = wait.get("work_worth", 1), wait.get("restart_cost", 0)
    return unit_cost * (m + n) / 12, worth * unit_cost * (m + a) / 12 + restart


def all_or_none(central: Scenario, **chances: Any) -> Scenario:
    """Return a scenario in which the whole team is paid for, or nobody."""
    return discrete(central, pay_growth=0, expansion=0, **chances)


@every_wait
@pytest.mark.parametrize("ceased", [0.0, 0.1, 0.2292, 0.5, 0.9, 1.0])
def test_two_outcomes_are_exact_to_the_penny(
    central: Scenario, ceased: float, wait: dict[str, Any]
) -> None:
    scenario = all_or_none(central, cessation={"2024/25": 0, YEAR: ceased})
    about = cf.decide(scenario, YEAR, draws=8, **wait).about
    keeping, letting_go = post_costs(AWARD / POSTS, wait)
    assert about.loss_of_all == pytest.approx(POSTS * ceased * keeping, abs=PENNY)
    assert about.loss_of_none == pytest.approx(POSTS * (1 - ceased) * letting_go, abs=PENNY)
    least = min(about.loss_of_all, about.loss_of_none)
    assert about.loss == pytest.approx(least, abs=PENNY)
    assert about.knowing_decision == pytest.approx(least, abs=PENNY)
    assert about.turns_at == pytest.approx(keeping / (keeping + letting_go))
    assert about.best == (POSTS if 1 - ceased > about.turns_at else 0)
    assert about.at_risk == pytest.approx(about.best * keeping, abs=PENNY)
    assert about.at_risk_expected == pytest.approx(ceased * about.at_risk, abs=PENNY)
    assert (about.by_evidence, about.hangs_on_evidence, about.more_cases) == (None, None, None)


@every_wait
def test_the_best_number_is_that_of_a_grid_over_drawn_decisions(
    central: Scenario, wait: dict[str, Any]
) -> None:
    made, table = cf.forecast(central, draws=DRAWS), cf.decide(central, YEAR, draws=DRAWS, **wait)
    keeping, letting_go = post_costs(float(made.amounts.unit_cost[YEAR].mean()), wait)
    grid, losses = np.linspace(0, POSTS, 1_401), np.zeros(1_401)
    paid = {d: np.minimum(POSTS, made.amounts.posts[YEAR, d]) for d in made.weights(YEAR)}
    for place, kept in enumerate(grid.tolist()):
        for decision, weight in made.weights(YEAR).items():
            over = np.maximum(0, kept - paid[decision]) * keeping
            under = np.maximum(0, paid[decision] - kept) * letting_go
            losses[place] += weight * (over + under).mean()
    about = table.about
    assert about.best == pytest.approx(grid[losses.argmin()], abs=0.005)
    assert about.loss == pytest.approx(losses.min(), abs=1)
    whole = table["expected_loss"].to_dict()
    at = dict(zip(grid.tolist(), losses.tolist(), strict=True))
    for kept in range(POSTS + 1):
        assert whole[float(kept)] == pytest.approx(at[float(kept)], abs=PENNY)
    fewer = sum(w * (paid[d] < 5.995).mean() for d, w in made.weights(YEAR).items())
    assert table["chance_fewer"].to_dict()[6.0] == pytest.approx(fewer)


@every_wait
def test_the_loss_is_that_of_its_two_parts_and_errors_are_small(
    central: Scenario, wait: dict[str, Any]
) -> None:
    table = cf.decide(central, YEAR, draws=DRAWS, **wait)
    funded = table.about.funded
    parts = (1 - funded) * table["loss_if_ceased"] + funded * table["loss_if_funded"]
    assert parts.tolist() == pytest.approx(table["expected_loss"].tolist())
    assert table["loss_if_ceased"].tolist() == pytest.approx(table["at_risk"].tolist())
    assert (table["expected_loss_standard_error"] < 0.01 * table["expected_loss"]).all()
    assert table["chance_fewer"].is_monotonic_increasing
    assert table.index[table["best"]].tolist() == [table.about.best]
    assert table["expected_loss"].min() == table["expected_loss"][table["best"]].item()


@every_wait
def test_an_earlier_confirmation_is_worth_the_difference_of_two_runs(
    central: Scenario, wait: dict[str, Any]
) -> None:
    late = cf.decide(central, YEAR, draws=DRAWS, **wait).about
    soon = cf.decide(central, YEAR, draws=DRAWS, **{**wait, "signed_month": 0}).about
    assert late.earlier == pytest.approx(late.loss - soon.loss, abs=PENNY)
    assert soon.earlier == 0


def test_every_end_of_a_range_is_the_answer_with_that_value(central: Scenario) -> None:
    about = cf.decide(central, YEAR, draws=DRAWS).about
    known = central.register.waiting
    ranged = [name for name in OF_POSTS if known[name].low < known[name].high]
    assert [each.input for each in about.ends] == [n for name in ranged for n in (name, name)]
    for end in about.ends:
        there = cf.decide(central, YEAR, draws=DRAWS, **{end.input: end.value}).about  # type: ignore[arg-type]
        assert (end.best, end.turning_chance) == (there.best, there.turns_at)
        assert end.turned == ((there.best == 0) != (about.best == 0))
    corners = product(*((known[name].low, known[name].high) for name in ranged))
    turns = [
        cf.decide(central, YEAR, draws=8, **dict(zip(ranged, each, strict=True))).about.turns_at  # type: ignore[arg-type]
        for each in corners
    ]
    assert about.turns_within == pytest.approx((min(turns), max(turns)))


def test_an_end_that_turns_the_decision_is_told(central: Scenario) -> None:
    fixed: dict[str, Any] = {"redeploy_months": 7, "refill_months": 0, "restart_cost": 500}
    table = cf.decide(central, YEAR, draws=DRAWS, **fixed)
    assert {each.input for each in table.about.ends} == {"signed_month"}
    known = cf.decide(central, YEAR, draws=DRAWS, **{**fixed, "signed_month": 3}).about
    assert known.ends == []
    assert known.turns_within == (known.turns_at, known.turns_at)


@pytest.mark.parametrize("cases", [1, 10, 25])
def test_better_evidence_is_worth_what_quadrature_says(central: Scenario, cases: int) -> None:
    scenario = all_or_none(central)
    about = cf.decide(scenario, YEAR, draws=8, cases=cases, **SLOW).about
    keeping, letting_go = post_costs(AWARD / POSTS, SLOW)
    before = 1 - scenario.quantities["cessation"]["2024/25"].mid
    alpha, beta = scenario.evidence["year_ends_since_2024_25"].posterior

    def least(ceases: float) -> float:
        funded = before * (1 - ceases)
        return POSTS * min((1 - funded) * keeping, funded * letting_go)

    turn = 1 - about.turns_at / before
    known = sum(
        integrate.quad(lambda x: least(x) * stats.beta.pdf(x, alpha, beta), *ends)[0]
        for ends in ((0, turn), (turn, 1))
    )
    now = least(alpha / (alpha + beta))
    scale = POSTS * (keeping + letting_go)
    assert about.knowing_chance is not None
    assert about.more_cases is not None
    assert about.knowing_chance / scale == pytest.approx((now - known) / scale, abs=5e-6)
    ended = np.arange(cases + 1)
    chances = stats.betabinom.pmf(ended, cases, alpha, beta)
    after = [least((alpha + each) / (alpha + beta + cases)) for each in ended.tolist()]
    assert about.more_cases == pytest.approx(now - float(chances @ after), abs=PENNY)
    assert 0 < about.more_cases < about.knowing_chance < about.knowing_decision


def test_the_evidence_is_that_of_the_forecast_and_does_not_matter_far_from_the_turn(
    central: Scenario,
) -> None:
    quick, slow = (cf.decide(central, YEAR, draws=DRAWS, **wait).about for wait in (QUICK, SLOW))
    made = cf.forecast(central, draws=DRAWS)
    year = next(each for each in made.document["years"] if each["financial_year"] == YEAR)
    assert quick.funded == pytest.approx(year["probability_funded"])
    span = year["probability_funded_by_comparison"]
    assert quick.by_comparison == pytest.approx((span["least"], span["most"]))
    assert quick.by_evidence is not None
    low, high = quick.by_evidence
    before = 1 - central.quantities["cessation"]["2024/25"].mid
    chance = central.quantities["cessation"][YEAR]
    assert low == pytest.approx(before * (1 - chance.high), abs=0.01)
    assert high == pytest.approx(before * (1 - chance.low), abs=0.01)
    assert (quick.hangs_on_evidence, slow.hangs_on_evidence) == (False, True)
    assert quick.turns_at < low < slow.turns_at < high
    assert quick.knowing_chance == pytest.approx(0, abs=100)


@every_wait
def test_the_worth_at_which_it_turns_turns_it(central: Scenario, wait: dict[str, Any]) -> None:
    about = cf.decide(central, YEAR, draws=DRAWS, **wait).about
    at = {**wait, "work_worth": about.turns_at_worth}
    assert cf.decide(central, YEAR, draws=DRAWS, **at).about.turns_at == pytest.approx(about.funded)
    for times, kept in ((0.99, False), (1.01, True)):
        moved = {**at, "work_worth": times * about.turns_at_worth}
        assert (cf.decide(central, YEAR, draws=DRAWS, **moved).about.best > 0) == kept


@pytest.mark.parametrize(("name", "worth"), [("ceases", inf), ("full_expansion", 0.0)])
def test_where_it_is_known_no_worth_turns_it(name: str, worth: float) -> None:
    about = cf.decide(name, draws=8).about
    assert (about.turns_at_worth, about.loss, about.earlier) == (worth, 0, 0)


def test_of_real_terms_only_the_money_is_another(central: Scenario) -> None:
    cash, real = (
        cf.decide(central, YEAR, draws=DRAWS, price_base=base, **COSTLY)
        for base in ("cash", "2023/24")
    )
    scale = cf.forecast(central, draws=8, price_base="2023/24").scale[YEAR]
    assert real.about.best == cash.about.best
    assert real["expected_loss"].tolist() == pytest.approx((scale * cash["expected_loss"]).tolist())
    assert real.about.turns_at == pytest.approx(cash.about.turns_at)


def test_other_money_keeps_posts_though_the_funding_ceases() -> None:
    about = cf.decide("ceases_with_alternative", YEAR, draws=DRAWS).about
    assert about.funded == 0
    assert about.best > 6
    assert about.paid_if_ceased == pytest.approx(6.7, abs=0.1)


def test_a_team_that_may_be_larger_is_asked_about_whole(central: Scenario) -> None:
    larger = central.but(team_posts={"range": {"low": 6, "mid": 7, "high": 8.5, "coverage": 1}})
    table = cf.decide(larger, YEAR, draws=DRAWS)
    team = cf.forecast(larger, draws=DRAWS).amounts.team[YEAR]
    assert table.index[-1] == team.max() > 8
    about = table.about
    assert about.posts == pytest.approx(team.mean())
    costs = [about.at_risk / about.best, 0.0]
    losses = 0.0
    made = cf.forecast(larger, draws=DRAWS)
    for decision, weight in made.weights(YEAR).items():
        paid = np.minimum(team, made.amounts.posts[YEAR, decision])
        draws = [
            rebuild.kept_loss([(1.0, s)], t, (costs[0], costs[1]))
            for t, s in zip(np.broadcast_to(team, paid.shape), paid.tolist(), strict=True)
        ]
        losses += weight * float(np.mean(draws))
    assert about.loss_of_all == pytest.approx(losses)
    many = cf.decide(central.but(team_posts=200), draws=8)
    assert len(many) >= 201
    assert many.about.shown is not None
    assert len(many.about.shown) <= 18
    shown = many.iloc[[*many.about.shown]]
    assert shown["best"].any()
    assert {shown.index[0], shown.index[-1]} == {0.0, 200.0}


def test_no_other_row_for_reading_is_read_as_the_best(central: Scenario) -> None:
    for wait in (QUICK, SLOW):
        rows = cf.tables.reading_rows(cf.decide(central, YEAR, draws=DRAWS, **wait))
        read = [row["posts kept"] for row in rows]
        assert len(set(read)) == len(read)
        assert [row["loses least"] for row in rows].count("yes") == 1


def test_signs_and_endings_that_are_not_found_are_more_than_a_beta(
    central: Scenario,
) -> None:
    assert cf.decide(central, YEAR, draws=8).about.knowing_chance is not None
    seen = {"evidence": "endings_half_seen"}
    about = cf.decide(central.but(cessation={YEAR: seen}), YEAR, draws=8).about
    assert (about.more_cases, about.knowing_chance) == (None, None)
    assert about.by_evidence is not None
    sign = {"what": "A", "source": "PCD 1532", "date": "2026-02-11"}
    signs = [sign | {"times_as_likely": {"low": 1, "mid": 2, "high": 4}}]
    seen_twice: Any = {"evidence": "year_ends_since_2024_25", "signals": signs}
    told = cf.decide(central.but(cessation={YEAR: seen_twice}), YEAR, draws=8).about
    assert told.knowing_chance is None
    assert told.funded < 0.7
    assert told.by_evidence is not None
    experts = {"choice": [{"value": 0.1, "weight": 0.5}, {"value": 0.5, "weight": 0.5}]}
    judged = cf.decide(central.but(cessation={YEAR: experts}), YEAR, draws=8).about
    assert (judged.by_evidence, judged.knowing_chance) == (None, None)


def test_bad_questions_are_refused(central: Scenario, refused: Refused) -> None:
    for asked, words in (
        ({"signed_month": 13}, "decide: signed_month"),
        ({"work_worth": -1}, "decide: work_worth"),
        ({"year": "2023/24"}, "decide: unknown undecided year with a cost '2023/24'"),
        ({"year": "2031/32"}, "Known: 2024/25, 2025/26, 2026/27."),
        ({"cases": 0}, "decide: cases must be a whole number from 1 to 10,000, got 0"),
        ({"refil_months": 3}, "the nearest is refill_months"),
        ({"refill_months": "x"}, "decide: refill_months must be a number, got 'x'"),
    ):
        told: Any = asked
        assert words in refused(lambda: cf.decide(central, **told))  # noqa: B023


def test_once_every_year_is_decided_nobody_waits(data: Path, refused: Refused) -> None:
    awards = pd.read_csv(data / "awards.csv", dtype=str, keep_default_na=False)
    awards["status"] = awards["status"].replace(
        {"in_principle": "approved", "indicative": "approved"}
    )
    awards.to_csv(data / "awards.csv", index=False)
    scenario = cf.load_scenario("central", data)
    assert refused(lambda: cf.decide(scenario)) == (
        "decide: every year of awards.csv is decided, so nobody waits for one."
    )
