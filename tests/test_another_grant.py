"""Another grant in one folder, whose papers state no posts: the whole tool on it, without posts."""

import html
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from openpyxl import load_workbook

import clsmin_forecast as cf
from clsmin_forecast import cli
from clsmin_forecast.cli import settings
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.present import charts, sentences, tables
from clsmin_forecast.present.explorer.session import Session
from clsmin_forecast.present.explorer.state import State
from clsmin_forecast.runs.audit import audit
from clsmin_forecast.runs.published import read_run

from .conftest import DATA, Edit, Refused, Run

UNPRICED = "The papers state no posts, so a post cannot be priced."
TODAY = date(2026, 11, 28)
OTHERS = re.compile(r"CLSMIN(?!_FORECAST)|County Line|Metropolitan|Orochi|PCD 1532")
NOT_A_NUMBER = re.compile(r"\bnan\b|\bNaN\b|\[object")
OF_A_TEAM = ("gap", "cost", "posts", "chance_covered", "team_covered")


@pytest.fixture(scope="module")
def central(project_alpha: Path) -> Scenario:
    return load_scenario("central", project_alpha)


@pytest.fixture
def command(project_alpha: Path, command_line: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the folder; return its code, output and errors."""
    monkeypatch.setattr(settings, "today", lambda: TODAY)
    return partial(command_line, "--data", str(project_alpha))


@pytest.fixture(scope="module")
def published(project_alpha: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the standard plan's run; its paper stands beside it."""
    outputs = tmp_path_factory.mktemp("outputs")
    paper = str(outputs / "paper.docx")
    for words in (
        ("run", "--outputs", str(outputs)),
        ("brief", "--run", str(outputs / "latest"), "--to", paper),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "today", lambda: TODAY)
            patch.setattr(sys, "argv", ["clsmin-forecast", "--data", str(project_alpha), *words])
            with pytest.raises(SystemExit) as stop:
                cli.main()
        assert stop.value.code == 0
    return outputs / "latest"


def texts_of(folder: Path, paper: Path) -> Iterator[tuple[str, str]]:
    """Give every text of a paper and of a run but its copy of the data, those of workbooks too."""
    run = folder.resolve()
    for path in [*sorted(run.rglob("*")), paper]:
        name = str(path.relative_to(run)) if run in path.parents else path.name
        if name.startswith("_data"):
            continue
        if path.suffix in (".html", ".json", ".csv", ".svg", ".ipynb"):
            yield name, path.read_text(encoding="utf-8")
        elif path.suffix in (".xlsx", ".ods", ".docx"):
            with ZipFile(BytesIO(path.read_bytes())) as parts:
                for part in parts.namelist():
                    if part.endswith((".xml", ".rels")):
                        yield f"{name}: {part}", parts.read(part).decode()


def names_of(data: Path) -> re.Pattern[str]:
    """Return what finds the comparators' names in a text, also where a picture wraps them."""
    names = [html.escape(grant.fields["grant"]).split() for grant in load_facts(data).grants]
    wrapped = r"(?:\s|<[^>]*>|\\n|\",)+"  # in a notebook too, as JSON writes it
    return re.compile("|".join(wrapped.join(map(re.escape, words)) for words in names))


def test_the_standard_plan_runs_and_every_check_passes(published: Path) -> None:
    jobs = read_run(published).jobs
    assert len(jobs) == 14
    assert all(check.passed for job in jobs for check in job.result.checks)
    for made in ("index.html", "about.html", "forecast.xlsx", "forecast.ods", "share.html"):
        assert published.joinpath(made).is_file()
    assert "Calculation" in load_workbook(published / "forecast.xlsx").sheetnames


def test_no_output_names_another_grant(published: Path, project_alpha: Path) -> None:
    own_rows = names_of(project_alpha)
    for name, text in texts_of(published, published.parent / "paper.docx"):
        assert not OTHERS.findall(own_rows.sub("", text)), name


def test_no_output_holds_what_is_not_a_number(published: Path) -> None:
    for name, text in texts_of(published, published.parent / "paper.docx"):
        assert not NOT_A_NUMBER.findall(text), name


def test_pages_and_paper_say_why_there_are_no_posts(published: Path) -> None:
    said = dict(texts_of(published, published.parent / "paper.docx"))
    for job in ("scenario_forecast-central", "cessation_risk", "expansion", "sensitivity"):
        page = next(text for name, text in said.items() if re.match(rf"{job}/\w+\.html", name))
        assert UNPRICED in page, job
    assert UNPRICED in said["index.html"]
    assert UNPRICED in said["paper.docx: word/document.xml"]
    assert "What is not spent is no gap" not in said["index.html"]
    for name, text in said.items():
        head = text.partition("\n")[0]
        if name.endswith(".csv"):
            assert not any(word in head for word in OF_A_TEAM), name


def test_nothing_is_wrong_with_the_folder(project_alpha: Path) -> None:
    assert {each.level for each in audit(project_alpha, TODAY)} == {"note"}


def test_a_paper_of_another_series_is_found(data: Path, edit: Edit[None]) -> None:
    edit("grant.yaml", "paper_series: PCD", "paper_series: DCN")
    found = [each for each in audit(data, TODAY) if each.level == "wrong"]
    assert found[0].where == "grant.yaml: paper_series"
    assert "2021/22 is of PCD 956, which is no paper of DCN" in found[0].what


def test_its_own_rows_are_no_comparators(project_alpha: Path, tmp_path: Path) -> None:
    def apart(folder: Path) -> bool:
        own = cf.own_year_ends(load_scenario("central", folder))
        assert own.about.checks[0]["name"] == "No comparable grant is the grant itself"
        return bool(own.about.checks[0]["passed"])

    assert apart(project_alpha)
    all_rows = (DATA / "comparator_grants.csv").read_bytes()
    folder = tmp_path / "data"
    shutil.copytree(project_alpha, folder)
    (folder / "comparator_grants.csv").write_bytes(all_rows)
    assert not apart(folder)


@pytest.mark.parametrize(
    "words",
    [
        "reserve", "tornado --of gap", "tornado --of balance", "variance-shares --of gap",
        "worst-runs --of gap", "evidence-choices --of gap", "options", "year --year 2024/25",
        "switching --options keep_half,release_with_notice",
        "switching --statement pays_for_the_team",
        "switching --statement gap_reaches", "bridge central ceases --of gap",
        "explain posts_2024_25", "explain gap_all_years",
        "stress --input pay_growth", "decide",
        "forecast --set team_posts=8", "forecast --set alternative_funding=1",
        "forecast --set pay_growth.2024/25=0.1",
    ],
)  # fmt: skip
def test_a_question_about_the_team_is_refused_with_the_reason(command: Run, words: str) -> None:
    code, out, error = command(*words.split())
    assert (code, out) == (64, "")
    assert UNPRICED in error
    assert error.count(". ") <= 1


@pytest.mark.parametrize(
    "words",
    [
        "forecast", "forecast --format json", "forecast --format csv", "scenarios", "assumptions",
        "evidence", "tornado", "variance-shares", "switching", "compare central ceases",
        "bridge central half_expansion", "evidence-choices", "reserve --of recovered", "worst-runs",
        "switching --across cessation.2023/24 --up cessation.2024/25",
        "stress --input recovery_rate", "medium-term", "backtest", "scores --outputs docs",
        "explain recovered_2024_25", "explain", "check",
    ],
)  # fmt: skip
def test_every_other_question_is_answered(command: Run, words: str) -> None:
    code, out, error = command(*words.split())
    assert (code, error) == (0, "")
    assert not NOT_A_NUMBER.findall(out)


def test_a_forecast_has_no_column_of_the_team(central: Scenario) -> None:
    made = cf.forecast(central, draws=64)
    moved = cf.vary(central, "cessation", [0, 1], "2024/25", draws=64)
    tabled = [made.by_year(), cf.compare([central], draws=64), moved, cf.headlines(made).T]
    tabled.append(cf.profile(central.facts))
    for table in tabled:
        assert not [name for name in table.columns if any(word in name for word in OF_A_TEAM)]
    for rows in (tables.by_year_rows(made), tables.reading_rows(moved)):
        assert not [name for name in rows[0] if any(word in name for word in OF_A_TEAM)]
    assert made.document["totals"]["all_years"]["gap_gbp"] is None
    assert made.in_year("gap", "2024/25") is None


def test_charts_draw_what_there_is(central: Scenario) -> None:
    moved = cf.vary(central, "cessation", [0, 1], "2024/25", draws=64)
    chance = central.quantities["cessation"]["2024/25"]
    curve = charts.chance_curve(moved, chance, "Chance")  # type: ignore[arg-type]
    assert "gap" not in f"{curve.subtitle}{curve.alt}{list(curve.data)}"
    full = load_scenario("half_expansion", central.facts.folder)
    shares = cf.vary(full, "expansion_share", [0, 1], draws=64)
    value = charts.expansion_value(shares)
    assert "posts" not in f"{value.headline}{value.subtitle}{value.alt}{list(value.data)}"
    assert "posts" not in sentences.expansion(shares)


@pytest.mark.parametrize("draw", [charts.gap, charts.posts])
def test_no_empty_chart_is_drawn(
    central: Scenario, refused: Refused, draw: Callable[..., object]
) -> None:
    made = cf.forecast(central, draws=8)
    assert UNPRICED in refused(lambda: draw(made))


def test_a_total_of_the_gap_is_refused(central: Scenario, refused: Refused) -> None:
    made = cf.forecast(central, draws=8)
    assert UNPRICED in refused(lambda: made.total("gap", "all_years"))
    with pytest.raises(InputError, match=re.escape(UNPRICED)):
        cf.reserve(central, draws=8)


def test_page_one_says_it_once(central: Scenario) -> None:
    said = sentences.page_one(cf.forecast(central, draws=64))
    assert sum(UNPRICED in text for text in said.values()) == 1
    assert said["if_it_stops"].endswith(UNPRICED)


def test_the_page_offers_no_view_of_the_team(project_alpha: Path) -> None:
    page = Session(State(start="central"), draws=64, data=project_alpha, today=TODAY)
    there = {view["name"] for view in page.opening["views"]}
    assert there == {"outlook", "paths", "drivers", "comparison"}
    assert all(set(field["moves"]) <= there for field in page.opening["fields"])
    for view in ("gap", "year", "options", "decide"):
        assert UNPRICED in page.hear({"do": "view", "to": view})["error"]["text"]


def test_the_sum_asked_about_is_the_largest_award(central: Scenario) -> None:
    swept = cf.sweep(central, pd.DataFrame({"cessation.2024/25": [0.0]}), draws=64)
    assert swept.about.question.at_least == 3_138_676.24
