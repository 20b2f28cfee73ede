"""The ledger: what was forecast of each open year, and what was recorded of it later, line by line.

Each line of ``ledger.jsonl`` is one JSON object that holds the SHA-256 of the line before, so that
a line that was edited, taken out or moved is found by the next; what the last line was stands in a
file beside it. Nothing is ever taken out of it.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from ..errors import InputError, shown, unknown
from ..units import financial_year
from .awards import DECIDED, STATUSES, Awards
from .files import Day, Strict, Text, read_text, validated

LEDGER, MARK = "ledger.jsonl", ".ledger"
LEDGER_VARIABLE = "CLSMIN_FORECAST_LEDGER"

_HASH = re.compile("[0-9a-f]{64}")


def digest(line: bytes) -> str:
    """Return the SHA-256 of a line without its end; of no line, that of nothing.

    Examples
    --------
    >>> digest(b"")[:8]
    'e3b0c442'
    """
    return sha256(line).hexdigest()


def _known_year(text: str) -> str:
    try:
        return financial_year(text)
    except InputError:
        raise ValueError("must be a financial year such as 2025/26") from None


def _hash(text: str) -> str:
    if not _HASH.fullmatch(text):
        raise ValueError("must be a SHA-256, 64 of the digits 0 to 9 and a to f")
    return text


def _known_status(text: str) -> str:
    if text not in STATUSES:
        raise ValueError(f"must be one of {', '.join(STATUSES)}")
    return text


def _rising(quantiles: dict[int, float]) -> dict[int, float]:
    values = [quantiles[level] for level in sorted(quantiles)]
    if not values or not set(quantiles) <= set(range(1, 100)) or values != sorted(values):
        raise ValueError("must be sums by per cent from 1 to 99, none below the one before")
    return quantiles


Year = Annotated[str, AfterValidator(_known_year)]
Status = Annotated[str, AfterValidator(_known_status)]
Hash = Annotated[str, AfterValidator(_hash)]
Chance = Annotated[float, Field(ge=0, le=1)]
Sum = Annotated[float, Field(ge=0)]
Quantiles = Annotated[dict[Annotated[int, Field(strict=False)], Sum], AfterValidator(_rising)]


class Entry(Strict):
    """What every line says: of which team and year, on which day, and after which line."""

    kind: str
    grant: Text
    year: Year
    day: Day
    before: Hash = digest(b"")


class Foretold(Entry):
    """The forecast of one open year; sums in pounds, cash.

    ``award`` is the mean award if the year is funded, and ``rate`` the mean of what is recovered
    then over that award; both are absent where nothing can be recovered, or a run that was taken in
    later did not say. ``quantiles`` are of what is recovered, by per cent; ``same_again`` is what
    the last decided year brought. ``taken_in`` is the day on which a run that was published before
    was taken in.
    """

    kind: Literal["forecast"] = "forecast"
    status: Status
    scenario: Text
    run_id: Text
    as_at: Day
    no_funding: Chance
    mean: Sum
    quantiles: Quantiles
    award: Sum | None = None
    rate: Chance | None = None
    same_again: Sum | None = None
    taken_in: Day | None = None

    @property
    def content(self) -> dict[str, Any]:
        """What is forecast, whichever run says it and when."""
        return self.model_dump(exclude={"day", "before", "run_id", "taken_in"})


class Recorded(Entry):
    """What was recorded of a year: its status and award, and where that stands.

    ``outturn`` is what was recovered, of a closed year; ``data_hash`` the SHA-256 of ``awards.csv``
    as the record left it.
    """

    kind: Literal["record"] = "record"
    status: Status
    amount: Sum
    outturn: Sum | None = None
    posts: Annotated[float, Field(gt=0)] | None = None
    decision: str = ""
    locator: str = ""
    by: str = ""
    data_hash: Hash


class Undone(Entry):
    """That the last record of a year was taken back; ``data_hash`` as it is again."""

    kind: Literal["undone"] = "undone"
    data_hash: Hash
    by: str = ""


Line = Foretold | Recorded | Undone
_KINDS: dict[str, type[Line]] = {"forecast": Foretold, "record": Recorded, "undone": Undone}


def chain(entries: Iterable[Line], before: str = digest(b"")) -> Iterator[bytes]:
    """Yield the line of each entry, which holds the SHA-256 of the line before."""
    for entry in entries:
        linked = entry.model_copy(update={"before": before})
        line = linked.model_dump_json(exclude_none=True).encode()
        before = digest(line)
        yield line


def text_of(entries: Iterable[Line]) -> bytes:
    """Return a ledger of some entries."""
    return b"".join(line + b"\n" for line in chain(entries))


def ledger_file(named: str | Path | None = None) -> Path:
    """Return where the ledger is: as named, else as a run says, else in ``outputs`` here or above.

    A folder of outputs may be named too. Where there is none, it is that of an empty ledger.
    """
    chosen = Path(named or os.environ.get(LEDGER_VARIABLE) or _nearest())
    return chosen / LEDGER if chosen.is_dir() and chosen.name != LEDGER else chosen


def _nearest() -> Path:
    here = Path.cwd()
    # A notebook is opened in a folder that lies beside it. What lies higher up is another's.
    found = (folder / "outputs" / LEDGER for folder in (here, here.parent))
    return next((path for path in found if path.is_file()), here / "outputs" / LEDGER)


def load_ledger(path: Path) -> tuple[Line, ...]:
    """Return every line of a ledger, checked; a file that is not there holds none.

    Raises
    ------
    InputError
        If a line is not of its form, was edited, moved or torn, or one is missing.
    """
    return tuple(entry for entry, _ in read_lines(path))


def read_lines(path: Path) -> list[tuple[Line, bytes]]:
    """Return every line of a ledger as `load_ledger` does, each with its bytes."""
    if not path.exists():
        content = b""
    else:
        read_text(path)  # refuses what is no text
        content = path.read_bytes()
    *lines, torn = content.split(b"\n")
    if torn:
        raise InputError(
            f"{path.name}, line {len(lines) + 1}: has no end, so the machine stopped while it was "
            "written. Take this one line out; what it said is added again by the next run or "
            "record."
        )
    found, before = [], digest(b"")
    for number, line in enumerate(lines, 1):
        entry = _entry(line, f"{path.name}, line {number}")
        if entry.before != before:
            raise _broken(path, number)
        found.append((entry, line))
        before = digest(line)
    _refuse_shorter(path, lines)
    return found


def _entry(line: bytes, where: str) -> Line:
    try:
        content = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: not plain JSON: {error}.") from None
    except RecursionError:
        raise InputError(f"{where}: not plain JSON: nested too deep.") from None
    kind = content.get("kind") if isinstance(content, dict) else content
    if not isinstance(kind, str) or kind not in _KINDS:
        raise unknown(where, "kind", kind, _KINDS)
    return validated(_KINDS[kind], content, where)


def _broken(path: Path, number: int) -> InputError:
    first = " or a line before it was taken out" if number == 1 else ""
    above = f"line {number - 1} was edited" if number > 1 else "it was edited"
    between = ", or one between them was taken out or moved" if number > 1 else first
    return InputError(
        f"{path.name}, line {number}: does not follow the line before it: {above}{between}. "
        "Put the file back as it was, from a copy."
    )


def mark_of(lines: Sequence[bytes]) -> str:
    """Return what is kept beside a ledger: how many lines it has, and the SHA-256 of the last."""
    return f"{len(lines)} {digest(lines[-1])}\n"


def _refuse_shorter(path: Path, lines: Sequence[bytes]) -> None:
    # The last line has no other after it, which would tell that it was edited or taken out. Lines
    # after those of the mark were added by whoever was stopped before the mark was set.
    mark = path.with_name(MARK)
    if mark.exists() and not mark.is_file():
        raise InputError(f"{mark}: must be a file; take it out, and the ledger has a new one.")
    if not mark.is_file():
        return
    text = read_text(mark)
    count = text.split()[0] if text.split() else ""
    if not count.isdecimal() or int(count) == 0:
        raise InputError(f"{mark.name}: must be a count of lines and a hash, got {shown(text)}.")
    there = lines[: int(count)]
    if len(there) < int(count):
        raise InputError(
            f"{path.name}: has {len(lines)} lines and had {count}: the last were taken out. Put "
            "the file back as it was, from a copy."
        )
    if mark_of(there) != text:
        raise InputError(
            f"{path.name}, line {count}: is not as it was written. Put the file back as it was, "
            "from a copy."
        )


def closed(lines: Iterable[Line], grant: str, awards: Awards) -> list[Line]:
    """Return the lines of a grant about years that the awards now say are decided."""
    return [each for each in lines if each.grant == grant and _is_decided(each.year, awards)]


def _is_decided(year: str, awards: Awards) -> bool:
    return year in awards.years and awards[year].status in DECIDED


def standing(lines: Iterable[Line]) -> list[Recorded]:
    """Return the records that were not taken back."""
    found: list[Recorded] = []
    for line in lines:
        if isinstance(line, Recorded):
            found.append(line)
        elif isinstance(line, Undone):
            same = [e for e in found if (e.grant, e.year) == (line.grant, line.year)]
            found = [e for e in found if e not in same[-1:]]
    return found
