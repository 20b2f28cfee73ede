"""What no workbook should meet, and what becomes of it."""

import errno
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import odfdo
import pytest
from openpyxl import load_workbook

from clsmin_forecast.errors import ResultError
from clsmin_forecast.present.result import Table, Whole
from clsmin_forecast.present.workbook import check, excel, write_workbook
from clsmin_forecast.present.workbook.book import Book

Maker = Callable[..., Whole]
FORMULA_LIKE = (
    "=1+1",
    "+44 20",
    "-none",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C'!A0",
)
TAKEN_AMISS = (
    "[here](https://example.org)", "[a](b) [c](d)", "$$note$$", "***", "-", "日本", "{=1}",
    "https://example.org/page", "mailto:a@b.c", "internal:'Cover'!A1", "external:c:\\x.xlsx",
    "R&D <b> 'x' \"y\" ]]>", "_x0041_", "1.50", "TRUE", "12/03/2024", "[z]x", "nan text",
)  # fmt: skip


def _read(folder: Path, name: str) -> tuple[list[tuple[Any, ...]], list[list[Any]]]:
    excel_rows = list(load_workbook(folder / "forecast.xlsx")[name].values)
    table = odfdo.Document(str(folder / "forecast.ods")).body.get_table(name=name)
    assert table is not None
    return excel_rows, table.get_values()


@pytest.mark.parametrize("text", [*FORMULA_LIKE, *TAKEN_AMISS])
def test_a_text_stays_the_text_that_it_is(one_table: Maker, tmp_path: Path, text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    run = one_table(f"name,word\nfirst,words\nsecond,{quoted}\n", title=text, subject=text)
    write_workbook(run, tmp_path)
    cells, values = _read(tmp_path, "Own")
    assert cells[-1] == ("second", text)
    assert values[-1] == ["second", text]
    assert cells[0][0] == values[0][0] == text
    assert f"Scenario: {text}." in str(cells[2][0])
    sheet = load_workbook(tmp_path / "forecast.xlsx")["Own"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_a_plan_of_any_title_is_called_that_on_the_cover(whole: Whole, tmp_path: Path) -> None:
    title = "=[a](b) $$x$$ & <i>"
    run = replace(whole, about=whole.about.model_copy(update={"title": title}))
    write_workbook(run, tmp_path)
    assert f"{title}." in [row[0] for row in _read(tmp_path, "Cover")[0]]


@pytest.mark.parametrize(
    "names",
    [
        ["a" * 40, "a" * 40 + "b"],
        ["history", "cover", "contents", "notes"],
        ["r1c1", "t1", "a1"],
        ["by_year__", "by_year_"],
    ],
)
def test_sheets_have_short_names_of_their_own(
    one_table: Maker, tmp_path: Path, names: list[str]
) -> None:
    runs = [one_table("a,b\n1,2\n", name=name) for name in names]
    write_workbook(replace(runs[0], jobs=tuple(run.jobs[0] for run in runs)), tmp_path)
    read = load_workbook(tmp_path / "forecast.xlsx")
    assert all(0 < len(name) <= 31 for name in read.sheetnames)
    assert len({name.casefold() for name in read.sheetnames}) == len(read.sheetnames)
    assert not {"history"} & {name.casefold() for name in read.sheetnames}


@pytest.mark.parametrize("name", ["[a]:*?/\\'b'", "", "''", "/" * 40, "  "])
def test_a_register_of_any_name_has_a_sheet(whole: Whole, tmp_path: Path, name: str) -> None:
    register = Table(name=name, title="", rows=[{"a": "x", "b": None}])
    run = Whole(whole.about.model_copy(update={"registers": [register] * 2}), whole.jobs[:1])
    write_workbook(run, tmp_path)
    read = load_workbook(tmp_path / "forecast.xlsx")
    assert [row[1] for row in read.worksheets[-1].values][-1] == "not stated"
    assert not any(re.search(r"[\[\]:*?/\\']", each) for each in read.sheetnames)


def test_numbers_that_are_none_say_why(one_table: Maker, tmp_path: Path) -> None:
    text = "a,3,b,b.1,when\n1,inf,,2.5,\n,-inf,,,\n9007199254740993,1e-9,,-0.0,x\n"
    write_workbook(one_table(text), tmp_path)
    cells, values = _read(tmp_path, "Own")
    assert cells[-3:] == [
        (1, "[i]", "[z]", 2.5, "[z]"),
        ("[z]", "[i]", "[z]", "[z]", "[z]"),
        (9007199254740992, "[k]", "[z]", 0, "x"),
    ]
    assert [list(row) for row in cells[-3:]] == [
        [float(c) if not isinstance(c, str) else c for c in row] for row in values[-3:]
    ]


def test_a_table_without_a_row_or_with_headings_that_clash_is_still_a_table(
    one_table: Maker, tmp_path: Path
) -> None:
    write_workbook(one_table("days_lost,Days lost,$$,'  ',a\n"), tmp_path)
    cells, _ = _read(tmp_path, "Own")
    assert cells[-2] == ("Days lost", "Days lost, column 2", "Column 3", "' '", "A")
    assert set(cells[-1]) == {"[z]"}
    assert "[z] not applicable" in " ".join(str(row[0]) for row in cells)


def test_control_characters_and_lines_within_a_text_become_spaces(
    one_table: Maker, tmp_path: Path
) -> None:
    write_workbook(one_table('a,b\n"one\ntwo\x01\x0bthree",1\n'), tmp_path)
    cells, values = _read(tmp_path, "Own")
    assert cells[-1][0] == values[-1][0] == "one two three"


def test_a_text_longer_than_a_cell_holds_is_refused(one_table: Maker, tmp_path: Path) -> None:
    write_workbook(one_table(f"a,b\n{'x' * 32_767},1\n"), tmp_path)
    for text in ("x" * 40_000, "\U0001f600" * 16_384):
        with pytest.raises(ResultError, match=r"sheet Own: a text must have at most 32,767") as no:
            write_workbook(one_table(f"a,b\n{text},1\n"), tmp_path)
        assert str(no.value).count(". ") <= 1


def _fails(fault: OSError) -> Callable[..., None]:
    def fail(*arguments: object, **named: object) -> None:
        raise fault

    return fail


def test_a_full_disk_leaves_what_was_there(
    whole: Whole, one_table: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    before = [file.read_bytes() for file in write_workbook(one_table("a,b\n1,2\n"), folder)]
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(Path, "write_bytes", _fails(full))
    with pytest.raises(OSError, match="No space left"):
        write_workbook(one_table("a,b\n3,4\n"), folder)
    assert sorted(os.listdir(folder)) == ["forecast.ods", "forecast.xlsx"]
    assert [(folder / n).read_bytes() for n in ("forecast.xlsx", "forecast.ods")] == before


def test_a_folder_that_may_not_be_written_gets_nothing(
    one_table: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    run = one_table("a,b\n1,2\n")
    closed = PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr(os, "mkdir", _fails(closed))
    with pytest.raises(PermissionError):
        write_workbook(run, folder)
    assert os.listdir(folder) == []


def test_a_failed_check_is_said_on_the_cover_and_in_the_list(whole: Whole, tmp_path: Path) -> None:
    job = whole.jobs[1]
    first, *others = job.result.checks
    checks = [first.model_copy(update={"passed": False}), *others]
    broken = replace(job, result=job.result.model_copy(update={"checks": checks}))
    write_workbook(Whole(whole.about, (broken,)), tmp_path)
    said = f"FAILED: 1 of {len(checks)} cross-checks failed ({first.name})."
    assert said in [row[0] for row in _read(tmp_path, "Cover")[0]]
    listed = _read(tmp_path, "Checks")[0]
    assert said in [row[0] for row in listed]
    assert [row[2] for row in listed].count("FAILED") == 1


def _spoiled(**changes: Any) -> Callable[[Book], Book]:
    def spoil(said: Book) -> Book:
        first, *others = said.sheets
        return replace(said, sheets=(replace(first, **changes), *others))

    return spoil


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_spoiled(title="Other"), "sheet Contents, row 1 must be"),
        (_spoiled(name="Other"), "its sheets must be"),
        (_spoiled(rows=(("x", "y"),)), "sheet Contents must have 5 rows, got"),
        (_spoiled(headings=("Sheet", "Sheet")), "row 4 must be"),
    ],
)
@pytest.mark.parametrize("kind", ["excel", "ods"])
def test_a_file_that_does_not_say_what_it_should_is_refused(
    said: Book, files: list[Path], spoil: Callable[[Book], Book], fault: str, kind: str
) -> None:
    file = files[kind == "ods"]
    with pytest.raises(ResultError, match=fault):
        getattr(check, f"check_{kind}")(file.read_bytes(), spoil(said))


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda sheet: sheet.merge_cells("A1:B1"), "merged"),
        (lambda sheet: setattr(sheet, "freeze_panes", "A2"), "frozen"),
        (lambda sheet: setattr(sheet.auto_filter, "ref", "A4:B5"), "filtered"),
        (lambda sheet: setattr(sheet.row_dimensions[2], "hidden", True), "hidden"),
        (lambda sheet: setattr(sheet.column_dimensions["A"], "hidden", True), "hidden"),
        (lambda sheet: sheet.tables.clear(), "its table must be"),
        (lambda sheet: setattr(sheet["A1"], "data_type", "f"), "formula"),
    ],
)
def test_a_form_that_the_guidance_forbids_is_found(
    said: Book, files: list[Path], spoil: Callable[[Any], None], fault: str
) -> None:
    read = load_workbook(files[0])
    assert list(check.faults_of_form(read, said)) == []
    spoil(read["By year"])
    assert any(fault in each for each in check.faults_of_form(read, said))


