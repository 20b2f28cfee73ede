"""Columns: what a column of an answer holds, in words, in which unit and how far it is rounded.

Each answer has its `COLUMNS` beside the function that makes it, and everything else asks there: the
table for reading, the sheet of the workbook, the columns of a Word paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Kind:
    """What the values of a column are.

    Parameters
    ----------
    name : str
        By which the rooms that write values know it.
    unit : str
        Said in the heading of a sheet; empty for texts and for plain numbers.
    places : int or None
        Decimals kept on a sheet; None for texts.
    notes : tuple of str
        Which notes of the workbook a reader needs.
    """

    name: str
    unit: str = ""
    places: int | None = None
    notes: tuple[str, ...] = ()


_MODEL = ("rounding", "status")
TEXT, NAME, STATUS = Kind("text"), Kind("name"), Kind("status")
YES, RATING, DAY = Kind("yes"), Kind("rating"), Kind("day")
SIDES = Kind("sides")
COUNT, TALLY = Kind("count", places=0), Kind("tally", places=0)
STATED = Kind("stated", "£", 0, ("status",))
LIMIT, LIMIT_IN_PRICES = replace(STATED, name="limit"), Kind("limit_in_prices", "£", 0, _MODEL)
MODELLED, ASKED = Kind("modelled", "£", 0, _MODEL), Kind("asked", "£", 0, _MODEL)
AT_LEAST, AT_MOST = (Kind(name, "£", 0, _MODEL) for name in ("at_least", "at_most"))
PRICE = Kind("price", "£", 0)
THOUSANDS = Kind("thousands", "£", 0, ("thousands", "status"))
RECOVERED = Kind("recovered", "£", 0, ("rounding", "outcomes", "status"))
POUNDS_ERROR = Kind("pounds_error", "£", 0, ("error",))
ASKED_ERROR = replace(POUNDS_ERROR, name="asked_error")
CHANCE = Kind("chance", "0 to 1", 3, ("chance",))
SHARE, DECIMAL, NUMBER = (replace(CHANCE, name=name) for name in ("share", "decimal", "number"))
CHANCE_ERROR = Kind("chance_error", "0 to 1", 4, ("error",))
DECIMAL_ERROR = replace(CHANCE_ERROR, name="decimal_error")
POSTS = Kind("posts", places=1, notes=("posts",))
POSTS_ERROR = Kind("posts_error", places=4, notes=("error",))
SCORE, TIMES, DEVIATIONS = (Kind(name, places=4) for name in ("score", "times", "deviations"))
SCORE_DIFFERENCE = Kind("score_difference", places=4)
MEAN_SCORE = Kind("mean_score", "£ for what is recovered", 4)
ANSWER = Kind("answer", places=3)
OWN = Kind("own", "unit of the input", 4, ("own",))
MOVED, BASE, TURN, OWN_ERROR, TRAIT_MEAN = (
    replace(OWN, name=name) for name in ("moved", "base", "turn", "own_error", "trait_mean")
)
FACTOR, BAR, SOURCE, TRAIT, SCORED = (
    Kind(name) for name in ("factor", "bar", "source", "trait", "scored")
)
"""What a row is of, of which a table for reading tells more than the one column."""


@dataclass(frozen=True)
class Column:
    """A column of an answer.

    Parameters
    ----------
    heading : str
        What it holds, as the workbook has it.
    kind : Kind
        What its values are.
    label : str
        What a table for reading calls it; empty where it is not shown by itself.
    ends : tuple of str
        The columns that stand in the same cell: the other end of a span, or both ends around it.
    missing : str
        What stands where there is no value, in a table for reading.
    """

    heading: str
    kind: Kind = TEXT
    label: str = ""
    ends: tuple[str, ...] = ()
    missing: str = ""


Columns = Mapping[str, Column]


def labelled(columns: Columns, **labels: str) -> dict[str, Column]:
    """Return columns of which some are shown for reading, in this order and under these labels.

    Examples
    --------
    >>> shown = labelled(SUMMARY, gap_mean="gap, mean", mean="recovered, mean")
    >>> [(name, column.label) for name, column in shown.items()][:2]
    [('gap_mean', 'gap, mean'), ('mean', 'recovered, mean')]
    """
    shown = {name: replace(columns[name], label=label) for name, label in labels.items()}
    return shown | {name: each for name, each in columns.items() if name not in shown}


POINTS = {
    f"p{point}": Column(f"Recovered, {point}% point", RECOVERED)
    for point in (5, 10, 25, 50, 75, 90, 95)
}
"""Points of what is recovered."""

GAP = {
    "gap_mean": Column("Gap, mean", MODELLED),
    "gap_in_funded_years_mean": Column("Gap in funded years, mean", MODELLED),
    "gap_after_ceasing_mean": Column("Gap after ceasing, mean", MODELLED),
}
"""The gap on average, and its parts."""

SUMMARY = {
    "mean": Column("Recovered, mean", RECOVERED),
    **POINTS,
    "standard_error": Column("Standard error of the mean", POUNDS_ERROR),
    **GAP,
    "award_mean": Column("Award of an average year, mean", MODELLED),
    "posts_mean": Column("Posts paid for, mean", POSTS),
    "chance_nothing": Column("Chance that nothing is recovered", CHANCE),
}
"""The answer of a forecast over a span of years."""

DIFFERENCE = {
    "difference": Column("Difference from the first, mean", MODELLED),
    "difference_standard_error": Column("Standard error of the difference", POUNDS_ERROR),
    "difference_p5": Column("Difference, 5% point", MODELLED),
    "difference_p95": Column("Difference, 95% point", MODELLED),
    "chance_more": Column("Chance of more than the first", CHANCE),
    "chance_less": Column("Chance of less than the first", CHANCE),
    "chance_more_standard_error": Column("Standard error of the chance of more", CHANCE_ERROR),
}
"""An answer against the first of several, with the same luck."""

INPUT = {
    "input": Column("Input", NAME),
    "title": Column("Title"),
    "year": Column("Financial year"),
}
"""Which input, and of which year."""
