"""The cells of a notebook in a copy: IPython's own kernel, with a pipe in place of its sockets."""

import asyncio
import logging
import os
import sys
from codecs import getincrementaldecoder
from contextlib import suppress
from inspect import isawaitable
from multiprocessing import connection
from multiprocessing.connection import Connection
from pathlib import Path
from threading import RLock, Thread, Timer, current_thread
from types import SimpleNamespace
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from tornado.ioloop import IOLoop
from traitlets.config import Application, Config

from .messages import Message, PipeSession

Inbox = asyncio.Queue[Message | None]
"""What is asked; None once nothing will be."""

_LOG = logging.getLogger(__name__)
_IN_PIPE = 65_536  # bytes, at the most: one read takes all that was written before
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
    """Tells what was written a moment later, or before anything else is told.

    What libraries and other programs write past Python, into its file, comes in its turn: whoever
    writes here or flushes takes that first. The thread that watches the file would do so too late
    for the cell's reply.
    """

    def __init__(self, session: PipeSession, name: str) -> None:
        self._one_by_one = RLock()
        self._decoder = getincrementaldecoder("utf-8")(errors="replace")
        super().__init__(  # type: ignore[no-untyped-call]
            session, _Now(), name, watchfd="force"
        )

    def write(self, string: str) -> int:
        """Write some text; UnicodeEncodeError if no file could hold it."""
        text = str.encode(string)
        if self.session.is_ours():
            self._take_written()
            super().write(string)
        else:  # what a process that a cell forked shares with this one may be half done
            with open(self._original_stdstream_fd, "wb", closefd=False) as file:
                file.write(text)
        return len(string)

    def close(self) -> None:
        """Close it; the file is still watched, since who writes to it would wait."""
        self._should_watch = False
        super().close()  # type: ignore[no-untyped-call]

    def _watch_pipe_fd(self) -> None:
        file: Any = self._fid
        while connection.wait([file]):
            self._take_written()

    def _take_written(self) -> None:
        file: Any = self._fid
        with self._one_by_one:
            if connection.wait([file], 0) and (written := os.read(file, _IN_PIPE)):
                with suppress(OSError):  # the log may have no room
                    os.write(self._original_stdstream_copy, written)
                if not self.closed:
                    super().write(self._decoder.decode(written))

    def _schedule_flush(self) -> None:
        if not self._flush_pending:
            self._flush_pending = True
            moment = Timer(self.flush_interval, self._flush)
            moment.daemon = True
            moment.start()

    def _flush(self) -> None:
        if self.session.is_ours():
            with self._one_by_one:
                self._take_written()
                super()._flush()  # type: ignore[no-untyped-call]


def kernel_here() -> Any:
    """Return the kernel, made when it is first asked for; a copy of this process has it then."""
    make: Any = _Kernel.instance  # the one that widgets find
    thread = SimpleNamespace(parent_thread=current_thread())
    kernel = make(log=_LOG, session=PipeSession(), config=_NO_HISTORY, shell_channel_thread=thread)
    application: Any = Application.instance()
    application.kernel = kernel  # where `%matplotlib` and `%gui` look for it
    return kernel


def serve(pipe: Connection, log: Path) -> None:
    """Run the cells that come through a pipe, and tell there what came of each, till it is shut."""
    _LOG.addHandler(logging.FileHandler(log))
    _LOG.propagate = False
    kernel = kernel_here()
    kernel.session.open(pipe)
    _move_in(kernel)
    sys.stdout, sys.stderr = (_Stream(kernel.session, name) for name in ("stdout", "stderr"))
    try:
        asyncio.run(_answer(kernel))
    except Exception:
        _LOG.exception("The kernel failed.")


def _move_in(kernel: Any) -> None:
    """Take the folder and the environment of this process for those of the kernel."""
    shell = kernel.shell
    shell.init_environment()
    shell.init_ipython_dir(None)
    shell.init_profile_dir(None)
    kernel.profile_dir = shell.profile_dir
    shell.history_manager.dir_hist[:] = [Path.cwd()]


async def _answer(kernel: Any) -> None:
    kernel.io_loop = IOLoop.current()
    inbox: Inbox = asyncio.Queue()
    reader = Thread(
        target=_read, args=(kernel.session, asyncio.get_running_loop(), inbox), daemon=True
    )
    reader.start()
    while message := await inbox.get():
        kernel.set_parent([], message)
        kernel.pre_handler_hook()
        answer = kernel.shell_handlers[message["msg_type"]](None, [], message)
        if isawaitable(answer):
            await answer
        kernel.post_handler_hook()
        if not kernel.session.is_ours():
            os._exit(0)  # a process that a cell forked, at the end of the cell


def _read(session: PipeSession, loop: asyncio.AbstractEventLoop, inbox: Inbox) -> None:
    # At all times: were the pipe full while a cell runs, both sides could wait for each other.
    with suppress(EOFError, OSError):
        while True:
            loop.call_soon_threadsafe(inbox.put_nowait, session.receive())
    loop.call_soon_threadsafe(inbox.put_nowait, None)
