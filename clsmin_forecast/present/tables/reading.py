"""The rows of an answer for reading: short texts, rounded once, as its columns say."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from math import ceil, inf, isfinite, nan
from typing import Any

import pandas as pd

from ... import columns as kinds
from ...about import About
from ...analysis.backtest_scores import ENDING, RATIO
from ...analysis.bridge import OfBridge
from ...analysis.medium_term import OfMediumTerm
from ...analysis.question import OfQuestion
from ...analysis.scores import RECOVERED
from ...analysis.switching import OfStatement
from ...analysis.variance_shares import DECISION
from ...answer import Answer
from ...arguments import public
from ...columns import Column, Columns
from ...inputs.awards import OUTTURN, RECEIVED, UNDECIDED
from ...inputs.comparators import WITHIN_AWARD
from ...model.document import BY_YEAR, TEAM, by_year_records
from ...model.forecast import Forecast
from ...units import pounds
from ..input_words import distinct_words, event_words, factor_words, scenario_award, value_words
from ..question_words import answer_words, below_and_above
from ..sentences.in_short import in_short
from ..words import (
    bound,
    capital,
    count_words,
    day_words,
    full_sum_words,
    name_words,
    percent,
    rate_words,
    spread,
    status_words,
)
from .medium_term import medium_term_rows

Rows = list[dict[str, Any]]
Row = Mapping[Hashable, Any]

_SCORES = {
    "brier": "chance of ending (Brier)",
    "log": "chance of ending (log)",
    "crps": "renewed amount (CRPS)",
    RECOVERED: "what is recovered (CRPS)",
}
_WITH_COST = "cost_mean"
_INFINITE = "infinite"


@public
def reading_rows(answer: Answer[About]) -> Rows:
    """Return the rows of an answer for reading, as the columns that it describes say.

    Parameters
    ----------
    answer : DataFrame
        From an analysis, or a table of a forecast.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> reading_rows(cf.compare(["ceases"], draws=8))[0]["chance of nothing"]
    '100%'
    """
    about = answer.about
    if isinstance(about, OfMediumTerm):
        return medium_term_rows(answer)
    shown = answer if about.shown is None else answer.iloc[[*about.shown]]
    rows = (shown.reset_index() if answer.index.name else shown).to_dict("records")
    read = _read(rows, about.columns, about)
    return _between_its_ends(read, about) if isinstance(about, OfBridge) else read


@public
def by_year_rows(forecast: Forecast) -> Rows:
    """Return a forecast by financial year; decided sums to the pound, modelled ones rounded."""
    years = [
        {**year, "stated": scenario_award(forecast.scenario, year["financial_year"])}
        for year in by_year_records(forecast.part("years"))
    ]
    return _read(years, BY_YEAR)


@public
def team_rows(forecast: Forecast) -> Rows:
    """Return what keeping the team takes by costed year: its cost, the gap in its parts, posts."""
    years = by_year_records(forecast.part("years"))
    return _read([year for year in years if isfinite(year.get(_WITH_COST, nan))], TEAM)


@public
def in_short_rows(forecast: Forecast) -> Rows:
    """Return what is asked first, each question with one figure and one sentence, as `in_short`."""
    return [
        {"question": each.asked, "figure": each.figure, "answer": each.answer}
        for each in in_short(forecast).values()
    ]


@public
def path_rows(forecast: Forecast) -> Rows:
    """Return the decision paths of a forecast, the likeliest first."""
    return reading_rows(forecast.paths())


@public
def own_year_end_rows(own: pd.DataFrame) -> Rows:
    """Return the grant's own year ends beside their forecasts, each with its change of amount."""
    ratios = {row["financial_year"]: row for row in _measured(own, RATIO)}
    return [
        {
            "year end": row["financial_year"],
            "kind": "inside an award" if row["kind"] == WITHIN_AWARD else "an award ran out",
            "what came": f"{'ended' if row['outcome'] else 'went on'} "
            f"({status_words(row['status'])})",
            "chance of ending": f"{percent(row['forecast'])} "
            f"({spread(percent(row['low']), percent(row['high']))})",
            "Brier": f"{row['brier']:.4f}",
            "log": f"{row['log']:.3f}",
            **_ratio(ratios.get(row["financial_year"])),
        }
        for row in _measured(own, ENDING)
    ]


