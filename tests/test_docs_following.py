"""`docs/following.md` is a walk: each command, as printed there, prints what the page says."""

import re
import shutil
import sys

import pytest

import clsmin_forecast as cf
from clsmin_forecast.runs.published import read_run

from .conftest import DATA
from .walk import Walk, follow

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the lines of a shell of POSIX")


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    folder = tmp_path_factory.mktemp("following")
    shutil.copytree(DATA, folder / "data")
    return follow("following.md", folder)


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
    for run in runs:
        jobs = read_run(run).jobs
        assert all(check.passed for job in jobs for check in job.result.checks)


def test_the_paper_is_filled_anew_beside_the_old_one(walk: Walk) -> None:
    papers = sorted(path.name for path in walk.folder.glob("*.docx"))
    assert len(papers) == 2
    assert re.fullmatch(r"paper-central-[0-9a-f]+\.docx", papers[0])


def test_no_title_names_a_year_that_is_over(walk: Walk) -> None:
    titles = [each.title for each in cf.load_scenarios(data=walk.folder / "my_data")]
    assert "Funding ceases at the end of 2025/26" in titles
    assert not [title for title in titles if "2024/25" in title or "overtaken" in title]
