"""Forecasts and charts that several tests look at."""

import gc
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from matplotlib import rcParams
from matplotlib.font_manager import fontManager

from clsmin_forecast.analysis.backtest import backtest, own_year_ends
from clsmin_forecast.analysis.basis import Settings
from clsmin_forecast.analysis.bridge import bridge
from clsmin_forecast.analysis.cheaper import cheaper
from clsmin_forecast.analysis.compare import compare
from clsmin_forecast.analysis.decide import decide
from clsmin_forecast.analysis.evidence import evidence
from clsmin_forecast.analysis.evidence_choices import evidence_choices
from clsmin_forecast.analysis.medium_term import medium_term
from clsmin_forecast.analysis.options import options
from clsmin_forecast.analysis.question import Question
from clsmin_forecast.analysis.reserve import reserve
from clsmin_forecast.analysis.scores import scores
from clsmin_forecast.analysis.statements import (
    Statement,
    even_chance,
    gap_reaches,
    pays_for_the_team,
)
from clsmin_forecast.analysis.switching import switching_plane, switching_values
from clsmin_forecast.analysis.tornado import tornado
from clsmin_forecast.analysis.variance_shares import variance_shares
from clsmin_forecast.analysis.vary import vary
from clsmin_forecast.analysis.worst_runs import worst_runs
from clsmin_forecast.analysis.year import year as year_by_month
from clsmin_forecast.answer import Answer
from clsmin_forecast.inputs.ledger import LEDGER, text_of
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario, load_scenarios
from clsmin_forecast.model.beliefs import compared_years
from clsmin_forecast.model.forecast import Forecast, forecast
from clsmin_forecast.present import charts, style
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.present.fonts import FONTS
from clsmin_forecast.quantities import Chance
from tests.conftest import need
from tests.ledgers import AWARDED, CEASED, CLOSED, close, foretold, of_team
from tests.needs import find

DATA = Path(__file__).parents[2] / "data"
DRAWS = 512
Analysed = tuple[Callable[[Answer[Any]], Chart], Answer[Any]]
"""What draws a table, and the table."""

Charted = tuple[Answer[Any], Chart]
"""A table, and its chart."""

OWN = {"where": {"funder": ["Home Office"]}, "count_by": "scheme_year", "event": "ceased"}
LATER = (
    ("272708,cash,received", "272708,cash,outturn"),
    ("570567,cash,indicative,up_to,7", "560000,cash,received,fixed,7"),
    ("1000000,cash,in_principle,up_to,,PCD 1532,\"PCD 1532, recommendation 2\",\"a ceiling, incl",
     "800000,cash,indicative,up_to,,PCD 1532,\"PCD 1532, recommendation 2\",\"a ceiling, incl"),
)  # fmt: skip
"""Edits of awards.csv that put the papers some years on; they show every status."""

OUTTURN = 250_000
"""Of the closed year, below its award."""


def _extremes(central: Scenario) -> list[Scenario]:
    return [
        central.but(cessation={"2024/25": 1}, name="nothing", title="Nothing from 2024/25 on"),
        central.but(
            cessation=0, expansion={"2025/26": 1}, expansion_share=1, recovery_rate=1,
            continuation_ratio=5, alternative_funding=1_000_000, name="most", title="The most",
        ),
        central.but(
            cessation=0, expansion=0, continuation_ratio=0.01, name="scraps", title="Scraps",
        ),
    ]  # fmt: skip


@pytest.fixture(scope="session")
def scenarios() -> dict[str, Scenario]:
    named = load_scenarios(data=DATA)
    return {each.name: each for each in [*named, *_extremes(named[0])]}


@pytest.fixture(scope="session")
def forecasts(scenarios: dict[str, Scenario]) -> dict[str, Forecast]:
    return {name: forecast(each, draws=DRAWS) for name, each in scenarios.items()}


def _with_awards(folder: Path, change: Callable[[str], str]) -> Forecast:
    data = Path(shutil.copytree(DATA, folder / "data"))
    file = data / "awards.csv"
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    return forecast(load_scenario("central", data), draws=DRAWS)


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    """Return the central forecast some years on: an outturn, fewer decisions, every status."""

    def change(text: str) -> str:
        for old, new in LATER:
            assert old in text
            text = text.replace(old, new, 1)
        header, first, *rows = text.splitlines()
        return "\n".join([header, f"{first}{OUTTURN}", *rows]) + "\n"

    return _with_awards(tmp_path_factory.mktemp("later"), change)


@pytest.fixture(scope="session")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    """Return the central forecast once every year is closed."""

    def closed(text: str) -> str:
        return re.sub("cash,[a-z_]+,(fixed|up_to)", "cash,outturn,fixed", text)

    return _with_awards(tmp_path_factory.mktemp("decided"), closed)


