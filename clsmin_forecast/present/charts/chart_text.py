"""Words that several charts share: of whom, when, in which money, and under which name."""

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from textwrap import shorten
from typing import Any, TypeVar

import pandas as pd

from ...analysis.basis import OfForecasts
from ...analysis.bridge import OfBridge
from ...analysis.cheaper import Saved
from ...analysis.question import OfQuestion, Question
from ...analysis.switching import OfStatement
from ...answer import Answer
from ...errors import InputError
from ...inputs.awards import OUTTURN, STATUSES, UNDECIDED, Award
from ...inputs.facts import Facts
from ...model.beliefs import span_of_comparisons
from ...model.forecast import Forecast
from ...units import CASH, price_words
from .. import credits
from ..chart import LONGEST_ALT
from ..credits import Credit
from ..question_words import state_words
from ..style import MOST_SERIES
from ..words import (
    award_words,
    capital,
    dated_words,
    money_words,
    over_years,
    percent,
    spread,
    status_behind,
    status_words,
    under_words,
)

_LONGEST_HEADLINE = 14  # words
_MOST_TOLD = 4  # years in a text alternative

F = TypeVar("F", bound=OfForecasts)
Row = Mapping[Hashable, Any]
"""A row of a table by its columns."""

YES_NO = {True: "yes", False: "no"}
"""What is or is not so, in a column."""

COLUMN_UNITS = {"pounds": "gbp", "probability": "probability"}
"""The end of a column's name, by the unit of what it holds."""


def span_words(years: Sequence[str]) -> str:
    """Return the period of some years.

    Examples
    --------
    >>> span_words(["2021/22", "2022/23", "2023/24"]), span_words(["2025/26"])
    ('2021/22 to 2023/24', '2025/26')
    """
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def alt_years(years: Sequence[str], *chosen: str | None) -> list[str]:
    """Return the years that a text alternative has room for: all, or of many some and the last.

    Parameters
    ----------
    years : sequence of str
        In time order.
    *chosen : str or None
        What is told of many beside the last.

    Examples
    --------
    >>> alt_years(["2024/25", "2025/26"], "2024/25")
    ['2024/25', '2025/26']
    >>> alt_years([f"202{n}/2{n + 1}" for n in range(6)])
    ['2025/26']
    """
    few = len(years) <= _MOST_TOLD
    return [year for year in years if few or year in chosen or year == years[-1]]


def alternative(*texts: str) -> str:
    """Return the first text alternative that is short enough, else as much of the last as is.

    Examples
    --------
    >>> alternative("Bars. " + "£1 in 2024/25, " * 40, "Bars.")
    'Bars.'
    """
    enough = (each for each in texts if len(each) <= LONGEST_ALT)
    return next(enough, shorten(texts[-1], LONGEST_ALT, placeholder="…"))


def in_brief(title: str, most: int = 40) -> str:
    """Return as much of a title, on one line, as a text alternative has room for.

    Examples
    --------
    >>> in_brief("Ceased when an award ran out, since the end of 2024/25")
    'Ceased when an award ran out, since the…'
    """
    return shorten(title, most, placeholder="…")


def basis_words(award: Award) -> str:
    """Return whether the sum of a year is a limit, in the words of a table."""
    return "up to" if award.limited else "fixed"


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
    said = f"{award_words(award)}{cash}{status_behind(award.status)}"
    return said.replace(") (", ", ")


def slug(*words: str) -> str:
    """Return the name of a chart's files from the words that tell it from others.

    Examples
    --------
    >>> slug("gap", "If it ceases", "cash"), slug("gap", "central", "2023/24")
    ('gap_if_it_ceases', 'gap_central_2023_24')
    """
    said = " ".join(word for word in words if word != CASH)
    return re.sub("[^a-z0-9]+", "_", said.lower()).strip("_")


def names_or_count(scenarios: Sequence[str]) -> Sequence[str]:
    """Return the names of scenarios for `slug`, or how many they are where that would be long."""
    return scenarios if len(scenarios) <= MOST_SERIES else [f"of {len(scenarios)}"]


