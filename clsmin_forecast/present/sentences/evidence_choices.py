"""What the choice of comparison does to the answer."""

import pandas as pd

from ...analysis.evidence_choices import OfChoices, not_funded
from ...answer import Answer
from ...arguments import public
from ...inputs.awards import WITH_YEAR
from ...units import number_of
from ..question_words import answer_words, prices_sentence, question_words
from ..words import about, dated_words, list_words, percent, spread
from .clauses import between

_CLOSE = 1e-9  # chances nearer than this are one
NONE_ENTERS = (
    "No chance of ceasing is taken from the cases compared alone, so others change nothing here."
)


@public
def evidence_choices(frame: Answer[OfChoices]) -> str:
    """Return the chances and the sum by the cases compared, and on those chosen.

    Parameters
    ----------
    frame : DataFrame
        From `evidence_choices`.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> said = evidence_choices(cf.evidence_choices(cf.load_scenario("central")))
    >>> said.split(";")[0]
    'The chance that funding ceases after a funded year is between 6% and 46% by the cases compared'
    """
    if frame.empty:
        return NONE_ENTERS
    chosen = frame[frame["chosen"]]
    before = "Before any sign, the" if frame.about.sign_years else "The"
    risk = (
        f"{before} chance that funding ceases after a funded year is "
        f"{between(frame['chance'])} by the cases compared{_chosen(chosen)}."
    )
    differ = not _unmoved(frame["chance"])
    if differ and all(_unmoved(frame[not_funded(year)]) for year in _moved(frame)):
        return f"{risk} In this scenario it moves nothing, because the funding ceases before."
    years = list_words([_year(frame, year) for year in _moved(frame)])
    said = [
        risk,
        _ends(frame),
        f"The chance of no funding{_signs(frame)}: {years}.",
        _answer(frame, chosen),
    ]
    return " ".join(filter(None, said)) + prices_sentence(frame.about)


def _signs(frame: Answer[OfChoices]) -> str:
    years = frame.about.sign_years
    return f", with the signs of {list_words(years)} weighed in whatever the cases" if years else ""


def _chosen(chosen: pd.DataFrame) -> str:
    if len(chosen) > 1:
        return f"; the scenario takes {len(chosen)} of these, and each is here taken for every year"
    if chosen.empty:
        return ""
    row = chosen.iloc[0]
    return (
        f"; {percent(row['chance'])} on those chosen, {number_of(row['events'], 'ending')} in "
        f"{number_of(row['known'], 'known case')}{_more(row['unknown'])}, 90% interval "
        f"{_interval(row)}"
    )


def _more(unknown: int) -> str:
    return f" beside {unknown} unknown" if unknown else ""


def _interval(row: "pd.Series[float]") -> str:
    return spread(percent(row["low"]), percent(row["high"]))


def _ends(frame: Answer[OfChoices]) -> str:
    """Return which cases give the ends of the span, and what is to be said against them."""
    if _unmoved(frame["chance"]):
        return ""
    ordered = frame.sort_values("chance", kind="stable").iloc[[0, -1]].to_dict("records")
    return " ".join(
        f"The {end} is of “{row['label']}”. {row['caution']}".rstrip()
        for end, row in zip(("lowest", "highest"), ordered, strict=True)
    )


def _unmoved(values: "pd.Series[float]") -> bool:
    return float(values.max() - values.min()) < _CLOSE


def _moved(frame: Answer[OfChoices]) -> list[str]:
    years = frame.about.status_of
    return [year for year in years if year >= frame.about.compared_years[0]]


def _year(frame: Answer[OfChoices], year: str) -> str:
    chosen = frame.loc[frame["chosen"], not_funded(year)]
    when = dated_words(year, frame.about.status_of[year], *WITH_YEAR)
    on_those = f" ({about(chosen.iloc[0])} on those chosen)" if len(chosen) == 1 else ""
    return f"{between(frame[not_funded(year)])} in {when}{on_those}"


def _answer(frame: Answer[OfChoices], chosen: pd.DataFrame) -> str:
    asked, unit = question_words(frame.about), frame.about.question.unit
    low, high = (answer_words(end, unit) for end in (frame["answer"].min(), frame["answer"].max()))
    if low == high:
        return f"Then {asked} is {low} by every one of them."
    first = f"Then {asked} is between {low} and {high}"
    if len(chosen) != 1:
        return f"{first}."
    chosen_answer = answer_words(frame.about.answer, unit)
    ends = [answer_words(end, unit) for end in (frame.about.answer_low, frame.about.answer_high)]
    first = f"{first}, {chosen_answer} on those chosen"
    if ends[0] == ends[1]:
        return f"{first}."
    judged = ", and signs whose worth is judged," if frame.about.sign_years else ""
    return (
        f"{first}; so few cases{judged} leave those {chosen_answer} open between {ends[0]} "
        f"and {ends[1]}, 90% interval."
    )
