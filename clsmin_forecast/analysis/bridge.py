"""The bridge: which change moved the answer from one scenario, or data version, to another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from typing import Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import ASKED, ASKED_ERROR, MODELLED, NAME, Column
from ..inputs.catalogue import INPUTS, stands_for
from ..inputs.scenarios import AnyScenario, Scenario, scenarios_of
from ..inputs.values import Quantity
from ..model.forecast import forecast
from ..model.mixture import error_of
from ..quantiles import Values
from .basis import Settings, describe
from .question import AVERAGE_RECOVERED, Asked, OfQuestion, Question

AWARDS, PRICES = "awards", "prices"
_OWN = [name for name, described in INPUTS.items() if not described.instead_of]
Parts = frozenset[str]
"""Which parts of the later version hold; the others are the earlier's."""


COLUMNS = {
    "changed": Column("What changed", NAME),
    "title": Column("Title", label="step"),
    "change": Column("Change of what is recovered", ASKED, "change"),
    "end": Column("Recovered after, mean", ASKED, "answer"),
    "standard_error": Column("Standard error of the change", ASKED_ERROR, "standard error"),
    "start": Column("Recovered before, mean", MODELLED),
}


@dataclass(frozen=True, kw_only=True)
class OfBridge(OfQuestion):
    """What a bridge says of itself: from what it leads to what, and from which answer to which."""

    titles: tuple[str, str]
    answers: tuple[float, float]


@public
def bridge(
    before: AnyScenario,
    after: AnyScenario,
    question: Question = AVERAGE_RECOVERED,
    **settings: Unpack[Settings],
) -> Answer[OfBridge]:
    """Return what each change adds to the answer; together they make the whole difference.

    A change is worth something else before another change than after it, so each is averaged over
    every order in which the changes could be made (Shapley 1953).

    Parameters
    ----------
    before, after : Scenario, str or Path
        Two scenarios, or one scenario over two versions of the data folder.
    question : Question
        What is asked, over the same years in both: those of its span in `before`.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        Indexed by what changed (an input, ``awards`` or ``prices``), the largest first: ``title``,
        ``change`` in the question's unit with its ``standard_error``, and the answer at its
        ``start`` and ``end`` when the changes are stacked in this order. ``about`` has both
        answers, their titles and the question.

    Raises
    ------
    InputError
        If an argument breaks a rule, or a year of the span is not in both.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> steps = cf.bridge("central", "full_expansion")
    >>> steps.index.tolist()[0], round(steps["change"].sum())
    ('expansion', 1273416)
    """
    before, after = scenarios_of([before, after])
    first = forecast(before, **settings)
    same = replace(question, span=first.years_of(question.span))
    changed = _changed(before, after)
    answers = {
        parts: Asked(forecast(_joined(before, after, parts), **settings), same).at()
        for parts in subsets(changed)
    }
    steps = {each: shapley(each, changed, answers) for each in changed}
    order = sorted(changed, key=lambda each: (-abs(steps[each].mean()), each))
    rows = [
        {
            "title": _title(before, after, each),
            "change": float(steps[each].mean()),
            "standard_error": float(error_of(steps[each])),
        }
        for each in order
    ]
    frame = pd.DataFrame(rows, columns=["title", "change", "standard_error"])
    frame.index = pd.Index(order, name="changed", dtype=object)
    at_start, at_end = answers[frozenset()], answers[frozenset(changed)]
    frame["end"] = at_start.mean() + frame["change"].cumsum()
    frame.insert(3, "start", frame["end"] - frame["change"])
    last = forecast(after, **settings)
    of_both = describe([first, last], same.span, question.of)
    about = OfBridge(
        **Asked(first, same).describe()
        | of_both
        | {"span": first.span_of(question.span), "scenario": before.title},
        stem="bridge",
        caption="Which change moved the answer",
        columns=COLUMNS,
        titles=_titles(before, after),
        answers=(float(at_start.mean()), float(at_end.mean())),
    )
    return Answer.of(frame, about)


def _changed(before: Scenario, after: Scenario) -> list[str]:
    facts = {AWARDS: before.facts.awards != after.facts.awards}
    facts[PRICES] = before.facts.prices != after.facts.prices
    inputs = {name: _differs(before, after, name) for name in _OWN}
    return [name for name, differs in (facts | inputs).items() if differs]


