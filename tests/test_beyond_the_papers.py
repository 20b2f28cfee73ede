"""A year beyond the papers, from its row to what is shown, as the years before it are closed."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.conditional import riskiest_year
from clsmin_forecast.present.explanation import explanation_rows
from clsmin_forecast.runs.audit import NOTE, STALE, audit
from tests import rebuild, test_rebuild as against
from tests.beyond import CLOSED, WHY, YEAR, add_year
from tests.conftest import DRAWS

STAGES: dict[str, list[str]] = {
    "added": [],
    "two closed": ["2024/25", "2025/26"],
    "alone": [*CLOSED],
}
OPEN = {"added": ("2025/26", "2026/27"), "two closed": ("2026/27",), "alone": (YEAR,)}
ODD = {"recovery_rate": 0.83, "expansion_share": 0.3, "pay_growth": -0.02}


@pytest.fixture(params=STAGES)
def stage(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def beyond(data: Path, stage: str) -> Path:
    return add_year(data, STAGES[stage])


@pytest.fixture
def rebuilt(beyond: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the rebuild read that folder."""
    read = [each for each in vars(rebuild).values() if hasattr(each, "cache_clear")]
    monkeypatch.setattr(rebuild, "DATA", beyond)
    for each in read:
        each.cache_clear()
    yield beyond
    for each in read:
        each.cache_clear()


@pytest.mark.parametrize("name", ["central", "half_expansion", "one_more_year", "taper"])
@pytest.mark.parametrize("price_base", [None, "2023/24"])
def test_the_forecast_is_the_rebuild_to_a_penny(
    rebuilt: Path, name: str, price_base: str | None
) -> None:
    scenario = cf.load_scenario(name, rebuilt)
    for fixed in (against.mid_amounts(name), _odd(scenario)):
        against.agree_to_a_penny(scenario, fixed, price_base)


def _odd(scenario: cf.Scenario) -> against.Fixed:
    """Amounts far from the register's, in the years in which each acts."""
    ceilings = scenario.facts.awards.ceiling_years
    ratios = dict(zip(reversed(ceilings), (1.9, 0.7, 1.4), strict=False))
    return {**_by_year(scenario), "continuation_ratio": ratios, "expansion_share": 0.3}


def _by_year(scenario: cf.Scenario) -> against.Fixed:
    return {
        name: dict.fromkeys(scenario.quantities[name], ODD[name])
        for name in ("recovery_rate", "pay_growth")
    }


def test_drawn_means_agree_with_the_rebuild_within_error(rebuilt: Path) -> None:
    made = cf.forecast(cf.load_scenario("central", rebuilt), draws=against.DRAWS).to_dict()
    plain = rebuild.simulate("central", against.PLAIN_DRAWS, against.PLAIN_SEED)
    for group in rebuild.groups():
        theirs = made["totals"][group]["recovered_gbp"]
        against.assert_within_error(theirs, plain[group]["recovered"], against.PENNY, group)
    assert all(check["passed"] for check in made["checks"])


def test_what_is_read_first_is_what_is_in_principle_as_long_as_anything_is(
    beyond: Path, stage: str
) -> None:
    central = cf.load_scenario("central", beyond).but(cessation={YEAR: 0.9})
    made = cf.forecast(central, draws=DRAWS)
    assert made.years_of("open_years") == OPEN[stage]
    assert made.years_of("decision_years")[-1] == YEAR
    assert YEAR not in made.years_of("in_principle_years")
    assert riskiest_year(made) == OPEN[stage][0]


def test_it_leaves_what_is_said_first_today(data: Path, central: cf.Scenario) -> None:
    today = cf.forecast(central, draws=DRAWS)
    later = cf.forecast(cf.load_scenario("central", add_year(data)), draws=DRAWS)
    for span in ("open_years", "in_principle_years"):
        assert later.total("recovered", span).statistic() == pytest.approx(
            today.total("recovered", span).statistic(), abs=0.01
        )
    assert cf.sentences.outlook(later) == cf.sentences.outlook(today)
    assert cf.profile_totals(later.scenario.facts) == cf.profile_totals(today.scenario.facts)


LIMITED = re.compile(r"£1,000,000|£1 million")


