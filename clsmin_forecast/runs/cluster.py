"""A cluster: jobs on the workers of a Dask scheduler, which share nothing with this machine.

A job goes out as the text of its notebook, its parameters and the data files, and comes back as the
files that it made, so the workers need the same release of the package and no common disk. A worker
that is lost in mid-job costs time only: the scheduler gives the job to another.
"""

import logging
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from .. import errors
from ..errors import ForecastError, InfrastructureError, InputError
from .plan import Job
from .request import code_hash, versions
from .workers import Execute

_ANSWER_SECONDS = 10
_REMARK_SECONDS, _ALONE_SECONDS = 10, 30  # without a worker
_LOOK_SECONDS = 5

Files = dict[str, bytes]
"""Contents by path."""


@dataclass(frozen=True)
class Parcel:
    """A job as it travels."""

    name: str
    notebook: str  # the name of its file, whose text follows
    text: str
    parameters: dict[str, Any]
    data: Files
    today: date  # of the run
    rests_on: tuple[str, dict[str, str]]  # the code and the versions that the worker must have


def refuse_wrong(address: str) -> None:
    """Refuse an address that is none, which a client would try for long."""
    try:
        from distributed.comm.addressing import get_address_host_port
    except ImportError:
        raise InputError(
            "--scheduler: needs the extra distributed; "
            "'make extras' in a copy of the repository installs it."
        ) from None
    try:
        get_address_host_port(address)
    except ValueError as error:
        raise InputError(f"--scheduler: {error}; write it as tcp://HOST:PORT.") from None


@contextmanager
def connect(address: str) -> Iterator[tuple[Execute, Callable[[], None]]]:
    """Give what executes a job on a scheduler's cluster, and what gives up all that it executes."""
    import distributed

    make: Any = distributed.Client
    try:
        client: Any = make(address, timeout=_ANSWER_SECONDS, set_as_default=False)
    except OSError as error:
        raise InfrastructureError(f"--scheduler: no cluster answers at {address}.") from error
    try:
        _await_worker(client, address)
        yield partial(_send, client), client.close
    finally:
        client.close()


def _await_worker(client: Any, address: str) -> None:
    with suppress(TimeoutError):
        client.wait_for_workers(1, timeout=_REMARK_SECONDS)
        return
    logging.getLogger(__name__).warning(
        "--scheduler: no worker has joined %s yet; waiting up to %s s.", address, _ALONE_SECONDS
    )
    try:
        client.wait_for_workers(1, timeout=_ALONE_SECONDS - _REMARK_SECONDS)
    except TimeoutError:
        raise _no_worker() from None


def _no_worker() -> InfrastructureError:
    return InfrastructureError(
        f"--scheduler: there has been no worker for {_ALONE_SECONDS} s; start `dask worker`."
    )


def _result(client: Any, future: Any) -> Any:
    """Return what became of a job, as long as there is a worker that could do it."""
    seen = monotonic()
    while monotonic() - seen < _ALONE_SECONDS:
        with suppress(TimeoutError):
            return future.result(timeout=_LOOK_SECONDS)
        if future.done():  # with a TimeoutError of its own
            return future.result()
        if client.scheduler_info()["workers"]:
            seen = monotonic()
    raise _no_worker()


def _send(client: Any, job: Job, folder: Path, data: Path, today: date) -> None:
    from distributed import CancelledError, KilledWorker

    parcel = Parcel(
        job.name,
        job.notebook.path.name,
        job.notebook.path.read_text(encoding="utf-8"),
        job.parameters,
        _files(data),
        today,
        (code_hash(), versions()),
    )
    try:
        future = client.submit(on_worker, parcel, pure=False)
        made, kind, text = _result(client, future)
    except (KilledWorker, CancelledError) as error:
        raise InfrastructureError(f"{job.name}: its workers were lost: {error}") from error
    _write(made, folder)
    if kind:
        raise getattr(errors, kind)(text)


def on_worker(parcel: Parcel) -> tuple[Files, str, str]:
    """Execute a parcel on a worker; return its files, and the kind and text of an error."""
    from .contract import read_notebook
    from .execute import execute
    from .forked import kernels_of

    if (code_hash(), versions()) != parcel.rests_on:
        why = f"worker {socket.gethostname()} has another release of clsmin_forecast or a library."
        return {}, InfrastructureError.__name__, f"{parcel.name}: {why}"
    with tempfile.TemporaryDirectory(prefix="clsmin-") as place:
        home, notebook = Path(place) / "made", Path(place) / parcel.notebook
        notebook.write_text(parcel.text, encoding="utf-8")
        _write(parcel.data, Path(place) / "data")
        job = Job(parcel.name, read_notebook(notebook), parcel.parameters)
        try:
            execute(job, home, Path(place) / "data", parcel.today, kernels_of())
        except ForecastError as error:
            return _files(home), type(error).__name__, str(error)
        return _files(home), "", ""


def _files(folder: Path) -> Files:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _write(files: Files, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
