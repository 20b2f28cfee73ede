"""The logs of assurance: the choices that shape the analysis, and the data with their ratings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Annotated, get_args

from pydantic import Field

from ..errors import InputError, unknown
from .assumptions import Rating
from .files import Row, Strict, Text, filled, one_of, read_table, read_yaml, validated

_LOG = ("file", "holds", "quality", "suitability", "reason", "sources")


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
    """Return the choices in ``decisions.yaml``."""
    choices = validated(_File, read_yaml(folder / "decisions.yaml"), "decisions.yaml").decisions
    for earlier, choice in combinations(choices, 2):
        if earlier.id == choice.id:
            raise InputError(f"decisions.yaml: id {choice.id} is given twice.")
    return choices


@dataclass(frozen=True)
class DataFile:
    """A file of the data folder with its ratings, as in ``data_log.csv``."""

    file: str
    holds: str
    quality: str  # red, amber or green, as the next
    suitability: str
    reason: str  # why it is rated so
    sources: tuple[str, ...]  # ids in sources.csv


def load_data_log(folder: Path, sources: Collection[str]) -> list[DataFile]:
    """Return the data files in ``data_log.csv``."""
    return [_data_file(row, folder, sources) for row in read_table(folder / "data_log.csv", _LOG)]


def _data_file(row: Row, folder: Path, sources: Collection[str]) -> DataFile:
    for column in _LOG:
        filled(row, column, "every file has its ratings, a reason and its sources")
    for column in ("quality", "suitability"):
        one_of(row, column, get_args(Rating))
    if not (folder / row["file"]).is_file():
        raise InputError(f"{row['where']}: file {row['file']!r} is not in the data folder.")
    cited = tuple(row["sources"].split(";"))
    for source in cited:
        if source not in sources:
            raise unknown(f"{row['where']}: sources", "source", source, sources)
    return DataFile(**{column: row[column] for column in _LOG[:-1]}, sources=cited)
