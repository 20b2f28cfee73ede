"""What is said of the release outside the code is what the code and the build say."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import clsmin_forecast as cf

ROOT = Path(__file__).parent.parent
CITATION: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_citation_is_of_this_version() -> None:
    assert CITATION["version"] == cf.__version__


@pytest.mark.parametrize("field", ["license", "keywords"])
def test_the_citation_says_what_the_package_says(field: str) -> None:
    assert CITATION[field] == PROJECT[field]


def test_the_image_for_a_cluster_is_of_this_version() -> None:
    page = (ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8")
    assert f"/clsmin-forecast:{cf.__version__}\n" in page


def test_each_python_that_it_runs_on_is_listed() -> None:
    listed = [each.rpartition(" ")[2] for each in PROJECT["classifiers"] if ":: 3." in each]
    assert PROJECT["requires-python"] == f">={listed[0]},<3.{int(listed[-1][2:]) + 1}"
