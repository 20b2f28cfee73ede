"""Follows a page of the documentation: its commands, one block after the other, in a folder."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parent.parent / "docs"
PROGRAM = f'clsmin-forecast() {{ {shlex.quote(sys.executable)} -m clsmin_forecast "$@"; }}\n'


class Walk(NamedTuple):
    """Where a page was followed, what each block of commands printed, and what the page says."""

    folder: Path
    printed: list[str]
    said: list[tuple[str, str]]  # what was printed, spaces as one, and the text below that block


def blocks(page: str) -> list[tuple[str, str]]:
    """Return the kind and the text of each block of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"```(\w+)\n(.*?)```", text, flags=re.DOTALL)


def follow(page: str, folder: Path) -> Walk:
    """Run each block of commands of a page, which all must end well."""
    walk = Walk(folder, [], [])
    env = {name: text for name, text in os.environ.items() if name != "CLSMIN_FORECAST_DATA"}
    for kind, text in blocks(page):
        if kind == "sh":
            done = subprocess.run(
                ["bash", "-ec", PROGRAM + text],
                cwd=folder,
                env=env,
                capture_output=True,
                text=True,
                check=False,
                stdin=subprocess.DEVNULL,
            )
            assert done.returncode == 0, done.stderr
            walk.printed.append(done.stdout)
        elif kind == "text":
            walk.said.append((" ".join(walk.printed[-1].split()), text))
    return walk
