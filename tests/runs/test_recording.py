"""What happened is written down in one step, all or nothing, and taken back to the byte."""

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

import clsmin_forecast as cf
from clsmin_forecast.errors import ForecastError, InputError
from clsmin_forecast.inputs.event import Event, Paper
from clsmin_forecast.inputs.ledger import LEDGER, Recorded, Undone, load_ledger
from clsmin_forecast.runs import recording
from clsmin_forecast.runs.audit import NOTE, WRONG, audit

from ..conftest import Edit, Run, in_force

TODAY = date(2026, 11, 28)
PAPER = Paper("PCD 1801", "para 3.1", date(2025, 6, 30), url="https://example.org/pcd-1801")
OUTTURN = Event("2024/25", "outturn", None, "A N Analyst", outturn=541_000, paper=PAPER)
AWARD = Event("2025/26", "approved", 590_000, "A N Analyst", posts=7, paper=PAPER)
CLOSED = Event("2025/26", "outturn", None, "A N Analyst", outturn=560_000, paper=PAPER)
NEW = Event("2027/28", "unagreed", 1_000_000, "A N Analyst", note="the ceiling of 2026/27")

Write = Callable[[Event], recording.Effect]


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    return tmp_path / "outputs"


@pytest.fixture
def write(data: Path, outputs: Path) -> Write:
    return lambda event: recording.record(data, event, TODAY, outputs)


def test_what_is_only_shown_leaves_every_byte(data: Path) -> None:
    before = files(data)
    shown = recording.effect(data, OUTTURN, TODAY)
    assert files(data) == before
    assert {*shown.changes} == {"awards.csv", "sources.csv", "decisions.yaml", "assumptions.yaml"}


def test_what_is_written_is_what_was_shown_and_nothing_else(data: Path, write: Write) -> None:
    before, shown = files(data), recording.effect(data, OUTTURN, TODAY)
    done = write(OUTTURN)
    assert done.difference == shown.difference
    after = {name: text for name, text in files(data).items() if not name.startswith(".")}
    assert {name for name in after if after[name] != before[name]} == {*shown.changes}
    lines = shown.difference.splitlines()
    taken, added = ([x for x in lines if x[0] == sign and x[1] != sign] for sign in "-+")
    assert [line.partition(",")[0] for line in taken] == [
        "-2024/25",
        "-      2024/25: {evidence: within_award}",
        "-      2024/25: {pay_awards: growth",
    ]
    assert added == [
        "+PCD 1801,PCD 1801,Mayor's Office for Policing and Crime,2025-06-30,2026-11-28,"
        "https://example.org/pcd-1801,",
        '+2024/25,570567,cash,outturn,fixed,7,PCD 1801,para 3.1,"the award: PCD 1532, '
        'recommendation 1; financial comments",541000',
        "+  - id: D10",
        "+    decided_on: 2026-11-28",
        "+    decision: 'On record: 2024/25 is outturn, £541,000 of an award of £570,567.'",
        "+    reason: PCD 1801, para 3.1.",
        "+    decided_by: A N Analyst",
        "+    signed_off_by: not signed off",
    ]


def test_undo_restores_every_byte_and_the_ledger_says_so(
    data: Path, outputs: Path, write: Write
) -> None:
    before = files(data)
    write(OUTTURN)
    between = files(data)
    write(AWARD)
    recording.take_back(data, outputs, TODAY)
    assert files(data) == between
    recording.take_back(data, outputs, TODAY)
    assert files(data) == before
    kinds = [type(line) for line in load_ledger(outputs / LEDGER)]
    assert kinds == [Recorded, Recorded, Undone, Undone]
    with pytest.raises(InputError, match=r"nothing was recorded in .* that --undo could take back"):
        recording.take_back(data, outputs, TODAY)


