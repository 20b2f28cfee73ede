"""Comparable grants: the counts, the chances they give, and what breaks a rule."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from clsmin_forecast.inputs.comparators import load_grants
from clsmin_forecast.inputs.evidence import Evidence, load_evidence
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.quantities import Chance, Choice
from tests.conftest import DATA

if TYPE_CHECKING:
    from tests.conftest import Edit, Refused

# set: (events, known outcomes, unknown outcomes, what made them of what was counted before)
COUNTS = {
    "within_award": (
        0, 26, 1, "0 of 23; five years of Cleveland's taper and the NWCU in, two parts of G091 out",
    ),
    "year_ends_since_2024_25": (3, 15, 7, "3 of 14, and the NWCU renewed at the end of 2024/25"),
    "at_expiry": (
        3, 55, 16, "3 of 51; five renewals of the NWCU in, and G062, which is inside G059, out",
    ),
    "year_end_2024_25": (2, 11, 3, "2 of 10, and the NWCU renewed"),
    "panel_2006_13": (1, 18, 0, "5 of 20; three single tasks out, a move renewed, G155 in"),
    "renewed_larger": (
        1, 25, 0, "5 of 34 rows; one a scheme and year, Alpha by its awards, and pots not like out",
    ),
}  # fmt: skip
Counts = tuple[int, int, int, str]
SETS = {
    "an unknown event": (
        "event: ceased",
        "event: stopped",
        "evidence_sets.yaml: within_award: event: must be 'ceased' or 'grew', got 'stopped'.",
    ),
    "an unknown way to count": (
        "count_by: grant_year",
        "count_by: grant",
        "evidence_sets.yaml: within_award: count_by: "
        "must be 'grant_year' or 'scheme_year', got 'grant'.",
    ),
    "an unknown filter": (
        "{year_end: [within_award]}",
        "{yearend: [within_award]}",
        "evidence_sets.yaml: within_award: where: unknown filter 'yearend'; "
        "the nearest is year_end. Known: id, grant, scheme, funder, "
        "recipient_group, financial_year, amount_gbp, decision, year_end, next_year, "
        "next_year_amount_gbp, like_for_like, part_of, source_url, outcome_source_url, note, "
        "ratio_known, ratio_below, since.",
    ),
    "a filter of the wrong kind": (
        "like_for_like: [true], ratio_known: true}",
        "like_for_like: [true], ratio_known: [true]}",
        "evidence_sets.yaml: renewed_larger: where.ratio_known takes a list of values, "
        "ratio_known true or false, ratio_below a number and since a financial year, got [True].",
    ),
    "a first year that is none": (
        "{year_end: [expiry], since: 2024/25}",
        "{year_end: [expiry], since: '2024'}",
        "evidence_sets.yaml: year_ends_since_2024_25: where.since: "
        "a financial year is written like 2025/26, got '2024'.",
    ),
    "a first year that is a list": (
        "{year_end: [expiry], since: 2024/25}",
        "{year_end: [expiry], since: [2024/25]}",
        "evidence_sets.yaml: year_ends_since_2024_25: where.since takes a list of values, "
        "ratio_known true or false, ratio_below a number and since a financial year, "
        "got ['2024/25'].",
    ),
    "unknown outcomes as nothing that is known": (
        "unknown_as: renewed",
        "unknown_as: lost",
        "evidence_sets.yaml: unknown_as_renewed: unknown_as: "
        "must be 'ceased' or 'renewed', got 'lost'.",
    ),
    "endings never seen": (
        "seen: 0.5",
        "seen: 0",
        "evidence_sets.yaml: endings_half_seen: seen: must be greater than 0, got 0.",
    ),
    "endings seen more often than renewals": (
        "seen: 0.5",
        "seen: 1.5",
        "evidence_sets.yaml: endings_half_seen: seen: must be less than or equal to 1, got 1.5.",
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
        "evidence_sets.yaml: within_award: where: unknown year end 'nowhere'. Known: "
        "cancelled_before_start, expiry, unclear, within_award.",
    ),
    "a set that keeps no grant at all": (
        "{year_end: [within_award]}",
        "{year_end: [within_award], recipient_group: [acpo_panel]}",
        "evidence_sets.yaml: within_award: no grant meets the whole filter 'year end within "
        "award, recipient group acpo panel; ceased, by grant year'; loosen it.",
    ),
    "a set without a known outcome": (
        "{year_end: [within_award]}",
        "{year_end: [within_award], next_year: [unknown]}",
        "assumptions.yaml: cessation.2024/25: evidence set 'within_award' holds no known "
        "outcome, so it gives no chance.",
    ),
    "a comparison of which nothing is known": (
        "where: {year_end: [expiry], scheme: [countylines]}",
        "where: {year_end: [expiry], next_year: [unknown]}",
        "evidence_sets.yaml: own_programme.choice: a comparison counts the event 'ceased' and "
        "keeps a case whose outcome is known, got the event 'ceased' and 0 cases known.",
    ),
    "a comparison of ratios": (
        "caution: Used for its ratios, not for a chance.",
        "caution: Used for its ratios.\n    choice: true",
        "evidence_sets.yaml: renewed_about_level.choice: a comparison counts the event 'ceased' "
        "and keeps a case whose outcome is known, got the event '' and 25 cases known.",
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
def test_the_counts_are_the_published_ones(central: Scenario, name: str, counts: Counts) -> None:
    evidence = central.facts.evidence[name]
    events, known, unknown, reason = counts
    found = evidence.events, evidence.others, evidence.unknown
    assert found == (events, known - events, unknown), reason
    assert evidence.bounds == (events / (known + unknown), (events + unknown) / (known + unknown))


@pytest.mark.parametrize(("name", "counts"), COUNTS.items(), ids=COUNTS)
def test_the_chance_is_the_jeffreys_posterior(central: Scenario, name: str, counts: Counts) -> None:
    chance = central.facts.evidence[name].chance
    posterior = stats.beta(counts[0] + 0.5, counts[1] - counts[0] + 0.5)
    assert (chance.mid, chance.low, chance.high) == pytest.approx(
        (posterior.mean(), *posterior.ppf([0.05, 0.95])), abs=1e-4
    )


def test_the_sets_for_a_chance_of_ceasing_are_those_of_the_register(central: Scenario) -> None:
    used = {year: chance.mid for year, chance in central.quantities["cessation"].items()}
    since = 3.5 / 16  # one rule for both years agreed in principle
    assert used == pytest.approx({"2024/25": 0.5 / 27, "2025/26": since, "2026/27": since})


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
    events, known, *_ = COUNTS["at_expiry"]
    found = load_evidence(data, load_grants(data))["at_expiry"]
    assert (found.events, len(found.known)) == (events + 1, known)


def test_the_continuation_ratio_is_read_from_the_level_renewals(central: Scenario) -> None:
    ratios = central.facts.evidence["renewed_about_level"].ratios
    assert len(ratios) == 25
    assert max(ratios) < 1.15
    assert ratios.count(1) == 6, "a quarter of them, as the register says"
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
    assert changed.resting_on("at_expiry") == {}
    assert changed.resting_on("year_ends_since_2024_25") == {"cessation": ["2026/27"]}


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
    mixed = changed.quantities["continuation_ratio"]["2026/27"]
    assert mixed.high == pytest.approx(wanted[-1])
    assert isinstance(mixed, Choice)
    weights = {1.0: 0.4} | dict.fromkeys(wanted, 0.6 / len(wanted))
    assert {item.mid: weight for item, weight in zip(mixed.items, mixed.weights, strict=True)} == (
        pytest.approx(weights)
    )


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
    "no way to count": ({"count_by": "row"}, "count_by: must be 'grant_year' or"),
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
    for scheme in ("alpha", "countylines"):
        rest, gone = whole.without(scheme), [c for c in whole.cases if c.scheme == scheme]
        grew = sum(case.outcome == "grew" for case in gone)
        assert gone
        assert sorted([*rest.ratios, *(c.ratio for c in gone if c.ratio)]) == list(whole.ratios)
        assert whole.events - rest.events == grew
        assert whole.others - rest.others == len(gone) - grew
    assert whole.without("nobody") == whole


def test_a_set_kept_for_its_ratios_gives_no_chance(central: Scenario, refused: "Refused") -> None:
    change = {"evidence": "renewed_about_level"}
    assert refused(lambda: central.but(cessation=change)) == (
        "scenario central: cessation: evidence set 'renewed_about_level' names no event, "
        "so it gives no chance."
    )


# Rows made up for a law: (id, scheme, year, this year's money, next year's, outcome, part of).
Made = tuple[str, str, str, str, str, str, str]
MADE: list[Made] = [
    ("G901", "one", "2030/31", "800", "1000", "renewed", ""),
    ("G902", "one", "2030/31", "200", "50", "ceased", "G901"),
    ("G903", "two", "2030/31", "100", "100", "renewed", ""),
    ("G904", "two", "2030/31", "300", "100", "renewed", ""),
    ("G905", "three", "2030/31", "100", "", "transferred", ""),
    ("G906", "four", "2030/31", "100", "0", "ended_by_design", ""),
    ("G907", "five", "2031/32", "100", "", "unknown", ""),
    ("G908", "five", "2031/32", "100", "", "ceased", ""),
    ("G909", "six", "2031/32", "100", "", "unknown", ""),
    ("G910", "seven", "2032/33", "100", "130", "renewed", ""),
]


@pytest.fixture
def made(data: Path) -> Scenario:
    """Return the central view of data to which the made rows are added."""
    path = data / "comparator_grants.csv"
    lines = [
        f"{id},Made {id},made_{scheme},Home Office,mps,{year},{now},,expiry,{outcome},{later},"
        f"True,{part_of},https://a,{'' if outcome == 'unknown' else 'https://a'},"
        for id, scheme, year, now, later, outcome, part_of in MADE
    ]
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")
    return load_scenario("central", data)


def own(made: Scenario, by: str = "scheme_year", **more: object) -> Evidence:
    rule: dict[str, object] = {"count_by": by, "event": "ceased", "where": {"since": "2030/31"}}
    return made.facts.evidence_of(rule | more)


def counts(found: Evidence) -> tuple[int, int, int]:
    return found.events, found.others, found.unknown


def test_a_scheme_year_counts_once_and_its_money_once(made: Scenario) -> None:
    found = own(made)
    # One ceased in a part, five in a row; two, three (moved) and seven went on; six is unknown.
    assert counts(found) == (2, 3, 1)
    ratios = {case.scheme: case.ratio for case in found.cases}
    assert ratios == pytest.approx(
        {"made_one": 1.25, "made_two": 0.5, "made_seven": 1.3}
        | dict.fromkeys(("made_three", "made_five", "made_six")),
        nan_ok=True,
    )


def test_by_grant_a_part_is_not_counted_beside_its_whole(made: Scenario) -> None:
    assert counts(own(made, "grant_year")) == (1, 5, 2)
    alone = own(made, "grant_year", where={"id": ["G902", "G903"]})
    assert counts(alone) == (1, 1, 0), "a part stands for itself where its whole is not kept"
    assert own(made, where={"id": ["G902"]}).ratios == (0.25,)


def test_money_that_moved_was_renewed_and_a_single_task_is_in_no_set(made: Scenario) -> None:
    moved = own(made, where={"scheme": ["made_three"]})
    assert counts(moved) == (0, 1, 0)
    single = {"since": "2030/31", "scheme": ["made_three", "made_four"]}
    assert own(made, where=single).cases == moved.cases
    assert own(made, where={"next_year": ["ceased"]} | {"since": "2030/31"}).events == 2


def test_a_set_of_single_tasks_alone_keeps_no_grant(made: Scenario, refused: "Refused") -> None:
    said = refused(lambda: own(made, where={"scheme": ["made_four"]}))
    assert "no grant meets the whole filter 'scheme made four; ceased, by scheme year'" in said


@pytest.mark.parametrize(
    ("since", "wanted"),
    [("2030/31", (2, 3, 1)), ("2031/32", (1, 1, 1)), ("2032/33", (0, 1, 0))],
)
def test_since_keeps_the_year_ends_from_a_year_on(
    made: Scenario, since: str, wanted: tuple[int, int, int]
) -> None:
    assert counts(own(made, where={"since": since})) == wanted


@pytest.mark.parametrize(("as_", "wanted"), [("ceased", (3, 3, 0)), ("renewed", (2, 4, 0))])
def test_the_unknown_count_as_they_are_told_to(
    made: Scenario, as_: str, wanted: tuple[int, int, int]
) -> None:
    found = own(made, unknown_as=as_)
    assert counts(found) == wanted
    assert found.name.endswith(f", unknown as {as_})")
    assert own(made).bounds == (2 / 6, 3 / 6), "these are the two ends"


@pytest.mark.parametrize("seen", [0.25, 0.5, 0.9])
def test_endings_seen_less_often_make_the_true_chance_higher(made: Scenario, seen: float) -> None:
    found = own(made, seen=seen)
    assert counts(found) == counts(own(made))
    # Another way: the posterior of what is seen, put through the odds and integrated.
    beta = stats.beta(2.5, 3.5)
    mean = beta.expect(lambda share: share / seen / (share / seen + 1 - share))
    low, high = (odds / (1 + odds) for odds in (p / (1 - p) / seen for p in beta.ppf([0.05, 0.95])))
    chance = found.chance
    assert (chance.mid, chance.low, chance.high) == pytest.approx((mean, low, high), abs=2e-4)
    assert chance.mid > own(made).chance.mid
    assert found.name.endswith(f", endings seen {seen:g} times as often)")


def test_a_comparison_says_so_and_has_a_short_name(central: Scenario) -> None:
    sets = central.facts.evidence
    chosen = [each for each in sets.values() if each.choice]
    assert len(chosen) == 10
    assert {each.event for each in chosen} == {"ceased"}
    assert sets["year_ends_since_2024_25"].choice
    assert not sets["within_award"].choice
    assert sets["endings_half_seen"].label == "Endings half seen"
    assert sets["within_award"].label == sets["within_award"].title


def test_the_named_sets_follow_from_each_other(central: Scenario) -> None:
    sets = central.facts.evidence
    since, all_ = sets["year_ends_since_2024_25"], sets["at_expiry"]
    assert all(case.financial_year >= "2024/25" for case in since.cases)
    assert [c for c in all_.cases if c.financial_year >= "2024/25"] == list(since.cases)
    assert all(c.outcome != "ceased" for c in all_.cases if c.financial_year < "2024/25")
    for name, endings in (("unknown_as_ceased", since.unknown), ("unknown_as_renewed", 0)):
        bound = sets[name]
        assert counts(bound) == (
            since.events + endings, since.others + since.unknown - endings, 0,
        )  # fmt: skip
