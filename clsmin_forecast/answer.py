"""Answers: tables that say of themselves what they hold."""

from typing import ClassVar, Generic, Self, TypeVar

import pandas as pd

from .about import About

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
