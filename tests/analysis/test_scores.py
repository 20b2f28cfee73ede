"""Past forecasts beside what came: each score by hand, the error by cause, what counts and why."""

from collections.abc import Callable
from datetime import date
from math import inf, isclose, isnan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import clsmin_forecast as cf
from clsmin_forecast.analysis.scores import CAUSES, OfScores, by_cause
from clsmin_forecast.analysis.scoring import crps_of_steps, place, steps
from clsmin_forecast.answer import Answer
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.awards import Award
from clsmin_forecast.inputs.ledger import LEDGER, Line, Undone, text_of
from tests.ledgers import (
    AWARDED,
    CEASED,
    CLOSED,
    TEAM,
    Closing,
    close,
    foretold,
    of_team,
    recorded,
)

Scored = Callable[..., Answer[OfScores]]


@pytest.fixture
def scored(data: Path, tmp_path: Path) -> Scored:
    def score(years: Closing, *lines: Line) -> Answer[OfScores]:
        ledger = tmp_path / LEDGER
        ledger.write_bytes(text_of(map(of_team, lines)))
        return cf.scores(cf.load_scenario("central", close(data, years)), ledger)

    return score


def test_a_chance_of_2434_and_then_funded(scored: Scored) -> None:
    row = scored(CLOSED, foretold()).iloc[0]
    assert row[["brier", "log"]].astype(float).round(4).tolist() == [0.0592, 0.2789]
    assert row[["brier_always_renewed", "log_always_renewed"]].tolist() == [0, 0]
    assert (row["standing"], row["lead_days"]) == ("scored", -601)
    assert (row["came"], row["crps_same_again"]) == (575_000, 4_433)


def test_a_year_that_ceased_brings_nothing(scored: Scored) -> None:
    row = scored(CEASED, foretold()).iloc[0]
    assert row["brier"] == pytest.approx((1 - 0.2434) ** 2)
    assert row["log"] == pytest.approx(-np.log(0.2434))
    assert row["log_always_renewed"] == inf
    assert row["came"] == 0
    assert row["place"] == pytest.approx(0.245 / 2)  # of the first 24 of 99, half
    assert row["error_decision"] == pytest.approx(-(1 - 0.2434) * 560_000 * 0.94)
    assert (row["error_ratio"], row["error_recovery"]) == (0, 0)


def test_an_award_is_not_yet_what_was_recovered(scored: Scored) -> None:
    row = scored(AWARDED, foretold()).iloc[0]
    assert row["brier"] == pytest.approx(0.2434**2)
    assert all(isnan(row[name]) for name in ("came", "crps", "place", "error", "error_decision"))


def test_a_forecast_whose_year_is_open_is_listed(scored: Scored) -> None:
    table = scored(CLOSED, foretold(), foretold(year="2026/27"))
    assert table["standing"].tolist() == ["scored", "open"]
    assert table["brier"].isna().tolist() == [False, True]
    assert "1 forecast of 2026/27 is still open" in cf.sentences.scores(table)
    assert cf.tables.reading_rows(table)[1]["ended"] == "not known yet"


UNDO: Line = Undone(grant=TEAM, year="2025/26", day=date(2027, 5, 2), data_hash="0" * 64)
LATER = foretold(taken_in=date(2027, 6, 1))


@pytest.mark.parametrize(
    ("lines", "standing"),
    [
        ([foretold(), recorded()], "scored"),
        ([recorded(), foretold()], "made_after_the_record"),
        ([recorded(year="2024/25"), foretold()], "scored"),
        ([recorded(), UNDO, foretold()], "scored"),
        ([recorded(), UNDO, recorded(), foretold()], "made_after_the_record"),
        ([recorded(status="unagreed"), foretold()], "scored"),
        ([UNDO, foretold()], "scored"),
        ([recorded(grant="Another"), foretold()], "scored"),
        ([LATER], "taken_in_later"),
    ],
)
def test_only_a_forecast_made_before_the_outcome_counts(
    scored: Scored, lines: list[Line], standing: str
) -> None:
    table = scored(CLOSED, *lines)
    assert table["standing"].tolist() == [standing]
    assert len(cf.score_averages(table)) == (3 if standing == "scored" else 0)
    assert ("is in no average" in cf.sentences.scores(table)) == (standing != "scored")


def test_another_grant_and_another_scenario_are_not_asked_about(scored: Scored) -> None:
    other = foretold(scenario="ceases")
    assert scored(CLOSED, other).empty
    table = cf.scores("central", "no ledger")
    assert table.empty
    assert "No forecast is kept of a year" in cf.sentences.scores(table)


def test_a_chance_of_nothing_that_came_has_no_finite_score(scored: Scored) -> None:
    table = scored(CEASED, foretold(no_funding=0.0))
    assert table["log"].iloc[0] == inf
    assert cf.tables.reading_rows(table)[0]["log"] == "infinite"
    assert "log score infinite, since it gave what came no chance" in cf.sentences.scores(table)
    averages = cf.score_averages(table)
    assert isnan(averages["difference"]["log_always_renewed_at_any_time"])


