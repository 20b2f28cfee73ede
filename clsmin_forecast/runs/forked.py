"""Papermill's engine for forked kernels: for each notebook a fresh copy of what is loaded."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from math import inf
from multiprocessing import Pipe, connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines

from .kernels import private_kernel
from .messages import Message, PipeSession
from .processes import FORKED, begun, end, end_kernels, kept_apart, without_own
from .server import can_fork, end_server, fork

Kernels = Callable[[Mapping[str, str], Path], AbstractContextManager[dict[str, Any]]]
"""Gives papermill's options for a kernel with some environment and log, and cleans up after it."""

_ENGINE = "clsmin_forecast"
_PATIENCE = 1.0  # seconds


class Copy:
    """A copy of the server, which answers messages as a kernel does."""

    def __init__(self, environment: Mapping[str, str], log: Path, patience: float) -> None:
        ours, theirs = Pipe()
        self._pipe, self.session = ours, PipeSession()
        self.session.open(ours)
        self.shell_channel = self  # of which a widget's mimic has the method `send`
        try:
            self._process: BaseProcess = fork(theirs, environment, log)
        finally:
            theirs.close()
        begun(log, self._process.pid or 0)
        try:
            *_, ready = self.told(self.ask("kernel_info_request"), patience)
        except (DeadKernelError, TimeoutError):
            raise RuntimeError("the kernel did not get ready.") from None
        self.language: Mapping[str, str] = ready["content"]["language_info"]

    def send(self, message: Message) -> None:
        """Send a message."""
        self.session.send(None, message)

    def ask(self, kind: str, **content: Any) -> str:
        """Ask for something, and return the request's id."""
        try:
            return str(self.session.send(None, kind, content)["header"]["msg_id"])
        except OSError:
            raise DeadKernelError("Kernel died") from None

    def told(self, asked: str, patience: float | None) -> Iterator[Message]:
        """Yield what a request gives until its reply, with that as the last.

        Raises
        ------
        DeadKernelError
            If the process ends before.
        TimeoutError
            If that takes more than some seconds.
        """
        until = inf if patience is None else monotonic() + patience
        over = False
        while not over:
            message = self._next(until - monotonic())
            if message["parent_header"].get("msg_id") == asked:
                over = message["msg_type"].endswith("_reply")
                yield message

    def _next(self, left: float) -> Message:
        patience = None if left == inf else left
        ready = left > 0 and connection.wait([self._pipe, self._process.sentinel], patience)
        if not ready:
            raise TimeoutError
        with suppress(EOFError, OSError):
            if self._pipe in ready:
                return self.session.receive()
        raise DeadKernelError("Kernel died")

    def close(self) -> None:
        """Let go of it; it has been ended."""
        self._pipe.close()
        self._process.join(_PATIENCE)


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Runs cells in a copy, and notes what they give as nbclient does for every kernel."""

    def execute_in(self, copy: Copy) -> None:
        self.kc = copy
        self.papermill_execute_cells()
        self.nb.metadata["language_info"] = copy.language
        self.set_widgets_metadata()

    def execute_cell(
        self, cell: NotebookNode, cell_index: int, *_: object, **__: object
    ) -> NotebookNode:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        cell.outputs, self.clear_before_next_output = [], False
        asked = self.kc.ask("execute_request", code=cell.source, store_history=True)
        try:
            for message in self.kc.told(asked, self.timeout):
                if message["msg_type"] != "execute_reply":
                    self.process_message(message, cell, cell_index)
        except TimeoutError:
            raise CellTimeoutError.error_from_timeout_and_cell(
                "Cell execution timed out", self.timeout, cell
            ) from None
        run_sync(self._check_raise_for_error)(cell, cell_index, message)
        return cell


class ForkedEngine(Engine):  # type: ignore[misc]
    """Runs a notebook in a copy of its own."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        environment: Mapping[str, str],
        kernel_log: Path,
        start_timeout: float,
        execution_timeout: float,
        **_: Any,
    ) -> None:
        """Run the cells of a notebook that papermill manages."""
        copy = Copy(environment, kernel_log, start_timeout)
        try:
            client = _Client(nb_man, timeout=execution_timeout, record_timing=False)
            client.execute_in(copy)
        finally:
            end(kernel_log)
            copy.close()


papermill_engines.register(_ENGINE, ForkedEngine)


@contextmanager
def forked_kernel(environment: Mapping[str, str], log: Path) -> Iterator[dict[str, Any]]:
    """Give papermill's options for a copy that keeps to itself, and clean up after it."""
    with kept_apart(environment, log) as (_, own):
        whole = without_own(os.environ) | own
        yield {"engine_name": _ENGINE, "environment": whole, "kernel_log": log}


def kernels_of(kind: str = FORKED) -> Kernels:
    """Return what gives the kernels of a run; plain ones where nothing can be forked."""
    return forked_kernel if kind == FORKED and can_fork() else private_kernel


def end_all() -> None:
    """End every kernel of this process, at once and whatever waits for it."""
    end_kernels()
    end_server()
