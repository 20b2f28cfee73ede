"""Draws in few bytes: 16 bits each between the lowest and the highest, or a place in a list."""

from base64 import b64encode
from typing import Any

import numpy as np

from ...quantiles import Values

MOST = 16_384  # draws that a file carries; more would make it too large to send
_LISTED = 256  # values of a list, which one byte tells apart
_STEPS = 65_535  # between the lowest and the highest


def coded(values: Values) -> dict[str, Any]:
    """Return draws in the form that ``laws.js`` decodes.

    A list that was drawn from keeps its values to the last bit, so that what is exactly the award
    of the year before stays so; so do the ends of a range, at which it may be
    cut.

    Parameters
    ----------
    values : array
        One value, or as many as there are draws.

    Examples
    --------
    >>> coded(np.array([0.5]))
    {'value': 0.5}
    >>> coded(np.array([1.0, 0.5, 1.0]))
    {'levels': [0.5, 1.0], 'places': 'AQAB'}
    """
    if values.size == 1:
        return {"value": float(values[0])}
    levels, places = np.unique(values, return_inverse=True)
    if levels.size <= _LISTED:
        return {"levels": levels.tolist(), "places": _base64(places.astype("u1"))}
    low, high = float(levels[0]), float(levels[-1])
    steps = np.rint((values - low) / (high - low) * _STEPS).astype("<u2")
    return {"low": low, "high": high, "steps": _base64(steps)}


def _base64(numbers: Any) -> str:
    return b64encode(numbers.tobytes()).decode()
