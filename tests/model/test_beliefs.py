"""Beliefs: what is not known of the chances, against plain draws and against each set by name."""

from collections.abc import Iterator
from math import sqrt
from random import Random
from statistics import fmean, stdev

import numpy as np
import pytest

from clsmin_forecast.inputs.evidence import Evidence
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.beliefs import (
    VALUES,
    believed_chances,
    chances_not_funded,
    compared_chances,
    compared_years,
    comparisons,
    ends_of,
    span_of_comparisons,
)
from clsmin_forecast.model.forecast import Forecast, forecast
from tests.conftest import DATA, DRAWS

SEED = 1532
PLAIN = 20_000  # draws of the plain way
SPAN = "in_principle_years"
PROMISED = ("2025/26", "2026/27")
NAMES = ("central", "ceases", "one_more_year", "programme_cut")
Beta = tuple[float, float]


def _weight(decisions: tuple[str, ...], ends: tuple[float, ...], grows: tuple[float, ...]) -> float:
    """Return the probability of a path that never comes back, by its chances in each year."""
    weight, before = 1.0, "continue"
    for now, end, grow in zip(decisions, ends, grows, strict=True):
        if before == "cease":
            return weight
        weight *= end if now == "cease" else 1 - end
        if before == "continue" and now != "cease":
            weight *= grow if now == "expand" else 1 - grow
        before = now
    return weight


def _plainly(made: Forecast, measure: str, sets: dict[str, Beta], seed: int) -> list[float]:
    """Return the average at plain draws of the chances, one a set, on the exact list of paths."""
    luck = Random(seed)
    names = {
        kind: [quantity.evidence for quantity in made.scenario.quantities[kind].values()]  # type: ignore[union-attr]
        for kind in ("cessation", "expansion")
    }
    means = {
        tuple(path.decisions.values()): float(made.along(path.decisions, measure, SPAN).mean())
        for path in made.path_list
    }
    averages = []
    for _ in range(PLAIN):
        drawn = {name: luck.betavariate(*beta) for name, beta in sets.items()}
        ends = tuple(drawn[name] for name in names["cessation"])
        grows = (0.0, *(drawn[name] for name in names["expansion"]))
        averages.append(sum(_weight(path, ends, grows) * mean for path, mean in means.items()))
    return averages


def _agree(believed: np.ndarray, plain: list[float]) -> None:
    assert believed.size == VALUES
    error = stdev(plain) * sqrt(1 / PLAIN + 1 / VALUES)
    assert believed.mean() == pytest.approx(fmean(plain), abs=4 * error)
    assert believed.std() == pytest.approx(stdev(plain), rel=0.05)
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        end = float(np.quantile(believed, share))
        below = sum(average <= end for average in plain) / PLAIN
        allowed = 4 * sqrt(share * (1 - share) * (1 / PLAIN + 1 / VALUES))
        assert below == pytest.approx(share, abs=allowed), share


@pytest.mark.parametrize("measure", ["recovered", "gap", "gap_after_ceasing", "balance"])
def test_the_averages_are_those_of_plain_draws_of_each_chance(
    reference: Forecast, measure: str
) -> None:
    # Jeffreys by hand from the counts: 0 of 26, 3 of 15, and 1 of 25 that grew.
    sets = {
        "within_award": (0.5, 26.5),
        "year_ends_since_2024_25": (3.5, 12.5),
        "renewed_larger": (1.5, 24.5),
    }
    _agree(reference.believed_averages(measure, SPAN), _plainly(reference, measure, sets, 7))


def test_one_set_is_one_unknown_in_every_year(central: Scenario) -> None:
    found = believed_chances(central, SEED)
    assert list(found) == ["cessation", "expansion"]
    ends, grows = found["cessation"], found["expansion"]
    assert np.array_equal(ends["2025/26"], ends["2026/27"])
    assert np.array_equal(grows["2025/26"], grows["2026/27"])
    apart = np.corrcoef([ends["2024/25"], ends["2025/26"], grows["2025/26"]])
    assert apart[np.triu_indices(3, 1)] == pytest.approx(0, abs=4 / sqrt(VALUES))
    other = believed_chances(central.but(cessation={"2026/27": {"evidence": "at_expiry"}}), SEED)
    assert np.array_equal(other["cessation"]["2025/26"], ends["2025/26"])
    assert not np.array_equal(other["cessation"]["2026/27"], ends["2026/27"])


def test_the_values_of_a_chance_have_its_mean_and_its_interval(central: Scenario) -> None:
    for name, years in believed_chances(central, SEED).items():
        for year, values in years.items():
            chance = central.quantities[name][year]
            ends = np.quantile(np.asarray(values), [0.05, 0.95])
            assert np.mean(values) == pytest.approx(chance.mid, abs=1e-4)
            assert ends == pytest.approx([chance.low, chance.high], abs=2e-3)


