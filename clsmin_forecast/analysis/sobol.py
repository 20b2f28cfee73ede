"""Sobol's first-order indices of a total averaged over the decisions, by SALib.

Each amount is a function of uniform shares of probability. An amount of one year is a group of one
share; an input whose years are correlated is one group of the share that its years have in common
and one share a year, so groups are independent of each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from ..inputs.catalogue import INPUTS
from ..inputs.scenarios import Scenario
from ..model.amounts import Amounts
from ..model.forecast import Forecast
from ..model.projection import Span
from ..quantiles import Values, normal_quantile, normal_share
from ..quantities import Chance, Fixed

_RUNS = 4096  # of the design, for each group; a power of two, as Sobol's points need
_LEVEL, _NORMAL = 0.9, 1.645  # of the bootstrapped interval, and how many standard errors that is

Group = tuple[str, str]
"""An input and its year, or no year where its years are one group."""


def groups(scenario: Scenario) -> dict[Group, tuple[str, ...]]:
    """Return the uncertain years of every amount, by independent group.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> groups(cf.load_scenario("central"))["recovery_rate", ""]
    ('2023/24', '2024/25', '2025/26', '2026/27')
    """
    return dict(_groups(scenario))


def _groups(scenario: Scenario) -> Iterator[tuple[Group, tuple[str, ...]]]:
    for name, described in INPUTS.items():
        years = tuple(
            year
            for year, quantity in scenario.quantities[name].items()
            if not isinstance(quantity, Fixed | Chance)
        )
        if years and (described.once or scenario.register.between_years(name)):
            yield (name, ""), years
        else:
            yield from (((name, year), (year,)) for year in years)


def first_order(made: Forecast, of: str, span: Span) -> dict[Group, tuple[float, float]]:
    """Return the first-order index of every group, with its standard error.

    Parameters
    ----------
    made : Forecast
        Its seed also seeds the design.
    of
        As in `difference`.
    span
        As in `compare`.

    Returns
    -------
    dict of (str, str) to (float, float)
        The index as a share of the variance of the total averaged over the decisions, which must
        not be 0.
    """
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as design

    if len(groups(made.scenario)) == 1:  # SALib refuses one group, which explains all there is
        return dict.fromkeys(groups(made.scenario), (1.0, 0.0))
    names = [
        (group, share)
        for group, years in groups(made.scenario).items()
        for share in _shares(made.scenario, group, years)
    ]
    problem = {
        "num_vars": len(names),
        "names": [f"{group}.{share}" for group, share in names],
        "groups": [".".join(group) for group, _ in names],
        "bounds": [[0, 1]] * len(names),
    }
    seed = made.seed + 1  # SALib takes 0 for no seed
    points = design.sample(problem, _RUNS, calc_second_order=False, seed=seed).T
    shares = dict(zip(names, points, strict=True))
    found = analysis.analyze(
        problem, _averaged(made, of, span, shares), calc_second_order=False, conf_level=_LEVEL,
        seed=seed,
    )  # fmt: skip
    errors = found["S1_conf"] / _NORMAL
    chosen = dict.fromkeys(group for group, _ in names)
    return {
        group: (float(index), float(error))
        for group, index, error in zip(chosen, found["S1"], errors, strict=True)
    }


def _shares(scenario: Scenario, group: Group, years: tuple[str, ...]) -> tuple[str, ...]:
    if INPUTS[group[0]].once:
        return ("once",)
    return years if group[1] else ("common", *years)


def _averaged(
    made: Forecast, of: str, span: Span, shares: Mapping[tuple[Group, str], Values]
) -> Values:
    drawn = {
        name: {
            year: values if values.size == 1 else _values(made.scenario, name, year, shares)
            for year, values in years.items()
        }
        for name, years in made.amounts.drawn.items()
    }
    at = replace(made, amounts=Amounts(made.scenario, drawn))
    sums = (path.probability * at.along(path.decisions, of, span) for path in made.path_list)
    return np.asarray(sum(sums))


def _values(
    scenario: Scenario, name: str, year: str, shares: Mapping[tuple[Group, str], Values]
) -> Values:
    quantity = scenario.quantities[name][year]
    assert not isinstance(quantity, Chance)
    if INPUTS[name].once:
        return quantity.quantile(shares[(name, ""), "once"])
    correlation = scenario.register.between_years(name)
    if not correlation:
        return quantity.quantile(shares[(name, year), year])
    common, own = (normal_quantile(shares[(name, ""), each]) for each in ("common", year))
    return quantity.quantile(
        normal_share(np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own)
    )
