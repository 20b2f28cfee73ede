"""`docs/following.md` is a walk: each command, as printed there, prints what the page says."""

import re
import shutil
import sys
from pathlib import Path

import pytest

import clsmin_forecast as cf
from clsmin_forecast.runs.published import read_run

from .conftest import DATA
from .walk import Walk, follow

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the lines of a shell of POSIX")


ALL = "for_each_scenario: all"
LAST = "outputs/latest"  # which the last run is compared with


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Follow the page; its first run has one scenario alone, its last one every scenario."""
    folder = tmp_path_factory.mktemp("following")
    shutil.copytree(DATA, folder / "data")
    plan = Path("plans", "standard.yaml")
    whole = (folder / "data" / plan).read_text()
    assert ALL in whole
    (folder / "data" / plan).write_text(whole.replace(ALL, f"{ALL[:-3]}[central]"))

    def before(text: str) -> None:
        if LAST in text:
            (folder / "my_data" / plan).write_text(whole)

    return follow("following.md", folder, before)


def test_each_command_prints_what_the_page_says(walk: Walk) -> None:
    for printed, said in walk.said:
        place = 0
        for line in said.splitlines():
            found = printed.find(" ".join(line.split()), place)
            assert found >= 0, f"{line!r} is not printed after {printed[:place][-200:]!r}"
            place = found
    assert len(walk.said) == 7


def test_two_runs_are_published_and_every_check_passed(walk: Walk) -> None:
    runs = [*(walk.folder / "outputs" / "runs").iterdir()]
    assert len(runs) == 2
    jobs = [read_run(run).jobs for run in runs]
    assert sorted(map(len, jobs)) == [10, 19]
    assert all(check.passed for run in jobs for job in run for check in job.result.checks)


def test_the_paper_is_filled_anew_beside_the_old_one(walk: Walk) -> None:
    papers = sorted(path.name for path in walk.folder.glob("*.docx"))
    assert len(papers) == 2
    assert re.fullmatch(r"paper-central-[0-9a-f]+\.docx", papers[0])


def test_no_title_names_a_year_that_is_over(walk: Walk) -> None:
    titles = [each.title for each in cf.load_scenarios(data=walk.folder / "my_data")]
    assert "Funding ceases at the end of 2025/26" in titles
    assert not [title for title in titles if "2024/25" in title or "overtaken" in title]
