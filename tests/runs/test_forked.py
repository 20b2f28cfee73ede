"""A copy that answers through a pipe gives what a kernel with sockets gives, cell by cell."""

import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import nbformat
import papermill
import pytest

from clsmin_forecast.inputs.facts import load_facts
from clsmin_forecast.runs import execute as execution, server
from clsmin_forecast.runs.execute import execute
from clsmin_forecast.runs.forked import kernels_of
from clsmin_forecast.runs.plan import Plan
from clsmin_forecast.runs.processes import FORKED, PLAIN
from clsmin_forecast.runs.server import can_fork, start_server

from .conftest import write_notebook

pytestmark = pytest.mark.skipif(not can_fork(), reason="kernels cannot be forked here")

TODAY = date(2026, 11, 29)
DATA = load_facts().folder
CELLS = (
    "print('one', 2); print('three')\n'a result'",
    "import os\nos.getcwd() and None",
    "from IPython.display import display, SVG, HTML, clear_output, update_display\n"
    "display({'a': 1}, HTML('<b>b</b>'), display_id='d')\nprint('between')\ndisplay((1, 2))",
    "update_display('later', display_id='d')",
    "print('gone'); clear_output(); print('left')\nclear_output(wait=True); print('at last')",
    "import asyncio\nawait asyncio.sleep(0.01)\nIn[1][:5]",
    "import ipywidgets\nbox = ipywidgets.Output()\nwith box:\n    print('within')\nbox.outputs",
    "box.outputs",
    "with box:\n    for n in range(12):\n        display('x' * 50_000)  # more than a pipe holds",
    "len(box.outputs)",
    "import threading\nt = threading.Thread(target=print, args=('thread',)); t.start(); t.join()",
    "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(1) as pool:\n"
    "    pool.apply(print, ('pool',))",
    "import multiprocessing\ndef twice(each):\n    return 2 * each\n"
    "with multiprocessing.Pool(1) as pool:\n    print(pool.map(twice, [1]))\n"
    "multiprocessing.get_start_method(), multiprocessing.current_process().name",
    "%%capture kept\nprint('kept')",
    "kept.stdout\n!echo shell",
    "import sys; sys.stdout.write('no end'); _ = 5",
    "import pandas as pd\ndisplay(pd.DataFrame({'a': [1.5, None]}))\nbytes(3), {1: {2}}",
    "%%html\n<p>magic</p>",
    "__name__, get_ipython().__class__.__name__, box.comm is not None",
    "%gui asyncio\n%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1]); plt.show()",
    "ip = get_ipython()\nip.profile_dir.location.startswith(os.environ['IPYTHONDIR']), "
    "ip.ipython_dir == os.environ['IPYTHONDIR'], str(_dh[0]) == os.getcwd(), os.environ['PAGER']",
)
HELPER = re.compile(r"[0-9a-f]{32}")  # an id that is drawn at random


def shown(folder: Path, kind: str, cells: Sequence[str] = CELLS) -> tuple[list[Any], object]:
    """Return what the cells give in a kernel of a kind, and what is noted of the notebook."""
    folder.mkdir()
    notebook = write_notebook(folder / "zoo.ipynb", *cells)
    with kernels_of(kind)({"CLSMIN_TEST": str(folder)}, folder / "log") as options:
        ran = papermill.execute_notebook(
            str(notebook), str(folder / "ran.ipynb"), kernel_name="python3", progress_bar=False,
            start_timeout=60, execution_timeout=60, iopub_timeout=60, record_timing=False,
            request_save_on_cell_execute=False, autosave_cell_every=0, **options,
        )  # fmt: skip
    outputs = [execution._joined(cell.outputs) for cell in ran.cells]
    return json.loads(HELPER.sub("id", json.dumps(outputs))), ran.metadata["language_info"]


def test_cells_give_the_same_in_a_copy_as_in_a_kernel_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_server()  # elsewhere
    monkeypatch.chdir(tmp_path)
    plain, copied = (shown(tmp_path / kind, kind) for kind in (PLAIN, FORKED))
    for source, one, other in zip(CELLS, plain[0], copied[0], strict=True):
        assert one == other, source
    assert plain[1] == copied[1]


PAST_PYTHON = (
    "import os, subprocess\nprint('first')\nos.write(1, b'next\\n')\nprint('last')",
    "_ = subprocess.run(['seq', '30000'])",
    "_ = subprocess.run(['printf', '\u00a3%.0s', *map(str, range(30000))])",
    "_ = os.write(2, b'old')",
)


def test_what_is_written_past_python_comes_whole_and_in_its_turn(tmp_path: Path) -> None:
    outputs, _ = shown(tmp_path / FORKED, FORKED, PAST_PYTHON)
    streams = [[(each["name"], each["text"]) for each in cell] for cell in outputs]
    numbers = "".join(f"{number}\n" for number in range(1, 30_001))
    assert streams[:2] == [[("stdout", "first\nnext\nlast\n")], [("stdout", numbers)]]
    assert streams[2:] == [[("stdout", "\u00a3" * 30_000)], [("stderr", "old")]]


FORKING = (
    "import multiprocessing, os, time\ndef tell():\n    while True:\n        print('line')\n"
    "for _ in range(8):\n    each = multiprocessing.Process(target=tell)\n    each.start()\n"
    "    time.sleep(0.02)\n    each.kill()\n    each.join()",
    "if child := os.fork():\n    os.waitpid(child, 0)\n    time.sleep(0.1)\n    print('parent')",
)


def test_processes_that_a_cell_forks_end_neither_its_pipe_nor_the_cell(tmp_path: Path) -> None:
    (_, lines, parent), _ = shown(tmp_path / FORKED, FORKED, ("", *FORKING))
    assert {letter for each in lines for letter in each["text"]} <= set("line\n")
    assert [each["text"] for each in parent] == ["parent\n"]


def test_a_cell_sees_nothing_of_the_command_and_ends_nothing_with_exit(tmp_path: Path) -> None:
    (_, cell), _ = shown(tmp_path / FORKED, FORKED, ("exit()", "import sys\nsys.argv"))
    assert cell[0]["data"]["text/plain"] == "['']"


def test_what_no_file_can_hold_is_an_error_of_the_cell_that_prints_it(tmp_path: Path) -> None:
    with pytest.raises(papermill.PapermillExecutionError, match="surrogates not allowed"):
        shown(tmp_path / FORKED, FORKED, ("print('\\ud800')",))


def test_a_stream_in_pieces_is_one_output(plan_of: Callable[..., Plan], tmp_path: Path) -> None:
    job = plan_of("import time\nprint('a')\ntime.sleep(0.5)\nprint('b')").jobs[0]
    for kind in (PLAIN, FORKED):
        execute(job, tmp_path / kind, DATA, TODAY, kernels_of(kind))
        ran = nbformat.read(tmp_path / kind / "small.ipynb", as_version=4)
        assert [each.text for each in ran.cells[3].outputs] == ["a\nb\n"]


def test_who_waits_for_the_server_leaves_all_as_it_was_before_the_other() -> None:
    environment, path, done = dict(os.environ), sys.path, Event()

    def wait() -> None:
        with server._server():
            done.wait(10)

    first, second = Thread(target=wait), Thread(target=wait)
    first.start()
    second.start()
    second.join(0.3)  # it has met the first by now
    done.set()
    first.join()
    second.join()
    assert dict(os.environ) == environment
    assert sys.path is path