def test_a_chance_that_is_set_is_known(central: Scenario) -> None:
    set_ = central.but(cessation={"2024/25": 0.1, "2025/26": {"range": {
        "low": 0.1, "mid": 0.2, "high": 0.3, "coverage": 0.9}}}, expansion=0)  # fmt: skip
    found = believed_chances(set_, SEED)
    assert {name: list(years) for name, years in found.items()} == {"cessation": ["2026/27"]}


@pytest.mark.parametrize(
    "unclear",
    [
        {"range": {"low": 0.1, "mid": 0.2, "high": 0.3, "coverage": 0.9}},
        {"choice": [{"value": {"evidence": "at_expiry"}, "weight": 0.5},
                    {"value": 0.6, "weight": 0.5}]},
    ],
    ids=["a range", "several experts"],
)  # fmt: skip
def test_no_range_is_given_where_the_sets_tell_only_a_part(
    central: Scenario, unclear: dict[str, object]
) -> None:
    made = forecast(central.but(cessation={"2025/26": unclear}), draws=DRAWS)
    assert believed_chances(made.scenario, SEED)  # 2026/27 rests on a set still
    believed = made.believed_averages("recovered", SPAN)
    assert believed.tolist() == pytest.approx([made.total("recovered", SPAN).mean])


@pytest.mark.parametrize("name", ["continues_flat", "full_expansion", "taper"])
def test_where_no_chance_rests_on_evidence_the_range_is_a_point(name: str) -> None:
    scenario = load_scenario(name, DATA).but(expansion={"2026/27": 0.0})
    made = forecast(scenario, draws=DRAWS)
    assert believed_chances(scenario, SEED) == {}
    believed = made.believed_averages("recovered", SPAN)
    mean = made.total("recovered", SPAN).mean
    assert believed.tolist() == pytest.approx([mean])
    assert ends_of(believed) == pytest.approx({"p5": mean, "p95": mean})
    assert span_of_comparisons(scenario, "2025/26") is None


def test_the_figures_are_the_same_whatever_the_draws(central: Scenario) -> None:
    # What each path brings is drawn; the chances are not, so with fixed amounts nothing moves.
    fixed = central.but(
        continuation_ratio=1, expansion_share=0.5, recovery_rate=0.97, pay_growth=0
    ).but(recovery_rate={"2023/24": 0.97})
    few, many = (forecast(fixed, draws=draws) for draws in (8, 64 * DRAWS))
    for measure in ("recovered", "gap"):
        one, other = (each.believed_averages(measure, SPAN) for each in (few, many))
        assert one == pytest.approx(other)
        assert ends_of(one) == pytest.approx(ends_of(other))
    loose, tight = (forecast(central, draws=draws) for draws in (DRAWS, 64 * DRAWS))
    error = loose.total("recovered", SPAN).standard_error
    near, far = (ends_of(e.believed_averages("recovered", SPAN)) for e in (loose, tight))
    assert near == pytest.approx(far, abs=5 * error)


def test_the_average_over_the_evidence_is_that_of_the_forecast_where_it_is_linear(
    reference: Forecast,
) -> None:
    # One set stands in both years, so the mean of the square is above the square of the mean.
    once = reference.but(cessation={"2026/27": 0.2}, expansion={"2026/27": 0})
    believed = once.believed_averages("recovered", SPAN)
    assert believed.mean() == pytest.approx(once.total("recovered", SPAN).mean, rel=2e-3)
    twice = reference.but(cessation={"2024/25": 0}, expansion=0)
    last = twice.believed_averages("recovered", ("2026/27",)).mean()
    kept, alpha, beta = 12.5 / 16, 3.5, 12.5
    square = kept**2 + alpha * beta / ((alpha + beta) ** 2 * (alpha + beta + 1))
    each = twice.total("recovered", ("2026/27",)).mean / kept**2
    assert last == pytest.approx(square * each, rel=2e-3)


# --- the comparisons ------------------------------------------------------------------------------


def _by_name(scenario: Scenario, year: str) -> Iterator[float]:
    """Yield the chance of no funding in a year where each set is chosen by its name."""
    for name in [each.name for each in comparisons(scenario)]:
        chosen = {every: {"evidence": name} for every in compared_years(scenario)}
        changed = scenario.but(cessation=chosen) if chosen else scenario
        yield 1 - forecast(changed, draws=8).probability_funded(year)


@pytest.mark.parametrize("name", NAMES)
def test_the_span_is_that_of_choosing_each_set(name: str) -> None:
    scenario = load_scenario(name, DATA)
    for year in scenario.facts.awards.decision_years:
        span, found = span_of_comparisons(scenario, year), list(_by_name(scenario, year))
        if span is None:
            assert max(found) == pytest.approx(min(found), abs=1e-12)
        else:
            assert span == pytest.approx((min(found), max(found)), abs=1e-12)


