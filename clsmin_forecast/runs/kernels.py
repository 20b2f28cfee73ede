"""Kernels that keep to themselves: private sockets and private settings for every notebook."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from traitlets import Dict, Unicode
from traitlets.config import Config

_LONGEST_FOLDER = 90  # characters; a socket's whole path may have about 107


class PrivateKernelManager(AsyncKernelManager):
    """Starts a kernel with settings of its own in its environment."""

    extra_environment = Dict(help="Variables that only this kernel sees.").tag(config=True)
    kernel_log = Unicode(help="Where what the kernel says of itself goes.").tag(config=True)

    async def _async_start_kernel(self, **options: Any) -> None:
        # The name under which both kinds of manager start a kernel.
        options["env"] = {**os.environ, **options.get("env", {}), **self.extra_environment}
        with Path(self.kernel_log).open("ab") as log:
            await super()._async_start_kernel(**options, stderr=log)

    start_kernel = _async_start_kernel


@contextmanager
def private_kernel(environment: Mapping[str, str], log: Path) -> Iterator[dict[str, Any]]:
    """Give papermill's options for a kernel that shares nothing with others, and clean up after it.

    Two kernels that pick TCP ports at once can pick the same one, and two that use sockets under
    the default name can end up talking to each other's client; sockets in a private folder can do
    neither.

    Parameters
    ----------
    environment : mapping of str to str
        Variables that only this kernel sees.
    log : Path
        Where what the kernel says of itself goes.

    Yields
    ------
    dict
        Keyword arguments for `papermill.execute_notebook`.
    """
    folder = Path(tempfile.mkdtemp(prefix="clsmin-"))
    settings: dict[str, Any] = {
        "extra_environment": {
            "IPYTHONDIR": str(folder / "ipython"),
            "MPLBACKEND": "Agg",
            "PYTHONHASHSEED": "0",
            **environment,
        },
        "kernel_log": str(log),
    }
    if sys.platform != "win32" and len(str(folder)) < _LONGEST_FOLDER:
        settings |= {"transport": "ipc", "ip": str(folder / "k")}
    try:
        yield {
            "kernel_manager_class": PrivateKernelManager,
            "config": Config({"PrivateKernelManager": settings}),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)
