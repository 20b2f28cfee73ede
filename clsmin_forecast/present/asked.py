"""Questions, statements and inputs in words."""

from collections.abc import Callable, Sequence
from typing import Any

from ..analysis.question import OfQuestion
from ..analysis.statements import Statement
from ..answer import About, Answer
from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import Scenario
from ..inputs.values import coverage_of
from ..model.forecast import Forecast
from ..units import CASH, pounds, signed_pounds
from .words import (
    capital,
    exact,
    list_words,
    money_words,
    not_adding_up,
    over_years,
    percent,
    sum_words,
    under_words,
)

MEASURES = {
    "recovered": "what is recovered",
    "gap": "the gap that is left",
    "balance": "the award less the cost of the team",
}
"""What a question may be of, in words."""

_CHANCE = "Chance that "
TOO_CLOSE = "is too close to call"
"""What a verdict is where it cannot be told."""

_UNSURE = 0.05  # of what the evidence allows, on which a verdict may be wrong
_MOST_DIGITS = 4  # more than usual; values that are nearer are the same


def question_words(about: OfQuestion) -> str:
    """Return the question that is answered, in words.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> question_words(cf.tornado("central", draws=8).about).split(", ")[0]
    'the average of what is recovered over 2025/26 and 2026/27'
    """
    question, when = about.question, over_years(about.years)
    over = f"{MEASURES[question.of]} {when}, {under_words(about.statuses)},"
    if question.at_least is None:
        return f"the average of {over}"
    return f"the chance that {over} comes to at least {exact(question.at_least)}"


def answer_words(answer: float, unit: str, write: Callable[[float], str] = sum_words) -> str:
    """Return the answer to a question in words.

    Parameters
    ----------
    answer : float
        In the unit.
    unit : str
        ``pounds`` or ``probability``, as a question has it.
    write : callable
        Gives a sum in words.

    Examples
    --------
    >>> answer_words(817_804.78, "pounds"), answer_words(0.501, "probability")
    ('£818,000', '50%')
    """
    return write(answer) if unit == "pounds" else percent(min(max(answer, 0.0), 1.0))


def statement_words(statement: Statement) -> str:
    """Return a statement in words.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> statement_words(cf.pays_for_the_team()), statement_words(cf.gap_reaches(500_000))
    ('average award pays for the team', 'average gap is at least £500,000')
    """
    question, target = statement.question, statement.target
    if question.of == "balance" and question.at_least is None and target == 0:
        return "average award pays for the team"
    least = percent(target) if question.unit == "probability" else signed_pounds(target)
    return f"{question.words} is at least {least}"


def sides(statement: Statement) -> tuple[str, str]:
    """Return what is so where a statement holds, and what is so where it does not.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> sides(cf.even_chance(1_000_000))
    ('the answer is 50% or more', 'the answer is less than 50%')
    >>> sides(cf.pays_for_the_team())
    ('the award pays for the team', 'the award does not pay for the team')
    """
    question, target = statement.question, statement.target
    if question.of == "balance" and question.at_least is None and target == 0:
        return "the award pays for the team", "the award does not pay for the team"
    least = level_words(target) if question.unit == "probability" else exact(target)
    return f"the answer is {least} or more", f"the answer is less than {least}"


def below_and_above(statement: Statement, holds_below: bool) -> tuple[str, str]:
    """Return what is so below the value at which a statement turns, and what above it.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> below_and_above(cf.gap_reaches(300_000), False)
    ('the answer is less than £300,000', 'the answer is £300,000 or more')
    """
    holds, fails = sides(statement)
    return (holds, fails) if holds_below else (fails, holds)


def verdict(chance: float) -> str:
    """Return whether a statement holds as assumed, if it is sure enough that it does or does not.

    Examples
    --------
    >>> [verdict(chance) for chance in (0.97, 0.53, 0.02)]
    ['holds', 'is too close to call', 'does not hold']
    """
    if _UNSURE < chance < 1 - _UNSURE:
        return TOO_CLOSE
    return "holds" if chance >= 1 - _UNSURE else "does not hold"


def level_words(chance: float) -> str:
    """Return a chance that somebody named, as a percentage with as many digits as it has.

    Examples
    --------
    >>> level_words(0.8), level_words(0.975)
    ('80%', '97.5%')
    """
    whole = f"{chance:.0%}"
    return whole if round(100 * chance, 6) % 1 == 0 else f"{100 * chance:.6g}%"


def team_words(forecast: Forecast, *years: str) -> str:
    """Return the posts of the team in some years, as the scenario states them.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> team_words(cf.forecast(cf.load_scenario("central"), draws=8), "2025/26")
    '7 posts'
    """
    posts = {year: _posts(forecast.scenario, year) for year in years}
    if len(set(posts.values())) == 1:
        return posts[years[0]]
    return list_words([f"{each} in {year}" for year, each in posts.items()])


def _posts(scenario: Scenario, year: str) -> str:
    middle, assumed = scenario.team_posts(year), scenario.quantities["team_posts"].get(year)
    said = f"{middle:.4g} post{'' if middle == 1 else 's'}"
    if assumed is None or assumed.low == assumed.high:
        return said
    return f"{said} ({assumed.low:.4g} to {assumed.high:.4g})"