def test_the_span_of_the_central_view_by_hand(central: Scenario) -> None:
    # The kindest is that of every year end, 3 of 55; the worst counts the unknown as ended, 10 of
    # 22. Both years rest on the same set.
    kept = 26.5 / 27
    low, high = 3.5 / 56, 10.5 / 23
    assert span_of_comparisons(central, "2024/25") is None
    for years, year in enumerate(PROMISED, 1):
        assert span_of_comparisons(central, year) == pytest.approx(
            (1 - kept * (1 - low) ** years, 1 - kept * (1 - high) ** years)
        )


def test_each_comparison_is_a_choice_that_counts_endings(central: Scenario) -> None:
    names = [each.name for each in comparisons(central)]
    assert names == [name for name, each in central.facts.evidence.items() if each.choice]
    ((kind, years),) = compared_chances(central).items()
    assert (kind, tuple(years)) == ("cessation", PROMISED)
    for values in years.values():
        mids = [central.facts.evidence[name].chance.mid for name in names]
        assert np.asarray(values).tolist() == mids


def test_a_chance_that_rests_on_no_comparison_has_no_span(central: Scenario) -> None:
    panel = central.but(cessation={"2026/27": {"evidence": "panel_2006_13"}})
    assert compared_years(panel) == ("2025/26",)
    assert compared_years(panel.but(cessation={"2025/26": 0.3})) == ()
    assert span_of_comparisons(panel.but(cessation={"2025/26": 0.3}), "2025/26") is None


def test_the_chances_of_no_funding_are_those_of_the_forecast(reference: Forecast) -> None:
    for year, gone in chances_not_funded(reference.scenario, {}).items():
        assert gone.tolist() == pytest.approx([1 - reference.probability_funded(year)])


# --- the register of November ---------------------------------------------------------------------


def _ids(central: Scenario, outcomes: dict[bool, int], grown: bool = False) -> list[str]:
    """Return ids of so many grants to which an event came, and to which it did not."""
    found: dict[bool, list[str]] = {True: [], False: []}
    for grant in central.facts.grants:
        if grant.fields["part_of"]:
            continue
        if grown and grant.ratio is not None and grant.fields["next_year"] == "renewed":
            found[grant.ratio >= 1.15].append(grant.fields["id"])
        elif not grown and grant.fields["next_year"] in ("ceased", "renewed"):
            found[grant.fields["next_year"] == "ceased"].append(grant.fields["id"])
    return [id for came, many in outcomes.items() for id in found[came][:many]]


def _set(central: Scenario, events: int, others: int, grown: bool = False) -> dict[str, object]:
    ids = _ids(central, {True: events, False: others}, grown)
    rule = {"where": {"id": ids}, "count_by": "grant_year", "event": "ceased"}
    return {"evidence": rule | ({"event": "grew", "ratio_at_least": 1.15} if grown else {})}


def _points(low: float, mid: float, high: float, coverage: float) -> dict[str, object]:
    return {"range": {"low": low, "mid": mid, "high": high, "coverage": coverage}}


@pytest.fixture(scope="module")
def november(central: Scenario) -> Scenario:
    """Return the register of the release in November: its counts, each a set, and its ranges."""
    return central.but(
        cessation={
            "2024/25": _set(central, 0, 23),
            "2025/26": _set(central, 2, 8),
            "2026/27": _set(central, 3, 48),
        },
        expansion=_set(central, 5, 29, grown=True),
        continuation_ratio=_points(0.7937, 1.0, 1.0485, 0.8),  # of 29 ratios by row
        expansion_share=_points(0.2, 0.5, 1.0, 1),
        recovery_rate=_points(0.85, 0.97, 1.0, 1),
    )


def _posterior(scenario: Scenario, name: str, year: str) -> Beta:
    chance = scenario.quantities[name][year]
    evidence: Evidence = scenario.evidence[chance.evidence]  # type: ignore[union-attr]
    return evidence.posterior


def test_the_register_of_november_reproduces(november: Scenario) -> None:
    assert [_posterior(november, "cessation", year) for year in ("2024/25", *PROMISED)] == [
        (0.5, 23.5), (2.5, 8.5), (3.5, 48.5),
    ]  # fmt: skip
    assert [_posterior(november, "expansion", year) for year in PROMISED] == [(5.5, 29.5)] * 2
    made = forecast(november, draws=16_384)
    assert made.total("recovered", SPAN).mean == pytest.approx(818_000, abs=1_000)
    believed = made.believed_averages("recovered", SPAN)
    assert ends_of(believed) == pytest.approx({"p5": 571_000, "p95": 1_012_000}, abs=6_000)
    names = [
        november.quantities[name][year].evidence  # type: ignore[union-attr]
        for name, year in (
            *(("cessation", y) for y in ("2024/25", *PROMISED)),
            ("expansion", "2025/26"),
        )
    ]
    assert len(set(names)) == 4, "each is an unknown of its own"
    betas = [(0.5, 23.5), (2.5, 8.5), (3.5, 48.5), (5.5, 29.5)]
    _agree(believed, _plainly(made, "recovered", dict(zip(names, betas, strict=True)), 11))
