"""Prices and pay: the deflator, the growth of pay by hand, and what breaks a rule."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clsmin_forecast.inputs.prices import load_programme
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.quantities import Range

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

OFFICERS = "police officers, England and Wales"
BROKEN = {
    "a pay award in August": (
        "pay_awards.csv",
        "2023-09-01",
        "2023-08-01",
        "pay_awards.csv, line 5: effective_date must be a 1 September, got 2023-08-01.",
    ),
    "a date in words": (
        "pay_awards.csv",
        "2023-09-01",
        "01/09/2023",
        "pay_awards.csv, line 5: effective_date is written 2025-09-01, got '01/09/2023'.",
    ),
    "a pay award twice": (
        "pay_awards.csv",
        "2024-09-01",
        "2023-09-01",
        "pay_awards.csv, line 6: the award of September 2023 is given twice.",
    ),
    "an uplift in words": (
        "pay_awards.csv",
        "4.75",
        "some",
        "pay_awards.csv, line 6: uplift_pct must be a number from 0 up, got 'some'.",
    ),
    "an unknown confidence": (
        "pay_awards.csv",
        ",high",
        ",sure",
        "pay_awards.csv, line 2: confidence must be one of high, low, got 'sure'.",
    ),
    "a sure award without its source": (
        "pay_awards.csv",
        "4.2,,https://policeprofessional.com/?p=142536",
        "4.2,,",
        "pay_awards.csv, line 7: source_url is empty; "
        "an award of high confidence needs its source.",
    ),
    "a missing award": (
        "pay_awards.csv",
        "2025-09-01",
        "2035-09-01",
        "assumptions.yaml: pay_growth.2025/26: pay_awards.csv: the growth of 2025/26 needs "
        f"the uplift_pct of {OFFICERS} on 2025-09-01.",
    ),
    "a flat sum where an uplift is needed": (
        "pay_awards.csv",
        "4.75,",
        "4.75,1900",
        "assumptions.yaml: pay_growth.2025/26: pay_awards.csv: the growth of 2025/26 needs "
        f"the uplift_pct of {OFFICERS} on 2024-09-01.",
    ),
    "a deflator year twice": (
        "gdp_deflator.csv",
        "2023/24,92.8945",
        "2022/23,92.8945",
        "gdp_deflator.csv, line 6: financial_year 2022/23 is given twice.",
    ),
    "a deflator year missing": (
        "gdp_deflator.csv",
        "2030/31,110.0765,2.015962",
        "2031/32,110.0765,2.015962",
        "gdp_deflator.csv: financial_year 2030/31 is missing; years run without a gap.",
    ),
    "a deflator that its change does not give": (
        "gdp_deflator.csv",
        "2023/24,92.8945",
        "2023/24,94.8945",
        "gdp_deflator.csv, line 6: deflator_index 94.8945 is not the year before grown by "
        "change_pct, 92.8945.",
    ),
    "a deflator that falls to nothing": (
        "gdp_deflator.csv",
        "2023/24,92.8945,5.261458",
        "2023/24,92.8945,-100",
        "gdp_deflator.csv, line 6: deflator_index 92.8945 is not the year before grown by "
        "change_pct, 0.0000.",
    ),
    "a deflator of unknown status": (
        "gdp_deflator.csv",
        "4.063642,outturn",
        "4.063642,guess",
        "gdp_deflator.csv, line 7: status must be one of outturn, forecast, got 'guess'.",
    ),
    "a deflator of nothing": (
        "gdp_deflator.csv",
        "2023/24,92.8945",
        "2023/24,0",
        "gdp_deflator.csv, line 6: deflator_index 0 is not the year before grown by change_pct, "
        "92.8945.",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "message"), BROKEN.values(), ids=BROKEN)
def test_bad_prices_or_pay_are_refused(
    refused_edit: "Edit[str]", file: str, old: str, new: str, message: str
) -> None:
    assert refused_edit(file, old, new) == message


def test_a_programme_total_without_its_page_is_refused(
    data: Path, edit: "Edit[None]", refused: "Refused"
) -> None:
    edit("county_lines_programme.csv", "https://www.parallelparliament.co.uk/question/57349", "")
    assert refused(lambda: load_programme(data)) == (
        "county_lines_programme.csv, line 5: source_url is empty; "
        "a total needs its year or span, scope, kind and source."
    )


def test_a_deflator_without_a_source_is_refused(
    data: Path, edit: "Edit[None]", refused: "Refused"
) -> None:
    lines = (data / "gdp_deflator.csv").read_text(encoding="utf-8").splitlines()
    url = lines[1].split(",")[-2]
    edit("gdp_deflator.csv", f",{url},", ",,")
    assert refused(lambda: load_scenario("central", data)) == (
        "gdp_deflator.csv, line 2: source_url is empty; a deflator needs its source."
    )


# Five months at the old level and seven at the new, over the same sum a year before:
# 7% in September 2023, 4.75% in 2024, 4.2% in 2025 and 3.5% in 2026.
@pytest.mark.parametrize(
    ("year", "growth"),
    [
        ("2024/25", (5 * 1.07 + 7 * 1.07 * 1.0475) / (5 + 7 * 1.07) - 1),
        ("2025/26", (5 * 1.0475 + 7 * 1.0475 * 1.042) / (5 + 7 * 1.0475) - 1),
        ("2026/27", (5 * 1.042 + 7 * 1.042 * 1.035) / (5 + 7 * 1.042) - 1),
    ],
)
def test_pay_grows_by_five_months_of_the_old_level_and_seven_of_the_new(
    central: Scenario, year: str, growth: float
) -> None:
    assert central.facts.pay.growth(year) == pytest.approx(growth, abs=1e-12)
    acts = year not in central.facts.awards.priced_years  # 2024/25 prices its own posts
    assert (year in central.quantities["pay_growth"]) == acts
    if acts:
        assert central.quantities["pay_growth"][year].mid == pytest.approx(growth, abs=1e-12)


def test_the_growth_of_pay_is_5_65_4_42_and_about_3_78_per_cent(central: Scenario) -> None:
    found = [central.facts.pay.growth(year) for year in ("2024/25", "2025/26", "2026/27")]
    assert found == pytest.approx([0.0565, 0.0442, 0.0378], abs=5e-5)


@pytest.mark.parametrize("year", ["2025/26", "2026/27"])
def test_the_growth_of_pay_is_a_range_that_holds_the_miss_of_its_one_test(
    central: Scenario, year: str
) -> None:
    quantity, facts = central.quantities["pay_growth"][year], central.facts
    growth = facts.pay.growth(year)
    assert isinstance(quantity, Range)
    assert (quantity.low, quantity.high, quantity.coverage) == pytest.approx(
        (growth - 0.075, growth + 0.075, 0.8)
    )
    # From 2022/23 to 2023/24 an award for a post fell from 495,000/6 to 570,567/7. A flat £1,900
    # in 2022 cannot be put as growth here; with the 5% that it was on average, pay rose by 6.2%.
    pay = 1.05 * (5 + 7 * 1.07) / (5 + 7 * 1.05) - 1
    assert pay == pytest.approx(0.062, abs=5e-4)
    assert 0.07 < pay - (570_567 / 7 / (495_000 / 6) - 1) < growth - quantity.low


def test_the_award_of_one_force_does_not_move_national_pay(central: Scenario) -> None:
    uplifts = {start: award.uplift for start, award in central.facts.pay.awards.items()}
    assert uplifts[2023] == 0.07
    assert uplifts[2022] is None, "the 2022 award was a flat sum"


@pytest.mark.parametrize(
    ("year", "base", "scale"),
    [
        ("2025/26", "cash", 1),
        ("2023/24", "2023/24", 1),
        ("2025/26", "2023/24", 0.928945),
        ("2023/24", "2025/26", 100 / 92.8945),
        ("2021/22", "2023/24", 92.8945 / 82.4554),
    ],
)
def test_a_price_base_scales_by_the_ratio_of_the_deflator(
    central: Scenario, year: str, base: str, scale: float
) -> None:
    assert central.facts.prices.scale(year, base) == pytest.approx(scale, rel=1e-12)
