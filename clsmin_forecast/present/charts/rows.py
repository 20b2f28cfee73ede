"""Rows: a line of words over each bar or pair of dots, for what has a long name.

The words start at the left edge of the picture, so that the bars below them have its whole width.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import blended_transform_factory

from ...inputs.specs import INPUTS
from ...model.decisions import CEASE, CONTINUE, EXPAND
from ..words import capital, modelled, percent
from .parts import BEHIND_TEXT, shifted

BAR_AT, BAR_HIGH = 0.25, 0.34
"""Where in a row its bar stands, and how high it is, of the height of a row."""

_WORDS_AT = -0.25
_LEAST_ROWS = 4  # so that a bar alone does not fill the picture
_MARGIN = 5  # points

Row = Mapping[Hashable, Any]
"""A row of a table by its columns."""

EVENTS = {
    "cessation": "funding ceases",
    "expansion": "the award is expanded",
    "reinstatement": "funding comes back",
}
"""What a chance is the chance of."""

_CHANCES = {
    "cessation": "Chance it ceases",
    "expansion": "Chance of expansion",
    "reinstatement": "Chance it comes back",
}
_AMOUNTS = {
    "continuation_ratio": "Continued award as a ratio",
    "expansion_share": "Share of the room taken",
    "recovery_rate": "Share of the award recovered",
    "pay_growth": "Growth of the cost of a post",
    "team_posts": "Posts in the team",
    "alternative_funding": "Money from elsewhere",
}
_WHOLE = {  # a chance in all its years, and what only a bridge has
    "cessation": "Chances that funding ceases",
    "expansion": "Chances of expansion",
    "reinstatement": "Chances that it comes back",
    "awards": "What the papers award",
}
_TOPICS = {
    "continuation_ratio": "the continued award",
    "expansion_share": "the room taken",
    "recovery_rate": "the share recovered",
    "pay_growth": "pay",
    "team_posts": "posts",
    "alternative_funding": "other money",
}
DECISIONS = {
    CEASE: "Funding ceases",
    CONTINUE: "The award continues",
    EXPAND: "The award is expanded",
}
"""What a decision is, as a row says it."""

_UNITS = {
    "continuation_ratio": "ratio to the year before",
    "expansion_share": "share",
    "recovery_rate": "share",
    "pay_growth": "growth rate a year",
    "team_posts": "posts",
    "alternative_funding": "pounds a year",
}


def input_words(name: str, year: str = "") -> str:
    """Return an input, and its year where it has one, in the few words that a row has room for.

    Examples
    --------
    >>> input_words("cessation", "2025/26"), input_words("recovery_rate")
    ('Chance it ceases in 2025/26', 'Share of the award recovered')
    """
    words = (_CHANCES | _AMOUNTS).get(name, capital(name.replace("_", " ")))
    return f"{words} in {year}" if year else words


def whole_input_words(name: str) -> str:
    """Return an input in all its years, or what else differs between two versions.

    Examples
    --------
    >>> whole_input_words("cessation"), whole_input_words("prices")
    ('Chances that funding ceases', 'Prices')
    """
    return _WHOLE.get(name, input_words(name))


def topic_words(name: str) -> str:
    """Return what an input is about, in the words of a headline.

    Examples
    --------
    >>> topic_words("cessation"), topic_words("pay_growth")
    ('cessation', 'pay')
    """
    return _TOPICS.get(name, name)


def value_words(name: str, value: float) -> str:
    """Return a value of an input in its own unit.

    Examples
    --------
    >>> value_words("cessation", 0.2273), value_words("recovery_rate", 0.85)
    ('23%', '0.85')
    >>> value_words("pay_growth", -0.126), value_words("alternative_funding", 570_567)
    ('minus 12.6%', '£571,000')
    """
    if INPUTS[name].chance:
        return percent(value)
    if value < 0:
        return f"minus {value_words(name, -value)}"
    if name == "pay_growth":
        return f"{value:.1%}"
    return modelled(value) if name == "alternative_funding" else f"{round(value, 2):g}"


def range_words(name: str, low: float, high: float) -> str:
    """Return from where to where an input lies; once where both are the same.

    Examples
    --------
    >>> range_words("cessation", 0.06, 0.45), range_words("team_posts", 7, 7)
    ('6% to 45%', '7')
    """
    ends = value_words(name, low), value_words(name, high)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def unit_words(name: str) -> str:
    """Return the unit of an input, for a table of several."""
    return "probability" if INPUTS[name].chance else _UNITS[name]


def in_their_units(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return columns whose unit differs from row to row, under names that say so, and the unit."""
    kept = frame[list(columns)].rename(columns={c: f"{n}_in_unit" for c, n in columns.items()})
    return kept.assign(unit=[unit_words(name) for name in frame["input"]])


def printed(words: str) -> str:
    r"""Return words with the sign for minus, as a label beside a bar has it.

    Examples
    --------
    >>> printed("minus £465,000") == "\N{MINUS SIGN}£465,000"
    True
    """
    return words.replace("minus ", "\N{MINUS SIGN}")


def row_axis(axes: Axes, rows: int) -> None:
    """Give an axis one place a row, 0, 1, 2 and so on, from the top down."""
    axes.set_yticks([])
    axes.set_ylim(max(rows, _LEAST_ROWS) - 0.5, -0.5)


def over_row(axes: Axes, row: int, words: str) -> Text:
    """Write the words of a row over its bar, from the left edge of the picture."""
    edge = blended_transform_factory(axes.figure.transFigure, axes.transData)
    start = edge + shifted(axes, right=_MARGIN)
    text = axes.text(
        0, row + _WORDS_AT, words, va="center", transform=start, bbox=BEHIND_TEXT, zorder=6
    )
    text.set_in_layout(False)  # it starts at the edge wherever the plot does
    return text