def test_the_bridge_names_the_record_and_adds_up(data: Path, write: Write) -> None:
    before = cf.forecast(cf.load_scenario("central", data))
    steps = write(OUTTURN).steps
    after = cf.forecast(cf.load_scenario("central", data))
    assert steps["title"].tolist() == ["Awards on record, 2024/25 (PCD 1801)"]
    means = [each.total("recovered", "open_years").mean for each in (before, after)]
    assert steps["change"].sum() == pytest.approx(means[1] - means[0], abs=0.005)


def test_years_that_are_recorded_leave_no_dead_value(data: Path, write: Write) -> None:
    for event in (OUTTURN, AWARD, CLOSED, NEW):
        write(event)
    assert {finding.level for finding in audit(data, TODAY)} == {NOTE}
    said = [each.title for each in cf.load_scenarios(data=data)]
    assert "Funding ceases at the end of 2025/26" in said
    assert not [title for title in said if "overtaken" in title]


def test_a_year_that_nobody_agreed_gets_the_values_of_the_year_before(
    data: Path, write: Write
) -> None:
    write(NEW)
    register = yaml.safe_load((data / "assumptions.yaml").read_text())["inputs"]
    for name in ("cessation", "pay_growth"):
        values = register[name]["values"]
        assert values["2027/28"] == values["2026/27"]
    assert cf.load_facts(data).awards["2027/28"].status == "unagreed"


def test_a_paper_is_known_by_its_name_in_other_letters(data: Path, write: Write) -> None:
    write(replace(OUTTURN, paper=Paper("pcd  1532", "para 4")))
    awards = cf.load_facts(data).awards
    assert {each.decision for each in awards.rows} == {"PCD 956", "PCD 1218", "PCD 1532"}


def test_once_all_is_decided_a_new_year_can_be_entered(data: Path, write: Write) -> None:
    for event in (OUTTURN, AWARD, replace(AWARD, year="2026/27")):
        write(event)
    assert WRONG not in {finding.level for finding in audit(data, TODAY)}
    write(NEW)
    made = cf.forecast(cf.load_scenario("central", data), draws=64)
    assert made.years_of("decision_years") == ("2027/28",)


def test_signs_that_are_ready_stay_under_their_year(data: Path, write: Write) -> None:
    write(NEW)
    register = data / "assumptions.yaml"
    register.write_text(in_force(register.read_text()))
    chances = cf.load_scenario("central", data).quantities["cessation"]
    signs = {year: getattr(chance, "signs", None) for year, chance in chances.items()}
    assert len(signs["2026/27"] or ()) == 2
    assert signs["2027/28"] == ()


def test_an_award_that_was_approved_may_cease(data: Path, write: Write) -> None:
    write(replace(OUTTURN, status="approved", outturn=None, amount=570_567))
    write(replace(OUTTURN, status="approved", outturn=None, amount=0))
    made = cf.forecast(cf.load_scenario("central", data), draws=64).by_year()
    assert made.loc["2024/25", "probability_funded"] == 0


def test_posts_stay_where_the_award_is_the_same(data: Path, write: Write) -> None:
    write(replace(OUTTURN, amount=570_567))
    assert cf.load_facts(data).awards["2024/25"].posts == 7


