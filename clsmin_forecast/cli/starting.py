"""The command that makes the data folder of another grant, from options or from answers."""

import shlex
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ..errors import INTERRUPTED, InputError
from ..units import number_of
from . import settings
from .output import say, say_done
from .settings import Panel, Settings, app
from .usage import PROGRAM

if TYPE_CHECKING:
    from ..inputs.files import Row
    from ..inputs.new_grant import Line
    from ..runs.init import Made


class _Question(NamedTuple):
    asked: str
    example: str = ""  # of an option that must be there


_NAMES = {
    "team": _Question("What is the team called, in full?", "Project Alpha Social Media Hub"),
    "short_name": _Question("What is it called in short?", "Alpha"),
    "holder": _Question(
        "Who has the team, and bears what nobody else pays?", "the Metropolitan Police"
    ),
    "funder": _Question("Who pays the grant?", "Home Office"),
    "accepted_by": _Question("Who accepts the grant and publishes its papers?", "MOPAC"),
    "paper_series": _Question("With what do the ids of these papers begin?", "PCD"),
    "approver": _Question("Who approves them, if another?"),
    "pay_group": _Question("Which group of pay_awards.csv has its posts, if one has?"),
    "if_it_ceases": _Question("What do the papers say happens if it ceases, if anything?"),
}
_ASKED_FOR_AWARDS = "Its awards, the earliest year first, each on a line such as\n  {}\n(posts only"
_ASKED_FOR_AWARDS += " where the paper states them). An empty line ends them."
_ASKED_FOR_SOURCE = "Of {}: title | publisher | address | day it was read, if not today"


@app.command("init", rich_help_panel=Panel.DATA)
def start_grant(
    name: Annotated[Path, typer.Argument(help="The folder to make.")],
    team: Annotated[str, typer.Option(help="What the team is called, in full.")] = "",
    short_name: Annotated[str, typer.Option(help="And in short.")] = "",
    holder: Annotated[
        str, typer.Option(help="Who has the team, and bears what nobody else pays.")
    ] = "",
    funder: Annotated[str, typer.Option(help="Who pays the grant.")] = "",
    accepted_by: Annotated[
        str, typer.Option(help="Who accepts the grant and publishes its papers.")
    ] = "",
    paper_series: Annotated[
        str, typer.Option(help="With what the ids of these papers begin.")
    ] = "",
    approver: Annotated[str, typer.Option(help="Who approves them; who accepts, if empty.")] = "",
    pay_group: Annotated[
        str, typer.Option(help="Of pay_awards.csv, whose awards its posts get; empty for none.")
    ] = "",
    if_it_ceases: Annotated[
        str, typer.Option(help="What its papers say then happens, a clause without a full stop.")
    ] = "",
    award: Annotated[
        list[str] | None,
        typer.Option(help="A year: 'year | status | sum | paper | place | posts'; repeat it."),
    ] = None,
    awards: Annotated[
        Path | None, typer.Option(help="A file of them, in the form of awards.csv.")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(help="A paper: 'id | title | publisher | url | day read'; repeat it."),
    ] = None,
    sources: Annotated[
        Path | None, typer.Option(help="A file of them, in the form of sources.csv.")
    ] = None,
    own_scheme: Annotated[
        list[str] | None,
        typer.Option(help="A scheme of the comparable grants that is this grant's own."),
    ] = None,
) -> None:
    """Make a data folder for another grant, which `check` accepts and `run` can forecast.

    What must be told and is not is asked where the standard input is a terminal. The comparable
    grants, prices and pay are those of the package; the assumptions are first values to review.
    """
    from ..inputs.new_grant import new_grant
    from ..runs.init import init, refuse_place

    if Settings.data:
        raise InputError("init: --data names a folder that is read; leave it off.")
    refuse_place(name)
    given = {
        "team": team,
        "short_name": short_name,
        "holder": holder,
        "funder": funder,
        "accepted_by": accepted_by,
        "paper_series": paper_series,
        "approver": approver,
        "pay_group": pay_group,
        "if_it_ceases": if_it_ceases,
    }
    try:
        names = _names(given)
        rows = _awards(award or [], awards)
        papers = _sources(source or [], sources, rows)
    except typer.Abort:
        raise typer.Exit(INTERRUPTED) from None
    today = settings.today()
    _tell(init(name, new_grant(names, rows, papers, today, own_scheme or ()), today))


def _tell(made: "Made") -> None:
    say_done(f"Written: {made.folder} ({number_of(made.files, 'file')}).")
    own = ", ".join(made.own_cases)
    say(f"Left out of the comparable grants, as the grant itself: {own}.", bool(own))
    say(
        "Its assumptions are first values that nobody has reviewed; "
        f"{made.folder / 'README.md'} says what to look at. Next:"
    )
    for words in ("check", "run"):
        say(f"{PROGRAM} --data {made.folder} {words}")


def _terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _refuse_missing(option: str, form: str) -> None:
    if not _terminal():
        raise InputError(f"init: {option} is missing; it is written {option} {form}.")


def _names(given: dict[str, str]) -> dict[str, str]:
    from ..inputs.new_grant import check_name

    needed = {name: question for name, question in _NAMES.items() if question.example}
    missing = [name for name in needed if not given[name].strip()]
    for name in missing:
        _refuse_missing(f"--{name.replace('_', '-')}", shlex.quote(needed[name].example))
    asked = [name for name, text in given.items() if not text] if missing else []
    for name in asked:
        question, example = _NAMES[name]
        such_as = f" ({example}, for one)" if example else ""
        given[name] = _ask(f"{question}{such_as}", check_name, None if example else "")
    return given


def _ask(question: str, check: Callable[[str], object], default: str | None = None) -> str:
    """Return the answer to a question, which is put again until it can be read."""
    while True:
        said = str(typer.prompt(question, default=default, show_default=False, prompt_suffix=" "))
        try:
            check(said)
            return said
        except InputError as error:
            say(str(error))


def _awards(lines: list[str], file: Path | None) -> list["Row"]:
    from ..inputs.awards import award_rows
    from ..inputs.new_grant import AWARD, check_awards

    told = [*(award_rows(file) if file else []), *_read(AWARD, lines, "--award")]
    if told:
        return told
    _refuse_missing("--award", AWARD.form)
    say(_ASKED_FOR_AWARDS.format(AWARD.example))

    def check(line: str) -> None:
        if line or not told:
            check_awards([*told, AWARD.read(line, f"Award {len(told) + 1}")])

    while line := _ask(f"Award {len(told) + 1}:", check, ""):
        told.append(AWARD.read(line, f"Award {len(told) + 1}"))
    return told


def _sources(lines: list[str], file: Path | None, awards: Iterable["Row"]) -> list["Row"]:
    from ..inputs.awards import source_rows
    from ..inputs.new_grant import SOURCE, papers_of

    told = [*(source_rows(file) if file else []), *_read(SOURCE, lines, "--source")]
    known = {row["id"] for row in told}
    for paper in papers_of(awards):
        if paper in known:
            continue
        _refuse_missing(f"--source for {paper}, the paper of an award,", SOURCE.form)

        def read(text: str, paper: str = paper) -> "Row":
            return SOURCE.read(f"{paper} | {text}", paper)

        told.append(read(_ask(_ASKED_FOR_SOURCE.format(paper), read)))
    return told


def _read(line: "Line", texts: Iterable[str], option: str) -> list["Row"]:
    return [line.read(text, f"{option} {number}") for number, text in enumerate(texts, 1)]
