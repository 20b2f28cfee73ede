"""The commands: what they print, and the exit code of everything that can go wrong."""

import io
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast import cli
from clsmin_forecast.cli import settings, tables
from clsmin_forecast.inputs.register import load_register
from clsmin_forecast.runs.run import Outcome

from .conftest import Run

KEPT = Path(__file__).parents[1] / "docs"  # with a ledger


@pytest.fixture
def command(command_line: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in an empty folder on the day of the register; return code, output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "today", lambda: load_register(cf.load_facts()).as_at)

    return command_line


def test_the_json_is_the_forecast_of_the_python_door(command: Run) -> None:
    code, out, _ = command("forecast", "central", "--draws", "512", "--format", "json")
    assert code == 0
    assert json.loads(out) == cf.forecast(cf.load_scenario("central"), draws=512).to_dict()


def test_settings_and_changes_reach_the_model(command: Run) -> None:
    code, out, _ = command(
        "forecast", "central", "--set", "cessation.2025/26=0.4", "--set", "team_posts=8",
        "--set", "recovery_rate.2026/27={range: {low: 0.5, mid: 0.6, high: 0.7, coverage: 0.9}}",
        "--draws", "64", "--seed", "0", "--price-base", "2023/24", "--format", "json",
    )  # fmt: skip
    document = json.loads(out)
    assert code == 0
    assert document["settings"] == {"draws": 64, "seed": 0, "price_base": "2023/24"}
    assert document["scenario"]["changes"]["cessation"] == {"2025/26": 0.4}
    assert document["scenario"]["changes"]["team_posts"] == 8
    assert document["years"][-1]["award_gbp"] < 1_000_000


def test_a_scenario_with_many_changes_is_said_once_to_be_changed(command: Run) -> None:
    changes = ("team_posts=8", "recovery_rate=0.9", "cessation.2025/26=0.1")
    sets = [word for change in changes for word in ("--set", change)]
    _, out, _ = command("forecast", *sets, "--draws", "64", "--format", "json")
    scenario = json.loads(out)["scenario"]
    assert scenario["title"] == "Central view, changed"
    assert set(scenario["changes"]) == {"team_posts", "recovery_rate", "cessation"}


def test_the_terminal_states_the_standard_error(command: Run) -> None:
    _, out, _ = command("forecast", "central", "--draws", "8")
    assert "The standard error of the average recovered over 2025/26 and 2026/27 is £" in out
    assert "8 draws are too few for it, so take more." in " ".join(out.split())
    _, out, _ = command("forecast", "central", "--draws", "16384")
    assert "too few" not in out


def test_no_help_offers_what_is_refused(command: Run) -> None:
    for name, refused in (("worst-runs", "balance"), ("reserve", "balance")):
        code, out, _ = command(name, "--help")
        assert (code, refused in out) == (0, False)
        assert command(name, "central", "--of", refused, "--draws", "64")[0] == 64
    assert "--span" not in command("explain", "--help")[1]


def test_the_csv_is_the_table_by_year(command: Run) -> None:
    code, out, _ = command("forecast", "ceases", "--draws", "64", "--format", "csv")
    table = pd.read_csv(io.StringIO(out), index_col="financial_year")
    assert code == 0
    assert table.loc["2025/26", "mean"] == 0


def test_the_table_leads_with_the_risk_and_shows_the_checks(command: Run) -> None:
    code, out, _ = command("forecast", "central", "--draws", "512")
    assert code == 0
    assert out.startswith("The chance that there is no funding in ")
    assert "This output has not been independently assured." in out
    assert "Check passed: Path probabilities sum to 1" in out


def test_what_was_set_is_said_first(command: Run) -> None:
    _, out, _ = command("forecast", "central", "--draws", "512", "--set", "cessation.2025/26=40%")
    assert out.startswith("Scenario central, cessation.2025/26=40%.\nThe chance that there is no")


@pytest.mark.parametrize("columns", ["40", "80", "120"])
@pytest.mark.parametrize(
    "asked",
    [
        "forecast central",
        "compare central half_expansion",
        "reserve central",
        "options central",
        "bridge central half_expansion",
        "tornado central",
        "explain recovered_2025_26",
        "year --year 2025/26",
        "evidence",
    ],
)
def test_no_cell_is_cut_short_whatever_the_width(
    command: Run, monkeypatch: pytest.MonkeyPatch, asked: str, columns: str
) -> None:
    shown: list[str] = []
    print_table = tables.print_table

    def watched(title: str, heads: list[str], rows: list[list[str]]) -> None:
        shown.extend(cell for row in rows for cell in row)
        print_table(title, heads, rows)

    monkeypatch.setattr("clsmin_forecast.cli.output.print_table", watched)
    monkeypatch.setenv("COLUMNS", columns)
    _, out, _ = command(*asked.split(), *(["--draws", "512"] if asked != "evidence" else []))
    figures = [cell for cell in shown if re.fullmatch(r"((minus|under) )?£?[\d,./]+%?", cell)]
    assert len(figures) > 4
    _, _, table = out.partition("\n")  # the sentence above says some of them too
    for cell in shown:
        whole = [cell] if cell in figures else cell.split()
        assert all(re.search(rf"(^|\W){re.escape(part)}(?!\S)", table, re.M) for part in whole)
    lines = [line for line in table.splitlines() if "─" in line]
    assert all(len(line) <= int(columns) for line in lines)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("scenarios", "full_expansion"),
        ("assumptions", "continuation_ratio"),
        ("evidence", "Ceased when an award ran out"),
        ("check", "not appointed"),
    ],
)
@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_what_there_is_can_be_listed(command: Run, name: str, words: str, format: str) -> None:
    code, out, _ = command(name, "--format", format)
    assert code == 0
    assert words in out


