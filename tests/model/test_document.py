"""The document of a forecast, key by key: what `forecast --format json` prints."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from clsmin_forecast.inputs.scenarios import load_scenario
from clsmin_forecast.model.document import money
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.model.mixture import Mixture
from tests.conftest import DATA, DRAWS

STATISTIC = ["mean", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "standard_error"]
MONEY = ("recovered_gbp", "cost_gbp", "gap_gbp")


@pytest.fixture(scope="module", params=["central", "ceases_with_alternative", "full_expansion"])
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    made: Forecast = forecast(load_scenario(request.param, DATA), draws=DRAWS)
    return made.document


def _money(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    yield from (("path", path["recovered_gbp"]) for path in document["paths"])
    for year in document["years"]:
        yield from ((year["financial_year"], year[name]) for name in MONEY if year[name])
    for span, sums in document["totals"].items():
        yield from ((span, statistic) for statistic in sums.values())


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
            *MONEY,
            "posts_supported",
            "probability_team_covered",
        ]
    assert list(document["totals"]) == ["decision_years", "in_principle_years", "all_years"]
    for sums in document["totals"].values():
        assert list(sums) == ["recovered_gbp", "gap_gbp"]
    for check in document["checks"]:
        assert list(check) == ["name", "passed", "detail"]
    assert document["sources"][:3] == ["PCD 956", "PCD 1218", "PCD 1532"]


def test_every_statistic_has_the_same_nine_figures(document: dict[str, Any]) -> None:
    posts = [year["posts_supported"] for year in document["years"] if year["posts_supported"]]
    assert len(posts) == 4, "the team is costed from 2023/24"
    for statistic in [*posts, *(found for _, found in _money(document))]:
        assert list(statistic) == STATISTIC


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
