"""Papers on disk: written whole or not at all, and never over a file that was not named."""

import csv
import errno
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner

import clsmin_forecast.cli  # noqa: F401 - it registers the commands
from clsmin_forecast.cli.settings import app
from clsmin_forecast.errors import InfrastructureError, InputError
from clsmin_forecast.report.word import fill
from clsmin_forecast.runs import briefing
from clsmin_forecast.runs.briefing import brief
from clsmin_forecast.runs.published import read_run
from tests.report.word.documents import say

DAY = date(2026, 11, 28)
PAGE_ONE = "{{ about.run_id }}: {{ sentences.answer }} {{ figures.gap }}"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clsmin_forecast.report.word.fields.FORECAST", "small")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph(PAGE_ONE)
    document.save(str(tmp_path / "mine.docx"))
    return tmp_path / "mine.docx"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Return a paper that was there before."""
    (tmp_path / "kept.docx").write_bytes(b"what was there")
    return tmp_path / "kept.docx"


def _text(path: Path) -> str:
    return docx.Document(str(path)).paragraphs[0].text


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_paper_goes_beside_its_template_under_a_name_of_its_own(
    published: Path, template: Path
) -> None:
    before = template.read_bytes()
    paper, _ = brief(template, published, "ceases", None, DAY)
    assert paper == template.with_name(f"mine-ceases-{published.name}.docx")
    assert _text(paper) == f"{published.name}: R&D. £69,000"
    assert template.read_bytes() == before
    assert brief(template, published, "ceases", None, DAY)[0] == paper, "the same again is no error"
    assert brief(paper, published, "ceases", None, DAY)[0] == paper, "the name does not grow"


def test_a_paper_that_an_analyst_changed_is_not_written_over(
    published: Path, template: Path
) -> None:
    paper, _ = brief(template, published, "ceases", None, DAY)
    document = docx.Document(str(paper))
    document.add_paragraph("My own words.")
    document.save(str(paper))
    kept = paper.read_bytes()
    with pytest.raises(InputError, match="is there and differs; name it with --to"):
        brief(template, published, "ceases", None, DAY)
    assert paper.read_bytes() == kept
    assert _text(brief(template, published, "ceases", paper, DAY)[0]).endswith("£69,000")


@pytest.mark.parametrize("name", ["mine.docx", "./mine.docx", "link.docx", "x/../mine.docx"])
def test_a_template_is_not_written_over_by_what_it_makes(
    published: Path, template: Path, name: str
) -> None:
    Path("link.docx").symlink_to(template.name)
    Path("x").mkdir()
    before = _files(template.parent)
    with pytest.raises(InputError, match=r"--to: .* is the template; .* Name a new file\."):
        brief(template, published, "ceases", Path(name), DAY)
    assert _files(template.parent) == before
    as_if_filled = template.with_name(f"mine-ceases-{published.name}.docx")
    template.rename(as_if_filled)
    with pytest.raises(InputError, match="Name a new file"):
        brief(as_if_filled, published, "ceases", None, DAY)


def test_a_living_document_is_refreshed_in_its_place(published: Path, tmp_path: Path) -> None:
    document = docx.Document()
    say(document.add_paragraph(), "{{ about.run_id }}")
    document.save("living.docx")
    living = tmp_path / "living.docx"
    for _ in range(2):
        path, filling = brief(Path("living.docx"), published, "ceases", living, DAY)
        assert (path, filling.controls) == (living, 1)
        assert docx.Document("living.docx").core_properties.identifier == published.name


@pytest.fixture
def living(tmp_path: Path) -> Path:
    document = docx.Document()
    say(document.add_paragraph(), "{{ about.run_id }}")
    document.save(str(tmp_path / "living.docx"))
    return tmp_path / "living.docx"


def test_a_refreshed_paper_keeps_its_rights_and_a_link_leads_to_it(
    published: Path, living: Path
) -> None:
    living.chmod(0o600)
    link = living.with_name("link.docx")
    link.symlink_to(living.name)
    before = living.read_bytes()
    assert brief(link, published, "ceases", link, DAY)[0] == link
    assert link.is_symlink()
    assert living.read_bytes() != before
    assert living.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to someone else")
def test_a_paper_of_someone_else_keeps_its_owner_or_stays(
    published: Path, living: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.chown(living, 4242, 4243)
    brief(living, published, "ceases", living, DAY)
    assert (living.stat().st_uid, living.stat().st_gid) == (4242, 4243)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    before = living.read_bytes()
    monkeypatch.setattr(os, "chown", refuse)
    with pytest.raises(InputError, match="belongs to someone else, and would be yours"):
        brief(living, published, "ceases", living, DAY)
    assert living.read_bytes() == before


@pytest.mark.parametrize("was_there", [True, False])
def test_a_paper_saved_meanwhile_is_never_lost(
    published: Path, living: Path, monkeypatch: pytest.MonkeyPatch, was_there: bool
) -> None:
    target = living if was_there else living.with_name("new.docx")

    def slow(*given: object) -> object:
        made = original(*given)  # type: ignore[arg-type]
        target.write_bytes(b"an hour of work")
        return made

    original = fill
    monkeypatch.setattr("clsmin_forecast.runs.briefing.fill", slow)
    with pytest.raises(InputError, match="was saved anew meanwhile, and stays; run this again"):
        brief(living, published, "ceases", target, DAY)
    assert target.read_bytes() == b"an hour of work"
    assert not list(living.parent.glob(".paper-*"))


def test_a_run_that_has_expired_since_is_said(published: Path, living: Path) -> None:
    last = read_run(published).about.valid_until
    paper = living.with_name("x.docx")
    assert brief(living, published, "ceases", paper, last)[1].warnings == []
    told, *_ = brief(living, published, "ceases", paper, last + timedelta(days=1))[1].warnings
    assert told.startswith(f"the assumptions of run {published.name} were valid until ")
    assert "which has passed; review the register and run the forecast again" in told


def test_nothing_is_left_behind_when_the_disk_is_full(
    published: Path, template: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _files(template.parent)
    original = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        original(path, data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InfrastructureError, match=r"No space left on device.*as it was"):
        brief(template, published, "ceases", kept, DAY)
    assert _files(template.parent) == before


def test_what_reads_back_otherwise_is_not_a_paper(
    published: Path, template: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _files(template.parent)
    original = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda path, data: original(path, data[:-1]))
    with pytest.raises(InfrastructureError, match="reads back otherwise"):
        brief(template, published, "ceases", kept, DAY)
    assert _files(template.parent) == before


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_a_place_that_cannot_be_written_is_said(
    published: Path, template: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(old: object, new: object) -> None:
        raise OSError(number, os.strerror(number))

    before = _files(template.parent)
    monkeypatch.setattr("clsmin_forecast.runs.briefing.os.replace", refuse)
    with pytest.raises(InputError, match=r"kept\.docx: cannot be written"):
        brief(template, published, "ceases", kept, DAY)
    assert _files(template.parent) == before


@pytest.mark.parametrize("to", ["none/x.docx", "kept.docx/x.docx"])
def test_a_folder_that_is_not_there_is_said(
    published: Path, template: Path, kept: Path, to: str
) -> None:
    told = f"--to: there is no folder {Path(to).parent} to put x.docx into."
    with pytest.raises(InputError, match=re.escape(told)):
        brief(template, published, "ceases", Path(to), DAY)
    assert kept.read_bytes() == b"what was there"


def test_a_place_that_cannot_be_looked_into_is_said(
    published: Path, template: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "exists", refuse)
    with pytest.raises(InputError, match=r"kept\.docx: cannot be written \(Permission denied\)"):
        brief(template, published, "ceases", kept, DAY)


def test_a_paper_that_is_read_only_is_left_alone(
    published: Path, template: Path, kept: Path
) -> None:
    kept.chmod(0o444)
    with pytest.raises(InputError, match=r"kept\.docx is read-only; name another file"):
        brief(template, published, "ceases", kept, DAY)
    assert kept.read_bytes() == b"what was there"


@pytest.mark.parametrize("lock", ["~$kept.docx", "~$ept.docx", "~$pt.docx", ".~lock.kept.docx#"])
def test_a_file_that_is_open_elsewhere_is_not_replaced(
    published: Path, template: Path, kept: Path, lock: str
) -> None:
    kept.with_name(lock).write_bytes(b"x")
    before = _files(template.parent)
    with pytest.raises(InputError, match="is open in another program"):
        brief(template, published, "ceases", kept, DAY)
    assert _files(template.parent) == before


@pytest.mark.parametrize("to", ["paper.doc", "paper", "."])
def test_a_paper_ends_in_docx(published: Path, template: Path, to: str) -> None:
    with pytest.raises(InputError, match=r"a file that ends in .docx"):
        brief(template, published, "ceases", Path(to), DAY)


def test_a_template_that_is_not_there_or_no_file_to_read_is_said(
    published: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"none\.docx: cannot be read"):
        brief(Path("none.docx"), published, "ceases", None, DAY)
    with pytest.raises(InputError, match=r"is a folder; name a \.docx in it"):
        brief(published, published, "ceases", None, DAY)
    Path("empty.docx").touch()
    with pytest.raises(InputError, match=r"^empty\.docx: is empty"):
        brief(Path("empty.docx"), published, "ceases", None, DAY)
    monkeypatch.setattr(briefing, "_MOST", 1_000)
    with pytest.raises(InputError, match="is larger than"):
        brief(template, published, "ceases", None, DAY)


def test_bad_input_leaves_nothing(published: Path, template: Path) -> None:
    document = docx.Document(BytesIO(template.read_bytes()))
    document.add_paragraph("{{ figures.gapp }}")
    document.save(str(template))
    before = _files(template.parent)
    with pytest.raises(
        InputError, match=r"unknown field 'figures.gapp' \(the nearest is figures.gap"
    ):
        brief(template, published, "ceases", Path("x.docx"), DAY)
    assert _files(template.parent) == before


def test_a_picture_that_is_gone_is_told_by_the_run(published: Path, template: Path) -> None:
    shutil.rmtree(published / "small")
    with pytest.raises(InputError, match="is not as it was published"):
        brief(template, published, "ceases", None, DAY)


def _command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "clsmin_forecast", "brief", *arguments],
        check=False, capture_output=True, text=True, cwd=folder, timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(briefing.__file__).parents[2])},
    )  # fmt: skip


def test_a_run_without_a_forecast_is_told_as_one(
    published: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match=r"unknown scenario of run .* Known: .* Name one of these"):
        brief(template, published, "taper", None, DAY)
    monkeypatch.setattr("clsmin_forecast.report.word.fields.FORECAST", "scenario_forecast")
    with pytest.raises(
        InputError, match=r"--scenario: run \w+ forecasts no scenario; name another"
    ):
        brief(template, published, "central", None, DAY)


def test_the_command_says_what_was_filled_and_warns_of_the_rest(
    published: Path, template: Path
) -> None:
    document = docx.Document(str(template))
    document.add_paragraph("{ figures.gap }")
    document.save(str(template))
    arguments = ["brief", template.name, "--run", str(published), "--scenario", "ceases"]
    done = CliRunner().invoke(app, arguments)
    paper = f"mine-ceases-{published.name}.docx"
    assert (done.exit_code, done.stdout) == (
        0,
        f"Written: {paper}\nIts run is one of plan small, not of the standard plan.\n"
        "Filled: 3 fields in text, 0 content controls, 0 charts.\n",
    )
    assert done.stderr == (
        f"Warning: {paper}: the text '{{ figures.gap }}' was left as it is: a field is written "
        "{{ figures.gap }}.\n"
    )


def test_the_command_lists_the_fields(published: Path, tmp_path: Path) -> None:
    arguments = ["brief", "--fields", "--run", str(published), "--scenario", "ceases"]
    shown = CliRunner().invoke(app, arguments).stdout
    assert re.search(r"figures\.gap +text .*£69,000", shown)
    assert "figures.small" not in shown
    assert shown.endswith("--format csv lists all, uncut.\n")
    rows = json.loads(CliRunner().invoke(app, [*arguments, "--format", "json"]).stdout)
    assert {"field": "figures.gap", "gives": "text", "title": "The gap", "text": "£69,000"} in rows
    text = CliRunner().invoke(app, [*arguments, "--format", "csv"]).stdout
    assert list(csv.DictReader(StringIO(text))) == rows
    assert _files(tmp_path) == {}, "nothing is written"


def test_the_command_writes_a_paper_or_says_why_not(tmp_path: Path) -> None:
    done = _command(tmp_path)
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr == (
        f"{tmp_path / 'outputs/latest'} holds no run. Name the folder of one, or make one "
        "with `clsmin-forecast run`.\n"
    )
    assert _command(tmp_path, "none.docx").stderr.startswith("none.docx: cannot be read")


def test_the_help_says_where_a_paper_goes_and_what_is_told() -> None:
    told = " ".join(CliRunner().invoke(app, ["brief", "--help"]).stdout.split())
    for words in ("NAME-SCENARIO-RUN.docx beside the template", "in the current folder",
                  "Warnings, on the standard error", "[default: outputs/latest]"):  # fmt: skip
        assert words in told.replace("paper- SCENARIO", "paper-SCENARIO")
