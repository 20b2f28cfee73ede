"""The commands that ask: what drives the answer, what would change it, what it rests on."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from inspect import Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

import typer

from ..errors import ForecastError, InputError, unknown
from ..inputs.ledger import LEDGER
from ..inputs.waiting import OF_OPTIONS
from ..units import number_of
from . import settings
from .drawing import Saving, charts, save
from .forecasting import no_year, whole, with_changes
from .output import print_frame, print_rows, say
from .settings import (
    Changes,
    CountBy,
    Draws,
    Form,
    Format,
    Panel,
    PriceBase,
    Scenario,
    Seed,
    Seen,
    Settings,
    Span,
    Where,
    Yes,
    app,
    told,
)
from .waiting import typed_wait, wait_options

if TYPE_CHECKING:
    from ..analysis.evidence import OfEvidence
    from ..analysis.question import Question
    from ..analysis.statements import Statement
    from ..answer import Answer
    from ..inputs.scenarios import Scenario as Assumed
    from ..present.tables import Rows

_WIDE = (
    "share, none to all of the unknown", "standard error",
    "seen that would match the odds of 2006 to 2013", "used by",
)  # fmt: skip
"""Columns of the evidence that a terminal has no room for."""

_SPLIT = ("counts as", "CRPS of the same again", "by decision", "by award", "by recovery")
"""Columns of the scores that a terminal has no room for."""

Of = Annotated[str, typer.Option(help="recovered, gap, or balance (award less cost).")]
OfTwo = Annotated[str, typer.Option(help="recovered, or gap.")]
AtLeast = Annotated[
    str, typer.Option(help="Ask for the chance of at least this sum, not for the average.")
]
Stated = Annotated[str, typer.Option(help="pays_for_the_team, even_chance or gap_reaches.")]
Amount = Annotated[
    str,
    typer.Option(
        help="The sum that even_chance or gap_reaches speaks of; the largest award on file by "
        "default."
    ),
]
Confidence = Annotated[str, typer.Option(help="How sure to be of it: 0.8 or 80%.")]
Names = Annotated[list[str], typer.Argument(help="Names of scenarios, or paths to them.")]
Words = Annotated[
    list[str],
    typer.Argument(
        metavar="[FIGURE] [SCENARIO]",
        help="A figure such as recovered_2025_26 (without one, every figure is listed), and the "
        "scenario that it is of (central unless another is named).",
    ),
]


class Worded(NamedTuple):
    """An answer with a sentence and rows of its own, where those of its question are not meant."""

    answer: "Answer[Any]"
    sentence: str
    rows: "Rows"


Answered: TypeAlias = "Answer[Any] | Worded"
Command = Callable[..., Answered]


class Printing(NamedTuple):
    """How the answer to a question is printed."""

    format: Form = Format.TABLE


class Ask(NamedTuple):
    """What every question is asked of: the options that all commands which ask have."""

    changes: Changes = []  # noqa: RUF012 - typer copies it
    draws: Draws = "16384"
    seed: Seed = "1532"
    price_base: PriceBase = "cash"
    span: Span = "open_years"
    wait: dict[str, Any] = {}  # noqa: RUF012 - what is typed of it; no option itself

    def load(self, name: str, data: Path | None = None) -> "Assumed":
        """Return a scenario by its name, with the changes of ``--set``."""
        from ..inputs.scenarios import load_scenario

        return with_changes(load_scenario(no_year(name), data or Settings.data), self.changes)

    @property
    def made(self) -> dict[str, Any]:
        """How forecasts are made."""
        draws, seed = whole(self.draws), whole(self.seed)
        return {"draws": draws, "seed": seed, "price_base": self.price_base}

    @property
    def over(self) -> dict[str, Any]:
        """How forecasts are made, and over which years they are summed."""
        return {"span": self.span, **self.made}

    def question(self, of: str, at_least: str) -> "Question":
        """Return what is asked over these years."""
        from ..analysis.question import Question

        return Question(of, self.span, _sum(at_least, "--at-least") if at_least else None)

    def statement(self, name: str, amount: str, assumed: "Assumed") -> "Statement":
        """Return what may turn over these years; of the largest award where no sum is named."""
        from ..analysis.statements import statement

        sum_ = _sum(amount, "--amount") if amount else assumed.facts.awards.largest
        return statement(name, sum_, self.span)

    def cheaper(self, options: str) -> "Statement":
        """Return that the first of two options costs less, in the year of the span if it is one."""
        from ..analysis.cheaper import cheaper

        names = [name.strip() for name in options.split(",")]
        if len(names) != 2:  # noqa: PLR2004 - a comparison is of two
            raise InputError(f"switching: --options names two options, got {options!r}.")
        year = None if self.span == "open_years" else str(self.span)
        return cheaper(names[0], names[1], year, **self.wait)


def question(
    name: str, panel: Panel, *without: str, wait: Sequence[str] = (), drawn: bool = True
) -> Callable[[Command], Command]:
    """Make a command of what answers a question: with its options, and all of `Ask` but some.

    And those of the ``wait``. One that is drawn is a command of ``chart`` too, of the same options.
    """

    def commands_of(answer: Command) -> Command:
        def made(end: type[Any], finish: Callable[[Any, Any], None]) -> Callable[..., None]:
            return with_options(answer, end, finish, *without, wait=wait)

        shown = made(Printing, lambda found, end: _show(found, end.format))
        app.command(name, rich_help_panel=panel)(shown)
        if drawn:
            charts.command(name)(made(Saving, _draw))
        return answer

    return commands_of


def with_options(
    answer: Callable[..., Any],
    end: type[Any],
    finish: Callable[[Any, Any], None],
    *without: str,
    wait: Sequence[str] = (),
) -> Callable[..., None]:
    """Return a command: its own options, those of the wait, of `Ask` but some, and of its end."""
    without = (*without, "wait")
    own = [*list(signature(answer).parameters.values())[1:], *wait_options(wait)]  # after `ask`
    shared = [each for each in signature(Ask).parameters.values() if each.name not in without]
    last = list(signature(end).parameters.values())

    def command(**given: Any) -> None:
        typed = typed_wait({name: given.pop(name) for name in wait})
        ask = Ask(**{each.name: given.pop(each.name) for each in shared}, wait=typed)
        ending = end(**{each.name: given.pop(each.name) for each in last})
        finish(answer(ask, **given), ending)

    command.__doc__ = answer.__doc__
    vars(command)["__signature__"] = Signature([*own, *shared, *last])  # to the parser
    return command


def _draw(answered: Answered, saving: Saving) -> None:
    from ..present.answers import view

    chart = None if isinstance(answered, Worded) else view(answered).chart
    if chart is None:
        raise InputError("chart: this answer has no chart; it is a table or a sentence.")
    save(chart, saving)


def _show(answered: Answered, format: Format, hidden: tuple[str, ...] = ()) -> None:
    worded = answered if isinstance(answered, Worded) else None
    answer: Any = worded.answer if worded else answered
    if format is Format.TABLE:
        from ..present.answers import sentence
        from ..present.tables import reading_rows

        say(worded.sentence if worded else sentence(answer))
        print_rows("", worded.rows if worded else reading_rows(answer), format, hidden)
    else:
        print_frame(answer, format)
    if not all(check["passed"] for check in answer.about.checks):
        raise typer.Exit(ForecastError.exit_code)


def _sum(text: str, option: str) -> float:
    from ..inputs.typed import SUM, number

    return number(text, option, SUM)


def part(text: str, option: str) -> float:
    """Return a part of a whole that an option has, 0 to 1."""
    from ..inputs.typed import PART, number

    return number(text, option, replace(PART, least=0, most=1))


@question("tornado", Panel.DRIVERS)
def tornado(
    ask: Ask, scenario: Scenario = "central", of: Of = "recovered", at_least: AtLeast = ""
) -> Answered:
    """Show how far the answer moves with each input alone."""
    from ..analysis.tornado import tornado

    return tornado(ask.load(scenario), ask.question(of, at_least), **ask.made)


@question("variance-shares", Panel.DRIVERS)
def variance_shares(ask: Ask, scenario: Scenario = "central", of: Of = "recovered") -> Answered:
    """Show how much of what is not known is due to what."""
    from ..analysis.variance_shares import variance_shares

    return variance_shares(ask.load(scenario), of, **ask.over)


@question("switching", Panel.DRIVERS, wait=OF_OPTIONS)
def switching(
    ask: Ask,
    scenario: Scenario = "central",
    across: Annotated[str, typer.Option(help="A chance, such as cessation.2025/26.")] = "",
    up: Annotated[str, typer.Option(help="Another, for the plane of the two.")] = "",
    statement: Stated = "even_chance",
    amount: Amount = "",
    options: Annotated[
        str,
        typer.Option(
            help="Two of options/ by name, as keep_half,release_with_notice: the statement is then "
            "that the first costs us less, in a year that --span may name."
        ),
    ] = "",
) -> Answered:
    """Show the value of each input, or the line of two chances, at which a statement turns."""
    from ..analysis.switching import switching_plane, switching_values

    chosen = ask.load(scenario)
    if ask.wait and not options:
        name = next(iter(ask.wait)).replace("_", "-")
        raise InputError(f"switching: --{name} goes with --options.")
    said = ask.cheaper(options) if options else ask.statement(statement, amount, chosen)
    if not across and not up:
        return switching_values(chosen, said, **ask.made)
    first, second = _chance("--across", across, chosen), _chance("--up", up, chosen)
    return switching_plane(chosen, first, second, said, **ask.made)


def _chance(option: str, text: str, assumed: "Assumed") -> tuple[str, str]:
    """Return a chance and its year, as one option of the two that make a plane names it."""
    from ..analysis.factors import open_chances

    if not text:
        known = ", ".join(open_chances(assumed)) or "none"
        raise InputError(
            f"switching: {option} is missing; the plane is of two chances that are open: {known}."
        )
    name, _, year = text.partition(".")
    return name, year


@question("compare", Panel.FORECAST)
def compare(ask: Ask, scenarios: Names) -> Answered:
    """Show scenarios side by side, or the folders of two runs and what moved their figures.

    Of two runs nothing but --format is an option: their settings are those that they were run with.
    """
    from ..analysis.compare import compare

    if Path(scenarios[0]).is_dir() or os.sep in scenarios[0].removesuffix(".yaml"):
        from ..runs.changes import named_changes

        return named_changes(scenarios)
    return compare([ask.load(name) for name in scenarios], **ask.over)


@question("bridge", Panel.FORECAST)
def bridge(
    ask: Ask,
    before: Annotated[str, typer.Argument(help="The scenario to start from.")],
    after: Annotated[str, typer.Argument(help="The scenario to end at.")],
    earlier: Annotated[
        Path | None, typer.Option(help="The data folder that the first is read from.")
    ] = None,
    of: Of = "recovered",
    at_least: AtLeast = "",
) -> Answered:
    """Show which change moved the answer from one scenario, or version of the data, to another."""
    from ..analysis.bridge import bridge

    first, last = ask.load(before, data=earlier), ask.load(after)
    return bridge(first, last, ask.question(of, at_least), **ask.made)


@question("evidence-choices", Panel.DATA)
def evidence_choices(
    ask: Ask, scenario: Scenario = "central", of: Of = "recovered", at_least: AtLeast = ""
) -> Answered:
    """Show what other comparable grants would make of the risk and the answer."""
    from ..analysis.evidence_choices import evidence_choices

    return evidence_choices(ask.load(scenario), ask.question(of, at_least), **ask.made)


@question("stress", Panel.DRIVERS, drawn=False)
def stress(
    ask: Ask,
    input: Annotated[str, typer.Option(help="What has a range: recovery_rate, cessation.2025/26.")],
    scenario: Scenario = "central",
) -> Answered:
    """Show the answer with an input in the lowest and highest tenth of its range."""
    from ..analysis.stress import stress

    name, _, year = input.partition(".")
    return stress(ask.load(scenario), name, year or None, **ask.over)


@question("worst-runs", Panel.DRIVERS)
def worst_runs(
    ask: Ask,
    scenario: Scenario = "central",
    of: OfTwo = "recovered",
    worst: Annotated[str, typer.Option(help="The share of outcomes that are the worst.")] = "0.1",
) -> Answered:
    """Show what the worst outcomes have in common."""
    from ..analysis.worst_runs import worst_runs

    return worst_runs(ask.load(scenario), of, worst=part(worst, "--worst"), **ask.over)


@question("explain", Panel.FORECAST, "span", drawn=False)
def explain(ask: Ask, words: Words = []) -> Answered:  # noqa: B006 - typer copies it
    """Show the inputs, sources and dates that a figure rests on."""
    from ..analysis.explain import explain
    from ..analysis.headlines import headlines
    from ..model.forecast import forecast
    from ..present.explanation import explanation, explanation_rows, figure_rows

    figure, scenario = _figure_and_scenario(words)
    assumed = ask.load(scenario)
    if not figure:
        figures = headlines(forecast(assumed, **ask.made))
        return Worded(figures, f"Scenario: {assumed.title}.", figure_rows(figures))
    found = explain(assumed, figure.removeprefix("figures."), **ask.made)
    return Worded(found, explanation(found), explanation_rows(found, settings.today()))


def _figure_and_scenario(words: list[str]) -> tuple[str, str]:
    """Return the figure and the scenario among the words, in whichever order they stand."""
    from ..inputs.scenarios import scenario_names

    named = scenario_names(Settings.data)
    scenarios = [word for word in words if word in named or Path(word).suffix in (".yaml", ".yml")]
    figures = [word for word in words if word not in scenarios]
    if len(figures) > 1 or len(scenarios) > 1:
        raise InputError(f"explain: takes one figure and one scenario, got {' '.join(words)}.")
    return "".join(figures), "".join(scenarios) or "central"


@question("refresh", Panel.DATA, "span", drawn=False)
def refresh(
    ask: Ask,
    series: Annotated[str, typer.Argument(help="deflator: the one that is published so.")],
    workbook: Annotated[Path, typer.Argument(help="The workbook as it was downloaded (.xlsx).")],
    url: Annotated[str, typer.Option(help="The page on which it was published.")],
    scenario: Scenario = "central",
    yes: Yes = False,
) -> Answered:
    """Show a newer release of a published series beside the one on file; with --yes, write it."""
    from ..analysis.refresh import refresh_deflator
    from ..present.refresh_words import refresh_rows, refresh_words

    if series != "deflator":
        raise unknown("refresh", "series", series, ["deflator"])
    found = refresh_deflator(ask.load(scenario), workbook, url, **ask.made)
    if found.about.source["date"] > settings.today().isoformat():
        raise InputError(f"refresh: {found.about.release} is not out yet.")
    if yes:
        from ..runs.recording import refresh

        refresh(Settings.data, found, url, settings.today())
    return Worded(found, f"{refresh_words(found)} {told(yes)}", refresh_rows(found))


@app.command("backtest", rich_help_panel=Panel.DATA)
def show_backtest(scenario: Scenario = "central", format: Form = Format.TABLE) -> None:
    """Show how well the evidence would have foretold the decisions that are known."""
    from ..analysis.backtest import backtest, own_year_ends
    from ..analysis.backtest_scores import backtest_scores
    from ..present import sentences, tables

    chosen = Ask().load(scenario)
    scores, own = backtest_scores(backtest(chosen)), own_year_ends(chosen)
    said = sentences.backtest(scores, own)
    _show(Worded(scores, said, tables.reading_rows(scores)), format)
    if format is Format.TABLE:
        print_rows("The grant's own year ends", tables.own_year_end_rows(own), format)


@app.command("scores", rich_help_panel=Panel.DATA)
def show_scores(
    scenario: Scenario = "central",
    outputs: Annotated[
        Path, typer.Option(help="The folder of outputs that has the ledger.")
    ] = Path("outputs"),
    take_in: Annotated[
        bool,
        typer.Option(
            "--take-in", help="First add the forecasts of runs that are there, marked as taken in."
        ),
    ] = False,
    format: Form = Format.TABLE,
) -> None:
    """Show past forecasts beside what came of their years, with their scores."""
    from ..analysis.scores import score_averages, scores
    from ..present import tables

    if take_in:
        _take_in(outputs)
    scored = scores(Ask().load(scenario), outputs / LEDGER)
    _show(scored, format, _SPLIT)
    averages = score_averages(scored)
    if format is Format.TABLE and len(averages):
        print_rows(averages.about.caption, tables.reading_rows(averages), format)


def _take_in(outputs: Path) -> None:
    from ..runs.foretold import take_in

    added, left = take_in(outputs, settings.today())
    say(f"Taken in: {number_of(added, 'forecast')}.")
    for why in left:
        say(f"Left out: {why}")


@app.command("evidence", rich_help_panel=Panel.DATA)
def show_evidence(
    scenario: Scenario = "central",
    where: Where = [],  # noqa: B006 - typer copies it
    count_by: CountBy = "",
    seen: Seen = "0.5",
    format: Form = Format.TABLE,
) -> None:
    """Show what each set of comparable grants says, and what the hiding of endings does to it."""
    _show(counted(Ask(), scenario, where, count_by, seen), format, _WIDE)


def counted(
    ask: Ask, scenario: str, where: list[str], count_by: str, seen: str
) -> "Answer[OfEvidence]":
    """Return what the sets of comparable grants say, with an own set where there are filters."""
    from ..analysis.evidence import evidence

    if count_by and not where:
        raise InputError(f"--count-by: goes with --where, got {count_by!r} alone.")
    own = {"where": _filters(where), "count_by": count_by or "scheme_year", "event": "ceased"}
    return evidence(ask.load(scenario), own if where else None, part(seen, "--seen"))


def _filters(texts: list[str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for text in texts:
        column, equals, value = text.partition("=")
        if not equals:
            raise InputError(f"--where: a filter is written column=value, got {text!r}.")
        filters.setdefault(column, []).append(value)
    return filters