LONGER = (
    ("assumptions.yaml", "        #     times_as_likely: {low: 0.9, mid: 1.2, high: 2}\n",
     "{evidence: year_ends_since_2024_25}"),
    ("assumptions.yaml",
     "      2026/27: {pay_awards: growth, give_or_take: 0.075, coverage: 0.8}\n",
     "{range: {low: 0.02, mid: 0.03, high: 0.04, coverage: 0.8}}"),
)  # fmt: skip
"""Where years are added to the register, and what they hold."""


@pytest.fixture(scope="session")
def eight_years(tmp_path_factory: pytest.TempPathFactory) -> Forecast:
    """Return the central forecast with two more years agreed in principle."""
    data = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("eight") / "data"))
    awards = data / "awards.csv"
    *_, last = awards.read_text(encoding="utf-8").splitlines()
    with awards.open("a", encoding="utf-8") as file:
        file.writelines(f"{last.replace('2026/27', year)}\n" for year in ("2027/28", "2028/29"))
    for name, after, value in LONGER:
        text = (data / name).read_text(encoding="utf-8")
        assert after in text
        added = "".join(f"      {year}: {value}\n" for year in ("2027/28", "2028/29"))
        (data / name).write_text(text.replace(after, after + added, 1), encoding="utf-8")
    return forecast(load_scenario("central", data), draws=DRAWS)


@pytest.fixture(scope="session")
def changed(later: Forecast, decided: Forecast, eight_years: Forecast) -> list[Forecast]:
    return [later, decided, eight_years]


def _of_forecasts(changed: list[Forecast]) -> Iterator[Chart]:
    for each in changed:
        yield charts.funding_outlook(each)
        yield charts.gap(each)
        yield charts.posts(each)
        if each.years_of("decision_years"):
            yield charts.decision_tree(each)


def _of_papers(changed: list[Forecast]) -> Iterator[Chart]:
    for each in changed:
        yield charts.funding_profile(each.scenario.facts)
        for base in ("2023/24", "2030/31"):
            yield charts.cash_and_real(each.scenario.facts, base)


def _draw(
    scenarios: dict[str, Scenario], forecasts: dict[str, Forecast], changed: list[Forecast]
) -> Iterator[Chart]:
    """Draw every chart, of every scenario and at its limits."""
    central = scenarios["central"]
    yield charts.funding_profile(central.facts)
    yield charts.funding_profile(central.facts, "2023/24")
    yield from _of_papers([forecasts["central"], *changed])
    real = forecast(central, draws=DRAWS, price_base="2023/24")
    open_again = forecasts["central"].but(reinstatement={"2026/27": 0.4}, name="back")
    yield from _of_forecasts([*forecasts.values(), *changed, real, open_again])
    names = list(forecasts)
    for chosen in (names[:4], names[4:8], names[-4:], names[:1], ["ceases", "nothing"]):
        yield charts.scenario_lines([forecasts[name] for name in chosen])
        yield charts.funding_outlooks([forecasts[name] for name in chosen])
    for each in changed:
        if each.years_of("decision_years"):
            yield charts.funding_outlooks([each, each.but(cessation=0.3, name="likelier")])
    for some in (list(scenarios.values())[:8], [scenarios["nothing"]], [central]):
        yield charts.compare(compare(some, draws=DRAWS))
    for chance, name in (
        (central.quantities["cessation"]["2025/26"], "central"),
        (Chance(1, 1, 1), "ceases"),
        (Chance(0.5, 0.05, 0.95, "few"), "central"),
        (Chance(0.9, 0.6, 1, "high"), "nothing"),
    ):
        assert isinstance(chance, Chance)
        table = vary(scenarios[name], "cessation", [0, 0.5, 1], "2025/26", draws=DRAWS)
        yield charts.chance_curve(table, chance, "Chance that funding ceases in 2025/26")
    for name, shares in (("half_expansion", range(11)), ("central", (10,)), ("nothing", (0, 10))):
        values = [share / 10 for share in shares]
        yield charts.expansion_value(vary(scenarios[name], "expansion_share", values, draws=DRAWS))
    yield from _evidence(central, changed)
    yield from _scores()


def _evidence(central: Scenario, changed: list[Forecast]) -> Iterator[Chart]:
    everything = {"count_by": "grant_year", "event": "ceased", "where": {}}
    certain = everything | {"where": {"next_year": ["ceased"]}, "title": "Ceased " * 20}
    grown = everything | {"event": "grew", "ratio_at_least": 1.0}
    busy = central.but(cessation={"2026/27": {"evidence": everything}}, expansion={
        "2025/26": {"evidence": grown},
    })  # fmt: skip
    for scenario, own, seen in (
        (central, None, 1.0), (central, certain, 0.01), (central, OWN, 0.5), (busy, OWN, 0.3),
    ):  # fmt: skip
        yield charts.evidence(evidence(scenario, own, seen))
    tested = backtest(central)
    for scenario in (central, *(each.scenario for each in changed)):
        yield charts.backtest(tested, own_year_ends(scenario))
    few = {"where": {"scheme": ["alpha", "cyber"], "ratio_known": True}, "count_by": "grant_year"}
    yield charts.backtest(backtest(central, ratios=few), own_year_ends(central))


