"""Comparable grants: the counts, the chances they give, and what breaks a rule."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from clsmin_forecast.inputs.grants import load_grants
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.inputs.sets import load_evidence
from clsmin_forecast.quantities import Chance
from tests.conftest import DATA

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
        "next_year_amount_gbp, like_for_like, part_of, source_url, outcome_source_url, note, "
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
        ", line 2: next_year must be one of renewed, ceased, transferred, ended_by_design, "
        "unknown, got 'stopped'.",
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
    assert len(grants) == 160
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
        "\nG999,Alpha,alpha,Home Office,other,2019/20,1,,expiry,ceased,0,True,,https://a,https://a,"
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


HOME_OFFICE = {
    "where": {"year_end": ["expiry"], "funder": ["home office"]},
    "count_by": "scheme_year",
    "event": "ceased",
}
NAME = "own set (year end expiry, funder home office; ceased, by scheme year)"


def rows() -> list[dict[str, str]]:
    with (DATA / "comparator_grants.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_an_own_set_stands_where_a_named_one_may(central: Scenario) -> None:
    kept = [r for r in rows() if (r["year_end"], r["funder"]) == ("expiry", "Home Office")]
    known = {
        (r["scheme"], r["financial_year"]): {r["next_year"]}
        | {s["next_year"] for s in kept if s["scheme"] == r["scheme"]
           and s["financial_year"] == r["financial_year"]}
        for r in kept
    }  # fmt: skip
    outcomes = [found - {"unknown"} for found in known.values() if found != {"unknown"}]
    ceased = sum("ceased" in found for found in outcomes)
    changed = central.but(cessation={"2025/26": {"evidence": HOME_OFFICE}})
    chance = changed.quantities["cessation"]["2025/26"]
    assert isinstance(chance, Chance)
    assert (chance.mid, chance.evidence) == ((ceased + 0.5) / (len(outcomes) + 1), NAME)
    found = changed.evidence[NAME]
    assert (found.events, len(found.known)) == (ceased, len(outcomes))
    assert found.caution == f"The set is the analyst's own: {NAME[9:-1]}."
    assert list(changed.evidence) == [*central.facts.evidence, NAME]
    assert changed.resting_on(NAME) == {"cessation": ["2025/26"]}
    assert changed.resting_on("year_end_2024_25") == {}
    assert changed.resting_on("at_expiry") == {"cessation": ["2026/27"]}


def test_own_ratios_stand_where_named_ones_may_and_in_a_choice(central: Scenario) -> None:
    own = {"where": {"scheme": ["cyber"], "ratio_known": True}, "count_by": "grant_year"}
    wanted = sorted(
        float(r["next_year_amount_gbp"]) / float(r["amount_gbp"])
        for r in rows()
        if r["scheme"] == "cyber" and r["amount_gbp"] and r["next_year_amount_gbp"]
    )
    ratios = {"ratios": own, "coverage": 0.8}
    either = {"choice": [{"value": 1, "weight": 0.4}, {"value": ratios, "weight": 0.6}]}
    for spec in (ratios, either):
        changed = central.but(continuation_ratio={"2026/27": spec})
        name = "own set (scheme cyber, ratio known yes; ratios, by grant year)"
        assert changed.evidence[name].ratios == pytest.approx(wanted)
        assert changed.resting_on(name) == {"continuation_ratio": ["2026/27"]}
        assert changed.resting_on("renewed_about_level") == {"continuation_ratio": ["2025/26"]}
    assert changed.quantities["continuation_ratio"]["2026/27"].high == wanted[-1]


def test_an_own_set_may_have_a_title_and_stand_in_a_file(data: Path, edit: "Edit[None]") -> None:
    edit(
        "scenarios/ceases.yaml",
        "changes:",
        "changes:\n  expansion:\n    evidence: {title: Growth, caution: Few, count_by: grant_year,"
        " where: {like_for_like: [true], scheme: [star, svd]}, event: grew, ratio_at_least: 1.2}",
    )
    scenario = load_scenario("ceases", data)
    name = scenario.quantities["expansion"]["2025/26"].evidence  # type: ignore[union-attr]
    assert name == (
        "own set (like for like yes, scheme star or svd; grew to 1.2 times or more, by grant year)"
    )
    assert (scenario.evidence[name].title, scenario.evidence[name].caution) == ("Growth", "Few")


OWN_REFUSED: dict[str, tuple[object, str]] = {
    "an unknown column": (
        {"where": {"fundr": ["Home Office"]}},
        "where: unknown filter 'fundr'; the nearest is funder. Known: id, grant",
    ),
    "a value that no grant has, beside one that some have": (
        {"where": {"year_end": ["expiry", "expired"]}},
        "where: unknown year end 'expired'; the nearest is expiry. Known: cancelled_before_start, ",
    ),
    "a filter that keeps nothing": (
        {"where": {"scheme": ["alpha"], "recipient_group": ["acpo_panel"]}},
        "no grant meets the whole filter 'scheme alpha, recipient group acpo panel; ceased, "
        "by scheme year'; loosen it.",
    ),
    "an unknown field": ({"filter": {}}, "unknown field filter. Known: title, where, count_by"),
    "no way to count": ({"count_by": "row"}, "count_by: Input should be 'grant_year' or"),
    "growth without its threshold": (
        {"event": "grew"},
        "ratio_at_least goes with the event 'grew', and only with it.",
    ),
    "no event": ({"event": None}, "names no event, so it gives no chance."),
    "the wrong event": (
        {"event": "grew", "ratio_at_least": 1.5},
        "counts grants that grew; this chance needs ceased.",
    ),
}


@pytest.mark.parametrize(("change", "message"), OWN_REFUSED.values(), ids=OWN_REFUSED)
def test_a_bad_own_set_is_refused(
    central: Scenario, refused: "Refused", change: dict[str, object], message: str
) -> None:
    said = refused(lambda: central.but(cessation={"2025/26": {"evidence": HOME_OFFICE | change}}))
    assert said.startswith("scenario central: cessation.2025/26: evidence")
    assert message in said


def test_what_is_no_name_and_no_filter_is_refused(central: Scenario, refused: "Refused") -> None:
    for odd in (["at_expiry"], 3, "at_expired"):
        said = refused(lambda odd=odd: central.but(cessation={"evidence": odd}))  # type: ignore[misc]
        assert f"cessation: evidence: unknown set {odd!r}" in said


def test_a_set_without_a_scheme_forgets_its_cases_and_its_ratios(central: Scenario) -> None:
    whole = central.facts.evidence["renewed_larger"]
    rest = whole.without("alpha")
    assert len(whole.ratios) - len(rest.ratios) == 4
    assert (whole.events - rest.events, whole.others - rest.others) == (2, 2)
    assert whole.without("nobody") == whole


def test_a_set_kept_for_its_ratios_gives_no_chance(central: Scenario, refused: "Refused") -> None:
    change = {"evidence": "renewed_about_level"}
    assert refused(lambda: central.but(cessation=change)) == (
        "scenario central: cessation: evidence set 'renewed_about_level' names no event, "
        "so it gives no chance."
    )
