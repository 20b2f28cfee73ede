"""A run is visible whole or not at all, and its copy is known by its hashes."""

import json
import os
import shutil
import sys
from pathlib import Path
from threading import Event, Thread
from time import time

import pytest

from clsmin_forecast.errors import InfrastructureError, InputError
from clsmin_forecast.runs import publish
from tests.conftest import manifest


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    publish.prepare(tmp_path / "outputs")
    return tmp_path / "outputs"


def staged_run(outputs: Path, text: str = "found", replace: bool = False) -> Path:
    with publish.staging(outputs, "abc") as staged:
        (staged / "job").mkdir()
        (staged / "job" / "result.json").write_text(text)
        publish.write_manifest(staged, manifest("abc"))
        return publish.publish(staged, outputs, "abc", replace)


def test_a_published_run_is_whole_and_latest_points_at_it(outputs: Path) -> None:
    home = staged_run(outputs)
    assert publish.is_whole(home)
    assert (outputs / "latest" / "job" / "result.json").read_text() == "found"
    assert list((outputs / ".staging").iterdir()) == []


@pytest.mark.parametrize("damage", ["change", "delete", "add", "manifest"])
def test_a_damaged_run_is_not_whole_and_is_made_again(outputs: Path, damage: str) -> None:
    home = staged_run(outputs)
    file = home / "job" / "result.json"
    spoiled = {"change": file, "add": home / "more.txt", "manifest": home / "manifest.json"}
    if damage == "delete":
        file.unlink()
    else:
        spoiled[damage].write_text("{")
    assert not publish.is_whole(home)
    staged_run(outputs)
    assert publish.is_whole(home)


def test_a_copy_that_is_already_there_stays(outputs: Path) -> None:
    home = staged_run(outputs, "first")
    staged_run(outputs, "second")
    assert (home / "job" / "result.json").read_text() == "first"


@pytest.fixture(params=["at once", "by two renames"])
def swap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "by two renames":
        monkeypatch.setattr(publish, "_swap", lambda one, other: False)
    elif sys.platform != "linux":
        pytest.skip("only Linux exchanges two folders at once")
    return str(request.param)


def test_a_copy_that_is_to_be_replaced_is_replaced(outputs: Path, swap: str) -> None:
    staged_run(outputs, "first")
    home = staged_run(outputs, "second", replace=True)
    assert (home / "job" / "result.json").read_text() == "second"
    assert publish.is_whole(home)
    assert list((outputs / ".staging").iterdir()) == []


def test_a_copy_that_cannot_be_replaced_stays(
    outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = staged_run(outputs, "first")
    rename, refusals = os.rename, iter([True])

    def full(source: Path, target: Path) -> None:
        if target == home and next(refusals, False):  # what was there comes back
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(publish, "_swap", lambda one, other: False)
    monkeypatch.setattr(os, "rename", full)
    with pytest.raises(InfrastructureError, match="disk is full"):
        staged_run(outputs, "second", replace=True)
    assert (home / "job" / "result.json").read_text() == "first"
    assert publish.is_whole(home)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two folders at once")
def test_a_reader_finds_one_of_the_copies_at_every_moment(outputs: Path) -> None:
    read = staged_run(outputs, "0") / "job" / "result.json"
    missed: list[str] = []
    done = Event()

    def keep_reading() -> None:
        while not done.is_set():
            if not read.exists():
                missed.append(read.name)

    reader = Thread(target=keep_reading)
    reader.start()
    for number in range(200):
        staged_run(outputs, str(number), replace=True)
    done.set()
    reader.join()
    assert not missed


def test_what_was_staged_is_gone_after_an_error(outputs: Path) -> None:
    with pytest.raises(RuntimeError), publish.staging(outputs, "abc"):
        raise RuntimeError
    assert list((outputs / ".staging").iterdir()) == []


FULL = OSError(28, "No space left on device", "a", None, "b")


@pytest.mark.parametrize("error", [FULL, shutil.Error([("a", "b", str(FULL))])])
def test_a_full_disk_is_said_and_nothing_stays(outputs: Path, error: OSError) -> None:
    said = r"outputs: No space left on device\. The disk is full\. Nothing was published\."
    with pytest.raises(InfrastructureError, match=said), publish.staging(outputs, "abc"):
        raise error
    assert list((outputs / ".staging").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match=r"--outputs: .* cannot be written"):
        publish.prepare(tmp_path / "file" / "outputs")


def test_a_folder_called_latest_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(InputError, match="is no run of this program"):
        publish.prepare(tmp_path)


def test_what_a_killed_run_left_is_swept_after_a_day(outputs: Path) -> None:
    for name, age in (("old", 2), ("new", 0)):
        folder = outputs / ".staging" / name
        folder.mkdir(parents=True)
        moment = time() - age * 24 * 3600
        os.utime(folder, (moment, moment))
    publish.prepare(outputs)
    assert [path.name for path in (outputs / ".staging").iterdir()] == ["new"]


def test_failed_runs_are_kept_apart_and_numbered(outputs: Path) -> None:
    for number in (1, 2):
        with publish.staging(outputs, "abc") as staged:
            kept = publish.keep_failed(staged, outputs, "abc", {"job": "no luck"})
        assert kept.name == f"abc.{number}"
        assert json.loads((kept / "errors.json").read_text()) == {"job": "no luck"}
    assert not (outputs / "runs").exists()


def test_latest_is_a_copy_where_links_are_not_allowed(
    outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no right to make links")

    monkeypatch.setattr(os, "symlink", refuse)
    for text in ("first", "second"):
        home = staged_run(outputs, text)
        (home / "job" / "result.json").write_text("damaged, so that the next one replaces it")
    assert not (outputs / "latest").is_symlink()
    assert (outputs / "latest" / "job" / "result.json").read_text() == "second"
