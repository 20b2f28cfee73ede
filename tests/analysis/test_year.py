"""The year by month, asked of a scenario: every figure against a loop that shares no code."""

import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import clsmin_forecast as cf
from clsmin_forecast.inputs.scenarios import Scenario
from clsmin_forecast.model.year import day_at
from tests import rebuild
from tests.analysis.conftest import DRAWS
from tests.conftest import Edit, Refused

PENNY = 0.005
TERMS: dict[str, Any] = {"signed_month": 3, "claim_every": 3, "paid_after": 1}
COSTED = ("2022/23", "2023/24", "2024/25", "2025/26", "2026/27")


def test_2023_24_has_the_sums_of_the_field(central: Scenario) -> None:
    table = cf.year(central, "2023/24", draws=DRAWS, **TERMS)
    about = table.about
    assert table.loc["June 2023", "at_risk"] == pytest.approx(142_641.75, abs=PENNY)
    assert about.at_signature == pytest.approx(142_641.75, abs=PENNY)
    assert about.most_owed == pytest.approx(190_189.00, abs=PENNY)
    assert about.most_owed_in == "July 2023"
    at_the_end = cf.year(central, "2023/24", draws=DRAWS, claim_every=12, paid_after=0)
    assert at_the_end.loc["March 2024", "owed"] == pytest.approx(570_567, abs=PENNY)
    assert (about.not_funded, about.known) == (0, True)
    assert not table["at_risk_expected"].any()


@pytest.mark.parametrize("name", ["central", "ceases", "full_expansion", "programme_cut"])
@pytest.mark.parametrize("price_base", ["cash", "2023/24"])
def test_every_costed_year_agrees_with_a_loop_over_months(name: str, price_base: str) -> None:
    base = None if price_base == "cash" else price_base
    mid = rebuild.at_mid(rebuild.inputs(name))
    fixed: Any = {
        key: {y: v for y, v in mid[key].items() if y in rebuild.groups()["decision_years"]}
        for key in ("continuation_ratio", "expansion_share", "recovery_rate", "pay_growth")
    }
    fixed["continuation_ratio"].pop("2024/25", None)
    fixed["expansion_share"] = next(iter(mid["expansion_share"].values()))
    fixed["pay_growth"].pop("2024/25", None)
    scenario = cf.load_scenario(name).but(**fixed)
    table, weights = (
        rebuild.laws(rebuild.at_mid(rebuild.inputs(name, **fixed)), base),
        rebuild.weights(name),
    )
    for year in ("2024/25", "2025/26", "2026/27"):
        found = cf.year(scenario, year, draws=8, price_base=price_base, **TERMS)
        funded = {d: p for d, p in weights[year].items() if d != "cease" and p}
        plain: dict[str, list[float]] = {}
        for decision, chance in funded.items():
            of = table[year][decision]
            months = rebuild.by_month(
                rebuild.Months(
                    posts=of["team"],
                    new=0,
                    start=0,
                    fill=0,
                    unit_cost=of["unit_cost"],
                    award=of["award"],
                    rate=mid["recovery_rate"][year],
                    signed=3,
                    every=3,
                    after=1,
                )
            )
            share = chance / sum(funded.values())
            for measure in ("paid", "owed"):
                before = plain.get(measure, [0.0] * 12)
                plain[measure] = [
                    b + share * m for b, m in zip(before, months[measure], strict=True)
                ]
            plain |= {m: months[m] for m in ("cost", "spent", "at_risk")}
            plain["outlook_mean"] = months["outlook"]
        for measure, sums in plain.items():
            assert found[measure].tolist() == pytest.approx(sums, abs=0.01), (year, measure)
        gone = weights[year].get("cease", 0.0)
        assert found.about.not_funded == pytest.approx(gone, abs=1e-9)
        falls = found["at_risk"] * gone
        assert found["at_risk_expected"].tolist() == pytest.approx(falls.tolist(), abs=0.01)
        if funded:
            lost = sum(
                p * (table[year][d]["award"] - table[year][d]["recovered"])
                for d, p in funded.items()
            ) / sum(funded.values())
            assert found.about.not_claimed == pytest.approx(lost, abs=0.01)


