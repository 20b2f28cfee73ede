"""The README says what is true: its code runs, and its table, chart and words follow the data."""

import re
import shlex
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast import cli
from clsmin_forecast.cli import settings
from clsmin_forecast.present.words import award_words, status_words

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TEXT, flags=re.DOTALL)


def lines_of(language: str) -> list[str]:
    lines = "".join(text for kind, text in BLOCKS if kind == language).splitlines()
    return [line.partition("  #")[0].strip() for line in lines]


def test_it_is_short() -> None:
    assert len(TEXT.splitlines()) <= 165


def test_its_python_runs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for kind, text in BLOCKS:
        if kind == "python":
            exec(compile(text, "README.md", "exec"), {})
    assert "2026/27" in capsys.readouterr().out
    assert [*tmp_path.rglob("*.*")] == [tmp_path / "outputs" / "outlook.png"]


ELSEWHERE = {
    "clsmin-forecast brief",  # tests/runs/test_briefing.py makes a run and fills papers from it
    "clsmin-forecast explore",  # tests/present/explorer/test_in_browser.py opens the page
}
COMMANDS = [
    line for line in lines_of("sh") if line.startswith("clsmin-forecast ") and line not in ELSEWHERE
]


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_run(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(settings, "today", lambda: cf.load_register(cf.load_facts()).as_at)
    monkeypatch.setattr("sys.argv", shlex.split(line))
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert (stop.value.code or 0, capsys.readouterr().err) == (0, "")


def test_what_examples_and_commands_write_in_a_copy_is_no_change_to_git(tmp_path: Path) -> None:
    pages = [
        ROOT / "docs" / f"{name}.md" for name in ("briefing", "gallery", "notebooks", "sharing")
    ]
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *pages))
    written = re.findall(r"(?:--to (?!living)|save\(\"|papermill notebooks/\S+ )([\w/.]+)", text)
    assert {"outputs/outlook.png", "outputs/outlook.svg", "outputs/out.ipynb"} < set(written)
    by_default = ["share.html", "tornado_central.png", "paper-central-6f.docx"]
    (tmp_path / ".gitignore").write_bytes((ROOT / ".gitignore").read_bytes())
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for name in (*written, *by_default):
        subprocess.run(["git", "check-ignore", name], cwd=tmp_path, check=True)


def test_its_make_commands_are_there() -> None:
    for line in lines_of("sh"):
        if line.startswith("make "):  # a rehearsal: the real thing would run these tests again
            subprocess.run(["make", "--dry-run", *line.split()[1:]], cwd=ROOT, check=True)


def test_its_windows_lines_name_what_is_there() -> None:
    for line in lines_of("bat"):
        assert line.startswith(("py -m venv .venv", ".venv\\Scripts\\"))
    assert (ROOT / "requirements.lock").is_file()


def test_its_table_is_the_awards() -> None:
    for award in cf.load_facts().awards.rows:
        posts = f"{award.posts:.0f}" if award.posts else "not stated"
        row = [award.financial_year, status_words(award.status), award_words(award), posts]
        assert f"| {' | '.join(row)} | {award.decision} |" in TEXT


def test_its_scenarios_are_those_of_the_data() -> None:
    for scenario in cf.load_scenarios():
        assert f"| `{scenario.name}` | {scenario.title} |" in TEXT


def test_its_totals_are_those_of_the_papers() -> None:
    for total in cf.profile_totals(cf.load_facts()).values():
        assert cf.pounds(total) in TEXT


def test_it_names_each_place_to_ask_for_what_is_not_on_file() -> None:
    said, ask = " ".join(TEXT.split()), cf.load_register(cf.load_facts()).governance.ask
    places = (
        "grant agreements",
        "Appendix 1 of PCD 1532",
        "Government Grants Register",
        "request for information to the MPS or the Home Office",
    )
    for place, where in zip(places, ask, strict=True):
        assert place in where
        assert place in said


def test_its_chart_and_sentence_are_those_of_the_central_forecast(tmp_path: Path) -> None:
    forecast = cf.forecast(cf.load_scenario("central"))
    chart = cf.charts.funding_outlook(forecast)
    pictured = pd.read_csv(ROOT / "docs" / "images" / f"{chart.name}.csv")
    assert cf.sentences.outlook(forecast) in " ".join(TEXT.split())
    assert f"![{chart.alt}](docs/images/{chart.name}.png)" in TEXT
    chart.save(tmp_path)
    pd.testing.assert_frame_equal(pictured, pd.read_csv(tmp_path / f"{chart.name}.csv"))


def test_its_tree_names_what_is_there() -> None:
    for name in ("clsmin_forecast", "notebooks", "data", "docs", "benchmarks", "tests"):
        assert (ROOT / name).is_dir()
        assert f"\n{name}/" in TEXT


def test_it_leads_to_what_is_there_and_to_the_map_of_every_page() -> None:
    targets = set(re.findall(r"\]\(([^)]+)\)", TEXT))
    assert {"CONTRIBUTING.md", "docs/README.md", "docs/gallery.md"} <= targets
    assert [each for each in targets if not (ROOT / each).is_file()] == []
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    linked = re.findall(r"\]\((.+?)\)", (ROOT / "docs" / "README.md").read_text(encoding="utf-8"))
    assert sorted(linked) == sorted(pages - {"README.md"})
