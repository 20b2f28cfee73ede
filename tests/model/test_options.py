"""What an option costs us and keeps, against loops over the months that share no code with it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, strategies as st

from clsmin_forecast.inputs.options import ALL, HALF, Option
from clsmin_forecast.model.choices import averages, greatest_regret, swap_chance, value_of_knowing
from clsmin_forecast.model.options import Outcome, Times, if_ceased, if_funded, outcome
from tests import rebuild

TEAM, COST = 7.0, 600_000.0
UNIT = COST / TEAM
AWARD = 570_567.0
WAIT = (3.0, 1.0, 6.0, 95_000 / TEAM)
PENNY = 0.005

MONTHS = st.floats(0, 12)
SUMS = st.floats(0, 1e6)


def _option(keep: float | str, until: float | None = None, other: float = 0.0) -> Option:
    return Option("it", "It", "It.", keep, until=until, other_money=other)


def _both(option: Option, wait: tuple[float, ...] = WAIT, award: float = AWARD) -> list[Outcome]:
    team, unit = np.array([TEAM]), np.array([UNIT])
    times = Times(*wait)
    return [
        if_ceased(option, team, unit, times),
        if_funded(option, team, unit, np.array([award]), times),
    ]


def _costs(option: Option) -> list[float]:
    return [float(each.cost.item()) for each in _both(option)]


def test_keeping_for_three_months_beside_releasing_is_the_worked_example() -> None:
    keep, release = _costs(_option(ALL)), _costs(_option(0.0))
    assert keep == pytest.approx([200_000, 29_433], abs=PENNY)
    assert release == pytest.approx([0, 95_000], abs=PENNY)
    losses, chances = np.array([keep, release]), np.array([0.24, 0.76])
    assert averages(losses, chances) == pytest.approx([70_369.08, 72_200.00], abs=PENNY)
    assert greatest_regret(losses) == pytest.approx([200_000, 65_567], abs=PENNY)
    ends = [(ceased, funded) for ceased, funded in (keep, release)]
    assert swap_chance(*ends) == pytest.approx(0.246894, abs=5e-7)
    assert value_of_knowing(losses, chances) == pytest.approx(48_000, abs=PENNY)


def test_what_is_kept_through_a_funded_year_lacks_what_the_gap_lacks() -> None:
    assert _both(_option(ALL))[1].cost.item() == pytest.approx(COST - AWARD, abs=PENNY)
    assert _both(_option(ALL), award=COST + 1)[1].cost.item() == 0


def test_half_of_a_team_is_half_of_its_cost_at_risk() -> None:
    assert _costs(_option(HALF))[0] == pytest.approx(100_000, abs=PENNY)
    assert _costs(_option(3.5)) == pytest.approx(_costs(_option(HALF)))
    assert _costs(_option(50)) == pytest.approx(_costs(_option(ALL)))  # no more than there are


def test_other_money_goes_on_until_it_is_used_up_and_not_beyond_the_year() -> None:
    for other, cost, bridged, months in (
        (0, 200_000, 0, 4),
        (150_000, 200_000, 150_000, 4),  # what it does not cover is ours at once
        (250_000, 250_000, 250_000, 5),
        (900_000, 600_000, 600_000, 12),
    ):
        found = _both(_option(ALL, other=other))[0]
        assert found.cost.item() == pytest.approx(cost, abs=PENNY)
        assert found.bridged.item() == pytest.approx(bridged, abs=PENNY)
        assert found.work.item() == pytest.approx(TEAM * months)


def test_posts_that_leave_before_a_late_answer_come_back_after_it() -> None:
    late = (6.0, 1.0, 2.0, 1_000.0)
    ceased, funded = _both(_option(ALL, until=3), late)
    assert ceased.work.item() == 4 * TEAM
    assert funded.work.item() == pytest.approx((4 + 12 - 8) * TEAM)
    assert funded.cost.item() == pytest.approx(7_000)  # seven posts filled again
    *_, kept = _both(_option(ALL, until=5), late)  # notice had not run out
    assert kept.work.item() == 12 * TEAM


def _cases(draw: Any) -> Iterator[Any]:
    yield from (draw(each) for each in (MONTHS, MONTHS, MONTHS, st.floats(0, 50_000)))


@given(st.data())
def test_every_outcome_is_what_the_months_add_up_to(data: st.DataObject) -> None:
    wait = tuple(_cases(data.draw))
    keep, until = data.draw(st.floats(0, 12)), data.draw(st.none() | MONTHS)
    team, unit = data.draw(st.floats(0.5, 30)), data.draw(st.floats(1_000, 200_000))
    award, other = data.draw(SUMS), data.draw(st.sampled_from([0.0]) | SUMS)
    option, times = _option(keep, until, other), Times(*wait)
    way = rebuild.Way(min(keep, team), 12.0 if until is None else until, other)
    told = (way, rebuild.Wait(*wait), unit)
    teams, units = np.array([team]), np.array([unit])
    plain = (rebuild.ceased_year(*told), rebuild.funded_year(*told, team, award))
    for decision, expected in zip(("cease", "continue"), plain, strict=True):
        found = outcome(option, decision, teams, units, np.array([award]), times)
        values = [found.cost.item(), found.bridged.item(), found.work.item()]
        if abs(rebuild.holding(*told).months - min(12, wait[0])) > 1e-9:  # else either is right
            assert values == pytest.approx(list(expected), abs=1e-4)


@given(st.floats(0, 12), st.floats(0, 12))
def test_keeping_more_posts_never_costs_less_without_funding(one: float, other: float) -> None:
    fewer, more = sorted((one, other))
    assert _costs(_option(fewer))[0] <= _costs(_option(more))[0] + PENNY
