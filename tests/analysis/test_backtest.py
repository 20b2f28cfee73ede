"""The back-test, against a recount in plain Python of the file it rests on."""

import csv
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import ceil, inf, isnan, log
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from scipy import stats

import clsmin_forecast as cf
from clsmin_forecast.analysis import backtest_scores
from clsmin_forecast.analysis.backtest_scores import OfBacktest
from clsmin_forecast.answer import Answer
from clsmin_forecast.inputs.evidence import Evidence
from clsmin_forecast.inputs.scenarios import Scenario, load_scenarios
from tests.analysis.test_scoring import by_leaving_out
from tests.conftest import DATA

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

ALPHA = {"where": {"scheme": ["alpha"]}, "count_by": "scheme_year", "event": "ceased"}


@pytest.fixture(scope="module")
def tested() -> pd.DataFrame:
    return cf.backtest(cf.load_scenario("central", DATA))


@pytest.fixture(scope="module")
def own() -> pd.DataFrame:
    return cf.own_year_ends(cf.load_scenario("central", DATA))


def grants() -> list[dict[str, str]]:
    with (DATA / "comparator_grants.csv").open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["year_end"] == "expiry"]


def decisions() -> dict[tuple[str, str], int]:
    """Return each scheme-year with a known outcome, 1 where any of its grants ceased."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in grants():
        found.setdefault((row["scheme"], row["financial_year"]), set()).add(row["next_year"])
    return {key: int("ceased" in said) for key, said in found.items() if said != {"unknown"}}


def ratios() -> list[tuple[str, float]]:
    """Return next year's money over this year's, one a scheme and year, with no money twice."""
    kept = [
        row for row in grants()
        if row["next_year"] == "renewed" and row["like_for_like"] == "True"
        and row["amount_gbp"] and row["next_year_amount_gbp"]
    ]  # fmt: skip
    ids, sums = {row["id"] for row in kept}, dict[tuple[str, str], list[float]]()
    for row in kept:
        if row["part_of"] not in ids:
            now, after = sums.setdefault((row["scheme"], row["financial_year"]), [0.0, 0.0])
            more = float(row["amount_gbp"]), float(row["next_year_amount_gbp"])
            sums[row["scheme"], row["financial_year"]] = [now + more[0], after + more[1]]
    return [(scheme, after / now) for (scheme, _), (now, after) in sorted(sums.items())]


def point(values: list[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed."""
    return sorted(values)[ceil(round(share * len(values), 9)) - 1]


def crps_of_list(values: list[float], came: float) -> float:
    """Return the mean distance from what came less half the mean distance between two values."""
    apart = [abs(one - other) for one in values for other in values]
    return sum(abs(each - came) for each in values) / len(values) - sum(apart) / len(apart) / 2


def records(frame: pd.DataFrame, measure: str) -> list[dict[Any, Any]]:
    return frame[frame["measure"] == measure].to_dict("records")


def test_each_decision_is_forecast_from_the_other_schemes(tested: Answer[OfBacktest]) -> None:
    known = decisions()
    assert len(known) == 55
    seen = {}
    for row in records(tested, "ending"):
        rest = [came for (scheme, _), came in known.items() if scheme != row["scheme"]]
        law = stats.beta(sum(rest) + 0.5, len(rest) - sum(rest) + 0.5)
        assert row["forecast"] == pytest.approx(law.mean())
        assert (row["low"], row["high"]) == pytest.approx(tuple(law.ppf([0.05, 0.95])), abs=1e-4)
        seen[row["scheme"], row["financial_year"]] = row["outcome"]
    assert seen == known


def test_each_ratio_is_forecast_from_the_other_schemes(tested: Answer[OfBacktest]) -> None:
    known = ratios()
    rows = records(tested, "ratio")
    assert len(rows) == 25
    assert [row["scheme"] for row in rows] == [scheme for scheme, _ in known]
    assert [row["outcome"] for row in rows] == pytest.approx([ratio for _, ratio in known])
    for row in rows:
        rest = [ratio for scheme, ratio in known if scheme != row["scheme"]]
        low, mid, high = (point(rest, share) for share in (0.1, 0.5, 0.9))
        assert (row["low"], row["forecast"], row["high"]) == pytest.approx((low, mid, high))
        assert row["crps"] == pytest.approx(crps_of_list(rest, row["outcome"]), abs=1e-12)
        assert row["inside"] == (low <= row["outcome"] <= high)
        assert row["crps_same_again"] == abs(row["outcome"] - 1)


def test_scores_are_those_by_hand(tested: Answer[OfBacktest]) -> None:
    for row in records(tested, "ending"):
        chance, came = row["forecast"], row["outcome"]
        assert row["brier"] == pytest.approx((chance - came) ** 2)
        assert row["log"] == pytest.approx(-log(chance if came else 1 - chance))
        assert (row["brier_always_renewed"], row["brier_even_chance"]) == (came, 0.25)
        assert row["log_always_renewed"] == (inf if came else 0)
        assert row["log_even_chance"] == pytest.approx(log(2))
        assert isnan(row["crps"])
    assert (
        tested.loc[tested["measure"] == "ratio", ["brier", "log_even_chance"]].isna().all(axis=None)
    )


