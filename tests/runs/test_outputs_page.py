"""`outputs/README.md`, the one file there that is no run's: it says what is there, and it stays."""

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clsmin_forecast.runs.plan import Plan
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.retention import pin, prune
from clsmin_forecast.runs.run import run

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "outputs" / "README.md"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a copy of the page in a folder of its own."""
    copy = tmp_path / "outputs" / "README.md"
    copy.parent.mkdir()
    copy.write_bytes(PAGE.read_bytes())
    return copy


def test_a_run_and_pruning_leave_it_and_it_names_all_else(
    page: Path, plan_of: Callable[..., Plan], tmp_path: Path
) -> None:
    plan_of("run.sentence('answer', 'An answer.')")
    outputs = page.parent
    found = run(ask(str(tmp_path / "plan.yaml"), None, date(2026, 11, 28)), outputs).folder
    pin(outputs, found.name)
    assert prune(outputs, 0) == []
    assert page.read_bytes() == PAGE.read_bytes()
    for each in outputs.iterdir():
        assert f"| `{each.name}" in page.read_text(encoding="utf-8") or each == page


def test_cleaning_leaves_it(page: Path, tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    make = ["make", "--file", str(ROOT / "Makefile"), "clean"]
    subprocess.run(make, cwd=tmp_path, check=True, capture_output=True)
    assert [each.name for each in tmp_path.iterdir()] == ["outputs"]
    assert page.read_bytes() == PAGE.read_bytes()


def test_git_is_told_to_keep_it_alone() -> None:
    rules = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert rules.index("outputs/*") < rules.index("!/outputs/README.md")
