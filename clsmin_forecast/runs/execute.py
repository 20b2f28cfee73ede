"""The one place that calls papermill: run one job in a folder, and believe only its record."""

import errno
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import (
    CellControlSignal,
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from papermill.exceptions import PapermillException

from ..errors import InfrastructureError, InputError, NotebookError, ResultError
from ..inputs.facts import DATA_VARIABLE, PACKAGE
from ..inputs.files import file_hash, read_text, validated
from ..inputs.ledger import LEDGER, LEDGER_VARIABLE
from ..report.record import Result
from .contract import code_cells
from .forked import Kernels
from .kernels import private_kernel
from .plan import Job
from .processes import deadline
from .record import (
    PACKAGE_VARIABLE,
    PARTS,
    PYTHON_VARIABLE,
    RECORD,
    RESULT_VARIABLE,
    TODAY_VARIABLE,
)
from .seal import stranger

KERNEL = "python3"
LOG = "kernel.log"  # kept only as evidence of a failure
_ERRNO = re.compile(r"\[Errno (\d+)\]")
_FULL = (
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO,
)  # fmt: skip
_WARNS = re.compile(r"\w*Warning: .*")
START_SECONDS = 60
CELL_SECONDS = 600
JOB_SECONDS = 1800


def execute(
    job: Job,
    folder: Path,
    data: Path,
    today: date,
    kernels: Kernels = private_kernel,
) -> Result:
    """Run a job's notebook in a new folder on the day of the run, and return its record, checked.

    Leaves the executed notebook, the record, charts and tables in the folder.

    Raises
    ------
    NotebookError
        If a cell failed, or it took too long.
    ResultError
        If the record is missing, incomplete, not an echo of the request, or has a failed check.
    InfrastructureError
        If the kernel could not start, or died.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what it logs, it raises too
    folder.mkdir(parents=True)
    output = folder / f"{job.notebook.name}.ipynb"
    environment = {
        DATA_VARIABLE: str(data.resolve()),
        LEDGER_VARIABLE: str(data.resolve() / LEDGER),
        RESULT_VARIABLE: str(folder.resolve()),
        PYTHON_VARIABLE: sys.executable,
        PACKAGE_VARIABLE: str(PACKAGE),
        TODAY_VARIABLE: today.isoformat(),
    }
    try:
        _papermill(job, output, environment, kernels)
    finally:
        loop = ensure_event_loop()  # of this thread; papermill's libraries leave it open
        if not loop.is_running():  # else it is the caller's
            loop.close()
    notebook = nbformat.reads(read_text(output), as_version=4)
    _refuse_unfinished(job, notebook)
    if strange := stranger(folder):
        raise ResultError(
            f"{job.name}: left {strange}, which is no plain file but a link, a pipe or an empty "
            "folder."
        )
    result = read_result(folder, job)
    (folder / LOG).unlink()
    _normalise(notebook, job)
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    output.write_text(f"{text}\n", encoding="utf-8")
    return result


def _papermill(job: Job, output: Path, environment: Mapping[str, str], kernels: Kernels) -> None:
    log = output.parent / LOG
    try:
        with deadline(log, JOB_SECONDS) as over:
            _with_one_retry(partial(_in_kernel, job, output, environment, kernels))
    except CellTimeoutError:
        raise NotebookError(f"{job.name}: a cell took over {CELL_SECONDS} seconds.") from None
    except DeadKernelError:
        if over.is_set():
            raise NotebookError(f"{job.name}: took over {JOB_SECONDS} seconds.") from None
        raise InfrastructureError(f"{job.name}: the kernel died, or was killed.") from None
    except (PapermillException, CellExecutionError, CellControlSignal) as error:
        kind = InfrastructureError if _of_the_machine(error) else NotebookError
        raise kind(f"{job.name}: {_failed_cell(output)}{_last_line(error)}") from error
    except (NoSuchKernel, RuntimeError, OSError, EOFError) as error:
        raise InfrastructureError(f"{job.name}: no kernel: {_last_line(error)}") from error


def _with_one_retry(run: Callable[[], None]) -> None:
    try:
        run()
    except DeadKernelError:
        raise
    except (RuntimeError, EOFError, ConnectionError):  # no kernel, so no cell has run
        run()


def _in_kernel(job: Job, output: Path, environment: Mapping[str, str], kernels: Kernels) -> None:
    with kernels(environment, output.parent / LOG) as kernel:
        papermill.execute_notebook(
            _literal(job.notebook.path),
            _literal(output),
            parameters=job.parameters,
            kernel_name=KERNEL,
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            record_timing=False,
            start_timeout=START_SECONDS,
            execution_timeout=CELL_SECONDS,
            iopub_timeout=START_SECONDS,
            **kernel,
        )


def prepare(notebook: Path, output: Path, parameters: Mapping[str, Any]) -> None:
    """Write a notebook with all its parameters, not run."""
    papermill.execute_notebook(
        _literal(notebook),
        _literal(output),
        parameters=dict(parameters),
        kernel_name=KERNEL,
        language="python",
        prepare_only=True,
        progress_bar=False,
    )


def _literal(path: Path) -> str:
    # Papermill fills parameters into {} of a path, and takes one that begins with - as a stream.
    return str(path.absolute()).replace("{", "{{").replace("}", "}}")


def _of_the_machine(error: BaseException) -> bool:
    """Return whether a cell met a full disk or the like, which may be otherwise another time."""
    found = _ERRNO.match(getattr(error, "evalue", ""))
    full = found is not None and int(found[1]) in _FULL
    return full or "MemoryError" in getattr(error, "ename", "")


def _last_line(error: BaseException) -> str:
    evalue = getattr(error, "evalue", None)
    lines = str(evalue or error).strip().splitlines() or [type(error).__name__]
    return f"{getattr(error, 'ename', type(error).__name__)}: {lines[-1]}"


def _refuse_unfinished(job: Job, notebook: Any) -> None:
    for place, cell in _own_cells(notebook):
        where = f"{job.name}: {place}"
        if cell.execution_count is None:
            raise ResultError(f"{where} never ran; the notebook stopped early.")
        for output in cell.outputs:
            if output.output_type == "error":
                raise NotebookError(f"{where} ended in an error.")
            if output.get("name") == "stderr":
                raise NotebookError(f"{where} gave a warning: {_warning(output.text)}")


def _own_cells(notebook: Any) -> Iterator[tuple[str, Any]]:
    """Yield where each cell with code is, without the one that papermill puts in."""
    own = (c for c in notebook.cells if "injected-parameters" not in c.metadata.get("tags", ()))
    return ((f"code cell {number}", cell) for number, cell in code_cells(own))


def _failed_cell(output: Path) -> str:
    """Return where a notebook stopped, so far as what papermill has written tells."""
    cells = _own_cells(nbformat.reads(read_text(output), as_version=4))
    ended = (place for place, c in cells if any(o.output_type == "error" for o in c.outputs))
    return next((f"{place}: " for place in ended), "")


def _warning(text: str) -> str:
    """Return the words of a warning, which Python follows by the line of code that gave it."""
    found = _WARNS.search(text)
    return found[0] if found else text.strip().rpartition("\n")[2]


def read_result(folder: Path, job: Job) -> Result:
    """Return the record in a job's folder, checked against the request and the files.

    Raises
    ------
    ResultError
        If it is missing, incomplete, not an echo of the request, lacks a file or has a failed
        check.
    """
    path = folder / RECORD
    if not path.is_file():
        raise ResultError(f"{job.name}: left no {RECORD}, so it did not get to its end.")
    try:
        result = validated(Result, json.loads(read_text(path)), f"{job.name}: {RECORD}")
    except ValueError as error:
        raise ResultError(f"{job.name}: {RECORD} is not JSON ({error}).") from None
    except InputError as error:
        raise ResultError(str(error)) from None
    if result.parameters != job.parameters:
        raise ResultError(f"{job.name}: ran with {result.parameters}, asked for {job.parameters}.")
    for name, digest in result.files.items():
        if not (folder / name).is_file() or file_hash(folder / name) != digest:
            raise ResultError(f"{job.name}: {name} is missing or is not what the record says.")
    made = {path for part in PARTS for path in (folder / part).glob("*")}
    if made - {folder / name for name in result.files}:
        raise ResultError(f"{job.name}: charts or tables were made that the record does not name.")
    failed = [check for check in result.checks if not check.passed]
    if failed or not result.checks:
        detail = f"{failed[0].name}: {failed[0].detail}" if failed else "it made no cross-check"
        raise ResultError(f"{job.name}: a check failed. {detail}.")
    return result


def _normalise(notebook: Any, job: Job) -> None:
    """Take out of a notebook what differs from run to run: times, paths and random names."""
    notebook.metadata["papermill"] = {"parameters": job.parameters}
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        cell.id = f"cell-{number}"
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)


def _joined(outputs: Sequence[Any]) -> list[Any]:
    """Join the pieces of a stream that follow one another, which come as the time lets them."""
    joined: list[Any] = []
    for output in outputs:
        if joined and output.get("name") == joined[-1].get("name") is not None:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined
