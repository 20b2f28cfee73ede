"""The data folder of another grant: made whole beside what is there, and checked, or not at all."""

import csv
import io
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from ..analysis.impact import impacts
from ..errors import InputError, reason, shown, unknown
from ..inputs.awards import AWARD_COLUMNS, SOURCE_COLUMNS, Award, Awards, load_sources
from ..inputs.comparators import COLUMNS, load_grants
from ..inputs.evidence import own_set
from ..inputs.facts import Facts, packaged, read_facts
from ..inputs.files import Row, parse_yaml, read_table, read_text
from ..inputs.new_grant import NewGrant
from ..inputs.register import LOG_COLUMNS, load_data_log
from ..inputs.scenarios import load_scenario
from .audit import NOTE, Finding, audit
from .first_values import dump, first_values, register_text, render, shared

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_SET = re.compile(r"(?m)^(?=  \w+:$)")


@dataclass(frozen=True)
class Made:
    """What became of a grant that was told."""

    folder: Path
    files: int
    own_cases: tuple[str, ...]  # the comparable grants that are the grant itself, and left out
    findings: tuple[Finding, ...]  # notes of the check


def init(folder: Path, told: NewGrant, today: date) -> Made:
    """Make the data folder of another grant, which `audit` finds nothing wrong or stale in.

    Parameters
    ----------
    folder : Path
        Which is to appear, by one rename; nothing may be there yet.
    told : NewGrant
        The grant.
    today : date
        The day on which its assumptions are made.

    Raises
    ------
    InputError
        If the folder cannot be made, or the grant cannot be forecast; then nothing is left.
    """
    refuse_place(folder)
    with TemporaryDirectory() as scratch:
        draft = Path(scratch) / folder.name
        own_cases = _write_facts(draft, told)
        facts = read_facts(draft)
        _refuse_unpriced_years(facts)
        _write(draft, first_values(facts, today))
        findings = _check(draft, today)
        ratings = impacts(load_scenario("central", draft))
        _write(draft, {"assumptions.yaml": register_text(facts, today, ratings)})
        files = sum(path.is_file() for path in draft.rglob("*"))
        _appear(draft, folder)
    return Made(folder, files, own_cases, tuple(findings))


def _refuse_unpriced_years(facts: Facts) -> None:
    known = sorted(facts.prices.index)
    if beyond := [year for year in facts.awards.years if year not in known]:
        raise InputError(
            f"init: {beyond[0]} has no prices; the deflator goes from {known[0]} to {known[-1]}, "
            "so leave out the years beyond."
        )


def _check(draft: Path, today: date) -> list[Finding]:
    findings = audit(draft, today)
    for each in findings:
        if each.level != NOTE:
            what = each.what.removesuffix(".")
            raise InputError(f"init: {each.where}: {what}. Nothing was written.")
    return findings


def refuse_place(folder: Path) -> None:
    """Refuse a folder whose name is none, that is there already, or that cannot be made."""
    if not _NAME.fullmatch(folder.name):
        raise InputError(
            f"init: NAME must be letters, digits, _ and -, at most 60 and a letter or digit first, "
            f"got {shown(folder.name)}."
        )
    _refuse_there(folder)
    if not os.access(folder.absolute().parent, os.W_OK | os.X_OK):
        raise InputError(f"init: {folder} cannot be made (its parent cannot be written in).")


def _refuse_there(folder: Path) -> None:
    if folder.exists() or folder.is_symlink():
        raise InputError(f"init: {folder} is there already; name a folder that is not.")


