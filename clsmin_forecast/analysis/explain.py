"""The trace of a figure: which inputs and which awards it rests on, found by changing each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import isclose, nan
from typing import Any, Unpack

import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..inputs.awards import STATUSES, Award, Awards, Source
from ..inputs.catalogue import INPUTS, unit_of
from ..inputs.scenarios import AnyScenario, Scenario
from ..inputs.values import Quantity, coverage_of
from ..model.forecast import Forecast, forecast
from ..quantities import Chance
from ..units import CASH
from .basis import OfForecasts, Settings, describe
from .factors import SET, quality_of
from .headlines import find_headline, headline

INPUT, AWARD, PRICES = "input", "award", "prices"
_SAME = 1e-9
_MUCH_MONEY = 1e7  # pounds; it covers any team
_EMPTY = {
    "kind": "", "name": "", "year": "", "title": "", "low": nan, "value": nan, "high": nan,
    "coverage": nan, "quality": "", "reviewed_on": "", "review_by": "", "locator": "",
    "sources": (),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OfFigure(OfForecasts):
    """What the trace of a figure says of itself: the figure, and the sources that are cited."""

    figure: Mapping[str, Any]
    cited: Mapping[str, Source]
    signs: Mapping[tuple[str, str], Chance]  # by title and year


@public
def explain(scenario: AnyScenario, figure: str, **settings: Unpack[Settings]) -> Answer[OfFigure]:
    """Return what a headline figure rests on: inputs, awards and prices, with sources and dates.

    A figure rests on whatever would move it. So each input of each year, and each award, is
    changed by itself, and what does not move the figure is left out. What acts only together
    with another change is left out too: with a chance of expansion of 0, for example, it does not
    matter how large an expansion would be.

    Parameters
    ----------
    scenario : Scenario, str or Path
        What is assumed.
    figure : str
        A name from `headlines`.
    **settings
        As in `forecast`.

    Returns
    -------
    DataFrame
        A row for each thing it rests on: ``kind`` (``input``, ``award`` or ``prices``), ``name``,
        ``year``, ``title``, ``low``, ``value`` and ``high`` in its own unit, ``coverage`` (the
        probability from low to high, empty where it is not known), ``quality``,
        ``reviewed_on`` and ``review_by`` (inputs), ``locator`` (awards) and ``sources``. ``about``
        has the ``figure`` with its name, title, value and unit, what is ``cited``, and the chances
        that signs are weighed into.

    Raises
    ------
    InputError
        If there is no such figure, with the nearest names.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.explain(cf.load_scenario("central"), "chance_not_funded_2025_26", draws=8)
    >>> table["name"].unique().tolist()
    ['cessation', 'reinstatement']
    """
    start = forecast(scenario, **settings)
    found = headline(start, figure)
    moves = _Moves(figure, found["value"])
    rows = [*_inputs(start, moves), *_awards(start, moves), *_prices(start, found["unit"])]
    frame = pd.DataFrame([_EMPTY | row for row in rows], columns=list(_EMPTY))
    about = OfFigure(
        **describe([start], "all_years"),
        columns={},
        figure=found,
        signs=_with_signs(start.scenario, frame),
        cited={id: start.scenario.facts.sources[id] for ids in frame["sources"] for id in ids},
    )
    return Answer.of(frame, about)


@dataclass(frozen=True)
class _Moves:
    """Whether a changed forecast has another value of the figure."""

    figure: str
    value: float

    def __call__(self, *changed: Forecast) -> bool:
        # A year left without funding has no sum "if funded", which is not another sum.
        found = filter(None, (find_headline(each, self.figure) for each in changed))
        return any(
            not isclose(row["value"], self.value, rel_tol=_SAME, abs_tol=_SAME) for row in found
        )


def _inputs(start: Forecast, moves: _Moves) -> Iterator[dict[str, Any]]:
    for name, quantities in start.scenario.quantities.items():
        once = INPUTS[name].once
        for year, quantity in list(quantities.items())[: 1 if once else None]:
            others = [
                start.but(**{name: to if once else {year: to}})
                for to in _others(name, quantity.mid, year, start.scenario.facts.awards)
            ]
            if moves(*others):
                yield _input(start.scenario, name, "" if once else year, quantity)


def _others(name: str, mid: float, year: str, awards: Awards) -> tuple[float, float]:
    # Far enough from the middle to show in any figure, within the input's bounds.
    step = _MUCH_MONEY if INPUTS[name].unit.kind == "pounds" else 1
    unit = unit_of(name, year, awards)
    return max(unit.least, mid - step), min(unit.most, mid + step)


def _input(scenario: Scenario, name: str, year: str, quantity: Quantity) -> dict[str, Any]:
    entry, quality = scenario.register.assumptions[name], quality_of(scenario, name, year)
    own = quality == SET  # what a scenario sets is neither sourced nor reviewed by the register
    signs = quantity.signs if isinstance(quantity, Chance) else ()
    sources = scenario.sources_of(name, year) if own else entry.sources
    sources = [*dict.fromkeys([*sources, *(sign.source for sign in signs)])]
    return {
        "kind": INPUT,
        "name": name,
        "year": year,
        "title": entry.title,
        "low": quantity.low,
        "value": quantity.mid,
        "high": quantity.high,
        "coverage": coverage_of(quantity),
        "quality": quality,
        "reviewed_on": "" if own else entry.reviewed_on.isoformat(),
        "review_by": "" if own else entry.review_by.isoformat(),
        "sources": sources,
    }


def _with_signs(scenario: Scenario, frame: pd.DataFrame) -> dict[tuple[str, str], Chance]:
    inputs = frame[frame["kind"] == INPUT]
    found = {
        (row["title"], row["year"]): scenario.quantities[row["name"]].get(row["year"])
        for row in inputs.to_dict("records")
    }
    return {at: each for at, each in found.items() if isinstance(each, Chance) and each.signs}


def _awards(start: Forecast, moves: _Moves) -> Iterator[dict[str, Any]]:
    for award in start.scenario.facts.awards.rows:
        for field, value in (("amount", award.amount), ("outturn", award.outturn)):
            if value is None:
                continue
            others: list[dict[str, Any]] = [{field: value / 2}, {field: value * 2 + 1}]
            if moves(*(_with(start, replace(award, **change)) for change in others)):
                yield _award(award, field, value)


def _award(award: Award, field: str, value: float) -> dict[str, Any]:
    limit = ", up to" if award.basis == "up_to" and field == "amount" else ""
    awarded = f"the award, {STATUSES[award.status].label}{limit}"
    return {
        "kind": AWARD,
        "name": "award" if field == "amount" else field,
        "year": award.financial_year,
        "title": "the outturn" if field == "outturn" else awarded,
        "value": value,
        "locator": award.place,
        "sources": [award.decision] if award.decision else [],
    }


def _with(start: Forecast, award: Award) -> Forecast:
    scenario = start.scenario
    rows = tuple(
        award if each.financial_year == award.financial_year else each
        for each in scenario.facts.awards.rows
    )
    changed = replace(scenario, facts=replace(scenario.facts, awards=Awards(rows)))
    return forecast(changed, draws=start.draws, seed=start.seed, price_base=start.price_base)


def _prices(start: Forecast, unit: str) -> Iterator[dict[str, Any]]:
    if start.price_base != CASH and start.price_base in unit:
        title = f"prices of {start.price_base}"
        yield {"kind": PRICES, "name": "gdp_deflator", "title": title, "sources": ["gdp_deflator"]}
