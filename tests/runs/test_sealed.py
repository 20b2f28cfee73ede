"""A published run is what was asked for: nothing that is edited or left behind can change it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from matplotlib import get_cachedir

import clsmin_forecast as cf
from clsmin_forecast.errors import InfrastructureError, InputError, NotebookError, ResultError
from clsmin_forecast.report.pages.notebooks import exporter
from clsmin_forecast.runs import execute as execution, request as requests
from clsmin_forecast.runs.changes import run_changes
from clsmin_forecast.runs.crew import Crew
from clsmin_forecast.runs.forked import kernels_of
from clsmin_forecast.runs.plan import Plan
from clsmin_forecast.runs.processes import FORKED, PLAIN
from clsmin_forecast.runs.publish import is_whole
from clsmin_forecast.runs.published import read_run
from clsmin_forecast.runs.request import Request, ask
from clsmin_forecast.runs.retention import DAMAGED, kept_runs, prune
from clsmin_forecast.runs.run import run
from clsmin_forecast.runs.seal import seal
from clsmin_forecast.runs.verify import verify

from .conftest import BEGIN, FINISH, PARAMETERS, write_notebook
from .test_execute import has_ended

Maker = Callable[..., Plan]
TODAY = date(2026, 11, 23)
PATH = "from pathlib import Path\npath = Path"
FIGURE = "run.figure('award', cf.load_facts().awards['2025/26'].amount, 'pounds, cash')"


def _asked(folder: Path, data: Path | None = None, today: date = TODAY) -> Request:
    return ask(str(folder / "plan.yaml"), data, today)


def _award(folder: Path) -> float:
    return float(json.loads((folder / "small" / "result.json").read_text())["figures"][0]["value"])


def test_an_edit_of_the_data_while_a_run_is_at_work_changes_nothing(
    plan_of: Maker, tmp_path: Path, data: Path
) -> None:
    awards = data / "awards.csv"
    edit = f"{PATH}({str(awards)!r})\npath.write_text(path.read_text().replace('1000000', '9'))"
    plan_of(PARAMETERS, edit, BEGIN, FIGURE, FINISH, whole=True)
    honest = awards.read_text()
    asked = _asked(tmp_path, data)
    first = run(asked, tmp_path / "outputs").folder
    assert ",9," in awards.read_text()
    assert _award(first) == 1_000_000
    awards.write_text(honest)
    again = run(_asked(tmp_path, data), tmp_path / "elsewhere").folder
    assert again.name == first.name
    assert seal(again) == seal(first)
    assert (first / "_data" / "awards.csv").read_text() == honest


def test_what_is_made_while_the_program_is_touched_is_neither_published_nor_kept(
    plan_of: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = tmp_path / "code.py"
    code.write_text("as it was\n")
    files = requests._code_files
    monkeypatch.setattr(requests, "_code_files", lambda: [*files(), code])
    back = "path.write_text('edited')\npath.write_text('as it was\\n')"
    plan_of(f"{PATH}({str(code)!r})\n{back}")
    with pytest.raises(InfrastructureError, match="the program was edited while the run was at"):
        run(_asked(tmp_path), tmp_path / "outputs")
    assert not (tmp_path / "outputs" / "runs").exists()
    assert not (tmp_path / "outputs" / ".staging" / "jobs").exists()


def test_every_file_of_the_package_that_shapes_an_output_is_part_of_the_run_id() -> None:
    package = Path(cf.__file__).parent
    there = {path for path in package.rglob("*.*") if "__pycache__" not in path.parts}
    assert {path.suffix for path in there - {*requests._code_files()}} == {".pyi", ".typed"}


def _two(folder: Path, second: str) -> Request:
    write_notebook(folder / "first.ipynb", PARAMETERS, BEGIN, f"{TABLE}\n{LONG}", FINISH)
    write_notebook(folder / "second.ipynb", PARAMETERS, BEGIN, second, FINISH)
    (folder / "plan.yaml").write_text(
        "name: two\ntitle: Two\njobs: [{notebook: first.ipynb}, {notebook: second.ipynb}]\n"
    )
    return _asked(folder)


LONG = "# " + "x" * 5_000  # the longest notebook is run first
TABLE = "run.table('sums', 'Sums', [{'year': '2025/26', 'sum': '£1'}])"
OTHER = """\
import os, time
from pathlib import Path
other = Path(os.environ["CLSMIN_FORECAST_RESULT"]).parent / "first"
"""


def test_a_notebook_that_changes_what_another_left_stops_publishing(tmp_path: Path) -> None:
    asked = _two(tmp_path, f"{OTHER}(other / 'tables' / 'sums.csv').write_text('forged')")
    with pytest.raises(ResultError, match=r"^first: tables/sums.csv was changed after its record"):
        run(asked, tmp_path / "outputs", crew=Crew(1))
    assert not (tmp_path / "outputs" / "runs").exists()


def test_a_notebook_that_changes_the_data_of_others_stops_publishing(tmp_path: Path) -> None:
    edit = "path = cf.load_facts().folder / 'awards.csv'\npath.write_text(path.read_text())"
    with pytest.raises(ResultError, match="a notebook changed the copy of the data"):
        run(_two(tmp_path, edit), tmp_path / "outputs")


@pytest.mark.parametrize(
    "left",
    [
        "os.symlink('/etc/passwd', here / 'charts.svg')",
        "os.symlink('/etc', here / 'etc')",
        "os.symlink('.', here / 'loop')",
        "os.mkfifo(here / 'pipe')",
        "(here / 'empty').mkdir()",
        "(here / 'charts').mkdir(exist_ok=True); os.mkfifo(here / 'charts' / 'ff')",
        "(here / 'tables').mkdir(exist_ok=True); os.symlink('/dev/zero', here / 'tables' / 'z')",
    ],
)
def test_only_plain_files_are_taken(plan_of: Maker, tmp_path: Path, left: str) -> None:
    plan_of(f"{OTHER}here = other.parent / 'small'\n{left}")
    with pytest.raises(ResultError, match=r"^small: left [\w/]+(\.svg)?, which is no plain file"):
        run(_asked(tmp_path), tmp_path / "outputs")
    assert not (tmp_path / "outputs" / "runs").exists()


@pytest.mark.parametrize("odd", ["[]", "null", "{}", '{"files": {}}', "{", "[" * 9_000])
def test_a_manifest_of_another_form_is_a_damaged_run(
    plan_of: Maker, tmp_path: Path, odd: str
) -> None:
    plan_of()
    outputs = tmp_path / "outputs"
    home = run(_asked(tmp_path), outputs).folder
    (home / "manifest.json").write_text(odd)
    (known,) = kept_runs(outputs)
    assert (known.state, known.plan) == (DAMAGED, "")
    assert prune(outputs, 5) == []
    with pytest.raises(InputError, match="not as it was published"):
        read_run(home)
    with pytest.raises(InputError, match="not as it was published"):
        run_changes(home, home)
    with pytest.raises(InputError, match="holds no published run"):
        verify(home, _asked(tmp_path))
    assert not run(_asked(tmp_path), outputs).already
    assert is_whole(home)


def test_a_folder_with_another_run_in_it_is_not_taken_for_done(
    plan_of: Maker, tmp_path: Path
) -> None:
    plan_of()
    outputs = tmp_path / "outputs"
    first = run(_asked(tmp_path), outputs).folder
    plan_of("print(1)")
    asked = _asked(tmp_path)
    shutil.copytree(first, outputs / "runs" / asked.run_id)
    outcome = run(asked, outputs)
    assert not outcome.already
    assert json.loads((outcome.folder / "manifest.json").read_text())["run_id"] == asked.run_id


def test_a_run_that_was_added_to_is_made_again_and_that_is_said(
    plan_of: Maker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plan_of(TABLE)
    home = run(_asked(tmp_path), tmp_path / "outputs").folder
    (home / "note.txt").write_text("mine")
    assert not run(_asked(tmp_path), tmp_path / "outputs").already
    assert "is not as it was published, so it is made again." in caplog.text


@pytest.mark.parametrize("added", ["folder", "link"])
def test_a_run_to_which_something_was_added_is_damaged(
    published: Path, tmp_path: Path, added: str
) -> None:
    assert is_whole(published)
    if added == "folder":
        (published / "empty").mkdir()
    else:
        os.symlink("/etc", published / "etc")
    assert not is_whole(published)


def test_runs_that_share_a_job_share_no_bytes(plan_of: Maker, tmp_path: Path) -> None:
    plan_of(TABLE)
    first = run(_asked(tmp_path), tmp_path / "outputs").folder
    plan = tmp_path / "plan.yaml"
    plan.write_text(plan.read_text().replace("name: small", "name: other"))
    second = run(_asked(tmp_path), tmp_path / "outputs").folder
    assert first != second
    table = Path("small") / "tables" / "sums.csv"
    with (second / table).open("a") as file:
        file.write("edited\n")
    assert is_whole(first)
    assert not is_whole(second)


def test_a_run_has_one_day_and_a_day_that_tells_more_is_another_run(
    plan_of: Maker, tmp_path: Path
) -> None:
    plan_of()
    before, after = date(2026, 3, 31), date(2026, 4, 1)
    asked = [_asked(tmp_path, today=day) for day in (before, after, date(2026, 5, 1))]
    ids = [each.run_id for each in asked]
    assert ids[0] != ids[1] == ids[2]
    folders = [run(each, tmp_path / "outputs").folder for each in asked[:2]]
    told = [(folder / "small" / "result.json").read_text() for folder in folders]
    assert ["2026/27 (in principle) has begun" in text for text in told] == [False, True]


@pytest.mark.parametrize("kernels", [FORKED, PLAIN])
def test_the_current_folder_and_a_persons_settings_reach_no_kernel(
    plan_of: Maker, tmp_path: Path, kernels: str
) -> None:
    plan_of(TABLE)
    honest = run(_asked(tmp_path, today=date.today()), tmp_path / "honest").folder
    here = tmp_path / "here"
    (here / "clsmin_forecast").mkdir(parents=True)
    for name in ("clsmin_forecast/__init__", "random", "pandas", "token", "statistics", "numpy"):
        (here / f"{name}.py").write_text(f"raise SystemExit('the {name} of this folder')\n")
    (here / "start.py").write_text("print('started')\n")
    (kernel := here / "kernels" / "python3").mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["false"], "display_name": "A person\'s"}')
    theirs = {"PYTHONSTARTUP": f"{here}/start.py", "JUPYTER_PATH": f"{here}", "HOME": f"{here}"}
    done = subprocess.run(
        [str(Path(sys.executable).with_name("clsmin-forecast")), "run", str(tmp_path / "plan.yaml"),
         "--outputs", str(tmp_path / "outputs"), "--kernels", kernels],
        cwd=here, env={**os.environ, **theirs, "MPLCONFIGDIR": get_cachedir()},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not (here / ".ipython").exists()
    made = tmp_path / "outputs" / "latest"
    assert seal(made) == seal(honest)


@pytest.mark.parametrize("kernels", [PLAIN, FORKED])
def test_a_module_of_the_current_folder_is_not_found_however_the_program_is_started(
    plan_of: Maker, tmp_path: Path, kernels: str
) -> None:
    plan_of("from importlib.util import find_spec\nassert find_spec('only_here') is None")
    here = tmp_path / "here"
    here.mkdir()
    (here / "only_here.py").write_text("")
    python = os.path.relpath(sys.executable, here)
    options = ["--outputs", str(tmp_path / "outputs"), "--kernels", kernels]
    done = subprocess.run(
        [python, "-m", "clsmin_forecast", "run", str(tmp_path / "plan.yaml"), *options],
        cwd=here, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_kernel_with_another_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLSMIN_FORECAST_PACKAGE", "/elsewhere/clsmin_forecast")
    with pytest.raises(ResultError, match=r"the kernel has another clsmin_forecast, in .*, than"):
        cf.begin()


def test_pages_take_no_template_of_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    own = tmp_path / "nbconvert" / "templates" / "base"
    own.mkdir(parents=True)
    (own / "display_priority.j2").write_text("mine")
    made = exporter()
    assert not any(str(tmp_path) in path for path in made.template_paths)
    loaded = made.environment.loader.get_source(made.environment, "base/display_priority.j2")
    assert loaded[0] != "mine"


@pytest.mark.parametrize("fault", [EOFError("unexpected EOF"), ConnectionResetError()])
def test_a_lost_server_of_copies_is_tried_again_and_then_no_fault(
    plan_of: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    plan_of()
    tried = []

    def lost(*_: object) -> None:
        tried.append(1)
        raise fault

    monkeypatch.setattr(execution, "_in_kernel", lost)
    with pytest.raises(InfrastructureError, match="small: no kernel: "):
        run(_asked(tmp_path), tmp_path / "outputs")
    assert len(tried) == 2


LEAVER = """\
import subprocess, sys
script = '''
import os, sys, time
from pathlib import Path
record, log = (Path(sys.argv[1]) / name for name in ("result.json", "kernel.log"))
Path(sys.argv[2]).write_text(str(os.getpid()))
while not record.exists() or log.exists():
    time.sleep(0.001)
record.write_text(record.read_text().replace("R&D", "forged"))
time.sleep(60)
'''
double = (
    "import subprocess, sys\\n"
    "subprocess.Popen([sys.executable, *sys.argv[1:]], start_new_session=True)"
)
place = str(other.parent / "small")
subprocess.run([sys.executable, "-c", double, "-c", script, place, MARK], check=True)
while not Path(MARK).exists():
    time.sleep(0.01)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt")
