"""Forked kernels: for each notebook a fresh copy of a process that has everything loaded.

The server of copies is multiprocessing's own. What it loads is in `warm`; it has one thread; and a
kernel ends when the process that asked for it does.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.machinery import ModuleSpec
from multiprocessing import connection, current_process, get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import gettempdir
from threading import Lock, Thread
from time import monotonic
from typing import Any
from uuid import uuid4

import psutil
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from ..errors import unknown
from .kernels import (
    POLL,
    SETTINGS,
    PrivateKernelManager,
    adopt,
    end_kernels,
    refuse_stopped,
)

FORKED, PLAIN = "forked", "plain"
"""How kernels come about: as copies of one that has everything loaded, or each by itself."""

AVAILABLE = sys.platform == "linux"
"""Whether kernels can be forked here."""

_SERVER = "multiprocessing.forkserver"
_WATCH, _WARM = "clsmin_forecast.runs.watch", "clsmin_forecast.runs.warm"
_PATIENCE = 1.0  # seconds
_LONGEST_FOLDER = 70  # characters of the temporary folder: the path of a socket may have 107
_starting = Lock()


class ForkedKernelManager(PrivateKernelManager):
    """Gets its kernel from the server of copies."""

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        self.kernel_id = self.kernel_id or str(uuid4())
        self.provisioner = _Forked(
            kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
        )
        return await super()._async_pre_start_kernel(**options)

    pre_start_kernel = _async_pre_start_kernel  # type: ignore[assignment]


class _Forked(LocalProvisioner):
    """Forks a kernel in place of starting one."""

    parent: PrivateKernelManager
    process: Any

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        told = self.parent.connection_file, options["env"], options["stderr"].name, os.getcwd()
        context = get_context("forkserver")
        context.set_forkserver_preload([_WATCH, _WARM])
        process = context.Process(target=_kernel, args=told)
        with _starting, _environment(SETTINGS), _without_main():
            refuse_stopped()  # who waited for its turn would start another server
            process.start()
        self.process = _Copy(process)
        self.pid = self.pgid = process.pid
        await self._bound()
        return self.connection_info

    async def _bound(self) -> None:
        # A client that connects to a socket before it is there waits before it tries again.
        sockets = [Path(f"{self.parent.ip}-{port}") for port in self.parent.ports]
        until = monotonic() + (_PATIENCE if self.parent.transport == "ipc" else 0)
        while monotonic() < until and not all(socket.exists() for socket in sockets):
            await asyncio.sleep(POLL)


def kernels_of(kind: str = FORKED) -> type[PrivateKernelManager]:
    """Return what starts the kernels of a run; plain ones where nothing can be forked."""
    if kind not in (FORKED, PLAIN):
        raise unknown("--kernels", "kind of kernel", kind, [FORKED, PLAIN])
    room = len(gettempdir()) <= _LONGEST_FOLDER
    if kind == FORKED and AVAILABLE and room and not current_process().daemon:
        return ForkedKernelManager
    return PrivateKernelManager


def end_all() -> None:
    """End every kernel of this process, at once and whatever waits for it."""
    end_kernels()
    # The server of copies too: one that is stopped, or hangs, would never answer who waits.
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if _SERVER in " ".join(child.cmdline()):
                child.kill()


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    # The server may start here, and the libraries that it loads look at its environment.
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name in settings:
            del os.environ[name]
        os.environ.update({name: value for name, value in before.items() if value is not None})


@contextmanager
def _without_main() -> Iterator[None]:
    # A copy would run the script that asks for it again, to have its functions; a kernel must not.
    main = sys.modules["__main__"]
    before, main.__spec__ = main.__spec__, ModuleSpec("nothing.__main__", None)
    try:
        yield
    finally:
        main.__spec__ = before


class _Copy:
    """A process of multiprocessing, under the names of subprocess that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process, self.pid = process, process.pid
        self.kill, self.terminate = process.kill, process.terminate

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid or 0, number)


def _kernel(connection_file: str, environment: dict[str, str], log: str, folder: str) -> None:
    os.setsid()  # a group of its own, which ends as a whole
    adopt()
    Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with Path(log).open("ab") as file:
        os.dup2(file.fileno(), 2)
    if _WARM in sys.modules:
        sys.modules[_WARM].forget_if_changed()
    sys.modules["numpy"].random.seed()  # else every copy would draw the same; `random` does it
    from ipykernel.kernelapp import IPKernelApp

    app: Any = IPKernelApp.instance(parent_handle=os.getppid(), ignore_cwd=True)
    app.initialize(["-f", connection_file])
    app.start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os.killpg(0, signal.SIGKILL)
