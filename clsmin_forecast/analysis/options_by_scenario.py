"""Options under several scenarios: what each costs us on average, and the least regretted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Unpack

import pandas as pd

from ..answer import Answer
from ..arguments import public
from ..columns import MODELLED, Column
from ..errors import InputError
from ..inputs.options import Option, load_options
from ..inputs.scenarios import AnyScenarios, Scenario, scenarios_of
from ..model.choices import greatest_regret, worst
from ..model.forecast import Forecast, forecast
from .basis import OfForecasts
from .option_costs import (
    HowAsked,
    cross,
    describe_waiting,
    settings_of,
    waiting_of,
    year_in_question,
)
from .options import COLUMNS as OF_ONE

_FIRST = {name: OF_ONE[name] for name in ("option", "title")}
_LAST = {
    "worst": Column("Average cost to us, worst of them", MODELLED, "worst of them"),
    "regret": Column("Greatest regret over the scenarios", MODELLED, "regret"),
}


@dataclass(frozen=True, kw_only=True)
class OfOptionsByScenario(OfForecasts):
    """What an answer on options under several scenarios says of itself.

    Of which ``year``; the ``titles`` of the scenarios by name; the option with the ``best`` average
    under each; and the name of the one with the ``least_regret`` over them.
    """

    year: str
    titles: Mapping[str, str]
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
        Indexed by option: its ``title``, the average cost under each scenario by its name, the
        ``worst`` of them and the greatest ``regret``, pounds.

    Examples
    --------
    >>> import clsmin_forecast as cf
    >>> table = cf.options_by_scenario(["central", "ceases"], ["keep_half"], draws=8)
    >>> table.columns.tolist()
    ['title', 'central', 'ceases', 'worst', 'regret']
    """
    chosen = scenarios_of(scenarios)
    _refuse_twice(chosen)
    made = [forecast(each, **settings_of(asked)) for each in chosen]
    when = year_in_question(made[0], year)
    listed = load_options(options, chosen[0].facts.folder)
    frame = _frame(made, listed, when, asked)
    titles = {each.name: each.title for each in chosen}
    averages = frame[[*titles]]
    about = OfOptionsByScenario(
        **describe_waiting(made, when),
        stem="options_by_scenario",
        caption=f"What we can do about {when}: average cost to us by scenario",
        columns={**_FIRST, **_of_scenarios(titles), **_LAST},
        year=when,
        titles=titles,
        best={name: str(averages[name].idxmin()) for name in titles} if listed else {},
        least_regret=str(frame["regret"].idxmin()) if listed else "",
    )
    return Answer.of(frame, about)


def _refuse_twice(chosen: Sequence[Scenario]) -> None:
    names = [each.name for each in chosen]
    if not names or len({*names}) < len(names):
        listed = ", ".join(names) or "none"
        raise InputError(f"options: takes one scenario or more, each once, got {listed}.")


def _frame(
    made: Sequence[Forecast], listed: Sequence[Option], year: str, asked: HowAsked
) -> pd.DataFrame:
    averages = {each.scenario.name: _averages(each, listed, year, asked) for each in made}
    frame = pd.DataFrame(averages, index=pd.Index([each.name for each in listed], name="option"))
    losses = frame.to_numpy(dtype=float)
    laws = {"worst": worst, "regret": greatest_regret}
    frame = frame.assign(**{name: law(losses) if listed else 0.0 for name, law in laws.items()})
    frame.insert(0, "title", [each.title for each in listed])
    return frame


def _averages(made: Forecast, listed: Sequence[Option], year: str, asked: HowAsked) -> list[float]:
    waiting = waiting_of(made.scenario, asked)
    return [cross(made, year, each, waiting).average.mean for each in listed]


def _of_scenarios(titles: Mapping[str, str]) -> dict[str, Column]:
    return {
        name: Column(f"Average cost to us: {title}", MODELLED, title)
        for name, title in titles.items()
    }