ASKED = {
    "tornado": (["tornado", "central", "--of", "gap"], "whether funding ceases in 2025/26"),
    "a chance": (["tornado", "--at-least", "1000000"], "the chance that what is recovered"),
    "variance-shares": (["variance-shares", "central"], "decisions not on record"),
    "switching": (
        ["switching", "--statement", "gap_reaches", "--amount", "500000"],
        "the answer is less than £500,000",
    ),
    "compare": (["compare", "central", "ceases"], "£727,000 less"),
    "bridge": (["bridge", "central", "full_expansion"], "goes from"),
    "reserve": (["reserve", "central"], "the worst 10%"),
    "a level": (
        ["reserve", "--confidence", "3 in 4"],
        "To be 75% sure of covering what is missing",
    ),
    "counted on": (["reserve", "--of", "recovered"], "over the worst 10%"),
    "a curve": (["reserve", "--points", "11"], " covers the gap  standard error"),
    "its curve": (["reserve", "--of", "recovered", "--points", "11"], "chance  standard error"),
    "options": (
        ["options"],
        "“Release the team” costs us (the Metropolitan Police) least money: £0 whatever",
    ),
    "options by scenario": (["options", "central", "ceases"], "Over 2 scenarios of 2026/27,"),
    "a wait": (
        ["options", "--restart-cost", "15k", "--year", "2026/27", "--option", "keep_half"],
        "at £15,000 a post.",
    ),
    "at risk": (
        ["reserve", "--of", "at_risk", "--signed-month", "3", "--redeploy-months", "0"],
        "in the 3 months until the agreement is signed; it is lost in the year",
    ),
    "an option": (
        ["reserve", "--of", "keep_half", "--restart-cost", "15k"],
        "of covering what “Keep half of the team” costs us in 2026/27,",
    ),
    "two options": (
        [
            "switching",
            "--options",
            "keep_half,release_with_notice",
            "--restart-cost",
            "15k",
            "--span",
            "2025/26",
        ],
        "It turns where the chance that funding ceases in 2025/26 is 33%",
    ),
    "two options on a plane": (
        [
            "switching",
            "--options",
            "keep_half, release_with_notice",
            "--restart-cost",
            "15k",
            "--across",
            "cessation.2026/27",
            "--up",
            "expansion.2026/27",
            "--span",
            "2026/27",
        ],
        "the two change places where the chance that funding ceases in 2026/27 is",
    ),
    "medium-term": (["medium-term", "--confidence", "9 in 10"], "To be 90% sure of covering"),
    "plane": (
        ["switching", "--across", "cessation.2025/26", "--up", "expansion.2025/26"],
        "It turns on a line of",
    ),
    "stress": (["stress", "--input", "cessation.2025/26"], "in part of its range"),
    "year": (
        ["year", "--year", "2025/26", "--signed-month", "2"],
        "signed by the end of May 2025, £99,000 had been spent before. None is on",
    ),
    "decide": (
        ["decide", "--year", "2025/26", "--signed-month", "2", "--redeploy-months", "1"],
        "keep 6.9 of 7 posts",
    ),
    "another wait": (
        ["decide", "--refill-months", "1", "--work-worth", "0.5", "--restart-cost", "£1k"],
        "keep",
    ),
    "a last year": (["decide", "ceases", "--year", "2026/27", "--cases", "4"], "let all 7 posts"),
    "worst-runs": (["worst-runs", "--of", "gap", "--worst", "0.2"], "In the worst 20% of outcomes"),
    "explain": (
        ["explain", "chance_not_funded_2025_26"],
        "It rests on: cessation and reinstatement.",
    ),
    "figures": (["explain", "ceases"], "recovered_2025_26_high"),
    "years": (["reserve", "--span", "2024/25, 2025/26"], "over 2024/25 and 2025/26,"),
    "a span": (["tornado", "--span", "decision_years"], "over 2024/25, 2025/26 and 2026/27,"),
    "all": (["switching", "--span", "all_years"], "over 2021/22, 2022/23,"),
    "backtest": (["backtest"], "So few decisions prove little"),
    "scores": (["scores", "--outputs", str(KEPT)], "kept; none is decided yet"),
    "own set": (["evidence", "--where", "year_end=expiry", "--where", "scheme=cyber"], "cyber"),
}
DRAWN = {each[0] for each, _ in ASKED.values()} - {"backtest", "evidence", "scores"}


