"""The processes of kernels: what their environment is, and how they end with all they started."""

import ctypes
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Timer

import psutil

FORKED, PLAIN = "forked", "plain"
"""How kernels come about: as copies of one that has everything loaded, or each by itself."""

POLL = 0.01
"""Seconds between looks at what will soon be so."""
SETTINGS: Mapping[str, str] = {
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",
    "PYTHONSAFEPATH": "1",  # the current folder holds no module of ours
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the debugger remarks on every start
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MALLOC_MMAP_THRESHOLD_": "100000000",  # of glibc: what one picture took, the next one takes
    "MALLOC_TRIM_THRESHOLD_": "200000000",
}
"""What the environment of every kernel has; kernels that run at once share the cores."""

ADOPT = 36
"""PR_SET_CHILD_SUBREAPER of Linux."""
_NOT_OURS = ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONUSERBASE", "IPYTHONDIR", "JUPYTER_PATH")
"""Settings of a person's own session, which reach no kernel."""

_groups: dict[str, int] = {}  # log of a running kernel -> its process group
_stopped = Event()  # no kernel starts any more


def without_own(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without what is a person's own."""
    return {name: each for name, each in environment.items() if name not in _NOT_OURS}


@contextmanager
def kept_apart(environment: Mapping[str, str], log: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a kernel a folder and an environment of its own, and clean up after it."""
    folder = Path(tempfile.mkdtemp(prefix="clsmin-"))
    own = {"IPYTHONDIR": str(folder / "ipython"), **SETTINGS, **environment}
    nothing_to_read(own).touch()
    try:
        yield folder, own
    except BaseException:
        end_left(environment, nothing_to_read(own))
        raise
    finally:
        end(log)  # gone already, unless something went wrong
        shutil.rmtree(folder, ignore_errors=True)


def nothing_to_read(environment: Mapping[str, str]) -> Path:
    """Return the empty file that a kernel has for its input, and so has whatever it starts."""
    return Path(environment["IPYTHONDIR"]).with_name("nothing").resolve()


def adopt() -> None:
    """Keep all that this process starts as its own, so that it ends with it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)


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


def begun(log: Path, group: int) -> None:
    """Note that a kernel runs, named by its log; end it if all have been ended meanwhile."""
    _groups[str(log)] = group
    if _stopped.is_set():
        end(log)


def end(log: Path) -> None:
    """End a kernel that runs, named by its log, with everything that it has started, at once."""
    group = _groups.pop(str(log), 0)
    if group:
        end_started(group)
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def end_left(environment: Mapping[str, str], read: Path) -> None:
    """End what a kernel has left that died by itself: it has its settings, or reads its file."""
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            opened = (file.path for file in process.open_files())
            same = environment and process.environ().items() >= environment.items()
            if (same or str(read) in opened) and process.pid != os.getpid():
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
