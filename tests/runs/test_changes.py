"""Two published runs compared: what they rest on, and what moved each headline figure."""

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from clsmin_forecast.cli.settings import app
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.scenarios import load_scenario
from clsmin_forecast.model.forecast import forecast
from clsmin_forecast.present import sentences, tables
from clsmin_forecast.present.words import sum_words
from clsmin_forecast.runs.changes import REST, YEARS, run_changes
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.run import run

from .test_run import TODAY


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return three runs of the central forecast: as it is, with other data, with another seed."""
    home = tmp_path_factory.mktemp("changes")
    other = Path(shutil.copytree(load_facts().folder, home / "other"))
    awards, central = other / "awards.csv", other / "scenarios" / "central.yaml"
    awards.write_text(awards.read_text().replace("2026/27,1000000", "2026/27,900000"))
    text = central.read_text()
    central.write_text(text.replace("changes: {}", "changes: {recovery_rate: 0.9}"))
    later = Path(shutil.copytree(load_facts().folder, home / "later"))
    decided = (later / "awards.csv").read_text().replace("indicative", "approved", 1)
    (later / "awards.csv").write_text(decided.replace("in_principle", "approved", 1))
    longer = Path(shutil.copytree(load_facts().folder, home / "longer"))
    papers = (longer / "awards.csv").read_text().splitlines()
    more = papers[-1].replace("2026/27", "2027/28")
    (longer / "awards.csv").write_text("\n".join([*papers, more]) + "\n")
    register = longer / "assumptions.yaml"
    # A value stands behind its year, or below it with what may be put in force beside it.
    last = re.compile(r"(?m)^( +)2026/27:(?: (.+)|\n +(evidence: .+)(?:\n +#.*)*)$")
    text = last.sub(
        lambda found: f"{found[0]}\n{found[1]}2027/28: {found[2] or f'{{{found[3]}}}'}",
        register.read_text(),
    )
    register.write_text(text)
    pay = (longer / "pay_awards.csv").read_text().splitlines()
    last_award = next(line for line in reversed(pay) if "2026-09-01" in line)
    pay.append(last_award.replace("2026-09-01", "2027-09-01"))
    (longer / "pay_awards.csv").write_text("\n".join(pay) + "\n")
    found = {}
    for name, data, seed in (
        ("old", None, 7), ("new", other, 7), ("luck", None, 8), ("later", later, 7),
        ("longer", longer, 7),
    ):  # fmt: skip
        plan = home / f"{name}.yaml"
        plan.write_text(
            "name: p\ntitle: P\njobs: [{notebook: scenario_forecast, for_each_scenario: [central], "
            f"parameters: {{draws: 512, seed: {seed}}}}}]\n"
        )
        found[name] = run(ask(str(plan), data, TODAY), home / f"outputs-{name}").folder
    return found


def test_the_changes_add_up_to_the_whole_difference(runs: dict[str, Path]) -> None:
    frame = run_changes(runs["old"], runs["new"])
    assert set(frame["figure"]) == {"recovered_in_principle_years", "gap_in_principle_years"}
    for _, rows in frame.groupby("figure"):
        whole = rows["after"].iloc[0] - rows["before"].iloc[0]
        assert whole != 0
        assert rows["change"].sum() == pytest.approx(whole, abs=1e-6)
        assert {"awards", "recovery_rate"} <= set(rows["cause"])
        assert REST not in set(rows["cause"])
    assert "data: awards.csv" in "; ".join(frame.about.rests_on)


def test_a_year_that_is_decided_since_is_a_cause_of_its_own(runs: dict[str, Path]) -> None:
    frame = run_changes(runs["old"], runs["later"])
    assert set(frame["figure"]) == {"recovered_in_principle_years", "gap_in_principle_years"}
    assert REST not in set(frame["cause"])
    words = "The years summed: 2025/26 and 2026/27 before, 2026/27 now"
    assert set(frame.loc[frame["cause"] == YEARS, "because"]) == {words}
    for _, rows in frame.groupby("figure"):
        whole = rows["after"].iloc[0] - rows["before"].iloc[0]
        assert rows["change"].sum() == pytest.approx(whole, abs=1e-6)
        alike = rows["after_alike"].iloc[0] - rows["before_alike"].iloc[0]
        data = rows.loc[rows["cause"] != YEARS, "change"].sum()
        assert data == pytest.approx(alike, abs=1e-6)


def test_what_can_be_compared_leads_and_every_sum_has_its_years(runs: dict[str, Path]) -> None:
    frame = run_changes(runs["old"], runs["later"])
    old, new = (
        forecast(load_scenario("central", runs[name] / "_data"), draws=512, seed=7)
        for name in ("old", "later")
    )
    means = [sum_words(each.total("recovered", ["2026/27"]).mean) for each in (old, new)]
    before = sum_words(old.total("recovered", "in_principle_years").mean)
    _, first, second = sentences.run_changes(frame).split(". ")
    assert first.startswith(
        "In 2026/27, which both sum, under awards agreed in principle, up to a ceiling: what is "
        "recovered averages "
        f"{means[0]} before, {means[1]} now; the gap that is left averages "
    )
    assert (
        f"averages {before} over 2025/26 and 2026/27 before, {means[1]} in 2026/27 now; " in second
    )
    (because,) = set(frame.loc[frame["cause"] == "awards", "because"])
    assert because == "Awards on record, 2024/25 (PCD 1532), 2025/26 (PCD 1532), in 2026/27"


def test_other_years_are_a_cause_of_their_own_and_code_is_named_only_where_it_changed(
    runs: dict[str, Path],
) -> None:
    frame = run_changes(runs["old"], runs["longer"])
    assert set(frame["figure"]) == {"recovered_in_principle_years", "gap_in_principle_years"}
    for _, rows in frame.groupby("figure"):
        assert rows["change"].sum() == pytest.approx(
            rows["after"].iloc[0] - rows["before"].iloc[0], abs=1e-6
        )
        assert YEARS in set(rows["cause"])
        assert REST not in set(rows["cause"])
    (because,) = set(frame.loc[frame["cause"] == YEARS, "because"])
    new = "2025/26, 2026/27 and 2027/28"
    assert because == f"The years summed: 2025/26 and 2026/27 before, {new} now"
    said = sentences.run_changes(frame)
    assert ". Over 2025/26 and 2026/27, which both sum, under awards agreed in principle" in said
    assert f" over {new} now." in said


def test_what_the_data_do_not_explain_is_the_rest(runs: dict[str, Path]) -> None:
    frame = run_changes(runs["old"], runs["luck"])
    assert set(frame["cause"]) == {REST}
    assert set(frame["because"]) == {"Seed"}
    assert frame.about.rests_on == ("jobs",)
    assert (frame["change"] == frame["after"] - frame["before"]).all()
    same = run_changes(runs["old"], runs["old"])
    assert (same["change"] == 0).all()
    assert "what differs: nothing" in sentences.run_changes(same)


def test_the_command_compares_runs_as_it_does_scenarios(runs: dict[str, Path]) -> None:
    words = ["compare", str(runs["old"]), str(runs["new"])]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"From run {runs['old'].name} to run {runs['new'].name}")
    assert "Awards on record" in done.stdout
    assert len(tables.reading_rows(run_changes(runs["old"], runs["new"]))) >= 4
    wrong = CliRunner().invoke(app, [*words, "ceases"])
    assert isinstance(wrong.exception, InputError)
    assert "unknown scenario of run" in str(wrong.exception)
    for names in (words[:2], [*words, "central", "ceases"], [*words[:2], "nowhere"]):
        refused = CliRunner().invoke(app, names).exception
        assert isinstance(refused, InputError), names
