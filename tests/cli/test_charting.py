"""One chart to a file: every chart has a command, whose options are those of its question."""

import re
from functools import partial
from pathlib import Path

import pytest

import clsmin_forecast as cf
from tests.conftest import Run

PLANE = "--across cessation.2025/26 --up expansion.2025/26"
OPTIONS = {
    "switching-values": "switching",
    "switching-plane": f"switching {PLANE}",
    "compare": "compare central ceases",
    "bridge": "bridge central ceases",
    "scenario-lines": "scenario-lines central ceases",
    "funding-outlooks": "funding-outlooks central ceases",
    "year": "year --year 2025/26",
    "chance-curve": "chance-curve 2025/26",
    "cash-and-real": "cash-and-real --price-base 2023/24",
    "scores": f"scores --outputs {Path(__file__).parents[2] / 'docs'}",
}
UNFORECAST = ("funding-profile", "cash-and-real", "evidence", "backtest", "scores")


@pytest.fixture
def command(command_line: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Draw in an empty folder; return code, output and errors."""
    monkeypatch.chdir(tmp_path)

    return partial(command_line, "chart")


@pytest.mark.parametrize("name", [name.replace("_", "-") for name in cf.charts.__all__])
def test_every_chart_has_a_command_that_draws_it(command: Run, tmp_path: Path, name: str) -> None:
    asked = OPTIONS.get(name, name).split()
    draws = [] if name in UNFORECAST else ["--draws", "256"]
    code, out, err = command(*asked, *draws)
    (file,) = tmp_path.iterdir()
    assert (code, err) == (0, "")
    assert file.suffix == ".png"
    assert file.name in "".join(out.split())
    assert file.name.startswith(asked[0].replace("-", "_"))


def test_the_help_lists_every_chart(command: Run) -> None:
    listed = set(re.findall(r"^  ([a-z][a-z-]+)  ", command("--help")[1], re.MULTILINE))
    drawn = {OPTIONS.get(name, name).split()[0] for name in OPTIONS}
    assert drawn | {"tornado", "gap", "funding-outlook"} <= listed
    assert not {"explain", "stress", "refresh"} & listed


def test_a_picture_stands_alone_unless_it_is_to_be_bare(command: Run, tmp_path: Path) -> None:
    asked = ("gap", "ceases", "--draws", "64")
    assert command(*asked, "--to", "alone.svg")[0] == 0
    assert command(*asked, "--to", "bare.svg", "--bare", "--with-data")[0] == 0
    chart = cf.charts.gap(cf.forecast("ceases", draws=64))
    text = {name: (tmp_path / f"{name}.svg").read_text("utf-8") for name in ("alone", "bare")}
    assert [chart.source[:20] in text[name] for name in ("alone", "bare")] == [True, False]
    assert text["bare"].endswith(chart.svg)
    wanted = {"alone.svg", "bare.svg", "bare.csv", "bare.json"}
    assert {each.name for each in tmp_path.iterdir()} == wanted


def test_its_options_are_those_of_the_question(command: Run, tmp_path: Path) -> None:
    command("reserve", "--confidence", "0.9", "--set", "team_posts=8", "--draws", "64")
    eight = cf.load_scenario("central").but(team_posts=8)
    drawn = cf.charts.reserve(cf.reserve(eight, 0.9, draws=64))
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == drawn.with_titles().png


def test_the_evidence_is_drawn_with_an_own_set(command: Run, tmp_path: Path) -> None:
    asked = ("--where", "year_end=expiry", "--where", "funder=Home Office", "--seen", "0.7")
    assert command("evidence", *asked)[0] == 0
    where = {"year_end": ["expiry"], "funder": ["Home Office"]}
    own = {"where": where, "count_by": "scheme_year", "event": "ceased"}
    drawn = cf.charts.evidence(cf.evidence("central", own, 0.7))
    (file,) = tmp_path.iterdir()
    assert file.read_bytes() == drawn.with_titles().png
    assert file.read_bytes() != cf.charts.evidence(cf.evidence("central")).with_titles().png


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("funding_outlok", "unknown command 'funding-outlok'"),
        ("gap --draws 64 --to gap.pdf", "--to is written as .svg or .png, got gap.pdf"),
        ("options central ceases --draws 64", "this answer has no chart"),
        ("scores --outputs nowhere", "has no forecast to draw"),
        ("cash-and-real", "price_base must be a financial year"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    command: Run, tmp_path: Path, asked: str, said: str
) -> None:
    code, out, err = command(*asked.split())
    assert (code, out) == (64, "")
    assert said in err
    assert not [*tmp_path.iterdir()]
