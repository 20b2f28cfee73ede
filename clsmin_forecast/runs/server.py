"""The server of copies: a process that has everything loaded, and forks itself for each notebook.

It is multiprocessing's own. What it loads is in `warm`; it has one thread; and a copy ends when the
process that asked for it does. This module loads little, so that the server can be started first.
"""

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.machinery import ModuleSpec
from multiprocessing import (
    connection,
    current_process,
    get_context,
    parent_process,
    set_start_method,
)
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import gettempdir
from threading import Lock, Thread

import psutil

from .processes import SETTINGS, adopt, nothing_to_read, refuse_stopped

_SERVER = "multiprocessing.forkserver"
_WATCH, _WARM = "clsmin_forecast.runs.watch", "clsmin_forecast.runs.warm"
_LONGEST_FOLDER = 70  # characters of the temporary folder: the path of its socket may have 107
_BLOCKED = {signal.SIGINT}  # from the server, which would print where Ctrl-C met it
_starting = Lock()


def can_fork() -> bool:
    """Return whether kernels can be forked here."""
    room = len(gettempdir()) <= _LONGEST_FOLDER
    return sys.platform == "linux" and room and not current_process().daemon


def is_server() -> bool:
    """Return whether this process is the server, or a copy of it."""
    return any(_SERVER in word for word in sys.orig_argv)


def start_server() -> None:
    """Start the server, where it can be and does not run, and wait for nothing."""
    if can_fork():
        with _server():
            _ensure_running()


def fork(pipe: Connection, environment: Mapping[str, str], log: Path) -> BaseProcess:
    """Start a copy that runs the cells which come through a pipe, with this environment alone."""
    told = pipe, dict(environment), str(log), os.getcwd()
    process = get_context("forkserver").Process(target=_copy, args=told)
    with _server():
        refuse_stopped()  # who waited for its turn would start another server
        _ensure_running()
        process.start()
    return process


def end_server() -> None:
    """End the server: one that is stopped, or hangs, would never answer who waits for it."""
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if _SERVER in " ".join(child.cmdline()):
                child.kill()


@contextmanager
def _server() -> Iterator[None]:
    """Make all as it must be while the server may start, which looks at it."""
    get_context("forkserver").set_forkserver_preload([_WATCH, _WARM])
    main = sys.modules["__main__"]
    with _starting:
        before = main.__spec__, {name: os.environ.get(name) for name in SETTINGS}
        path = sys.path
        # A copy would run the script that asks for it again, to have its functions; no kernel may.
        main.__spec__ = ModuleSpec("nothing.__main__", None)
        os.environ.update(SETTINGS)
        sys.path = _without_here(path)
        try:
            yield
        finally:
            main.__spec__, settings = before
            sys.path = path
            for name in SETTINGS:
                del os.environ[name]
            os.environ.update({name: each for name, each in settings.items() if each is not None})


def _ensure_running() -> None:
    from multiprocessing import forkserver, resource_tracker  # not of every system

    resource_tracker.ensure_running()  # else the server starts it, and lets the signal through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _BLOCKED)
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _without_here(path: list[str]) -> list[str]:
    """Return where modules are looked for, without the current folder or that of a script."""
    here = {"", os.getcwd(), str(Path(sys.argv[0]).parent.resolve())}
    return path[1:] if path[:1] and path[0] in here and not sys.flags.safe_path else path


def _copy(pipe: Connection, environment: dict[str, str], log: str, folder: str) -> None:
    from .cells import serve  # as it was loaded, whatever is on disk now

    os.setsid()  # a group of its own, which ends as a whole
    _hear_from_now_on()
    set_start_method(None, force=True)  # what a cell starts is started as by any other kernel
    current_process().name = "MainProcess"
    sys.argv = [""]  # not the run's, which are nothing to a notebook
    adopt()
    Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with Path(log).open("ab") as file, nothing_to_read(environment).open("rb") as read:
        for number, each in enumerate((read, file, file)):
            os.dup2(each.fileno(), number)
    if _WARM in sys.modules:
        sys.modules[_WARM].forget_if_changed()
    sys.modules["numpy"].random.seed()  # else every copy would draw the same; `random` does it
    serve(pipe, Path(log))


def _hear_from_now_on() -> None:
    for each in _BLOCKED:
        signal.signal(each, signal.signal(each, signal.SIG_IGN))  # what came was for the run
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _BLOCKED)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os.killpg(0, signal.SIGKILL)
