"""Answers: tables that say of themselves what they hold."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self, TypeVar

import pandas as pd

from .columns import Columns


@dataclass(frozen=True, kw_only=True)
class About:
    """What an answer says of itself; each kind of answer adds what is its own.

    Parameters
    ----------
    columns : mapping
        What its columns hold, by name.
    stem : str
        The question: its function, sentence, chart and table have this name.
    shown : sequence of int, optional
        The rows that a table for reading has; all of them by default.
    scenario : str
        The title of the one that it is about.
    span : str or sequence of str
        The years that were asked for.
    years : tuple of str
        Those years by name.
    statuses : collection of str
        Of those years.
    price_base : str
        Of its sums; empty where it has none.
    sources : sequence of str
        Ids in ``sources.csv``.
    checks : sequence of mapping
        The cross-checks: ``name``, ``passed`` and ``detail``.
    """

    columns: Columns
    stem: str = ""
    shown: Sequence[int] | None = None
    scenario: str = ""
    span: str | Sequence[str] = ""
    years: tuple[str, ...] = ()
    statuses: Collection[str] = ()
    price_base: str = ""
    sources: Sequence[str] = ()
    checks: Sequence[Mapping[str, Any]] = ()


A = TypeVar("A", bound=About)
A_co = TypeVar("A_co", bound=About, covariant=True)


class Answer(pd.DataFrame, Generic[A_co]):
    """A table with what it is about; a part of it is about the same."""

    _metadata: ClassVar[list[str]] = ["about"]
    about: A_co

    @property
    def _constructor(self) -> type[Self]:
        return type(self)

    @staticmethod
    def of(frame: pd.DataFrame, about: A) -> "Answer[A]":
        """Return a table with what it is about."""
        answer = Answer[A](frame)
        answer.about = about
        return answer
