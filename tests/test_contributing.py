"""`CONTRIBUTING.md` leads to what is there, and its rooms are those of the package."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.test_architecture import KEEPERS, PARTS

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
OF_THE_READER = {"my_data/", "outputs/latest/"}  # made by following it
NAMED = {
    name
    for name in re.findall(r"`([\w./-]+)`", TEXT)
    if re.search(r"/$|/\w+$|\.(py|pyi|md|csv|yaml|ipynb|toml|cff)$", name)
}
ROOMS = [re.findall(r"`(\w+)`", row) for row in re.findall(r"^\| `.*", TEXT, flags=re.MULTILINE)]


@pytest.mark.parametrize("name", sorted(NAMED - OF_THE_READER))
def test_what_it_names_is_there(name: str) -> None:
    assert (ROOT / name).exists() or (ROOT / "clsmin_forecast" / name).exists()


def test_files_of_every_kind_are_found() -> None:
    assert len(NAMED) > 50
    assert {"docs/gallery.py", "inputs/catalogue.py", ".ci/run", "data/grant.yaml"} <= NAMED


def test_its_rooms_are_those_of_the_package_in_their_order() -> None:
    assert tuple(room for room, *_ in ROOMS) == PARTS


def test_it_says_which_room_keeps_which_library() -> None:
    assert {library: room for room, *libraries in ROOMS for library in libraries} == KEEPERS


def test_its_make_commands_are_there() -> None:
    commands = re.findall(r"^make (\w+)", TEXT, flags=re.MULTILINE)
    assert commands == ["test", "forecast", "docs"]
    for each in commands:
        subprocess.run(["make", "--dry-run", each], cwd=ROOT, check=True, capture_output=True)
