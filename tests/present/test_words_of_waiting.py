"""What page one says of the time in which nobody knows: at risk now, meanwhile, by when."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.present.words import percent, sum_words
from tests.conftest import DRAWS


def page(scenario: Scenario) -> dict[str, str]:
    return cf.sentences.page_one(cf.forecast(scenario, draws=DRAWS))


def on(scenario: Scenario, day: str) -> Scenario:
    """Return a scenario whose register is as at another day."""
    register = replace(scenario.register, as_at=date.fromisoformat(day))
    return replace(scenario, register=register)


def test_a_year_that_has_begun_is_at_risk_to_the_end_of_its_month(central: Scenario) -> None:
    said = page(central)["at_risk"]
    still = cf.year(central, "2026/27", signed_month=8, draws=DRAWS)
    usual = cf.year(central, "2026/27", draws=DRAWS).about
    assert f"{sum_words(still.about.at_signature)} by the end of November 2026 if no " in said
    assert (
        f"{sum_words(usual.at_signature)} by the end of June 2026 if one was, as is usual" in said
    )
    assert "22% if 2025/26 was funded. Each month costs" in said
    made = cf.forecast(central, draws=DRAWS)
    for year in ("2024/25", "2025/26"):
        cost = made.in_year("cost", year)
        assert cost is not None
        assert sum_words(cost.mean) in said.partition("already ")[2]
        assert f"a chance of {percent(1 - made.probability_funded(year))})" in said


def test_of_a_year_ahead_it_is_what_is_spent_before_the_signature(central: Scenario) -> None:
    said = page(on(central, "2025-02-28"))["at_risk"]
    assert "2024/25 (indicative) is at risk" in said  # it has begun, and is not over
    ahead = page(on(central.but(cessation={"2024/25": 0}), "2024-03-31"))["at_risk"]
    assert "by the end of June 2024; the chance that it falls on the Metropolitan" in ahead
    assert "already" not in ahead


def test_what_to_do_meanwhile_is_what_decide_finds_for_the_year(central: Scenario) -> None:
    said, about = page(central)["meanwhile"], cf.decide(central, "2026/27", draws=DRAWS).about
    assert said.startswith("As it stood on 1 April 2026, while nobody knows whether 2026/27 is")
    assert f"keep {about.best:.1f} of 7 posts. " in said
    assert f"that loses {sum_words(about.loss)} in pay" in said
    cost = cf.forecast(central, draws=DRAWS).in_year("cost", "2026/27")
    assert cost is not None
    month = cost.mean / 12
    assert f"Each month since has cost {sum_words(month)}. From the end of November 2026" in said
    # Notice runs for 1 of the 4 months that are left; the other 3 are kept, or stand empty.
    assert "the Metropolitan Police keeps the team, since keeping pays above a 50% chance" in said
    assert "(but 35% to 84% or 29% to 86% may be so, which may turn it)" in said
    assert f"keeping in vain costs {sum_words(3 * month)} more, and notice in vain loses " in said
    assert f"loses {sum_words(about.none_if_funded * 3 / 9)} of work. Without money for" in said
    now, end = cf.year(central, "2026/27", draws=DRAWS)["notice"].iloc[[7, 11]].tolist()
    assert end - now == pytest.approx(3 * month)
    assert said.endswith(
        f"notice at the end of November 2026 holds what falls on the Metropolitan Police to "
        f"{sum_words(now)}, in place of {sum_words(end)}."
    )
    assert f"while the chance of funding is above {percent(about.turns_at)}" in said
    before = page(on(central, "2026-03-31"))["meanwhile"]
    assert before.startswith("While nobody knows whether 2025/26 is funded") or "2025" in before


@pytest.mark.parametrize("left_out", ["signed_month", "claim_every"])
def test_a_register_without_a_term_says_which_is_missing(data: Path, left_out: str) -> None:
    register = data / "assumptions.yaml"
    text = register.read_text(encoding="utf-8")
    start = text.index(f"  {left_out}:\n")
    end = text.index("\n  ", text.index("review_by", start)) + 1
    register.write_text(text[:start] + text[end:], encoding="utf-8")
    said = page(cf.load_scenario("central", data))
    assert said["at_risk"] == (f"What is at risk now is not told: the register has no {left_out}.")


def test_what_no_paper_prices_is_not_told(project_alpha: Path) -> None:
    said = page(cf.load_scenario("central", project_alpha))
    assert not {"at_risk", "meanwhile"} & {*said}


def test_once_every_year_is_over_what_they_may_have_cost_is_told(central: Scenario) -> None:
    said = page(on(central, "2027-04-01"))
    assert said["at_risk"].startswith("If the team was kept, what has fallen on the Metropolitan ")
    for year in ("2024/25 (indicative)", "2025/26", "2026/27"):
        assert f" if {year} was not funded (a chance of " in said["at_risk"]
    assert "meanwhile" not in said


def test_before_the_usual_signature_one_sum_is_told(central: Scenario) -> None:
    said = page(on(central, "2026-06-10"))["at_risk"]
    assert said.count("by the end of June 2026") == 1
    assert "as is usual" not in said


def test_what_has_fallen_is_what_no_other_money_paid_for() -> None:
    scenario = cf.load_scenario("ceases_with_alternative")
    said = page(scenario)["at_risk"].partition("already is ")[2]
    spent = cf.year(scenario, "2025/26", signed_month=12, draws=DRAWS).about.at_signature
    assert f"{sum_words(spent)} if 2025/26 was not funded" in said


def test_once_every_year_is_over_nothing_is_left_to_accept(central: Scenario) -> None:
    assert "whether to accept" not in page(on(central, "2027-06-01"))["decision"]
    assert "Each month since" not in page(on(central, "2026-04-01"))["meanwhile"]


def test_other_money_is_said_to_be_taken_off() -> None:
    said = page(cf.load_scenario("ceases_with_alternative"))["at_risk"]
    assert "What other money that the scenario assumes pays for is taken off." in said