def _measured(own: pd.DataFrame, measure: str) -> list[dict[Hashable, Any]]:
    return own[own["measure"] == measure].to_dict("records")


def _ratio(row: Row | None) -> dict[str, str]:
    names = ("next year over this", "forecast range", "CRPS")
    if row is None:
        return dict.fromkeys(names, "")
    low, high = (f"{row[end]:.2f}" for end in ("low", "high"))
    found = (f"{row['outcome']:.2f}", f"{low} to {high}", f"{row['crps']:.3f}")
    return dict(zip(names, found, strict=True))


def _between_its_ends(rows: Rows, about: OfBridge) -> Rows:
    """Return the steps of a bridge with the answers from and to which they lead."""
    ends = [
        {"step": title, "change": "", "answer": _asked(answer, {}, about), "standard error": ""}
        for title, answer in zip(about.titles, about.answers, strict=True)
    ]
    return [ends[0], *rows, ends[1]]


def _read(rows: Sequence[Mapping[Any, Any]], columns: Columns, about: Any = None) -> Rows:
    shown = {name: each for name, each in columns.items() if each.label}
    return [
        {each.label: _cell(name, each, row, about) for name, each in shown.items() if name in row}
        for row in rows
    ]


def _cell(name: str, column: Column, row: Row, about: Any) -> Any:
    if row[name] is None or (isinstance(row[name], float) and not isfinite(row[name])):
        return _INFINITE if column.kind is kinds.SCORE and row[name] == inf else column.missing
    texts = [_FORMATS[column.kind.name](row[each], row, about) for each in (name, *column.ends)]
    if len(texts) > 2:  # noqa: PLR2004 - both ends stand around it
        return f"{texts[0]} ({spread(*texts[1:])})"
    return spread(*texts) if len(texts) > 1 else texts[0]


Format = Callable[[Any, Row, Any], Any]


def _plain(form: str) -> Format:
    return lambda value, row, about: format(value, f"z{form}")  # never minus nothing


def _said(write: Callable[[Any], str]) -> Format:
    return lambda value, row, about: write(value)


def _asked(value: float, row: Row, about: OfQuestion) -> str:
    return answer_words(value, about.question.unit, full_sum_words)


def _pounds_error(value: float) -> str:
    """Return a standard error with two figures: it says how far the answer can be trusted."""
    return rate_words(value)


def _asked_error(value: float, row: Row, about: OfQuestion) -> str:
    return _pounds_error(value) if about.question.unit == "pounds" else f"{value:.2%}"


def _mean_score(value: float, row: Row, about: Any) -> str:
    return full_sum_words(value) if row["score"] == RECOVERED else f"{value:.4f}"


def _limit(value: float, row: Row, about: Any, write: Callable[[float], str] = pounds) -> str:
    limited = row["basis"] == "up_to" if "basis" in row else row["status"] in UNDECIDED
    limit = f"{'up to ' if limited else ''}{write(value)}"
    return f"{limit}; stated {row['stated']}" if row.get("stated") else limit


def _recovered(value: float, row: Row, about: Any) -> str:
    return (pounds if row.get("status") in (RECEIVED, OUTTURN) else full_sum_words)(value)


def _moved(value: float, row: Row, about: Any) -> str:
    if row["bar"] == "event":
        return "certain" if value else "ruled out"
    return value_words(row["input"], value)


def _apart(row: Row) -> tuple[str, str]:
    value = row["value"] if isfinite(row["value"]) else row["base"]
    return distinct_words(row["input"], value, row["base"])


