"""The data folder: where it is, and what has a source."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clsmin_forecast.inputs.facts import DATA_VARIABLE, data_folder, load_facts
from clsmin_forecast.inputs.scenarios import Scenario

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused


def test_the_folder_is_the_one_named_else_that_of_the_variable_else_the_packages_own(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    assert (data_folder() / "awards.csv").is_file()
    monkeypatch.setenv(DATA_VARIABLE, str(data))
    assert data_folder() == data
    assert data_folder(tmp_path) == tmp_path


def test_a_folder_that_is_none_is_refused(tmp_path: Path, refused: "Refused") -> None:
    missing = tmp_path / "elsewhere"
    assert refused(lambda: load_facts(missing)) == f"--data: {missing} is not a folder."


def test_an_analysts_own_copy_is_what_is_read(data: Path, edit: "Edit[None]") -> None:
    edit("awards.csv", "2024/25,570567", "2024/25,600000")
    facts = load_facts(data)
    assert facts.folder == data
    assert facts.awards["2024/25"].amount == 600_000


@pytest.mark.parametrize(
    "file",
    ["comparator_grants.csv", "gdp_deflator.csv", "pay_awards.csv", "county_lines_programme.csv"],
)
def test_every_row_of_a_file_has_a_page_or_says_that_it_is_unverified(
    central: Scenario, file: str
) -> None:
    with (central.facts.folder / file).open(newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    assert rows
    for row in rows:
        assert row["source_url"].startswith("http") or "unverified" in row["note"]


def test_every_source_that_an_award_or_assumption_names_is_listed(central: Scenario) -> None:
    papers = {award.decision for award in central.facts.awards.rows}
    cited = {source for entry in central.register.assumptions.values() for source in entry.sources}
    assert papers == {"PCD 956", "PCD 1218", "PCD 1532"}
    assert papers | cited <= set(central.facts.sources)


def test_who_pays_this_grant_is_left_out_where_no_comparable_grant_has_that_funder(
    data: Path, edit: "Edit[None]"
) -> None:
    edit("grant.yaml", "funder: Home Office", "funder: Department for Transport")
    named = ["own", "Ministry of Justice"]
    assert load_facts(data).funders(named) == ["Ministry of Justice"]
    assert load_facts().funders(named) == ["Home Office", "Ministry of Justice"]
