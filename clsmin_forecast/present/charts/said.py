"""Words that several charts share: of whom, when, in which money, and under which name."""

import re
from collections.abc import Collection, Sequence
from textwrap import shorten

import pandas as pd

from ...analysis.questions import Question
from ...analysis.shared import grant_of
from ...inputs.awards import IN_PRINCIPLE, INDICATIVE, OUTTURN, Award, Awards
from ...model.beliefs import span_of_comparisons
from ...model.forecast import Forecast
from ...units import CASH, price_words
from ..chart import LONGEST_ALT
from ..style import halved
from ..words import (
    award_words,
    capital,
    dated_words,
    listed,
    money_words,
    over_years,
    percent,
    spread,
    status_words,
    under_words,
)

_LONGEST_HEADLINE = 14  # words
_MOST_TOLD = 4  # years in a text alternative


def span_words(years: Sequence[str]) -> str:
    """Return the period of some years.

    Examples
    --------
    >>> span_words(["2021/22", "2022/23", "2023/24"]), span_words(["2025/26"])
    ('2021/22 to 2023/24', '2025/26')
    """
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def in_span(years: Sequence[str]) -> str:
    """Return of which years a sum is, under or beside it.

    Examples
    --------
    >>> in_span(["2024/25", "2025/26"]), in_span(["2025/26"])
    ('2024/25 to 2025/26', 'in 2025/26')
    """
    return f"in {years[0]}" if len(years) == 1 else span_words(years)


def told(years: Sequence[str], *chosen: str | None) -> list[str]:
    """Return the years that a text alternative has room for: all, or of many some and the last.

    Parameters
    ----------
    years : sequence of str
        In time order.
    *chosen : str or None
        What is told of many beside the last.

    Examples
    --------
    >>> told(["2024/25", "2025/26"], "2024/25"), told([f"202{n}/2{n + 1}" for n in range(6)])
    (['2024/25', '2025/26'], ['2025/26'])
    """
    few = len(years) <= _MOST_TOLD
    return [year for year in years if few or year in chosen or year == years[-1]]


def alternative(*texts: str) -> str:
    """Return the first text alternative that is short enough, the last one if none is.

    Examples
    --------
    >>> alternative("Bars. " + "£1 in 2024/25, " * 40, "Bars.")
    'Bars.'
    """
    return next((each for each in texts if len(each) <= LONGEST_ALT), texts[-1])


def in_brief(title: str, most: int = 40) -> str:
    """Return as much of a title, on one line, as a text alternative has room for.

    Examples
    --------
    >>> in_brief("Ceased when an award ran out, since the end of 2024/25")
    'Ceased when an award ran out, since the…'
    """
    return shorten(title, most, placeholder="…")


def dated(award: Award) -> str:
    """Return the year of an award with its status, for a row.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> dated(cf.load_facts().awards["2021/22"])
    '2021/22 accepted'
    """
    return f"{award.financial_year} {status_words(award.status)}"


def basis_words(award: Award) -> str:
    """Return whether the sum of a year is a limit, in the words of a table."""
    return "up to" if award.limited else "fixed"


def award_or_outturn(awards: Awards) -> str:
    """Return what is drawn of each year, in words.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> award_or_outturn(cf.load_facts().awards)
    'award'
    """
    return "award, or outturn once closed," if awards.years_with(OUTTURN) else "award"


def compared_words(forecast: Forecast, year: str) -> str:
    """Return from where to where the chance of no funding in a year lies by the cases compared.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> made = cf.forecast(cf.load_scenario("ceases"), draws=8)
    >>> compared_words(made, "2025/26")  # set, so nothing is compared
    ''
    """
    span = span_of_comparisons(forecast.scenario, year)
    return spread(*map(percent, span)) if span else ""


def compared_columns(forecast: Forecast, year: str, event: str = "ceases") -> dict[str, object]:
    """Return the ends of that span, for the data of a chart; none where nothing is compared."""
    low, high = span_of_comparisons(forecast.scenario, year) or (None, None)
    return {f"{event}_least_probability": low, f"{event}_most_probability": high}


def limit_words(award: Award, price_base: str) -> str:
    """Return an award with its status, and "cash" where the sums beside it are in other prices.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> award = cf.load_facts().awards["2025/26"]
    >>> limit_words(award, "cash"), limit_words(award, "2023/24")
    ('up to £1,000,000 in principle', 'up to £1,000,000 (cash) in principle')
    """
    cash = "" if price_base == CASH else f" ({CASH})"
    return f"{award_words(award)}{cash} {status_words(award.status)}"


