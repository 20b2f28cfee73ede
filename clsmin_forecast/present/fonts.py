"""Fonts: the families of our charts, and which files they are on this machine."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from matplotlib.font_manager import FontProperties, fontManager

FONTS = ("Arial", "Liberation Sans", "Helvetica", "DejaVu Sans")
_WEIGHTS = ("normal", "bold")


def font_files() -> Iterator[Path]:
    """Yield the files from which matplotlib takes the letters of our charts, the best first.

    Examples
    --------
    >>> any("DejaVu" in path.name for path in font_files())
    True
    """
    for family in FONTS:
        for weight in _WEIGHTS:
            wanted = FontProperties(family=family, weight=weight)
            with suppress(ValueError):  # not on this machine
                found = fontManager.findfont(
                    wanted, fallback_to_default=False, rebuild_if_missing=False
                )
                yield Path(found)
