"""The ledger of a folder of outputs: lines are added whole, one writer at a time."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from ..errors import InfrastructureError, reason
from ..inputs.ledger import LEDGER, MARK, Foretold, Line, chain, digest, mark_of, read_lines
from .publish import latest_held, prepare


def append(outputs: Path, entries: Sequence[Line]) -> int:
    """Add lines to the ledger, all or none; return how many it had not got.

    A forecast is not added again: neither one of the same run, nor one that says the same.

    Parameters
    ----------
    outputs : Path
        The folder of outputs, made if it is not there.
    entries : sequence of Foretold, Recorded or Undone
        Whose ``before`` is set here.

    Raises
    ------
    InputError
        If the folder cannot be written, or the ledger was edited or torn.
    InfrastructureError
        If the disk is full or fails; the ledger is then as it was.
    """
    prepare(outputs)
    with latest_held(outputs):
        there = read_lines(outputs / LEDGER)
        lines = [line for _, line in there]
        new = list(_unknown([entry for entry, _ in there], entries))
        added = list(chain(new, digest(lines[-1] if lines else b"")))
        if added:
            _write(outputs, b"".join(line + b"\n" for line in added), mark_of([*lines, *added]))
    return len(added)


def _unknown(there: Iterable[Line], entries: Iterable[Line]) -> Iterator[Line]:
    known = [each for each in there if isinstance(each, Foretold)]
    for entry in entries:
        if isinstance(entry, Foretold):
            if any(_is_same(entry, each) for each in known):
                continue
            known.append(entry)
        yield entry


def _is_same(one: Foretold, other: Foretold) -> bool:
    same = [one.grant, one.year, one.scenario] == [other.grant, other.year, other.scenario]
    return same and (one.run_id == other.run_id or one.content == other.content)


def _write(outputs: Path, text: bytes, mark: str) -> None:
    path, draft = outputs / LEDGER, outputs / f"{MARK}-{uuid4().hex}"
    size = path.stat().st_size if path.exists() else 0
    try:
        with path.open("ab") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.write_text(mark, encoding="ascii")
        os.replace(draft, outputs / MARK)
    except OSError as error:
        _take_back(path, size)
        raise InfrastructureError(
            f"{path}: {reason(error)}. The ledger has not got the new lines."
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _take_back(path: Path, size: int) -> None:
    # What was written of the lines must not stay as half of one.
    if path.exists():
        os.truncate(path, size)
