"""The sheets that calculate, calculated anew by LibreOffice: their results are the package's."""

import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import odfdo
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from clsmin_forecast.analysis.calculation import at_middles, calculation
from clsmin_forecast.inputs.awards import Awards
from clsmin_forecast.inputs.catalogue import INPUTS, unit_of
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.model.decisions import list_paths
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.report.workbook.book import Book
from clsmin_forecast.report.workbook.calculation import (
    AS_SHIPPED,
    CALCULATION,
    PATHS,
    REFUSED,
    calculation_sheets,
)  # fmt: skip
from clsmin_forecast.report.workbook.ods import as_ods
from clsmin_forecast.report.workbook.xlsx import as_xlsx
from tests.beyond import add_year
from tests.conftest import DATA, need

SETTINGS = {"central": 50, "beyond": 6, "ceased": 6, "alpha": 4}  # random ones of each data folder
IN_ODS = 4  # of central's, in the open format too
PENNY, NEARLY = 0.005, 1e-9
CEILING = 1_000_000  # of 2025/26, pounds
HARD = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>"""
ALWAYS = (
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="{}RecalcMode" '
    'oor:op="fuse"><value>0</value></prop></item>'
)
MEASURES = {
    "Award, mean (£)": "award",
    "Recovered, mean (£)": "recovered",
    "Cost of the team, mean (£)": "cost",
    "Gap, mean (£)": "gap",
    "Gap in funded years, mean (£)": "gap_in_funded_years",
    "Gap after ceasing, mean (£)": "gap_after_ceasing",
}
Changes = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Case:
    """A workbook whose inputs were filled in, calculated anew, and the scenario that it states."""

    changes: Changes
    scenario: Scenario
    page: Worksheet
    paths: Worksheet


def _changes(awards: Awards, names: list[str], random: Random) -> Changes:
    changes: Changes = {}
    for name in names:
        for year in INPUTS[name].acts(awards)[: 1 if INPUTS[name].once else None]:
            if random.random() < 0.5:
                changes.setdefault(name, {})[year] = _value(name, year, awards, random)
    for year in changes.get("award", {}):  # which stands in place of the ratio
        changes.get("continuation_ratio", {}).pop(year, None)
    return {name: years for name, years in changes.items() if years}


def _value(name: str, year: str, awards: Awards, random: Random) -> float:
    unit, (low, high, _) = unit_of(name, year, awards), INPUTS[name].slider
    value = random.choice([low, high, *(random.uniform(low, high) for _ in range(4))])
    return min(max(value, unit.least), unit.most)


def _known(scenario: Scenario) -> Collection[str]:
    return scenario.register.assumptions


def _of_years(name: str, years: dict[str, float]) -> Any:
    return next(iter(years.values())) if INPUTS[name].once else years


def _fill(cells: Mapping[tuple[str, str], Any], changes: Changes, put: Callable[..., None]) -> None:
    for name, years in changes.items():
        for year, value in years.items():
            put(cells[name, year], value)


def _places(page: Worksheet) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the row and the column of each input in each year, counted from 1."""
    labels = {told.label: name for name, told in INPUTS.items()}
    rows = list(page.values)
    (top,) = (n for n, row in enumerate(rows) if row[0] == "Part")
    return {
        (labels[str(row[1]).partition(" (")[0]], str(year)): (number, column)
        for number, row in enumerate(rows, 1)
        if row[0] == "input"
        for column, year in enumerate(rows[top], 1)
        if "/" in str(year)
    }


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory, project_alpha: Path) -> dict[str, Scenario]:
    """Return the central scenario of four data folders that differ in what is on record."""
    folder = tmp_path_factory.mktemp("data")
    beyond, ceased = (Path(shutil.copytree(DATA, folder / name)) for name in ("beyond", "ceased"))
    add_year(beyond, ["2024/25"])
    awards = ceased / "awards.csv"
    text = awards.read_text(encoding="utf-8")
    old = "2024/25,570567,cash,indicative,up_to,7"
    assert old in text
    awards.write_text(text.replace(old, "2024/25,0,cash,outturn,up_to,"), encoding="utf-8")
    folders = {"central": DATA, "beyond": beyond, "ceased": ceased, "alpha": project_alpha}
    return {name: load_scenario("central", each) for name, each in folders.items()}


@pytest.fixture(scope="module")
def cases(
    scenarios: dict[str, Scenario], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Case]:
    """Return all cases by name, calculated in one call."""
    given, folder = tmp_path_factory.mktemp("given"), tmp_path_factory.mktemp("calculated")
    states: dict[str, tuple[Changes, Scenario]] = {}
    for name, scenario in scenarios.items():
        states |= _write_cases(name, scenario, given)
    _calculate(sorted(given.iterdir()), folder)
    cases = {}
    for stem, (changes, scenario) in states.items():
        read = load_workbook(folder / f"{stem}.xlsx", data_only=True)
        cases[stem] = Case(changes, scenario, read[CALCULATION], read[PATHS])
    return cases


