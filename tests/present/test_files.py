"""Files that someone asked for: whole, where a link leads, and for nobody else to read."""

import errno
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clsmin_forecast import charts
from clsmin_forecast.errors import InfrastructureError
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.present.files import put
from clsmin_forecast.runs.sharing import share_forecast

Write = Callable[[Path, Scenario], object]


def _share(file: Path, central: Scenario) -> None:
    share_forecast(forecast(central, draws=8), file, date(2026, 11, 28))


def _chart(file: Path, central: Scenario) -> None:
    charts.funding_profile(central.facts).save(file)


@pytest.mark.parametrize(("name", "write"), [("a.html", _share), ("a.svg", _chart)])
def test_a_file_keeps_its_rights_and_a_link_leads_to_it(
    tmp_path: Path, central: Scenario, name: str, write: Write
) -> None:
    file, link = tmp_path / "private" / name, tmp_path / name
    file.parent.mkdir()
    file.touch(mode=0o600)
    link.symlink_to(file)
    write(link, central)
    assert link.is_symlink()
    assert (file.stat().st_mode & 0o777, file.stat().st_size > 0) == (0o600, True)
    assert sorted(tmp_path.rglob("*")) == sorted([link, file.parent, file])


def test_what_is_written_is_never_open_to_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, write, open_to = tmp_path / "a.html", Path.write_bytes, list[int]()
    file.touch(mode=0o600)

    def watched(path: Path, content: bytes) -> int:
        open_to.append(path.stat().st_mode & 0o777)
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", watched)
    put({file: b"page"})
    assert (open_to, file.read_bytes()) == ([0o600], b"page")


def test_a_file_to_send_on_a_full_disk_is_to_be_tried_again(
    tmp_path: Path, central: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InfrastructureError) as told:
        _share(tmp_path / "a.html", central)
    assert str(told.value).endswith("a.html cannot be written (No space left on device).")
    assert not [*tmp_path.iterdir()]


def test_what_cannot_be_written_is_named_as_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "touch", refused)
    file = tmp_path / "outlook.png"
    with pytest.raises(PermissionError) as told:
        put({file: b"picture"})
    assert told.value.filename == str(file)
    assert not list(tmp_path.iterdir())
