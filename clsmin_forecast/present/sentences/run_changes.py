"""Two runs in words: what differs, and how far the headline figures moved."""

from ...analysis.basis import OfRuns
from ...answer import Answer
from ...arguments import public
from ..question_words import MEASURES
from ..words import (
    capital,
    over_years,
    sum_words,
    under_words,
)


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
