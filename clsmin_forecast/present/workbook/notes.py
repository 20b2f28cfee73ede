"""Notes: what a reader must know of the figures, numbered in the order in which they are needed."""

from collections.abc import Iterable

from .columns import SHORTHAND

NOTES = {
    "rounding": (
        "Modelled sums are rounded to the nearest £1,000, from £1 million on to three figures",
        "What the model gives is rounded as on the page. Sums that papers state, "
        "and standard errors, stand to the pound. The CSV files that come with each notebook keep "
        "every figure unrounded.",
    ),
    "outcomes": (
        "90% of outcomes lie between the 5% point and the 95% point",
        "Means and points are over all outcomes, those in which funding ceases among them. At a "
        "point of 5%, 5% of outcomes are as low or lower. What is recovered is what is spent, and "
        "never more than the award.",
    ),
    "status": (
        "Awards in principle are limits (up to), and indicative awards may change",
        "The status of a year says how firm its award is. An award in principle is a ceiling: up "
        "to that sum, and agreed in principle only. An award that is indicative is not yet "
        "approved.",
    ),
    "chance": (
        "Chances run from 0 to 1",
        "A chance of 0.25 is 25%, or 1 in 4. Chances of decisions rest on the evidence and the "
        "judgement that the register of assumptions states.",
    ),
    "error": (
        "Standard errors say how exact a figure is, not how sure",
        "A standard error says how far a figure may lie from what endless draws, or endless "
        "comparable grants, would give. It does not say whether an assumption holds.",
    ),
    "posts": (
        "Posts are averages, with a decimal",
        "Tables average the posts over all outcomes. The chart of posts counts whole posts in each "
        "outcome, because part of the cost of a post pays for none.",
    ),
    "own": (
        "Values of an input stand in its own unit",
        "Chances, shares, ratios and growth are numbers of which 1 is the whole; money is in "
        "pounds. The register of assumptions gives the unit of each input.",
    ),
}
"""What each note is called, what it says beside a table, and in full."""


class Numbered:
    """Notes with the numbers that they have in one workbook.

    Parameters
    ----------
    needed : iterable of str
        The notes that the tables need, in order; repeats keep their first place.

    Examples
    --------
    >>> numbered = Numbered(["chance", "posts", "chance"])
    >>> numbered.lines(["posts"])
    ['Posts are averages, with a decimal [note 2].']
    >>> [number for number, _ in numbered.rows()]
    ['[note 1]', '[note 2]']
    """

    def __init__(self, needed: Iterable[str]) -> None:
        self._marks = {
            name: f"[note {number}]" for number, name in enumerate(dict.fromkeys(needed), 1)
        }

    def lines(self, names: Iterable[str]) -> list[str]:
        """Return what stands above a table that needs these notes."""
        return [f"{NOTES[name][0]} {self._marks[name]}." for name in dict.fromkeys(names)]

    def rows(self) -> list[tuple[str, str]]:
        """Return every mark with its note in full."""
        return [(mark, NOTES[name][1]) for name, mark in self._marks.items()]


def shorthand_line(cells: Iterable[object]) -> list[str]:
    """Return the line that explains the shorthand among some cells, if there is any.

    Examples
    --------
    >>> shorthand_line([1, "[z]", "text"])
    ['Shorthand: [z] not applicable.']
    """
    seen = set(cells) & set(SHORTHAND)
    meanings = [f"{code} {meaning}" for code, meaning in SHORTHAND.items() if code in seen]
    return [f"Shorthand: {'; '.join(meanings)}."] if meanings else []