def _said(scenario: Scenario, name: str) -> dict[str, tuple[str, Quantity | None]]:
    """Return what a scenario says by an input, or by what stands in its place, year by year.

    A year that goes without one says so.
    """
    acting = INPUTS[name].acts(scenario.facts.awards) if INPUTS[name].optional else ()
    return {year: (name, None) for year in acting} | {
        year: (each, quantity)
        for each in stands_for(name)
        for year, quantity in scenario.quantities[each].items()
    }


def _differing(before: Scenario, after: Scenario, name: str) -> list[str]:
    # A year that only one version has, because its decision was made since, is no change.
    one, other = _said(before, name), _said(after, name)
    return [year for year in one if year in other and one[year] != other[year]]


def _title(before: Scenario, after: Scenario, name: str) -> str:
    """Return the title of what changed, or of what says it in the years in which it differs."""
    if name == PRICES:
        return "Prices"
    if name == AWARDS:
        return f"Awards on record, {', '.join(_new_awards(before, after))}"
    said = _said(after, name)
    by = dict.fromkeys(said[year][0] for year in _differing(before, after, name))
    return after.register.title_of(*by or [name])


def _new_awards(before: Scenario, after: Scenario) -> Iterator[str]:
    """Yield each year whose award is another now, with its paper."""
    known = before.facts.awards.rows
    for award in after.facts.awards.rows:
        if award not in known:
            yield f"{award.financial_year} ({award.decision or 'no paper'})"


def _differs(before: Scenario, after: Scenario, name: str) -> bool:
    if _differing(before, after, name):
        return True
    return before.register.between_years(name) != after.register.between_years(name)


def _titles(before: Scenario, after: Scenario) -> tuple[str, str]:
    if before.title != after.title or before.facts.folder == after.facts.folder:
        return before.title, after.title
    first, last = (f"{each.title}, {each.facts.folder.name}" for each in (before, after))
    return first, last


def _joined(before: Scenario, after: Scenario, parts: Parts) -> Scenario:
    # A year in which an input acts in one version only keeps what that version says.
    def of(part: str) -> tuple[Scenario, Scenario]:
        return (after, before) if part in parts else (before, after)

    chosen = {name: {**_said(of(name)[1], name), **_said(of(name)[0], name)} for name in _OWN}
    entries = {  # an input that acts in no year of a version may have no entry there
        name: each.register.assumptions[name]
        for name in _OWN
        for each in reversed(of(name))
        if name in each.register.assumptions
    }
    return replace(
        before,
        facts=replace(
            before.facts, awards=of(AWARDS)[0].facts.awards, prices=of(PRICES)[0].facts.prices
        ),
        register=replace(before.register, assumptions=entries),
        quantities={
            each: {
                year: quantity
                for year, (by, quantity) in chosen[name].items()
                if by == each and quantity
            }
            for name in _OWN
            for each in stands_for(name)
        },
    )


def shapley(each: str, changed: Sequence[str], answers: Mapping[Parts, Values]) -> Values:
    """Return what one change adds to an answer, averaged over every order of the changes.

    Shapley (1953), A value for n-person games. Over all changes they add up to the whole.

    Parameters
    ----------
    each : str
        One of the changes.
    changed : sequence of str
        All of them.
    answers : mapping
        The answer for every set of changes that may have been made.

    Examples
    --------
    >>> made = {frozenset(): 2.0, frozenset("a"): 6.0, frozenset("b"): 3.0, frozenset("ab"): 9.0}
    >>> made = {parts: np.array([answer]) for parts, answer in made.items()}
    >>> [float(shapley(change, "ab", made)[0]) for change in "ab"]
    [5.0, 2.0]
    """
    others, total = len(changed) - 1, np.zeros(1)
    for parts, answer in answers.items():
        if each not in parts:
            orders = comb(others, len(parts)) * len(changed)
            total = total + (answers[parts | {each}] - answer) / orders
    return total


def subsets(changed: Sequence[str]) -> Iterator[Parts]:
    """Yield every set of changes that may have been made, from none to all."""
    for size in range(len(changed) + 1):
        yield from map(frozenset, combinations(changed, size))