def _sides(value: bool, row: Row, about: OfStatement) -> str:
    said = below_and_above(about.statement, value)
    short = (each.removeprefix("the answer is ").removesuffix(" costs us less") for each in said)
    return "; ".join(short)


def _bar(value: str, row: Row, about: Any) -> str:
    words = event_words if row["bar"] == "event" else factor_words
    return capital(words(row["title"], row["year"]).removeprefix("the "))


def _source(value: str, row: Row, about: Any) -> str:
    of_a_year = row["year"] and value != DECISION
    return f"{row['title']}, {row['year']}" if of_a_year else str(row["title"])


def _trait(value: str, row: Row, about: Any) -> str:
    decided = f"{row['value']} in {row['year']}"
    return decided if row["value"] else f"{name_words(value)} {row['year']}".strip()


_FORMATS: Mapping[str, Format] = {
    kinds.TEXT.name: lambda value, row, about: value,
    kinds.NAME.name: _said(name_words),
    kinds.STATUS.name: _said(status_words),
    kinds.YES.name: lambda value, row, about: "yes" if value else "no",
    kinds.RATING.name: _said(lambda quality: quality.removeprefix("set by the ")),
    kinds.DAY.name: _said(lambda day: day_words(date.fromisoformat(day))),
    kinds.COUNT.name: lambda value, row, about: f"{ceil(value):,}",
    kinds.TALLY.name: lambda value, row, about: count_words(row["event"], value, row["known"]),
    kinds.STATED.name: _said(pounds),
    kinds.LIMIT.name: _limit,
    kinds.LIMIT_IN_PRICES.name: lambda value, row, about: _limit(value, row, about, full_sum_words),
    kinds.MODELLED.name: _said(full_sum_words),
    kinds.RECOVERED.name: _recovered,
    kinds.ASKED.name: _asked,
    kinds.AT_LEAST.name: _said(lambda amount: bound(amount, full_sum_words)),
    kinds.AT_MOST.name: _said(lambda amount: bound(amount, full_sum_words, most=True)),
    kinds.PRICE.name: _said(rate_words),
    kinds.POUNDS_ERROR.name: _said(_pounds_error),
    kinds.ASKED_ERROR.name: _asked_error,
    kinds.CHANCE.name: _said(percent),
    kinds.SHARE.name: _plain(".1%"),
    kinds.DECIMAL.name: _plain(".3f"),
    kinds.NUMBER.name: _plain("g"),
    kinds.CHANCE_ERROR.name: _plain(".2%"),
    kinds.DECIMAL_ERROR.name: _plain(".3f"),
    kinds.POSTS.name: _plain(".1f"),
    kinds.SCORE.name: _plain(".3f"),
    kinds.SCORE_DIFFERENCE.name: _plain(".4f"),
    kinds.MEAN_SCORE.name: _mean_score,
    kinds.TIMES.name: _plain(".2f"),
    kinds.DEVIATIONS.name: _plain(".2f"),
    kinds.OWN.name: lambda value, row, about: value_words(row["input"], value),
    kinds.OWN_ERROR.name: _plain(".2g"),
    kinds.MOVED.name: _moved,
    kinds.BASE.name: lambda value, row, about: _apart(row)[1],
    kinds.TURN.name: lambda value, row, about: _apart(row)[0],
    kinds.SIDES.name: _sides,
    kinds.TRAIT_MEAN.name: lambda value, row, about: (
        percent(value) if row["value"] else value_words(row["input"], value)
    ),
    kinds.FACTOR.name: lambda value, row, about: capital(
        factor_words(row["title"], row["year"]).removeprefix("the ")
    ),
    kinds.BAR.name: _bar,
    kinds.SOURCE.name: _source,
    kinds.TRAIT.name: _trait,
    kinds.SCORED.name: _said(lambda score: _SCORES[score]),
}
"""How the value of a column is written, by its kind; with its row, and what the answer is about."""
