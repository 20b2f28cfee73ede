"""Workers: the jobs of a run, several at a time."""

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from time import monotonic

from ..errors import ForecastError, InfrastructureError, ResultError
from .plan import Job

Done = tuple[dict[str, float], dict[str, ForecastError]]
"""Seconds and errors, by job."""


@dataclass(frozen=True)
class Step:
    """One job that is over.

    Parameters
    ----------
    done, total : int
        How many are over, and how many there are.
    job : str
        Its name.
    seconds : float
        That it took.
    error : str
        What went wrong; empty if nothing did.
    """

    done: int
    total: int
    job: str
    seconds: float
    error: str


Progress = Callable[[Step], None]
"""Told of each job that is over."""


def work(
    jobs: Sequence[Job],
    execute: Callable[[Job], float],
    workers: int,
    end: Callable[[], None],
    progress: Progress | None = None,
) -> Done:
    """Run jobs; one that fails does not stop the others.

    Parameters
    ----------
    jobs : sequence of Job
        What is run, the longest notebook first.
    execute : callable
        Runs one, and returns the seconds that it took.
    workers : int
        How many at a time.
    end : callable
        Ends what runs, so that no thread waits for it.
    progress : callable, optional
        Told of each job that is over.

    Returns
    -------
    tuple of dict
        The seconds that each took, and the errors of those that failed.
    """
    seconds: dict[str, float] = {}
    errors: dict[str, ForecastError] = {}
    with warnings.catch_warnings(), ThreadPoolExecutor(workers) as pool:
        warnings.simplefilter("ignore")  # of papermill and its libraries, not of ours
        longest_first = sorted(jobs, key=lambda job: -job.notebook.path.stat().st_size)
        waiting = {pool.submit(_tried, job, execute): job.name for job in longest_first}
        try:
            for done in as_completed(waiting):
                name = waiting[done]
                seconds[name], error = done.result()
                errors |= {name: error} if error else {}
                if progress:
                    progress(Step(len(seconds), len(jobs), name, seconds[name], str(error or "")))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end()
            raise
    in_order = [job.name for job in jobs]
    return (
        {name: seconds[name] for name in in_order},
        {name: errors[name] for name in in_order if name in errors},
    )


def _tried(job: Job, execute: Callable[[Job], float]) -> tuple[float, ForecastError | None]:
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
