"""The workbook of a run, held to the guidance on accessible spreadsheets and to the CSV."""

import csv
import os
import re
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import odfdo
import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from clsmin_forecast.analysis.calculation import Calculation
from clsmin_forecast.inputs.scenarios import load_scenarios
from clsmin_forecast.report.record import Whole
from clsmin_forecast.report.workbook import write_workbook, xlsx
from clsmin_forecast.report.workbook.book import ORGANISATION, Book, book
from clsmin_forecast.report.workbook.sheet import SHORTHAND, Sheet
from tests.conftest import need

NOT_TABLES = ("Cover", "Charts")
OPEN = ("indicative", "in_principle")
FUNDED = {
    "probability_funded_least": "Chance funded, least by the cases compared (%)",
    "probability_funded": "Chance that it is funded (%)",
    "probability_funded_most": "Chance funded, most by the cases compared (%)",
}
MISSING = {
    "gap_in_funded_years_mean": "Gap in funded years, mean (£)",
    "gap_after_ceasing_mean": "Gap after ceasing, mean (£)",
}
LINKED = re.compile(r"\[note \d+\]")


@pytest.fixture(scope="session")
def sheets(files: list[Path]) -> list[Worksheet]:
    read = load_workbook(files[0], data_only=True)
    return [each for each in read.worksheets if each.title not in NOT_TABLES]


def _frame(file: Path, sheet: Worksheet) -> pd.DataFrame:
    (table,) = sheet.tables.values()
    first = int(re.findall(r"\d+", table.ref)[0])
    read = pd.read_excel(file, sheet_name=sheet.title, header=first - 1, keep_default_na=False)
    assert isinstance(read, pd.DataFrame)
    return read


def _widths(sheet: Worksheet) -> list[float]:
    """Return the width of each column; those that are alike stand in the file as one."""
    sizes = sheet.column_dimensions.values()
    return [
        float(size.width) for size in sizes for _ in range((size.max or 0) - (size.min or 0) + 1)
    ]


def _lines(sheet: Sheet) -> list[str]:
    """Return what stands between the title of a sheet and its table."""
    return [str(row[0][0]) for row in sheet.grid[1 : sheet.top]]


def _csv(whole: Whole, job: str, table: str) -> list[dict[str, str]]:
    (folder,) = (each.folder for each in whole.jobs if each.name == job)
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_sheet_has_one_table_with_a_name_and_one_row_of_headings(
    sheets: list[Worksheet],
) -> None:
    names = [table.name for sheet in sheets for table in sheet.tables.values()]
    assert len(names) == len({name.casefold() for name in names}) == len(sheets) > 20
    for sheet in sheets:
        (table,) = sheet.tables.values()
        headings = [cell.value for cell in sheet[table.ref][0]]
        assert all(isinstance(text, str) and text.strip() for text in headings), sheet.title
        assert len({str(text).casefold() for text in headings}) == len(headings), sheet.title
        assert [column.name.replace("_x000a_", "\n") for column in table.tableColumns] == headings


def test_the_table_starts_in_column_a_and_nothing_stands_below_or_beside_it(
    sheets: list[Worksheet],
) -> None:
    for sheet in sheets:
        (table,) = sheet.tables.values()
        assert sheet.dimensions == f"A1:{table.ref.partition(':')[2]}"
        assert table.ref.startswith("A")
        assert isinstance(sheet["A1"].value, str)
        for row in sheet.iter_rows(max_row=sheet[table.ref][0][0].row - 1, min_col=2):
            assert {cell.value for cell in row} == {None}


def test_no_cell_of_a_table_is_empty_and_every_shorthand_is_explained_above_it(
    sheets: list[Worksheet],
) -> None:
    used = set()
    for sheet in sheets:
        (table,) = sheet.tables.values()
        cells = [cell.value for row in sheet[table.ref] for cell in row]
        assert None not in cells
        above = " ".join(str(row[0]) for row in sheet.values if row[0] is not None)
        codes = {each for each in cells if re.fullmatch(r"\[[a-z]\]", str(each))}
        used |= codes
        for code in codes:
            assert f"{code} {SHORTHAND[str(code)]}" in above.partition("Shorthand: ")[2]
    assert used == set(SHORTHAND), "each kind of shorthand is met in a real run"


