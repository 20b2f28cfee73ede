"""The standard streams: whatever becomes of them, the work goes on, and what is lost is known.

A reader goes away, a disk fills, a scheduler closes what it does not want, a code page lacks a
letter: none of these is a fault of the work, so none may stop it half way.
"""

import codecs
import errno
import io
import os
import sys
from typing import Any, TextIO
from unicodedata import normalize

from ..errors import InfrastructureError

_STANDARD = range(3)
_PLAINLY = "clsmin_forecast.plainly"
_PLAIN = {
    "£": "GBP ", "≤": "<=", "≥": ">=", "×": "x", "–": "-", "→": "->", "↑": "^",
    "’": "'", "“": '"', "”": '"', "«": '"', "»": '"',
}  # fmt: skip


class _Lasting(io.RawIOBase):
    """What a stream writes to: the first error ends the writing, and nothing else."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return int(self._stream.fileno())

    def isatty(self) -> bool:
        return bool(self._stream.isatty())

    def write(self, content: Any) -> int:
        """Write what can be written, and say that all was."""
        if self.error is None:
            try:
                return int(self._stream.write(content) or 0)
            except OSError as error:
                self.error = error
        return len(content)


def make_lasting() -> None:
    """Make the standard streams of this process last until its end; the first thing that it does.

    A stream that is closed gets the null device, so that no file which is opened later, here or in
    a kernel, takes its number. What the code page lacks is written in letters that it has.
    """
    for number in _STANDARD:
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    for name, number in (("stdout", 1), ("stderr", 2)):
        # What somebody has put in the place of a stream is theirs.
        if getattr(sys, name) is getattr(sys, f"__{name}__"):
            setattr(sys, name, _lasting(getattr(sys, name), number))


def _lasting(stream: Any, number: int) -> TextIO:
    buffer = stream.buffer if stream else io.FileIO(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(_Lasting(getattr(buffer, "raw", buffer))),
        encoding=stream.encoding if stream else "utf-8",
        errors=_PLAINLY,
        line_buffering=bool(stream and (stream.line_buffering or stream.write_through)),
    )


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    found = error.object[error.start : error.end]
    return "".join(_PLAIN.get(each) or _ascii(each) for each in found), error.end


def _ascii(letter: str) -> str:
    return normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"


codecs.register_error(_PLAINLY, _plainly)


def as_written(text: str) -> str:
    """Return a text as the standard output will have it, so that columns can be measured."""
    code_page = sys.stdout.encoding or "utf-8"
    return text.encode(code_page, _PLAINLY).decode(code_page)


def write_data(text: str, stream: TextIO) -> None:
    """Write what is for programs, which is UTF-8 wherever it goes."""
    stream.flush()
    stream.buffer.write(text.encode())
    stream.buffer.flush()


def refuse_lost() -> None:
    """Refuse a result that could not be written; nobody misses one whose reader has gone."""
    lost = _flush(sys.stdout)
    if lost and lost.error and lost.error.errno != errno.EPIPE:
        raise InfrastructureError(f"The output could not be written: {lost.error.strerror}.")


def forget_lost() -> None:
    """Take what was written so far as of no consequence."""
    if lost := _flush(sys.stdout):
        lost.error = None


def _flush(stream: Any) -> _Lasting | None:
    stream.flush()
    raw = getattr(stream.buffer, "raw", None)
    return raw if isinstance(raw, _Lasting) else None
