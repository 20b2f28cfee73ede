"""What an answer says of itself, apart from its table; plans are read without loading tables."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    caption : str
        Of its table.
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
    caption: str = ""
    shown: Sequence[int] | None = None
    scenario: str = ""
    span: str | Sequence[str] = ""
    years: tuple[str, ...] = ()
    statuses: Collection[str] = ()
    price_base: str = ""
    sources: Sequence[str] = ()
    checks: Sequence[Mapping[str, Any]] = ()
