"""How many posts to keep: closed forms, a grid of numbers kept over drawn decisions, quadrature."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy import integrate, stats

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model import keeping
from clsmin_forecast.model.keeping import Costs, Stake
from clsmin_forecast.model.mixture import Mixture
from clsmin_forecast.quantiles import beta_share
from tests import rebuild

POSTS = 7
YEAR = "2025/26"
DRAWS = 4096
COSTS = [Costs(21_000, 52_000), Costs(34_000, 9_000), Costs(20_000, 20_000)]
CHANCES = [0.0, 0.02, 0.2, 0.2331, 0.5, 0.71, 0.98, 1.0]
every_cost = pytest.mark.parametrize("costs", COSTS)

pounds = st.floats(0, 100_000)
chances = st.floats(0, 1)


def seven_or_none(ceased: float) -> Mixture:
    return Mixture((np.zeros(1), np.array([float(POSTS)])), (ceased, 1 - ceased))


@pytest.fixture(scope="module")
def paid(central: Scenario) -> Mixture:
    """The posts that are paid for in a year of the central scenario."""
    made = cf.forecast(central, draws=DRAWS)
    team = made.amounts.team[YEAR]
    weights = made.weights(YEAR)
    branches = tuple(
        keeping.paid_for(team, made.amounts.posts[YEAR, decision]) for decision in weights
    )
    return Mixture(branches, tuple(weights.values()))


def test_the_costs_are_months_of_pay() -> None:
    assert keeping.cost_of_keeping(81_510, 2, 1) == pytest.approx(3 * 81_510 / 12)
    assert keeping.cost_of_letting_go(81_510, 2, 6, 500, 0.5) == pytest.approx(
        0.5 * 8 * 81_510 / 12 + 500
    )


@every_cost
@pytest.mark.parametrize("ceased", CHANCES)
def test_two_outcomes_lose_the_smaller_of_two_products_to_the_penny(
    ceased: float, costs: Costs
) -> None:
    mixture = seven_or_none(ceased)
    wanted = POSTS * min((1 - ceased) * costs.letting_go, ceased * costs.keeping)
    assert keeping.value_of_knowing(mixture, costs) == pytest.approx(wanted, abs=0.005)
    funded, turn = 1 - ceased, costs.keeping / (costs.keeping + costs.letting_go)
    assert keeping.turning_chance(costs) == pytest.approx(turn)
    if abs(funded - turn) > 1e-9:
        assert keeping.best_posts(mixture, costs) == (POSTS if funded > turn else 0)


@every_cost
@pytest.mark.parametrize("ceased", [0.0, 1.0])
def test_knowing_is_worth_nothing_where_it_is_known(ceased: float, costs: Costs) -> None:
    assert keeping.value_of_knowing(seven_or_none(ceased), costs) == 0


@every_cost
def test_the_best_number_and_its_loss_are_those_of_a_grid(paid: Mixture, costs: Costs) -> None:
    luck = np.random.default_rng(5)
    drawn = luck.choice(len(paid.branches), size=100_000, p=paid.weights)
    posts = np.array([luck.choice(paid.branches[each]) for each in drawn])
    grid = np.linspace(0, POSTS, 1_401)
    exactly = np.array(
        [
            sum(
                weight * keeping.loss(kept, values, costs).mean()
                for values, weight in zip(paid.branches, paid.weights, strict=True)
            )
            for kept in grid.tolist()
        ]
    )
    assert keeping.expected_loss(paid, grid, costs) == pytest.approx(exactly, abs=1e-6)
    best = keeping.best_posts(paid, costs)
    assert best == pytest.approx(grid[exactly.argmin()], abs=0.005)
    assert keeping.value_of_knowing(paid, costs) == pytest.approx(exactly.min(), abs=1)
    by_luck = np.array([keeping.loss(kept, posts, costs).mean() for kept in grid.tolist()])
    error = keeping.loss(best, posts, costs).std() / np.sqrt(posts.size)
    assert by_luck.min() == pytest.approx(exactly.min(), abs=4 * error)


@given(chances, chances, pounds, pounds)
def test_the_best_number_is_never_beaten(
    ceased: float, kept: float, over: float, under: float
) -> None:
    mixture, costs = (
        Mixture((np.zeros(1), np.array([5.0, 6, 6.5, 7])), (ceased, 1 - ceased)),
        Costs(over, under),
    )
    best = keeping.value_of_knowing(mixture, costs)
    other = keeping.expected_loss(mixture, np.array([kept * POSTS]), costs)[0]
    assert 0 <= best <= other + 1e-6


def test_where_nothing_is_lost_by_letting_go_none_is_kept() -> None:
    sure = seven_or_none(0)
    assert keeping.best_posts(sure, Costs(20_000, 0)) == 0
    assert keeping.best_posts(sure, Costs(0, 20_000)) == POSTS
    assert keeping.best_posts(sure, Costs(0, 0)) == POSTS


def test_what_is_at_risk_is_the_pay_of_those_kept() -> None:
    costs, nothing = Costs(21_000, 52_000), Mixture((np.zeros(1),), (1.0,))
    assert keeping.expected_loss(nothing, np.array([0.0, 6.3]), costs).tolist() == [0, 132_300]


@pytest.mark.parametrize(("known", "more"), [(2, 1), (12, 12), (7.5, 6), (0, 0)])
def test_what_lies_beyond_the_year_s_end_is_the_next_year_s(known: float, more: float) -> None:
    theirs = rebuild.post_costs(84_000, known, more, more, 1_000, 0.5)
    assert keeping.cost_of_keeping(84_000, known, more) == pytest.approx(theirs[0])
    found = keeping.cost_of_letting_go(84_000, known, more, 1_000, 0.5)
    assert found == pytest.approx(theirs[1])


@every_cost
def test_knowing_the_decision_is_worth_no_more_than_knowing_all(
    paid: Mixture, costs: Costs
) -> None:
    parts = [
        (weight, Mixture((values,), (1.0,)))
        for values, weight in zip(paid.branches, paid.weights, strict=True)
    ]
    part, whole = keeping.value_of_part(parts, costs), keeping.value_of_knowing(paid, costs)
    assert 0 <= part <= whole
    grid = np.linspace(0, POSTS, 1_401)
    left = sum(p * keeping.expected_loss(each, grid, costs).min() for p, each in parts)
    assert part == pytest.approx(keeping.expected_loss(paid, grid, costs).min() - left, abs=1)
    assert keeping.value_of_part([(1.0, paid)], costs) == 0


def test_an_earlier_confirmation_is_worth_the_difference_of_two_runs(paid: Mixture) -> None:
    late, soon = Costs(21_000, 56_000), Costs(7_000, 42_000)
    found = keeping.value_of_earlier(paid, late, soon)
    grid = np.linspace(0, POSTS, 1_401)
    least = [keeping.expected_loss(paid, grid, costs).min() for costs in (late, soon)]
    assert found == pytest.approx(least[0] - least[1], abs=1)
    assert keeping.value_of_earlier(paid, late, late) == 0


STAKES = [Stake(364_000.0, 147_000.0), Stake(63_000.0, 238_000.0), Stake(1_000.0, 1_000.0)]
BETAS = [(3.5, 12.5), (0.5, 26.5), (0.5, 0.5), (30.5, 10.5)]


def gained(stake: Stake, chance: float) -> float:
    return max(0.0, (1 - chance) * stake.saved - chance * stake.lost)


@pytest.mark.parametrize("stake", STAKES)
@pytest.mark.parametrize(("alpha", "beta"), BETAS)
def test_knowing_the_chance_is_worth_what_quadrature_says(
    stake: Stake, alpha: float, beta: float
) -> None:
    found = keeping.value_of_chance(stake, alpha, beta)
    turn = stake.saved / sum(stake)
    known, _ = integrate.quad(
        lambda x: gained(stake, x) * stats.beta.pdf(x, alpha, beta),
        0, turn, epsabs=1e-9, epsrel=1e-11, limit=500,
    )  # fmt: skip
    wanted = known - gained(stake, alpha / (alpha + beta))
    assert found / sum(stake) == pytest.approx(wanted / sum(stake), abs=5e-6)
    assert found >= 0


@pytest.mark.parametrize("stake", STAKES)
@pytest.mark.parametrize(("alpha", "beta"), BETAS)
def test_more_cases_are_worth_what_the_beta_binomial_says_and_tend_to_the_chance(
    stake: Stake, alpha: float, beta: float
) -> None:
    more = (0, 1, 10, 100, 20_000)
    worth = [keeping.value_of_cases(stake, alpha, beta, cases) for cases in more]
    known = keeping.value_of_chance(stake, alpha, beta)
    assert worth == pytest.approx(sorted(worth), abs=1e-6)
    assert worth[0] == 0
    assert worth[-1] / sum(stake) == pytest.approx(known / sum(stake), abs=5e-5)
    ended = np.arange(11)
    chance = stats.betabinom.pmf(ended, 10, alpha, beta)
    after = (alpha + ended) / (alpha + beta + 10)
    best = sum(p * gained(stake, c) for p, c in zip(chance, after, strict=True))
    wanted = best - gained(stake, alpha / (alpha + beta))
    assert worth[2] / sum(stake) == pytest.approx(wanted / sum(stake), abs=1e-10)


@pytest.mark.parametrize("stake", [Stake(0, 100), Stake(100, 0), Stake(-5, 100), Stake(100, -5)])
def test_where_one_of_the_two_is_never_worse_no_evidence_is_worth_anything(stake: Stake) -> None:
    assert keeping.value_of_chance(stake, 3.5, 12.5) == 0
    assert keeping.value_of_cases(stake, 3.5, 12.5, 10) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(("alpha", "beta"), [*BETAS, (4.5, 12.5), (1.5, 27.5)])
def test_the_share_of_a_beta_is_the_incomplete_beta(alpha: float, beta: float) -> None:
    for value in (0.0, 1e-6, 0.01, 0.27, 0.77, 0.999, 1.0):
        wanted = stats.beta.cdf(value, alpha, beta)
        assert beta_share(value, alpha, beta) == pytest.approx(wanted, abs=1e-6)


@given(st.lists(st.integers(-3, 9), min_size=1, max_size=8), st.lists(chances, max_size=5))
def test_what_is_missing_is_counted_over_every_value(values: list[int], at: list[float]) -> None:
    mixture = Mixture((np.array(values, dtype=float), np.array([2.0])), (0.75, 0.25))
    amounts = np.array([-inf, *(9 * each for each in at), 2.0])[1:]
    wanted = [
        0.75 * np.mean([max(0, amount - value) for value in values]) + 0.25 * max(0, amount - 2)
        for amount in amounts.tolist()
    ]
    assert mixture.shortfall(amounts) == pytest.approx(wanted)


@given(
    gone=st.floats(0, 12),
    known=st.floats(0, 12),
    redeploy=st.floats(0, 12),
    refill=st.floats(0, 24),
)
def test_the_rest_of_a_year_costs_its_own_months_alone(
    gone: float, known: float, redeploy: float, refill: float
) -> None:
    left = 12 - gone
    kept = keeping.cost_of_keeping(12.0, known, redeploy, gone)
    let_go = keeping.cost_of_letting_go(12.0, known, refill, 5.0, 0.5, gone)
    assert kept == pytest.approx(min(known + redeploy, left), abs=1e-9)
    assert let_go == pytest.approx(5 + 0.5 * min(known + refill, left), abs=1e-9)