def _scores() -> Iterator[Chart]:
    """Give past forecasts that are open, decided, closed and ceased, few and many."""
    one = [of_team(foretold(year=year, run_id=year)) for year in ("2024/25", "2025/26", "2026/27")]
    many = [
        of_team(foretold(day=date(2025, month, 28), run_id=str(month))) for month in range(1, 13)
    ]
    few = [of_team(foretold(quantiles={25: 0.0, 50: 9e5, 75: 9.5e5, 95: 1e6}))]
    for closing, lines in (
        ({}, one),
        (CLOSED, one),
        (AWARDED, one[1:]),
        (CEASED, many),
        (CLOSED, few),
    ):
        with TemporaryDirectory() as place:
            data = close(Path(shutil.copytree(DATA, Path(place) / "data")), closing)
            ledger = Path(place) / LEDGER
            ledger.write_bytes(text_of(lines))
            yield charts.scores(scores(load_scenario("central", data), ledger))


QUESTIONS = (
    Question(),
    Question("gap"),
    Question("balance"),
    Question(at_least=1_000_000),
    Question("gap", ("2026/27",), 250_000),
)

PLANE = ("cessation", "2025/26"), ("expansion", "2025/26")
LAST = ("cessation", "2026/27"), ("expansion", "2026/27")  # open in later papers too
STATEMENTS = (
    even_chance(1_250_000),
    pays_for_the_team("all_years"),
    gap_reaches(500_000),
    Statement(Question(), 700_000),
    Statement(Question("balance", ("2025/26",)), -100_000),
)


def _analyses(scenarios: list[Scenario]) -> Iterator[Analysed]:
    """Give the tables of every analysis, of every scenario and of every kind of question."""
    central = scenarios[0]
    real: Settings = {"draws": DRAWS, "price_base": "2023/24"}
    for each in scenarios:
        yield charts.tornado, tornado(each, draws=DRAWS)
        yield charts.variance_shares, variance_shares(each, draws=DRAWS)
        yield charts.bridge, bridge(central, each, draws=DRAWS)
        yield charts.switching_values, switching_values(each, draws=DRAWS)
        yield charts.switching_plane, switching_plane(each, *LAST, even_chance(1e6), draws=DRAWS)
        yield charts.worst_runs, worst_runs(each, draws=DRAWS)
        yield charts.medium_term, medium_term(each, draws=DRAWS)
        yield charts.decide, decide(each, draws=DRAWS)
        for of in ("gap", "recovered", "at_risk", "keep_half"):
            yield charts.reserve, reserve(each, of=of, draws=DRAWS)
        if compared_years(each):
            yield charts.evidence_choices, evidence_choices(each, draws=DRAWS)
    for question in QUESTIONS[1:]:
        yield charts.evidence_choices, evidence_choices(central, question, **real)
        yield charts.tornado, tornado(central, question, **real)
        for before, after in pairwise(scenarios[:3]):
            yield charts.bridge, bridge(before, after, question, **real)
    for statement in STATEMENTS:
        yield charts.switching_values, switching_values(central, statement, **real)
        for pair in (PLANE, PLANE[::-1], LAST, (PLANE[0], ("cessation", "2026/27"))):
            yield charts.switching_plane, switching_plane(central, *pair, statement, **real)
    levels = (0.025, 0.5, 0.76, 0.99)
    last = [reserve(central, level, span=("2026/27",), points=2, **real) for level in levels]
    yield from ((charts.reserve, each) for each in last)
    yield from _kept(central)
    yield charts.worst_runs, worst_runs(central, "gap", worst=0.33, span="decision_years", **real)
    for of in ("gap", "balance"):
        yield charts.variance_shares, variance_shares(central, of, span="all_years", **real)


def _by_month(scenarios: list[Scenario]) -> Iterator[Analysed]:
    """Give the year by month of every scenario, and at the limits of its terms."""
    real: Settings = {"draws": DRAWS, "price_base": "2023/24"}
    yield from ((charts.year, year_by_month(each, draws=DRAWS)) for each in scenarios)
    for signed, notice in ((0, 0), (0.4, 4), (2.8, 0.5), (7, 1), (12, 12)):
        terms: Any = {"signed_month": signed, "redeploy_months": notice, "claim_every": 1}
        yield charts.year, year_by_month(scenarios[0], "2026/27", **real, **terms)