def test_outputs_that_cannot_be_written_are_refused_before_the_data_are(
    data: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    before = files(data)
    with pytest.raises(InputError, match="cannot be written"):
        recording.record(data, OUTTURN, TODAY, tmp_path / "file")
    assert files(data) == before


def test_a_damaged_journal_is_told(data: Path, outputs: Path, write: Write) -> None:
    write(OUTTURN)
    (data / ".records" / "0001.json").write_text("{")
    with pytest.raises(InputError, match=r"\.records/0001\.json: is damaged; delete the folder"):
        recording.take_back(data, outputs, TODAY)


def test_an_edited_file_is_not_taken_back(
    data: Path, outputs: Path, write: Write, edit: Edit[None]
) -> None:
    write(OUTTURN)
    edit("awards.csv", "six officers", "six of them")
    before = files(data)
    with pytest.raises(InputError, match=r"awards.csv: has been edited since"):
        recording.take_back(data, outputs, TODAY)
    assert files(data) == before
    assert [type(line) for line in load_ledger(outputs / LEDGER)] == [Recorded]


def test_a_ledger_that_was_edited_stops_a_record_before_it_is_written(
    data: Path, outputs: Path, write: Write
) -> None:
    write(OUTTURN)
    ledger = outputs / LEDGER
    ledger.write_text(ledger.read_text().replace("541000", "540000"))
    before = files(data)
    with pytest.raises(InputError, match=r"ledger.jsonl, line 1"):
        write(AWARD)
    assert files(data) == before


def test_a_record_that_the_ledger_missed_is_added_by_the_next(
    data: Path, outputs: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as stopped:
        stopped.setattr(recording, "append", lambda *_: None)
        write(OUTTURN)
    write(AWARD)
    assert [line.year for line in load_ledger(outputs / LEDGER)] == ["2024/25", "2025/26"]


def test_of_two_at_once_one_is_written_and_the_other_told_so(write: Write) -> None:
    def attempt(_: int) -> str:
        try:
            write(OUTTURN)
            return ""
        except ForecastError as error:
            return str(error)

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(attempt, range(2)))
    assert said[0] == ""
    assert said[1].startswith("record 2024/25: is on record already")


def test_what_git_has_not_committed_is_said_and_not_refused(data: Path, edit: Edit[None]) -> None:
    subprocess.run(["git", "init", "-q"], cwd=data, check=True)
    name = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "add", "."], cwd=data, check=True)
    subprocess.run(["git", *name, "commit", "-qm", "All"], cwd=data, check=True)
    assert recording.effect(data, OUTTURN, TODAY).not_committed == ""
    edit("awards.csv", "six officers", "six of them")
    said = recording.effect(data, OUTTURN, TODAY).not_committed
    assert said == "Not committed to git before: awards.csv."


