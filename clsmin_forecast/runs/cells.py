"""The cells of a notebook in a copy: IPython's own kernel, with a pipe in place of its sockets."""

import asyncio
import logging
import sys
from contextlib import suppress
from inspect import isawaitable
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread, current_thread
from types import SimpleNamespace
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from IPython.core.profiledir import ProfileDir
from IPython.paths import get_ipython_dir
from tornado.ioloop import IOLoop
from traitlets.config import Config

from .messages import PipeSession

_LOG = logging.getLogger(__name__)
_NO_HISTORY = Config({"HistoryManager": {"enabled": False}})  # a database, which nobody would read


class _Kernel(IPythonKernel):
    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Leave the queue as it is: after an error no cell is asked for."""


class _Now(IOPubThread):
    """Does what is asked of it at once: a pipe need not be waited for."""

    def __init__(self) -> None:
        self.thread = Thread()  # never started
        self.io_loop: Any = None


class _Stream(OutStream):
    """Tells each piece as it is written: a process may end before it would be flushed."""

    def _schedule_flush(self) -> None:
        super()._flush()  # type: ignore[no-untyped-call]


def serve(pipe: Connection, log: Path) -> None:
    """Run the cells that come through a pipe, and tell there what came of each, till it is shut."""
    _LOG.addHandler(logging.FileHandler(log))
    _LOG.propagate = False
    session = PipeSession(pipe)
    stream: Any = _Stream
    sys.stdout, sys.stderr = (stream(session, _Now(), name) for name in ("stdout", "stderr"))
    try:
        with suppress(EOFError):
            asyncio.run(_answer(session))
    except Exception:
        _LOG.exception("The kernel failed.")


async def _answer(session: PipeSession) -> None:
    make: Any = _Kernel.instance  # the one that widgets find
    kernel = make(
        log=_LOG,
        session=session,
        config=_NO_HISTORY,
        profile_dir=ProfileDir.create_profile_dir_by_name(get_ipython_dir(), "default"),
        shell_channel_thread=SimpleNamespace(parent_thread=current_thread()),
    )
    kernel.io_loop = IOLoop.current()
    while not kernel.shell.exit_now:
        message = await asyncio.to_thread(session.receive)
        kernel.set_parent([], message)
        kernel.pre_handler_hook()
        answer = kernel.shell_handlers[message["msg_type"]](None, [], message)
        if isawaitable(answer):
            await answer
        kernel.post_handler_hook()
