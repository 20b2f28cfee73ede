"""Lines are added to the ledger whole and in turn, and an edit is found."""

import json
import multiprocessing
import os
from collections.abc import Callable
from datetime import date
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from clsmin_forecast.errors import InfrastructureError, InputError
from clsmin_forecast.inputs.ledger import (
    LEDGER,
    LEDGER_VARIABLE,
    MARK,
    Foretold,
    Recorded,
    Undone,
    digest,
    ledger_file,
    load_ledger,
)
from clsmin_forecast.runs.ledger import append
from tests.ledgers import HASH, foretold, recorded

THREE: list[Foretold | Recorded | Undone] = [foretold(), foretold(year="2026/27"), recorded()]


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    append(tmp_path / "outputs", THREE)
    return tmp_path / "outputs"


def test_what_was_added_is_read_back_in_order(outputs: Path) -> None:
    undone = Undone(grant="A grant", year="2025/26", day=date(2027, 5, 2), data_hash=HASH)
    assert append(outputs, [undone]) == 1
    read = [
        line.model_copy(update={"before": digest(b"")}) for line in load_ledger(outputs / LEDGER)
    ]
    assert read == [*THREE, undone]


def test_no_ledger_is_an_empty_one(tmp_path: Path) -> None:
    assert load_ledger(tmp_path / LEDGER) == ()


def test_each_line_holds_the_hash_of_the_line_before(outputs: Path) -> None:
    lines = (outputs / LEDGER).read_bytes().splitlines()
    assert [json.loads(line)["before"] for line in lines] == [
        digest(b""),
        *(digest(line) for line in lines[:-1]),
    ]


@pytest.mark.parametrize("again", [{"day": date(2026, 12, 1)}, {"run_id": "b2"}, {"mean": 1.0}])
def test_the_same_forecast_is_added_once(outputs: Path, again: dict[str, object]) -> None:
    before = (outputs / LEDGER).read_bytes()
    assert append(outputs, [foretold(**again)]) == 0
    assert (outputs / LEDGER).read_bytes() == before
    assert append(outputs, [foretold(run_id="b2", mean=1.0), foretold(run_id="c3", mean=1.0)]) == 1


def _edit(lines: list[bytes]) -> list[bytes]:
    return [lines[0].replace(b"0.2434", b"0.0434"), *lines[1:]]


def _edit_last(lines: list[bytes]) -> list[bytes]:
    return [*lines[:-1], lines[-1].replace(b"590000", b"490000")]


EDITS: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "edited": (_edit, "line 2: does not follow the line before it"),
    "first gone": (lambda lines: lines[1:], "line 1: does not follow"),
    "middle gone": (lambda lines: [lines[0], lines[2]], "line 2: does not follow"),
    "swapped": (lambda lines: [lines[1], lines[0], lines[2]], "line 1: does not follow"),
    "last edited": (_edit_last, "line 3: is not as it was written"),
    "last gone": (lambda lines: lines[:-1], "has 2 lines and had 3"),
    "all gone": (lambda lines: [], "has 0 lines and had 3"),
    "no JSON": (lambda lines: [lines[0], b"{", *lines[1:]], "line 2: not plain JSON"),
    "another kind": (
        lambda lines: [lines[0].replace(b'"forecast"', b'"guess"'), *lines[1:]],
        "line 1: unknown kind 'guess'",
    ),
    "a list": (lambda lines: [b"[1]", *lines[1:]], r"line 1: unknown kind \[1\]"),
    "a kind of lists": (lambda lines: [b'{"kind": ["forecast"]}'], "line 1: unknown kind"),
    "nested too deep": (lambda lines: [b"[" * 200_000], "line 1: not plain JSON: nested too deep"),
    "no text": (lambda lines: [b"\xff"], "line 1: must be UTF-8"),
    "a chance of 2": (
        lambda lines: [lines[0].replace(b"0.2434", b"2.0"), *lines[1:]],
        "line 1: no_funding: must be less than or equal to 1, got 2.0",
    ),
    "falling quantiles": (
        lambda lines: [lines[0].replace(b'"99":495000.0', b'"99":1.0'), *lines[1:]],
        "line 1: quantiles: must be sums by per cent",
    ),
    "no year": (
        lambda lines: [lines[0].replace(b"2025/26", b"2025/27"), *lines[1:]],
        "line 1: year: must be a financial year",
    ),
    "no hash": (
        lambda lines: [lines[0].replace(b'"before":"e', b'"before":"g'), *lines[1:]],
        "line 1: before: must be a SHA-256",
    ),
}