@pytest.mark.parametrize("format", ["table", "json", "csv"])
@pytest.mark.parametrize(("arguments", "words"), ASKED.values(), ids=ASKED)
def test_questions_are_answered(
    command: Run, arguments: list[str], words: str, format: str
) -> None:
    draws = ["--draws", "512"] if arguments[0] in DRAWN else []
    code, out, err = command(*arguments, *draws, "--format", format)
    assert (code, err) == (0, "")
    if format == "table":
        assert words in out
    elif format == "csv":
        assert len(pd.read_csv(io.StringIO(out))) > 0
    else:
        document = json.loads(out)
        assert document["schema"] == "clsmin-forecast/table/1"
        assert document["rows"]
        assert all(check["passed"] for check in document["checks"])


PLANELESS = (
    "tornado", "variance-shares", "switching", "compare central ceases", "bridge central ceases",
    "reserve", "reserve --points 3", "stress --input recovery_rate", "worst-runs",
)  # fmt: skip


PLANE = "switching --across cessation.2025/26 --up expansion.2025/26"


def test_every_question_takes_a_span_and_answers_once_every_year_is_decided(
    command: Run, data: Path
) -> None:
    awards = data / "awards.csv"
    text = awards.read_text().replace("in_principle", "approved")
    awards.write_text(text.replace("indicative", "approved", 1))
    for question in PLANELESS:
        code, out, _ = command(*question.split(), "--draws", "256", "--data", str(data))
        assert (code, "2026/27" in out) == (0, True)
    for question in (*PLANELESS, PLANE):
        code, out, _ = command(*question.split(), "--draws", "256", "--span", "2025/26")
        assert (code, "2025/26" in out, "2025/26 and" in out) == (0, True, False)


def test_real_terms_are_said(command: Run) -> None:
    for question in ("tornado", "reserve", "worst-runs", "switching"):
        _, out, _ = command(question, "central", "--draws", "256", "--price-base", "2023/24")
        assert "Sums are in 2023/24 prices." in " ".join(out.split())


def test_the_json_of_a_question_is_its_table(command: Run) -> None:
    _, out, _ = command(
        "tornado", "ceases", "--set", "cessation.2025/26=0.4", "--draws", "64", "--seed", "3",
        "--format", "json",
    )  # fmt: skip
    changed = cf.load_scenario("ceases").but(cessation={"2025/26": 0.4})
    table = cf.tornado(changed, draws=64, seed=3)
    document = json.loads(out)
    assert [row["at_high"] for row in document["rows"]] == table["at_high"].to_list()
    assert document["answer"] == table.about.answer


def test_a_bridge_from_an_earlier_data_folder_finds_what_changed(command: Run, data: Path) -> None:
    register = data / "assumptions.yaml"
    text = register.read_text().replace(
        "high: 1.0, coverage: 0.8}}\n    between", "high: 0.99, coverage: 0.8}}\n    between"
    )
    register.write_text(text)
    code, out, _ = command(
        "bridge", "central", "central", "--earlier", str(data), "--draws", "64", "--format", "csv"
    )
    assert code == 0
    assert pd.read_csv(io.StringIO(out))["changed"].to_list() == ["recovery_rate"]


