"""The charts that are of no question: of the papers, of forecasts, and of what is on file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ..errors import InputError
from ..inputs.ledger import LEDGER
from .asking import Ask, Names, counted, with_options
from .drawing import Saving, charts, save
from .settings import CountBy, Scenario, Seen, Settings, Where

if TYPE_CHECKING:
    from ..model.forecast import Forecast
    from ..present.chart import Chart

Drawing = Callable[..., "Chart"]
_FORECAST = ("span",)
_FILES = ("draws", "seed", "price_base", *_FORECAST)
_STEPS = 20  # of a curve


def chart(name: str, *without: str) -> Callable[[Drawing], Drawing]:
    """Make a command of what draws: with its options, and all of `Ask` but some."""

    def command_of(draw: Drawing) -> Drawing:
        charts.command(name)(with_options(draw, Saving, save, *without))
        return draw

    return command_of


def _forecast(ask: Ask, scenario: str) -> "Forecast":
    from ..model.forecast import forecast

    return forecast(ask.load(scenario), **ask.made)


@chart("funding-profile", "changes", "draws", "seed", "span")
def funding_profile(ask: Ask) -> "Chart":
    """Show what the papers say of each year."""
    from ..inputs.facts import load_facts
    from ..present.charts import funding_profile

    return funding_profile(load_facts(Settings.data), ask.price_base)


@chart("cash-and-real", "changes", "draws", "seed", "span")
def cash_and_real(ask: Ask) -> "Chart":
    """Show what the sums of the papers are worth in the prices of one year (--price-base)."""
    from ..inputs.facts import load_facts
    from ..present.charts import cash_and_real

    return cash_and_real(load_facts(Settings.data), ask.price_base)


def _of_a_forecast(name: str, says: str) -> None:
    def draw(ask: Ask, scenario: Scenario = "central") -> "Chart":
        from ..present import charts as drawn

        return cast("Chart", getattr(drawn, name)(_forecast(ask, scenario)))

    draw.__doc__ = says
    chart(name.replace("_", "-"), *_FORECAST)(draw)


for _name, _says in {
    "funding_outlook": "Show how much may be recovered in each year, if it is funded at all.",
    "decision_tree": "Show which paths the decisions may take, and what each brings.",
    "gap": "Show what the team costs beyond the award.",
    "posts": "Show how many posts the money pays for.",
}.items():
    _of_a_forecast(_name, _says)


@chart("scenario-lines", *_FORECAST)
def scenario_lines(ask: Ask, scenarios: Names) -> "Chart":
    """Show how up to four scenarios run on from year to year."""
    from ..present.charts import scenario_lines

    return scenario_lines([_forecast(ask, name) for name in scenarios])


@chart("funding-outlooks", *_FORECAST)
def funding_outlooks(ask: Ask, scenarios: Names) -> "Chart":
    """Show the outlooks of up to four scenarios side by side, on one scale."""
    from ..present.charts import funding_outlooks

    return funding_outlooks([_forecast(ask, name) for name in scenarios])


@chart("chance-curve")
def chance_curve(
    ask: Ask,
    year: Annotated[str, typer.Argument(help="In which the funding may cease.")],
    scenario: Scenario = "central",
) -> "Chart":
    """Show how the answer changes with the chance that funding ceases in a year."""
    from ..analysis.vary import vary
    from ..present.charts import chance_curve

    assumed, steps = ask.load(scenario), [step / _STEPS for step in range(_STEPS + 1)]
    curve = vary(assumed, "cessation", steps, year, **ask.over)
    chance: Any = assumed.quantities["cessation"][year]
    return chance_curve(curve, chance, f"Chance that funding ceases in {year}")


@chart("expansion-value")
def expansion_value(ask: Ask, scenario: Scenario = "half_expansion") -> "Chart":
    """Show what an expansion is worth, by how far it goes."""
    from ..analysis.vary import vary
    from ..present.charts import expansion_value

    shares = [0, 0.25, 0.5, 0.75, 1]
    return expansion_value(vary(ask.load(scenario), "expansion_share", shares, **ask.over))


@chart("evidence", *_FILES)
def evidence(
    ask: Ask,
    scenario: Scenario = "central",
    where: Where = [],  # noqa: B006 - typer copies it
    count_by: CountBy = "",
    seen: Seen = "0.5",
) -> "Chart":
    """Show what each set of comparable grants says."""
    from ..present.charts import evidence

    return evidence(counted(ask, scenario, where, count_by, seen))


@chart("backtest", *_FILES)
def backtest(ask: Ask, scenario: Scenario = "central") -> "Chart":
    """Show whether the evidence would have foretold what is known by now."""
    from ..analysis.backtest import backtest, own_year_ends
    from ..present.charts import backtest as drawn

    assumed = ask.load(scenario)
    return drawn(backtest(assumed), own_year_ends(assumed))


@chart("scores", *_FILES)
def scores(
    ask: Ask,
    scenario: Scenario = "central",
    outputs: Annotated[
        Path, typer.Option(help="The folder of outputs that has the ledger.")
    ] = Path("outputs"),
) -> "Chart":
    """Show what came of the years that were forecast."""
    from ..analysis.scores import scores
    from ..present.charts import scores as drawn

    kept = scores(ask.load(scenario), outputs / LEDGER)
    if kept.empty:
        raise InputError(f"chart: {outputs / LEDGER} has no forecast to draw.")
    return drawn(kept)
