"""Kernels that keep to themselves: private sockets and private settings for every notebook."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, Type, Unicode
from traitlets.config import Config

from .processes import (
    ADOPT,
    POLL,
    begun,
    end_started,
    kept_apart,
    nothing_to_read,
    refuse_stopped,
    without_own,
)

_ASK_AGAIN = 0.2  # seconds
_LOOK_AGAIN = 0.5  # seconds
_LONGEST_FOLDER = 90  # characters; a socket's whole path may have about 107
_ADOPTING = f"__import__('ctypes').CDLL(None).prctl({ADOPT}, 1, 0, 0, 0);"
_ARGUMENTS = [
    "--IPKernelApp.ignore_cwd=True",
    *([f"--IPKernelApp.exec_lines={_ADOPTING}"] if sys.platform == "linux" else []),
]
"""By the second a kernel keeps what it starts as its own, even what takes a session of its own."""


class _Shell(AsyncZMQSocketChannel):
    """Looks for a reply anew again and again: what a widget sends hides that one has come."""

    async def get_msg(  # type: ignore[override]
        self, timeout: float | None = None
    ) -> dict[str, Any]:
        until = inf if timeout is None else monotonic() + timeout
        while (left := until - monotonic()) > _LOOK_AGAIN:
            with suppress(Empty):
                return await super().get_msg(_LOOK_AGAIN)
        return await super().get_msg(max(left, 0))


class PromptClient(AsyncKernelClient):
    """Takes a kernel as ready once both of its channels answer; it does not wait for silence."""

    shell_channel_class: Any = Type(klass=_Shell)

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

    def _kernel_spec_manager_default(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])  # this Python's alone, and none that a person has

    async def _async_start_kernel(self, **options: Any) -> None:
        # The name under which both kinds of manager start a kernel.
        refuse_stopped()
        found = {**os.environ, **options.get("env", {})}
        options["env"] = without_own(found) | self.extra_environment
        options["extra_arguments"] = list(_ARGUMENTS)
        nothing = nothing_to_read(self.extra_environment)
        with Path(self.kernel_log).open("ab") as log, nothing.open("rb") as read:
            await super()._async_start_kernel(**options, stdin=read, stderr=log)
        begun(Path(self.kernel_log), getattr(self.provisioner, "pgid", None) or 0)

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


@contextmanager
def private_kernel(environment: Mapping[str, str], log: Path) -> Iterator[dict[str, Any]]:
    """Give papermill's options for a kernel that shares nothing with others, and clean up after it.

    Two kernels that pick TCP ports at once can pick the same one, and two that use sockets under
    the default name can end up talking to each other's client; sockets in a private folder can do
    neither.
    """
    with kept_apart(environment, log) as (folder, own):
        settings: dict[str, Any] = {"extra_environment": own, "kernel_log": str(log)}
        if sys.platform != "win32" and len(str(folder)) < _LONGEST_FOLDER:
            settings |= {"transport": "ipc", "ip": str(folder / "k")}
        yield {
            "kernel_manager_class": PrivateKernelManager,
            "config": Config({"PrivateKernelManager": settings}),
        }