def test_the_mean_scores_and_their_errors_are_those_by_hand(tested: Answer[OfBacktest]) -> None:
    scores = cf.backtest_scores(tested).to_dict("index")
    for name, measure in (
        ("brier_always_renewed", "ending"),
        ("brier_even_chance", "ending"),
        ("log_even_chance", "ending"),
        ("crps_same_again", "ratio"),
    ):
        row, rows = scores[name], records(tested, measure)
        gaps = [each[row["score"]] - each[name] for each in rows]
        mean, schemes = sum(gaps) / len(gaps), [each["scheme"] for each in rows]
        error = by_leaving_out(gaps, schemes)
        assert row["forecast"] - row["naive"] == pytest.approx(mean)
        assert row["difference"] == pytest.approx(mean)
        assert row["standard_error"] == pytest.approx(error)
        reach = stats.t(len(set(schemes)) - 1).ppf(0.95) * error
        assert (row["low"], row["high"]) == pytest.approx((mean - reach, mean + reach), rel=1e-5)
        assert row["told_apart"] == (abs(mean) > reach)
        assert row["decisions_needed"] == pytest.approx(len(gaps) * (reach / mean) ** 2, rel=1e-5)
        assert (row["decisions"], row["schemes"]) == (len(gaps), len(set(schemes)))


def test_fifty_five_decisions_tell_the_forecast_of_an_ending_from_no_rule_but_a_coin(
    tested: Answer[OfBacktest],
) -> None:
    told = cf.backtest_scores(tested)["told_apart"].to_dict()
    assert told == {
        "brier_always_renewed": False,
        "brier_even_chance": True,
        "log_always_renewed": False,
        "log_even_chance": True,
        "crps_same_again": False,
    }


def test_the_ratios_do_not_quite_tell_it_from_the_same_again(
    tested: Answer[OfBacktest],
) -> None:
    known = ratios()
    gaps = [
        crps_of_list([r for other, r in known if other != scheme], ratio) - abs(ratio - 1)
        for scheme, ratio in known
    ]
    mean, error = sum(gaps) / len(gaps), by_leaving_out(gaps, [scheme for scheme, _ in known])
    assert mean + NormalDist().inv_cdf(0.95) * error < 0
    assert mean + stats.t(len({scheme for scheme, _ in known}) - 1).ppf(0.95) * error > 0


def test_a_rule_that_was_sure_and_wrong_has_no_difference(tested: Answer[OfBacktest]) -> None:
    row = cf.backtest_scores(tested).to_dict("index")["log_always_renewed"]
    assert row["naive"] == inf
    for name in ("difference", "standard_error", "low", "high", "decisions_needed"):
        assert isnan(row[name])


def test_calibration_and_coverage_count_what_came(tested: Answer[OfBacktest]) -> None:
    endings, inside = tested.about.endings, tested.about.inside
    chances = [row["forecast"] for row in records(tested, "ending")]
    assert endings["expected"] == pytest.approx(sum(chances))
    assert endings["standard_error"] ** 2 == pytest.approx(sum(p * (1 - p) for p in chances))
    assert (endings["observed"], endings["decisions"]) == (3, 55)
    assert endings["chance"] == 3.5 / 56
    held = sum(row["inside"] for row in records(tested, "ratio"))
    assert (inside["inside"], inside["of"], inside["share"]) == (held, 25, held / 25)
    law = stats.beta(held + 0.5, 25 - held + 0.5)
    assert (inside["low"], inside["high"]) == pytest.approx(tuple(law.ppf([0.05, 0.95])), abs=1e-4)


def test_a_wider_range_holds_more(central: Scenario) -> None:
    held = [cf.backtest(central, coverage=c).about.inside["inside"] for c in (0.5, 0.8, 0.98)]
    assert held == sorted(held)
    assert held[0] < held[-1]


