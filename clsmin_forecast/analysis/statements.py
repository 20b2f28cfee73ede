"""Statements that a paper may make, and that some value of an input would turn."""

from dataclasses import dataclass
from math import isfinite

import numpy as np

from ..arguments import public
from ..errors import InputError, unknown
from ..model.projection import OPEN_YEARS, Span
from ..quantiles import Values
from ..units import HALF_A_PENNY
from .question import Asked, Question

_CLOSE = 1e-4  # of a chance
SAME = 1e-9
"""Chances closer than this are the same chance."""


@public
@dataclass(frozen=True)
class Statement:
    """That the answer to a question is at least a target.

    Parameters
    ----------
    target : float
        Pounds, or a probability where a chance is asked.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> cf.Statement(cf.Question(at_least=1_000_000), 0.5) == cf.even_chance(1_000_000)
    True
    """

    question: Question
    target: float

    def __post_init__(self) -> None:
        """Refuse a target that is no number, or no probability where a chance is asked."""
        chance = self.question.at_least is not None
        if not isfinite(self.target) or (chance and not 0 <= self.target <= 1):
            legal = "a probability from 0 to 1" if chance else "a sum of pounds"
            raise InputError(f"statement: target must be {legal}, got {self.target!r}.")

    @property
    def close(self) -> float:
        """How near an answer is to the target that it gives it: £1, or a chance of 0.0001."""
        return 1.0 if self.question.unit == "pounds" else _CLOSE

    def sureness(self, asked: Asked) -> float:
        """Return how sure it is that the statement holds, as `Asked.chance_at_least` has it."""
        return asked.chance_at_least(self.target, self.target - self.target_met)

    @property
    def target_met(self) -> float:
        """The least answer that counts as the target: rounding loses less than the difference."""
        return self.target - (HALF_A_PENNY if self.question.unit == "pounds" else SAME)


@public
def pays_for_the_team(span: Span = OPEN_YEARS) -> Statement:
    """Return the statement that the award on average pays for the team.

    Parameters
    ----------
    span
        As in `compare`.
    """
    return Statement(Question("balance", span), 0.0)


@public
def even_chance(at_least: float, span: Span = OPEN_YEARS) -> Statement:
    """Return the statement that there is an even chance to recover at least a sum.

    Parameters
    ----------
    at_least : float
        Pounds.
    span
        As in `compare`.
    """
    return Statement(Question("recovered", span, at_least), 0.5)


@public
def gap_reaches(amount: float, span: Span = OPEN_YEARS) -> Statement:
    """Return the statement that the average gap reaches a sum.

    Parameters
    ----------
    span
        As in `compare`.
    """
    return Statement(Question("gap", span), amount)


PAYS_FOR_THE_TEAM = pays_for_the_team()
"""The statement that is put unless another one is."""

STATEMENTS = ("pays_for_the_team", "even_chance", "gap_reaches")


@public
def statement(name: str, amount: float, span: Span = OPEN_YEARS) -> Statement:
    """Return a statement by its name.

    Parameters
    ----------
    name : str
        One of `STATEMENTS`.
    amount : float
        The sum that it speaks of, pounds; none is needed for ``pays_for_the_team``.
    span
        As in `compare`.

    Raises
    ------
    InputError
        If there is no such statement, or the sum is below 0.

    Examples
    --------
    >>> statement("gap_reaches", 500_000) == gap_reaches(500_000)
    True
    """
    if name not in STATEMENTS:
        raise unknown("statement", "statement", name, STATEMENTS)
    if name == "pays_for_the_team":
        return pays_for_the_team(span)
    if amount < 0:
        raise InputError(f"statement: amount is a sum of pounds from 0 up, got {amount:,.10g}.")
    return {"even_chance": even_chance, "gap_reaches": gap_reaches}[name](amount, span)


def crossing(at_0: Values, at_1: Values, statement: Statement) -> Values:
    """Return where straight lines from 0 to 1 reach the target; not a number where they do not."""
    flat = np.abs(at_1 - at_0) < SAME
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (statement.target - at_0) / (at_1 - at_0)
    return np.where(flat | (value < 0) | (value > 1), np.nan, value)
