"""What the sets say: counts from the file, posteriors from scipy, selection by counting."""

import csv
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, optimize, stats

import clsmin_forecast as cf
from clsmin_forecast.inputs.evidence import Evidence, corrected
from clsmin_forecast.inputs.scenarios import Scenario, load_scenarios
from clsmin_forecast.quantities import Chance
from tests.conftest import DATA

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

POLICE = {
    "where": {"year_end": ["expiry"], "recipient_group": ["mps"]},
    "count_by": "grant_year",
    "event": "ceased",
}
COUNTS = {  # events, known, unknown
    "within_award": (0, 26, 1),
    "at_expiry": (3, 55, 16),
    "year_ends_since_2024_25": (3, 15, 7),
    "year_end_2024_25": (2, 11, 3),
    "panel_2006_13": (1, 18, 0),
    "renewed_larger": (1, 25, 0),
}
SEEN = 0.4


Rows = dict[Any, dict[Any, Any]]


def rows_of(table: pd.DataFrame) -> Rows:
    return table.to_dict("index")


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(cf.evidence(cf.load_scenario("central", DATA), POLICE, SEEN))


def posterior(rows: Rows, name: str) -> Any:
    row = rows[name]
    return stats.beta(row["events"] + 0.5, row["known"] - row["events"] + 0.5)


def test_counts_shares_and_bounds(rows: Rows) -> None:
    for name, (events, known, unknown) in COUNTS.items():
        row = rows[name]
        assert (row["events"], row["known"], row["unknown"]) == (events, known, unknown)
        assert row["share"] == events / known
        assert row["bound_low"] == events / (known + unknown)
        assert row["bound_high"] == (events + unknown) / (known + unknown)


def test_the_own_set_is_counted_from_its_filter(rows: Rows) -> None:
    with (DATA / "comparator_grants.csv").open(newline="", encoding="utf-8") as file:
        outcomes = [
            row["next_year"]
            for row in csv.DictReader(file)
            if row["year_end"] == "expiry" and row["recipient_group"] == "mps"
        ]
    own = rows["own_set"]
    assert own["events"] == outcomes.count("ceased")
    assert own["known"] == outcomes.count("ceased") + outcomes.count("renewed")
    assert own["unknown"] == outcomes.count("unknown")
    assert own["title"] == ("Own set: year end expiry, recipient group mps")
    assert own["used_by"] == ""


def test_the_chance_is_the_jeffreys_posterior(rows: Rows) -> None:
    for name in [*COUNTS, "own_set"]:
        law, row = posterior(rows, name), rows[name]
        assert row["chance"] == pytest.approx(law.mean())
        assert row["standard_error"] == pytest.approx(law.std())
        assert (row["low"], row["high"]) == pytest.approx(tuple(law.ppf([0.05, 0.95])), abs=1e-4)


def test_selection_is_the_posterior_seen_through_what_is_found(rows: Rows) -> None:
    def true(found: float) -> float:
        return found / (found + SEEN * (1 - found))

    for name in ("within_award", "at_expiry", "year_end_2024_25", "own_set"):
        law, row = posterior(rows, name), rows[name]
        mean, square = (
            law.expect(lambda found, power=power: true(found) ** power) for power in (1, 2)
        )
        assert row["corrected"] == pytest.approx(mean, abs=1e-4)
        assert row["corrected_standard_error"] == pytest.approx((square - mean**2) ** 0.5, abs=1e-4)
        for level, point in ((0.05, row["corrected_low"]), (0.95, row["corrected_high"])):
            found = optimize.brentq(lambda f, point=point: true(f) - point, 0, 1)
            assert law.cdf(found) == pytest.approx(level, abs=1e-3)


def test_the_correction_undoes_the_hiding_of_endings() -> None:
    ended, renewed, seen = 300, 700, 0.25
    found = ended * seen / (ended * seen + renewed)
    assert corrected(np.array([found]), seen).tolist() == pytest.approx([0.3])


def test_what_is_all_seen_needs_no_correction() -> None:
    table = cf.evidence(cf.load_scenario("central"), seen=1)
    kept = table[table["corrected"].notna()]
    corrected_already = {"endings_half_seen"}
    assert (
        set(kept.index)
        == {name for name, row in rows_of(table).items() if row["event"] == "ceased"}
        - corrected_already
    )
    for name in ("", "_low", "_high", "_standard_error"):
        plain = kept[name.removeprefix("_") or "chance"]
        assert kept[f"corrected{name}"].tolist() == pytest.approx(plain.tolist(), abs=1e-4)


def test_a_set_that_says_how_many_are_seen_is_corrected_once(central: Scenario) -> None:
    rows = rows_of(cf.evidence(central, seen=0.5))
    found, half = rows["year_ends_since_2024_25"], rows["endings_half_seen"]
    for name in ("", "_low", "_high", "_standard_error"):
        corrected_at_half = found[f"corrected{name}"]
        assert half[name.removeprefix("_") or "chance"] == pytest.approx(corrected_at_half)
        assert isnan(half[f"corrected{name}"])
    law = stats.beta(3.5, 12.5)
    mean = law.expect(lambda found: found / (found + 0.5 * (1 - found)))
    assert half["chance"] == pytest.approx(mean, abs=1e-5)


