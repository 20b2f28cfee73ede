"""Published runs are listed, kept and removed; the latest and the pinned ones always stay."""

import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clsmin_forecast import cli
from clsmin_forecast.cli.settings import app
from clsmin_forecast.errors import InputError
from clsmin_forecast.runs import publish, retention
from clsmin_forecast.runs.retention import kept_runs, pin, prune
from tests.conftest import manifest


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """Return outputs with five runs, r0 the oldest and r2 the latest, and two failed ones."""
    folder = tmp_path / "outputs"
    for number in range(5):
        with publish.staging(folder, f"r{number}") as staged:
            (staged / "x.txt").write_text("x" * 10)
            publish.write_manifest(staged, manifest(f"r{number}"))
            publish.publish(staged, folder, f"r{number}")
        os.utime(folder / "runs" / f"r{number}", (number + 1, number + 1))
    for number in range(2):
        with publish.staging(folder, "bad") as staged:
            kept = publish.keep_failed(staged, folder, "bad", {"a": "wrong"})
        os.utime(kept, (number + 10, number + 10))
    publish.point_latest(folder, "r2")
    return folder


def names(outputs: Path) -> set[str]:
    return {each.name for each in kept_runs(outputs)}


def test_runs_are_listed_newest_first_with_their_state(outputs: Path) -> None:
    (outputs / "runs" / "r4" / "x.txt").write_text("y")
    pin(outputs, "r0")
    rows = {each.name: each for each in kept_runs(outputs)}
    assert list(rows) == ["bad.2", "bad.1", "r4", "r3", "r2", "r1", "r0"]
    assert [each.state for each in rows.values()] == ["failed"] * 2 + ["damaged"] + ["whole"] * 4
    assert [name for name, each in rows.items() if each.latest] == ["r2"]
    assert [name for name, each in rows.items() if each.pinned] == ["r0"]
    assert rows["r3"].plan == "small"
    assert rows["r3"].size > 10


def test_pruning_keeps_the_newest_the_latest_and_the_pinned(outputs: Path) -> None:
    pin(outputs, "r0")
    assert {each.name for each in prune(outputs, 1)} == {"bad.1", "r3", "r1"}
    assert names(outputs) == {"bad.2", "r4", "r2", "r0"}
    assert (outputs / "latest" / "x.txt").read_text() == "x" * 10
    pin(outputs, "r0", pinned=False)
    prune(outputs, 0)
    assert names(outputs) == {"r2"}
    assert list((outputs / ".staging").iterdir()) == []


def test_what_is_not_there_cannot_be_pinned(outputs: Path) -> None:
    with pytest.raises(InputError, match=r"unknown run 'r9'\. Known: r4"):
        pin(outputs, "r9")
    with pytest.raises(InputError, match="is not a folder"):
        kept_runs(outputs / "nowhere")


def test_the_commands_list_pin_and_prune(outputs: Path) -> None:
    def told(*words: str) -> str:
        done = CliRunner().invoke(app, ["runs", *words, "--outputs", str(outputs)])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "whole, latest" in told()
    assert told("pin", "r0") == "Pinned: r0.\n"
    assert told("prune", "--keep", "1") == "Removed: bad.1, r3, r1.\n"
    assert told("prune", "--keep", "1") == "Removed: nothing.\n"
    assert told("unpin", "r0") == "No longer pinned: r0.\n"
    wrong = CliRunner().invoke(app, ["runs", "prune", "--keep=-1", "--outputs", str(outputs)])
    assert "--keep: must be a whole number from 0" in str(wrong.exception)


def test_a_mark_that_cannot_be_set_is_bad_input(
    outputs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (outputs / "pinned").touch()  # where a folder would be made
    for command, why in (("pin", "File exists"), ("unpin", "Not a directory")):
        words = ["clsmin-forecast", "runs", command, "r0", "--outputs", str(outputs)]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert stop.value.code == 64
        said = capsys.readouterr().err
        assert said.startswith(str(outputs / "pinned"))
        assert said.endswith(f": {why}.\n")


def test_two_prunes_at_once_both_end_well(outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = kept_runs(outputs)
    assert len(prune(outputs, 0)) == 6  # all but the latest
    monkeypatch.setattr(retention, "kept_runs", lambda _: there)
    assert prune(outputs, 0) == []


def test_a_run_that_becomes_the_latest_while_a_prune_looks_stays(
    outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(folder: Path) -> list[retention.Kept]:
        found = kept_runs(folder)
        assert publish.point_latest(folder, "r0")
        return found

    monkeypatch.setattr(retention, "kept_runs", slow)
    taken = [each.name for each in prune(outputs, 0)]
    assert "r0" not in taken
    assert (outputs / "latest" / "x.txt").read_text() == "x" * 10


def test_latest_is_never_pointed_at_a_run_that_is_gone(outputs: Path) -> None:
    prune(outputs, 0)
    assert not publish.point_latest(outputs, "r0")
    assert (outputs / "latest").resolve().name == "r2"
