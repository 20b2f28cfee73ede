"""The certain part of a forecast: every amount at its middle, along every path of decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import Scenario
from ..inputs.values import Quantity
from ..model.decisions import list_paths, weigh_paths
from ..model.draws import BLOCKS
from ..model.forecast import Forecast, forecast
from ..quantities import Chance, Fixed

_POSSIBLE = 0.5  # a chance at which no decision is left out


@dataclass(frozen=True)
class Calculation:
    """What a workbook can calculate again.

    Parameters
    ----------
    scenario : Scenario
        With its ranges.
    forecast : Forecast
        Of the same with every quantity at its middle: amounts are fixed, so that all its draws are
        the same, in cash.
    paths : tuple of (dict of str to str, float)
        Every row of decisions that the funder could make, with its probability, which may be 0.
    """

    scenario: Scenario
    forecast: Forecast
    paths: tuple[tuple[dict[str, str], float], ...]


def calculation(scenario: Scenario) -> Calculation:
    """Return the certain part of a scenario: every quantity at its middle, along every path.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> certain = calculation(cf.load_scenario("ceases"))
    >>> len(certain.paths), sum(chance > 0 for _, chance in certain.paths)
    (12, 2)
    >>> recovered = certain.forecast.in_year("recovered", "2024/25")
    >>> recovered.quantiles([0.05, 0.95]).round(2).tolist()
    [553449.99, 553449.99]
    """
    certain = at_middles(scenario)
    chances = {tuple(p.decisions.values()): p.probability for p in list_paths(certain)}
    possible = {
        name: dict.fromkeys(years, np.array(_POSSIBLE))
        for name, years in certain.quantities.items()
        if INPUTS[name].chance
    }
    rows = [path.decisions for path in weigh_paths(certain, possible)]
    paths = tuple((row, chances.get(tuple(row.values()), 0.0)) for row in rows)
    return Calculation(scenario, forecast(certain, draws=BLOCKS), paths)


def at_middles(scenario: Scenario) -> Scenario:
    """Return a scenario with every quantity at its middle, and so no range and no list.

    Several experts' views of a chance become the one chance that they come to.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> at_middles(cf.load_scenario("central")).quantities["recovery_rate"]["2025/26"]
    Fixed(value=0.97)
    """
    quantities: dict[str, Mapping[str, Quantity]] = {
        name: {year: _middle(each) for year, each in years.items()}
        for name, years in scenario.quantities.items()
    }
    return replace(scenario, quantities=MappingProxyType(quantities))


def _middle(quantity: Quantity) -> Quantity:
    middle = quantity.mid
    return Chance(middle, middle, middle) if isinstance(quantity, Chance) else Fixed(middle)
