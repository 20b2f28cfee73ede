"""Pictures as titles grow, other money comes and years are closed: legible, apart and inside."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from clsmin_forecast.analysis.backtest import backtest, own_year_ends
from clsmin_forecast.analysis.bridge import bridge
from clsmin_forecast.analysis.compare import compare
from clsmin_forecast.analysis.decide import decide
from clsmin_forecast.analysis.evidence import evidence
from clsmin_forecast.analysis.evidence_choices import evidence_choices
from clsmin_forecast.analysis.medium_term import medium_term
from clsmin_forecast.analysis.options import options
from clsmin_forecast.analysis.reserve import reserve
from clsmin_forecast.analysis.statements import even_chance
from clsmin_forecast.analysis.switching import switching_plane, switching_values
from clsmin_forecast.analysis.tornado import tornado
from clsmin_forecast.analysis.variance_shares import variance_shares
from clsmin_forecast.analysis.vary import vary
from clsmin_forecast.analysis.worst_runs import worst_runs
from clsmin_forecast.inputs.scenarios import Scenario, load_scenarios
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.present import charts
from clsmin_forecast.present.chart import Chart
from clsmin_forecast.quantities import Chance
from tests.beyond import add_year
from tests.conftest import need

from .conftest import DATA, LIBERATION, in_fonts
from .test_pictures import (
    refuse_cut_text,
    refuse_line_outside,
    refuse_small_plot,
    refuse_text_outside,
    refuse_text_over_text,
    refuse_text_struck_through,
)

DRAWS = 256
CLOSED = {
    "2021/22": "272708,cash,outturn,fixed,",
    "2022/23": "495000,cash,outturn,fixed,6",
    "2023/24": "570567,cash,outturn,fixed,7",
    "2024/25": "548210,cash,outturn,fixed,7",
    "2025/26": "640000,cash,outturn,fixed,8",
}
YEARS: dict[str, dict[str, str]] = {
    "today": {},
    "all closed but one": CLOSED,
    "one in principle": {
        "2024/25": "548210,cash,received,fixed,7",
        "2025/26": "640000,cash,approved,fixed,8",
    },
}
"""What the awards are as years pass, amount to posts, by what is then the case."""

BEYOND = "a year beyond the papers"

MONEY = (300, 600_000)
Job = tuple[Callable[..., Chart], *tuple[Any, ...]]
"""What draws a chart, and what it draws."""


def _twice(data: Path) -> None:
    """Make every title twice as long as it is."""
    for file in (*data.glob("scenarios/*.yaml"), data / "evidence_sets.yaml"):
        text = file.read_text(encoding="utf-8")
        twice = re.sub(r"(?m)^( *(?:title|label): )(.*)$", r"\1\2, and \2", text)
        file.write_text(twice, encoding="utf-8")
    path = data / "comparator_grants.csv"
    grants = pd.read_csv(path, dtype=str, keep_default_na=False)
    grants["grant"] += ", and " + grants["grant"]
    grants.to_csv(path, index=False)


def _pass_years(data: Path, years: Mapping[str, str]) -> None:
    awards = data / "awards.csv"
    header, *rows = awards.read_text(encoding="utf-8").splitlines()
    known = {row[:7]: row.split(",", 6) for row in rows}
    for year, passed in years.items():
        known[year] = [year, *passed.split(","), known[year][-1]]
    lines = [header, *map(",".join, known.values())]
    awards.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="module", params=[*YEARS, BEYOND])
def jobs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    """Return what to draw of data with long titles, as the years pass."""
    data = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("other") / "data"))
    if request.param == BEYOND:
        add_year(data, ["2024/25", "2025/26"])
    else:
        _pass_years(data, YEARS[request.param])
    _twice(data)
    scenarios = load_scenarios(data=data)
    assert max(len(each.title) for each in scenarios) > 90
    return [*_jobs(scenarios)]


def _jobs(scenarios: list[Scenario]) -> Iterator[Job]:
    central, ceases, *_ = scenarios
    first, last = (central.facts.awards.decision_years[place] for place in (0, -1))
    nothing = central.but(cessation={first: 1}, name="nothing", title=ceases.title)
    money = [each for base in (ceases, nothing) for each in _with_money(base)]
    yield from _of_forecasts([*scenarios, nothing, *money])
    for some in (scenarios, scenarios[:1], [*scenarios[8:], nothing]):
        yield charts.compare, compare(some, draws=DRAWS)
    yield from _of_evidence(central)
    for each in (central, scenarios[5], money[-1]):
        yield from _of_analyses(central, each, last)


def _with_money(scenario: Scenario) -> Iterator[Scenario]:
    """Give a scenario other money, in every open year and in each alone."""
    years = scenario.facts.awards.open_costed_years
    for amount in MONEY:
        for when in dict.fromkeys([years, *((year,) for year in years)]):  # one year is both
            name = f"{scenario.name} {amount} {' '.join(when)}"
            other = dict.fromkeys(when, amount)
            yield scenario.but(alternative_funding=other, name=name, title=scenario.title)


def _of_forecasts(scenarios: list[Scenario]) -> Iterator[Job]:
    made = [forecast(each, draws=DRAWS) for each in scenarios]
    for each in made:
        yield charts.gap, each
    for each in made[:12]:
        for draw in (charts.funding_outlook, charts.posts, charts.decision_tree):
            yield draw, each
    for some in (made[:4], made[3:7], made[6:10], made[1:2], made[9:11]):
        yield charts.scenario_lines, some
        yield charts.funding_outlooks, some


def _of_evidence(central: Scenario) -> Iterator[Job]:
    for seen in (1.0, 0.5):
        yield charts.evidence, evidence(central, None, seen)
    yield charts.backtest, backtest(central), own_year_ends(central)
    yield charts.evidence_choices, evidence_choices(central, draws=DRAWS)
    yield charts.funding_profile, central.facts
    yield charts.cash_and_real, central.facts, "2023/24"


def _of_analyses(central: Scenario, scenario: Scenario, last: str) -> Iterator[Job]:
    pair = ("cessation", last), ("expansion", last)
    yield charts.tornado, tornado(scenario, draws=DRAWS)
    yield charts.variance_shares, variance_shares(scenario, draws=DRAWS)
    yield charts.bridge, bridge(central, scenario, draws=DRAWS)
    yield charts.switching_values, switching_values(scenario, draws=DRAWS)
    yield charts.switching_plane, switching_plane(scenario, *pair, even_chance(1e6), draws=DRAWS)
    yield charts.worst_runs, worst_runs(scenario, draws=DRAWS)
    yield charts.medium_term, medium_term(scenario, draws=DRAWS)
    yield charts.decide, decide(scenario, draws=DRAWS)
    for of in ("gap", "recovered"):
        yield charts.reserve, reserve(scenario, of=of, draws=DRAWS)
    yield charts.options, options(scenario, draws=DRAWS)
    shares = vary(scenario, "expansion_share", [0, 0.25, 0.5, 0.75, 1], draws=DRAWS)
    yield charts.expansion_value, shares
    curve = vary(scenario, "cessation", [0, 0.5, 1], last, draws=DRAWS)
    words = f"Chance that funding ceases in {last}"
    yield charts.chance_curve, curve, Chance(0.2, 0.1, 0.4), words


def _refuse_illegible(chart: Chart) -> None:
    refuse_cut_text(chart)
    refuse_text_outside(chart)
    refuse_line_outside(chart)
    refuse_text_over_text(chart)
    refuse_text_struck_through(chart)


@pytest.fixture(params=["Liberation Sans", "DejaVu Sans"])
def font(request: pytest.FixtureRequest) -> Iterator[None]:
    """Draw in a font as wide as Arial, and in the one that is everywhere."""
    if request.param == "Liberation Sans":
        need(LIBERATION)
    with in_fonts([request.param]):
        yield


@pytest.mark.usefixtures("font")
def test_a_page_s_width_has_room_for_every_word(jobs: list[Job]) -> None:
    for draw, *given in jobs:
        chart = draw(*given)
        _refuse_illegible(chart)
        refuse_small_plot(chart)
