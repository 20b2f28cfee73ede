"""What an analyst is asked: what drives the answer, what would turn it, what moved it."""

import pandas as pd

from ...analysis.basis import OfInput
from ...analysis.bridge import OfBridge
from ...analysis.question import OfQuestion
from ...analysis.tornado import largest_bars
from ...analysis.variance_shares import DECISION, OF_BOTH, OfShares
from ...analysis.worst_runs import OfWorst
from ...answer import Answer
from ...arguments import public
from ..asked import (
    MEASURES,
    answer_words,
    event_words,
    factor_words,
    prices_sentence,
    question_words,
    rating_words,
    value_words,
)
from ..words import (
    capital,
    in_points,
    list_words,
    over_years,
    part_words,
    percent,
    sum_words,
    under_words,
)

_NOTHING = {"gap": "there is no gap", "recovered": "nothing is recovered"}
_NAMED = 3  # changes or inputs that a sentence names before it counts the rest
_COMMON = 0.5  # of the worst; what no more of them share is not common to them
_APART = 0.01  # standard deviations; nearer, the worst are like all


@public
def tornado(frame: Answer[OfQuestion]) -> str:
    """Return what moves the answer furthest, and which amount does, with their evidence.

    Parameters
    ----------
    frame
        As in `largest_bars`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> tornado(cf.tornado(cf.load_scenario("central"))).split(" (")[0]
    'What matters most is whether funding ceases in 2025/26'
    """
    question, answer = frame.about.question, frame.about.answer
    asked = f"{question_words(frame.about)} is {answer_words(answer, question.unit)}"
    moving = frame[frame["swing"] != 0]
    if moving.empty:
        return f"No input moves the answer by itself: {asked}."
    said = [f"What matters most is {_first(frame)}.", f"As assumed, {asked}."]
    amounts = moving.index[moving["bar"] == "amount"]
    if len(amounts) and amounts[0] not in largest_bars(frame).index:
        said.append(f"Of the amounts, what matters most is {_ends(frame, amounts[0])}.")
    return " ".join(said) + prices_sentence(frame.about)


def _first(frame: Answer[OfQuestion]) -> str:
    """Return what moves the answer furthest with its ends, and what else moves it as far."""
    tied = largest_bars(frame).index
    if len(tied) > _NAMED:
        return f"{_ends(frame, tied[0])}; {len(tied) - 1} others move the answer as far"
    return "; and, as far, ".join(_ends(frame, place) for place in tied)


def _ends(frame: Answer[OfQuestion], place: int) -> str:
    row, question = frame.iloc[place], frame.about.question
    at_low, at_high = (answer_words(row[end], question.unit) for end in ("at_low", "at_high"))
    if row["bar"] == "event":
        what = event_words(row["title"], row["year"])
        return (
            f"{what} ({rating_words(row['quality'])}): {at_low} if ruled out, {at_high} if certain"
        )
    low, high = (value_words(row["input"], row[end]) for end in ("low", "high"))
    what = factor_words(row["title"], row["year"])
    return f"{what} ({rating_words(row['quality'])}): {at_low} at {low}, {at_high} at {high}"


@public
def variance_shares(frame: Answer[OfShares]) -> str:
    """Return how much of the variance is due to decisions, to amounts, and to both at once.

    Parameters
    ----------
    frame : DataFrame
        From `variance_shares`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> said = variance_shares(cf.variance_shares(cf.load_scenario("continues_flat")))
    >>> "decisions not on record are 0%" in said
    True
    """
    over = f"{over_years(list(frame.about.years))}, {under_words(frame.about.statuses)}"
    if frame.about.variance == 0:
        return f"Nothing is uncertain about the total {over}."
    adds = frame[frame["adds"]]
    decisions, both = adds[adds["source"] == DECISION], adds[adds["source"] == OF_BOTH]
    shares = [max(0.0, float(part["share"].sum())) for part in (decisions, both)]
    largest = decisions.sort_values("share", ascending=False, kind="stable").iloc[:1]
    alone = [
        f", that of {row['year']} alone {percent(row['share'])} ({rating_words(row['quality'])})"
        for _, row in largest.iterrows()
        if row["share"] > 0
    ]
    return (
        f"Of the variance of the total {over}, decisions not on record are {percent(shares[0])}"
        f"{''.join(alone)}; the amounts are {percent(1 - sum(shares))}, and "
        f"what decisions and amounts do together is {percent(shares[1])}."
    )