def slug(*words: str) -> str:
    """Return the name of a chart's files from the words that tell it from others.

    Examples
    --------
    >>> slug("gap", "If it ceases", "cash"), slug("gap", "central", "2023/24")
    ('gap_if_it_ceases', 'gap_central_2023_24')
    """
    said = " ".join([*(word for word in words if word != CASH), *(["half"] if halved() else [])])
    return re.sub("[^a-z0-9]+", "_", said.lower()).strip("_")


def measured(frame: pd.DataFrame, what: str) -> str:
    """Return what an analysis measures, of whom, when and in which money, for a subtitle."""
    over = over_years(list(frame.attrs["years"]), " together")
    return (
        f"{capital(what)} for {grant_of(frame).full_name} {over}, "
        f"{under_words(frame.attrs['statuses'])}, {money_words(frame.attrs['price_base'])}"
    )


def when(frame: pd.DataFrame, year: str | None) -> str:
    """Return a year of a table in words, with its status unless that is decided; nothing of none.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.tornado(cf.load_scenario("central"), draws=8)
    >>> when(table, "2024/25"), when(table, "2023/24"), when(table, "")
    ('2024/25 (indicative)', '2023/24', '')
    """
    return dated_words(year, frame.attrs["status_of"][year]) if year else ""


def with_when(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the year of each row in words, as a column ``when``."""
    return frame.assign(when=[when(frame, year) for year in frame["year"]])


def undecided_words(frame: pd.DataFrame) -> str:
    """Return the years without a decision by status, a sentence for a subtitle; or nothing.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> undecided_words(cf.tornado(cf.load_scenario("central"), draws=8))
    '2024/25 is indicative, 2025/26 and 2026/27 are in principle. '
    """
    years = frame.attrs["status_of"]
    found = {
        status: [year for year in years if years[year] == status]
        for status in (INDICATIVE, IN_PRINCIPLE)
    }
    said = [
        f"{listed(of)} {'are' if len(of) > 1 else 'is'} {status_words(status)}"
        for status, of in found.items()
        if of
    ]
    return f"{', '.join(said)}. " if said else ""


def named(frame: pd.DataFrame) -> list[str]:
    """Return what tells an analysis of one scenario from that of another, for `slug`."""
    return [*frame.attrs["scenarios"], frame.attrs["price_base"]]


def in_short(question: Question, target: float | None = None) -> str:
    """Return a question, or a statement with its target, in the few words of a file's name.

    Examples
    --------
    >>> in_short(Question(at_least=1_000_000), 0.5), in_short(Question("balance"), -100_000)
    ('recovered 1000000 0.5', 'balance minus 100000')
    """
    numbers = [number for number in (question.at_least, target) if number is not None]
    return " ".join([question.of, *(f"{n:.12g}".replace("-", "minus ") for n in numbers)])


def asked(frame: pd.DataFrame) -> dict[str, str | float]:
    """Return the columns that say of every row in which money, and of which sum, it speaks."""
    least = frame.attrs["question"].at_least
    columns: dict[str, str | float] = {} if least is None else {"at_least_gbp": float(least)}
    return {**columns, "price_base": frame.attrs["price_base"]}


def target_column(frame: pd.DataFrame) -> dict[str, float]:
    """Return the column of the target of a statement, named by its unit."""
    unit = {"pounds": "gbp", "probability": "probability"}[frame.attrs["question"].unit]
    return {f"target_{unit}": float(frame.attrs["statement"].target)}


def standing(statuses: Collection[str]) -> str:
    """Return on what the sums of a headline stand, at its weakest; nothing where all is decided.

    Parameters
    ----------
    statuses : collection of str
        Of the years.

    Examples
    --------
    >>> standing(["in_principle"]), standing(["received", "indicative"]), standing(["received"])
    (' in principle', ' partly indicative', '')
    """
    weakest = next((each for each in (IN_PRINCIPLE, INDICATIVE) if each in statuses), None)
    partly = " partly" if len(set(statuses)) > 1 else ""
    return f"{partly} {status_words(weakest)}" if weakest else ""


def fitting(*headlines: str, price_base: str = CASH) -> str:
    """Return the first headline that is short enough, the last one if none is.

    One that states a sum says in which prices, unless that is cash.

    Examples
    --------
    >>> fitting("Average gap reaches £250,000", price_base="2023/24")
    'Average gap reaches £250,000, 2023/24 prices'
    """
    prices = "" if price_base == CASH else f", {price_words(price_base)}"
    said = [f"{each}{prices if '£' in each else ''}" for each in headlines]
    return next((each for each in said if len(each.split()) <= _LONGEST_HEADLINE), said[-1])