def test_headings_stay_in_sight_and_every_table_can_be_filtered(
    sheets: list[Worksheet], files: list[Path]
) -> None:
    for sheet in sheets:
        (table,) = sheet.tables.values()
        first = sheet[table.ref][0][0].row
        assert sheet.freeze_panes == f"A{first + 1}", sheet.title
        assert table.autoFilter is not None
        assert table.autoFilter.ref == table.ref, sheet.title
    marked = _part(files[1], "content.xml").count('table:display-filter-buttons="true"')
    assert marked == len(sheets)


def test_a_sheet_is_told_apart_by_what_differs_and_the_same_table_stands_once(
    sheets: list[Worksheet],
) -> None:
    titles = [sheet.title for sheet in sheets]
    assert {"Paths, ceases, half expansion", "Evidence", "Evidence and own set"} <= {*titles}
    assert not [title for title in titles if re.search(r"\D \d$|, of ", title)]
    assert titles.count("Evidence choices") == 1


def test_a_sheet_of_many_scenarios_has_a_name_that_is_not_cut(whole: Whole) -> None:
    central, *others = (job for job in whole.jobs if job.notebook == "scenario_forecast")
    more = (others[-1], "ceases_with_alternative"), (others[-1], "continues_with_pay")
    copies = (
        replace(job, result=job.result.model_copy(update={"parameters": {"scenario": name}}))
        for job, name in more
    )
    names = [sheet.name for sheet in book(Whole(whole.about, (central, *copies))).sheets]
    assert "Paths" in names
    assert "Paths, other scenarios" in names


def test_chances_are_percentages_and_money_is_in_pounds(sheets: list[Worksheet]) -> None:
    seen = set()
    for sheet in sheets:
        (table,) = sheet.tables.values()
        heads, *rows = sheet[table.ref]
        for head, *cells in zip(heads, *rows, strict=True):
            formats = {cell.number_format for cell in cells if cell.data_type == "n"}
            for ending, wanted in (("(%)", r"0\.0{1,2}%"), ("(£)", r"\[\$£-809\]#,##0")):
                if str(head.value).endswith(ending):
                    seen |= formats
                    assert all(re.fullmatch(wanted, each) for each in formats), head.value
    assert seen == {"0.0%", "0.00%", "[$£-809]#,##0"}


def test_no_number_is_minus_nought(files: list[Path]) -> None:
    for sheet in load_workbook(files[0]).worksheets:
        for row in sheet.values:
            assert not [c for c in row if isinstance(c, float) and c == 0 and str(c)[0] == "-"]


def test_nothing_is_merged_hidden_drawn_or_said_by_colour(
    sheets: list[Worksheet], files: list[Path]
) -> None:
    for sheet in sheets:
        assert not sheet.merged_cells.ranges
        sizes = [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()]
        assert not any(size.hidden for size in sizes)
        filled = [row[0] for row in sheet.iter_rows() if any(c.fill.fill_type for c in row)]
        assert {cell.value for cell in filled} <= {"input"}, sheet.title  # in words and by an edge
    with ZipFile(files[0]) as parts:
        drawn = [name for name in parts.namelist() if re.search("drawing|media|vba", name)]
        assert [name for name in drawn if "rels" not in name] == ["xl/drawings/drawing1.xml"]
        for name in parts.namelist():
            assert not re.search(rb"<(headerFooter|conditionalFormatting)", parts.read(name))


def test_every_note_is_used_and_explained_and_stands_in_no_number(
    sheets: list[Worksheet],
) -> None:
    marks: set[str] = set()
    for sheet in sheets:
        if sheet.title != "Notes":
            marks |= {m for row in sheet.values for m in LINKED.findall(str(row[0] or ""))}
    (notes,) = (sheet for sheet in sheets if sheet.title == "Notes")
    explained = [str(row[0]) for row in notes.values if LINKED.match(str(row[0]))]
    assert sorted(marks) == sorted(explained) == [f"[note {n}]" for n in range(1, 9)]


def test_the_properties_say_title_organisation_words_language_and_the_day_of_the_data(
    files: list[Path], whole: Whole
) -> None:
    said = load_workbook(files[0]).properties
    assert said.title == "Forecast of the Home Office funding of CLSMIN"
    assert said.creator == ORGANISATION
    assert "Home Office grant" in str(said.keywords)
    assert said.language == "en-GB"
    assert said.created is not None
    assert said.created.date() == whole.about.as_at
    meta = odfdo.Document(str(files[1])).meta
    assert (meta.title, meta.language) == (said.title, "en-GB")
    assert meta.creation_date is not None
    assert meta.creation_date.date() == whole.about.as_at


