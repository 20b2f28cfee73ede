"""A release of the deflator: the published workbook, read, set beside the file, and refused."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from clsmin_forecast.analysis.refresh import refresh_deflator
from clsmin_forecast.cli import settings
from clsmin_forecast.inputs.awards import load_sources
from clsmin_forecast.inputs.deflator_release import PUBLISHER, deflator_text, read_release
from clsmin_forecast.inputs.files import file_hash, read_table
from clsmin_forecast.inputs.prices import DEFLATOR_COLUMNS, load_prices
from clsmin_forecast.inputs.scenarios import load_scenario
from clsmin_forecast.present.refresh_words import refresh_rows, refresh_words
from tests.conftest import DATA, DRAWS, Refused, Run

ON_FILE = DATA / "gdp_deflator.csv"
ROWS = read_table(ON_FILE, DEFLATOR_COLUMNS)
PAGE = ROWS[0]["source_url"]
HEADINGS = 7  # the row in which they stand
INDEX, CHANGE = "C", "D"

Edit = Callable[[Worksheet], None]
Publish = Callable[..., Path]


def _lines(changes: dict[str, float]) -> Iterator[list[Any]]:
    """Yield the rows of a workbook as HM Treasury lays it out, from those on file."""
    yield [None, "GDP DEFLATORS AT MARKET PRICES, AND MONEY GDP"]
    yield [None, "Outturn data are the Quarterly National Accounts figures from ONS, 30 June 2026."]
    yield [None, "Forecast data are consistent with the OBR Spring Forecast as at 3 March 2026."]
    yield [None, "Financial year", *[None] * 5, "Calendar year"]
    yield [None, None, "GDP deflator at market prices", None, "Money GDP (3), (4)"]
    yield []
    per_cent, money = "per cent change on previous year", "Cash £ million Seasonally Adjusted"
    of_year = [None, "Financial year", "2025-26 = 100", per_cent, money, money]
    yield [*of_year, None, "Calendar year", "2025 = 100", per_cent]
    yield [None, "2018-19", 76.1638, 1.9, 2_100_000, 2_100_000, None, 2018, 75.5, 1.8]
    for row in ROWS:
        name, settled = row["financial_year"].replace("/", "-"), row["status"] == "outturn"
        index = float(row["deflator_index"]) if settled else "-"
        change = changes.get(row["financial_year"], float(row["change_pct"]))
        yield [None, name if settled else f"{name} (1), (2)", index, change, 1, 1, None, 2019, 1, 1]
    yield [None, "(1) Forecast."]


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Return what makes the workbook of June 2026, edited."""

    def made(edit: Edit = lambda sheet: None) -> Path:
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        for line in _lines({}):
            sheet.append(line)
        edit(sheet)
        book.save(path := tmp_path / "GDP_Deflators_June_2026.xlsx")
        return path

    return made


def row_of(sheet: Worksheet, year: str) -> int:
    """Return the row of a year, such as 2025-26."""
    names = [str(row[0]) for row in sheet.iter_rows(min_col=2, max_col=2, values_only=True)]
    return 1 + next(place for place, name in enumerate(names) if name.startswith(year))


def test_the_release_on_file_gives_the_file_byte_for_byte(publish: Publish) -> None:
    text = deflator_text(read_release(publish()), ROWS, PAGE)
    assert text.encode() == ON_FILE.read_bytes()


def test_its_columns_may_stand_further_right_and_its_headings_further_down(
    publish: Publish,
) -> None:
    def move(sheet: Worksheet) -> None:
        sheet.insert_cols(1, 2)
        sheet.insert_rows(1, 3)

    assert deflator_text(read_release(publish(move)), ROWS, PAGE).encode() == ON_FILE.read_bytes()


def test_a_release_is_called_by_its_newest_day(publish: Publish) -> None:
    told = "Outturn data are of 30 September 2026 with additions, 30 October 2026, by 3 May 2026."
    release = read_release(publish(put("B@2", told)))
    assert release.name == f"{PUBLISHER}, October 2026 (outturn ONS L8GG; forecast OBR March 2026)"


@pytest.fixture
def march(data: Path) -> Path:
    """Return a copy of the data with the release of March, a forecast of 3.24% for 2025/26."""
    lines, index = [*ON_FILE.read_text(encoding="utf-8").splitlines()], 0.0
    for place, line in enumerate(lines[1:], 1):
        year, level, change, *others = line.split(",", 3)
        if year == "2025/26":
            change, others = "3.24", [others[0].replace("outturn", "forecast", 1)]
        index = float(level) if year < "2025/26" else index * (1 + float(change) / 100)
        lines[place] = ",".join([year, f"{index:.4f}", change, *others])
    text = "\n".join([*lines, ""]).replace("deflators, June 2026", "deflators, March 2026")
    (data / "gdp_deflator.csv").write_text(text, encoding="utf-8")
    assert load_prices(data).index["2025/26"] == pytest.approx(96.6694 * 1.0324, abs=1e-4)
    return data