def test_it_works_on_any_scenario_and_any_set(central: Scenario) -> None:
    for scenario in load_scenarios(data=DATA):
        for frame in (cf.backtest(scenario), cf.own_year_ends(scenario)):
            assert all(check["passed"] for check in frame.about.checks)
            assert frame.about.scenario == scenario.title
    some = cf.backtest(central, evidence=ALPHA | {"where": {"scheme": ["alpha", "adder", "vru"]}})
    assert set(some.loc[some["measure"] == "ending", "scheme"]) == {"alpha", "adder", "vru"}
    assert some["measure"].value_counts()["ratio"] == 25


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"evidence": "renewed_larger"},
            "backtest: evidence must count grants that ceased, got 'renewed_larger', which counts "
            "grew.",
        ),
        (
            {"evidence": "renewed_about_level"},
            "backtest: evidence must count grants that ceased, got 'renewed_about_level', which "
            "counts ratios.",
        ),
        (
            {"evidence": ALPHA},
            "backtest: 'own set (scheme alpha; ceased, by scheme year)' holds 1 scheme with known "
            "outcomes; it needs two or more.",
        ),
        (
            {"ratios": ALPHA},
            "backtest: 'own set (scheme alpha; ceased, by scheme year)' holds 1 scheme with known "
            "outcomes; it needs two or more.",
        ),
        ({"coverage": 80}, "coverage must lie from 0.5 to 1, got 80; ninety per cent is written "),
        ({"evidence": "at_expire"}, "evidence: unknown set 'at_expire'; the nearest is at_expiry"),
    ],
)
def test_what_cannot_be_tested_is_refused(
    central: Scenario, refused: "Refused", arguments: dict[str, Any], message: str
) -> None:
    assert refused(lambda: cf.backtest(central, **arguments)).startswith(message)


def test_the_checks_see_a_forecast_that_knew_the_answer(
    central: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Evidence, "without", lambda self, scheme: self)
    checks = cf.backtest(central).about.checks
    assert [check["passed"] for check in checks] == [False, True]


def test_the_checks_see_a_wrong_score(central: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(quantile: Callable[[Any], Any], value: float) -> float:
        return 0.0

    monkeypatch.setattr("clsmin_forecast.analysis.backtest.crps", wrong)
    assert [check["passed"] for check in cf.backtest(central).about.checks] == [True, False]


def test_clsmins_own_year_ends_are_those_of_the_papers(own: pd.DataFrame) -> None:
    with (DATA / "awards.csv").open(newline="", encoding="utf-8") as file:
        amounts = [float(row["amount_gbp"]) for row in csv.DictReader(file)]
    endings, changes = records(own, "ending"), records(own, "ratio")
    assert [row["financial_year"] for row in endings] == ["2021/22", "2022/23", "2023/24"]
    assert [row["outcome"] for row in endings] == [0, 0, 0]
    assert [row["forecast"] for row in endings] == [3.5 / 56, 3.5 / 56, 0.5 / 27]
    assert [row["outcome"] for row in changes] == [
        after / before for before, after in pairwise(amounts[:4])
    ]
    every = [ratio for _, ratio in ratios()]
    for row in changes:
        ends = point(every, 0.1), point(every, 0.9)
        assert (row["low"], row["high"]) == pytest.approx(ends)
    # One ratio of 25 lies above 1.11, so rises of 1.82 and 1.15 lie above nine tenths of them.
    assert sum(ratio > 1.11 for ratio in every) == 1
    assert [row["inside"] for row in changes] == [False, False, True]
    for rows in (endings, changes):
        assert [row["kind"] for row in rows] == ["expiry", "expiry", "within_award"]
        assert [row["status"] for row in rows] == ["received", "approved", "indicative"]


def test_they_have_the_columns_of_the_back_test(
    tested: Answer[OfBacktest], own: pd.DataFrame
) -> None:
    assert set(own.columns) == {*tested.columns, "kind", "status"}
    assert own["scheme"].unique().tolist() == ["own"]
    assert own.about.sources == ["PCD 1218", "PCD 1532", "PCD 956", "comparator_grants"]


def test_years_agreed_in_principle_join_once_they_are_decided(
    data: Path, edit: "Edit[None]"
) -> None:
    edit("awards.csv", "570567,cash,indicative", "570567,cash,received")
    edit("awards.csv", "1000000,cash,in_principle,up_to", "0,cash,outturn,fixed")
    own = cf.own_year_ends(cf.load_scenario("central", data))
    assert records(own, "ending")[-1]["outcome"] == 1
    assert [len(records(own, measure)) for measure in ("ending", "ratio")] == [4, 3]


def test_a_comparator_of_clsmins_own_is_seen(data: Path, edit: "Edit[None]") -> None:
    edit("comparator_grants.csv", "PCD 545", "PCD 956")
    checks = cf.own_year_ends(cf.load_scenario("central", data)).about.checks
    assert [check["passed"] for check in checks] == [False]


def test_the_rows_score_what_they_say() -> None:
    forecast = cf.load_facts().evidence["renewed_about_level"].list_of_ratios(0.8)
    for ratio, inside in ((forecast.low, True), (forecast.high, True), (5.0, False)):
        row = backtest_scores.ratio_row(forecast, ratio)
        assert row["inside"] is inside
        assert row["crps_same_again"] == abs(ratio - 1)


def test_a_single_award_has_no_year_end(central: Scenario, refused: "Refused") -> None:
    first = replace(central.facts.awards, rows=central.facts.awards.rows[:1])
    alone = replace(central, facts=replace(central.facts, awards=first))
    assert refused(lambda: cf.own_year_ends(alone)).startswith("own_year_ends: awards.csv holds no")