def test_no_sum_of_it_stands_without_that_it_is_a_limit_and_not_agreed(beyond: Path) -> None:
    central = cf.load_scenario("central", beyond)
    made = cf.forecast(central, draws=DRAWS)
    said = [
        cf.sentences.profile(central.facts),
        cf.charts.funding_profile(central.facts).alt,
        cf.charts.cash_and_real(central.facts, "2023/24").headline,
        cf.charts.scenario_lines([made]).headline,
        cf.charts.funding_outlook(made).alt,
    ]
    assert [text for text in said if "not agreed" in text.lower()] == said
    assert all(text[: found.start()].lower().endswith("up to ") for text in said
               for found in LIMITED.finditer(text))  # fmt: skip
    table = cf.tables.by_year_rows(made)[-1]
    assert (table["status"], table["award"]) == ("not agreed", "up to £1,000,000")


def test_every_sum_of_an_answer_over_it_says_on_what_it_stands(data: Path) -> None:
    central = cf.load_scenario("central", add_year(data, CLOSED))
    made = cf.forecast(central, draws=DRAWS)
    told = cf.sentences.page_one(made)["how_much"]
    assert told.startswith(
        "In 2027/28 (not agreed), funded or not, what is recovered under awards that are not "
        "agreed, up to a ceiling, is £"
    )
    answers: list[tuple[Callable[..., str], object]] = [
        (cf.sentences.compare, cf.compare([central, "taper"], draws=DRAWS)),
        (cf.sentences.reserve, cf.reserve(central, draws=DRAWS)),
        (cf.sentences.tornado, cf.tornado(central, draws=DRAWS)),
    ]
    for say, answer in answers:
        assert "under awards that are not agreed, up to a ceiling" in say(answer)


def test_it_has_no_paper_and_says_so(beyond: Path) -> None:
    central = cf.load_scenario("central", beyond)
    explained = partial(cf.explain, central, draws=8)
    row = explanation_rows(explained("award_2027_28"), central.register.as_at)[-1]
    assert row["from"] == f"no paper: {WHY}"
    assert row["rests on"] == "the award, not agreed, up to"
    title = explained("award_2027_28").about.figure["title"]
    assert title == "the ceiling supposed for 2027/28 (not agreed)"
    papers = cf.profile(central.facts)
    assert (papers["decision"][YEAR], papers["locator"][YEAR]) == ("no paper", WHY)
    assert "" not in {*papers.about.sources, *cf.forecast(central, draws=8).document["sources"]}
    for chart in (
        cf.charts.funding_profile(central.facts),
        cf.charts.gap(cf.forecast(central, draws=8)),
    ):
        assert "(no paper for 2027/28)" in chart.source
    assert "" not in cf.own_year_ends(central).about.sources


@pytest.mark.parametrize(
    ("closed", "headline"),
    [
        ([], "Up to £1,000,000 a year in 2025/26 and 2026/27, in principle only"),
        (STAGES["two closed"], "Up to £1,000,000 in 2026/27, in principle only"),
        (STAGES["alone"], "Up to £1,000,000 in 2027/28, not agreed"),
    ],
)
def test_the_profile_tells_what_is_in_principle_and_until_when(
    data: Path, closed: list[str], headline: str
) -> None:
    assert cf.charts.funding_profile(cf.load_facts(add_year(data, closed))).headline == headline


def test_a_table_by_year_says_in_its_heading_what_is_a_ceiling(
    data: Path, central: cf.Scenario
) -> None:
    def heading(scenario: cf.Scenario) -> str:
        return cf.forecast(scenario, draws=8).by_year().about.columns["award"].heading

    assert heading(central) == "Award, or ceiling where indicative or in principle"
    assert heading(cf.load_scenario("central", add_year(data))) == (
        "Award, or ceiling where indicative or in principle or not agreed"
    )


def test_the_check_finds_nothing_wrong(beyond: Path, stage: str) -> None:
    today = cf.load_scenario("central", beyond).register.as_at
    found = audit(beyond, today)
    assert {each.level for each in found} <= {NOTE, STALE}
    assert not [each for each in found if YEAR in each.what]
    assert bool([each for each in found if each.level == STALE]) == (stage != "added")


def test_an_expansion_is_drawn_though_nothing_is_in_principle(data: Path) -> None:
    central = cf.load_scenario("central", add_year(data, CLOSED))
    expanded = central.but(cessation=0, expansion={YEAR: 1}, recovery_rate=1)
    table = cf.vary(expanded, "expansion_share", [0, 1], draws=DRAWS)
    assert table["award_mean"].iloc[-1] == 1_000_000
    assert "pays for" in cf.charts.expansion_value(table).headline
    assert "An expansion that takes 100% of the room" in cf.sentences.expansion(table)