def _write_shipped(name: str, scenario: Scenario, folder: Path) -> tuple[Path, Path]:
    """Write the sheets of a scenario as they are shipped, in both formats."""
    sheets = tuple(calculation_sheets(calculation(scenario)))
    book = Book("Title", "words", date(2026, 11, 23), sheets)
    xlsx, ods = folder / f"{name}-shipped.xlsx", folder / f"{name}-shipped-ods.ods"
    xlsx.write_bytes(as_xlsx(book))
    ods.write_bytes(as_ods(book))
    return xlsx, ods


def _write_cases(
    name: str, scenario: Scenario, folder: Path
) -> Iterator[tuple[str, tuple[Changes, Scenario]]]:
    xlsx, ods = _write_shipped(name, scenario, folder)
    yield from ((file.stem, ({}, scenario)) for file in (xlsx, ods))
    read = load_workbook(xlsx)
    page = read[CALCULATION]
    places, random = _places(page), Random(7)
    as_shipped = {place: page.cell(*place).value for place in places.values()}

    def put(place: tuple[int, int], value: Any) -> None:
        page.cell(*place).value = value

    names = [each for each in dict.fromkeys(n for n, _ in places) if each in _known(scenario)]
    for number in range(SETTINGS[name]):
        changes = _changes(scenario.facts.awards, names, random)
        state = changes, scenario.but(**{n: _of_years(n, each) for n, each in changes.items()})
        _fill(places, changes, put)
        read.save(folder / f"{name}-{number}.xlsx")
        for place, value in as_shipped.items():
            put(place, value)
        yield f"{name}-{number}", state
        if name == "central" and number < IN_ODS:
            _fill_ods(ods, folder / f"{name}-{number}-ods.ods", places, changes)
            yield f"{name}-{number}-ods", state


def _fill_ods(
    file: Path, to: Path, places: Mapping[tuple[str, str], tuple[int, int]], changes: Changes
) -> None:
    document = odfdo.Document(str(file))
    table = document.body.get_table(name=CALCULATION)
    assert table is not None

    def put(place: tuple[int, int], value: float) -> None:
        cell = table.get_cell((place[1] - 1, place[0] - 1))
        cell.value = value
        table.set_cell((place[1] - 1, place[0] - 1), cell)

    _fill(places, changes, put)
    document.save(str(to))


