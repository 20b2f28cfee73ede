"""The document of a forecast, key by key: what `forecast --format json` prints."""

import json
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest

from clsmin_forecast.inputs.scenarios import load_scenario
from clsmin_forecast.model.document import money
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.model.mixture import Mixture
from tests.conftest import DATA, DRAWS

STATISTIC = ["mean", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "standard_error"]
GAPS = ("gap_gbp", "gap_in_funded_years_gbp", "gap_after_ceasing_gbp")
MONEY = ("recovered_gbp", "cost_gbp", *GAPS)
BY_EVIDENCE = ("average_recovered_by_evidence_gbp", "average_gap_by_evidence_gbp")


@pytest.fixture(scope="module", params=["central", "ceases_with_alternative", "full_expansion"])
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    made: Forecast = forecast(load_scenario(request.param, DATA), draws=DRAWS)
    return made.document


def _money(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    yield from (("path", path["recovered_gbp"]) for path in document["paths"])
    for year in document["years"]:
        yield from ((year["financial_year"], year[name]) for name in MONEY if year[name])
    for span, sums in document["totals"].items():
        yield from ((span, sums[name]) for name in ("recovered_gbp", *GAPS))


def test_its_keys_are_the_published_ones(document: dict[str, Any]) -> None:
    assert list(document) == [
        "schema",
        "scenario",
        "settings",
        "paths",
        "years",
        "totals",
        "checks",
        "sources",
    ]
    assert document["schema"] == "clsmin-forecast/forecast/1"
    assert list(document["scenario"]) == ["name", "title", "changes"]
    assert document["settings"] == {"draws": DRAWS, "seed": 1532, "price_base": "cash"}
    for path in document["paths"]:
        assert list(path) == ["decisions", "probability", "recovered_gbp"]
        assert list(path["decisions"]) == ["2024/25", "2025/26", "2026/27"]
    for year in document["years"]:
        assert list(year) == [
            "financial_year",
            "status",
            "award_gbp",
            "probability_funded",
            "probability_funded_by_comparison",
            *MONEY,
            "posts_supported",
            "posts_at_risk",
            "probability_team_covered",
        ]
    assert list(document["totals"]) == ["decision_years", "in_principle_years", "all_years"]
    for sums in document["totals"].values():
        assert list(sums) == ["recovered_gbp", *GAPS, *BY_EVIDENCE]
    for check in document["checks"]:
        assert list(check) == ["name", "passed", "detail"]
    assert document["sources"][:3] == ["PCD 956", "PCD 1218", "PCD 1532"]


def test_every_statistic_has_the_same_nine_figures(document: dict[str, Any]) -> None:
    for name in ("posts_supported", "posts_at_risk"):
        posts = [year[name] for year in document["years"] if year[name]]
        assert len(posts) == 5, "the team is costed from 2022/23"
        assert all(list(statistic) == STATISTIC for statistic in posts)
    for _, statistic in _money(document):
        assert list(statistic) == STATISTIC


def test_an_average_by_evidence_has_its_two_ends_and_stands_between_them(
    document: dict[str, Any],
) -> None:
    for sums in document["totals"].values():
        for name in BY_EVIDENCE:
            ends = sums[name]
            average = sums[name.replace("average_", "").replace("_by_evidence", "")]["mean"]
            assert list(ends) == ["p5", "p95"]
            assert ends["p5"] <= average + 0.01
            assert average - 0.01 <= ends["p95"]


def test_the_parts_of_a_gap_add_up_to_it(document: dict[str, Any]) -> None:
    assert document["years"][0]["gap_gbp"] is None, "no post has a price in 2021/22"
    for sums in (*document["years"][1:], *document["totals"].values()):
        whole, *parts = (sums[name]["mean"] for name in GAPS)
        assert sum(parts) == pytest.approx(whole, abs=0.011)


def test_only_open_years_that_rest_on_a_comparison_have_a_span_over_them(
    document: dict[str, Any],
) -> None:
    spans = {y["financial_year"]: y["probability_funded_by_comparison"] for y in document["years"]}
    assert [year for year, span in spans.items() if span] == {
        "central": ["2025/26", "2026/27"],
        # What ceased for sure before does not depend on what comes later.
        "ceases_with_alternative": [],
        "full_expansion": [],
    }[document["scenario"]["name"]]
    for year in document["years"]:
        if span := year["probability_funded_by_comparison"]:
            assert list(span) == ["least", "most"]
            assert span["least"] < year["probability_funded"] < span["most"]


def test_money_is_to_the_penny(document: dict[str, Any]) -> None:
    for where, statistic in _money(document):
        for value in statistic.values():
            assert repr(value) == repr(round(value, 2) + 0.0), where
    assert [year["award_gbp"] for year in document["years"][-2:]] == [1_000_000, 1_000_000]


def test_nothing_has_no_sign() -> None:
    statistic = money(Mixture((np.array([-0.001]),), (1.0,)))
    assert statistic is not None
    assert {repr(value) for value in statistic.values()} == {"0.0"}


def test_it_is_plain_json_and_reads_back_the_same(document: dict[str, Any]) -> None:
    text = json.dumps(document, allow_nan=False)
    assert json.loads(text) == document
    assert "-0.0" not in text


def test_it_names_the_changes_of_its_scenario() -> None:
    made = forecast(load_scenario("ceases", DATA), draws=DRAWS)
    assert made.document["scenario"] == {
        "name": "ceases",
        "title": "Funding ceases at the end of 2024/25",
        "changes": {"cessation": {"2025/26": 1}},
    }


def test_no_draws_are_sorted_twice() -> None:
    # What a ceased year costs, and the posts that nothing pays for, are not worked out again.
    many = 16_384  # so that none are the same by chance
    with patch.object(np, "sort", wraps=np.sort) as sort:
        assert forecast(load_scenario("central"), draws=many, seed=11).document
    drawn = [each.tobytes() for (each,), _ in sort.call_args_list if np.shape(each) == (many,)]
    assert len(set(drawn)) == len(drawn) > 0
