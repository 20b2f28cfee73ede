"""A chart: a picture with its headline, subtitle, source, text alternative and data."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pandas as pd
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ..arguments import public
from ..errors import InputError, unknown
from .csv_text import csv_text
from .files import put
from .margins import add_words
from .saved_chart import SCHEMA, WORDS
from .stale_mark import MARK, mark_stale
from .style import looks

LONGEST_ALT = 300  # characters
TITLES = ("outside", "inside")
"""Where title, subtitle and source stand: on the page that shows the picture, or in it."""

_ID = re.compile(r'(?<=\sid=")|(?<=url\(#)|(?<=href="#)')  # where the SVG names or calls a part
_PACKED = 1  # the level of compression: the others take twice the time for an eighth of the size


@dataclass(frozen=True, eq=False)
class Chart:
    """A picture with everything that goes with it. Titles stand outside, by default.

    Parameters
    ----------
    name : str
        Of its files: small letters, digits and hyphens or underscores.
    headline : str
        What the chart finds.
    subtitle : str
        What is measured, of whom, when and in which money.
    source : str
        Where the figures come from.
    alt : str
        The text alternative: the kind of chart and its main point, at most 300 characters.
    data : DataFrame
        What is drawn, units in the column names.
    figure : Figure
        The picture.
    inputs : frozenset of str
        The inputs of the model that it takes from the register of assumptions.
    caution : str
        What a reader must know before using it, a sentence; `mark_stale` gives one.

    Raises
    ------
    InputError
        If a field is empty, the name is not a file's, or the text alternative repeats the headline
        or is too long.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> chart = cf.charts.funding_profile(cf.load_facts())
    >>> "2023/24" in chart.svg
    True
    """

    name: str
    headline: str
    subtitle: str
    source: str
    alt: str
    data: pd.DataFrame
    figure: Figure
    inputs: frozenset[str] = frozenset()
    caution: str = ""

    def __post_init__(self) -> None:
        """Refuse a chart that does not say what it shows."""
        for field in ("name", "headline", "subtitle", "source", "alt"):
            if not getattr(self, field).strip():
                raise InputError(f"chart {self.name!r}: {field} is empty; a chart needs one.")
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", self.name):
            raise InputError(f"chart: name must be small letters, digits, - or _: {self.name!r}.")
        if self.data.empty:
            raise InputError(f"chart {self.name!r}: data is empty; a chart draws something.")
        if self.alt.strip() == self.headline.strip():
            raise InputError(f"chart {self.name!r}: alt repeats the headline; say what is drawn.")
        if len(self.alt) > LONGEST_ALT:
            raise InputError(
                f"chart {self.name!r}: alt must have at most {LONGEST_ALT} characters, "
                f"got {len(self.alt)}."
            )

    def __repr__(self) -> str:
        """Say which chart this is, and what it finds."""
        return f"<Chart {self.name}: {self.headline}>"

    @cached_property
    def svg(self) -> str:
        """The picture as SVG with selectable text, a title and a description; drawn once."""
        drawn = self._render("svg", metadata={"Date": None, "Creator": None}).decode()
        drawn = _ID.sub(f"{self.name}-", drawn)  # so that one page can hold several charts
        ids = f"{self.name}-title {self.name}-desc"
        title = f'<title id="{self.name}-title">{escape(self.headline)}</title>'
        described = f'<desc id="{self.name}-desc">{escape(self._spoken)}</desc>'
        opening, rest = drawn[drawn.index("<svg ") :].split(">", 1)  # without what is for files
        return f'{opening} role="img" aria-labelledby="{ids}">\n {title}\n {described}{rest}'

    @cached_property
    def png(self) -> bytes:
        """The picture as PNG at 300 dots an inch, the text alternative within; drawn once."""
        size = int(self.figure.bbox.width), int(self.figure.bbox.height)
        opaque = Image.frombytes("RGBA", size, self._render("raw")).convert("RGB")
        words, memory = PngInfo(), BytesIO()
        words.add_text("Title", self.headline)
        words.add_text("Description", self._spoken)
        dots = (self.figure.dpi, self.figure.dpi)
        opaque.save(memory, "png", pnginfo=words, dpi=dots, compress_level=_PACKED)
        return memory.getvalue()

    @property
    def _spoken(self) -> str:
        """What stands for the picture where it is not seen, with the mark if it has one."""
        return f"{self.alt} {MARK}: {self.caution}" if self.caution else self.alt

    def with_caution(self, caution: str) -> "Chart":
        """Return the chart with a caution: a mark in the picture, and a sentence under the source.

        Parameters
        ----------
        caution : str
            What a reader must know before using it, a sentence.

        Raises
        ------
        InputError
            If the caution is empty.

        Examples
        --------
        >>> import clsmin_forecast as cf
        >>> chart = cf.charts.funding_profile(cf.load_facts())
        >>> old = chart.with_caution("The register of assumptions expired on 31 March 2027.")
        >>> "Review overdue" in old.svg, old.name == chart.name
        (True, True)
        """
        if not caution.strip():
            raise InputError(f"chart {self.name!r}: caution is empty; a mark needs its sentence.")
        figure = self.figure if self.caution else mark_stale(self.figure)
        return replace(self, caution=caution, figure=figure)

    def with_titles(self, *notes: str) -> "Chart":
        """Return the chart with its words in its picture, which then stands alone.

        Headline, subtitle and source are wrapped to the width of the picture, which is as much
        higher; nothing in it moves.

        Parameters
        ----------
        *notes : str
            What else stands below the picture, before its source.

        Examples
        --------
        >>> import clsmin_forecast as cf
        >>> chart = cf.charts.funding_profile(cf.load_facts())
        >>> len(chart.with_titles().figure.texts) > len(chart.figure.texts)
        True
        """
        below = [*notes, self.source, self.caution]
        return replace(self, figure=add_words(self.figure, self.headline, self.subtitle, below))

    @property
    def document(self) -> dict[str, Any]:
        """The chart's words and data, as its JSON file has them; what is not there is None."""
        there = self.data.astype(object).where(self.data.notna(), None)
        words = {field: getattr(self, field) for field in WORDS}
        rows = there.to_dict("records")
        return {"schema": SCHEMA, **words, "columns": [*self.data.columns], "rows": rows}

    def _render(self, kind: str, **options: Any) -> bytes:
        memory = BytesIO()
        with looks():
            self.figure.savefig(memory, format=kind, **options)
        return memory.getvalue()

    @public
    def save(self, where: str | Path, titles: str = "outside") -> list[Path]:
        """Write the chart as SVG and PNG, its data as CSV, and its words and data as JSON.

        The same chart always gives the same bytes, and each file appears whole.

        Parameters
        ----------
        where : str or Path
            A folder for all four, made if it is not there; or one file, which its ending makes an
            ``.svg``, ``.png``, ``.csv`` or ``.json``.
        titles : str
            ``outside`` the picture, for a page or a paper that says them; or ``inside``, for a
            picture that stands alone.

        Returns
        -------
        list of Path
            The files.

        Raises
        ------
        InputError
            If it is a file that a chart cannot be, such as ``chart.pdf``, or titles stand nowhere.

        Examples
        --------
        >>> import clsmin_forecast as cf
        >>> chart = cf.charts.funding_profile(cf.load_facts())
        >>> chart.save("profile.pdf")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        clsmin_forecast.errors.InputError: save: a chart is written as .svg, .png, .csv or .json...
        """
        if titles not in TITLES:
            raise unknown("save", "titles", titles, TITLES)
        shown = self.with_titles() if titles == "inside" else self
        files = self._files(Path(where))
        contents = {file: _KINDS[file.suffix.lower()](shown) for file in files}
        files[0].parent.mkdir(parents=True, exist_ok=True)
        put(contents)
        return files

    def _files(self, where: Path) -> list[Path]:
        if where.is_dir() or not guess_type(where.name)[0]:
            return [where / f"{self.name}{ending}" for ending in _KINDS]
        if where.suffix.lower() not in _KINDS:
            *some, last = _KINDS
            raise InputError(
                f"save: a chart is written as {', '.join(some)} or {last}, or to a folder as all "
                f"of them, got {where.name}."
            )
        return [where]

    def _repr_html_(self) -> str:
        return self._figure()

    def _repr_png_(self) -> bytes:
        return self.png

    def _ipython_display_(self) -> None:
        from IPython.display import display

        shown = {"text/html": self._figure(), "image/svg+xml": self.svg, "text/plain": self._spoken}
        known = {"image/svg+xml": {"alt": self._spoken}, "clsmin_forecast": {"chart": self.name}}
        display(shown, raw=True, metadata=known)

    def _figure(self) -> str:
        # Jupyter gives an SVG no text alternative, so the picture goes as HTML that has one.
        data = b64encode(self.svg.encode()).decode()
        image = f'<img alt={quoteattr(self._spoken)} src="data:image/svg+xml;base64,{data}">'
        said = f"<strong>{escape(self.headline)}</strong><br>{escape(self.subtitle)}"
        below = escape(" ".join(filter(None, (self.source, self.caution))))
        return f"<figure><figcaption>{said}</figcaption>{image}<p>{below}</p></figure>"


_KINDS: dict[str, Callable[[Chart], bytes]] = {
    ".svg": lambda chart: ('<?xml version="1.0" encoding="utf-8"?>\n' + chart.svg).encode(),
    ".png": lambda chart: chart.png,
    ".csv": lambda chart: csv_text(chart.data).encode(),
    ".json": lambda chart: _json(chart.document).encode(),
}
"""What a chart is written as, by the ending of the file."""


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