def test_numbers_are_numbers_on_the_right_with_commas(sheets: list[Worksheet]) -> None:
    seen = 0
    for sheet in sheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n"), (sheet.title, cell.coordinate)
                if isinstance(cell.value, (int, float)):
                    seen += 1
                    assert cell.alignment.horizontal == "right", (sheet.title, cell.coordinate)
                    known = re.match(r"(\[\$£-809\])?#,##0|0\.0+%$", cell.number_format)
                    assert known, (sheet.title, cell.coordinate)
    assert seen > 1000


def test_the_row_of_headings_is_marked_in_letters_and_in_print(sheets: list[Worksheet]) -> None:
    for sheet in sheets:
        (table,) = sheet.tables.values()
        (heads, *rows), first = sheet[table.ref], sheet[table.ref][0][0].row
        assert all(cell.font.b and cell.border.bottom.style for cell in heads), sheet.title
        assert not any(cell.font.b for row in rows for cell in row), sheet.title
        assert sheet["A1"].font.b
        assert sheet.print_title_rows == f"${first}:${first}"


def test_a_column_of_a_unit_says_it_in_its_heading(sheets: list[Worksheet], whole: Whole) -> None:
    titles = {sheet["A1"].value: sheet for sheet in sheets}
    seen = set()
    for job in whole.jobs:
        for table, data in job.tables():
            for name in data.columns if table.name != "checks" else ():
                known = table.columns.get(name)
                if known and known.kind.unit:
                    headings = {str(cell.value) for row in titles[table.title] for cell in row}
                    unit = "%" if known.kind.unit == "0 to 1" else known.kind.unit
                    assert f"{known.heading} ({unit})" in headings, (table.name, name)
                    seen.add(known.kind.unit)
    assert seen == {"£", "0 to 1", "unit of the input"}


def test_every_letter_is_of_one_plain_font_and_12_points_or_more(files: list[Path]) -> None:
    for sheet in load_workbook(files[0]).worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.font.name for cell in cells} == {"Arial"}
        assert min(float(cell.font.sz) for cell in cells) == 12
        assert all(not cell.font.i for cell in cells)


def test_columns_are_as_wide_as_their_words_and_long_texts_take_several_lines(
    sheets: list[Worksheet],
) -> None:
    for sheet in sheets:
        (table,) = sheet.tables.values()
        for column, width in zip(zip(*sheet[table.ref], strict=True), _widths(sheet), strict=True):
            assert 13 < width < 60, (sheet.title, column[0].value)
            assert max(map(len, str(column[0].value).split())) < width
            for cell in column:
                lines = (sheet.row_dimensions[cell.row].height or 0) / 15.5
                assert cell.alignment.wrap_text
                text = f"{cell.value:,.6g}" if cell.data_type == "n" else str(cell.value)
                assert len(text) < width * lines * 1.2, (sheet.title, cell.coordinate)


def test_every_sheet_is_printed_on_a4_held_sideways_as_wide_as_can_be_read(
    files: list[Path],
) -> None:
    for sheet in load_workbook(files[0]).worksheets:
        page = sheet.page_setup
        assert (page.paperSize, page.orientation, page.fitToHeight) == (9, "landscape", 0)
        assert (page.fitToWidth or 1) == 1
        assert not sheet.sheet_view.showGridLines
        if sheet.title != "Charts":
            assert all(width < 250 for width in _printed(sheet)), sheet.title


def _printed(sheet: Worksheet) -> Iterator[float]:
    """Give the width of each page across, with the columns that stand on every page."""
    widths = _widths(sheet)
    for area in str(sheet.print_area).split(",") if sheet.print_area else []:
        (first, _), (last, _) = _corners(area)
        yield sum(widths[first - 1 : last]) + (sum(widths[: _keys(sheet)]) if first > 1 else 0)
    if not sheet.print_area:
        yield sum(widths)


def test_every_page_of_print_tells_rows_apart_and_cuts_no_sentence(
    sheets: list[Worksheet],
) -> None:
    wide = {sheet.title: sheet for sheet in sheets if sheet.print_area}
    for sheet in wide.values():
        (table,) = sheet.tables.values()
        heads = sheet[table.ref][0]
        areas = [_corners(area) for area in sheet.print_area.split(",")]
        assert [top for (_, top), _ in areas] == [1] + [heads[0].row] * (len(areas) - 1)
        columns = [n for (first, _), (last, _) in areas for n in range(first, last + 1)]
        assert columns == list(range(1, len(heads) + 1)), sheet.title
    year, keys = wide["By year"], _keys(wide["By year"])
    heads = year[next(iter(year.tables.values())).ref][0]
    assert [head.value for head in heads[:keys]] == ["Scenario", "Financial year"]