def test_both_vintages_stand_side_by_side(march: Path, publish: Publish) -> None:
    before = (march / "gdp_deflator.csv").read_bytes()
    found = refresh_deflator(load_scenario("central", march), publish(), PAGE, draws=DRAWS)
    assert (march / "gdp_deflator.csv").read_bytes() == before  # nothing is written
    assert found.about.text.encode() == ON_FILE.read_bytes()
    row = next(row for row in refresh_rows(found) if row["year"] == "2025/26")
    assert row == {
        "year": "2025/26",
        "on file": "3.24% (forecast)",
        "workbook": "3.45% (outturn)",
        "points": "+0.21",
    }
    assert [row["points"] for row in refresh_rows(found)] == ["", *[""] * 5, "+0.21", *[""] * 5]
    said = refresh_words(found)
    assert said.startswith("On file: HM Treasury GDP deflators, March 2026 (outturn ONS L8GG;")
    assert "Prices rise by 3.45% in 2025/26 in place of 3.24%. In 2023/24 prices what is" in said


def test_what_it_does_to_the_average_is_the_ratio_of_the_prices(
    march: Path, publish: Publish
) -> None:
    found = refresh_deflator(load_scenario("central", march), publish(), PAGE, draws=DRAWS)
    # Both open years lie after 2024/25, so each is worth less by the same ratio.
    ratio = 1.0324 / 1.03445351
    assert found.about.average / found.about.average_on_file == pytest.approx(ratio, abs=1e-5)


def test_a_release_that_is_on_file_changes_nothing(publish: Publish) -> None:
    said = refresh_words(refresh_deflator("central", publish(), PAGE, draws=DRAWS))
    assert "No year rises otherwise than on file." in said
    assert "on average, does not move; sums in cash stay as they are." in said


def test_a_year_that_is_new_is_added(march: Path, publish: Publish) -> None:
    file = march / "gdp_deflator.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:-1]) + "\n", encoding="utf-8")
    found = refresh_deflator(load_scenario("central", march), publish(), PAGE, draws=DRAWS)
    assert "It adds 2030/31." in refresh_words(found)
    assert refresh_rows(found)[-1]["on file"] == ""
    assert found.about.text.encode() == ON_FILE.read_bytes()


