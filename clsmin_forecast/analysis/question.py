"""What is asked of a forecast, and the answers at any chances without a new draw.

A question is linear in the probabilities of the paths: an average, or the chance of passing a sum.
So each path is summed up once, and every chance after that only re-weights a few numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np

from ..arguments import public
from ..errors import InputError, unknown
from ..model.beliefs import believed_chances, ends_of, known_in_part
from ..model.decisions import Chances, weigh_paths
from ..model.draws import by_block
from ..model.forecast import Forecast
from ..model.mixture import error_of
from ..model.projection import OPEN_YEARS, Span, named_span
from ..quantiles import Values, normal_share
from ..sums import weighted_sum
from ..units import HALF_A_PENNY, signed_pounds
from .basis import OfForecasts, check_span, describe

_WORDS = {  # what is asked -> as an average, as a chance
    "recovered": ("average recovered", "chance to recover"),
    "gap": ("average gap", "chance that the gap is"),
    "balance": (
        "average award less the cost of the team",
        "chance that the award less the cost of the team is",
    ),
}
ASKED = tuple(_WORDS)


@public
@dataclass(frozen=True)
class Question:
    """An average over a span of years, or the chance that it comes to at least a sum.

    Parameters
    ----------
    of : str
        ``recovered``, ``gap``, or ``balance`` (the award less the cost of the team).
    span : str or sequence of str
        ``decision_years``, ``in_principle_years``, ``all_years``, or financial years by name; by
        default ``open_years``, which are those in principle, else those not decided, else those
        from the costing year on.
    at_least : float, optional
        Pounds in the price base; without it the average is asked.

    Raises
    ------
    InputError
        If the measure is unknown or the sum is not a finite number.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> ceases = cf.forecast(cf.load_scenario("ceases"), draws=8)
    >>> cf.Question(at_least=1).answer(ceases), cf.Question().answer(ceases)
    (0.0, 0.0)
    """

    of: str = "recovered"
    span: Span = OPEN_YEARS
    at_least: float | None = None

    def __post_init__(self) -> None:
        """Refuse a measure that cannot be asked for, and a sum that is no number; name the span."""
        object.__setattr__(self, "span", named_span(self.span))  # so that equal ones are equal
        check_measure(self.of, "question")
        if self.at_least is not None and not isfinite(self.at_least):
            raise InputError(f"question: at_least must be a sum of pounds, got {self.at_least!r}.")

    @property
    def unit(self) -> str:
        """``pounds``, or ``probability`` where a chance is asked."""
        return "pounds" if self.at_least is None else "probability"

    @property
    def words(self) -> str:
        """What is asked, in words.

        Examples
        --------
        >>> Question("gap").words, Question(at_least=1_000_000).words
        ('average gap', 'chance to recover at least £1,000,000')
        """
        average, chance = _WORDS[self.of]
        return (
            average
            if self.at_least is None
            else f"{chance} at least {signed_pounds(self.at_least)}"
        )

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures of a forecast on whose inputs the answer rests."""
        return (self.of,)

    def put_to(self, forecast: Forecast) -> "Question":
        """Return the question with what the forecast settles of it.

        Raises
        ------
        InputError
            If the forecast has no answer to it.
        """
        check_priced(forecast, self.of, self.span)
        return self

    def along(self, forecast: Forecast, decisions: Mapping[str, str]) -> Values:
        """Return what is asked along one path, draw by draw, in the price base."""
        return forecast.along(decisions, self.of, self.span)

    def sources(self, forecast: Forecast) -> list[str]:
        """Return what it rests on beside the sources of the forecast."""
        return []

    def of_sums(self, sums: Values) -> Values:
        """Return the answer in each block of draws, for sums along one path."""
        if self.at_least is None:
            return by_block(sums)
        return by_block(np.asarray(sums >= self.at_least - HALF_A_PENNY, dtype=float))

    def answer(self, forecast: Forecast) -> float:
        """Return the answer that a forecast gives, in the question's unit."""
        return Asked(forecast, self).answer

    def standard_error(self, forecast: Forecast) -> float:
        """Return the standard error of the answer, in the question's unit."""
        return Asked(forecast, self).standard_error


