"""Workers: the jobs of a run, several at a time."""

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic

from ..errors import ForecastError, InfrastructureError, ResultError
from .plan import Job

Execute = Callable[[Job, Path, Path, date], object]
"""Runs a job in a folder that it makes, with a data folder and a day."""


@dataclass(frozen=True)
class Step:
    """One job that is over."""

    done: int  # how many are
    total: int
    job: str
    seconds: float | None  # that it took; None where a run before had finished it
    error: str  # what went wrong; empty if nothing did


Progress = Callable[[Step], None]
"""Told of each job that is over."""


def work(
    jobs: Sequence[Job],
    execute: Callable[[Job], float | None],
    workers: int,
    end: Callable[[], None],
    progress: Progress | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> dict[str, ForecastError]:
    """Run jobs, so many at a time; return the errors of those that failed, which stop no other.

    Parameters
    ----------
    jobs, workers
        What is run, the longest notebook first, and how many at a time.
    execute : callable
        Runs one, and returns the seconds that it took; None where a run before had finished it.
    end : callable
        Ends what runs, so that no thread waits for it.
    progress
        As in `run`.
    meanwhile : callable, optional
        What else there is to do, once the first jobs run.
    """
    errors: dict[str, ForecastError] = {}
    with warnings.catch_warnings(), ThreadPoolExecutor(workers) as pool:
        warnings.simplefilter("ignore")  # of papermill and its libraries, not of ours
        longest_first = sorted(jobs, key=lambda job: -job.notebook.path.stat().st_size)
        waiting = {pool.submit(_attempt, job, execute): job.name for job in longest_first}
        try:
            if meanwhile:
                meanwhile()
            for number, over in enumerate(as_completed(waiting), 1):
                name, (seconds, error) = waiting[over], over.result()
                errors |= {name: error} if error else {}
                if progress:
                    progress(Step(number, len(jobs), name, seconds, str(error or "")))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end()
            raise
    return {job.name: errors[job.name] for job in jobs if job.name in errors}


def _attempt(
    job: Job, execute: Callable[[Job], float | None]
) -> tuple[float | None, ForecastError | None]:
    start = monotonic()
    try:
        return execute(job), None
    except ForecastError as failed:
        return since(start), failed
    except OSError:
        raise
    except MemoryError:
        return since(start), InfrastructureError(f"{job.name}: there was too little memory.")
    except Exception as fault:  # a fault of ours in one job must not cost the others
        return since(start), ResultError(f"{job.name}: {fault!r}")


def since(start: float) -> float:
    """Return the seconds since a moment of the monotonic clock."""
    return round(monotonic() - start, 2)