@public
def bridge(frame: Answer[OfBridge]) -> str:
    """Return both answers, the difference, and the changes that make most of it.

    Parameters
    ----------
    frame : DataFrame
        From `bridge`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.load_scenario("central")
    >>> bridge(cf.bridge(central, central)).endswith("Nothing differs between them.")
    True
    """
    question, (before, after) = frame.about.question, frame.about.titles
    start, end = (answer_words(each, question.unit) for each in frame.about.answers)
    said = [
        f"From “{before}” to “{after}”, {question_words(frame.about)} goes from {start} to {end}."
    ]
    if frame.empty:
        return f"{said[0]} Nothing differs between them."
    named = len(frame) if len(frame) <= _NAMED + 1 else _NAMED
    steps = [_step(row, frame) for _, row in frame.iloc[:named].iterrows()]
    more = len(frame) - named
    said.append(f"{capital(list_words(steps))}.")
    if more > 0:
        rest = float(frame["change"].iloc[named:].sum())
        said.append(f"The {more} others together: {_moved(rest, frame)}.")
    return " ".join(said) + prices_sentence(frame.about)


def _step(row: "pd.Series[float]", frame: Answer[OfBridge]) -> str:
    title = str(row["title"])
    return f"the {title[:1].lower()}{title[1:]}: {_moved(row['change'], frame)}"


def _moved(change: float, frame: Answer[OfBridge]) -> str:
    amount = answer_words(abs(change), frame.about.question.unit)
    if amount in ("0%", "£0"):
        return "no change"
    return f"{in_points(amount)} {'more' if change >= 0 else 'less'}"


@public
def stress(frame: Answer[OfInput]) -> str:
    """Return what is recovered with an input held in parts of its range.

    Parameters
    ----------
    frame : DataFrame
        From `stress`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> stress(cf.stress(cf.load_scenario("ceases"), "recovery_rate")).split(": ")[0]
    'With the share of the award that is spent and so recovered in part of its range'
    """
    what = factor_words(frame.about.title, frame.about.year or "")
    said = [f"{sum_words(row['mean'])} ({part_words(str(part))})" for part, row in frame.iterrows()]
    return (
        f"With {what} in part of its range: recovered over "
        f"{list_words(list(frame.about.years))}, {under_words(frame.about.statuses)}, averaged "
        f"over all outcomes, {list_words(said)}.{prices_sentence(frame.about)}"
    )


@public
def worst_runs(frame: Answer[OfWorst]) -> str:
    """Return what most of the worst outcomes have in common, and what is more frequent in them.

    Parameters
    ----------
    frame : DataFrame
        From `worst_runs`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> worst_runs(cf.worst_runs(cf.load_scenario("central"))).split(", ")[0]
    'In the worst 10% of outcomes'
    """
    over = f"{over_years(list(frame.about.years))}, {under_words(frame.about.statuses)}"
    of, mean = frame.about.of, frame.about.worst_mean
    if sum_words(mean) == sum_words(0) and percent(frame.about.as_bad) == "100%":
        return f"{capital(_NOTHING[of])} in any outcome {over}."
    decisions = frame[(frame["input"] == DECISION) & (frame["apart"] > _APART)].iloc[:_NAMED]
    most = decisions["in_worst"] > _COMMON
    common = _shared(" What they have in common", decisions[most])
    common += _shared(" More frequent in them", decisions[~most])
    return (
        f"In the worst {percent(frame.about.worst)} of outcomes, "
        f"{MEASURES[of]} {over}, averages {sum_words(mean)}.{_ties(frame.about)}{common}"
        f"{prices_sentence(frame.about)}"
    )


def _shared(lead: str, decisions: pd.DataFrame) -> str:
    said = [
        f"{row['value']} in {row['year']}, {percent(row['in_worst'])} of them against "
        f"{percent(row['overall'])} of all"
        for _, row in decisions.sort_values("year", kind="stable").iterrows()
    ]
    return f"{lead}: {'; '.join(said)}." if said else ""


def _ties(about: OfWorst) -> str:
    if percent(about.as_bad) == percent(about.worst) or about.as_bad < about.worst:
        return ""
    as_bad = percent(about.as_bad)
    said = "Every outcome is" if as_bad == "100%" else f"As many as {as_bad} of outcomes are"
    return f" {said} as bad, so each counts in part."
