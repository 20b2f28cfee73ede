"""What the tests need that pip has not, how it is found, and the Debian packages that have it.

Root of a machine with apt gets what is missing (``python tests/needs.py``, which ``make test`` does
first). Elsewhere the tests that need it are skipped, and counted in one line at the end.
"""

import os
import shutil
import subprocess
import sys
from ctypes import CDLL
from importlib.util import find_spec
from pathlib import Path

PACKAGES = {
    "chromium": "chromium",  # pages are read in it
    "libatomic.so.1": "libatomic1",  # of what drives it, playwright
    "lowriter": "libreoffice-writer",  # papers are opened in it, and looked at page by page
    "localc": "libreoffice-calc",
    "pandoc": "pandoc",  # one of the makers whose papers are filled
    "pdftotext": "poppler-utils",
    "LiberationSans-Regular.ttf": "fonts-liberation",  # Arial's widths, for which charts are made
}
"""What a test may need, and the Debian package that has it."""

TO_SET_UP = {"make": "make", "ensurepip": "python3-venv"}
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def find(name: str) -> str:
    """Return where a program, a font, a library or a part of Python is, or nothing."""
    if name.endswith(".ttf"):
        files = (file for folder in _FONTS for file in Path(folder).expanduser().rglob(name))
        return str(next(files, ""))
    if name == "ensurepip":
        return name if find_spec(name) else ""
    if ".so." in name:
        return _library(name)
    return shutil.which(name) or ""


def _library(name: str) -> str:
    try:
        return name if sys.platform != "linux" or CDLL(name) else ""
    except OSError:
        return ""


def missing(packages: dict[str, str]) -> list[str]:
    """Return the packages of what is not there."""
    return [package for name, package in packages.items() if not find(name)]


def main() -> None:
    """Install what is missing, where that may be done."""
    wanted = missing({**TO_SET_UP, **PACKAGES})
    if wanted and shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing from Debian, for the tests:", *wanted, flush=True)
        _apt("update")
        for package in wanted:  # one by one: what cannot be had keeps no other away
            _apt("install", "--yes", "--no-install-recommends", package)


def _apt(*arguments: str) -> None:
    """Run apt-get; tell what it says only if it fails."""
    done = subprocess.run(
        ["apt-get", "--quiet=2", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"apt-get could not {' '.join(arguments)}:", done.stderr.strip(), flush=True)


if __name__ == "__main__":
    main()