def test_the_fewer_are_seen_the_higher_the_chance() -> None:
    central = cf.load_scenario("central")
    chances = [cf.evidence(central, seen=s)["corrected"]["at_expiry"] for s in (0.1, 0.5, 1)]
    assert chances == sorted(chances, reverse=True)
    assert len(set(chances)) == 3


def test_the_seen_that_matches_the_panel_turns_its_odds_into_theirs(rows: Rows) -> None:
    for name in ("within_award", "at_expiry", "year_end_2024_25", "panel_2006_13", "own_set"):
        row = rows[name]
        matched = corrected(np.array([row["chance"]]), row["seen_to_match_panel"])
        assert matched.tolist() == pytest.approx([rows["panel_2006_13"]["chance"]])


def test_growth_is_not_corrected(rows: Rows) -> None:
    for name in ("renewed_larger", "renewed_about_level"):
        corrections = [value for key, value in rows[name].items() if key.startswith("corrected")]
        assert len(corrections) == 4
        assert all(map(isnan, corrections))
    assert isnan(rows["renewed_larger"]["seen_to_match_panel"])


def test_a_list_of_payments_to_one_payee_is_corrected_like_the_others(rows: Rows) -> None:
    panel = rows["panel_2006_13"]
    assert panel["seen_to_match_panel"] == 1  # it agrees with itself, which proves nothing
    assert panel["corrected"] > panel["chance"]
    within = {"where": {"scheme": ["acpo_disaster_victi"]}, "count_by": "grant_year"}
    part = cf.evidence(cf.load_scenario("central"), within | {"event": "ceased"})
    assert part["corrected"]["own_set"] > part["chance"]["own_set"]


def test_a_set_for_ratios_alone_has_counts_and_no_chance(rows: Rows) -> None:
    row = rows["renewed_about_level"]
    assert (row["known"], row["unknown"], row["event"]) == (25, 0, "")
    for column in ("share", "bound_low", "bound_high", "chance", "low", "standard_error"):
        assert isnan(row[column])


def test_it_says_which_inputs_rest_on_which_set(central: Scenario) -> None:
    used = cf.evidence(central)["used_by"].to_dict()
    assert {name: rests for name, rests in used.items() if rests} == {
        "within_award": "cessation 2024/25",
        "year_ends_since_2024_25": "cessation 2025/26, 2026/27",
        "renewed_larger": "expansion 2025/26, 2026/27",
        "renewed_about_level": "continuation_ratio 2025/26, 2026/27",
    }


def test_it_works_on_any_scenario_and_counts_the_sets_that_only_it_names() -> None:
    for scenario in load_scenarios(data=DATA):
        table = cf.evidence(scenario)
        assert all(check["passed"] for check in table.about.checks), scenario.name
        assert table.about.sources == ("comparator_grants",)
        assert table.about.scenario == scenario.title
    own = cf.load_scenario("central", DATA).but(cessation={"2025/26": {"evidence": POLICE}})
    last = cf.evidence(own).iloc[-1]
    assert last.name == "own set (year end expiry, recipient group mps; ceased, by grant year)"
    assert last["used_by"] == "cessation 2025/26"


def test_data_without_the_panel_or_without_a_known_outcome_still_count(
    data: Any, edit: "Edit[None]"
) -> None:
    edit("evidence_sets.yaml", "  panel_2006_13:", "  other_panel:")
    edit("evidence_sets.yaml", "{recipient_group: [acpo_panel]}", "{next_year: [unknown]}")
    rows = rows_of(cf.evidence(cf.load_scenario("central", data)))
    assert isnan(rows["at_expiry"]["seen_to_match_panel"])
    assert rows["at_expiry"]["corrected"] > rows["at_expiry"]["chance"]
    assert isnan(rows["other_panel"]["chance"])
    assert rows["other_panel"]["known"] == 0


@pytest.mark.parametrize("seen", [0, -0.5, 1.01, float("nan")])
def test_a_ratio_that_hides_everything_or_nothing_is_refused(
    central: Scenario, refused: "Refused", seen: float
) -> None:
    said = refused(lambda: cf.evidence(central, seen=seen))
    assert said == f"seen must lie above 0 and be at most 1, got {seen}."


def test_an_own_set_that_breaks_a_rule_is_refused(central: Scenario, refused: "Refused") -> None:
    said = refused(lambda: cf.evidence(central, {"where": {}, "count_by": "row"}))
    assert said.startswith("own_set: count_by: ")


def test_the_checks_see_wrong_counts_and_a_wrong_posterior(
    central: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Evidence, "posterior", property(lambda self: (self.events + 1, 1)))
    monkeypatch.setattr(Evidence, "chance", property(lambda self: Chance(0.5, 0.4, 0.6)))
    monkeypatch.setattr(Evidence, "bounds", (0.0, 0.1))
    assert [check["passed"] for check in cf.evidence(central).about.checks] == [False, False]


def test_the_mean_by_quadrature_is_that_of_the_density(rows: Rows) -> None:
    law = posterior(rows, "year_end_2024_25")
    area, _ = integrate.quad(lambda found: found * law.pdf(found), 0, 1)
    assert rows["year_end_2024_25"]["chance"] == pytest.approx(area)