def _appear(draft: Path, folder: Path) -> None:
    beside = folder.with_name(f".{folder.name}-{uuid4().hex}")
    try:
        shutil.copytree(draft, beside)
        os.rename(beside, folder)
    except OSError as error:
        _refuse_there(folder)  # another may have made it meanwhile
        raise InputError(f"init: {folder} cannot be made ({reason(error)}).") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_facts(draft: Path, told: NewGrant) -> tuple[str, ...]:
    """Write what was told and what is shared; return the names of the cases that are left out."""
    data, names = packaged("data"), told.names.model_dump(exclude_none=True)
    texts = parse_yaml(render("paper.yaml", **names), "paper.yaml")
    cases = read_table(data / "comparator_grants.csv", COLUMNS)
    own = own_cases(cases, told)
    kept = [row for row in cases if row["id"] not in {each["id"] for each in own}]
    sources = _sources(told, len(kept))
    for file in shared()["files"]:
        draft.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data / file, draft / file)
    _write(
        draft,
        {
            "grant.yaml": f"# Who the grant is for and from.\n{dump({**names, 'paper': texts})}",
            "awards.csv": _awards(told.awards),
            "sources.csv": _table(SOURCE_COLUMNS, sources),
            **({"comparator_grants.csv": _table(COLUMNS, kept)} if own else {}),
        },
    )
    _write(draft, {"evidence_sets.yaml": _evidence_sets(draft, told.names.funder)})
    _write(draft, {"data_log.csv": _data_log(draft, told)})
    return tuple(dict.fromkeys(row["grant"] for row in own))


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _table(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*columns], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _awards(awards: Awards) -> str:
    closed = ["outturn_gbp"] if any(award.outturn is not None for award in awards.rows) else []
    return _table([*AWARD_COLUMNS, *closed], map(_award, awards.rows))


def _award(award: Award) -> dict[str, Any]:
    plain = asdict(award)
    figures = {"amount_gbp": "amount", "posts": "posts", "outturn_gbp": "outturn"}
    written = {column: _figure(plain[name]) for column, name in figures.items()}
    return plain | written


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.15g}"


def own_cases(cases: Iterable[Row], told: NewGrant) -> list[Row]:
    """Return the rows of the comparable grants that are the grant itself, by paper or by name.

    A forecast from its own outcome would be none. The other years of a grant found so, what is
    part of a row of it, and the schemes that were named as its own, go with it.
    """
    cases = list(cases)
    schemes = {row["scheme"] for row in cases}
    for scheme in told.schemes:
        if scheme not in schemes:
            raise unknown("--own-scheme", "scheme", scheme, sorted(schemes))
    papers = {*told.awards.papers}
    names = {told.names.team.casefold(), told.names.short_name.casefold()}
    grants = {
        (row["scheme"], row["grant"])
        for row in cases
        if row["scheme"] in told.schemes
        or row["grant"].casefold() in names
        or papers & set(row["decision"].split(", "))
    }
    own = {row["id"] for row in cases if (row["scheme"], row["grant"]) in grants}
    return [row for row in cases if {row["id"], row["part_of"]} & own]


def _sources(told: NewGrant, cases: int) -> list[dict[str, str]]:
    usual = load_sources(packaged("data"))
    found = {name: asdict(usual[name]) for name in shared()["sources"] if _used(name, told)}
    counted = found["comparator_grants"]
    counted["title"] = re.sub(r"\d+(?= grant-years)", str(cases), counted["title"])
    own = {name: asdict(each) for name, each in told.sources.items()}
    return [*own.values(), *(each for name, each in found.items() if name not in own)]


def _used(name: str, told: NewGrant) -> bool:
    """Return whether the grant rests on a file or source: on pay awards if it has a group."""
    return bool(told.names.pay_group) or Path(name).stem != "pay_awards"


def _evidence_sets(draft: Path, funder: str) -> str:
    """Return the sets of the package's that are of no one grant, and of which a case is left."""
    text = read_text(packaged("data") / "evidence_sets.yaml")
    head, *blocks = _SET.split(text)
    sets, grants = parse_yaml(text, "evidence_sets.yaml")["sets"], load_grants(draft)

    def fits(name: str) -> bool:
        if name in shared()["sets_of_its_own"] or funder not in sets[name]["where"].get(
            "funder", [funder]
        ):
            return False
        try:
            own_set(sets[name], grants, name)
        except InputError:
            return False
        return True

    return head + "".join(block for block in blocks if fits(block.strip().partition(":")[0]))


def _data_log(draft: Path, told: NewGrant) -> str:
    data = packaged("data")
    rated = {each.file: asdict(each) for each in load_data_log(data, load_sources(data))}
    own = rated["awards.csv"] | {
        "quality": "red",
        "suitability": "amber",
        "reason": "as given when the folder was made, and not yet held against the papers",
        "sources": told.awards.papers,
    }
    rows = [own, *(rated[file] for file in shared()["rated"] if _used(file, told))]
    return _table(LOG_COLUMNS, ({**row, "sources": ";".join(row["sources"])} for row in rows))
