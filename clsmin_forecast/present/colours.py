"""The colours of pages, said once: of the page of a run, of a file to send, and of the explorer.

Pictures that matplotlib draws have theirs from `style`; what means the same has the same there.
"""

from collections.abc import Mapping
from pkgutil import get_data
from types import MappingProxyType

from .style import BLUE, CEASED

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#0b0c0c",
        "quiet": "#4d5659",
        "line": "#b1b4b6",
        "grid": "#c9ced4",
        "track": "#e4e4e4",
        "paper": "#ffffff",
        "pale": "#f3f2f1",
        "edge": "#6b7280",
        "blue": BLUE.lower(),
        "half": "#6aa9e6",
        "band": "#aecff0",
        "red": CEASED.lower(),
        "ghost": "#4d5659",
    }
)
"""By what they are for: text, lines, grounds, what is funded, its ranges, what is not, what was."""

DARK: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#f3f2f1",
        "quiet": "#c3c7c9",
        "line": "#4a5157",
        "grid": "#4a5157",
        "track": "#3a4046",
        "paper": "#16191c",
        "pale": "#23282c",
        "edge": "#9aa3a8",
        "blue": "#8ec3f2",
        "half": "#3d7cb8",
        "band": "#24527d",
        "red": "#f5a3c7",
        "ghost": "#d9d9d9",
    }
)
"""The same in the dark."""


def colours_css(within: str = ":root", *, dark: bool = True) -> str:
    """Return the colours as variables of a style sheet, which on paper are always the light ones.

    Parameters
    ----------
    within : str
        What has them.
    dark : bool
        Whether there are others for who asks for the dark.

    Examples
    --------
    >>> colours_css(dark=False)[:24]
    ':root { --ink: #0b0c0c; '
    """
    light = _variables(within, LIGHT)
    if not dark:
        return light
    return (
        f"{light}\n{within} {{ color-scheme: light dark; }}\n@media screen and "
        f"(prefers-color-scheme: dark) {{ {_variables(within, DARK)} }}\n"
        f"@media print {{ {within} {{ color-scheme: light; }} }}\n"
    )


def _variables(within: str, colours: Mapping[str, str]) -> str:
    return f"{within} {{ {' '.join(f'--{name}: {each};' for name, each in colours.items())} }}"


def instrument_css() -> str:
    """Return the looks that a file to send and the explorer share: rows, chips, the answer."""
    return part_of_package(__package__, "instrument.css")


def part_of_package(package: str, name: str) -> str:
    """Return the text of a style sheet that lies beside the modules of a package."""
    found = get_data(package, name)
    assert found is not None  # as every package here lies in a folder
    return found.decode()