OPEN_CHANCES = (
    "cessation.2024/25, cessation.2025/26, cessation.2026/27, expansion.2025/26, "
    "expansion.2026/27, reinstatement.2024/25, reinstatement.2025/26, reinstatement.2026/27"
)
BAD = [
    (["tornado", "--of", "recoverd"], "unknown measure 'recoverd'; the nearest is recovered"),
    (["explain", "recoverd_2025_26"], "the nearest is recovered_2025_26 or"),
    (
        ["tornado", "--at-least", "much"],
        "--at-least must be a number such as 600000, £600,000 or 600k, got 'much'",
    ),
    (["tornado", "--set", "cessation.2025/26=1.2"], "a chance must lie from 0 to 1"),
    (["variance-shares", "--draws", "64"], "needs at least 256 draws, got 64"),
    (
        ["variance-shares", "--span", "decision_yeas"],
        "span: unknown span of years 'decision_yeas'; the",
    ),
    (["worst-runs", "--span", "2025/26,2031/32"], "unknown financial year '2031/32'"),
    (
        ["stress", "--input", "recovery_rate", "--span", "2025/26,2025/26"],
        "each year is named once",
    ),
    (["reserve", "--span", "2021/22"], "has no year in which a post has a price"),
    (["switching", "--statement", "evens"], "unknown statement 'evens'"),
    (["switching", "--amount", "nan"], "--amount must be a number such as 600000"),
    (["compare", "central", "central"], "needs scenarios with different names"),
    (["compare", "cental"], "unknown scenario 'cental'"),
    (["bridge", "central", "cental"], "unknown scenario 'cental'"),
    (["bridge", "central", "ceases", "--earlier", "nowhere"], "nowhere is not a folder"),
    (["stress", "--input", "cessation"], "needs a year"),
    (
        ["switching", "--across", "cessation.2025/26", "--up", "recovery_rate.2025/26"],
        "unknown chance 'recovery_rate.2025/26'; the nearest is cessation.2025/26 or",
    ),
    (["year", "2026/27"], "2026/27 is a year, which goes with --year or --span"),
    (["year", "--year", "2021/22"], "unknown year in which the team has a cost '2021/22'"),
    (
        ["year", "--year", "2025/26", "--claim-every", "0"],
        "--claim-every must lie from 1 to 12, got '0'",
    ),
    (
        ["options", "--year", "2021/22"],
        "unknown undecided year with a cost '2021/22'; the nearest is",
    ),
    (["options", "--option", "keep_hlf"], "the nearest is keep_half"),
    (["options", "--signed-month", "13"], "--signed-month must lie from 0 to 12, got '13'"),
    (["options", "ceases", "ceases"], "takes one scenario or more, each once, got ceases, ceases"),
    (["reserve", "--points", "1"], "points must be a whole number from 2"),
    (["reserve", "--of", "keep_hlf"], "unknown measure 'keep_hlf'; the nearest is keep_half"),
    (["reserve", "--restart-cost", "5"], "restart_cost goes with an option, and not with of=gap"),
    (["switching", "--options", "keep_half"], "--options names two options, got 'keep_half'"),
    (["switching", "--restart-cost", "5"], "switching: --restart-cost goes with --options."),
    (["decide", "--signed-month", "13"], "--signed-month"),
    (["decide", "--year", "2023/24"], "unknown undecided year with a cost '2023/24'"),
    (["decide", "--cases", "many"], "cases must be a whole number from 1"),
    (["stress", "--input", "recovry_rate"], "the nearest is recovery_rate"),
    (
        ["stress", "--input", "team_posts"],
        "team_posts has none, it is taken as 7; give it one, as in",
    ),
    (["worst-runs", "--worst", "5"], "--worst must lie from 0 to 1, got '5': 5 means 500%"),
    (["evidence", "--where", "year_end"], "a filter is written column=value, got 'year_end'"),
    (["evidence", "--where", "yearend=expiry"], "the nearest is year_end"),
    (["evidence", "--seen", "2"], "seen"),
    (["evidence", "--count-by", "grant_year"], "--count-by: goes with --where"),
    (["explain", "banana", "apple"], "takes one figure and one scenario, got banana apple."),
    (["explain", "banana"], "Known: 176 of them, which `clsmin-forecast explain`"),
    (
        ["switching", "--across", "cessation", "--up", "expansion"],
        f"unknown chance 'cessation'; the nearest is cessation.2026/27 or cessation.2025/26. "
        f"Known: {OPEN_CHANCES}.",
    ),
    (
        ["switching", "--up", "expansion.2025/26"],
        f"--across is missing; the plane is of two chances that are open: {OPEN_CHANCES}.",
    ),
    (
        ["switching", "--across", "expansion.2025/26"],
        f"--up is missing; the plane is of two chances that are open: {OPEN_CHANCES}.",
    ),
    (
        ["stress", "recovery_rate", "ceases"],
        "It is written: clsmin-forecast stress [SCENARIO] --input INPUT [OPTIONS].",
    ),
    (
        ["explain", "recovered_2025_26", "--scenario", "ceases"],
        "It is written: clsmin-forecast explain [FIGURE] [SCENARIO] [OPTIONS].",
    ),
    (
        ["forecast", "--format", "xml"],
        "clsmin-forecast forecast: --format: 'xml' is not one of 'table', 'json', 'csv'. It is "
        "written: clsmin-forecast forecast [SCENARIO] [OPTIONS].",
    ),
    (
        ["reserve", "--confidence", "80"],
        "--confidence must lie from 0 to 1, got '80': 80 means 8,000%; write 0.8 or 80%.",
    ),
    (["reserve", "--confidence", "1"], "confidence must lie between 0 and 1, by a millionth"),
    (["shortfall"], "clsmin-forecast: shortfall is now called reserve."),
    (["exceedance", "--of", "gap"], "clsmin-forecast: exceedance is now called reserve."),
    (["plane", "--across", "cessation"], "clsmin-forecast: plane is now called switching."),
    (["worst"], "clsmin-forecast: worst is now called worst-runs."),
    (["forecasts"], "unknown command 'forecasts'; the nearest is forecast. Known: "),
    (["runs", "prun"], "runs: unknown command 'prun'; the nearest is prune"),
    (["forecast", "--draw", "8"], "unknown option '--draw'; the nearest is --draws"),
    (["forecast", "--draws"], "clsmin-forecast: --draws needs a value."),
    (["forecast", "central", "ceases"], "unexpected extra argument ceases. It is written: "),
    (["bridge", "central"], "AFTER is missing. It is written: clsmin-forecast bridge BEFORE AFTER"),
    (["--quiet"], "It is written: clsmin-forecast COMMAND [OPTIONS]."),
    (["compare", "nowhere/1", "nowhere/2"], "nowhere/1 holds no run. Name the folder of one, or "),
    (["forecast", "cental"], "unknown scenario 'cental'; the nearest is central"),
    (["forecast", "--set", "cesation.2025/26=1"], "unknown assumption 'cesation'; the nearest"),
    (["forecast", "--set", "cessation.2031/32=1"], "2031/32"),
    (["forecast", "--set", "cessation.2021/22=1"], "no effect in a year that is received"),
    (["forecast", "--set", "cessation"], "input.year=value"),
    (["forecast", "--set", "title=x"], "unknown assumption 'title'"),
    (["forecast", "--set", "cessation.2025/26=1.2"], "a chance must lie from 0 to 1, got 1.2"),
    (["forecast", "--set", "cessation.2025/26=-0.1"], "a chance must lie from 0 to 1, got -0.1"),
    (["forecast", "--set", "cessation.2025/26=nan"], "got 'nan'"),
    (["forecast", "--set", "cessation.2025/26=often"], "got 'often'"),
    (["forecast", "--set", "cessation.2025/26={evidence: none}"], "unknown set 'none'"),
    (["forecast", "--set", "cessation.2025/26=!!python/name:os.system x"], "plain YAML"),
    (
        ["forecast", "--set", "recovery_rate={range: {low: .1, mid: .5, high: .9, coverage: 90}}"],
        "coverage must lie from 0.5 to 1, got 90",
    ),
    (
        ["forecast", "--set", "recovery_rate={range: {low: .6, mid: .5, high: .9, coverage: .9}}"],
        "low <= mid <= high",
    ),
    (["forecast", "--draws", "0"], "from 8 to 2,000,000, got 0"),
    (["forecast", "--draws", "-5"], "got -5"),
    (["forecast", "--draws", "1000000000"], "from 8 to 2,000,000, got 1000000000"),
    (["forecast", "--draws", "1e9"], "from 8 to 2,000,000, got '1e9'"),
    (["forecast", "--draws", "1.5"], "from 8 to 2,000,000, got '1.5'"),
    (["forecast", "--set", "cessation.2025/26=140%"], "must lie from 0 to 1, got '140%'"),
    (["forecast", "--set", "cessation.2025/26=40"], "write 0.4 or 40%"),
    (["forecast", "--set", "continuation_ratio=600000"], "an award in pounds is the input award"),
    (["forecast", "--set", "award.2025/26=1200000"], "must lie from 1,000 to 1,000,000"),
    (["forecast", "--set", "award.2024/25=500k"], "no effect in a year that is indicative"),
    (["forecast", "--set", "cessation.2025-26=0.4"], "2025-26"),
    (["forecast", "--set", "team_posts=1e300"], "from 0 to 1,000"),
    (["forecast", "--set", "cessation.=0.4"], "input.year=value"),
    (["forecast", "--set", "cessation={evidence: renewed_larger}"], "this chance needs ceased"),
    (["forecast", "--set", "team_posts={choice: 2026-13-45}"], "plain YAML"),
    (
        ["forecast", "--set", "team_posts={choice: &a [{value: *a, weight: 1}]}"],
        "must be a number",
    ),
    (["forecast", "--seed", "-1"], "seed must be a whole number from 0"),
    (["forecast", "--price-base", "2050/51"], "'2050/51'"),
    (["--data", "nowhere", "scenarios"], "--data: nowhere is not a folder"),
    (["run", "standrad"], "unknown plan 'standrad'; the nearest is standard"),
    (["run", "nowhere.yaml"], "cannot be read"),
    (["run", "--outputs", "/dev/null/outputs"], "--outputs: /dev/null/outputs cannot be written"),
    (["run", "--outputs", "x" * 300], "xxx/ledger.jsonl: File name too long"),
    (["check", "--data", "x" * 300], "xxx: File name too long"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD, ids=lambda part: " ".join(part)[:60])
def test_bad_input_exits_64_in_a_sentence_or_two_and_writes_nothing(
    command: Run, tmp_path: Path, arguments: list[str], words: str
) -> None:
    code, out, err = command(*arguments)
    assert code == 64
    assert out == ""
    assert words in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_exits_as_other_bad_input_does(command: Run) -> None:
    code, _, err = command("forecast", "--nonsense")
    assert code == 64
    assert "--nonsense" in err


@pytest.mark.parametrize(
    "arguments",
    [["run", "--outputs"], ["run"], ["check", "--data"], ["runs", "--outputs"], ["forecast"]],
    ids=" ".join,
)
def test_an_argument_that_is_not_utf_8_is_refused_in_a_sentence(
    command: Run, tmp_path: Path, arguments: list[str]
) -> None:
    code, _, err = command(*arguments, "bad\udcff")
    assert code == 64
    assert r"'bad\udcff' is not UTF-8 text." in err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_utf_8_takes_no_outputs(
    command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here = tmp_path / "bad\udcff"
    here.mkdir()
    monkeypatch.chdir(here)
    code, _, err = command("run")
    assert (code, err) == (64, "--outputs: outputs cannot be written (it is not UTF-8).\n")
    assert list(here.iterdir()) == []


def test_a_quoted_tilde_is_the_home_folder(
    command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data: Path
) -> None:
    monkeypatch.setenv("HOME", str(data.parent))
    for given in (["--data", f"~/{data.name}"], [f"--data=~/{data.name}"]):
        assert command("scenarios", *given)[0] == 0
        assert command("forecast", f"~/{data.name}/scenarios/ceases.yaml", "--draws", "8")[0] == 0
    assert command("runs", "--outputs", "~")[1] == f"No run is in {data.parent}.\n"


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (PermissionError(13, "Permission denied", "a"), 64, "a: Permission denied."),
        (OSError(28, "No space left on device", "a"), 75, "a: No space left on device."),
        (MemoryError(), 75, "There was too little memory."),
        (ValueError("x" * 10_000), 70, "A fault of this program (ValueError('xxx"),
    ],
)
def test_a_fault_has_the_code_of_its_kind_and_is_short(
    command: Run, monkeypatch: pytest.MonkeyPatch, fault: Exception, code: int, words: str
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr("clsmin_forecast.runs.retention.kept_runs", fail)
    told = command("runs")
    assert told[0] == code
    assert told[2].startswith(words)
    assert len(told[2]) < 700


def test_an_error_shows_where_it_came_from_only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["clsmin-forecast", "--debug", "forecast", "none"])
    with pytest.raises(cf.ForecastError):
        cli.main()


