"""The locks: each with hashes, each within the next, and the only way that is told to install."""

import re
import tomllib
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-extras.lock", "requirements-dev.lock")
TOLD = (ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("clsmin_forecast/**/*.py"))


@cache
def pinned(lock: str) -> dict[str, str]:
    """Return the version that a lock gives each package, with its hashes."""
    text = (ROOT / lock).read_text()
    entries = re.findall(r"^([\w-]+)\S*==(\S+) .*\\\n    --hash=sha256:", text, re.M)
    assert len(entries) == len(re.findall(r"^[^ #\n]", text, re.M)), "a line without a hash"
    return dict(entries)


@pytest.mark.parametrize(("lock", "larger"), list(pairwise(LOCKS)))
def test_a_larger_lock_holds_the_smaller(lock: str, larger: str) -> None:
    assert pinned(lock).items() <= pinned(larger).items()


def test_every_extra_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for extra in project["optional-dependencies"].values():
        assert {re.split("[<>=]", each)[0] for each in extra} <= set(pinned(LOCKS[1]))


def test_nothing_is_told_to_be_installed_without_hashes() -> None:
    for path in TOLD:
        for line in re.findall("pip install .*", path.read_text()):
            assert "--require-hashes" in line or "--no-deps" in line, f"{path.name}: {line}"


def test_the_source_distribution_can_install_and_test_itself() -> None:
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]
    needed = {"Makefile", ".ci", "docs", "data", "tests", "CONTRIBUTING.md", "outputs/README.md"}
    assert {*LOCKS, *needed} <= {*hatch["build"]["targets"]["sdist"]["only-include"]}
