"""The examples of a module are tried without its taking the place of its function."""

import subprocess
import sys

from tests.conftest import DATA

TRIED = ("sentences/worst_runs.py", "charts/year.py", "answers.py")


def test_a_module_tried_first_leaves_its_function_in_its_room() -> None:
    files = [f"clsmin_forecast/present/{each}" for each in TRIED]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    done = subprocess.run(command, cwd=DATA.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
