"""What the papers say, and who answers for what is made of them."""

from collections.abc import Callable, Collection
from datetime import date

from ...arguments import public
from ...inputs.awards import NO_PAPER, OUTTURN, RECEIVED, UNAGREED, Awards
from ...inputs.facts import Facts
from ...inputs.register import Register
from ...inputs.scenarios import AnyScenario, Scenario, scenario_of
from ...units import pounds
from ..input_words import scenario_award
from ..words import (
    award_words,
    capital,
    day_words,
    list_words,
    name_words,
    status_words,
    year_words,
)


@public
def profile(facts: Facts) -> str:
    """Return what the papers say of each year, to the pound, and what they do not say.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> profile(cf.load_facts()).split(". ")[0]
    'Accepted: £272,708 for 2021/22 and £495,000 for 2022/23'
    """
    awards = facts.awards
    statuses = dict.fromkeys(award.status for award in awards.rows)
    return " ".join(_of_status(awards, status) for status in statuses)


def _of_status(awards: Awards, status: str) -> str:
    sums = [f"{award_words(awards[year])} for {year}" for year in awards.years_with(status)]
    without = f" ({NO_PAPER})" if status == UNAGREED else ""
    said = f"{capital(status_words(status))}{without}: {list_words(sums)}."
    return " ".join(filter(None, (said, _accepted(awards)))) if status == RECEIVED else said


def _accepted(awards: Awards) -> str:
    """Return what the accepted years add up to, and that it is not known what was spent of it."""
    years = awards.years_with(RECEIVED)
    hidden = "" if awards.years_with(OUTTURN) else "; what was spent of it is not published"
    if len(years) == 1 and not hidden:
        return ""
    total = pounds(sum(awards[year].amount for year in years))
    return f"{total} was accepted for {list_words(years)}{hidden}."


@public
def scenario_words(scenario: AnyScenario) -> str:
    """Return what a scenario is called and assumes, and which of its changes no longer act.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> scenario_words("ceases").partition(".")[0]
    '**Funding ceases at the end of 2024/25'
    """
    assumed = scenario_of(scenario)
    said = f"**{assumed.title}.** {assumed.description}"
    return " ".join(filter(None, (said, _stated_awards(assumed), lost_changes(assumed))))


def _stated_awards(scenario: Scenario) -> str:
    """Return the awards that a scenario states in pounds, if any."""
    years = scenario.quantities["award"]
    stated = [f"{scenario_award(scenario, year)} in {year}" for year in years]
    if not stated:
        return ""
    return f"It states the award of a year that is funded and not expanded: {list_words(stated)}."


@public
def lost_changes(scenario: AnyScenario) -> str:
    """Return which changes of a scenario no longer act, if any.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> lost_changes("ceases")
    ''
    """
    assumed = scenario_of(scenario)
    lost = [f"{name_words(name)} in {year}" for name, year in assumed.without_effect]
    if not lost:
        return ""
    them = "them" if len(lost) > 1 else "it"
    return (
        f"**Without effect**, because {_why(assumed)}: {list_words(lost)}. "
        f"So this scenario may no longer say what its title says; the figures are without {them}"
        f"{_others(assumed)}."
    )


def _why(scenario: Scenario) -> str:
    """Return why changes no longer act: of years that are decided, or of which none is left."""
    years = scenario.facts.awards.years
    known = dict.fromkeys(year in years for _, year in scenario.without_effect)
    why = {True: "the funder has decided since", False: "no such year is undecided"}
    return list_words([why[each] for each in known])


def _others(scenario: Scenario) -> str:
    lost = {name for name, _ in scenario.without_effect}
    others = [name_words(name) for name in scenario.changes if name not in lost]
    return f", but with what else it changes: {list_words(others)}" if others else ""


@public
def assurance(register: Register, awards: Awards, today: date) -> str:
    """Return by whom the output was assured, how old its assumptions are, and what is out of date.

    Parameters
    ----------
    register : Register
        The assumptions and who answers for them.
    awards : Awards
        With the decisions that are on record.
    today : date
        The day of the output.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> facts = cf.load_facts()
    >>> register = cf.load_register(facts)
    >>> assurance(register, facts.awards, register.as_at).split(". ")[0]
    'This output has not been independently assured'
    """
    assurer = register.governance.assurer.strip()
    said = [
        f"This output was independently assured by {assurer}."
        if assurer
        else "This output has not been independently assured.",
        f"Its assumptions are as at {day_words(register.as_at)}.",
    ]
    return " ".join([*said, *_begun(awards, today), *staleness(register, today)])


def _begun(awards: Awards, today: date) -> list[str]:
    years = awards.begun(today)
    if not years:
        return []
    them = "them" if len(years) > 1 else "it"
    gone = years_gone(awards, today, lambda year: year_words(awards[year]))
    return [f"{gone}, but what was decided for {them} is not on record here."]


def years_gone(awards: Awards, today: date, named: Callable[[str], str]) -> str:
    """Return which of the years without a decision have ended, and which have begun.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> years_gone(cf.load_facts().awards, date(2026, 11, 28), str)
    '2024/25 and 2025/26 have ended and 2026/27 has begun'
    """
    ended = awards.ended(today)
    begun = [year for year in awards.begun(today) if year not in ended]
    return list_words(
        [
            f"{list_words([*map(named, years)])} {'have' if len(years) > 1 else 'has'} {what}"
            for what, years in (("ended", ended), ("begun", begun))
            if years
        ]
    )


@public
def staleness(register: Register, today: date, inputs: Collection[str] | None = None) -> list[str]:
    """Return what was right once: an expired register, and reviews that are overdue.

    Parameters
    ----------
    register : Register
        The assumptions.
    today
        As in `assurance`.
    inputs : collection of str, optional
        What rests on the register; everything in it by default.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> staleness(cf.load_register(cf.load_facts()), date(2026, 11, 24))
    []
    """
    resting = register.entries if inputs is None else inputs
    if not resting:
        return []
    overdue = {name: each for name, each in register.overdue(today).items() if name in resting}
    said = []
    if today > register.valid_until:
        said.append(f"The register of assumptions expired on {day_words(register.valid_until)}.")
    if overdue:
        due = day_words(min(each.review_by for each in overdue.values()))
        names = list_words([name_words(name) for name in overdue])
        said.append(f"The review of these assumptions is overdue, since {due}: {names}.")
    return said


@public
def use(register: Register) -> str:
    """Return what the output is for, what it is not for, and its limits.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> use(cf.load_register(cf.load_facts())).partition(":")[0]
    '**Use for**'
    """
    governance = register.governance
    said = {
        "Use for": governance.use_for,
        "Do not use for": governance.do_not_use_for,
        "Limits": governance.limits,
    }
    return "\n\n".join(f"**{title}**: {' '.join(texts)}" for title, texts in said.items())
