"""The crew of a run: who executes its jobs, and how many at a time."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import psutil

from ..errors import InfrastructureError, unknown
from ..units import number_of, whole_number
from .processes import FORKED, PLAIN, allow
from .server import end_server, start_server
from .workers import Execute

try:
    import resource
except ImportError:  # of Windows
    resource = None  # type: ignore[assignment]

_MEGA = 1_000_000
_JOB_BYTES = 500_000_000  # of a kernel with the libraries and a notebook's charts, generously
_MOST = 64
_KERNEL_FILES, _CLIENT_FILES = 96, 32  # that a kernel opens, and that a run opens for each
_SPACE = 1_200_000_000  # bytes that a kernel may have to address


@dataclass(frozen=True)
class Crew:
    """Who executes the jobs of a run.

    Parameters
    ----------
    workers : int or None
        How many notebooks run at a time; what cores and memory allow by default, and on a cluster
        as many as there are.
    kernels : str
        ``forked`` or ``plain``; the outputs are the same.
    scheduler : str
        The address of a Dask cluster, such as ``tcp://host:8786``; empty for this machine.
    """

    workers: int | None = None
    kernels: str = FORKED
    scheduler: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be, though there may be nothing to execute."""
        if self.workers is not None:
            whole_number(self.workers, "--workers:", 1, _MOST)
        if self.kernels not in (FORKED, PLAIN):
            raise unknown("--kernels", "kind of kernel", self.kernels, [FORKED, PLAIN])
        if self.scheduler:
            from .cluster import refuse_wrong

            refuse_wrong(self.scheduler)

    def size(self, jobs: int) -> int:
        """Return how many of so many jobs run at a time, unless this session's limits forbid it."""
        if self.scheduler:
            return workers_for(jobs, self.workers or _MOST)
        found = workers_for(jobs, self.workers)
        _refuse_limits(found)
        return found

    @contextmanager
    def executor(self) -> Iterator[tuple[Execute, Callable[[], None]]]:
        """Give what executes a job, and what ends everything that it executes."""
        if self.scheduler:
            from .cluster import connect

            with connect(self.scheduler) as (send, end):
                yield send, end
        else:
            if self.kernels == FORKED:
                start_server()  # it loads while this process does
            try:
                from .execute import execute
                from .forked import end_all, kernels_of
            except BaseException:  # stopped meanwhile
                end_server()
                raise
            allow()
            yield partial(execute, kernels=kernels_of(self.kernels)), end_all


def workers_for(jobs: int, wanted: int | None = None) -> int:
    """Return how many jobs run at a time: as many as wanted, or as cores and memory allow.

    Examples
    --------
    >>> workers_for(1), workers_for(12, 3)
    (1, 3)
    """
    if wanted is not None:
        return max(1, min(jobs, wanted))
    room = psutil.virtual_memory().available // _JOB_BYTES
    return max(1, min(jobs, _cores(), room, _MOST))


def _refuse_limits(workers: int) -> None:
    if resource is None:
        return
    files, space = (
        resource.getrlimit(each)[0] for each in (resource.RLIMIT_NOFILE, resource.RLIMIT_AS)
    )
    need = max(_KERNEL_FILES, _CLIENT_FILES * (workers + 1))
    if files != resource.RLIM_INFINITY and files < need:
        raise InfrastructureError(
            f"{number_of(workers, 'notebook')} at a time need {need} open files, and this session "
            f"may have {files}; raise that with ulimit -n, or take fewer --workers."
        )
    if space != resource.RLIM_INFINITY and space < _SPACE:
        raise InfrastructureError(
            f"A notebook needs {_SPACE // _MEGA:,} MB of memory to address, and this session may "
            f"have {space // _MEGA:,}; raise that with ulimit -v."
        )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
