"""Inputs in words: their values, ranges, events and evidence."""

from collections.abc import Sequence

from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import Scenario
from ..inputs.values import coverage_of
from ..inputs.waiting import WAITING
from ..model.forecast import Forecast
from ..units import CASH, pounds
from .words import (
    list_words,
    percent,
    sum_words,
)

_CHANCE = "Chance that "
_MOST_DIGITS = 4  # more than usual; values that are nearer are the same


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
    printed = (INPUTS.get(name) or WAITING[name]).printed
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
    return f"whether {event_of(title)} in {year}"


def event_of(title: str) -> str:
    """Return the event whose chance an input is, as a clause.

    Examples
    --------
    >>> event_of("Chance that funding ceases")
    'funding ceases'
    """
    return title.removeprefix(_CHANCE)


def rating_words(quality: str) -> str:
    """Return how good the evidence of an input is.

    Examples
    --------
    >>> rating_words("red"), rating_words("set by the scenario")
    ('evidence rated red', 'set by the scenario')
    """
    return f"evidence rated {quality}" if quality in ("red", "amber", "green") else quality
