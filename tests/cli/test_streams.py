"""The standard streams: what becomes of them changes neither the work nor what is said of it."""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from clsmin_forecast.cli.streams import write_data
from clsmin_forecast.runs.processes import FORKED, PLAIN
from clsmin_forecast.runs.request import ask
from clsmin_forecast.runs.run import run
from clsmin_forecast.runs.seal import seal

from ..runs.conftest import write_plan

COMMAND = shlex.join([sys.executable, "-m", "clsmin_forecast"])
FULL = "The output could not be written: No space left on device.\n"

Shell = Callable[[str], subprocess.CompletedProcess[bytes]]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full, and a shell of POSIX")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Run a line of the shell in which the command is CMD; the code is that of its first part."""

    def run(line: str) -> subprocess.CompletedProcess[bytes]:
        words = ["bash", "-c", f"{line.replace('CMD', COMMAND)}; exit ${{PIPESTATUS[0]}}"]
        return subprocess.run(words, capture_output=True, check=False, cwd=tmp_path)

    return run


@pytest.mark.parametrize(
    ("where", "code", "told"),
    [
        ("| true", 0, ""),
        ("| head -1", 0, ""),
        (">&-", 0, ""),
        ("2>&-", 0, ""),
        ("<&- >&- 2>&-", 0, ""),
        ("2>/dev/full", 0, ""),
        (">/dev/full", 75, FULL),
        (">/dev/full 2>&1", 75, ""),
    ],
)
def test_an_output_that_is_broken_fails_only_where_it_was_the_work(
    shell: Shell, where: str, code: int, told: str
) -> None:
    for asked in ("CMD scenarios", "PYTHONUNBUFFERED=1 CMD scenarios --format json"):
        done = shell(f"{asked} {where}")
        assert (done.returncode, done.stderr.decode()) == (code, told)


@pytest.mark.parametrize("where", [">/dev/full", ">&-", "2>&-", "2>/dev/full"])
def test_an_error_has_its_code_whatever_becomes_of_its_words(shell: Shell, where: str) -> None:
    assert shell(f"CMD forecast nowhere {where}").returncode == 64
    assert shell(f"CMD forecast --format xml {where}").returncode == 64


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a plan and its run, of which nothing was said."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_plan(folder, "print('R&D £1')")
    run(ask(str(folder / "plan.yaml"), None, date.today()), folder / "outputs")
    return folder


@pytest.mark.parametrize("kernels", [FORKED, PLAIN])
@pytest.mark.parametrize(
    "where",
    ["<&- >&- 2>&-", "--verbose >/dev/full 2>&1", "--log json 2> >(true) | true"],
    ids=["none", "full", "gone"],
)
def test_a_run_is_published_whatever_becomes_of_what_it_says(
    shell: Shell, tmp_path: Path, undisturbed: Path, kernels: str, where: str
) -> None:
    plan = shlex.quote(str(undisturbed / "plan.yaml"))
    done = shell(f"CMD run {plan} --kernels {kernels} --outputs o {where}")
    assert done.returncode == 0, done.stderr
    assert seal(tmp_path / "o" / "latest") == seal(undisturbed / "outputs" / "latest")


@pytest.mark.parametrize("code_page", ["cp1252", "ascii", "utf-8"])
def test_words_are_written_in_what_the_code_page_has(shell: Shell, code_page: str) -> None:
    done = shell(f"COLUMNS=120 PYTHONIOENCODING={code_page} CMD forecast central --draws 64")
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(code_page)
    assert ("0 ≤ recovered" if code_page == "utf-8" else "0 <= recovered") in text
    assert ("GBP 1,000,000" if code_page == "ascii" else "£1,000,000") in text
    assert "?" not in text
    heads = text.split("Central view, cash")[1].split("Paths")[0].splitlines()
    assert len({len(line) for line in heads if "%" in line}) == 1


@pytest.mark.parametrize("code_page", ["cp1252", "ascii"])
def test_what_is_for_programs_is_utf_8_wherever_it_goes(shell: Shell, code_page: str) -> None:
    here = f"PYTHONIOENCODING={code_page} CMD"
    checks = json.loads(shell(f"{here} forecast --format json").stdout.decode())["checks"]
    assert any("0 ≤ recovered" in check["name"] for check in checks)
    assert "2024/25" in shell(f"{here} tornado --format csv").stdout.decode()
    rows = json.loads(shell(f"{here} assumptions --format json").stdout.decode())
    assert any("£" in str(row) for row in rows)
    log = shell(f"{here} run none-such-£ --log json >/dev/null").stderr.decode(errors="replace")
    assert "none-such-£" in json.loads(log.splitlines()[0])["error"]


def test_a_stream_of_somebody_else_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    write_data("£1\n", sys.stdout)
    assert capsys.readouterr().out == "£1\n"
