"""The package against a rebuild: paths exactly, amounts to the penny, means within error."""

import ast
import math
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import clsmin_forecast as cf
from clsmin_forecast.analysis.options import ENDS
from clsmin_forecast.inputs.awards import OUTTURN, UNAGREED
from clsmin_forecast.inputs.event import Event, Paper
from clsmin_forecast.inputs.waiting import OF_OPTIONS
from clsmin_forecast.model import keeping
from clsmin_forecast.model.mixture import Mixture
from clsmin_forecast.runs.recording import record
from tests import rebuild
from tests.conftest import in_force

SCENARIOS = sorted(file.stem for file in (rebuild.DATA / "scenarios").glob("*.yaml"))
DRAWS, SEED = 16_384, 1532
FEW_DRAWS = 1_024  # nothing is uncertain once every amount is fixed
PLAIN_DRAWS, PLAIN_SEED = 10_000, 23
PENNY = 0.01
KEYS = {
    "recovered": "recovered_gbp",
    "cost": "cost_gbp",
    "gap": "gap_gbp",
    "gap_funded": "gap_in_funded_years_gbp",
    "gap_ceased": "gap_after_ceasing_gbp",
    "posts": "posts_supported",
}
GAPS = ("gap", "gap_funded", "gap_ceased")
ROUNDING = {measure: 1e-6 if measure == "posts" else PENNY for measure in KEYS}
PERCENTILES = ("p5", "p10", "p25", "p50", "p75", "p90", "p95")

WITHOUT_SIGNS = "2025/26: {evidence: year_ends_since_2024_25}"
SIGNS = (
    "[{what: One, source: PQ 89781, date: 2025-11-19, times_as_likely: {low: 1, mid: 2, high: 3}}, "
    "{what: Another, source: PQ 89781, date: 2025-11-19, "
    "times_as_likely: {low: 1, mid: 1.5, high: 3}}]"
)

Document = dict[str, Any]
Fixed = dict[str, Any]
Columns = dict[str, dict[str, list[float]]]
Means = dict[str, dict[str, rebuild.Stat]]

# Amounts far from the register's, so that a wrong year, a missed ceiling or a swapped share shows.
ODD_AMOUNTS: Fixed = {
    "continuation_ratio": {"2025/26": 0.7, "2026/27": 3.1},
    "expansion_share": 0.3,
    "recovery_rate": {"2023/24": 0.91, "2024/25": 0.83, "2025/26": 0.99, "2026/27": 0.62},
    "pay_growth": {"2025/26": -0.02, "2026/27": 0.31},
}
STATED_AWARD: Fixed = {
    **ODD_AMOUNTS,
    "continuation_ratio": {"2026/27": 1.31},
    "award": {"2025/26": 612_345.67},
}


LATE_POSTS: Fixed = {
    **ODD_AMOUNTS,
    "reinstatement": {"2026/27": 0.3},
    "start_month": {"2025/26": 2, "2026/27": 1.5},
    "fill_months": {"2025/26": 6},
}


def mid_amounts(name: str) -> Fixed:
    mid = rebuild.at_mid(rebuild.inputs(name))
    years = [year for year, award in rebuild.awards().items() if award.status in rebuild.CAPPED]
    return {
        "continuation_ratio": {year: mid["continuation_ratio"][year] for year in years},
        "expansion_share": mid["expansion_share"][years[0]],
        "recovery_rate": {
            year: rate
            for year, rate in mid["recovery_rate"].items()
            if rebuild.awards()[year].status not in rebuild.FIXED
        },
        "pay_growth": {
            year: growth
            for year, growth in mid["pay_growth"].items()
            if year not in rebuild.priced_years()
        },
    }


def by_year(document: Document) -> dict[str, Document]:
    return {year["financial_year"]: year for year in document["years"]}


def by_path(document: Document) -> dict[str, Document]:
    found = {rebuild.label(path["decisions"]): path for path in document["paths"]}
    assert len(found) == len(document["paths"])
    return found


