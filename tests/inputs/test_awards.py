"""The awards of the decision papers, and what breaks a rule in them."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clsmin_forecast.inputs.awards import DECIDED, RECEIVED, load_awards, load_sources
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

# what is done: (what is replaced, by what, what the refusal says)
COLUMNS = (
    "The columns are financial_year, amount_gbp, status, basis, posts, decision, locator, note, "
    "and may be price_base, outturn_gbp."
)
AWARDS = {
    "a year twice": (
        "2023/24,570567",
        "2022/23,570567",
        "awards.csv: financial_year 2022/23 is given twice; each year has one row.",
    ),
    "a year missing": (
        "2026/27,1000000",
        "2027/28,1000000",
        "awards.csv: financial_year 2026/27 is missing; years run without a gap.",
    ),
    "a year that is none": (
        "2023/24,",
        "2023/25,",
        "awards.csv, line 4: financial_year: a financial year is written like 2025/26, "
        "got '2023/25'.",
    ),
    "an amount in words": (
        "2023/24,570567",
        "2023/24,lots",
        "awards.csv, line 4: amount_gbp must be a number from 0 up, got 'lots'.",
    ),
    "an amount with a comma for the pence": (
        "2023/24,570567",
        '2023/24,"570567,00"',
        "awards.csv, line 4: amount_gbp must be a number from 0 up, got '570567,00'.",
    ),
    "posts of zero": (
        "approved,fixed,7",
        "approved,fixed,0",
        "awards.csv, line 4: posts is empty where the paper states none, got 0.",
    ),
    "an amount as Python writes it": (
        "2023/24,570567",
        "2023/24,570_567",
        "awards.csv, line 4: amount_gbp must be a number from 0 up, got '570_567'.",
    ),
    "an amount beyond every budget": (
        "2023/24,570567",
        "2023/24,1e13",
        "awards.csv, line 4: amount_gbp must be a number of at most 1e+12, got '1e13'.",
    ),
    "an amount below nothing": (
        "2023/24,570567",
        "2023/24,-5",
        "awards.csv, line 4: amount_gbp must be a number from 0 up, got '-5'.",
    ),
    "an amount that is not a number": (
        "2023/24,570567",
        "2023/24,nan",
        "awards.csv, line 4: amount_gbp must be a number from 0 up, got 'nan'.",
    ),
    "an amount without end": (
        "2023/24,570567",
        "2023/24,inf",
        "awards.csv, line 4: amount_gbp must be a number from 0 up, got 'inf'.",
    ),
    "no amount": (
        "2023/24,570567",
        "2023/24,",
        "awards.csv, line 4: amount_gbp must be a number from 0 up, got ''.",
    ),
    "no paper": (
        "fixed,7,PCD 1532",
        "fixed,7,",
        "awards.csv, line 4: decision is empty; an award needs the paper it comes from.",
    ),
    "a paper that is no source": (
        "fixed,7,PCD 1532",
        "fixed,7,PCD 1533",
        "awards.csv, line 4: decision must be one of PCD 1532, PCD 1218, PCD 956, "
        "comparator_grants, gdp_deflator, pay_awards, county_lines_programme, PCD 914, PCD 1614, "
        "Cleveland 2023-24-0043, Prevent answer 2 Dec 2025, PQ 89781, "
        "Police Grant Report 2026-27, Remit letter 2026-27, confirmations, Orochi funding 2020-21, "
        "got 'PCD 1533'.",
    ),
    "no place in the paper": (
        'fixed,7,PCD 1532,"PCD 1532, recommendation 1; financial comments"',
        "fixed,7,PCD 1532,",
        "awards.csv, line 4: locator is empty; an award needs its place in the paper.",
    ),
    "mixed price bases": (
        "570567,cash",
        "570567,2023/24",
        "awards.csv, line 4: price_base must be one of cash, got '2023/24'.",
    ),
    "an unknown status": (
        "approved,fixed",
        "agreed,fixed",
        "awards.csv, line 4: status must be one of received, approved, outturn, indicative, "
        "in_principle, unagreed, got 'agreed'.",
    ),
    "an unknown basis": (
        "approved,fixed",
        "approved,about",
        "awards.csv, line 4: basis must be one of fixed, up_to, got 'about'.",
    ),
    "posts in words": (
        "fixed,7",
        "fixed,seven",
        "awards.csv, line 4: posts must be a number from 0 up, got 'seven'.",
    ),
    "a decided year after an undecided one": (
        "2025/26,1000000,cash,in_principle",
        "2025/26,1000000,cash,approved",
        "awards.csv: 2025/26 is approved but 2024/25 is still indicative; "
        "years are decided in time order.",
    ),
    "an indicative year after one in principle": (
        "2026/27,1000000,cash,in_principle",
        "2026/27,1000000,cash,indicative",
        "awards.csv: 2026/27 is indicative but 2025/26 is still in_principle; "
        "years are decided in time order.",
    ),
    "a missing column": (
        ",posts",
        "",
        "awards.csv: lacks column posts. " + COLUMNS,
    ),
    "an extra column": (
        ",note",
        ",note,remark",
        "awards.csv: has an unknown column remark. " + COLUMNS,
    ),
    "a column twice": (
        "posts,decision",
        "posts,posts,decision",
        "awards.csv: repeats column posts. " + COLUMNS,
    ),
    "too many fields": (
        "six officers",
        "six officers,,one sergeant",
        "awards.csv, line 3: has 11 fields; the header has 10.",
    ),
    "too few fields": (
        ",6,PCD 1218",
        ",PCD 1218",
        "awards.csv, line 3: has 9 fields; the header has 10.",
    ),
}
SOURCES = {
    "a source twice": (
        "PCD 1218,Home",
        "PCD 956,Home",
        "sources.csv, line 4: source 'PCD 956' is given twice.",
    ),
    "a source read on no day": (
        ",,2026-11-23,https://www.london.gov.uk/pcd-1218",
        ",,last week,https://www.london.gov.uk/pcd-1218",
        "sources.csv, line 3: read_on is written 2026, 2026-06 or 2026-06-30, got 'last week'.",
    ),
    "a source without a title": (
        "PCD 1532,County Lines SMIN",
        "PCD 1532,",
        "sources.csv, line 2: title is empty; "
        "a source has an id, a title, a publisher and the day it was read.",
    ),
}
BROKEN = {
    **{case: ("awards.csv", *change) for case, change in AWARDS.items()},
    **{case: ("sources.csv", *change) for case, change in SOURCES.items()},
}


@pytest.mark.parametrize(("file", "old", "new", "message"), BROKEN.values(), ids=BROKEN)
def test_a_bad_award_or_source_is_refused(
    refused_edit: "Edit[str]", file: str, old: str, new: str, message: str
) -> None:
    assert refused_edit(file, old, new) == message


def test_awards_without_a_row_are_refused(data: Path, refused: "Refused") -> None:
    path = data / "awards.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    assert refused(lambda: load_scenario("central", data)) == (
        "awards.csv: holds no row; it needs one for each financial year."
    )


def test_posts_of_a_year_in_principle_price_none(data: Path, edit: "Edit[None]") -> None:
    edit("awards.csv", "received,fixed,6", "received,fixed,")
    edit("awards.csv", "approved,fixed,7", "approved,fixed,")
    edit("awards.csv", "indicative,up_to,7", "indicative,up_to,")
    edit("awards.csv", "in_principle,up_to,", "in_principle,up_to,12")
    awards = load_scenario("central", data).facts.awards
    assert (awards.priced_years, awards.costed_years) == ((), ())
    assert awards.unpriced == (
        "The papers state posts for sums agreed in principle alone, so a post cannot be priced."
    )


def test_the_totals_are_those_of_the_paper(central: Scenario) -> None:
    awards = central.facts.awards

    def total(years: tuple[str, ...]) -> float:
        return sum(awards[year].amount for year in years)

    assert total(awards.years_with(RECEIVED)) == 767_708
    assert total(awards.years_with(*DECIDED, "indicative")) == 1_908_842
    assert total(awards.years) == 3_908_842


def test_the_six_years_have_the_status_that_the_paper_gives_them(central: Scenario) -> None:
    assert {row.financial_year: row.status for row in central.facts.awards.rows} == {
        "2021/22": "received",
        "2022/23": "received",
        "2023/24": "approved",
        "2024/25": "indicative",
        "2025/26": "in_principle",
        "2026/27": "in_principle",
    }


def test_every_year_that_states_its_posts_and_is_more_than_in_principle_prices_one(
    central: Scenario,
) -> None:
    awards = central.facts.awards
    assert awards.priced_years == ("2022/23", "2023/24", "2024/25")
    assert awards.costed_years == awards.years[1:]
    assert awards.open_costed_years == ("2024/25", "2025/26", "2026/27")
    stating = tuple(replace(row, posts=row.posts or 9) for row in awards.rows)
    assert replace(awards, rows=stating).priced_years == awards.years[:4]
    bare = tuple(replace(row, posts=None) if row.status == RECEIVED else row for row in awards.rows)
    assert replace(awards, rows=bare).costed_years == awards.years[2:]


def test_an_award_of_nothing_prices_no_post(central: Scenario) -> None:
    awards = central.facts.awards
    rows = tuple(
        replace(row, amount=0) if row.financial_year == "2024/25" else row for row in awards.rows
    )
    assert replace(awards, rows=rows).priced_years == ("2022/23", "2023/24")


def test_the_posts_stated_are_those_of_the_year_or_the_latest_before_it(
    central: Scenario,
) -> None:
    awards = central.facts.awards
    assert [awards.stated_posts(year) for year in awards.costed_years] == [6, 7, 7, 7, 7]


def test_awards_are_in_cash_where_no_price_base_is_given(data: Path, central: Scenario) -> None:
    path = data / "awards.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",price_base", "").replace(",cash", ""), encoding="utf-8")
    assert load_awards(data, load_sources(data)) == central.facts.awards


def test_rows_may_stand_in_any_order(data: Path, central: Scenario) -> None:
    path = data / "awards.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]), encoding="utf-8")
    awards = load_awards(data, load_sources(data))
    assert awards == central.facts.awards
    assert all(before < after for before, after in pairwise(awards.years))
