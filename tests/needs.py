"""What the tests need that pip has not, how it is found, and the Debian packages that have it.

Root of a machine with apt gets what is missing (``python tests/needs.py``, which ``make test`` does
first). Elsewhere the tests that need it are skipped, and counted in one line at the end.
"""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

PACKAGES = {
    "chromium": "chromium",  # pages are read in it
    "lowriter": "libreoffice-writer",  # papers are opened in it, and looked at page by page
    "localc": "libreoffice-calc",
    "pdftotext": "poppler-utils",
    "LiberationSans-Regular.ttf": "fonts-liberation",  # Arial's widths, for which charts are made
}
"""What a test may need, and the Debian package that has it."""

TO_SET_UP = {"make": "make", "ensurepip": "python3-venv"}
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def find(name: str) -> str:
    """Return where a program, a font or a part of Python is; nothing if it is not there."""
    if name.endswith(".ttf"):
        files = (file for folder in _FONTS for file in Path(folder).expanduser().rglob(name))
        return str(next(files, ""))
    if name == "ensurepip":
        return name if find_spec(name) else ""
    return shutil.which(name) or ""


def missing(packages: dict[str, str]) -> list[str]:
    """Return the packages of what is not there."""
    return [package for name, package in packages.items() if not find(name)]


def main() -> None:
    """Install what is missing, where that may be done."""
    wanted = missing({**TO_SET_UP, **PACKAGES})
    if wanted and shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing from Debian, for the tests:", *wanted, flush=True)
        quiet = ["apt-get", "--quiet=2", "--option=Dpkg::Use-Pty=0"]
        subprocess.run([*quiet, "update"], check=False)
        for package in wanted:  # one by one: what cannot be had keeps no other away
            command = [*quiet, "install", "--yes", "--no-install-recommends", package]
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