def check_measure(of: str, where: str) -> None:
    """Refuse a measure that cannot be asked for.

    Raises
    ------
    InputError
        With the nearest that can.
    """
    if of not in ASKED:
        raise unknown(where, "measure", of, ASKED)


def check_priced(forecast: Forecast, of: str, span: Span) -> None:
    """Refuse a span without a year, or without one in which the team has a cost to ask for.

    Raises
    ------
    InputError
        If there is none.
    """
    years = check_span(forecast, span)
    forecast.require_priced(of)
    costed = forecast.scenario.facts.awards.costed_years
    if of != "recovered" and not set(years) & set(costed):
        raise InputError(
            f"span: {', '.join(years)} has no year in which a post has a price, so no {of}; "
            f"it has one from {costed[0]} on."
        )


AVERAGE_RECOVERED = Question()
"""The average recovered over the open years: what is asked unless something else is."""


@dataclass(frozen=True, kw_only=True)
class OfQuestion(OfForecasts):
    """What the answer to a question says of itself.

    ``answer`` is in the question's unit, and lies between ``answer_low`` and ``answer_high`` by 90%
    of what the evidence leaves open of the chances.
    """

    question: Question
    answer: float
    answer_standard_error: float
    answer_low: float
    answer_high: float


class Asked:
    """A question put to a forecast, at its own chances or at others.

    Parameters
    ----------
    forecast : Forecast
        Whose draws are used.
    """

    def __init__(self, forecast: Forecast, question: Question) -> None:
        self.forecast, self.question = forecast, question.put_to(forecast)
        self._paths: dict[tuple[str, ...], Values] = {}

    @cached_property
    def _blocks(self) -> Values:
        return self.at()

    @property
    def answer(self) -> float:
        """The answer at the scenario's own chances, in the question's unit."""
        return float(self._blocks.mean())

    @property
    def standard_error(self) -> float:
        """The standard error of the answer."""
        return float(error_of(self._blocks))

    @cached_property
    def believed(self) -> Values:
        """The answer at each value that the evidence allows the chances, as `beliefs` has them."""
        chances = believed_chances(self.forecast.scenario, self.forecast.seed)
        return np.atleast_1d(self.at(chances).mean(axis=-1))

    def chance_at_least(self, target: float, rounding: float) -> float:
        """Return how sure it is that the answer is a target or more.

        What is not known is what the evidence leaves open of the chances, and the error of the
        draws.

        Parameters
        ----------
        target : float
            In the question's unit.
        rounding : float
            How far below it still counts as the target.
        """
        error, beyond = self.standard_error, self.believed - (target - rounding)
        if error <= rounding:
            return float((beyond >= 0).mean())
        return float(normal_share(beyond / error).mean())

    def describe(self) -> dict[str, Any]:
        """Return what an answer says of the question, but its columns and stem."""
        in_part = known_in_part(self.forecast.scenario)
        believed = ends_of(np.array([self.answer]) if in_part else self.believed)
        said = describe([self.forecast], self.question.span, self.question.of)
        own = self.question.sources(self.forecast)
        return said | {
            "sources": [*dict.fromkeys([*said["sources"], *own])],
            "question": self.question,
            "answer": self.answer,
            "answer_standard_error": self.standard_error,
            "answer_low": believed["p5"],
            "answer_high": believed["p95"],
        }

    def at(self, chances: Chances | None = None) -> Values:
        """Return the answer in each block of draws.

        Parameters
        ----------
        chances : mapping of str to mapping of str to array, optional
            Other chances by input and year, all of one shape.

        Returns
        -------
        array
            Of that shape, with the blocks as one more axis at the end.
        """
        paths = weigh_paths(self.forecast.scenario, chances)
        weights = np.stack([path.weights for path in paths], axis=-1)
        answers = np.stack([self._along(path.decisions) for path in paths])
        return weighted_sum(answers, weights[..., None], axis=-2)

    def _along(self, decisions: dict[str, str]) -> Values:
        key = tuple(decisions.values())
        if key not in self._paths:
            sums = self.question.along(self.forecast, decisions)
            self._paths[key] = self.question.of_sums(sums)
        return self._paths[key]
