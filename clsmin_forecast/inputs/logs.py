"""The logs of assurance: the choices that shape the analysis, and the data with their ratings."""

from datetime import date
from pathlib import Path
from typing import Annotated, get_args

from pydantic import Field

from ..errors import InputError
from .assumptions import Rating, Text
from .files import Row, Strict, filled, one_of, read_table, read_yaml, validated

_LOG_COLUMNS = ("file", "holds", "quality", "suitability", "reason", "sources")


class Choice(Strict):
    """A choice that shapes the analysis, as written in ``decisions.yaml``."""

    id: Text
    decided_on: date
    decision: Text
    reason: Text
    decided_by: Text
    signed_off_by: Text


class _File(Strict):
    decisions: Annotated[list[Choice], Field(min_length=1)]


def load_choices(folder: Path) -> list[Choice]:
    """Return the choices in ``decisions.yaml``.

    Raises
    ------
    InputError
        If an entry breaks a rule.
    """
    return validated(_File, read_yaml(folder / "decisions.yaml"), "decisions.yaml").decisions


def load_data_log(folder: Path) -> list[Row]:
    """Return the data files in ``data_log.csv``, each with its ratings.

    Raises
    ------
    InputError
        If a rating is unknown, a field is empty or a file is not there.
    """
    rows = read_table(folder / "data_log.csv", _LOG_COLUMNS)
    for row in rows:
        for column in _LOG_COLUMNS:
            filled(row, column, "every file has its ratings, a reason and its sources")
        for column in ("quality", "suitability"):
            one_of(row, column, get_args(Rating))
        if not (folder / row["file"]).is_file():
            raise InputError(f"{row['where']}: file {row['file']!r} is not in the data folder.")
    return rows
