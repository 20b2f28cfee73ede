"""The check of a data folder: what is wrong, stale or missing in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from ..errors import InputError
from ..inputs.awards import DECIDED, OUTTURN, STATUSES, UNAGREED, load_awards, load_sources
from ..inputs.by_year import by_years
from ..inputs.comparators import load_grants
from ..inputs.confirmations import load_confirmations
from ..inputs.evidence import load_evidence
from ..inputs.facts import Facts, data_folder, load_facts
from ..inputs.files import read_yaml, visible
from ..inputs.grant import load_grant
from ..inputs.options import load_options
from ..inputs.prices import load_pay, load_prices, load_programme
from ..inputs.register import (
    ROLES,
    Register,
    load_choices,
    load_data_log,
    load_governance,
    load_register,
)
from ..inputs.scenarios import Scenario, baseline, scenario_names, scenarios_over
from ..model.forecast import forecast
from ..quantities import Fixed
from ..units import number_of, start_of
from .plan import load_plan

WRONG, STALE, NOTE = "wrong", "stale", "note"
_REGISTER = "assumptions.yaml"
_AHEAD = 30  # days
_FEW_DRAWS = 512  # enough for the cross-checks


@dataclass(frozen=True)
class Finding:
    """One thing that was found."""

    level: str  # wrong: breaks a rule; stale: was right once; note: worth knowing
    where: str  # the file or field
    what: str


def audit(data: str | Path | None, today: date) -> list[Finding]:
    """Return everything that is wrong, stale or worth knowing in a data folder on a day.

    Examples
    --------
    >>> [finding.level for finding in audit(None, date(2026, 11, 28)) if finding.level != "note"]
    []
    """
    folder = data_folder(data)
    findings = list(_broken(folder))
    if findings:
        return findings
    facts = load_facts(folder)
    register = load_register(facts)
    return [
        *_other_series(facts),
        *_decided_since(facts, register),
        *_scenarios(facts, register),
        *_plans(facts),
        *_dates(register, today),
        *_other_posts(baseline(facts, register), STALE, _REGISTER),
        *_prices(facts),
        *_not_on_record(facts, register, today),
        *_unfilled(facts, register),
    ]


def _broken(folder: Path) -> Iterator[Finding]:
    # Each file is read on its own, so that one bad file does not hide another.
    yamls = [folder / _REGISTER, *visible(folder / "scenarios", ".yaml")]
    options = [path.stem for path in visible(folder / "options", ".yaml")]
    loaders: list[Callable[[], object]] = [
        lambda: load_grant(folder),
        lambda: load_sources(folder),
        lambda: load_awards(folder, load_sources(folder)),
        lambda: load_grants(folder),
        lambda: load_evidence(folder, load_grants(folder)),
        lambda: load_prices(folder),
        lambda: load_pay(folder, load_grant(folder).pay_group),
        lambda: load_governance(folder),
        lambda: load_programme(folder),
        lambda: load_confirmations(folder),
        lambda: load_choices(folder),
        lambda: load_data_log(folder, load_sources(folder)),
        lambda: load_options([], folder),  # whether there are too many
        *(partial(load_options, [name], folder) for name in options),
        *(partial(read_yaml, path) for path in yamls),
        lambda: load_register(load_facts(folder)),
    ]
    yield from dict.fromkeys(finding for load in loaders for finding in _wrong(load))
    for part in ("scenarios", "plans", "options"):
        if part != "options" and not visible(folder / part, ".yaml"):
            yield Finding(WRONG, part, "holds no .yaml file")
        for path in visible(folder / part, ".yml"):
            yield Finding(WRONG, f"{part}/{path.name}", "is not read; its name must end in .yaml")


def _wrong(load: Callable[[], object]) -> Iterator[Finding]:
    try:
        load()
    except InputError as error:
        where, _, what = str(error).partition(": ")
        yield Finding(WRONG, where, what)


def _other_series(facts: Facts) -> Iterator[Finding]:
    series = facts.grant.paper_series
    for award in facts.awards.rows:  # an outturn may be told by another paper than an award
        if award.status not in (OUTTURN, UNAGREED) and not award.decision.startswith(series):
            what = f"{award.financial_year} is of {award.decision}, which is no paper of {series}"
            yield Finding(WRONG, "grant.yaml: paper_series", what)


def _scenarios(facts: Facts, register: Register) -> Iterator[Finding]:
    titles: dict[str, str] = {}
    for name in scenario_names(facts.folder):
        load = partial(scenarios_over, facts, register, [name])
        if wrong := list(_wrong(load)):
            yield from wrong
            continue
        (scenario,) = load()
        if (first := titles.setdefault(scenario.title, name)) != name:
            yield Finding(
                NOTE, f"scenario {name}", f"has the title of {first}; charts name both alike"
            )
        yield from _without_effect(scenario)
        if scenario.changes_year("team_posts"):
            yield from _other_posts(scenario, NOTE, f"scenario {name}")
        for check in forecast(scenario, draws=_FEW_DRAWS).part("checks"):
            if not check["passed"]:
                yield Finding(WRONG, f"scenario {name}", f"{check['name']}: {check['detail']}")


def _without_effect(scenario: Scenario) -> Iterator[Finding]:
    for name, year in scenario.without_effect:
        what = _has_no_effect(f"{name}.{year}", year, scenario.facts)
        yield Finding(STALE, f"scenario {scenario.name}", what)


def _has_no_effect(value: str, year: str, facts: Facts) -> str:
    if year not in facts.awards.years:
        return f"{value} has no effect: no such year is undecided"
    return f"{value} has no effect: the year is {STATUSES[facts.awards[year].status].label}"


def _decided_since(facts: Facts, register: Register) -> Iterator[Finding]:
    decided = facts.awards.years_with(*DECIDED)
    for name, entry in register.assumptions.items():
        for year in decided if by_years(entry.values) else ():
            if year in entry.values and year not in register.baseline[name]:
                what = _has_no_effect(f"values.{year}", year, facts)
                yield Finding(STALE, f"{_REGISTER}: {name}", what)


def _other_posts(scenario: Scenario, level: str, where: str) -> Iterator[Finding]:
    awards = scenario.facts.awards
    for year, posts in scenario.quantities["team_posts"].items():
        stated = awards.stated_posts(year)
        if isinstance(posts, Fixed) and posts.value != stated:
            what = f"team_posts.{year} is {posts.value:g}, and the newest paper states {stated:g}"
            yield Finding(level, where, what)


def _plans(facts: Facts) -> Iterator[Finding]:
    for path in visible(facts.folder / "plans", ".yaml"):
        yield from _wrong(partial(load_plan, str(path), facts))


def _dates(register: Register, today: date) -> Iterator[Finding]:
    yield from _due(register, today)
    for name, entry in register.entries.items():
        if entry.reviewed_on > today:
            what = f"reviewed_on {entry.reviewed_on} is in the future"
            yield Finding(WRONG, f"{_REGISTER}: {name}", what)


def _due(register: Register, today: date) -> Iterator[Finding]:
    dates = [(_REGISTER, "valid_until", register.valid_until)]
    for name, entry in register.entries.items():
        dates.append((f"{_REGISTER}: {name}", "review_by", entry.review_by))
    for where, field, day in dates:
        left = (day - today).days
        if left < 0:
            yield Finding(STALE, where, f"{field} {day} has passed")
        elif left <= _AHEAD:
            near = f"is in {number_of(left, 'day')}" if left else "is today"
            yield Finding(NOTE, where, f"{field} {day} {near}")


def notices(register: Register, today: date) -> list[str]:
    """Return a sentence for each date of a register that has passed or will within thirty days.

    Examples
    --------
    >>> register = load_register(load_facts())
    >>> notices(register, date(2027, 3, 30))[0]
    'assumptions.yaml: valid_until 2027-03-31 is in 1 day.'
    >>> notices(register, date(2027, 2, 27))[0][:66]
    'assumptions.yaml: review_by 2027-02-28 is in 1 day, for cessation,'
    """
    names: dict[str, list[str]] = {}
    for each in _due(register, today):
        names.setdefault(each.what, []).append(each.where.partition(": ")[2])
    return [
        f"{_REGISTER}: {what}{', for ' if any(of) else ''}{', '.join(of)}."
        for what, of in names.items()
    ]


def _prices(facts: Facts) -> Iterator[Finding]:
    for year in facts.awards.years:
        if year not in facts.prices.index:
            yield Finding(NOTE, "gdp_deflator.csv", f"has no {year}, so no real terms")
    if facts.pay.awards and start_of(facts.awards.years[-1]) > (last := facts.pay.last):
        what = f"ends with September {last}, whose award stands in for those of later years"
        yield Finding(NOTE, "pay_awards.csv", what)
    for start, award in facts.pay.awards.items():
        if award.confidence == "low":
            what = f"the award of September {start} is of low confidence"
            yield Finding(NOTE, "pay_awards.csv", what)


def _not_on_record(facts: Facts, register: Register, today: date) -> Iterator[Finding]:
    years, ended = facts.awards.begun(today), facts.awards.ended(today)
    for year in years:
        gone = "ended" if year in ended else "begun"
        what = f"{year} has {gone}, and what was decided for it is not on record"
        yield Finding(NOTE, "awards.csv", what)
    for where_to_ask in register.governance.ask if years else ():
        yield Finding(NOTE, "governance.yaml", where_to_ask)


def _unfilled(facts: Facts, register: Register) -> Iterator[Finding]:
    for role in ROLES:
        if register.governance.who(role) == "not appointed":
            yield Finding(NOTE, "governance.yaml", f"{role}: not appointed")
    for name, entry in register.entries.items():
        if entry.owner == "not appointed":
            yield Finding(NOTE, f"{_REGISTER}: {name}", "owner: not appointed")
    for source in facts.sources.values():
        if not source.date:
            yield Finding(NOTE, "sources.csv", f"{source.id} has no date: {source.note}")
