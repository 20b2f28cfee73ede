"""Several files are written all or none, wherever the program is stopped, and can be put back."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clsmin_forecast.errors import InfrastructureError, InputError
from clsmin_forecast.inputs import transaction
from clsmin_forecast.inputs.facts import data_folder
from clsmin_forecast.inputs.transaction import Change, finish, journals, undo, write, writing

FILES = ("awards.csv", "sources.csv", "decisions.yaml")
STEPS = ("replace", "fsync", "unlink")


def texts(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, without what hides."""
    found = (path for path in folder.rglob("[!.]*") if path.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in found if ".records" not in str(p)}


def changes(folder: Path) -> dict[str, Change]:
    old = {name: transaction.text_of(folder / name) for name in FILES}
    return {name: Change(text, f"{text}# more\r\n") for name, text in old.items()}


def write_all(folder: Path) -> None:
    with writing(folder):
        write(folder, changes(folder), {"year": "2024/25"})


def take_back(folder: Path) -> None:
    with writing(folder):
        undo(folder, journals(folder)[-1])


def stopped(work: Callable[[Path], None], folder: Path, after: int) -> bool:
    """Do a work in a process that is killed before a step on the disk; return whether it was."""
    child = os.fork()
    if child == 0:
        left = [after]

        def counted(real: Callable[..., Any]) -> Callable[..., Any]:
            def step(*args: Any, **named: Any) -> Any:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **named)

            return step

        for name in STEPS:
            setattr(os, name, counted(getattr(os, name)))
        work(folder)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_wherever_it_is_stopped_the_files_are_the_old_or_the_new(data: Path) -> None:
    old = texts(data)
    new = old | {name: each.after.encode() for name, each in changes(data).items()}
    seen, after = set(), 0
    while stopped(write_all, data, after):
        assert data_folder(data) == data  # which every reader asks
        found = texts(data)
        assert found in (old, new)
        seen.add(found == new)
        if found == new:
            take_back(data)
        assert texts(data) == old
        after += 1
    assert seen == {False, True}
    assert texts(data) == new
    assert not [*data.glob(".*.draft")]


def test_wherever_undoing_is_stopped_the_files_are_the_new_or_the_old(data: Path) -> None:
    old, after = texts(data), 0
    write_all(data)
    new = texts(data)
    while stopped(take_back, data, after):
        finish(data)
        assert texts(data) in (old, new)
        if texts(data) == old:
            write_all(data)
        after += 1
    assert after > len(FILES)
    assert texts(data) == old
    assert not (data / ".records").exists()


def test_a_full_disk_leaves_every_byte(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, left = texts(data), [3]

    def full(_: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InfrastructureError, match="No space left on device"):
        write_all(data)
    assert texts(data) == old


def test_a_full_disk_stops_undoing_before_it_begins(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(data)
    new = texts(data)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(InfrastructureError, match="No space left on device"):
            take_back(data)
    assert texts(data) == new
    assert len(journals(data)) == 1


def test_a_file_that_was_edited_meanwhile_is_not_written_over(data: Path) -> None:
    new = changes(data)
    (data / "sources.csv").write_text("mine")
    old = texts(data)
    said = r"sources.csv: has been edited since. Nothing was written"
    with pytest.raises(InputError, match=said), writing(data):
        write(data, new, {})
    assert texts(data) == old


def test_what_was_edited_since_is_not_undone(data: Path) -> None:
    write_all(data)
    (data / "sources.csv").write_text("mine")
    old = texts(data)
    with pytest.raises(InputError, match=r"sources.csv: has been edited since"):
        take_back(data)
    assert texts(data) == old


def test_the_rights_of_a_file_and_what_a_link_leads_to_stay(data: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    (data / "awards.csv").rename(real)
    (data / "awards.csv").symlink_to(real)
    real.chmod(0o640)
    write_all(data)
    assert (data / "awards.csv").is_symlink()
    assert real.read_bytes().endswith(b"# more\r\n")
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_cannot_be_written_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(data))

    monkeypatch.setattr(Path, "mkdir", refuse)
    old = texts(data)
    with pytest.raises(InputError, match="Permission denied"):
        write_all(data)
    assert texts(data) == old
