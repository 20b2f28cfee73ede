"""What a machine lacks: root gets it from Debian, others skip, and .ci/run lets no skip pass."""

import os
import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from tests import needs

ROOT = Path(__file__).parent.parent
SMALL = """
from tests.conftest import need


def test_of_a_page() -> None:
    need("chromium")


def test_of_a_paper() -> None:
    need("lowriter")


def test_of_neither() -> None:
    pass
"""


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder of the path, and leave this machine without fonts and libraries."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(needs, "CDLL", Mock(side_effect=OSError))
    monkeypatch.setattr(needs, "_FONTS", ())
    return tmp_path


def test_what_is_missing_is_found_out(bare: Path) -> None:
    assert needs.missing(needs.PACKAGES) == [*needs.PACKAGES.values()]
    (bare / "pdftotext").touch(mode=0o755)
    assert "poppler-utils" not in needs.missing(needs.PACKAGES)


def test_a_font_is_found_by_its_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / "truetype").mkdir()
    font = bare / "truetype" / "LiberationSans-Regular.ttf"
    font.touch()
    monkeypatch.setattr(needs, "_FONTS", (str(bare),))
    assert needs.find(font.name) == str(font)


@pytest.mark.parametrize("user", [0, 1000])
def test_only_root_installs_and_what_cannot_be_had_keeps_no_other_away(
    bare: Path, monkeypatch: pytest.MonkeyPatch, user: int
) -> None:
    (bare / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {bare}/asked\nexit 100\n')
    (bare / "apt-get").chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    needs.main()
    asked = bare / "asked"
    lines = asked.read_text().splitlines() if asked.exists() else []
    packages = [line.split()[-1] for line in lines]
    assert packages == ([] if user else ["update", "make", *needs.PACKAGES.values()])


def _tested(folder: Path, *options: str) -> tuple[int, list[str]]:
    test = folder / "test_small.py"
    test.write_text(SMALL)
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), *options, str(test)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.splitlines()


def test_skips_are_counted_in_one_line_that_names_the_packages(bare: Path) -> None:
    code, lines = _tested(bare)
    (line,) = [line for line in lines if "lacks" in line]
    assert re.match(r"Skipped 2 tests, as this machine lacks chromium, .*libreoffice-", line)
    assert (code, lines[-1].partition(" in ")[0]) == (0, "1 passed, 2 skipped")


def test_a_skip_can_be_a_failure(bare: Path) -> None:
    code, lines = _tested(bare, "--no-skips")
    assert (code, lines[-1].partition(" in ")[0]) == (1, "2 failed, 1 passed")
    assert "--no-skips" in (ROOT / ".ci" / "run").read_text()


def test_each_package_is_needed_and_no_test_finds_its_tools_by_itself() -> None:
    texts = [path.read_text() for path in ROOT.glob("tests/**/*.py") if path != Path(__file__)]
    for name in needs.PACKAGES:
        assert any(f'"{name}"' in text for text in texts if "need(" in text), name
    assert sum("shutil.which(" in text for text in texts) == 1
