"""The forecast: laws that hold for any chances, and the figures that are certain."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import yaml
from hypothesis import given, strategies as st

from clsmin_forecast.inputs.awards import Awards
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.model.mixture import Mixture
from clsmin_forecast.model.projection import SPANS
from tests.conftest import DATA, DRAWS
from tests.model.conftest import chances

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

IN_PRINCIPLE = ("2025/26", "2026/27")
QUANTILES = ("p5", "p10", "p25", "p50", "p75", "p90", "p95")
ROUNDING = 1e-6  # pounds


def _bytes(made: Forecast) -> bytes:
    return json.dumps(made.document).encode()


def _sums(made: Forecast) -> list[Mixture]:
    years = [made.in_year("recovered", year) for year in made.scenario.facts.awards.years]
    assert None not in years
    return [sums for sums in years if sums] + [made.total("recovered", span) for span in SPANS]


def _with_ceilings(scenario: Scenario, ceilings: Mapping[str, float]) -> Scenario:
    rows = tuple(
        replace(row, amount=ceilings.get(row.financial_year, row.amount))
        for row in scenario.facts.awards.rows
    )
    return replace(scenario, facts=replace(scenario.facts, awards=Awards(rows)))


@given(st.data())
def test_a_higher_chance_of_ceasing_never_raises_what_is_expected(
    reference: Forecast, data: st.DataObject
) -> None:
    changes = data.draw(chances(reference.scenario, reinstated=False))
    year = data.draw(st.sampled_from(sorted(changes["cessation"])))
    higher = data.draw(st.floats(changes["cessation"][year], 1))
    likely = {**changes, "cessation": changes["cessation"] | {year: higher}}
    before, after = _sums(reference.but(**changes)), _sums(reference.but(**likely))
    for one, other in zip(before, after, strict=True):
        assert other.mean <= one.mean + ROUNDING


@given(st.data())
def test_a_lower_ceiling_never_raises_a_sum(central: Scenario, data: st.DataObject) -> None:
    high = {year: data.draw(st.floats(0, 2e6)) for year in IN_PRINCIPLE}
    low = {year: data.draw(st.floats(0, high[year])) for year in IN_PRINCIPLE}
    before, after = (
        [sums.statistic() for sums in _sums(forecast(_with_ceilings(central, at), draws=DRAWS))]
        for at in (high, low)
    )
    for one, other in zip(before, after, strict=True):
        assert all(other[name] <= one[name] + ROUNDING for name in ("mean", *QUANTILES))


@given(st.data())
def test_quantiles_never_cross(reference: Forecast, data: st.DataObject) -> None:
    changed = reference.but(**data.draw(chances(reference.scenario)))
    spans = [changed.total(measure, span) for measure in ("recovered", "gap") for span in SPANS]
    years = [
        changed.in_year(measure, year)
        for measure in ("recovered", "gap", "cost", "posts")
        for year in changed.scenario.facts.awards.years
    ]
    for sums in (*spans, *filter(None, years)):
        found = sums.statistic()
        values = [found[name] for name in QUANTILES]
        assert values == sorted(values)


@given(st.data())
def test_a_changed_chance_gives_the_forecast_made_from_scratch_and_draws_nothing_again(
    reference: Forecast, data: st.DataObject
) -> None:
    changes = data.draw(chances(reference.scenario))
    changed = reference.but(**changes)
    assert changed.amounts is reference.amounts
    scratch = forecast(reference.scenario.but(**changes), draws=DRAWS)
    assert _bytes(changed) == _bytes(scratch)


def test_a_changed_title_draws_nothing_again(reference: Forecast) -> None:
    changed = reference.but(cessation=0.5, title="An even chance", name="even")
    assert changed.amounts is reference.amounts
    assert changed.document["scenario"] == {
        "name": "even",
        "title": "An even chance",
        "changes": {"cessation": 0.5},
    }


def test_a_changed_amount_gives_the_forecast_made_from_scratch(reference: Forecast) -> None:
    changes: dict[str, Any] = {"recovery_rate": {"2025/26": 0.5}, "cessation": 0.1}
    scratch = forecast(reference.scenario.but(**changes), draws=DRAWS)
    assert _bytes(reference.but(**changes)) == _bytes(scratch)
    assert _bytes(scratch) != _bytes(reference)


@pytest.mark.parametrize("seed", [0, 1, 1532])
def test_the_same_seed_gives_the_same_document_and_another_seed_another(
    central: Scenario, seed: int
) -> None:
    first = _bytes(forecast(central, draws=DRAWS, seed=seed))
    assert _bytes(forecast(load_scenario("central", DATA), draws=DRAWS, seed=seed)) == first
    assert _bytes(forecast(central, draws=DRAWS, seed=seed + 1)) != first


def test_more_draws_give_a_smaller_standard_error(central: Scenario) -> None:
    few, many = (
        forecast(central, draws=draws).total("recovered", "all_years").standard_error
        for draws in (DRAWS, 64 * DRAWS)
    )
    assert 0 < many < few / 4


def test_the_order_of_the_register_and_of_its_years_changes_nothing(
    data: Path, reference: Forecast
) -> None:
    path = data / "assumptions.yaml"
    register = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in register["inputs"].values():
        if isinstance(entry["values"], dict):
            entry["values"] = dict(reversed(entry["values"].items()))
    register["inputs"] = dict(reversed(register["inputs"].items()))
    path.write_text(yaml.safe_dump(register, sort_keys=False), encoding="utf-8")
    assert _bytes(forecast(load_scenario("central", data), draws=DRAWS)) == _bytes(reference)


@pytest.mark.parametrize(("name", "sum_"), [("ceases", 0.0), ("full_expansion", 1_000_000.0)])
def test_a_certain_sum_is_certain_in_both_in_principle_years(name: str, sum_: float) -> None:
    years = forecast(load_scenario(name, DATA), draws=DRAWS).document["years"]
    for year in years[-2:]:
        assert year["recovered_gbp"] == {
            **dict.fromkeys(("mean", *QUANTILES), sum_),
            "standard_error": 0,
        }
        assert year["probability_funded"] == pytest.approx(1.0 if sum_ else 0.0)


def test_the_central_view_funds_2025_26_with_the_chances_of_the_evidence(
    reference: Forecast,
) -> None:
    first, second = 0.5 / 27, 3.5 / 16
    found = [reference.probability_funded(year) for year in ("2024/25", *IN_PRINCIPLE)]
    assert found == pytest.approx(
        [1 - first, (1 - first) * (1 - second), (1 - first) * (1 - second) ** 2]
    )
    assert reference.probability_funded("2023/24") == 1


def test_an_outturn_fixes_its_year_and_the_tree_shrinks(data: Path, edit: "Edit[None]") -> None:
    edit("awards.csv", "2024/25,570567,cash,indicative", "2024/25,500000,cash,outturn")
    made = forecast(load_scenario("central", data), draws=DRAWS)
    year = made.document["years"][3]
    assert (year["status"], year["probability_funded"]) == ("outturn", 1)
    assert {year["recovered_gbp"][name] for name in ("mean", *QUANTILES)} == {500_000}
    assert all("2024/25" not in path["decisions"] for path in made.document["paths"])
    assert made.probability_funded("2025/26") == pytest.approx(12.5 / 16)
    assert all(check["passed"] for check in made.document["checks"])


def test_an_outturn_of_nothing_leaves_nothing_to_come(data: Path, edit: "Edit[None]") -> None:
    edit("awards.csv", "2024/25,570567,cash,indicative", "2024/25,0,cash,outturn")
    made = forecast(load_scenario("central", data), draws=DRAWS)
    assert made.probability_funded("2024/25") == 0
    assert made.total("recovered", "decision_years").statistic()["p95"] == 0
    back = made.but(reinstatement={"2025/26": 1})
    assert back.probability_funded("2025/26") == 1
    assert back.total("recovered", "decision_years").statistic()["p5"] > 0
    for each in (made, back):
        assert all(check["passed"] for check in each.document["checks"])


def test_a_forecast_of_years_yet_to_be_agreed_passes_its_checks(longer: Scenario) -> None:
    checks = forecast(longer.but(reinstatement=0.2), draws=4096).document["checks"]
    assert [check["name"] for check in checks if not check["passed"]] == []


def test_the_chance_of_at_least_a_sum_counts_paths_and_draws(reference: Forecast) -> None:
    assert reference.chance(recovered_at_least=0) == pytest.approx(1)
    assert reference.chance(recovered_at_least=1) == reference.chance(
        recovered_at_least=1, span="in_principle_years"
    )
    in_principle = reference.chance(recovered_at_least=1, span="in_principle_years")
    assert in_principle == pytest.approx(reference.probability_funded("2025/26"))
    half = reference.total("recovered", "decision_years").statistic()["p50"]
    assert reference.chance(recovered_at_least=half, span="decision_years") == pytest.approx(
        0.5, abs=0.01
    )


def test_the_chance_that_the_team_is_covered_is_that_of_no_gap(reference: Forecast) -> None:
    assert reference.chance_covered("2021/22") is None
    covered = reference.but(recovery_rate=1, pay_growth=0, continuation_ratio=1)
    assert covered.chance_covered("2025/26") == pytest.approx(12.5 / 16 * 26.5 / 27)
    unspent = covered.but(recovery_rate=0.5)
    for year in ("2023/24", "2024/25", "2025/26"):
        assert unspent.chance_covered(year) == covered.chance_covered(year), "it is no gap"


def test_spans_that_do_not_exist_are_refused(reference: Forecast, refused: "Refused") -> None:
    assert refused(lambda: reference.total("gap", "all")) == (
        "span: unknown span of years 'all'. Known: open_years, decision_years, in_principle_years, "
        "all_years."
    )


@pytest.mark.parametrize("wrong", [None, 2025, [2025], [["2025/26"]]])
def test_what_is_no_span_is_refused(reference: Forecast, refused: "Refused", wrong: Any) -> None:
    said = refused(lambda: reference.years_of(wrong))
    assert said.startswith("span: must be years such as '2025/26' or ['2025/26', '2026/27'], or")
    assert said.endswith(f"got {wrong!r}.")


def test_parts_that_do_not_exist_are_refused(reference: Forecast, refused: "Refused") -> None:
    assert refused(lambda: reference.part("year")).startswith(
        "document: unknown part 'year'; the nearest is years."
    )


def test_the_tables_hold_the_figures_of_the_document(reference: Forecast) -> None:
    years, paths = reference.by_year(), reference.paths()
    for year in reference.document["years"]:
        row = years.loc[year["financial_year"]]
        assert row["mean"] == year["recovered_gbp"]["mean"]
        assert row["p95"] == year["recovered_gbp"]["p95"]
        assert row["probability_funded"] == year["probability_funded"]
        if year["gap_gbp"]:
            assert row["gap_mean"] == year["gap_gbp"]["mean"]
    assert paths["probability"].is_monotonic_decreasing
    assert paths["probability"].sum() == pytest.approx(1)
    assert len(paths) == len(reference.path_list)


def test_the_copy_of_the_document_may_be_changed(reference: Forecast) -> None:
    reference.to_dict()["years"][0]["recovered_gbp"]["mean"] = 0
    assert reference.document["years"][0]["recovered_gbp"]["mean"] == 272_708


def test_real_terms_are_cash_times_the_ratio_of_the_deflator(
    central: Scenario, reference: Forecast
) -> None:
    real = forecast(central, draws=DRAWS, price_base="2023/24")
    for one, other in zip(reference.document["years"], real.document["years"], strict=True):
        scale = central.facts.prices.scale(one["financial_year"], "2023/24")
        assert other["award_gbp"] == pytest.approx(one["award_gbp"] * scale, abs=0.01)
        for measure in (
            "recovered_gbp", "cost_gbp", "gap_gbp", "gap_in_funded_years_gbp",
            "gap_after_ceasing_gbp",
        ):  # fmt: skip
            if one[measure] is not None:
                expected = {name: value * scale for name, value in one[measure].items()}
                assert other[measure] == pytest.approx(expected, abs=0.02)
        for same in (
            "posts_supported", "posts_at_risk", "probability_funded", "probability_team_covered",
        ):  # fmt: skip
            assert other[same] == one[same]
    total = real.document["totals"]["all_years"]["recovered_gbp"]["mean"]
    years = sum(year["recovered_gbp"]["mean"] for year in real.document["years"])
    assert total == pytest.approx(years, abs=0.05)
    assert all(check["passed"] for check in real.document["checks"])
    assert "gdp_deflator" in real.document["sources"]


@pytest.mark.parametrize("base", ["2018/19", "2023", "Cash", ""])
def test_an_unknown_price_base_is_refused(central: Scenario, refused: "Refused", base: str) -> None:
    message = refused(lambda: forecast(central, draws=8, price_base=base))
    assert message.startswith(f"price base: unknown year of gdp_deflator.csv {base!r}")
    assert ". Known: cash, 2019/20, 2020/21, " in message


PARTS = ("gap_in_funded_years", "gap_after_ceasing")


def test_the_two_parts_add_up_to_the_gap_in_every_outcome_and_draw(reference: Forecast) -> None:
    amounts = reference.amounts
    whole, funded, ceased = amounts.gap, amounts.gap_in_funded_years, amounts.gap_after_ceasing
    assert whole.keys() == funded.keys() == ceased.keys()
    for (year, decision), gap in whole.items():
        one, other = funded[year, decision], ceased[year, decision]
        assert np.array_equal(one + other, gap)
        assert not (one if decision == "cease" else other).any()


@given(st.data())
def test_the_two_parts_add_up_to_the_gap_in_every_year_total_and_path(
    reference: Forecast, data: st.DataObject
) -> None:
    changed = reference.but(**data.draw(chances(reference.scenario)))
    for year in changed.scenario.facts.awards.costed_years:
        whole, *parts = (changed.in_year(name, year) for name in ("gap", *PARTS))
        assert sum(part.mean for part in parts if part) == pytest.approx(whole and whole.mean)
    for span in SPANS:
        assert sum(changed.total(name, span).mean for name in PARTS) == pytest.approx(
            changed.total("gap", span).mean
        )
        for path in changed.path_list:
            gap, funded, ceased = (
                changed.along(path.decisions, name, span) for name in ("gap", *PARTS)
            )
            assert funded + ceased == pytest.approx(gap)
            if set(path.decisions.values()) == {"cease"}:
                assert not funded.any()
            if "cease" not in path.decisions.values():
                assert not ceased.any()


def test_what_the_team_did_not_need_is_no_gap(central: Scenario) -> None:
    made = forecast(central, draws=DRAWS)
    assert made.in_year("recovered", "2023/24").statistic()["p5"] < 500_000  # type: ignore[union-attr]
    kept = made.but(cessation={"2024/25": 0})
    for each, year in ((made, "2023/24"), (kept, "2024/25")):
        gap, posts = each.in_year("gap", year), each.in_year("posts", year)
        assert gap is not None
        assert posts is not None
        assert {gap.statistic()[name] for name in ("mean", *QUANTILES)} == {0}
        assert [posts.statistic()[name] for name in QUANTILES] == pytest.approx([7] * 7)
        assert each.chance_covered(year) == pytest.approx(1)
    # Not funded, the whole team is to be paid for; nothing is missing where it is funded.
    unfunded, cost = 0.5 / 27, 570_567
    assert made.in_year("gap", "2024/25").mean == pytest.approx(unfunded * cost)  # type: ignore[union-attr]
    assert made.in_year(PARTS[0], "2024/25").mean == 0  # type: ignore[union-attr]


def test_posts_at_risk_follow_each_path(central: Scenario) -> None:
    fixed = central.but(
        cessation={"2024/25": 0, "2025/26": 0.2, "2026/27": 0.4},
        expansion={"2025/26": 0.3, "2026/27": 0},
        continuation_ratio=1, expansion_share=1, pay_growth=0,
    )  # fmt: skip
    made = forecast(fixed, draws=DRAWS)
    expanded = 1_000_000 / (570_567 / 7)
    first, last = (made.in_year("posts_at_risk", year) for year in IN_PRINCIPLE)
    assert first is not None
    assert last is not None
    assert first.mean == pytest.approx(0.2 * 7)
    ceased_from = {"continue": 0.8 * 0.7 * 0.4, "expand": 0.8 * 0.3 * 0.4, "cease": 0.2}
    assert last.mean == pytest.approx(
        7 * (ceased_from["continue"] + ceased_from["cease"]) + expanded * ceased_from["expand"]
    )
    assert last.chance_at_least(7.01) == pytest.approx(ceased_from["expand"])
    assert last.chance_at_least(6.99) == pytest.approx(sum(ceased_from.values()))
    assert made.in_year("posts_at_risk", "2021/22") is None
    for year in ("2022/23", "2023/24", "2024/25"):
        assert made.in_year("posts_at_risk", year).mean == 0  # type: ignore[union-attr]