@pytest.mark.parametrize("kernels", [FORKED, PLAIN])
def test_what_a_notebook_leaves_running_ends_with_it(
    plan_of: Maker, tmp_path: Path, kernels: str
) -> None:
    mark = tmp_path / "pid"
    plan_of("run.sentence('answer', 'R&D.')", f"{OTHER}MARK = {str(mark)!r}\n{LEAVER}")
    home = run(_asked(tmp_path), tmp_path / "outputs", crew=Crew(1, kernels)).folder
    assert has_ended(int(mark.read_text()))
    assert "forged" not in (home / "small" / "result.json").read_text()


def test_a_copied_tree_in_which_latest_is_a_folder_goes_on(plan_of: Maker, tmp_path: Path) -> None:
    plan_of()
    first = run(_asked(tmp_path), tmp_path / "outputs").folder
    copied = tmp_path / "copied"
    shutil.copytree(tmp_path / "outputs", copied)
    shutil.rmtree(copied / "latest", ignore_errors=True)
    (copied / "latest").unlink(missing_ok=True)
    shutil.copytree(first, copied / "latest")
    plan_of("print(1)")
    second = run(_asked(tmp_path), copied)
    assert (copied / "latest").is_symlink()
    assert (copied / "latest").resolve() == second.folder.resolve()
    assert run(_asked(tmp_path), copied).already
    assert not list(copied.glob(".latest-*"))