def test_the_command_shows_both_and_writes_nothing(
    march: Path, publish: Publish, command_line: Run
) -> None:
    before = file_hash(march / "gdp_deflator.csv")
    asked = ("--data", str(march), "refresh", "deflator", str(publish()), "--url", PAGE)
    code, out, _ = command_line(*asked, "--draws", "64")
    assert code == 0
    assert re.search(r"2025/26 +3\.24% \(forecast\) +3\.45% \(outturn\) +\+0\.21", out)
    assert "In 2024/25 prices what is recovered" in " ".join(
        command_line(*asked, "--draws", "64", "--price-base", "2024/25")[1].split()
    )
    assert file_hash(march / "gdp_deflator.csv") == before


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Return what sets the day on which commands run."""
    return lambda day: monkeypatch.setattr(settings, "today", lambda: day)


def test_with_yes_it_is_written_with_its_source_and_taken_back(
    march: Path, publish: Publish, command_line: Run, on: Callable[[date], None], tmp_path: Path
) -> None:
    on(date(2026, 11, 28))
    sources = march / "sources.csv"
    text = sources.read_text(encoding="utf-8").replace("money GDP: June 2026", "money GDP: March")
    sources.write_text(text, encoding="utf-8-sig")  # as a spreadsheet saves it
    files = ("gdp_deflator.csv", "sources.csv")
    before = {name: (march / name).read_bytes() for name in files}
    asked = ("--data", str(march), "refresh", "deflator", str(publish()), "--url", PAGE)
    code, out, _ = command_line(*asked, "--draws", "64", "--yes")
    assert (code, "It is written; record --undo takes it back." in out) == (0, True)
    assert (march / "gdp_deflator.csv").read_bytes() == ON_FILE.read_bytes()
    source = load_sources(march)["gdp_deflator"]
    assert source.title.endswith("money GDP: June 2026")
    assert (source.date, source.read_on, source.url) == ("2026-06", "2026-11-28", PAGE)
    assert command_line(*asked, "--draws", "64", "--yes")[0] == 64  # it is on file now
    outputs = ("--outputs", str(tmp_path / "outputs"))
    assert command_line("--data", str(march), "record", "--undo", "--yes", *outputs)[0] == 0
    assert {name: (march / name).read_bytes() for name in files} == before


def test_a_release_of_a_day_to_come_is_refused(
    march: Path, publish: Publish, command_line: Run, on: Callable[[date], None]
) -> None:
    on(date(2026, 5, 31))
    asked = ("--data", str(march), "refresh", "deflator", str(publish()), "--url", PAGE, "--yes")
    code, _, err = command_line(*asked, "--draws", "64")
    assert (code, err.endswith(" is not out yet.\n")) == (64, True)


def test_the_command_refuses_another_series_and_another_workbook(
    publish: Publish, command_line: Run
) -> None:
    code, _, err = command_line("refresh", "pay", str(publish()), "--url", PAGE)
    assert (code, err) == (64, "refresh: unknown series 'pay'. Known: deflator.\n")
    workbook = publish(put(f"{INDEX}@2021-22", "82.4554"))
    code, out, err = command_line("refresh", "deflator", str(workbook), "--url", PAGE)
    assert (code, out) == (64, "")
    assert err.startswith(f"{IN_FILE}, row 11: index must be a number")


def put(cell: str, value: Any) -> Edit:
    """Return what puts a value into a cell, whose row may be a year."""

    def edit(sheet: Worksheet) -> None:
        column, row = cell.split("@")
        sheet[f"{column}{row if '-' not in row else row_of(sheet, row)}"] = value

    return edit


def _drop(year: str) -> Edit:
    return lambda sheet: sheet.delete_rows(row_of(sheet, year))


IN_FILE = "GDP_Deflators_June_2026.xlsx"
HEADED = f"{IN_FILE}: no row has the headings Financial year, 2025-26 = 100 (any base)"
BAD: dict[str, tuple[Edit, str]] = {
    "a column between": (lambda sheet: sheet.insert_cols(3), HEADED),
    "a heading moved": (put(f"{INDEX}@{HEADINGS}", "per cent change on previous year"), HEADED),
    "no base": (put(f"{INDEX}@{HEADINGS}", "index"), HEADED),
    "a year missing": (
        _drop("2022-23"),
        f"{IN_FILE}, row 12: 2023/24 follows 2021/22; years run without a gap.",
    ),
    "a text for an index": (
        put(f"{INDEX}@2021-22", "82.4554"),
        f"{IN_FILE}, row 11: index must be a number, got '82.4554'.",
    ),
    "a text for a change": (
        put(f"{CHANGE}@2026-27", "about 2"),
        f"{IN_FILE}, row 16: change must be a number, got 'about 2'.",
    ),
    "no change": (
        put(f"{CHANGE}@2026-27", "-"),
        f"{IN_FILE}, row 16: change on the year before is missing.",
    ),
    "an index that is not the change": (
        put(f"{INDEX}@2021-22", 92.4554),
        "The workbook: 2021/22: deflator_index 92.4554 is not the year before grown by change_pct",
    ),
    "nothing": (put(f"{INDEX}@2021-22", 0), f"{IN_FILE}, row 11: index must be above 0, got 0."),
    "no day of the outturn": (
        put("B@2", "Outturn data are the newest."),
        f"{IN_FILE}: no sentence above the headings says of which day its outturn is;",
    ),
    "a day that is none": (
        put("B@2", "Outturn data are of 31 June 2026."),
        f"{IN_FILE}: no sentence above the headings says of which day its outturn is;",
    ),
    "an older release": (
        put("B@2", "Outturn data are the figures from ONS, 31 March 2026."),
        "The workbook is of March 2026, and gdp_deflator.csv has the newer release of June 2026.",
    ),
    "a last year missing": (_drop("2030-31"), "The workbook has no 2030/31, which gdp_deflator"),
    "no year": (
        put("B@2018-19", "Year"),
        f"{IN_FILE}: no year stands below its headings in row 7.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "message"), BAD.values(), ids=BAD)
def test_another_workbook_is_refused(
    publish: Publish, refused: Refused, edit: Edit, message: str
) -> None:
    path = publish(edit)
    said = refused(lambda: deflator_text(read_release(path), ROWS, PAGE))
    assert said.startswith(message)


@pytest.mark.parametrize("url", ["", "the page", "https://www.gov.uk/a page"])
def test_a_page_that_is_no_address_is_refused(publish: Publish, refused: Refused, url: str) -> None:
    release = read_release(publish())
    assert refused(lambda: deflator_text(release, ROWS, url)) == (
        f"url: names the page of the release, as https://…, got {url!r}."
    )


@pytest.mark.parametrize("content", [b"", b"financial_year,deflator_index\n", b"PK\x03\x04"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, refused: Refused, content: bytes) -> None:
    (path := tmp_path / "deflators.xlsx").write_bytes(content)
    assert refused(lambda: read_release(path)).startswith(
        "deflators.xlsx: must be the workbook (.xlsx) that HM Treasury publishes; it is none."
    )


def test_a_workbook_that_is_not_there_is_refused(tmp_path: Path, refused: Refused) -> None:
    said = refused(lambda: read_release(tmp_path / "none.xlsx"))
    assert "none.xlsx: No such file or directory." in said
