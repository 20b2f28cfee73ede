"""Comparable grants: how money ended, what is part of what, and the one rule for uplifts."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clsmin_forecast.inputs.comparators import (
    CEASED,
    ENDED_BY_DESIGN,
    RENEWED,
    TRANSFERRED,
    UNKNOWN,
    Comparator,
    load_grants,
)
from tests.conftest import DATA

if TYPE_CHECKING:
    from tests.conftest import Refused

Grants = dict[str, Comparator]

OUTCOMES = {
    CEASED: {"G033", "G036", "G112", "G115", "G120", "G121", "G123", "G156"},
    TRANSFERRED: {"G090", "G137"},
    ENDED_BY_DESIGN: {"G013", "G126", "G133", "G142"},
}
PARTS = {
    "G059": {"G062"},
    "G085": {"G012", "G084"},
    "G087": {"G019"},
    "G088": {"G020", "G103", "G104", "G105", "G106"},
    "G089": {"G025"},
    "G090": {"G115"},
    "G091": {"G039", "G118"},
    "G092": {"G040", "G119"},
    "G093": {"G041"},
    "G096": {"G098"},
    "G097": {"G099"},
}
# id: (everything awarded for the year by its end, what was awarded at the renewal)
UPLIFTS = {
    "G001": (1_386_723, 1_479_306.16),
    "G002": (1_479_306.16 + 267_354.64, 1_968_676.24),
    "G003": (1_968_676.24 + 1_170_000, 2_893_452),
    "G008": (5_600_000, 6_600_000),
    "G009": (6_600_000 + 4_700_000, 13_900_000),
    "G010": (13_900_000, 13_000_000),
    "G011": (13_000_000 + 192_993.82, 13_000_000),
    "G015": (9_430_885, 7_988_282),
    "G016": (7_988_282 + 700_000, 7_988_282),
    "G017": (7_988_282 + 919_250, 8_139_508),
    "G021": (7_000_000 + 5_500_000, 12_600_000),
    "G057": (16_765_943, 21_033_663),
    "G058": (11_321_735.28 + 10_618_073.60, 18_687_441 + 3_348_887.80),
    "G059": (18_687_441 + 3_348_887.80 + 55_117.65, 18_687_441 + 3_183_094.27 + 220_474.80),
    "G076": (2_400_000, 5_600_000),
}
WRONG_PARTS = {
    "nothing": ("G999", ": unknown id 'G999'; the nearest is G099. Known: 160 of them."),
    "itself": ("G062", " must name another grant, got 'G062'."),
    "a part": ("G098", " must name a grant that is no part itself, got 'G098'."),
    "another scheme": (
        "G096",
        " must name a grant of the same scheme and financial year, got 'G096'.",
    ),
    "another year": (
        "G060",
        " must name a grant of the same scheme and financial year, got 'G060'.",
    ),
}


@pytest.fixture(scope="module")
def grants() -> Grants:
    return {grant.fields["id"]: grant for grant in load_grants(DATA)}


def having(grants: Grants, field: str, *values: str) -> set[str]:
    return {id for id, grant in grants.items() if grant.fields[field] in values}


def number(grant: Comparator, field: str) -> float | None:
    return float(grant.fields[field]) if grant.fields[field] else None


def change(data: Path, id: str, **fields: str) -> None:
    path = data / "comparator_grants.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    next(row for row in rows if row["id"] == id).update(fields)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(("whole", "message"), WRONG_PARTS.values(), ids=WRONG_PARTS)
def test_a_grant_is_no_part_of(data: Path, refused: "Refused", whole: str, message: str) -> None:
    change(data, "G062", part_of=whole)
    said = refused(lambda: load_grants(data))
    assert said == f"comparator_grants.csv, line 63: part_of{message}"


@pytest.mark.parametrize("outcome", [RENEWED, CEASED, TRANSFERRED, ENDED_BY_DESIGN])
def test_a_known_outcome_needs_its_source(data: Path, refused: "Refused", outcome: str) -> None:
    change(data, "G001", next_year=outcome, outcome_source_url="")
    assert refused(lambda: load_grants(data)) == (
        "comparator_grants.csv, line 2: outcome_source_url is empty; "
        "a known outcome needs its source."
    )
    change(data, "G001", next_year=UNKNOWN)
    assert load_grants(data)[0].fields["next_year"] == UNKNOWN


@pytest.mark.parametrize(("outcome", "ids"), OUTCOMES.items(), ids=OUTCOMES)
def test_money_that_moved_or_could_not_be_renewed_did_not_cease(
    grants: Grants, outcome: str, ids: set[str]
) -> None:
    assert having(grants, "next_year", outcome) == ids


def test_money_that_moved_or_was_never_to_be_renewed_has_no_ratio_of_nothing(
    grants: Grants,
) -> None:
    assert [grants[id].ratio for id in OUTCOMES[TRANSFERRED]] == [None, None]


def test_each_part_is_in_its_whole(grants: Grants) -> None:
    parts = {id: grant.fields["part_of"] for id, grant in grants.items()}
    assert {whole: {id for id in parts if parts[id] == whole} for whole in PARTS} == PARTS
    assert set(parts.values()) == {"", *PARTS}


def test_parts_are_no_larger_than_their_whole(grants: Grants) -> None:
    def known(ids: Iterable[str], field: str) -> list[float]:
        return [found for id in ids if (found := number(grants[id], field)) is not None]

    compared = 0
    for whole, parts in PARTS.items():
        for field in ("amount_gbp", "next_year_amount_gbp"):
            all_of_it = number(grants[whole], field)
            if all_of_it is not None:
                assert sum(known(parts, field)) <= all_of_it
                compared += len(known(parts, field))
    assert compared > 20


@pytest.mark.parametrize(("id", "amounts"), UPLIFTS.items(), ids=UPLIFTS)
def test_uplifts_of_the_year_count_and_those_of_the_next_do_not(
    grants: Grants, id: str, amounts: tuple[float, float]
) -> None:
    found = number(grants[id], "amount_gbp"), number(grants[id], "next_year_amount_gbp")
    assert found == pytest.approx(amounts, abs=0.005)


def test_two_renewals_of_alpha_were_no_expansion(grants: Grants) -> None:
    ratios = [grants[id].ratio for id in ("G001", "G002", "G003")]
    assert ratios == pytest.approx([1.067, 1.127, 0.922], abs=5e-4)


def test_what_a_year_had_is_not_like_what_the_next_had(grants: Grants) -> None:
    unlike = having(grants, "like_for_like", "False")
    assert {"G009", "G021", "G056", "G057", "G062", "G086", "G117"} <= unlike


def test_the_parent_programme_falls_by_a_third(grants: Grants) -> None:
    assert grants["G086"].ratio == pytest.approx(28 / 43)
    with (DATA / "county_lines_programme.csv").open(newline="", encoding="utf-8") as file:
        later = [row for row in csv.DictReader(file) if row["financial_year"] == "2026/27"]
    assert [float(row["amount_gbp"]) for row in later] == [28e6, 34e6]
    assert ["second hand" in row["kind"] for row in later] == [False, True]


def test_a_taper_is_on_file(grants: Grants) -> None:
    years = {
        grant.fields["financial_year"]: number(grant, "amount_gbp")
        for grant in grants.values()
        if grant.fields["grant"] == "Project ADDER, Cleveland (Middlesbrough)"
    }
    assert dict(sorted(years.items())) == {
        "2020/21": 325_000, "2021/22": 500_000, "2022/23": 500_000,
        "2023/24": 375_000, "2024/25": 250_000,
    }  # fmt: skip


def test_money_that_came_back_is_on_file(grants: Grants) -> None:
    found = [
        (grant.fields["financial_year"], grant.fields["next_year"])
        for grant in grants.values()
        if grant.fields["scheme"] == "nrcu"
    ]
    assert found == [("2023/24", CEASED), ("2025/26", UNKNOWN)]


def test_ids_stand_in_order_without_a_gap(grants: Grants) -> None:
    assert list(grants) == [f"G{number:03}" for number in range(1, len(grants) + 1)]


def test_no_note_is_cut_short(grants: Grants) -> None:
    for grant in grants.values():
        note = grant.fields["note"]
        assert note == note.strip(" ,;:"), grant.fields["id"]
        assert "is )" not in note
        assert note.count("(") == note.count(")"), grant.fields["id"]
