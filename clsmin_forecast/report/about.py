"""What a reader must know of an output: who answers for it, what it is for, what is stale."""

from datetime import date

from .._version import __version__
from ..inputs.facts import Facts
from ..inputs.files import file_hash
from ..inputs.register import ROLES, Register, load_choices, load_data_log
from ..present.sentences import assurance, staleness
from ..present.tables import Rows, assumption_rows
from .record import DATA, PAPER, About, Table


def about(facts: Facts, register: Register, today: date, *, run_id: str, title: str) -> About:
    """Return what a reader must know of a run, its dates held against today."""
    governance = register.governance
    return About(
        grant=facts.grant,
        run_id=run_id,
        title=title,
        version=__version__,
        as_at=register.as_at,
        valid_until=register.valid_until,
        assured=bool(governance.assurer.strip()),
        assurance=assurance(register, facts.awards, today),
        use_for=governance.use_for,
        do_not_use_for=governance.do_not_use_for,
        limits=governance.limits,
        stale=staleness(register, today),
        ask=governance.ask if facts.awards.begun(today) else [],
        registers=_registers(facts, register),
    )


def _registers(facts: Facts, register: Register) -> list[Table]:
    roles = [{"role": role, "who": register.governance.who(role)} for role in ROLES]
    tables: tuple[tuple[str, str, Rows], ...] = (
        ("roles", "Who answers for it", roles),
        ("assumptions", "Assumptions, the weakest evidence first", assumption_rows(facts.folder)),
        ("decisions", "Choices that shape the analysis", _choices(facts)),
        ("data", "Data, with ratings and hashes", _data(facts)),
        ("sources", "Sources", _sources(facts)),
    )
    return [Table(name=name, title=title, rows=rows) for name, title, rows in tables]


def _choices(facts: Facts) -> Rows:
    return [
        {
            "choice": each.id,
            "decided on": each.decided_on.isoformat(),
            "what": each.decision,
            "why": each.reason,
            "by": each.decided_by,
            "signed off by": each.signed_off_by,
        }
        for each in load_choices(facts.folder)
    ]


def _data(facts: Facts) -> Rows:
    return [
        {
            "file": each.file,
            "holds": each.holds,
            "quality": each.quality,
            "suitability": each.suitability,
            "reason": each.reason,
            "sources": ", ".join(each.sources),
            "SHA-256": file_hash(facts.folder / each.file),
        }
        for each in load_data_log(facts.folder, facts.sources)
    ]


def _sources(facts: Facts) -> Rows:
    papers = [id for ids in facts.papers.values() for id in ids]
    return [
        {
            "source": each.id,
            "kind": PAPER if each.id in papers else DATA,
            "title": each.title,
            "publisher": each.publisher,
            "dated": each.date or "not stated",
            "read on": each.read_on,
            "address": each.url or "in each row of the file",
        }
        for each in facts.sources.values()
    ]
