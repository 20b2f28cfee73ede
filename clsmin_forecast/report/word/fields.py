"""The fields of a paper: every figure, sentence, table and chart of a run, by name.

The scenario's own forecast has short names, ``figures.NAME``; what other notebooks found stands
under the name of their job, ``figures.JOB.NAME``. Whatever is not a letter or a digit is written
as an underscore.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from ...errors import InputError
from ...inputs.grant import Grant
from ...present.saved_chart import WORDS, SavedChart, read_chart
from ...present.words import capital, day_words, list_words, name_words, yes_or_no
from ...renames import new_name
from ..record import DATA, PAPER, About, Finished, Table, Whole, without_forecast
from .field import CELLS, Field, Unknown, slug

FORECAST = "scenario_forecast"
DRAFT = "Draft for review – not a decision"
ROOTS = ("figures", "sentences", "tables", "charts", "grant", "about")
_MOST_NAMED = 12  # unknown fields in one message
_PARTS = (*WORDS, "text", "title", "caption", "value", "unit")  # of a figure, a table or a chart


@dataclass(frozen=True)
class Fields:
    """Every field of a run, as a paper about one scenario names them."""

    root: Field  # of the groups: figures, sentences, tables, charts, grant and about
    pictures: Mapping[str, SavedChart]  # by what may follow ``charts.``
    jobs: Sequence[str]  # the notebooks of the run, as a path names them
    forecasts: Sequence[str]  # those of them that forecast one scenario

    @cached_property
    def by_path(self) -> dict[str, Field]:
        """Every field that holds a text or rows, by its path."""
        return dict(self.root.walk())

    def near(self, written: str) -> str | None:
        """Return the path that was meant, if its letters are all there: ``figure: x`` or ``x``."""
        return self._by_letters.get(_letters(written))

    @cached_property
    def _by_letters(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for written in (r"\g<0>", r"\1.\3", r"\3"):
            for path in self.by_path:
                known = re.sub(r"^(\w+?)(s?)\.(.*)$", written, path)
                found.setdefault(_letters(known), path)
        return found

    def find(self, path: str) -> Field | None:
        """Return a field by its path, with full stops between names."""
        found: Any = self.root
        for name in map(slug, path.split(".")):
            if not isinstance(found, Field) or name not in found.parts:
                return None
            found = found.parts[name]
        return found if isinstance(found, Field) else Field(str(found), value=found)

    def require(self, where: str, wanted: Sequence[Unknown]) -> None:
        """Refuse paths that lead nowhere, all in one sentence, with the nearest that do."""
        jobs = {each: self._missing_job(each.path) for each in wanted}
        missing = list(dict.fromkeys(filter(None, jobs.values())))
        unknown = [each for each, job in jobs.items() if not job]
        reasons = []
        if missing:
            reasons.append(
                f"this run holds no notebook {list_words(missing, 'or')}, which the paper needs. "
                f"It holds {list_words(self.jobs)}. Name another with --run."
            )
        if unknown:
            reasons.append(self._unknown(unknown))
        if reasons:
            raise InputError(f"{where}: {' '.join(reasons)}")

    def _missing_job(self, path: str) -> str:
        """Return the notebook that a path is about, if the run has none of that name."""
        group, name, part, *_ = [*path.split("."), "", ""]
        if group not in ROOTS[:-2] or part in ("", *_PARTS) or slug(name) in self.jobs:
            return ""
        own = self.root.parts[group].parts.get(slug(name))
        return "" if own and own.parts else name

    def _unknown(self, unknown: Sequence[Unknown]) -> str:
        known = list(self.by_path)
        paths = [f"{each.path!r}{_instead(each, known)}" for each in unknown[:_MOST_NAMED]]
        more = len(unknown) - len(paths)
        rest = f" and {more} more" if more > 0 else ""
        return (
            f"unknown field{'s' if len(paths) > 1 else ''} {'; '.join(paths)}{rest}. "
            f"The path of a field begins with {list_words(ROOTS, 'or')}."
        )


def _instead(unknown: Unknown, known: Sequence[str]) -> str:
    now = ".".join(new_name(part) or part for part in unknown.path.split("."))
    if now != unknown.path and (now in unknown.columns or not unknown.columns):
        return f" (it is now called {now})"
    if unknown.columns:
        return f" (the columns are {'; '.join(unknown.columns)})"
    near = get_close_matches(unknown.path, known, n=2)
    return f" (the nearest is {' or '.join(near)})" if near else ""


def _letters(path: str) -> str:
    return re.sub(r"[\W_]", "", path).casefold()


def fields(whole: Whole, scenario: str) -> Fields:
    """Return the fields of a run for a paper about a scenario, which must be there once."""
    _require_own_names(whole)
    forecasts = [job for job in whole.jobs if job.notebook == FORECAST]
    own, names = _own(whole, scenario, forecasts), [slug(job.name) for job in whole.jobs]
    groups = {
        kind: _group(read(own), {slug(job.name): Field(parts=read(job)) for job in whole.jobs})
        for kind, read in _READ.items()
    }
    shown = {
        f"{slug(job.name)}.{name}": chart for job in whole.jobs for name, chart in _pictures(job)
    }
    root = Field(parts=groups | {"grant": _grant(whole.about.grant), "about": _about(whole.about)})
    of_scenarios = [slug(job.name) for job in forecasts]
    return Fields(root, shown | dict(_pictures(own)), names, of_scenarios)


def _require_own_names(whole: Whole) -> None:
    named: dict[str, str] = {}
    for job in whole.jobs:
        name = slug(job.name)
        if named.setdefault(name, job.name) != job.name:
            raise InputError(
                f"run {whole.about.run_id}: jobs {named[name]} and {job.name} are both {name} in a "
                "paper; give one another name in the plan and run it again."
            )


def _own(whole: Whole, scenario: str, forecasts: Sequence[Finished]) -> Finished:
    """Return the forecast that short names are about: of a scenario, or by the name of its job."""
    found = [job for job in forecasts if job.scenario == scenario]
    if len(found) > 1:
        names = [job.name for job in found]
        raise InputError(
            f"--scenario: run {whole.about.run_id} has {len(found)} forecasts of {scenario}, so "
            f"short names could be of any; name a job in its place: {list_words(names, 'or')}."
        )
    found = found or [job for job in forecasts if job.name == scenario]
    if not found:
        known = dict.fromkeys(str(job.scenario) for job in forecasts)
        raise without_forecast("--scenario", whole, scenario, known)
    return found[0]


def _group(own: Mapping[str, Field], jobs: Mapping[str, Field]) -> Field:
    """Return one group: a job that is called as a field of the scenario's own stands behind it."""
    parts = {**own, **jobs}
    for name in own.keys() & jobs.keys():
        each, job = own[name], jobs[name]
        parts[name] = Field(each.text, {**job.parts, **each.parts}, each.rows, each.value)
    return Field(parts=parts)


