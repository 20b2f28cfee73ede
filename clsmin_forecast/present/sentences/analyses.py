"""What a table of an analysis says: scenarios side by side, and what an expansion brings."""

import pandas as pd

from ...analysis.basis import OfForecasts, OfRuns
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import IN_PRINCIPLE
from ..asked import MEASURES, prices_sentence
from ..words import (
    average_posts,
    capital,
    estimate,
    odds,
    over_years,
    percent,
    sum_words,
    under_words,
)


@public
def compare(frame: Answer[OfForecasts]) -> str:
    """Return how the first scenario stands, and how far the lowest and highest others are from it.

    Parameters
    ----------
    frame
        As in `compare`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> both = cf.compare(cf.load_scenarios(["ceases", "full_expansion"]), draws=8)
    >>> compare(both).split("”: ")[-1]
    '£2 million in every outcome, £2 million more.'
    """
    first, others = frame.iloc[0], frame.iloc[1:].sort_values("mean", kind="stable")
    years, under = over_years(frame.about.years), under_words(frame.about.statuses)
    said = [
        f"In “{first['title']}” the chance that nothing is recovered is "
        f"{odds(first['chance_nothing'])}.",
        f"Recovered {years} {under}: {estimate(first)}.",
    ]
    ends = others.iloc[sorted({0, len(others) - 1})] if len(others) else others
    if len(others) > len(ends):
        said.append(f"Of {len(others)} other scenarios, these are the lowest and the highest.")
    said += [
        f"“{row['title']}”: {estimate(row)}, {_difference(row, first)}."
        for _, row in ends.iterrows()
    ]
    return " ".join(said) + prices_sentence(frame.about)


def _difference(row: "pd.Series[float]", first: "pd.Series[float]") -> str:
    """Return how far a row is from the first, by the gap where the sums recovered do not differ."""
    amount = float(row["difference"])
    words = sum_words(abs(amount))
    if words == sum_words(0) and "gap_mean" not in row:
        return "the same on average"
    if words == sum_words(0):
        left, before = sum_words(row["gap_mean"]), sum_words(first["gap_mean"])
        gap = f"; the gap that is left averages {left}, against {before} in the first"
        return f"the same on average{gap if left != before else ''}"
    return f"{words} {'more' if amount > 0 else 'less'}"


@public
def run_changes(frame: Answer[OfRuns]) -> str:
    """Return what two runs rest on that differs, and how far each headline figure moved.

    Where the runs sum other years, what can be compared comes first: the years that both sum.

    Parameters
    ----------
    frame : DataFrame
        From `runs.changes.run_changes`.
    """
    before, after = frame.about.runs
    years = [over_years(each) for each in frame.about.summed]
    differs = "; ".join(frame.about.rests_on) or "nothing"
    under = under_words(frame.about.statuses)
    both, alike = capital(over_years(frame.about.years)), years[0] == years[1]
    said = [
        f"From run {before} to run {after}, what differs: {differs}.",
        f"{both}{'' if alike else ', which both sum'}, {under}: "
        f"{_before_and_now(frame, 'before_alike', 'after_alike')}.",
    ]
    if not alike:
        said.append(
            f"The published sums, {under}, are over other years, so they do not compare: "
            f"{_before_and_now(frame, 'before', 'after', *(f' {each}' for each in years))}."
        )
    return " ".join(said)


def _before_and_now(
    frame: Answer[OfRuns], before: str, after: str, earlier: str = "", later: str = ""
) -> str:
    return "; ".join(
        f"{MEASURES[row['of']]} averages {sum_words(row[before])}{earlier} before, "
        f"{sum_words(row[after])}{later} now"
        for _, row in frame.drop_duplicates("figure").iterrows()
    )


@public
def expansion(frame: Answer[OfForecasts]) -> str:
    """Return what the smallest and the largest expansion of a table bring.

    Parameters
    ----------
    frame : DataFrame
        From `vary` of ``expansion_share``.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.vary(cf.load_scenario("full_expansion"), "expansion_share", [0, 1], draws=8)
    >>> expansion(table).split(". ")[0]
    'This scenario assumes that funding goes on'
    """
    frame = frame.sort_index()
    years, under = over_years(frame.about.years), under_words(frame.about.statuses)
    ends = frame.iloc[sorted({0, len(frame) - 1})]
    nothing = float(frame["chance_nothing"].iloc[-1])
    risk = f"The chance that nothing is recovered is {odds(nothing)}."
    said = [risk if nothing else "This scenario assumes that funding goes on."]
    if IN_PRINCIPLE not in frame.about.status_of.values():
        last = frame.iloc[-1]
        posts = f"; it{_supports(last, ' a year')}" if "posts_mean" in last else ""
        return (
            "No year is agreed in principle, so no award is left to expand. Recovered "
            f"{years} {under}, {estimate(last)}{posts}.{prices_sentence(frame.about)}"
        )
    said += [
        f"An expansion that takes {percent(float(str(share)))} of the room"
        f"{_brings(row)} {years} {under}, {estimate(row)}."
        for share, row in ends.iterrows()
    ]
    return " ".join(said) + prices_sentence(frame.about)


def _brings(row: "pd.Series[float]") -> str:
    """Return what an expansion supports, where a paper prices a post, up to what is recovered."""
    return f"{_supports(row)}; recovered" if "posts_mean" in row else ": recovered"


def _supports(row: "pd.Series[float]", when: str = "") -> str:
    return f" supports {average_posts(row['posts_mean'])}{when} on average"
