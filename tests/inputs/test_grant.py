"""Who the grant is for and from, and what is refused of it."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.grant import load_grant
from clsmin_forecast.inputs.scenarios import load_scenario
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.present.sentences.cessation import if_it_stops
from tests.conftest import DATA

if TYPE_CHECKING:
    from tests.conftest import Edit

SHORT = "short_name: CLSMIN\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (SHORT, "", "grant.yaml: short_name: is missing"),
        (SHORT, "short_name: ''\n", "grant.yaml: short_name: must hold a letter or a digit"),
        (SHORT, "short_name: 12\n", "grant.yaml: short_name: must be text"),
        (SHORT, SHORT + "nickname: x\n", "grant.yaml: unknown field nickname. Known: team, short"),
        ("  background:\n", "  background: one\n  backgrounds:\n", "field paper.backgrounds"),
        ("accepted_by: MOPAC", "accepted_by: [MOPAC]", "grant.yaml: accepted_by: must be text"),
        ("  exit: >-", "  ending: >-", "unknown field paper.ending. Known: background, pays_for"),
        (
            "pay_group: police officers, England and Wales",
            "pay_group: police staff",
            "grant.yaml: pay_group: unknown group of pay_awards.csv 'police staff'",
        ),
    ],
)
def test_a_grant_that_breaks_a_rule_is_refused(
    refused_edit: "Edit[str]", old: str, new: str, words: str
) -> None:
    assert words in refused_edit("grant.yaml", old, new)


@pytest.mark.parametrize("old", ["short_name: CLSMIN", "pay_group: police officers, England"])
def test_the_command_line_says_it_in_a_sentence(data: Path, edit: "Edit[None]", old: str) -> None:
    edit("grant.yaml", old, f"{old.partition(':')[0]}: ''  #")
    done = subprocess.run(
        [sys.executable, "-m", "clsmin_forecast", "--data", str(data), "forecast"],
        capture_output=True,
        text=True,
        check=False,
    )
    said = f"grant.yaml: {old.partition(':')[0]}: must hold a letter or a digit, got ''.\n"
    assert (done.returncode, done.stdout, done.stderr) == (64, "", said)


def test_what_a_grant_is_called_comes_from_its_file_alone(project_alpha: Path) -> None:
    grant = load_grant(project_alpha)
    assert grant.full_name == "the hub's host force's Project Alpha Social Media Hub"
    assert load_facts(project_alpha).grant == grant


def test_what_happens_if_it_ceases_is_said_where_the_papers_say_it(project_alpha: Path) -> None:
    own, alpha = (load_scenario("central", data) for data in (DATA, project_alpha))
    said = [if_it_stops(forecast(each, draws=8), "2024/25") for each in (own, alpha)]
    assert said[0].startswith("If it ceases, staff are redeployed; keeping the team of")
    assert said[1].startswith("If it ceases, going on needs other money.")