def test_averages_are_by_lead_time(scored: Scored) -> None:
    early = foretold(day=date(2024, 11, 23), no_funding=0.5, run_id="old")
    table = cf.score_averages(scored(CLOSED, early, foretold()))
    brier = table[table["score"] == "brier"].set_index("lead")
    assert brier["forecast"].round(4).to_dict() == {
        "at any time": 0.1546,
        "after the year began": 0.0592,
        "in the year before it": 0.25,
    }
    assert brier["decisions"].tolist() == [2, 1, 1]
    assert brier["standard_error"].isna().all()  # of one year


def test_the_quantiles_of_a_run_taken_in_are_named(scored: Scored) -> None:
    few = {5: 0.0, 10: 0.0, 25: 364_786.0, 50: 515_136.0, 75: 563_571.0, 90: 591_255.0}
    table = scored(CLOSED, foretold(quantiles=few, award=None, rate=None))
    assert table["quantiles"].tolist() == [6]
    assert "from the 6 quantiles kept" in cf.sentences.scores(table)
    assert isnan(table["error_decision"].iloc[0])


def _energy(values: Any, weights: Any, came: float) -> float:
    """Return E|X - y| - E|X - X'| / 2 (Gneiting and Raftery 2007, equation 21)."""
    apart = np.abs(values[:, None] - values[None, :])
    return float(weights @ np.abs(values - came) - weights @ apart @ weights / 2)


SUMS = st.floats(0, 1_000_000).map(lambda amount: round(amount, 2))
LISTS = st.lists(st.integers(1, 99), min_size=1, max_size=99, unique=True).flatmap(
    lambda levels: st.lists(SUMS, min_size=len(levels), max_size=len(levels)).map(
        lambda sums: dict(zip(sorted(levels), sorted(sums), strict=True))
    )
)


@given(LISTS, SUMS)
@settings(max_examples=60, deadline=None)
def test_the_crps_is_that_of_the_energy_form(quantiles: dict[int, float], came: float) -> None:
    values, edges = steps(quantiles)
    weights = np.diff([0, *edges, 1])
    assert weights.sum() == pytest.approx(1)
    expected = _energy(values, weights, came)
    assert isclose(crps_of_steps(quantiles, came), expected, rel_tol=1e-9, abs_tol=1e-9 * 1e6)
    below, above = (weights[side].sum() for side in (values < came - 0.005, values > came + 0.005))
    assert place(quantiles, came) == pytest.approx(below + (1 - below - above) / 2)


def test_99_quantiles_score_as_all_the_draws_do() -> None:
    made = cf.forecast("central", draws=8_192)
    drawn = made.in_year("recovered", "2025/26")
    assert drawn is not None
    every = np.concatenate([np.broadcast_to(each, (8_192,)) for each in drawn.branches])
    weights = np.concatenate([np.full(8_192, weight / 8_192) for weight in drawn.weights])
    order = np.argsort(every)
    every, weights = every[order], weights[order]
    share = np.cumsum(weights) - weights / 2
    half_apart = float((weights * (2 * share - 1)) @ every)
    exact = float(weights @ np.abs(every - 575_000)) - half_apart
    levels = range(1, 100)
    values = drawn.quantiles([level / 100 for level in levels]).tolist()
    assert crps_of_steps(dict(zip(levels, values, strict=True)), 575_000) == pytest.approx(
        exact, rel=0.01
    )


@given(st.floats(0, 1), st.floats(1, 1e6), st.floats(0, 1), st.floats(1, 1e6), st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_the_parts_of_an_error_add_up_to_a_penny(
    no_funding: float, award: float, rate: float, amount: float, came: float
) -> None:
    said = foretold(no_funding=no_funding, award=award, rate=rate)
    closed = Award("2025/26", amount, "outturn", "fixed", None, "", "", "", came * amount)
    parts = by_cause(said, closed)
    mean = (1 - no_funding) * award * rate
    assert abs(sum(parts.values()) - (closed.settled - mean)) < 0.005
    assert list(parts) == [f"error_{cause}" for cause in CAUSES]


def test_each_cause_has_the_part_that_is_its_own(scored: Scored) -> None:
    sure = foretold(no_funding=0.0, award=590_000.0, mean=560_500.0, rate=0.95)
    row = scored(CLOSED, sure).iloc[0]
    assert row["error_recovery"] == pytest.approx(575_000 - 560_500)
    assert (row["error_decision"], row["error_ratio"]) == (0, 0)


@pytest.mark.parametrize("edited", [b"0.2434", b"2025/26"])
def test_an_edited_ledger_is_not_scored(tmp_path: Path, edited: bytes) -> None:
    path = tmp_path / LEDGER
    text = text_of([of_team(foretold()), of_team(foretold(year="2026/27"))])
    path.write_bytes(text.replace(edited, edited.replace(b"2", b"1", 1), 1))
    with pytest.raises(InputError, match=r"line [12]: "):
        cf.scores("central", path)
