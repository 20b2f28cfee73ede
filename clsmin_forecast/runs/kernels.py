"""Kernels that keep to themselves: private sockets and private settings for every notebook."""

import ctypes
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from queue import Empty
from threading import Event, Timer
from time import monotonic
from typing import Any

import psutil
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, Type, Unicode
from traitlets.config import Config

POLL = 0.01
"""Seconds between looks at what will soon be so."""
_ASK_AGAIN = 0.2  # seconds
_LONGEST_FOLDER = 90  # characters; a socket's whole path may have about 107
SETTINGS: Mapping[str, str] = {
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",
    "PYTHONSAFEPATH": "1",  # the current folder holds no module of ours
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the debugger remarks on every start
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}
"""What the environment of every kernel has; kernels that run at once share the cores."""

_NOT_OURS = ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONUSERBASE", "IPYTHONDIR", "JUPYTER_PATH")
"""Settings of a person's own session, which reach no kernel."""
_ADOPT = 36  # PR_SET_CHILD_SUBREAPER of Linux
_ADOPTING = f"__import__('ctypes').CDLL(None).prctl({_ADOPT}, 1, 0, 0, 0);"
_ARGUMENTS = [
    "--IPKernelApp.ignore_cwd=True",
    *([f"--IPKernelApp.exec_lines={_ADOPTING}"] if sys.platform == "linux" else []),
]
"""By the second a kernel keeps what it starts as its own, even what takes a session of its own."""

_groups: dict[str, int] = {}  # log of a running kernel -> its process group
_stopped = Event()  # no kernel starts any more


class PromptClient(AsyncKernelClient):
    """Takes a kernel as ready once both of its channels answer; it does not wait for silence."""

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        until = monotonic() + (timeout or inf)
        while not await self._heard(self.kernel_info()):
            if monotonic() > until or not await self._async_is_alive():
                raise RuntimeError("the kernel did not get ready.")

    wait_for_ready = _async_wait_for_ready

    async def _heard(self, asked: str) -> bool:
        """Return whether the end of a request was broadcast: before that, messages can be lost."""
        with suppress(Empty):
            while told := await self.iopub_channel.get_msg(timeout=_ASK_AGAIN):
                state = told["content"].get("execution_state")
                if state == "idle" and told["parent_header"].get("msg_id") == asked:
                    return True
        return False


class PrivateKernelManager(AsyncKernelManager):
    """Starts a kernel with settings of its own in its environment."""

    client_class = "clsmin_forecast.runs.kernels.PromptClient"
    client_factory: Any = Type(klass=PromptClient)

    extra_environment = Dict(help="Variables that only this kernel sees.").tag(config=True)
    kernel_log = Unicode(help="Where what the kernel says of itself goes.").tag(config=True)

    async def _async_start_kernel(self, **options: Any) -> None:
        # The name under which both kinds of manager start a kernel.
        refuse_stopped()
        found = {**os.environ, **options.get("env", {})}
        ours = {name: each for name, each in found.items() if name not in _NOT_OURS}
        options["env"] = ours | self.extra_environment
        options["extra_arguments"] = list(_ARGUMENTS)
        with Path(self.kernel_log).open("ab") as log:
            await super()._async_start_kernel(**options, stderr=log)
        _groups[self.kernel_log] = getattr(self.provisioner, "pgid", None) or 0
        if _stopped.is_set():
            end(Path(self.kernel_log))

    start_kernel = _async_start_kernel

    async def _async_shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        end_started(getattr(self.provisioner, "pid", None))
        await super()._async_shutdown_kernel(now, restart)

    shutdown_kernel = _async_shutdown_kernel

    async def _async_finish_shutdown(
        self, waittime: float | None = None, pollinterval: float = POLL, restart: bool = False
    ) -> None:
        await super()._async_finish_shutdown(waittime, pollinterval, restart)

    finish_shutdown = _async_finish_shutdown


def adopt() -> None:
    """Keep all that this process starts as its own, so that it ends with it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)


def end_started(kernel: int | None) -> None:
    """End all that a kernel's process has started, before the kernel: after that, who knows."""
    while kernel and (started := _started(kernel)):
        for process in started:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(started, timeout=POLL)


def _started(kernel: int) -> list[psutil.Process]:
    """Return what a process has started and runs still; what is dead may wait for its parent."""
    with suppress(psutil.Error):
        found = psutil.Process(kernel).children(recursive=True)
        return [each for each in found if _runs(each)]
    return []


def _runs(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    return False


def end(log: Path) -> None:
    """End a kernel that runs, named by its log, with everything that it has started, at once."""
    group = _groups.pop(str(log), 0)
    if group:
        end_started(group)
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def end_left(environment: Mapping[str, str], log: Path) -> None:
    """End what a kernel has left that died by itself: it has the kernel's settings, or its log."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            opened = (file.path for file in process.open_files())
            ours = process.environ().items() >= environment.items() or str(log.resolve()) in opened
            if ours and process.pid != os.getpid():
                process.kill()


def refuse_stopped() -> None:
    """Refuse to start a kernel after an end of all."""
    if _stopped.is_set():
        raise RuntimeError("the run was stopped.")


def allow() -> None:
    """Let kernels start again after an end of all."""
    _stopped.clear()


def end_kernels() -> None:
    """End every kernel that runs, and start no other."""
    _stopped.set()
    for log in list(_groups):
        end(Path(log))


@contextmanager
def deadline(log: Path, seconds: float) -> Iterator[Event]:
    """End a kernel that is not done in time, whatever waits for it; give what is set if it was."""
    over = Event()

    def stop() -> None:
        over.set()
        end(log)

    timer = Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


@contextmanager
def private_kernel(
    environment: Mapping[str, str], log: Path, manager: type[PrivateKernelManager]
) -> Iterator[dict[str, Any]]:
    """Give papermill's options for a kernel that shares nothing with others, and clean up after it.

    Two kernels that pick TCP ports at once can pick the same one, and two that use sockets under
    the default name can end up talking to each other's client; sockets in a private folder can do
    neither.
    """
    folder = Path(tempfile.mkdtemp(prefix="clsmin-"))
    settings: dict[str, Any] = {
        "extra_environment": {
            "IPYTHONDIR": str(folder / "ipython"),
            **SETTINGS,
            **environment,
        },
        "kernel_log": str(log),
    }
    if sys.platform != "win32" and len(str(folder)) < _LONGEST_FOLDER:
        settings |= {"transport": "ipc", "ip": str(folder / "k")}
    try:
        yield {
            "kernel_manager_class": manager,
            "config": Config({"PrivateKernelManager": settings}),
        }
    except BaseException:
        end_left(environment, log)
        raise
    finally:
        end(log)  # gone already, unless something went wrong
        shutil.rmtree(folder, ignore_errors=True)