def _calculate(files: list[Path], folder: Path) -> None:
    office, profile = need("localc"), folder / "profile"
    (profile / "user").mkdir(parents=True)
    settings = HARD.format("".join(map(ALWAYS.format, ("OOXML", "ODF"))))
    (profile / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    subprocess.run(
        [
            office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to",
            "xlsx", "--outdir", str(folder), *map(str, files),
        ],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip


def _lines(page: Worksheet, part: str) -> dict[str, dict[str, Any]]:
    """Return what stands in each year, by line of a part."""
    rows = list(page.values)
    (heads,) = (row for row in rows if row[0] == "Part")
    return {
        str(row[1]): {str(head): cell for head, cell in zip(heads, row, strict=True)}
        for row in rows
        if row[0] == part
    }


@pytest.fixture(scope="module")
def shipped(
    scenarios: dict[str, Scenario], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Return the sheets of the central scenario, in both formats, as they are shipped."""
    return _write_shipped("central", scenarios["central"], tmp_path_factory.mktemp("shipped"))


def test_every_input_is_marked_and_refuses_what_it_cannot_be(
    scenarios: dict[str, Scenario], shipped: tuple[Path, Path]
) -> None:
    page, awards = load_workbook(shipped[0])[CALCULATION], scenarios["central"].facts.awards
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    places = _places(page)
    acting = {
        (name, year)
        for name, told in INPUTS.items()
        for year in told.acts(awards)[: 1 if told.once else None]
    }
    marked = {key for key, place in places.items() if page.cell(*place).fill.fill_type}
    assert marked == acting
    assert len(rules) == len(acting) > 20
    for name, year in acting:
        cell, unit = page.cell(*places[name, year]), unit_of(name, year, awards)
        rule = rules[cell.coordinate]
        assert (rule.type, rule.operator or "between") == ("decimal", "between")
        assert (float(rule.formula1), float(rule.formula2)) == (unit.least, unit.most)
        assert rule.showErrorMessage
        assert rule.errorStyle in (None, "stop")
        assert cell.border.left.style == "thin"  # not by colour alone
    with ZipFile(shipped[1]) as parts:
        content = parts.read("content.xml").decode()
    assert content.count("table:content-validation-name=") == len(acting)
    chance = "cell-content-is-decimal-number() and cell-content-is-between(0,1)"
    assert chance in content
    assert content.count('table:message-type="stop"') == content.count("<table:content-validation ")


def test_every_path_has_the_packages_chance_whatever_is_put_in(cases: dict[str, Case]) -> None:
    for name, case in cases.items():
        years = case.scenario.facts.awards.decision_years
        rows = list(case.paths.values)
        (top,) = (n for n, row in enumerate(rows) if row[0] == f"Decision of {years[0]}")
        place = rows[top].index("Chance of the path (%)")
        found = {tuple(row[: len(years)]): row[place] for row in rows[top + 1 :]}
        wanted = {tuple(p.decisions.values()): p.probability for p in list_paths(case.scenario)}
        assert len(found) == len(rows) - top - 1 >= len(wanted), name
        assert found == pytest.approx(dict.fromkeys(found, 0.0) | wanted, abs=NEARLY), name


def test_every_mean_is_the_packages_to_a_penny_whatever_is_put_in(cases: dict[str, Case]) -> None:
    for name, case in cases.items():
        made, lines = forecast(at_middles(case.scenario), draws=8), _lines(case.page, "result")
        for year in case.scenario.facts.awards.years:
            chance = lines["Chance of no funding (%)"][year]
            assert chance == pytest.approx(1 - made.probability_funded(year), abs=NEARLY), name
            for heading, measure in MEASURES.items() if made.priced else [*MEASURES.items()][:2]:
                wanted = made.in_year(measure, year)
                near = pytest.approx(wanted.mean, abs=PENNY) if wanted else "[z]"
                assert lines[heading][year] == near, (name, year, measure, case.changes)
        together = made.total("recovered", "open_years").mean
        (span,) = (head for head in lines["Award, mean (£)"] if head.startswith("Together"))
        assert lines["Recovered, mean (£)"][span] == pytest.approx(together, abs=PENNY)


def test_every_figure_is_what_the_package_would_write_there(cases: dict[str, Case]) -> None:
    for name, case in cases.items():
        written = calculation_sheets(calculation(case.scenario))
        for sheet, page in zip(written, (case.page, case.paths), strict=True):
            for row, cells in enumerate(sheet.grid[sheet.top or 0 :], (sheet.top or 0) + 1):
                if str(cells[0][0]) in ("result", "working", "paper", "continue", "cease"):
                    for column, (cell, _) in enumerate(cells, 1):
                        value = getattr(cell, "value", cell)
                        near = value if isinstance(value, str) else pytest.approx(value, abs=PENNY)
                        found = page.cell(row, column).value
                        assert found == near, (name, sheet.name, row, column, case.changes)


def test_no_cell_is_an_error(cases: dict[str, Case]) -> None:
    for name, case in cases.items():
        for page in (case.page, case.paths):
            cells = [cell for row in page.iter_rows() for cell in row]
            assert not [cell.coordinate for cell in cells if cell.data_type == "e"], name
            assert not [c for c in cells if str(c.value).startswith(("#", "Err:"))], name


def test_the_sheet_says_what_is_wrong_with_what_was_put_in(
    shipped: tuple[Path, Path], tmp_path: Path
) -> None:
    places = _places(load_workbook(shipped[0])[CALCULATION])
    chance, papers = places["cessation", "2025/26"], "paper"
    given, calculated = tmp_path / "given", tmp_path / "calculated"
    given.mkdir()
    for name, value in {"text": "1/3", "blank": None, "beyond": 45, papers: 1}.items():
        read = load_workbook(shipped[0])
        page = read[CALCULATION]
        known = [
            row[chance[1] - 1]
            for row in page.iter_rows()
            if row[0].value == papers and row[chance[1] - 1].value == CEILING
        ]
        (known[0] if name == papers else page.cell(*chance)).value = value
        read.save(given / f"{name}.xlsx")
    _calculate(sorted(given.iterdir()), calculated)
    said = {
        file.stem: str(load_workbook(file, data_only=True)[CALCULATION]["A3"].value)
        for file in calculated.glob("*.xlsx")
    }
    assert said.pop(papers).startswith("WRONG: inputs are as shipped, but a result is not")
    assert said == dict.fromkeys(("text", "blank", "beyond"), f"{REFUSED}1.")


def test_the_sheet_says_whether_its_inputs_are_as_shipped(cases: dict[str, Case]) -> None:
    for name, case in cases.items():
        said = case.page["A3"].value
        assert (said == AS_SHIPPED) == (not case.changes), (name, said)
        differences = [
            value
            for line in _lines(case.page, "check").values()
            for head, value in line.items()
            if "/" in head and not isinstance(value, str)
        ]
        if not case.changes:
            assert {*differences} == {0}, name