@pytest.mark.parametrize(("edit", "says"), EDITS.values(), ids=EDITS)
def test_a_ledger_that_was_edited_is_refused(
    outputs: Path, edit: Callable[[list[bytes]], list[bytes]], says: str
) -> None:
    path = outputs / LEDGER
    text = b"".join(line + b"\n" for line in edit(path.read_bytes().splitlines()))
    path.write_bytes(text)
    with pytest.raises(InputError, match=says):
        load_ledger(path)
    with pytest.raises(InputError, match=says):
        append(outputs, [foretold(run_id="d4", mean=2.0)])
    assert path.read_bytes() == text


def test_a_torn_last_line_is_said(outputs: Path) -> None:
    path = outputs / LEDGER
    path.write_bytes(path.read_bytes() + b'{"before":"')
    with pytest.raises(InputError, match="line 4: has no end"):
        load_ledger(path)


def test_whoever_is_stopped_before_the_mark_is_set_leaves_a_ledger_that_is_right(
    outputs: Path,
) -> None:
    old = (outputs / MARK).read_bytes()
    append(outputs, [foretold(run_id="b2", mean=1.0)])
    (outputs / MARK).write_bytes(old)
    assert len(load_ledger(outputs / LEDGER)) == 4


@pytest.mark.parametrize("text", ["", "0 a", "three a"])
def test_a_mark_that_is_none_is_refused(outputs: Path, text: str) -> None:
    (outputs / MARK).write_text(text)
    with pytest.raises(InputError, match="a count of lines and a hash"):
        load_ledger(outputs / LEDGER)


@pytest.mark.parametrize("place", ["fsync", "replace"])
def test_a_full_disk_leaves_the_ledger_as_it_was(
    outputs: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = (outputs / LEDGER).read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(os, place, full)
        with pytest.raises(InfrastructureError, match="No space left"):
            append(outputs, [foretold(run_id="b2", mean=1.0)])
    assert (outputs / LEDGER).read_bytes() == before
    assert {path.name for path in outputs.glob(f"{MARK}*")} == {MARK}
    assert append(outputs, [foretold(run_id="b2", mean=1.0)]) == 1


def _add(outputs: Path, name: str, together: Barrier) -> None:
    together.wait()
    for number in range(20):
        append(outputs, [foretold(run_id=f"{name}{number}", mean=float(ord(name) * 100 + number))])


def test_two_at_once_both_land_and_the_chain_holds(outputs: Path) -> None:
    method = multiprocessing.get_context("spawn")
    together = method.Barrier(2)
    adding = [method.Process(target=_add, args=(outputs, name, together)) for name in "xy"]
    for each in adding:
        each.start()
    for each in adding:
        each.join()
    assert [each.exitcode for each in adding] == [0, 0]
    runs = [line.run_id for line in load_ledger(outputs / LEDGER) if isinstance(line, Foretold)]
    assert len(runs) == 2 + 40
    assert [run for run in runs if run[0] == "x"] == [f"x{number}" for number in range(20)]


def test_a_folder_in_place_of_a_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / LEDGER).mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        load_ledger(ledger_file(tmp_path / LEDGER))


def test_the_ledger_is_that_of_the_folder_above_too(
    tmp_path: Path, outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert ledger_file() == outputs / LEDGER
    assert ledger_file(outputs) == outputs / LEDGER
    monkeypatch.setenv(LEDGER_VARIABLE, "elsewhere.jsonl")
    assert ledger_file() == Path("elsewhere.jsonl")


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(InputError, match="cannot be written"):
        append(tmp_path / "file" / "outputs", THREE)