@pytest.fixture(scope="module", params=SCENARIOS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def document(name: str) -> Document:
    found: Document = cf.forecast(cf.load_scenario(name), draws=DRAWS, seed=SEED).to_dict()
    return found


@pytest.fixture
def rebuilt(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data, and the rebuild on it."""
    monkeypatch.setattr(rebuild, "DATA", data)
    read = (rebuild.rows, rebuild.document, rebuild.awards, rebuild.priced_years, rebuild.deflator)
    for each in read:
        each.cache_clear()
    yield data
    for each in read:
        each.cache_clear()


@pytest.fixture
def with_signs(rebuilt: Path) -> Path:
    """Data with signs over a number and over a set."""
    register = rebuilt / "assumptions.yaml"
    text = register.read_text(encoding="utf-8")
    assert WITHOUT_SIGNS in text
    text = in_force(text).replace(WITHOUT_SIGNS, f"2025/26: {{chance: 0.3, signals: {SIGNS}}}", 1)
    register.write_text(text, encoding="utf-8")
    return rebuilt


@pytest.fixture
def recorded(rebuilt: Path, tmp_path: Path) -> Path:
    """Data in which two years are closed, and one is added that nobody has agreed."""
    paper = Paper("PCD 1801", "para 3.1", url="https://example.org/pcd-1801")
    for event in (
        Event("2024/25", OUTTURN, None, "A", outturn=541_000, paper=paper),
        Event("2025/26", OUTTURN, 590_000, "A", outturn=560_000, posts=7, paper=paper),
        Event("2027/28", UNAGREED, 900_000, "A", note="supposed"),
    ):
        record(rebuilt, event, date(2026, 11, 28), tmp_path / "outputs")
    return rebuilt


@pytest.fixture(scope="module")
def drawn(name: str) -> Columns:
    return rebuild.columns(name, PLAIN_DRAWS, PLAIN_SEED)


@pytest.fixture(scope="module")
def plain(drawn: Columns) -> Means:
    return rebuild.means(drawn)


# --- the rebuild itself ---------------------------------------------------------------------------


def test_rebuild_imports_only_the_standard_library_and_yaml() -> None:
    source = Path(rebuild.__file__).read_text(encoding="utf-8")
    imported = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).partition(".")[0])
    assert imported <= {*sys.stdlib_module_names, "yaml"}
    assert not imported & {"importlib", "runpy", "subprocess"}
    assert "clsmin_forecast" not in source


def test_every_set_counts_as_the_rebuild_counts_it() -> None:
    for name, found in cf.load_facts().evidence.items():
        ours = rebuild.evidence(name)
        assert found.ratios == pytest.approx(rebuild.ratios(name), abs=1e-15), name
        if not found.event:
            continue
        assert (found.events, found.others, found.unknown) == (
            ours["events"], ours["non_events"], ours["unknown"],
        ), name  # fmt: skip
        assert found.chance.mid == pytest.approx(ours["mean"], abs=1e-6), name


AUDITED = [f"G{number:03d}" for number in range(1, 143)]
"""The rows that an audit counted before others were added."""


@pytest.mark.parametrize(
    ("where", "events", "known", "mean"),
    [
        ({"since": "2024/25", "id": AUDITED}, 3, 14, 0.233),
        ({"financial_year": ["2024/25"], "id": AUDITED}, 2, 10, 2.5 / 11),
        ({"financial_year": ["2024/25"]}, 2, 11, 0.208),
        ({"financial_year": ["2025/26"], "id": AUDITED}, 1, 4, 0.300),
        ({"id": AUDITED}, 3, 50, 0.069),
        ({"id": AUDITED, "part_of": [""]}, 2, 50, 0.049),
        (
            {"financial_year": ["2024/25"], "id": AUDITED, "year_end": ["expiry", "unclear"]},
            3, 11, 0.292,
        ),
    ],
)  # fmt: skip
def test_the_means_of_the_audit_follow_where_the_rows_are_as_in_its_table(
    where: Document, events: int, known: int, mean: float
) -> None:
    own = {"where": {"year_end": ["expiry"]} | where, "count_by": "scheme_year", "event": "ceased"}
    found = cf.load_facts().evidence_of(own)
    assert (found.events, len(found.known)) == (events, known)
    assert found.chance.mid == pytest.approx(mean, abs=5e-4)


def test_pay_growth_by_hand() -> None:
    before, after = 5 * 1 + 7 * 1.07, 5 * 1.07 + 7 * 1.07 * 1.0475
    assert rebuild.pay_growth("2024/25") == pytest.approx(after / before - 1, abs=1e-15)
    assert rebuild.pay_growth("2024/25") == pytest.approx(0.0565, abs=1e-4)


def test_paths_by_hand() -> None:
    chance = {rebuild.label(path): p for path, p in rebuild.paths("central")}
    assert math.fsum(chance.values()) == pytest.approx(1, abs=1e-15)
    assert chance["cease/cease/cease"] == pytest.approx(0.5 / 27)
    assert chance["continue/cease/cease"] == pytest.approx(26.5 / 27 * 3.5 / 16)
    kept = 26.5 / 27 * (12.5 / 16) ** 2
    assert chance["continue/expand/expand"] == pytest.approx(kept * 1.5 / 26)
    assert chance["continue/continue/expand"] == pytest.approx(kept * 24.5 / 26 * 1.5 / 26)
    assert len(chance) == 7


def test_full_expansion_reaches_the_ceiling() -> None:
    ((path, probability, years),) = rebuild.deterministic("full_expansion")
    assert probability == 1
    assert path == {"2024/25": "continue", "2025/26": "expand", "2026/27": "expand"}
    assert [years[year]["recovered"] for year in path] == [570_567, 1_000_000, 1_000_000]


def test_beta_quantiles_by_hand() -> None:
    for p in (0.001, 0.3, 0.5, 0.99):
        assert rebuild.beta_inverse(1, 1, p) == pytest.approx(p, abs=1e-6)
        assert rebuild.beta_inverse(3, 1, p) == pytest.approx(p ** (1 / 3), abs=1e-6)
        assert rebuild.beta_inverse(1, 2, p) == pytest.approx(1 - math.sqrt(1 - p), abs=1e-6)


# --- the package against the rebuild --------------------------------------------------------------


def test_paths_are_the_same(name: str, document: Document) -> None:
    theirs = {key: path["probability"] for key, path in by_path(document).items()}
    ours = {rebuild.label(path): probability for path, probability in rebuild.paths(name)}
    assert theirs == pytest.approx(ours, abs=1e-12, rel=0)
    assert all(
        list(path["decisions"]) == rebuild.groups()["decision_years"] for path in document["paths"]
    )


def test_chance_funded_is_the_same(document: Document, plain: Means) -> None:
    for year, found in by_year(document).items():
        ours = plain[year]["funded"].mean
        assert found["probability_funded"] == pytest.approx(ours, abs=1e-12), year


@pytest.mark.parametrize("amounts", ["mid", "odd", "stated", "late"])
@pytest.mark.parametrize("price_base", [None, "2023/24"])
def test_fixed_amounts_agree_to_a_penny(name: str, amounts: str, price_base: str | None) -> None:
    kinds = {"odd": ODD_AMOUNTS, "stated": STATED_AWARD, "late": LATE_POSTS}
    fixed = kinds[amounts] if amounts in kinds else mid_amounts(name)
    agree_to_a_penny(cf.load_scenario(name), fixed, price_base)


def agree_to_a_penny(scenario: cf.Scenario, fixed: Fixed, price_base: str | None) -> None:
    name, settings = scenario.name, {"price_base": price_base} if price_base else {}
    made = cf.forecast(scenario.but(**fixed), draws=FEW_DRAWS, seed=SEED, **settings)
    document = made.to_dict()
    routes = rebuild.deterministic(name, price_base=price_base, **fixed)
    assert set(by_path(document)) == {rebuild.label(path) for path, _, _ in routes}
    for path, _, years in routes:
        theirs = by_path(document)[rebuild.label(path)]["recovered_gbp"]
        total = math.fsum(years[year]["recovered"] for year in path)
        assert theirs["standard_error"] == pytest.approx(0, abs=PENNY)
        for statistic in ("mean", *PERCENTILES):
            assert theirs[statistic] == pytest.approx(total, abs=PENNY, rel=0), (path, statistic)
    means = expected(routes)
    compare_years(by_year(document), means)
    compare_totals(document["totals"], means)
    compare_posts_at_risk(by_year(document), routes)


@pytest.mark.parametrize("price_base", ["cash", "2023/24"])
@pytest.mark.parametrize("year", ["2025/26", "2026/27"])
def test_what_each_option_costs_and_keeps_is_the_same(
    name: str, year: str, price_base: str
) -> None:
    fixed, wait = mid_amounts(name), rebuild.Wait(2.5, 1.5, 4.0, 12_345.67)
    asked: Any = dict(zip(OF_OPTIONS, wait, strict=True))
    found = cf.options(
        cf.load_scenario(name).but(**fixed), year=year, draws=8, price_base=price_base, **asked
    ).to_dict("index")
    cash = rebuild.laws(rebuild.at_mid(rebuild.inputs(name, **fixed)))[year]
    scale = (
        1.0 if price_base == "cash" else rebuild.deflator()[price_base] / rebuild.deflator()[year]
    )
    chances = {d: p for d, p in rebuild.weights(name)[year].items() if p > 0}
    assert len(found) == len(list((rebuild.DATA / "options").glob("*.yaml")))
    for option, row in found.items():
        ours = {decision: _waited(str(option), decision, wait, cash) for decision in chances}
        average = sum(p * ours[decision].cost * scale for decision, p in chances.items())
        work = sum(p * ours[decision].work for decision, p in chances.items())
        assert row["average"] == pytest.approx(average, abs=PENNY)
        assert row["work"] == pytest.approx(work, abs=1e-6)
        assert row["worst"] == pytest.approx(max(o.cost for o in ours.values()) * scale, abs=PENNY)
        for decision, outcome in ours.items():
            end = ENDS[decision]
            assert row[f"cost_{end}"] == pytest.approx(outcome.cost * scale, abs=PENNY)
            assert row[f"work_{end}"] == pytest.approx(outcome.work, abs=1e-6)


@pytest.mark.parametrize("confidence", [0.1, 0.5, 0.8, 0.95])
def test_the_reserve_of_each_option_is_the_same(name: str, confidence: float) -> None:
    fixed, wait = mid_amounts(name), rebuild.Wait(2.5, 1.5, 4.0, 12_345.67)
    asked: Any = dict(zip(OF_OPTIONS, wait, strict=True))
    cash = rebuild.laws(rebuild.at_mid(rebuild.inputs(name, **fixed)))["2026/27"]
    chances = {d: p for d, p in rebuild.weights(name)["2026/27"].items() if p > 0}
    scenario = cf.load_scenario(name).but(**fixed)
    for file in (rebuild.DATA / "options").glob("*.yaml"):
        costs = sorted((_waited(file.stem, d, wait, cash).cost, p) for d, p in chances.items())
        covered, needed = 0.0, 0.0
        for cost, chance in costs:  # the cheapest first, until so much is covered
            if covered < confidence - 1e-12:
                covered, needed = covered + chance, cost
        found = cf.reserve(
            scenario, confidence, of=file.stem, span=["2026/27"], draws=8, **asked
        ).to_dict("index")["together"]
        assert found["reserve"] == pytest.approx(needed, abs=PENNY)
        average = sum(sum_ * p for sum_, p in costs)
        assert found["option_cost"] == pytest.approx(average, abs=PENNY)


def _waited(option: str, decision: str, wait: rebuild.Wait, cash: Document) -> rebuild.Outcome:
    figures = cash[decision]
    team, unit_cost = figures["team"], figures["unit_cost"]
    does = rebuild.way(option, team)
    if decision == "cease":
        return rebuild.ceased_year(does, wait, unit_cost)
    return rebuild.funded_year(does, wait, unit_cost, team, figures["award"])


def test_signs_move_the_paths_as_in_the_rebuild(with_signs: Path) -> None:
    fixed = mid_amounts("central")
    scenario = cf.load_scenario("central", with_signs).but(**fixed)
    document = cf.forecast(scenario, draws=FEW_DRAWS, seed=SEED).to_dict()
    theirs = {key: path["probability"] for key, path in by_path(document).items()}
    ours = {rebuild.label(path): chance for path, chance in rebuild.paths("central")}
    assert theirs == pytest.approx(ours, abs=1e-12, rel=0)
    assert ours["continue/cease/cease"] == pytest.approx(26.5 / 27 * 0.3 * 3 / (0.3 * 3 + 0.7))
    means = expected(rebuild.deterministic("central", **fixed))
    compare_years(by_year(document), means)
    compare_totals(document["totals"], means)


def test_recorded_years_agree_with_the_rebuild(recorded: Path) -> None:
    for name in SCENARIOS:
        scenario = cf.load_scenario(name, recorded)
        agree_to_a_penny(scenario, {**mid_amounts(name), "expansion_share": 0.3}, None)
    years = by_year(cf.forecast("central", draws=FEW_DRAWS).to_dict())
    known = by_year(cf.forecast(cf.load_scenario("central", recorded), draws=FEW_DRAWS).to_dict())
    assert years["2024/25"]["probability_funded"] < 1
    assert known["2024/25"]["probability_funded"] == known["2025/26"]["probability_funded"] == 1
    assert known["2025/26"]["recovered_gbp"]["mean"] == 560_000


def expected(routes: list[tuple[rebuild.Route, float, dict[str, rebuild.Figures]]]) -> Document:
    first = routes[0][2]
    return {
        year: {
            measure: math.fsum(p * years[year][measure] for _, p, years in routes)
            for measure in first[year]
        }
        for year in first
    }


def compare_years(theirs: dict[str, Document], ours: Document) -> None:
    assert list(theirs) == list(ours)
    for year, found in theirs.items():
        for measure, key in KEYS.items():
            if measure not in ours[year]:
                assert found[key] is None, (year, key)
                continue
            allowed = ROUNDING[measure]
            assert found[key]["mean"] == pytest.approx(ours[year][measure], abs=allowed, rel=0), (
                year,
                key,
            )
        covered = ours[year].get("covered")
        assert found["probability_team_covered"] == pytest.approx(covered, abs=1e-12), year


def compare_totals(theirs: dict[str, Document], ours: Document) -> None:
    for group, years in rebuild.groups().items():
        sums = rebuild.totals(ours, years)
        assert theirs[group]["recovered_gbp"]["mean"] == pytest.approx(
            sums["recovered"], abs=PENNY, rel=0
        ), group
    sums = rebuild.totals(ours, rebuild.groups()["decision_years"])
    for gap in GAPS:
        found = theirs["decision_years"][KEYS[gap]]["mean"]
        assert found == pytest.approx(sums[gap], abs=PENNY, rel=0), gap


def compare_posts_at_risk(
    theirs: dict[str, Document],
    routes: list[tuple[rebuild.Route, float, dict[str, rebuild.Figures]]],
) -> None:
    along = [(p, rebuild.at_risk(years)) for _, p, years in routes]
    for year, found in theirs.items():
        if year not in rebuild.costed_years():
            assert found["posts_at_risk"] is None, year
            continue
        ours = math.fsum(p * at_risk[year] for p, at_risk in along)
        assert found["posts_at_risk"]["mean"] == pytest.approx(ours, abs=1e-6, rel=0), year


def assert_within_error(
    theirs: Document, ours: rebuild.Stat, rounding: float, what: object
) -> None:
    allowed = 4 * math.hypot(ours.se, theirs["standard_error"]) + rounding
    assert abs(theirs["mean"] - ours.mean) <= allowed, (what, theirs, ours)


def test_year_means_agree_within_error(document: Document, plain: Means) -> None:
    for year, found in by_year(document).items():
        for measure, key in KEYS.items():
            if measure in plain[year]:
                ours = plain[year][measure]
                assert_within_error(found[key], ours, ROUNDING[measure], (year, key))
            else:
                assert found[key] is None, (year, key)


def test_totals_agree_within_error(document: Document, plain: Means) -> None:
    totals = document["totals"]
    for group in rebuild.groups():
        ours = plain[group]["recovered"]
        assert_within_error(totals[group]["recovered_gbp"], ours, PENNY, group)
    for gap in GAPS:
        ours = plain["decision_years"][gap]
        assert_within_error(totals["decision_years"][KEYS[gap]], ours, PENNY, gap)


def test_path_totals_agree_within_error(document: Document, plain: Means) -> None:
    for key, path in by_path(document).items():
        assert_within_error(path["recovered_gbp"], plain[key]["recovered"], PENNY, key)


def test_chance_team_covered_agrees_within_error(document: Document, plain: Means) -> None:
    for year, found in by_year(document).items():
        theirs = found["probability_team_covered"]
        if "covered" not in plain[year]:
            assert theirs is None, year
            continue
        ours = plain[year]["covered"]
        # The document states no error for a chance: that of plain draws, which is no smaller.
        error = math.hypot(ours.se, math.sqrt(theirs * (1 - theirs) / DRAWS))
        assert abs(theirs - ours.mean) <= 4 * (error + 1 / PLAIN_DRAWS), year


def test_percentiles_of_totals_agree_within_error(
    name: str, document: Document, drawn: Columns
) -> None:
    # Means say nothing of how years hang together; the spread of a total over years does.
    totals = {key: path["recovered_gbp"] for key, path in by_path(document).items()}
    totals["decision_years"] = document["totals"]["decision_years"]["recovered_gbp"]
    for key, theirs in totals.items():
        for percentile in PERCENTILES:
            p = int(percentile[1:]) / 100
            allowed = 4 * math.sqrt(p * (1 - p) * (1 / PLAIN_DRAWS + 1 / DRAWS))
            below = rebuild.shares(name, drawn, theirs[percentile] - PENNY)[key]
            up_to = rebuild.shares(name, drawn, theirs[percentile] + PENNY)[key]
            assert below <= p + allowed, (key, percentile)
            assert up_to >= p - allowed, (key, percentile)


# --- how many posts to keep -----------------------------------------------------------------------

KEPT_YEAR = "2025/26"
WAITS = [(2.0, 1.0, 6.0, 0.0, 1.0), (3.0, 3.0, 1.0, 0.0, 0.5), (2.5, 0.5, 4.0, 1_500.0, 1.0)]
"""Months to the signature, to redeploy and to refill, pounds of a restart, worth of a pound."""
WAIT_NAMES = (
    "signed_month", "redeploy_months", "refill_months", "restart_cost", "work_worth",
)  # fmt: skip


def kept_posts(made: cf.Forecast) -> tuple[Mixture, float]:
    posts, weights = made.amounts.posts, made.weights(KEPT_YEAR)
    team = made.amounts.team[KEPT_YEAR]
    paid = tuple(keeping.paid_for(team, posts[KEPT_YEAR, decision]) for decision in weights)
    cost = float(made.amounts.unit_cost[KEPT_YEAR].mean())
    return Mixture(paid, tuple(weights.values())), cost


def post_costs(cost: float, wait: tuple[float, ...]) -> keeping.Costs:
    m, n, a, h, v = wait
    return keeping.Costs(
        keeping.cost_of_keeping(cost, m, n), keeping.cost_of_letting_go(cost, m, a, h, v)
    )


@pytest.mark.parametrize("wait", WAITS)
def test_posts_to_keep_agree_to_a_penny_where_amounts_are_fixed(
    name: str, wait: tuple[float, ...]
) -> None:
    fixed = {**mid_amounts(name), "continuation_ratio": 0.9}
    made = cf.forecast(cf.load_scenario(name).but(**fixed), draws=FEW_DRAWS)
    paid, cost = kept_posts(made)
    table = rebuild.laws(rebuild.at_mid(rebuild.inputs(name, **fixed)))
    ours = rebuild.outcomes(table, KEPT_YEAR, rebuild.weights(name)[KEPT_YEAR])
    costs = rebuild.post_costs(table[KEPT_YEAR]["continue"]["unit_cost"], *wait)
    assert post_costs(cost, wait) == pytest.approx(costs, abs=1e-6)
    kept, least = rebuild.best_kept(ours, costs)
    assert keeping.best_posts(paid, post_costs(cost, wait)) == pytest.approx(kept, abs=1e-6)
    assert keeping.value_of_knowing(paid, post_costs(cost, wait)) == pytest.approx(least, abs=PENNY)
    every = [each / 10 for each in range(71)]
    theirs = keeping.expected_loss(paid, np.array(every), post_costs(cost, wait))
    losses = [rebuild.kept_loss(ours, each, costs) for each in every]
    assert theirs == pytest.approx(losses, abs=PENNY)
    parts = [(p, [(1.0, posts)]) for p, posts in ours]
    known = sum(p * rebuild.best_kept(part, costs)[1] for p, part in parts)
    pairs = zip(paid.branches, paid.weights, strict=True)
    found = keeping.value_of_part(
        [(p, Mixture((each,), (1.0,))) for each, p in pairs], post_costs(cost, wait)
    )
    assert found == pytest.approx(least - known, abs=PENNY)
    sooner = rebuild.post_costs(table[KEPT_YEAR]["continue"]["unit_cost"], 0, *wait[1:])
    saved = least - rebuild.best_kept(ours, sooner)[1]
    early = post_costs(cost, (0, *wait[1:]))
    assert keeping.value_of_earlier(paid, post_costs(cost, wait), early) == pytest.approx(
        saved, abs=PENNY
    )


def test_the_answer_on_the_posts_to_keep_is_the_rebuild_s_to_a_penny(name: str) -> None:
    fixed = {**mid_amounts(name), "continuation_ratio": 0.9}
    wait = dict(zip(WAIT_NAMES, WAITS[2], strict=True))
    scenario = cf.load_scenario(name).but(**fixed)
    frame = cf.decide(scenario, KEPT_YEAR, draws=FEW_DRAWS, **wait)  # type: ignore[arg-type]
    table = rebuild.laws(rebuild.at_mid(rebuild.inputs(name, **fixed)))
    chance = rebuild.weights(name)[KEPT_YEAR]
    ours = rebuild.outcomes(table, KEPT_YEAR, chance)
    costs = rebuild.post_costs(table[KEPT_YEAR]["continue"]["unit_cost"], *WAITS[2])
    losses = [rebuild.kept_loss(ours, float(kept), costs) for kept in frame.index]
    assert frame["expected_loss"].tolist() == pytest.approx(losses, abs=PENNY)
    about, (kept, least) = frame.about, rebuild.best_kept(ours, costs)
    assert (about.best, about.loss) == pytest.approx((kept, least), abs=PENNY)
    in_vain = max(0.0, kept - min(table[KEPT_YEAR]["cease"][key] for key in ("team", "posts")))
    assert about.at_risk == pytest.approx(in_vain * costs[0], abs=PENNY)
    assert about.funded == pytest.approx(1 - chance.get("cease", 0), abs=1e-12)
    assert about.turns_at == pytest.approx(costs[0] / (costs[0] + costs[1]))
    sooner = rebuild.post_costs(table[KEPT_YEAR]["continue"]["unit_cost"], 0, *WAITS[2][1:])
    assert about.earlier == pytest.approx(least - rebuild.best_kept(ours, sooner)[1], abs=PENNY)


def test_posts_to_keep_agree_within_error_where_they_are_drawn() -> None:
    draws = 1_000
    paid, cost = kept_posts(cf.forecast(cf.load_scenario("central"), draws=DRAWS, seed=SEED))
    ours, unit_cost = rebuild.drawn_outcomes("central", KEPT_YEAR, draws, PLAIN_SEED)
    assert cost == pytest.approx(unit_cost, rel=0.002)
    costs = post_costs(cost, WAITS[0])
    for kept in (0.0, 3.5, 6.0, 6.5, 7.0):
        losses = [
            draws * rebuild.kept_loss(ours[at : at + 3], kept, costs)
            for at in range(0, 3 * draws, 3)
        ]
        theirs = float(keeping.expected_loss(paid, np.array([kept]), costs)[0])
        allowed = 4 * rebuild.stat(losses).se + PENNY
        assert theirs == pytest.approx(rebuild.stat(losses).mean, abs=allowed), kept


@pytest.mark.parametrize("beta", [(3.5, 12.5), (0.5, 26.5)])
@pytest.mark.parametrize("stake", [(364_000.0, 147_000.0), (63_000.0, 238_000.0)])
def test_better_evidence_is_worth_the_same(
    stake: tuple[float, float], beta: tuple[float, float]
) -> None:
    known = keeping.value_of_chance(keeping.Stake(*stake), *beta)
    assert known / sum(stake) == pytest.approx(
        rebuild.worth_of_chance(*stake, *beta) / sum(stake), abs=5e-6
    )
    for cases in (1, 10, 40):
        found = keeping.value_of_cases(keeping.Stake(*stake), *beta, cases)
        assert found == pytest.approx(rebuild.worth_of_cases(*stake, *beta, cases), abs=PENNY)