def test_a_stale_register_is_reported(command: Run, data: Path) -> None:
    register = data / "assumptions.yaml"
    text = register.read_text().replace("review_by: 2027-02-28", "review_by: 2026-01-31")
    register.write_text(text.replace("reviewed_on: 2026-11-23", "reviewed_on: 2025-11-23"))
    code, out, _ = command("--data", str(data), "check", "--format", "csv")
    assert code == 70
    assert "stale,assumptions.yaml: cessation,review_by 2026-01-31 has passed" in out


def test_a_year_that_has_begun_without_a_decision_is_noted_with_where_to_ask(
    command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = cf.load_register(cf.load_facts()).governance.ask

    def notes(day: str) -> list[str]:
        monkeypatch.setattr(settings, "today", lambda: date.fromisoformat(day))
        _, out, _ = command("check", "--format", "json")
        rows = json.loads(out)
        return [row["what"] for row in rows if row["level"] == "note"]

    record = "and what was decided for it is not on record"
    begun, before = notes("2025-04-01"), notes("2024-03-31")
    place = begun.index(f"2024/25 has ended, {record}")
    assert begun[place : place + 6] == [
        f"2024/25 has ended, {record}", f"2025/26 has begun, {record}", *ask,
    ]  # fmt: skip
    assert f"2026/27 has begun, {record}" not in begun
    assert not {*ask, f"2024/25 has begun, {record}"} & set(before)


def test_a_wrong_file_is_reported_with_every_other(command: Run, data: Path) -> None:
    (data / "scenarios" / "ceases.yaml").write_text("name: other\n")
    (data / "plans" / "standard.yaml").write_text("name: standard\n")
    code, out, _ = command("--data", str(data), "check", "--format", "csv")
    assert code == 64
    assert "wrong,ceases.yaml" in out
    assert "wrong,standard.yaml" in out


def test_every_file_with_a_fault_is_told_at_once(command: Run, data: Path) -> None:
    def spoil(name: str, old: str, new: str) -> None:
        text = (data / name).read_text()
        assert old in text
        (data / name).write_text(text.replace(old, new, 1))

    spoil("sources.csv", "http", "htp")
    for name in ("awards.csv", "gdp_deflator.csv", "pay_awards.csv", "comparator_grants.csv"):
        spoil(name, ",", ",,")
    spoil("governance.yaml", "use_for:", "used_for:")
    spoil("assumptions.yaml", "inputs:", "inputs: [")
    spoil("scenarios/ceases.yaml", "name: ceases", "name: [ceases")
    code, out, _ = command("check", "--data", str(data), "--format", "csv")
    told = pd.read_csv(io.StringIO(out))
    assert code == 64
    assert {where.partition(",")[0] for where in told["where"]} >= {
        "awards.csv", "gdp_deflator.csv", "pay_awards.csv", "comparator_grants.csv",
        "governance.yaml", "assumptions.yaml", "ceases.yaml",
    }  # fmt: skip
    assert not told.duplicated().any()


@pytest.mark.parametrize(
    ("day", "soon", "code"),
    [
        ("2027-01-28", "", 0),
        ("2027-01-29", "review_by 2027-02-28 is in 30 days, for cessation", 0),
        ("2027-02-28", "review_by 2027-02-28 is today, for cessation", 0),
        ("2027-03-01", "review_by 2027-02-28 has passed, for cessation", 70),
        ("2027-03-30", "valid_until 2027-03-31 is in 1 day.", 70),
    ],
)
def test_what_is_soon_due_is_told_by_the_check_and_by_a_run(
    command: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, day: str, soon: str, code: int
) -> None:
    monkeypatch.setattr(settings, "today", lambda: date.fromisoformat(day))
    found, out, _ = command("check", "--format", "csv")
    assert found == code
    assert soon.partition(",")[0].removesuffix(".") in out
    (tmp_path / "p.yaml").write_text("name: p\ntitle: P\njobs: [{notebook: funding_profile}]\n")
    outcome = Outcome(tmp_path, already=False)
    monkeypatch.setattr("clsmin_forecast.runs.run.run", lambda *_, **__: outcome)
    found, out, err = command("run", "p.yaml", "--quiet")
    assert (found, out) == (0, "")
    assert (f"Notice: assumptions.yaml: {soon}" in err) if soon else not err
    _, _, err = command("run", "p.yaml", "--log", "json")
    notices = json.loads(err.splitlines()[0])["notices"]
    assert any(soon in each for each in notices) if soon else notices == []


def test_the_module_is_the_command() -> None:
    command = [sys.executable, "-m", "clsmin_forecast", "scenarios", "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)[0]["name"] == "central"


INTERRUPTING = """
import sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "clsmin_forecast.cli.asking":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
"""


def test_ctrl_c_while_the_program_loads_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTING)
    command = [str(Path(sys.executable).with_name("clsmin-forecast")), "scenarios"]
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_a_closed_pipe_is_not_an_error() -> None:
    command = f"{sys.executable} -m clsmin_forecast assumptions | true"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_an_overdue_review_is_marked_in_the_trace_of_a_figure(
    command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("explain", "chance_not_funded_2025_26", "--draws", "64")
    assert "overdue" not in command(*asked)[1]
    monkeypatch.setattr("clsmin_forecast.cli.settings.today", lambda: date(2027, 3, 1))
    assert "2027-02-28, overdue" in " ".join(command(*asked)[1].split())


@pytest.mark.parametrize("place", [0, 1, 2, 4])
def test_global_options_may_stand_anywhere(command: Run, place: int, data: Path) -> None:
    scenario = data / "scenarios" / "ceases.yaml"
    scenario.write_text(re.sub(r"title: .*", "title: Moved", scenario.read_text()))
    arguments = ["forecast", "ceases", "--draws", "8"]
    for given in (["--data", str(data)], [f"--data={data}"]):
        code, out, _ = command(*arguments[:place], *given, *arguments[place:], "--format", "json")
        assert (code, json.loads(out)["scenario"]["title"]) == (0, "Moved")


def test_a_global_option_without_its_value_is_refused(command: Run) -> None:
    code, _, err = command("forecast", "ceases", "--data")
    assert code == 64
    assert "--data needs a folder" in err


def test_the_help_has_every_command_in_one_panel(command: Run) -> None:
    _, out, _ = command("--help")
    listed = re.findall(r"^  ([a-z][a-z-]+)  ", out, re.MULTILINE)
    app = settings.app
    known = [each.name for each in app.registered_commands]
    known += [each.name for each in app.registered_groups]
    assert sorted(listed) == sorted(filter(None, known))
    assert "..." not in out.replace("[ARGS]...", "")
    headings = re.findall(r"^(\w.*):\n  [a-z]", out, re.MULTILINE)
    assert headings == list(settings.Panel)


@pytest.mark.parametrize("group", ["chart", "runs"])
def test_the_help_of_a_group_says_in_full_what_each_command_does(command: Run, group: str) -> None:
    _, out, _ = command(group, "--help")
    assert "..." not in out.replace("[ARGS]...", "")
    assert out.count(".\n") > 3


def test_an_older_data_folder_is_refused_with_what_it_lacks(command: Run, tmp_path: Path) -> None:
    (tmp_path / "awards.csv").touch()
    code, _, err = command("forecast", "--data", str(tmp_path))
    assert code == 64
    assert f"{tmp_path} lacks sources.csv, comparator_grants.csv" in err
    assert "awards.csv" not in err.partition("lacks")[2].replace("pay_awards.csv", "")


def test_a_scenario_whose_change_is_lost_is_told_before_its_figures(
    command: Run, data: Path
) -> None:
    awards = data / "awards.csv"
    awards.write_text(re.sub(r"(2024/25,.*?),indicative", r"\1,approved", awards.read_text()))
    scenario = data / "scenarios" / "one_more_year.yaml"
    years = "{2024/25: 0, 2025/26: 0, 2026/27: 1}"
    scenario.write_text(scenario.read_text().replace("{next: 0, open: 0, open+1: 1}", years))
    _, out, _ = command("forecast", "one_more_year", "--data", str(data), "--draws", "64")
    assert out.startswith("Without effect, because the funder has decided since: cessation in 2024")


def test_the_version_is_told(command: Run) -> None:
    code, out, _ = command("--version")
    assert (code, out) == (0, f"clsmin_forecast {cf.__version__}\n")


def test_help_has_a_short_name_and_is_shown_where_nothing_is_asked(command: Run) -> None:
    for asked in (["-h"], ["forecast", "-h"]):
        code, out, err = command(*asked)
        assert (code, err) == (0, "")
        assert "-h, --help" in out
    code, out, err = command()
    assert (code, out) == (64, "")
    assert err.startswith("Usage: clsmin-forecast ")


def test_a_ledger_that_was_edited_is_refused_and_so_is_a_run_over_it(command: Run) -> None:
    Path("outputs").mkdir()
    text = (KEPT / "ledger.jsonl").read_text(encoding="utf-8")
    Path("outputs/ledger.jsonl").write_text(text.replace("0.23", "0.03", 1), encoding="utf-8")
    for asked in (["scores"], ["scores", "--take-in"], ["run"]):
        code, out, err = command(*asked)
        assert (code, out) == (64, "")
        assert err.startswith("ledger.jsonl, line 3: does not follow the line before it: line 2 ")
    assert [path.name for path in Path("outputs").iterdir() if path.is_dir()] == []


def test_what_is_no_folder_of_outputs_has_no_run_to_take_in(command: Run) -> None:
    code, _, err = command("scores", "--take-in", "--outputs", "nowhere")
    assert (code, err) == (64, "--outputs: nowhere is not a folder.\n")
    Path("nowhere/runs/broken").mkdir(parents=True)
    code, out, _ = command("scores", "--take-in", "--outputs", "nowhere")
    assert code == 0
    assert out.startswith("Taken in: 0 forecasts.\nLeft out: ")


EVERY_TABLE = (
    *PLANELESS, "forecast", "explain", "explain recovered_2025_26", "check",
    "assumptions", "scenarios", "evidence", "evidence-choices", "backtest",
    f"scores --outputs {KEPT}", PLANE,
)  # fmt: skip


FIGURE = re.compile(r"(?:minus |less than |under )?£?\d[\d,./-]*\d(?: million)?%?|\d+%")


@pytest.mark.parametrize("asked", EVERY_TABLE)
def test_no_figure_of_any_command_is_broken_or_beyond_the_terminal(
    command: Run, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    drawn = {*DRAWN, "forecast", "evidence-choices"} & {*asked.split()}
    printed = {}
    for columns in (1000, 160, 100, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        code, out, _ = command(*asked.split(), *(["--draws", "256"] if drawn else []))
        wide = [line for line in out.splitlines() if len(line) > columns and "://" not in line]
        assert (code, wide) == (0, [])
        printed[columns] = set(FIGURE.findall(out))
    assert len(printed[1000]) > 2
    assert all(found == printed[1000] for found in printed.values())


def test_share_writes_one_file_and_refuses_another_ending_and_too_many_draws(command: Run) -> None:
    code, out, err = command("share", "ceases", "--draws", "64", "--to", "ceases.html")
    assert (code, out + err) == (0, "Written: ceases.html.\n")
    assert "made on" in Path("ceases.html").read_text(encoding="utf-8")
    code, _, err = command("share", "--draws", "64", "--to", "ceases.pdf")
    assert code == 64
    assert "share: --to is a file that ends in .html, got 'ceases.pdf'." in err
    Path("taken.html").mkdir()
    code, _, err = command("share", "--draws", "64", "--to", "taken.html")
    assert code == 64
    assert "share: taken.html cannot be written" in err
    assert sorted(each.name for each in Path().iterdir()) == ["ceases.html", "taken.html"]
    code, _, err = command("share", "--draws", "32768")
    assert code == 64
    assert "draws of a file to send" in err
