"""How a run ends that is stopped, or whose kernel dies: at once, and with everything it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from clsmin_forecast.errors import InfrastructureError
from clsmin_forecast.runs.crew import Crew
from clsmin_forecast.runs.processes import FORKED, PLAIN
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.run import run

from .test_execute import has_ended
from .test_run import TODAY
from .test_workers import plan_of_many

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="signals, and sessions of Linux")


def server_of(process: subprocess.Popen[str]) -> psutil.Process:
    for _ in range(600):
        for child in psutil.Process(process.pid).children():
            if "forkserver" in " ".join(child.cmdline()):
                return child
        time.sleep(0.05)
    process.kill()
    pytest.fail("the server of copies did not start")


@pytest.mark.parametrize("loaded", [False, True])
def test_a_run_ends_at_once_though_its_server_of_copies_hangs(tmp_path: Path, loaded: bool) -> None:
    started = tmp_path / "started"
    plan = plan_of_many(
        tmp_path, f"open({str(started)!r}, 'w').close()\nimport time\ntime.sleep(60)"
    )
    command = [
        sys.executable, "-m", "clsmin_forecast", "run", plan, "--workers", "2", "--outputs",
        str(tmp_path / "outputs"),
    ]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    server = server_of(process)
    staging = tmp_path / "outputs" / ".staging"  # once it is there, the run hears who stops it
    while not (started if loaded else staging).exists():
        time.sleep(0.05)
    family = psutil.Process(process.pid).children(recursive=True)
    server.suspend()
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    try:
        _, said = process.communicate(timeout=20)
    finally:
        process.kill()
        for each in family:
            with suppress(psutil.Error):
                each.kill()
    assert process.returncode == 130
    assert said.endswith("Interrupted. Nothing was published.\n")
    assert not psutil.wait_procs(family, timeout=5)[1]
    assert list(staging.iterdir()) == []


SLOW = """
import sys, time
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "ipykernel.debugger":  # among the last that a server of copies loads
            open({mark!r}, "w").close()
            time.sleep(60)
sys.meta_path.insert(0, Slow())
"""


@pytest.fixture
def loading(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], psutil.Process]]:
    """Give a run whose server of copies never ends loading, and that server."""
    mark = tmp_path / "mark"
    (tmp_path / "sitecustomize.py").write_text(SLOW.format(mark=str(mark)))
    plan = plan_of_many(tmp_path)
    command = [sys.executable, "-m", "clsmin_forecast", "run", plan]
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [*command, "--outputs", str(tmp_path / "outputs")],
        env={**os.environ, "PYTHONPATH": path}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    server = server_of(process)
    while not mark.exists():
        time.sleep(0.05)
    yield process, server
    with suppress(psutil.Error):
        server.kill()
    process.kill()
    process.communicate()


def test_a_server_of_copies_that_still_loads_ends_with_its_run(
    loading: tuple[subprocess.Popen[str], psutil.Process],
) -> None:
    process, server = loading
    process.kill()
    process.wait()
    assert any(has_ended(server.pid) for _ in range(3))


def test_ctrl_c_while_a_server_of_copies_loads_is_one_sentence(
    loading: tuple[subprocess.Popen[str], psutil.Process],
) -> None:
    process, _ = loading
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    said, _ = process.communicate(timeout=20)
    assert said.endswith("Interrupted. Nothing was published.\n")
    assert "Traceback" not in said


BEFORE_AND_AFTER = """
import os, signal
from clsmin_forecast.runs import server
signal.pthread_sigmask(signal.SIG_BLOCK, server._BLOCKED)
os.kill(os.getpid(), signal.SIGINT)
server._hear_from_now_on()
print("went on", flush=True)
os.kill(os.getpid(), signal.SIGINT)
"""


def test_a_copy_hears_no_ctrl_c_that_came_before_it_was_one() -> None:
    command = [sys.executable, "-c", BEFORE_AND_AFTER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGINT, "went on\n")


ORPHAN = """
import os, subprocess, sys, time
child = subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True, {silent}
)
open({mark!r}, "w").write(str(child.pid))
os._exit(3)
"""


@pytest.mark.parametrize("kernels", [FORKED, PLAIN])
@pytest.mark.parametrize("silent", ["stderr=subprocess.DEVNULL", "env={}"])
def test_what_a_kernel_started_ends_though_the_kernel_died_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kernels: str, silent: str
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # where it is, ipykernel does not watch its files
    mark = tmp_path / "pid"
    cell = ORPHAN.format(mark=str(mark), silent=silent)
    request = ask(plan_of_many(tmp_path, cell, names=("a",)), None, TODAY)
    with pytest.raises(InfrastructureError, match="the kernel died"):
        run(request, tmp_path / "outputs", crew=Crew(1, kernels))
    child = int(mark.read_text())
    try:
        assert has_ended(child)
    finally:
        if psutil.pid_exists(child):
            os.kill(child, signal.SIGKILL)
