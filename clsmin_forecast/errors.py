"""The errors of the package, and the exit code that each gives the command line.

::

    ForecastError
    +-- InputError            64  a file, option or argument breaks a rule: do not retry
    +-- NotebookError         65  a notebook failed: do not retry
    +-- ResultError           70  a result is missing, or a check failed
    +-- InfrastructureError   75  the machine failed, not the input: worth a retry

Whoever interrupts a command gets 130.

A message is one or two sentences: where, which field, the rule, the value, the legal form.
"""

import errno
import re
import shutil
from collections.abc import Iterable
from difflib import get_close_matches

from .renames import renamed_words

INTERRUPTED = 130

_SHOWN = 80  # characters of a refused value
_MOST_LISTED = 30  # names in an error; more would hide what is wrong
_NO_PLACE = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR,
    errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP,
}  # fmt: skip


class ForecastError(Exception):
    """Any error that the package raises on purpose."""

    exit_code = 70


class InputError(ForecastError):
    """A file, option or argument breaks a rule."""

    exit_code = 64


class NotebookError(ForecastError):
    """A notebook failed while it ran."""

    exit_code = 65


class ResultError(ForecastError):
    """A result is missing, or one of its checks failed."""

    exit_code = 70


class InfrastructureError(ForecastError):
    """A kernel, a disk or a folder failed: the same request may work later."""

    exit_code = 75


def shown(value: object) -> str:
    """Return a refused value as an error shows it: on one line, and not all of a long one.

    Examples
    --------
    >>> shown("cesation")
    "'cesation'"
    """
    said = " ".join(repr(value).split())
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}… ({len(said):,} characters)"


def unknown(
    where: str, kind: str, name: object, known: Iterable[str], lister: str = ""
) -> InputError:
    """Return the error for a name that does not exist, with its new name or the nearest that do.

    Parameters
    ----------
    where : str
        The file, option or field in which the name stands.
    kind : str
        What the name should be, such as ``"scenario"``.
    name : object
        The name as given.
    known : iterable of str
        Every legal name.
    lister : str
        What lists them, where they are too many for an error.

    Examples
    --------
    >>> str(unknown("--set", "assumption", "cesation", ["cessation", "expansion"]))
    "--set: unknown assumption 'cesation'; the nearest is cessation. Known: cessation, expansion."
    """
    names, said = list(known), shown(name)
    if renamed := renamed_words(name, names):
        return InputError(f"{where}: {renamed}")
    near = get_close_matches(str(name), names, n=2) if len(repr(name)) <= _SHOWN else []
    nearest = f"; the nearest is {' or '.join(near)}" if near else ""
    listed = ", ".join(names) or "none"
    many = f"{len(names)} of them{f', which {lister} lists' if lister else ''}"
    known = listed if len(names) <= _MOST_LISTED else many
    return InputError(f"{where}: unknown {kind} {said}{nearest}. Known: {known}.")


def reason(error: OSError) -> str:
    """Return why the system refused, in its words.

    Examples
    --------
    >>> reason(OSError(errno.ENOSPC, "No space left on device", "a.txt"))
    'No space left on device'
    """
    if isinstance(error, shutil.Error):  # of many files; the first says enough
        (_, _, why), *_ = error.args[0]
        return re.sub(r"^\[Errno \d+\] ([^:]+).*", r"\1", str(why), flags=re.DOTALL)
    return error.strerror or str(error) or type(error).__name__


def system_error(error: OSError) -> InputError | InfrastructureError:
    """Return the error for what the system refused: no place to read or write, or the machine.

    Examples
    --------
    >>> system_error(OSError(errno.EACCES, "Permission denied", "pinned")).exit_code
    64
    >>> system_error(OSError(errno.ENOSPC, "No space left on device", "pinned")).exit_code
    75
    """
    kind = InputError if error.errno in _NO_PLACE else InfrastructureError
    place = f"{error.filename}: " if error.filename else ""
    return kind(f"{place}{reason(error)}.")
