"""The laws of a table of losses: figures worked out by hand, tables of chance in plain Python."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given, strategies as st

from clsmin_forecast.model.choices import (
    averages,
    greatest_regret,
    pays_from,
    regrets,
    swap_chance,
    value_of_knowing,
    worst,
)

KEEP, RELEASE = (200_000.0, 29_433.0), (0.0, 95_000.0)
TABLE, CHANCES = np.array([KEEP, RELEASE]), np.array([0.24, 0.76])
PENNY = 0.005
LOSS = st.integers(-9, 9)

Table = tuple[list[list[int]], list[int]]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw losses of a few options, whole pounds, and the parts that make their chances."""
    columns = draw(st.integers(1, 5))
    loss = st.integers(-1_000_000, 1_000_000)
    rows = draw(st.lists(st.lists(loss, min_size=columns, max_size=columns), min_size=1))
    parts = draw(st.lists(st.integers(0, 9), min_size=columns, max_size=columns).filter(any))
    return rows, parts


def _arrays(table: Table) -> tuple[np.ndarray, np.ndarray]:
    rows, parts = table
    return np.array(rows, dtype=float), np.array(parts) / sum(parts)


def test_keeping_costs_less_on_average_and_releasing_is_regretted_less() -> None:
    assert averages(TABLE, CHANCES) == pytest.approx([70_369.08, 72_200.00], abs=PENNY)
    assert greatest_regret(TABLE).tolist() == [200_000, 65_567]
    assert worst(TABLE).tolist() == [200_000, 95_000]
    assert swap_chance(KEEP, RELEASE) == pytest.approx(0.246894, abs=5e-7)
    assert value_of_knowing(TABLE, CHANCES) == pytest.approx(48_000, abs=PENNY)


def test_at_the_chance_of_the_swap_both_cost_the_same() -> None:
    chance = swap_chance(KEEP, RELEASE)
    first, second = averages(TABLE, np.array([chance, 1 - chance]))
    assert first == pytest.approx(second, abs=PENNY)


@given(tables())
def test_each_law_is_what_counting_every_case_gives(table: Table) -> None:
    rows, parts = table
    losses, chances = _arrays(table)
    whole = sum(parts)
    means = [sum(x * p for x, p in zip(row, parts, strict=True)) / whole for row in rows]
    best = [min(column) for column in zip(*rows, strict=True)]
    found = [max(x - b for x, b in zip(row, best, strict=True)) for row in rows]
    assert averages(losses, chances) == pytest.approx(means, abs=1e-6)
    assert greatest_regret(losses).tolist() == found
    assert regrets(losses).min(axis=0).tolist() == [0] * len(parts)
    assert worst(losses).tolist() == [max(row) for row in rows]
    known = sum(b * p for b, p in zip(best, parts, strict=True)) / whole
    assert value_of_knowing(losses, chances) == pytest.approx(min(means) - known, abs=1e-6)


@given(tables(), st.data())
def test_knowing_is_never_worth_less_than_nothing_nor_more_than_knowing_all(
    table: Table, data: st.DataObject
) -> None:
    losses, chances = _arrays(table)
    words = st.lists(st.integers(0, 2), min_size=len(chances), max_size=len(chances))
    told = data.draw(words)
    whole = value_of_knowing(losses, chances)
    assert 0 <= value_of_knowing(losses, chances, told) <= whole + 1e-6
    assert value_of_knowing(losses, chances, [*range(len(chances))]) == whole


@given(tables())
def test_knowing_one_thing_after_another_adds_up_to_knowing_every_one(table: Table) -> None:
    losses, chances = _arrays(table)
    twice = np.concatenate([losses, -losses], axis=1)  # two inputs: which table, which column
    even = np.concatenate([chances, chances]) / 2
    inputs = [(which, column) for which in range(2) for column in range(len(chances))]
    all_of_them = value_of_knowing(twice, even)
    assert value_of_knowing(twice, even, inputs) == all_of_them
    assert value_of_knowing(twice, even, [which for which, _ in inputs]) <= all_of_them + 1e-6


@given(tables(), st.integers(0, 4))
def test_nothing_is_worth_knowing_that_is_certain(table: Table, column: int) -> None:
    losses, _ = _arrays(table)
    certain = np.eye(losses.shape[1])[column % losses.shape[1]]
    assert value_of_knowing(losses, certain) == 0


@given(st.tuples(LOSS, LOSS, LOSS, LOSS))
def test_a_swap_is_told_where_there_is_one(losses: tuple[int, int, int, int]) -> None:
    first, second = losses[:2], losses[2:]
    chance = swap_chance(first, second)
    ahead = [a - b for a, b in zip(first, second, strict=True)]
    if isnan(chance):
        assert min(ahead) >= 0 or max(ahead) <= 0
    else:
        assert 0 < chance < 1
        assert ahead[0] * chance + ahead[1] * (1 - chance) == pytest.approx(0, abs=1e-9)


def test_the_worth_from_which_an_option_pays_is_what_it_costs_more_by_the_work_it_keeps_more() -> (
    None
):
    assert pays_from(12_000, 4) == 3_000
    assert pays_from(-12_000, 4) == 0
    assert isnan(pays_from(12_000, 0))