def value_words(name: str, value: float, more: int = 0) -> str:
    """Return a value of an input in its own unit, with so many digits more than usual.

    Parameters
    ----------
    value : float
        In its unit.
    more : int
        How many digits more than usual.

    Examples
    --------
    >>> value_words("cessation", 0.2273), value_words("cessation", 0.0004)
    ('23%', 'under 1%')
    >>> value_words("pay_growth", -0.126), value_words("alternative_funding", 570_567)
    ('minus 12.6%', '£571,000')
    """
    printed = INPUTS[name].printed
    if printed == "chance":
        return f"{value:.{more}%}" if more else percent(value)
    if value < 0:
        return f"minus {value_words(name, -value, more)}"
    if printed == "percent":
        return f"{value:.{1 + more}%}"
    return sum_words(value) if printed == "pounds" else f"{round(value, 2 + more):g}"


def range_words(name: str, low: float, value: float, high: float, coverage: float) -> str:
    """Return a value of an input with its range and the level of the range.

    Parameters
    ----------
    low, value, high : float
        In its unit; without a range where low and high are the same.
    coverage : float
        The probability from low to high; NaN where it is not known.

    Examples
    --------
    >>> range_words("cessation", 0.0586, 0.2289, 0.447, 0.9)
    '23% (90% interval 6% to 45%)'
    >>> range_words("recovery_rate", 0.85, 0.97, 1, 1), range_words("team_posts", 7, 7, 7, 1)
    ('0.97 (at least 0.85, at most 1)', '7')
    """
    least, middle, most = (value_words(name, each) for each in (low, value, high))
    if low == high:
        return middle
    if coverage == 1:
        return f"{middle} (at least {least}, at most {most})"
    level = f"{percent(coverage)} interval " if coverage < 1 else ""
    return f"{middle} ({level}{least} to {most})"


def distinct_words(name: str, value: float, other: float) -> tuple[str, str]:
    """Return two values of an input, with as many digits as tell them apart.

    Parameters
    ----------
    value, other : float
        In its unit; where they are all but the same, they are said with the usual digits.

    Examples
    --------
    >>> distinct_words("continuation_ratio", 1.0003, 1.0)
    ('1.0003', '1')
    """
    pairs = [
        (value_words(name, value, n), value_words(name, other, n)) for n in range(_MOST_DIGITS)
    ]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])


def scenario_award(scenario: Scenario, year: str) -> str:
    """Return the award that a scenario states for a year that is funded and not expanded, if any.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> letter = cf.load_scenario("central").but(award={"2025/26": "£612,345"})
    >>> scenario_award(letter, "2025/26"), scenario_award(letter, "2026/27")
    ('£612,345', '')
    """
    stated = scenario.quantities["award"].get(year)
    if stated is None:
        return ""
    if stated.low == stated.high:
        return pounds(stated.mid)
    return range_words("award", stated.low, stated.mid, stated.high, coverage_of(stated))


def award_clause(scenario: Scenario, years: Sequence[str], price_base: str) -> str:
    """Return the awards that a scenario states, as a clause behind what the papers set; or nothing.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> letter = cf.load_scenario("central").but(award={"2025/26": 600_000})
    >>> award_clause(letter, ["2025/26"], "cash"), award_clause(letter, ["2026/27"], "cash")
    (', where the scenario states £600,000 unless expanded', '')
    """
    found = {year: said for year in years if (said := scenario_award(scenario, year))}
    if not found:
        return ""
    sums = [f"{said} in {year}" for year, said in found.items()] if years[1:] else found.values()
    cash = "" if price_base == CASH else f" in {CASH}"
    return f", where the scenario states {list_words([*sums])}{cash} unless expanded"


def factor_words(title: str, year: str) -> str:
    """Return what an input is, of one year or of all.

    Examples
    --------
    >>> factor_words("Chance that funding ceases", "2025/26")
    'the chance that funding ceases in 2025/26'
    """
    return f"the {title[:1].lower()}{title[1:]}{f' in {year}' if year else ''}"


def event_words(title: str, year: str) -> str:
    """Return the event whose chance an input is.

    Examples
    --------
    >>> event_words("Chance that funding ceases", "2025/26")
    'whether funding ceases in 2025/26'
    """
    return f"whether {title.removeprefix(_CHANCE)} in {year}"


def rating_words(quality: str) -> str:
    """Return how good the evidence of an input is.

    Examples
    --------
    >>> rating_words("red"), rating_words("set by the scenario")
    ('evidence rated red', 'set by the scenario')
    """
    return f"evidence rated {quality}" if quality in ("red", "amber", "green") else quality


def span_sentence(about: About) -> str:
    """Return over which years an answer is, and under what, where it is of a span.

    Examples
    --------
    >>> span_sentence(About(columns={}, years=("2025/26", "2026/27"), statuses=["in_principle"]))
    'Over 2025/26 and 2026/27, under awards agreed in principle, up to a ceiling.'
    >>> span_sentence(About(columns={}))
    ''
    """
    if not about.statuses:
        return ""
    return f"{capital(over_years(about.years))}, {under_words(about.statuses)}."


def table_note(answer: Answer[Any]) -> str:
    """Return what stands under the title of a table: over which years it is, and how rounded.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.forecast(cf.load_scenario("central"), draws=8)
    >>> table_note(central.paths()).split(". ")[-1]
    'Percentages are rounded, so they may not add up to 100%.'
    """
    whole = not_adding_up(answer["probability"]) if "probability" in answer else ""
    return " ".join(filter(None, (span_sentence(answer.about), whole)))


def prices_sentence(about: About) -> str:
    """Return in which prices the sums of an answer are, where they are not cash.

    Examples
    --------
    >>> [prices_sentence(About(columns={}, price_base=base)) for base in ("cash", "2023/24")]
    ['', ' Sums are in 2023/24 prices.']
    """
    base = about.price_base
    return "" if base == CASH else f" Sums are {money_words(base)}."
