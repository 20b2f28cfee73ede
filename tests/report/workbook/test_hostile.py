"""What no workbook should meet, and what becomes of it."""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import odfdo
import pytest
from openpyxl import load_workbook

from clsmin_forecast.errors import ResultError
from clsmin_forecast.report.record import Table, Whole
from clsmin_forecast.report.workbook import write_workbook

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
    assert cells[-2] == ("Days lost", "Days lost, column 2", "$$", "' '", "A")
    assert set(cells[-1]) == {"[z]"}
    assert "[z] not applicable" in " ".join(str(row[0]) for row in cells)


def test_control_characters_and_lines_within_a_text_become_spaces(
    one_table: Maker, tmp_path: Path
) -> None:
    write_workbook(one_table('a,b\n"one\ntwo\x01\x0bthree",1\n'), tmp_path)
    cells, values = _read(tmp_path, "Own")
    assert cells[-1][0] == values[-1][0] == "one two three"


def test_a_text_longer_than_a_cell_holds_is_refused_and_nothing_is_written(
    one_table: Maker, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    for text in ("x" * 40_000, "\U0001f600" * 16_384):
        with pytest.raises(ResultError, match=r"sheet Own: a text must have at most 32,767") as no:
            write_workbook(one_table(f"a,b\n{text},1\n"), folder)
        assert str(no.value).count(". ") <= 1
    assert os.listdir(folder) == []
    write_workbook(one_table(f"a,b\n{'x' * 32_767},1\n"), folder)
    assert len(str(_read(folder, "Own")[0][-1][0])) == 32_767


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
