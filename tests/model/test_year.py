"""The laws of the year by month, to the penny."""

import math
import random

import numpy as np
import pytest

from clsmin_forecast.model import year
from clsmin_forecast.quantiles import Values
from tests import rebuild

AWARD = 570_567.0
COSTS = year.month_costs(np.full(12, 7.0), np.array([AWARD / 7]))


def number(value: float) -> Values:
    return np.array([float(value)])


def test_three_months_of_2023_24_are_at_risk_until_the_end_of_june() -> None:
    assert year.spent_by(AWARD, 3) == pytest.approx(142_641.75, abs=0.005)
    assert year.at_risk(COSTS, 3)[2] == pytest.approx(142_641.75, abs=0.005)
    assert year.at_risk(COSTS, 3)[3:].tolist() == [0] * 9
    assert not year.at_risk(COSTS, 0).any()
    assert year.at_risk(COSTS, 12).tolist() == year.spent(COSTS).tolist()


def test_a_ramp_of_six_months_leaves_a_quarter_of_the_new_posts_unclaimed() -> None:
    new = (1_000_000 - AWARD) * year.posts_filled(np.array(0.0), np.array(6.0)) / 12
    got = year.recovered(COSTS + new, number(1_000_000))
    assert got == pytest.approx(892_641.75, abs=0.005)
    lost = year.not_claimable(number(1_000_000), got, 0)
    assert lost == pytest.approx(107_358.25, abs=0.005)
    assert not year.not_claimable(number(1_000_000), got, 1).any()


def test_a_half_years_award_begun_two_months_late_is_used_for_four_of_its_six() -> None:
    award = 267_354.64
    share = year.posts_filled(np.array(2.0), np.array(0.0))[:6]
    costs = year.month_costs(share, number(2 * award))
    assert year.recovered(costs, number(award)) == pytest.approx(178_236.43, abs=0.005)


def owed(every: float, after: float, signed: float = 0) -> Values:
    claimed = year.recoverable(COSTS, number(AWARD))
    return year.owed(claimed, year.paid(claimed, year.claims_paid(every, after, signed)))


def test_quarterly_claims_paid_a_month_later_owe_four_months_at_most() -> None:
    assert owed(3, 1).max() == pytest.approx(190_189.00, abs=0.005)
    assert owed(3, 1).argmax() == 3
    assert owed(12, 0)[-1] == pytest.approx(AWARD)
    assert owed(12, 0)[2] == pytest.approx(142_641.75, abs=0.005)


def test_no_claim_is_made_before_the_agreement_is_signed() -> None:
    assert owed(1, 0, 3)[:4] == pytest.approx([AWARD * m / 12 for m in (1, 2, 3, 1)])


@pytest.mark.parametrize("start", [0, 1, 3, 6, 11, 12])
@pytest.mark.parametrize("fill", [0, 1, 2, 6, 12])
def test_posts_fill_evenly_from_their_start(start: int, fill: int) -> None:
    share = year.posts_filled(np.array(start), np.array(fill))
    plain = [
        0.0 if m < start else 1.0 if m >= start + fill else (m - start + 0.5) / fill
        for m in range(12)
    ]
    assert share == pytest.approx(plain, abs=1e-12)
    mean = year.year_filled(np.array(start), np.array(fill))
    assert mean == pytest.approx(math.fsum(plain) / 12, abs=1e-12)


def test_parts_of_months_lie_between_whole_ones_and_draws_keep_their_axis() -> None:
    starts, fills = np.array([0.0, 2.5, 2.5]), np.array([6.0, 0.0, 3.3])
    shares = year.posts_filled(starts, fills)
    assert shares.shape == (3, 12)
    assert shares[1].tolist() == [0, 0, 0.5] + [1] * 9
    assert shares.mean(axis=-1) == pytest.approx(year.year_filled(starts, fills))
    for start, fill, share in zip(starts, fills, shares, strict=True):
        assert share == pytest.approx(rebuild.filled(start, fill), abs=1e-4)


def test_months_add_up_to_the_year_and_the_outlook_ends_at_what_was_spent() -> None:
    assert math.fsum(COSTS) == pytest.approx(AWARD, abs=0.005)
    seen = year.outlook(COSTS, number(0.9))
    assert seen[-1] == year.spent(COSTS)[-1]
    assert seen[2] == pytest.approx(AWARD * (3 + 9 * 0.9) / 12)
    assert (np.diff(abs(seen - AWARD)) < 0).all()  # it narrows


def test_notice_that_has_run_by_1_april_costs_nothing() -> None:
    costs = year.spent_by(number(AWARD), 3 + np.array([-4, -3, -1, 0, 3, 9, 12]))
    assert costs == pytest.approx([AWARD * m / 12 for m in (0, 0, 2, 3, 6, 12, 12)])


@pytest.mark.parametrize(
    ("notice", "day"),
    [(0, "2025-03-31"), (0.1, "2025-03-27"), (0.5, "2025-03-15"), (1, "2025-02-28"),
     (1.5, "2025-02-14"), (3, "2024-12-31"), (12, "2024-03-31")],
)  # fmt: skip
def test_the_last_day_is_the_last_whose_notice_has_run_by_1_april(notice: float, day: str) -> None:
    assert year.last_day("2025/26", notice).isoformat() == day


def test_every_law_agrees_with_a_loop_over_months() -> None:
    rng = random.Random(1532)
    for _ in range(200):
        a = rebuild.Months(
            posts=rng.uniform(0, 10), new=rng.uniform(0, 5), start=rng.randint(0, 12),
            fill=rng.randint(0, 12), unit_cost=80_000, award=rng.uniform(0, 2e6),
            rate=rng.uniform(0, 1), signed=rng.randint(0, 12), every=rng.randint(1, 12),
            after=rng.randint(0, 6),
        )  # fmt: skip
        share = year.posts_filled(number(a.start), number(a.fill))[0]
        costs = year.month_costs(a.posts + a.new * share, number(a.unit_cost))
        claimed = year.recoverable(costs, number(a.award))
        paid = year.paid(claimed, year.claims_paid(a.every, a.after, a.signed))
        ours = {
            "cost": costs,
            "spent": year.spent(costs),
            "at_risk": year.at_risk(costs, a.signed),
            "owed": year.owed(claimed, paid),
            "paid": paid,
            "outlook": year.outlook(costs, number(a.rate)),
        }
        plain = rebuild.by_month(a)
        for name, months in ours.items():
            assert months == pytest.approx(plain[name], abs=1e-6), name
        assert year.recovered(costs, number(a.award)) == pytest.approx(plain["recovered"][-1])
