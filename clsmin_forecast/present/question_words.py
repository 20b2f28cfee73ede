"""Questions, statements and answers in words, with their years and prices."""

from collections.abc import Callable
from typing import Any

from ..about import About
from ..analysis.cheaper import Saved
from ..analysis.question import OfQuestion, Question
from ..analysis.statements import Statement
from ..answer import Answer
from ..units import CASH, signed_pounds
from .words import (
    capital,
    exact,
    money_words,
    not_adding_up,
    over_years,
    percent,
    sum_words,
    under_words,
)

MEASURES = {
    "recovered": "what is recovered",
    "gap": "the gap that is left",
    "balance": "the award less the cost of the team",
}
"""What a question may be of, in words."""
TOO_CLOSE = "is too close to call"
"""What a verdict is where it cannot be told."""
_SINGLE = str.maketrans("“”", "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}")
_UNSURE = 0.05  # of what the evidence allows, on which a verdict may be wrong


def question_words(about: OfQuestion) -> str:
    """Return the question that is answered, in words.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> question_words(cf.tornado("central", draws=8).about).split(", ")[0]
    'the average of what is recovered over 2025/26 and 2026/27'
    """
    question, when = about.question, over_years(about.years)
    over = f"{_measure_words(question)} {when}, {under_words(about.statuses)},"
    if question.at_least is None:
        return f"the average of {over}"
    return f"the chance that {over} comes to at least {exact(question.at_least)}"


def _measure_words(question: Question) -> str:
    if isinstance(question, Saved):
        option, other = question.titled
        return f"what “{option}” saves us against “{other}”"
    return MEASURES[question.of]


def answer_words(answer: float, unit: str, write: Callable[[float], str] = sum_words) -> str:
    """Return the answer to a question in words.

    Parameters
    ----------
    answer : float
        In the unit.
    unit : str
        ``pounds`` or ``probability``, as a question has it.
    write : callable
        Gives a sum in words.

    Examples
    --------
    >>> answer_words(817_804.78, "pounds"), answer_words(0.501, "probability")
    ('£818,000', '50%')
    """
    return write(answer) if unit == "pounds" else percent(min(max(answer, 0.0), 1.0))


def statement_words(statement: Statement) -> str:
    """Return a statement in words.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> statement_words(cf.pays_for_the_team()), statement_words(cf.gap_reaches(500_000))
    ('average award pays for the team', 'average gap is at least £500,000')
    """
    question, target = statement.question, statement.target
    if isinstance(question, Saved) and target == 0:
        option, other = question.titled
        return f"average cost to us of “{option}” is no more than that of “{other}”"
    if question.of == "balance" and question.at_least is None and target == 0:
        return "average award pays for the team"
    least = percent(target) if question.unit == "probability" else signed_pounds(target)
    return f"{question.words} is at least {least}"


def inside_quotes(words: str) -> str:
    """Return words that stand in quotation marks, with single ones for their own.

    Examples
    --------
    >>> inside_quotes("cost of “Keep half”").isascii(), inside_quotes("cost")
    (False, 'cost')
    """
    return words.translate(_SINGLE)


def sides(statement: Statement) -> tuple[str, str]:
    """Return what is so where a statement holds, and what is so where it does not.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> sides(cf.even_chance(1_000_000))
    ('the answer is 50% or more', 'the answer is less than 50%')
    >>> sides(cf.pays_for_the_team())
    ('the award pays for the team', 'the award does not pay for the team')
    """
    question, target = statement.question, statement.target
    if isinstance(question, Saved) and target == 0:
        option, other = (f"“{title}” costs us less" for title in question.titled)
        return option, other
    if question.of == "balance" and question.at_least is None and target == 0:
        return "the award pays for the team", "the award does not pay for the team"
    least = level_words(target) if question.unit == "probability" else exact(target)
    return f"the answer is {least} or more", f"the answer is less than {least}"


def state_words(statement: Statement, holds: bool) -> str:
    """Return what is so where a statement holds or does not, with what it is about.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> state_words(cf.gap_reaches(300_000), True), state_words(cf.pays_for_the_team(), False)
    ('average gap is £300,000 or more', 'the award does not pay for the team')
    """
    return sides(statement)[not holds].replace("the answer", statement.question.words)


def below_and_above(statement: Statement, holds_below: bool) -> tuple[str, str]:
    """Return what is so below the value at which a statement turns, and what above it.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> below_and_above(cf.gap_reaches(300_000), False)
    ('the answer is less than £300,000', 'the answer is £300,000 or more')
    """
    holds, fails = sides(statement)
    return (holds, fails) if holds_below else (fails, holds)


def verdict(chance: float) -> str:
    """Return whether a statement holds as assumed, if it is sure enough that it does or does not.

    Examples
    --------
    >>> [verdict(chance) for chance in (0.97, 0.53, 0.02)]
    ['holds', 'is too close to call', 'does not hold']
    """
    if _UNSURE < chance < 1 - _UNSURE:
        return TOO_CLOSE
    return "holds" if chance >= 1 - _UNSURE else "does not hold"


def level_words(chance: float) -> str:
    """Return a chance that somebody named, as a percentage with as many digits as it has.

    Examples
    --------
    >>> level_words(0.8), level_words(0.975)
    ('80%', '97.5%')
    """
    whole = f"{chance:.0%}"
    return whole if round(100 * chance, 6) % 1 == 0 else f"{100 * chance:.6g}%"


def span_sentence(about: About) -> str:
    """Return over which years an answer is, and under what, where it is of a span.

    Examples
    --------
    >>> span_sentence(About(columns={}, years=("2025/26", "2026/27"), statuses=["in_principle"]))
    'Over 2025/26 and 2026/27, under awards agreed in principle, up to a ceiling.'
    >>> span_sentence(About(columns={}))
    ''
    """
    if not about.statuses:
        return ""
    return f"{capital(over_years(about.years))}, {under_words(about.statuses)}."


def table_note(answer: Answer[Any]) -> str:
    """Return what stands under the title of a table: of what and which years it is, how rounded.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> central = cf.forecast(cf.load_scenario("central"), draws=8)
    >>> table_note(central.paths()).split(". ")[-1]
    'Percentages are rounded, so they may not add up to 100%.'
    """
    whole = not_adding_up(answer["probability"]) if "probability" in answer else ""
    return " ".join(filter(None, (_asked(answer.about), span_sentence(answer.about), whole)))


def _asked(about: Any) -> str:
    """Return what was asked besides: of a statement, how sure a sum is, or of two scenarios."""
    if hasattr(about, "statement"):
        return f"The statement: {statement_words(about.statement)}."
    if hasattr(about, "confidence"):
        return f"The sum holds with a chance of {percent(about.confidence)}."
    return "From “{}” to “{}”.".format(*about.titles) if hasattr(about, "titles") else ""


def prices_sentence(about: About) -> str:
    """Return in which prices the sums of an answer are, where they are not cash.

    Examples
    --------
    >>> [prices_sentence(About(columns={}, price_base=base)) for base in ("cash", "2023/24")]
    ['', ' Sums are in 2023/24 prices.']
    """
    base = about.price_base
    return "" if base == CASH else f" Sums are {money_words(base)}."
