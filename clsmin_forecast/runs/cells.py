"""The cells of a notebook in a copy: IPython's own kernel, with a pipe in place of its sockets."""

import asyncio
import logging
import sys
from contextlib import suppress
from inspect import isawaitable
from multiprocessing.connection import Connection
from pathlib import Path
from threading import RLock, Thread, Timer, current_thread
from types import SimpleNamespace
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from IPython.core.profiledir import ProfileDir
from IPython.paths import get_ipython_dir
from tornado.ioloop import IOLoop
from traitlets.config import Config

from .messages import Message, PipeSession

Inbox = asyncio.Queue[Message | None]
"""What is asked; None once nothing will be."""

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
    """Tells what was written a moment later, or before anything else is told."""

    def __init__(self, session: PipeSession, name: str) -> None:
        self._one_by_one = RLock()
        super().__init__(session, _Now(), name)  # type: ignore[no-untyped-call]

    def _schedule_flush(self) -> None:
        if not self._flush_pending:
            self._flush_pending = True
            moment = Timer(self.flush_interval, self._flush)
            moment.daemon = True
            moment.start()

    def _flush(self) -> None:
        with self._one_by_one:
            super()._flush()  # type: ignore[no-untyped-call]


def serve(pipe: Connection, log: Path) -> None:
    """Run the cells that come through a pipe, and tell there what came of each, till it is shut."""
    _LOG.addHandler(logging.FileHandler(log))
    _LOG.propagate = False
    session = PipeSession(pipe)
    sys.stdout, sys.stderr = (_Stream(session, name) for name in ("stdout", "stderr"))
    try:
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
    inbox: Inbox = asyncio.Queue()
    Thread(target=_read, args=(session, asyncio.get_running_loop(), inbox), daemon=True).start()
    while not kernel.shell.exit_now and (message := await inbox.get()):
        kernel.set_parent([], message)
        kernel.pre_handler_hook()
        answer = kernel.shell_handlers[message["msg_type"]](None, [], message)
        if isawaitable(answer):
            await answer
        kernel.post_handler_hook()


def _read(session: PipeSession, loop: asyncio.AbstractEventLoop, inbox: Inbox) -> None:
    # At all times: were the pipe full while a cell runs, both sides could wait for each other.
    with suppress(EOFError, OSError):
        while True:
            loop.call_soon_threadsafe(inbox.put_nowait, session.receive())
    loop.call_soon_threadsafe(inbox.put_nowait, None)
