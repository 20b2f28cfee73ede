"""The tornado in words: what matters most, and what else moves the answer as far."""

from ...analysis.question import OfQuestion
from ...analysis.tornado import largest_bars
from ...answer import Answer
from ...arguments import public
from ..input_words import event_words, factor_words, rating_words, value_words
from ..question_words import answer_words, prices_sentence, question_words

_NAMED = 3  # changes or inputs that a sentence names before it counts the rest


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
    said = [f"{matters_most(frame)} As assumed, {asked}."]
    amounts = moving.index[moving["bar"] == "amount"]
    if len(amounts) and amounts[0] not in largest_bars(frame).index:
        said.append(f"Of the amounts, what matters most is {_ends(frame, amounts[0])}.")
    return " ".join(said) + prices_sentence(frame.about)


def matters_most(frame: Answer[OfQuestion]) -> str:
    """Return what moves the answer furthest, of a table in which something does."""
    return f"What matters most is {_first(frame)}."


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