def _corners(area: str) -> list[tuple[int, int]]:
    """Return the column and the row of both corners of an area."""
    found = re.findall(r"\$([A-Z]+)\$(\d+)", area)
    return [(column_index_from_string(column), int(row)) for column, row in found]


def _keys(sheet: Worksheet) -> int:
    """Return how many columns stand on every page."""
    return column_index_from_string(str(sheet.print_title_cols).rpartition("$")[2])


def test_the_cover_says_what_it_is_for_how_far_it_may_be_used_and_what_passed(
    files: list[Path], whole: Whole
) -> None:
    book = load_workbook(files[0])
    cover = "\n".join(str(row[0]) for row in book["Cover"].values)
    count = sum(len(job.result.checks) for job in whole.jobs)
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert book.active is not None
    assert book.active.title == "Cover"
    for text in (
        "Purpose:",
        "The chance that there is no funding in 2025/26",
        "This output has not been independently assured.",
        f"All {count} cross-checks passed.",
        "as at 28 November 2026, and valid until 31 March 2027",
        whole.about.run_id,
        whole.about.version,
        *(f"Use for: {each}" for each in whole.about.use_for),
        *(f"Do not use for: {each}" for each in whole.about.do_not_use_for),
        *(f"Limit: {each}" for each in whole.about.limits),
        "analyst: not appointed",
    ):
        assert text in cover


def test_the_contents_lead_to_every_sheet(files: list[Path]) -> None:
    book = load_workbook(files[0])
    links = {str(row[0].value): row[0].hyperlink for row in book["Contents"].iter_rows(min_row=5)}
    assert [name for name in book.sheetnames if name != "Contents"] == list(links)
    for name, link in links.items():
        assert link is not None
        assert link.location == f"'{name}'!A1"


def test_every_column_of_the_standard_plan_is_known_in_words(whole: Whole) -> None:
    for job in whole.jobs:
        for table, data in job.tables():
            if table.name not in ("checks", "in_short"):  # texts for reading
                unknown = [name for name in data.columns if name not in table.columns]
                assert unknown == [], (job.name, table.name)


def test_the_same_table_of_several_scenarios_stands_on_one_sheet_once_for_each(
    files: list[Path], sheets: list[Worksheet]
) -> None:
    (sheet,) = (each for each in sheets if each.title == "By year")
    scenarios = _frame(files[0], sheet)["Scenario"].tolist()
    assert len(scenarios) == 18  # the expansion's notebook forecasts one of the three again
    assert len(set(scenarios)) == 3


def test_a_sheet_names_its_scenario_by_title_and_never_by_a_notebook(
    said: Book, whole: Whole
) -> None:
    named = {line.split(".")[0] for sheet in said.sheets for line in _lines(sheet)}
    scenarios = {each for each in named if each.startswith("Scenario: ")}
    titles = {f"Scenario: {scenario.title}" for scenario in load_scenarios()}
    assert scenarios
    assert scenarios <= titles
    job = next(job for job in whole.jobs if job.scenario == "central")
    unnamed = replace(job, result=job.result.model_copy(update={"subject": ""}))
    alone = book(Whole(whole.about, (unnamed,)))
    assert any("Scenario: Central." in line for sheet in alone.sheets for line in _lines(sheet))


@pytest.mark.parametrize("name", ["Compare", "By chance", "By share", "Bridge", "Reserve"])
def test_a_sheet_over_several_years_says_which_and_under_what(said: Book, name: str) -> None:
    (sheet,) = (each for each in said.sheets if each.name == name)
    over = "Over 2025/26 and 2026/27, under awards agreed in principle, up to a ceiling."
    assert over in _lines(sheet)[1]


MODELLED = {
    "mean": "Recovered, mean (£)",
    "p5": "Recovered, 5% point (£)",
    "p95": "Recovered, 95% point (£)",
    "gap_mean": "Gap, mean (£)",
    "award": "Award, or ceiling where indicative or in principle (£)",
    "probability_funded": "Chance that it is funded (%)",
    "posts_mean": "Posts paid for, mean",
}