def test_a_note_that_is_not_explained_and_shorthand_that_is_not_are_refused(said: Book) -> None:
    check.check_book(said)
    for line, fault in (("See [note 99].", r"\[note 99\]"),):
        with pytest.raises(ResultError, match=fault):
            check.check_book(_spoiled(lines=(line, "b"))(said))
    with pytest.raises(ResultError, match=r"sheet Contents: \[z\] is not explained"):
        check.check_book(_spoiled(rows=(("a", "[z]"),))(said))


def test_nothing_is_written_when_what_is_read_back_is_wrong(
    one_table: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    monkeypatch.setattr(excel, "_restore", lambda worksheet, grid: None)
    with pytest.raises(ResultError, match=r"forecast.xlsx: sheet Own, row \d+ must be"):
        write_workbook(one_table("a,b\n$$x$$,1\n"), folder)
    assert os.listdir(folder) == []


def test_our_own_warnings_are_not_hidden_with_those_of_gptables() -> None:
    with pytest.warns(FutureWarning, match="ours"), excel._contained():
        warnings.warn("ours", FutureWarning, stacklevel=1)


def test_a_first_import_of_gptables_warns_of_nothing(one_table: Maker, tmp_path: Path) -> None:
    code = "from clsmin_forecast.present.workbook.excel import _contained\n"
    code += "with _contained(): import gptables"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
