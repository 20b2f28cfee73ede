"""Charts that were saved: their words read back, for pages and papers that show them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from ..inputs.files import Strict, read_json, validated

SCHEMA = "clsmin-forecast/chart/1"
WORDS = ("name", "headline", "subtitle", "source", "alt", "caution")
"""The words of a chart, in the order of its JSON file."""


@dataclass(frozen=True)
class SavedChart:
    """A chart that was saved.

    Parameters
    ----------
    name, headline, subtitle, source, alt, caution : str
        Its words, as `Chart` has them.
    folder : Path
        Where its files are.

    Examples
    --------
    >>> shown = SavedChart("gap", "No gap", "Of it", "Source: us.", "Bars.", "", Path("charts"))
    >>> shown.png.as_posix()
    'charts/gap.png'
    """

    name: str
    headline: str
    subtitle: str
    source: str
    alt: str
    caution: str
    folder: Path

    @property
    def svg(self) -> Path:
        """The picture, with selectable text."""
        return self.folder / f"{self.name}.svg"

    @property
    def png(self) -> Path:
        """The picture in dots."""
        return self.folder / f"{self.name}.png"

    @property
    def csv(self) -> Path:
        """The data."""
        return self.folder / f"{self.name}.csv"


class _Document(Strict):
    document_schema: Literal["clsmin-forecast/chart/1"] = Field(alias="schema")
    name: str
    headline: str
    subtitle: str
    source: str
    alt: str
    caution: str
    columns: list[str]
    rows: list[dict[str, Any]]


def read_chart(folder: Path, name: str) -> SavedChart:
    """Return a chart that was saved in a folder.

    Parameters
    ----------
    folder : Path
        Where `Chart.save` wrote it.
    name : str
        Of the chart.

    Raises
    ------
    InputError
        If its words are not there, or are not those of a chart.
    """
    file = folder / f"{name}.json"
    document = validated(_Document, read_json(file), file.name)
    return SavedChart(**{field: getattr(document, field) for field in WORDS}, folder=folder)