def test_the_figures_are_those_of_the_csv_rounded(files: list[Path], whole: Whole) -> None:
    book = load_workbook(files[0])
    shown = _frame(files[0], book["By year"]).to_dict("records")[:6]
    for row, exact in zip(shown, _csv(whole, "scenario_forecast-central", "by_year"), strict=True):
        for name, heading in MODELLED.items():
            pounds = "1" if exact["status"] == "received" or name == "award" else "1E3"
            step = {"probability_funded": "0.001", "posts_mean": "0.1"}.get(name, pounds)
            if exact[name] == "":
                assert row[heading] == "[z]"
                continue
            wanted = Decimal(exact[name]).quantize(Decimal(step), ROUND_HALF_EVEN)
            nearly = wanted == 0 and Decimal(exact[name]) != 0
            assert row[heading] == ("[k]" if nearly else pytest.approx(float(wanted), abs=1e-9))
    assert shown[0]["Recovered, mean (£)"] == 272_708
    assert shown[4]["Award, or ceiling where indicative or in principle (£)"] == 1_000_000
    assert shown[4]["Status"] == "in principle"


def test_the_sheet_that_calculates_has_the_means_of_by_year_beside_its_own(
    files: list[Path],
) -> None:
    book = load_workbook(files[0], data_only=True)
    shown = _frame(files[0], book["By year"]).to_dict("records")[:6]
    rows = {row[1]: row for row in book["Calculation"].values if row[0] == "forecast"}
    for heading in ("Recovered, mean", "Gap, mean"):
        wanted = [row[f"{heading} (£)"] for row in shown]
        assert list(rows[f"{heading}, over the ranges (£)"][2:8]) == wanted


def test_every_csv_has_plain_headings_and_no_text_that_a_spreadsheet_would_run(
    whole: Whole,
) -> None:
    for job in whole.jobs:
        for file in sorted((job.folder / "tables").glob("*.csv")):
            head, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
            assert all(re.fullmatch(r"[a-z][a-z0-9_]*|20\d\d/\d\d", name) for name in head), (
                file.name,
                head,
            )
            for cell in (cell for row in rows for cell in row):
                assert not re.match(r"[=@\t\r]|[+-](?![\d.])", cell), (file.name, cell)


def test_each_cell_is_what_the_book_has_there(files: list[Path], said: Book) -> None:
    read = load_workbook(files[0], data_only=True)
    assert read.sheetnames == [sheet.name for sheet in said.sheets]
    for sheet in said.sheets:
        cells = [[cell for cell in row if cell is not None] for row in read[sheet.name].values]
        wanted = [[getattr(cell, "value", cell) for cell, _ in row] for row in sheet.grid]
        assert _near(cells) == _near(wanted), sheet.name


