"""The register and who answers for it, and what breaks a rule in them."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clsmin_forecast.inputs.catalogue import INPUTS
from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.inputs.register import ROLES, load_governance, load_register
from clsmin_forecast.inputs.scenarios import Scenario

if TYPE_CHECKING:
    from tests.conftest import Edit

YEARS = "Known: 2024/25, 2025/26, 2026/27."
PEOPLE = 'analyst: ""\nassurer: ""'
# what is done: (what is replaced, by what, what the refusal says behind the file's name)
REGISTER = {
    "an input missing": (
        "  reinstatement:\n",
        "  other: {}\n  reinstated:\n",
        "unknown assumption 'other'. Known: " + ", ".join(INPUTS) + ".",
    ),
    "an input misspelt": (
        "  cessation:\n",
        "  cesation:\n",
        "unknown assumption 'cesation'; the nearest is cessation. "
        "Known: " + ", ".join(INPUTS) + ".",
    ),
    "a correlation above 1": (
        "between_years: 0.5",
        "between_years: 1.5",
        "recovery_rate: between_years: must be less than or equal to 1, got 1.5.",
    ),
    "a correlation below 0": (
        "between_years: 0.5",
        "between_years: -0.4",
        "recovery_rate: between_years: must be greater than or equal to 0, got -0.4.",
    ),
    "a correlation that is not a number": (
        "between_years: 0.5",
        "between_years: .nan",
        "recovery_rate: between_years: must be a finite number, got nan.",
    ),
    "a correlation of chances": (
        "values: {evidence: renewed_larger}",
        "values: {evidence: renewed_larger}\n    between_years: 0.5",
        "expansion: between_years is for amounts drawn year by year.",
    ),
    "a correlation of a single draw": (
        "values: {range: {low: 0.2, mid: 0.5, high: 1.0, coverage: 1}}",
        "values: 0.5\n    between_years: 0.5",
        "expansion_share: between_years is for amounts drawn year by year.",
    ),
    "a year without a value": (
        "      2024/25: {evidence: within_award}\n",
        "",
        "cessation: has no value for 2024/25, which awards.csv holds; write it beneath "
        "values, as 2024/25: 0.25, or in the form of another year.",
    ),
    "a year beyond the awards": (
        "      2024/25: {evidence: within_award}",
        "      2034/35: {evidence: within_award}",
        f"cessation: unknown year '2034/35'; the nearest is 2024/25. {YEARS}",
    ),
    "an unknown rating": (
        "quality: red",
        "quality: blue",
        "cessation: quality: must be 'red', 'amber' or 'green', got 'blue'.",
    ),
    "no source": (
        "sources: [PCD 1532, comparator_grants]",
        "sources: []",
        "cessation: sources: List should have at least 1 item after validation, not 0, got [].",
    ),
    "an unknown source": (
        "sources: [pay_awards, ",
        "sources: [pay_award, ",
        "pay_growth: sources: unknown source 'pay_award'; the nearest is pay_awards. "
        "Known: PCD 1532, PCD 1218, PCD 956, comparator_grants, gdp_deflator, pay_awards, "
        "county_lines_programme, PCD 914, PCD 1614, Cleveland 2023-24-0043, "
        "Prevent answer 2 Dec 2025, PQ 89781, Police Grant Report 2026-27, Remit letter 2026-27, "
        "confirmations, Orochi funding 2020-21.",
    ),
    "no owner": (
        "owner: not appointed",
        "owner: ''",
        "cessation: owner: must hold a letter or a digit, got ''.",
    ),
    "a date in words": (
        "review_by: 2027-02-28",
        "review_by: spring",
        "cessation: review_by: must be a date such as 2026-11-23, got 'spring'.",
    ),
    "money in prices that are not cash": (
        "price_base: cash\n    values: 0",
        "price_base: 2023/24\n    values: 0",
        "alternative_funding: price_base: must be 'cash', got '2023/24'.",
    ),
    "an unknown field": (
        "between_years: 0.5",
        "betweenyears: 0.5",
        "recovery_rate: unknown field betweenyears. Known: title, unit, values, rationale, "
        "sources, quality, impact, owner, reviewed_on, review_by, between_years, price_base.",
    ),
    "an award of the register's own": (
        "values: {}",
        "values: {2025/26: 600000}",
        "award: only a scenario has a value for it; write values: {}.",
    ),
    "a negative number of posts": (
        "values: {posts: stated}",
        "values: -7",
        "team_posts: a value must lie from 0 to 1,000, got -7.",
    ),
    "posts in a form that is none": (
        "values: {posts: stated}",
        "values: {posts: given}",
        "team_posts: posts: unknown form 'given'. Known: stated.",
    ),
    "posts with a coverage": (
        "values: {posts: stated}",
        "values: {posts: stated, coverage: 0.8}",
        "team_posts: unknown coverage; the fields are posts.",
    ),
    "no growth of pay where no paper prices a post": (
        "      2026/27: {pay_awards: growth, give_or_take: 0.075, coverage: 0.8}\n",
        "",
        "pay_growth: has no value for 2026/27, which awards.csv holds; write it beneath "
        "values, as 2026/27: 0.035, or in the form of another year.",
    ),
}
# what is done: (analyst, assurer)
SAME_PERSON = {
    "in other capitals": ("Ann Lee", "ANN lee"),
    "with other spaces": ("Ann Lee", " Ann  Lee "),
}


@pytest.mark.parametrize(("old", "new", "message"), REGISTER.values(), ids=REGISTER)
def test_a_bad_register_is_refused(
    refused_edit: "Edit[str]", old: str, new: str, message: str
) -> None:
    assert refused_edit("assumptions.yaml", old, new) == f"assumptions.yaml: {message}"


def test_a_register_that_ran_out_before_it_was_drawn_up_is_refused(
    refused_edit: "Edit[str]",
) -> None:
    assert refused_edit("assumptions.yaml", "valid_until: 2027", "valid_until: 2026") == (
        "assumptions.yaml: valid_until 2026-03-31 is before as_at 2026-11-28; it must not be."
    )


def test_a_register_without_an_input_is_refused(data: Path, refused_edit: "Edit[str]") -> None:
    text = (data / "assumptions.yaml").read_text(encoding="utf-8")
    entry = text[text.index("  team_posts:") : text.index("  alternative_funding:")]
    assert refused_edit("assumptions.yaml", entry, "") == (
        "assumptions.yaml: team_posts: is missing; "
        "the register holds every input of the model once."
    )


@pytest.mark.parametrize(("analyst", "assurer"), SAME_PERSON.values(), ids=SAME_PERSON)
def test_an_analyst_who_assures_the_work_is_refused(
    refused_edit: "Edit[str]", analyst: str, assurer: str
) -> None:
    people = f'analyst: "{analyst}"\nassurer: "{assurer}"'
    assert refused_edit("governance.yaml", PEOPLE, people) == (
        "governance.yaml: assurer and analyst must be different people, got 'Ann Lee' twice."
    )


def test_two_people_may_share_the_work_and_a_blank_means_not_appointed(
    data: Path, edit: "Edit[None]"
) -> None:
    edit("governance.yaml", PEOPLE, 'analyst: "Ann Lee"\nassurer: "Bo Lee"')
    governance = load_governance(data)
    assert [governance.who(role) for role in ROLES] == [
        "not appointed", "Ann Lee", "Bo Lee", "not appointed",
    ]  # fmt: skip


def test_where_to_ask_is_a_list_of_sentences_and_may_be_left_out(
    data: Path, edit: "Edit[None]"
) -> None:
    ask = load_governance(data).ask
    assert len(ask) == 4
    assert all(re.fullmatch(r"[A-Z].*\.", sentence) for sentence in ask)
    text = (data / "governance.yaml").read_text(encoding="utf-8")
    (data / "governance.yaml").write_text(text.partition("\nask:")[0] + "\n", encoding="utf-8")
    assert load_governance(data).ask == []


def test_the_register_holds_every_input_of_the_model(central: Scenario) -> None:
    assert list(central.register.assumptions) == list(INPUTS)
    for name, described in INPUTS.items():
        acting = () if described.optional else described.acts(central.facts.awards)
        assert tuple(central.register.baseline[name]) == acting


def test_a_decision_that_has_been_made_drops_out_of_the_baseline(
    data: Path, edit: "Edit[None]"
) -> None:
    edit("awards.csv", "570567,cash,indicative", "570567,cash,approved")
    baseline = load_register(load_facts(data)).baseline
    assert tuple(baseline["cessation"]) == ("2025/26", "2026/27")
    assert "2024/25" in baseline["recovery_rate"]


def test_growth_of_pay_acts_in_a_year_that_brought_nothing(data: Path, edit: "Edit[None]") -> None:
    assert "2024/25" not in load_register(load_facts(data)).baseline["pay_growth"]
    edit("awards.csv", "2024/25,570567,cash,indicative,up_to,7", "2024/25,0,cash,outturn,up_to,")
    baseline = load_register(load_facts(data)).baseline
    assert list(baseline["pay_growth"]) == ["2024/25", "2025/26", "2026/27"]