def _figures(job: Finished) -> dict[str, Field]:
    return {
        slug(f.name): Field(f.text, f.model_dump(include={"text", "title", "value", "unit"}),
                            value=f.value)
        for f in job.result.figures
    }  # fmt: skip


def _sentences(job: Finished) -> dict[str, Field]:
    return {slug(s.name): Field(s.text.replace("**", "")) for s in job.result.sentences}


def _tables(job: Finished) -> dict[str, Field]:
    return {slug(table.name): _table(table) for table in job.result.tables}


def _table(table: Table) -> Field:
    caption = ". ".join(filter(None, (table.title, table.about)))
    words = {"title": Field(table.title), "caption": Field(caption)}
    return Field(None, words, [_row(row) for row in table.rows])


def _row(row: Mapping[str, Any]) -> Field:
    texts = {name: yes_or_no(value) for name, value in row.items()}
    parts = {each: text for name, text in texts.items() for each in (slug(name), name)}
    return Field(None, {**parts, CELLS: Field(rows=[Field(text) for text in texts.values()])})


def _pictures(job: Finished) -> Iterator[tuple[str, SavedChart]]:
    """Give the charts of a job; what a name says of its scenario and prices may be left off."""
    prices = slug(str(job.result.parameters.get("price_base")))
    ending = re.compile(rf"_{slug(str(job.scenario))}(_{prices})?$")
    full = {slug(name): read_chart(job.folder / "charts", name) for name in job.result.charts}
    shorter = Counter(ending.sub("", name) for name in full)
    for name, chart in full.items():
        yield name, chart
        short = ending.sub("", name)
        if short not in full and shorter[short] == 1:
            yield short, chart


def _charts(job: Finished) -> dict[str, Field]:
    return {
        name: Field(parts={word: Field(getattr(chart, word)) for word in WORDS})
        for name, chart in _pictures(job)
    }


_READ = {"figures": _figures, "sentences": _sentences, "tables": _tables, "charts": _charts}


def _grant(grant: Grant) -> Field:
    own, paper = grant.model_dump(exclude={"paper"}), grant.paper.model_dump()
    return Field(parts=_texts({**own, **paper, "funding": grant.funding}))


def _about(about: About) -> Field:
    plain = {"run_id", "title", "version", "use_for", "do_not_use_for", "limits", "stale"}
    return Field(
        parts={
            **_texts(about.model_dump(include=plain)),
            **{slug(register.name): _table(register) for register in about.registers},
            "papers": _references(about, PAPER),
            "data_sources": _references(about, DATA),
            "as_at": Field(day_words(about.as_at)),
            "valid_until": Field(day_words(about.valid_until)),
            "assurance": Field(about.assurance),
            "assured": Field(yes_or_no(about.assured), value=about.assured),
            "standing": Field(_standing(about)),
        }
    )


def _texts(texts: Mapping[str, Any]) -> dict[str, Field]:
    return {
        name: _list(text) if isinstance(text, list) else Field(text) for name, text in texts.items()
    }


def _list(texts: Sequence[str]) -> Field:
    return Field(" ".join(texts), rows=[Field(text) for text in texts])


def _register(about: About, name: str) -> list[dict[str, str]]:
    rows = (row for table in about.registers if table.name == name for row in table.rows)
    return [{column: str(text) for column, text in row.items()} for row in rows]


def _references(about: About, kind: str) -> Field:
    """Return sources as a reader could find them again: what, by whom, when and where."""
    return _list([_reference(row) for row in _register(about, "sources") if row["kind"] == kind])


def _reference(row: Mapping[str, str]) -> str:
    dated = "date not stated" if row["dated"] == "not stated" else f"dated {_day(row['dated'])}"
    source = f"{row['title']} ({name_words(row['source'])}). {capital(row['publisher'])}, {dated}"
    address = row["address"] if "://" in row["address"] else f"Address: {row['address']}."
    return f"{source}, read on {_day(row['read on'])}. {address}"


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text)) if text.count("-") == 2 else text  # noqa: PLR2004


def _standing(about: About) -> str:
    who = {row["role"]: row["who"] for row in _register(about, "roles")}.get("approver", "")
    return DRAFT if who in ("", "not appointed") else f"Approved by {who}"