def _near(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """Return rows with their numbers as exact as a file keeps them."""
    return [[float(f"{c:.14g}") if isinstance(c, (int, float)) else c for c in r] for r in rows]


def test_both_formats_say_the_same(files: list[Path]) -> None:
    excel = load_workbook(files[0], data_only=True)
    tables = {str(each.name): each for each in odfdo.Document(str(files[1])).body.tables}
    assert list(tables) == excel.sheetnames
    for name, table in tables.items():
        read = [[float(c) if isinstance(c, Decimal) else c for c in r] for r in table.get_values()]
        ours, others = (
            [[cell for cell in row if cell is not None] for row in rows]
            for rows in (_near(read), _near(excel[name].values))
        )
        assert ours == others, name
    assert len(tables) > 20


def test_ods_marks_its_headings_and_tables(files: list[Path], said: Book) -> None:
    with ZipFile(files[1]) as parts:
        content = parts.read("content.xml").decode()
        assert parts.namelist()[0] == "mimetype"
    tables = [sheet for sheet in said.sheets if sheet.top is not None]
    assert content.count("<table:table-header-rows>") == len(tables)
    assert len(tables) == len(said.sheets) - len(NOT_TABLES)
    assert content.count('table:contains-header="true"') == len(tables)
    assert 'fo:language="en" fo:country="GB"' in _part(files[1], "styles.xml")


def test_ods_is_printed_as_the_other_is(files: list[Path]) -> None:
    styles, content = _part(files[1], "styles.xml"), _part(files[1], "content.xml")
    wide = [sheet for sheet in load_workbook(files[0]).worksheets if sheet.print_area]
    assert content.count("table:print-ranges=") == len(wide) > 1
    assert content.count("<table:table-header-columns>") == len(wide)
    assert 'style:scale-to-X="1" style:scale-to-Y="0"' in styles
    assert 'style:print-orientation="landscape"' in styles


@pytest.mark.parametrize("number", [1, 2])
def test_a_chart_says_a_finding_in_its_title_and_in_words_what_it_shows(
    files: list[Path], number: int
) -> None:
    above = [str(row[0]) for row in load_workbook(files[0])["Charts"].values]
    xlsx, ods = (_part(files[0], f"xl/charts/chart{number}.xml"), _ods_chart(files[1], number))
    title = re.findall(r"<a:t>(.*?)</a:t>", xlsx)[0]
    assert re.search(r"\d+%.*20\d\d/\d\d|£\d.*20\d\d/\d\d", title)
    assert f"<text:p>{title}</text:p>" in ods
    shown = above[above.index(title) + 1]
    assert f"olumns. {shown}" in _part(files[0], "xl/drawings/drawing1.xml")
    assert f"olumns. {shown}</svg:desc>" in _part(files[1], "content.xml")


@pytest.mark.parametrize(("number", "columns"), [(1, FUNDED), (2, MISSING)])
def test_a_chart_shows_what_the_sheet_by_year_has_of_the_first_scenario(
    files: list[Path], whole: Whole, number: int, columns: dict[str, str]
) -> None:
    page = load_workbook(files[0], data_only=True)["By year"]
    exact = _csv(whole, "scenario_forecast-central", "by_year")
    told = [row for row in exact if row["gap_mean"] and (number == 2 or row["status"] in OPEN)]
    xlsx = _part(files[0], f"xl/charts/chart{number}.xml")
    found = [each.replace("$", "") for each in re.findall(r"<c:f>'By year'!([^<]*)</c:f>", xlsx)]
    assert [page[head].value for head in found[::3]] == list(columns.values())
    for years, values, column in zip(found[1::3], found[2::3], columns, strict=True):
        assert [cell.value for (cell,) in page[years]] == [row["financial_year"] for row in told]
        shown = [float(cell.value) if cell.data_type == "n" else "" for (cell,) in page[values]]
        near = [pytest.approx(float(row[column]), rel=0.01, abs=501) for row in told if row[column]]
        assert [each for each in shown if each != ""] == near
    ranges = re.findall(
        r"'By year'\.([A-Z]+\d+):'By year'\.([A-Z]+\d+)", _ods_chart(files[1], number)
    )
    assert {":".join(each) for each in ranges} == {*found[1::3], *found[2::3]}


def _ods_chart(file: Path, number: int) -> str:
    return _part(file, f"Object {number}/content.xml")


def _part(file: Path, name: str) -> str:
    with ZipFile(file) as parts:
        return parts.read(name).decode()


def test_libreoffice_opens_both_and_reads_the_same_values(
    files: list[Path], tmp_path: Path
) -> None:
    office = need("localc")
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
    given = [
        Path(shutil.copy(file, tmp_path / f"{file.suffix[1:]}{file.suffix}")) for file in files
    ]
    subprocess.run(
        [
            office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", options, "--outdir", str(tmp_path / "made"), *map(str, given),
        ],
        check=True, capture_output=True, timeout=360,
    )  # fmt: skip
    texts = {
        file.suffix: {
            each.name.removeprefix(file.stem): each.read_text(encoding="utf-8")
            for each in (tmp_path / "made").glob(f"{file.stem}-*")
        }
        for file in given
    }
    assert texts[".xlsx"] == texts[".ods"]
    assert len(texts[".ods"]) == len(load_workbook(files[0]).sheetnames)
    assert not any("#REF" in text or "Err:" in text for text in texts[".ods"].values())


def test_the_same_run_gives_the_same_bytes_at_another_time(
    whole: Whole,
    certain: Calculation,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    again = write_workbook(whole, tmp_path, certain)
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in files]
    assert sorted(os.listdir(tmp_path)) == ["forecast.ods", "forecast.xlsx"]
    for file in again:
        with ZipFile(BytesIO(file.read_bytes())) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_workbook_that_is_stopped_half_made_is_remarked_on_by_nobody(
    said: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out = xlsx._lay_out

    def stopped_after_a_chart(page: Any, sheet: Sheet) -> None:
        lay_out(page, sheet)
        if sheet is said.sheets[charted + 1]:
            raise KeyboardInterrupt

    charted = next(place for place, sheet in enumerate(said.sheets) if sheet.charts)
    monkeypatch.setattr(xlsx, "_lay_out", stopped_after_a_chart)
    with warnings.catch_warnings(record=True) as remarks, pytest.raises(KeyboardInterrupt):
        xlsx.as_xlsx(said)
    assert remarks == []
