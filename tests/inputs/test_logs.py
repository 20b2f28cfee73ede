"""The logs of assurance, and what they refuse."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.awards import load_sources
from clsmin_forecast.inputs.register import load_choices, load_data_log

if TYPE_CHECKING:
    from tests.conftest import Edit

FILES = {"awards.csv", "comparator_grants.csv", "evidence_sets.yaml", "gdp_deflator.csv",
         "pay_awards.csv", "county_lines_programme.csv", "confirmations.csv"}  # fmt: skip


def _load(data: Path) -> None:
    load_choices(data)
    load_data_log(data, load_sources(data))


def test_every_file_of_figures_is_in_the_data_log(data: Path) -> None:
    assert {each.file for each in load_data_log(data, load_sources(data))} == FILES


def test_choices_have_their_own_ids(data: Path) -> None:
    ids = [choice.id for choice in load_choices(data)]
    assert len(set(ids)) == len(ids) > 0


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("data_log.csv", "awards.csv,", "award.csv,", "file 'award.csv' is not in the data folder"),
        (
            "data_log.csv",
            "green,green",
            "greenish,green",
            "quality must be one of red",
        ),
        ("data_log.csv", "amber,red", "amber,", "suitability is empty"),
        ("data_log.csv", "PCD 956;", "PCD 957;", "unknown source 'PCD 957'"),
        ("decisions.yaml", "decided_on: 2026-11-23", "decided_on: soon", "decided_on"),
        ("decisions.yaml", "  signed_off_by: not signed off", "  signed: no", "unknown field"),
        ("decisions.yaml", "id: D2", "id: D1", "D1 is given twice"),
    ],
)
def test_a_log_that_breaks_a_rule_is_refused(
    data: Path, edit: "Edit[None]", file: str, old: str, new: str, words: str
) -> None:
    edit(file, old, new)
    with pytest.raises(InputError) as error:
        _load(data)
    assert words in str(error.value)
    assert str(error.value).startswith(file)
