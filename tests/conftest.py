"""What every test may use: the central scenario, a copy of the data, and what a refusal says."""

import gc
import os
import shutil
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import takewhile
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pytest
import typer
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from clsmin_forecast import cli
from clsmin_forecast.errors import InputError
from clsmin_forecast.inputs.scenarios import Scenario, load_scenario
from clsmin_forecast.present.fonts import FONTS
from tests.needs import PACKAGES, find, missing

DATA = Path(__file__).parents[1] / "data"
DRAWS = 256  # enough to show a law

SHARING = ("word", "workbook")  # folders of tests whose files share a run
LONG = (
    "test_cli.py", "test_docs_another_grant.py", "test_docs_following.py", "test_in_browser.py",
    "test_notebooks.py", "test_rebuild.py", "test_types.py", "test_workers.py",
)  # fmt: skip

Result_co = TypeVar("Result_co", covariant=True)
Run = Callable[..., tuple[int, str, str]]
Refused = Callable[[Callable[[], object]], str]


class Edit(Protocol[Result_co]):
    """Replaces the first of some text in a file of the copied data."""

    def __call__(self, file: str, old: str, new: str) -> Result_co: ...


os.environ.pop("COLUMNS", None)  # which parallel workers set: what is printed has no terminal

# Else every program that a test starts would compile the package for itself.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile("suite", deadline=None, derandomize=True, max_examples=30)
settings.load_profile("suite")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A job in the background is deaf to it, and what the tests start would be deaf too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


UNEQUIPPED = "this machine lacks "


def need(name: str) -> str:
    """Return where a program or a font is, or skip the test."""
    found = find(name)
    if not found:
        pytest.skip(UNEQUIPPED + PACKAGES[name])
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a test that is skipped has failed")


def pytest_collection_finish() -> None:
    """Let the collector pass over what lasts as long as the tests, and look less often."""
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and item.config.option.no_skips:
        report.outcome, report.longrepr = "failed", f"skipped: {report.longreprtext}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line which tests the machine is not equipped for, and what would change that."""
    reasons = [each.longrepr[2] for each in terminalreporter.stats.get("skipped", [])]
    skipped = sum(UNEQUIPPED in reason for reason in reasons)
    if skipped:
        terminalreporter.write_line(
            f"Skipped {skipped} tests, as {UNEQUIPPED}{', '.join(missing(PACKAGES))} "
            "(packages of Debian): install them to run everything."
        )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Keep together, under ``pytest -n 2`` of pytest-xdist, the tests that share what is slow.

    Marks do not: `--dist loadgroup` of pytest-xdist 3.8 groups nothing with pytest 9.2.
    """
    scheduler = import_module("xdist.scheduler").LoadScopeScheduling(config, log)
    scheduler._split_scope = _shares
    return scheduler


def _shares(test: str) -> str:
    """Return what a test shares: the tables of all charts, the run of a folder, or its own file."""
    file, _, name = test.partition("::")
    if Path(file).is_relative_to("tests/present") and any(f"[{font}" in name for font in FONTS):
        return "charts"
    return str(Path(file).parent) if Path(file).parent.name in SHARING else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what takes long in one worker, so that no other waits for it at the end."""
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a browser, started once."""
    need("libatomic.so.1")
    path = need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


_program = cache(typer.main.get_command)  # else it would be built anew for each command


@pytest.fixture
def command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command of the program to its end; return its code, output and errors."""
    monkeypatch.setattr(typer.main, "get_command", _program)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["clsmin-forecast", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert isinstance(stop.value.code, int)
        printed = capsys.readouterr()
        return stop.value.code, printed.out, printed.err

    return run


@pytest.fixture(scope="session")
def central() -> Scenario:
    return load_scenario("central", DATA)


def manifest(run_id: str, jobs: Sequence[Mapping[str, str]] = ()) -> dict[str, Any]:
    """Return the manifest of a run of some jobs, without its files."""
    job = {"name": "job", "notebook": "job.ipynb", "sha256": "", "parameters": {}}
    return {
        "schema": "clsmin-forecast/manifest/1",
        "run_id": run_id,
        "plan": "small",
        "jobs": [{**job, **each} for each in jobs or [{}]],
        "data": {},
        "code": "",
        "stale": [],
        "passed": {},
        "versions": {},
        "seconds": {},
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data folder that a test may change."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture(scope="session")
def project_alpha(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data of another grant, whose papers state no posts: `data/` with its own files.

    The grant's own rows are no comparators of it, and it is paid for by no programme.
    """
    folder = Path(shutil.copytree(DATA, tmp_path_factory.mktemp("alpha") / "data"))
    shutil.rmtree(folder / "scenarios")
    (folder / "county_lines_programme.csv").unlink()
    shutil.copytree(Path(__file__).parent / "project_alpha", folder, dirs_exist_ok=True)
    comparators = folder / "comparator_grants.csv"
    rows = comparators.read_text(encoding="utf-8").splitlines(keepends=True)
    others = [row for row in rows if row.split(",")[2] != "alpha"]
    comparators.write_text("".join(others), encoding="utf-8")
    return folder


@pytest.fixture
def edit(data: Path) -> Edit[None]:
    """Return what edits a file of the copy."""

    def replace(file: str, old: str, new: str) -> None:
        text = (data / file).read_text(encoding="utf-8")
        assert old in text, f"{file} holds no {old!r}"
        (data / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def in_force(register: str) -> str:
    """Return the register with its example of signs in force: without the # before its lines."""
    before, example = register.split("        # signals:", 1)
    lines = f"        # signals:{example}".splitlines(keepends=True)
    shown = [*takewhile(lambda line: line.startswith("        # "), lines)]
    freed = [line.replace("# ", "", 1) for line in shown]
    return "".join([before, *freed, *lines[len(shown) :]])


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refused:
    """Return what makes sure that a call is refused in a sentence or two, and gives them."""
    monkeypatch.chdir(tmp_path)

    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def message(call: Callable[[], object]) -> str:
        before = files()
        with pytest.raises(InputError) as refusal:
            call()
        text = str(refusal.value)
        assert refusal.value.exit_code == 64
        assert text.endswith(".")
        assert text.count(". ") <= 1, "more than two sentences"
        assert "\n" not in text
        assert files() == before, "something was written"
        return text

    return message


@pytest.fixture
def refused_edit(data: Path, edit: Edit[None], refused: Refused) -> Edit[str]:
    """Return what edits a file of the copy and gives what refuses it, by any scenario read."""

    def message(file: str, old: str, new: str) -> str:
        edit(file, old, new)
        name = Path(file).stem if file.startswith("scenarios/") else "central"
        return refused(lambda: load_scenario(name, data))

    return message
