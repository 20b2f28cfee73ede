"""Every type is as it is said to be; told beside the other tests, since it takes half a minute."""

import subprocess
import sys

from .conftest import DATA


def test_types_are_strict() -> None:
    command = [sys.executable, "-m", "mypy", "--strict"]
    done = subprocess.run(command, cwd=DATA.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
