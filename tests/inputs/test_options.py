"""The files of what we can do: how they are read, and what breaks a rule in them."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from clsmin_forecast.inputs.options import ALL, HALF, MEASURES, Option, load_options
from clsmin_forecast.runs.audit import WRONG, audit

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

NAMES = ["bridge_from_reserves", "keep_half", "keep_to_june", "release_with_notice"]
HEAD = "name: own\ntitle: Own\ndescription: It is our own.\n"


def _write(data: Path, text: str, name: str = "own") -> None:
    (data / "options" / f"{name}.yaml").write_text(HEAD + text, encoding="utf-8")


def _own(data: Path, text: str) -> Option:
    _write(data, text)
    return load_options(["own"], data)[0]


def test_the_shipped_options_keep_all_half_and_none() -> None:
    options = {each.name: each for each in load_options()}
    assert [*options] == NAMES
    team = np.array([7.0])
    kept = {name: float(each.posts(team).item()) for name, each in options.items()}
    assert kept == dict(zip(NAMES, [7, 3.5, 7, 0], strict=True))
    assert options["keep_to_june"].until == 3
    assert options["bridge_from_reserves"].other_money == 250_000
    assert not any(each.own_times for each in options.values())


def test_a_folder_without_options_has_none(data: Path) -> None:
    for path in (data / "options").glob("*.yaml"):
        path.unlink()
    (data / "options").rmdir()
    assert load_options(data=data) == []


def test_files_that_systems_hide_are_not_read(data: Path) -> None:
    (data / "options" / "._keep_half.yaml").write_bytes(b"\x00\x05\x16\x07")
    assert [each.name for each in load_options(data=data)] == NAMES


@pytest.mark.parametrize(
    ("text", "keep"),
    [("keep: all", ALL), ("keep: half", HALF), ("keep: 3.5", 3.5), ("keep: '2'", 2.0),
     ("release: {}", 0.0)],
)  # fmt: skip
def test_how_many_posts_are_kept(data: Path, text: str, keep: float | str) -> None:
    assert _own(data, text).keep == keep


def test_an_option_may_have_times_and_a_cost_of_its_own(data: Path) -> None:
    own = _own(data, "release: {notice_months: 3, rebuild_months: 9, cost: £4500}")
    assert (own.notice, own.rebuild, own.restart) == (3, 9, 4_500)
    assert own.own_times


# what stands in the file: what the refusal says
REFUSED = {
    "": "own.yaml: says nothing to do; write one of keep, release, bridge.",
    "keep: most": "own.yaml: keep must be all, half or a number of posts from 0 to 1,000, such as "
    "3.5, got 'most'.",
    "keep: -1": "own.yaml: keep must be all, half or a number of posts from 0 to 1,000",
    "keep: all\nuntil: 13": "own.yaml: until must lie from 0 to 12, got 13.",
    "keep: all\nuntil: June": "own.yaml: until must be a number such as 3, got 'June'.",
    "until: 3\nrelease: {}": "own.yaml: until is of posts that are kept; write keep: all too.",
    "keep: 0\nbridge: {up_to: 5k}": "own.yaml: bridge is of posts that are kept",
    "keep: all\nbridge: {}": "own.yaml: bridge.up_to: is missing.",
    "keep: all\nbridge: {up_to: lots}": "own.yaml: up_to must be a number such as 250000",
    "release: {notice: 3}": "own.yaml: unknown field release.notice. Known: notice_months, "
    "rebuild_months, cost.",
    "release: {cost: -1}": "own.yaml: cost must lie from 0",
    "keep: all\nposts: 3": "own.yaml: unknown field posts. Known: name, title, description, keep, "
    "until, release, bridge.",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_a_file_that_breaks_a_rule_is_refused(data: Path, refused: "Refused", text: str) -> None:
    _write(data, text)
    assert REFUSED[text] in refused(lambda: load_options(["own"], data))


def test_a_name_is_that_of_the_file(data: Path, edit: "Edit[None]", refused: "Refused") -> None:
    edit("options/keep_half.yaml", "name: keep_half", "name: half")
    assert refused(lambda: load_options(data=data)) == (
        "keep_half.yaml: name must be the file's own, keep_half, got 'half'."
    )


@pytest.mark.parametrize("name", MEASURES)
def test_no_option_has_the_name_of_a_measure_of_reserve(
    data: Path, refused: "Refused", name: str
) -> None:
    file = data / "options" / f"{name}.yaml"
    file.write_text(HEAD.replace("own", name) + "keep: 1\n", encoding="utf-8")
    assert refused(lambda: load_options(data=data)) == (
        f"{name}.yaml: name must not be that of a measure of reserve (gap, recovered, at_risk), "
        f"got '{name}'; give the file another name, such as {name}_option."
    )


def test_options_are_named_as_they_stand_and_once(refused: "Refused") -> None:
    assert "the nearest is keep_half" in refused(lambda: load_options(["keep_hlf"]))
    assert "each is named once" in refused(lambda: load_options(["keep_half", "keep_half"]))


def test_more_options_than_a_table_holds_are_refused(data: Path, refused: "Refused") -> None:
    for number in range(20):
        _write(data, "keep: 1", f"own_{number}")
    assert refused(lambda: load_options(data=data)) == "options: holds at most 20 options, got 24."


def test_the_check_finds_each_file_that_breaks_a_rule(data: Path) -> None:
    _write(data, "keep: most")
    _write(data, "", "other")
    (data / "options" / "late.yml").write_text(HEAD, encoding="utf-8")
    found = [each for each in audit(data, date(2026, 11, 28)) if each.level == WRONG]
    assert [each.where for each in found] == ["other.yaml", "own.yaml", "options/late.yml"]