def check_together(forecasts: Sequence[Forecast], who: str, more: str) -> None:
    """Refuse forecasts that one picture cannot hold.

    Parameters
    ----------
    who, more : str
        The chart, and what to do about too many.

    Raises
    ------
    InputError
        If there are none or more than four, or names or price bases clash.
    """
    names = [each.scenario.name for each in forecasts]
    if not 1 <= len(names) <= MOST_SERIES:
        raise InputError(f"{who}: draws one to {MOST_SERIES} scenarios, got {len(names)}; {more}.")
    if len(set(names)) < len(names):
        raise InputError(f"{who}: needs scenarios with different names, got {names}.")
    bases = {each.price_base for each in forecasts}
    if len(bases) > 1:
        raise InputError(f"{who}: needs one price base, got {sorted(bases)}.")


class Heading(Credit):
    """What the files, the subtitle and the source of a chart say, which it shares with others."""

    name: str
    subtitle: str


def heading(
    frame: Answer[OfForecasts],
    name: Sequence[str],
    what: str,
    then: str,
    of: Collection[str],
    shown: Collection[str] = (),
) -> Heading:
    """Return the heading of an analysis: what it measures, of whom, when and in which money.

    Parameters
    ----------
    name : sequence of str
        What tells the chart from others of the same scenarios in the same prices.
    what, then : str
        What is measured, up to the name of the team; and what follows on the money, from its comma,
        colon or full stop on.
    of, shown : collection of str
        The measures, and the inputs whose values are drawn too, as `credits.of_frame` takes them.
    """
    about = frame.about
    # A bridge leads from one scenario to another, and says so itself.
    scenario = "" if isinstance(about, OfBridge) else f". Scenario: {about.scenario}"
    return Heading(
        name=slug(*name, *name_parts(frame)),
        subtitle=(
            f"{capital(what)} {about.grant.full_name} {over_years(about.years, ' together')}, "
            f"{under_words(about.statuses)}, {money_words(about.price_base)}{then}{scenario}"
        ),
        **credits.of_frame(frame, *of, shown=shown),
    )


def caption_of_forecast(forecast: Forecast, what: str, years: Sequence[str], then: str) -> str:
    """Return the subtitle of a forecast: what is drawn of the team, in which years, and what then.

    Parameters
    ----------
    forecast : Forecast
        Its scenario stands at the end.
    what : str
        What is drawn, up to the name of the team.
    years
        As in `alt_years`.
    then : str
        What follows on the years, from its comma or colon on.
    """
    scenario = forecast.scenario
    team = scenario.facts.grant.full_name
    return f"{what} {team}, {span_words(years)}{then}. Scenario: {scenario.title}"


def caption_of_papers(facts: Facts, then: str) -> str:
    """Return the subtitle of the papers' awards by financial year, and what then."""
    outturn = ", or outturn once closed," if facts.awards.years_with(OUTTURN) else ""
    team = facts.grant.full_name
    return f"{facts.grant.funding} for {team}: award{outturn} by financial year{then}"


def under_sentence(frame: Answer[OfForecasts]) -> str:
    """Return what stands behind the sums of an analysis, the end of a text alternative."""
    return f"{capital(under_words(frame.about.statuses))}."


def dated_year(frame: Answer[OfForecasts], year: str | None) -> str:
    """Return a year of a table in words, with its status unless that is decided; nothing of none.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.tornado(cf.load_scenario("central"), draws=8)
    >>> dated_year(table, "2024/25"), dated_year(table, "2023/24"), dated_year(table, "")
    ('2024/25 (indicative)', '2023/24', '')
    """
    return dated_words(year, frame.about.status_of[year]) if year else ""


def with_dated_years(frame: Answer[F]) -> Answer[F]:
    """Return a table with the year of each row in words, as a column ``when``."""
    return frame.assign(when=[dated_year(frame, year) for year in frame["year"]])


def name_parts(frame: Answer[OfForecasts]) -> list[str]:
    """Return what tells an analysis of one scenario from that of another, for `slug`."""
    return [*frame.about.scenarios, frame.about.price_base]


def in_short(question: Question, target: float | None = None) -> str:
    """Return a question, or a statement with its target, in the few words of a file's name.

    Examples
    --------
    >>> in_short(Question(at_least=1_000_000), 0.5), in_short(Question("balance"), -100_000)
    ('recovered 1000000 0.5', 'balance minus 100000')
    """
    numbers = [number for number in (question.at_least, target) if number is not None]
    named = question.named if isinstance(question, Saved) else ()
    return " ".join([question.of, *named, *(f"{n:.12g}".replace("-", "minus ") for n in numbers)])