@pytest.mark.parametrize("mine", ["file", "folder"])
def test_latest_of_ones_own_is_left_alone(plan_of: Maker, tmp_path: Path, mine: str) -> None:
    plan_of()
    latest = tmp_path / "outputs" / "latest"
    latest.parent.mkdir()
    if mine == "file":
        latest.write_text("mine")
    else:
        latest.mkdir()
    with pytest.raises(InputError, match="is no run of this program; move it away first"):
        run(_asked(tmp_path), tmp_path / "outputs")
    assert latest.exists()


def test_outputs_in_the_data_folder_are_refused(plan_of: Maker, tmp_path: Path, data: Path) -> None:
    plan_of()
    with pytest.raises(InputError, match="lies in the data folder"):
        run(_asked(tmp_path, data), data / "outputs")
    assert not (data / "outputs").exists()


def test_runs_on_another_disk_are_refused_before_any_work(plan_of: Maker, tmp_path: Path) -> None:
    disks = [disk for disk in (Path("/dev/shm"), Path("/var/tmp")) if disk.is_dir()]
    others = [disk for disk in disks if disk.stat().st_dev != tmp_path.stat().st_dev]
    if not others:
        pytest.skip("no second file system at hand")
    plan_of()
    with TemporaryDirectory(dir=others[0]) as other:
        (tmp_path / "outputs").mkdir()
        (tmp_path / "outputs" / "runs").symlink_to(other)
        with pytest.raises(InputError, match="lies on another disk than"):
            run(_asked(tmp_path), tmp_path / "outputs")


