"""Comparable grants: the counts, the chances they give, and what breaks a rule."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from clsmin_forecast.inputs.evidence import load_evidence, load_grants
from clsmin_forecast.inputs.scenarios import Scenario

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

# set: (events, known outcomes, unknown outcomes)
COUNTS = {
    "within_award": (0, 23, 1),
    "at_expiry": (3, 51, 12),
    "year_end_2024_25": (2, 10, 3),
    "panel_2006_13": (5, 20, 0),
    "renewed_larger": (5, 34, 0),
}
SETS = {
    "an unknown event": (
        "event: ceased",
        "event: stopped",
        "evidence_sets.yaml: within_award: event: "
        "Input should be 'ceased' or 'grew', got 'stopped'.",
    ),
    "an unknown way to count": (
        "count_by: grant_year",
        "count_by: grant",
        "evidence_sets.yaml: within_award: count_by: "
        "Input should be 'grant_year' or 'scheme_year', got 'grant'.",
    ),
    "an unknown filter": (
        "{year_end: [within_award]}",
        "{yearend: [within_award]}",
        "evidence_sets.yaml: within_award: where: unknown filter 'yearend'; "
        "the nearest is year_end. Known: id, grant, scheme, funder, "
        "recipient_group, financial_year, amount_gbp, decision, year_end, next_year, "
        "next_year_amount_gbp, like_for_like, source_url, outcome_source_url, note, "
        "ratio_known, ratio_below.",
    ),
    "a filter of the wrong kind": (
        "like_for_like: [true], ratio_known: true}",
        "like_for_like: [true], ratio_known: [true]}",
        "evidence_sets.yaml: renewed_larger: where.ratio_known takes a list of values, "
        "ratio_known true or false and ratio_below a number, got [True].",
    ),
    "growth without its threshold": (
        "    ratio_at_least: 1.15\n",
        "",
        "evidence_sets.yaml: renewed_larger: "
        "ratio_at_least goes with the event 'grew', and only with it.",
    ),
    "no sets": (
        "\nsets:",
        "\nset:",
        "evidence_sets.yaml: holds one field, sets, with a mapping of named sets.",
    ),
    "a set that keeps no grant": (
        "{year_end: [within_award]}",
        "{year_end: [nowhere]}",
        "assumptions.yaml: cessation.2024/25: evidence set 'within_award' holds no known "
        "outcome, so it gives no chance.",
    ),
}
GRANTS = {
    "a grant-year twice": ("G002,", "G001,", ": id 'G001' is given 2 times."),
    "an unknown year end": (
        ",expiry,renewed,",
        ",expired,renewed,",
        ", line 2: year_end must be one of expiry, within_award, unclear, "
        "cancelled_before_start, got 'expired'.",
    ),
    "an unknown outcome": (
        ",expiry,renewed,",
        ",expiry,stopped,",
        ", line 2: next_year must be one of renewed, ceased, unknown, got 'stopped'.",
    ),
    "a year that is none": (
        "2019/20",
        "2019",
        ", line 2: financial_year: a financial year is written like 2025/26, got '2019'.",
    ),
    "an amount that is not a number": (
        "1386723.0",
        "much",
        ", line 2: amount_gbp must be a number from 0 up, got 'much'.",
    ),
}
BROKEN = {
    **{case: ("evidence_sets.yaml", *change) for case, change in SETS.items()},
    **{
        case: ("comparator_grants.csv", old, new, f"comparator_grants.csv{message}")
        for case, (old, new, message) in GRANTS.items()
    },
}


@pytest.mark.parametrize(("file", "old", "new", "message"), BROKEN.values(), ids=BROKEN)
def test_bad_evidence_is_refused(
    refused_edit: "Edit[str]", file: str, old: str, new: str, message: str
) -> None:
    assert refused_edit(file, old, new) == message


@pytest.mark.parametrize(
    ("column", "what"),
    [
        ("source_url", "a comparator needs its source"),
        ("outcome_source_url", "a known outcome needs its source"),
    ],
)
def test_a_comparator_without_its_source_is_refused(
    data: Path, refused: "Refused", column: str, what: str
) -> None:
    path = data / "comparator_grants.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows[0][column] = ""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert refused(lambda: load_grants(data)) == (
        f"comparator_grants.csv, line 2: {column} is empty; {what}."
    )


def test_every_comparator_names_the_page_it_comes_from(central: Scenario) -> None:
    grants = load_grants(central.facts.folder)
    assert len(grants) == 142
    for grant in grants:
        assert grant.fields["source_url"].startswith("http")
        if grant.fields["next_year"] != "unknown":
            assert grant.fields["outcome_source_url"].startswith("http")


@pytest.mark.parametrize(("name", "counts"), COUNTS.items(), ids=COUNTS)
def test_the_counts_are_the_published_ones(
    central: Scenario, name: str, counts: tuple[int, int, int]
) -> None:
    evidence = central.facts.evidence[name]
    events, known, unknown = counts
    assert (evidence.events, evidence.others, evidence.unknown) == (events, known - events, unknown)
    assert evidence.bounds == (events / (known + unknown), (events + unknown) / (known + unknown))


@pytest.mark.parametrize(("name", "counts"), COUNTS.items(), ids=COUNTS)
def test_the_chance_is_the_jeffreys_posterior(
    central: Scenario, name: str, counts: tuple[int, int, int]
) -> None:
    chance = central.facts.evidence[name].chance
    posterior = stats.beta(counts[0] + 0.5, counts[1] - counts[0] + 0.5)
    assert (chance.mid, chance.low, chance.high) == pytest.approx(
        (posterior.mean(), *posterior.ppf([0.05, 0.95])), abs=1e-4
    )


def test_the_sets_for_a_chance_of_ceasing_are_those_of_the_register(central: Scenario) -> None:
    used = {year: chance.mid for year, chance in central.quantities["cessation"].items()}
    assert used == pytest.approx({"2024/25": 0.5 / 24, "2025/26": 2.5 / 11, "2026/27": 3.5 / 52})


def test_a_scheme_year_in_which_any_row_ceased_counts_once_as_ceased(
    data: Path, edit: "Edit[None]"
) -> None:
    # Line 2 is Alpha in 2019/20, renewed; this row is the same scheme and year for another force.
    edit(
        "comparator_grants.csv",
        "\nG002,",
        "\nG143,Alpha,alpha,Home Office,other,2019/20,1,,expiry,ceased,0,True,https://a,https://a,"
        "\nG002,",
    )
    found = load_evidence(data, load_grants(data))["at_expiry"]
    assert (found.events, found.events + found.others) == (4, 51)


def test_the_continuation_ratio_is_read_from_the_level_renewals(central: Scenario) -> None:
    ratios = central.facts.evidence["renewed_about_level"].ratios
    assert len(ratios) == 29
    assert max(ratios) < 1.15
    quantity = central.quantities["continuation_ratio"]["2025/26"]
    for point, share in ((quantity.low, 0.1), (quantity.mid, 0.5), (quantity.high, 0.9)):
        below, up_to = np.less(ratios, point).mean(), np.less_equal(ratios, point).mean()
        assert below < share <= up_to


def test_a_set_kept_for_its_ratios_gives_no_chance(central: Scenario, refused: "Refused") -> None:
    change = {"evidence": "renewed_about_level"}
    assert refused(lambda: central.but(cessation=change)) == (
        "scenario central: cessation: evidence set 'renewed_about_level' names no event, "
        "so it gives no chance."
    )