def question_columns(frame: Answer[OfQuestion]) -> dict[str, str | float]:
    """Return the columns that say of every row in which money, and of which sum, it speaks."""
    least = frame.about.question.at_least
    columns: dict[str, str | float] = {} if least is None else {"at_least_gbp": float(least)}
    return {**columns, "price_base": frame.about.price_base}


def target_column(frame: Answer[OfStatement]) -> dict[str, float]:
    """Return the column of the target of a statement, named by its unit."""
    unit = COLUMN_UNITS[frame.about.question.unit]
    return {f"target_{unit}": float(frame.about.statement.target)}


def status_suffix(statuses: Collection[str]) -> str:
    """Return on what the sums of a headline stand, at its weakest; nothing where all is decided.

    Examples
    --------
    >>> status_suffix(["in_principle"]), status_suffix(["received", "indicative"])
    (' in principle', ' partly indicative')
    >>> status_suffix(["received"])
    ''
    """
    weakest = max(statuses, key=lambda status: STATUSES[status].doubt)
    partly = "partly " if len(set(statuses)) > 1 else ""
    return status_behind(weakest, partly) if weakest in UNDECIDED else ""


def awards_suffix(statuses: Collection[str]) -> str:
    """Return the same in brackets of the awards, where the sums themselves are none.

    Examples
    --------
    >>> awards_suffix(["in_principle"]), awards_suffix(["received"])
    (' (awards in principle)', '')
    """
    on = status_suffix(statuses).strip(" ()")
    return f" (awards {on})" if on else ""


def state_headline(about: OfStatement, holds: bool) -> tuple[str, str]:
    """Return what is so where a statement holds or does not, and on what its sums stand.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> even = cf.switching_values("central", cf.even_chance(1_000_000), draws=8).about
    >>> state_headline(even, False)
    ('Chance to recover at least £1,000,000 is less than 50%', '')
    """
    so = capital(state_words(about.statement, holds))
    of_a_sum = about.question.at_least is None and "£" in so
    return so, awards_suffix(about.statuses) if of_a_sum else ""


def fit_headline(*headlines: str, price_base: str = CASH) -> str:
    """Return the first headline that is short enough, the last one if none is.

    One that states a sum says in which prices, unless that is cash.

    Examples
    --------
    >>> fit_headline("Average gap reaches £250,000", price_base="2023/24")
    'Average gap reaches £250,000, 2023/24 prices'
    """
    prices = "" if price_base == CASH else f", {price_words(price_base)}"
    said = [f"{each}{prices if '£' in each else ''}" for each in headlines]
    return next((each for each in said if len(each.split()) <= _LONGEST_HEADLINE), said[-1])


def with_minus_sign(words: str) -> str:
    r"""Return words with the sign for minus, as a label beside a bar has it.

    Examples
    --------
    >>> with_minus_sign("minus £465,000") == "\N{MINUS SIGN}£465,000"
    True
    """
    return words.replace("minus ", "\N{MINUS SIGN}")


def recovered_columns(frame: Answer[OfForecasts]) -> pd.DataFrame:
    """Return what the rows of a table recover, units in the names, for the data of a chart."""
    names = {
        name: f"recovered_{name}_gbp" for name in ("mean", "p5", "p50", "p95", "standard_error")
    }
    kept = frame[list(names)].round(2).rename(columns=names)
    return kept.assign(
        nothing_probability=frame["chance_nothing"],
        years=" and ".join(frame.about.years),
        price_base=frame.about.price_base,
    )


def alt_rows(data: pd.DataFrame, lead: str) -> list[Row]:
    """Return the rows, one a year, that a text alternative has room for.

    Parameters
    ----------
    data : DataFrame
        Of a chart, with the status of each year in words.
    lead : str
        The year of the headline, which is always told.

    Returns
    -------
    list of dict
        All rows if they are few, or else those undecided, or of many of these the last two.
    """
    years = data["financial_year"].to_list()
    words = [status_words(status) for status in UNDECIDED]
    undecided = data.loc[data["status"].isin(words), "financial_year"].to_list()
    few = next(
        (each for each in (years, undecided) if len(alt_years(each)) == len(each) > 0), years[-2:]
    )
    return [*data[data["financial_year"].isin([*few, lead])].to_dict("records")]