@pytest.mark.parametrize("name", ["_data", "about.json", "-checked", "A", "x" * 81, "con x"])
def test_a_name_from_a_file_is_in_the_form_of_a_name(tmp_path: Path, name: str) -> None:
    write_notebook(tmp_path / f"{name}.ipynb", PARAMETERS, BEGIN, FINISH)
    plan = tmp_path / "plan.yaml"
    plan.write_text(f"name: n\ntitle: N\njobs: [{{notebook: '{name}.ipynb'}}]\n")
    with pytest.raises(InputError, match=r"plan.yaml: job 1: a job takes the name of its noteb"):
        _asked(tmp_path)
    plan.write_text(f"name: n\ntitle: N\njobs: [{{notebook: '{name}.ipynb', name: one}}]\n")
    assert (run(_asked(tmp_path), tmp_path / "outputs").folder / "one" / "result.json").is_file()


def test_a_folder_that_begins_with_a_dash_is_a_folder(
    plan_of: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_of()
    monkeypatch.chdir(tmp_path)
    assert run(_asked(tmp_path), Path("-x")).folder.is_dir()


def test_a_name_too_long_for_a_folder_is_refused(plan_of: Maker, tmp_path: Path) -> None:
    plan_of()
    with pytest.raises(InputError, match="cannot be written"):
        run(_asked(tmp_path), tmp_path / ("x" * 300))


def test_a_long_temporary_folder_gives_plain_kernels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("x" * 80)))
    assert kernels_of(FORKED) is kernels_of(PLAIN)
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")
    assert (kernels_of(FORKED) is kernels_of(PLAIN)) == (sys.platform != "linux")


def test_a_warning_is_told_by_its_words(plan_of: Maker, tmp_path: Path) -> None:
    plan_of("import warnings\nwarnings.warn('the grant file is stale')")
    with pytest.raises(NotebookError, match=r"gave a warning: UserWarning: the grant file is st"):
        run(_asked(tmp_path), tmp_path / "outputs")


def test_a_notebook_with_a_byte_order_mark_is_run(plan_of: Maker, tmp_path: Path) -> None:
    plan_of()
    path = tmp_path / "small.ipynb"
    path.write_bytes(BOM_UTF8 + path.read_bytes())
    assert run(_asked(tmp_path), tmp_path / "outputs").folder.is_dir()
