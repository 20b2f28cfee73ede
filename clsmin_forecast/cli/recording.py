"""The command that writes down what happened in a year of the grant."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError
from . import settings
from .output import print_json, print_rows, say, say_done
from .settings import Form, Format, Panel, Settings, Yes, app, told
from .streams import write_data

if TYPE_CHECKING:
    from ..inputs.event import Event
    from ..runs.recording import Effect

_AMOUNTS = ("award", "indicative", "ceiling")
_MONEY = {"example": "541000, £541,000 or 541k", "most": 1e8, "kind": "pounds"}
_SUM = {"outturn": {**_MONEY, "least": 0}} | {key: {**_MONEY, "least": 1} for key in _AMOUNTS}
_POSTS = {"example": "7", "least": 0, "most": 1_000, "kind": "count"}


@app.command("record", rich_help_panel=Panel.DATA)
def record(
    year: Annotated[str, typer.Argument(help="The financial year, such as 2024/25.")] = "",
    outturn: Annotated[
        str | None, typer.Option(help="What was recovered in a year that has ended, pounds.")
    ] = None,
    award: Annotated[str | None, typer.Option(help="The award that was approved, pounds.")] = None,
    ceased: Annotated[bool, typer.Option("--ceased", help="The year is not funded.")] = False,
    indicative: Annotated[str | None, typer.Option(help="An indicative award, pounds.")] = None,
    ceiling: Annotated[
        str | None, typer.Option(help="The most that is agreed in principle, pounds.")
    ] = None,
    no_paper: Annotated[
        bool, typer.Option("--no-paper", help="The ceiling is supposed; nobody has agreed it.")
    ] = False,
    posts: Annotated[
        str | None, typer.Option(help="Posts that the award pays for, where stated.")
    ] = None,
    decision: Annotated[str, typer.Option(help="The paper that says so, such as PCD 1801.")] = "",
    locator: Annotated[str, typer.Option(help="The place in it, such as para 3.1.")] = "",
    title: Annotated[str, typer.Option(help="Of a paper that is new.")] = "",
    publisher: Annotated[str, typer.Option(help="Of a paper of another series.")] = "",
    url: Annotated[str, typer.Option(help="Of a paper that is new.")] = "",
    kept: Annotated[str, typer.Option(help="Where a paper is kept that has no address.")] = "",
    on: Annotated[str, typer.Option(help="The day of the paper, such as 2025-06-30.")] = "",
    note: Annotated[str, typer.Option(help="A remark.")] = "",
    by: Annotated[str, typer.Option(help="Who records it.")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take the last record back.")] = False,
    yes: Yes = False,
    outputs: Annotated[Path, typer.Option(help="Where runs go, with the ledger.")] = Path(
        "outputs"
    ),
    format: Form = Format.TABLE,
) -> None:
    """Write down what happened in a year, with its source; without --yes, show what that changes.

    One of --outturn, --award, --ceased, --indicative and --ceiling says what happened; an outturn
    may come with the award of its year.
    """
    sums = {"outturn": outturn, "award": award, "indicative": indicative, "ceiling": ceiling}
    paper = (decision, locator, on, title, publisher, url, kept)
    if undo:
        if year or ceased or no_paper or any([*sums.values(), *paper, posts, note, by]):
            raise InputError("record: --undo takes the last one back, and goes with --yes alone.")
        _undo(outputs, yes)
        return
    happened = _event(year, sums, ceased, no_paper, posts, paper, note, by)
    from ..runs import recording

    if yes:
        found = recording.record(Settings.data, happened, settings.today(), outputs)
    else:
        found = recording.effect(Settings.data, happened, settings.today())
    _show(found, yes, format)


def _event(
    year: str,
    sums: dict[str, str | None],
    ceased: bool,
    no_paper: bool,
    posts: str | None,
    paper: tuple[str, ...],
    note: str,
    by: str,
) -> "Event":
    """Return what happened, read from the options."""
    from ..inputs.event import Event, Paper

    given = {name: text for name, text in sums.items() if text is not None}
    read = {name: _number(f"--{name}", text, _SUM[name]) for name, text in given.items()}
    kinds = {*read, *(["ceased"] if ceased else [])}
    if len(kinds - {"award"}) > 1 or not kinds or (kinds > {"award"} and "outturn" not in kinds):
        raise InputError(
            "record: takes one of --outturn, --award, --ceased, --indicative and --ceiling, and "
            f"--award besides --outturn, got {', '.join(sorted(kinds)) or 'none'}."
        )
    id, locator, on, *rest = paper
    if no_paper and any(paper):
        raise InputError("record: --no-paper goes without --decision and what is of a paper.")
    return Event(
        year=year,
        status=_status(kinds, no_paper),
        amount=0.0 if ceased else next((read[each] for each in _AMOUNTS if each in read), None),
        outturn=read.get("outturn"),
        posts=None if posts is None else _number("--posts", posts, _POSTS),
        paper=None if no_paper else Paper(id, locator, _day(on), *rest),
        note=note,
        by=by,
    )


def _status(kinds: set[str], no_paper: bool) -> str:
    from ..inputs.awards import APPROVED, IN_PRINCIPLE, INDICATIVE, OUTTURN, UNAGREED

    if "outturn" in kinds:
        return OUTTURN
    if "ceiling" in kinds:
        return UNAGREED if no_paper else IN_PRINCIPLE
    return INDICATIVE if "indicative" in kinds else APPROVED


def _number(option: str, text: str, unit: dict[str, Any]) -> float:
    from ..inputs.typed import Unit, number

    return number(text, option, Unit(**unit))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"--on: a day is written 2025-06-30, got {text[:20]!r}.") from None


def _show(found: "Effect", written: bool, format: Format) -> None:
    from ..present.sentences import bridge

    rows = found.rows()
    if format is Format.JSON:
        files = {name: {"before": c.before, "after": c.after} for name, c in found.changes.items()}
        known = {"written": written, "words": found.words, "files": files}
        print_json({"schema": "clsmin-forecast/record/1", **known, **rows})
        return
    say(f"On record {'now' if written else 'it would be'}: {found.words}.")
    say(found.not_committed, bool(found.not_committed))
    write_data(f"\n{found.difference}\n", sys.stdout)
    say(bridge(found.steps))
    print_rows("Chance of no funding", rows["chances"], format)
    print_rows("What to read again", rows["stale"], format)
    say(told(written))


def _undo(outputs: Path, yes: bool) -> None:
    from ..runs.recording import last_record, take_back

    if yes:
        last = take_back(Settings.data, outputs, settings.today())
    else:
        last = last_record(Settings.data)
    done = "Taken back" if yes else "With --yes it is taken back"
    say_done(f"{done}: {last.about['what']} ({', '.join(last.changes)}).")
