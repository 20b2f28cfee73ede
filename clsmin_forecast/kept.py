"""Keeping what is made of a thing that does not change, for as long as the thing is there."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, TypeVar

Made = TypeVar("Made")


class Keeps:
    """A thing that keeps what is made of it."""

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def once(self, key: Hashable, made: Callable[[], Made]) -> Made:
        """Return what is made of this alone, made once.

        Parameters
        ----------
        key : hashable
            What it is.
        made : callable
            Makes it.
        """
        if key not in self._kept:
            self._kept[key] = made()
        found: Made = self._kept[key]
        return found
