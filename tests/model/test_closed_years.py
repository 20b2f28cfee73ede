"""A closed year: its outturn is known, its award is still the award, and old values drop out."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import clsmin_forecast as cf
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.runs.audit import NOTE, STALE, audit

from ..conftest import DRAWS

OUTTURN = 541_000


@pytest.fixture
def closed(data: Path) -> Path:
    """Data in which 2023/24 and 2024/25 are closed, with an outturn below the award."""
    header, *rows = (data / "awards.csv").read_text().splitlines()
    lines = [header]
    for row in rows:
        shut = row.startswith(("2023/24", "2024/25"))
        status = row.replace("approved", "outturn").replace("indicative", "outturn", 1)
        lines.append(f"{status}{OUTTURN}" if shut else row)
    (data / "awards.csv").write_text("\n".join(lines) + "\n")
    pinned = data / "scenarios" / "one_more_year.yaml"  # to its years by name
    years = "{2024/25: 0, 2025/26: 0, 2026/27: 1}"
    pinned.write_text(pinned.read_text().replace("{next: 0, open: 0, open+1: 1}", years))
    return data


def test_what_was_recovered_is_the_outturn(closed: Path) -> None:
    years = cf.forecast(cf.load_scenario("central", closed), draws=DRAWS).document["years"]
    assert [year["recovered_gbp"]["p5"] for year in years[2:4]] == [OUTTURN, OUTTURN]
    assert years[3]["probability_funded"] == 1


def test_a_closed_year_is_checked_and_not_called_accepted(closed: Path) -> None:
    checks = cf.forecast(cf.load_scenario("central", closed), draws=DRAWS).document["checks"]
    said = {check["name"]: check["detail"] for check in checks}
    assert said["Accepted and closed years equal the data"] == "they sum to £1,849,708"


def test_the_totals_of_the_papers_count_what_was_recovered(closed: Path) -> None:
    totals = cf.profile_totals(load_facts(closed))
    assert totals["received"] == 272_708 + 495_000 + 2 * OUTTURN


def test_an_underspend_makes_neither_posts_cheaper_nor_later_awards_smaller(closed: Path) -> None:
    flat = cf.forecast(cf.load_scenario("continues_flat", closed), draws=DRAWS)
    assert flat.in_year("award", "2025/26").mean == 570_567  # type: ignore[union-attr]
    for year in ("2023/24", "2024/25"):
        assert flat.amounts.unit_cost[year] == pytest.approx(570_567 / 7)
        assert flat.in_year("gap", year).mean == 0  # type: ignore[union-attr]
        assert flat.in_year("posts", year).mean == pytest.approx(7)  # type: ignore[union-attr]


def test_every_scenario_still_loads_and_the_check_says_what_dropped_out(closed: Path) -> None:
    loaded = cf.load_scenarios(data=closed)
    assert len(loaded) == len(cf.scenario_names())
    stale = [f for f in audit(closed, loaded[0].register.as_at) if f.level == STALE]
    assert [(f.where, f.what) for f in stale] == [
        (f"assumptions.yaml: {name}", "values.2024/25 has no effect: the year is outturn")
        for name in ("cessation", "pay_growth")
    ] + [("scenario one_more_year", "cessation.2024/25 has no effect: the year is outturn")]
    said = {each.name: cf.sentences.scenario_words(each) for each in loaded}
    assert [name for name, text in said.items() if "Without effect" in text] == ["one_more_year"]
    assert "the funder has decided since: cessation in 2024/25. So" in said["one_more_year"]
    overtaken = [each.name for each in loaded if each.title.endswith(" (overtaken in part)")]
    assert overtaken == ["one_more_year"]


def test_what_else_an_overtaken_scenario_changes_is_said_to_act_still(closed: Path) -> None:
    path = closed / "scenarios" / "one_more_year.yaml"
    path.write_text(path.read_text() + "  alternative_funding: {2025/26: 570567}\n")
    said = cf.sentences.lost_changes(cf.load_scenario("one_more_year", closed))
    assert said.endswith(
        "without it, but with what else it changes: expansion and alternative funding."
    )


def test_a_grant_that_brought_nothing_has_ended_and_no_scenario_is_said_to_end_it(
    closed: Path,
) -> None:
    awards = closed / "awards.csv"
    text = awards.read_text()
    awards.write_text(re.sub(rf"(2024/25.*,){OUTTURN}", r"\g<1>0", text))
    said = cf.sentences.page_one(cf.forecast(cf.load_scenario("central", closed), draws=DRAWS))
    assert said["how_sure"].startswith(
        "Funding has ended: nothing was recovered for 2024/25, and in this scenario it does not "
        "start again in 2025/26."
    )
    assert "comparable" not in said["risk"]
    assert "this scenario there is no" not in " ".join(said.values())


def test_a_change_made_by_hand_to_a_closed_year_is_refused(closed: Path) -> None:
    with pytest.raises(InputError, match="2024/25: has no effect in a year that is outturn"):
        cf.load_scenario("central", closed).but(cessation={"2024/25": 1})


@pytest.mark.parametrize(("year", "sum_"), [("2023/24", 600_000), ("2025/26", 1)])
def test_an_outturn_is_for_a_closed_year_and_never_above_the_award(
    closed: Path, year: str, sum_: int
) -> None:
    path = closed / "awards.csv"
    lines = path.read_text().splitlines()
    lines = [
        f"{line.rpartition(',')[0]},{sum_}" if line.startswith(year) else line for line in lines
    ]
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(InputError, match="outturn_gbp is for an outturn year and never above"):
        load_facts(closed)


def test_a_span_without_a_year_is_refused(data: Path) -> None:
    path = data / "awards.csv"
    path.write_text(
        path.read_text().replace("in_principle", "approved").replace("indicative", "approved", 1)
    )
    with pytest.raises(InputError, match="in_principle_years has no year"):
        cf.compare([cf.load_scenario("central", data)], span="in_principle_years", draws=DRAWS)


@pytest.fixture
def over(data: Path) -> Path:
    """Data in which every year is closed, with the posts of each, so that no pay rise enters."""
    table = (data / "awards.csv").read_text()
    for status in ("received", "approved", "indicative", "in_principle"):
        table = table.replace(f",cash,{status},", ",cash,outturn,")
    (data / "awards.csv").write_text(
        table.replace(",fixed,,", ",fixed,4,").replace("up_to,,", "up_to,7,")
    )
    return data


@pytest.mark.parametrize(
    "ask",
    [
        cf.tornado,
        cf.worst_runs,
        lambda scenario: cf.switching_values(scenario, cf.even_chance(1_000_000)),
    ],
)
def test_once_every_year_is_closed_nothing_is_left_that_acts(
    over: Path, ask: Callable[[cf.Scenario], object]
) -> None:
    with pytest.raises(InputError, match=r"every year of awards\.csv is outturn"):
        ask(cf.load_scenario("central", over))


@pytest.fixture
def larger(data: Path) -> Path:
    """Data in which 2025/26 is approved for eight posts."""
    awards = data / "awards.csv"
    text = awards.read_text().replace("570567,cash,indicative,up_to", "570567,cash,approved,fixed")
    promised = "2025/26,1000000,cash,in_principle,up_to,,"
    awards.write_text(text.replace(promised, "2025/26,640000,cash,approved,fixed,8,"))
    return data


def test_the_team_follows_the_newest_stated_posts_unless_a_scenario_says_otherwise(
    larger: Path,
) -> None:
    central = cf.load_scenario("central", larger)
    posts = {year: central.team_posts(year) for year in ("2024/25", "2025/26", "2026/27")}
    assert posts == {"2024/25": 7, "2025/26": 8, "2026/27": 8}
    changed = central.but(team_posts=9, alternative_funding=100_000)
    assert [changed.team_posts(year) for year in posts] == [7, 8, 9]
    before, after = (cf.forecast(each, draws=DRAWS).amounts for each in (central, changed))
    assert [(after.other_money[y] > 0).any() for y in posts] == [False, False, True]
    assert before.cost["2026/27"].mean() * 9 / 8 == pytest.approx(after.cost["2026/27"].mean())


def test_the_check_says_where_fixed_posts_differ_from_the_newest_that_are_stated(
    larger: Path,
) -> None:
    def found() -> list[tuple[str, str, str]]:
        findings = audit(larger, cf.load_scenario("central", larger).register.as_at)
        return [(f.level, f.where, f.what) for f in findings if "team_posts." in f.what]

    assert found() == []
    said = "team_posts.2026/27 is 7, and the newest paper states 8"
    scenario = larger / "scenarios" / "taper.yaml"
    scenario.write_text(scenario.read_text() + "  team_posts: 7\n")
    assert found() == [(NOTE, "scenario taper", said)]
    register = larger / "assumptions.yaml"
    register.write_text(register.read_text().replace("values: {posts: stated}", "values: 7"))
    assert found() == [(NOTE, "scenario taper", said), (STALE, "assumptions.yaml", said)]
