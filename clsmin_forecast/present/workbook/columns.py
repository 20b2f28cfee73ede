"""Columns: what each column of the tables is called in words, its unit, and how it is rounded."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..words import capital, spaced, status_words

NOT_APPLICABLE, NOT_AVAILABLE, NEARLY_ZERO, INFINITE = "[z]", "[x]", "[k]", "[i]"
SHORTHAND = {
    NOT_APPLICABLE: "not applicable",
    NOT_AVAILABLE: "not available",
    NEARLY_ZERO: "not 0, but 0 when rounded",
    INFINITE: "infinite, because the rule gave no chance to what then happened",
}
"""What stands in a cell that has no figure, and what it means."""


@dataclass(frozen=True)
class Kind:
    """How the cells of a column are written.

    Parameters
    ----------
    unit : str
        Said in the heading; empty for text and for plain numbers.
    places : int or None
        Decimals kept; None for text.
    notes : tuple of str
        Which of the notes a reader needs.
    said : callable or None
        Name of the data or the model to its words, where the texts are such names.
    modelled : bool
        Whether sums are rounded as modelled ones are everywhere.
    to_the_pound : bool
        Whether nothing is rounded away in a year whose sum a paper states.
    """

    unit: str = ""
    places: int | None = None
    notes: tuple[str, ...] = ()
    said: Callable[[str], str] | None = None
    modelled: bool = False
    to_the_pound: bool = False

    def number_format(self, value: float) -> str:
        """Return the number format of Excel for a value: commas, and every decimal kept."""
        decimals = self.places or 0
        if self is OWN:  # inputs of every size stand in one column
            return "#,##0" if value == int(value) else "#,##0.0" + "#" * (decimals - 1)
        return "#,##0." + "0" * decimals if decimals else "#,##0"


TEXT = Kind()
WORDS, STATUS = Kind(said=spaced), Kind(said=status_words)
COUNT = Kind(places=0)
DECIDED = Kind("£", 0, ("status",))
MODELLED = Kind("£", 0, ("rounding", "status"), modelled=True)
RECOVERED = Kind("£", 0, ("rounding", "outcomes", "status"), modelled=True, to_the_pound=True)
POUNDS_ERROR = Kind("£", 0, ("error",))
CHANCE = Kind("0 to 1", 3, ("chance",))
CHANCE_ERROR = Kind("0 to 1", 4, ("error",))
POSTS = Kind("", 1, ("posts",))
POSTS_ERROR = Kind("", 4, ("error",))
SCORE = Kind("", 4)
ANSWER = Kind("", 3)
OWN = Kind("unit of the input", 4, ("own",))


@dataclass(frozen=True)
class Column:
    """A column in words.

    Parameters
    ----------
    words : str
        What it holds.
    kind : Kind
        How its cells are written.
    missing : str
        The shorthand of a cell without a value.
    """

    words: str
    kind: Kind = TEXT
    missing: str = NOT_APPLICABLE

    @property
    def heading(self) -> str:
        """The heading: what it holds, and the unit."""
        return f"{self.words} ({self.kind.unit})" if self.kind.unit else self.words


def column(table: str, name: str, numeric: bool) -> Column:
    """Return a column of a table in words; one that is not known keeps its name.

    Parameters
    ----------
    table, name : str
        Of the table, and of the column in its data.
    numeric : bool
        Whether it holds numbers. Texts that stand where numbers do elsewhere stay texts.

    Examples
    --------
    >>> column("by_year", "probability_funded", numeric=True).heading
    'Chance that it is funded (0 to 1)'
    >>> column("of_my_own", "days_lost", numeric=True).heading
    'Days lost'
    """
    known = known_column(table, name)
    if known is None:
        return Column(capital(spaced(name)), SCORE if numeric else TEXT)
    return known if numeric or known.kind.places is None else replace(known, kind=TEXT)


def known_column(table: str, name: str) -> Column | None:
    """Return a column of a table in words, if it is one of ours."""
    if _YEAR.fullmatch(name):
        return Column(f"Decision of {name}", WORDS)
    if gone := _NOT_FUNDED.fullmatch(name):
        return Column(f"Chance of no funding in {gone[1]}/{gone[2]}", CHANCE)
    return _OF_TABLES.get(table, {}).get(name) or _EVERYWHERE.get(name)


_YEAR = re.compile(r"20\d\d/\d\d")
_NOT_FUNDED = re.compile(r"chance_not_funded_(20\d\d)_(\d\d)")
_POINTS = {
    f"p{point}": Column(f"Recovered, {point}% point", RECOVERED)
    for point in (5, 10, 25, 50, 75, 90, 95)
}
_EVERYWHERE = {
    "scenario": Column("Scenario", WORDS),
    "title": Column("Title"),
    "financial_year": Column("Financial year"),
    "year": Column("Financial year"),
    "status": Column("Status", STATUS),
    "basis": Column("Basis", WORDS),
    "quality": Column("Quality of the evidence", WORDS),
    "input": Column("Input", WORDS),
    # What is recovered, and what it leaves.
    "award": Column("Award, or ceiling where indicative or in principle", DECIDED),
    "probability_funded": Column("Chance that it is funded", CHANCE),
    "probability_funded_least": Column("Chance funded, least by the cases compared", CHANCE),
    "probability_funded_most": Column("Chance funded, most by the cases compared", CHANCE),
    "mean": Column("Recovered, mean", RECOVERED),
    **_POINTS,
    "standard_error": Column("Standard error of the mean", POUNDS_ERROR),
    "p5_standard_error": Column("Standard error of the 5% point", POUNDS_ERROR),
    "p95_standard_error": Column("Standard error of the 95% point", POUNDS_ERROR),
    "cost_mean": Column("Cost of the team, mean", MODELLED),
    "cost_p5": Column("Cost of the team, 5% point", MODELLED),
    "cost_p95": Column("Cost of the team, 95% point", MODELLED),
    "gap_mean": Column("Gap, mean", MODELLED),
    "gap_in_funded_years_mean": Column("Gap in funded years, mean", MODELLED),
    "gap_after_ceasing_mean": Column("Gap after ceasing, mean", MODELLED),
    "gap_p95": Column("Gap, 95% point", MODELLED),
    "gap_standard_error": Column("Standard error of the gap", POUNDS_ERROR),
    "award_mean": Column("Award of an average year, mean", MODELLED),
    "posts_mean": Column("Posts paid for, mean", POSTS),
    "posts_p5": Column("Posts paid for, 5% point", POSTS),
    "posts_p95": Column("Posts paid for, 95% point", POSTS),
    "posts_standard_error": Column("Standard error of the posts", POSTS_ERROR),
    "posts_at_risk_mean": Column("Posts at risk, mean", POSTS),
    "posts_at_risk_p95": Column("Posts at risk, 95% point", POSTS),
    "probability_team_covered": Column("Chance that the team is paid for", CHANCE),
    "probability": Column("Chance of the path", CHANCE),
    "chance_nothing": Column("Chance that nothing is recovered", CHANCE),
    # Against the first row.
    "difference": Column("Difference from the first, mean", MODELLED),
    "difference_standard_error": Column("Standard error of the difference", POUNDS_ERROR),
    "difference_p5": Column("Difference, 5% point", MODELLED),
    "difference_p95": Column("Difference, 95% point", MODELLED),
    "chance_more": Column("Chance of more than the first", CHANCE),
    "chance_less": Column("Chance of less than the first", CHANCE),
    "chance_more_standard_error": Column("Standard error of the chance of more", CHANCE_ERROR),
}
_AWARDS = {
    "award_gbp": Column("Award", DECIDED),
    "outturn_gbp": Column("Outturn", DECIDED, NOT_AVAILABLE),
    "posts": Column("Posts stated", COUNT, NOT_AVAILABLE),
    "unit_cost_gbp": Column("Award for each post", DECIDED, NOT_AVAILABLE),
    "decision": Column("Decision"),
    "locator": Column("Where it stands"),
}
_TESTED = {
    "measure": Column("Measure", WORDS),
    "scheme": Column("Scheme", WORDS),
    "grant": Column("Grant"),
    "forecast": Column("Forecast, chance or ratio", SCORE),
    "low": Column("Forecast, low", SCORE),
    "high": Column("Forecast, high", SCORE),
    "outcome": Column("Outcome, 1 for an ending or the ratio", SCORE),
    "inside": Column("Ratio inside the range"),
    "kind": Column("Kind of year end", WORDS),
    "status": Column("Status of the next year", STATUS),
    "crps": Column("CRPS of the forecast", SCORE),
    "crps_same_again": Column("CRPS of the same sum again", SCORE),
    "brier": Column("Brier score of the forecast", SCORE),
    "brier_always_renewed": Column("Brier score of always renewed", SCORE),
    "brier_even_chance": Column("Brier score of an even chance", SCORE),
    "log": Column("Log score of the forecast", SCORE),
    "log_always_renewed": Column("Log score of always renewed", SCORE),
    "log_even_chance": Column("Log score of an even chance", SCORE),
}
_SETS = {
    "set": Column("Evidence set", WORDS),
    "event": Column("Event counted", WORDS),
    "label": Column("In short"),
    "choice": Column("Could be chosen"),
    "events": Column("Events", COUNT),
    "known": Column("Known outcomes", COUNT),
    "unknown": Column("Unknown outcomes", COUNT),
    "share": Column("Share of the known", CHANCE),
    "bound_low": Column("Share if no unknown one counts", CHANCE),
    "bound_high": Column("Share if every unknown one counts", CHANCE),
    "chance": Column("Chance", CHANCE),
    "low": Column("Chance, 5% point", CHANCE),
    "high": Column("Chance, 95% point", CHANCE),
    "caution": Column("Caution"),
}
_OWN_RANGE = {
    "low": Column("Low", OWN),
    "base": Column("Central", OWN),
    "high": Column("High", OWN),
}
_OF_TABLES = {
    "awards_cash": _AWARDS,
    "awards_real": {
        name: replace(each, kind=MODELLED) if each.kind is DECIDED else each
        for name, each in _AWARDS.items()
    },
    "by_chance": {"value": Column("Chance that funding ceases", CHANCE)},
    "by_share": {"value": Column("Share of the room below the ceiling", CHANCE)},
    "comparison": {"title": Column("What it assumes")},
    "evidence": _SETS
    | {
        "standard_error": Column("Standard error of the chance", CHANCE_ERROR),
        "corrected": Column("Chance corrected for what is not published", CHANCE),
        "corrected_low": Column("Corrected, 5% point", CHANCE),
        "corrected_high": Column("Corrected, 95% point", CHANCE),
        "corrected_standard_error": Column("Standard error of the corrected", CHANCE_ERROR),
        "seen_to_match_panel": Column("Odds at which it agrees with 2006 to 2013", CHANCE),
        "used_by": Column("Used by", WORDS),
    },
    "evidence_choices": _SETS
    | {
        "answer": Column("Recovered, mean", MODELLED),
        "chosen": Column("Chosen"),
    },
    "scores": {
        "comparison": Column("Comparison", WORDS),
        "score": Column("Score", WORDS),
        "rule": Column("Naive rule", WORDS),
        "forecast": Column("Score of the forecast", SCORE),
        "naive": Column("Score of the naive rule", SCORE),
        "difference": Column("Forecast less naive", SCORE),
        "standard_error": Column("Standard error of the difference", SCORE),
        "low": Column("Difference, 5% point", SCORE),
        "high": Column("Difference, 95% point", SCORE),
        "decisions_needed": Column("Decisions needed to tell them apart", COUNT),
        "told_apart": Column("Told apart"),
        "decisions": Column("Decisions", COUNT),
        "schemes": Column("Schemes", COUNT),
    },
    "backtest": _TESTED,
    "own_year_ends": _TESTED,
    "tornado": _OWN_RANGE
    | {
        "bar": Column("What is moved", WORDS),
        "coverage": Column("Chance that it lies between low and high", CHANCE, NOT_AVAILABLE),
        "at_low": Column("Recovered at low, mean", MODELLED),
        "at_high": Column("Recovered at high, mean", MODELLED),
        "swing": Column("At high less at low", MODELLED),
        "swing_standard_error": Column("Standard error of the difference", POUNDS_ERROR),
    },
    "variance_shares": {
        "source": Column("Source", WORDS),
        "share": Column("Share of the variance", CHANCE),
        "standard_error": Column("Standard error of the share", CHANCE_ERROR),
        "low": Column("Share, 5% point", CHANCE),
        "high": Column("Share, 95% point", CHANCE),
        "method": Column("Method", WORDS),
        "adds": Column("Adds to the whole"),
    },
    "switching_values": _OWN_RANGE
    | {
        "value": Column("Value at which the statement turns", OWN),
        "standard_error": Column("Standard error of that value", OWN),
        "answer": Column("Answer there, chance or pounds", ANSWER),
        "jumps": Column("Jumps over the target"),
        "within": Column("Lies between low and high"),
    },
    "bridge": {
        "changed": Column("What changed", WORDS),
        "change": Column("Change of what is recovered", MODELLED),
        "standard_error": Column("Standard error of the change", POUNDS_ERROR),
        "start": Column("Recovered before, mean", MODELLED),
        "end": Column("Recovered after, mean", MODELLED),
    },
    "shortfall": {
        "gap": Column("Gap, mean", MODELLED),
        "gap_in_funded_years": Column("Gap in funded years, mean", MODELLED),
        "gap_in_funded_years_standard_error": Column(
            "Standard error of the gap in funded years", POUNDS_ERROR
        ),
        "gap_after_ceasing": Column("Gap after ceasing, mean", MODELLED),
        "gap_after_ceasing_standard_error": Column(
            "Standard error of the gap after ceasing", POUNDS_ERROR
        ),
        "gap_p95_standard_error": Column("Standard error of the gap, 95% point", POUNDS_ERROR),
        "worst_5": Column("Gap, mean of the worst 5%", MODELLED),
        "worst_5_standard_error": Column("Standard error of the worst 5%", POUNDS_ERROR),
        "worst_10": Column("Gap, mean of the worst 10%", MODELLED),
        "worst_10_standard_error": Column("Standard error of the worst 10%", POUNDS_ERROR),
        "covered": Column("Chance that the team is paid for", CHANCE),
        "covered_standard_error": Column("Standard error of that chance", CHANCE_ERROR),
        "posts_at_risk": Column("Posts at risk, mean", POSTS),
        "posts_at_risk_standard_error": Column("Standard error of the posts", POSTS_ERROR),
        "posts_at_risk_p95_standard_error": Column(
            "Standard error of the posts, 95% point", POSTS_ERROR
        ),
        "posts_at_risk_p95_chance": Column("Chance of at least so many", CHANCE),
        "posts_at_risk_p95_chance_standard_error": Column(
            "Standard error of that many", CHANCE_ERROR
        ),
    },
    "stress": {"part": Column("Part of the range of the input")},
    "worst_outcomes": {
        "value": Column("Decision", WORDS),
        "overall": Column("Overall, chance or mean", OWN),
        "in_worst": Column("In the worst outcomes, chance or mean", OWN),
        "standard_error": Column("Standard error in the worst", OWN),
        "apart": Column("Apart, in standard deviations", SCORE),
    },
}
