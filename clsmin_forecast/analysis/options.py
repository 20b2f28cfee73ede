"""Options: what we can do while the funder has not decided, against what the funder may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite
from typing import Any, Unpack

import numpy as np
import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import CHANCE, DAY, MODELLED, POSTS, POUNDS_ERROR, PRICE, Column
from ..errors import InputError
from ..inputs.options import Option, load_options
from ..inputs.scenarios import AnyScenario, AnyScenarios, Scenario, scenarios_of
from ..model.choices import greatest_regret, swap_chance, turning_chance, value_of_knowing, worst
from ..model.decisions import CEASE, CONTINUE, EXPAND
from ..model.forecast import forecast
from ..quantiles import Values
from .basis import OfForecasts, year_in_question
from .option_costs import (
    Crossed,
    HowAsked,
    cross,
    cross_nobody,
    describe_waiting,
    post_month,
    settings_of,
    waiting_of,
)

ENDS = {CEASE: "if_ceases", CONTINUE: "if_continues", EXPAND: "if_expands"}
"""How the names of columns end, by what the funder does."""

_IF = {CEASE: "if it ceases", CONTINUE: "if it continues", EXPAND: "if it expands"}

_PENNIES = 2
_OF = "average_"
_COST = "Cost to us"

COLUMNS = {
    "option": Column("Option"),
    "title": Column("What we do", label="what we do"),
    **{f"cost_{ENDS[each]}": Column(f"{_COST} {how}", MODELLED, how) for each, how in _IF.items()},
    "average": Column(f"{_COST}, average", MODELLED, "average"),
    "worst": Column(f"{_COST}, worst case", MODELLED, "worst"),
    "regret": Column("Greatest regret", MODELLED, "regret"),
    "work": Column("Post-months kept, average", POSTS, "post-months kept"),
    "decide_by": Column("Last day to decide", DAY, "decide by"),
    "pays_from": Column(
        "Worth of a post-month from which it pays", PRICE, "pays from, a post-month"
    ),
    "swap_chance": Column(
        "Chance of no funding at which the next one costs the same",
        CHANCE,
        "as dear as the next at",
    ),
    "bridged": Column("Of the cost if it ceases, other money of ours", MODELLED),
    **{f"work_{ENDS[each]}": Column(f"Post-months kept {how}", POSTS) for each, how in _IF.items()},
    "average_standard_error": Column("Standard error of the average", POUNDS_ERROR),
}

_FIRST = {name: COLUMNS[name] for name in ("option", "title")}
_LAST = {
    "worst": Column(f"{_COST}, average: the worst of them", MODELLED, "worst of them"),
    "regret": Column("Greatest regret over the scenarios", MODELLED, "regret"),
}


@dataclass(frozen=True, kw_only=True)
class OfOptions(OfForecasts):
    """What an answer on options says of itself.

    Of which ``year``; the ``chances`` of what the funder does in it; the inputs of the wait,
    ``waiting``, and whether an option has ``own_times``; what a ``post_month`` costs, pounds; the
    names of the options of ``least_average`` and ``least_regret``; the nearest chance of no funding
    at which another has the least average, with its name, as ``turn``; and what ``knowing_now``
    would be worth, pounds.
    """

    year: str
    chances: Mapping[str, float]
    waiting: Mapping[str, float]
    own_times: bool
    post_month: float
    least_average: str
    least_regret: str
    turn: tuple[float, str] | None
    knowing_now: float

    @property
    def chance_ceased(self) -> float:
        """The chance that the year is not funded."""
        return self.chances.get(CEASE, 0.0)


@public
def options(
    scenario: AnyScenario,
    options: Sequence[str] | None = None,
    year: str | None = None,
    **asked: Unpack[HowAsked],
) -> Answer[OfOptions]:
    """Return what each option costs us by what the funder does in a year, and what work it keeps.

    What the funder does has its exact chance. Money that bridges is ours too, and counts.

    Parameters
    ----------
    scenario
        As in `forecast`.
    options : sequence of str, optional
        Names of files in ``options/`` of the data folder; all of them by default.
    year : str, optional
        The first year not over that may not be funded, by default.
    **asked
        As in `forecast`; and ``signed_month``, ``redeploy_months``, ``refill_months`` and
        ``restart_cost``, each in place of the register's.

    Returns
    -------
    DataFrame
        Indexed by option, the least average first; empty where the folder has none. What falls on
        us by what the funder does, ``cost_if_ceases``, ``cost_if_continues`` and
        ``cost_if_expands`` (empty where that has no chance), how much of the first is ``bridged``
        by other money, the ``average``, the ``worst`` and the greatest ``regret``, pounds. The
        post-months of ``work`` in the year on average, and by what the funder does. The last day
        to decide on it, ``decide_by``; the worth of a post-month from which it pays beside
        releasing everybody, ``pays_from``, pounds; and the chance of no funding at which it and
        the next cost the same, ``swap_chance``. `OfOptions` has what ``about`` says of it.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.options("ceases", ["keep_half", "release_with_notice"], draws=8)
    >>> table["average"].round().tolist()[0], table.about.least_average, table.about.knowing_now
    (0.0, 'release_with_notice', 0.0)
    """
    made = forecast(scenario, **settings_of(asked))
    when, waiting = year_in_question(made, year, "options"), waiting_of(made.scenario, asked)
    listed = load_options(options, made.scenario.facts.folder)
    crossed = [cross(made, when, each, waiting) for each in listed]
    crossed.sort(key=_in_order)
    nobody = cross_nobody(made, when, waiting)
    about = OfOptions(
        **describe_waiting([made], when),
        stem="options",
        caption=f"What we can do about {when}, and what it costs us",
        columns=_shown(nobody.chances),
        year=when,
        chances=nobody.chances,
        waiting=waiting,
        own_times=any(each.own_times for each in listed),
        post_month=post_month(made, when),
        **_compared(crossed),
    )
    return Answer.of(_frame(crossed, nobody), about)


def _in_order(found: Crossed) -> tuple[float, float]:
    """Return what comes first: the least average, and of the same the most work."""
    return round(found.average.mean, _PENNIES), -found.kept


def _frame(crossed: Sequence[Crossed], nobody: Crossed) -> pd.DataFrame:
    frame = pd.DataFrame([_row(each, nobody) for each in crossed], columns=[*COLUMNS])
    if crossed:
        losses = _losses(crossed)
        swaps = [swap_chance(one.ends, other.ends) for one, other in pairwise(crossed)]
        frame = frame.assign(
            worst=worst(losses), regret=greatest_regret(losses), swap_chance=[*swaps, np.nan]
        )
    return frame.set_index("option")


def _row(found: Crossed, nobody: Crossed) -> dict[str, Any]:
    by_decision = {
        f"{name}_{ENDS[each]}": values[each]
        for name, values in (("cost", found.cost), ("work", found.work))
        for each in found.chances
    }
    return by_decision | {
        "option": found.option.name,
        "title": found.option.title,
        "average": found.average.mean,
        "average_standard_error": found.average.standard_error,
        "bridged": float(found.outcomes[CEASE].bridged.mean()),
        "work": found.kept,
        "decide_by": found.decide_by.isoformat(),
        "pays_from": found.pays_from(nobody),
    }


def _losses(crossed: Sequence[Crossed]) -> Values:
    return np.array([[each.cost[decision] for decision in each.chances] for each in crossed])


def _compared(crossed: Sequence[Crossed]) -> dict[str, Any]:
    """Return what is said of all options together; the first has the least average."""
    if not crossed:
        return {"least_average": "", "least_regret": "", "turn": None, "knowing_now": 0.0}
    losses, chances = _losses(crossed), np.array([*crossed[0].chances.values()])
    return {
        "least_average": crossed[0].option.name,
        "least_regret": crossed[int(greatest_regret(losses).argmin())].option.name,
        "turn": _turn(crossed),
        "knowing_now": value_of_knowing(losses, chances),
    }


def _turn(crossed: Sequence[Crossed]) -> tuple[float, str] | None:
    """Return the nearest chance of no funding beyond which another has the least average."""
    first, now = crossed[0], crossed[0].chances.get(CEASE, 0.0)
    found = [
        (abs(at - now), min(each.ends), at, each.option.name)  # of several, what then costs least
        for each in crossed[1:]
        if isfinite(at := turning_chance(first.ends, each.ends, now))
    ]
    return min(found)[2:] if found else None


def _shown(chances: Mapping[str, float]) -> dict[str, Column]:
    """Return the columns; for reading, without the costs of what has no chance."""
    hidden = {f"cost_{end}" for decision, end in ENDS.items() if decision not in chances}
    return {
        name: replace(each, label="") if name in hidden else each for name, each in COLUMNS.items()
    }


@dataclass(frozen=True, kw_only=True)
class OfOptionsByScenario(OfForecasts):
    """What an answer on options under several scenarios says of itself.

    Of which ``year``; what the scenarios are ``called``, by name; the option with the ``best``
    average under each; and the name of the one with the ``least_regret`` over them.
    """

    year: str
    called: Mapping[str, str]
    best: Mapping[str, str]
    least_regret: str


@public
def options_by_scenario(
    scenarios: AnyScenarios,
    options: Sequence[str] | None = None,
    year: str | None = None,
    **asked: Unpack[HowAsked],
) -> Answer[OfOptionsByScenario]:
    """Return what each option costs us on average under each of some scenarios.

    Parameters
    ----------
    scenarios : sequence
        As in `compare`; no chance is given to them.
    options, year, **asked
        As in `options`; by default the year is that of the first scenario.

    Returns
    -------
    DataFrame
        Indexed by option: its ``title``, the average cost under each scenario, as
        ``average_central``, the ``worst`` of them and the greatest ``regret``, pounds.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.options_by_scenario(["central", "ceases"], ["keep_half"], draws=8)
    >>> table.columns.tolist()
    ['title', 'average_central', 'average_ceases', 'worst', 'regret']
    """
    chosen = scenarios_of(scenarios)
    _refuse_twice(chosen)
    made = {each.name: forecast(each, **settings_of(asked)) for each in chosen}
    first = made[chosen[0].name]
    when = year_in_question(first, year, "options")
    listed = load_options(options, first.scenario.facts.folder)
    crossed = {
        name: [cross(each, when, option, waiting_of(each.scenario, asked)) for option in listed]
        for name, each in made.items()
    }
    called = {each.name: each.title for each in chosen}
    frame = _by_scenario(listed, crossed)
    about = OfOptionsByScenario(
        **describe_waiting([*made.values()], when),
        stem="options_by_scenario",
        caption=f"What we can do about {when}: average cost to us by scenario",
        columns={**_FIRST, **_of_scenarios(called), **_LAST},
        year=when,
        called=called,
        best={name: min(each, key=_in_order).option.name for name, each in crossed.items() if each},
        least_regret=str(frame["regret"].idxmin()) if listed else "",
    )
    return Answer.of(frame, about)


def _refuse_twice(chosen: Sequence[Scenario]) -> None:
    names = [each.name for each in chosen]
    if not names or len({*names}) < len(names):
        listed = ", ".join(names) or "none"
        raise InputError(f"options: takes one scenario or more, each once, got {listed}.")


def _by_scenario(
    listed: Sequence[Option], crossed: Mapping[str, Sequence[Crossed]]
) -> pd.DataFrame:
    averages = {f"{_OF}{n}": [each.average.mean for each in some] for n, some in crossed.items()}
    index = pd.Index([each.name for each in listed], name="option")
    frame = pd.DataFrame(averages, index=index, dtype=float)
    losses = frame.to_numpy()
    laws = {"worst": worst, "regret": greatest_regret}
    frame = frame.assign(**{name: law(losses) if listed else 0.0 for name, law in laws.items()})
    frame.insert(0, "title", [each.title for each in listed])
    return frame


def _of_scenarios(called: Mapping[str, str]) -> dict[str, Column]:
    """Return the columns of the scenarios, each under its title, with its name if two have it."""
    titles = [*called.values()]
    said = {n: t if titles.count(t) == 1 else f"{t} ({n})" for n, t in called.items()}
    return {f"{_OF}{n}": Column(f"{_COST}, average: {t}", MODELLED, t) for n, t in said.items()}
