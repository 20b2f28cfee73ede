"""Workers: the jobs of a run, several at a time, each in a kernel of its own."""

import logging
import os
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from time import monotonic

import psutil
from jupyter_core.utils import ensure_event_loop

from ..errors import ForecastError, InputError, ResultError, unknown
from . import forked
from .execute import execute
from .kernels import PrivateKernelManager, end_all
from .plan import Job

FORKED, PLAIN = "forked", "plain"
"""How kernels come about: as copies of one that has the libraries loaded, or each by itself."""

_JOB_BYTES = 500_000_000  # of a kernel with the libraries and a notebook's charts, generously
_MOST = 64

Progress = Callable[[int, int, str], None]
"""Called with the jobs done, the jobs in all, and the name of one that is done or begins."""

Done = tuple[dict[str, float], dict[str, ForecastError]]
"""Seconds and errors, by job."""


def kernels_of(kind: str) -> type[PrivateKernelManager]:
    """Return what starts the kernels of a run.

    Parameters
    ----------
    kind : str
        ``forked``, which is plain where this system cannot fork, or ``plain``.

    Raises
    ------
    InputError
        If it is neither.
    """
    if kind not in (FORKED, PLAIN):
        raise unknown("--kernels", "kind of kernel", kind, [FORKED, PLAIN])
    if kind == FORKED and forked.AVAILABLE:
        return forked.ForkedKernelManager
    return PrivateKernelManager


def workers_for(jobs: int, wanted: int | None = None) -> int:
    """Return how many jobs run at a time: as asked, or what cores and memory allow.

    Parameters
    ----------
    jobs : int
        How many there are.
    wanted : int or None
        What was asked for.

    Raises
    ------
    InputError
        If that is not a number from 1 to 64.

    Examples
    --------
    >>> workers_for(1), workers_for(12, 3)
    (1, 3)
    """
    if wanted is None:
        room = psutil.virtual_memory().available // _JOB_BYTES
        return max(1, min(jobs, _cores(), room, _MOST))
    if not 1 <= wanted <= _MOST:
        raise InputError(f"--workers: must be a whole number from 1 to {_MOST}, got {wanted}.")
    return wanted


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work(
    jobs: Sequence[Job],
    staged: Path,
    data: Path,
    workers: int,
    manager: type[PrivateKernelManager],
    progress: Progress | None = None,
) -> Done:
    """Run jobs, each in a folder of its own; one that fails does not stop the others.

    Parameters
    ----------
    jobs : sequence of Job
        What is run.
    staged : Path
        Where.
    data : Path
        The data folder.
    workers : int
        How many at a time.
    manager : type
        What starts the kernels.
    progress : callable, optional
        Told of each job that is done.

    Returns
    -------
    tuple of dict
        The seconds that each took, and the errors of those that failed.
    """
    seconds: dict[str, float] = {}
    errors: dict[str, ForecastError] = {}
    logging.getLogger("papermill").setLevel(logging.ERROR)
    with warnings.catch_warnings(), ThreadPoolExecutor(workers) as pool:
        warnings.simplefilter("ignore")  # of papermill and its libraries, not of ours
        longest_first = sorted(jobs, key=lambda job: -job.notebook.path.stat().st_size)
        waiting = {
            pool.submit(_timed, job, staged, data, manager): job.name for job in longest_first
        }
        try:
            for done in as_completed(waiting):
                name = waiting[done]
                seconds[name], error = done.result()
                errors |= {name: error} if error else {}
                if progress:
                    progress(len(seconds), len(jobs), name)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_all()  # so that no thread waits for its kernel
            raise
    in_order = [job.name for job in jobs]
    return (
        {name: seconds[name] for name in in_order},
        {name: errors[name] for name in in_order if name in errors},
    )


def _timed(
    job: Job, staged: Path, data: Path, manager: type[PrivateKernelManager]
) -> tuple[float, ForecastError | None]:
    start, error = monotonic(), None
    try:
        execute(job, staged / job.name, data, manager)
    except ForecastError as failed:
        error = failed
    except OSError:
        raise
    except Exception as fault:  # a fault of ours in one job must not cost the others
        error = ResultError(f"{job.name}: {fault!r}")
    finally:
        ensure_event_loop().close()  # of this thread; papermill's libraries leave it open
    return round(monotonic() - start, 2), error