REFUSED = {
    "an outturn above the award": (
        ["2024/25", "--outturn", "£600,000"],
        "record 2024/25: --outturn must not be above the award, £570,567, got £600,000; what is "
        "recovered is what was spent, never more.",
    ),
    "a year out of order": (
        ["2026/27", "--award", "590000"],
        "record 2026/27: is out of order; 2024/25 is indicative, up to £570,567. Years are "
        "decided in time order, so record 2024/25 first.",
    ),
    "a year beyond the next": (
        ["2030/31", "--ceiling", "590000"],
        "record 2030/31: is out of order; awards.csv runs from 2021/22 to 2026/27, and 2027/28 "
        "is the next that can be added.",
    ),
    "what is no year": (
        ["2024", "--award", "590000"],
        "record: a financial year is written like 2025/26, got '2024'.",
    ),
    "a decided year otherwise": (
        ["2023/24", "--award", "590000"],
        "record 2023/24: is decided; 2023/24 is approved, £570,567 (PCD 1532). Take that back "
        "with --undo, or correct awards.csv by hand.",
    ),
    "the same again": (
        ["2023/24", "--award", "570567"],
        "record 2023/24: is on record already; 2023/24 is approved, £570,567 (PCD 1532).",
    ),
    "a year that would be less sure": (
        ["2024/25", "--ceiling", "590000"],
        "record 2024/25: is indicative already (PCD 1532), which is surer than in principle.",
    ),
    "an outturn of a year that has only a ceiling": (
        ["2025/26", "--outturn", "590000"],
        "record 2025/26: is out of order; 2024/25 is indicative, up to £570,567. Years are "
        "decided in time order, so record 2024/25 first.",
    ),
    "posts of nothing": (
        ["2024/25", "--ceased", "--posts", "7"],
        "record 2024/25: --posts must be a number above 0 that an award pays for, got 7 for £0.",
    ),
    "two things at once": (
        ["2024/25", "--ceased", "--award", "1"],
        "record: takes one of --outturn, --award, --ceased, --indicative and --ceiling, and "
        "--award besides --outturn, got award, ceased.",
    ),
    "nothing": (
        ["2024/25"],
        "record: takes one of --outturn, --award, --ceased, --indicative and --ceiling, and "
        "--award besides --outturn, got none.",
    ),
    "an award of nothing": (
        ["2024/25", "--award", "0"],
        "--award must lie from 1 to 100,000,000, got '0'.",
    ),
    "a variable that is empty": (
        ["2024/25", "--award", ""],
        "--award must be a number such as 541000, £541,000 or 541k, got nothing.",
    ),
    "undo with a year": (
        ["2024/25", "--undo"],
        "record: --undo takes the last one back, and goes with --yes alone.",
    ),
    "no sum": (
        ["2024/25", "--award", "much"],
        "--award must be a number such as 541000, £541,000 or 541k, got 'much'.",
    ),
}
SOURCES = {
    "a day in the future": (
        {"--on": "2027-01-01"},
        "record 2024/25: --on must not be in the future, got 2027-01-01.",
    ),
    "no day": ({"--on": "30 June"}, "--on: a day is written 2025-06-30, got '30 June'."),
    "no paper": (
        {"--decision": "", "--locator": "", "--url": ""},
        "record 2024/25: --decision and --locator are both needed: the paper, such as PCD 1801, "
        "and the place in it, such as para 3.1.",
    ),
    "a paper without an address": (
        {"--url": ""},
        "record 2024/25: PCD 1801 is not in sources.csv yet, so it needs --url, or --kept with "
        "the place where it is kept.",
    ),
    "an address that is none": (
        {"--url": "not one"},
        "record 2024/25: --url is an address as https://…, got 'not one'.",
    ),
    "a name that says nothing": (
        {"--by": "..."},
        "record 2024/25: would leave decisions.yaml wrong: decisions, entry 10: decided_by: must "
        "hold a letter or a digit, got '...'.",
    ),
    "a paper of another series": (
        {"--decision": "FOI 12"},
        "record 2024/25: --publisher is missing; FOI 12 is no paper of PCD.",
    ),
    "a paper that is on file with another address": (
        {"--decision": "PQ 89781"},
        "record 2024/25: PQ 89781 is in sources.csv already, with "
        "'https://www.parallelparliament.co.uk/question/89781/drugs-organised-crime' for --url; "
        "leave it out, or correct the file by hand.",
    ),
    "nobody": ({"--by": ""}, "record 2024/25: --by is missing; write who records it."),
}
GIVEN = {
    "--decision": "PCD 1801", "--locator": "para 3.1", "--url": "https://example.org/1",
    "--on": "2025-06-30", "--by": "A N Analyst",
}  # fmt: skip


def asked(words: list[str], **options: str) -> list[str]:
    return [*words, *(each for pair in options.items() for each in pair if pair[1])]


@pytest.mark.parametrize("yes", [[], ["--yes"]], ids=["shown", "written"])
@pytest.mark.parametrize(
    ("words", "message"),
    [
        *((asked(words, **GIVEN), message) for words, message in REFUSED.values()),
        *(
            (asked(["2024/25", "--award", "570567"], **(GIVEN | options)), message)
            for options, message in SOURCES.values()
        ),
        (
            ["2027/28", "--ceiling", "1", "--no-paper", "--by", "A"],
            "record 2027/28: --note is missing; write why such a ceiling is supposed.",
        ),
    ],
    ids=[*REFUSED, *SOURCES, "a ceiling without a reason"],
)
def test_what_cannot_have_happened_is_refused_and_nothing_is_written(
    run: Run,
    data: Path,
    words: list[str],
    message: str,
    yes: list[str],
) -> None:
    before = files(data)
    assert run("--data", str(data), "record", *words, *yes)[::2] == (64, f"{message}\n")
    assert files(data) == before


@pytest.fixture
def run(command_line: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    from clsmin_forecast.cli import settings

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "today", lambda: TODAY)
    return command_line
