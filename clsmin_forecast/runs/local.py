"""Execution on this machine: a job in a kernel of its own."""

import logging
from collections.abc import Callable
from datetime import date
from multiprocessing import current_process
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

from ..errors import unknown
from .plan import Job

if TYPE_CHECKING:
    from .kernels import PrivateKernelManager

FORKED, PLAIN = "forked", "plain"
"""How kernels come about: as copies of one that has everything loaded, or each by itself."""

_LONGEST_FOLDER = 70  # characters of the temporary folder: the path of a socket may have 107

Execute = Callable[[Job, Path, Path, date], None]
"""Runs a job in a folder that it makes, with a data folder and a day, as `execute.execute` does."""


def local(
    job: Job, folder: Path, data: Path, today: date, manager: "type[PrivateKernelManager]"
) -> None:
    """Execute a job on this machine, in a thread of a pool."""
    from jupyter_core.utils import ensure_event_loop

    from .execute import execute

    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        execute(job, folder, data, today, manager)
    finally:
        ensure_event_loop().close()  # of this thread; papermill's libraries leave it open


def kernels_of(kind: str) -> "type[PrivateKernelManager]":
    """Return what starts the kernels of a run.

    Parameters
    ----------
    kind : str
        ``forked``, which is plain where this system or process cannot fork, or ``plain``.

    Raises
    ------
    InputError
        If it is neither.
    """
    from . import forked, kernels

    if kind not in (FORKED, PLAIN):
        raise unknown("--kernels", "kind of kernel", kind, [FORKED, PLAIN])
    room = len(gettempdir()) <= _LONGEST_FOLDER
    if kind == FORKED and forked.AVAILABLE and room and not current_process().daemon:
        return forked.ForkedKernelManager
    return kernels.PrivateKernelManager


def end_all() -> None:
    """End every kernel of this process, at once and whatever waits for it."""
    from . import forked, kernels

    kernels.end_all()
    forked.end_server()