@pytest.mark.parametrize("year", COSTED)
def test_months_add_up_and_the_outlook_narrows_to_what_was_spent(
    central: Scenario, year: str
) -> None:
    table = cf.year(central, year, draws=DRAWS)
    whole = cf.forecast(central, draws=DRAWS).in_year("cost", year)
    assert whole is not None
    assert math.fsum(table["cost"]) == pytest.approx(whole.mean, abs=PENNY)
    last = table.iloc[-1]
    assert last["outlook_mean"] == pytest.approx(last["spent"], abs=PENNY)
    assert last["outlook_p5"] == pytest.approx(whole.quantiles([0.05])[0], abs=PENNY)
    width = table["outlook_p95"] - table["outlook_p5"]
    assert width.iloc[-1] <= width.iloc[0]
    assert (np.diff(table["spent"] - table["cost"].cumsum()) < PENNY).all()


def test_at_risk_ends_with_the_signature_and_its_chance_is_of_the_paths(central: Scenario) -> None:
    table = cf.year(central, "2026/27", draws=DRAWS, signed_month=2.8)
    assert table["at_risk"].tolist()[:3] == [*table["spent"].tolist()[:2], 0]
    about = table.about
    between = table["spent"].iloc[1] + 0.8 * table["cost"].iloc[2]
    assert about.at_signature == pytest.approx(between)
    assert about.signed_on == date(2026, 6, 25)
    gone = sum(p for path, p in rebuild.paths("central") if path["2026/27"] == "cease")
    assert about.not_funded == pytest.approx(gone)


@pytest.mark.parametrize(
    ("time", "day"),
    [(0, "2025-04-01"), (3, "2025-07-01"), (12, "2026-04-01"), (-3, "2025-01-01"),
     (-4, "2024-12-01"), (-0.5, "2025-03-16"), (11.5, "2026-03-16")],
)  # fmt: skip
def test_a_time_is_a_day(time: float, day: str) -> None:
    assert day_at("2025/26", time).isoformat() == day


def test_notice_by_the_last_safe_day_spends_nothing_and_each_month_after_it_one_more(
    central: Scenario,
) -> None:
    table = cf.year(central, "2025/26", draws=DRAWS, redeploy_months=3)
    assert table.about.last_safe_day == date(2024, 12, 31)
    month = table["cost"].iloc[0]
    assert table["notice"].tolist() == pytest.approx([month * min(12, m + 4) for m in range(12)])


def test_carried_over_nothing_is_lost(central: Scenario) -> None:
    kept, lost = (cf.year(central, "2025/26", draws=DRAWS, carry_over=c) for c in (1, 0))
    assert kept.about.not_claimed == 0 < lost.about.not_claimed


def test_a_year_that_is_never_funded_owes_and_pays_nothing() -> None:
    table = cf.year("ceases", "2025/26", draws=DRAWS, **TERMS)
    assert not table[["paid", "owed"]].to_numpy().any()
    assert table["at_risk_expected"].tolist() == table["at_risk"].tolist()
    assert table.about.not_claimed == 0


def test_the_first_year_that_is_open_and_not_over_is_meant_unless_one_is_named(
    central: Scenario,
) -> None:
    assert cf.year(central, draws=8).about.year == "2026/27"  # the two before it are over


