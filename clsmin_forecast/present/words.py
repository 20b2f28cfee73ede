"""Words: a sum, a chance, a range or a status, said as the decision papers say it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import ceil, floor, log10

import pandas as pd

from ..inputs.awards import CEILINGS, DECIDED, IN_PRINCIPLE, STATUSES, UNDECIDED, Award
from ..units import CASH, HALF_A_PENNY, pounds, price_words

_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")
_THOUSAND, _MILLION = 1_000, 1_000_000
_FIGURES = 3  # of a modelled sum
_FRACTIONS = (2, 3, 4, 5, 6, 8, 10, 20)  # the "1 in n" that people use
_ROUNDING = 9  # decimals of a chance that are more than the sums of probabilities can lose
_NEAR = 0.01  # a chance this near to 1 in n is close to it


def nearest(amount: float) -> float:
    """Return a modelled sum as every output rounds it: to £1,000, with at most three figures.

    Examples
    --------
    >>> nearest(817_804.78), nearest(1_382_900), nearest(-321)
    (818000.0, 1380000.0, 0.0)
    """
    step = _step(amount)
    return round(amount / step) * step + 0.0  # never minus nothing


def sum_words(amount: float) -> str:
    """Return a modelled sum in words, rounded as `nearest` has it.

    Examples
    --------
    >>> sum_words(817_804.78), sum_words(1_382_900), sum_words(2_000_000), sum_words(321)
    ('£818,000', '£1.38 million', '£2 million', 'less than £1,000')
    """
    if nearest(amount) < 0:
        return f"minus {sum_words(-amount)}"
    if nearest(amount) >= _MILLION:
        return f"£{nearest(amount) / _MILLION:,.10g} million"
    return full_sum_words(amount)


def full_sum_words(amount: float) -> str:
    """Return a modelled sum in pounds whatever its size, rounded as `nearest` has it.

    Examples
    --------
    >>> [full_sum_words(sum_) for sum_ in (817_804.78, 1_382_900, -1_382_900, 321)]
    ['£818,000', '£1,380,000', 'minus £1,380,000', 'less than £1,000']
    """
    if nearest(amount) < 0:
        return f"minus {full_sum_words(-amount)}"
    return pounds(nearest(amount)) if nearest(amount) or not round(amount) else "less than £1,000"


def bound(amount: float, write: Callable[[float], str] = sum_words, *, most: bool = False) -> str:
    """Return a sum that a statement with a chance holds for, rounded to the side on which it does.

    What comes to at least a sum comes to at least a smaller one, as surely; what comes to at most
    a sum, to at most a larger one.

    Parameters
    ----------
    write : callable
        `sum_words`, or `full_sum_words` for a column.
    most : bool
        Whether it is the most, and so rounded up.

    Examples
    --------
    >>> bound(281_576), bound(281_576, most=True), bound(1_298_000, full_sum_words)
    ('£281,000', '£282,000', '£1,290,000')
    """
    return write(as_sure(amount, most=most))


def as_sure(amount: float, *, most: bool) -> float:
    """Return a sum rounded to the side on which it is as sure, as `bound` says it.

    Examples
    --------
    >>> as_sure(281_576, most=False), as_sure(1_132_124, most=True)
    (281000.0, 1140000.0)
    """
    step = _step(amount)
    steps = ceil((amount - HALF_A_PENNY) / step) if most else floor((amount + HALF_A_PENNY) / step)
    return float(steps * step)


def rounding(amount: float) -> float:
    """Return how far `sum_words` may round a sum, pounds.

    Examples
    --------
    >>> rounding(817_804), rounding(1_382_900)
    (500.0, 5000.0)
    """
    return _step(amount) / 2


def _step(amount: float) -> float:
    return max(_THOUSAND, 10.0 ** (floor(log10(max(abs(amount), 1.0))) - _FIGURES + 1))


def rate_words(amount: float) -> str:
    """Return a price of one thing, which may be small, with two figures.

    Examples
    --------
    >>> rate_words(1_508.4), rate_words(7_093), rate_words(0)
    ('£1,500', '£7,100', '£0')
    """
    return f"£{float(f'{amount:.2g}'):,.10g}"


def exact(amount: float) -> str:
    """Return a sum that somebody named: as `sum_words` has it if that is the same, or to the pound.

    Examples
    --------
    >>> exact(1_000_000), exact(281_576), exact(-281_576)
    ('£1 million', '£281,576', 'minus £281,576')
    """
    if amount < 0:
        return f"minus {exact(-amount)}"
    same = abs(amount - float(f"{amount:.{_FIGURES}g}")) < HALF_A_PENNY and amount % _THOUSAND == 0
    return sum_words(amount) if same else pounds(amount)


def percent(chance: float) -> str:
    """Return a chance as a whole percentage; only 0 and 1 themselves are 0% and 100%.

    Examples
    --------
    >>> percent(0.2434), percent(0.001), percent(0.999), percent(1)
    ('24%', 'under 1%', 'over 99%', '100%')
    """
    chance = round(chance, _ROUNDING)
    nearest = f"{chance:.0%}"
    if nearest == "0%" and chance > 0:
        return "under 1%"
    return "over 99%" if nearest == "100%" and chance < 1 else nearest


def about(chance: float) -> str:
    """Return a chance with "about" before a rounded percentage.

    Examples
    --------
    >>> about(0.2434), about(0.001), about(1)
    ('about 24%', 'under 1%', '100%')
    """
    number = percent(chance)
    return f"about {number}" if number not in ("0%", "100%", "under 1%", "over 99%") else number


def not_adding_up(*wholes: Iterable[float]) -> str:
    """Return that percentages are rounded, where those of a whole do not add up to 100%.

    Parameters
    ----------
    *wholes : iterable of float
        The chances that make up a whole, of each one.

    Examples
    --------
    >>> not_adding_up([0.233, 0.724, 0.043])
    'Percentages are rounded, so they may not add up to 100%.'
    >>> not_adding_up([0.23, 0.77])
    ''
    """
    if all(round(sum(round(each, 2) for each in whole), 2) == 1 for whole in wholes):
        return ""
    return "Percentages are rounded, so they may not add up to 100%."


def odds(chance: float) -> str:
    """Return a chance with the number first, and as "1 in n" where that is close.

    Examples
    --------
    >>> odds(0.2434), odds(0.29), odds(1)
    ('about 24% (close to 1 in 4)', 'about 29%', '100%')
    """
    near = [n for n in _FRACTIONS if abs(chance - 1 / n) < min(_NEAR, 0.05 / n)]
    return f"{about(chance)} (close to 1 in {near[0]})" if near else about(chance)


def estimate(statistic: "Mapping[str, float] | pd.Series[float]") -> str:
    """Return a modelled sum with its measure, its range and the level of the range.

    Parameters
    ----------
    statistic : mapping of str to float
        ``mean``, ``p5`` and ``p95``, pounds.

    Examples
    --------
    >>> estimate({"mean": 817_804.0, "p5": 0.0, "p95": 1_510_781.0})
    '£818,000 on average, 90% of outcomes between £0 and £1.51 million'
    """
    mean, low, high = (sum_words(statistic[name]) for name in ("mean", "p5", "p95"))
    if max(abs(statistic[name] - statistic["mean"]) for name in ("p5", "p95")) < HALF_A_PENNY:
        return f"{mean} in every outcome"
    if low != high:
        return f"{mean} on average, 90% of outcomes between {low} and {high}"
    most = f"{low} in at least 90% of outcomes"
    return most if mean == low else f"{mean} on average, {most}"


def spread(low: str, high: str) -> str:
    """Return from one value in words to another, or the one where they are the same.

    Examples
    --------
    >>> spread("6%", "46%"), spread("22%", "22%")
    ('6% to 46%', '22%')
    """
    return low if low == high else f"{low} to {high}"


def average_posts(posts: float) -> str:
    """Return an average number of posts, which need not be whole; "on average" goes with it.

    Examples
    --------
    >>> average_posts(4.67), average_posts(7), average_posts(0)
    ('4.7 posts', '7.0 posts', '0 posts')
    """
    return f"{posts:,.1f} posts" if posts else "0 posts"


def list_words(items: Sequence[str], last: str = "and") -> str:
    """Return items as a list in words.

    Examples
    --------
    >>> list_words(["2024/25", "2025/26", "2026/27"]), list_words(["decided", "indicative"], "or")
    ('2024/25, 2025/26 and 2026/27', 'decided or indicative')
    """
    return f" {last} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def over_years(years: Sequence[str], together: str = "") -> str:
    """Return of which years a sum is; words on several years stand behind them.

    Examples
    --------
    >>> over_years(["2025/26", "2026/27"], " together"), over_years(["2026/27"], " together")
    ('over 2025/26 and 2026/27 together', 'in 2026/27')
    """
    return f"over {list_words(years)}{together}" if len(years) > 1 else f"in {years[0]}"


def in_points(change: str) -> str:
    """Return a change in words, that of a percentage in points.

    Examples
    --------
    >>> in_points("12%"), in_points("1%"), in_points("under 1%"), in_points("£1,000")
    ('12 points', '1 point', 'under 1 point', '£1,000')
    """
    points = " point" if change.rsplit(maxsplit=1)[-1] == "1%" else " points"
    return change.replace("%", points)


def part_words(part: str) -> str:
    """Return a part of a range in words.

    Examples
    --------
    >>> part_words("0% to 10%"), part_words("40% to 60%"), part_words("as assumed")
    ('in its lowest 10%', 'from 40% to 60% of its range', 'as assumed')
    """
    if part == "as assumed":
        return part
    low, high = part.split(" to ")
    if low == "0%":
        return f"in its lowest {high}"
    if high == "100%":
        return f"in its highest {100 - int(low.removesuffix('%'))}%"
    return f"from {part} of its range"


def count_words(event: str, events: int, known: int) -> str:
    """Return how often an event came among known outcomes, or their number where none is counted.

    Examples
    --------
    >>> count_words("ceased", 3, 51), count_words("", 0, 29)
    ('3 of 51', '29')
    """
    return f"{events} of {known}" if event else str(known)


def name_words(name: str) -> str:
    """Return a name of the data or the model as words.

    Examples
    --------
    >>> name_words("continuation_ratio")
    'continuation ratio'
    """
    return name.replace("_", " ")


def status_words(status: str) -> str:
    """Return a status in words; what is no status of ours keeps its name.

    Examples
    --------
    >>> status_words("in_principle"), status_words("received")
    ('in principle', 'accepted')
    """
    return STATUSES[status].label if status in STATUSES else name_words(status)


def status_behind(status: str, lead: str = "") -> str:
    """Return a status in words as it stands behind a sum, with what leads to it.

    Examples
    --------
    >>> status_behind("in_principle", "partly "), status_behind("unagreed", "partly ")
    (' partly in principle', ' (partly not agreed)')
    """
    said = f"{lead}{status_words(status)}"
    return f" ({said})" if STATUSES[status].aside else f" {said}"


def year_words(award: Award, *statuses: str) -> str:
    """Return the year of an award, with its status where that is one of these.

    Parameters
    ----------
    award : Award
        Of the year.
    *statuses : str
        Those of the undecided by default.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> year_words(cf.load_facts().awards["2024/25"])
    '2024/25 (indicative)'
    """
    return dated_words(award.financial_year, award.status, *statuses)


def dated_words(year: str, status: str, *statuses: str) -> str:
    """Return a year with its status where that is one of these, as `year_words` does."""
    said = status in (statuses or UNDECIDED)
    return f"{year} ({status_words(status)})" if said else year


def award_words(award: Award) -> str:
    """Return the award of a year to the pound, "up to" where it is a limit; or its outturn.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> award_words(cf.load_facts().awards["2025/26"])
    'up to £1,000,000'
    """
    return f"{'up to ' if award.limited else ''}{pounds(award.settled)}"


def money_words(price_base: str) -> str:
    """Return in which money sums are stated.

    Examples
    --------
    >>> money_words("cash"), money_words("2023/24")
    ('in cash', 'in 2023/24 prices')
    """
    return f"in {CASH}" if price_base == CASH else f"in {price_words(price_base)}"


def day_words(day: date) -> str:
    """Return a date in words.

    Examples
    --------
    >>> day_words(date(2027, 3, 31))
    '31 March 2027'
    """
    return f"{day.day} {day:%B %Y}"


def by_day_words(day: date) -> str:
    """Return a day by which something is, on which nothing of it counts yet, in words.

    Examples
    --------
    >>> by_day_words(date(2025, 7, 1)), by_day_words(date(2025, 6, 25))
    ('the end of June 2025', '25 June 2025')
    """
    before = day - timedelta(days=1)
    return f"the end of {before:%B %Y}" if day.day == 1 else day_words(day)


def capital(text: str) -> str:
    """Return a text with its first letter as a capital.

    Examples
    --------
    >>> capital("about 24%")
    'About 24%'
    """
    return text[:1].upper() + text[1:]


def first_sentence(text: str) -> str:
    """Return the first sentence of a text.

    Examples
    --------
    >>> first_sentence("It is 0.5. The rest follows.")
    'It is 0.5.'
    """
    return _SENTENCE.split(text)[0]


def under_words(statuses: Collection[str]) -> str:
    """Return what stands behind the sums of some years, so that none looks firmer than it is.

    Examples
    --------
    >>> under_words(["in_principle"])
    'under awards agreed in principle, up to a ceiling'
    >>> under_words(["received", "indicative"])
    'under awards that are decided or indicative'
    >>> under_words(["in_principle", "unagreed"])
    'under awards that are agreed in principle or not agreed, up to a ceiling'
    """
    said = ["decided"] if set(statuses) & set(DECIDED) else []
    said += [STATUSES[status].standing for status in UNDECIDED if status in statuses]
    ceiling = ", up to a ceiling" if {*statuses}.intersection(CEILINGS) else ""
    that = "" if said == [STATUSES[IN_PRINCIPLE].standing] else "that are "
    return f"under awards {that}{list_words(said, 'or')}{ceiling}"


def yes_or_no(value: object) -> str:
    """Return a cell as text, with yes and no for what holds or does not.

    Examples
    --------
    >>> yes_or_no(True), yes_or_no(0)
    ('yes', '0')
    """
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
