"""An award that a scenario states in pounds, in the place of the ratio to the year before."""

from pathlib import Path

import pytest

import clsmin_forecast as cf
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.expected import expected_base
from clsmin_forecast.present.explorer.fields import fields
from clsmin_forecast.present.explorer.state import differences

STATED = {"2025/26": 600_000}


@pytest.fixture(scope="module")
def stated() -> Scenario:
    return cf.load_scenario("central").but(award=STATED, title="Told so")


def test_it_is_what_a_funded_year_without_expansion_brings(stated: Scenario) -> None:
    made = cf.forecast(stated, draws=512)
    assert made.amounts.award["2025/26", "continue"].tolist() == [600_000]
    grown = made.amounts.award["2026/27", "continue"]
    ratios = cf.forecast(cf.load_scenario("central"), draws=512).amounts.drawn
    drawn = 600_000 * ratios["continuation_ratio"]["2026/27"]
    assert grown == pytest.approx(drawn.clip(0, 1_000_000))


def test_an_expansion_takes_its_share_of_the_room_above_it(stated: Scenario) -> None:
    half = stated.but(expansion_share=0.5)
    awards = cf.forecast(half, draws=64).amounts.award
    assert awards["2025/26", "expand"].tolist() == [800_000]


def test_the_exact_mean_follows_a_range_of_it(stated: Scenario) -> None:
    spread = {"range": {"low": 400_000, "mid": 600_000, "high": 700_000, "coverage": 1}}
    flat = stated.but(award={"2025/26": spread}, continuation_ratio={"2026/27": 1.1})
    pert = (400_000 + 4 * 600_000 + 700_000) / 6
    assert expected_base(flat) == pytest.approx({"2025/26": pert, "2026/27": 1.1 * pert})
    assert all(check["passed"] for check in cf.forecast(flat).part("checks"))


def test_what_is_said_last_of_a_year_holds(stated: Scenario) -> None:
    assert stated.quantities["continuation_ratio"].keys() == {"2026/27"}
    again = stated.but(continuation_ratio={"2025/26": 1.05})
    assert not again.quantities["award"]
    assert dict(again.changes) == {"continuation_ratio": {"2025/26": 1.05}}
    flat = cf.load_scenario("continues_flat").but(award=STATED)
    assert flat.changes["continuation_ratio"] == {"2026/27": 1}


def test_both_at_once_are_refused() -> None:
    with pytest.raises(InputError, match=r"are both set for 2025/26; a year takes one of them\.$"):
        cf.load_scenario("central").but(award=STATED, continuation_ratio=1)


def test_a_ceiling_holds(stated: Scenario) -> None:
    for sum_, shown in ((1_200_000, "1,200,000"), (600, "600")):
        with pytest.raises(InputError, match=rf"must lie from 1,000 to 1,000,000, got {shown}\.$"):
            stated.but(award=sum_)


def test_a_value_of_a_year_stands_before_one_of_every_year_however_they_are_set() -> None:
    from clsmin_forecast.cli.forecasting import with_changes

    central, both = cf.load_scenario("central"), ["cessation.2025/26=40%", "cessation=0"]
    for texts in (both, both[::-1]):
        chances = with_changes(central, texts).quantities["cessation"]
        assert [chances[year].mid for year in ("2024/25", "2025/26", "2026/27")] == [0, 0.4, 0]
    with pytest.raises(InputError, match=r"award and continuation_ratio are both set for 2026/27"):
        with_changes(central, ["award.2026/27=600k", "continuation_ratio.2026/27=1.1"])
    with pytest.raises(InputError, match=r"^--set: cessation is given twice; give it once\.$"):
        with_changes(central, ["cessation=0", "cessation=1"])


def test_a_register_of_before_goes_on_and_is_named_where_it_is_wanted(data: Path) -> None:
    register = data / "assumptions.yaml"
    before, _, rest = register.read_text(encoding="utf-8").partition("  award:\n")
    register.write_text(f"{before}{rest[rest.index('  expansion_share:') :]}", encoding="utf-8")
    central = cf.load_scenario("central", data)
    cf.forecast(central, draws=64)
    assert cf.bridge(central, cf.load_scenario("ceases", data), draws=64).index.tolist()
    with pytest.raises(InputError, match=r"award has no entry in assumptions"):
        central.but(award=STATED)


def test_it_is_one_change_with_the_ratio_in_a_bridge(stated: Scenario) -> None:
    central = cf.load_scenario("central")
    steps = cf.bridge(central, stated)
    assert steps.index.tolist() == ["continuation_ratio"]
    means = [
        cf.forecast(each).total("recovered", "in_principle_years").mean
        for each in (central, stated)
    ]
    assert steps["change"].sum() == pytest.approx(means[1] - means[0])


def test_questions_and_the_page_take_it(stated: Scenario) -> None:
    spread = {"range": {"low": "550k", "mid": "600k", "high": "700k", "coverage": 0.8}}
    open_ = stated.but(award={"2025/26": spread})
    table = cf.tornado(open_).set_index("input")
    low = (
        cf.forecast(open_.but(award={"2025/26": 550_000}))
        .total("recovered", "in_principle_years")
        .mean
    )
    assert table.loc["award", "at_low"] == pytest.approx(low)
    assert "award" in cf.variance_shares(open_)["source"].tolist()
    explained = cf.explain(open_, "recovered_2025_26")
    assert "award" in explained["name"].tolist()
    turns = cf.switching_values(open_, cf.even_chance(1_000_000), draws=1_024)
    assert "award" in turns["input"].tolist()
    assert "funded and not expanded: £600,000 in 2025/26." in cf.sentences.scenario_words(stated)
    shown = fields(stated)["continuation_ratio.2025/26"]
    assert shown.words(stated) == "£600,000"
    assert differences(stated, cf.load_scenario("central"))[0]["here"].startswith("£600,000")