def _deciding(scenarios: list[Scenario]) -> Iterator[Analysed]:
    """Give what we can do, under every scenario and for costs of a restart from none to much."""
    for each in scenarios:
        yield charts.options, options(each, draws=DRAWS)
    for cost in (0, 15_000, 1_000_000):
        asked = options(scenarios[0], year="2026/27", restart_cost=cost, price_base="2023/24")
        yield charts.options, asked
    keeps = cheaper("keep_to_june", "release_with_notice", restart_cost=40_000)
    half = cheaper("release_with_notice", "keep_half", restart_cost=15_000)
    for pair in (PLANE, PLANE[::-1], LAST, (PLANE[0], ("cessation", "2026/27"))):
        for statement in (keeps, half):
            yield (
                charts.switching_plane,
                switching_plane(scenarios[0], *pair, statement, draws=DRAWS),
            )
    yield charts.switching_values, switching_values(scenarios[0], keeps, draws=DRAWS)
    for option in ("keep_to_june", "bridge_from_reserves", "release_with_notice"):
        yield charts.reserve, reserve(scenarios[0], of=option, restart_cost=15_000, draws=DRAWS)


def _kept(central: Scenario) -> Iterator[Analysed]:
    """Give the tables of the posts to keep, for waits and teams far from the register's."""
    slow: dict[str, Any] = {"redeploy_months": 8, "refill_months": 1, "work_worth": 0.7}
    for year in ("2024/25", "2026/27"):
        yield charts.decide, decide(central, year, **slow, draws=DRAWS, price_base="2023/24")
    many = central.but(team_posts=240, cessation={"2025/26": 0.62})
    yield charts.decide, decide(many, signed_month=12, restart_cost=1e6, draws=DRAWS)
    yield charts.decide, decide(central.but(team_posts=1.5), signed_month=0, draws=DRAWS)


def _decided_analyses(scenario: Scenario) -> Iterator[Analysed]:
    """Give what can still be asked once no decision is open."""
    span, asked = "all_years", Question(span="all_years")
    yield charts.tornado, tornado(scenario, asked, draws=DRAWS)
    yield charts.bridge, bridge(scenario, scenario.but(team_posts=8), asked, draws=DRAWS)
    yield charts.variance_shares, variance_shares(scenario, span=span, draws=DRAWS)
    yield charts.reserve, reserve(scenario, span=span, draws=DRAWS)
    yield charts.switching_values, switching_values(scenario, pays_for_the_team(span), draws=DRAWS)
    yield charts.worst_runs, worst_runs(scenario, span=span, draws=DRAWS)
    yield charts.medium_term, medium_term(scenario, draws=DRAWS, price_base="2023/24")
    yield charts.year, year_by_month(scenario, draws=DRAWS)


@pytest.fixture(scope="session")
def analysed(scenarios: dict[str, Scenario], later: Forecast, decided: Forecast) -> list[Analysed]:
    """Return the table of every analysis, once for all fonts, and what draws it."""
    every = [*scenarios.values(), later.scenario]
    asked = (*_analyses(every), *_by_month(every), *_deciding(every))
    return [*asked, *_decided_analyses(decided.scenario)]


LIBERATION = "LiberationSans-Regular.ttf"
for file in Path(find(LIBERATION)).parent.glob("LiberationSans-*.ttf"):
    fontManager.addfont(file)  # matplotlib's own list may be older than the font
_INSTALLED = {font.name for font in fontManager.ttflist}


@contextmanager
def in_fonts(fonts: list[str]) -> Iterator[None]:
    """Draw in other fonts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(style._OURS, "font.sans-serif", fonts)
        with style.looks():
            assert rcParams["font.sans-serif"] == fonts
        yield


@pytest.fixture(
    scope="session",
    params=[name for name in FONTS if name in {*_INSTALLED, "Liberation Sans"}],
)
def our_font(request: pytest.FixtureRequest) -> Iterator[None]:
    """Draw in each of our fonts that this machine has."""
    if request.param not in _INSTALLED:
        need(LIBERATION)
    with in_fonts([request.param]):
        yield
    gc.unfreeze()  # what was drawn in it may go


@contextmanager
def lasting() -> Iterator[None]:
    """Make what lives long: the collector does not look through it while it is made, nor after."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


@pytest.fixture(scope="session")
def analysed_charts(our_font: None, analysed: list[Analysed]) -> list[Charted]:
    """Return the chart of every analysis beside its table."""
    with lasting():
        return [(table, draw(table)) for draw, table in analysed]


@pytest.fixture(scope="session")
def every_chart(
    our_font: None,
    scenarios: dict[str, Scenario],
    forecasts: dict[str, Forecast],
    changed: list[Forecast],
    analysed_charts: list[Charted],
) -> list[Chart]:
    """Return every chart, once for all tests of a font."""
    with lasting():
        shown = list(_draw(scenarios, forecasts, changed))
    return [*shown, *(chart for _, chart in analysed_charts)]
