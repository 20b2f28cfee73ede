"""Cells: a value of a table as it stands in a workbook, rounded once."""

import math
import re

import pandas as pd

from ..words import nearest
from .columns import INFINITE, NEARLY_ZERO, Column

Cell = str | int | float
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def cell(value: object, column: Column, stated: bool = False) -> Cell:
    """Return what stands in a cell: a number, rounded, or a text; never nothing.

    Parameters
    ----------
    value : object
        As the data have it.
    column : Column
        In which it stands.
    stated : bool
        Whether it is of a year whose sum a paper states.

    Examples
    --------
    >>> from .columns import CHANCE, RECOVERED, STATUS
    >>> recovered, chance = Column("Recovered", RECOVERED), Column("Chance", CHANCE)
    >>> cell(817_804.78, recovered), cell(272_708.04, recovered, stated=True)
    (818000, 272708)
    >>> cell(0.24337, chance), cell(1e-9, chance), cell(None, chance), cell(float("inf"), chance)
    (0.243, '[k]', '[z]', '[i]')
    >>> cell("received", Column("Status", STATUS)), cell(True, Column("Told apart"))
    ('accepted', 'yes')
    """
    if pd.isna(value):  # type: ignore[call-overload]
        return column.missing
    if isinstance(value, str):
        text = written(column.kind.said(value) if column.kind.said else value)
        return text or column.missing
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    return _number(float(value), column, stated)  # type: ignore[arg-type]


def _number(value: float, column: Column, stated: bool) -> Cell:
    kind = column.kind
    if kind.places is None:
        return f"{value:.10g}"
    if math.isinf(value):
        return INFINITE
    to_the_pound = stated and kind.to_the_pound
    rounded = nearest(value) if kind.modelled and not to_the_pound else round(value, kind.places)
    rounded += 0.0  # never minus 0
    if rounded == 0 and value != 0:
        return NEARLY_ZERO
    return int(rounded) if rounded == int(rounded) else rounded


def written(text: str) -> str:
    r"""Return a text on one line, without the characters that no workbook can hold.

    Examples
    --------
    >>> written(" one\n  two\x00")
    'one two'
    """
    return " ".join(_UNWRITABLE.sub(" ", text).split())
