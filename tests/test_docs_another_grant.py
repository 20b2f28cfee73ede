"""`docs/another-grant.md` is a walk: its commands, as printed there, end with a published run."""

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.runs.published import read_run

from .conftest import DATA
from .test_another_grant import NOT_A_NUMBER, OTHERS, names_of, texts_of
from .walk import DOCS, Walk, blocks, follow

PAGE = "another-grant.md"
TEXT = (DOCS / PAGE).read_text(encoding="utf-8")
LISTED = {option for row in re.findall(r"^\| `--.*", TEXT, flags=re.MULTILINE) for option in
          re.findall(r"`(--[a-z-]+)", row.split(" | ")[0])}  # fmt: skip

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the lines of a shell of POSIX")


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Follow the page; return where it was followed, and what each block of commands printed."""
    folder = tmp_path_factory.mktemp("walk")
    (papers,) = (text for kind, text in blocks(PAGE) if kind == "csv")
    (folder / "papers.csv").write_text(papers, encoding="utf-8")
    return follow(PAGE, folder)


def test_the_first_commands_print_what_the_page_says(walk: Walk) -> None:
    (said,) = walk.said
    assert walk.printed[0] == said[1]


def test_the_check_finds_nothing_wrong_or_stale(walk: Walk) -> None:
    assert "Nothing is wrong or stale." in walk.printed[1]
    assert "level: wrong" not in walk.printed[1]


def test_the_standard_plan_is_published_and_every_check_passed(
    walk: Walk,
) -> None:
    folder = walk.folder
    jobs = read_run(folder / "outputs" / "latest").jobs
    assert len(jobs) == 13
    assert all(check.passed for job in jobs for check in job.result.checks)
    assert sorted(path.name for path in folder.iterdir()) == [
        "alpha", "alpha.docx", "outputs", "papers.csv",
    ]  # fmt: skip


def test_what_it_makes_names_the_package_s_grant_among_comparators_alone(
    walk: Walk,
) -> None:
    folder = walk.folder
    rows = names_of(folder / "alpha")
    for name, text in texts_of(folder / "outputs" / "latest", folder / "alpha.docx"):
        assert not OTHERS.findall(rows.sub("", text)), name
        assert not NOT_A_NUMBER.findall(text), name
    for path in (folder / "alpha").rglob("*.*"):
        if path.name != "comparator_grants.csv":
            assert not OTHERS.findall(path.read_text(encoding="utf-8")), path.name


def test_its_sums_are_those_of_the_comparable_grants(walk: Walk) -> None:
    cases = pd.read_csv(DATA / "comparator_grants.csv")
    hub = cases[cases["grant"] == "Project Alpha Social Media Hub"]
    awards = load_facts(walk.folder / "alpha").awards
    assert [each.amount for each in awards.rows] == hub["amount_gbp"].tolist()
    assert list(awards.years) == hub["financial_year"].tolist()


def test_it_forecasts_what_the_folder_made_by_hand_forecasts(
    walk: Walk, project_alpha: Path
) -> None:
    made, by_hand = (
        cf.forecast(cf.load_scenario("central", data), draws=256).by_year()
        for data in (walk.folder / "alpha", project_alpha)
    )
    pd.testing.assert_frame_equal(made, by_hand)


def test_it_lists_every_option(walk: Walk) -> None:
    words = [sys.executable, "-m", "clsmin_forecast", "init", "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert set(re.findall(r"^ +(--[a-z-]+)", done.stdout, flags=re.MULTILINE)) == LISTED