def test_terms_are_the_registers_unless_told_and_move_no_forecast(central: Scenario) -> None:
    table = cf.year(central, "2025/26", draws=8, signed_month=5)
    register = central.register.waiting
    assert table.about.terms.signed_month == 5
    assert table.about.terms.claim_every == register["claim_every"].mid
    assert "signed_month" not in table.about.registered
    assert "claim_every" in table.about.registered
    assert set(central.register.waiting_entries["claim_every"].sources) <= set(table.about.sources)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"year": "2021/22"}, "unknown year in which the team has a cost '2021/22'"),
        ({"signed_month": 13}, "year: signed_month must lie from 0 to 12, got 13"),
        ({"claim_every": 0}, "year: claim_every must lie from 1 to 12, got 0"),
        ({"carry_over": 2}, "year: carry_over must lie from 0 to 1, got 2"),
        ({"carry_over": 0.5}, "year: carry_over must be 0 or 1, got 0.5"),
    ],
)
def test_what_cannot_be_is_refused(refused: Refused, given: Any, said: str) -> None:
    assert said in refused(lambda: cf.year("central", **given))


def test_a_register_without_such_an_input_asks_for_it(data: Path, refused: Refused) -> None:
    file = data / "assumptions.yaml"
    file.write_text(file.read_text(encoding="utf-8").split("\nwaiting:")[0], encoding="utf-8")
    bare = cf.load_scenario("central", data)
    assert "signed_month is neither given nor in assumptions.yaml" in refused(
        lambda: cf.year(bare, "2025/26")
    )
    told: Any = {**TERMS, "carry_over": 0, "redeploy_months": 1, "draws": 8}
    assert cf.year(bare, "2025/26", **told).about.registered == ()


def test_a_closed_year_claims_its_outturn(data: Path) -> None:
    file = data / "awards.csv"
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    closed = frame["financial_year"] == "2024/25"
    frame.loc[closed, ["status", "outturn_gbp"]] = ["outturn", "500000"]
    frame.to_csv(file, index=False)
    table = cf.year(cf.load_scenario("central", data), "2024/25", draws=8, claim_every=12)
    assert table["owed"].iloc[-1] == pytest.approx(500_000, abs=PENNY)
    assert table.about.not_claimed == pytest.approx(570_567 - 500_000, abs=PENNY)


def test_what_other_money_pays_for_is_not_at_risk_in_any_question(central: Scenario) -> None:
    other = central.but(alternative_funding=200_000, pay_growth=0)
    asked: Any = {"signed_month": 3, "redeploy_months": 1, "draws": DRAWS}
    ours = (570_567 - 200_000) / 12
    months = cf.year(other, "2025/26", **asked)
    assert months["at_risk"].tolist()[:4] == pytest.approx([ours, 2 * ours, 3 * ours, 0])
    assert months["notice"].iloc[2] == pytest.approx(4 * ours)
    kept = cf.decide(other, "2025/26", **asked)
    assert kept["at_risk"].to_dict()[7.0] == pytest.approx(4 * ours)
    held = cf.reserve(other, 0.999, of="at_risk", span="2025/26", **asked)
    assert held.loc["2025/26", "reserve"] == pytest.approx(4 * ours)
    assert "What other money pays for is taken off." in cf.sentences.year(months)


def test_where_nothing_is_spent_of_ours_no_sum_of_0_is_at_risk(central: Scenario) -> None:
    for scenario, why in (
        (central.but(team_posts=0), "the team has no post"),
        (central.but(alternative_funding=900_000), "other money pays for the team"),
    ):
        said = cf.sentences.year(cf.year(scenario, "2025/26", draws=8))
        assert said.startswith(f"Nothing is at risk, since {why}; 2025/26 is ")
        assert "£0" not in said.split(". ")[0]


def test_cases_on_either_side_of_april_are_told(data: Path, edit: "Edit[None]") -> None:
    edit("confirmations.csv", "2020/21,,2020-06-25", "2020/21,,2020-03-20")
    told = cf.year(cf.load_scenario("central", data), "2025/26", draws=8)
    assert (told.about.told_after, told.about.signed_before) == ((208,), (12,))
    said = cf.sentences.year(told)
    assert "1 grant was told of 30 weeks after 1 April" in said
    assert "1 agreement was signed 2 weeks before 1 April" in said
